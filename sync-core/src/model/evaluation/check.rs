//! What is wrong with an evaluation, before it is published. Called by publishing and by whoever
//! shows a file to its author; never by the report, which copes with whatever was published once.
//!
//! [`PROBLEMS`] is the one table: documents and the messages of both languages derive from it.

use super::{Evaluation, EvaluationFile, Indicator, TOTAL_X10, WHOLE_PERMILLE};
use crate::id::ItemId;
use crate::model::findings::{Findings, forced_quota, has_word};
use crate::model::rules::{Problem, Severity};
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};
use unicode_segmentation::UnicodeSegmentation as _;

/// Most indicators in one version: an evaluation is printed on one sheet.
const INDICATORS_MAX: usize = 50;
/// Longest name of an indicator, in graphemes.
const NAME_GRAPHEMES_MAX: usize = 60;
/// And in bytes, so that no letter carries a heap of signs.
const NAME_BYTES_MAX: usize = 360;
/// Longest time in which something is called in time.
const DAYS_MAX: u16 = 366;

/// Every code with its severity and meaning. What is checked is what stands here, nothing else.
pub const PROBLEMS: &[(&str, Severity, &str)] = &[
    ("evaluations_missing", Severity::Error, "The file has no evaluation."),
    ("forced_quota", Severity::Error, "A field sets a share that has to be rated so; none may."),
    ("rank_field", Severity::Error, "A field puts branches in an order of merit; none may."),
    ("evaluation_id_malformed", Severity::Error, "The id is not written as ids are."),
    ("version_zero", Severity::Error, "Versions count from 1."),
    ("sector_malformed", Severity::Error, "The sector is missing or not written as ids are."),
    ("total_wrong", Severity::Error, "The total is not 100 points."),
    ("weights_sum", Severity::Error, "The weights do not add up to 100 points."),
    ("weight_zero", Severity::Error, "An indicator has no weight."),
    ("indicators_too_many", Severity::Error, "There are more than 50 indicators."),
    ("indicator_twice", Severity::Error, "Two indicators have one id."),
    ("zh_missing", Severity::Error, "The Chinese name is missing."),
    ("bo_missing", Severity::Error, "The Tibetan name is missing."),
    ("name_too_long", Severity::Error, "A name has more than 60 characters."),
    ("measure_missing", Severity::Error, "An indicator is neither measured nor given by hand."),
    ("measure_and_manual", Severity::Error, "An indicator is both measured and given by hand."),
    ("measure_twice", Severity::Error, "Two indicators measure the same."),
    ("target_range", Severity::Error, "A target is more than 1000 thousandths."),
    ("target_unused", Severity::Warning, "A line given by hand has a target."),
    ("days_missing", Severity::Error, "The measure has to say within how many days."),
    ("days_range", Severity::Error, "The days are more than 366."),
    ("days_unused", Severity::Warning, "The indicator has days but its measure asks for none."),
    ("version_order", Severity::Error, "A later version does not start on a later day."),
    ("version_twice", Severity::Error, "Two versions of the evaluation have one number."),
    ("sector_changed", Severity::Error, "The sector changes between versions: take a new id."),
    ("sector_twice", Severity::Error, "Two evaluations are for one sector."),
    ("effective_before_publication", Severity::Error, "It would evaluate periods already begun."),
];

/// Checks one version by itself; places are like `indicators[3].weight_x10`. An empty answer means
/// that it may be published; so does one of warnings only. [`PROBLEMS`] says what is checked.
#[must_use]
pub fn check(evaluation: &Evaluation) -> Vec<Problem> {
    let mut found = Findings::new(PROBLEMS, refusal);
    check_version(evaluation, "", &mut found);
    found.into_problems()
}

/// Checks a file: each version as [`check`](fn@check) does, with places like
/// `evaluations[0].indicators[3].weight_x10`, and what holds between them.
#[must_use]
pub fn check_all(file: &EvaluationFile) -> Vec<Problem> {
    let mut found = Findings::new(PROBLEMS, refusal);
    found.refused("", &file.other);
    if file.evaluations.is_empty() {
        found.add("evaluations", "evaluations_missing", "");
    }
    for (at, evaluation) in file.evaluations.iter().enumerate() {
        check_version(evaluation, &format!("evaluations[{at}]."), &mut found);
    }
    check_across(&file.evaluations, &mut found);
    found.into_problems()
}

/// Checks that a version evaluates no period that began before its publication. Apart from
/// [`check`](fn@check): a file does not know when it is published.
#[must_use]
pub fn check_publication(evaluation: &Evaluation, published: Day) -> Option<Problem> {
    let mut found = Findings::new(PROBLEMS, refusal);
    if evaluation.effective_from < published {
        found.add("effective_from", "effective_before_publication", evaluation.effective_from);
    }
    found.into_problems().pop()
}

/// Why a field may not be there, by its name.
fn refusal(name: &str) -> Option<&'static str> {
    forced_quota(name).or_else(|| has_word(name, "rank").then_some("rank_field"))
}

fn check_version(evaluation: &Evaluation, path: &str, found: &mut Findings) {
    found.refused(path, &evaluation.other);
    let Evaluation { evaluation_id, sector, version, total_x10, indicators, .. } = evaluation;
    if ItemId::new(evaluation_id).is_err() {
        found.add(&format!("{path}evaluation_id"), "evaluation_id_malformed", evaluation_id);
    }
    if *version == 0 {
        found.add(&format!("{path}version"), "version_zero", version);
    }
    if ItemId::new(sector).is_err() {
        found.add(&format!("{path}sector"), "sector_malformed", sector);
    }
    if *total_x10 != TOTAL_X10 {
        found.add(&format!("{path}total_x10"), "total_wrong", total_x10);
    }
    let weights: u64 = indicators.iter().map(|indicator| u64::from(indicator.weight_x10)).sum();
    if weights != u64::from(TOTAL_X10) {
        found.add(&format!("{path}indicators"), "weights_sum", weights);
    }
    if indicators.len() > INDICATORS_MAX {
        found.add(&format!("{path}indicators"), "indicators_too_many", indicators.len());
    }
    let (mut ids, mut measures) = (BTreeSet::new(), BTreeSet::new());
    for (at, indicator) in indicators.iter().enumerate() {
        let path = format!("{path}indicators[{at}].");
        if !ids.insert(&indicator.id) {
            found.add(&format!("{path}id"), "indicator_twice", &indicator.id);
        }
        if let Some(measure) = indicator.measure
            && !measures.insert(measure)
        {
            found.add(&format!("{path}measure"), "measure_twice", measure.name());
        }
        check_indicator(indicator, &path, found);
    }
}

fn check_indicator(indicator: &Indicator, path: &str, found: &mut Findings) {
    found.refused(path, &indicator.other);
    check_names(indicator, path, found);
    if indicator.weight_x10 == 0 {
        found.add(&format!("{path}weight_x10"), "weight_zero", 0);
    }
    match (indicator.measure, indicator.manual) {
        (None, false) => found.add(&format!("{path}measure"), "measure_missing", &indicator.id),
        (Some(measure), true) => {
            found.add(&format!("{path}manual"), "measure_and_manual", measure.name());
        }
        (Some(_), false) | (None, true) => {}
    }
    let target_path = format!("{path}target_permille");
    match indicator.target_permille {
        Some(target) if target.get() > WHOLE_PERMILLE => {
            found.add(&target_path, "target_range", target);
        }
        Some(target) if indicator.manual => found.add(&target_path, "target_unused", target),
        Some(_) | None => {}
    }
    let days_path = format!("{path}days");
    let asked = indicator.measure.is_some_and(super::Measure::asks_days);
    match indicator.days {
        None if asked => found.add(&days_path, "days_missing", &indicator.id),
        Some(days) if !asked => found.add(&days_path, "days_unused", days),
        Some(days) if days.get() > DAYS_MAX => found.add(&days_path, "days_range", days),
        Some(_) | None => {}
    }
}

fn check_names(indicator: &Indicator, path: &str, found: &mut Findings) {
    let names = [("zh", &indicator.zh, "zh_missing"), ("bo", &indicator.bo, "bo_missing")];
    for (field, name, missing) in names {
        let length = name.graphemes(true).count();
        if name.trim().is_empty() {
            found.add(&format!("{path}{field}"), missing, "");
        } else if length > NAME_GRAPHEMES_MAX || name.len() > NAME_BYTES_MAX {
            found.add(&format!("{path}{field}"), "name_too_long", length);
        }
    }
}

/// What holds between the versions of one id, each compared with the next lower one, and between
/// the ids of one sector.
fn check_across(evaluations: &[Evaluation], found: &mut Findings) {
    let mut by_id: BTreeMap<&str, Vec<(usize, &Evaluation)>> = BTreeMap::new();
    let mut by_sector: BTreeMap<&str, &str> = BTreeMap::new();
    for (at, version) in evaluations.iter().enumerate() {
        by_id.entry(&version.evaluation_id).or_default().push((at, version));
        let first = by_sector.entry(&version.sector).or_insert(&version.evaluation_id);
        if *first != version.evaluation_id {
            found.add(&format!("evaluations[{at}].sector"), "sector_twice", &version.sector);
        }
    }
    for versions in by_id.values_mut() {
        versions.sort_by_key(|(_, one)| (one.version, one.effective_from));
        for ((_, earlier), (at, later)) in versions.iter().zip(versions.iter().skip(1)) {
            let path = format!("evaluations[{at}].");
            if earlier.version == later.version {
                found.add(&format!("{path}version"), "version_twice", later.version);
            } else if earlier.effective_from >= later.effective_from {
                let from = later.effective_from;
                found.add(&format!("{path}effective_from"), "version_order", from);
            }
            if earlier.sector != later.sector {
                found.add(&format!("{path}sector"), "sector_changed", &later.sector);
            }
        }
    }
}
