//! The hub's keys one after the other. A hub may go on under a new key, which the root key vouches
//! for together with all former ones: whoever trusts the root accepts the newest. Each key signs
//! the hub's chains from one generation on, up to the next key's first; so what former keys signed
//! stays valid, and nothing that is new does not become so by them. Called by hubs, which say it,
//! and by phones, which keep it. Never signed by a former hub key: who stole one could do it, too.

use super::contact::{sign_hub, verify_hub};
use crate::chain::keys::{KeyPair, PublicKey};
use crate::code::Code;
use crate::wire::bytes::{Reader, put_varint};

/// Most keys of one hub, one after the other.
pub const REIGNS_MAX: usize = 32;

const DOMAIN: &str = "drokpa/hub-succession/1";

/// A key of the hub's, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reign {
    /// The key.
    pub key: PublicKey,
    /// The first generation of the hub's that it signs.
    pub from: u32,
}

/// All keys of a hub, the oldest first, and the root key's signature over them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Succession {
    first: PublicKey,
    later: Vec<Reign>,
    signature: [u8; 64],
}

impl Succession {
    /// A hub that never had another key; the signature is the root key's over it.
    #[must_use]
    pub const fn only(key: PublicKey, signature: [u8; 64]) -> Succession {
        Succession { first: key, later: Vec::new(), signature }
    }

    /// Signs the keys of a hub. Those after the first come with the generation they begin at,
    /// each later than the one before.
    ///
    /// # Errors
    /// [`Code::CountTooLarge`] for more than [`REIGNS_MAX`]; [`Code::FrameMalformed`] where they do
    /// not follow each other.
    pub fn sign(root: &KeyPair, first: PublicKey, later: &[Reign]) -> Result<Succession, Code> {
        let later = later.to_vec();
        let signature = match later.is_empty() {
            true => sign_hub(root, &first),
            false => root.sign(DOMAIN, &[&content(&first, &later)]),
        };
        let succession = Succession { first, later, signature };
        succession.check_order().map(|()| succession)
    }

    fn check_order(&self) -> Result<(), Code> {
        if self.later.len() >= REIGNS_MAX {
            return Err(Code::CountTooLarge);
        }
        let mut before = 0;
        for reign in &self.later {
            if reign.from <= before || self.first == reign.key {
                return Err(Code::FrameMalformed);
            }
            before = reign.from;
        }
        Ok(())
    }

    /// The bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = content(&self.first, &self.later);
        out.extend_from_slice(&self.signature);
        out
    }

    /// Reads what [`Succession::to_bytes`] wrote, and checks that the root key signed it.
    ///
    /// # Errors
    /// [`Code::ReplyMalformed`] or [`Code::HubUntrusted`].
    pub fn read(bytes: &[u8], root: &PublicKey) -> Result<Succession, Code> {
        let read = || -> Result<Succession, Code> {
            let mut reader = Reader::new(bytes);
            let count = reader.count(REIGNS_MAX)?;
            let first = PublicKey::new(reader.array()?)?;
            let mut later = Vec::new();
            for _ in 1..count {
                let from = reader.varint32()?;
                later.push(Reign { key: PublicKey::new(reader.array()?)?, from });
            }
            let succession = Succession { first, later, signature: reader.array()? };
            reader.end()?;
            succession.check_order().map(|()| succession)
        };
        let succession = read().map_err(|_| Code::ReplyMalformed)?;
        let Succession { first, later, signature } = &succession;
        let vouched = match later.is_empty() {
            true => verify_hub(root, first, signature),
            false => root.verifies(DOMAIN, &[&content(first, later)], signature),
        };
        if vouched { Ok(succession) } else { Err(Code::HubUntrusted) }
    }

    /// The key that signs now.
    #[must_use]
    pub fn current(&self) -> &PublicKey {
        self.later.last().map_or(&self.first, |reign| &reign.key)
    }

    /// The first generation of the key that signs now. What stands in earlier ones was signed by
    /// former keys.
    #[must_use]
    pub fn from(&self) -> u32 {
        self.later.last().map_or(0, |reign| reign.from)
    }

    /// The key that signs the chains of a generation.
    #[must_use]
    pub fn key_of(&self, generation: u32) -> &PublicKey {
        let mut reigns = self.later.iter().rev();
        reigns.find(|reign| reign.from <= generation).map_or(&self.first, |reign| &reign.key)
    }

    /// The keys after the first.
    #[must_use]
    pub fn later(&self) -> &[Reign] {
        &self.later
    }

    /// True where this is what became of `known`: it has later keys, and the one that `known` took
    /// for the hub's is among the former. A shorter one, as an older backup has it, is none.
    #[must_use]
    pub fn follows(&self, known: &Succession) -> bool {
        let mut keys = std::iter::once(&self.first).chain(self.later.iter().map(|one| &one.key));
        self.later.len() > known.later.len() && keys.any(|key| key == known.current())
    }
}

fn content(first: &PublicKey, later: &[Reign]) -> Vec<u8> {
    let mut out = Vec::with_capacity(33 + later.len() * 37);
    put_varint(&mut out, 1 + later.len() as u64);
    out.extend_from_slice(first.bytes());
    for reign in later {
        put_varint(&mut out, u64::from(reign.from));
        out.extend_from_slice(reign.key.bytes());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(seed: u8) -> KeyPair {
        KeyPair::from_seed(&[seed; 32])
    }

    fn signed(root: u8, later: &[(u8, u32)]) -> Result<Succession, Code> {
        let reign = |(seed, from): &(u8, u32)| Reign { key: pair(*seed).public(), from: *from };
        let later: Vec<Reign> = later.iter().map(reign).collect();
        Succession::sign(&pair(root), pair(2).public(), &later)
    }

    #[test]
    fn each_generation_has_its_key_and_only_the_root_names_a_new_one() {
        let root = pair(1).public();
        let two = signed(1, &[(3, 70), (4, 900)]).unwrap();
        assert_eq!(Succession::read(&two.to_bytes(), &root), Ok(two.clone()));
        assert_eq!(two.to_bytes().len(), 1 + 32 + 33 + 34 + 64);
        let keys = [0, 69, 70, 899, 900, u32::MAX].map(|generation| *two.key_of(generation));
        assert_eq!(keys, [2, 2, 3, 3, 4, 4].map(|seed| pair(seed).public()));
        assert_eq!((two.current(), two.from()), (&pair(4).public(), 900));
        // Whoever has a former key names nobody.
        let forged = signed(2, &[(9, 70)]).unwrap();
        assert_eq!(Succession::read(&forged.to_bytes(), &root), Err(Code::HubUntrusted));
        let mut moved = two.to_bytes();
        moved[34] ^= 1;
        assert!(Succession::read(&moved, &root).is_err());
        let only = Succession::only(pair(2).public(), sign_hub(&pair(1), &pair(2).public()));
        assert_eq!(Succession::read(&only.to_bytes(), &root), Ok(only));
    }

    #[test]
    fn only_what_came_later_follows() {
        let (none, one, two) = (
            signed(1, &[]).unwrap(),
            signed(1, &[(3, 70)]).unwrap(),
            signed(1, &[(3, 70), (4, 900)]).unwrap(),
        );
        assert!(one.follows(&none) && two.follows(&none) && two.follows(&one));
        assert!(!none.follows(&one) && !one.follows(&one) && !one.follows(&two));
        let fresh = Succession::only(pair(3).public(), [0; 64]);
        assert!(one.follows(&fresh), "who came new learns the former keys");
        let other = Succession::only(pair(9).public(), [0; 64]);
        assert!(!two.follows(&other));
        assert_eq!(signed(1, &[(3, 70), (4, 70)]), Err(Code::FrameMalformed));
        let many: Vec<(u8, u32)> = (3..40).map(|at| (at, u32::from(at))).collect();
        assert_eq!(signed(1, &many), Err(Code::CountTooLarge));
    }
}
