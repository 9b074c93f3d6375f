//! Documents as the merge engine sees them, and the only module that names Automerge. No byte
//! from outside ever reaches one of its decoders: changes are built here, from entries whose
//! signatures were checked, after [`graph`] has proved that they can be built.

#[cfg(feature = "automerge")]
mod engine;
pub mod graph;
mod merge;
pub mod rule;

pub use graph::{Input, Waiting};
pub use merge::Document;

/// Longest chain of replacements under one key. Deeper entries wait; nobody changes one record
/// four thousand times by hand.
pub const DEPTH_MAX: u32 = 4096;
