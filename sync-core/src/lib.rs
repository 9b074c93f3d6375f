//! The offline core of Drokpa: all that a phone and the hub share. It opens no socket, reads no
//! clock, starts no thread and keeps no global; time, keys and bytes come in as arguments, and
//! what should rest goes out as batches.
//!
//! The way of a tap: [`phone::Phone::record`] checks it, appends an entry to a hash-linked chain
//! ([`chain`]), signs the chain's head and hands out a [`phone::Batch`]. The host makes that
//! durable and says [`phone::Phone::persisted`]: only now is it "saved", and only now can it be
//! part of [`phone::Phone::request`]. The hub ([`hub`], [`sync`]) bounds the bytes, proves the
//! sender, checks every signature, appends to its log and answers; [`phone::Phone::reply`] takes
//! the answer in. What people then see is computed from entries each time: [`doc`] says which
//! values stand, [`model`] what they are worth.
//!
//! Two phones and nothing but bytes between them and a hub:
//!
//! ```
//! use drokpa_core::chain::certificate::Role;
//! use drokpa_core::phone::NewClaim;
//! use drokpa_core::time::Cycle;
//! use drokpa_fixtures::world::{Handset, MemoryHub, START, branch, member};
//!
//! let mut hub = MemoryHub::new();
//! let (home, herder) = (branch("pasture-a"), member("pa05"));
//! let mut old = Handset::enrol(&mut hub, &home, &herder, Role::Member, START);
//! let mut new = Handset::enrol(&mut hub, &home, &herder, Role::Member, START);
//!
//! // Far from any network: recorded, and saved once the host says so.
//! let study = NewClaim::Study { course: "policy-1".parse()?, day: START.day(), minutes: 45 };
//! let (recorded, batch) = old.phone.record(START, &study, "")?;
//! old.commit(&batch);
//! assert_eq!(old.phone.status().outbox, 1);
//!
//! // A link appears, first for one phone, later for the other.
//! old.sync(&mut hub, START);
//! new.sync(&mut hub, START);
//! assert_eq!(new.phone.list().first().map(|row| row.key.clone()), Some(recorded.key.to_string()));
//! let cycle = Cycle(2026);
//! assert_eq!(old.phone.standing(&herder, cycle)?, new.phone.standing(&herder, cycle)?);
//! # Ok::<(), drokpa_core::code::Code>(())
//! ```

#![deny(missing_docs)]

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
