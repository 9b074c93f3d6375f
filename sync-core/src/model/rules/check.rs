//! What is wrong with a rules file, before it is published. Called by `drokpa rules check` and by
//! publishing; never by the fold, which has to cope with whatever was published once.
//!
//! [`PROBLEMS`] is the one table: documents and the messages of both languages derive from it.

use super::{Exempt, ExemptDay, Item, ItemKind, Label, Publish, Rules, Star};
use crate::id::ItemId;
use crate::model::findings::{Findings, forced_quota};
use crate::time::Day;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use unicode_segmentation::UnicodeSegmentation as _;

/// Largest amount in a rules file: 10,000 points.
const POINTS_TENTHS_MAX: i32 = 100_000;
/// Most items in one version.
const ITEMS_MAX: usize = 200;
/// Longest name of an item, label or veto, in graphemes.
const NAME_GRAPHEMES_MAX: usize = 60;
/// And in bytes, so that no letter carries a heap of signs.
const NAME_BYTES_MAX: usize = 360;
/// Most stars of a level.
const STAR_MAX: u8 = 10;
/// Largest training target of a rules year, in hours.
const HOURS_MAX: u32 = 1000;

/// How much a problem matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth a look; the rules may be published.
    Warning,
    /// The rules are refused.
    Error,
}

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where in the list that was checked, such as `rules[0].items[3].cap_x10`.
    pub path: String,
    /// A name from [`PROBLEMS`].
    pub code: &'static str,
    /// Whether it stops the rules from being published.
    pub severity: Severity,
    /// The value found there, as data: an id, a number, a field name. Never a sentence.
    pub detail: String,
}

/// Every code with its severity and meaning. What is checked is what stands here, nothing else.
pub const PROBLEMS: &[(&str, Severity, &str)] = &[
    ("rules_missing", Severity::Error, "There is no version of any rules."),
    ("forced_quota", Severity::Error, "A field sets a quota of stars or points; none may."),
    ("rules_id_malformed", Severity::Error, "The rules id is not written as ids are."),
    ("version_zero", Severity::Error, "Versions count from 1."),
    ("period_months", Severity::Error, "A rules year has 12 months."),
    ("period_start_month", Severity::Error, "The rules year begins in a month from 1 to 12."),
    ("points_range", Severity::Error, "An amount is negative where it may not be, or too large."),
    ("items_too_many", Severity::Error, "There are more than 200 items."),
    ("item_twice", Severity::Error, "Two items have one id."),
    ("zh_missing", Severity::Error, "The Chinese name is missing."),
    ("bo_missing", Severity::Error, "The Tibetan name is missing."),
    ("name_too_long", Severity::Error, "A name has more than 60 characters."),
    ("deduct_positive", Severity::Error, "A deduction gives points."),
    ("addition_negative", Severity::Error, "A base or bonus item takes points."),
    ("points_zero", Severity::Warning, "An item neither gives nor takes points."),
    ("cap_negative", Severity::Error, "A cap is negative."),
    ("cap_without_period", Severity::Warning, "A cap names no period; the rules year is taken."),
    ("period_without_cap", Severity::Warning, "A cap period has no cap."),
    ("deduct_proposed_by_member", Severity::Error, "Only the branch may propose deductions."),
    ("star_range", Severity::Error, "A level has 1 to 10 stars."),
    ("star_order", Severity::Error, "Levels do not fall from the highest to the lowest."),
    ("publish_days", Severity::Error, "A posting leaves no day to read it or to object."),
    ("veto_not_zero", Severity::Error, "The veto sets something else than zero."),
    ("hours_range", Severity::Error, "A training target is not from 1 to 1000 hours."),
    ("exempt_who_missing", Severity::Error, "An exemption does not say for whom."),
    ("exempt_range", Severity::Error, "An exemption ends before it begins, or mixes two ways."),
    ("version_order", Severity::Error, "A later version does not start on a later day."),
    ("version_twice", Severity::Error, "Two versions of the rules have one number."),
    ("start_month_changed", Severity::Error, "The rules year begins elsewhere: take a new id."),
    ("item_kind_changed", Severity::Error, "An item changes its kind: take a new item id."),
    ("effective_before_publication", Severity::Error, "The rules would rescore the past."),
];

/// Checks versions of rules, of one or several ids, in any order. An empty answer means that they
/// may be published; so does one of warnings only. [`PROBLEMS`] says what is checked.
#[must_use]
pub fn check(rules: &[Rules]) -> Vec<Problem> {
    let mut found = Findings::new(PROBLEMS, forced_quota);
    if rules.is_empty() {
        found.add("rules", "rules_missing", "");
    }
    for (at, version) in rules.iter().enumerate() {
        check_version(version, &format!("rules[{at}]"), &mut found);
    }
    check_across(rules, &mut found);
    found.into_problems()
}

/// Checks that a version does not judge days before its publication: the past is never rescored
/// (design, section 8). Apart from [`check`](fn@check): a file does not know when it is published.
#[must_use]
pub fn check_publication(rules: &Rules, published: Day) -> Option<Problem> {
    let mut found = Findings::new(PROBLEMS, forced_quota);
    if rules.effective_from < published {
        found.add("effective_from", "effective_before_publication", rules.effective_from);
    }
    found.into_problems().pop()
}

impl Findings {
    /// An amount in tenths that has to lie between `least` and the largest one.
    fn amount(&mut self, path: &str, tenths: i32, least: i32) {
        if !(least..=POINTS_TENTHS_MAX).contains(&tenths) {
            self.add(path, "points_range", tenths);
        }
    }

    fn names(&mut self, path: &str, zh: &str, bo: &str) {
        for (field, name, missing) in [("zh", zh, "zh_missing"), ("bo", bo, "bo_missing")] {
            let path = format!("{path}.{field}");
            if name.trim().is_empty() {
                self.add(&path, missing, "");
            }
            let length = name.graphemes(true).count();
            if length > NAME_GRAPHEMES_MAX || name.len() > NAME_BYTES_MAX {
                self.add(&path, "name_too_long", length);
            }
        }
    }
}

fn check_version(rules: &Rules, path: &str, found: &mut Findings) {
    found.refused(&format!("{path}."), &rules.other);
    if ItemId::new(&rules.rules_id).is_err() {
        found.add(&format!("{path}.rules_id"), "rules_id_malformed", &rules.rules_id);
    }
    if rules.version == 0 {
        found.add(&format!("{path}.version"), "version_zero", 0);
    }
    if rules.period.months != 12 {
        found.add(&format!("{path}.period.months"), "period_months", rules.period.months);
    }
    let start = rules.period.start_month;
    if !(1..=12).contains(&start) {
        found.add(&format!("{path}.period.start_month"), "period_start_month", start);
    }
    found.amount(&format!("{path}.opening_x10"), rules.opening_x10, 0);
    for (category, tenths) in &rules.opening_by_category_x10 {
        found.amount(&format!("{path}.opening_by_category_x10.{category}"), *tenths, 0);
    }
    if let Some(cap) = rules.base_cap_x10 {
        let path = format!("{path}.base_cap_x10");
        if cap < 0 {
            found.add(&path, "cap_negative", cap);
        } else {
            found.amount(&path, cap, 0);
        }
    }
    check_items(&rules.items, path, found);
    check_stars(&rules.stars, path, found);
    check_parts(rules, path, found);
}

fn check_items(items: &[Item], path: &str, found: &mut Findings) {
    if items.len() > ITEMS_MAX {
        found.add(&format!("{path}.items"), "items_too_many", items.len());
    }
    let mut seen = BTreeSet::new();
    for (at, item) in items.iter().enumerate() {
        let path = format!("{path}.items[{at}]");
        if !seen.insert(&item.id) {
            found.add(&format!("{path}.id"), "item_twice", &item.id);
        }
        check_item(item, &path, found);
    }
}

fn check_item(item: &Item, path: &str, found: &mut Findings) {
    found.refused(&format!("{path}."), &item.other);
    found.names(path, &item.zh, &item.bo);
    let points = item.points_x10;
    let points_path = format!("{path}.points_x10");
    match item.kind {
        ItemKind::Deduct if points > 0 => found.add(&points_path, "deduct_positive", points),
        ItemKind::Base | ItemKind::Bonus if points < 0 => {
            found.add(&points_path, "addition_negative", points);
        }
        _ if points == 0 => found.add(&points_path, "points_zero", points),
        _ => found.amount(&points_path, points, -POINTS_TENTHS_MAX),
    }
    let cap_path = format!("{path}.cap_x10");
    match (item.cap_x10, item.cap_period) {
        (Some(cap), _) if cap < 0 => found.add(&cap_path, "cap_negative", cap),
        (Some(cap), None) => found.add(&cap_path, "cap_without_period", cap),
        (Some(cap), Some(_)) => found.amount(&cap_path, cap, 0),
        (None, Some(_)) => found.add(&format!("{path}.cap_period"), "period_without_cap", ""),
        (None, None) => {}
    }
    if item.kind == ItemKind::Deduct && item.proposed_by == Some(super::Proposer::Member) {
        found.add(&format!("{path}.proposed_by"), "deduct_proposed_by_member", &item.id);
    }
}

fn check_stars(stars: &[Star], path: &str, found: &mut Findings) {
    let mut higher: Option<&Star> = None;
    for (at, level) in stars.iter().enumerate() {
        let path = format!("{path}.stars[{at}]");
        found.refused(&format!("{path}."), &level.other);
        found.amount(&format!("{path}.min_x10"), level.min_x10, 0);
        if !(1..=STAR_MAX).contains(&level.star) {
            found.add(&format!("{path}.star"), "star_range", level.star);
        }
        let falls = |high: &Star| high.star > level.star && high.min_x10 > level.min_x10;
        if !higher.is_none_or(falls) {
            found.add(&path, "star_order", level.star);
        }
        higher = Some(level);
    }
}

fn check_parts(rules: &Rules, path: &str, found: &mut Findings) {
    if let Some(publish) = &rules.publish {
        let Publish { days, objection_days, other, .. } = publish;
        found.refused(&format!("{path}.publish."), other);
        for (field, days) in [("days", days), ("objection_days", objection_days)] {
            if *days == 0 {
                found.add(&format!("{path}.publish.{field}"), "publish_days", days);
            }
        }
    }
    if let Some(veto) = &rules.veto {
        found.names(&format!("{path}.veto"), &veto.zh, &veto.bo);
        if veto.sets_total_x10 != 0 {
            let path = format!("{path}.veto.sets_total_x10");
            found.add(&path, "veto_not_zero", veto.sets_total_x10);
        }
    }
    if let Some(Label { zh, bo }) = &rules.label {
        found.names(&format!("{path}.label"), zh, bo);
    }
    for (role, hours) in &rules.hours {
        if !(1..=HOURS_MAX).contains(hours) {
            found.add(&format!("{path}.hours.{role}"), "hours_range", hours);
        }
    }
    for (at, exempt) in rules.exempt.iter().enumerate() {
        check_exempt(exempt, &format!("{path}.exempt[{at}]"), found);
    }
}

fn check_exempt(exempt: &Exempt, path: &str, found: &mut Findings) {
    if exempt.who.trim().is_empty() {
        found.add(&format!("{path}.who"), "exempt_who_missing", "");
    }
    let clear = match (exempt.from, exempt.to) {
        (Some(ExemptDay::Once(from)), Some(ExemptDay::Once(to))) => from <= to,
        (Some(ExemptDay::Yearly(_)), Some(ExemptDay::Yearly(_))) => true,
        // One yearly end alone would exempt to the end of each calendar year: surely not meant.
        (Some(ExemptDay::Once(_)), None) | (None, Some(ExemptDay::Once(_)) | None) => true,
        _ => false,
    };
    if !clear {
        found.add(path, "exempt_range", &exempt.who);
    }
}

/// What holds between the versions of one rules id, each compared with the next lower version.
fn check_across(rules: &[Rules], found: &mut Findings) {
    let mut by_id: BTreeMap<&str, Vec<(usize, &Rules)>> = BTreeMap::new();
    for (at, version) in rules.iter().enumerate() {
        by_id.entry(&version.rules_id).or_default().push((at, version));
    }
    for versions in by_id.values_mut() {
        versions.sort_by_key(|(_, rules)| (rules.version, rules.effective_from));
        for ((_, earlier), (at, later)) in versions.iter().zip(versions.iter().skip(1)) {
            check_pair(earlier, later, &format!("rules[{at}]"), found);
        }
    }
}

fn check_pair(earlier: &Rules, later: &Rules, path: &str, found: &mut Findings) {
    if earlier.version == later.version {
        found.add(&format!("{path}.version"), "version_twice", later.version);
    } else if earlier.effective_from >= later.effective_from {
        found.add(&format!("{path}.effective_from"), "version_order", later.effective_from);
    }
    let start = later.period.start_month;
    if earlier.period.start_month != start {
        found.add(&format!("{path}.period.start_month"), "start_month_changed", start);
    }
    for (at, item) in later.items.iter().enumerate() {
        if earlier.item(&item.id).is_some_and(|before| before.kind != item.kind) {
            found.add(&format!("{path}.items[{at}].kind"), "item_kind_changed", &item.id);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rules::RulesFile;
    use serde_json::{Value, json};

    fn examples() -> Value {
        let text = include_str!("../../../../fixtures/org/rules_examples.json");
        serde_json::from_str::<Value>(text).unwrap()["rules"].take()
    }

    /// The problems of the first two example versions, changed at one JSON pointer; those that
    /// the examples have themselves are left out.
    fn problems_with(pointer: &str, value: Value) -> Vec<(String, &'static str)> {
        let mut two = json!(examples().as_array().unwrap()[..2]);
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        let parent = two.pointer_mut(parent).unwrap();
        match parent.as_array_mut() {
            Some(list) => list[field.parse::<usize>().unwrap()] = value,
            None => parent[field] = value,
        }
        let file: RulesFile = serde_json::from_value(two).unwrap();
        let problems = check(&file.rules).into_iter();
        problems.filter(|one| one.code != "bo_missing").map(|one| (one.path, one.code)).collect()
    }

    #[test]
    fn the_examples_only_lack_tibetan_names() {
        let file: RulesFile = serde_json::from_value(examples()).unwrap();
        let problems = check(&file.rules);
        assert!(!problems.is_empty());
        for problem in problems {
            assert_eq!((problem.code, problem.severity), ("bo_missing", Severity::Error));
        }
    }

    #[test]
    fn each_problem_is_found_at_its_place() {
        let long = "学".repeat(NAME_GRAPHEMES_MAX + 1);
        let exempt = |from: Value, to: Value| json!([{"who": "herder", "from": from, "to": to}]);
        let cases = [
            ("/0/star_quota", json!(10), ".star_quota", "forced_quota"),
            ("/0/stars/0/forced_ratio", json!(1), ".stars[0].forced_ratio", "forced_quota"),
            ("/0/items/0/x", json!([{"quotas": 1}]), ".items[0].x[0].quotas", "forced_quota"),
            ("/0/publish/quota", json!(1), ".publish.quota", "forced_quota"),
            ("/1/version", json!(0), ".version", "version_zero"),
            ("/0/period/months", json!(6), ".period.months", "period_months"),
            ("/0/period/start_month", json!(13), ".period.start_month", "period_start_month"),
            ("/0/opening_x10", json!(-1), ".opening_x10", "points_range"),
            ("/0/opening_by_category_x10", json!({"A": 100_001}), "_x10.A", "points_range"),
            ("/0/base_cap_x10", json!(-1), ".base_cap_x10", "cap_negative"),
            ("/0/items/0/points_x10", json!(100_001), ".points_x10", "points_range"),
            ("/0/items/1/id", json!("study.collective"), ".items[1].id", "item_twice"),
            ("/0/items/0/zh", json!(" "), ".items[0].zh", "zh_missing"),
            ("/0/items/0/zh", json!(long), ".items[0].zh", "name_too_long"),
            ("/0/items/9/points_x10", json!(5), ".points_x10", "deduct_positive"),
            ("/0/items/0/points_x10", json!(-5), ".points_x10", "addition_negative"),
            ("/0/items/0/points_x10", json!(0), ".points_x10", "points_zero"),
            ("/0/items/0/cap_x10", json!(-1), ".cap_x10", "cap_negative"),
            ("/0/items/0/cap_period", json!(null), ".cap_x10", "cap_without_period"),
            ("/0/items/0/cap_x10", json!(null), ".cap_period", "period_without_cap"),
            ("/0/items/9/proposed_by", json!("member"), "d_by", "deduct_proposed_by_member"),
            ("/0/stars/0/star", json!(11), ".stars[0].star", "star_range"),
            ("/0/stars/1/star", json!(5), ".stars[1]", "star_order"),
            ("/0/stars/1/min_x10", json!(960), ".stars[1]", "star_order"),
            ("/0/publish/objection_days", json!(0), ".objection_days", "publish_days"),
            ("/0/veto", json!({"zh": "零", "sets_total_x10": 1}), "_x10", "veto_not_zero"),
            ("/0/label", json!({"bo": "x"}), ".label.zh", "zh_missing"),
            ("/0/hours", json!({"member": 0}), ".hours.member", "hours_range"),
            ("/0/exempt", json!([{"who": ""}]), ".who", "exempt_who_missing"),
            ("/0/exempt", exempt(json!("2026-05-02"), json!("2026-05-01")), "[0]", "exempt_range"),
            ("/0/exempt", exempt(json!("05-02"), json!("2026-05-01")), "[0]", "exempt_range"),
            ("/0/exempt", exempt(json!("05-02"), json!(null)), "[0]", "exempt_range"),
            ("/1/effective_from", json!("2026-01-01"), ".effective_from", "version_order"),
            ("/1/version", json!(1), ".version", "version_twice"),
            ("/1/period/start_month", json!(7), ".start_month", "start_month_changed"),
            ("/1/items/0/kind", json!("bonus"), ".items[0].kind", "item_kind_changed"),
            ("/0/rules_id", json!("two words"), ".rules_id", "rules_id_malformed"),
        ];
        let mut raised: BTreeSet<&str> = ["rules_missing", "bo_missing", "items_too_many"].into();
        raised.insert("effective_before_publication");
        for (pointer, value, path, code) in cases {
            let found = problems_with(pointer, value);
            let here = |(at, what): &(String, &str)| at.ends_with(path) && *what == code;
            assert!(found.iter().any(here), "{pointer} {code}: {found:?}");
            raised.insert(code);
        }
        let listed: BTreeSet<&str> = PROBLEMS.iter().map(|(code, ..)| *code).collect();
        assert_eq!(raised, listed, "each code of the table has a case");
        assert_eq!(listed.len(), PROBLEMS.len(), "no code stands twice");
    }

    #[test]
    fn lawful_extensions_are_no_problem() {
        let winter = json!([{"who": "herder", "from": "11-01", "to": "02-15"}, {"who": "retired"}]);
        for (pointer, value) in [
            ("/0/exempt", winter),
            ("/0/enforced_by", json!("county")),
            ("/0/hours", json!({"member": 32})),
            ("/0/items/9/proposed_by", json!("branch")),
            ("/0/items/9/cap_x10", json!(100)),
        ] {
            let mut found = problems_with(pointer, value);
            found.retain(|(_, code)| *code != "cap_without_period");
            assert_eq!(found, [], "{pointer}");
        }
    }

    #[test]
    fn nothing_too_much_and_the_past_are_refused() {
        assert_eq!(check(&[])[0].code, "rules_missing");
        let file: RulesFile = serde_json::from_value(examples()).unwrap();
        let mut many = file.rules[0].clone();
        let item = many.items[0].clone();
        many.items.resize(ITEMS_MAX + 1, item);
        assert!(check(&[many]).iter().any(|problem| problem.code == "items_too_many"));
        let second = &file.rules[1];
        assert_eq!(check_publication(second, second.effective_from), None);
        let late = check_publication(second, Day(second.effective_from.0 + 1)).unwrap();
        assert_eq!(late.code, "effective_before_publication");
        assert_eq!(late.detail, "2026-07-01");
    }
}
