//! The notice before the first record, and what the member says to it. Called by the consent
//! screen of every app. It must never answer for the member.

use crate::text::lang;
use crate::{AppError, Batch, Phone};
use drokpa_core::code::Code;
use drokpa_core::phone::{ConsentRow, NoticeLanguage};
use drokpa_core::time::Seconds;

impl Phone {
    /// What the member said to the notice: while its state is not `given`, [`Phone::record`] is
    /// refused with `consent_needed`.
    ///
    /// # Errors
    /// `store_damaged` where what rests cannot be read.
    pub fn consent(&self) -> Result<ConsentRow, AppError> {
        Ok(self.core.consent()?)
    }

    /// Keeps what the member answered to the notice of [`ConsentRow::notice`], which was shown in
    /// `language`. Answering the same again writes nothing.
    ///
    /// # Errors
    /// `store_failed` after a failed batch.
    pub fn answer_notice(
        &mut self,
        now: u64,
        language: &str,
        given: bool,
    ) -> Result<Batch, AppError> {
        let shown = NoticeLanguage::of_tag(lang(language).tag()).ok_or(Code::Internal)?;
        Ok(self.core.answer_notice(Seconds(now), shown, given)?.into())
    }
}
