//! What the hub said about people and rules: a member's times in branches, and whose rules are
//! whose. Read once whenever the hub said more, because everything that is judged asks for it.
//! Never asks for the present day: what a time or a version covers depends on a fact's own day.

use super::{PassRow, Phone};
use crate::chain::keys::Hash;
use crate::id::{BranchId, MemberId};
use crate::model::rules::{RuleSet, Rules, RulesFile};
use crate::schema::key::{Key, PublicationKind};
use crate::schema::value::{Membership, Value};
use crate::time::{Cycle, Day};
use std::collections::{BTreeMap, BTreeSet};

/// A member's time in a branch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time {
    /// The first day.
    pub from: Day,
    /// The branch.
    pub branch: BranchId,
    /// The last day, and what holds during it.
    pub membership: Membership,
}

impl Time {
    /// True where the day belongs to it.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.membership.until.is_none_or(|until| day <= until)
    }

    /// True where some day of these belongs to it.
    #[must_use]
    pub fn overlaps(&self, (first, last): (Day, Day)) -> bool {
        self.from <= last && self.membership.until.is_none_or(|until| first <= until)
    }
}

/// A time in a branch with the rules of its sector. A branch whose documents about a member are
/// here without the hub's word about that member has one without a time: it holds on every day.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spell<'a> {
    pub(super) branch: &'a BranchId,
    pub(super) time: Option<&'a Time>,
    pub(super) rules: Option<&'a RuleSet>,
}

impl<'a> Spell<'a> {
    pub(super) fn holds(&self, day: Day) -> bool {
        self.time.is_none_or(|time| time.holds(day))
    }

    /// The rules year of a day.
    pub(super) fn cycle_of(&self, day: Day) -> Cycle {
        self.rules.map_or(day.cycle(1), |rules| rules.cycle_of(day))
    }

    /// True where some day of the rules year belongs to it.
    pub(super) fn overlaps(&self, cycle: Cycle) -> bool {
        self.time.is_none_or(|time| time.overlaps(self.bounds(cycle)))
    }

    /// The first and the last day of a rules year.
    fn bounds(&self, cycle: Cycle) -> (Day, Day) {
        match self.rules {
            Some(rules) => rules.cycle_bounds(cycle),
            None => calendar_year(cycle),
        }
    }

    pub(super) fn in_force(&self, day: Day) -> Option<&'a Rules> {
        self.rules.and_then(|rules| rules.in_force(day))
    }

    pub(super) fn category(&self) -> Option<&'a str> {
        let category = self.time.map(|time| &*time.membership.category);
        category.filter(|category| !category.is_empty())
    }

    /// True where the member owes no attendance on this day.
    pub(super) fn exempts(&self, day: Day) -> bool {
        self.time.is_some_and(|time| time.membership.exempt.iter().any(|one| one.covers(day)))
    }
}

fn calendar_year(cycle: Cycle) -> (Day, Day) {
    let first = |year| Day::from_date(year, 1, 1).unwrap_or(Day(u32::MAX));
    (first(cycle.0), Day(first(cycle.0.saturating_add(1)).0.saturating_sub(1)))
}

/// All versions of one `rules_id` that a registry names.
#[derive(Debug)]
struct Published {
    id: Box<str>,
    sector: Box<str>,
    versions: BTreeMap<u32, (Day, Hash)>,
    /// Of the bodies that are here.
    set: Option<RuleSet>,
}

impl Published {
    /// Versions that judge some day from this one on.
    fn since(&self, first: Day) -> impl Iterator<Item = &Hash> {
        let mut by_day: Vec<&(Day, Hash)> = self.versions.values().collect();
        by_day.sort_unstable();
        let next = by_day.iter().skip(1).map(|(from, _)| Some(*from)).chain([None]);
        let ends: Vec<Option<Day>> = next.collect();
        by_day
            .into_iter()
            .zip(ends)
            .filter(move |(_, end)| end.is_none_or(|end| end > first))
            .map(|((_, hash), _)| hash)
    }
}

/// See the head of this file.
#[derive(Debug, Default)]
pub(super) struct Directory {
    times: BTreeMap<MemberId, Vec<Time>>,
    /// The branches that hold documents about a member.
    about: BTreeMap<MemberId, BTreeSet<BranchId>>,
    /// In the order in which each registry first named them.
    published: BTreeMap<BranchId, Vec<Published>>,
    /// Publications of other kinds.
    others: BTreeSet<Hash>,
    /// The passes of the phone's own member, by host.
    passes: BTreeMap<BranchId, PassRow>,
}

impl Directory {
    /// A member's times in all branches that this phone knows of, in their order.
    pub(super) fn times(&self, member: &MemberId) -> &[Time] {
        self.times.get(member).map_or(&[], Vec::as_slice)
    }

    pub(super) const fn passes(&self) -> &BTreeMap<BranchId, PassRow> {
        &self.passes
    }

    /// Whose rules a sector of a branch has: those that name it, else those that name none; of
    /// several the set that was published first. What the hub says decides it, not what is here.
    fn published(&self, branch: &BranchId, sector: &str) -> Option<&Published> {
        let sets = self.published.get(branch)?;
        let of = |sector: &str| sets.iter().find(|set| *set.sector == *sector);
        of(sector).or_else(|| of(""))
    }

    fn rules(&self, branch: &BranchId, sector: &str) -> Option<&RuleSet> {
        self.published(branch, sector)?.set.as_ref()
    }

    /// A member's times with their rules.
    pub(super) fn spells<'a>(&'a self, member: &MemberId, home: &'a BranchId) -> Vec<Spell<'a>> {
        let times = self.times(member);
        let timed = times.iter().map(|time| Spell {
            branch: &time.branch,
            time: Some(time),
            rules: self.rules(&time.branch, &time.membership.sector),
        });
        let about = self.about.get(member).into_iter().flatten();
        let untimed = about.filter(|branch| times.iter().all(|time| time.branch != **branch));
        let open = |branch| Spell { branch, time: None, rules: self.rules(branch, "") };
        let mut spells: Vec<Spell<'a>> = untimed.map(open).chain(timed).collect();
        if spells.is_empty() {
            spells.push(open(home));
        }
        spells
    }
}

impl Phone {
    /// Reads anew what the hub said. To be called whenever an entry of the hub's or a publication
    /// came in, or a document about another member.
    pub(super) fn read_directory(&mut self) {
        let mut directory = Directory::default();
        let mut bodies: BTreeMap<Hash, Rules> = BTreeMap::new();
        for (hash, body) in &self.publications {
            let file: Option<RulesFile> = serde_json::from_slice(body).ok();
            bodies.extend(
                file.and_then(|file| file.rules.into_iter().next()).map(|one| (*hash, one)),
            );
        }
        for branch in self.branches() {
            for (key, value) in self.hub_values(branch) {
                directory.learn(branch, key, value);
            }
        }
        directory.passes = self.passes_said();
        for times in directory.times.values_mut() {
            times.retain(|time| time.membership.until.is_none_or(|until| time.from <= until));
            times.sort_unstable();
        }
        for set in directory.published.values_mut().flatten() {
            let here = set.versions.values().filter_map(|(_, hash)| bodies.get(hash)).cloned();
            set.set = RuleSet::new(here.collect()).ok();
        }
        for document in self.chains.keys().map(|(document, _)| document) {
            // What this branch attests about guests makes nobody its member.
            let about = document.kind.has_cycle() && !self.hosts(document);
            if let Some(member) = document.member.as_ref().filter(|_| about) {
                let about = directory.about.entry(member.clone()).or_default();
                if !about.contains(&document.branch) {
                    about.insert(document.branch.clone());
                }
            }
        }
        self.directory = directory;
    }

    /// A member's times with their rules.
    pub(super) fn spells(&self, member: &MemberId) -> Vec<Spell<'_>> {
        self.directory.spells(member, &self.me.branch)
    }

    /// A member's times in the home branch.
    pub(super) fn home_spells(&self, member: &MemberId) -> Vec<Spell<'_>> {
        let mut spells = self.spells(member);
        spells.retain(|spell| *spell.branch == self.me.branch);
        spells
    }

    /// A member's last time, as far as this phone may know it.
    #[must_use]
    pub fn membership(&self, of: &MemberId) -> Option<&Time> {
        self.directory.times(of).last()
    }

    /// The rules of the phone's own member.
    #[must_use]
    pub fn rules(&self) -> Option<&RuleSet> {
        self.rules_of(&self.me.member)
    }

    /// The rules of a member's sector now: of those that name it, else of those that name none,
    /// the set that was published first, in its versions. They depend on the member alone, so that
    /// every replica computes with the same.
    #[must_use]
    pub fn rules_of(&self, of: &MemberId) -> Option<&RuleSet> {
        self.spells(of).last().and_then(|spell| spell.rules)
    }

    /// The branches that hold something about a member, the present one last.
    pub(super) fn branches_of(&self, member: &MemberId) -> Vec<&BranchId> {
        let mut branches: Vec<&BranchId> = Vec::new();
        for spell in self.spells(member) {
            branches.retain(|branch| *branch != spell.branch);
            branches.push(spell.branch);
        }
        branches
    }

    /// The branch that a fact of this day belongs to: of several the one that the member was in.
    pub(super) fn branch_on(&self, member: &MemberId, day: Day) -> &BranchId {
        let spells = self.spells(member);
        let then = spells.iter().rev().find(|spell| spell.holds(day));
        then.or(spells.last()).map_or(&self.me.branch, |spell| spell.branch)
    }

    /// Publications that this phone needs, by hash: of rules those whose sector a member has whom
    /// this phone may see, without versions that were over before the years that it holds.
    pub(super) fn needed(&self) -> BTreeSet<Hash> {
        let mut sectors: BTreeSet<(&BranchId, &str)> = BTreeSet::new();
        for time in self.directory.times.values().flatten() {
            sectors.insert((&time.branch, &time.membership.sector));
        }
        for branch in self.branches() {
            // Points are counted at home: a guest needs no rules of the host's.
            if self.is_guest_of(branch) {
                continue;
            }
            let untimed = self.directory.times.values().flatten().all(|one| one.branch != *branch);
            sectors.extend(untimed.then_some((branch, "")));
        }
        let first = self.first_day();
        let sets = sectors.into_iter();
        let sets = sets.filter_map(|(branch, sector)| self.directory.published(branch, sector));
        let mut needed = self.directory.others.clone();
        needed.extend(sets.flat_map(|set| set.since(first)));
        needed
    }

    /// No fact of this phone's lies before this day. A rules year may begin in the calendar year
    /// before the one whose documents it draws on.
    fn first_day(&self) -> Day {
        let confirmed = self.confirmed_at.map(|at| at.day().cycle(1));
        let first = self.cycles().into_iter().chain(confirmed).min();
        let first = first.and_then(|year| Day::from_date(year.0.saturating_sub(1), 1, 1));
        first.unwrap_or_default()
    }

    /// The hashes of the rules that these spells have in a rules year, as far as they are here.
    pub(super) fn rules_hashes(&self, spells: &[Spell<'_>], cycle: Cycle) -> BTreeSet<Hash> {
        let mut hashes = BTreeSet::new();
        for spell in spells {
            let sector = spell.time.map_or("", |time| &time.membership.sector);
            let Some(set) = self.directory.published(spell.branch, sector) else { continue };
            let (first, last) = spell.bounds(cycle);
            let begun = set.versions.values().filter(|(from, _)| *from <= last);
            let begun: BTreeSet<&Hash> = begun.map(|(_, hash)| hash).collect();
            let used = set.since(first).filter(|hash| begun.contains(hash));
            hashes.extend(used.filter(|hash| self.publications.contains_key(hash)));
        }
        hashes
    }
}

impl Directory {
    fn learn(&mut self, branch: &BranchId, key: Key, value: Value) {
        match (key, value) {
            (Key::Membership(member, from), Value::Membership(membership)) => {
                let times = self.times.entry(member).or_default();
                // What is said later about the same time takes the place of what was said before.
                times.retain(|time| time.from != from || time.branch != *branch);
                times.push(Time { from, branch: branch.clone(), membership });
            }
            (
                Key::Publication(PublicationKind::Rules, id, version),
                Value::Publication { effective, hash, sector },
            ) => {
                let sets = self.published.entry(branch.clone()).or_default();
                let at = sets.iter().position(|set| set.id == id).unwrap_or(sets.len());
                if at == sets.len() {
                    sets.push(Published { id, sector, versions: BTreeMap::new(), set: None });
                }
                if let Some(set) = sets.get_mut(at) {
                    set.versions.insert(version, (effective, hash));
                }
            }
            (Key::Publication(..), Value::Publication { hash, .. }) => {
                self.others.insert(hash);
            }
            _ => {}
        }
    }
}
