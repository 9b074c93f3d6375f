//! One request, one reply. The steps in the order of the wire, the phone's and the hub's half of
//! each together:
//!
//! 0. [`contact`]: an invite and a key become a device (once).
//! 1. [`envelope`]: the frame is bounded and its sender proved.
//! 2. [`request`]: cursors and changesets are read within limits.
//! 3. [`judge`]: each changeset gets a fate, from facts that the store hands in.
//! 4. [`reply`]: fates, new cursors, and what is new for this device.
//!
//! Beside them: [`succession`], the hub's keys one after the other; [`invite`], how an invite looks
//! as a QR code; [`token`], the proof with which a device asks for a token of the JSON reads; and
//! from phone to phone without a hub, [`transfer`] for what the receiver reads, [`letter`] for what
//! it only carries, and [`check_in`] for a training's code on the wall.
//!
//! Versions of the wire format:
//! * 1 (2026-11): first.

pub mod authority;
pub mod check_in;
pub mod contact;
pub mod envelope;
pub mod invite;
pub mod judge;
pub mod letter;
pub mod lock;
pub mod reply;
pub mod request;
pub mod succession;
pub mod token;
pub mod transfer;
