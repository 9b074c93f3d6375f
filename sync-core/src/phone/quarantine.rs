//! Quarantine: entries above the lock of a revoked or demoted device. They are kept, relayed and
//! shown, and count only once somebody else with the right adopts them by name. What stands about
//! an entry is a live value like any other, so every replica comes to the same.

use super::record::{entry, replaced};
use super::state::Chain;
use super::{Batch, Covered, Draft, Phone};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::{Entry, EntryId, Note, entry_id};
use crate::code::Code;
use crate::doc::{Document, Input};
use crate::id::{Actor, MemberId, Serial};
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::sync::lock::Limit;
use crate::time::Seconds;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What stands about an entry in quarantine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuarantineState {
    /// Nobody has said anything.
    Waiting,
    /// Only its own writer has: that is a proposal.
    Proposed,
    /// It counts.
    Adopted,
    /// It does not count.
    Refused,
    /// One adopts and another refuses: it does not count until somebody settles it.
    Disputed,
}

impl QuarantineState {
    /// All states.
    pub const ALL: [QuarantineState; 5] = [
        QuarantineState::Waiting,
        QuarantineState::Proposed,
        QuarantineState::Adopted,
        QuarantineState::Refused,
        QuarantineState::Disputed,
    ];

    /// True where somebody else with the right has adopted or refused it.
    #[must_use]
    pub const fn is_settled(self) -> bool {
        matches!(self, QuarantineState::Adopted | QuarantineState::Refused)
    }

    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            QuarantineState::Waiting => "waiting",
            QuarantineState::Proposed => "proposed",
            QuarantineState::Adopted => "adopted",
            QuarantineState::Refused => "refused",
            QuarantineState::Disputed => "disputed",
        }
    }
}

/// An entry in quarantine.
#[derive(Clone, Debug, Serialize)]
pub struct QuarantineRow {
    /// Its name, which adopting and refusing take.
    pub entry: EntryId,
    /// What kind of document it lies in.
    pub document: &'static str,
    /// The member it is about; none for plans of the branch.
    pub member: Option<MemberId>,
    /// The fact.
    pub key: String,
    /// Who wrote it.
    pub by: MemberId,
    /// On which device.
    pub device: Serial,
    /// When, by that device's clock.
    pub recorded_at: String,
    /// What stands about it.
    pub state: QuarantineState,
}

/// The names under which entries are given to [`Phone::adopt`].
pub type Adoptions = BTreeMap<EntryId, QuarantineState>;

/// Where it is said what becomes of a document's quarantined entries.
fn adopted_in(document: &DocumentId) -> Option<DocumentId> {
    match document.kind {
        DocumentKind::Claims | DocumentKind::Roll | DocumentKind::Review | DocumentKind::Guest => {
            Some(document.sibling(DocumentKind::Review))
        }
        DocumentKind::Calendar | DocumentKind::Office => {
            Some(document.sibling(DocumentKind::Calendar))
        }
        _ => None,
    }
}

impl Phone {
    /// The number of the last entry of a chain that counts by itself; more than it has where no
    /// lock speaks about it.
    pub(super) fn free_seq(&self, document: &DocumentId, actor: Actor, chain: &Chain) -> u32 {
        match self.trust.limit(document, actor) {
            Limit::Open => u32::MAX,
            Limit::Nothing => 0,
            // Another entry under that number: this chain is not the accepted one. Where it does
            // not reach that far yet, what is there leads up to it.
            Limit::UpTo(seq, name) => match chain.hash_at(seq) {
                Some(hash) if entry_id(&hash) != name => 0,
                _ => seq,
            },
        }
    }

    fn writer_of(&self, document: &DocumentId, actor: Actor) -> Option<&MemberId> {
        self.trust.certificate(document, actor.serial).map(|certificate| &certificate.member)
    }

    /// What stands about the quarantined entries of a document; empty where there are none.
    pub(super) fn adoptions(
        &self,
        document: &DocumentId,
        covered: Option<&Covered>,
    ) -> Result<Adoptions, Code> {
        let mut writers: BTreeMap<EntryId, Option<&MemberId>> = BTreeMap::new();
        for (id, chain) in self.chains_of(document) {
            let free = self.free_seq(document, id.1, chain);
            let above = chain.entries().filter(|(seq, ..)| *seq > free);
            let by = self.writer_of(document, id.1);
            writers.extend(above.map(|(_, hash, _)| (entry_id(hash), by)));
        }
        let mut states: Adoptions =
            writers.keys().map(|name| (*name, QuarantineState::Waiting)).collect();
        let Some(place) = adopted_in(document).filter(|_| !writers.is_empty()) else {
            return Ok(states);
        };
        self.hear_adoptions(&place, covered, (&writers, &mut states))?;
        Ok(states)
    }

    fn hear_adoptions(
        &self,
        place: &DocumentId,
        covered: Option<&Covered>,
        (writers, states): (&BTreeMap<EntryId, Option<&MemberId>>, &mut Adoptions),
    ) -> Result<(), Code> {
        let mut inputs: Vec<Input<'_>> = Vec::new();
        for (id, chain) in self.chains_of(place) {
            let free = self.free_seq(place, id.1, chain);
            let last = covered.map_or(u32::MAX, |covered| covered.last_seq(id)).min(free);
            let by = self.writer_of(place, id.1);
            for (_, hash, entry) in chain.entries().take_while(|(seq, ..)| *seq <= last) {
                let Ok(Some(Key::Adoption(name))) = Key::read(&entry.key) else { continue };
                // Nobody lets their own entries count.
                let own = by.is_some() && writers.get(&name).is_some_and(|writer| *writer == by);
                if own && states.get(&name) == Some(&QuarantineState::Waiting) {
                    states.insert(name, QuarantineState::Proposed);
                }
                let (key, value, replaces) = (&entry.key, &entry.value, &entry.replaces[..]);
                let counting = !own;
                inputs.push(Input { id: entry_id(hash), key, value, replaces, counting });
            }
        }
        let values: BTreeMap<EntryId, Option<Value>> = inputs
            .iter()
            .map(|input| (input.id, Value::read(input.value).ok().flatten()))
            .collect();
        let heard = Document::build(inputs)?;
        for (key, live) in heard.keys() {
            let Ok(Some(Key::Adoption(name))) = Key::read(key) else { continue };
            let Some(state) = states.get_mut(&name) else { continue };
            let said: BTreeSet<bool> = live
                .iter()
                .filter_map(|id| match values.get(id) {
                    Some(Some(Value::Adoption { adopt })) => Some(*adopt),
                    _ => None,
                })
                .collect();
            match (said.contains(&true), said.contains(&false)) {
                (true, true) => *state = QuarantineState::Disputed,
                (true, false) => *state = QuarantineState::Adopted,
                (false, true) => *state = QuarantineState::Refused,
                (false, false) => {}
            }
        }
        Ok(())
    }

    /// All entries in quarantine that this phone holds, with what stands about each.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn quarantine(&self) -> Result<Vec<QuarantineRow>, Code> {
        let mut rows = Vec::new();
        let documents: BTreeSet<&DocumentId> = self.chains.keys().map(|(one, _)| one).collect();
        for document in documents {
            let states = self.adoptions(document, None)?;
            if states.is_empty() {
                continue;
            }
            for ((_, actor), chain) in self.chains_of(document) {
                let by = self.view_of(&document.branch).author_in(document, actor.serial);
                for (_, hash, entry) in chain.entries() {
                    let Some(state) = states.get(&entry_id(hash)) else { continue };
                    let key = Key::read(&entry.key).ok().flatten();
                    rows.push(QuarantineRow {
                        entry: entry_id(hash),
                        document: document.kind.name(),
                        member: document.member.clone(),
                        key: key.map(|key| key.to_string()).unwrap_or_default(),
                        by: by.0.clone(),
                        device: actor.serial,
                        recorded_at: entry.recorded_at.seconds().rfc3339(),
                        state: *state,
                    });
                }
            }
        }
        Ok(rows)
    }

    /// Lets entries in quarantine count, or refuses them. What was said about them before is
    /// replaced, so doing it again settles a dispute. About one's own entries it is a proposal.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`]; [`Code::ClaimUnknown`] where one of them is not in quarantine here;
    /// then nothing is recorded.
    pub fn adopt(&mut self, at: Seconds, names: &[EntryId], adopt: bool) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::TownshipReviewer])?;
        let mut entries: BTreeMap<DocumentId, Vec<Entry>> = BTreeMap::new();
        for name in names {
            let place = self.quarantined_in(*name).ok_or(Code::ClaimUnknown)?;
            if place.kind == DocumentKind::Calendar {
                // A reviewer of the township cannot write a branch's calendar.
                self.needs(&[Role::Secretary])?;
            }
            let key = Key::Adoption(*name);
            let live = self.live(&place)?;
            let replaces = replaced(live.of(&key.record()?).map(|held| held.id));
            let entry = entry(at, &key, &Value::Adoption { adopt }, replaces, Note::None)?;
            entries.entry(place).or_default().push(entry);
        }
        let mut draft = Draft::default();
        for (document, entries) in entries {
            self.append(&mut draft, &document, entries)?;
        }
        Ok(self.batch(draft))
    }

    /// Where it is said what becomes of this entry, if it is in quarantine here.
    fn quarantined_in(&self, name: EntryId) -> Option<DocumentId> {
        self.chains.iter().find_map(|((document, actor), chain)| {
            let free = self.free_seq(document, *actor, chain);
            let mut above = chain.entries().filter(|(seq, ..)| *seq > free);
            above.find(|(_, hash, _)| entry_id(hash) == name)?;
            adopted_in(document)
        })
    }

    /// Entries of this device that arrived and wait in quarantine: as this phone sees it, or,
    /// where it may not read any more, as the hub said.
    pub(super) fn own_quarantined(&self) -> u32 {
        let own = self.chains.iter().filter(|((_, actor), _)| actor.serial == self.me.serial);
        own.map(|((document, actor), chain)| {
            if self.trust.lock(&document.branch, actor.serial).is_none() {
                let first = chain.apart.unwrap_or(u32::MAX);
                return chain.confirmed.saturating_sub(first.saturating_sub(1));
            }
            let states = self.adoptions(document, None).unwrap_or_default();
            let open = |hash| {
                let state = states.get(&entry_id(hash));
                state.is_some_and(|state| !state.is_settled())
            };
            let arrived = chain.entries().filter(|(seq, ..)| *seq <= chain.confirmed);
            arrived.filter(|(_, hash, _)| open(hash)).count() as u32
        })
        .sum()
    }
}
