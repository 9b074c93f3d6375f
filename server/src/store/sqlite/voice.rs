//! What the hub itself says: entries of its own chains in registries, rosters and memberships.
//! They are written in the transaction that makes them true, and only where they are not said
//! already, so that saying everything once more writes nothing.

use super::rows;
use crate::store::StoreError;
use drokpa_core::chain::certificate::{Certificate, Role};
use drokpa_core::chain::changeset::{COLUMNS_BYTES_MAX, ENTRIES_MAX};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::{Entry, EntryId, Note};
use drokpa_core::hub::HubKeys;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::record::Record;
use drokpa_core::schema::value::Value;
use drokpa_core::time::{Cycle, Seconds};
use drokpa_core::wire::bytes::Reader;
use rusqlite::Connection;
use std::collections::BTreeMap;

/// Most bytes of entries in one changeset; columns are never much larger than their entries.
const CHANGESET_BYTES_MAX: usize = COLUMNS_BYTES_MAX / 2;

/// The hub's registry of a branch.
pub(super) fn registry(branch: &BranchId) -> DocumentId {
    DocumentId::of_branch(DocumentKind::Registry, branch)
}

/// The hub's roster of a branch.
pub(super) fn roster(branch: &BranchId) -> DocumentId {
    DocumentId::of_branch(DocumentKind::Roster, branch)
}

/// What the hub says about one member of a branch.
pub(super) fn membership(branch: &BranchId, member: &MemberId) -> DocumentId {
    DocumentId::of_member(DocumentKind::Membership, branch, member, Cycle(0))
}

/// What is written in a document under keys from one on and below another, by their bytes: they
/// begin with their kind.
pub(super) fn said_between(
    conn: &Connection,
    document: &DocumentId,
    keys: [&[u8]; 2],
) -> Result<Vec<(Key, Value)>, StoreError> {
    let Some(number) = rows::find_document(conn, document)? else { return Ok(Vec::new()) };
    let mut find = conn.prepare_cached(
        "SELECT key, value FROM said WHERE document = ?1 AND key >= ?2 AND key < ?3",
    )?;
    let mut found = find.query((number, keys[0], keys[1]))?;
    let mut said = Vec::new();
    while let Some(row) = found.next()? {
        let record = |at| -> Result<Record, StoreError> {
            let bytes: Vec<u8> = row.get(at)?;
            Record::read(&mut Reader::new(&bytes)).map_err(|_| rows::damaged("said"))
        };
        let (key, value) = (Key::read(&record(0)?), Value::read(&record(1)?));
        if let (Ok(Some(key)), Ok(Some(value))) = (key, value) {
            said.push((key, value));
        }
    }
    Ok(said)
}

/// Gathers entries by document and writes them as few changesets.
pub(super) struct Voice<'a> {
    conn: &'a Connection,
    keys: HubKeys,
    now: Seconds,
    waiting: BTreeMap<DocumentId, Vec<Entry>>,
}

impl<'a> Voice<'a> {
    /// The generation is read inside the caller's transaction: another process may have restored
    /// the hub meanwhile.
    pub(super) fn new(
        conn: &'a Connection,
        keys: &HubKeys,
        now: Seconds,
    ) -> Result<Voice<'a>, StoreError> {
        let keys = HubKeys { generation: super::number(conn, "generation")?, ..keys.clone() };
        Ok(Voice { conn, keys, now, waiting: BTreeMap::new() })
    }

    /// Says `value` under `key`, in place of what was said before. False where that is said
    /// already.
    pub(super) fn say(
        &mut self,
        document: &DocumentId,
        key: &Key,
        value: &Value,
    ) -> Result<bool, StoreError> {
        self.say_noted(document, (key, value), "")
    }

    /// As [`Voice::say`], with a text beside the value, which can be erased.
    pub(super) fn say_noted(
        &mut self,
        document: &DocumentId,
        (key, value): (&Key, &Value),
        note: &str,
    ) -> Result<bool, StoreError> {
        let (key, value) = (key.record()?, value.record()?);
        let waits =
            self.waiting.get(document).is_some_and(|all| all.iter().any(|one| one.key == key));
        if waits {
            // What it replaces has no name before it is written.
            self.write(document)?;
        }
        let before = self.said(document, &key.to_bytes())?;
        let replaces = match before {
            Some((said, text, _)) if said == value.to_bytes() && text == note => {
                return Ok(false);
            }
            Some((_, _, entry)) => vec![entry],
            None => Vec::new(),
        };
        self.put(document, (key, value), (replaces, note)).map(|()| true)
    }

    fn put(
        &mut self,
        document: &DocumentId,
        (key, value): (Record, Record),
        (replaces, note): (Vec<EntryId>, &str),
    ) -> Result<(), StoreError> {
        // The salt belongs to the entry's number and is set when it gets one.
        let note = match note {
            "" => Note::None,
            text => Note::Text { salt: [0; 16], text: text.into() },
        };
        let entry = Entry { recorded_at: self.now.minute(), key, value, replaces, note };
        let waiting = self.waiting.entry(document.clone()).or_default();
        waiting.push(entry);
        if waiting.len() >= ENTRIES_MAX {
            self.write(document)?;
        }
        Ok(())
    }

    /// Says once more what was said already, in place of that: another key of the hub's signs it
    /// now.
    pub(super) fn say_again(
        &mut self,
        document: &DocumentId,
        (key, value): (&Key, &Value),
        note: &str,
    ) -> Result<(), StoreError> {
        let (key, value) = (key.record()?, value.record()?);
        let before = self.said(document, &key.to_bytes())?;
        let replaces = before.into_iter().map(|(_, _, entry)| entry).collect();
        self.put(document, (key, value), (replaces, note))
    }

    /// Says the certificate of a device where those can read it who have to check its writing.
    pub(super) fn say_certificate(&mut self, certificate: &Certificate) -> Result<(), StoreError> {
        match certificate.role {
            Role::Member => {
                let own = membership(&certificate.branch, &certificate.member);
                self.say_certificate_in(&own, certificate)
            }
            Role::TownshipReviewer => {
                let below = rows::below(self.conn, &certificate.branch)?;
                below
                    .iter()
                    .try_for_each(|one| self.say_certificate_in(&registry(one), certificate))
            }
            _ => self.say_certificate_in(&registry(&certificate.branch), certificate),
        }
    }

    /// Says a certificate in this document.
    pub(super) fn say_certificate_in(
        &mut self,
        document: &DocumentId,
        certificate: &Certificate,
    ) -> Result<(), StoreError> {
        let value = certificate.issue(&self.keys.realm(), &self.keys.pair);
        self.say(document, &Key::Certificate(certificate.serial), &Value::Certificate(value))?;
        Ok(())
    }

    /// Writes everything that waits.
    pub(super) fn finish(mut self) -> Result<(), StoreError> {
        self.write_all()
    }

    /// Writes everything that waits, and goes on.
    pub(super) fn write_all(&mut self) -> Result<(), StoreError> {
        while let Some(document) = self.waiting.keys().next().cloned() {
            self.write(&document)?;
        }
        Ok(())
    }

    /// Everything said in a document now, what waits to be written included.
    pub(super) fn said_in(
        &mut self,
        document: &DocumentId,
    ) -> Result<Vec<(Key, Value)>, StoreError> {
        self.write(document)?;
        said_between(self.conn, document, [&[], &[u8::MAX]])
    }

    fn said(
        &self,
        document: &DocumentId,
        key: &[u8],
    ) -> Result<Option<(Vec<u8>, String, EntryId)>, StoreError> {
        let Some(number) = rows::find_document(self.conn, document)? else { return Ok(None) };
        let mut find = self.conn.prepare_cached(
            "SELECT value, note, entry FROM said WHERE document = ?1 AND key = ?2",
        )?;
        let mut found = find.query((number, key))?;
        found.next()?.map(|row| Ok((row.get(0)?, row.get(1)?, EntryId(row.get(2)?)))).transpose()
    }

    fn write(&mut self, document: &DocumentId) -> Result<(), StoreError> {
        let Some(entries) = self.waiting.remove(document) else { return Ok(()) };
        let mut bytes = 0;
        let mut group = Vec::new();
        for entry in entries {
            let size = entry.size();
            if group.len() == ENTRIES_MAX || bytes + size > CHANGESET_BYTES_MAX {
                self.append(document, std::mem::take(&mut group))?;
                bytes = 0;
            }
            bytes += size;
            group.push(entry);
        }
        self.append(document, group)
    }

    fn append(&self, document: &DocumentId, entries: Vec<Entry>) -> Result<(), StoreError> {
        if entries.is_empty() {
            return Ok(());
        }
        let number = rows::put_document(self.conn, document)?;
        let tip = rows::tip(self.conn, number, self.keys.actor())?;
        let opened = self.keys.write(document, tip, entries)?;
        rows::append(self.conn, number, &opened, self.now)?;
        super::heal::put_said(self.conn, number, &opened)?;
        super::heal::count_signed(self.conn, opened.entries.len())
    }
}
