//! Texts as a search compares them: what looks the same is the same. Called for every name that
//! is looked for and every name that is looked through; the result is never shown or stored as
//! the text itself.

use unicode_normalization::UnicodeNormalization as _;

const TSHEG: char = '\u{0F0B}';
const TSHEG_NO_BREAK: char = '\u{0F0C}';

/// The form of a text that a search compares: NFC, one kind of tsheg, Latin in small letters,
/// digits 0 to 9, single spaces; tsheg, shad and spaces at its ends are cut off.
///
/// Never NFKC, which would turn the no-break tsheg into U+0F0B alone but many other signs too.
///
/// ```
/// use drokpa_locales::search_key;
/// assert_eq!(search_key(" སྦྱོང་བརྡར་།"), search_key("སྦྱོང༌བརྡར"));
/// assert!(search_key("ཡུས་ཧྲུའུ་ཁུལ").contains(&search_key("ཧྲུའུ་")));
/// ```
#[must_use]
pub fn search_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    for letter in normal(text).chars() {
        let letter = match letter {
            '༠'..='༩' => latin_digit(letter),
            letter if letter.is_whitespace() => ' ',
            letter => letter,
        };
        if letter != ' ' || !key.ends_with(' ') {
            key.extend(letter.to_lowercase());
        }
    }
    key
}

/// NFC with one kind of tsheg and without what closes a text.
pub(crate) fn normal(text: &str) -> String {
    let one_tsheg = |letter| if letter == TSHEG_NO_BREAK { TSHEG } else { letter };
    let text: String = text.nfc().map(one_tsheg).collect();
    let closing = |letter: char| letter.is_whitespace() || is_stop(letter);
    text.trim_matches(closing).to_owned()
}

/// Tsheg and every kind of shad.
pub(crate) const fn is_stop(letter: char) -> bool {
    matches!(letter, '\u{0F0B}'..='\u{0F12}')
}

fn latin_digit(digit: char) -> char {
    char::from_u32(u32::from(digit) - u32::from('༠') + u32::from('0')).unwrap_or(digit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_looks_the_same_is_found() {
        let table = [
            ("བོད་ཡིག", "བོད་ཡིག་"),
            ("བོད་ཡིག", " བོད༌ཡིག།། "),
            ("ཀ\u{f71}\u{f72}", "ཀ\u{f73}"),
            ("\u{f42}\u{fb7}", "\u{f43}"),
            ("Pa04 x", "PA༠༤ \u{3000} X"),
        ];
        for (left, right) in table {
            assert_eq!(search_key(left), search_key(right), "{left}");
        }
    }

    #[test]
    fn what_differs_stays_different() {
        assert_ne!(search_key("བོད་ཡིག"), search_key("བོདཡིག"));
        assert_ne!(search_key("ཀ"), search_key("ཀ་ཀ"));
        assert_eq!(search_key("།་ ་།"), "");
    }
}
