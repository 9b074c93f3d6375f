//! What binds a decision to what was decided. The digest is short because it travels with every
//! decision, so it is salted with four bytes that the claimant could not know when writing: a pair
//! of claims with one digest cannot be prepared in advance.

use super::record::Record;
use super::value::{Digest, Training};
use crate::chain::document::DocumentId;
use crate::chain::keys::Hash;
use crate::wire::bytes::put_varint;

/// The thing that a decision is about.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// The member's claims document; it names member, branch and cycle.
    pub document: &'a DocumentId,
    /// The claim's key.
    pub key: &'a Record,
    /// The claim's value, or the roll mark's where nobody claimed.
    pub value: &'a Record,
    /// The hash of the claim's note.
    pub note: Option<Hash>,
    /// The training as it stands. Its titles are left out: mending a spelling re-opens nothing.
    pub training: Option<&'a Training>,
}

/// The digest of a subject behind a salt.
#[must_use]
pub fn digest(salt: &[u8; 4], subject: &Subject<'_>) -> Digest {
    let mut bytes = subject.document.to_bytes();
    subject.key.put(&mut bytes);
    subject.value.put(&mut bytes);
    match subject.note {
        None => bytes.push(0),
        Some(hash) => {
            bytes.push(1);
            bytes.extend_from_slice(&hash.0);
        }
    }
    match subject.training {
        None => bytes.push(0),
        Some(training) => {
            bytes.push(1);
            let days = [training.start.0, training.minutes, training.days];
            bytes.push(training.kind.number());
            days.iter().for_each(|number| put_varint(&mut bytes, u64::from(*number)));
            bytes.push(u8::from(training.cancelled));
        }
    }
    Hash::of("drokpa/digest/1", &[salt, &bytes]).prefix()
}
