//! The letters that a phone holds, and how they rest: those it carries for others, with their
//! answers, and what it has to remember of its own. Used by `letters.rs` alone.

use super::carried::record_key;
use super::letters::OwnLetter;
use super::{Draft, Write};
use crate::code::Code;
use crate::sync::letter::LetterId;
use std::collections::BTreeMap;

/// Spaces below the one of everything carried.
pub(super) const LETTER: u8 = b'l';
pub(super) const ANSWER: u8 = b'a';
pub(super) const OWN: u8 = b'o';

const FROM_HUB: u8 = 1;
const BY_HAND: u8 = 2;
const REFUSED: u8 = 3;

/// What became of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Answer {
    /// The hub's own answer, and whether it came from the hub itself or by hand.
    Sealed { bytes: Box<[u8]>, from_hub: bool },
    /// The hub refused it.
    Refused(Code),
}

/// A letter that is carried for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Letter {
    sealed: Box<[u8]>,
    answer: Option<Answer>,
}

impl Letter {
    pub(super) fn new(sealed: &[u8]) -> Letter {
        Letter { sealed: sealed.into(), answer: None }
    }

    pub(super) fn sealed(&self) -> &[u8] {
        &self.sealed
    }

    /// True once the hub itself has answered it.
    pub(super) fn is_done(&self) -> bool {
        !matches!(self.answer, None | Some(Answer::Sealed { from_hub: false, .. }))
    }

    pub(super) fn answered(&self) -> Option<&[u8]> {
        match &self.answer {
            Some(Answer::Sealed { bytes, .. }) => Some(bytes),
            _ => None,
        }
    }

    pub(super) fn refused(&self) -> Option<Code> {
        match &self.answer {
            Some(Answer::Refused(code)) => Some(*code),
            _ => None,
        }
    }
}

impl Answer {
    fn to_bytes(&self) -> Vec<u8> {
        match self {
            Answer::Sealed { bytes, from_hub } => {
                [&[if *from_hub { FROM_HUB } else { BY_HAND }], &**bytes].concat()
            }
            Answer::Refused(code) => [&[REFUSED][..], &(*code as u16).to_be_bytes()].concat(),
        }
    }

    fn read(bytes: &[u8]) -> Result<Answer, Code> {
        let (kind, rest) = bytes.split_first().ok_or(Code::StoreDamaged)?;
        match *kind {
            FROM_HUB => Ok(Answer::Sealed { bytes: rest.into(), from_hub: true }),
            BY_HAND => Ok(Answer::Sealed { bytes: rest.into(), from_hub: false }),
            REFUSED => {
                let number = rest.try_into().map(u16::from_be_bytes);
                let number = number.map_err(|_| Code::StoreDamaged)?;
                Ok(Answer::Refused(Code::from_number(number).unwrap_or(Code::Internal)))
            }
            _ => Err(Code::StoreDamaged),
        }
    }
}

/// All letters of a phone.
#[derive(Debug, Default)]
pub(super) struct Postbag {
    letters: BTreeMap<LetterId, Letter>,
    /// Answers that were loaded before their letters.
    early: BTreeMap<LetterId, Answer>,
    own: BTreeMap<u32, OwnLetter>,
}

impl Postbag {
    /// Loads one record.
    pub(super) fn load(&mut self, sub: u8, name: &[u8], value: &[u8]) -> Result<(), Code> {
        let bad = Code::StoreDamaged;
        match sub {
            LETTER => {
                let id: LetterId = name.try_into().map_err(|_| bad)?;
                let answer = self.early.remove(&id);
                self.letters.insert(id, Letter { sealed: value.into(), answer });
            }
            ANSWER => {
                let id: LetterId = name.try_into().map_err(|_| bad)?;
                let answer = Answer::read(value)?;
                match self.letters.get_mut(&id) {
                    Some(letter) => letter.answer = Some(answer),
                    None => drop(self.early.insert(id, answer)),
                }
            }
            OWN => {
                let number = name.try_into().map(u32::from_be_bytes).map_err(|_| bad)?;
                self.own.insert(number, OwnLetter::read(value)?);
            }
            _ => return Err(bad),
        }
        Ok(())
    }

    pub(super) const fn letters(&self) -> &BTreeMap<LetterId, Letter> {
        &self.letters
    }

    pub(super) fn put(&mut self, draft: &mut Draft, id: LetterId, letter: Letter) {
        draft.writes.push(Write::Put(record_key(LETTER, &id), letter.sealed.to_vec()));
        self.letters.insert(id, letter);
    }

    pub(super) fn drop_letter(&mut self, draft: &mut Draft, id: &LetterId) {
        self.letters.remove(id);
        let keys = [LETTER, ANSWER].map(|sub| record_key(sub, id));
        draft.writes.extend(keys.map(Write::Delete));
    }

    pub(super) fn answer_from_hub(&mut self, draft: &mut Draft, id: &LetterId, bytes: &[u8]) {
        self.settle(draft, id, Answer::Sealed { bytes: bytes.into(), from_hub: true });
    }

    /// True where there was no answer yet.
    pub(super) fn answer_by_hand(
        &mut self,
        draft: &mut Draft,
        id: &LetterId,
        bytes: &[u8],
    ) -> bool {
        let open = self.letters.get(id).is_some_and(|letter| letter.answer.is_none());
        if open {
            self.settle(draft, id, Answer::Sealed { bytes: bytes.into(), from_hub: false });
        }
        open
    }

    pub(super) fn refuse(&mut self, draft: &mut Draft, id: &LetterId, code: Code) {
        self.settle(draft, id, Answer::Refused(code));
    }

    fn settle(&mut self, draft: &mut Draft, id: &LetterId, answer: Answer) {
        if let Some(letter) = self.letters.get_mut(id) {
            draft.writes.push(Write::Put(record_key(ANSWER, id), answer.to_bytes()));
            letter.answer = Some(answer);
        }
    }

    pub(super) fn own(&self, id: &LetterId) -> Option<&OwnLetter> {
        self.own.values().find(|own| own.id == *id)
    }

    /// Remembers a letter of one's own; of more than `most`, the oldest is forgotten.
    pub(super) fn keep_own(&mut self, draft: &mut Draft, own: OwnLetter, most: usize) {
        if self.own(&own.id).is_some() {
            return;
        }
        let number = self.own.keys().next_back().map_or(1, |last| last.saturating_add(1));
        draft.writes.push(Write::Put(own_key(number), own.to_bytes()));
        self.own.insert(number, own);
        while self.own.len() > most {
            if let Some((number, _)) = self.own.pop_first() {
                draft.writes.push(Write::Delete(own_key(number)));
            }
        }
    }

    /// Forgets all letters of one's own: the hub has answered.
    pub(super) fn forget_own(&mut self, draft: &mut Draft) {
        let numbers = std::mem::take(&mut self.own).into_keys();
        draft.writes.extend(numbers.map(|number| Write::Delete(own_key(number))));
    }
}

fn own_key(number: u32) -> Vec<u8> {
    record_key(OWN, &number.to_be_bytes())
}
