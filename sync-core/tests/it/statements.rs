//! Closes and statements on phones: what is posted is a function of what the closes name, the
//! same on every phone that has it, and a phone that lacks something says so.

use super::phones::{DAY, Village, decide, later, row, village};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::code::Code;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{ClaimName, NewTraining, Statement, StatementLine};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_core::time::{Cycle, Day, Seconds};
use drokpa_fixtures::world::{Handset, branch, member};

/// Trainings 0 to 30 of a village are in March, 31 and later ones in April.
const APRIL: usize = 31;

fn month(month: u8) -> (Day, u8) {
    (Day::from_date(2026, month, 1).unwrap(), 1)
}

fn close(by: &mut Handset, period: (Day, u8), at: Seconds) {
    let (key, batch) = by.phone.close(at, period).unwrap();
    assert_eq!(key, Key::Close(period.0, period.1));
    by.commit(&batch);
}

fn statement(of: &Handset, period: (Day, u8)) -> Statement {
    of.phone.statement(period).unwrap().unwrap()
}

fn herder(statement: &Statement) -> &StatementLine {
    statement.lines.iter().find(|line| line.member == member("pa05")).unwrap()
}

fn approved(village: &mut Village, training: usize) -> ClaimName {
    let claim = village.attend(training, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(2);
    claim
}

/// The statement that both secretaries and, for the own line, the member agree on.
fn agreed(village: &Village, period: (Day, u8)) -> Statement {
    let posted = statement(&village.secretary, period);
    assert_eq!(posted.incomplete, 0);
    assert_eq!(statement(&village.other, period), posted);
    let own = statement(&village.herder, period);
    assert_eq!(own.lines.len(), 1, "a member sees the own line alone");
    assert_eq!(
        Statement { lines: vec![], ..own.clone() },
        Statement { lines: vec![], ..posted.clone() }
    );
    assert_eq!(herder(&own).total_tenths, herder(&posted).total_tenths);
    assert_eq!(herder(&own).lines, herder(&posted).lines);
    for line in &posted.lines {
        assert_eq!(line.before_tenths + line.change_tenths, line.total_tenths);
    }
    posted
}

#[test]
fn the_differences_add_up_and_late_items_are_in_the_next_statement() {
    let mut village = village(34);
    approved(&mut village, 0);
    approved(&mut village, 1);
    assert_eq!(village.secretary.phone.statement(month(3)).unwrap(), None);
    close(&mut village.secretary, month(3), later(31));
    village.sync_all(2);
    let march = agreed(&village, month(3));
    let line = herder(&march);
    assert_eq!((line.before_tenths, line.change_tenths, line.total_tenths), (0, 50, 50));
    assert_eq!((line.lines.len(), line.late_items.len(), line.corrections.len()), (2, 0, 0));
    assert_eq!(line.minutes, 180);
    assert_eq!(march.posted_on, later(31).day());
    assert_eq!(march.objections_until, Day(later(31).day().0 + 7), "the rules give 7 days");
    assert_eq!(march.rules, ["village-basic 1"]);
    assert_eq!(march.period.last.to_string(), "2026-03-31");
    let april = approved(&mut village, APRIL + 1);
    let late = approved(&mut village, 2);
    assert_eq!(agreed(&village, month(3)), march, "what was posted stays as it was");
    close(&mut village.other, month(4), later(62));
    village.sync_all(2);
    let next = agreed(&village, month(4));
    let line = herder(&next);
    assert_eq!((line.before_tenths, line.change_tenths, line.total_tenths), (50, 40, 90));
    let key = |claim: &ClaimName| claim.key.to_string();
    let keys = |lines: &[drokpa_core::phone::PostedLine]| -> Vec<String> {
        lines.iter().map(|line| line.line.key.clone()).collect()
    };
    assert_eq!(keys(&line.lines), [key(&april)]);
    assert_eq!(keys(&line.late_items), [key(&late)]);
    assert_eq!(&*line.late_items[0].titles.as_ref().unwrap()[0], "主题党日 2");
    assert_eq!(&*line.late_items[0].item_names[0], "主题党日");
    let standing = village.herder.phone.standing(&member("pa05"), Cycle(2026)).unwrap();
    assert_eq!(standing.total_tenths, 50 + 40);
}

#[test]
fn what_changes_after_a_close_is_a_correction_in_the_next() {
    let mut village = village(2);
    let claim = approved(&mut village, 0);
    approved(&mut village, 1);
    close(&mut village.secretary, month(3), later(31));
    village.sync_all(2);
    let march = agreed(&village, month(3));
    decide(&mut village.other, &claim, Verdict::Reject);
    village.sync_all(2);
    assert_eq!(agreed(&village, month(3)), march);
    assert_eq!(row(&village.herder, &claim).posting, "open", "the new decision is not posted");
    close(&mut village.secretary, month(4), later(62));
    village.sync_all(2);
    let april = agreed(&village, month(4));
    let line = herder(&april);
    assert_eq!((line.before_tenths, line.change_tenths, line.total_tenths), (50, -20, 30));
    let [correction] = &line.corrections[..] else { panic!("{:?}", line.corrections) };
    assert_eq!((correction.before_tenths, correction.change_tenths), (20, -20));
    assert_eq!(correction.now.line.key, claim.key.to_string());
    assert_eq!(correction.now.line.counted_tenths, 0);
    assert_eq!((line.lines.len(), line.late_items.len()), (0, 0));
    assert_eq!(row(&village.herder, &claim).posting, "posted");
}

#[test]
fn two_closes_at_once_cover_both_and_both_are_shown_until_one_settles_them() {
    let mut village = village(2);
    let claims = [village.attend(0, ""), village.attend(1, "")];
    village.sync_all(2);
    decide(&mut village.secretary, &claims[0], Verdict::Approve);
    close(&mut village.secretary, month(3), later(31));
    decide(&mut village.other, &claims[1], Verdict::Approve);
    close(&mut village.other, month(3), later(32));
    let alone = [&village.secretary, &village.other].map(|of| statement(of, month(3)));
    assert_eq!(alone.each_ref().map(|one| herder(one).total_tenths), [20, 30]);
    assert!(alone.iter().all(|one| !one.concurrent_closes));
    village.sync_all(2);
    let both = agreed(&village, month(3));
    assert_eq!((herder(&both).total_tenths, both.concurrent_closes), (50, true));
    let by: Vec<_> = both.closes.iter().map(|close| close.by.to_string()).collect();
    assert_eq!(by, ["pa01", "pa02"]);
    assert_eq!(both.posted_on, later(32).day(), "the later one: nobody loses days to object");
    for (own, other) in [(&village.secretary, &village.herder), (&village.other, &village.herder)] {
        assert!(claims.iter().all(|claim| row(own, claim).posting == "posted"));
        assert!(claims.iter().all(|claim| row(other, claim).posting == "posted"));
    }
    close(&mut village.other, month(3), later(33));
    village.sync_all(2);
    let settled = agreed(&village, month(3));
    assert_eq!((settled.closes.len(), settled.concurrent_closes), (1, false));
    assert_eq!(herder(&settled).total_tenths, 50);
}

#[test]
fn a_phone_that_lacks_named_entries_says_how_many_chains_instead_of_other_numbers() {
    let mut village = village(2);
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    close(&mut village.secretary, month(3), later(31));
    village.secretary.sync(&mut village.hub, later(60));
    // The hub hands the decision out later than the close.
    let log = village.hub.logs.get_mut(&branch("pasture-a")).unwrap();
    let at = log.iter().position(|row| row.opened.document.kind == DocumentKind::Review).unwrap();
    let held_back = log.remove(at);
    village.other.sync(&mut village.hub, later(60));
    let incomplete = statement(&village.other, month(3));
    assert_eq!((incomplete.incomplete, incomplete.lines.len()), (1, 0));
    village.hub.logs.get_mut(&branch("pasture-a")).unwrap().push(held_back);
    village.other.sync(&mut village.hub, later(60));
    assert_eq!(statement(&village.other, month(3)), statement(&village.secretary, month(3)));
    village.other.restart();
    assert_eq!(statement(&village.other, month(3)), statement(&village.secretary, month(3)));
}

#[test]
fn a_fact_is_open_posted_objected_and_answered() {
    let mut village = village(2);
    let claim = approved(&mut village, 0);
    let posting = |village: &Village| {
        let seen = [&village.secretary, &village.other, &village.herder]
            .map(|phone| row(phone, &claim).posting);
        assert!(seen.iter().all(|posting| *posting == seen[0]));
        seen[0]
    };
    assert_eq!(posting(&village), "open");
    close(&mut village.secretary, month(3), later(31));
    village.sync_all(2);
    assert_eq!(posting(&village), "posted");
    let batch = village.herder.phone.object(later(33), &claim.key, "分数不对", false).unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    assert_eq!(posting(&village), "objected");
    let batch = village.other.phone.answer(later(34), &claim, false, "已核对").unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    assert_eq!(posting(&village), "answered");
    // A fact that is recorded later is not posted by the close before it.
    let second = approved(&mut village, 1);
    assert_eq!(row(&village.herder, &second).posting, "open");
    close(&mut village.other, month(3), later(35));
    village.sync_all(2);
    assert_eq!(row(&village.herder, &second).posting, "posted");
}

#[test]
fn only_a_secretary_closes_whole_months_of_one_year_and_never_behind_a_later_close() {
    let mut village = village(2);
    let at = later(31);
    assert_eq!(village.herder.phone.close(at, month(3)).err(), Some(Code::RoleNeeded));
    let first = |text: &str| Day::parse(text).unwrap();
    for (period, code) in [
        ((first("2026-03-02"), 1), Code::DayRange),
        ((first("2026-03-01"), 0), Code::DayRange),
        ((first("2026-12-01"), 2), Code::DayRange),
        ((first("2028-03-01"), 1), Code::DayRange),
    ] {
        assert_eq!(village.secretary.phone.close(at, period).err(), Some(code), "{period:?}");
    }
    close(&mut village.secretary, month(4), later(62));
    assert_eq!(village.secretary.phone.close(at, month(3)).err(), Some(Code::StateWrong));
    close(&mut village.secretary, (first("2026-04-01"), 3), later(122));
    close(&mut village.secretary, (first("2026-01-01"), 12), later(306));
    let phone = &village.secretary.phone;
    for (text, period) in [
        ("2026-05", Ok(month(5))),
        ("2026-Q2", Ok((first("2026-04-01"), 3))),
        ("2026", Ok((first("2026-01-01"), 12))),
        ("2026-13", Err(Code::DateMalformed)),
        ("2026-Q5", Err(Code::DateMalformed)),
        ("2026-5", Err(Code::DateMalformed)),
        ("+026", Err(Code::DateMalformed)),
        ("1999", Err(Code::DateMalformed)),
        ("", Err(Code::DateMalformed)),
    ] {
        assert_eq!(phone.period(text), period, "{text}");
    }
}

#[test]
fn members_are_listed_as_the_roster_names_them_and_never_by_points() {
    let mut village = village(2);
    approved(&mut village, 0);
    let (_, batch) = village
        .secretary
        .phone
        .call_roll(later(2), &village.trainings[1], &[(member("pa02"), Mark::Present)])
        .unwrap();
    village.secretary.commit(&batch);
    let roster = DocumentId::of_branch(DocumentKind::Roster, &branch("pasture-a"));
    for (id, zh) in [("pa02", "示例二"), ("pa01", "示例一"), ("pa05", "示例五")] {
        village.hub.say_name(&roster, &member(id), (zh, "དཔེ"));
    }
    village.sync_all(1);
    close(&mut village.secretary, month(3), later(31));
    village.sync_all(2);
    let posted = agreed_lines(&village);
    let listed: Vec<_> = posted.lines.iter().map(|line| line.member.to_string()).collect();
    assert_eq!(listed, ["pa02", "pa01", "pa05"]);
    let totals: Vec<_> = posted.lines.iter().map(|line| line.total_tenths).collect();
    assert_eq!(totals, [30, 0, 20]);
    assert_eq!(&*posted.lines[0].name_zh, "示例二");
    assert_eq!(&*herder(&statement(&village.herder, month(3))).name_zh, "");
}

fn agreed_lines(village: &Village) -> Statement {
    let posted = statement(&village.secretary, month(3));
    assert_eq!(statement(&village.other, month(3)), posted);
    posted
}

#[test]
fn hours_that_ran_into_the_year_are_in_its_statement() {
    let mut village = village(1);
    let start = Seconds::parse_rfc3339("2026-12-30T09:00:00+08:00").unwrap();
    let new = NewTraining {
        kind: TrainingKind::AwayTraining,
        title_zh: "赴外培训".into(),
        title_bo: "ཕྱིར་སྐྱོད་སྦྱོང་བརྡར".into(),
        start,
        minutes: 1000,
        days: 3,
        item: None,
    };
    let (id, batch) = village.secretary.phone.create_training(later(1), &new).unwrap();
    village.secretary.commit(&batch);
    let at = Seconds(start.0 + 3 * DAY);
    let marks = [(member("pa05"), Mark::Present)];
    let (_, batch) = village.secretary.phone.call_roll(at, &id, &marks).unwrap();
    village.secretary.commit(&batch);
    let january = (Day::from_date(2027, 1, 1).unwrap(), 1);
    close(&mut village.secretary, january, Seconds(at.0 + 30 * DAY));
    village.sync_all(2);
    let posted = agreed(&village, january);
    assert_eq!((herder(&posted).minutes, herder(&posted).total_tenths), (333, 0));
}

#[test]
fn a_statement_serialises_with_flat_lines() {
    let mut village = village(1);
    approved(&mut village, 0);
    close(&mut village.secretary, month(3), later(31));
    let json = serde_json::to_value(statement(&village.secretary, month(3))).unwrap();
    assert_eq!(json["period"]["first"], "2026-03-01");
    assert_eq!(json["lines"][2]["member"], "pa05");
    let line = &json["lines"][2]["lines"][0];
    assert_eq!((&line["counted_tenths"], &line["day"]), (&20.into(), &"2026-03-01".into()));
    assert_eq!(json["closes"][0]["basis"].as_str().unwrap().len(), 16);
}
