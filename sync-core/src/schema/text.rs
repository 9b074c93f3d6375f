//! Text that people type: made normal once, at the input, so that equal words are equal bytes.
//! Called for every name, title, note and reason before it is kept. NFC, never NFKC: the
//! compatibility forms would destroy the no-break tsheg U+0F0C. It must never be used on bytes
//! from the network: what was signed stays as it is.

use super::nfc::nfc;
use crate::chain::entry::NOTE_BYTES_MAX;
use crate::code::Code;
use unicode_segmentation::UnicodeSegmentation as _;

/// How long a text may be, in what a reader counts and in what a frame carries.
///
/// A Tibetan syllable of two letters is up to 21 bytes, so a limit in bytes alone would cut
/// Tibetan short of Chinese; a limit in graphemes alone would let one letter carry a thousand
/// signs. The bytes are five or six for each grapheme, more than Tibetan needs on average.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Grapheme clusters: a letter with all that stands above and below it is one.
    pub graphemes: usize,
    /// Bytes of UTF-8.
    pub bytes: usize,
}

/// Titles of trainings, and the words of an objection or an answer.
pub const TITLE: Limit = Limit { graphemes: 100, bytes: TITLE_BYTES_MAX };
/// Notes of claims.
pub const NOTE: Limit = Limit { graphemes: 200, bytes: NOTE_BYTES_MAX };
/// Names of people.
pub const PERSON: Limit = Limit { graphemes: 40, bytes: 200 };
/// Names of branches, and of items and indicators in published files.
pub const NAME: Limit = Limit { graphemes: 60, bytes: 360 };
/// Words of the organisation for levels and sectors.
pub const WORD: Limit = Limit { graphemes: 20, bytes: 40 };

/// Longest title, in bytes of UTF-8.
pub const TITLE_BYTES_MAX: usize = 600;

/// A limit in bytes alone, for text that is ASCII.
impl From<usize> for Limit {
    fn from(bytes: usize) -> Limit {
        Limit { graphemes: bytes, bytes }
    }
}

impl Limit {
    /// True if the text keeps both limits.
    ///
    /// ```
    /// use drokpa_core::schema::text::Limit;
    /// let four = Limit { graphemes: 4, bytes: 40 };
    /// assert!(four.holds("སྦྱོང་བ"));
    /// assert!(!four.holds("སྦྱོང་བར"));
    /// ```
    #[must_use]
    pub fn holds(self, text: &str) -> bool {
        text.len() <= self.bytes && text.graphemes(true).nth(self.graphemes).is_none()
    }
}

/// Makes a text normal: NFC, without characters that nobody can see, outer spaces cut, the
/// anusvara behind the vowel signs of its letter, which NFC leaves in either order.
///
/// # Errors
/// [`Code::TextTooLong`] above the limit; [`Code::TextForbidden`] for control characters, for the
/// Tibetan signs U+0F77 and U+0F79, which no normalisation resolves, and for private code points:
/// fonts from before Unicode put Tibetan stacks there, which other phones show as boxes.
pub fn normal(text: &str, limit: impl Into<Limit>) -> Result<Box<str>, Code> {
    let limit = limit.into();
    // Bounded before it is worked on: NFC can grow a text three times at most, and what is
    // invisible is no longer than the rest of an honest text.
    if text.len() > limit.bytes.saturating_mul(3) {
        return Err(Code::TextTooLong);
    }
    let text: String = nfc(text.chars().filter(|letter| !is_invisible(*letter)));
    let text = with_anusvara_last(text.trim());
    if text.contains(is_forbidden) {
        return Err(Code::TextForbidden);
    }
    if limit.holds(&text) { Ok(text.into()) } else { Err(Code::TextTooLong) }
}

/// As [`normal`], for texts that must not be empty.
///
/// # Errors
/// As [`normal`]; [`Code::TextMissing`] for an empty text.
pub fn normal_present(text: &str, limit: impl Into<Limit>) -> Result<Box<str>, Code> {
    let text = normal(text, limit)?;
    if text.is_empty() { Err(Code::TextMissing) } else { Ok(text) }
}

/// Marks of width and direction. Keyboards and copied pages leave them behind; they make equal
/// names unequal, and whoever is told to delete one cannot find it.
const fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

fn is_forbidden(letter: char) -> bool {
    (letter.is_control() && letter != '\n')
        || matches!(letter,
            '\u{f77}' | '\u{f79}' | '\u{2028}' | '\u{2029}' | '\u{fff9}'..='\u{fffd}'
            | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10ffff}')
}

/// The combining class of U+0F7E is 0, so NFC keeps it where it was typed.
fn with_anusvara_last(text: &str) -> String {
    let is_vowel = |letter: char| matches!(letter, '\u{f71}'..='\u{f7d}' | '\u{f80}');
    let mut sorted = String::with_capacity(text.len());
    let mut held = 0;
    for letter in text.chars() {
        if letter == '\u{f7e}' {
            held += 1;
            continue;
        }
        if !is_vowel(letter) {
            sorted.extend(std::iter::repeat_n('\u{f7e}', held));
            held = 0;
        }
        sorted.push(letter);
    }
    sorted.extend(std::iter::repeat_n('\u{f7e}', held));
    // Vowel signs that the anusvara stood between are neighbours now, and have an order.
    if sorted == text { sorted } else { nfc(sorted.chars()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn equal_words_become_equal_bytes_and_the_no_break_tsheg_survives() {
        // U+0F43 decomposes and is excluded from composition.
        assert_eq!(normal(" \u{f43} ", 99), normal("\u{f42}\u{fb7}", 99));
        assert_eq!(normal("ང\u{f0c}།", 99).as_deref(), Ok("ང\u{f0c}།"));
        for (discouraged, plain) in [
            ("\u{f73}", "\u{f71}\u{f72}"),
            ("\u{f75}", "\u{f71}\u{f74}"),
            ("\u{f81}", "\u{f71}\u{f80}"),
        ] {
            assert_eq!(
                normal(&format!("ཀ{discouraged}"), 99).as_deref(),
                Ok(&*format!("ཀ{plain}"))
            );
        }
    }

    #[test]
    fn what_cannot_be_made_normal_is_refused() {
        for text in
            ["\u{f77}", "\u{f79}", "a\u{0}b", "a\u{7f}", "\u{f300}", "a\u{2028}b", "\u{fffd}"]
        {
            assert_eq!(normal(text, 99), Err(Code::TextForbidden), "{text:?}");
        }
        assert_eq!(normal("abcd", 4).as_deref(), Ok("abcd"));
        assert_eq!(normal("abcde", 4), Err(Code::TextTooLong));
        assert_eq!(normal_present("  ", 4), Err(Code::TextMissing));
        assert_eq!(normal_present("\u{200b}\u{feff}", 4), Err(Code::TextMissing));
    }

    #[test]
    fn what_nobody_can_see_goes_and_lines_stay() {
        assert_eq!(normal("བོད\u{200b}་\u{202e}ཡིག\u{feff}", 99).as_deref(), Ok("བོད་ཡིག"));
        assert_eq!(normal("a\nb", 9).as_deref(), Ok("a\nb"));
    }

    #[test]
    fn the_anusvara_stands_behind_the_vowel_however_it_was_typed() {
        let table = [
            ("ཧ\u{f7e}\u{f74}", "ཧ\u{f74}\u{f7e}"),
            ("ཧ\u{f74}\u{f7e}", "ཧ\u{f74}\u{f7e}"),
            ("ཧ\u{f7e}\u{f71}\u{f74}", "ཧ\u{f71}\u{f74}\u{f7e}"),
            ("ཧ\u{f74}\u{f7e}\u{f71}", "ཧ\u{f71}\u{f74}\u{f7e}"),
            ("ཨོ\u{f7e}་ཨ\u{f7e}", "ཨོ\u{f7e}་ཨ\u{f7e}"),
        ];
        for (typed, kept) in table {
            assert_eq!(normal(typed, 99).as_deref(), Ok(kept), "{typed}");
        }
    }

    #[test]
    fn length_is_counted_as_a_reader_counts_and_bounded_in_bytes() {
        let limit = Limit { graphemes: 3, bytes: 40 };
        // Three stacks of four code points each.
        assert!(normal("སྒྲུསྒྲུསྒྲུ", limit).is_ok());
        assert_eq!(normal("ཀཁགང", limit), Err(Code::TextTooLong));
        let heap = format!("ཀ{}", "\u{f74}".repeat(20));
        assert_eq!(normal(&heap, limit), Err(Code::TextTooLong));
        let syllable = "བསྒྲུབས་";
        assert_eq!(syllable.graphemes(true).count(), 5);
        for limit in [TITLE, NOTE, PERSON, NAME] {
            let full: String = syllable.graphemes(true).cycle().take(limit.graphemes).collect();
            let full = full.trim_end_matches('་');
            assert!(limit.holds(full), "{} bytes in {limit:?}", full.len());
        }
    }

    proptest! {
        #[test]
        fn what_is_normal_stays_as_it_is(
            text in "[\u{f40}-\u{f4f}\u{f71}-\u{f7e}\u{f90}-\u{f9f}\u{f0b}\u{f0c} a\u{e9}\u{301}]{0,40}",
        ) {
            if let Ok(once) = normal(&text, 4096) {
                prop_assert_eq!(normal(&once, 4096), Ok(once.clone()));
                let nfc = nfc(once.chars());
                prop_assert_eq!(nfc.as_str(), &*once);
            }
        }
    }
}
