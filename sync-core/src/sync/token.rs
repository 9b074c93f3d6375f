//! How a device asks for a bearer token: it proves that it holds its key. The proof is made by a
//! phone and checked by a hub; it says nothing about what the device may do. Both halves are here.

use crate::chain::keys::{KeyPair, PublicKey, Realm};
use crate::id::Serial;
use crate::sync::envelope::WINDOW_SECONDS;
use crate::time::Seconds;

/// The domain of the signature. It covers the domain's length as one byte, the domain, the realm
/// (32 bytes), the serial (4 bytes, big-endian) and the time (8 bytes, big-endian).
pub const TOKEN_DOMAIN: &str = "drokpa/token/1";

/// A device's proof that it holds its key, at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TokenProof {
    /// The device.
    pub serial: Serial,
    /// The hub's time as the device knows it, in seconds.
    pub time: Seconds,
    /// Ed25519 by the device's key, see [`TOKEN_DOMAIN`].
    pub signature: [u8; 64],
}

impl TokenProof {
    /// Makes a proof.
    #[must_use]
    pub fn sign(pair: &KeyPair, realm: &Realm, serial: Serial, time: Seconds) -> TokenProof {
        let (device, at) = (serial.0.to_be_bytes(), time.0.to_be_bytes());
        let signature = pair.sign(TOKEN_DOMAIN, &[&realm.0.0, &device, &at]);
        TokenProof { serial, time, signature }
    }

    /// True where the owner of `key` made it for this organisation.
    #[must_use]
    pub fn verifies(&self, realm: &Realm, key: &PublicKey) -> bool {
        let (device, at) = (self.serial.0.to_be_bytes(), self.time.0.to_be_bytes());
        key.verifies(TOKEN_DOMAIN, &[&realm.0.0, &device, &at], &self.signature)
    }

    /// True where it is as fresh as a frame has to be.
    #[must_use]
    pub fn is_fresh(&self, now: Seconds) -> bool {
        self.time.0.abs_diff(now.0) <= WINDOW_SECONDS
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::keys::Hash;

    #[test]
    fn a_proof_holds_for_its_key_realm_serial_and_time_only() {
        let [mine, other] = [1, 2].map(|seed| KeyPair::from_seed(&[seed; 32]));
        let realm = Realm(Hash([7; 32]));
        let proof = TokenProof::sign(&mine, &realm, Serial(4), Seconds(1000));
        assert!(proof.verifies(&realm, &mine.public()));
        assert!(!proof.verifies(&realm, &other.public()));
        assert!(!proof.verifies(&Realm(Hash([8; 32])), &mine.public()));
        assert!(!TokenProof { serial: Serial(5), ..proof }.verifies(&realm, &mine.public()));
        assert!(!TokenProof { time: Seconds(1001), ..proof }.verifies(&realm, &mine.public()));
    }

    #[test]
    fn a_proof_is_over_after_ten_minutes_and_never_early() {
        let pair = KeyPair::from_seed(&[1; 32]);
        let proof = TokenProof::sign(&pair, &Realm(Hash::default()), Serial(4), Seconds(1000));
        for now in [400, 1000, 1600] {
            assert!(proof.is_fresh(Seconds(now)), "{now}");
        }
        for now in [399, 1601] {
            assert!(!proof.is_fresh(Seconds(now)), "{now}");
        }
    }
}
