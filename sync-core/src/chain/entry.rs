//! Entries: one signed-for statement each, linked into the chain of its actor in its document.

use super::document::DocumentId;
use super::keys::{Hash, KeyPair, PublicKey, Realm};
use crate::code::Code;
use crate::id::Actor;
use crate::schema::record::Record;
use crate::time::Minute;
use crate::wire::bytes::{hex, put_blob, put_varint, unhex};
use serde::{Serialize, Serializer};

/// Most entries that one entry may replace.
pub const REPLACES_MAX: usize = 8;
/// Longest note, in bytes of UTF-8 (NFC).
pub const NOTE_BYTES_MAX: usize = 1024;
/// Largest entry: key, value and note together, in bytes.
pub const ENTRY_BYTES_MAX: usize = 12 * 1024;

/// The name of an entry: the first 16 bytes of its hash. Also its actor inside Automerge.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId(pub [u8; 16]);

impl std::fmt::Debug for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl std::fmt::Display for EntryId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl Serialize for EntryId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl std::str::FromStr for EntryId {
    type Err = Code;

    /// Reads the 32 hexadecimal digits that a name is shown as.
    fn from_str(text: &str) -> Result<EntryId, Code> {
        unhex(text).map(EntryId).ok_or(Code::IdMalformed)
    }
}

/// A salt that hides a short text behind its hash.
pub type Salt = [u8; 16];

/// Text that can be erased: the chain covers only its salted hash.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub enum Note {
    /// No text was written.
    #[default]
    None,
    /// The text, with the salt that its hash needs.
    Text {
        /// Derived from the chain's salt and the entry's number.
        salt: Salt,
        /// NFC, at most [`NOTE_BYTES_MAX`] bytes.
        text: Box<str>,
    },
    /// The text and its salt were erased; the hash keeps the chain whole.
    Erased(Hash),
}

impl Note {
    /// The hash that the chain covers; `None` where no text was written.
    #[must_use]
    pub fn hash(&self) -> Option<Hash> {
        match self {
            Note::None => None,
            Note::Text { salt, text } => Some(Hash::of("drokpa/note/1", &[salt, text.as_bytes()])),
            Note::Erased(hash) => Some(*hash),
        }
    }

    /// Drops the text and its salt, if there is one; true where there was.
    pub fn erase(&mut self) -> bool {
        match self.hash() {
            Some(hash) if self.text().is_some() => {
                *self = Note::Erased(hash);
                true
            }
            _ => false,
        }
    }

    /// The text, if there is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Note::Text { text, .. } => Some(text),
            Note::None | Note::Erased(_) => None,
        }
    }
}

/// The salt of entry `seq`'s note under a chain's salt.
#[must_use]
pub fn note_salt(chain_salt: &Salt, seq: u32) -> Salt {
    Hash::of("drokpa/note-salt/1", &[chain_salt, &seq.to_be_bytes()]).prefix()
}

/// What an entry says. Its number and predecessor come from its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When the device says it was recorded. Never used to order or to decide.
    pub recorded_at: Minute,
    /// The fact that this is about; its tag is the key's kind.
    pub key: Record,
    /// What is said about the fact.
    pub value: Record,
    /// Entries of the same document and key that this one takes the place of, sorted.
    pub replaces: Vec<EntryId>,
    /// Free text, kept apart so that it can be erased.
    pub note: Note,
}

impl Entry {
    /// Bytes of key, value, replaced entries and note.
    #[must_use]
    pub fn size(&self) -> usize {
        let note = self.note.text().map_or(0, str::len);
        self.key.to_bytes().len() + self.value.to_bytes().len() + 16 * self.replaces.len() + note
    }

    /// Refuses entries above the limits or with unsorted or repeated `replaces`.
    ///
    /// # Errors
    /// [`Code::EntryTooLarge`] or [`Code::ChangesetMalformed`].
    pub fn check(&self) -> Result<(), Code> {
        let note_fits = self.note.text().is_none_or(|text| text.len() <= NOTE_BYTES_MAX);
        if self.replaces.len() > REPLACES_MAX || !note_fits || self.size() > ENTRY_BYTES_MAX {
            return Err(Code::EntryTooLarge);
        }
        if self.replaces.is_sorted_by(|left, right| left < right) {
            Ok(())
        } else {
            Err(Code::ChangesetMalformed)
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.recorded_at.0.to_be_bytes());
        put_blob(out, &self.key.to_bytes());
        put_blob(out, &self.value.to_bytes());
        put_varint(out, self.replaces.len() as u64);
        self.replaces.iter().for_each(|id| out.extend_from_slice(&id.0));
        match self.note.hash() {
            None => out.push(0),
            Some(hash) => {
                out.push(1);
                out.extend_from_slice(&hash.0);
            }
        }
    }
}

/// Where a chain belongs: hashed into each of its entries and heads.
#[derive(Clone, Debug)]
pub struct ChainScope {
    document: Hash,
    actor: [u8; 20],
}

impl ChainScope {
    /// The chain of `actor`, who owns `key`, in `document`.
    #[must_use]
    pub fn new(realm: &Realm, document: &DocumentId, key: &PublicKey, actor: Actor) -> ChainScope {
        ChainScope {
            document: Hash::of("drokpa/document/1", &[&realm.0.0, &document.to_bytes()]),
            actor: key.actor_bytes(actor),
        }
    }

    /// What stands for the predecessor of the first entry.
    #[must_use]
    pub fn genesis(&self) -> Hash {
        Hash::of("drokpa/genesis/1", &[&self.document.0, &self.actor])
    }

    /// The hash of the entry with this number behind this predecessor.
    #[must_use]
    pub fn hash(&self, seq: u32, previous: &Hash, entry: &Entry) -> Hash {
        let mut bytes = Vec::with_capacity(160);
        entry.put(&mut bytes);
        let place: [&[u8]; 5] =
            [&self.document.0, &self.actor, &seq.to_be_bytes(), &previous.0, &bytes];
        Hash::of("drokpa/entry/1", &place)
    }

    /// Signs the head of the chain: everything up to `seq`, whose hash is `tip`.
    #[must_use]
    pub fn sign_head(&self, pair: &KeyPair, seq: u32, tip: &Hash) -> [u8; 64] {
        pair.sign("drokpa/head/1", &self.head_parts(&seq.to_be_bytes(), tip))
    }

    /// Checks a head signature.
    #[must_use]
    pub fn head_verifies(
        &self,
        key: &PublicKey,
        seq: u32,
        tip: &Hash,
        signature: &[u8; 64],
    ) -> bool {
        key.verifies("drokpa/head/1", &self.head_parts(&seq.to_be_bytes(), tip), signature)
    }

    fn head_parts<'a>(&'a self, seq: &'a [u8; 4], tip: &'a Hash) -> [&'a [u8]; 4] {
        [&self.document.0, &self.actor, seq, &tip.0]
    }
}

/// The name of the entry with this hash.
#[must_use]
pub fn entry_id(hash: &Hash) -> EntryId {
    EntryId(hash.prefix())
}
