//! What a secretary does: plans trainings, calls the roll, decides.

use super::desk::Desk;
use super::record::{
    TENTHS_MAX, TRAINING_MINUTES_MAX, check_day, check_minutes, entry, new_note, replaced,
};
use super::{Batch, Draft, Held, Phone, RecordName};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::{Entry, Note};
use crate::code::Code;
use crate::id::{ItemId, MemberId, ObjectId};
use crate::model::kind::TrainingKind;
use crate::schema::key::Key;
use crate::schema::text::{TITLE, normal_present};
use crate::schema::value::{Grant, Mark, Reason, Training, Value, Verdict};
use crate::time::Seconds;
use std::collections::BTreeSet;

/// A new training.
#[derive(Clone, Debug)]
pub struct NewTraining {
    /// Its kind.
    pub kind: TrainingKind,
    /// Chinese title.
    pub title_zh: String,
    /// Tibetan title.
    pub title_bo: String,
    /// When it begins.
    pub start: Seconds,
    /// How long, over all days.
    pub minutes: u32,
    /// Over how many days.
    pub days: u32,
    /// The rules item, where it is not the kind's own.
    pub item: Option<ItemId>,
}

/// A new decision.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// About whom.
    pub member: MemberId,
    /// About which fact.
    pub key: Key,
    /// What.
    pub verdict: Verdict,
    /// What it grants.
    pub grant: Option<Grant>,
    /// Why.
    pub reason: Option<Reason>,
    /// In words.
    pub note: String,
}

impl Phone {
    /// Puts a training into the branch's calendar.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TextMissing`] and other text codes, [`Code::MinutesRange`].
    pub fn create_training(
        &mut self,
        at: Seconds,
        new: &NewTraining,
    ) -> Result<(ObjectId, Batch), Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        let training = Training {
            kind: new.kind,
            start: new.start.minute(),
            minutes: new.minutes,
            days: new.days,
            cancelled: false,
            title_zh: normal_present(&new.title_zh, TITLE)?,
            title_bo: normal_present(&new.title_bo, TITLE)?,
            item: new.item.clone(),
        };
        if !(1..=TRAINING_MINUTES_MAX).contains(&new.minutes) || !(1..=31).contains(&new.days) {
            return Err(Code::MinutesRange);
        }
        check_day(self.latest(at), training.day())?;
        let mut draft = Draft::default();
        let id = self.next_id(&mut draft);
        let cycle = training.day().cycle(1);
        let document = DocumentId::of_cycle(DocumentKind::Calendar, &self.me.branch, cycle);
        let entry = entry(at, &Key::Training(id), &Value::Training(training), vec![], Note::None)?;
        self.append(&mut draft, &document, vec![entry])?;
        Ok((id, self.batch(draft)))
    }

    /// Cancels a training. Decisions that had not seen this no longer count.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`], or [`Code::StateWrong`] if it is cancelled.
    pub fn cancel_training(&mut self, at: Seconds, id: &ObjectId) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        let training = self.training(id).ok_or(Code::TrainingUnknown)?;
        if training.cancelled {
            return Err(Code::StateWrong);
        }
        let cycle = training.day().cycle(1);
        let document = DocumentId::of_cycle(DocumentKind::Calendar, &self.me.branch, cycle);
        let key = Key::Training(*id);
        let replaces = replaced(self.live(&document)?.of(&key.record()?).map(|held| held.id));
        let value = Value::Training(Training { cancelled: true, ..training });
        let entry = entry(at, &key, &value, replaces, Note::None)?;
        let mut draft = Draft::default();
        self.append(&mut draft, &document, vec![entry])?;
        Ok(self.batch(draft))
    }

    /// Calls the roll of a training: one mark per member. A mark that stands already is not
    /// written again; another one is replaced.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`], [`Code::MemberTwice`],
    /// [`Code::MemberUnknown`] for somebody who is not of the branch.
    pub fn call_roll(
        &mut self,
        at: Seconds,
        training: &ObjectId,
        marks: &[(MemberId, Mark)],
    ) -> Result<(u32, Batch), Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::RollKeeper])?;
        let day = self.training(training).ok_or(Code::TrainingUnknown)?.day();
        let members: BTreeSet<MemberId> = self.members().into_iter().collect();
        let mut seen = BTreeSet::new();
        for (member, _) in marks {
            if !seen.insert(member) {
                return Err(Code::MemberTwice);
            }
            if !members.contains(member) {
                return Err(Code::MemberUnknown);
            }
        }
        let key = Key::Attendance(*training);
        let record = key.record()?;
        let mut draft = Draft::default();
        let mut written = 0;
        for (member, mark) in marks {
            let document = self.document(DocumentKind::Roll, member, day);
            let value = Value::Mark(*mark);
            let wanted = value.record()?;
            let live = self.live(&document)?;
            // Claims entered for the member stand under the same key and are left alone.
            let is_mark = |held: &&Held<'_>| {
                matches!(Value::read(&held.entry.value), Ok(Some(Value::Mark(_))))
            };
            // A mark about oneself is a proposal, which nothing has to replace but which need not
            // be written twice either.
            let own = *member == self.me.member;
            let held: Vec<_> = if own {
                live.with_proposals(&record).into_iter().filter(is_mark).collect()
            } else {
                live.of(&record).filter(is_mark).collect()
            };
            if held.len() == 1 && held.iter().all(|held| held.entry.value == wanted) {
                continue;
            }
            let replaces = replaced(held.iter().map(|held| held.id));
            let entry = entry(at, &key, &value, replaces, Note::None)?;
            self.append(&mut draft, &document, vec![entry])?;
            written += 1;
        }
        Ok((written, self.batch(draft)))
    }

    /// Decides claims. All decisions of one call share a salt, which keeps them small; each
    /// replaces every decision about its claim that this phone can see, so deciding again settles
    /// a dispute.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::ClaimUnknown`], [`Code::ReasonUnknown`] where a return or
    /// rejection has no reason, [`Code::PointsRange`], [`Code::MinutesRange`],
    /// [`Code::ChoiceNeeded`] where claims differ, which [`Phone::decide_between`] settles; then
    /// nothing of the call is recorded.
    pub fn decide(&mut self, at: Seconds, decisions: &[NewDecision]) -> Result<Batch, Code> {
        self.decide_all(at, decisions, None)
    }

    /// Approves one of the claims that differ, as `sides` of its row name them, and rejects the
    /// others as duplicates of it.
    ///
    /// # Errors
    /// As [`Phone::decide`]; [`Code::ClaimUnknown`] where this record does not stand (any more);
    /// [`Code::StateWrong`] for another verdict than approval, which goes without choosing.
    pub fn decide_between(
        &mut self,
        at: Seconds,
        decision: &NewDecision,
        chosen: RecordName,
    ) -> Result<Batch, Code> {
        if decision.verdict != Verdict::Approve {
            return Err(Code::StateWrong);
        }
        self.decide_all(at, std::slice::from_ref(decision), Some(chosen))
    }

    fn decide_all(
        &mut self,
        at: Seconds,
        decisions: &[NewDecision],
        chosen: Option<RecordName>,
    ) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::TownshipReviewer])?;
        let salt: [u8; 4] = {
            let signed = self.mark.signed.to_be_bytes();
            let generation = self.mark.generation.to_be_bytes();
            self.pair.derived("drokpa/decision-salt/1", &[&generation, &signed])
        };
        let mut prepared: Vec<(DocumentId, Entry)> = Vec::with_capacity(decisions.len());
        let mut desk = Desk::new(self);
        for new in decisions {
            prepared.extend(self.prepare_decision(&mut desk, at, (new, chosen), salt)?);
        }
        drop(desk);
        // Entries of one document become one changeset.
        prepared.sort_by(|(left, _), (right, _)| left.cmp(right));
        let mut draft = Draft::default();
        let mut rest = prepared.into_iter().peekable();
        while let Some((document, first)) = rest.next() {
            let mut entries = vec![first];
            while let Some((_, entry)) = rest.next_if(|(next, _)| *next == document) {
                entries.push(entry);
            }
            self.append(&mut draft, &document, entries)?;
        }
        Ok(self.batch(draft))
    }

    fn prepare_decision(
        &self,
        desk: &mut Desk<'_>,
        at: Seconds,
        (new, chosen): (&NewDecision, Option<RecordName>),
        salt: [u8; 4],
    ) -> Result<Vec<(DocumentId, Entry)>, Code> {
        if new.verdict != Verdict::Approve && new.reason.is_none() {
            return Err(Code::ReasonUnknown);
        }
        match new.grant {
            Some(Grant::Tenths(tenths)) if !(0..=TENTHS_MAX).contains(&tenths) => {
                return Err(Code::PointsRange);
            }
            Some(Grant::Minutes(minutes)) => check_minutes(Some(minutes))?,
            _ => {}
        }
        let note = new_note(&new.note)?;
        let claims = self.document_of(&new.member, &new.key).ok_or(Code::ClaimUnknown)?;
        let review = claims.sibling(DocumentKind::Review);
        desk.decisions(&claims, (new, chosen), salt)?
            .into_iter()
            .map(|(key, decision, standing)| {
                let replaces = replaced(standing.into_iter());
                let value = Value::Decision(decision);
                Ok((review.clone(), entry(at, &key, &value, replaces, note.clone())?))
            })
            .collect()
    }
}
