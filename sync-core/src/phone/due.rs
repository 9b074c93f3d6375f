//! What an office owes others: decisions that no other phone has yet, and objections with the day
//! by which the rules ask for an answer. Called by the facade for the screens of offices; it only
//! shows, and decides nothing.

use super::Phone;
use super::rows::ClaimName;
use crate::chain::document::DocumentKind;
use crate::code::Code;
use crate::id::MemberId;
use crate::model::facts::{Case, Objection, Said};
use crate::time::Day;
use serde::Serialize;
use std::collections::BTreeSet;

/// Days within which an objection is answered where the rules do not say.
const ANSWER_DAYS: u32 = 7;

/// An objection of a member, with the day by which it asks for an answer.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct ObjectionDue {
    /// `MEMBER/KEY` of what it is about.
    pub claim: String,
    /// Whose.
    pub member: MemberId,
    /// The member's words; `None` where they are not on this phone.
    pub words: Option<Box<str>>,
    /// True where the township is asked.
    pub escalated: bool,
    /// On which day it was raised, by the member's device.
    pub raised_on: Day,
    /// The last day for an answer.
    pub due: Day,
    /// True once somebody answered.
    pub answered: bool,
}

impl Phone {
    /// How many things this device decided, answered or adjusted that the hub has not confirmed:
    /// if this phone is lost now, they are.
    #[must_use]
    pub fn decisions_here(&self) -> u32 {
        let own = self.chains.iter().filter(|((document, actor), _)| {
            actor.serial == self.me.serial && document.kind == DocumentKind::Review
        });
        let mut open = BTreeSet::new();
        for ((document, _), chain) in own {
            let unconfirmed = chain.entries().filter(|(seq, ..)| *seq > chain.confirmed);
            open.extend(unconfirmed.map(|(_, _, entry)| (document, &entry.key)));
        }
        open.len() as u32
    }

    /// The objections of others, those without an answer first, each kind by its last day.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn objections_due(&self) -> Result<Vec<ObjectionDue>, Code> {
        let mut rows = Vec::new();
        for member in self.members().iter().filter(|member| **member != self.me.member) {
            for cycle in self.rules_years(member) {
                let judged = self.judged(member, cycle)?;
                let facts = judged.facts.iter().map(|fact| &fact.case);
                let cases = facts.chain(judged.absences.iter().map(|(_, case)| case));
                cases.for_each(|case| rows.extend(self.due(case)));
            }
        }
        rows.sort_by(|one: &ObjectionDue, other| {
            (one.answered, one.due, &one.claim).cmp(&(other.answered, other.due, &other.claim))
        });
        rows.dedup();
        Ok(rows)
    }

    fn due(&self, case: &Case) -> Vec<ObjectionDue> {
        let rules = self.rules_of(&case.member);
        let row = |said: &Said<Objection>| {
            let raised_on = said.recorded_at.day();
            let publish = rules.and_then(|rules| rules.in_force(raised_on)?.publish.as_ref());
            let days = publish.map_or(ANSWER_DAYS, |publish| publish.objection_days);
            let mut answers = case.answers.iter();
            ObjectionDue {
                claim: ClaimName { member: case.member.clone(), key: case.key.clone() }.to_string(),
                member: case.member.clone(),
                words: said.note.clone(),
                escalated: said.value.escalated,
                raised_on,
                due: Day(raised_on.0.saturating_add(days)),
                answered: answers.any(|answer| answer.value.objection == said.value.name),
            }
        };
        case.objections.iter().map(row).collect()
    }
}
