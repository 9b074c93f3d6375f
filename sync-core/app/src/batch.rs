//! What a host makes durable, in plain bytes. The contract is that of
//! [`drokpa_core::phone::Batch`].

use drokpa_core::phone::{Batch as CoreBatch, Write as CoreWrite};
use serde::Serialize;

/// One change of the host's key-value store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Write {
    /// The key.
    pub key: Vec<u8>,
    /// The value to set; `None` removes the key.
    pub value: Option<Vec<u8>>,
}

/// Writes that belong together. Hosts commit batches whole, in the order of their ids, and answer
/// each with [`crate::Phone::persisted`] or [`crate::Phone::failed`]. Only then is what was
/// recorded "saved", and only then can it leave the phone.
#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize)]
pub struct Batch {
    /// Counts up by one from 1, anew each time that a phone is opened.
    pub id: u64,
    /// In this order, in one transaction. May be empty; the batch is answered all the same.
    pub writes: Vec<Write>,
    /// To be kept beside the key, outside the store and its backups, once the transaction is
    /// durable and before [`crate::Phone::persisted`].
    pub mark: Option<Vec<u8>>,
}

impl From<CoreBatch> for Batch {
    fn from(batch: CoreBatch) -> Batch {
        let writes = batch.writes.into_iter().map(|write| match write {
            CoreWrite::Put(key, value) => Write { key, value: Some(value) },
            CoreWrite::Delete(key) => Write { key, value: None },
        });
        let mark = batch.mark.map(|mark| mark.to_bytes().to_vec());
        Batch { id: batch.id, writes: writes.collect(), mark }
    }
}
