//! The frame keys of devices that came lately. Computing one costs more than everything else in
//! an idle sync together; forgetting one costs only that.

use crate::recent::Recent;
use drokpa_core::chain::keys::{MacKey, PublicKey};
use drokpa_core::code::Code;
use drokpa_core::id::Serial;
use std::sync::{Mutex, PoisonError};

/// Most keys of one half. About 100 bytes each.
const HALF_MAX: usize = 8192;

pub(super) struct MacKeys(Mutex<Recent<Serial, (PublicKey, MacKey)>>);

impl Default for MacKeys {
    fn default() -> MacKeys {
        MacKeys(Mutex::new(Recent::new(HALF_MAX)))
    }
}

impl MacKeys {
    pub(super) fn get(
        &self,
        serial: Serial,
        key: &PublicKey,
        compute: impl FnOnce() -> Result<MacKey, Code>,
    ) -> Result<MacKey, Code> {
        let recent = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((of, found)) = recent().get(&serial)
            && of == key
        {
            return Ok(found.clone());
        }
        // Computed outside of the lock, so that one new device does not hold up the others.
        let computed = compute()?;
        recent().put(serial, (*key, computed.clone()));
        Ok(computed)
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
}
