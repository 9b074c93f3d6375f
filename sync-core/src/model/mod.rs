//! Facts, rules and points. No CRDT, no SQL, no bytes: imports nothing of ours but ids, days and
//! codes.

pub mod evaluation;
pub mod facts;
mod findings;
pub mod kind;
pub mod plain;
pub mod points;
pub mod rules;
