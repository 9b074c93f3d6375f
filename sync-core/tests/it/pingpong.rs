//! Three replicas that work offline against each other: what used to bounce between reviewers and
//! those reviewed, one event recorded twice, series that come out of order. Whatever the order of
//! the syncs, everybody ends with the same, and nothing changes by itself after that.

use super::phones::{Village, decide, later, row, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::document::DocumentKind;
use drokpa_core::id::Serial;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{ClaimName, ClaimRow, NewClaim};
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_core::time::Cycle;
use drokpa_fixtures::world::{Handset, Row, branch, member};

/// Every order in which three phones can come to the hub.
const ORDERS: [[usize; 3]; 6] = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

impl Village {
    fn phones(&mut self) -> [&mut Handset; 3] {
        [&mut self.secretary, &mut self.other, &mut self.herder]
    }

    /// Three rounds of syncs in this order.
    fn meet(&mut self, order: [usize; 3]) {
        for at in order.into_iter().cycle().take(9) {
            let Village { hub, secretary, other, herder, .. } = self;
            let phones = [secretary, other, herder];
            for (place, phone) in phones.into_iter().enumerate() {
                if place == at {
                    phone.sync(hub, later(60));
                }
            }
        }
    }

    /// The row of a claim and the member's total, the same on all three.
    fn agreed(&mut self, claim: &ClaimName) -> (ClaimRow, i32) {
        let of = claim.member.clone();
        let views = self.phones().map(|phone| {
            let standing = phone.phone.standing(&of, Cycle(2026)).unwrap();
            (row(phone, claim), standing)
        });
        for (row, standing) in &views {
            assert_eq!(
                serde_json::to_value(row).unwrap(),
                serde_json::to_value(&views[0].0).unwrap()
            );
            assert_eq!(*standing, views[0].1);
        }
        let [(row, standing), ..] = views;
        (row, standing.total_tenths)
    }

    fn entries(&self) -> usize {
        self.hub.logs.values().flatten().map(|row| row.opened.entries.len()).sum()
    }

    /// More syncs change nothing and write nothing.
    fn rests(&mut self, claim: &ClaimName) {
        let before = (self.agreed(claim).0.decision, self.entries());
        self.meet(ORDERS[3]);
        assert_eq!((self.agreed(claim).0.decision, self.entries()), before);
    }
}

/// A claim that everybody knows.
fn known_claim() -> (Village, ClaimName) {
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    (village, claim)
}

fn withdraw(village: &mut Village, claim: &ClaimName) {
    let batch = village.herder.phone.withdraw(later(51), &claim.key).unwrap();
    village.herder.commit(&batch);
}

fn resubmit(village: &mut Village, claim: &ClaimName, minutes: u32) {
    let batch = village.herder.phone.resubmit(later(51), &claim.key, Some(minutes), "").unwrap();
    village.herder.commit(&batch);
}

#[test]
fn an_approval_that_crosses_a_withdrawal_does_not_bring_the_claim_back() {
    for order in ORDERS {
        let (mut village, claim) = known_claim();
        decide(&mut village.secretary, &claim, Verdict::Approve);
        withdraw(&mut village, &claim);
        village.meet(order);
        let (row, points) = village.agreed(&claim);
        assert_eq!((row.decision, row.conflict, points), ("withdrawn", None, 0), "{order:?}");
        village.rests(&claim);
        // Neither does an approval by somebody who has seen it.
        decide(&mut village.other, &claim, Verdict::Approve);
        village.meet(order);
        assert_eq!(village.agreed(&claim).0.decision, "withdrawn");
        // The member alone can, in a new round.
        resubmit(&mut village, &claim, 60);
        village.meet(order);
        let (row, points) = village.agreed(&claim);
        assert_eq!((row.decision, row.round, points), ("pending", 2, 0));
        decide(&mut village.secretary, &claim, Verdict::Approve);
        village.meet(order);
        let (row, points) = village.agreed(&claim);
        assert_eq!((row.decision, points), ("approved", 20));
    }
}

#[test]
fn a_rejection_that_crosses_a_resubmission_is_about_the_old_round() {
    for order in ORDERS {
        let (mut village, claim) = known_claim();
        decide(&mut village.secretary, &claim, Verdict::Reject);
        resubmit(&mut village, &claim, 60);
        village.meet(order);
        let (row, points) = village.agreed(&claim);
        let shown = (row.decision, row.round, row.reason, points);
        assert_eq!(shown, ("pending", 2, None, 0), "{order:?}");
        village.rests(&claim);
        decide(&mut village.secretary, &claim, Verdict::Approve);
        village.meet(order);
        assert_eq!(village.agreed(&claim).0.decision, "approved");
    }
}

#[test]
fn two_secretaries_who_alternate_offline_end_in_one_dispute() {
    for order in ORDERS {
        let (mut village, claim) = known_claim();
        for verdict in [Verdict::Approve, Verdict::Reject, Verdict::Approve] {
            decide(&mut village.secretary, &claim, verdict);
        }
        for verdict in [Verdict::Reject, Verdict::Approve, Verdict::Reject] {
            decide(&mut village.other, &claim, verdict);
        }
        village.meet(order);
        let (row, points) = village.agreed(&claim);
        assert_eq!((row.decision, row.conflict, points), ("disputed", Some("two_decisions"), 0));
        let mut says: Vec<&str> = row.sides.iter().map(|side| side.says.as_str()).collect();
        says.sort_unstable();
        assert_eq!(says, ["approve", "reject"], "the last word of each, once");
        village.rests(&claim);
        decide(&mut village.other, &claim, Verdict::Approve);
        village.meet(order);
        let (row, points) = village.agreed(&claim);
        assert_eq!((row.decision, row.conflict, points), ("approved", None, 20));
        village.rests(&claim);
    }
}

#[test]
fn two_secretaries_who_see_each_other_in_between_have_no_dispute() {
    let (mut village, claim) = known_claim();
    for (round, verdict) in [Verdict::Approve, Verdict::Reject].iter().cycle().take(6).enumerate() {
        let by = if round % 2 == 0 { &mut village.secretary } else { &mut village.other };
        decide(by, &claim, *verdict);
        village.meet(ORDERS[round]);
        let (row, points) = village.agreed(&claim);
        let expected = if round % 2 == 0 { ("approved", 20) } else { ("rejected", 0) };
        assert_eq!((row.decision, points), expected);
        assert_eq!(row.conflict, None);
    }
}

#[test]
fn return_resubmission_and_an_approval_of_the_old_round_cross() {
    for order in ORDERS {
        let (mut village, claim) = known_claim();
        decide(&mut village.secretary, &claim, Verdict::Return);
        village.secretary.sync(&mut village.hub, later(60));
        village.herder.sync(&mut village.hub, later(60));
        assert_eq!(row(&village.herder, &claim).decision, "returned");
        resubmit(&mut village, &claim, 45);
        // The other secretary has seen neither and approves what was first claimed.
        decide(&mut village.other, &claim, Verdict::Approve);
        village.meet(order);
        let (row, points) = village.agreed(&claim);
        assert_eq!((row.decision, row.round, row.conflict), ("pending", 2, None), "{order:?}");
        assert_eq!(points, 0);
        village.rests(&claim);
        decide(&mut village.other, &claim, Verdict::Approve);
        village.meet(order);
        let (row, points) = village.agreed(&claim);
        assert_eq!((row.decision, points), ("approved", 20));
    }
}

#[test]
fn an_event_recorded_by_four_people_is_one_fact() {
    for order in ORDERS {
        let mut village = village(1);
        let home = branch("pasture-a");
        let of = member("pa05");
        let mut twin = Handset::enrol(&mut village.hub, &home, &of, Role::Member, later(1));
        let claim = village.attend(0, "");
        let again =
            NewClaim::Attendance { training: village.trainings[0], minutes: None, code: None };
        let (recorded, batch) = twin.phone.record(later(3), &again, "").unwrap();
        twin.commit(&batch);
        assert!(recorded.new, "it cannot know of the other phone's");
        let (_, batch) = village.other.phone.enter_for(later(4), &of, &again, "").unwrap();
        village.other.commit(&batch);
        let marks = [(of.clone(), Mark::Present)];
        let training = village.trainings[0];
        let (_, batch) = village.secretary.phone.call_roll(later(5), &training, &marks).unwrap();
        village.secretary.commit(&batch);
        twin.sync(&mut village.hub, later(60));
        village.meet(order);
        twin.sync(&mut village.hub, later(60));
        let (shown, points) = village.agreed(&claim);
        assert_eq!((shown.decision, shown.conflict, points), ("approved", None, 20), "{order:?}");
        assert_eq!(shown.evidence, ["phone", "roll", "entered_for"]);
        assert_eq!(twin.phone.list().len(), 1);
        // A second approval awards nothing more.
        decide(&mut village.other, &claim, Verdict::Approve);
        village.meet(order);
        assert_eq!(village.agreed(&claim).1, 20);
    }
}

#[test]
fn two_phones_that_recorded_one_unlisted_event_meet_under_one_key() {
    let mut village = village(1);
    let home = branch("pasture-a");
    let mut twin = Handset::enrol(&mut village.hub, &home, &member("pa05"), Role::Member, later(1));
    let claim =
        NewClaim::Unlisted { kind: TrainingKind::ThemeDay, day: later(0).day(), minutes: None };
    let (recorded, batch) = village.herder.phone.record(later(0), &claim, "").unwrap();
    village.herder.commit(&batch);
    let (_, batch) = twin.phone.record(later(2), &claim, "").unwrap();
    twin.commit(&batch);
    twin.sync(&mut village.hub, later(60));
    village.meet(ORDERS[0]);
    let name = ClaimName { member: recorded.member, key: recorded.key };
    decide(&mut village.secretary, &name, Verdict::Approve);
    village.meet(ORDERS[0]);
    let (shown, points) = village.agreed(&name);
    assert_eq!((shown.decision, shown.conflict, points), ("approved", None, 20));
    assert_eq!(village.secretary.phone.list().len(), 1);
}

/// Three decisions, each in the place of the one before, by two secretaries in turn.
fn series() -> (Village, ClaimName) {
    let (mut village, claim) = known_claim();
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.meet(ORDERS[0]);
    decide(&mut village.other, &claim, Verdict::Return);
    village.meet(ORDERS[0]);
    decide(&mut village.secretary, &claim, Verdict::Reject);
    village.meet(ORDERS[0]);
    assert_eq!(village.agreed(&claim).0.decision, "rejected");
    (village, claim)
}

/// A fresh phone of the member at a hub that has everything but some rows, which come `late`.
fn without(village: &mut Village, late: impl Fn(&Row) -> bool) -> (Handset, Vec<Row>) {
    let home = branch("pasture-a");
    let code_of = |village: &mut Village| {
        Handset::enrol(&mut village.hub, &home, &member("pa05"), Role::Member, later(61))
    };
    let whole = village.hub.logs[&home].clone();
    village.hub.logs.get_mut(&home).unwrap().retain(|row| !late(row));
    let fresh = code_of(village);
    let added: Vec<Row> = village.hub.logs[&home]
        .iter()
        .filter(|row| row.opened.actor.serial == Serial::HUB)
        .filter(|row| !whole.iter().any(|old| old.opened.tip() == row.opened.tip()))
        .cloned()
        .collect();
    (fresh, whole.into_iter().chain(added).collect())
}

fn review_of(row: &Row, serial: Serial) -> bool {
    row.opened.document.kind == DocumentKind::Review && row.opened.actor.serial == serial
}

#[test]
fn what_replaces_an_entry_that_is_not_here_waits_and_is_never_forced() {
    let (mut village, claim) = series();
    let middle = village.other.phone.actor().serial;
    let (mut fresh, whole) = without(&mut village, |row| review_of(row, middle));
    // The first decision stands; the third waits for the second, which is on another phone.
    assert_eq!(row(&fresh, &claim).decision, "approved");
    assert_eq!(fresh.phone.status().waiting, 1);
    for days in [62, 70, 100] {
        fresh.restart();
        fresh.sync(&mut village.hub, later(days));
        assert_eq!(row(&fresh, &claim).decision, "approved", "not forced after {days} days");
        assert_eq!(fresh.phone.status().waiting, 1);
    }
    village.hub.logs.insert(branch("pasture-a"), whole);
    village.hub.epoch += 1;
    fresh.sync(&mut village.hub, later(101));
    assert_eq!(row(&fresh, &claim).decision, "rejected");
    assert_eq!(fresh.phone.status().waiting, 0);
}

#[test]
fn the_end_of_a_chain_waits_for_its_beginning() {
    let (mut village, claim) = series();
    let first = village.secretary.phone.actor().serial;
    let begins = move |row: &Row| review_of(row, first) && row.opened.first_seq == 1;
    let (mut fresh, whole) = without(&mut village, begins);
    // Of the series only the second decision can be read, and what it replaces is not here.
    assert_eq!(row(&fresh, &claim).decision, "pending");
    assert_eq!(fresh.phone.status().waiting, 2);
    fresh.restart();
    fresh.sync(&mut village.hub, later(90));
    assert_eq!((row(&fresh, &claim).decision, fresh.phone.status().waiting), ("pending", 2));
    village.hub.logs.insert(branch("pasture-a"), whole);
    village.hub.epoch += 1;
    fresh.sync(&mut village.hub, later(91));
    assert_eq!((row(&fresh, &claim).decision, fresh.phone.status().waiting), ("rejected", 0));
}
