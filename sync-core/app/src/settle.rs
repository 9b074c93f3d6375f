//! What settles what was recorded: answers, adjustments, vetoes, records that were set aside,
//! attestations, closes, and the reports over them.

use crate::{AppError, Batch, NewAdjustment, NewAttestation, Phone};
use drokpa_core::chain::entry::EntryId;
use drokpa_core::code::Code;
use drokpa_core::id::{ItemId, MemberId};
use drokpa_core::model::evaluation::{EvaluationFile, Report, check_all};
use drokpa_core::model::rules::Severity;
use drokpa_core::phone::{
    AdjustmentRow, ClosedRow, EvaluationPeriod, QuarantineRow, Statement, VetoRow,
};
use drokpa_core::time::{Cycle, Day, Seconds};

impl Phone {
    /// Answers an objection.
    ///
    /// # Errors
    /// `role_needed`, `claim_unknown`, `state_wrong`, `text_missing`, `text_too_long`.
    pub fn answer_objection(
        &mut self,
        now: u64,
        claim: &str,
        upheld: bool,
        reason: &str,
    ) -> Result<Batch, AppError> {
        Ok(self.core.answer(Seconds(now), &claim.parse()?, upheld, reason)?.into())
    }

    /// Adds or takes points without a claim. Returns the adjustment's id.
    ///
    /// # Errors
    /// `role_needed`, `member_unknown`, `item_unknown`, `points_range`, `text_missing`.
    pub fn adjust(&mut self, now: u64, new: &NewAdjustment) -> Result<(String, Batch), AppError> {
        let (id, batch) = self.core.adjust(Seconds(now), &new.read()?)?;
        Ok((id.to_string(), batch.into()))
    }

    /// Settles an adjustment: `keep` says that it is not the same as another one and counts;
    /// otherwise it counts nothing.
    ///
    /// # Errors
    /// `role_needed`, `member_unknown`, `claim_unknown`.
    pub fn settle_adjustment(
        &mut self,
        now: u64,
        (member, adjustment): (&str, &str),
        keep: bool,
    ) -> Result<Batch, AppError> {
        let member = MemberId::new(member)?;
        let id = adjustment.parse()?;
        Ok(self.core.settle_adjustment(Seconds(now), &member, &id, keep)?.into())
    }

    /// The adjustments of a member's rules year.
    ///
    /// # Errors
    /// `id_malformed`, `member_unknown`.
    pub fn adjustments(&self, member: &str, cycle: u16) -> Result<Vec<AdjustmentRow>, AppError> {
        Ok(self.core.adjustments(&MemberId::new(member)?, Cycle(cycle))?)
    }

    /// Sets the total of the year of a day to zero, together with the township; `withdraw` takes
    /// that back.
    ///
    /// # Errors
    /// `role_needed`, `member_unknown`, `date_malformed`, `text_missing`.
    pub fn veto(
        &mut self,
        now: u64,
        (member, day): (&str, &str),
        withdraw: bool,
        reason: &str,
    ) -> Result<Batch, AppError> {
        let (member, day) = (MemberId::new(member)?, Day::parse(day)?);
        Ok(self.core.veto(Seconds(now), &member, (day, withdraw), reason)?.into())
    }

    /// What branch and township say about setting a member's points of a rules year to zero.
    ///
    /// # Errors
    /// `id_malformed`.
    pub fn vetoes(&self, member: &str, cycle: u16) -> Result<Vec<VetoRow>, AppError> {
        Ok(self.core.vetoes(&MemberId::new(member)?, Cycle(cycle))?)
    }

    /// Records of revoked or demoted devices that came too late, and what stands about them.
    ///
    /// # Errors
    /// `role_needed`.
    pub fn quarantine(&self) -> Result<Vec<QuarantineRow>, AppError> {
        Ok(self.core.quarantine()?)
    }

    /// Lets records that were set aside count, or keeps them out.
    ///
    /// # Errors
    /// `role_needed`, `id_malformed`, `claim_unknown`.
    pub fn adopt<S: AsRef<str>>(
        &mut self,
        now: u64,
        entries: &[S],
        adopt: bool,
    ) -> Result<Batch, AppError> {
        let names: Result<Vec<EntryId>, Code> =
            entries.iter().map(|name| name.as_ref().parse()).collect();
        Ok(self.core.adopt(Seconds(now), &names?, adopt)?.into())
    }

    /// Attests what a member of another branch did here. Returns the fact's key.
    ///
    /// # Errors
    /// `role_needed`, `training_unknown`, `kind_unknown`, `minutes_range`;
    /// `parameter_malformed` for neither a training nor kind, day and minutes.
    pub fn attest(&mut self, now: u64, new: &NewAttestation) -> Result<(String, Batch), AppError> {
        let (key, batch) = self.core.attest(Seconds(now), &new.read()?)?;
        Ok((key.to_string(), batch.into()))
    }

    /// Closes a period: a month (`2026-05`), a quarter (`2026-Q2`) or a rules year (`2026`), so
    /// that its statement can be posted. Returns the close's key.
    ///
    /// # Errors
    /// `role_needed`, `date_malformed`, `state_wrong`.
    pub fn close(&mut self, now: u64, period: &str) -> Result<(String, Batch), AppError> {
        let period = self.core.period(period)?;
        let (key, batch) = self.core.close(Seconds(now), period)?;
        Ok((key.to_string(), batch.into()))
    }

    /// The periods that the branch has closed, the newest first.
    ///
    /// # Errors
    /// `store_damaged` where the calendar cannot be read.
    pub fn closed(&self) -> Result<Vec<ClosedRow>, AppError> {
        Ok(self.core.closed()?)
    }

    /// What a period posted; `None` while nobody has closed it.
    ///
    /// # Errors
    /// `date_malformed`.
    pub fn statement(&self, period: &str) -> Result<Option<Statement>, AppError> {
        Ok(self.core.statement(self.core.period(period)?)?)
    }

    /// The branch's report out of 100 over a period, under an evaluation file. `manual` are the
    /// lines given by hand: id, tenths, note. Undecided claims are judged as of the day of `now`.
    ///
    /// # Errors
    /// `rules_invalid` for a file that breaks a rule or has nothing for this sector and day;
    /// `role_needed`, `date_malformed`, `id_malformed`.
    pub fn evaluation(
        &self,
        now: u64,
        (file, sector): (&str, &str),
        (from, to): (&str, &str),
        manual: &[(String, u16, String)],
    ) -> Result<Report, AppError> {
        let wrong = |detail: String| AppError::new(Code::RulesInvalid, detail);
        let file: EvaluationFile =
            serde_json::from_str(file).map_err(|error| wrong(error.to_string()))?;
        let problems = check_all(&file);
        if let Some(problem) = problems.iter().find(|one| one.severity == Severity::Error) {
            return Err(wrong(format!("{}: {}", problem.path, problem.code)));
        }
        let (from, to) = (Day::parse(from)?, Day::parse(to)?);
        let evaluation = file.in_force(sector, from).ok_or(Code::RulesInvalid)?;
        let manual: Result<Vec<(ItemId, u16, String)>, Code> = manual
            .iter()
            .map(|(id, tenths, note)| Ok((ItemId::new(id)?, *tenths, note.clone())))
            .collect();
        let period = EvaluationPeriod { from, to, as_of: Seconds(now).day() };
        Ok(self.core.evaluation(evaluation, period, &manual?)?)
    }
}
