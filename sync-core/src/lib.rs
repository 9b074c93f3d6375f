//! The offline core of Drokpa: all that a phone and the hub share. It opens no socket, reads no
//! clock, starts no thread and keeps no global; time, keys and bytes come in as arguments, and
//! what should rest goes out as batches.
//!
//! # The way of a tap
//!
//! [`phone::Phone::record`] checks it, appends an entry to a hash-linked chain ([`chain`]), signs
//! the chain's head and hands out a [`phone::Batch`]. The host makes that durable and says
//! [`phone::Phone::persisted`]: only now is it "saved", and only now can it be part of
//! [`phone::Phone::request`], [`phone::Phone::export`] or a letter. The hub ([`hub`], [`sync`])
//! bounds the bytes, proves the sender, checks every signature, appends to its log and answers;
//! [`phone::Phone::reply`] takes the answer in. What people then see is computed from entries each
//! time: [`doc`] says which values stand, [`model`] what they are worth.
//!
//! # Where things are
//!
//! * [`phone`]: the phone as a state machine, which records, decides, syncs and shows. Begin with
//!   [`phone::Enrolment`] and [`phone::Phone`].
//! * [`host`]: helpers that keep a phone, in memory or in a folder; codes as pictures.
//! * [`hub`]: the hub's pure steps, and its own writing. Begin with [`hub::plan`].
//! * [`sync`]: one file for each step of the wire; who may read and write what is in
//!   [`sync::authority`].
//! * [`model`]: rules, points, the written rule of conflicts, evaluations; no bytes. The fold is
//!   [`model::points::fold`], and with text in and out [`model::plain`].
//! * [`doc`]: which values of a key stand side by side; the only module that names Automerge.
//! * [`chain`], [`schema`], [`wire`]: entries, hashes, signatures; keys and values; columns. The
//!   bytes are described in `docs/protocol.md`.
//! * [`id`], [`time`], [`code`]: a type for every id; days at UTC+08:00; the table of error codes.
//!
//! # Features
//!
//! | feature | default | adds |
//! |---|---|---|
//! | `automerge` | yes | the merge engine; without it the plain rule decides (`doc`) |
//! | `fast` | yes | tables that make signatures faster |
//! | `sqlite` | yes | `host::sqlite`, a phone in one folder; SQLite is built from C |
//! | `qr` | no | `host::picture`, codes drawn and read; three crates in plain Rust |
//!
//! Without `sqlite` the crate is plain Rust and builds for a browser. It builds with the Rust that
//! `rust-version` in the workspace's `Cargo.toml` names, and later ones; raising that is a change
//! that the change log tells. What each dependency is for is in `sync-core/README.md`.
//!
//! # Out to other programs
//!
//! A document goes out as the bytes of an Automerge document
//! ([`phone::Phone::automerge_bytes`]), for programs that read those; nothing reads such bytes in.
//! `fixtures/vectors/` is what any other implementation has to agree with.
//!
//! # Two phones and a hub
//!
//! Longer stories are in `sync-core/examples/`; how to embed the crate in an app, step by step, is
//! in `docs/embedding/`.
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

/// The code in the guide for apps compiles.
#[cfg(all(doctest, feature = "sqlite"))]
#[doc = include_str!("../../docs/embedding/rust.md")]
pub struct Guide;
