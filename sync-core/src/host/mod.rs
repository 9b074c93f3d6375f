//! Helpers that make a phone's batches durable, and one that draws and reads QR codes. A host may
//! use these or do it itself; the contract is in [`crate::phone::Batch`].

pub mod memory;
#[cfg(feature = "qr")]
pub mod picture;
#[cfg(feature = "sqlite")]
pub mod sqlite;
