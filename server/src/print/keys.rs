//! The key sheet: the organisation's sealed keys as a code and as lines to type, with what it is
//! for, how it is kept, and how it is used, in both languages. What is sealed is not known here.

use super::page::{Text, both, day, each, facts, page};
use drokpa_core::code::Code;
use drokpa_core::host::picture::{draw, draw_for_paper};
use drokpa_core::time::Day;
use drokpa_core::wire::qr::Size;
use drokpa_locales::{Lang, msg};
use std::fmt::Write as _;

/// What stands on a key sheet.
#[derive(Clone, Copy, Debug)]
pub struct KeySheet<'a> {
    /// The organisation's fingerprint, in hexadecimal.
    pub realm: &'a str,
    /// When it is made.
    pub day: Day,
    /// The lines.
    pub lines: &'a [String],
    /// The texts of the codes.
    pub codes: &'a [String],
}

/// The command that takes the keys back; the names of files are the operator's own.
const COMMAND: &str =
    "drokpa restore BACKUP --data FOLDER --key-sheet FILE --passphrase-file WORDS";

/// The page.
///
/// # Errors
/// [`Code::TransferTooLarge`] for the text of a code that no code on paper holds.
pub fn key_sheet(sheet: &KeySheet<'_>) -> Result<String, Code> {
    let paragraph = |text: fn(Lang) -> Text| both("p", text);
    let notes = |texts: &[fn(Lang) -> Text]| -> String {
        let texts =
            texts.iter().map(|text| format!("<div class=\"pair top\">{}</div>", paragraph(*text)));
        texts.collect()
    };
    let version = format!("drokpa {} · 1", env!("CARGO_PKG_VERSION"));
    let mut content = notes(&[msg::key_sheet::purpose, msg::key_sheet::store]);
    content.push_str(&facts(&[
        each("p", |lang| msg::key_sheet::made_on(lang, &day(lang, sheet.day))),
        each("p", |lang| msg::key_sheet::version(lang, &version)),
    ]));
    // Writing into a String cannot fail.
    let _ = write!(
        content,
        "<div class=\"pair\">{}</div><p class=\"typed realm\">{}</p>",
        paragraph(msg::key_sheet::realm),
        groups(sheet.realm),
    );
    content.push_str(&notes(&[msg::key_sheet::how, msg::key_sheet::typing]));
    let _ = write!(content, "<p class=\"typed command\">{COMMAND}</p><div class=\"sealed\"><div>");
    for line in sheet.lines {
        let (number, rest) = line.split_at(line.find(' ').unwrap_or_default());
        let _ = write!(content, "<p class=\"typed\"><i>{number}</i>{rest}</p>");
    }
    content.push_str("</div><div>");
    for code in sheet.codes {
        // A code with many keys in it is too large for the better error correction.
        let squares = draw_for_paper(code).or_else(|_| draw(code, Size::Small))?;
        content.push_str(&squares.svg());
    }
    content.push_str("</div></div>");
    Ok(page(msg::key_sheet::title, &content))
}

/// Eight characters, a blank, eight characters.
fn groups(hexadecimal: &str) -> String {
    let letters: Vec<char> = hexadecimal.chars().collect();
    let groups: Vec<String> = letters.chunks(8).map(|group| group.iter().collect()).collect();
    groups.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_everything_in_both_languages() {
        let lines = ["01 ABCD EFGH".to_owned(), "02 JKMN PQRS".to_owned()];
        let sheet = KeySheet {
            realm: "00112233445566778899aabbccddeeff",
            day: Day::parse("2026-11-27").unwrap(),
            lines: &lines,
            codes: &["DK:BB8".to_owned()],
        };
        let page = key_sheet(&sheet).unwrap();
        assert!(page.contains("<i>01</i> ABCD EFGH") && page.contains("00112233 44556677"));
        assert_eq!(page.matches("<svg").count(), 1);
        for lang in [Lang::Bo, Lang::ZhHans] {
            assert!(page.contains(&*msg::key_sheet::store(lang)), "{}", lang.tag());
        }
        let long = "0".repeat(1300);
        let refused = key_sheet(&KeySheet { codes: &[long], ..sheet });
        assert_eq!(refused.err(), Some(Code::TransferTooLarge));
    }
}
