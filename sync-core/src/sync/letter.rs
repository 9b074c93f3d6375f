//! Letters: a first contact that another phone carries to the hub, and the answer that it carries
//! back. Both are sealed between the new phone's key and the hub's, so that a carrier learns
//! neither the invite's secret nor any record, and can change nothing. Carried twice does no harm:
//! what is inside may be repeated blindly.

use super::envelope::{REPLY_BYTES_MAX, REQUEST_BYTES_MAX};
use crate::chain::keys::{Hash, KeyPair, MacKey, PublicKey};
use crate::code::Code;
use crate::wire::bytes::Reader;
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};

/// First byte of a letter.
pub const KIND_LETTER: u8 = 0x14;
/// First byte of the answer to a letter.
pub const KIND_ANSWER: u8 = 0x24;
/// Most bytes of an answer.
pub const ANSWER_BYTES_MAX: usize = REPLY_BYTES_MAX + ANSWER_OVERHEAD;

const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
/// Kind, key, nonce and the seal's own tag.
const LETTER_OVERHEAD: usize = 1 + 32 + NONCE_BYTES + TAG_BYTES;
const ANSWER_OVERHEAD: usize = 1 + 8 + NONCE_BYTES + TAG_BYTES;
const LETTER_KEY: &str = "drokpa/letter/1";
const ANSWER_KEY: &str = "drokpa/letter-answer/1";

/// What a carrier knows a letter by.
pub type LetterId = [u8; 8];

/// The name of a letter.
#[must_use]
pub fn letter_id(letter: &[u8]) -> LetterId {
    Hash::of("drokpa/letter-id/1", &[letter]).prefix()
}

/// The nonce follows from what is sealed, so the core needs no random source and two different
/// contents never share one. It tells only whether two letters are the same.
fn nonce(domain: &str, plain: &[u8]) -> [u8; NONCE_BYTES] {
    Hash::of(domain, &[plain]).prefix()
}

fn seal(key: &MacKey, domain: &str, (head, plain): (&[u8], &[u8])) -> Result<Vec<u8>, Code> {
    let cipher = XChaCha20Poly1305::new(&key.derived(domain).into());
    let nonce = nonce(domain, plain);
    let sealed = cipher
        .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: head })
        .map_err(|_| Code::TransferTooLarge)?;
    Ok([head, &nonce, &sealed].concat())
}

fn unseal(key: &MacKey, domain: &str, (head, sealed): (&[u8], &[u8])) -> Result<Vec<u8>, Code> {
    let mut reader = Reader::new(sealed);
    let nonce: [u8; NONCE_BYTES] = reader.array().map_err(|_| Code::FrameTruncated)?;
    let cipher = XChaCha20Poly1305::new(&key.derived(domain).into());
    let payload = Payload { msg: reader.rest(), aad: head };
    cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| Code::MacWrong)
}

/// Seals a first contact's frame for the hub.
///
/// # Errors
/// [`Code::BodyTooLarge`] above what a request may be; [`Code::KeyWeak`].
pub fn seal_letter(pair: &KeyPair, hub: &PublicKey, frame: &[u8]) -> Result<Vec<u8>, Code> {
    if frame.len() + LETTER_OVERHEAD > REQUEST_BYTES_MAX {
        return Err(Code::BodyTooLarge);
    }
    let head = [&[KIND_LETTER][..], pair.public().bytes()].concat();
    seal(&pair.mac_key(hub)?, LETTER_KEY, (&head, frame))
}

/// True for bytes that have a letter's shape; all that a carrier can know.
#[must_use]
pub fn is_letter(bytes: &[u8]) -> bool {
    let key = bytes.get(1..33).and_then(|key| key.try_into().ok());
    bytes.first() == Some(&KIND_LETTER)
        && (LETTER_OVERHEAD..=REQUEST_BYTES_MAX).contains(&bytes.len())
        && key.is_some_and(|key| PublicKey::new(key).is_ok())
}

/// Opens a letter at the hub: whose key sealed it, and the frame of the first contact.
///
/// # Errors
/// [`Code::BodyTooLarge`], [`Code::FrameTruncated`], [`Code::VersionUnknown`],
/// [`Code::KeyWeak`]; [`Code::MacWrong`] where it was sealed for another hub, or changed.
pub fn open_letter(hub: &KeyPair, bytes: &[u8]) -> Result<(PublicKey, Vec<u8>), Code> {
    if bytes.len() > REQUEST_BYTES_MAX {
        return Err(Code::BodyTooLarge);
    }
    let (head, sealed) = bytes.split_at_checked(33).ok_or(Code::FrameTruncated)?;
    let mut reader = Reader::new(head);
    if reader.u8()? != KIND_LETTER {
        return Err(Code::VersionUnknown);
    }
    let key = PublicKey::new(reader.array()?)?;
    let frame = unseal(&hub.mac_key(&key)?, LETTER_KEY, (head, sealed))?;
    Ok((key, frame))
}

/// Seals the hub's answer for the phone that wrote the letter.
///
/// # Errors
/// [`Code::TransferTooLarge`].
pub fn seal_answer(key: &MacKey, letter: LetterId, reply: &[u8]) -> Result<Vec<u8>, Code> {
    let head = [&[KIND_ANSWER][..], &letter].concat();
    seal(key, ANSWER_KEY, (&head, reply))
}

/// Which letter an answer is for, before anything of it is checked.
#[must_use]
pub fn answered_letter(bytes: &[u8]) -> Option<LetterId> {
    let fits = bytes.first() == Some(&KIND_ANSWER)
        && (ANSWER_OVERHEAD..=ANSWER_BYTES_MAX).contains(&bytes.len());
    bytes.get(1..9).filter(|_| fits).and_then(|letter| letter.try_into().ok())
}

/// Opens an answer.
///
/// # Errors
/// [`Code::ReplyMalformed`], or [`Code::ReplyUnauthentic`] where it is not the hub's for this
/// phone.
pub fn open_answer(key: &MacKey, bytes: &[u8]) -> Result<Vec<u8>, Code> {
    let (head, sealed) = bytes.split_at_checked(9).ok_or(Code::ReplyMalformed)?;
    unseal(key, ANSWER_KEY, (head, sealed)).map_err(|_| Code::ReplyUnauthentic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs() -> [KeyPair; 3] {
        [1, 2, 3].map(|seed| KeyPair::from_seed(&[seed; 32]))
    }

    #[test]
    fn a_letter_is_opened_by_its_hub_alone_and_shows_nothing_on_the_way() {
        let [phone, hub, carrier] = pairs();
        let frame = b"a first contact with its secret";
        let letter = seal_letter(&phone, &hub.public(), frame).unwrap();
        assert!(is_letter(&letter) && letter.len() == frame.len() + LETTER_OVERHEAD);
        assert!(!letter.windows(6).any(|window| frame.windows(6).any(|piece| piece == window)));
        assert_eq!(open_letter(&hub, &letter), Ok((phone.public(), frame.to_vec())));
        assert_eq!(open_letter(&carrier, &letter), Err(Code::MacWrong));
        // Sealed again it is the same letter, and a carrier knows it for that.
        assert_eq!(seal_letter(&phone, &hub.public(), frame), Ok(letter.clone()));
        let other = seal_letter(&phone, &hub.public(), b"another").unwrap();
        assert_ne!(letter_id(&letter), letter_id(&other));
    }

    #[test]
    fn a_changed_letter_or_answer_is_refused_at_every_byte() {
        let [phone, hub, _] = pairs();
        let letter = seal_letter(&phone, &hub.public(), b"hello").unwrap();
        let key = hub.mac_key(&phone.public()).unwrap();
        let answer = seal_answer(&key, letter_id(&letter), b"welcome").unwrap();
        assert_eq!(answered_letter(&answer), Some(letter_id(&letter)));
        let phones = phone.mac_key(&hub.public()).unwrap();
        assert_eq!(open_answer(&phones, &answer), Ok(b"welcome".to_vec()));
        for at in 0..letter.len() {
            let mut changed = letter.clone();
            changed[at] ^= 1;
            assert!(open_letter(&hub, &changed).is_err(), "{at}");
            assert!(open_letter(&hub, &letter[..at]).is_err(), "{at}");
        }
        for at in 0..answer.len() {
            let mut changed = answer.clone();
            changed[at] ^= 1;
            assert!(open_answer(&phones, &changed).is_err(), "{at}");
            assert!(open_answer(&phones, &answer[..at]).is_err(), "{at}");
        }
    }

    #[test]
    fn what_has_not_the_shape_of_a_letter_is_not_carried() {
        let [phone, hub, _] = pairs();
        let letter = seal_letter(&phone, &hub.public(), b"hello").unwrap();
        let weak = [&[KIND_LETTER][..], &[0; 32], &letter[33..]].concat();
        for bytes in [&b""[..], &letter[..40], &weak, &[KIND_LETTER; 99_000]] {
            assert!(!is_letter(bytes));
        }
        let large = seal_letter(&phone, &hub.public(), &vec![0; REQUEST_BYTES_MAX]);
        assert_eq!(large, Err(Code::BodyTooLarge));
    }
}
