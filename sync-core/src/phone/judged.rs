//! From cases to a standing: each case judged, absences, adjustments and vetoes added, all folded
//! under the rules of the member's sector. Where a member moved, a fact counts in the branch whose
//! time holds its day. Computed anew each time; nothing is kept.

use super::Phone;
use super::cases::{Beside, View};
use super::directory::Spell;
use super::rows::LineRow;
use crate::chain::document::DocumentId;
use crate::code::Code;
use crate::id::{BranchId, ItemId, MemberId, ObjectId};
use crate::model::facts::ledger::{Adjusted, adjustment_key, adjustments};
use crate::model::facts::{Case, Counted, ItemRule, Outcome};
use crate::model::points::{self, Cut, Fact, Granted, Line, Part, Standing};
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
#[derive(Default)]
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

/// As [`shards`], for all rules that a member has had.
pub(super) fn shards_of(spells: &[Spell<'_>], cycle: Cycle) -> Vec<Cycle> {
    let years: BTreeSet<Cycle> =
        spells.iter().flat_map(|spell| shards(spell.rules, cycle)).collect();
    years.into_iter().collect()
}

impl Phone {
    /// The rules years that this phone holds anything of, under the rules that a member has had.
    pub(super) fn rules_years(&self, member: &MemberId) -> BTreeSet<Cycle> {
        let years = self.cycles();
        let spells = self.spells(member);
        let mut all = BTreeSet::new();
        for spell in &spells {
            if spell.rules.map_or(1, RuleSet::start_month) != 1 {
                all.extend(years.iter().map(|year| Cycle(year.0.saturating_sub(1))));
            }
            all.extend(&years);
        }
        all
    }

    /// Judges a member's rules year, in all branches that this phone sees.
    pub(super) fn judged(&self, member: &MemberId, cycle: Cycle) -> Result<Judged, Code> {
        let views = self.branches_of(member).into_iter().map(|branch| self.view_of(branch));
        self.judged_in(&views.collect::<Vec<_>>(), member, cycle)
    }

    fn judged_in(
        &self,
        views: &[View<'_>],
        member: &MemberId,
        cycle: Cycle,
    ) -> Result<Judged, Code> {
        let mut spells = self.spells(member);
        spells.retain(|spell| views.iter().any(|view| view.branch == spell.branch));
        let role = self.role_of(member).name();
        let (facts, outside) = (Vec::new(), Vec::new());
        let mut year = Year { cycle, member, role, spells, facts, outside };
        let mut judged = Judged::default();
        let mut vetoes = Beside::default();
        for view in views {
            let beside = view.judge(&mut year, &mut judged)?;
            year.adjusted(view.branch, &beside, &mut judged.adjusted);
            view.carried_over(&mut year)?;
            vetoes.vetoes.extend(beside.vetoes);
        }
        judged.vetoed = vetoes.vetoed(member, cycle);
        judged.standing = year.fold(judged.vetoed);
        Ok(judged)
    }
}

impl View<'_> {
    /// Judges a member's rules year in this branch alone.
    pub(super) fn judged(&self, member: &MemberId, cycle: Cycle) -> Result<Judged, Code> {
        self.phone.judged_in(std::slice::from_ref(self), member, cycle)
    }

    fn judge(&self, year: &mut Year<'_>, judged: &mut Judged) -> Result<Beside, Code> {
        let own: Vec<Spell<'_>> =
            year.spells.iter().copied().filter(|spell| spell.branch == self.branch).collect();
        let (cases, beside) = self.cases(year.member, &shards_of(&own, year.cycle))?;
        for (document, case) in cases {
            let Some(place) = year.place(self.branch, case.day()) else { continue };
            if !year.holds(place, case.day(), &document) {
                continue;
            }
            let outcome = case.outcome(year.item_rule(place, &case));
            if year.absent(place, &case, outcome.as_ref()) {
                judged.absences.push((document.clone(), case.clone()));
            }
            if let Some(outcome) = outcome {
                year.counted(place, &case, &outcome);
                judged.facts.push(JudgedFact { case, outcome, document });
            }
        }
        Ok(beside)
    }

    /// Hours of a training that began in the rules year before and went on into this one.
    fn carried_over(&self, year: &mut Year<'_>) -> Result<(), Code> {
        let before = Cycle(year.cycle.0.saturating_sub(1));
        let mut shards: BTreeMap<Cycle, Day> = BTreeMap::new();
        for rules in year.spells.iter().filter_map(|spell| spell.rules) {
            if let Some(shard) = self.runs_into(rules, year.cycle)? {
                shards.insert(shard, rules.cycle_bounds(year.cycle).0);
            }
        }
        for (shard, first) in shards {
            let (cases, _) = self.cases(year.member, &[shard])?;
            for (_, case) in cases {
                let Some(training) = case.training.as_ref().filter(|one| one.crosses(first)) else {
                    continue;
                };
                let Some(place) = year.place(self.branch, case.day()) else { continue };
                let here = year
                    .spell(place)
                    .filter(|spell| place.holds && spell.cycle_of(training.day()) == before);
                let Some(rules) = here.and_then(|spell| spell.rules) else { continue };
                let outcome = case.outcome(year.item_rule(place, &case));
                let Some(counted) = outcome.and_then(|outcome| outcome.counted) else { continue };
                let all = counted.granted_minutes().or(counted.minutes);
                let minutes = all.map(|all| split(all, training, rules, year.cycle));
                if minutes.is_some_and(|minutes| minutes > 0) {
                    let key = key_bytes(&case.key, Some(HOURS));
                    let granted = Some(Granted::Tenths(0));
                    let fact = Fact { key, day: first, item: counted.item, minutes, granted };
                    year.facts.push((place.spell, fact));
                }
            }
        }
        Ok(())
    }
}

/// Where a fact belongs among a member's times.
#[derive(Clone, Copy)]
struct Place {
    /// Which of the year's spells judges it.
    spell: usize,
    /// False where the member was not in the branch on that day: it is shown and counts nothing.
    holds: bool,
}

/// A rules year of a member in the making.
struct Year<'a> {
    cycle: Cycle,
    member: &'a MemberId,
    role: &'static str,
    spells: Vec<Spell<'a>>,
    /// What counts, with the spell whose rules judge it.
    facts: Vec<(usize, Fact)>,
    /// What lies outside of the member's time in the branch.
    outside: Vec<Line>,
}

impl<'a> Year<'a> {
    fn spell(&self, place: Place) -> Option<&Spell<'a>> {
        self.spells.get(place.spell)
    }

    /// The spell of a branch that holds a day; of a day that none of them holds the last one that
    /// began before it, else the first. A fact without a day is shown with the last one.
    fn place(&self, branch: &BranchId, day: Option<Day>) -> Option<Place> {
        let mut own = self.spells.iter().enumerate().filter(|(_, spell)| spell.branch == branch);
        let Some(day) = day else {
            return own.next_back().map(|(spell, _)| Place { spell, holds: true });
        };
        let holding = own.clone().rfind(|(_, spell)| spell.holds(day));
        if let Some((spell, _)) = holding {
            return Some(Place { spell, holds: true });
        }
        let begun = |spell: &Spell<'_>| spell.time.is_none_or(|time| time.from <= day);
        let nearest = own.clone().rfind(|(_, spell)| begun(spell)).or_else(|| own.next());
        nearest.map(|(spell, _)| Place { spell, holds: false })
    }

    /// True where a fact belongs into this rules year. One whose day is not known yet is shown
    /// with the year of the document that it lies in.
    fn holds(&self, place: Place, day: Option<Day>, document: &DocumentId) -> bool {
        match (day, self.spell(place)) {
            (Some(day), Some(spell)) => spell.cycle_of(day) == self.cycle,
            _ => document.cycle == self.cycle,
        }
    }

    fn in_force(&self, place: Place, day: Day) -> Option<&'a Rules> {
        self.spell(place).and_then(|spell| spell.in_force(day))
    }

    fn item_rule(&self, place: Place, case: &Case) -> Option<ItemRule> {
        let item = self.in_force(place, case.day()?)?.item(&case.item()?)?;
        Some(ItemRule { needs_review: item.needs_review, late_days: item.late_days })
    }

    /// Adds a deduction for an absence, where the rules have one and nobody contests it.
    fn absent(&mut self, place: Place, case: &Case, outcome: Option<&Outcome>) -> bool {
        let deduction = || {
            let spell = self.spell(place).filter(|_| place.holds)?;
            let rules = spell.in_force(case.day()?)?;
            let window =
                rules.publish.as_ref().map_or(REPLY_DAYS, |publish| publish.objection_days);
            let absence = case.absence(outcome, window)?;
            let mut names = spell.category().into_iter().chain([self.role]);
            if spell.exempts(absence.day) || names.any(|name| rules.exempts(name, absence.day)) {
                return None;
            }
            let item = ItemId::new(&format!("absent.{}", absence.suffix)).ok()?;
            rules.item(&item).filter(|item| item.kind == ItemKind::Deduct)?;
            let key = key_bytes(&case.key, Some(ABSENCE));
            Some(Fact { key, day: absence.day, item, minutes: None, granted: None })
        };
        let fact = deduction();
        let counts = fact.is_some();
        self.facts.extend(fact.map(|fact| (place.spell, fact)));
        counts
    }

    /// Adds what a fact is worth, and the deduction for coming late where the rules have one.
    fn counted(&mut self, place: Place, case: &Case, outcome: &Outcome) {
        let Some(worth) = &outcome.counted else { return };
        let fact = self.fact(place, case, worth);
        self.add(place, fact);
        let rules = self.in_force(place, worth.day);
        let late = rules.filter(|_| place.holds && case.marked_late()).and_then(|rules| {
            let suffix = worth.item.as_str().rsplit('.').next().unwrap_or_default();
            let of_family = format!("late.{suffix}");
            let mut items = rules.items.iter().filter(|item| item.per == Per::Late);
            let exact = items.clone().find(|item| item.id.as_str() == of_family);
            exact
                .or_else(|| items.find(|item| item.id.as_str() == "late"))
                .map(|item| item.id.clone())
        });
        let key = key_bytes(&case.key, Some(LATE));
        let late =
            late.map(|item| Fact { key, day: worth.day, item, minutes: None, granted: None });
        self.facts.extend(late.map(|fact| (place.spell, fact)));
    }

    /// A fact counts where the member was in the branch on its day; else it is a line of nothing.
    fn add(&mut self, place: Place, fact: Fact) {
        if place.holds {
            self.facts.push((place.spell, fact));
        } else {
            self.outside.push(Line::outside(fact));
        }
    }

    fn fact(&self, place: Place, case: &Case, worth: &Counted) -> Fact {
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
        let rules = self.spell(place).and_then(|spell| spell.rules);
        if let (Some(training), Some(rules)) = (&case.training, rules) {
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
            let item = rules.in_force(fact.day).and_then(|rules| rules.item(&fact.item));
            let tenths = item.map(|item| item.tenths_for(all));
            let tenths = tenths.and_then(|tenths| i32::try_from(tenths).ok());
            fact.granted = tenths.map(Granted::Tenths);
        }
    }

    fn adjusted(&mut self, branch: &BranchId, beside: &Beside, to: &mut Adjusted) {
        let adjusted = adjustments(self.member, &beside.adjustments);
        let mut counting: BTreeMap<ObjectId, Adjustment> = BTreeMap::new();
        counting.extend(adjusted.counting.iter().cloned());
        for (id, one) in counting {
            let Some(place) = self.place(branch, Some(one.day)) else { continue };
            let spell = self.spell(place).filter(|spell| spell.rules.is_some());
            if spell.is_some_and(|spell| spell.cycle_of(one.day) == self.cycle) {
                let fact = Fact {
                    key: adjustment_key(&id),
                    day: one.day,
                    item: one.item,
                    minutes: None,
                    granted: Some(Granted::Tenths(one.tenths)),
                };
                self.add(place, fact);
            }
        }
        to.join(adjusted);
    }

    /// Folds what counts, under the rules of each time in turn. The member starts the year with
    /// what the first of them gives, and the last of them rates the total.
    fn fold(self, vetoed: bool) -> Standing {
        let mut parts: Vec<Part<'_>> = Vec::new();
        let mut part_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (at, spell) in self.spells.iter().enumerate() {
            let Some(rules) = spell.rules.filter(|_| spell.overlaps(self.cycle)) else { continue };
            // Two registries name the same rules, each for itself.
            let known = parts.iter().position(|part| part.rules == rules);
            let part = known.unwrap_or_else(|| {
                parts.push(Part { rules, category: spell.category(), facts: Vec::new() });
                parts.len() - 1
            });
            part_of.insert(at, part);
        }
        for (spell, fact) in self.facts {
            let part = part_of.get(&spell).and_then(|part| parts.get_mut(*part));
            if let Some(part) = part {
                part.facts.push(fact);
            }
        }
        let last = parts.last().map(|part| part.rules);
        let mut standing = points::fold_parts(parts, self.cycle);
        standing.add_lines(self.outside);
        if let Some(rules) = last.filter(|_| vetoed) {
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
                    cut_by: line.cut_by.map(Cut::name),
                }
            })
            .collect()
    }
}
