//! Revoked phones, lost and new roles: nothing is dropped, nothing counts that should not, and
//! every replica agrees about it.

use super::phones::{Village, decide, decision, later, row, sometime, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::document::DocumentKind;
use drokpa_core::code::Code;
use drokpa_core::id::MemberId;
use drokpa_core::phone::{ClaimName, Delivery, NewClaim, QuarantineState};
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_core::time::Cycle;
use drokpa_fixtures::world::{Handset, START, branch, member};

fn enrol(village: &mut Village, who: &str, role: Role) -> Handset {
    let home = branch("pasture-a");
    let handset = Handset::enrol(&mut village.hub, &home, &member(who), role, START);
    village.sync_all(1);
    handset
}

fn study(of: &mut Handset, day: u64) -> ClaimName {
    let claim = NewClaim::Study {
        course: "policy-1".parse().unwrap(),
        day: sometime(day).day(),
        minutes: 60,
    };
    let (recorded, batch) = of.phone.record(sometime(day), &claim, "").unwrap();
    of.commit(&batch);
    ClaimName { member: recorded.member, key: recorded.key }
}

fn states(of: &Handset) -> Vec<QuarantineState> {
    of.phone.quarantine().unwrap().into_iter().map(|row| row.state).collect()
}

fn adopt(by: &mut Handset, yes: bool) {
    let rows = by.phone.quarantine().unwrap();
    let names: Vec<_> = rows.iter().map(|row| row.entry).collect();
    let batch = by.phone.adopt(later(55), &names, yes).unwrap();
    by.commit(&batch);
}

fn totals(village: &Village, of: &MemberId) -> Vec<i32> {
    let phones = [&village.secretary, &village.other, &village.herder];
    let total = |one: &Handset| one.phone.standing(of, Cycle(2026)).unwrap().total_tenths;
    phones.into_iter().map(total).collect()
}

/// A member with a phone that was revoked after it had brought one claim, and another phone.
fn revoked_with(claims: u64) -> (Village, Handset, Vec<ClaimName>) {
    let mut village = village(2);
    let mut lost = enrol(&mut village, "pa05", Role::Member);
    let before = study(&mut lost, 1);
    lost.sync(&mut village.hub, later(40));
    let serial = lost.identity.welcome.serial;
    village.hub.revoke(serial);
    let mut names = vec![before];
    names.extend((0..claims).map(|day| study(&mut lost, 2 + day)));
    (village, lost, names)
}

#[test]
fn what_a_revoked_phone_brings_late_is_kept_apart_until_a_secretary_adopts_it() {
    let (mut village, mut lost, claims) = revoked_with(2);
    let received = lost.sync(&mut village.hub, later(41)).received;
    assert_eq!((received.quarantined, received.rejected, received.received), (1, 0, 0));
    assert_eq!((lost.phone.status().quarantined, lost.phone.status().outbox), (2, 0));
    village.sync_all(1);
    let of = member("pa05");
    assert_eq!(row(&village.secretary, &claims[0]).delivery, Delivery::Arrived);
    for claim in &claims[1..] {
        for phone in [&village.secretary, &village.other, &village.herder] {
            let shown = row(phone, claim);
            assert_eq!((shown.delivery, shown.decision), (Delivery::Quarantined, "pending"));
        }
    }
    assert_eq!(states(&village.secretary), [QuarantineState::Waiting; 2]);
    let minutes =
        |village: &Village| village.herder.phone.standing(&of, Cycle(2026)).unwrap().minutes;
    assert_eq!(minutes(&village), 60);
    adopt(&mut village.secretary, true);
    village.sync_all(2);
    assert_eq!(states(&village.other), [QuarantineState::Adopted; 2]);
    assert_eq!(row(&village.herder, &claims[1]).delivery, Delivery::Arrived);
    assert_eq!(minutes(&village), 180);
    assert_eq!(totals(&village, &of)[0], totals(&village, &of)[2]);
}

#[test]
fn two_secretaries_who_disagree_about_quarantine_leave_it_out_until_one_settles_it() {
    let (mut village, mut lost, claims) = revoked_with(1);
    lost.sync(&mut village.hub, later(41));
    village.sync_all(1);
    adopt(&mut village.secretary, true);
    adopt(&mut village.other, false);
    village.sync_all(2);
    for phone in [&village.secretary, &village.other, &village.herder] {
        assert_eq!(states(phone), [QuarantineState::Disputed]);
        assert_eq!(row(phone, &claims[1]).delivery, Delivery::Quarantined);
    }
    adopt(&mut village.other, false);
    village.sync_all(2);
    for phone in [&village.secretary, &village.herder] {
        assert_eq!(states(phone), [QuarantineState::Refused]);
        let shown = phone.phone.list().into_iter().find(|row| row.claim == claims[1].to_string());
        assert!(shown.is_none(), "refused: no fact of the member");
    }
    adopt(&mut village.secretary, true);
    village.sync_all(2);
    assert_eq!(states(&village.herder), [QuarantineState::Adopted]);
}

#[test]
fn nobody_lets_their_own_entries_count() {
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    let mut second = enrol(&mut village, "pa01", Role::Secretary);
    second.sync(&mut village.hub, later(39));
    let serial = second.identity.welcome.serial;
    village.hub.revoke(serial);
    decide(&mut second, &claim, Verdict::Reject);
    assert_eq!(second.sync(&mut village.hub, later(41)).received.quarantined, 1);
    village.sync_all(1);
    assert_eq!(row(&village.herder, &claim).decision, "pending");
    adopt(&mut village.secretary, true);
    village.sync_all(2);
    assert_eq!(states(&village.other), [QuarantineState::Proposed]);
    assert_eq!(row(&village.herder, &claim).decision, "pending");
    adopt(&mut village.other, true);
    village.sync_all(2);
    assert_eq!(states(&village.secretary), [QuarantineState::Adopted]);
    assert_eq!(row(&village.herder, &claim).decision, "rejected");
    let refused = village.herder.phone.adopt(later(56), &[], true).map(|_| ());
    assert_eq!(refused, Err(Code::RoleNeeded));
}

#[test]
fn two_hundred_unsent_entries_of_a_revoked_phone_all_arrive() {
    let (mut village, mut lost, claims) = revoked_with(200);
    assert_eq!(lost.phone.status().outbox, 200);
    lost.sync(&mut village.hub, later(41));
    assert_eq!((lost.phone.status().outbox, lost.phone.status().quarantined), (0, 200));
    lost.restart();
    assert_eq!(lost.phone.status().quarantined, 200, "it remembers what it was told");
    village.sync_all(1);
    assert_eq!(states(&village.secretary).len(), 200);
    adopt(&mut village.secretary, true);
    let up = village.secretary.sync(&mut village.hub, later(60)).up;
    assert!(up <= 4_096, "{up} bytes for two hundred adoptions");
    println!("{up} bytes for two hundred adoptions");
    village.sync_all(2);
    let rows = village.herder.phone.list();
    assert!(claims.iter().all(|claim| rows.iter().any(|row| row.claim == claim.to_string())));
    assert!(rows.iter().all(|row| row.delivery == Delivery::Arrived));
}

#[test]
fn a_stolen_phone_can_fill_only_so_much_a_day_and_still_loses_nothing() {
    let (mut village, mut lost, _) = revoked_with(0);
    let words = "ཟླ་བ".repeat(60);
    for number in 0..160_u64 {
        let claim = NewClaim::Study {
            course: "policy-1".parse().unwrap(),
            day: sometime(2 + number).day(),
            minutes: 60,
        };
        let note = format!("{number} {words} {}", sometime(number).0.wrapping_mul(number + 7));
        let (_, batch) = lost.phone.record(sometime(2 + number), &claim, &note).unwrap();
        lost.commit(&batch);
    }
    lost.sync(&mut village.hub, later(41));
    let first = lost.phone.status();
    let deposited: usize = village.hub.deposited(lost.identity.welcome.serial, later(41).day());
    assert!(deposited <= drokpa_core::hub::DEPOSIT_BYTES_MAX, "{deposited}");
    assert!(first.outbox > 0 && first.waiting == first.outbox, "{first:?}");
    for day in 42..50 {
        lost.sync(&mut village.hub, later(day));
    }
    assert_eq!((lost.phone.status().outbox, lost.phone.status().quarantined), (0, 160));
}

#[test]
fn who_loses_a_role_keeps_their_own_and_lets_go_of_the_others() {
    let mut village = village(2);
    let claim = village.attend(0, "");
    village.sync_all(2);
    let mark = [(member("pa05"), Mark::Present)];
    let (_, batch) = village.other.phone.call_roll(later(2), &village.trainings[0], &mark).unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).decision, "approved");
    // The second secretary becomes a plain member, decides once more before hearing of it, and
    // records something of their own.
    village.hub.set_role(&member("pa02"), Role::Member);
    decide(&mut village.other, &claim, Verdict::Reject);
    let own = study(&mut village.other, 30);
    let received = village.other.sync(&mut village.hub, later(60)).received;
    assert_eq!((received.accepted, received.quarantined, received.rejected), (1, 1, 0));
    village.sync_all(2);
    assert_eq!(village.other.phone.role(), Role::Member);
    assert_eq!(village.other.phone.status().quarantined, 1);
    assert_eq!(village.other.phone.actor().generation, 1);
    let refused = village.other.phone.decide(later(61), &[decision(&claim, Verdict::Approve)]);
    assert_eq!(refused.map(|_| ()), Err(Code::RoleNeeded));
    // The roll of before stands, the decision of after does not.
    assert_eq!(row(&village.herder, &claim).decision, "approved");
    assert_eq!(states(&village.secretary), [QuarantineState::Waiting]);
    assert!(village.other.phone.members().contains(&member("pa02")));
    let kept = village.other.store.records.values().count();
    village.other.restart();
    assert_eq!(village.other.phone.status().damaged, 0);
    assert!(village.other.phone.list().iter().all(|row| row.member == member("pa02")
        || row.claim != claim.to_string()
        || row.delivery != Delivery::OnThisPhone));
    assert!(kept > 0 && row(&village.other, &own).delivery == Delivery::Arrived);
    // Given the role again, it sees everything again and what it says counts.
    village.hub.set_role(&member("pa02"), Role::Secretary);
    village.sync_all(2);
    assert_eq!(village.other.phone.role(), Role::Secretary);
    assert_eq!(row(&village.other, &claim).decision, "approved");
    let second = village.attend(1, "");
    village.sync_all(2);
    decide(&mut village.other, &second, Verdict::Approve);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &second).decision, "approved");
    assert_eq!(states(&village.secretary), [QuarantineState::Waiting], "the gap stays apart");
}

#[test]
fn who_gets_a_larger_role_is_given_the_older_documents_first() {
    let mut village = village(3);
    let claim = village.attend(0, "");
    let mut keeper = enrol(&mut village, "pa03", Role::Member);
    village.sync_all(2);
    keeper.sync(&mut village.hub, later(60));
    assert!(!keeper.phone.list().iter().any(|row| row.claim == claim.to_string()));
    village.hub.set_role(&member("pa03"), Role::Secretary);
    let later_claim = village.attend(1, "");
    village.sync_all(1);
    let exchange = keeper.sync(&mut village.hub, later(61));
    assert_eq!((exchange.received.refused, exchange.requests), (0, 1));
    for claim in [&claim, &later_claim] {
        assert_eq!(row(&keeper, claim).decision, "pending");
    }
    decide(&mut keeper, &claim, Verdict::Approve);
    keeper.sync(&mut village.hub, later(61));
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).decision, "approved");
}

#[test]
fn a_hub_that_lost_its_last_days_learns_devices_and_revocations_again() {
    let mut village = village(2);
    let copy = village.hub.copy();
    let mut late = enrol(&mut village, "pa06", Role::Member);
    let claim = study(&mut late, 3);
    late.sync(&mut village.hub, later(40));
    let mut stolen = enrol(&mut village, "pa05", Role::Member);
    stolen.sync(&mut village.hub, later(40));
    village.hub.revoke(stolen.identity.welcome.serial);
    village.sync_all(2);
    village.hub.restore(&copy);
    // The device that the hub does not know any more shows its certificate.
    let fresh = study(&mut late, 4);
    late.sync(&mut village.hub, later(61));
    assert_eq!((late.phone.status().outbox, late.phone.status().synced), (0, true));
    assert!(!village.hub.is_revoked(stolen.identity.welcome.serial), "nobody has told it yet");
    village.sync_all(2);
    assert!(village.hub.is_revoked(stolen.identity.welcome.serial));
    study(&mut stolen, 5);
    stolen.sync(&mut village.hub, later(62));
    assert_eq!((stolen.phone.status().outbox, stolen.phone.status().quarantined), (0, 1));
    for claim in [&claim, &fresh] {
        assert_eq!(row(&village.secretary, claim).delivery, Delivery::Arrived);
    }
    let next = enrol(&mut village, "pa07", Role::Member);
    assert!(next.identity.welcome.serial.0 > 1000, "no number is given twice");
}

#[test]
fn a_lock_from_another_generation_of_the_hub_is_the_same_whatever_order_it_comes_in() {
    let (mut village, mut lost, _) = revoked_with(1);
    let serial = lost.identity.welcome.serial;
    lost.sync(&mut village.hub, later(41));
    let copy = village.hub.copy();
    village.hub.restore(&copy);
    village.hub.revoke(serial);
    village.sync_all(2);
    let fresh = enrol(&mut village, "pa04", Role::Secretary);
    let of = |phone: &Handset| format!("{:?}", phone.phone.quarantine().unwrap());
    village.sync_all(1);
    assert_eq!(of(&fresh), of(&village.secretary));
    let mut reopened = village.secretary;
    reopened.restart();
    assert_eq!(of(&fresh), of(&reopened));
}

#[test]
fn a_roll_by_a_revoked_secretary_counts_up_to_the_lock_for_every_member() {
    let mut village = village(2);
    let mark = [(member("pa05"), Mark::Present)];
    for at in 0..2 {
        let training = village.trainings[at];
        let (_, batch) = village.other.phone.call_roll(later(2), &training, &mark).unwrap();
        village.other.commit(&batch);
        if at == 0 {
            village.other.sync(&mut village.hub, later(41));
            village.hub.revoke(village.other.identity.welcome.serial);
        }
    }
    village.sync_all(2);
    let decided = village.herder.phone.list();
    let mut states: Vec<_> = decided.iter().map(|row| (row.delivery, row.decision)).collect();
    states.sort();
    assert_eq!(states, [(Delivery::Arrived, "approved"), (Delivery::Quarantined, "pending")]);
    let rolls = village.secretary.phone.quarantine().unwrap();
    assert_eq!(rolls[0].document, DocumentKind::Roll.name());
}
