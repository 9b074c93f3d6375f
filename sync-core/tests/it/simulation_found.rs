//! What seeds of the simulation found, in words: each of these failed once.

use super::phones::{DAY, decide, later, row, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{ClaimName, NewClaim};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_core::time::{Cycle, Seconds};
use drokpa_fixtures::world::{Handset, branch, member};

/// A phone that has just learnt of a restore has no cursor. Were it to trust the tips that it was
/// told, it would never notice the second one.
#[test]
fn a_hub_that_is_restored_again_before_the_next_request_is_healed_all_the_same() {
    let mut village = village(2);
    let copy = village.hub.copy();
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(2);
    let newer = village.hub.copy();
    village.hub.restore(&newer);
    // One request each, and the link is gone: they know of the restore and no more.
    for phone in [&mut village.secretary, &mut village.other, &mut village.herder] {
        let body = phone.phone.request(later(61)).unwrap().body;
        let reply = village.hub.handle(later(61), &body).unwrap();
        let (_, batch) = phone.phone.reply(later(61), &reply).unwrap();
        phone.commit(&batch);
    }
    village.hub.restore(&copy);
    village.sync_all(3);
    let home = branch("pasture-a");
    let fresh = Handset::enrol(&mut village.hub, &home, &member("pa05"), Role::Member, later(62));
    assert_eq!(row(&fresh, &claim).decision, "approved");
    assert!(village.herder.phone.status().synced);
}

/// The hub's own entries are entries too: who was enrolled and which rules were published after
/// the backup is on every phone.
#[test]
fn a_restored_hub_takes_its_own_entries_back_from_phones() {
    let mut village = village(1);
    let copy = village.hub.copy();
    let home = branch("pasture-a");
    let mut third =
        Handset::enrol(&mut village.hub, &home, &member("pa03"), Role::Secretary, later(1));
    village.sync_all(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    third.sync(&mut village.hub, later(60));
    decide(&mut third, &claim, Verdict::Approve);
    third.sync(&mut village.hub, later(60));
    village.sync_all(1);
    village.hub.restore(&copy);
    village.sync_all(3);
    for phone in [&village.secretary, &village.other, &village.herder] {
        assert!(phone.phone.status().synced, "{:?}", phone.phone.status());
    }
    let fresh = Handset::enrol(&mut village.hub, &home, &member("pa05"), Role::Member, later(62));
    assert_eq!(row(&fresh, &claim).decision, "approved", "the certificate is back as well");
}

#[test]
fn a_clock_that_fell_back_by_years_keeps_nobody_from_recording_today() {
    let mut village = village(1);
    village.sync_all(1);
    let wrong = Seconds(later(60).0 - 3 * 365 * DAY);
    let claim =
        NewClaim::Study { course: "policy-1".parse().unwrap(), day: later(60).day(), minutes: 30 };
    let (recorded, batch) = village.herder.phone.record(wrong, &claim, "").unwrap();
    village.herder.commit(&batch);
    assert!(recorded.new);
}

#[test]
fn a_late_claim_and_the_absence_that_it_contests_too_late_show_the_deduction_once() {
    let mut village = village(2);
    let meeting = village.trainings[1];
    let of = member("pa05");
    let marks = [(of.clone(), Mark::Absent)];
    let (_, batch) = village.secretary.phone.call_roll(later(2), &meeting, &marks).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    let claim = NewClaim::Attendance { training: meeting, minutes: None, code: None };
    let (_, batch) = village.herder.phone.record(later(40), &claim, "").unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    let name = ClaimName { member: of.clone(), key: Key::Attendance(meeting) }.to_string();
    let rows = village.herder.phone.list();
    let shown: Vec<_> = rows
        .iter()
        .filter(|row| row.claim == name)
        .map(|row| (row.kind, row.decision, row.points_tenths))
        .collect();
    assert_eq!(shown, [("attendance", "pending", 0), ("absence", "approved", -50)]);
    assert_eq!(village.herder.phone.standing(&of, Cycle(2026)).unwrap().deduct_tenths, -50);
}

/// The records are on the disk, the mark beside the key is not; then the store is lost, too. Were
/// the mark not made good at the start in between, the lost numbers would be used again.
#[test]
fn a_mark_that_was_not_written_is_made_good_at_the_next_start() {
    let mut village = village(2);
    let mark = village.herder.store.mark;
    village.attend(0, "");
    village.herder.store.mark = mark;
    village.herder.restart();
    village.herder.sync(&mut village.hub, later(60));
    village.herder.store.records.clear();
    village.herder.restart();
    assert_eq!(village.herder.phone.actor().generation, 1);
    village.herder.agree(later(60));
    let unlisted =
        NewClaim::Unlisted { kind: TrainingKind::ThemeDay, day: later(3).day(), minutes: None };
    let (recorded, batch) = village.herder.phone.record(later(60), &unlisted, "").unwrap();
    village.herder.commit(&batch);
    let claim = ClaimName { member: recorded.member, key: recorded.key };
    assert_eq!(village.herder.sync(&mut village.hub, later(61)).received.rejected, 0);
    village.sync_all(2);
    assert_eq!(row(&village.secretary, &claim).decision, "pending");
    assert_eq!(village.secretary.phone.list().len(), 2);
}
