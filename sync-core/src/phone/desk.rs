//! The desk of a secretary: many decisions at once, each document and the calendar rebuilt once.

use super::cases::Planned;
use super::subjects::{Decidable, standing};
use super::{Held, LiveDocument, NewDecision, Phone, RecordName};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::EntryId;
use crate::code::Code;
use crate::id::BranchId;
use crate::model::facts::Wording;
use crate::schema::digest::digest;
use crate::schema::key::Key;
use crate::schema::record::Record;
use crate::schema::value::{Decision, Reason, Value, Verdict};
use crate::time::Cycle;
use std::collections::{BTreeMap, BTreeSet};

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
    /// together they settle the whole class. Where the claims differ, each gets one: approved is
    /// the chosen one, and the others are rejected as duplicates of it.
    ///
    /// # Errors
    /// [`Code::ClaimUnknown`]; [`Code::ChoiceNeeded`] for an approval of claims that differ where
    /// none is `chosen`.
    pub(super) fn decisions(
        &mut self,
        claims: &DocumentId,
        (new, chosen): (&NewDecision, Option<RecordName>),
        salt: [u8; 4],
    ) -> Result<Vec<(Key, Decision, Vec<EntryId>)>, Code> {
        let planned = self.planned(claims)?;
        let keys = planned.class(&new.key);
        let training = planned.training_of(&keys).cloned();
        let mut all: Vec<(Key, Vec<Decidable>)> = Vec::new();
        for key in keys {
            let found = self.decidable(claims, &key.record()?)?;
            all.push((key, found));
        }
        let chosen = chosen_wording(&all, new.verdict, chosen)?;
        let mut decisions = Vec::new();
        for (key, found) in &all {
            let scheduled = matches!(key, Key::Attendance(_));
            let training = training.as_ref().filter(|_| scheduled);
            let replaced = self.standing_decisions(claims, &key.record()?)?;
            for of in one_of_each(found, key) {
                let duplicate = chosen.is_some() && of.wording.is_some() && of.wording != chosen;
                let decision = Decision {
                    verdict: if duplicate { Verdict::Reject } else { new.verdict },
                    round: of.round,
                    grant: new.grant.filter(|_| !duplicate),
                    reason: if duplicate { Some(Reason::Duplicate) } else { new.reason },
                    salt,
                    digest: digest(&salt, &of.subject(training)),
                };
                decisions.push((key.clone(), decision, replaced.clone()));
            }
        }
        if decisions.is_empty() { Err(Code::ClaimUnknown) } else { Ok(decisions) }
    }

    /// The live decisions about a key that a new one takes the place of. Township and branch each
    /// replace their own word only, so that both stay readable.
    fn standing_decisions(
        &mut self,
        claims: &DocumentId,
        key: &Record,
    ) -> Result<Vec<EntryId>, Code> {
        let review = claims.sibling(DocumentKind::Review);
        let phone = self.phone;
        let same_side =
            |held: &&Held<'_>| phone.is_townships(&review, held) == phone.is_reviewers();
        Ok(self.live(&review)?.of(key).filter(same_side).map(|held| held.id).collect())
    }

    /// Everything under a key that could be decided.
    fn decidable(&mut self, claims: &DocumentId, key: &Record) -> Result<Vec<Decidable>, Code> {
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
        Ok(all)
    }
}

/// Of claims that differ the one that is meant; `None` where there is nothing to choose.
fn chosen_wording(
    all: &[(Key, Vec<Decidable>)],
    verdict: Verdict,
    chosen: Option<RecordName>,
) -> Result<Option<Wording>, Code> {
    let whole: Vec<Decidable> = all.iter().flat_map(|(_, found)| found.iter().cloned()).collect();
    let study = all.iter().any(|(key, _)| matches!(key, Key::Study { .. }));
    let standing = standing(&whole, study);
    if let Some(RecordName(name)) = chosen {
        let named = standing.iter().find(|one| one.name == name).ok_or(Code::ClaimUnknown)?;
        return Ok(named.wording.clone());
    }
    let wordings: BTreeSet<&Wording> =
        standing.iter().filter_map(|one| one.wording.as_ref()).collect();
    let ambiguous = wordings.len() > 1 && !study && verdict == Verdict::Approve;
    if ambiguous { Err(Code::ChoiceNeeded) } else { Ok(None) }
}

/// Of what stands under one key one of each wording, in a fixed order; of equal ones any will do.
fn one_of_each<'d>(found: &'d [Decidable], key: &Key) -> Vec<&'d Decidable> {
    let study = matches!(key, Key::Study { .. });
    let mut each = standing(found, study);
    each.sort_by(|one, other| (&one.wording, &one.value).cmp(&(&other.wording, &other.value)));
    let first = each.first().map(|one| one.wording.is_none());
    if study || first == Some(true) {
        // Of equal study records, and of roll marks, one decision is about whatever stands.
        each.truncate(1);
    }
    each.dedup_by(|later, first| later.wording == first.wording);
    each
}
