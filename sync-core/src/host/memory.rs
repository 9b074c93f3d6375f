//! A store in memory: for tests and simulations, where a crash is dropping it half-way.

use crate::code::Code;
use crate::phone::{Batch, Identity, Mark, Phone, Write};
use std::collections::BTreeMap;

/// Records and mark as they would rest on a device.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    /// The key-value records.
    pub records: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The mark beside the key.
    pub mark: Option<Mark>,
    last_batch: u64,
}

impl MemoryStore {
    /// Opens the phone that rests here.
    ///
    /// # Errors
    /// As [`Phone::open`].
    pub fn open(&mut self, identity: &Identity) -> Result<Phone, Code> {
        self.last_batch = 0;
        let phone = Phone::open(identity, self.mark, self.records.clone())?;
        self.mark = phone.mark_owed().or(self.mark);
        Ok(phone)
    }

    /// Commits a batch and tells the phone.
    ///
    /// # Errors
    /// [`Code::StateWrong`] for a batch out of order.
    pub fn commit(&mut self, phone: &mut Phone, batch: &Batch) -> Result<(), Code> {
        if batch.id != self.last_batch + 1 {
            return Err(Code::StateWrong);
        }
        for write in &batch.writes {
            match write {
                Write::Put(key, value) => {
                    self.records.insert(key.clone(), value.clone());
                }
                Write::Delete(key) => {
                    self.records.remove(key);
                }
            }
        }
        self.mark = batch.mark.or(self.mark);
        self.last_batch = batch.id;
        phone.persisted(batch.id)
    }
}
