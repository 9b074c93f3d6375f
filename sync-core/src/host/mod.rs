//! Helpers that make a phone's batches durable. A host may use one of these or do it itself; the
//! contract is in [`crate::phone::Batch`].

pub mod memory;
#[cfg(feature = "sqlite")]
pub mod sqlite;
