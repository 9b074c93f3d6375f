//! The offline core of Drokpa.
pub mod code;
pub mod id;
pub mod time;
