//! The frame keys of devices that came lately. Computing one costs more than everything else in
//! an idle sync together; forgetting one costs only that.

use drokpa_core::chain::keys::{MacKey, PublicKey};
use drokpa_core::code::Code;
use drokpa_core::id::Serial;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Most keys of one half. About 100 bytes each.
const HALF_MAX: usize = 8192;

/// Two halves: what is not asked for while one half fills is forgotten with the other.
#[derive(Default)]
pub(super) struct MacKeys(Mutex<Halves>);

#[derive(Default)]
struct Halves {
    young: HashMap<Serial, (PublicKey, MacKey)>,
    old: HashMap<Serial, (PublicKey, MacKey)>,
}

impl MacKeys {
    pub(super) fn get(
        &self,
        serial: Serial,
        key: &PublicKey,
        compute: impl FnOnce() -> Result<MacKey, Code>,
    ) -> Result<MacKey, Code> {
        if let Some(found) = self.find(serial, key) {
            return Ok(found);
        }
        // Computed outside of the lock, so that one new device does not hold up the others.
        let computed = compute()?;
        self.keep(serial, key, &computed);
        Ok(computed)
    }

    fn find(&self, serial: Serial, key: &PublicKey) -> Option<MacKey> {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let ours = |entry: &(PublicKey, MacKey)| entry.0 == *key;
        if let Some(found) = halves.young.get(&serial).filter(|entry| ours(entry)) {
            return Some(found.1.clone());
        }
        let found = halves.old.remove(&serial).filter(ours)?;
        halves.young.insert(serial, found.clone());
        Some(found.1)
    }

    fn keep(&self, serial: Serial, key: &PublicKey, computed: &MacKey) {
        let mut halves = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if halves.young.len() >= HALF_MAX {
            halves.old = std::mem::take(&mut halves.young);
        }
        halves.young.insert(serial, (*key, computed.clone()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::chain::keys::KeyPair;

    #[test]
    fn a_key_is_computed_once_and_again_after_a_new_installation() {
        let [one, two] = [1, 2].map(|seed| KeyPair::from_seed(&[seed; 32]).public());
        let keys = MacKeys::default();
        let computed = |byte: u8| Ok(MacKey([byte; 32]));
        assert_eq!(keys.get(Serial(1), &one, || computed(1)), computed(1));
        assert_eq!(keys.get(Serial(1), &one, || Err(Code::Internal)), computed(1));
        assert_eq!(keys.get(Serial(1), &two, || computed(2)), computed(2));
    }

    #[test]
    fn memory_is_bounded_and_the_busy_stay() {
        let key = KeyPair::from_seed(&[1; 32]).public();
        let keys = MacKeys::default();
        for serial in 0..(5 * HALF_MAX as u32) {
            keys.get(Serial(serial), &key, || Ok(MacKey([0; 32]))).unwrap();
            assert!(keys.find(Serial(0), &key).is_some());
        }
        let halves = keys.0.lock().unwrap();
        assert!(halves.young.len() + halves.old.len() <= 2 * HALF_MAX);
    }
}
