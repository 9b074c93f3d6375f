//! Numbers, points, lengths of time and days as one reader sees them, in their language and their
//! digits. Called by apps for screens and lists of their own; `fixtures/vectors/formatting.json`
//! holds what each call writes. It must never round towards a target, or ask what day it is.

use super::lang;
use crate::AppError;
use drokpa_core::code::Code;
use drokpa_core::time::Day;
use drokpa_locales::{Digits, Reader};

/// Writes figures for one reader.
///
/// ```
/// use drokpa_app::text::Figures;
///
/// let figures = Figures::of("bo", true);
/// assert_eq!(figures.points(75), "༧.༥");
/// assert_eq!(figures.date_short("2026-05-04")?, "༢༠༢༦-༠༥-༠༤");
/// # Ok::<(), drokpa_app::AppError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    reader: Reader,
}

impl Figures {
    /// For a reader of the language of a tag or an `Accept-Language` value. `tibetan_digits`
    /// changes what is written in Tibetan only.
    #[must_use]
    pub fn of(language: &str, tibetan_digits: bool) -> Figures {
        let digits = if tibetan_digits { Digits::Tibetan } else { Digits::Latin };
        Figures { reader: Reader::new(lang(language)).digits(digits) }
    }

    /// A whole number, without grouping.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        self.reader.number(number)
    }

    /// Points from tenths: 75 is `7.5`.
    #[must_use]
    pub fn points(self, tenths: i32) -> String {
        self.reader.points(tenths)
    }

    /// Points from tenths, with a plus before what is added: 15 is `+1.5`.
    #[must_use]
    pub fn change(self, tenths: i32) -> String {
        self.reader.change(tenths)
    }

    /// Hours from minutes, in tenths, rounded down: 90 is `1.5`.
    #[must_use]
    pub fn hours(self, minutes: u32) -> String {
        self.reader.hours(minutes)
    }

    /// How long something takes, in hours and minutes with their names.
    #[must_use]
    pub fn duration(self, minutes: u32) -> String {
        self.reader.duration(minutes)
    }

    /// A day such as `2026-05-04`, as sentences and heads have it.
    ///
    /// # Errors
    /// `date_malformed`.
    pub fn date(self, day: &str) -> Result<String, AppError> {
        let (year, month, day) = Day::parse(day)?.date();
        Ok(drokpa_locales::date(self.reader, year, month, day))
    }

    /// A day as tables have it.
    ///
    /// # Errors
    /// `date_malformed`.
    pub fn date_medium(self, day: &str) -> Result<String, AppError> {
        let (year, month, day) = Day::parse(day)?.date();
        Ok(drokpa_locales::date_medium(self.reader, year, month, day))
    }

    /// A day as a narrow column has it.
    ///
    /// # Errors
    /// `date_malformed`.
    pub fn date_short(self, day: &str) -> Result<String, AppError> {
        let (year, month, day) = Day::parse(day)?.date();
        Ok(drokpa_locales::date_short(self.reader, year, month, day))
    }

    /// A month such as `2026-05`.
    ///
    /// # Errors
    /// `date_malformed`.
    pub fn month(self, month: &str) -> Result<String, AppError> {
        let (year, month, _) = Day::parse(&format!("{month}-01"))?.date();
        Ok(drokpa_locales::month(self.reader, year, month))
    }

    /// A time of the day on the clock of 24 hours.
    ///
    /// # Errors
    /// `parameter_malformed` beyond 23:59.
    pub fn time(self, hour: u8, minute: u8) -> Result<String, AppError> {
        if hour > 23 || minute > 59 {
            return Err(AppError::new(
                Code::ParameterMalformed,
                format!("no time {hour}:{minute}"),
            ));
        }
        Ok(drokpa_locales::time(self.reader, hour, minute))
    }

    /// The name of a day of the week, 1 for Monday to 7 for Sunday.
    ///
    /// # Errors
    /// `parameter_malformed` for any other number.
    pub fn weekday(self, number: u8) -> Result<String, AppError> {
        match drokpa_locales::weekday(self.reader.lang(), number) {
            "" => Err(AppError::new(Code::ParameterMalformed, format!("no weekday {number}"))),
            name => Ok(name.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_day_month_time_or_weekday_is_refused_with_a_code() {
        let figures = Figures::of("bo", false);
        for wrong in ["", "2026-02-30", "4 May", "2026-05"] {
            assert_eq!(figures.date(wrong).unwrap_err().core(), Code::DateMalformed, "{wrong}");
            assert!(figures.date_medium(wrong).is_err() && figures.date_short(wrong).is_err());
        }
        for wrong in ["", "2026-13", "2026-05-04", "2026"] {
            assert_eq!(figures.month(wrong).unwrap_err().core(), Code::DateMalformed, "{wrong}");
        }
        let refused = [figures.time(24, 0), figures.time(9, 60), figures.weekday(0)];
        for one in refused.into_iter().chain([figures.weekday(8)]) {
            assert_eq!(one.unwrap_err().core(), Code::ParameterMalformed);
        }
    }

    #[test]
    fn tibetan_digits_are_for_tibetan_alone() {
        assert_eq!(Figures::of("bo-CN", true).number(1234), "༡༢༣༤");
        assert_eq!(Figures::of("zh", true).number(1234), "1234");
    }
}
