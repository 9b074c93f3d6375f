//! Points and hours of one member in one rules year, folded from the facts that count. Called by
//! `Phone::standing`, the hub's projections and `drokpa points`, with the same result: the fold is
//! pure, knows no clock and no arrival order, and stores no counter (design, sections 1 and 8).

use super::rules::{Item, ItemKind, RuleSet, Rules, Span};
use crate::id::ItemId;
use crate::time::{Cycle, Day};
use std::collections::BTreeMap;

/// The version of this calculation. A hub that computes otherwise says so in the registry, and
/// phones of an older version then say that they need a newer app instead of contradicting it.
pub const FOLD_VERSION: u32 = 1;

/// One thing that happened and counts: whoever calls has settled disputes, decisions and aliases
/// (design, section 7). Whether it adds or deducts follows from the item, never from the fact.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fact {
    /// Identifies the fact among the member's and breaks ties within a day. Facts with equal keys
    /// count once; which of them is fixed by their content, not by their order. Choosing the
    /// right one (such as the largest minutes) is the caller's duty.
    pub key: Box<[u8]>,
    /// The day it happened on; training over several days or New Year comes as several facts.
    pub day: Day,
    /// The rules item it counts under.
    pub item: ItemId,
    /// How long it lasted; `None` where it is no training or nobody said.
    pub minutes: Option<u32>,
    /// What the decision granted instead of what was claimed.
    pub granted: Option<Granted>,
}

/// The amount that a decision grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Granted {
    /// These minutes instead of the claimed ones, for the points of a `per` of minutes and for
    /// the hours.
    Minutes(u32),
    /// These tenths instead of what the item would give; caps apply to them all the same. The
    /// sign has to agree with the item: an addition never takes, a deduction never gives.
    Tenths(i32),
}

/// Why a fact counts less than its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cut {
    /// The item's cap for this period was used up, wholly or in part, by earlier facts.
    ItemCap,
    /// The version in force on the day has no such item.
    UnknownItem,
    /// The day lies in another rules year.
    OutsideCycle,
    /// No version was in force yet on the day.
    NoRules,
    /// The member was not in that branch on the day.
    OutsideMembership,
}

impl Cut {
    /// The name used in JSON and in message ids.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Cut::ItemCap => "item_cap",
            Cut::UnknownItem => "unknown_item",
            Cut::OutsideCycle => "outside_cycle",
            Cut::NoRules => "no_rules",
            Cut::OutsideMembership => "outside_membership",
        }
    }
}

/// What one fact came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The fact's key.
    pub key: Box<[u8]>,
    /// Its item.
    pub item: ItemId,
    /// Its day.
    pub day: Day,
    /// What it was worth in tenths; zero or negative for deductions.
    pub value_tenths: i32,
    /// What of that counts after the item's cap. The base cap is not shared out among lines: it
    /// is the difference of `base_tenths` and `base_counted_tenths`.
    pub counted_tenths: i32,
    /// The minutes it adds to the hours.
    pub minutes: u32,
    /// Why `counted_tenths` is not `value_tenths`, or why the value is 0 from the start.
    pub cut_by: Option<Cut>,
}

impl Line {
    /// A fact that counts nothing because its day lies outside of the member's time in the branch.
    #[must_use]
    pub fn outside(fact: Fact) -> Line {
        Line {
            key: fact.key,
            item: fact.item,
            day: fact.day,
            value_tenths: 0,
            counted_tenths: 0,
            minutes: 0,
            cut_by: Some(Cut::OutsideMembership),
        }
    }
}

/// The facts that one set of rules judges.
#[derive(Clone, Debug)]
pub struct Part<'r> {
    /// The rules.
    pub rules: &'r RuleSet,
    /// What the member starts with depends on it.
    pub category: Option<&'r str>,
    /// The facts.
    pub facts: Vec<Fact>,
}

/// The result for one member and one rules year. Two standings of the same facts are equal,
/// lines included, whatever the order the facts came in.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Standing {
    /// What the member started with.
    pub opening_tenths: i32,
    /// Base items after their own caps, before the base cap.
    pub base_tenths: i32,
    /// Base items after the base cap.
    pub base_counted_tenths: i32,
    /// Bonus items after their caps.
    pub bonus_tenths: i32,
    /// Deductions: zero or negative.
    pub deduct_tenths: i32,
    /// Opening, counted base, bonus and deductions together; never below 0.
    pub total_tenths: i32,
    /// The star level; 0 for none.
    pub stars: u8,
    /// Training minutes: of all facts in the cycle except deductions, also of those that no rule
    /// gives points for.
    pub minutes: u32,
    /// What each fact came to, by (day, key).
    pub lines: Vec<Line>,
}

/// Folds a member's facts into a standing (design, section 8).
///
/// * Each fact is judged by the version in force on its own day. Facts are taken by (day, key);
///   each adds at most what that version's cap leaves of the fact's own period (year, quarter or
///   month of the rules year) after the earlier ones, so no cap depends on arrival.
/// * The base cap works the same way over all base items and the rules year: a fact adds to the
///   counted base what its own day's version still allows. With one base cap all year that is the
///   smaller of base and cap; where a later version changes the cap, what was counted before it
///   stays (the past is never rescored).
/// * The opening is that of [`RuleSet::opening_version`], by `category` where the rules have such
///   openings. Stars are judged by the last version that a fact used, else by the opening one.
///
/// ```
/// use drokpa_core::model::points::{Fact, fold};
/// use drokpa_core::model::rules::{RuleSet, RulesFile};
/// use drokpa_core::time::{Cycle, Day};
///
/// let file: RulesFile = serde_json::from_str(r#"{"rules_id": "r", "version": 1,
///     "effective_from": "2026-01-01", "period": {"start_month": 1, "months": 12},
///     "items": [{"id": "study.phone", "zh": "掌上培训", "kind": "base", "per": "30min",
///                "points_x10": 5, "cap_x10": 20, "cap_period": "month"}]}"#).unwrap();
/// let rules = RuleSet::new(file.rules).unwrap();
/// let study = |key: u8, day: &str| Fact {
///     key: [key].into(),
///     day: Day::parse(day).unwrap(),
///     item: "study.phone".parse().unwrap(),
///     minutes: Some(95),
///     granted: None,
/// };
/// // 95 minutes are 3 times 30: 1.5 points each, and the cap leaves 0.5 for the second in May.
/// let facts = [study(1, "2026-05-04"), study(2, "2026-05-05"), study(3, "2026-06-01")];
/// let standing = fold(&rules, Cycle(2026), None, facts);
/// assert_eq!((standing.total_tenths, standing.minutes), (15 + 5 + 15, 3 * 95));
/// ```
#[must_use]
pub fn fold(
    rules: &RuleSet,
    cycle: Cycle,
    category: Option<&str>,
    facts: impl IntoIterator<Item = Fact>,
) -> Standing {
    fold_parts([Part { rules, category, facts: facts.into_iter().collect() }], cycle)
}

/// As [`fold`], where a member moved during the year from under one set of rules to under another
/// one: each judges its own facts with its own caps. What the member starts with is the first
/// one's, and the last one rates the total.
#[must_use]
pub fn fold_parts<'r>(parts: impl IntoIterator<Item = Part<'r>>, cycle: Cycle) -> Standing {
    let mut ledgers = parts.into_iter().map(|part| {
        let mut ledger = Ledger::new(part.rules, cycle);
        in_order(part.facts).into_iter().for_each(|fact| ledger.add(fact));
        (ledger, part.category)
    });
    let Some((mut first, category)) = ledgers.next() else { return Standing::default() };
    let opened_by = first.rules.opening_version(cycle);
    let opening_tenths = opened_by.map_or(0, |rules| rules.opening_tenths(category));
    for (later, _) in ledgers {
        first.join(later);
    }
    first.close(opening_tenths)
}

impl Standing {
    /// Adds lines that count nothing, at their places.
    pub fn add_lines(&mut self, lines: Vec<Line>) {
        self.lines.extend(lines);
        self.lines.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
    }
}

/// Sorts by (day, key) and drops all but the smallest of the facts with one key, so that the
/// order of arrival is forgotten.
fn in_order(mut facts: Vec<Fact>) -> Vec<Fact> {
    facts.sort_unstable();
    facts.dedup_by(|later, first| later.key == first.key);
    facts.sort_unstable_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
    facts
}

/// The sums while facts are added. They are wide, so no number of facts overflows them.
struct Ledger<'r> {
    rules: &'r RuleSet,
    cycle: Cycle,
    /// What each item has counted in each month of the rules year, as amounts without sign.
    used: BTreeMap<(&'r ItemId, u8), i64>,
    base: i64,
    base_counted: i64,
    bonus: i64,
    deduct: i64,
    minutes: u64,
    last_used: Option<&'r Rules>,
    lines: Vec<Line>,
}

impl<'r> Ledger<'r> {
    fn new(rules: &'r RuleSet, cycle: Cycle) -> Self {
        Ledger {
            rules,
            cycle,
            used: BTreeMap::new(),
            base: 0,
            base_counted: 0,
            bonus: 0,
            deduct: 0,
            minutes: 0,
            last_used: None,
            lines: Vec::new(),
        }
    }

    fn add(&mut self, fact: Fact) {
        let (value, counted, cut_by, kind) = match self.judge(&fact) {
            Err(cut) => (0, 0, Some(cut), None),
            Ok((version, item)) => {
                let value = value_tenths(item, &fact);
                let counted = self.within_cap(item, fact.day, value);
                self.post(version, item.kind, counted);
                (value, counted, (counted != value).then_some(Cut::ItemCap), Some(item.kind))
            }
        };
        let trained = cut_by != Some(Cut::OutsideCycle) && kind != Some(ItemKind::Deduct);
        let minutes = if trained { minutes(&fact) } else { 0 };
        self.minutes += u64::from(minutes);
        self.lines.push(Line {
            key: fact.key,
            item: fact.item,
            day: fact.day,
            value_tenths: tenths(value),
            counted_tenths: tenths(counted),
            minutes,
            cut_by,
        });
    }

    /// The version and item that judge a fact, or why nothing does.
    fn judge(&self, fact: &Fact) -> Result<(&'r Rules, &'r Item), Cut> {
        if self.rules.cycle_of(fact.day) != self.cycle {
            return Err(Cut::OutsideCycle);
        }
        let version = self.rules.in_force(fact.day).ok_or(Cut::NoRules)?;
        let item = version.item(&fact.item).ok_or(Cut::UnknownItem)?;
        Ok((version, item))
    }

    /// What the item's cap leaves of a value, and notes that as used.
    fn within_cap(&mut self, item: &'r Item, day: Day, value: i64) -> i64 {
        let month = self.rules.month_of(day);
        let mut amount = value.abs();
        if let Some(cap) = item.cap_x10 {
            let months = match item.cap_period {
                None | Some(Span::Year) => 0..12,
                Some(Span::Quarter) => month / 3 * 3..month / 3 * 3 + 3,
                Some(Span::Month) => month..month + 1,
            };
            let own = (&item.id, months.start)..(&item.id, months.end);
            let used: i64 = self.used.range(own).map(|(_, used)| used).sum();
            // A later version may have lowered the cap below what was already used.
            amount = amount.min((i64::from(cap) - used).max(0));
        }
        *self.used.entry((&item.id, month)).or_default() += amount;
        amount * value.signum()
    }

    fn post(&mut self, version: &'r Rules, kind: ItemKind, counted: i64) {
        self.last_used = Some(version);
        match kind {
            ItemKind::Bonus => self.bonus += counted,
            ItemKind::Deduct => self.deduct += counted,
            ItemKind::Base => {
                self.base += counted;
                let room = version.base_cap_x10.map(|cap| i64::from(cap) - self.base_counted);
                self.base_counted += room.map_or(counted, |room| counted.min(room.max(0)));
            }
        }
    }

    /// Adds what later rules of the same year counted; from then on they rate.
    fn join(&mut self, later: Ledger<'r>) {
        self.rules = later.rules;
        self.last_used = later.last_used;
        self.base += later.base;
        self.base_counted += later.base_counted;
        self.bonus += later.bonus;
        self.deduct += later.deduct;
        self.minutes += later.minutes;
        self.lines.extend(later.lines);
        self.lines.sort_by(|a, b| (a.day, &a.key).cmp(&(b.day, &b.key)));
    }

    fn close(self, opening_tenths: i32) -> Standing {
        let sum = i64::from(opening_tenths) + self.base_counted + self.bonus + self.deduct;
        let total_tenths = tenths(sum.max(0));
        let rated_by = self.last_used.or_else(|| self.rules.opening_version(self.cycle));
        Standing {
            opening_tenths,
            base_tenths: tenths(self.base),
            base_counted_tenths: tenths(self.base_counted),
            bonus_tenths: tenths(self.bonus),
            deduct_tenths: tenths(self.deduct),
            total_tenths,
            stars: rated_by.map_or(0, |rules| rules.stars(total_tenths)),
            minutes: u32::try_from(self.minutes).unwrap_or(u32::MAX),
            lines: self.lines,
        }
    }
}

/// What a fact is worth before any cap, with the sign of the item's kind.
fn value_tenths(item: &Item, fact: &Fact) -> i64 {
    let value = match fact.granted {
        Some(Granted::Tenths(tenths)) => i64::from(tenths),
        Some(Granted::Minutes(_)) | None => item.tenths_for(minutes(fact)),
    };
    // Clamped here and not in the sums, so that one absurd fact cannot overflow them.
    match item.kind {
        ItemKind::Base | ItemKind::Bonus => value.clamp(0, i64::from(i32::MAX)),
        ItemKind::Deduct => value.clamp(i64::from(i32::MIN), 0),
    }
}

/// The granted minutes, else the claimed ones.
fn minutes(fact: &Fact) -> u32 {
    match fact.granted {
        Some(Granted::Minutes(minutes)) => minutes,
        Some(Granted::Tenths(_)) | None => fact.minutes.unwrap_or(0),
    }
}

/// Back to the width of the interface; out of reach for rules that passed their check.
fn tenths(sum: i64) -> i32 {
    i32::try_from(sum).unwrap_or(if sum < 0 { i32::MIN } else { i32::MAX })
}

#[cfg(test)]
mod tests;
