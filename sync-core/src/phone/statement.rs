//! Statements: what the close of a period posted about each member, as rows that serialise to
//! JSON and are printed for the wall (design, section 8). A pure function of the closes and of
//! the entries that they name: nothing that comes later changes what a statement says.

use super::Phone;
use super::close::{LiveClose, period_end};
use super::covered::Covered;
use super::directory::Spell;
use super::judged::{Judged, shards_of};
use super::rows::LineRow;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::code::Code;
use crate::id::{BranchId, MemberId};
use crate::model::points::Line;
use crate::model::rules::RuleSet;
use crate::schema::key::Key;
use crate::sync::authority::{Subject, may_read};
use crate::time::Day;
use crate::wire::bytes::hex;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Days for objections where the rules do not say.
const OBJECTION_DAYS: u32 = 7;

/// What is posted for a period.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Statement {
    /// The branch.
    pub branch: BranchId,
    /// Chinese name of the branch; empty where the hub has said none here.
    pub branch_zh: Box<str>,
    /// Tibetan name of the branch; empty where the hub has said none here.
    pub branch_bo: Box<str>,
    /// The period.
    pub period: PeriodRow,
    /// The rules in force at the end of the period, as `id version`.
    pub rules: Vec<String>,
    /// The closes that it covers together; more than one were made without knowing each other.
    pub closes: Vec<CloseRow>,
    /// True where there is more than one.
    pub concurrent_closes: bool,
    /// The day of the last close.
    pub posted_on: Day,
    /// The last day for objections: the longest that the rules of any member here give.
    pub objections_until: Day,
    /// Chains and publications that it needs and that this phone does not have yet. While there
    /// are any, no lines are shown: they would say other numbers than the posted ones.
    pub incomplete: u32,
    /// True where a close, the calculation that it posted by, or something that it covers is of a
    /// newer version than this app. No lines are shown then: they would say other numbers than
    /// the posted ones.
    pub needs_newer_app: bool,
    /// The members in the order of the roster, never by points. A member's own phone has only
    /// the member's own line.
    pub lines: Vec<StatementLine>,
}

/// A period.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
pub struct PeriodRow {
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
    /// How many months.
    pub months: u8,
}

/// A close.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct CloseRow {
    /// Who closed.
    pub by: MemberId,
    /// On which day, by their device's clock.
    pub closed_on: Day,
    /// Hash over the entries it covers and the rules.
    pub basis: String,
}

/// What is posted about a member.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct StatementLine {
    /// The member.
    pub member: MemberId,
    /// Chinese name; empty where this phone may not know it.
    pub name_zh: Box<str>,
    /// Tibetan name; empty where this phone may not know it.
    pub name_bo: Box<str>,
    /// The total of the statement before, or what the member started the year with.
    pub before_tenths: i32,
    /// What this one adds: `before_tenths + change_tenths = total_tenths`.
    pub change_tenths: i32,
    /// The total.
    pub total_tenths: i32,
    /// Stars.
    pub stars: u8,
    /// Minutes learnt in the rules year.
    pub minutes: u32,
    /// What the cap of all base points left out, in the rules year.
    pub base_cut_tenths: i32,
    /// What is new and lies in this period or after it.
    pub lines: Vec<PostedLine>,
    /// What is new and lies before this period.
    pub late_items: Vec<PostedLine>,
    /// What was posted before and now counts differently.
    pub corrections: Vec<Correction>,
}

/// One thing that counts, or that a cap keeps from counting.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct PostedLine {
    /// The line of the standing.
    #[serde(flatten)]
    pub line: LineRow,
    /// The training's titles, Chinese and Tibetan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub titles: Option<[Box<str>; 2]>,
    /// The names of the rules item, Chinese and Tibetan; either may be empty.
    pub item_names: [Box<str>; 2],
}

/// Something that was posted before and now counts differently.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct Correction {
    /// As it counts now; `counted_tenths` is 0 where it no longer does.
    #[serde(flatten)]
    pub now: PostedLine,
    /// What it counted before.
    pub before_tenths: i32,
    /// What that changes.
    pub change_tenths: i32,
}

/// A member as the roster has them.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct RosterRow {
    /// The member.
    pub member: MemberId,
    /// The branch.
    pub branch: BranchId,
    /// Chinese name; empty where this phone may not know it.
    pub name_zh: Box<str>,
    /// Tibetan name; empty where this phone may not know it.
    pub name_bo: Box<str>,
}

/// What the statement before covers, and what this one covers; the first is part of the second.
#[derive(Debug, Default)]
pub(super) struct Cover {
    before: Covered,
    pub(super) now: Covered,
}

impl Cover {
    /// The closes of one rules year, by the month in which it begins.
    pub(super) fn of(closes: &[LiveClose], period: (Day, u8), start_month: u8) -> Cover {
        let year = period.0.cycle(start_month);
        let mut cover = Cover::default();
        for close in closes.iter().filter(|close| close.period.0.cycle(start_month) == year) {
            let Some(covered) = &close.covered else { continue };
            if close.lies_before(period.0) {
                cover.before.merge(covered);
                cover.now.merge(covered);
            } else if close.period == period {
                cover.now.merge(covered);
            }
        }
        cover
    }
}

impl Phone {
    /// The members of the branch in the order in which the hub's roster first named them; those
    /// that it does not name, and everybody on a phone that has no roster, by their ids. For a
    /// township reviewer those of each branch below, one branch after the other.
    #[must_use]
    pub fn roster(&self) -> Vec<RosterRow> {
        if self.is_reviewers() {
            let mut seen = BTreeSet::new();
            let below = self.branches().into_iter().filter(|branch| **branch != self.me.branch);
            let rows = below.flat_map(|branch| self.roster_of(branch));
            return rows.filter(|row| seen.insert(row.member.clone())).collect();
        }
        self.roster_of(&self.me.branch)
    }

    /// The members of one branch, in the order of [`Phone::roster`].
    pub(super) fn roster_of(&self, branch: &BranchId) -> Vec<RosterRow> {
        let names = self.names();
        let here = |member: &MemberId| self.spells(member).iter().any(|one| one.branch == branch);
        let rest: BTreeSet<MemberId> = self.members().into_iter().filter(here).collect();
        let named = self.hub_values(branch).filter_map(|(key, _)| match key {
            Key::Name(member) => Some(member),
            _ => None,
        });
        let mut seen = BTreeSet::new();
        let order = named.chain(rest).filter(|member| seen.insert(member.clone()));
        let row = |member: MemberId| {
            let (name_zh, name_bo) = names.get(&member).cloned().unwrap_or_default();
            RosterRow { member, branch: branch.clone(), name_zh, name_bo }
        };
        order.map(row).collect()
    }

    /// The statement of a period (its first day and how many months); `None` while nobody has
    /// closed it.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn statement(&self, period: (Day, u8)) -> Result<Option<Statement>, Code> {
        let closes = self.closes_around(&self.me.branch, period.0)?;
        let own: Vec<&LiveClose> = closes.iter().filter(|close| close.period == period).collect();
        let Some(posted_on) = own.iter().map(|close| close.recorded_at.day()).max() else {
            return Ok(None);
        };
        let roster = self.roster_of(&self.me.branch).into_iter();
        let roster = roster.filter(|row| self.reads(&row.member, period.0));
        let roster: Vec<(RosterRow, Option<&RuleSet>)> = roster
            .map(|row| {
                let spells = self.home_spells(&row.member);
                let rules = spells.last().and_then(|spell| spell.rules);
                (row, rules)
            })
            .collect();
        let mut covers: BTreeMap<u8, Cover> = BTreeMap::new();
        for start in roster.iter().map(|(_, rules)| start_month(*rules)) {
            covers.entry(start).or_insert_with(|| Cover::of(&closes, period, start));
        }
        let mut statement = self.head(period, &own, posted_on, &roster);
        let newer = closes.iter().any(|close| {
            let needed = close.period == period || close.lies_before(period.0);
            needed && self.is_newer(close)
        });
        statement.needs_newer_app = newer || self.covers_newer_kinds(&roster, &covers, period.0)?;
        statement.incomplete = self.incomplete(&covers);
        if statement.incomplete == 0 && !statement.needs_newer_app {
            for (row, rules) in roster {
                let cover = covers.get(&start_month(rules));
                let line = self.line(row, rules, cover.ok_or(Code::Internal)?, period)?;
                statement.lines.extend(line);
            }
        }
        Ok(Some(statement))
    }

    fn head(
        &self,
        period: (Day, u8),
        own: &[&LiveClose],
        posted_on: Day,
        roster: &[(RosterRow, Option<&RuleSet>)],
    ) -> Statement {
        let last = Day(period_end(period).0.saturating_sub(1));
        let sets = || roster.iter().filter_map(|(_, rules)| *rules);
        let publish =
            |rules: &RuleSet| Some(rules.in_force(posted_on)?.publish.as_ref()?.objection_days);
        let days = sets().filter_map(publish).max().unwrap_or(OBJECTION_DAYS);
        let rules: BTreeSet<(&str, u32)> = sets()
            .filter_map(|rules| rules.in_force(last))
            .map(|rules| (rules.rules_id.as_str(), rules.version))
            .collect();
        let (branch_zh, branch_bo) = self.branch_names(&self.me.branch);
        Statement {
            branch: self.me.branch.clone(),
            branch_zh,
            branch_bo,
            period: PeriodRow { first: period.0, last, months: period.1 },
            rules: rules.into_iter().map(|(id, version)| format!("{id} {version}")).collect(),
            closes: own.iter().map(|close| close_row(close)).collect(),
            concurrent_closes: own.len() > 1,
            posted_on,
            objections_until: Day(posted_on.0.saturating_add(days)),
            incomplete: 0,
            needs_newer_app: false,
            lines: Vec::new(),
        }
    }

    /// True where something that the statement covers is of a kind newer than this app.
    fn covers_newer_kinds(
        &self,
        roster: &[(RosterRow, Option<&RuleSet>)],
        covers: &BTreeMap<u8, Cover>,
        day: Day,
    ) -> Result<bool, Code> {
        for (row, rules) in roster {
            let start = start_month(*rules);
            let years = shards_of(&self.home_spells(&row.member), day.cycle(start));
            let Some(cover) = covers.get(&start) else { continue };
            if self.view(Some(&cover.now)).has_newer_kinds(&row.member, &years)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// True where this phone may read everything that a member's points follow from.
    fn reads(&self, member: &MemberId, day: Day) -> bool {
        let claims =
            DocumentId::of_member(DocumentKind::Claims, &self.me.branch, member, day.cycle(1));
        let kinds = [DocumentKind::Claims, DocumentKind::Roll, DocumentKind::Review];
        kinds.into_iter().all(|kind| self.may_read(&claims.sibling(kind)))
    }

    pub(super) fn may_read(&self, document: &DocumentId) -> bool {
        let me = &self.me;
        let (branch, member) = (me.branch.clone(), me.member.clone());
        let reach = self.reach(&document.branch);
        may_read(&Subject { branch, member, role: me.role }, document, reach)
    }

    fn incomplete(&self, covers: &BTreeMap<u8, Cover>) -> u32 {
        let mut all = Covered::default();
        covers.values().for_each(|cover| all.merge(&cover.now));
        let chains = self.lacking(&all, |document| self.may_read(document));
        chains.saturating_add(self.wanted().len() as u32)
    }

    /// A member's line; none for who was not in the branch during the period and has nothing.
    fn line(
        &self,
        row: RosterRow,
        rules: Option<&RuleSet>,
        cover: &Cover,
        period: (Day, u8),
    ) -> Result<Option<StatementLine>, Code> {
        let cycle = period.0.cycle(start_month(rules));
        let before = self.view(Some(&cover.before)).judged(&row.member, cycle)?;
        let now = self.view(Some(&cover.now)).judged(&row.member, cycle)?;
        let first = rules.map_or(period.0, |rules| rules.cycle_bounds(cycle).0);
        let year_so_far = (first, Day(period_end(period).0.saturating_sub(1)));
        let there = |spell: &Spell<'_>| spell.time.is_none_or(|time| time.overlaps(year_so_far));
        let absent = !self.home_spells(&row.member).iter().any(there);
        if absent && now.facts.is_empty() && now.standing.lines.is_empty() {
            return Ok(None);
        }
        let standing = &now.standing;
        let mut line = StatementLine {
            member: row.member,
            name_zh: row.name_zh,
            name_bo: row.name_bo,
            before_tenths: before.standing.total_tenths,
            change_tenths: standing.total_tenths - before.standing.total_tenths,
            total_tenths: standing.total_tenths,
            stars: standing.stars,
            minutes: standing.minutes,
            base_cut_tenths: standing.base_tenths - standing.base_counted_tenths,
            lines: Vec::new(),
            late_items: Vec::new(),
            corrections: Vec::new(),
        };
        Difference { before: &before, now: &now, rules }.put(&mut line, period.0);
        Ok(Some(line))
    }
}

fn start_month(rules: Option<&RuleSet>) -> u8 {
    rules.map_or(1, RuleSet::start_month)
}

fn close_row(close: &LiveClose) -> CloseRow {
    CloseRow {
        by: close.by.clone(),
        closed_on: close.recorded_at.day(),
        basis: hex(&close.basis.prefix::<8>()),
    }
}

/// What lies between two standings of a member.
struct Difference<'a> {
    before: &'a Judged,
    now: &'a Judged,
    rules: Option<&'a RuleSet>,
}

impl Difference<'_> {
    fn put(&self, to: &mut StatementLine, first: Day) {
        let mut gone = by_key(self.before);
        for (line, row) in self.now.standing.lines.iter().zip(self.now.explained()) {
            match gone.remove(&*line.key) {
                None if row.day < first => to.late_items.push(self.posted(row)),
                None => to.lines.push(self.posted(row)),
                Some((before, _)) if before.counted_tenths != row.counted_tenths => {
                    to.corrections.push(self.correction(row, before.counted_tenths));
                }
                Some(_) => {}
            }
        }
        let gone = gone.into_values().filter(|(line, _)| line.counted_tenths != 0);
        for (line, row) in gone {
            let none = LineRow { value_tenths: 0, counted_tenths: 0, cut_by: None, ..row };
            to.corrections.push(self.correction(none, line.counted_tenths));
        }
        to.corrections.sort_by(|one, other| {
            (one.now.line.day, &one.now.line.key).cmp(&(other.now.line.day, &other.now.line.key))
        });
    }

    fn correction(&self, row: LineRow, before_tenths: i32) -> Correction {
        let change_tenths = row.counted_tenths - before_tenths;
        Correction { now: self.posted(row), before_tenths, change_tenths }
    }

    fn posted(&self, row: LineRow) -> PostedLine {
        let item = self.rules.and_then(|rules| rules.in_force(row.day)?.item(&row.item));
        let item_names = item.map(|item| [item.zh.as_str().into(), item.bo.as_str().into()]);
        let cases = [self.now, self.before].into_iter().flat_map(|judged| {
            let facts = judged.facts.iter().map(|fact| &fact.case);
            facts.chain(judged.absences.iter().map(|(_, case)| case))
        });
        let mut named = cases.filter(|case| case.key.to_string() == row.key);
        let training = named.next().and_then(|case| case.training.as_ref());
        PostedLine {
            titles: training.map(|one| [one.title_zh.clone(), one.title_bo.clone()]),
            item_names: item_names.unwrap_or_default(),
            line: row,
        }
    }
}

fn by_key(judged: &Judged) -> BTreeMap<&[u8], (&Line, LineRow)> {
    let lines = judged.standing.lines.iter().zip(judged.explained());
    lines.map(|(line, row)| (&*line.key, (line, row))).collect()
}
