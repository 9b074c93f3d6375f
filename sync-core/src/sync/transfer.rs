//! A pack: changesets as bytes for a file or for QR codes, from phone to phone without a hub. The
//! sender's half and the receiver's. Certificates can travel with it, because each is signed by
//! the hub. Nothing in a pack is trusted: its check tells accidents, and what is taken from it is
//! what signatures authorise.

use super::request::STREAMS_MAX;
use crate::chain::changeset::{Changeset, Context};
use crate::chain::keys::{Hash, Realm};
use crate::code::Code;
use crate::id::{Actor, BranchId, MemberId, NAME_ID_BYTES_MAX, Serial};
use crate::schema::value::CertificateValue;
use crate::time::Day;
use crate::wire::bytes::{Reader, put_blob, put_varint};

/// First byte of a pack.
pub const KIND_PACK: u8 = 0x31;
/// Most bytes of a pack. A secretary's whole branch, the largest there is, takes about 160 KB.
pub const PACK_BYTES_MAX: usize = 1024 * 1024;
/// Most certificates of a pack.
pub const CERTIFICATES_MAX: usize = 256;
/// Most publications of a pack.
pub const PUBLICATIONS_MAX: usize = 16;
/// Most bytes of one publication in a pack.
pub const PUBLICATION_BYTES_MAX: usize = 256 * 1024;
/// Most changesets of a pack.
pub const CHANGESETS_MAX: usize = 8192;

const REALM_BYTES: usize = 4;
const CHECK_BYTES: usize = 4;

/// What travels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The first bytes of the organisation's hash: a pack of another one is told apart at once.
    pub realm: [u8; REALM_BYTES],
    /// The branch that most of it is about.
    pub branch: BranchId,
    /// The member that most of it is about.
    pub member: Option<MemberId>,
    /// The actor that wrote most of it.
    pub actor: Actor,
    /// Certificates of writers, each signed by the hub.
    pub certificates: Vec<(Serial, CertificateValue)>,
    /// Bodies that the registry names by hash: the rules.
    pub publications: Vec<Box<[u8]>>,
    /// The changesets.
    pub changesets: Vec<Changeset>,
}

/// A pack as it arrived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// What arrived of it.
    pub pack: Pack,
    /// How many entries were sent.
    pub entries: u32,
    /// True where the end is missing: what is before it can be used.
    pub cut: bool,
}

/// What a pack of this organisation begins with.
#[must_use]
pub fn realm_mark(realm: &Realm) -> [u8; REALM_BYTES] {
    realm.0.prefix()
}

impl Pack {
    /// How many entries are in it.
    #[must_use]
    pub fn entries(&self) -> u32 {
        self.changesets.iter().map(|changeset| u32::from(changeset.count)).sum()
    }

    fn context(&self, branch: &BranchId) -> Context {
        Context {
            branch: Some(branch.clone()),
            member: self.member.clone(),
            actor: Some(self.actor),
        }
    }

    /// The bytes.
    ///
    /// # Errors
    /// [`Code::TransferTooLarge`] above a limit.
    pub fn to_bytes(&self) -> Result<Vec<u8>, Code> {
        let too_many = self.certificates.len() > CERTIFICATES_MAX
            || self.publications.len() > PUBLICATIONS_MAX
            || self.changesets.len() > CHANGESETS_MAX;
        let mut out = vec![KIND_PACK];
        out.extend_from_slice(&self.realm);
        put_blob(&mut out, self.branch.as_str().as_bytes());
        put_blob(&mut out, self.member.as_ref().map_or("", MemberId::as_str).as_bytes());
        put_varint(&mut out, u64::from(self.actor.serial.0));
        put_varint(&mut out, u64::from(self.actor.generation));
        put_varint(&mut out, u64::from(self.entries()));
        put_varint(&mut out, self.certificates.len() as u64);
        for (serial, value) in &self.certificates {
            self.put_certificate(&mut out, *serial, value);
        }
        put_varint(&mut out, self.publications.len() as u64);
        self.publications.iter().for_each(|body| put_blob(&mut out, body));
        self.put_changesets(&mut out);
        let check = check(&out);
        out.extend_from_slice(&check);
        if too_many || out.len() > PACK_BYTES_MAX { Err(Code::TransferTooLarge) } else { Ok(out) }
    }

    /// Neighbours of one branch stand in one list, which names it unless it is the pack's own.
    fn put_changesets(&self, out: &mut Vec<u8>) {
        let lists: Vec<&[Changeset]> = self
            .changesets
            .chunk_by(|one, next| one.document.branch == next.document.branch)
            .collect();
        put_varint(out, lists.len() as u64);
        for list in lists {
            let branch = list.first().map_or(&self.branch, |one| &one.document.branch);
            let name = if *branch == self.branch { "" } else { branch.as_str() };
            put_blob(out, name.as_bytes());
            put_varint(out, list.len() as u64);
            Changeset::put_list(out, list, &self.context(branch));
        }
    }

    fn put_certificate(&self, out: &mut Vec<u8>, serial: Serial, value: &CertificateValue) {
        let branch = if value.branch == self.branch { "" } else { value.branch.as_str() };
        let same = self.member.as_ref() == Some(&value.member);
        put_varint(out, u64::from(serial.0));
        out.push(value.role);
        put_blob(out, branch.as_bytes());
        put_blob(out, if same { "" } else { value.member.as_str() }.as_bytes());
        put_varint(out, u64::from(value.issued.0));
        put_varint(out, u64::from(value.renew.0));
        out.extend_from_slice(&value.key);
        out.extend_from_slice(&value.signature);
    }

    /// Reads what [`Pack::to_bytes`] wrote, whole or cut off anywhere behind its head.
    ///
    /// # Errors
    /// [`Code::TransferTooLarge`] above the limit; [`Code::TransferMalformed`] for what is no
    /// pack, also where not even its head is there; [`Code::TransferDamaged`] where something in
    /// it does not read, or its check does not fit.
    pub fn read(bytes: &[u8]) -> Result<Arrived, Code> {
        if bytes.len() > PACK_BYTES_MAX {
            return Err(Code::TransferTooLarge);
        }
        let mut reader = Reader::new(bytes);
        let head = Pack::head(&mut reader).map_err(|_| Code::TransferMalformed)?;
        let (mut pack, entries) = head;
        match pack.read_rest(&mut reader) {
            Ok(()) => {
                let covered = bytes.len().saturating_sub(CHECK_BYTES);
                let whole = reader.left() == CHECK_BYTES;
                let (before, at_end) = bytes.split_at_checked(covered).unwrap_or_default();
                match reader.left() {
                    // Cut inside of the check: everything else is there.
                    0..CHECK_BYTES => Ok(Arrived { pack, entries, cut: true }),
                    _ if whole && at_end == check(before) && pack.entries() == entries => {
                        Ok(Arrived { pack, entries, cut: false })
                    }
                    _ => Err(Code::TransferDamaged),
                }
            }
            Err(Code::FrameTruncated) => Ok(Arrived { pack, entries, cut: true }),
            Err(_) => Err(Code::TransferDamaged),
        }
    }

    fn head(reader: &mut Reader<'_>) -> Result<(Pack, u32), Code> {
        if reader.u8()? != KIND_PACK {
            return Err(Code::VersionUnknown);
        }
        let realm = reader.array()?;
        let branch = BranchId::new(reader.text(NAME_ID_BYTES_MAX)?)?;
        let member = match reader.text(NAME_ID_BYTES_MAX)? {
            "" => None,
            text => Some(MemberId::new(text)?),
        };
        let actor = Actor { serial: Serial(reader.varint32()?), generation: reader.varint32()? };
        let entries = reader.varint32()?;
        let pack = Pack {
            realm,
            branch,
            member,
            actor,
            certificates: Vec::new(),
            publications: Vec::new(),
            changesets: Vec::new(),
        };
        Ok((pack, entries))
    }

    /// Reads as far as the bytes go; what was read whole is in the pack then, also after an error.
    fn read_rest(&mut self, reader: &mut Reader<'_>) -> Result<(), Code> {
        for _ in 0..reader.count(CERTIFICATES_MAX)? {
            let next = self.read_certificate(reader)?;
            self.certificates.push(next);
        }
        for _ in 0..reader.count(PUBLICATIONS_MAX)? {
            self.publications.push(reader.blob(PUBLICATION_BYTES_MAX)?.into());
        }
        for _ in 0..reader.count(STREAMS_MAX)? {
            let branch = match reader.text(NAME_ID_BYTES_MAX)? {
                "" => self.branch.clone(),
                text => BranchId::new(text)?,
            };
            let context = self.context(&branch);
            let mut first = true;
            for _ in 0..reader.count(CHANGESETS_MAX - self.changesets.len())? {
                let before = self.changesets.last().filter(|_| !first);
                let next = Changeset::read(reader, &context, before)?;
                self.changesets.push(next);
                first = false;
            }
        }
        Ok(())
    }

    fn read_certificate(
        &self,
        reader: &mut Reader<'_>,
    ) -> Result<(Serial, CertificateValue), Code> {
        let serial = Serial(reader.varint32()?);
        let role = reader.u8()?;
        let branch = match reader.text(NAME_ID_BYTES_MAX)? {
            "" => self.branch.clone(),
            text => BranchId::new(text)?,
        };
        let member = match reader.text(NAME_ID_BYTES_MAX)? {
            "" => self.member.clone().ok_or(Code::FrameMalformed)?,
            text => MemberId::new(text)?,
        };
        let value = CertificateValue {
            role,
            branch,
            member,
            issued: Day(reader.varint32()?),
            renew: Day(reader.varint32()?),
            key: reader.array()?,
            signature: reader.array()?,
        };
        Ok((serial, value))
    }
}

fn check(bytes: &[u8]) -> [u8; CHECK_BYTES] {
    Hash::of("drokpa/transfer/1", &[bytes]).prefix()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::changeset::Previous;
    use crate::chain::document::{DocumentId, DocumentKind};
    use crate::time::Cycle;
    use proptest::prelude::*;

    fn changeset(branch: &str, first_seq: u32, columns: &[u8]) -> Changeset {
        let branch = branch.parse().unwrap();
        Changeset {
            document: DocumentId::of_member(
                DocumentKind::Claims,
                &branch,
                &"pa05".parse().unwrap(),
                Cycle(2026),
            ),
            actor: Actor { serial: Serial(3), generation: 0 },
            first_seq,
            count: 2,
            previous: match first_seq {
                1 => Previous::Genesis,
                _ => Previous::Prefix([1, 2, 3, 4]),
            },
            columns: columns.into(),
            signature: [7; 64],
        }
    }

    fn pack() -> Pack {
        let certificate = |member: &str| CertificateValue {
            role: 1,
            branch: "pasture-a".parse().unwrap(),
            member: member.parse().unwrap(),
            issued: Day(20_500),
            renew: Day(20_900),
            key: [8; 32],
            signature: [9; 64],
        };
        Pack {
            realm: [1, 2, 3, 4],
            branch: "pasture-a".parse().unwrap(),
            member: Some("pa05".parse().unwrap()),
            actor: Actor { serial: Serial(3), generation: 0 },
            certificates: vec![(Serial(3), certificate("pa05")), (Serial(1), certificate("pa01"))],
            publications: vec![(*b"{}").into()],
            changesets: vec![
                changeset("pasture-a", 1, b"one"),
                changeset("pasture-b", 9, b"another"),
            ],
        }
    }

    #[test]
    fn a_pack_cut_anywhere_gives_what_is_before_the_cut_and_says_so() {
        let bytes = pack().to_bytes().unwrap();
        let whole = Pack::read(&bytes).unwrap();
        assert_eq!(whole, Arrived { pack: pack(), entries: 4, cut: false });
        let mut counts = Vec::new();
        for at in 0..bytes.len() {
            match Pack::read(&bytes[..at]) {
                Ok(arrived) => {
                    assert!(arrived.cut && arrived.entries == 4);
                    counts.push(arrived.pack.entries());
                }
                Err(code) => assert_eq!(code, Code::TransferMalformed, "{at}"),
            }
        }
        assert!(counts.is_sorted());
        counts.dedup();
        assert_eq!(counts, [0, 2, 4]);
    }

    #[test]
    fn damage_is_told_from_a_cut() {
        let bytes = pack().to_bytes().unwrap();
        let last = bytes.len() - 1;
        for (at, code) in [
            (last, Code::TransferDamaged),
            (60, Code::TransferDamaged),
            (0, Code::TransferMalformed),
        ] {
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            assert_eq!(Pack::read(&flipped).err(), Some(code), "byte {at}");
        }
        let longer = [&bytes[..], b"x"].concat();
        assert_eq!(Pack::read(&longer).err(), Some(Code::TransferDamaged));
        let large = vec![KIND_PACK; PACK_BYTES_MAX + 1];
        assert_eq!(Pack::read(&large).err(), Some(Code::TransferTooLarge));
    }

    #[test]
    fn a_pack_that_tells_another_number_of_entries_is_refused() {
        let mut lying = pack().to_bytes().unwrap();
        let place = 1 + 4 + 10 + 5 + 2;
        assert_eq!(lying[place], 4);
        lying[place] = 40;
        let covered = lying.len() - CHECK_BYTES;
        let right = check(&lying[..covered]);
        lying[covered..].copy_from_slice(&right);
        assert_eq!(Pack::read(&lying).err(), Some(Code::TransferDamaged));
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_pack_or_are_refused(
            mut bytes in proptest::collection::vec(any::<u8>(), 0..400),
        ) {
            if let Some(first) = bytes.first_mut() {
                *first = KIND_PACK;
            }
            if let Ok(arrived) = Pack::read(&bytes) {
                prop_assert!(arrived.pack.changesets.len() <= bytes.len());
            }
        }

        #[test]
        fn a_flipped_bit_never_passes_as_whole(at: prop::sample::Index, bit in 0..8) {
            let mut bytes = pack().to_bytes().unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= 1_u8 << bit;
            let whole = Pack::read(&bytes).is_ok_and(|arrived| !arrived.cut);
            prop_assert!(!whole);
        }
    }
}
