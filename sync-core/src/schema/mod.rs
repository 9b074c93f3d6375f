//! What keys and values mean: records, the kinds that this version knows, texts, digests.

pub mod digest;
pub mod key;
pub mod names;
mod nfc;
pub mod record;
pub mod text;
pub mod value;
