//! Conflicts, corrections and people without a phone, on real phones and bytes: the same result on
//! every replica, both sides readable.

use super::phones::{Village, decide, decision, later, row, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{ClaimName, NewAdjustment, NewClaim, NewTraining, TrainingEdit};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_core::time::{Cycle, Seconds};
use drokpa_fixtures::world::{Handset, branch, member};

fn agree(village: &Village) -> i32 {
    let of = member("pa05");
    let own = village.herder.phone.standing(&of, Cycle(2026)).unwrap();
    for phone in [&village.secretary, &village.other] {
        assert_eq!(phone.phone.standing(&of, Cycle(2026)).unwrap(), own);
    }
    assert_eq!(
        own.counts.values().sum::<u32>() as usize,
        village.herder.phone.list().iter().filter(|row| row.kind != "absence").count()
    );
    let explained: i32 = village
        .herder
        .phone
        .explain(&of, Cycle(2026))
        .unwrap()
        .iter()
        .map(|line| line.counted_tenths)
        .sum();
    assert_eq!(explained, own.base_tenths + own.bonus_tenths + own.deduct_tenths);
    own.total_tenths
}

fn roll(by: &mut Handset, village_training: drokpa_core::id::ObjectId, mark: Mark, at: Seconds) {
    let (_, batch) = by.phone.call_roll(at, &village_training, &[(member("pa05"), mark)]).unwrap();
    by.commit(&batch);
}

#[test]
fn two_trainings_that_are_one_count_once_whoever_used_which() {
    let mut village = village(3);
    // Both secretaries planned the same theme day: 0 and 2.
    let claim = village.attend(2, "");
    village.sync_all(2);
    let (first, twin) = (village.trainings[0], village.trainings[2]);
    roll(&mut village.other, first, Mark::Present, later(50));
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(2);
    assert_eq!(agree(&village), 40, "counted twice until somebody says they are one");
    let batch = village.secretary.phone.alias(later(51), &twin, &first, false).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    assert_eq!(agree(&village), 20);
    let rows = village.herder.phone.list();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].key, Key::Attendance(first).to_string(), "the smallest id stands for both");
    // Its own claim lies under the other key and can still be withdrawn and decided.
    let shown: ClaimName = rows[0].claim.parse().unwrap();
    decide(&mut village.other, &shown, Verdict::Reject);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &shown).conflict, Some("roll_against_decision"));
    decide(&mut village.secretary, &shown, Verdict::Approve);
    village.sync_all(2);
    assert_eq!((row(&village.herder, &shown).decision, agree(&village)), ("approved", 20));
    let batch = village.herder.phone.withdraw(later(52), &shown.key).unwrap();
    village.herder.commit(&batch);
    let batch = village.secretary.phone.alias(later(53), &first, &twin, true).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    assert_eq!(village.herder.phone.list().len(), 2, "an alias can be taken back");
    assert_eq!(agree(&village), 20);
}

#[test]
fn an_unlisted_training_is_linked_to_the_real_one_later() {
    let mut village = village(1);
    let day = later(0).day();
    let claim = NewClaim::Unlisted { kind: TrainingKind::ThemeDay, day, minutes: None };
    let (recorded, batch) = village.herder.phone.record(later(0), &claim, "").unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    let training = village.trainings[0];
    roll(&mut village.secretary, training, Mark::Present, later(50));
    let batch = village
        .other
        .phone
        .alias_unlisted(later(51), &training, (TrainingKind::ThemeDay, day), false)
        .unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    let rows = village.herder.phone.list();
    assert_eq!((rows.len(), rows[0].evidence.clone()), (1, vec!["phone", "roll"]));
    assert_ne!(rows[0].key, recorded.key.to_string());
    assert_eq!(agree(&village), 20);
}

#[test]
fn a_claim_entered_for_somebody_is_marked_and_the_member_can_object() {
    let mut village = village(2);
    let claim = NewClaim::Attendance { training: village.trainings[0], minutes: None, code: None };
    let of = member("pa05");
    let (recorded, batch) =
        village.secretary.phone.enter_for(later(1), &of, &claim, "纸质签到").unwrap();
    village.secretary.commit(&batch);
    let (again, batch) = village.secretary.phone.enter_for(later(1), &of, &claim, "").unwrap();
    village.secretary.commit(&batch);
    assert!(recorded.new && !again.new);
    assert_eq!(
        village.herder.phone.enter_for(later(1), &of, &claim, "").err(),
        Some(Code::RoleNeeded)
    );
    village.sync_all(2);
    let name = ClaimName { member: of, key: recorded.key };
    assert_eq!(row(&village.herder, &name).evidence, ["entered_for"]);
    let object = |village: &mut Village, words: &str| {
        let batch = village.herder.phone.object(later(3), &name.key, words, false).unwrap();
        village.herder.commit(&batch);
        village.sync_all(2);
    };
    assert_eq!(
        village.herder.phone.object(later(3), &name.key, "", false).err(),
        Some(Code::TextMissing)
    );
    object(&mut village, "我没有参加");
    assert_eq!(row(&village.secretary, &name).posting, "objected");
    let batch = village.other.phone.answer(later(4), &name, true, "更正").unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &name).posting, "answered");
    object(&mut village, "还没有改");
    assert_eq!(row(&village.herder, &name).posting, "objected", "a new objection is open again");
}

#[test]
fn an_absence_deducts_until_it_is_contested_and_only_where_the_rules_say() {
    let mut village = village(2);
    let meeting = village.trainings[1];
    roll(&mut village.secretary, meeting, Mark::Absent, later(2));
    village.sync_all(2);
    let standing = village.herder.phone.standing(&member("pa05"), Cycle(2026)).unwrap();
    assert_eq!((standing.deduct_tenths, standing.total_tenths), (-50, 0));
    let rows = village.herder.phone.list();
    assert_eq!((rows[0].kind, rows[0].points_tenths), ("absence", -50));
    // Leave carries no deduction, and replaces the mark.
    roll(&mut village.other, meeting, Mark::Leave, later(3));
    village.sync_all(2);
    assert_eq!(village.herder.phone.list().len(), 0);
    roll(&mut village.other, meeting, Mark::Absent, later(4));
    village.sync_all(2);
    // Contested within the window: nothing is taken until it is settled against the member.
    let claim = NewClaim::Attendance { training: meeting, minutes: None, code: None };
    let (recorded, batch) = village.herder.phone.record(later(5), &claim, "我到了").unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    let name = ClaimName { member: member("pa05"), key: recorded.key };
    assert_eq!((row(&village.secretary, &name).decision, agree(&village)), ("pending", 0));
    assert_eq!(
        village.herder.phone.standing(&member("pa05"), Cycle(2026)).unwrap().deduct_tenths,
        0
    );
    decide(&mut village.other, &name, Verdict::Reject);
    village.sync_all(2);
    assert_eq!(
        village.herder.phone.standing(&member("pa05"), Cycle(2026)).unwrap().deduct_tenths,
        -50
    );
}

#[test]
fn an_absence_contested_after_the_window_still_deducts() {
    let mut village = village(2);
    let meeting = village.trainings[1];
    roll(&mut village.secretary, meeting, Mark::Absent, later(2));
    village.sync_all(2);
    let claim = NewClaim::Attendance { training: meeting, minutes: None, code: None };
    let (_, batch) = village.herder.phone.record(later(2 + 8), &claim, "").unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    assert_eq!(
        village.herder.phone.standing(&member("pa05"), Cycle(2026)).unwrap().deduct_tenths,
        -50
    );
}

#[test]
fn two_adjustments_of_one_day_count_once_until_they_are_confirmed_as_separate() {
    let mut village = village(1);
    let new = |note: &str| NewAdjustment {
        member: member("pa05"),
        day: later(3).day(),
        item: "bonus.award".parse().unwrap(),
        tenths: 50,
        separate: false,
        note: note.into(),
    };
    let (_, batch) = village.secretary.phone.adjust(later(4), &new("县级表彰")).unwrap();
    village.secretary.commit(&batch);
    let (second, batch) = village.other.phone.adjust(later(4), &new("表彰")).unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    assert_eq!(agree(&village), 50);
    let batch =
        village.other.phone.settle_adjustment(later(5), &member("pa05"), &second, true).unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    assert_eq!(agree(&village), 100);
    let batch = village
        .secretary
        .phone
        .settle_adjustment(later(6), &member("pa05"), &second, false)
        .unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    assert_eq!(agree(&village), 50);
    let own = NewAdjustment { member: member("pa01"), ..new("") };
    let (_, batch) = village.secretary.phone.adjust(later(4), &own).unwrap();
    village.secretary.commit(&batch);
    let standing = village.secretary.phone.standing(&member("pa01"), Cycle(2026)).unwrap();
    assert_eq!(standing.total_tenths, 0, "about oneself it is a proposal");
    for (item, tenths, code) in [
        ("bonus.award", 0, Code::PointsRange),
        ("bonus.award", 10_001, Code::PointsRange),
        ("no.such", 5, Code::ItemUnknown),
    ] {
        let bad = NewAdjustment { item: item.parse().unwrap(), tenths, ..new("") };
        assert_eq!(village.secretary.phone.adjust(later(4), &bad).err(), Some(code));
    }
}

#[test]
fn parallel_edits_of_a_training_are_marked_and_one_is_shown_everywhere() {
    let mut village = village(1);
    village.attend(0, "");
    village.sync_all(2);
    let id = village.trainings[0];
    let minutes = |minutes| TrainingEdit { minutes: Some(minutes), ..TrainingEdit::default() };
    let batch = village.secretary.phone.edit_training(later(1), &id, &minutes(60)).unwrap();
    village.secretary.commit(&batch);
    let batch = village.other.phone.edit_training(later(1), &id, &minutes(120)).unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    let shown: Vec<_> = [&village.secretary, &village.other, &village.herder]
        .map(|phone| phone.phone.trainings()[0].minutes)
        .into();
    assert!(shown.iter().all(|minutes| *minutes == shown[0]));
    assert_eq!(village.herder.phone.list()[0].conflict, Some("parallel_edits"));
    let batch = village.other.phone.edit_training(later(2), &id, &minutes(100)).unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    assert_eq!(village.herder.phone.trainings()[0].minutes, 100);
    assert_eq!(village.herder.phone.list()[0].conflict, None);
}

/// 30 December to 1 January, 1,000 minutes. The rules of the village give 2.0 points for it, and
/// 0.5 points for each half hour of phone learning.
fn across_new_year(village: &mut Village, item: Option<&str>) -> drokpa_core::id::ObjectId {
    let new = NewTraining {
        kind: TrainingKind::AwayTraining,
        title_zh: "赴外培训".into(),
        title_bo: "ཕྱིར་སྐྱོད་སྦྱོང་བརྡར".into(),
        start: Seconds::parse_rfc3339("2026-12-30T09:00:00+08:00").unwrap(),
        minutes: 1000,
        days: 3,
        item: item.map(|item| item.parse().unwrap()),
    };
    let (id, batch) = village.secretary.phone.create_training(later(1), &new).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    id
}

#[test]
fn a_training_across_new_year_gives_its_hours_to_two_years_and_its_points_to_one() {
    let mut village = village(1);
    let id = across_new_year(&mut village, None);
    let at = Seconds::parse_rfc3339("2027-01-02T09:00:00+08:00").unwrap();
    roll(&mut village.secretary, id, Mark::Present, at);
    village.sync_all(2);
    let of = member("pa05");
    let years = [2026, 2027].map(|year| village.herder.phone.standing(&of, Cycle(year)).unwrap());
    assert_eq!(years.clone().map(|year| year.minutes), [334 + 333, 333]);
    assert_eq!(years.map(|year| year.total_tenths), [20, 0]);
}

#[test]
fn granted_minutes_of_a_training_across_new_year_are_split_as_its_own_are() {
    let mut village = village(1);
    let id = across_new_year(&mut village, None);
    let claim = NewClaim::Attendance { training: id, minutes: None, code: None };
    let at = Seconds::parse_rfc3339("2027-01-02T09:00:00+08:00").unwrap();
    let (recorded, batch) = village.herder.phone.record(at, &claim, "").unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    let name = ClaimName { member: recorded.member, key: recorded.key };
    let grant = Some(drokpa_core::schema::value::Grant::Minutes(500));
    let granted = drokpa_core::phone::NewDecision { grant, ..decision(&name, Verdict::Approve) };
    let batch = village.secretary.phone.decide(at, &[granted]).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    // 500 minutes over three days: 167, 167, 166.
    let of = member("pa05");
    let years = [2026, 2027].map(|year| village.herder.phone.standing(&of, Cycle(year)).unwrap());
    assert_eq!(years.clone().map(|year| year.minutes), [167 + 167, 166]);
    assert_eq!(years.map(|year| year.total_tenths), [20, 0]);
}

#[test]
fn points_by_the_minute_of_a_training_across_new_year_are_those_of_all_its_minutes() {
    let mut village = village(1);
    let id = across_new_year(&mut village, Some("study.phone"));
    let at = Seconds::parse_rfc3339("2027-01-02T09:00:00+08:00").unwrap();
    roll(&mut village.secretary, id, Mark::Present, at);
    village.sync_all(2);
    // 1,000 minutes are 33 half hours: 16.5 points, of which the cap of the year leaves 6.0.
    let of = member("pa05");
    let phone = &village.herder.phone;
    let years = [2026, 2027].map(|year| phone.standing(&of, Cycle(year)).unwrap());
    assert_eq!(years.clone().map(|year| year.minutes), [334 + 333, 333]);
    assert_eq!(years.map(|year| year.total_tenths), [60, 0]);
    let lines = phone.explain(&of, Cycle(2026)).unwrap();
    assert_eq!((lines[0].value_tenths, lines[0].counted_tenths), (165, 60));
}

#[test]
fn a_secretarys_own_mark_is_a_proposal_until_the_other_repeats_it() {
    let mut village = village(1);
    let training = village.trainings[0];
    let marks = [(member("pa01"), Mark::Present)];
    let (_, batch) = village.secretary.phone.call_roll(later(1), &training, &marks).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    let own = ClaimName { member: member("pa01"), key: Key::Attendance(training) };
    assert_eq!(
        (row(&village.other, &own).decision, row(&village.other, &own).conflict),
        ("pending", Some("own_record"))
    );
    decide(&mut village.other, &own, Verdict::Approve);
    village.sync_all(2);
    assert_eq!(row(&village.secretary, &own).decision, "approved");
}

#[test]
fn an_objection_made_before_two_trainings_became_one_can_still_be_answered() {
    let mut village = village(3);
    let claim = village.attend(2, "");
    village.sync_all(2);
    let batch = village.herder.phone.object(later(3), &claim.key, "记错了", false).unwrap();
    village.herder.commit(&batch);
    let (first, twin) = (village.trainings[0], village.trainings[2]);
    let batch = village.secretary.phone.alias(later(4), &first, &twin, false).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    let shown: ClaimName = village.secretary.phone.list()[0].claim.parse().unwrap();
    assert_ne!(shown.key, claim.key);
    assert_eq!(row(&village.secretary, &shown).posting, "objected");
    let batch = village.secretary.phone.answer(later(5), &shown, false, "已核对").unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &shown).posting, "answered");
}

/// A second phone of the member records the same training with other minutes.
fn claimed_twice(village: &mut Village) -> (ClaimName, Handset) {
    let (home, of) = (branch("pasture-a"), member("pa05"));
    let mut second = Handset::enrol(&mut village.hub, &home, &of, Role::Member, later(1));
    let minutes = |minutes| NewClaim::Attendance {
        training: village.trainings[0],
        minutes: Some(minutes),
        code: None,
    };
    let (recorded, batch) = village.herder.phone.record(later(1), &minutes(40), "").unwrap();
    village.herder.commit(&batch);
    let (_, batch) = second.phone.record(later(1), &minutes(90), "").unwrap();
    second.commit(&batch);
    second.sync(&mut village.hub, later(2));
    village.sync_all(2);
    second.sync(&mut village.hub, later(2));
    (ClaimName { member: recorded.member, key: recorded.key }, second)
}

#[test]
fn of_two_phones_that_claim_one_training_differently_a_secretary_chooses_one() {
    let mut village = village(1);
    let (claim, mut second) = claimed_twice(&mut village);
    let shown = row(&village.secretary, &claim);
    assert_eq!((shown.decision, shown.conflict), ("pending", Some("two_claims")));
    let says =
        |of: &Handset| row(of, &claim).sides.into_iter().map(|side| side.says).collect::<Vec<_>>();
    assert_eq!(says(&village.secretary), ["claim 40 min", "claim 90 min"]);
    let approve = decision(&claim, Verdict::Approve);
    let refused = village.secretary.phone.decide(later(3), std::slice::from_ref(&approve));
    assert_eq!(refused.err(), Some(Code::ChoiceNeeded));
    let unknown = "00000000000000ff".parse().unwrap();
    let refused = village.secretary.phone.decide_between(later(3), &approve, unknown);
    assert_eq!(refused.err(), Some(Code::ClaimUnknown));
    let ninety = shown.sides.iter().find(|side| side.says == "claim 90 min").unwrap();
    let batch = village.secretary.phone.decide_between(later(3), &approve, ninety.record.unwrap());
    village.secretary.commit(&batch.unwrap());
    village.sync_all(2);
    second.sync(&mut village.hub, later(4));
    for phone in [&village.secretary, &village.other, &village.herder, &second] {
        let shown = row(phone, &claim);
        assert_eq!((shown.decision, shown.conflict), ("approved", None));
        assert!(says(phone).contains(&"claim 40 min".into()), "both stay readable");
        let standing = phone.phone.standing(&claim.member, Cycle(2026)).unwrap();
        assert_eq!((standing.minutes, standing.total_tenths), (90, 20));
    }
    // The member can still say it anew: another round, decided again.
    let batch = second.phone.resubmit(later(5), &claim.key, Some(40), "").unwrap();
    second.commit(&batch);
    second.sync(&mut village.hub, later(5));
    village.sync_all(1);
    let shown = row(&village.secretary, &claim);
    assert_eq!((shown.decision, shown.conflict, shown.round), ("pending", None, 2));
}

#[test]
fn two_secretaries_who_approved_the_one_that_each_of_them_saw_are_in_dispute() {
    let mut village = village(1);
    let (home, of) = (branch("pasture-a"), member("pa05"));
    let mut second = Handset::enrol(&mut village.hub, &home, &of, Role::Member, later(1));
    let minutes = |minutes| NewClaim::Attendance {
        training: village.trainings[0],
        minutes: Some(minutes),
        code: None,
    };
    let (recorded, batch) = village.herder.phone.record(later(1), &minutes(40), "").unwrap();
    village.herder.commit(&batch);
    let (_, batch) = second.phone.record(later(1), &minutes(90), "").unwrap();
    second.commit(&batch);
    let claim = ClaimName { member: recorded.member, key: recorded.key };
    // The hub hands the first claim to one secretary, and the second one to the other.
    village.herder.sync(&mut village.hub, later(2));
    village.secretary.sync(&mut village.hub, later(2));
    decide(&mut village.secretary, &claim, Verdict::Approve);
    assert_eq!(row(&village.secretary, &claim).decision, "approved");
    second.sync(&mut village.hub, later(3));
    village.secretary.sync(&mut village.hub, later(3));
    let shown = row(&village.secretary, &claim);
    assert_eq!((shown.decision, shown.conflict), ("pending", Some("two_claims")));
    village.sync_all(2);
    let shown = row(&village.other, &claim);
    let ninety = shown.sides.iter().find(|side| side.says == "claim 90 min").unwrap();
    let forty = shown.sides.iter().find(|side| side.says == "claim 40 min").unwrap();
    let approve = decision(&claim, Verdict::Approve);
    for (by, side) in [(&mut village.secretary, forty), (&mut village.other, ninety)] {
        let chosen = side.record.unwrap();
        let batch = by.phone.decide_between(later(50), &approve, chosen).unwrap();
        by.commit(&batch);
    }
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).conflict, Some("two_decisions"));
    assert_eq!(agree(&village), 0);
    // Choosing once more, having seen both decisions, settles it.
    let batch = village.other.phone.decide_between(later(51), &approve, forty.record.unwrap());
    village.other.commit(&batch.unwrap());
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).decision, "approved");
    assert_eq!(village.herder.phone.standing(&claim.member, Cycle(2026)).unwrap().minutes, 40);
    let both = decision(&claim, Verdict::Reject);
    let batch = village.other.phone.decide(later(52), &[both]).unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &claim).decision, "rejected", "a rejection is of both");
}
