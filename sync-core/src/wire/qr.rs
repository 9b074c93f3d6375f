//! What a QR code says: a mark, then bytes in base45. What does not fit one code is cut into
//! numbered parts that can be read in any order. Called by whoever shows or scans codes; what the
//! bytes mean is for `sync/transfer.rs` and its neighbours. Nothing here is trusted: the name of a
//! set tells accidents, not forgers.

use super::base45;
use super::bytes::{Reader, put_varint};
use crate::chain::keys::Hash;
use crate::code::Code;
use std::collections::BTreeMap;

/// What every code begins with, so that other codes are told apart at once.
pub const MARK: &str = "DK:";
/// Most codes of one set.
pub const PARTS_MAX: usize = 99;
/// Most characters of one code: what the largest QR code holds in its alphanumeric mode.
pub const CHARACTERS_MAX: usize = 4296;
/// First byte of a part.
pub const KIND_PART: u8 = 0x32;

const SET_BYTES: usize = 4;
const PART_HEAD_BYTES: usize = 1 + SET_BYTES + 2;

/// The name of a set: four bytes over all that its codes say together.
pub type SetName = [u8; SET_BYTES];

/// How large a code may become. Larger ones hold more and are harder to scan from a poor screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Size {
    /// Version 15 with the lowest error correction: 758 characters. Scans from old phones.
    Small,
    /// Version 20 with the lowest error correction: 1,249 characters.
    #[default]
    Large,
}

impl Size {
    /// The version of the QR code that is not exceeded.
    #[must_use]
    pub const fn version(self) -> u8 {
        match self {
            Size::Small => 15,
            Size::Large => 20,
        }
    }

    /// How many bytes one code holds beside its mark.
    #[must_use]
    pub const fn bytes(self) -> usize {
        let characters = match self {
            Size::Small => 758,
            Size::Large => 1249,
        };
        base45::bytes_in(characters - MARK.len())
    }
}

/// One code of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Which set.
    pub set: SetName,
    /// Which code of it, from 1.
    pub number: u8,
    /// How many there are.
    pub total: u8,
    /// Its piece of the whole.
    pub bytes: Vec<u8>,
}

/// What one code turned out to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scanned {
    /// Everything.
    Whole(Vec<u8>),
    /// A piece.
    Part(Part),
}

fn set_name(content: &[u8]) -> SetName {
    Hash::of("drokpa/code-set/1", &[content]).prefix()
}

/// The texts of the codes that together say `content`: one where it fits, else as many as needed,
/// all of about one length.
///
/// # Errors
/// [`Code::TransferTooLarge`] where that would be more than [`PARTS_MAX`] codes.
pub fn codes(content: &[u8], size: Size) -> Result<Vec<String>, Code> {
    let text = |bytes: &[u8]| format!("{MARK}{}", base45::encode(bytes));
    if content.len() <= size.bytes() {
        return Ok(vec![text(content)]);
    }
    let room = size.bytes() - PART_HEAD_BYTES;
    let total = content.len().div_ceil(room);
    if total > PARTS_MAX {
        return Err(Code::TransferTooLarge);
    }
    let set = set_name(content);
    let parts = content.chunks(content.len().div_ceil(total)).zip(1..).map(|(bytes, number)| {
        let total = total as u8;
        text(&Part { set, number, total, bytes: bytes.to_vec() }.to_bytes())
    });
    Ok(parts.collect())
}

/// Reads the text of one code. Blanks around it, as a paste leaves them, are passed over.
///
/// # Errors
/// [`Code::TransferMalformed`] for anything that is no code of this app.
pub fn read(text: &str) -> Result<Scanned, Code> {
    let bad = Code::TransferMalformed;
    // Base45 has a space of its own, so blanks are only cut where text without the mark begins.
    let text = text.trim_start().trim_end_matches(['\r', '\n']);
    let rest = text.strip_prefix(MARK).ok_or(bad)?;
    if text.len() > CHARACTERS_MAX {
        return Err(bad);
    }
    let bytes = base45::decode(rest)?;
    match bytes.first() {
        None => Err(bad),
        Some(&KIND_PART) => Part::read(&bytes).map(Scanned::Part).map_err(|_| bad),
        Some(_) => Ok(Scanned::Whole(bytes)),
    }
}

impl Part {
    /// The bytes of the code.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(PART_HEAD_BYTES + self.bytes.len());
        out.push(KIND_PART);
        out.extend_from_slice(&self.set);
        put_varint(&mut out, u64::from(self.number));
        put_varint(&mut out, u64::from(self.total));
        out.extend_from_slice(&self.bytes);
        out
    }

    /// Reads what [`Part::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`] or [`Code::FrameMalformed`].
    pub fn read(bytes: &[u8]) -> Result<Part, Code> {
        let bad = Code::FrameMalformed;
        let mut reader = Reader::new(bytes);
        if reader.u8()? != KIND_PART {
            return Err(bad);
        }
        let set = reader.array()?;
        let mut small = || u8::try_from(reader.varint()?).map_err(|_| bad);
        let (number, total) = (small()?, small()?);
        let bytes = reader.rest().to_vec();
        let fits = (2..=PARTS_MAX).contains(&usize::from(total)) && (1..=total).contains(&number);
        if fits && !bytes.is_empty() && bytes.len() <= base45::bytes_in(CHARACTERS_MAX) {
            Ok(Part { set, number, total, bytes })
        } else {
            Err(bad)
        }
    }
}

/// The parts of one set that were scanned so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collected {
    /// Which set.
    pub set: SetName,
    /// How many codes it has.
    pub total: u8,
    parts: BTreeMap<u8, Vec<u8>>,
}

impl Collected {
    /// Begins with a part.
    #[must_use]
    pub fn begin(part: Part) -> Collected {
        let Part { set, number, total, bytes } = part;
        Collected { set, total, parts: BTreeMap::from([(number, bytes)]) }
    }

    /// Adds a part. A part that was scanned before changes nothing.
    ///
    /// # Errors
    /// The part, where it belongs to another set.
    pub fn add(&mut self, part: Part) -> Result<(), Part> {
        if part.set != self.set || part.total != self.total {
            return Err(part);
        }
        self.parts.insert(part.number, part.bytes);
        Ok(())
    }

    /// The numbers that are still missing.
    #[must_use]
    pub fn missing(&self) -> Vec<u8> {
        (1..=self.total).filter(|number| !self.parts.contains_key(number)).collect()
    }

    /// What the codes say together, from the first one up to the first that is missing.
    #[must_use]
    pub fn beginning(&self) -> Vec<u8> {
        let there = (1..=self.total).map_while(|number| self.parts.get(&number));
        there.flatten().copied().collect()
    }

    /// What all codes say together; `None` while some are missing.
    ///
    /// # Errors
    /// [`Code::TransferDamaged`] where the whole does not have the set's name.
    pub fn whole(&self) -> Result<Option<Vec<u8>>, Code> {
        if !self.missing().is_empty() {
            return Ok(None);
        }
        let whole = self.beginning();
        if set_name(&whole) == self.set { Ok(Some(whole)) } else { Err(Code::TransferDamaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(content: &[u8], size: Size) -> Vec<Part> {
        let read = |text: &String| match read(text).unwrap() {
            Scanned::Part(part) => part,
            Scanned::Whole(_) => panic!("one code alone"),
        };
        codes(content, size).unwrap().iter().map(read).collect()
    }

    #[test]
    fn a_size_holds_what_the_standard_says() {
        // ISO/IEC 18004, table 7: 758 and 1,249 characters; without the mark 755 and 1,246.
        assert_eq!((Size::Small.bytes(), Size::Large.bytes()), (503, 830));
    }

    #[test]
    fn what_fits_is_one_code_and_what_does_not_is_as_few_as_possible() {
        let content = |length: usize| (0..length).map(|at| at as u8 | 0x40).collect::<Vec<_>>();
        for size in [Size::Small, Size::Large] {
            let one = codes(&content(size.bytes()), size).unwrap();
            assert_eq!(one.len(), 1);
            assert_eq!(read(&one[0]), Ok(Scanned::Whole(content(size.bytes()))));
            let room = size.bytes() - PART_HEAD_BYTES;
            assert_eq!(codes(&content(size.bytes() + 1), size).unwrap().len(), 2);
            assert_eq!(codes(&content(PARTS_MAX * room), size).unwrap().len(), PARTS_MAX);
            let more = codes(&content(PARTS_MAX * room + 1), size);
            assert_eq!(more, Err(Code::TransferTooLarge));
        }
        let most = |size: Size| if size == Size::Small { 758 } else { 1249 };
        for size in [Size::Small, Size::Large] {
            let texts = codes(&content(20_000), size).unwrap();
            assert!(texts.iter().all(|text| text.len() <= most(size)));
        }
    }

    #[test]
    fn the_beginning_of_a_set_can_be_used_before_the_rest_is_there() {
        let content: Vec<u8> = (0..3000_u32).map(|at| (at * 7) as u8).collect();
        let parts = parts(&content, Size::Large);
        let mut collected = Collected::begin(parts[0].clone());
        collected.add(parts[2].clone()).unwrap();
        assert_eq!(collected.missing(), [2, 4]);
        assert_eq!(collected.whole(), Ok(None));
        let beginning = collected.beginning();
        assert!(beginning == parts[0].bytes && content.starts_with(&beginning));
    }

    #[test]
    fn parts_of_another_set_stay_out_and_a_forged_one_is_noticed() {
        let (one, other) = (parts(&[1; 2000], Size::Large), parts(&[2; 2000], Size::Large));
        let mut collected = Collected::begin(one[0].clone());
        assert_eq!(collected.add(other[1].clone()), Err(other[1].clone()));
        let forged = Part { bytes: vec![9; 3], ..one[1].clone() };
        collected.add(forged).unwrap();
        collected.add(one[2].clone()).unwrap();
        assert_eq!(collected.whole(), Err(Code::TransferDamaged));
    }

    #[test]
    fn other_peoples_codes_are_told_apart() {
        let long = format!("{MARK}{}", "0".repeat(CHARACTERS_MAX));
        for text in ["", "DK:", "https://example.org", "DK:A", "dk:BB8", &long] {
            assert_eq!(read(text), Err(Code::TransferMalformed), "{text}");
        }
        for (number, total) in [(0, 2), (3, 2), (1, 1), (1, 100)] {
            let part = Part { set: [0; 4], number, total, bytes: vec![1] };
            let text = format!("{MARK}{}", base45::encode(&part.to_bytes()));
            assert_eq!(read(&text), Err(Code::TransferMalformed), "{number} of {total}");
        }
    }

    proptest! {
        #[test]
        fn any_order_and_repetition_gives_the_whole(
            content in proptest::collection::vec(any::<u8>(), 900..6000),
            order in proptest::collection::vec(any::<prop::sample::Index>(), 0..40),
        ) {
            let parts = parts(&content, Size::Large);
            let first = order.first().map_or(&parts[0], |at| at.get(&parts));
            let mut collected = Collected::begin(first.clone());
            for at in &order {
                collected.add(at.get(&parts).clone()).unwrap();
            }
            prop_assert!(content.starts_with(&collected.beginning()));
            for part in parts.into_iter().rev() {
                collected.add(part).unwrap();
            }
            prop_assert_eq!(collected.whole(), Ok(Some(content)));
        }

        #[test]
        fn any_text_is_a_code_or_is_refused(text in "(DK:)?[0-9A-Z $%*+./:-]{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn any_bytes_are_a_part_or_are_refused(bytes: Vec<u8>) {
            if let Ok(part) = Part::read(&bytes) {
                prop_assert_eq!(part.to_bytes(), bytes);
            }
        }
    }
}
