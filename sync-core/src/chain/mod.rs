//! Chains: who said what in which document, in which order, signed. No CRDT and no store in here.

pub mod certificate;
pub mod changeset;
pub mod document;
pub mod entry;
pub mod keys;
pub mod packing;
