//! The facade that apps in every language call. It wraps the core's phone in plain types: ids,
//! days such as `2026-05-01` and the names of states are text, times are seconds since 1970 that
//! the host passes in, and rows are those of the command line's JSON. `sync-core/ffi` (Kotlin,
//! Swift, Python) and `sync-core/wasm` (TypeScript) wrap this crate and nothing else, so that all
//! languages have the same calls. It must never open a socket or a file, read a clock, or make
//! randomness: seeds come in as 32 bytes.
//!
//! ```
//! use drokpa_app::{Enrolment, NewClaim};
//! # use drokpa_fixtures::world::{MemoryHub, START, branch, member};
//! # use drokpa_core::chain::certificate::Role;
//! # let mut hub = MemoryHub::new();
//! # let code = hub.invite(&branch("pasture-a"), &member("pa05"), Role::Member);
//! # let now = START.0;
//! // Enrol: the host keeps the seed, posts the bytes, keeps the identity, commits the batch.
//! let (enrolment, ask) = Enrolment::begin([7; 32], &code)?;
//! # let reply = hub.handle(START, &ask.body)?;
//! let (mut phone, identity, batch) = enrolment.finish(now, 200, &reply)?;
//! # assert!(!identity.is_empty() && batch.id == 1);
//! phone.persisted(batch.id)?;
//!
//! // The notice is shown once, and answered before the first record.
//! assert_eq!(phone.consent()?.state, "unasked");
//! let batch = phone.answer_notice(now, "bo", true)?;
//! phone.persisted(batch.id)?;
//!
//! // Record without a network: "saved" once the host has committed the batch.
//! let study = NewClaim::Study { course: "policy-1".into(), minutes: 45, day: None };
//! let (saved, batch) = phone.record(now, &study, "")?;
//! phone.persisted(batch.id)?;
//!
//! // Sync: the host moves the bytes.
//! phone.begin_sync();
//! while let Some(ask) = phone.next_ask(now)? {
//!     assert_eq!((ask.method, &*ask.path), ("POST", "/v1/sync"));
//! #   let reply = hub.handle(START, &ask.body)?;
//!     if let Some(batch) = phone.answer(now, 200, &reply)? {
//!         phone.persisted(batch.id)?;
//!     }
//! }
//! assert!(phone.sync_report().synced);
//! assert_eq!(phone.list()[0].claim, saved.claim);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#![deny(missing_docs)]

mod access;
mod batch;
mod carry;
mod consent;
mod data;
mod enrol;
mod error;
mod fold;
pub mod input;
mod member;
mod office;
mod phone;
mod settle;
mod sync;
pub mod text;

pub use access::{Access, AccessQuery, Proof};
pub use batch::{Batch, Write};
pub use carry::{CodeSquares, ExportChoice, code_squares, code_texts, codes_in_picture};
pub use data::my_data;
pub use enrol::{CarriedOver, Enrolment, Invited, check_goes_over};
pub use error::{AppError, message_of};
pub use fold::fold;
pub use input::{
    NewAdjustment, NewAttestation, NewClaim, NewDecision, NewTraining, RollMark, TrainingEdit,
};
pub use member::{Explanation, ItemRow, Saved};
pub use office::{DoorCode, Owed};
pub use phone::{About, Beside, Phone};
pub use sync::{Answer, Ask, Errands, SyncReport};
