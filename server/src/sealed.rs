//! Keys inside a backup, sealed with a passphrase: Argon2id makes a key from it, XChaCha20-Poly1305
//! seals with that. Whoever has the backup and not the passphrase has no keys.
//!
//! Layout: `drokpa-keys-1`, memory in KiB `be32`, passes `be32`, salt 16 bytes, nonce 24 bytes,
//! then the sealed bytes with their tag. What comes before them is authenticated with them.

use crate::keys::{self, KeysError};
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{KeyInit as _, XChaCha20Poly1305, XNonce};
use drokpa_core::code::Code;

const MAGIC: &[u8] = b"drokpa-keys-1";
/// 64 MiB and three passes: about a second on a small server, and memory for whoever guesses.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// More than any writer of this format asks for; a hostile file cannot make a reader take more.
const MEMORY_KIB_MAX: u32 = 256 * 1024;
const PASSES_MAX: u32 = 16;
const HEAD_BYTES: usize = MAGIC.len() + 8 + 16 + 24;

/// Shortest passphrase, in bytes: four words, or what is as hard to guess.
pub const PASSPHRASE_BYTES_MIN: usize = 12;

fn key(passphrase: &[u8], salt: &[u8], memory: u32, passes: u32) -> Result<[u8; 32], Code> {
    let params = Params::new(memory, passes, 1, Some(32)).map_err(|_| Code::PassphraseWrong)?;
    let mut key = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase, salt, &mut key)
        .map_err(|_| Code::PassphraseWrong)?;
    Ok(key)
}

/// Seals bytes.
///
/// # Errors
/// [`Code::PassphraseWrong`] for a passphrase below [`PASSPHRASE_BYTES_MIN`];
/// [`Code::StoreFailed`] where the system gives no random bytes.
pub fn seal(passphrase: &[u8], plain: &[u8]) -> Result<Vec<u8>, Code> {
    if passphrase.len() < PASSPHRASE_BYTES_MIN {
        return Err(Code::PassphraseWrong);
    }
    let random = |error: KeysError| error.code();
    let (salt, nonce) =
        (keys::random::<16>().map_err(random)?, keys::random::<24>().map_err(random)?);
    let mut out = MAGIC.to_vec();
    out.extend_from_slice(&MEMORY_KIB.to_be_bytes());
    out.extend_from_slice(&PASSES.to_be_bytes());
    out.extend_from_slice(&salt);
    out.extend_from_slice(&nonce);
    let cipher = XChaCha20Poly1305::new(&key(passphrase, &salt, MEMORY_KIB, PASSES)?.into());
    let payload = Payload { msg: plain, aad: &out };
    let sealed = cipher.encrypt(&XNonce::from(nonce), payload).map_err(|_| Code::StoreFailed)?;
    out.extend_from_slice(&sealed);
    Ok(out)
}

/// Opens what [`seal`] made.
///
/// # Errors
/// [`Code::PassphraseWrong`], also where the bytes were changed: the two cannot be told apart.
pub fn open(passphrase: &[u8], bytes: &[u8]) -> Result<Vec<u8>, Code> {
    let wrong = Code::PassphraseWrong;
    let (head, sealed) = bytes.split_at_checked(HEAD_BYTES).ok_or(wrong)?;
    let rest = head.strip_prefix(MAGIC).ok_or(wrong)?;
    let (memory, rest) = rest.split_first_chunk::<4>().ok_or(wrong)?;
    let (passes, rest) = rest.split_first_chunk::<4>().ok_or(wrong)?;
    let (salt, rest) = rest.split_first_chunk::<16>().ok_or(wrong)?;
    let nonce: [u8; 24] = rest.try_into().map_err(|_| wrong)?;
    let (memory, passes) = (u32::from_be_bytes(*memory), u32::from_be_bytes(*passes));
    if memory > MEMORY_KIB_MAX || passes > PASSES_MAX {
        return Err(wrong);
    }
    let cipher = XChaCha20Poly1305::new(&key(passphrase, salt, memory, passes)?.into());
    let payload = Payload { msg: sealed, aad: head };
    cipher.decrypt(&XNonce::from(nonce), payload).map_err(|_| wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_right_passphrase_and_the_very_bytes_open() {
        let sealed = seal(b"four plain words here", b"the keys").unwrap();
        assert_eq!(open(b"four plain words here", &sealed).unwrap(), b"the keys");
        assert_eq!(open(b"four plain words there", &sealed), Err(Code::PassphraseWrong));
        for at in [0, MAGIC.len(), MAGIC.len() + 3, HEAD_BYTES - 1, sealed.len() - 1] {
            let mut other = sealed.clone();
            other[at] ^= 1;
            assert_eq!(open(b"four plain words here", &other), Err(Code::PassphraseWrong), "{at}");
        }
        assert_eq!(open(b"four plain words here", &sealed[..40]), Err(Code::PassphraseWrong));
        assert_eq!(seal(b"short", b"the keys"), Err(Code::PassphraseWrong));
    }

    #[test]
    fn a_hostile_head_asks_for_no_memory() {
        let mut sealed = seal(b"four plain words here", b"the keys").unwrap();
        sealed[MAGIC.len()..MAGIC.len() + 4].copy_from_slice(&u32::MAX.to_be_bytes());
        assert_eq!(open(b"four plain words here", &sealed), Err(Code::PassphraseWrong));
    }
}
