//! Keys, hashes and signatures. Every hash and signature starts with its own domain string, so
//! bytes made for one purpose can never serve another.

use crate::code::Code;
use crate::id::Actor;
use curve25519_dalek::edwards::CompressedEdwardsY;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Hashes the parts one after the other, behind a domain string and its length.
    #[must_use]
    pub fn of(domain: &str, parts: &[&[u8]]) -> Hash {
        let mut hasher = Sha256::new();
        hasher.update([u8::try_from(domain.len()).unwrap_or(u8::MAX)]);
        hasher.update(domain.as_bytes());
        parts.iter().for_each(|part| hasher.update(part));
        Hash(hasher.finalize().into())
    }

    /// SHA-256 of the bytes alone, as any tool computes it: the name of a publication.
    #[must_use]
    pub fn plain(bytes: &[u8]) -> Hash {
        Hash(Sha256::digest(bytes).into())
    }

    /// The first `N` bytes.
    #[must_use]
    pub fn prefix<const N: usize>(&self) -> [u8; N] {
        let mut prefix = [0; N];
        prefix.iter_mut().zip(self.0).for_each(|(to, from)| *to = from);
        prefix
    }
}

impl std::fmt::Debug for Hash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&crate::wire::bytes::hex(&self.prefix::<8>()))
    }
}

/// The organisation: the hash of its root public key. It is part of everything that is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Realm(pub Hash);

impl Realm {
    /// The realm of a root key.
    #[must_use]
    pub fn of(root: &PublicKey) -> Realm {
        Realm(Hash::of("drokpa/realm/1", &[&root.0]))
    }
}

/// An Ed25519 public key that was checked: a point on the curve, and not one of the weak ones for
/// which anybody can forge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

impl PublicKey {
    /// Checks a key.
    ///
    /// # Errors
    /// [`Code::KeyWeak`], also for an encoding that is not the point's own.
    pub fn new(bytes: [u8; 32]) -> Result<PublicKey, Code> {
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| Code::KeyWeak)?;
        // A point has encodings that decoders take although they are not the shortest; with two
        // of them one key would be two actors.
        let canonical = key.to_edwards().compress().to_bytes() == bytes;
        if key.is_weak() || !canonical { Err(Code::KeyWeak) } else { Ok(PublicKey(bytes)) }
    }

    /// The 32 bytes.
    #[must_use]
    pub const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Strict Ed25519 verification of a message behind its domain string.
    #[must_use]
    pub fn verifies(&self, domain: &str, parts: &[&[u8]], signature: &[u8; 64]) -> bool {
        VerifyingKey::from_bytes(&self.0).is_ok_and(|key| {
            key.verify_strict(&Hash::of(domain, parts).0, &Signature::from_bytes(signature)).is_ok()
        })
    }

    /// The twenty bytes that name an actor inside hashes: 12 of the key's hash, 4 of the serial, 4
    /// of the generation. With the serial in, a key that was enrolled twice is two actors, and
    /// no chain of one can be passed off as the other's.
    #[must_use]
    pub fn actor_bytes(&self, actor: Actor) -> [u8; 20] {
        let mut bytes = [0; 20];
        let key = Hash::of("drokpa/actor/1", &[&self.0]);
        let numbers = [actor.serial.0, actor.generation].into_iter().flat_map(u32::to_be_bytes);
        let parts = key.0.into_iter().take(12).chain(numbers);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        bytes
    }
}

/// A device's, or the hub's, key pair.
#[derive(Clone)]
pub struct KeyPair(SigningKey);

impl KeyPair {
    /// The key pair of a 32-byte seed from the operating system's random source.
    #[must_use]
    pub fn from_seed(seed: &[u8; 32]) -> KeyPair {
        KeyPair(SigningKey::from_bytes(seed))
    }

    /// The seed, to be kept where the platform keeps keys.
    #[must_use]
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs a message behind its domain string.
    #[must_use]
    pub fn sign(&self, domain: &str, parts: &[&[u8]]) -> [u8; 64] {
        self.0.sign(&Hash::of(domain, parts).0).to_bytes()
    }

    /// Sixteen bytes that only this device can compute and that never need storing: chain salts
    /// and the salts of decisions come from here, so the core needs no random source.
    #[must_use]
    pub fn derived<const N: usize>(&self, domain: &str, parts: &[&[u8]]) -> [u8; N] {
        let mut out = [0; N];
        let mut mac = hmac_of(&self.0.to_bytes());
        mac.update(domain.as_bytes());
        parts.iter().for_each(|part| mac.update(part));
        let bytes: [u8; 32] = mac.finalize().into_bytes().into();
        out.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
        out
    }

    /// The key of this pair's frames with the owner of `other`: X25519 between the two keys, then
    /// HKDF with both public keys. Both sides compute the same key, so it never travels.
    ///
    /// # Errors
    /// [`Code::KeyWeak`] where the other key contributes nothing.
    pub fn mac_key(&self, other: &PublicKey) -> Result<MacKey, Code> {
        let point = CompressedEdwardsY(other.0).decompress().ok_or(Code::KeyWeak)?.to_montgomery();
        let shared = point.mul_clamped(self.0.to_scalar_bytes());
        if bool::from(shared.as_bytes().ct_eq(&[0; 32])) {
            return Err(Code::KeyWeak);
        }
        let mine = self.public().0;
        let (low, high) = if mine < other.0 { (mine, other.0) } else { (other.0, mine) };
        let mut key = [0; 32];
        let info = [b"drokpa/mac/1".as_slice(), &low, &high].concat();
        Hkdf::<Sha256>::new(None, shared.as_bytes())
            .expand(&info, &mut key)
            .map_err(|_| Code::KeyWeak)?;
        Ok(MacKey(key))
    }
}

impl std::fmt::Debug for KeyPair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyPair(..)")
    }
}

/// Length of the code at the end of an authenticated frame, in bytes.
pub const MAC_BYTES: usize = 16;

/// The shared key of a device and the hub.
#[derive(Clone, PartialEq, Eq)]
pub struct MacKey(pub [u8; 32]);

impl MacKey {
    /// The first 16 bytes of HMAC-SHA-256 over a domain string and the parts.
    #[must_use]
    pub fn tag(&self, domain: &str, parts: &[&[u8]]) -> [u8; MAC_BYTES] {
        let mut mac = hmac_of(&self.0);
        mac.update(domain.as_bytes());
        parts.iter().for_each(|part| mac.update(part));
        let full: [u8; 32] = mac.finalize().into_bytes().into();
        Hash(full).prefix()
    }

    /// Another key of the same two, for another purpose.
    #[must_use]
    pub fn derived(&self, domain: &str) -> [u8; 32] {
        let mut mac = hmac_of(&self.0);
        mac.update(domain.as_bytes());
        mac.finalize().into_bytes().into()
    }

    /// Compares in constant time.
    #[must_use]
    pub fn matches(&self, domain: &str, parts: &[&[u8]], tag: &[u8]) -> bool {
        bool::from(self.tag(domain, parts).ct_eq(tag))
    }
}

impl std::fmt::Debug for MacKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("MacKey(..)")
    }
}

/// A one-time number of 31 bit: HMAC-SHA-256 over the counter, truncated as RFC 4226 says (section
/// 5.3), with the hash of RFC 6238. The remainder by a power of ten is the code that people see.
#[must_use]
pub fn one_time<const N: usize>(secret: &[u8; N], counter: u64) -> u32 {
    const { assert!(N <= 32, "longer keys would have to be hashed first") };
    let mut key = [0; 32];
    key.iter_mut().zip(secret).for_each(|(to, from)| *to = *from);
    let mut mac = hmac_of(&key);
    mac.update(&counter.to_be_bytes());
    let bytes: [u8; 32] = mac.finalize().into_bytes().into();
    let offset = usize::from(bytes.last().copied().unwrap_or_default() & 0x0f);
    let four = bytes.iter().skip(offset).take(4);
    four.fold(0, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff
}

fn hmac_of(key: &[u8; 32]) -> Hmac<Sha256> {
    // HMAC pads a short key with zeros to the hash's block of 64 bytes; doing it here makes the
    // length right by type, so there is no failure to handle.
    let mut block = [0; 64];
    block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    Hmac::<Sha256>::new(&block.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Serial;

    #[test]
    fn both_sides_compute_the_same_mac_key_and_nobody_else_does() {
        let [phone, hub, other] = [1, 2, 3].map(|seed| KeyPair::from_seed(&[seed; 32]));
        let key = phone.mac_key(&hub.public()).unwrap();
        assert_eq!(key, hub.mac_key(&phone.public()).unwrap());
        assert_ne!(key, other.mac_key(&hub.public()).unwrap());
        let tag = key.tag("t", &[b"a", b"b"]);
        assert!(key.matches("t", &[b"ab"], &tag));
        assert!(!key.matches("u", &[b"ab"], &tag));
        assert!(!key.matches("t", &[b"ab"], &tag[..15]));
    }

    #[test]
    fn weak_keys_are_refused() {
        let mut identity = [0; 32];
        identity[0] = 1;
        assert_eq!(PublicKey::new(identity), Err(Code::KeyWeak));
        assert_eq!(PublicKey::new([0; 32]), Err(Code::KeyWeak));
        assert_eq!(PublicKey::new([0xff; 32]), Err(Code::KeyWeak));
    }

    #[test]
    fn a_signature_holds_for_its_domain_only() {
        let pair = KeyPair::from_seed(&[9; 32]);
        let signature = pair.sign("a", &[b"x"]);
        assert!(pair.public().verifies("a", &[b"x"], &signature));
        assert!(!pair.public().verifies("b", &[b"x"], &signature));
        assert!(!pair.public().verifies("a", &[b"y"], &signature));
    }

    #[test]
    fn generations_of_one_key_are_different_actors() {
        let key = KeyPair::from_seed(&[9; 32]).public();
        let actor = |generation| key.actor_bytes(Actor { serial: Serial(4), generation });
        assert_eq!(actor(0)[..12], actor(1)[..12]);
        assert_ne!(actor(0), actor(1));
    }
}
