//! Floating members: a host branch attests what a guest did there, in a document of the guest's
//! home branch, and the home branch counts it. The host needs neither the guest's records nor a
//! link: the guest's phone shows who they are.

use super::record::{TRAINING_MINUTES_MAX, check_day, entry, replaced};
use super::{Batch, Draft, Phone};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::Note;
use crate::code::Code;
use crate::id::{BranchId, MemberId, ObjectId};
use crate::model::kind::TrainingKind;
use crate::schema::key::Key;
use crate::schema::value::{Attestation, Value};
use crate::time::{Day, Seconds};

/// What a guest did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Came to this training of the host's calendar.
    Training(ObjectId),
    /// Something that the host's calendar does not have.
    Unlisted {
        /// Its kind.
        kind: TrainingKind,
        /// When.
        day: Day,
        /// How long.
        minutes: u32,
    },
}

/// A new attestation.
#[derive(Clone, Debug)]
pub struct NewAttestation {
    /// The guest.
    pub member: MemberId,
    /// The guest's home branch.
    pub home: BranchId,
    /// What was seen.
    pub seen: Seen,
    /// True to take an earlier attestation back.
    pub withdraw: bool,
}

impl Phone {
    /// Attests what a member of another branch did here. An equal attestation that stands is not
    /// written again.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`] for all but secretaries and station keepers;
    /// [`Code::StateWrong`] for a member of this branch, who has a roll here;
    /// [`Code::TrainingUnknown`], [`Code::MinutesRange`], [`Code::DayRange`].
    pub fn attest(&mut self, at: Seconds, new: &NewAttestation) -> Result<(Key, Batch), Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::StationKeeper])?;
        if new.home == self.me.branch {
            return Err(Code::StateWrong);
        }
        let (key, value) = self.attestation(new)?;
        check_day(self.latest(at), value.day)?;
        if !(1..=TRAINING_MINUTES_MAX).contains(&value.minutes) {
            return Err(Code::MinutesRange);
        }
        let document = DocumentId {
            host: Some(self.me.branch.clone()),
            ..DocumentId::of_member(DocumentKind::Guest, &new.home, &new.member, value.day.cycle(1))
        };
        let (record, value) = (key.record()?, Value::Attestation(value));
        let wanted = value.record()?;
        let live = self.live(&document)?;
        let held: Vec<_> = live.of(&record).collect();
        let mut draft = Draft::default();
        if held.len() != 1 || held.iter().any(|held| held.entry.value != wanted) {
            let replaces = replaced(held.iter().map(|held| held.id));
            let entry = entry(at, &key, &value, replaces, Note::None)?;
            self.append(&mut draft, &document, vec![entry])?;
        }
        Ok((key, self.batch(draft)))
    }

    fn attestation(&self, new: &NewAttestation) -> Result<(Key, Attestation), Code> {
        let withdrawn = new.withdraw;
        Ok(match &new.seen {
            Seen::Training(id) => {
                let training = self.training(id).ok_or(Code::TrainingUnknown)?;
                let (kind, day, minutes) = (training.kind, training.day(), training.minutes);
                let item = training.item;
                (Key::Attendance(*id), Attestation { withdrawn, kind, day, minutes, item })
            }
            Seen::Unlisted { kind, day, minutes } => {
                let (kind, day, minutes) = (*kind, *day, *minutes);
                let key = Key::Unlisted { kind, day };
                (key, Attestation { withdrawn, kind, day, minutes, item: None })
            }
        })
    }

    /// The documents in which hosts attest something about the member of a claims document, in
    /// the same year.
    pub(super) fn guest_documents(&self, claims: &DocumentId) -> Vec<DocumentId> {
        let first = (claims.sibling(DocumentKind::Guest), crate::id::Actor::FIRST);
        let mut found: Vec<DocumentId> = Vec::new();
        for (document, _) in self.chains.range(first..).map(|(id, _)| id) {
            let same = DocumentId { host: None, ..document.clone() };
            if same != claims.sibling(DocumentKind::Guest) {
                break;
            }
            if found.last() != Some(document) {
                found.push(document.clone());
            }
        }
        found
    }

    /// True for a document that this phone's branch writes about guests: they are nobody's
    /// members here.
    pub(super) fn hosts(&self, document: &DocumentId) -> bool {
        document.host.as_ref() == Some(&self.me.branch)
    }
}
