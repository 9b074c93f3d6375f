//! Bytes as they travel and rest: primitives, columns, frames.

pub mod bytes;
pub mod columns;
