//! What a phone holds in memory, and how it rests in the host's store: one record per changeset,
//! one per chain for what the hub confirmed, one per cursor. Everything is checked again when it
//! is loaded.

use super::batch::Write;
pub use super::trust::{Certificates, Trust};
use crate::chain::changeset::{Changeset, Context, Opened};
use crate::chain::document::DocumentId;
use crate::chain::entry::{ChainScope, Entry, EntryId};
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::id::{Actor, BranchId};
use crate::wire::bytes::Reader;

/// A chain: one actor in one document.
pub type ChainId = (DocumentId, Actor);

/// Why a chain is no longer offered to the hub. Its entries stay on the phone and are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stuck {
    /// The hub has other entries under these numbers.
    Forked(EntryId),
    /// The hub refused it with this code.
    Refused(Code),
}

/// One chain as the phone holds it.
#[derive(Debug, Default)]
pub struct Chain {
    /// In order, without gaps.
    pub segments: Vec<Opened>,
    /// The hub's log covers the entries up to this number.
    pub confirmed: u32,
    /// The host has made the entries up to this number durable.
    pub saved: u32,
    /// Set where the hub refused to go on.
    pub stuck: Option<Stuck>,
    /// Why the hub could not take it in yet, as last told.
    pub waiting: Option<Code>,
    /// The hub keeps the entries from this number on apart: it arrived, and does not count yet.
    pub apart: Option<u32>,
}

impl Chain {
    /// Number and hash of the last entry.
    #[must_use]
    pub fn tip(&self) -> Option<(u32, Hash)> {
        self.segments.last().map(|segment| (segment.last_seq(), segment.tip()))
    }

    /// The number of the last entry; 0 for none.
    #[must_use]
    pub fn last_seq(&self) -> u32 {
        self.tip().map_or(0, |(seq, _)| seq)
    }

    /// The hash of entry `seq`.
    #[must_use]
    pub fn hash_at(&self, seq: u32) -> Option<Hash> {
        self.segments.iter().rev().find_map(|segment| segment.hash_at(seq))
    }

    /// Entries with their number and hash.
    pub fn entries(&self) -> impl Iterator<Item = (u32, &Hash, &Entry)> {
        self.segments.iter().flat_map(|segment| {
            (segment.first_seq..)
                .zip(&segment.entries)
                .map(|(seq, (hash, entry))| (seq, hash, entry))
        })
    }
}

/// The keys of the host's store.
pub mod space {
    use super::{BranchId, ChainId, Hash};

    fn chain_bytes(space: u8, (document, actor): &ChainId) -> Vec<u8> {
        let mut key = vec![space];
        key.extend_from_slice(&document.to_bytes());
        key.extend_from_slice(&actor.serial.0.to_be_bytes());
        key.extend_from_slice(&actor.generation.to_be_bytes());
        key
    }

    /// A changeset.
    #[must_use]
    pub fn changeset(chain: &ChainId, first_seq: u32) -> Vec<u8> {
        let mut key = chain_bytes(b'c', chain);
        key.extend_from_slice(&first_seq.to_be_bytes());
        key
    }

    /// What the hub confirmed of a chain: a big-endian number.
    #[must_use]
    pub fn confirmed(chain: &ChainId) -> Vec<u8> {
        chain_bytes(b'h', chain)
    }

    /// Why a chain is stuck.
    #[must_use]
    pub fn stuck(chain: &ChainId) -> Vec<u8> {
        chain_bytes(b'r', chain)
    }

    /// From where on the hub keeps a chain apart: a big-endian number.
    #[must_use]
    pub fn apart(chain: &ChainId) -> Vec<u8> {
        chain_bytes(b'q', chain)
    }

    /// Entries of an own chain that were set aside, because the hub has others under their
    /// numbers.
    #[must_use]
    pub fn aside(chain: &ChainId, opened: &super::Opened) -> Vec<u8> {
        forked(b'f', chain, opened)
    }

    /// The same of another phone's chain: kept, and never read again.
    #[must_use]
    pub fn evidence(chain: &ChainId, opened: &super::Opened) -> Vec<u8> {
        forked(b'e', chain, opened)
    }

    fn forked(space: u8, chain: &ChainId, opened: &super::Opened) -> Vec<u8> {
        let mut key = chain_bytes(space, chain);
        key.extend_from_slice(&opened.first_seq.to_be_bytes());
        key.extend_from_slice(&opened.tip().prefix::<4>());
        key
    }

    /// The cursor of a stream.
    #[must_use]
    pub fn cursor(branch: &BranchId) -> Vec<u8> {
        [b"s".as_slice(), branch.as_str().as_bytes()].concat()
    }

    /// A publication's bytes.
    #[must_use]
    pub fn publication(hash: &Hash) -> Vec<u8> {
        [b"p".as_slice(), &hash.0].concat()
    }

    /// The mark as of this store. The one beside the key follows it; if that is ahead, the store
    /// is an older one.
    pub const MARK: &[u8] = b"mmark";
    /// What the hub's clock said, less the device's: signed seconds, big-endian.
    pub const CLOCK: &[u8] = b"mclock";
    /// How many of its own entries this store holds. Fewer at the next start means that records
    /// were lost from the store.
    pub const HELD: &[u8] = b"mheld";
    /// The hub was found to be an older one, and has not been handed the publications yet.
    pub const OFFERING: &[u8] = b"moffering";
    /// Changesets that could not be checked when they came.
    pub const PARKED: u8 = b'w';
    /// The hub's keys one after the other, once it has had more than one.
    pub const SUCCESSION: &[u8] = b"msuccession";
    /// When the hub last confirmed everything: seconds, big-endian.
    pub const CONFIRMED_AT: &[u8] = b"mconfirmed_at";
}

/// Bytes of a changeset at rest: nothing is left out, the predecessor is whole.
#[must_use]
pub fn stored(opened: &Opened) -> Vec<u8> {
    let mut out = Vec::new();
    opened.pack(true).put(&mut out, &Context::default(), None);
    out
}

/// Reads a stored changeset; it is opened like one from outside.
///
/// # Errors
/// As [`Changeset::read`].
pub fn read_stored(bytes: &[u8]) -> Result<Changeset, Code> {
    let mut reader = Reader::new(bytes);
    let changeset = Changeset::read(&mut reader, &Context::default(), None)?;
    reader.end().map(|()| changeset)
}

/// The hash that a chain's next changeset must follow.
#[must_use]
pub fn previous_of(chain: Option<&Chain>, scope: &ChainScope, first_seq: u32) -> Option<Hash> {
    if first_seq == 1 {
        return Some(scope.genesis());
    }
    chain.and_then(|chain| chain.hash_at(first_seq - 1))
}

/// Bytes of a stuck chain's reason.
#[must_use]
pub fn stuck_bytes(stuck: Stuck) -> Vec<u8> {
    match stuck {
        Stuck::Forked(winner) => [&[1], winner.0.as_slice()].concat(),
        Stuck::Refused(code) => [&[2], (code as u16).to_be_bytes().as_slice()].concat(),
    }
}

/// Reads what [`stuck_bytes`] wrote.
#[must_use]
pub fn read_stuck(bytes: &[u8]) -> Option<Stuck> {
    let (kind, rest) = bytes.split_first()?;
    match kind {
        1 => rest.try_into().ok().map(|winner| Stuck::Forked(EntryId(winner))),
        2 => {
            let number = rest.try_into().ok().map(u16::from_be_bytes)?;
            Some(Stuck::Refused(Code::from_number(number).unwrap_or(Code::Internal)))
        }
        _ => None,
    }
}

/// Sets a key to a big-endian number.
#[must_use]
pub fn put_number(key: Vec<u8>, number: u64) -> Write {
    Write::Put(key, number.to_be_bytes().to_vec())
}

/// Reads a big-endian number.
#[must_use]
pub fn read_number(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}
