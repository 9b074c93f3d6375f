//! Phones of two app versions in one branch. What an older app does not know it keeps and passes
//! on; where that would change its numbers it shows the last statement instead of other ones.

use super::phones::{Village, decide, later, village};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::{Entry, EntryId, Note, entry_id};
use drokpa_core::chain::keys::{Hash, KeyPair};
use drokpa_core::code::Code;
use drokpa_core::hub::write_chain;
use drokpa_core::id::Actor;
use drokpa_core::phone::{ClaimName, StandingRow};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::record::Record;
use drokpa_core::schema::value::{Mark, Value, Verdict};
use drokpa_core::time::{Cycle, Day};
use drokpa_fixtures::world::{Handset, branch, member};

/// Trainings 0 to 30 of a village are in March, 31 and later ones in April.
const APRIL: usize = 31;

fn month(month: u8) -> (Day, u8) {
    (Day::from_date(2026, month, 1).unwrap(), 1)
}

fn approved(village: &mut Village, training: usize) -> ClaimName {
    let claim = village.attend(training, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(2);
    claim
}

fn close(by: &mut Handset, period: (Day, u8), days: u64) {
    let (_, batch) = by.phone.close(later(days), period).unwrap();
    by.commit(&batch);
}

fn standing(of: &Handset) -> StandingRow {
    of.phone.standing(&member("pa05"), Cycle(2026)).unwrap()
}

/// Total, where it comes from, and the month of the statement that is shown.
fn shown(of: &Handset) -> (i32, &'static str, Option<String>) {
    let row = standing(of);
    assert_eq!(row.needs_newer_app, row.shown_from != "fold");
    let lines = of.phone.explain(&member("pa05"), Cycle(2026)).unwrap();
    let explained: i32 = lines.iter().map(|line| line.counted_tenths).sum();
    assert_eq!(explained, row.base_tenths + row.bonus_tenths + row.deduct_tenths);
    let rows = of.phone.member_rows(&member("pa05"));
    assert_eq!(rows.iter().map(|row| row.points_tenths).sum::<i32>(), explained);
    (row.total_tenths, row.shown_from, row.statement.map(|period| period.first.to_string()))
}

fn folded(tenths: i32) -> (i32, &'static str, Option<String>) {
    (tenths, "fold", None)
}

fn posted(tenths: i32, first: &str) -> (i32, &'static str, Option<String>) {
    (tenths, "statement", Some(first.to_owned()))
}

#[test]
fn an_older_app_shows_the_last_statement_that_it_can_compute() {
    let mut village = village(40);
    village.other.phone.set_known_fold(2);
    approved(&mut village, 0);
    let registry = DocumentId::of_branch(DocumentKind::Registry, &branch("pasture-a"));
    let name = |village: &mut Village, year, version| {
        let (key, value) = (Key::FoldVersion(Cycle(year)), Value::FoldVersion(version));
        village.hub.say(&registry, &key, &value);
        village.sync_all(1);
    };
    // Another year's calculation is no matter of this one's.
    name(&mut village, 2027, 2);
    assert_eq!([&village.herder, &village.other].map(shown), [folded(20), folded(20)]);
    let mut before = village.secretary.store.clone().open(&village.secretary.identity).unwrap();
    close(&mut village.secretary, month(3), 31);
    village.sync_all(2);
    let april = approved(&mut village, APRIL);
    assert_eq!([&village.herder, &village.other].map(shown), [folded(50), folded(50)]);
    name(&mut village, 2026, 2);
    // The newer app goes on; the older ones show March as it was posted.
    assert_eq!(shown(&village.other), folded(50));
    for phone in [&village.herder, &village.secretary] {
        assert_eq!(shown(phone), posted(20, "2026-03-01"));
        assert_eq!(standing(phone).basis, standing(&village.herder).basis);
    }
    let herder = village.herder.phone.list();
    let row = herder.iter().find(|row| row.claim == april.to_string()).unwrap();
    assert_eq!((row.decision, row.points_tenths), ("approved", 0), "said, but not counted here");
    // Whoever cannot show what a close would post does not close.
    let refused = village.secretary.phone.close(later(62), month(4));
    assert_eq!(refused.err(), Some(Code::AppOutdated));
    close(&mut village.other, month(4), 62);
    village.sync_all(2);
    let april = |of: &Handset| of.phone.statement(month(4)).unwrap().unwrap();
    assert!(!april(&village.other).needs_newer_app && !april(&village.other).lines.is_empty());
    for phone in [&village.herder, &village.secretary] {
        assert!(april(phone).needs_newer_app && april(phone).lines.is_empty());
        assert_eq!(shown(phone), posted(20, "2026-03-01"));
    }
    let march = |of: &Handset| of.phone.statement(month(3)).unwrap().unwrap();
    assert_eq!(march(&village.secretary), march(&village.other), "posted before, read by both");
    // With the update the same phone has the same numbers as the others again.
    village.herder.phone.set_known_fold(2);
    assert_eq!(shown(&village.herder), folded(50));
    assert_eq!(standing(&village.herder), standing(&village.other));
    before.set_known_fold(0);
    let nothing = before.standing(&member("pa05"), Cycle(2026)).unwrap();
    assert_eq!((nothing.total_tenths, nothing.shown_from), (0, "nothing"));
    assert!(nothing.needs_newer_app && nothing.statement.is_none());
}

/// Entries as a newer app on a phone of the second secretary writes them: that phone has not
/// written into the document before.
fn newer_app_writes(
    village: &mut Village,
    document: &DocumentId,
    entries: Vec<(Record, Record, Vec<EntryId>)>,
    tip: Option<(u32, Hash)>,
) -> (u32, Hash) {
    let identity = &village.other.identity;
    let pair = KeyPair::from_seed(&identity.seed);
    let actor = Actor { serial: identity.welcome.serial, generation: 9 };
    let entry = |(key, value, replaces)| Entry {
        recorded_at: later(50).minute(),
        key,
        value,
        replaces,
        note: Note::None,
    };
    let entries = entries.into_iter().map(entry).collect();
    let realm = identity.welcome.realm();
    let opened = write_chain(&realm, &pair, actor, document, (tip, entries)).unwrap();
    let end = (opened.last_seq(), opened.tip());
    village.hub.accept(opened);
    village.sync_all(2);
    end
}

fn newer(tag: u8) -> Record {
    Record::new(tag, vec![7], Vec::new()).unwrap()
}

#[test]
fn a_newer_kind_of_word_about_a_member_keeps_that_members_numbers_at_the_last_statement() {
    let mut village = village(40);
    approved(&mut village, 0);
    close(&mut village.secretary, month(3), 31);
    village.sync_all(2);
    approved(&mut village, APRIL);
    let of = member("pa05");
    let (home, roll) = (branch("pasture-a"), DocumentKind::Roll);
    let document = DocumentId::of_member(roll, &home, &of, Cycle(2026));
    let key = Key::Attendance(village.trainings[APRIL + 2]).record().unwrap();
    let first = vec![(key.clone(), newer(250), Vec::new())];
    let tip = newer_app_writes(&mut village, &document, first, None);
    for phone in [&village.herder, &village.secretary, &village.other] {
        assert_eq!(shown(phone), posted(20, "2026-03-01"));
        assert_eq!(phone.phone.status().waiting, 0, "kept, not stuck");
        assert_eq!(phone.phone.status().damaged, 0);
    }
    let other = village.secretary.phone.standing(&member("pa01"), Cycle(2026)).unwrap();
    assert_eq!(other.shown_from, "fold", "about nobody else");
    // Once a word that is known takes its place, everything is computed again.
    let known = Value::Mark(Mark::Present).record().unwrap();
    let again = vec![(key, known, vec![entry_id(&tip.1)])];
    newer_app_writes(&mut village, &document, again, Some(tip));
    for phone in [&village.herder, &village.secretary] {
        assert_eq!(shown(phone), folded(80));
    }
}

#[test]
fn a_newer_kind_of_plan_concerns_everybody_and_a_fresh_phone_gets_it_too() {
    let mut village = village(40);
    approved(&mut village, 0);
    let home = branch("pasture-a");
    let calendar = DocumentId::of_cycle(DocumentKind::Calendar, &home, Cycle(2026));
    newer_app_writes(&mut village, &calendar, vec![(newer(200), newer(201), Vec::new())], None);
    for phone in [&village.herder, &village.secretary] {
        assert_eq!(shown(phone), (0, "nothing", None), "nothing was posted yet");
    }
    let refused = village.secretary.phone.close(later(31), month(3));
    assert_eq!(refused.err(), Some(Code::AppOutdated));
    let role = drokpa_core::chain::certificate::Role::Secretary;
    let fresh = Handset::enrol(&mut village.hub, &home, &member("pa01"), role, later(60));
    assert_eq!(standing(&fresh), standing(&village.secretary));
    village.secretary.restart();
    assert_eq!(shown(&village.secretary), (0, "nothing", None));
}

#[test]
fn a_mark_without_a_meaning_here_has_one_for_a_newer_app() {
    let mut village = village(2);
    let roll = DocumentKind::Roll;
    let document = DocumentId::of_member(roll, &branch("pasture-a"), &member("pa05"), Cycle(2026));
    let key = Key::Attendance(village.trainings[0]).record().unwrap();
    let mark = Record::new(2, vec![9], Vec::new()).unwrap();
    newer_app_writes(&mut village, &document, vec![(key, mark, Vec::new())], None);
    for phone in [&village.herder, &village.secretary] {
        assert_eq!(shown(phone), (0, "nothing", None), "never half understood");
    }
}
