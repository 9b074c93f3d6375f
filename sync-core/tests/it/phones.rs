//! Phones and a hub, in memory, on real bytes: what users are promised.

use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{MemberId, ObjectId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{ClaimName, ClaimRow, NewClaim, NewDecision, NewTraining};
use drokpa_core::schema::value::{Mark, Reason, Verdict};
use drokpa_core::time::{Cycle, Day, Seconds};
use drokpa_fixtures::world::{Handset, MemoryHub, START, branch, member};

pub const DAY: u64 = 86_400;

pub fn later(days: u64) -> Seconds {
    Seconds(START.0 + days * DAY)
}

/// A moment of day `day` that follows no pattern: people do not tap by the clock, and columns
/// must not look smaller than they are.
pub fn sometime(day: u64) -> Seconds {
    Seconds(later(day).0 + day.wrapping_mul(7919).wrapping_mul(104_729) % 36_000)
}

pub struct Village {
    pub hub: MemoryHub,
    pub secretary: Handset,
    pub other: Handset,
    pub herder: Handset,
    pub trainings: Vec<ObjectId>,
}

/// One member, two secretaries, rules, and `count` trainings that everybody knows.
pub fn village(count: u32) -> Village {
    let mut hub = MemoryHub::new();
    let home = branch("pasture-a");
    let rules: serde_json::Value = serde_json::from_str(drokpa_fixtures::RULES_JSON).unwrap();
    let first = serde_json::to_vec(&rules["rules"][0]).unwrap();
    hub.publish_rules(&home, "village-basic", 1, &first);
    let mut secretary = Handset::enrol(&mut hub, &home, &member("pa01"), Role::Secretary, START);
    let other = Handset::enrol(&mut hub, &home, &member("pa02"), Role::Secretary, START);
    let herder = Handset::enrol(&mut hub, &home, &member("pa05"), Role::Member, START);
    let mut trainings = Vec::new();
    for number in 0..count {
        let new = NewTraining {
            kind: if number % 2 == 0 {
                TrainingKind::ThemeDay
            } else {
                TrainingKind::BranchMeeting
            },
            title_zh: format!("主题党日 {number}"),
            title_bo: format!("བརྗོད་གཞིའི་ཉིན་མོ {number}"),
            start: later(u64::from(number)),
            minutes: 90,
            days: 1,
            item: None,
        };
        let (id, batch) = secretary.phone.create_training(START, &new).unwrap();
        secretary.commit(&batch);
        trainings.push(id);
    }
    let mut village = Village { hub, secretary, other, herder, trainings };
    village.sync_all(1);
    village
}

impl Village {
    pub fn sync_all(&mut self, rounds: u32) {
        for _ in 0..rounds {
            for phone in [&mut self.secretary, &mut self.other, &mut self.herder] {
                phone.sync(&mut self.hub, later(60));
            }
        }
    }

    pub fn attend(&mut self, training: usize, note: &str) -> ClaimName {
        let claim =
            NewClaim::Attendance { training: self.trainings[training], minutes: None, code: None };
        let at = sometime(training as u64);
        let (recorded, batch) = self.herder.phone.record(at, &claim, note).unwrap();
        self.herder.commit(&batch);
        ClaimName { member: recorded.member, key: recorded.key }
    }
}

pub fn decision(claim: &ClaimName, verdict: Verdict) -> NewDecision {
    NewDecision {
        member: claim.member.clone(),
        key: claim.key.clone(),
        verdict,
        grant: None,
        reason: (verdict != Verdict::Approve).then_some(Reason::NotPresent),
        note: String::new(),
    }
}

pub fn decide(by: &mut Handset, claim: &ClaimName, verdict: Verdict) {
    let batch = by.phone.decide(later(50), &[decision(claim, verdict)]).unwrap();
    by.commit(&batch);
}

pub fn row(of: &Handset, claim: &ClaimName) -> ClaimRow {
    let name = claim.to_string();
    of.phone.list().into_iter().find(|row| row.claim == name).unwrap()
}

fn standing_everywhere(village: &Village, of: &MemberId) -> i32 {
    let own = village.herder.phone.standing(of, Cycle(2026)).unwrap();
    for phone in [&village.secretary, &village.other] {
        assert_eq!(phone.phone.standing(of, Cycle(2026)).unwrap(), own);
    }
    own.total_tenths
}

#[test]
fn a_claim_goes_up_a_decision_comes_down_and_everybody_agrees() {
    let mut village = village(4);
    let claim = village.attend(0, "在夏季牧场");
    let shown = row(&village.herder, &claim);
    assert_eq!((shown.decision, shown.points_tenths), ("pending", 0));
    assert_eq!(serde_json::to_value(shown.delivery).unwrap(), "on_this_phone");
    assert!(!village.herder.phone.status().synced);
    village.sync_all(1);
    village.sync_all(1);
    assert!(village.herder.phone.status().synced);
    assert_eq!(village.secretary.phone.queue().len(), 1);
    assert_eq!(row(&village.secretary, &claim).note.as_deref(), Some("在夏季牧场"));
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(1);
    let shown = row(&village.herder, &claim);
    assert_eq!((shown.decision, shown.points_tenths), ("approved", 20));
    assert_eq!(serde_json::to_value(shown.delivery).unwrap(), "arrived");
    assert_eq!(standing_everywhere(&village, &member("pa05")), 20);
}

#[test]
fn two_secretaries_approving_once_award_points_once() {
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    decide(&mut village.other, &claim, Verdict::Approve);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).conflict, None);
    assert_eq!(standing_everywhere(&village, &member("pa05")), 20);
}

#[test]
fn two_secretaries_who_disagree_are_both_shown_until_one_settles_it() {
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    decide(&mut village.other, &claim, Verdict::Reject);
    village.sync_all(2);
    for phone in [&village.secretary, &village.other, &village.herder] {
        let row = row(phone, &claim);
        assert_eq!((row.decision, row.conflict), ("disputed", Some("two_decisions")));
        assert_eq!(row.sides.len(), 2);
    }
    assert_eq!(standing_everywhere(&village, &member("pa05")), 0);
    decide(&mut village.other, &claim, Verdict::Approve);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).decision, "approved");
    assert_eq!(standing_everywhere(&village, &member("pa05")), 20);
}

#[test]
fn a_changed_claim_is_a_new_round_and_an_equal_one_keeps_its_decision() {
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Return);
    village.sync_all(1);
    let batch = village.herder.phone.resubmit(later(51), &claim.key, Some(60), "来晚了").unwrap();
    village.herder.commit(&batch);
    let shown = row(&village.herder, &claim);
    assert_eq!((shown.decision, shown.round), ("pending", 2));
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(1);
    assert_eq!(row(&village.herder, &claim).decision, "approved");
}

#[test]
fn a_decision_that_has_not_seen_the_cancellation_does_not_count() {
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.other, &claim, Verdict::Approve);
    let batch = village.secretary.phone.cancel_training(later(50), &village.trainings[0]).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).decision, "pending");
    assert_eq!(standing_everywhere(&village, &member("pa05")), 0);
}

#[test]
fn the_roll_counts_without_a_claim_and_against_a_withdrawal() {
    let mut village = village(2);
    let claim = village.attend(0, "");
    let batch = village.herder.phone.withdraw(later(2), &claim.key).unwrap();
    village.herder.commit(&batch);
    assert_eq!(row(&village.herder, &claim).decision, "withdrawn");
    assert_eq!(village.herder.phone.withdraw(later(2), &claim.key).err(), Some(Code::StateWrong));
    village.sync_all(2);
    for training in village.trainings.clone() {
        let marks = [(member("pa05"), Mark::Present), (member("pa02"), Mark::Absent)];
        let (written, batch) =
            village.secretary.phone.call_roll(later(50), &training, &marks).unwrap();
        village.secretary.commit(&batch);
        assert_eq!(written, 2);
        let (again, batch) =
            village.secretary.phone.call_roll(later(50), &training, &marks).unwrap();
        village.secretary.commit(&batch);
        assert_eq!(again, 0, "a second tap writes nothing");
    }
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).decision, "approved");
    assert_eq!(standing_everywhere(&village, &member("pa05")), 20 + 30);
}

#[test]
fn a_second_tap_records_nothing_and_another_content_asks_for_a_resubmission() {
    let mut village = village(1);
    village.attend(0, "");
    let claim =
        |minutes| NewClaim::Attendance { training: village.trainings[0], minutes, code: None };
    let (recorded, batch) = village.herder.phone.record(later(1), &claim(None), "").unwrap();
    assert!(!recorded.new && batch.writes.is_empty());
    village.herder.store.commit(&mut village.herder.phone, &batch).unwrap();
    let changed = village.herder.phone.record(later(1), &claim(Some(5)), "");
    assert_eq!(changed.err(), Some(Code::StateWrong));
}

#[test]
fn wrong_input_is_refused_before_anything_is_signed() {
    let mut village = village(1);
    let unknown: ObjectId = "9.9.9".parse().unwrap();
    let study = |minutes, day| NewClaim::Study { course: "c1".parse().unwrap(), day, minutes };
    let today = later(0).day();
    let cases = [
        (
            NewClaim::Attendance { training: unknown, minutes: None, code: None },
            Code::TrainingUnknown,
        ),
        (study(0, today), Code::MinutesRange),
        (study(1441, today), Code::MinutesRange),
        (study(30, Day(later(60).day().0 + 401)), Code::DayRange),
        (NewClaim::Activity { item: "no.such".parse().unwrap(), day: today }, Code::ItemUnknown),
    ];
    for (claim, code) in cases {
        assert_eq!(village.herder.phone.record(later(0), &claim, "").err(), Some(code));
    }
    let long = "x".repeat(1025);
    assert_eq!(
        village.herder.phone.record(later(0), &study(30, today), &long).err(),
        Some(Code::TextTooLong)
    );
    let marks = [(member("pa05"), Mark::Present)];
    let training = village.trainings[0];
    assert_eq!(
        village.herder.phone.call_roll(later(0), &training, &marks).err(),
        Some(Code::RoleNeeded)
    );
    assert_eq!(village.herder.phone.status().outbox, 0);
}

#[test]
fn nothing_that_was_not_persisted_leaves_the_phone() {
    let mut village = village(1);
    let claim = NewClaim::Attendance { training: village.trainings[0], minutes: None, code: None };
    let (_, batch) = village.herder.phone.record(later(1), &claim, "").unwrap();
    assert_eq!(village.herder.phone.request(later(1)).unwrap().entries, 0);
    village.herder.commit(&batch);
    assert_eq!(village.herder.phone.request(later(1)).unwrap().entries, 1);
}

#[test]
fn after_a_failed_batch_the_phone_asks_to_be_opened_anew_and_goes_on() {
    let mut village = village(1);
    let claim = NewClaim::Attendance { training: village.trainings[0], minutes: None, code: None };
    let (_, batch) = village.herder.phone.record(later(1), &claim, "").unwrap();
    village.herder.phone.failed(batch.id);
    assert_eq!(village.herder.phone.request(later(1)).err(), Some(Code::StoreFailed));
    village.herder.restart();
    assert_eq!(village.herder.phone.status().outbox, 0);
    village.attend(0, "");
    village.sync_all(1);
    assert!(village.herder.phone.status().synced);
}

#[test]
fn a_restart_forgets_nothing_that_was_saved() {
    let mut village = village(8);
    for training in 0..8 {
        village.attend(training, "笔记");
    }
    village.sync_all(2);
    let before = serde_json::to_value(village.herder.phone.list()).unwrap();
    village.herder.restart();
    assert_eq!(serde_json::to_value(village.herder.phone.list()).unwrap(), before);
    assert_eq!(village.herder.phone.status().damaged, 0);
    let idle = village.herder.sync(&mut village.hub, later(61));
    assert_eq!((idle.requests, idle.received.accepted, idle.received.received), (1, 0, 0));
}

#[test]
fn a_lost_reply_and_a_repeated_request_do_no_harm() {
    let mut village = village(3);
    village.attend(0, "");
    let lost = village.herder.phone.request(later(60)).unwrap();
    village.hub.handle(later(60), &lost.body).unwrap();
    village.hub.handle(later(60), &lost.body).unwrap();
    village.attend(1, "");
    let exchange = village.herder.sync(&mut village.hub, later(60));
    assert_eq!((exchange.received.accepted, exchange.received.rejected), (1, 0));
    village.sync_all(1);
    assert_eq!(village.secretary.phone.queue().len(), 2);
}

#[test]
fn a_clock_that_is_wrong_by_years_costs_one_repeat() {
    let mut village = village(1);
    village.attend(0, "");
    let wrong = Seconds(later(60).0 - 3 * 365 * DAY);
    let outgoing = village.herder.phone.request(wrong).unwrap();
    let reply = village.hub.handle(later(60), &outgoing.body).unwrap();
    let (received, batch) = village.herder.phone.reply(wrong, &reply).unwrap();
    village.herder.commit(&batch);
    assert!(received.repeat);
    let outgoing = village.herder.phone.request(wrong).unwrap();
    let reply = village.hub.handle(later(60), &outgoing.body).unwrap();
    let (received, batch) = village.herder.phone.reply(wrong, &reply).unwrap();
    village.herder.commit(&batch);
    assert_eq!((received.accepted, received.repeat), (1, false));
}

#[test]
fn a_new_phone_of_the_member_has_the_whole_history() {
    let mut village = village(6);
    let claims: Vec<ClaimName> = (0..6).map(|training| village.attend(training, "")).collect();
    village.sync_all(2);
    for claim in &claims[..4] {
        decide(&mut village.secretary, claim, Verdict::Approve);
    }
    village.sync_all(1);
    let second = Handset::enrol(
        &mut village.hub,
        &branch("pasture-a"),
        &member("pa05"),
        Role::Member,
        later(61),
    );
    let rows = |of: &Handset| serde_json::to_value(of.phone.list()).unwrap();
    assert_eq!(rows(&second), rows(&village.herder));
    let of = member("pa05");
    assert_eq!(
        second.phone.standing(&of, Cycle(2026)),
        village.herder.phone.standing(&of, Cycle(2026))
    );
}

#[test]
fn a_hub_that_lost_its_last_days_is_healed_by_the_phones() {
    let mut village = village(4);
    village.attend(0, "");
    village.sync_all(2);
    let backup: Vec<_> = village.hub.logs.clone().into_iter().collect();
    let claim = village.attend(1, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(2);
    let rows = |of: &Handset| serde_json::to_value(of.phone.list()).unwrap();
    let before = [rows(&village.secretary), rows(&village.herder)];
    village.hub.logs = backup.into_iter().collect();
    village.hub.epoch += 1;
    village.sync_all(3);
    assert_eq!([rows(&village.secretary), rows(&village.herder)], before);
    assert!(village.secretary.phone.status().synced && village.herder.phone.status().synced);
    let fresh = Handset::enrol(
        &mut village.hub,
        &branch("pasture-a"),
        &member("pa05"),
        Role::Member,
        later(70),
    );
    assert_eq!(rows(&fresh), before[1]);
}

#[test]
fn a_phone_whose_store_was_emptied_says_so_and_writes_under_another_generation() {
    let mut village = village(2);
    village.attend(0, "");
    village.sync_all(1);
    village.attend(1, "");
    village.herder.store.records.clear();
    village.herder.restart();
    let status = village.herder.phone.status();
    // Two claims, and what the member said to the notice.
    assert_eq!(status.missing, 3);
    assert_eq!(village.herder.phone.actor().generation, 1);
    village.herder.sync(&mut village.hub, later(60));
    assert_eq!(village.herder.phone.list().len(), 1, "what had arrived is back");
    assert_eq!(village.herder.phone.status().missing, 1, "the other one was only here");
    village.herder.restart();
    assert_eq!(village.herder.phone.actor().generation, 1, "noticed once, not at every start");
    village.attend(1, "");
    village.sync_all(1);
    village.sync_all(1);
    assert_eq!(village.secretary.phone.queue().len(), 2);
}

#[test]
fn a_copied_phone_forks_alone_and_records_again_what_the_log_lacks() {
    let mut village = village(3);
    let store = village.herder.store.clone();
    village.attend(0, "");
    village.herder.sync(&mut village.hub, later(60));
    let mut copy = Handset {
        phone: store.clone().open(&village.herder.identity).unwrap(),
        store,
        identity: village.herder.identity.clone(),
    };
    copy.restart();
    let claim = NewClaim::Attendance { training: village.trainings[1], minutes: None, code: None };
    let (_, batch) = copy.phone.record(later(1), &claim, "").unwrap();
    copy.commit(&batch);
    let exchange = copy.sync(&mut village.hub, later(60));
    assert_eq!((exchange.received.accepted, exchange.received.rejected), (1, 0));
    let status = copy.phone.status();
    assert_eq!((status.outbox, status.rejected, copy.phone.actor().generation), (0, 0, 1));
    let claim = NewClaim::Attendance { training: village.trainings[2], minutes: None, code: None };
    let (_, batch) = copy.phone.record(later(2), &claim, "").unwrap();
    copy.commit(&batch);
    assert_eq!(copy.sync(&mut village.hub, later(60)).received.accepted, 1, "the next one goes up");
    village.attend(2, "");
    assert_eq!(village.herder.sync(&mut village.hub, later(60)).received.accepted, 1);
}

#[test]
fn a_document_can_be_read_by_other_programs_that_know_automerge() {
    use automerge::ReadDoc as _;
    use drokpa_core::chain::document::{DocumentId, DocumentKind};
    use drokpa_core::schema::key::Key;
    use std::collections::BTreeSet;
    let mut village = village(2);
    let (claim, other) = (village.attend(0, ""), village.attend(1, ""));
    village.sync_all(2);
    // Two who do not know of each other disagree about one, and agree about nothing else.
    decide(&mut village.secretary, &claim, Verdict::Approve);
    decide(&mut village.other, &claim, Verdict::Reject);
    decide(&mut village.other, &other, Verdict::Approve);
    village.sync_all(2);
    let home = village.herder.phone.branch().clone();
    for (kind, stand) in [(DocumentKind::Claims, 1), (DocumentKind::Review, 2)] {
        let document = DocumentId::of_member(kind, &home, &claim.member, Cycle(2026));
        let phone = &village.herder.phone;
        let read = automerge::AutoCommit::load(&phone.automerge_bytes(&document).unwrap()).unwrap();
        let live = phone.live(&document).unwrap();
        let keys: Vec<_> = live.keys().collect();
        assert_eq!(read.keys(automerge::ROOT).count(), keys.len());
        for record in keys {
            let key = Key::read(record).unwrap().unwrap().to_string();
            let found = read.get_all(automerge::ROOT, &key).unwrap().into_iter();
            let found: BTreeSet<Vec<u8>> =
                found.map(|(value, _)| value.as_bytes().unwrap().to_vec()).collect();
            let here = live.of(record).map(|held| held.entry.value.to_bytes());
            assert_eq!(found, here.collect(), "{key}");
            assert_eq!(found.len(), if key == claim.key.to_string() { stand } else { 1 });
        }
    }
}

#[test]
fn what_came_before_its_certificate_is_kept_and_read_once_that_is_here() {
    use drokpa_core::chain::document::DocumentKind;
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.other, &claim, Verdict::Approve);
    village.sync_all(1);
    // A hub that hands out a decision before the certificate of who decided.
    let code = village.hub.invite(&branch("pasture-a"), &member("pa05"), Role::Member);
    let home = branch("pasture-a");
    let rows = village.hub.logs[&home].clone();
    let held_back =
        |row: &drokpa_fixtures::world::Row| row.opened.document.kind == DocumentKind::Registry;
    village.hub.logs.get_mut(&home).unwrap().retain(|row| !held_back(row));
    let (enrolment, body) = drokpa_core::phone::Enrolment::begin([78; 32], &code, 1).unwrap();
    let reply = village.hub.handle(later(61), &body).unwrap();
    let (identity, phone, batch, received) = enrolment.finish(later(61), &reply).unwrap();
    let mut fresh = Handset { identity, store: Default::default(), phone };
    fresh.commit(&batch);
    assert!(received.refused > 0 && fresh.phone.status().waiting > 0);
    fresh.restart();
    assert!(fresh.phone.status().waiting > 0, "also after a restart");
    let membership = village.hub.logs[&home]
        .iter()
        .filter(|row| row.opened.document.kind == DocumentKind::Membership)
        .cloned()
        .collect::<Vec<_>>();
    village
        .hub
        .logs
        .insert(home, rows.into_iter().chain(membership.into_iter().rev().take(1)).collect());
    village.hub.epoch += 1;
    fresh.sync(&mut village.hub, later(62));
    fresh.sync(&mut village.hub, later(62));
    assert_eq!(fresh.phone.status().waiting, 0);
    assert_eq!(row(&fresh, &claim).decision, "approved");
}

#[test]
fn a_lost_record_of_its_own_sends_the_phone_into_another_generation_once() {
    let mut village = village(3);
    village.attend(0, "");
    village.attend(1, "");
    let key = village
        .herder
        .store
        .records
        .iter()
        .find(|(key, _)| key[0] == b'c' && key[1] == 1)
        .map(|(key, _)| key.clone())
        .unwrap();
    village.herder.store.records.insert(key, vec![1, 2, 3]);
    village.herder.restart();
    assert_eq!(village.herder.phone.actor().generation, 1);
    assert!(village.herder.phone.status().damaged > 0 && village.herder.phone.status().missing > 0);
    // What the member said to the notice was in the record, too.
    village.herder.agree(later(2));
    village.attend(2, "");
    village.herder.restart();
    assert_eq!(village.herder.phone.actor().generation, 1);
    let exchange = village.herder.sync(&mut village.hub, later(60));
    assert_eq!((exchange.received.accepted, exchange.received.rejected), (1, 0));
}

#[test]
fn what_nobody_signed_is_not_taken_from_a_hub() {
    let mut village = village(1);
    village.attend(0, "");
    let Village { hub, secretary, other, herder, .. } = &mut village;
    let home = branch("pasture-a");
    herder.sync(hub, later(1));
    let honest = hub.change_last(&home, |opened| opened.entries[0].1.recorded_at.0 += 1);
    secretary.sync(hub, later(2));
    assert!(secretary.phone.queue().is_empty());
    // Under the hub's own name it is not the member's word either.
    hub.change_last(&home, |opened| opened.signature = [7; 64]);
    secretary.sync(hub, later(2));
    assert!(secretary.phone.queue().is_empty());
    hub.change_last(&home, |opened| *opened = honest);
    other.sync(hub, later(2));
    assert_eq!(other.phone.queue().len(), 1);
}
