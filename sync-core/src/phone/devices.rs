//! The member's own phones. One that was added after this one is shown until the member has said
//! that it is known: whoever gets hold of an invite gets a second voice, and only the member can
//! tell that it is not theirs.

use super::{Batch, Draft, Phone};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::code::Code;
use crate::id::Serial;
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::time::Day;
use serde::Serialize;
use std::collections::BTreeMap;

/// A phone of the member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DeviceRow {
    /// Its number.
    pub device: Serial,
    /// The day on which it was enrolled.
    pub since: Day,
    /// True for this very phone.
    pub this: bool,
    /// True where it was added after this one, and nobody has said here that it is known.
    pub added: bool,
}

/// Where the hub says something: its minute, then its number. Comparable within one document, and
/// by the minute across two.
type Place = (u32, DocumentKind, u32, u32);

impl Phone {
    /// The member's phones that the hub has certified, by number.
    #[must_use]
    pub fn devices(&self) -> Vec<DeviceRow> {
        let certified = self.own_certificates();
        let this = certified.get(&self.me.serial).map(|(place, _)| *place);
        let later = |place: &Place| match this {
            // In two documents one minute has no order: rather shown once too often.
            Some(this) if this.1 != place.1 => place.0 >= this.0,
            Some(this) => *place > this,
            None => false,
        };
        let row = |(serial, (place, since)): (&Serial, &(Place, Day))| DeviceRow {
            device: *serial,
            since: *since,
            this: *serial == self.me.serial,
            added: *serial != self.me.serial
                && later(place)
                && !self.carried.known_devices.contains(serial),
        };
        certified.iter().map(row).collect()
    }

    fn own_certificates(&self) -> BTreeMap<Serial, (Place, Day)> {
        let branch = &self.me.branch;
        let membership = DocumentId {
            member: Some(self.me.member.clone()),
            ..DocumentId::of_branch(DocumentKind::Membership, branch)
        };
        let registry = DocumentId::of_branch(DocumentKind::Registry, branch);
        let mut certified = BTreeMap::new();
        for document in [registry, membership] {
            for ((_, actor), chain) in self.chains_of(&document) {
                for (seq, _, entry) in chain.entries() {
                    let (Ok(Some(Key::Certificate(serial))), Ok(Some(Value::Certificate(value)))) =
                        (Key::read(&entry.key), Value::read(&entry.value))
                    else {
                        continue;
                    };
                    if value.member == self.me.member {
                        let place = (entry.recorded_at.0, document.kind, actor.generation, seq);
                        certified.entry(serial).or_insert((place, value.issued));
                    }
                }
            }
        }
        certified
    }

    /// How many phones were added that nobody here has said to know.
    pub(super) fn devices_added(&self) -> u32 {
        self.devices().iter().filter(|row| row.added).count() as u32
    }

    /// The member knows all phones that are shown as added.
    ///
    /// # Errors
    /// [`Code::StoreFailed`] after a failed batch.
    pub fn know_devices(&mut self) -> Result<Batch, Code> {
        self.ready()?;
        let mut draft = Draft::default();
        for row in self.devices().into_iter().filter(|row| row.added) {
            self.carried.know_device(&mut draft, row.device);
        }
        Ok(self.batch(draft))
    }
}
