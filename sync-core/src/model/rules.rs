//! The points rules as an organisation publishes them: immutable JSON, one object per version.
//! Phones and the hub read them to fold points (`points.rs`), the command line to check them.
//! Amounts are integer tenths of a point (`_x10`), so 0.5 points is 5; nothing here is a float.
//!
//! Unknown fields are kept in `other` and have no effect: a newer file still reads. An unknown
//! *value* of a known field (an item kind, a `per`) does not read, because folding without
//! understanding it would show another number than everybody else's ("needs a newer app").

mod check;
mod exempt;
mod file;
mod set;

pub use check::{PROBLEMS, Problem, Severity, check, check_publication};
pub use exempt::{Exempt, ExemptDay};
pub use file::RulesFile;
pub use set::RuleSet;

use crate::code::Code;
use crate::id::ItemId;
use crate::time::Day;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::num::NonZeroU32;

/// One version of one set of rules.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Names the rules across their versions; written like an [`ItemId`].
    pub rules_id: String,
    /// 1 for the first version; increases with `effective_from`.
    pub version: u32,
    /// The first activity day that this version judges; it may not lie before publication.
    pub effective_from: Day,
    /// The rules year.
    pub period: Period,
    /// What every member starts the rules year with.
    #[serde(default)]
    pub opening_x10: i32,
    /// What members of a category start with instead of `opening_x10`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub opening_by_category_x10: BTreeMap<String, i32>,
    /// The most that base items count together in a rules year; `None`: no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_cap_x10: Option<i32>,
    /// What gives or takes points.
    pub items: Vec<Item>,
    /// Star levels from the highest down; empty where there are none.
    #[serde(default)]
    pub stars: Vec<Star>,
    /// How standings are posted, where they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub publish: Option<Publish>,
    /// Who attests and who counts for floating members.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floating: Option<Floating>,
    /// The veto to zero, where there is one. [`super::points::fold`] does not apply it: it needs
    /// branch and township, which facts do not carry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub veto: Option<Veto>,
    /// The organisation's own statement that totals return to the opening each year. Kept for
    /// display: no rules carry points over, so true and false fold alike.
    #[serde(default)]
    pub reset: bool,
    /// What changed against the version before, for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_note: Option<String>,
    /// Extension: the sector (village, community, office, enterprise) that these rules are for;
    /// `None`: all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// Extension: training targets per role in whole hours a rules year, such as
    /// `{"member": 32, "secretary": 56}`. A ledger beside the points; it never changes them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub hours: BTreeMap<String, u32>,
    /// Extension: who owes no attendance, and when. Whoever derives absences asks
    /// [`Rules::exempts`]; the fold of facts does not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exempt: Vec<Exempt>,
    /// Extension: what the total is called, such as 先锋指数.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Fields this version of the software does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl Rules {
    /// The item with this id, `None` where these rules do not have it.
    #[must_use]
    pub fn item(&self, id: &ItemId) -> Option<&Item> {
        self.items.iter().find(|item| item.id == *id)
    }

    /// What a member of this category starts the rules year with, in tenths.
    #[must_use]
    pub fn opening_tenths(&self, category: Option<&str>) -> i32 {
        let own = category.and_then(|category| self.opening_by_category_x10.get(category));
        own.copied().unwrap_or(self.opening_x10)
    }

    /// The highest star whose minimum this total reaches; 0 for none. Only minimums exist, so no
    /// total falls between two levels (domain notes, section 2).
    #[must_use]
    pub fn stars(&self, total_tenths: i32) -> u8 {
        let reached = self.stars.iter().filter(|star| star.min_x10 <= total_tenths);
        reached.map(|star| star.star).max().unwrap_or(0)
    }

    /// The training target of a role in minutes a rules year; `None` where none is set.
    #[must_use]
    pub fn target_minutes(&self, role: &str) -> Option<u32> {
        self.hours.get(role).map(|hours| hours.saturating_mul(60))
    }

    /// True where `who` (a category, sector or role, as the rules write it) owes no attendance on
    /// this day.
    #[must_use]
    pub fn exempts(&self, who: &str, day: Day) -> bool {
        self.exempt.iter().any(|exempt| exempt.who == who && exempt.covers(day))
    }
}

/// The rules year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Period {
    /// The month in which it begins, 1 to 12; the same in all versions of one rules id.
    pub start_month: u8,
    /// Always 12. Written out because the format has it.
    pub months: u8,
}

/// One thing that gives or takes points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Names the item in entries; the same in all versions.
    pub id: ItemId,
    /// Chinese name; needed.
    #[serde(default)]
    pub zh: String,
    /// Tibetan name; empty where nobody has translated it yet.
    #[serde(default)]
    pub bo: String,
    /// Which of the three sums it belongs to.
    pub kind: ItemKind,
    /// What one fact of it is worth `points_x10` for.
    pub per: Per,
    /// Tenths for each `per`; zero or negative for deductions, else positive.
    pub points_x10: i32,
    /// The most that the item counts within one `cap_period`, as an amount without sign (for a
    /// deduction: the most that it takes). `None`: no cap.
    #[serde(default)]
    pub cap_x10: Option<i32>,
    /// What the cap applies to; a cap without one is for the rules year.
    #[serde(default)]
    pub cap_period: Option<Span>,
    /// True where a secretary has to approve each fact; also where the file does not say.
    #[serde(default = "yes")]
    pub needs_review: bool,
    /// Days after the activity in which recording it is not late; `None`: it is never late.
    #[serde(default)]
    pub late_days: Option<u32>,
    /// Extension: who may propose a fact of it. Ask [`Item::proposer`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposed_by: Option<Proposer>,
    /// Fields this version of the software does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

fn yes() -> bool {
    true
}

impl Item {
    /// Who may propose a fact: members for additions, only the branch for deductions, whatever
    /// the file says (design, section 8).
    #[must_use]
    pub fn proposer(&self) -> Proposer {
        match self.kind {
            ItemKind::Deduct => Proposer::Branch,
            ItemKind::Base | ItemKind::Bonus => self.proposed_by.unwrap_or(Proposer::Member),
        }
    }

    /// What one fact of so many minutes is worth in tenths, before any cap.
    #[must_use]
    pub fn tenths_for(&self, minutes: u32) -> i64 {
        match self.per {
            Per::Event | Per::Late => i64::from(self.points_x10),
            Per::Minutes(stretch) => i64::from(minutes / stretch) * i64::from(self.points_x10),
        }
    }

    /// True where recording on `recorded` is outside the window for an activity on `activity`.
    /// Lateness asks for approval with a reason; it never removes anything. Recording before the
    /// activity (a clock that runs ahead or behind) is not late.
    #[must_use]
    pub fn is_late(&self, activity: Day, recorded: Day) -> bool {
        self.late_days.is_some_and(|window| recorded.0.saturating_sub(activity.0) > window)
    }
}

/// Which of the three sums an item belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemKind {
    /// Counts towards the base, which has a cap of its own.
    Base,
    /// Comes on top.
    Bonus,
    /// Takes points away.
    Deduct,
}

/// A part of the rules year: what a cap applies to, or how often standings are posted. Quarters
/// and months are those of the rules year, so the first quarter from July is July to September.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// The whole rules year.
    Year,
    /// Three months.
    Quarter,
    /// One month.
    Month,
}

/// Who may propose a fact of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Proposer {
    /// The member, for the branch to confirm; the branch may as well.
    Member,
    /// Only the branch.
    Branch,
}

/// What one fact is worth the points for. Written `event`, `late`, or `30min` with any number of
/// minutes from 1 to 1440.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Per {
    /// Each fact once.
    Event,
    /// Each roll mark `late` once. Folds like [`Per::Event`]; whoever derives facts from the roll
    /// makes these.
    Late,
    /// Each full stretch of so many minutes within one fact: 95 minutes per `30min` are 3. Rests
    /// of two facts are never added up.
    Minutes(NonZeroU32),
}

const MINUTES_A_DAY: u32 = 24 * 60;

impl std::fmt::Display for Per {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Per::Event => f.write_str("event"),
            Per::Late => f.write_str("late"),
            Per::Minutes(minutes) => write!(f, "{minutes}min"),
        }
    }
}

impl std::str::FromStr for Per {
    type Err = Code;

    fn from_str(text: &str) -> Result<Self, Code> {
        match text {
            "event" => Ok(Per::Event),
            "late" => Ok(Per::Late),
            _ => {
                let digits = text.strip_suffix("min").filter(|digits| !digits.starts_with('+'));
                let minutes = digits.and_then(|digits| digits.parse::<NonZeroU32>().ok());
                let fitting = minutes.filter(|minutes| minutes.get() <= MINUTES_A_DAY);
                fitting.map(Per::Minutes).ok_or(Code::RulesInvalid)
            }
        }
    }
}

impl Serialize for Per {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Per {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Per, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|_| D::Error::custom(format!("`per` is event, late or Nmin: {text}")))
    }
}

/// A star level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Star {
    /// The number of stars.
    pub star: u8,
    /// The least total for it, in tenths.
    pub min_x10: i32,
    /// Fields this version of the software does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// How standings are posted: 登记-审核-公示.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Publish {
    /// How often.
    pub cycle: Span,
    /// Days for which the list hangs.
    pub days: u32,
    /// Days in which a member may object, from the posting on.
    pub objection_days: u32,
    /// Fields this version of the software does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// Whose word counts for floating members. For display: the `guest` document fixes both.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floating {
    /// `host_branch`.
    pub attested_by: String,
    /// `home_branch`.
    pub counted_by: String,
}

/// The veto: a decision of branch and township that sets the total to zero.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Veto {
    /// Its name in Chinese.
    #[serde(default)]
    pub zh: String,
    /// Its name in Tibetan; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub bo: String,
    /// What the total becomes, in tenths; always 0.
    pub sets_total_x10: i32,
}

/// A name in both languages.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// In Chinese.
    #[serde(default)]
    pub zh: String,
    /// In Tibetan; may be empty.
    #[serde(default)]
    pub bo: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXAMPLES: &str = include_str!("../../../fixtures/org/rules_examples.json");

    fn examples() -> Vec<Rules> {
        serde_json::from_str::<RulesFile>(EXAMPLES).unwrap().rules
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn the_examples_are_read_without_loss() {
        let written: Value = serde_json::from_str(EXAMPLES).unwrap();
        for (rules, written) in examples().iter().zip(written["rules"].as_array().unwrap()) {
            assert!(rules.other.is_empty(), "{:?}", rules.other);
            let again = serde_json::to_value(rules).unwrap();
            for (name, value) in written.as_object().unwrap() {
                assert_eq!(again.get(name), Some(value), "{name}");
            }
        }
    }

    #[test]
    fn extensions_are_read_and_unknown_fields_are_kept() {
        let mut written = serde_json::to_value(&examples()[0]).unwrap();
        written["sector"] = "herding".into();
        written["hours"] = serde_json::json!({"member": 32, "secretary": 56});
        written["label"] = serde_json::json!({"zh": "先锋指数", "bo": ""});
        written["items"][0]["proposed_by"] = "branch".into();
        written["items"][0]["colour"] = "red".into();
        written["exempt"] = serde_json::json!([
            {"who": "retired"},
            {"who": "herder", "from": "05-10", "to": "07-05"},
        ]);
        let rules: Rules = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(rules.target_minutes("secretary"), Some(56 * 60));
        assert_eq!(rules.target_minutes("auditor"), None);
        assert_eq!(rules.items[0].proposer(), Proposer::Branch);
        assert_eq!(rules.items[1].proposer(), Proposer::Member);
        assert_eq!(rules.items[9].proposer(), Proposer::Branch);
        assert_eq!(rules.items[0].other["colour"], "red");
        assert_eq!(serde_json::to_value(&rules).unwrap(), written);
        assert!(rules.exempts("retired", day("2026-01-01")));
        assert!(!rules.exempts("herder", day("2026-05-09")));
        assert!(rules.exempts("herder", day("2026-05-10")));
    }

    #[test]
    fn per_reads_what_it_writes_and_nothing_else() {
        for text in ["event", "late", "1min", "30min", "1440min"] {
            assert_eq!(text.parse::<Per>().unwrap().to_string(), text);
        }
        for text in ["", "min", "0min", "+5min", "-5min", "1441min", "30", "30MIN", "hour"] {
            assert_eq!(text.parse::<Per>(), Err(Code::RulesInvalid), "{text}");
        }
    }

    #[test]
    fn a_record_is_late_from_the_day_after_the_window() {
        let item = &examples()[0].items[0];
        assert!(!item.is_late(day("2026-01-31"), day("2026-03-02")));
        assert!(item.is_late(day("2026-01-31"), day("2026-03-03")));
        assert!(!item.is_late(day("2026-01-31"), day("2026-01-01")), "a wrong clock is not late");
    }

    #[test]
    fn stars_have_minimums_and_no_holes() {
        let rules = &examples()[0];
        for (total, stars) in [(0, 0), (599, 0), (600, 1), (799, 2), (955, 4), (960, 5)] {
            assert_eq!(rules.stars(total), stars, "{total}");
        }
    }
}
