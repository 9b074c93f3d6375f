//! What keys and values mean: records, and the kinds that this version knows.

pub mod key;
pub mod record;
pub mod value;
