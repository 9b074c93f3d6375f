//! From cases to a standing: each case judged, absences, adjustments and vetoes added, all folded
//! under the rules of the member's sector. Computed anew each time; nothing is kept.

use super::Phone;
use super::cases::{Beside, View};
use super::rows::LineRow;
use crate::chain::document::DocumentId;
use crate::code::Code;
use crate::id::{ItemId, MemberId, ObjectId};
use crate::model::facts::ledger::{Adjusted, adjustment_key, adjustments};
use crate::model::facts::{Case, Counted, ItemRule, Outcome};
use crate::model::points::{self, Cut, Fact, Granted, Standing};
use crate::model::rules::{ItemKind, Per, RuleSet, Rules};
use crate::schema::key::Key;
use crate::schema::record::Record;
use crate::schema::value::{Adjustment, Grant, Training};
use crate::time::{Cycle, Day};
use crate::wire::bytes::Reader;
use std::collections::{BTreeMap, BTreeSet};

/// Days within which a mark can be contested where the rules do not say.
const REPLY_DAYS: u32 = 7;

/// Endings of fact keys: what else one training brings beside its attendance.
const ABSENCE: u8 = 1;
const LATE: u8 = 2;
const HOURS: u8 = 3;

/// A judged fact.
pub(super) struct JudgedFact {
    pub(super) case: Case,
    pub(super) outcome: Outcome,
    /// The claims document that it lies in.
    pub(super) document: DocumentId,
}

/// Everything about a member in a rules year.
pub(super) struct Judged {
    pub(super) facts: Vec<JudgedFact>,
    pub(super) absences: Vec<(DocumentId, Case)>,
    pub(super) adjusted: Adjusted,
    pub(super) vetoed: bool,
    pub(super) standing: Standing,
}

/// The calendar years whose documents a rules year draws on.
pub(super) fn shards(rules: Option<&RuleSet>, cycle: Cycle) -> Vec<Cycle> {
    match rules.map_or(1, RuleSet::start_month) {
        1 => vec![cycle],
        _ => vec![cycle, Cycle(cycle.0.saturating_add(1))],
    }
}

impl Phone {
    /// The rules years that this phone holds anything of.
    pub(super) fn rules_years(&self, rules: Option<&RuleSet>) -> BTreeSet<Cycle> {
        let years = self.cycles();
        if rules.map_or(1, RuleSet::start_month) == 1 {
            return years;
        }
        let before = years.iter().map(|year| Cycle(year.0.saturating_sub(1)));
        before.chain(years.iter().copied()).collect()
    }
}

impl View<'_> {
    /// Judges a member's rules year.
    pub(super) fn judged(
        &self,
        member: &MemberId,
        cycle: Cycle,
        rules: Option<&RuleSet>,
    ) -> Result<Judged, Code> {
        let (cases, beside) = self.cases(member, &shards(rules, cycle))?;
        let mut year = Year { rules, cycle, member, facts: Vec::new() };
        let mut judged = Judged {
            facts: Vec::new(),
            absences: Vec::new(),
            adjusted: Adjusted::default(),
            vetoed: beside.vetoed(member, cycle),
            standing: Standing::default(),
        };
        let who = self.phone.who(member);
        for (document, case) in cases {
            if !year.holds(case.day(), &document) {
                continue;
            }
            let outcome = case.outcome(year.item_rule(&case));
            if year.absent(&case, outcome.as_ref(), &who) {
                judged.absences.push((document.clone(), case.clone()));
            }
            if let Some(outcome) = outcome {
                year.counted(&case, &outcome);
                judged.facts.push(JudgedFact { case, outcome, document });
            }
        }
        self.carried_over(&mut year)?;
        judged.adjusted = year.adjusted(&beside);
        judged.standing = year.fold(who.category.as_deref(), judged.vetoed);
        Ok(judged)
    }

    /// Hours of a training that began in the rules year before and went on into this one.
    fn carried_over(&self, year: &mut Year<'_>) -> Result<(), Code> {
        let (Some(rules), before) = (year.rules, Cycle(year.cycle.0.saturating_sub(1))) else {
            return Ok(());
        };
        let (first, _) = rules.cycle_bounds(year.cycle);
        let Some(shard) = self.runs_into(rules, year.cycle)? else { return Ok(()) };
        let earlier = Year { rules: year.rules, cycle: before, member: year.member, facts: vec![] };
        let (cases, _) = self.cases(year.member, &[shard])?;
        for (_, case) in cases {
            let Some(training) = case.training.as_ref().filter(|one| one.crosses(first)) else {
                continue;
            };
            let outcome = case.outcome(earlier.item_rule(&case));
            let Some(counted) = outcome.and_then(|outcome| outcome.counted) else { continue };
            let all = counted.granted_minutes().or(counted.minutes);
            let minutes = all.map(|all| split(all, training, rules, year.cycle));
            if minutes.is_some_and(|minutes| minutes > 0) {
                year.facts.push(Fact {
                    key: key_bytes(&case.key, Some(HOURS)),
                    day: first,
                    item: counted.item,
                    minutes,
                    granted: Some(Granted::Tenths(0)),
                });
            }
        }
        Ok(())
    }
}

/// What the rules know a member by, beside the id.
pub(super) struct Who {
    role: &'static str,
    category: Option<String>,
}

impl Phone {
    fn who(&self, member: &MemberId) -> Who {
        let category = self.membership(member).map(|one| String::from(one.category));
        let category = category.filter(|category| !category.is_empty());
        Who { role: self.role_of(member).name(), category }
    }
}

/// A rules year of a member in the making.
struct Year<'a> {
    rules: Option<&'a RuleSet>,
    cycle: Cycle,
    member: &'a MemberId,
    facts: Vec<Fact>,
}

impl Year<'_> {
    /// True where a fact belongs into this rules year. One whose day is not known yet is shown
    /// with the year of the document that it lies in.
    fn holds(&self, day: Option<Day>, document: &DocumentId) -> bool {
        match (day, self.rules) {
            (Some(day), Some(rules)) => rules.cycle_of(day) == self.cycle,
            (Some(day), None) => day.cycle(1) == self.cycle,
            (None, _) => document.cycle == self.cycle,
        }
    }

    fn in_force(&self, day: Day) -> Option<&Rules> {
        self.rules.and_then(|rules| rules.in_force(day))
    }

    fn item_rule(&self, case: &Case) -> Option<ItemRule> {
        let item = self.in_force(case.day()?)?.item(&case.item()?)?;
        Some(ItemRule { needs_review: item.needs_review, late_days: item.late_days })
    }

    /// Adds a deduction for an absence, where the rules have one and nobody contests it.
    fn absent(&mut self, case: &Case, outcome: Option<&Outcome>, who: &Who) -> bool {
        let deduction = || {
            let rules = self.in_force(case.day()?)?;
            let window =
                rules.publish.as_ref().map_or(REPLY_DAYS, |publish| publish.objection_days);
            let absence = case.absence(outcome, window)?;
            let names = who.category.iter().map(String::as_str).chain([who.role]);
            if names.into_iter().any(|name| rules.exempts(name, absence.day)) {
                return None;
            }
            let item = ItemId::new(&format!("absent.{}", absence.suffix)).ok()?;
            rules.item(&item).filter(|item| item.kind == ItemKind::Deduct)?;
            let key = key_bytes(&case.key, Some(ABSENCE));
            Some(Fact { key, day: absence.day, item, minutes: None, granted: None })
        };
        let fact = deduction();
        let counts = fact.is_some();
        self.facts.extend(fact);
        counts
    }

    /// Adds what a fact is worth, and the deduction for coming late where the rules have one.
    fn counted(&mut self, case: &Case, outcome: &Outcome) {
        let Some(worth) = &outcome.counted else { return };
        self.facts.push(self.fact(case, worth));
        let late = self.in_force(worth.day).filter(|_| case.marked_late()).and_then(|rules| {
            let suffix = worth.item.as_str().rsplit('.').next().unwrap_or_default();
            let of_family = format!("late.{suffix}");
            let mut items = rules.items.iter().filter(|item| item.per == Per::Late);
            let exact = items.clone().find(|item| item.id.as_str() == of_family);
            exact
                .or_else(|| items.find(|item| item.id.as_str() == "late"))
                .map(|item| item.id.clone())
        });
        self.facts.extend(late.map(|item| Fact {
            key: key_bytes(&case.key, Some(LATE)),
            day: worth.day,
            item,
            minutes: None,
            granted: None,
        }));
    }

    fn fact(&self, case: &Case, worth: &Counted) -> Fact {
        let mut fact = Fact {
            key: key_bytes(&case.key, None),
            day: worth.day,
            item: worth.item.clone(),
            minutes: worth.minutes,
            granted: worth.grant.map(|grant| match grant {
                Grant::Minutes(minutes) => Granted::Minutes(minutes),
                Grant::Tenths(tenths) => Granted::Tenths(tenths),
            }),
        };
        if let (Some(training), Some(rules)) = (&case.training, self.rules) {
            self.keep_share(&mut fact, training, rules);
        }
        fact
    }

    /// Of a training that goes on into the next rules year only this year's minutes count here.
    /// Its points are those of all its minutes, in the year of its first day.
    fn keep_share(&self, fact: &mut Fact, training: &Training, rules: &RuleSet) {
        let (_, last) = rules.cycle_bounds(self.cycle);
        if !training.crosses(Day(last.0.saturating_add(1))) {
            return;
        }
        let granted = match fact.granted {
            Some(Granted::Minutes(minutes)) => Some(minutes),
            Some(Granted::Tenths(_)) | None => None,
        };
        let Some(all) = granted.or(fact.minutes) else { return };
        fact.minutes = Some(split(all, training, rules, self.cycle));
        if !matches!(fact.granted, Some(Granted::Tenths(_))) {
            let item = self.in_force(fact.day).and_then(|rules| rules.item(&fact.item));
            let tenths = item.map(|item| item.tenths_for(all));
            fact.granted =
                tenths.and_then(|tenths| i32::try_from(tenths).ok()).map(Granted::Tenths);
        }
    }

    fn adjusted(&mut self, beside: &Beside) -> Adjusted {
        let adjusted = adjustments(self.member, &beside.adjustments);
        let mut counting: BTreeMap<ObjectId, Adjustment> = BTreeMap::new();
        counting.extend(adjusted.counting.iter().cloned());
        for (id, one) in counting {
            let here = self.rules.is_some_and(|rules| rules.cycle_of(one.day) == self.cycle);
            if here {
                self.facts.push(Fact {
                    key: adjustment_key(&id),
                    day: one.day,
                    item: one.item,
                    minutes: None,
                    granted: Some(Granted::Tenths(one.tenths)),
                });
            }
        }
        adjusted
    }

    fn fold(self, category: Option<&str>, vetoed: bool) -> Standing {
        let Some(rules) = self.rules else { return Standing::default() };
        let mut standing = points::fold(rules, self.cycle, category, self.facts);
        if vetoed {
            let in_force = rules.opening_version(self.cycle);
            let veto = in_force.and_then(|rules| rules.veto.as_ref());
            standing.total_tenths = veto.map_or(0, |veto| veto.sets_total_x10);
            standing.stars = in_force.map_or(0, |rules| rules.stars(standing.total_tenths));
        }
        standing
    }
}

/// The minutes of a training of several days that fall into a rules year. Each day has an equal
/// part; what does not divide goes to the first days.
fn split(minutes: u32, training: &Training, rules: &RuleSet, cycle: Cycle) -> u32 {
    let days = training.days.max(1);
    let (each, left) = (minutes / days, minutes % days);
    (0..days)
        .filter(|day| rules.cycle_of(Day(training.day().0.saturating_add(*day))) == cycle)
        .map(|day| each + u32::from(day < left))
        .sum()
}

/// The bytes that order and name a fact: its key, and an ending for what comes beside it.
pub(super) fn key_bytes(key: &Key, ending: Option<u8>) -> Box<[u8]> {
    let mut bytes = key.record().map(|record| record.to_bytes()).unwrap_or_default();
    bytes.extend(ending);
    bytes.into()
}

impl Judged {
    /// What a fact adds, in tenths after caps, with what comes beside it. An absence is a row of
    /// its own, so it is never part of the claim's.
    pub(super) fn points_of(&self, key: &Key) -> i32 {
        self.points_where(key, |ending| ending != [ABSENCE])
    }

    /// What the absence under a key takes, in tenths after caps.
    pub(super) fn points_of_absence(&self, key: &Key) -> i32 {
        self.points_where(key, |ending| ending == [ABSENCE])
    }

    fn points_where(&self, key: &Key, wanted: impl Fn(&[u8]) -> bool) -> i32 {
        let name = key_bytes(key, None);
        let lines = self.standing.lines.iter().filter(|line| {
            let ending = line.key.strip_prefix(&*name);
            ending.is_some_and(|ending| ending.len() <= 1 && wanted(ending))
        });
        lines.map(|line| line.counted_tenths).sum()
    }

    pub(super) fn explained(&self) -> Vec<LineRow> {
        let lines = self.standing.lines.iter();
        lines
            .map(|line| {
                let mut reader = Reader::new(&line.key);
                let record = Record::read(&mut reader).ok();
                let key = record.and_then(|record| Key::read(&record).ok().flatten());
                let kind = match (&key, reader.u8().ok()) {
                    (Some(Key::Adjustment(_)), _) => "adjustment",
                    (_, Some(ABSENCE)) => "absence",
                    (_, Some(LATE)) => "late",
                    (_, Some(HOURS)) => "hours",
                    _ => "claim",
                };
                LineRow {
                    key: key.map(|key| key.to_string()).unwrap_or_default(),
                    kind,
                    item: line.item.clone(),
                    day: line.day,
                    value_tenths: line.value_tenths,
                    counted_tenths: line.counted_tenths,
                    cut_by: line.cut_by.map(|cut| match cut {
                        Cut::ItemCap => "item_cap",
                        Cut::UnknownItem => "unknown_item",
                        Cut::OutsideCycle => "outside_cycle",
                        Cut::NoRules => "no_rules",
                    }),
                }
            })
            .collect()
    }
}
