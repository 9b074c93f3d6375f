//! Changesets: consecutive entries of one chain as columns, ending at a signed head. The unit of
//! replication: each accepted one is permanent, accepting it twice does no harm, and neighbours
//! merge by dropping the inner signature.

use super::document::{DocumentId, DocumentKind};
use super::entry::{ChainScope, ENTRY_BYTES_MAX, Entry, EntryId, Salt, entry_id};
use super::keys::{Hash, PublicKey, Realm};
use super::packing::{put_columns, read_columns};
use crate::code::Code;
use crate::id::{Actor, BranchId, MemberId, NAME_ID_BYTES_MAX, Serial};
use crate::time::Cycle;
use crate::wire::bytes::{Reader, put_blob, put_varint};
use crate::wire::columns::TAGS_MAX;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Most entries of one changeset.
pub const ENTRIES_MAX: usize = 128;
/// Most bytes of one changeset's columns.
pub const COLUMNS_BYTES_MAX: usize = 32 * 1024;
/// Most bytes of one changeset's entries once they are unpacked. Repeated byte strings cost
/// little on the wire, so what they unpack to has a limit of its own.
pub const UNPACKED_BYTES_MAX: usize = 128 * 1024;

/// Largest columns that a neighbour in a list may refer to instead of repeating them. They hold one
/// entry, so that a small frame cannot ask for much hashing.
pub const REPEATED_BYTES_MAX: usize = 256;

/// How a changeset names the entry before its first one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Previous {
    /// There is none: the chain begins here.
    Genesis,
    /// The first 4 bytes of its hash, for a receiver that holds it. They only tell a gap or a fork
    /// from a wrong signature; what binds the chain is the signature.
    Prefix([u8; 4]),
    /// Its whole hash, for a receiver that may not hold it.
    Full(Hash),
}

/// A changeset as it travels and rests. Nothing in it has been checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changeset {
    /// The document written to.
    pub document: DocumentId,
    /// Who wrote.
    pub actor: Actor,
    /// The number of the first entry; chains start at 1.
    pub first_seq: u32,
    /// How many entries follow.
    pub count: u16,
    /// The entry before the first one.
    pub previous: Previous,
    /// The entries as columns.
    pub columns: Arc<[u8]>,
    /// Ed25519 over the head after the last entry.
    pub signature: [u8; 64],
}

/// The entries of a changeset with their hashes. Made only by checking a signature or by signing.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The document written to.
    pub document: DocumentId,
    /// Who wrote.
    pub actor: Actor,
    /// The number of the first entry.
    pub first_seq: u32,
    /// The hash before the first entry; of the chain's genesis where `first_seq` is 1.
    pub previous: Hash,
    /// The entries with the hash of each.
    pub entries: Vec<(Hash, Entry)>,
    /// The chain's salt, where it travelled with notes.
    pub chain_salt: Option<Salt>,
    /// The signature over the last entry.
    pub signature: [u8; 64],
    /// The columns as they came, while they still are these very entries: a store that keeps
    /// them need not pack them again.
    pub packed: Option<Arc<[u8]>>,
}

/// What a frame or a file already said about its changesets, so that they need not repeat it.
#[derive(Clone, Debug, Default)]
pub struct Context {
    /// The branch of this stream.
    pub branch: Option<BranchId>,
    /// The member most changesets are about.
    pub member: Option<MemberId>,
    /// The actor of most changesets.
    pub actor: Option<Actor>,
}

const FLAG_ACTOR: u8 = 0x10;
const FLAG_MEMBER: u8 = 0x20;
const PREVIOUS_SHIFT: u8 = 6;

impl Changeset {
    /// The number of the last entry.
    #[must_use]
    pub const fn last_seq(&self) -> u32 {
        self.first_seq.saturating_add(self.count as u32).saturating_sub(1)
    }

    /// Appends a list: see [`Changeset::put`]. Neighbours with equal columns, as a roll call makes
    /// them, are written once and then referred to.
    pub fn put_list(out: &mut Vec<u8>, changesets: &[Changeset], context: &Context) {
        let mut before: Option<&Changeset> = None;
        for changeset in changesets {
            changeset.put(out, context, before);
            before = Some(changeset);
        }
    }

    /// Reads a list of `count` that [`Changeset::put_list`] wrote.
    ///
    /// # Errors
    /// As [`Changeset::read`].
    pub fn read_list(
        reader: &mut Reader<'_>,
        count: usize,
        context: &Context,
    ) -> Result<Vec<Changeset>, Code> {
        let mut changesets: Vec<Changeset> = Vec::new();
        for _ in 0..count {
            let next = Changeset::read(reader, context, changesets.last())?;
            changesets.push(next);
        }
        Ok(changesets)
    }

    /// Appends the bytes: flags and document kind, branch, cycle, member, host, actor (each only
    /// where `context` does not say it), first number, predecessor, count, columns, signature.
    /// A count of 0 stands for the count and the columns of the changeset `before`.
    pub fn put(&self, out: &mut Vec<u8>, context: &Context, before: Option<&Changeset>) {
        let same_actor = context.actor == Some(self.actor);
        let same_member = context.member.is_some() && context.member == self.document.member;
        let (mode, previous): (u8, &[u8]) = match &self.previous {
            Previous::Genesis => (0, &[]),
            Previous::Prefix(prefix) => (1, prefix),
            Previous::Full(hash) => (2, &hash.0),
        };
        let mut head = self.document.kind as u8 | mode << PREVIOUS_SHIFT;
        if !same_actor {
            head |= FLAG_ACTOR;
        }
        if !same_member && self.document.kind.has_member() {
            head |= FLAG_MEMBER;
        }
        out.push(head);
        if context.branch.is_none() {
            put_blob(out, self.document.branch.as_str().as_bytes());
        }
        if self.document.kind.has_cycle() {
            put_varint(out, u64::from(self.document.cycle.0.saturating_sub(2000)));
        }
        if head & FLAG_MEMBER != 0 {
            put_blob(out, self.document.member.as_ref().map_or("", MemberId::as_str).as_bytes());
        }
        if let Some(host) = &self.document.host {
            put_blob(out, host.as_str().as_bytes());
        }
        if !same_actor {
            put_varint(out, u64::from(self.actor.serial.0));
            put_varint(out, u64::from(self.actor.generation));
        }
        if mode != 0 {
            put_varint(out, u64::from(self.first_seq));
        }
        out.extend_from_slice(previous);
        if before.is_some_and(|before| before.repeats_in(self)) {
            put_varint(out, 0);
        } else {
            put_varint(out, u64::from(self.count));
            put_blob(out, &self.columns);
        }
        out.extend_from_slice(&self.signature);
    }

    fn repeatable(&self) -> bool {
        self.count == 1 && self.columns.len() <= REPEATED_BYTES_MAX
    }

    /// Notes have a salt of their chain, so columns with notes are never equal; the limit keeps
    /// a small frame from unpacking into a large one.
    fn repeats_in(&self, next: &Changeset) -> bool {
        self.repeatable() && next.count == 1 && self.columns == next.columns
    }

    /// Reads what [`Changeset::put`] wrote with the same context.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`], [`Code::FrameMalformed`] or [`Code::CountTooLarge`].
    pub fn read(
        reader: &mut Reader<'_>,
        context: &Context,
        before: Option<&Changeset>,
    ) -> Result<Changeset, Code> {
        let bad = Code::FrameMalformed;
        let head = reader.u8()?;
        let kind = DocumentKind::from_number(head & 0x0f).ok_or(bad)?;
        let branch = match &context.branch {
            Some(branch) => branch.clone(),
            None => BranchId::new(reader.text(NAME_ID_BYTES_MAX)?).map_err(|_| bad)?,
        };
        let cycle = if kind.has_cycle() {
            let years = u16::try_from(reader.varint()?).map_err(|_| bad)?;
            Cycle(years.checked_add(2000).ok_or(bad)?)
        } else {
            Cycle(0)
        };
        let member = match (kind.has_member(), head & FLAG_MEMBER != 0) {
            (false, false) => None,
            (false, true) => return Err(bad),
            (true, true) => Some(MemberId::new(reader.text(NAME_ID_BYTES_MAX)?).map_err(|_| bad)?),
            (true, false) => Some(context.member.clone().ok_or(bad)?),
        };
        let host = if kind == DocumentKind::Guest {
            Some(BranchId::new(reader.text(NAME_ID_BYTES_MAX)?).map_err(|_| bad)?)
        } else {
            None
        };
        let actor = if head & FLAG_ACTOR != 0 {
            Actor { serial: Serial(reader.varint32()?), generation: reader.varint32()? }
        } else {
            context.actor.ok_or(bad)?
        };
        let mode = head >> PREVIOUS_SHIFT;
        let first_seq = if mode == 0 { 1 } else { reader.varint32()? };
        let previous = match mode {
            0 => Previous::Genesis,
            1 => Previous::Prefix(reader.array()?),
            2 => Previous::Full(Hash(reader.array()?)),
            _ => return Err(bad),
        };
        let (count, columns) = match reader.count(ENTRIES_MAX)? {
            0 => {
                let before = before.filter(|one| one.repeatable());
                before.map(|before| (before.count, before.columns.clone())).ok_or(bad)?
            }
            count => {
                let count = u16::try_from(count).map_err(|_| bad)?;
                (count, Arc::from(reader.blob(COLUMNS_BYTES_MAX)?))
            }
        };
        let fits = (mode == 0) == (first_seq == 1) && first_seq > 0;
        let last_fits = first_seq.checked_add(ENTRIES_MAX as u32).is_some();
        if !fits || !last_fits {
            return Err(bad);
        }
        Ok(Changeset {
            document: DocumentId { kind, branch, cycle, member, host }.checked()?,
            actor,
            first_seq,
            count,
            previous,
            columns,
            signature: reader.array()?,
        })
    }

    /// Unpacks the columns, hashes the entries behind `previous` and checks the head signature.
    ///
    /// # Errors
    /// [`Code::ChangesetMalformed`], [`Code::EntryTooLarge`], [`Code::SignatureWrong`]; and
    /// [`Code::ChainGap`] where `previous` is not the entry that this changeset follows.
    pub fn open(&self, realm: &Realm, key: &PublicKey, previous: &Hash) -> Result<Opened, Code> {
        let scope = ChainScope::new(realm, &self.document, key, self.actor);
        let follows = match self.previous {
            Previous::Genesis => *previous == scope.genesis(),
            Previous::Prefix(prefix) => previous.prefix() == prefix,
            Previous::Full(hash) => *previous == hash,
        };
        if !follows {
            return Err(Code::ChainGap);
        }
        let (entries, chain_salt) = read_columns(&self.columns, self.count, self.first_seq)?;
        let mut tip = *previous;
        let mut hashed = Vec::with_capacity(entries.len());
        for (seq, entry) in (self.first_seq..).zip(entries) {
            tip = scope.hash(seq, &tip, &entry);
            hashed.push((tip, entry));
        }
        if !scope.head_verifies(key, self.last_seq(), &tip, &self.signature) {
            return Err(Code::SignatureWrong);
        }
        Ok(Opened {
            document: self.document.clone(),
            actor: self.actor,
            first_seq: self.first_seq,
            previous: *previous,
            entries: hashed,
            chain_salt,
            signature: self.signature,
            packed: Some(self.columns.clone()),
        })
    }
}

/// Joins neighbours of one chain into fewer changesets, dropping inner signatures. For a store
/// that checked every one of them when it took it in: nothing is hashed or verified here.
///
/// # Errors
/// [`Code::ChangesetMalformed`] where columns cannot be read, which a sound store never has.
pub fn join_stored(changesets: Vec<Changeset>) -> Result<Vec<Changeset>, Code> {
    let mut groups: Vec<Vec<Changeset>> = Vec::new();
    let mut last_of: std::collections::HashMap<(DocumentId, Actor), usize> = Default::default();
    for changeset in changesets {
        let chain = (changeset.document.clone(), changeset.actor);
        let group = last_of.get(&chain).and_then(|at| groups.get_mut(*at));
        match group.filter(|group| joinable(group, &changeset)) {
            Some(group) => group.push(changeset),
            None => {
                last_of.insert(chain, groups.len());
                groups.push(vec![changeset]);
            }
        }
    }
    let joined = groups.into_iter().map(join_group).collect::<Result<Vec<_>, Code>>()?;
    Ok(joined.into_iter().flatten().collect())
}

fn joinable(group: &[Changeset], next: &Changeset) -> bool {
    let entries: usize = group.iter().map(|one| usize::from(one.count)).sum();
    let bytes: usize = group.iter().map(|one| one.columns.len()).sum();
    group.last().is_some_and(|last| last.last_seq().saturating_add(1) == next.first_seq)
        && entries + usize::from(next.count) <= ENTRIES_MAX
        // Columns that are joined can lose runs; half the limit leaves room for that.
        && bytes + next.columns.len() <= COLUMNS_BYTES_MAX / 2
}

fn join_group(group: Vec<Changeset>) -> Result<Vec<Changeset>, Code> {
    let (Some(first), Some(last)) = (group.first(), group.last()) else { return Ok(group) };
    if group.len() == 1 {
        return Ok(group);
    }
    let (first_seq, previous) = (first.first_seq, first.previous);
    let mut entries: Vec<Entry> = Vec::new();
    let mut salt = None;
    for one in &group {
        let (more, its_salt) = read_columns(&one.columns, one.count, one.first_seq)?;
        entries.extend(more);
        // Where salts differ, notes fall back to a salt each: put_columns checks every one.
        salt = salt.or(its_salt);
    }
    // What each piece may hold, all together may not: then they stay pieces.
    let unpacked: usize = entries.iter().map(Entry::size).sum();
    let tags: BTreeSet<u8> =
        entries.iter().flat_map(|entry| [entry.key.tag(), entry.value.tag()]).collect();
    if unpacked > UNPACKED_BYTES_MAX || tags.len() > TAGS_MAX {
        return Ok(group);
    }
    let columns = put_columns(&entries.iter().collect::<Vec<_>>(), first_seq, salt.as_ref());
    let count = u16::try_from(entries.len()).map_err(|_| Code::Internal)?;
    Ok(vec![Changeset { first_seq, previous, count, columns: columns.into(), ..last.clone() }])
}

impl Changeset {
    /// Drops the texts of some entries; their hashes stay, so the chain verifies as before. True
    /// where there were any. For a store that checked the changeset when it took it in.
    ///
    /// # Errors
    /// [`Code::ChangesetMalformed`] where the columns cannot be read, which a sound store never
    /// has.
    pub fn erase_notes(&mut self, about: impl Fn(&Entry) -> bool) -> Result<bool, Code> {
        let (mut entries, salt) = read_columns(&self.columns, self.count, self.first_seq)?;
        let mut any = false;
        for entry in entries.iter_mut().filter(|entry| about(entry)) {
            any |= entry.note.erase();
        }
        if any {
            let rows: Vec<&Entry> = entries.iter().collect();
            self.columns = put_columns(&rows, self.first_seq, salt.as_ref()).into();
        }
        Ok(any)
    }
}

impl Opened {
    /// Drops the texts of some entries; see [`Changeset::erase_notes`].
    pub fn erase_notes(&mut self, about: impl Fn(&Entry) -> bool) -> bool {
        let mut any = false;
        for (_, entry) in self.entries.iter_mut().filter(|(_, entry)| about(entry)) {
            any |= entry.note.erase();
        }
        if any {
            self.packed = None;
        }
        any
    }

    /// The number of the last entry.
    #[must_use]
    pub fn last_seq(&self) -> u32 {
        self.first_seq + self.entries.len() as u32 - 1
    }

    /// The hash of the last entry.
    #[must_use]
    pub fn tip(&self) -> Hash {
        self.entries.last().map_or(self.previous, |(hash, _)| *hash)
    }

    /// The hash of entry `seq`, or of the one before the first; `None` outside.
    #[must_use]
    pub fn hash_at(&self, seq: u32) -> Option<Hash> {
        if seq + 1 == self.first_seq {
            return Some(self.previous);
        }
        let at = usize::try_from(seq.checked_sub(self.first_seq)?).ok()?;
        self.entries.get(at).map(|(hash, _)| *hash)
    }

    /// The entries with their names.
    pub fn named(&self) -> impl Iterator<Item = (EntryId, &Entry)> {
        self.entries.iter().map(|(hash, entry)| (entry_id(hash), entry))
    }

    /// Drops the first `count` entries, keeping at least one.
    pub fn drop_front(&mut self, count: usize) {
        let count = count.min(self.entries.len().saturating_sub(1));
        if count > 0 {
            self.packed = None;
        }
        for (hash, _) in self.entries.drain(..count) {
            self.previous = hash;
            self.first_seq += 1;
        }
    }

    /// Joins the changeset that follows this one, if it does and the limits allow it.
    ///
    /// # Errors
    /// The other changeset, unchanged, where the two cannot be one.
    pub fn join(&mut self, next: Box<Opened>) -> Result<(), Box<Opened>> {
        let follows = self.document == next.document
            && self.actor == next.actor
            && self.last_seq() + 1 == next.first_seq
            && self.tip() == next.previous;
        let salt = self.chain_salt.or(next.chain_salt);
        let salts_agree = next.chain_salt.is_none() || next.chain_salt == salt;
        let sizes = |opened: &Opened| opened.entries.iter().map(|(_, e)| e.size()).sum::<usize>();
        // Columns are never larger than their entries and a few bytes per row.
        let bytes = sizes(self) + sizes(&next) + 16 * ENTRIES_MAX;
        let fits =
            self.entries.len() + next.entries.len() <= ENTRIES_MAX && bytes <= COLUMNS_BYTES_MAX;
        if !(follows && salts_agree && fits) {
            return Err(next);
        }
        self.chain_salt = salt;
        self.packed = None;
        self.entries.extend(next.entries);
        self.signature = next.signature;
        Ok(())
    }

    /// Packs the entries for a receiver that holds the predecessor, or may not (`full`).
    #[must_use]
    pub fn pack(&self, full: bool) -> Changeset {
        let columns = self.packed.clone().unwrap_or_else(|| {
            let entries: Vec<&Entry> = self.entries.iter().map(|(_, entry)| entry).collect();
            put_columns(&entries, self.first_seq, self.chain_salt.as_ref()).into()
        });
        let previous = match (self.first_seq, full) {
            (1, _) => Previous::Genesis,
            (_, true) => Previous::Full(self.previous),
            (_, false) => Previous::Prefix(self.previous.prefix()),
        };
        Changeset {
            document: self.document.clone(),
            actor: self.actor,
            first_seq: self.first_seq,
            count: self.entries.len() as u16,
            previous,
            columns,
            signature: self.signature,
        }
    }
}

// A whole entry always fits an empty changeset.
const _: () = assert!(ENTRY_BYTES_MAX + 16 * ENTRIES_MAX <= COLUMNS_BYTES_MAX);
