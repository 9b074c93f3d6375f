//! Reports, worked out by hand, and every problem of the check.

use super::*;
use crate::model::rules::{Problem, Severity};
use serde_json::json;
use std::collections::BTreeSet;

const EXAMPLE: &str = include_str!("../../../../fixtures/org/evaluation.json");

fn example() -> EvaluationFile {
    serde_json::from_str(EXAMPLE).unwrap()
}

fn of_sector(sector: &str) -> Evaluation {
    example().in_force(sector, day("2026-01-01")).unwrap().clone()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn figures() -> BranchFigures {
    BranchFigures {
        trainings_planned: 14,
        trainings_held: 13,
        attendances: 300,
        attendances_expected: 480,
        minutes: 40_000,
        target_minutes: 76_800,
        decisions_in_time: 2,
        decisions_total: 3,
        objections_answered_in_time: 4,
        objections_total: 4,
        evidence: EvidenceMix { phone: 120, roll: 250, entered_for: 31, code: 90, host: 4 },
    }
}

fn given(id: &str, value_x10: u16, author: &str) -> ManualEntry {
    ManualEntry {
        id: id.parse().unwrap(),
        value_x10,
        author: author.parse().unwrap(),
        note: "两种文字都有".into(),
    }
}

fn report(sector: &str, figures: &BranchFigures, manual: &[ManualEntry]) -> Report {
    of_sector(sector).report("pasture-a".parse().unwrap(), figures, manual)
}

fn values(report: &Report) -> Vec<Option<i32>> {
    report.lines.iter().map(|line| line.value_x10).collect()
}

#[test]
fn a_village_branch_by_hand() {
    let manual = [given("posting.bilingual", 50, "tw01"), given("ledger.complete", 40, "tw01")];
    let report = report("village", &figures(), &manual);
    // 250 * 13/14 = 232.1; 250 * (300/480)/0.8 = 195.3; 200 * 40000/76800 = 104.1;
    // 100 * 2/3 = 66.6; 100 * 4/4: each rounded down to a tenth of a point.
    assert_eq!(values(&report), [Some(232), Some(195), Some(104), Some(66), Some(100)]);
    let by_hand: Vec<_> = report.manual.iter().map(|line| (line.value_x10, line.of_x10)).collect();
    assert_eq!(by_hand, [(Some(50), 60), (Some(40), 40)]);
    assert_eq!(report.total_x10, 232 + 195 + 104 + 66 + 100 + 50 + 40);
    assert_eq!((report.measured_of_x10, report.of_x10), (1000, 1000));
    assert_eq!(report.evidence, figures().evidence);
}

#[test]
fn the_same_figures_in_a_herding_branch() {
    // 200 * (13/14)/0.9 = 206.3, at most 200; 200 * (300/480)/0.7 = 178.5;
    // 200 * (40000/76800)/0.8 = 130.2; 150 * 2/3; 100 * 4/4. Nobody has given the rest by hand.
    let report = report("herding", &figures(), &[]);
    assert_eq!(values(&report), [Some(200), Some(178), Some(130), Some(100), Some(100)]);
    assert_eq!((report.total_x10, report.measured_of_x10, report.of_x10), (708, 850, 1000));
}

#[test]
fn what_was_not_measured_is_neither_zero_nor_shared_out() {
    let none = report("village", &BranchFigures::default(), &[]);
    assert_eq!(values(&none), [None; 5]);
    assert!(none.manual.iter().all(|line| line.value_x10.is_none() && line.entries.is_empty()));
    assert_eq!((none.total_x10, none.measured_of_x10, none.of_x10), (0, 0, 1000));

    let quiet = BranchFigures { objections_answered_in_time: 0, objections_total: 0, ..figures() };
    let quiet = report("village", &quiet, &[]);
    assert_eq!(values(&quiet).last(), Some(&None), "no objection is no missed answer");
    assert_eq!((quiet.total_x10, quiet.measured_of_x10), (232 + 195 + 104 + 66, 800));

    let idle = report("village", &BranchFigures { trainings_held: 0, ..figures() }, &[]);
    assert_eq!(values(&idle).first(), Some(&Some(0)), "planned and not held is zero");
    assert_eq!(idle.lines[0].basis, Basis { numerator: 0, denominator: 14 });
}

#[test]
fn no_line_gives_more_than_its_weight_and_no_number_overflows() {
    let most = u32::MAX;
    let all = BranchFigures {
        trainings_planned: 1,
        trainings_held: most,
        attendances: most,
        attendances_expected: most,
        minutes: most,
        target_minutes: 1,
        ..figures()
    };
    let report = report("village", &all, &[]);
    assert_eq!(values(&report)[..3], [Some(250), Some(250), Some(200)]);
    let mut absurd = of_sector("village");
    let heavy = Indicator { weight_x10: u16::MAX, ..absurd.indicators[0].clone() };
    absurd.indicators = vec![heavy; 40_000];
    let report = absurd.report("b".parse().unwrap(), &all, &[]);
    assert_eq!((report.total_x10, report.of_x10), (i32::MAX, i32::MAX));
}

#[test]
fn a_line_that_nobody_says_how_to_fill_is_not_measured() {
    let mut unclear = of_sector("village");
    unclear.indicators[0].measure = None;
    let report = unclear.report("b".parse().unwrap(), &figures(), &[]);
    assert_eq!((report.lines[0].value_x10, report.lines[0].basis), (None, Basis::default()));
}

#[test]
fn two_who_give_different_values_are_both_shown_and_count_nothing() {
    let ledger = |value, author| given("ledger.complete", value, author);
    let agreed = [ledger(30, "tw02"), ledger(30, "tw01"), ledger(30, "tw01")];
    let line = |entries: &[ManualEntry]| report("village", &figures(), entries).manual[1].clone();
    assert_eq!(line(&agreed).value_x10, Some(30));
    let authors: Vec<String> =
        line(&agreed).entries.iter().map(|entry| entry.author.to_string()).collect();
    assert_eq!(authors, ["tw01", "tw02"], "the same entry twice is one");

    let differing = [ledger(30, "tw02"), ledger(20, "tw01")];
    assert_eq!(line(&differing).value_x10, None);
    assert_eq!(line(&differing).entries.len(), 2);
    let turned = [ledger(20, "tw01"), ledger(30, "tw02")];
    assert_eq!(line(&differing), line(&turned), "in any order");
}

#[test]
fn an_entry_that_fits_nowhere_counts_nothing_and_is_shown() {
    let stray = [
        given("ledger.complete", 41, "tw01"),
        given("training.held", 10, "tw01"),
        given("not.there", 10, "tw01"),
    ];
    let report = report("village", &figures(), &stray);
    assert_eq!(report.unplaced.len(), 3);
    assert!(report.manual.iter().all(|line| line.value_x10.is_none()));
    assert_eq!(report.total_x10, 232 + 195 + 104 + 66 + 100);
}

#[test]
fn the_version_that_a_period_began_under_evaluates_it() {
    let file = example();
    let version = |sector, first| file.in_force(sector, day(first)).map(|one| one.version);
    assert_eq!(version("village", "2025-12-31"), None);
    assert_eq!(version("village", "2026-12-31"), Some(1));
    assert_eq!(version("village", "2027-01-01"), Some(2));
    assert_eq!(version("herding", "2027-01-01"), Some(1));
    assert_eq!(version("office", "2027-01-01"), None);
    let days = |first| file.in_force("village", day(first)).unwrap().days(Measure::DecisionsInTime);
    assert_eq!([days("2026-01-01"), days("2027-01-01")], [Some(15), Some(10)]);
    assert_eq!(of_sector("village").days(Measure::Attendance), None);
}

#[test]
fn reports_stand_in_the_order_of_names_whatever_they_came_to() {
    let of = |branch: &str, attendances| {
        let figures = BranchFigures { attendances, ..figures() };
        of_sector("village").report(branch.parse().unwrap(), &figures, &[])
    };
    let reports = vec![of("b", 480), of("c", 1), of("a", 20)];
    let turned = sorted(reports.iter().rev().cloned().collect());
    let sorted = sorted(reports);
    let names: Vec<&str> = sorted.iter().map(|report| report.branch.as_str()).collect();
    assert_eq!(names, ["a", "b", "c"]);
    assert_eq!(sorted, turned);
}

#[test]
fn a_report_as_it_is_written() {
    let mut short = of_sector("village");
    short.indicators.drain(1..6);
    let manual = [given("ledger.complete", 35, "tw01")];
    let report = short.report("village-b".parse().unwrap(), &figures(), &manual);
    let expected = json!({
        "branch": "village-b",
        "evaluation_id": "branch-village",
        "version": 1,
        "lines": [{
            "id": "training.held",
            "value_x10": 232,
            "of_x10": 250,
            "basis": {"numerator": 13, "denominator": 14},
        }],
        "manual": [{
            "id": "ledger.complete",
            "value_x10": 35,
            "of_x10": 40,
            "entries": [{
                "id": "ledger.complete", "value_x10": 35, "author": "tw01", "note": "两种文字都有",
            }],
        }],
        "unplaced": [],
        "total_x10": 267,
        "measured_of_x10": 290,
        "of_x10": 290,
        "evidence": {"phone": 120, "roll": 250, "entered_for": 31, "code": 90, "host": 4},
    });
    assert_eq!(serde_json::to_value(&report).unwrap(), expected);
}

#[test]
fn the_example_is_read_without_loss_and_has_no_problem() {
    let written: Value = serde_json::from_str(EXAMPLE).unwrap();
    assert_eq!(serde_json::to_value(example()).unwrap(), written);
    assert_eq!(check_all(&example()), []);
    for evaluation in &example().evaluations {
        assert_eq!(check(evaluation), []);
    }
}

#[test]
fn names_of_measures_are_those_in_json_and_an_unknown_one_does_not_read() {
    for measure in example().evaluations[0].indicators.iter().filter_map(|one| one.measure) {
        assert_eq!(serde_json::to_value(measure).unwrap(), measure.name());
    }
    let text = EXAMPLE.replacen("\"attendance\"", "\"applause\"", 1);
    let error = serde_json::from_str::<EvaluationFile>(&text).unwrap_err();
    assert!(error.to_string().contains("applause"), "{error}");
    assert_eq!(error.line(), 12, "{error}");
    for (whole, broken) in [("250,", "25.5,"), ("250,", "-1,"), ("800}", "0}"), ("15}", "0}")] {
        let text = EXAMPLE.replacen(whole, broken, 1);
        assert!(serde_json::from_str::<EvaluationFile>(&text).is_err(), "{broken}");
    }
}

/// The problems of the example, changed at one JSON pointer.
fn problems_with(pointer: &str, value: Value) -> Vec<Problem> {
    let mut file: Value = serde_json::from_str(EXAMPLE).unwrap();
    let (parent, field) = pointer.rsplit_once('/').unwrap();
    file.pointer_mut(parent).unwrap()[field] = value;
    check_all(&serde_json::from_value(file).unwrap())
}

#[test]
fn each_problem_is_found_at_its_place() {
    let first = "/evaluations/0/indicators/0";
    let by_hand = "/evaluations/0/indicators/5";
    let at = |indicator: &str, field: &str| format!("{indicator}/{field}");
    let cases = [
        ("/star_quota".into(), json!(1), "star_quota", "forced_quota"),
        ("/evaluations/0/x".into(), json!([{"forced_ratio": 1}]), ".forced_ratio", "forced_quota"),
        ("/evaluations/0/rank_of".into(), json!(1), "evaluations[0].rank_of", "rank_field"),
        (at(first, "Ranked"), json!(true), ".indicators[0].Ranked", "rank_field"),
        ("/evaluations/0/evaluation_id".into(), json!("a b"), "_id", "evaluation_id_malformed"),
        ("/evaluations/0/version".into(), json!(0), "[0].version", "version_zero"),
        ("/evaluations/0/sector".into(), json!(""), "[0].sector", "sector_malformed"),
        ("/evaluations/0/total_x10".into(), json!(100), "[0].total_x10", "total_wrong"),
        (at(first, "weight_x10"), json!(251), "[0].indicators", "weights_sum"),
        (at(first, "weight_x10"), json!(0), "[0].weight_x10", "weight_zero"),
        (at(first, "id"), json!("study.hours"), "indicators[2].id", "indicator_twice"),
        (at(first, "zh"), json!(" "), "[0].zh", "zh_missing"),
        (at(first, "bo"), json!(""), "[0].bo", "bo_missing"),
        (at(first, "zh"), json!("学".repeat(61)), "[0].zh", "name_too_long"),
        (at(by_hand, "manual"), json!(false), "[5].measure", "measure_missing"),
        (at(first, "manual"), json!(true), "[0].manual", "measure_and_manual"),
        (at(first, "measure"), json!("attendance"), "[1].measure", "measure_twice"),
        (at(first, "target_permille"), json!(1001), "_permille", "target_range"),
        (at(by_hand, "target_permille"), json!(500), "_permille", "target_unused"),
        ("/evaluations/0/indicators/3/days".into(), json!(null), "[3].days", "days_missing"),
        ("/evaluations/0/indicators/3/days".into(), json!(367), "[3].days", "days_range"),
        (at(first, "days"), json!(3), "[0].days", "days_unused"),
        ("/evaluations/1/effective_from".into(), json!("2026-01-01"), "from", "version_order"),
        ("/evaluations/1/version".into(), json!(1), "[1].version", "version_twice"),
        ("/evaluations/1/sector".into(), json!("office"), "[1].sector", "sector_changed"),
        ("/evaluations/2/sector".into(), json!("village"), "[2].sector", "sector_twice"),
    ];
    let mut raised: BTreeSet<&str> = ["evaluations_missing", "indicators_too_many"].into();
    raised.insert("effective_before_publication");
    for (pointer, value, path, code) in cases {
        let found = problems_with(&pointer, value);
        let here = |one: &Problem| one.path.ends_with(path) && one.code == code;
        assert!(found.iter().any(here), "{pointer} {code}: {found:?}");
        raised.insert(code);
    }
    let listed: BTreeSet<&str> = PROBLEMS.iter().map(|(code, ..)| *code).collect();
    assert_eq!(raised, listed, "each code of the table has a case");
    assert_eq!(listed.len(), PROBLEMS.len(), "no code stands twice");
}

#[test]
fn nothing_too_much_nothing_at_all_and_the_past_are_refused() {
    let empty: EvaluationFile = serde_json::from_value(json!({"evaluations": []})).unwrap();
    assert_eq!(check_all(&empty)[0].code, "evaluations_missing");
    let mut many = of_sector("village");
    many.indicators.resize(51, many.indicators[0].clone());
    assert!(check(&many).iter().any(|problem| problem.code == "indicators_too_many"));
    let one = of_sector("village");
    assert_eq!(check_publication(&one, one.effective_from), None);
    let late = check_publication(&one, Day(one.effective_from.0 + 1)).unwrap();
    assert_eq!((late.code, late.severity), ("effective_before_publication", Severity::Error));
}

#[test]
fn lawful_extensions_are_no_problem() {
    for (pointer, value) in [
        ("/evaluations/0/enforced_by", json!("county")),
        ("/evaluations/0/frank_words", json!({"prank": 1})),
        ("/evaluations/0/indicators/0/target_permille", json!(1000)),
    ] {
        assert_eq!(problems_with(pointer, value), [], "{pointer}");
    }
}
