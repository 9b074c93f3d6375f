//! Closing a period: a secretary writes into the calendar which entries the statement of that
//! period covers (design, section 8). A close stores no points; `statement.rs` folds what it
//! names. Periods are months, quarters and years of the rules year.

use super::cases::View;
use super::judged::{shards, shards_of};
use super::record::check_day;
use super::state::{Chain, Stuck};
use super::{Batch, Covered, Phone};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::id::{BranchId, MemberId};
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::time::{Cycle, Day, Minute, Seconds};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A period that was closed.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct ClosedRow {
    /// The text that [`Phone::period`] reads.
    pub period: String,
    /// The first day.
    pub first: Day,
    /// The last day.
    pub last: Day,
    /// The day of the last close, by the device that closed.
    pub closed_on: Day,
}

/// A close as it stands in the calendar.
pub(super) struct LiveClose {
    /// First day and months of its period.
    pub(super) period: (Day, u8),
    /// Who closed.
    pub(super) by: MemberId,
    /// When, by their device's clock.
    pub(super) recorded_at: Minute,
    /// The version of the points calculation that it posted by.
    pub(super) fold: u32,
    /// Hash over what was closed.
    pub(super) basis: Hash,
    /// What it covers; `None` where this version cannot read it.
    pub(super) covered: Option<Covered>,
}

impl LiveClose {
    /// True where its period is over when the other begins.
    pub(super) fn lies_before(&self, first: Day) -> bool {
        period_end(self.period) <= first
    }
}

/// The day after a period's last one.
#[must_use]
pub fn period_end((first, months): (Day, u8)) -> Day {
    let (year, month, _) = first.date();
    let months = u16::from(month - 1) + u16::from(months);
    let next = u8::try_from(months % 12 + 1).ok();
    let end = next.and_then(|month| Day::from_date(year.saturating_add(months / 12), month, 1));
    // Only the last year that can be written has no day after it.
    end.unwrap_or(Day(first.0.saturating_add(31 * 12)))
}

impl Phone {
    /// Reads a period: `2026-05`, `2026-Q2` or `2026`. Quarters and years are those of the rules
    /// year of this phone's own member, so `2026` may begin in July.
    ///
    /// # Errors
    /// [`Code::DateMalformed`].
    pub fn period(&self, text: &str) -> Result<(Day, u8), Code> {
        let bad = Code::DateMalformed;
        let digits = |text: &str, count: usize| {
            let plain = text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<u16>().ok().filter(|_| plain).ok_or(bad)
        };
        let start = u16::from(self.rules().map_or(1, |rules| rules.start_month()));
        let first = |year: u16, month_from_0: u16| {
            let month = u8::try_from(month_from_0 % 12 + 1).map_err(|_| bad)?;
            Day::from_date(year + month_from_0 / 12, month, 1).ok_or(bad)
        };
        let Some((year, part)) = text.split_once('-') else {
            return Ok((first(digits(text, 4)?, start - 1)?, 12));
        };
        let year = digits(year, 4)?;
        if let Some(quarter) = part.strip_prefix('Q') {
            let quarter = digits(quarter, 1)?;
            let fits = (1..=4).contains(&quarter);
            return if fits {
                Ok((first(year, start - 1 + 3 * (quarter - 1))?, 3))
            } else {
                Err(bad)
            };
        }
        let month = digits(part, 2)?;
        if (1..=12).contains(&month) { Ok((first(year, month - 1)?, 1)) } else { Err(bad) }
    }

    /// The periods that the branch has closed, the newest first, each once.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn closed(&self) -> Result<Vec<ClosedRow>, Code> {
        let mut closes = Vec::new();
        for year in self.cycles() {
            self.closes_of(&self.me.branch, year, &mut closes)?;
        }
        let mut days: BTreeMap<(Day, u8), Day> = BTreeMap::new();
        for close in closes {
            let day = close.recorded_at.day();
            days.entry(close.period).and_modify(|last| *last = day.max(*last)).or_insert(day);
        }
        let row = |(period, closed_on): ((Day, u8), Day)| {
            let last = Day(period_end(period).0.saturating_sub(1));
            let (first, text) = (period.0, self.period_text(period)?);
            Some(ClosedRow { period: text, first, last, closed_on })
        };
        Ok(days.into_iter().rev().filter_map(row).collect())
    }

    /// A period as [`Phone::period`] reads it; `None` for one that nobody can have typed.
    fn period_text(&self, (first, months): (Day, u8)) -> Option<String> {
        let (year, month, _) = first.date();
        if months == 1 {
            return Some(format!("{year:04}-{month:02}"));
        }
        let start = self.rules().map_or(1, |rules| rules.start_month());
        let begun = if month >= start { year } else { year.checked_sub(1)? };
        match (months, (month + 12 - start) % 12) {
            (12, 0) => Some(format!("{begun:04}")),
            (3, from) if from % 3 == 0 => Some(format!("{begun:04}-Q{}", from / 3 + 1)),
            _ => None,
        }
    }

    /// Closes a period: names all entries that this phone holds of the rules year that the
    /// period lies in. Closing it again takes the place of the closes that this phone has seen;
    /// two phones that close at once both stand, and their statement covers both.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`]; [`Code::DayRange`] where the period is no whole months within one
    /// rules year; [`Code::AppOutdated`] where this app cannot show what it would post;
    /// [`Code::StateWrong`] where a later period of that year is closed already, so
    /// that what is new belongs into the next statement; [`Code::EntryTooLarge`] above
    /// [`super::covered::TIPS_BYTES_MAX`].
    pub fn close(&mut self, at: Seconds, period: (Day, u8)) -> Result<(Key, Batch), Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        let (first, months) = period;
        self.check_period(at, period)?;
        let rules = self.rules();
        let cycle = |day: Day| rules.map_or(day.cycle(1), |rules| rules.cycle_of(day));
        let fold = self.fold_named(&self.me.branch, cycle(first));
        if fold > self.fold_known || self.sees_newer_kinds(cycle(first))? {
            // What it would post is not what this phone can show to whoever closes.
            return Err(Code::AppOutdated);
        }
        let closes = self.closes_around(&self.me.branch, first)?;
        let later = |close: &LiveClose| {
            cycle(close.period.0) == cycle(first) && close.period.0 >= period_end(period)
        };
        if closes.iter().any(later) {
            return Err(Code::StateWrong);
        }
        let covered = self.coverable(first)?;
        let tips = covered.to_blobs()?;
        let basis = self.close_basis(&covered, &tips, first);
        let key = Key::Close(first, months);
        let batch = self.write_calendar(at, first, &key, &Value::Close { fold, basis, tips })?;
        Ok((key, batch))
    }

    /// True where anybody's records of a rules year, or its plans, have kinds that are newer than
    /// this app.
    fn sees_newer_kinds(&self, cycle: Cycle) -> Result<bool, Code> {
        for member in self.members() {
            let years = shards_of(&self.home_spells(&member), cycle);
            if self.view(None).has_newer_kinds(&member, &years)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn check_period(&self, at: Seconds, (first, months): (Day, u8)) -> Result<(), Code> {
        check_day(self.latest(at), first)?;
        let (_, month, day) = first.date();
        let start = self.rules().map_or(1, |rules| rules.start_month());
        let month_of_year = (month + 12 - start) % 12;
        let fits = day == 1 && months > 0 && month_of_year.saturating_add(months) <= 12;
        if fits { Ok(()) } else { Err(Code::DayRange) }
    }

    /// The ends of all chains that the rules year of a day draws on, as far as this phone has
    /// them. What the hub refused is left out: nobody else will ever have it.
    fn coverable(&self, day: Day) -> Result<Covered, Code> {
        let mut years = BTreeSet::from([day.cycle(1)]);
        for member in self.members() {
            for spell in self.home_spells(&member) {
                let cycle = spell.cycle_of(day);
                years.extend(shards(spell.rules, cycle));
                let before = spell.rules.map(|rules| self.view(None).runs_into(rules, cycle));
                years.extend(before.transpose()?.flatten());
            }
        }
        let mut covered = Covered::default();
        for (id, chain) in &self.chains {
            let document = &id.0;
            if document.branch == self.me.branch && years.contains(&document.cycle) {
                covered.add(id.clone(), known_seq(chain));
            }
        }
        Ok(covered)
    }

    fn close_basis(&self, covered: &Covered, tips: &[Arc<[u8]>], day: Day) -> Hash {
        let mut ends = Vec::new();
        for (id, seq) in covered.tips() {
            let hash = self.chains.get(id).and_then(|chain| chain.hash_at(seq));
            ends.extend_from_slice(&hash.unwrap_or_default().0);
        }
        let mut rules = BTreeSet::new();
        for member in self.members() {
            for spell in self.home_spells(&member) {
                rules.extend(self.rules_hashes(&[spell], spell.cycle_of(day)));
            }
        }
        rules.iter().for_each(|hash| ends.extend_from_slice(&hash.0));
        Hash::of("drokpa/close/1", &[&tips.concat(), &ends])
    }

    /// The live closes of the calendar years round a day: all that can lie in one rules year
    /// with it, in the order of their periods.
    pub(super) fn closes_around(
        &self,
        branch: &BranchId,
        day: Day,
    ) -> Result<Vec<LiveClose>, Code> {
        let Cycle(year) = day.cycle(1);
        let mut closes = Vec::new();
        for year in [year.saturating_sub(1), year, year.saturating_add(1)] {
            self.closes_of(branch, Cycle(year), &mut closes)?;
        }
        closes.sort_by(|one, other| {
            let place = |close: &LiveClose| (close.period, close.recorded_at, close.basis);
            place(one).cmp(&place(other)).then_with(|| one.by.cmp(&other.by))
        });
        Ok(closes)
    }

    fn closes_of(
        &self,
        branch: &BranchId,
        year: Cycle,
        closes: &mut Vec<LiveClose>,
    ) -> Result<(), Code> {
        let document = DocumentId::of_cycle(DocumentKind::Calendar, branch, year);
        let live = self.live(&document)?;
        for record in live.keys() {
            let Ok(Some(Key::Close(first, months))) = Key::read(record) else { continue };
            for held in live.of(record) {
                let value = Value::read(&held.entry.value).ok().flatten();
                let (fold, basis, covered) = match value {
                    Some(Value::Close { fold, basis, tips }) => {
                        (fold, basis, Covered::read(branch, &tips))
                    }
                    _ => (1, Hash::default(), Err(Code::ChangesetMalformed)),
                };
                let (by, _) = self.view_of(branch).author(held.actor.serial);
                closes.push(LiveClose {
                    period: (first, months),
                    by,
                    recorded_at: held.entry.recorded_at,
                    fold,
                    basis,
                    covered: covered.ok(),
                });
            }
        }
        Ok(())
    }

    /// How many chains a cover names that do not reach as far on this phone.
    pub(super) fn lacking(&self, covered: &Covered, reads: impl Fn(&DocumentId) -> bool) -> u32 {
        let named = covered.tips().filter(|((document, _), _)| reads(document));
        let lacking = named.filter(|(id, seq)| self.chains.get(id).map_or(0, known_seq) < *seq);
        lacking.count() as u32
    }
}

/// The last entry of a chain that other replicas have or will have.
fn known_seq(chain: &Chain) -> u32 {
    match chain.stuck {
        Some(Stuck::Forked(_) | Stuck::Refused(_)) => chain.confirmed,
        None => chain.last_seq(),
    }
}

impl View<'_> {
    /// The calendar year before a rules year, where a training of it goes on into that year.
    pub(super) fn runs_into(
        &self,
        rules: &crate::model::rules::RuleSet,
        cycle: Cycle,
    ) -> Result<Option<Cycle>, Code> {
        let (first, _) = rules.cycle_bounds(cycle);
        // The days before the year's first lie in one shard: that of the day before it.
        let shard = Day(first.0.saturating_sub(1)).cycle(1);
        let planned = self.planned(&[shard])?;
        let crosses = planned.trainings.values().any(|training| training.crosses(first));
        Ok(crosses.then_some(shard))
    }
}
