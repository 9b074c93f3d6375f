//! What a secretary does: the calendar, codes at the door, the roll, decisions.

use crate::carry::code_text;
use crate::{AppError, Batch, NewDecision, NewTraining, Phone, RollMark, TrainingEdit};
use drokpa_core::code::Code;
use drokpa_core::id::{MemberId, ObjectId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{
    self as core, BranchRow, ClaimRow, ObjectionDue, PlanRow, RollRow, RosterRow, TrainingRow,
};
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_core::time::{Day, Seconds};
use serde::Serialize;

/// What to show at the door of a training.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DoorCode {
    /// The training.
    pub training: String,
    /// The six digits that stand now, for whoever has no camera. They change every 5 minutes.
    pub code: String,
    /// True where codes of now are taken as shown during the training.
    pub in_window: bool,
    /// The text of the QR code.
    pub text: String,
}

/// What an office owes others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Owed {
    /// Decisions, answers and adjustments that only this phone has.
    pub decisions_here: u32,
    /// Objections of others, those without an answer first, each kind by its last day.
    pub objections: Vec<ObjectionDue>,
}

impl Phone {
    /// What this office owes others.
    ///
    /// # Errors
    /// `store_damaged` where a document cannot be read.
    pub fn owed(&self) -> Result<Owed, AppError> {
        let objections = self.core.objections_due()?;
        Ok(Owed { decisions_here: self.core.decisions_here(), objections })
    }

    /// All trainings that this phone knows.
    #[must_use]
    pub fn trainings(&self) -> Vec<TrainingRow> {
        self.core.trainings()
    }

    /// Announces a training. Returns its id.
    ///
    /// # Errors
    /// `role_needed`, `kind_unknown`, `date_malformed`, `minutes_range`, `text_missing`,
    /// `text_too_long`.
    pub fn create_training(
        &mut self,
        now: u64,
        new: &NewTraining,
    ) -> Result<(String, Batch), AppError> {
        let (id, batch) = self.core.create_training(Seconds(now), &new.read()?)?;
        Ok((id.to_string(), batch.into()))
    }

    /// Changes a training.
    ///
    /// # Errors
    /// `training_unknown`, `state_wrong`, and as [`Phone::create_training`].
    pub fn edit_training(
        &mut self,
        now: u64,
        training: &str,
        edit: &TrainingEdit,
    ) -> Result<Batch, AppError> {
        let id: ObjectId = training.parse()?;
        Ok(self.core.edit_training(Seconds(now), &id, &edit.read()?)?.into())
    }

    /// Cancels a training.
    ///
    /// # Errors
    /// `role_needed`, `training_unknown`, `state_wrong`.
    pub fn cancel_training(&mut self, now: u64, training: &str) -> Result<Batch, AppError> {
        Ok(self.core.cancel_training(Seconds(now), &training.parse()?)?.into())
    }

    /// Says that two trainings are one; `retract` takes that back.
    ///
    /// # Errors
    /// `role_needed`, `training_unknown`, `state_wrong`.
    pub fn alias_trainings(
        &mut self,
        now: u64,
        training: &str,
        other: &str,
        retract: bool,
    ) -> Result<Batch, AppError> {
        let (one, two): (ObjectId, ObjectId) = (training.parse()?, other.parse()?);
        Ok(self.core.alias(Seconds(now), &one, &two, retract)?.into())
    }

    /// Says that what members recorded as an unlisted training of this kind and day was this one;
    /// `retract` takes that back.
    ///
    /// # Errors
    /// As [`Phone::alias_trainings`]; `kind_unknown`, `date_malformed`.
    pub fn alias_unlisted(
        &mut self,
        now: u64,
        training: &str,
        (kind, day): (&str, &str),
        retract: bool,
    ) -> Result<Batch, AppError> {
        let id: ObjectId = training.parse()?;
        let recorded = (TrainingKind::parse(kind)?, Day::parse(day)?);
        Ok(self.core.alias_unlisted(Seconds(now), &id, recorded, retract)?.into())
    }

    /// Makes sure that codes can be shown for a training. Once, before [`Phone::door_code`].
    ///
    /// # Errors
    /// `role_needed`, `training_unknown`.
    pub fn prepare_codes(&mut self, now: u64, training: &str) -> Result<Batch, AppError> {
        Ok(self.core.prepare_codes(Seconds(now), &training.parse()?)?.into())
    }

    /// The code to show at the door now. A phone that scans it can record, though it never heard
    /// of the training.
    ///
    /// # Errors
    /// As [`Phone::prepare_codes`]; `state_wrong` before that was saved.
    pub fn door_code(&self, now: u64, training: &str) -> Result<DoorCode, AppError> {
        let shown = self.core.shown_code(Seconds(now), &training.parse()?)?;
        Ok(DoorCode {
            training: shown.training.to_string(),
            code: shown.code,
            in_window: shown.in_window,
            text: code_text(&shown.content)?,
        })
    }

    /// Calls the roll of a training. Returns how many marks are new.
    ///
    /// # Errors
    /// `role_needed`, `training_unknown`, `member_unknown`, `member_twice`.
    pub fn call_roll(
        &mut self,
        now: u64,
        training: &str,
        marks: &[RollMark],
    ) -> Result<(u32, Batch), AppError> {
        let id: ObjectId = training.parse()?;
        let marks: Result<Vec<(MemberId, Mark)>, AppError> =
            marks.iter().map(RollMark::read).collect();
        let (written, batch) = self.core.call_roll(Seconds(now), &id, &marks?)?;
        Ok((written, batch.into()))
    }

    /// What stands on the roll of a training, in the order of the roster.
    ///
    /// # Errors
    /// `role_needed`, `training_unknown`.
    pub fn roll(&self, training: &str) -> Result<Vec<RollRow>, AppError> {
        Ok(self.core.roll(&training.parse()?)?)
    }

    /// A training with its days and what is linked to it.
    ///
    /// # Errors
    /// `training_unknown`.
    pub fn plan(&self, training: &str) -> Result<PlanRow, AppError> {
        Ok(self.core.plan(&training.parse()?)?)
    }

    /// The members of the branch in the order of its roster; a township reviewer's, of each branch
    /// below.
    #[must_use]
    pub fn roster(&self) -> Vec<RosterRow> {
        self.core.roster()
    }

    /// The names of every branch that this phone holds anything of: a township reviewer's, of
    /// each branch below.
    #[must_use]
    pub fn branches(&self) -> Vec<BranchRow> {
        self.core.branch_rows()
    }

    /// Facts of others that ask for a decision; with `confirmed` only those that the roll or a
    /// check-in code supports, or that were entered for the member.
    #[must_use]
    pub fn queue(&self, confirmed: bool) -> Vec<ClaimRow> {
        if confirmed { self.core.confirmed_queue() } else { self.core.queue() }
    }

    /// Decides claims.
    ///
    /// # Errors
    /// `role_needed`, `claim_unknown`, `reason_unknown`, `points_range`, `state_wrong`;
    /// `choice_needed` where one thing was recorded in different ways.
    pub fn decide(&mut self, now: u64, decisions: &[NewDecision]) -> Result<Batch, AppError> {
        let decisions: Result<Vec<core::NewDecision>, AppError> =
            decisions.iter().map(NewDecision::read).collect();
        Ok(self.core.decide(Seconds(now), &decisions?)?.into())
    }

    /// Decides a claim that was recorded in different ways, by the record that its sides name.
    ///
    /// # Errors
    /// As [`Phone::decide`].
    pub fn decide_between(
        &mut self,
        now: u64,
        decision: &NewDecision,
        record: &str,
    ) -> Result<Batch, AppError> {
        let chosen = record.parse()?;
        Ok(self.core.decide_between(Seconds(now), &decision.read()?, chosen)?.into())
    }

    /// Approves everything in the confirmed queue. Returns the names of the claims.
    ///
    /// # Errors
    /// As [`Phone::decide`].
    pub fn approve_confirmed(&mut self, now: u64) -> Result<(Vec<String>, Batch), AppError> {
        let names: Vec<String> =
            self.core.confirmed_queue().into_iter().map(|row| row.claim).collect();
        let approve = |claim: &String| -> Result<core::NewDecision, Code> {
            let core::ClaimName { member, key } = claim.parse()?;
            let (verdict, note) = (Verdict::Approve, String::new());
            Ok(core::NewDecision { member, key, verdict, grant: None, reason: None, note })
        };
        let decisions: Result<Vec<_>, Code> = names.iter().map(approve).collect();
        let batch = self.core.decide(Seconds(now), &decisions?)?;
        Ok((names, batch.into()))
    }
}
