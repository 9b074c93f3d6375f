//! Bytes as they travel and rest: primitives, columns, frames, and the texts of QR codes.

pub mod base32;
pub mod base45;
pub mod bytes;
pub mod columns;
pub mod qr;
