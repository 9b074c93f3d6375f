//! What a secretary does: the calendar, codes at the door, the roll, decisions, and what settles
//! them.

use crate::error::PhoneError;
use crate::input::{
    ManualLine, NewAdjustment, NewAttestation, NewDecision, NewTraining, RollMark, TrainingEdit,
};
use crate::phone::Phone;
use crate::rows::{
    AdjustmentRow, BranchRow, ClaimRow, QuarantineRow, RosterRow, Statement, TrainingRow, VetoRow,
};
use drokpa_app::{AppError, DoorCode};
use drokpa_core::code::Code;

/// What to show at the door of a training.
#[uniffi::remote(Record)]
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

#[uniffi::export]
impl Phone {
    /// All trainings that this phone knows.
    pub fn trainings(&self) -> Result<Vec<TrainingRow>, PhoneError> {
        self.read(|phone| Ok(phone.trainings().into_iter().map(Into::into).collect()))
    }

    /// Announces a training. Returns its id.
    ///
    /// Fails with `role_needed`, `kind_unknown`, `date_malformed`, `minutes_range`,
    /// `text_missing`, `text_too_long`.
    pub fn create_training(&self, now: u64, new: &NewTraining) -> Result<String, PhoneError> {
        self.change(|phone| phone.create_training(now, new))
    }

    /// Changes a training.
    ///
    /// Fails with `training_unknown`, `state_wrong`, and as `create_training`.
    pub fn edit_training(
        &self,
        now: u64,
        training: &str,
        edit: &TrainingEdit,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.edit_training(now, training, edit))
    }

    /// Cancels a training.
    ///
    /// Fails with `role_needed`, `training_unknown`, `state_wrong`.
    pub fn cancel_training(&self, now: u64, training: &str) -> Result<(), PhoneError> {
        self.act(|phone| phone.cancel_training(now, training))
    }

    /// Says that two trainings are one; `retract` takes that back.
    ///
    /// Fails with `role_needed`, `training_unknown`, `state_wrong`.
    pub fn alias_trainings(
        &self,
        now: u64,
        training: &str,
        other: &str,
        retract: bool,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.alias_trainings(now, training, other, retract))
    }

    /// Says that what members recorded as an unlisted training of this kind and day was this one;
    /// `retract` takes that back.
    ///
    /// Fails as `alias_trainings`, and with `kind_unknown`, `date_malformed`.
    #[expect(clippy::too_many_arguments, reason = "the languages name their arguments")]
    pub fn alias_unlisted(
        &self,
        now: u64,
        training: &str,
        kind: &str,
        day: &str,
        retract: bool,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.alias_unlisted(now, training, (kind, day), retract))
    }

    /// The code to show at the door now; it is prepared where that was not done. A phone that
    /// scans it can record, though it never heard of the training.
    ///
    /// Fails with `role_needed`, `training_unknown`.
    pub fn door_code(&self, now: u64, training: &str) -> Result<DoorCode, PhoneError> {
        self.act(|phone| phone.prepare_codes(now, training))?;
        self.read(|phone| phone.door_code(now, training))
    }

    /// Calls the roll of a training. Returns how many marks are new.
    ///
    /// Fails with `role_needed`, `training_unknown`, `member_unknown`, `member_twice`,
    /// `parameter_malformed` for no such mark.
    pub fn call_roll(
        &self,
        now: u64,
        training: &str,
        marks: &[RollMark],
    ) -> Result<u32, PhoneError> {
        self.change(|phone| phone.call_roll(now, training, marks))
    }

    /// The members of the branch in the order of its roster; a township reviewer's, of each branch
    /// below.
    pub fn roster(&self) -> Result<Vec<RosterRow>, PhoneError> {
        self.read(|phone| Ok(phone.roster().into_iter().map(Into::into).collect()))
    }

    /// The names of every branch that this phone holds anything of: a township reviewer's, of
    /// each branch below.
    pub fn branches(&self) -> Result<Vec<BranchRow>, PhoneError> {
        self.read(|phone| Ok(phone.branches().into_iter().map(Into::into).collect()))
    }

    /// Facts of others that ask for a decision; with `confirmed` only those that the roll or a
    /// check-in code supports, or that were entered for the member.
    #[uniffi::method(default(confirmed = false))]
    pub fn queue(&self, confirmed: bool) -> Result<Vec<ClaimRow>, PhoneError> {
        self.read(|phone| Ok(phone.queue(confirmed).into_iter().map(Into::into).collect()))
    }

    /// Decides claims, all or none.
    ///
    /// Fails with `role_needed`, `claim_unknown`, `reason_unknown`, `points_range`, `state_wrong`;
    /// `choice_needed` where one thing was recorded in different ways.
    pub fn decide(&self, now: u64, decisions: &[NewDecision]) -> Result<(), PhoneError> {
        self.act(|phone| phone.decide(now, decisions))
    }

    /// Decides a claim that was recorded in different ways, by the record that its sides name.
    ///
    /// Fails as `decide`.
    pub fn decide_between(
        &self,
        now: u64,
        decision: &NewDecision,
        record: &str,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.decide_between(now, decision, record))
    }

    /// Approves everything in the confirmed queue. Returns the names of the claims.
    ///
    /// Fails as `decide`.
    pub fn approve_confirmed(&self, now: u64) -> Result<Vec<String>, PhoneError> {
        self.change(|phone| phone.approve_confirmed(now))
    }

    /// Answers an objection.
    ///
    /// Fails with `role_needed`, `claim_unknown`, `state_wrong`, `text_missing`, `text_too_long`.
    pub fn answer_objection(
        &self,
        now: u64,
        claim: &str,
        upheld: bool,
        reason: &str,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.answer_objection(now, claim, upheld, reason))
    }

    /// Adds or takes points without a claim. Returns the adjustment's id.
    ///
    /// Fails with `role_needed`, `member_unknown`, `item_unknown`, `points_range`, `text_missing`.
    pub fn adjust(&self, now: u64, new: &NewAdjustment) -> Result<String, PhoneError> {
        self.change(|phone| phone.adjust(now, new))
    }

    /// Settles an adjustment: with `keep` it is not the same as another one and counts; otherwise
    /// it counts nothing.
    ///
    /// Fails with `role_needed`, `member_unknown`, `claim_unknown`.
    pub fn settle_adjustment(
        &self,
        now: u64,
        member: &str,
        adjustment: &str,
        keep: bool,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.settle_adjustment(now, (member, adjustment), keep))
    }

    /// The adjustments of a member's rules year.
    ///
    /// Fails with `id_malformed`, `member_unknown`.
    pub fn adjustments(&self, member: &str, cycle: u16) -> Result<Vec<AdjustmentRow>, PhoneError> {
        self.read(|phone| {
            Ok(phone.adjustments(member, cycle)?.into_iter().map(Into::into).collect())
        })
    }

    /// Sets the total of the year of a day to zero, together with the township; `withdraw` takes
    /// that back.
    ///
    /// Fails with `role_needed`, `member_unknown`, `date_malformed`, `text_missing`.
    #[expect(clippy::too_many_arguments, reason = "the languages name their arguments")]
    pub fn veto(
        &self,
        now: u64,
        member: &str,
        day: &str,
        withdraw: bool,
        reason: &str,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.veto(now, (member, day), withdraw, reason))
    }

    /// What branch and township say about setting a member's points of a rules year to zero.
    ///
    /// Fails with `id_malformed`.
    pub fn vetoes(&self, member: &str, cycle: u16) -> Result<Vec<VetoRow>, PhoneError> {
        self.read(|phone| Ok(phone.vetoes(member, cycle)?.into_iter().map(Into::into).collect()))
    }

    /// Records of revoked or demoted devices that came too late, and what stands about them.
    pub fn quarantine(&self) -> Result<Vec<QuarantineRow>, PhoneError> {
        self.read(|phone| Ok(phone.quarantine()?.into_iter().map(Into::into).collect()))
    }

    /// Lets records that were set aside count, or keeps them out.
    ///
    /// Fails with `role_needed`, `id_malformed`, `claim_unknown`.
    pub fn adopt(&self, now: u64, entries: &[String], adopt: bool) -> Result<(), PhoneError> {
        self.act(|phone| phone.adopt(now, entries, adopt))
    }

    /// Attests what a member of another branch did here. Returns the fact's key.
    ///
    /// Fails with `role_needed`, `training_unknown`, `kind_unknown`, `minutes_range`;
    /// `parameter_malformed` for neither a training nor kind, day and minutes.
    pub fn attest(&self, now: u64, new: &NewAttestation) -> Result<String, PhoneError> {
        self.change(|phone| phone.attest(now, new))
    }

    /// Closes a period: a month (`2026-05`), a quarter (`2026-Q2`) or a rules year (`2026`), so
    /// that its statement can be posted. Returns the close's key. Named so because `close` closes
    /// the phone.
    ///
    /// Fails with `role_needed`, `date_malformed`, `state_wrong`.
    pub fn close_period(&self, now: u64, period: &str) -> Result<String, PhoneError> {
        self.change(|phone| phone.close(now, period))
    }

    /// What a period posted; nothing while nobody has closed it.
    ///
    /// Fails with `date_malformed`.
    pub fn statement(&self, period: &str) -> Result<Option<Statement>, PhoneError> {
        self.read(|phone| Ok(phone.statement(period)?.map(Into::into)))
    }

    /// The branch's report out of 100 over a period under an evaluation file, as JSON.
    ///
    /// Fails with `rules_invalid` for a file that breaks a rule or has nothing for this sector and
    /// day; `role_needed`, `date_malformed`, `id_malformed`.
    #[expect(clippy::too_many_arguments, reason = "the languages name their arguments")]
    pub fn evaluation(
        &self,
        now: u64,
        file: &str,
        sector: &str,
        days: Days,
        manual: Vec<ManualLine>,
    ) -> Result<String, PhoneError> {
        let manual: Vec<(String, u16, String)> =
            manual.into_iter().map(|one| (one.indicator, one.tenths, one.note)).collect();
        self.read(|phone| {
            let days = (days.first.as_str(), days.last.as_str());
            let report = phone.evaluation(now, (file, sector), days, &manual)?;
            serde_json::to_string(&report)
                .map_err(|error| AppError::new(Code::Internal, error.to_string()))
        })
    }
}

/// Days from one to another, both included, such as `2026-01-01`.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Days {
    /// The first.
    pub first: String,
    /// The last.
    pub last: String,
}
