//! Text that people type: made normal once, at the input, so that equal words are equal bytes.
//! NFC, never NFKC: the compatibility forms would destroy the no-break tsheg U+0F0C.

use crate::code::Code;
use unicode_normalization::UnicodeNormalization as _;

/// Longest title, in bytes of UTF-8.
pub const TITLE_BYTES_MAX: usize = 600;

/// Makes a text normal: NFC, outer spaces cut.
///
/// # Errors
/// [`Code::TextTooLong`] above `bytes_max`; [`Code::TextForbidden`] for control characters and for
/// the Tibetan signs U+0F77 and U+0F79, which no normalisation resolves.
pub fn normal(text: &str, bytes_max: usize) -> Result<Box<str>, Code> {
    // Bounded before it is worked on: NFC can grow a text three times at most.
    if text.len() > bytes_max.saturating_mul(3) {
        return Err(Code::TextTooLong);
    }
    let text: String = text.trim().nfc().collect();
    let forbidden = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{f77}' | '\u{f79}');
    if text.contains(forbidden) {
        return Err(Code::TextForbidden);
    }
    if text.len() > bytes_max { Err(Code::TextTooLong) } else { Ok(text.into()) }
}

/// As [`normal`], for texts that must not be empty.
///
/// # Errors
/// As [`normal`]; [`Code::TextMissing`] for an empty text.
pub fn normal_present(text: &str, bytes_max: usize) -> Result<Box<str>, Code> {
    let text = normal(text, bytes_max)?;
    if text.is_empty() { Err(Code::TextMissing) } else { Ok(text) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_words_become_equal_bytes_and_the_no_break_tsheg_survives() {
        // U+0F43 decomposes and is excluded from composition.
        assert_eq!(normal(" \u{f43} ", 99), normal("\u{f42}\u{fb7}", 99));
        assert_eq!(normal("ང\u{f0c}།", 99).as_deref(), Ok("ང\u{f0c}།"));
    }

    #[test]
    fn what_cannot_be_made_normal_is_refused() {
        for text in ["\u{f77}", "\u{f79}", "a\u{0}b", "a\u{7f}"] {
            assert_eq!(normal(text, 99), Err(Code::TextForbidden));
        }
        assert_eq!(normal("abcd", 4).as_deref(), Ok("abcd"));
        assert_eq!(normal("abcde", 4), Err(Code::TextTooLong));
        assert_eq!(normal_present("  ", 4), Err(Code::TextMissing));
    }
}
