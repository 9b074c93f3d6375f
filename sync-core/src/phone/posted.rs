//! What a phone shows where its app is too old: not numbers of its own, which could differ from
//! everybody else's, but those of the last statement that it can compute, and that a newer app is
//! needed. An app is too old for a rules year where the hub computes it by a newer version, or
//! where people wrote kinds of entries that it does not know.

use super::Phone;
use super::cases::View;
use super::close::{LiveClose, period_end};
use super::covered::Covered;
use super::judged::{Judged, shards_of};
use super::statement::{Cover, PeriodRow};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::code::Code;
use crate::id::{BranchId, MemberId};
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::time::{Cycle, Day};
use std::collections::BTreeSet;

/// Where the numbers of a standing come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShownFrom {
    /// Everything that counts, folded here.
    Fold,
    /// The statement of this period.
    Statement(PeriodRow),
    /// There is no statement of the year that this app can compute.
    Nothing,
}

impl ShownFrom {
    /// The name used in JSON.
    pub(super) const fn name(self) -> &'static str {
        match self {
            ShownFrom::Fold => "fold",
            ShownFrom::Statement(_) => "statement",
            ShownFrom::Nothing => "nothing",
        }
    }

    pub(super) const fn period(self) -> Option<PeriodRow> {
        match self {
            ShownFrom::Statement(period) => Some(period),
            ShownFrom::Fold | ShownFrom::Nothing => None,
        }
    }
}

/// A rules year of a member as it is shown.
pub(super) struct Shown {
    pub(super) judged: Judged,
    pub(super) from: ShownFrom,
    /// What the statement covers, where the numbers are of one.
    pub(super) covered: Option<Covered>,
}

impl Phone {
    /// Sets the newest version of the points calculation that this app knows, in place of
    /// [`FOLD_VERSION`](crate::model::points::FOLD_VERSION). For hosts that hold an app of an
    /// older version to what it would show.
    pub const fn set_known_fold(&mut self, version: u32) {
        self.fold_known = version;
    }

    /// The version of the points calculation that a branch's registry names for a rules year. A
    /// version holds from the year that it was named for; the first one needs no naming.
    pub(super) fn fold_named(&self, branch: &BranchId, cycle: Cycle) -> u32 {
        let named = self.hub_values(branch).filter_map(|(key, value)| match (key, value) {
            (Key::FoldVersion(from), Value::FoldVersion(version)) if from <= cycle => {
                Some((from, version))
            }
            _ => None,
        });
        // Of one year the version that was named last holds.
        let latest = named.reduce(|last, next| if next.0 >= last.0 { next } else { last });
        latest.map_or(1, |(_, version)| version)
    }

    /// True where this app would compute a member's rules year by other rules than the hub.
    pub(super) fn outdated(&self, member: &MemberId, cycle: Cycle) -> Result<bool, Code> {
        let years = shards_of(&self.spells(member), cycle);
        for branch in self.branches_of(member) {
            let newer = self.fold_named(branch, cycle) > self.fold_known;
            if newer || self.view_of(branch).has_newer_kinds(member, &years)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// A member's rules year as it is to be shown.
    pub(super) fn shown(&self, member: &MemberId, cycle: Cycle) -> Result<Shown, Code> {
        if !self.outdated(member, cycle)? {
            let judged = self.judged(member, cycle)?;
            return Ok(Shown { judged, from: ShownFrom::Fold, covered: None });
        }
        let spells = self.spells(member);
        let last = spells.iter().rfind(|spell| spell.overlaps(cycle)).or(spells.last());
        let branch = last.map_or(&self.me.branch, |spell| spell.branch);
        let start_month = last.and_then(|spell| spell.rules).map_or(1, |rules| rules.start_month());
        let posted = self.last_posted((branch, member), cycle, start_month)?;
        let Some((period, covered)) = posted else {
            let judged = Judged::default();
            return Ok(Shown { judged, from: ShownFrom::Nothing, covered: None });
        };
        let judged = self.view_within(branch, &covered).judged(member, cycle)?;
        Ok(Shown { judged, from: ShownFrom::Statement(period), covered: Some(covered) })
    }

    /// The last period of a rules year whose statement this app can compute, and what it covers.
    fn last_posted(
        &self,
        (branch, member): (&BranchId, &MemberId),
        cycle: Cycle,
        start_month: u8,
    ) -> Result<Option<(PeriodRow, Covered)>, Code> {
        let first = Day::from_date(cycle.0, start_month, 1).unwrap_or_default();
        let closes = self.closes_around(branch, first)?;
        let of_year = closes.iter().filter(|close| close.period.0.cycle(start_month) == cycle);
        let periods: BTreeSet<(Day, (Day, u8))> =
            of_year.map(|close| (period_end(close.period), close.period)).collect();
        for (end, period) in periods.into_iter().rev() {
            let needed: Vec<&LiveClose> = closes
                .iter()
                .filter(|close| close.period.0.cycle(start_month) == cycle)
                .filter(|close| close.period == period || close.lies_before(period.0))
                .collect();
            if needed.iter().any(|close| self.is_newer(close)) {
                continue;
            }
            let covered = Cover::of(&closes, period, start_month).now;
            let about = |document: &DocumentId| {
                document.member.as_ref().is_none_or(|of| of == member) && self.may_read(document)
            };
            let view = self.view_within(branch, &covered);
            let years = shards_of(&self.spells(member), cycle);
            if self.lacking(&covered, about) == 0 && !view.has_newer_kinds(member, &years)? {
                let last = Day(end.0.saturating_sub(1));
                let row = PeriodRow { first: period.0, last, months: period.1 };
                return Ok(Some((row, covered)));
            }
        }
        Ok(None)
    }

    /// True where a close cannot be read, or was made by a newer calculation.
    pub(super) fn is_newer(&self, close: &LiveClose) -> bool {
        close.covered.is_none() || close.fold > self.fold_known
    }
}

impl View<'_> {
    /// True where something stands about a member, or in the branch's plans, whose kind this app
    /// does not know. Closes are read apart, and never count for anything by themselves.
    pub(super) fn has_newer_kinds(&self, member: &MemberId, years: &[Cycle]) -> Result<bool, Code> {
        let about = |document: &DocumentId| {
            let of_member = document.member.as_ref() == Some(member)
                && document.kind != DocumentKind::Membership;
            let counts = of_member || document.kind == DocumentKind::Calendar;
            counts && document.branch == *self.branch && years.contains(&document.cycle)
        };
        let documents: BTreeSet<&DocumentId> = self
            .phone
            .chains
            .keys()
            .map(|(document, _)| document)
            .filter(|one| about(one))
            .collect();
        for document in documents {
            let newer = self.phone.chains_of(document).any(|(id, chain)| {
                let last = self.last_seq(id);
                let entries = chain.entries().take_while(|(seq, ..)| *seq <= last);
                entries.map(|(_, _, entry)| entry).any(is_newer)
            });
            // Most often there is none, and nothing needs to be rebuilt to find that out.
            if newer && self.live(document)?.entries().any(|held| is_newer(held.entry)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

fn is_newer(entry: &crate::chain::entry::Entry) -> bool {
    match Key::read(&entry.key) {
        Ok(Some(Key::Close(..))) => false,
        // A number without a meaning here, such as a mark of 9, has one for a newer app.
        Ok(Some(_)) => !matches!(Value::read(&entry.value), Ok(Some(_))),
        Ok(None) => true,
        Err(_) => false,
    }
}
