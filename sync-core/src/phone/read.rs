//! What a phone shows, computed from its entries each time: documents are rebuilt, the rule of
//! conflicts and the rules of points are applied, nothing is counted up and kept.

use super::Phone;
use super::covered::Covered;
use super::quarantine::QuarantineState;
use super::state::{Chain, ChainId};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::{Entry, EntryId, entry_id};
use crate::code::Code;
use crate::doc::{Document, Input, Waiting};
use crate::id::{Actor, BranchId, MemberId, ObjectId};
use crate::schema::key::Key;
use crate::schema::names::read_names;
use crate::schema::record::Record;
use crate::schema::value::{Training, Value};
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
    /// what others said. False also in quarantine.
    pub counting: bool,
    /// True for an entry above a lock that nobody adopted.
    pub quarantined: bool,
}

impl Held<'_> {
    const fn proposed(&self) -> bool {
        !self.counting && !self.quarantined
    }
}

/// A rebuilt document with its entries at hand.
#[derive(Debug)]
pub struct LiveDocument<'a> {
    document: Document,
    entries: BTreeMap<EntryId, Held<'a>>,
    /// Of those in quarantine the ones that somebody still has to decide about.
    open: BTreeSet<EntryId>,
}

impl<'a> LiveDocument<'a> {
    /// The live entries under a key, in the order of their names.
    pub fn of(&self, key: &Record) -> impl Iterator<Item = &Held<'a>> {
        self.document.live(key).iter().filter_map(|id| self.entries.get(id))
    }

    /// As [`LiveDocument::of`], and the last proposal about oneself of each device.
    pub(super) fn with_proposals(&self, key: &Record) -> Vec<&Held<'a>> {
        let mut last: BTreeMap<Actor, &Held<'a>> = BTreeMap::new();
        for held in self.entries.values().filter(|held| held.proposed() && held.entry.key == *key) {
            let newest = last.entry(held.actor).or_insert(held);
            if held.seq > newest.seq {
                *newest = held;
            }
        }
        self.of(key).chain(last.into_values()).collect()
    }

    /// All live entries and proposals.
    pub(super) fn entries(&self) -> impl Iterator<Item = &Held<'a>> {
        let live = self.document.keys().flat_map(|(_, ids)| ids);
        let live = live.filter_map(|id| self.entries.get(id));
        live.chain(self.entries.values().filter(|held| held.proposed()))
    }

    /// All keys with a live value or a proposal.
    pub fn keys(&self) -> impl Iterator<Item = &Record> {
        let proposed = self.entries.values().filter(|held| held.proposed());
        let keys: BTreeSet<&Record> = proposed.map(|held| &held.entry.key).collect();
        self.document.keys().map(|(key, _)| key).chain(keys)
    }

    /// Entries in quarantine that nobody adopted or refused, or that are disputed.
    pub(super) fn quarantined(&self) -> impl Iterator<Item = &Held<'a>> {
        self.entries.values().filter(|held| held.quarantined && self.open.contains(&held.id))
    }

    /// The keys of [`LiveDocument::quarantined`] entries.
    pub(super) fn quarantined_keys(&self) -> impl Iterator<Item = &Record> {
        self.quarantined().map(|held| &held.entry.key)
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
        let states = self.adoptions(document, covered)?;
        for (id, chain) in self.chains_of(document) {
            let last = covered.map_or(u32::MAX, |covered| covered.last_seq(id));
            let actor = &id.1;
            let own = self.about_oneself(document, *actor);
            for (seq, hash, entry) in chain.entries().take_while(|(seq, ..)| *seq <= last) {
                let id = entry_id(hash);
                let state = states.get(&id);
                let quarantined = state.is_some_and(|state| *state != QuarantineState::Adopted);
                let counting = !own && !quarantined;
                let held = Held { id, actor: *actor, seq, entry, counting, quarantined };
                entries.insert(id, held);
            }
        }
        let open = states.into_iter().filter(|(_, state)| !state.is_settled());
        let open = open.map(|(id, _)| id).collect();
        let inputs = entries.values().map(|held| Input {
            id: held.id,
            key: &held.entry.key,
            value: &held.entry.value,
            replaces: &held.entry.replaces,
            counting: held.counting,
        });
        let document = Document::build(inputs)?;
        Ok(LiveDocument { document, entries, open })
    }

    /// True where a roll or review document is about its writer. What somebody says there about
    /// themselves is a proposal; if it could replace other people's words, it would be more.
    fn about_oneself(&self, document: &DocumentId, actor: Actor) -> bool {
        let judged = matches!(
            document.kind,
            DocumentKind::Roll | DocumentKind::Review | DocumentKind::Guest
        );
        let certificate = self.trust.certificate(document, actor.serial);
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
    #[cfg(feature = "automerge")]
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

    /// The documents that this phone holds anything of.
    #[must_use]
    pub fn documents(&self) -> BTreeSet<&DocumentId> {
        self.chains.keys().map(|(document, _)| document).collect()
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
        let documents = self.chains.keys().map(|(document, _)| document);
        let documents = documents.filter(|document| !self.hosts(document));
        members.extend(documents.filter_map(|document| document.member.clone()));
        let values = self.branches().into_iter().flat_map(|branch| self.hub_values(branch));
        members.extend(values.filter_map(|(key, _)| match key {
            Key::Membership(member, _) | Key::Name(member) => Some(member),
            _ => None,
        }));
        members.into_iter().collect()
    }

    /// Names of members, where this phone may know them: Chinese, Tibetan.
    #[must_use]
    pub fn names(&self) -> BTreeMap<MemberId, (Box<str>, Box<str>)> {
        let rosters =
            self.chains.iter().filter(|((document, _), _)| document.kind == DocumentKind::Roster);
        let mut names = BTreeMap::new();
        for (_, _, entry) in rosters.flat_map(|(_, chain)| chain.entries()) {
            let Ok(Some(Key::Name(member))) = Key::read(&entry.key) else { continue };
            // The last word holds, also where it says that the names are gone.
            match entry.note.text().and_then(read_names) {
                Some(both) => names.insert(member, both),
                None => names.remove(&member),
            };
        }
        names
    }

    /// The claims document that a fact of a member lies in; `None` if nothing is known about it.
    /// Of trainings that are one, any of their keys will do. Where a member has been in several
    /// branches, it is the document of the one that the fact counts in.
    pub(super) fn document_of(&self, member: &MemberId, key: &Key) -> Option<DocumentId> {
        let branches = self.branches_of(member);
        let documents = branches.iter().rev().flat_map(|branch| {
            let claims = |year| DocumentId::of_member(DocumentKind::Claims, branch, member, year);
            self.cycles().into_iter().map(claims)
        });
        let mut known = documents.filter(|claims| self.knows(claims, key));
        let first = known.next()?;
        if branches.len() == 1 || self.counts_in(&first, key) {
            return Some(first);
        }
        known.find(|claims| self.counts_in(claims, key)).or(Some(first))
    }

    /// True where a fact's day lies in the member's time in the document's branch.
    fn counts_in(&self, claims: &DocumentId, key: &Key) -> bool {
        let Some(member) = &claims.member else { return false };
        let cases = self.view_of(&claims.branch).cases(member, &[claims.cycle]);
        let mut cases = cases.map(|(cases, _)| cases).unwrap_or_default().into_iter();
        let case = cases.find(|(_, case)| case.keys.contains(key));
        let day = case.and_then(|(_, case)| case.day());
        day.is_some_and(|day| *self.branch_on(member, day) == claims.branch)
    }

    /// True where something is claimed, entered or marked under a key of the class.
    fn knows(&self, claims: &DocumentId, key: &Key) -> bool {
        let planned = self.view_of(&claims.branch).planned(&[claims.cycle]);
        let class = planned.map(|planned| planned.class(key)).unwrap_or_default();
        let records: Vec<Record> = class.iter().filter_map(|key| key.record().ok()).collect();
        let places = [DocumentKind::Claims, DocumentKind::Roll].map(|kind| claims.sibling(kind));
        places.into_iter().chain(self.guest_documents(claims)).any(|document| {
            let mut chains = self.chains_of(&document);
            let about = |entry: &Entry| records.contains(&entry.key);
            chains.any(|(_, chain)| chain.entries().any(|(_, _, entry)| about(entry)))
        })
    }

    /// The chain that holds the live claim of a key, to tell how far it has come.
    pub(super) fn claim_chains(
        &self,
        document: &DocumentId,
    ) -> impl Iterator<Item = (&ChainId, &Chain)> {
        self.chains_of(document)
    }
}
