//! Letters: first contacts that another phone carries. Sealed for the hub alone, answered sealed
//! for the phone that wrote them; whoever carries them is nobody to the hub.

use super::{Answer, Service};
use crate::error::HubError;
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::code::Code;
use drokpa_core::sync::envelope::{self, Incoming};
use drokpa_core::sync::letter::{KIND_LETTER, letter_id, open_letter, seal_answer};
use drokpa_core::time::Seconds;

/// True for a body that is a letter and no frame of the sender's own.
pub(super) fn is_letter(bytes: &[u8]) -> bool {
    bytes.first() == Some(&KIND_LETTER)
}

impl Service {
    /// Answers a letter. Repeated, it changes nothing and is answered again.
    pub(super) fn letter(&self, letter: &[u8], now: Seconds) -> Result<Answer, HubError> {
        // A letter may have been written before the hub went on under another key.
        let former = |pair: &KeyPair| Some((pair.clone(), open_letter(pair, letter).ok()?));
        let (pair, (key, frame)) = match open_letter(&self.keys.pair, letter) {
            Ok(opened) => (self.keys.pair.clone(), opened),
            Err(code) => self.keys.formerly(former).ok_or(code)?,
        };
        let Incoming::Contact(contact) = envelope::open(&frame)? else {
            return Err(Code::VersionUnknown.into());
        };
        // Who sealed it has to be who signed it: an invite that leaked to a carrier must not be
        // answered to the carrier.
        if contact.key != key {
            return Err(Code::ContactSignatureWrong.into());
        }
        let answer = self.contact(&contact, now)?;
        let key = pair.mac_key(&key)?;
        let body = seal_answer(&key, letter_id(letter), &answer.body)?;
        Ok(Answer { status: answer.status, body })
    }
}
