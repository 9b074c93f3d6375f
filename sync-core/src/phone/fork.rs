//! Two copies of one phone: a backup that was restored somewhere else, or a clone. Both write
//! under the same numbers; what is in the hub's log stays, and the other copy's entries are set
//! aside here. They are recorded again under another generation, with the same fact, value and
//! time, unless the log has them already: so nobody's record is lost, and nothing that was taken
//! back meanwhile is revived. A phone that was handed the other copy's entries gives way, too.

use super::state::{ChainId, read_stored, space, stored};
use super::{Draft, Phone, Write};
use crate::chain::changeset::{Opened, Previous};
use crate::chain::document::DocumentId;
use crate::chain::entry::{Entry, EntryId, Note, entry_id};
use crate::code::Code;
use crate::id::ObjectId;
use crate::schema::key::Key;
use std::collections::BTreeMap;

/// What entries that are recorded again are called now.
#[derive(Debug, Default)]
struct Renamed {
    entries: BTreeMap<EntryId, EntryId>,
    objects: BTreeMap<ObjectId, ObjectId>,
}

impl Phone {
    /// A generation that no copy of this phone is known to write under.
    pub(super) fn next_generation(&self) -> u32 {
        let own = self.chains.keys().filter(|(_, actor)| actor.serial == self.me.serial);
        let seen = own.map(|(_, actor)| actor.generation).max().unwrap_or(0);
        seen.max(self.mark.generation).saturating_add(1)
    }

    pub(super) fn begin_next_generation(&mut self, draft: &mut Draft) {
        self.mark.generation = self.next_generation();
        draft.marked = true;
    }

    /// Sets aside the entries of a chain from this number on: the hub has others there. Own ones
    /// are recorded again; those of another phone, which was copied, stay in the store as evidence
    /// and take part in nothing, because whoever wrote them records them again.
    pub(super) fn set_aside(&mut self, draft: &mut Draft, id: &ChainId, from: u32) {
        let Some(chain) = self.chains.get_mut(id) else { return };
        let first = chain.segments.iter().position(|segment| segment.last_seq() >= from);
        let lost = first.map_or_else(Vec::new, |first| chain.segments.split_off(first));
        chain.stuck = None;
        chain.saved = chain.saved.min(chain.last_seq());
        if chain.confirmed > chain.last_seq() {
            chain.confirmed = chain.last_seq();
            draft
                .writes
                .push(super::state::put_number(space::confirmed(id), u64::from(chain.confirmed)));
        }
        draft.writes.push(Write::Delete(space::stuck(id)));
        if lost.first().is_some_and(|segment| segment.first_seq < from) {
            // What was common stood in one piece with what was not, and cannot be told apart
            // without a signature of its own; the log has it with one.
            draft.anew.insert(id.0.branch.clone());
        }
        for segment in lost {
            draft.writes.push(Write::Delete(space::changeset(id, segment.first_seq)));
            if id.1.serial != self.me.serial {
                draft.writes.push(Write::Put(space::evidence(id, &segment), stored(&segment)));
                continue;
            }
            let key = space::aside(id, &segment);
            draft.writes.push(Write::Put(key.clone(), stored(&segment)));
            self.aside.insert(key, segment);
        }
        if id.1 == self.actor() {
            self.begin_next_generation(draft);
        }
    }

    /// Loads what was set aside; false where it does not check out.
    pub(super) fn load_aside(&mut self, key: Vec<u8>, value: &[u8]) -> bool {
        let opened = read_stored(value).and_then(|changeset| {
            let own = self.pair.public();
            let previous = match changeset.previous {
                Previous::Full(hash) => hash,
                _ => {
                    let (realm, document) = (&self.trust.realm, &changeset.document);
                    let actor = changeset.actor;
                    crate::chain::entry::ChainScope::new(realm, document, &own, actor).genesis()
                }
            };
            changeset.open(&self.trust.realm, &own, &previous)
        });
        opened.map(|opened| self.aside.insert(key, opened)).is_ok()
    }

    /// Records again what was set aside, as far as the log does not have it; true where anything
    /// was. Called once the streams were followed to their ends, so that what the log has is here.
    pub(super) fn record_again(&mut self, draft: &mut Draft) -> Result<bool, Code> {
        let signed = self.mark.signed;
        let mut renamed = Renamed::default();
        let mut waiting: Vec<(Vec<u8>, Opened)> =
            std::mem::take(&mut self.aside).into_iter().collect();
        waiting.sort_by_key(|(_, opened)| (opened.actor.generation, opened.first_seq));
        for (_, opened) in &waiting {
            for (hash, entry) in &opened.entries {
                self.record_one_again(draft, (&opened.document, hash, entry), &mut renamed)?;
            }
        }
        draft.writes.extend(waiting.into_iter().map(|(key, _)| Write::Delete(key)));
        Ok(self.mark.signed > signed)
    }

    fn record_one_again(
        &mut self,
        draft: &mut Draft,
        (document, hash, lost): (&DocumentId, &crate::chain::keys::Hash, &Entry),
        renamed: &mut Renamed,
    ) -> Result<(), Code> {
        let name = entry_id(hash);
        if let Some(same) = self.own_equal(document, lost) {
            renamed.entries.insert(name, same);
            return Ok(());
        }
        let mut entry = lost.clone();
        if let Ok(Some(key)) = Key::read(&lost.key) {
            // Both copies counted on from the same number, so one id may name two things.
            let taken = lost.replaces.is_empty() && self.key_is_taken(document, lost);
            if let (true, Some(id)) = (taken, made_here(&key)) {
                let fresh = self.next_id(draft);
                renamed.objects.insert(*id, fresh);
            }
            entry.key = renamed_key(key, &renamed.objects).record()?;
        }
        let known = |id: &EntryId| {
            let again = renamed.entries.get(id).copied();
            again.or_else(|| self.holds(document, *id).then_some(*id))
        };
        entry.replaces = lost.replaces.iter().filter_map(known).collect();
        if let Note::Text { text, .. } = &lost.note {
            entry.note = Note::Text { salt: [0; 16], text: text.clone() };
        }
        self.append(draft, document, vec![entry])?;
        let chain = self.chains.get(&(document.clone(), self.actor()));
        if let Some((_, tip)) = chain.and_then(super::state::Chain::tip) {
            renamed.entries.insert(name, entry_id(&tip));
        }
        Ok(())
    }

    /// An entry of this device that says the same about the same.
    fn own_equal(&self, document: &DocumentId, lost: &Entry) -> Option<EntryId> {
        let same = |entry: &Entry| {
            entry.key == lost.key
                && entry.value == lost.value
                && entry.note.text() == lost.note.text()
        };
        self.own_entries(document).find(|(_, entry)| same(entry)).map(|(hash, _)| entry_id(hash))
    }

    fn key_is_taken(&self, document: &DocumentId, lost: &Entry) -> bool {
        self.own_entries(document).any(|(_, entry)| entry.key == lost.key)
    }

    fn holds(&self, document: &DocumentId, name: EntryId) -> bool {
        let chains = self.chains_of(document);
        chains.flat_map(|(_, chain)| chain.entries()).any(|(_, hash, _)| entry_id(hash) == name)
    }
}

/// The id that the first entry under a key makes up.
const fn made_here(key: &Key) -> Option<&ObjectId> {
    match key {
        Key::Training(id) | Key::Activity(id) | Key::Adjustment(id) => Some(id),
        _ => None,
    }
}

fn renamed_key(key: Key, objects: &BTreeMap<ObjectId, ObjectId>) -> Key {
    let new = |id: ObjectId| objects.get(&id).copied().unwrap_or(id);
    let inside = |of: Box<Key>| Box::new(renamed_key(*of, objects));
    match key {
        Key::Training(id) => Key::Training(new(id)),
        Key::Attendance(id) => Key::Attendance(new(id)),
        Key::Activity(id) => Key::Activity(new(id)),
        Key::Adjustment(id) => Key::Adjustment(new(id)),
        Key::CheckIn(id) => Key::CheckIn(new(id)),
        Key::Alias(one, two) => Key::Alias(new(one), new(two)),
        Key::UnlistedAlias { training, kind, day } => {
            Key::UnlistedAlias { training: new(training), kind, day }
        }
        Key::Objection(of) => Key::Objection(inside(of)),
        Key::Answer(of) => Key::Answer(inside(of)),
        other => other,
    }
}
