//! The notice before the first record: nothing of a member's own is recorded before it, and a
//! refusal costs nothing.

use super::phones::{decide, later, row, sometime, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::phone::{ClaimName, NewClaim, NoticeLanguage};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_core::time::Cycle;
use drokpa_fixtures::world::{Handset, branch, member};

fn study(day: u64) -> NewClaim {
    NewClaim::Study { course: "policy-1".parse().unwrap(), day: later(day).day(), minutes: 45 }
}

fn say(by: &mut Handset, day: u64, given: bool) {
    let batch = by.phone.answer_notice(sometime(day), NoticeLanguage::Bo, given).unwrap();
    by.commit(&batch);
}

fn state(of: &Handset) -> &'static str {
    of.phone.consent().unwrap().state
}

#[test]
fn nothing_of_a_members_own_is_recorded_before_consent() {
    let mut village = village(1);
    let (home, newcomer) = (branch("pasture-a"), member("pa09"));
    let mut phone = Handset::unasked(&mut village.hub, &home, &newcomer, Role::Member, later(1));
    assert_eq!(state(&phone), "unasked");
    let before = phone.store.records.clone();
    for claim in [
        study(1),
        NewClaim::Attendance { training: village.trainings[0], minutes: None, code: None },
        NewClaim::Activity { item: "volunteer".parse().unwrap(), day: later(1).day() },
    ] {
        assert_eq!(phone.phone.record(later(1), &claim, "").err(), Some(Code::ConsentNeeded));
    }
    assert_eq!(phone.store.records, before);

    say(&mut phone, 1, true);
    let row = phone.phone.consent().unwrap();
    assert_eq!((row.state, row.version, row.language), ("given", Some(1), Some("bo")));
    assert_eq!(row.said_at, Some(sometime(1).minute().seconds().rfc3339()));
    let (_, batch) = phone.phone.record(later(1), &study(1), "").unwrap();
    phone.commit(&batch);
    // Whoever reads "1 record is only on this phone" counts records.
    assert_eq!(phone.phone.status().outbox, 1);
    assert!(!phone.phone.status().synced);
    let sent = phone.sync(&mut village.hub, later(2));
    assert_eq!((sent.requests, sent.received.accepted), (1, 1), "one changeset takes both");
    assert!(phone.phone.status().synced);
    assert_eq!(phone.phone.list().len(), 1, "an answer to the notice is no fact");

    // The next phone of the member does not ask again, and the secretary's knows it, too.
    let next = Handset::unasked(&mut village.hub, &home, &newcomer, Role::Member, later(3));
    assert_eq!(next.phone.consent(), phone.phone.consent());
    village.secretary.sync(&mut village.hub, later(3));
    let claims = village.secretary.phone.documents().into_iter().find(|document| {
        document.member == Some(newcomer.clone()) && document.kind.name() == "claims"
    });
    let live = village.secretary.phone.live(claims.unwrap()).unwrap();
    assert_eq!(live.of(&Key::Consent.record().unwrap()).count(), 1);
}

#[test]
fn a_refusal_costs_nothing_because_the_roll_counts_all_the_same() {
    let mut village = village(2);
    let (home, newcomer) = (branch("pasture-a"), member("pa09"));
    let mut phone = Handset::unasked(&mut village.hub, &home, &newcomer, Role::Member, later(1));
    say(&mut phone, 1, false);
    assert_eq!(state(&phone), "refused");
    assert_eq!(phone.phone.record(later(1), &study(1), "").err(), Some(Code::ConsentNeeded));
    phone.sync(&mut village.hub, later(1));
    village.secretary.sync(&mut village.hub, later(1));

    let marks = [(newcomer.clone(), Mark::Present)];
    let (_, batch) =
        village.secretary.phone.call_roll(later(2), &village.trainings[0], &marks).unwrap();
    village.secretary.commit(&batch);
    let attended =
        NewClaim::Attendance { training: village.trainings[1], minutes: None, code: None };
    let (entered, batch) =
        village.secretary.phone.enter_for(later(2), &newcomer, &attended, "").unwrap();
    village.secretary.commit(&batch);
    let name = ClaimName { member: entered.member, key: entered.key };
    decide(&mut village.secretary, &name, Verdict::Approve);
    village.secretary.sync(&mut village.hub, later(60));
    phone.sync(&mut village.hub, later(60));
    let standing = phone.phone.standing(&newcomer, Cycle(2026)).unwrap();
    assert!(standing.total_tenths > 0, "{standing:?}");
    // What was said about them they may still object to.
    let batch = phone.phone.object(later(61), &name.key, "我没有去", false).unwrap();
    phone.commit(&batch);
    assert_eq!(row(&phone, &name).posting, "objected");
}

#[test]
fn consent_that_is_taken_back_ends_recording_and_loses_nothing() {
    let mut village = village(1);
    let claim = village.attend(0, "在夏季牧场");
    say(&mut village.herder, 5, false);
    assert_eq!(
        village.herder.phone.record(later(5), &study(5), "").err(),
        Some(Code::ConsentNeeded)
    );
    let again = village.herder.phone.resubmit(later(5), &claim.key, None, "再看");
    assert_eq!(again.err(), Some(Code::ConsentNeeded));
    // What was recorded while it was given goes up, is decided, and may be withdrawn.
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(1);
    assert_eq!(row(&village.herder, &claim).decision, "approved");
    let batch = village.herder.phone.withdraw(later(6), &claim.key).unwrap();
    village.herder.commit(&batch);
    say(&mut village.herder, 7, true);
    assert!(village.herder.phone.record(later(7), &study(7), "").is_ok());
}

#[test]
fn the_same_answer_twice_is_one_entry() {
    let mut village = village(1);
    let before = village.herder.store.records.len();
    say(&mut village.herder, 5, true);
    assert_eq!(village.herder.store.records.len(), before);
    village.herder.restart();
    assert_eq!(state(&village.herder), "given");
}

#[test]
fn where_two_phones_of_a_member_answer_differently_the_refusal_stands_until_asked_again() {
    let mut village = village(1);
    let (home, herder) = (branch("pasture-a"), member("pa05"));
    let mut second = Handset::enrol(&mut village.hub, &home, &herder, Role::Member, later(2));
    say(&mut village.herder, 5, false);
    say(&mut village.herder, 6, true);
    say(&mut second, 6, false);
    for _ in 0..2 {
        second.sync(&mut village.hub, later(8));
        village.herder.sync(&mut village.hub, later(8));
    }
    assert_eq!((state(&second), state(&village.herder)), ("refused", "refused"));
    say(&mut village.herder, 9, true);
    village.herder.sync(&mut village.hub, later(9));
    second.sync(&mut village.hub, later(9));
    assert_eq!((state(&second), state(&village.herder)), ("given", "given"));
}

#[test]
fn an_answer_given_before_the_first_contact_goes_over_to_the_next_invite() {
    let mut village = village(1);
    let invitation = |hub: &mut drokpa_fixtures::world::MemoryHub| {
        hub.invitation(&branch("pasture-a"), &member("pa09"), Role::Member)
    };
    let expired = invitation(&mut village.hub);
    let mut old = Handset::invited(90, &expired);
    let (_, batch) = old.phone.record(later(1), &study(1), "").unwrap();
    old.commit(&batch);
    village.hub.expire(&expired);
    let next = invitation(&mut village.hub);
    let identity = drokpa_core::phone::Identity::invited([91; 32], &next);
    let mut store = drokpa_core::host::memory::MemoryStore::default();
    let phone = store.open(&identity).unwrap();
    let mut new = Handset { identity, store, phone };
    let (over, batch) = new.phone.carry_over(&old.phone, "former-1").unwrap();
    new.commit(&batch);
    assert_eq!((over.records, over.left), (1, 0));
    assert_eq!(new.phone.consent(), old.phone.consent());
    assert!(new.phone.record(later(2), &study(2), "").is_ok());
}
