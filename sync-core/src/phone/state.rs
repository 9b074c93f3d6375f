//! What a phone holds in memory, and how it rests in the host's store: one record per changeset,
//! one per chain for what the hub confirmed, one per cursor. Everything is checked again when it
//! is loaded.

use super::batch::Write;
use crate::chain::certificate::{Certificate, Role};
use crate::chain::changeset::{Changeset, Context, Opened};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::{ChainScope, Entry, EntryId};
use crate::chain::keys::{Hash, PublicKey, Realm};
use crate::code::Code;
use crate::id::{Actor, BranchId, Serial};
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::sync::authority::{Subject, may_write};
use crate::wire::bytes::Reader;
use std::collections::BTreeMap;

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
    /// Changesets that could not be checked when they came.
    pub const PARKED: u8 = b'w';
    /// When the hub last confirmed everything: seconds, big-endian.
    pub const CONFIRMED_AT: &[u8] = b"mconfirmed_at";
}

/// Certificates by the branch whose registry or membership document names them.
pub type Certificates = BTreeMap<(BranchId, Serial), Certificate>;

/// What is needed to check any changeset.
#[derive(Debug)]
pub struct Trust {
    /// The organisation.
    pub realm: Realm,
    /// The hub's key.
    pub hub: PublicKey,
    /// Known certificates.
    pub certificates: Certificates,
}

impl Trust {
    /// The key that signs a chain, if its writer may write there.
    ///
    /// # Errors
    /// [`Code::CertificateUnknown`] or [`Code::DocumentForeign`].
    pub fn writer(&self, document: &DocumentId, actor: Actor) -> Result<PublicKey, Code> {
        if document.kind.is_hubs() {
            let hub = actor.serial == Serial::HUB;
            return if hub { Ok(self.hub) } else { Err(Code::DocumentForeign) };
        }
        let certificate = self
            .certificates
            .get(&(document.branch.clone(), actor.serial))
            .ok_or(Code::CertificateUnknown)?;
        // A registry names reviewers of the township above it; being named there says "above".
        let above = certificate.branch != document.branch;
        if may_write(&Subject::from(certificate), document, above) {
            Ok(certificate.key)
        } else {
            Err(Code::DocumentForeign)
        }
    }

    /// The role of the writer of a chain, where known.
    #[must_use]
    pub fn role(&self, branch: &BranchId, serial: Serial) -> Option<Role> {
        self.certificates.get(&(branch.clone(), serial)).map(|certificate| certificate.role)
    }

    /// Learns the certificates among entries of the hub. One that does not check out is passed
    /// over: what it should have vouched for then stays unknown.
    pub fn learn(&mut self, opened: &Opened) {
        let kind = opened.document.kind;
        if !matches!(kind, DocumentKind::Registry | DocumentKind::Membership) {
            return;
        }
        for (_, entry) in opened.named() {
            let (Ok(Some(Key::Certificate(serial))), Ok(Some(Value::Certificate(value)))) =
                (Key::read(&entry.key), Value::read(&entry.value))
            else {
                continue;
            };
            let checked = Certificate::check(&self.realm, &self.hub, serial, &value);
            if let Ok(certificate) = checked {
                self.certificates.insert((opened.document.branch.clone(), serial), certificate);
            }
        }
    }
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
