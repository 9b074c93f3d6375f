//! Letters between a new phone and the hub, in the hands of another phone. The new phone writes
//! one and takes in its answer; the other one only carries both, and can open neither.

use super::contact::Welcomed;
use super::exchange::Flight;
use super::postbag::Letter;
use super::{Batch, Draft, Phone};
use crate::chain::document::DocumentId;
use crate::code::Code;
use crate::id::{Actor, Serial};
use crate::phone::state::ChainId;
use crate::sync::contact::InviteCode;
use crate::sync::envelope::Binding;
use crate::sync::letter::{
    ANSWER_BYTES_MAX, LetterId, answered_letter, is_letter, letter_id, open_answer, seal_letter,
};
use crate::sync::request::CHANGESETS_MAX;
use crate::wire::bytes::{Reader, hex, put_varint};
use serde::Serialize;

/// Most letters that a phone carries for others.
const LETTERS_MAX: usize = 32;
/// Most letters of its own that a phone waits for answers to; older ones are forgotten first.
const OWN_MAX: usize = 8;
/// Most bytes of an answer that came by hand and not from the hub itself.
const BY_HAND_BYTES_MAX: usize = 64 * 1024;

/// A letter that this phone carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LetterRow {
    /// Its name.
    pub letter: String,
    /// waiting, answered or refused.
    pub state: &'static str,
    /// Why the hub refused it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
}

/// A letter of one's own: what its answer will be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnLetter {
    pub(super) id: LetterId,
    binding: Binding,
    sent: Vec<(ChainId, u32)>,
}

impl OwnLetter {
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let mut out = [&self.id[..], &self.binding].concat();
        put_varint(&mut out, self.sent.len() as u64);
        for ((document, actor), seq) in &self.sent {
            out.extend_from_slice(&document.to_bytes());
            for number in [actor.serial.0, actor.generation, *seq] {
                put_varint(&mut out, u64::from(number));
            }
        }
        out
    }

    pub(super) fn read(bytes: &[u8]) -> Result<OwnLetter, Code> {
        let mut reader = Reader::new(bytes);
        let (id, binding) = (reader.array()?, reader.array()?);
        let mut sent = Vec::new();
        for _ in 0..reader.count(CHANGESETS_MAX)? {
            let document = DocumentId::read(&mut reader)?;
            let serial = Serial(reader.varint32()?);
            let actor = Actor { serial, generation: reader.varint32()? };
            sent.push(((document, actor), reader.varint32()?));
        }
        reader.end().map(|()| OwnLetter { id, binding, sent })
    }
}

/// An answer to a letter of this phone's own, opened and read.
#[derive(Debug)]
pub(super) struct Opened {
    own: OwnLetter,
    welcomed: Welcomed,
}

impl Phone {
    /// Writes a letter to the hub: the first contact with everything recorded so far, sealed, for
    /// another phone to carry. Written again after more was recorded it is another letter; the
    /// answer to any of the last eight will do.
    ///
    /// # Errors
    /// [`Code::StoreFailed`]; [`Code::BodyTooLarge`].
    pub fn write_letter(&mut self, code: &InviteCode) -> Result<(Vec<u8>, Batch), Code> {
        self.ready()?;
        let (frame, binding, upload) = self.sealed_contact(code);
        let letter = seal_letter(&self.pair, self.trust.succession.current(), &frame)?;
        let mut draft = Draft::default();
        let own = OwnLetter { id: letter_id(&letter), binding, sent: upload.sent };
        self.carried.bag.keep_own(&mut draft, own, OWN_MAX);
        Ok((letter, self.batch(draft)))
    }

    /// Reads an answer, where it is to a letter of this phone's own; `None` where it is not.
    pub(super) fn opened_answer(&self, bytes: &[u8]) -> Result<Option<Opened>, Code> {
        let id = answered_letter(bytes).ok_or(Code::TransferMalformed)?;
        let Some(own) = self.carried.bag.own(&id) else { return Ok(None) };
        let reply = open_answer(&self.mac_key, bytes)?;
        let welcomed = self.read_welcome(&own.binding, own.sent.len(), &reply)?;
        Ok(Some(Opened { own: own.clone(), welcomed }))
    }

    pub(super) fn take_answer(&mut self, draft: &mut Draft, opened: Opened) -> Result<u32, Code> {
        let Opened { own: OwnLetter { binding, sent, .. }, welcomed } = opened;
        self.flight = Some(Flight { binding, sent, held_back: false });
        // When the answer was made is the best that can be said about the time: it is no reply to
        // anything that this phone asked just now, so it sets no clock.
        let told = welcomed.1.time;
        let now = crate::time::Seconds(told.0.saturating_add_signed(-self.clock_offset));
        self.carried.bag.forget_own(draft);
        Ok(self.take_welcome(draft, now, welcomed)?.received)
    }

    /// Whether this phone can carry a letter.
    ///
    /// # Errors
    /// [`Code::TransferMalformed`] for what has not the shape of one; [`Code::CarryingFull`].
    pub(super) fn can_carry(&self, letter: &[u8]) -> Result<(), Code> {
        let letters = self.carried.bag.letters();
        if !is_letter(letter) {
            return Err(Code::TransferMalformed);
        }
        let full = letters.len() >= LETTERS_MAX
            && !letters.contains_key(&letter_id(letter))
            && !letters.values().any(Letter::is_done);
        if full { Err(Code::CarryingFull) } else { Ok(()) }
    }

    /// Keeps a letter for the hub; true where it is new. Where there is no room, one that was
    /// answered makes it.
    pub(super) fn keep_letter(&mut self, draft: &mut Draft, letter: &[u8]) -> bool {
        let (id, bag) = (letter_id(letter), &mut self.carried.bag);
        if bag.letters().contains_key(&id) {
            return false;
        }
        let done = bag.letters().iter().find(|(_, one)| one.is_done()).map(|(id, _)| *id);
        if let Some(done) = done.filter(|_| bag.letters().len() >= LETTERS_MAX) {
            bag.drop_letter(draft, &done);
        }
        bag.put(draft, id, Letter::new(letter));
        true
    }

    /// Keeps an answer that came by hand for a letter that this phone carries. The letter still
    /// goes to the hub: only what the hub itself answers ends that.
    pub(super) fn keep_answer(&mut self, draft: &mut Draft, bytes: &[u8]) -> bool {
        let id = answered_letter(bytes).filter(|_| bytes.len() <= BY_HAND_BYTES_MAX);
        id.is_some_and(|id| self.carried.bag.answer_by_hand(draft, &id, bytes))
    }

    /// Letters that the hub has not answered: to be posted as they are.
    #[must_use]
    pub fn letters_to_send(&self) -> Vec<(LetterId, Vec<u8>)> {
        let open = self.carried.bag.letters().iter().filter(|(_, letter)| !letter.is_done());
        open.map(|(id, letter)| (*id, letter.sealed().to_vec())).collect()
    }

    /// The hub's answer to a letter, as it came.
    ///
    /// # Errors
    /// [`Code::StoreFailed`]; [`Code::ReplyMalformed`] for what is no answer to it.
    pub fn letter_answered(&mut self, id: LetterId, body: &[u8]) -> Result<Batch, Code> {
        self.ready()?;
        if answered_letter(body) != Some(id) || body.len() > ANSWER_BYTES_MAX {
            return Err(Code::ReplyMalformed);
        }
        let mut draft = Draft::default();
        self.carried.bag.answer_from_hub(&mut draft, &id, body);
        Ok(self.batch(draft))
    }

    /// The hub refused a letter for good. The new phone has to be told: nothing of it is lost.
    ///
    /// # Errors
    /// [`Code::StoreFailed`].
    pub fn letter_refused(&mut self, id: LetterId, code: Code) -> Result<Batch, Code> {
        self.ready()?;
        let mut draft = Draft::default();
        self.carried.bag.refuse(&mut draft, &id, code);
        Ok(self.batch(draft))
    }

    /// The letters that this phone carries.
    #[must_use]
    pub fn letters(&self) -> Vec<LetterRow> {
        let row = |(id, letter): (&LetterId, &Letter)| LetterRow {
            letter: hex(id),
            state: match (letter.answered(), letter.refused()) {
                (Some(_), _) => "answered",
                (None, Some(_)) => "refused",
                (None, None) => "waiting",
            },
            code: letter.refused().map(Code::name),
        };
        self.carried.bag.letters().iter().map(row).collect()
    }

    /// The answers to letters, each as content for a file or for codes: to be brought back.
    #[must_use]
    pub fn answers(&self) -> Vec<(String, Vec<u8>)> {
        let answered = |(id, letter): (&LetterId, &Letter)| {
            letter.answered().map(|answer| (hex(id), answer.to_vec()))
        };
        self.carried.bag.letters().iter().filter_map(answered).collect()
    }
}
