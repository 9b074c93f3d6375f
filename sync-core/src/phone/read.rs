//! What a phone shows, computed from its entries each time: documents are rebuilt, the rule of
//! conflicts and the rules of points are applied, nothing is counted up and kept.

use super::Phone;
use super::covered::Covered;
use super::state::Chain;
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::{Entry, EntryId, entry_id};
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::doc::{Document, Input, Waiting};
use crate::id::{Actor, BranchId, MemberId, ObjectId};
use crate::model::rules::{RuleSet, Rules, RulesFile};
use crate::schema::key::{Key, PublicationKind};
use crate::schema::record::Record;
use crate::schema::value::{Membership, Training, Value};
use crate::time::Cycle;
use std::collections::{BTreeMap, BTreeSet};

/// A live entry with its place in its chain.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// Its name.
    pub id: EntryId,
    /// Who wrote it.
    pub actor: Actor,
    /// Its number.
    pub seq: u32,
    /// What it says.
    pub entry: &'a Entry,
    /// False for a proposal about oneself: it is kept and shown, and never takes the place of
    /// what others said.
    pub counting: bool,
}

/// A rebuilt document with its entries at hand.
#[derive(Debug)]
pub struct LiveDocument<'a> {
    document: Document,
    entries: BTreeMap<EntryId, Held<'a>>,
}

impl<'a> LiveDocument<'a> {
    /// The live entries under a key, in the order of their names.
    pub fn of(&self, key: &Record) -> impl Iterator<Item = &Held<'a>> {
        self.document.live(key).iter().filter_map(|id| self.entries.get(id))
    }

    /// As [`LiveDocument::of`], and the last proposal about oneself of each device.
    pub(super) fn with_proposals(&self, key: &Record) -> Vec<&Held<'a>> {
        let mut last: BTreeMap<Actor, &Held<'a>> = BTreeMap::new();
        for held in self.entries.values().filter(|held| !held.counting && held.entry.key == *key) {
            let newest = last.entry(held.actor).or_insert(held);
            if held.seq > newest.seq {
                *newest = held;
            }
        }
        self.of(key).chain(last.into_values()).collect()
    }

    /// All keys with a live value or a proposal.
    pub fn keys(&self) -> impl Iterator<Item = &Record> {
        let proposed = self.entries.values().filter(|held| !held.counting);
        let keys: BTreeSet<&Record> = proposed.map(|held| &held.entry.key).collect();
        self.document.keys().map(|(key, _)| key).chain(keys)
    }

    /// Entries that wait for others, and why.
    #[must_use]
    pub fn waiting(&self) -> &[(EntryId, Waiting)] {
        self.document.waiting()
    }
}

impl Phone {
    /// Rebuilds a document.
    ///
    /// # Errors
    /// [`Code::Internal`] as [`Document::build`].
    pub fn live(&self, document: &DocumentId) -> Result<LiveDocument<'_>, Code> {
        self.live_within(document, None)
    }

    /// As [`Phone::live`], with the entries that a close covers only.
    pub(super) fn live_within(
        &self,
        document: &DocumentId,
        covered: Option<&Covered>,
    ) -> Result<LiveDocument<'_>, Code> {
        let mut entries = BTreeMap::new();
        for (id, chain) in self.chains_of(document) {
            let last = covered.map_or(u32::MAX, |covered| covered.last_seq(id));
            let actor = &id.1;
            let counting = !self.about_oneself(document, *actor);
            for (seq, hash, entry) in chain.entries().take_while(|(seq, ..)| *seq <= last) {
                let id = entry_id(hash);
                entries.insert(id, Held { id, actor: *actor, seq, entry, counting });
            }
        }
        let inputs = entries.values().map(|held| Input {
            id: held.id,
            key: &held.entry.key,
            value: &held.entry.value,
            replaces: &held.entry.replaces,
            counting: held.counting,
        });
        let document = Document::build(inputs)?;
        Ok(LiveDocument { document, entries })
    }

    /// True where a roll or review document is about its writer. What somebody says there about
    /// themselves is a proposal; if it could replace other people's words, it would be more.
    fn about_oneself(&self, document: &DocumentId, actor: Actor) -> bool {
        let judged = matches!(document.kind, DocumentKind::Roll | DocumentKind::Review);
        let certificate = self.trust.certificates.get(&(document.branch.clone(), actor.serial));
        let writer = certificate.map(|certificate| &certificate.member);
        judged && writer.is_some() && document.member.as_ref() == writer
    }

    /// True where a reviewer of the township wrote this entry.
    pub(super) fn is_townships(&self, document: &DocumentId, held: &Held<'_>) -> bool {
        self.trust.role(&document.branch, held.actor.serial) == Some(Role::TownshipReviewer)
    }

    /// True where this phone is a township reviewer's.
    pub(super) fn is_reviewers(&self) -> bool {
        self.me.role == Role::TownshipReviewer
    }

    /// A document as Automerge bytes, for other programs that read Automerge. Outbound only:
    /// nothing reads such bytes back in.
    ///
    /// # Errors
    /// [`Code::Internal`] as [`Document::build`].
    pub fn automerge_bytes(&self, document: &DocumentId) -> Result<Vec<u8>, Code> {
        self.live(document).map(|mut live| live.document.save())
    }

    /// What the hub says about a branch, in the order of writing.
    pub(super) fn hub_values<'a>(
        &'a self,
        branch: &'a BranchId,
    ) -> impl Iterator<Item = (Key, Value)> + 'a {
        let hubs = self.chains.iter().filter(move |((document, _), _)| {
            document.kind.is_hubs() && document.branch == *branch
        });
        hubs.flat_map(|(_, chain)| chain.entries()).filter_map(|(_, _, entry)| {
            let key = Key::read(&entry.key).ok().flatten()?;
            let value = Value::read(&entry.value).ok().flatten()?;
            Some((key, value))
        })
    }

    /// The rules of the phone's own member.
    #[must_use]
    pub fn rules(&self) -> Option<RuleSet> {
        self.rules_of(&self.me.member)
    }

    /// A member's time in the branch, as far as this phone may know it.
    #[must_use]
    pub fn membership(&self, of: &MemberId) -> Option<Membership> {
        let values = self.hub_values(self.branch_of(of));
        let found = values.filter_map(|(key, value)| match (key, value) {
            (Key::Membership(member), Value::Membership(one)) if member == *of => Some(one),
            _ => None,
        });
        found.last()
    }

    /// The rules of a member's sector: those that name it, else those that name none; the set
    /// that was published first, in its versions. They depend on the member alone, so that every
    /// replica computes with the same.
    #[must_use]
    pub fn rules_of(&self, of: &MemberId) -> Option<RuleSet> {
        let sector = self.membership(of).map(|one| one.sector).unwrap_or_default();
        let mut order: Vec<Box<str>> = Vec::new();
        let mut versions: BTreeMap<Box<str>, BTreeMap<u32, Rules>> = BTreeMap::new();
        for (key, value) in self.hub_values(self.branch_of(of)) {
            let (
                Key::Publication(PublicationKind::Rules, id, version),
                Value::Publication { hash, .. },
            ) = (key, value)
            else {
                continue;
            };
            let body = self.publications.get(&hash);
            let file: Option<RulesFile> = body.and_then(|body| serde_json::from_slice(body).ok());
            for rules in file.into_iter().flat_map(|file| file.rules) {
                versions.entry(id.clone()).or_default().insert(version, rules);
            }
            if !order.contains(&id) {
                order.push(id);
            }
        }
        let sets: Vec<RuleSet> = order
            .iter()
            .filter_map(|id| versions.remove(id))
            .filter_map(|versions| RuleSet::new(versions.into_values().collect()).ok())
            .collect();
        let of_sector = |set: &RuleSet, sector: Option<&str>| {
            set.versions().first().is_some_and(|rules| rules.sector.as_deref() == sector)
        };
        let exact = sets.iter().position(|set| of_sector(set, Some(&sector)));
        let place = exact.or_else(|| sets.iter().position(|set| of_sector(set, None)))?;
        sets.into_iter().nth(place)
    }

    /// The hashes of the rules that this phone computes with; part of a standing's basis.
    pub(super) fn publication_hashes(&self) -> BTreeSet<Hash> {
        self.publications.keys().copied().collect()
    }

    /// All trainings of a calendar year. Of parallel edits the one with the lowest name is shown.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn calendar(&self, cycle: Cycle) -> Result<BTreeMap<ObjectId, Training>, Code> {
        Ok(self.view(None).planned(&[cycle])?.trainings)
    }

    /// A training of any cycle that this phone knows.
    #[must_use]
    pub fn training(&self, id: &ObjectId) -> Option<Training> {
        let branches = self.branches();
        self.cycles().into_iter().find_map(|cycle| {
            branches.iter().find_map(|branch| {
                let planned = self.view_of(branch).planned(&[cycle]).ok();
                planned.and_then(|mut planned| planned.trainings.remove(id))
            })
        })
    }

    /// The cycles that this phone holds anything of.
    #[must_use]
    pub fn cycles(&self) -> BTreeSet<Cycle> {
        let documents = self.chains.keys().map(|(document, _)| document);
        let years = documents.filter(|document| document.kind.has_cycle());
        years.map(|document| document.cycle).chain(self.loose_years()).collect()
    }

    /// The branches that this phone holds anything of: its own, and those that it reviews.
    #[must_use]
    pub fn branches(&self) -> BTreeSet<&BranchId> {
        let known = self.chains.keys().map(|(document, _)| &document.branch);
        known.chain([&self.me.branch]).collect()
    }

    /// Members of the branch that this phone knows of.
    #[must_use]
    pub fn members(&self) -> Vec<MemberId> {
        let mut members: BTreeSet<MemberId> = BTreeSet::from([self.me.member.clone()]);
        if self.me.role == Role::TownshipReviewer {
            members.clear();
        }
        members.extend(self.chains.keys().filter_map(|(document, _)| document.member.clone()));
        let values = self.branches().into_iter().flat_map(|branch| self.hub_values(branch));
        members.extend(values.filter_map(|(key, _)| match key {
            Key::Membership(member) | Key::Name(member) => Some(member),
            _ => None,
        }));
        members.into_iter().collect()
    }

    /// Names of members, where this phone may know them: Chinese, Tibetan.
    #[must_use]
    pub fn names(&self) -> BTreeMap<MemberId, (Box<str>, Box<str>)> {
        let values = self.branches().into_iter().flat_map(|branch| self.hub_values(branch));
        let names = values.filter_map(|(key, value)| match (key, value) {
            (Key::Name(member), Value::Name { zh, bo }) => Some((member, (zh, bo))),
            _ => None,
        });
        names.collect()
    }

    /// The claims document that a fact of a member lies in; `None` if nothing is known about it.
    /// Of trainings that are one, any of their keys will do.
    pub(super) fn document_of(&self, member: &MemberId, key: &Key) -> Option<DocumentId> {
        self.cycles().into_iter().find_map(|year| {
            let branch = self.branch_of(member);
            let claims = DocumentId::of_member(DocumentKind::Claims, branch, member, year);
            let class = self.view_of(branch).planned(&[year]).ok()?.class(key);
            let records: Vec<Record> = class.iter().filter_map(|key| key.record().ok()).collect();
            let kinds = [DocumentKind::Claims, DocumentKind::Roll];
            let known = kinds.into_iter().any(|kind| {
                let document = claims.sibling(kind);
                let mut chains = self.chains_of(&document);
                let about = |entry: &Entry| records.contains(&entry.key);
                chains.any(|(_, chain)| chain.entries().any(|(_, _, entry)| about(entry)))
            });
            known.then_some(claims)
        })
    }

    /// The chain that holds the live claim of a key, to tell how far it has come.
    pub(super) fn claim_chains(&self, document: &DocumentId) -> impl Iterator<Item = &Chain> {
        self.chains_of(document).map(|(_, chain)| chain)
    }
}
