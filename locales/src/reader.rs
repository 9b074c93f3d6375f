//! Who reads: a language and the digits that this person chose. Everything that writes numbers
//! takes a reader; a [`Lang`] alone is one with the digits 0 to 9. It must never be guessed from
//! a name or a place: a person chooses.

use crate::Lang;
use std::borrow::Cow;

/// The digits in which numbers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Digits {
    /// 0 to 9: the default of CLDR for Tibetan and of practice in the country.
    #[default]
    Latin,
    /// ༠ to ༩, for those who choose them; only in Tibetan.
    Tibetan,
}

/// A language with digits.
///
/// ```
/// use drokpa_locales::{Digits, Lang, Reader, msg};
/// let reader = Reader::new(Lang::Bo).digits(Digits::Tibetan);
/// assert_eq!(reader.points(75), "༧.༥");
/// assert_eq!(msg::status::outbox(reader, 120), "ཡར་སྐྱེལ་ལ་སྒུག་པ: ༡༢༠");
/// assert_eq!(msg::status::outbox(Lang::Bo, 120), "ཡར་སྐྱེལ་ལ་སྒུག་པ: 120");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reader {
    lang: Lang,
    digits: Digits,
}

impl From<Lang> for Reader {
    fn from(lang: Lang) -> Reader {
        Reader::new(lang)
    }
}

impl Reader {
    /// A reader of this language, with the digits 0 to 9.
    #[must_use]
    pub const fn new(lang: Lang) -> Reader {
        Reader { lang, digits: Digits::Latin }
    }

    /// The same reader with other digits. Chinese and English keep 0 to 9.
    #[must_use]
    pub const fn digits(self, digits: Digits) -> Reader {
        Reader { lang: self.lang, digits }
    }

    /// The language.
    #[must_use]
    pub const fn lang(self) -> Lang {
        self.lang
    }

    /// True where numbers are written with ༠ to ༩.
    pub(crate) const fn writes_tibetan_digits(self) -> bool {
        matches!((self.lang, self.digits), (Lang::Bo, Digits::Tibetan))
    }

    /// A number that is already written with 0 to 9, in this reader's digits.
    pub(crate) fn written(self, number: String) -> String {
        if self.writes_tibetan_digits() { tibetan_digits(&number) } else { number }
    }
}

/// The text with ༠ to ༩ for 0 to 9.
pub(crate) fn tibetan_digits(number: &str) -> String {
    number
        .chars()
        .map(|letter| match letter.to_digit(10) {
            Some(digit) => char::from_u32(u32::from('༠') + digit).unwrap_or(letter),
            None => letter,
        })
        .collect()
}

/// A typed number with 0 to 9, whichever digits a keyboard gave.
///
/// ```
/// assert_eq!(drokpa_locales::latin_digits("༢༠༢༦-༠༥-༠༤"), "2026-05-04");
/// ```
#[must_use]
pub fn latin_digits(typed: &str) -> Cow<'_, str> {
    if !typed.contains(|letter| matches!(letter, '༠'..='༩')) {
        return Cow::Borrowed(typed);
    }
    let latin = |letter: char| match u32::from(letter).checked_sub(u32::from('༠')) {
        Some(value @ 0..=9) => char::from_digit(value, 10).unwrap_or(letter),
        _ => letter,
    };
    Cow::Owned(typed.chars().map(latin).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tibetan_is_written_with_tibetan_digits() {
        for lang in Lang::ALL {
            let reader = Reader::new(lang).digits(Digits::Tibetan);
            let expected = if lang == Lang::Bo { "-༡༢.༣" } else { "-12.3" };
            assert_eq!(reader.written("-12.3".to_owned()), expected);
            assert_eq!(Reader::from(lang).written("-12.3".to_owned()), "-12.3");
        }
    }

    #[test]
    fn typed_digits_are_read_whichever_they_are() {
        assert_eq!(latin_digits("༠༡༢༣༤༥༦༧༨༩ ཀ 7"), "0123456789 ཀ 7");
        assert!(matches!(latin_digits("42"), Cow::Borrowed("42")));
    }
}
