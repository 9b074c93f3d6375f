//! Figures for one reader, and the fold of points without a phone: both held against
//! `fixtures/vectors/` from Python.

use crate::error::PhoneError;
use drokpa_app::text;

/// Writes numbers, points, lengths of time and days for one reader.
#[derive(Clone, Copy, Debug, uniffi::Object)]
pub struct Figures {
    inner: text::Figures,
}

#[uniffi::export]
impl Figures {
    /// For a reader of this language. `tibetan_digits` changes what is written in Tibetan only.
    #[uniffi::constructor(default(tibetan_digits = false))]
    #[must_use]
    pub fn new(language: &str, tibetan_digits: bool) -> Figures {
        Figures { inner: text::Figures::of(language, tibetan_digits) }
    }

    /// A whole number, without grouping.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        self.inner.number(number)
    }

    /// Points from tenths: 75 is `7.5`.
    #[must_use]
    pub fn points(&self, tenths: i32) -> String {
        self.inner.points(tenths)
    }

    /// Points from tenths, with a plus before what is added: 15 is `+1.5`.
    #[must_use]
    pub fn change(&self, tenths: i32) -> String {
        self.inner.change(tenths)
    }

    /// Hours from minutes, in tenths, rounded down: 90 is `1.5`.
    #[must_use]
    pub fn hours(&self, minutes: u32) -> String {
        self.inner.hours(minutes)
    }

    /// How long something takes, in hours and minutes with their names.
    #[must_use]
    pub fn duration(&self, minutes: u32) -> String {
        self.inner.duration(minutes)
    }

    /// A day such as `2026-05-04`, as sentences and heads have it.
    ///
    /// Fails with `date_malformed`.
    pub fn date(&self, day: &str) -> Result<String, PhoneError> {
        Ok(self.inner.date(day)?)
    }

    /// A day as tables have it.
    ///
    /// Fails with `date_malformed`.
    pub fn date_medium(&self, day: &str) -> Result<String, PhoneError> {
        Ok(self.inner.date_medium(day)?)
    }

    /// A day as a narrow column has it.
    ///
    /// Fails with `date_malformed`.
    pub fn date_short(&self, day: &str) -> Result<String, PhoneError> {
        Ok(self.inner.date_short(day)?)
    }

    /// A month such as `2026-05`.
    ///
    /// Fails with `date_malformed`.
    pub fn month(&self, month: &str) -> Result<String, PhoneError> {
        Ok(self.inner.month(month)?)
    }

    /// A time of the day on the clock of 24 hours.
    ///
    /// Fails with `parameter_malformed` beyond 23:59.
    pub fn time(&self, hour: u8, minute: u8) -> Result<String, PhoneError> {
        Ok(self.inner.time(hour, minute)?)
    }

    /// The name of a day of the week, 1 for Monday to 7 for Sunday.
    ///
    /// Fails with `parameter_malformed` for any other number.
    pub fn weekday(&self, number: u8) -> Result<String, PhoneError> {
        Ok(self.inner.weekday(number)?)
    }
}

/// Folds facts under a rules file; both are JSON, and so is the standing. Needs no phone; the very
/// fold that the hub and every phone run. `fixtures/vectors/README.md` says what the question and
/// the answer hold.
///
/// Fails with `rules_invalid` for rules that do not read or are not one set, and with
/// `table_malformed` for a question that does not read.
#[uniffi::export]
pub fn fold(rules: &str, question: &str) -> Result<String, PhoneError> {
    Ok(drokpa_app::fold(rules, question)?)
}
