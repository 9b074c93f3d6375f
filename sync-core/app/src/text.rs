//! Rows as people read them, in any language that the messages have: called by apps for their
//! screens and by the command line. `language` is a tag such as `bo` or `zh-CN`, or a whole
//! `Accept-Language` value. It must never decide anything, and never hold a word of its own.

mod figures;
mod rows;
mod state;

pub use figures::Figures;
pub use rows::side_text;
pub use state::{Word, word_of};

use drokpa_core::time::Day;
use drokpa_locales::{Consent, Lang, SortKey, date_medium, format, negotiate};

/// Cells of a line are two spaces apart: Tibetan has no fixed width that columns could rely on.
pub const GAP: &str = "  ";

/// The language that a tag or an `Accept-Language` value asks for; Chinese where nothing of it is
/// spoken here.
#[must_use]
pub fn lang(language: &str) -> Lang {
    negotiate(language, Lang::ZhHans)
}

/// A message by its id, such as `decision-approved` or `head-total`; the id itself where there is
/// none.
#[must_use]
pub fn text(language: &str, id: &str) -> String {
    drokpa_locales::text(lang(language), id).into_owned()
}

/// Points from tenths: 75 is `7.5`.
#[must_use]
pub fn points(tenths: i32) -> String {
    drokpa_locales::points(tenths)
}

/// Hours from minutes, in tenths, rounded down: 90 is `1.5`.
#[must_use]
pub fn hours(minutes: u32) -> String {
    drokpa_locales::hours(minutes)
}

/// The places of texts in the order of a Tibetan dictionary, which no browser has: the first number
/// is the place of the first text in `texts`, and equal ones stay as they are.
#[must_use]
pub fn tibetan_order(texts: &[String]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..texts.len()).collect();
    places.sort_by_cached_key(|place| texts.get(*place).map(|text| SortKey::new(text)));
    places
}

/// A day such as `2026-05-01`, written out.
///
/// # Errors
/// `date_malformed`.
pub fn date(language: &str, day: &str) -> Result<String, crate::AppError> {
    let (year, month, day) = Day::parse(day)?.date();
    Ok(date_medium(lang(language), year, month, day))
}

/// The consent notice, paragraph by paragraph, the question last. The organisation says who keeps
/// the records and for how long, in the reader's language; `version` is recorded with the consent.
#[must_use]
pub fn consent_notice(language: &str, (keeper, kept): (&str, &str), version: u32) -> Vec<String> {
    Consent { keeper, kept, version }.paragraphs(lang(language))
}

/// Writes rows as lines in one language.
#[derive(Clone, Copy, Debug)]
pub struct Teller {
    lang: Lang,
}

impl Teller {
    /// Tells in this language.
    #[must_use]
    pub const fn new(lang: Lang) -> Teller {
        Teller { lang }
    }

    /// Tells in the language of a tag or an `Accept-Language` value.
    #[must_use]
    pub fn of(language: &str) -> Teller {
        Teller::new(lang(language))
    }

    pub(crate) fn text(self, id: &str) -> String {
        drokpa_locales::text(self.lang, id).into_owned()
    }

    pub(crate) fn counted(self, id: &str, count: u32) -> String {
        format(self.lang, id, &[("count", count.into())])
    }

    /// The title that this language reads.
    #[must_use]
    pub fn title(self, zh: &str, bo: &str) -> String {
        match self.lang {
            Lang::Bo => bo.to_owned(),
            _ => zh.to_owned(),
        }
    }

    pub(crate) fn line(self, cells: &[&dyn std::fmt::Display]) -> String {
        let cells: Vec<String> = cells.iter().map(|cell| cell.to_string()).collect();
        cells.join(GAP)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::code::Code;

    #[test]
    fn a_language_is_chosen_as_a_phone_names_it() {
        let chosen = ["bo-CN", "zh_CN", "en-GB,bo;q=0.1", "fr", ""].map(lang);
        assert_eq!(chosen, [Lang::Bo, Lang::ZhHans, Lang::En, Lang::ZhHans, Lang::ZhHans]);
        assert_eq!(text("zh", "decision-approved"), "已通过");
        assert_eq!(text("zh", "no-such-message"), "no-such-message");
        assert_eq!(date("zh", "2026-05-04").unwrap(), "2026年5月4日");
        assert_eq!(date("zh", "yesterday").unwrap_err().core(), Code::DateMalformed);
    }

    #[test]
    fn names_are_put_into_the_order_of_a_tibetan_dictionary() {
        let names = ["ཁྲོ", "སྐལ", "དཀོན", "ཀརྨ"].map(str::to_owned);
        assert_eq!(tibetan_order(&names), [3, 2, 1, 0]);
        assert!(tibetan_order(&[]).is_empty());
    }

    #[test]
    fn the_consent_notice_ends_with_its_question_in_each_language() {
        for language in ["bo", "zh"] {
            let notice = consent_notice(language, ("示例县", "三年"), 1);
            assert!(notice.len() > 10 && notice.last().is_some_and(|one| !one.is_empty()));
        }
    }
}
