//! The offline core of Drokpa.
pub mod chain;
pub mod code;
pub mod doc;
pub mod host;
pub mod hub;
pub mod id;
pub mod model;
pub mod phone;
pub mod schema;
pub mod sync;
pub mod time;
pub mod wire;
