//! What a close covers: for each chain the number of its last entry, and the bytes that carry
//! this in a calendar entry (layout: `docs/protocol.md`, "Tips of a close"). The bytes were
//! written by another phone, so reading them is bounded and never panics.

use super::state::ChainId;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::code::Code;
use crate::id::{Actor, BranchId, MemberId, NAME_ID_BYTES_MAX, Serial};
use crate::schema::record::BLOB_BYTES_MAX;
use crate::time::Cycle;
use crate::wire::bytes::{Reader, put_blob, put_varint};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Most bytes of one close's tips: what fits into one entry. About 400 members whose year has
/// two writers of the roll and two of the reviews; twice as many where one does all.
pub const TIPS_BYTES_MAX: usize = 11 * 1024;

/// The first byte.
const VERSION: u8 = 1;

/// The kinds whose chains a close covers.
const KINDS: [DocumentKind; 5] = [
    DocumentKind::Claims,
    DocumentKind::Roll,
    DocumentKind::Review,
    DocumentKind::Guest,
    DocumentKind::Calendar,
];

/// The entries that a close names: for each chain the last one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    tips: BTreeMap<ChainId, u32>,
}

/// One chain as the bytes name it.
struct Tip<'a> {
    section: Section<'a>,
    member: Option<&'a str>,
    actor: Actor,
    seq: u32,
}

/// Chains of one kind and year; of one host, too, where hosts write such documents.
type Section<'a> = (DocumentKind, Cycle, Option<&'a str>);

impl Covered {
    /// True for the kinds of documents that a close covers.
    #[must_use]
    pub fn includes(kind: DocumentKind) -> bool {
        KINDS.contains(&kind)
    }

    /// The last entry of a chain that is covered; 0 for none.
    #[must_use]
    pub fn last_seq(&self, chain: &ChainId) -> u32 {
        self.tips.get(chain).copied().unwrap_or(0)
    }

    /// Covers a chain up to an entry, or further where it was covered further.
    pub fn add(&mut self, chain: ChainId, seq: u32) {
        if seq == 0 || !Covered::includes(chain.0.kind) {
            return;
        }
        match self.tips.entry(chain) {
            Entry::Vacant(vacant) => {
                vacant.insert(seq);
            }
            Entry::Occupied(mut known) => *known.get_mut() = seq.max(*known.get()),
        }
    }

    /// Covers what the other one covers, too.
    pub fn merge(&mut self, other: &Covered) {
        for (chain, seq) in &other.tips {
            self.add(chain.clone(), *seq);
        }
    }

    /// Every chain with its last covered entry, by document and actor.
    pub fn tips(&self) -> impl Iterator<Item = (&ChainId, u32)> {
        self.tips.iter().map(|(chain, seq)| (chain, *seq))
    }

    /// The bytes, in pieces that fit a value's byte strings.
    ///
    /// # Errors
    /// [`Code::EntryTooLarge`] above [`TIPS_BYTES_MAX`].
    pub fn to_blobs(&self) -> Result<Vec<Arc<[u8]>>, Code> {
        let members: BTreeSet<&MemberId> =
            self.tips.keys().filter_map(|(document, _)| document.member.as_ref()).collect();
        let actors: BTreeSet<Actor> = self.tips.keys().map(|(_, actor)| *actor).collect();
        let mut out = vec![VERSION];
        put_varint(&mut out, members.len() as u64);
        members.iter().for_each(|member| put_blob(&mut out, member.as_str().as_bytes()));
        put_varint(&mut out, actors.len() as u64);
        let mut before = 0;
        for actor in &actors {
            put_varint(&mut out, u64::from(actor.serial.0 - before));
            put_varint(&mut out, u64::from(actor.generation));
            before = actor.serial.0;
        }
        let places: BTreeMap<Actor, u64> = actors.iter().copied().zip(0..).collect();
        let sections: BTreeSet<Section<'_>> =
            self.tips.keys().map(|(document, _)| section(document)).collect();
        for one in sections {
            self.put_section(&mut out, one, (&members, &places));
        }
        if out.len() > TIPS_BYTES_MAX {
            return Err(Code::EntryTooLarge);
        }
        Ok(out.chunks(BLOB_BYTES_MAX).map(Arc::from).collect())
    }

    fn put_section(
        &self,
        out: &mut Vec<u8>,
        (kind, year, host): Section<'_>,
        (members, places): (&BTreeSet<&MemberId>, &BTreeMap<Actor, u64>),
    ) {
        out.push(kind as u8);
        put_varint(out, u64::from(year.0));
        if let Some(host) = host {
            put_blob(out, host.as_bytes());
        }
        let mut lists: BTreeMap<Option<&MemberId>, Vec<(u64, u32)>> = if kind.has_member() {
            members.iter().map(|member| (Some(*member), Vec::new())).collect()
        } else {
            BTreeMap::from([(None, Vec::new())])
        };
        for ((document, actor), seq) in &self.tips {
            if section(document) == (kind, year, host) {
                let place = places.get(actor).copied().unwrap_or_default();
                lists.entry(document.member.as_ref()).or_default().push((place, *seq));
            }
        }
        for list in lists.values() {
            put_varint(out, list.len() as u64);
            let mut next = 0;
            for (place, seq) in list {
                put_varint(out, place - next);
                put_varint(out, u64::from(seq - 1));
                next = place + 1;
            }
        }
    }

    /// Reads what [`Covered::to_blobs`] wrote on a phone of this branch.
    ///
    /// # Errors
    /// [`Code::ChangesetMalformed`] for anything else, also for bytes of a newer version.
    pub fn read(branch: &BranchId, blobs: &[Arc<[u8]>]) -> Result<Covered, Code> {
        let mut covered = Covered::default();
        covered.take(branch, blobs, None).map_err(|_| Code::ChangesetMalformed)?;
        Ok(covered)
    }

    /// Adds what such bytes say about the documents of one member. Where they do not read they
    /// cover nothing.
    pub(super) fn add_of(&mut self, branch: &BranchId, blobs: &[Arc<[u8]>], member: &MemberId) {
        let mut covered = Covered::default();
        if covered.take(branch, blobs, Some(member)).is_ok() {
            self.merge(&covered);
        }
    }

    fn take(
        &mut self,
        branch: &BranchId,
        blobs: &[Arc<[u8]>],
        only: Option<&MemberId>,
    ) -> Result<(), Code> {
        let bytes = blobs.concat();
        scan(&bytes, |tip| {
            if only.is_some_and(|only| tip.member != Some(only.as_str())) {
                return Ok(());
            }
            let member = tip.member.map(MemberId::new).transpose()?;
            let (kind, cycle, host) = tip.section;
            let host = host.map(BranchId::new).transpose()?;
            let document = DocumentId { kind, branch: branch.clone(), cycle, member, host };
            self.add((document.checked()?, tip.actor), tip.seq);
            Ok(())
        })
    }
}

fn section(document: &DocumentId) -> Section<'_> {
    (document.kind, document.cycle, document.host.as_ref().map(BranchId::as_str))
}

/// Walks through the bytes, refusing all that is out of order.
fn scan<'a>(
    bytes: &'a [u8],
    mut each: impl FnMut(Tip<'a>) -> Result<(), Code>,
) -> Result<(), Code> {
    let bad = Code::ChangesetMalformed;
    if bytes.len() > TIPS_BYTES_MAX {
        return Err(bad);
    }
    let mut reader = Reader::new(bytes);
    if reader.u8()? != VERSION {
        return Err(bad);
    }
    let members = read_members(&mut reader)?;
    let actors = read_actors(&mut reader)?;
    let mut before: Option<Section<'_>> = None;
    while reader.left() > 0 {
        let kind = DocumentKind::from_number(reader.u8()?).ok_or(bad)?;
        let year = Cycle(u16::try_from(reader.varint()?).map_err(|_| bad)?);
        let hosted = kind == DocumentKind::Guest;
        let host = hosted.then(|| reader.text(NAME_ID_BYTES_MAX)).transpose()?;
        let section = (kind, year, host);
        if !Covered::includes(kind) || before >= Some(section) {
            return Err(bad);
        }
        before = Some(section);
        let lists = if kind.has_member() { members.len() } else { 1 };
        for list in 0..lists {
            let member = members.get(list).copied().filter(|_| kind.has_member());
            let count = reader.count(actors.len())?;
            let mut next = 0_usize;
            for _ in 0..count {
                let place = next.saturating_add(reader.count(actors.len())?);
                let actor = *actors.get(place).ok_or(bad)?;
                let seq = reader.varint32()?.checked_add(1).ok_or(bad)?;
                next = place + 1;
                each(Tip { section, member, actor, seq })?;
            }
        }
    }
    Ok(())
}

fn read_members<'a>(reader: &mut Reader<'a>) -> Result<Vec<&'a str>, Code> {
    // Each takes at least two bytes, so no count makes more room than the bytes have.
    let count = reader.count(reader.left() / 2)?;
    let mut members: Vec<&str> = Vec::with_capacity(count);
    for _ in 0..count {
        let member = reader.text(NAME_ID_BYTES_MAX)?;
        if members.last().is_some_and(|before| *before >= member) {
            return Err(Code::ChangesetMalformed);
        }
        members.push(member);
    }
    Ok(members)
}

fn read_actors(reader: &mut Reader<'_>) -> Result<Vec<Actor>, Code> {
    let bad = Code::ChangesetMalformed;
    let count = reader.count(reader.left() / 2)?;
    let mut actors: Vec<Actor> = Vec::with_capacity(count);
    for _ in 0..count {
        let before = actors.last().map_or(0, |actor| actor.serial.0);
        let serial = Serial(before.checked_add(reader.varint32()?).ok_or(bad)?);
        let actor = Actor { serial, generation: reader.varint32()? };
        if actors.last().is_some_and(|before| *before >= actor) {
            return Err(bad);
        }
        actors.push(actor);
    }
    Ok(actors)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn home() -> BranchId {
        "pasture-a".parse().unwrap()
    }

    fn chain(
        kind: DocumentKind,
        member: u32,
        year: u16,
        (serial, generation): (u32, u32),
    ) -> ChainId {
        let document = DocumentId {
            kind,
            branch: home(),
            cycle: Cycle(year),
            member: kind.has_member().then(|| format!("pa{member:03}").parse().unwrap()),
            host: (kind == DocumentKind::Guest)
                .then(|| format!("village-{}", serial % 2).parse().unwrap()),
        };
        (document, Actor { serial: Serial(serial), generation })
    }

    /// A branch where two secretaries call the roll and decide about everybody.
    fn branch_of(members: u32) -> Covered {
        let mut covered = Covered::default();
        for secretary in [1, 2] {
            covered.add(chain(DocumentKind::Calendar, 0, 2026, (secretary, 0)), 90);
            for member in 0..members {
                for kind in [DocumentKind::Roll, DocumentKind::Review] {
                    covered.add(chain(kind, member, 2026, (secretary, 0)), 150);
                }
            }
        }
        for member in 0..members {
            let own = chain(DocumentKind::Claims, member, 2026, (10 + member, 0));
            covered.add(own, 150);
        }
        covered
    }

    #[test]
    fn the_limit_is_some_hundred_members() {
        for (members, bytes) in [(40, 1_100), (400, TIPS_BYTES_MAX)] {
            let covered = branch_of(members);
            let blobs = covered.to_blobs().unwrap();
            let size: usize = blobs.iter().map(|blob| blob.len()).sum();
            assert!(size <= bytes && blobs.len() <= 7, "{members}: {size}");
            assert_eq!(Covered::read(&home(), &blobs), Ok(covered));
        }
        assert_eq!(branch_of(600).to_blobs(), Err(Code::EntryTooLarge));
    }

    #[test]
    fn the_layout_is_the_documented_one() {
        let mut covered = Covered::default();
        covered.add(chain(DocumentKind::Claims, 5, 2026, (9, 1)), 3);
        covered.add(chain(DocumentKind::Review, 5, 2026, (4, 0)), 1);
        covered.add(chain(DocumentKind::Guest, 5, 2026, (4, 0)), 2);
        covered.add(chain(DocumentKind::Calendar, 0, 2026, (4, 0)), 200);
        let bytes = covered.to_blobs().unwrap().concat();
        let year = [0xea, 0x0f];
        let expected = [
            &[1, 1, 5][..],
            b"pa005",
            &[2, 4, 0, 5, 1],
            &[1, year[0], year[1], 1, 1, 2],
            &[3, year[0], year[1], 1, 0, 0],
            &[4, year[0], year[1], 9],
            b"village-0",
            &[1, 0, 1],
            &[5, year[0], year[1], 1, 0, 0xc7, 0x01],
        ];
        assert_eq!(bytes, expected.concat());
        let empty = Covered::default().to_blobs().unwrap();
        assert_eq!(empty.concat(), [1, 0, 0]);
        for cut in 1..bytes.len() {
            let read = Covered::read(&home(), &[Arc::from(&bytes[..cut])]);
            assert_ne!(read, Ok(covered.clone()), "{cut}");
        }
        assert!(Covered::read(&home(), &[Arc::from(&[2, 0, 0][..])]).is_err(), "a newer version");
    }

    #[test]
    fn one_member_is_read_alone() {
        let blobs = branch_of(3).to_blobs().unwrap();
        let mut own = Covered::default();
        own.add_of(&home(), &blobs, &"pa001".parse().unwrap());
        assert_eq!(own.tips().count(), 5);
        assert!(own.tips().all(|((document, _), _)| document.member.is_some()));
    }

    proptest! {
        #[test]
        fn any_set_of_tips_survives_in_any_order_of_merging(
            tips in prop::collection::vec(
                ((0_usize..5, 2025_u16..2028), (0_u32..6, 0_u32..4, 0_u32..3), 1_u32..),
                0..40,
            )
        ) {
            let mut one = Covered::default();
            let mut other = Covered::default();
            for (at, ((kind, year), (member, serial, generation), seq)) in tips.iter().enumerate() {
                let id = chain(KINDS[*kind], *member, *year, (*serial, *generation));
                if at % 2 == 0 { &mut one } else { &mut other }.add(id, *seq);
            }
            let mut merged = one.clone();
            merged.merge(&other);
            other.merge(&one);
            prop_assert_eq!(&merged, &other);
            let blobs = merged.to_blobs().unwrap();
            prop_assert_eq!(Covered::read(&home(), &blobs), Ok(merged));
        }

        #[test]
        fn hostile_bytes_are_harmless(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Covered::read(&home(), &[Arc::from(bytes)]);
        }
    }
}
