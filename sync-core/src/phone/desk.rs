//! The desk of a secretary: many decisions at once, each document and the calendar rebuilt once.

use super::cases::Planned;
use super::subjects::{Decidable, standing};
use super::{Held, LiveDocument, NewDecision, Phone};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::EntryId;
use crate::code::Code;
use crate::id::BranchId;
use crate::schema::digest::digest;
use crate::schema::key::Key;
use crate::schema::record::Record;
use crate::schema::value::{Decision, Value};
use crate::time::Cycle;
use std::collections::BTreeMap;

/// Documents that were rebuilt for this call.
pub(super) struct Desk<'a> {
    phone: &'a Phone,
    documents: BTreeMap<DocumentId, LiveDocument<'a>>,
    calendars: BTreeMap<(BranchId, Cycle), Planned>,
}

impl<'a> Desk<'a> {
    pub(super) const fn new(phone: &'a Phone) -> Self {
        Desk { phone, documents: BTreeMap::new(), calendars: BTreeMap::new() }
    }

    fn live(&mut self, document: &DocumentId) -> Result<&LiveDocument<'a>, Code> {
        if !self.documents.contains_key(document) {
            let live = self.phone.live(document)?;
            self.documents.insert(document.clone(), live);
        }
        self.documents.get(document).ok_or(Code::Internal)
    }

    fn planned(&mut self, claims: &DocumentId) -> Result<&Planned, Code> {
        let place = (claims.branch.clone(), claims.cycle);
        if !self.calendars.contains_key(&place) {
            let planned = self.phone.view_of(&claims.branch).planned(&[claims.cycle])?;
            self.calendars.insert(place.clone(), planned);
        }
        self.calendars.get(&place).ok_or(Code::Internal)
    }

    /// Decisions about what stands under a key now, each with the live decisions it replaces. Of
    /// trainings that are one, each key that has a claim or a mark gets a decision, so that
    /// together they settle the whole class.
    pub(super) fn decisions(
        &mut self,
        claims: &DocumentId,
        new: &NewDecision,
        salt: [u8; 4],
    ) -> Result<Vec<(Key, Decision, Vec<EntryId>)>, Code> {
        let planned = self.planned(claims)?;
        let keys = planned.class(&new.key);
        let training = planned.training_of(&keys).cloned();
        let mut decisions = Vec::new();
        for key in keys {
            let record = key.record()?;
            let Some(of) = self.decidable(claims, &record)? else { continue };
            let scheduled = matches!(key, Key::Attendance(_));
            let subject = of.subject(training.as_ref().filter(|_| scheduled));
            let decision = Decision {
                verdict: new.verdict,
                round: of.round,
                grant: new.grant,
                reason: new.reason,
                salt,
                digest: digest(&salt, &subject),
            };
            let review = claims.sibling(DocumentKind::Review);
            let phone = self.phone;
            // Township and branch each replace their own word only, so that both stay readable.
            let same_side =
                |held: &&Held<'_>| phone.is_townships(&review, held) == phone.is_reviewers();
            let standing =
                self.live(&review)?.of(&record).filter(same_side).map(|held| held.id).collect();
            decisions.push((key, decision, standing));
        }
        if decisions.is_empty() { Err(Code::ClaimUnknown) } else { Ok(decisions) }
    }

    /// What stands under a key; of several that do, the first in a fixed order.
    fn decidable(&mut self, claims: &DocumentId, key: &Record) -> Result<Option<Decidable>, Code> {
        let mut all: Vec<Decidable> = Vec::new();
        for (rank, kind) in [(0, DocumentKind::Claims), (1, DocumentKind::Roll)] {
            for held in self.live(&claims.sibling(kind))?.with_proposals(key) {
                match Value::read(&held.entry.value) {
                    Ok(Some(Value::Claim(claim))) => {
                        all.push(Decidable::claim(rank, claims, held, &claim));
                    }
                    Ok(Some(Value::Mark(_))) => all.push(Decidable::mark(claims, held)),
                    _ => {}
                }
            }
        }
        for document in self.phone.guest_documents(claims) {
            let live = self.live(&document)?;
            all.extend(live.with_proposals(key).into_iter().filter_map(|held| {
                let attested =
                    matches!(Value::read(&held.entry.value), Ok(Some(Value::Attestation(_))));
                attested.then(|| Decidable::attested(claims, held))
            }));
        }
        let study = matches!(Key::read(key), Ok(Some(Key::Study { .. })));
        let standing = standing(&all, study).into_iter();
        Ok(standing.min_by(|one, other| one.value.cmp(&other.value)).cloned())
    }
}
