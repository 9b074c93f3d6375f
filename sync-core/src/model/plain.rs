//! The fold of points with text going in and text coming out, for bindings to other languages and
//! for tools that have facts of their own. The very fold of [`super::points`]; nothing is stored,
//! and disputes have to be settled before. It must never compute anything itself.

use super::points::{Cut, Fact, Granted, Line, Standing, fold};
use super::rules::{RuleSet, RulesFile};
use crate::code::Code;
use crate::id::ItemId;
use crate::time::{Cycle, Day};
use serde::{Deserialize, Serialize};

#[derive(Deserialize)]
struct Question {
    /// The year in which the rules year begins.
    cycle: u16,
    #[serde(default)]
    category: Option<String>,
    facts: Vec<PlainFact>,
}

#[derive(Deserialize)]
struct PlainFact {
    key: String,
    day: Day,
    item: ItemId,
    #[serde(default)]
    minutes: Option<u32>,
    #[serde(default)]
    granted: Option<PlainGrant>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum PlainGrant {
    Minutes(u32),
    Tenths(i32),
}

#[derive(Serialize)]
struct PlainStanding {
    opening_tenths: i32,
    base_tenths: i32,
    base_counted_tenths: i32,
    bonus_tenths: i32,
    deduct_tenths: i32,
    total_tenths: i32,
    stars: u8,
    minutes: u32,
    lines: Vec<PlainLine>,
}

#[derive(Serialize)]
struct PlainLine {
    key: String,
    item: ItemId,
    day: Day,
    value_tenths: i32,
    counted_tenths: i32,
    minutes: u32,
    cut_by: Option<&'static str>,
}

/// Folds facts under a rules file (`docs/rules.md`), both JSON. The question is `{"cycle": 2026,
/// "category": null, "facts": [{"key", "day", "item", "minutes", "granted"}]}`, where `minutes`
/// and `granted` (`{"minutes": n}` or `{"tenths": n}`) may be missing; the answer is the standing
/// with its lines, as `fixtures/vectors/folds.json` shows both.
///
/// # Errors
/// [`Code::RulesInvalid`] for rules that do not read or are not one set; [`Code::TableMalformed`]
/// for a question that does not read.
///
/// ```
/// use drokpa_core::model::plain::fold_json;
///
/// let rules = r#"{"rules_id": "r", "version": 1, "effective_from": "2026-01-01",
///   "period": {"start_month": 1, "months": 12}, "items": [{"id": "volunteer", "zh": "志愿服务",
///   "bo": "དང་བླངས་ཞབས་ཞུ", "kind": "bonus", "per": "event", "points_x10": 10}]}"#;
/// let facts = r#"{"cycle": 2026, "facts": [{"key": "a", "day": "2026-05-04",
///   "item": "volunteer"}]}"#;
/// assert!(fold_json(rules, facts)?.contains(r#""total_tenths":10"#));
/// # Ok::<(), drokpa_core::code::Code>(())
/// ```
pub fn fold_json(rules: &str, question: &str) -> Result<String, Code> {
    let file: RulesFile = serde_json::from_str(rules).map_err(|_| Code::RulesInvalid)?;
    let set = RuleSet::new(file.rules)?;
    let asked: Question = serde_json::from_str(question).map_err(|_| Code::TableMalformed)?;
    let facts = asked.facts.into_iter().map(Fact::from);
    let standing = fold(&set, Cycle(asked.cycle), asked.category.as_deref(), facts);
    serde_json::to_string(&PlainStanding::from(standing)).map_err(|_| Code::Internal)
}

impl From<PlainFact> for Fact {
    fn from(plain: PlainFact) -> Fact {
        let granted = plain.granted.map(|grant| match grant {
            PlainGrant::Minutes(minutes) => Granted::Minutes(minutes),
            PlainGrant::Tenths(tenths) => Granted::Tenths(tenths),
        });
        let PlainFact { key, day, item, minutes, .. } = plain;
        Fact { key: key.into_bytes().into(), day, item, minutes, granted }
    }
}

impl From<Standing> for PlainStanding {
    fn from(standing: Standing) -> PlainStanding {
        PlainStanding {
            opening_tenths: standing.opening_tenths,
            base_tenths: standing.base_tenths,
            base_counted_tenths: standing.base_counted_tenths,
            bonus_tenths: standing.bonus_tenths,
            deduct_tenths: standing.deduct_tenths,
            total_tenths: standing.total_tenths,
            stars: standing.stars,
            minutes: standing.minutes,
            lines: standing.lines.into_iter().map(PlainLine::from).collect(),
        }
    }
}

impl From<Line> for PlainLine {
    fn from(line: Line) -> PlainLine {
        PlainLine {
            key: String::from_utf8_lossy(&line.key).into_owned(),
            item: line.item,
            day: line.day,
            value_tenths: line.value_tenths,
            counted_tenths: line.counted_tenths,
            minutes: line.minutes,
            cut_by: line.cut_by.map(Cut::name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULES: &str = r#"{"rules_id": "r", "version": 1, "effective_from": "2026-01-01",
        "period": {"start_month": 1, "months": 12}, "items": []}"#;

    #[test]
    fn what_does_not_read_is_told_apart() {
        let asked = r#"{"cycle": 2026, "facts": []}"#;
        assert!(fold_json(RULES, asked).is_ok());
        assert_eq!(fold_json("{}", asked), Err(Code::RulesInvalid));
        assert_eq!(fold_json(RULES, "{}"), Err(Code::TableMalformed));
        let day = r#"{"cycle": 2026, "facts": [{"key": "a", "day": "4 May", "item": "x"}]}"#;
        assert_eq!(fold_json(RULES, day), Err(Code::TableMalformed));
        let both = r#"{"cycle": 2026, "facts": [{"key": "a", "day": "2026-05-04", "item": "x",
            "granted": {"minutes": 1, "tenths": 2}}]}"#;
        assert_eq!(fold_json(RULES, both), Err(Code::TableMalformed));
    }
}
