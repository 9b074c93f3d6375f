//! Sealed keys as lines that people type from paper: a number, groups of four characters, and a
//! check of its own at the end of each line, so that a slip is found and its line is named. Also
//! the way back from a photo of the code on the same page. Called by the key sheet and by restore.
//! Nothing here is secret by itself or trusted: `sealed` decides whether it is right.
//!
//! A line holds 15 bytes and 20 bits of a hash over its number and them; the first byte of all is
//! the number of lines. `docs/backup.md` shows one.

use drokpa_core::chain::keys::Hash;
use drokpa_core::code::Code;
use drokpa_core::host::picture::texts_in_png;
use drokpa_core::wire::base32;
use drokpa_core::wire::qr::{self, Collected, Scanned};
use std::collections::BTreeMap;

const LINE_BYTES: usize = 15;
const GROUP: usize = 4;
const CHECK_CHARACTERS: usize = 4;
/// Most lines: far more than keys take, and what two digits number.
const LINES_MAX: usize = 99;
const PNG: &[u8] = b"\x89PNG";

/// Why a key sheet cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// A line is not as it was printed.
    #[error("{line}")]
    Line {
        /// Its number; where that cannot be read, the row of the file, such as `(row 3)`.
        line: String,
    },
    /// Lines are missing, or codes of a picture.
    #[error("{}", numbers(missing))]
    Incomplete {
        /// Their numbers.
        missing: Vec<usize>,
    },
    /// The picture has no code of a key sheet in it.
    #[error("{code}")]
    Picture {
        /// What is wrong with it.
        code: Code,
    },
}

fn numbers(missing: &[usize]) -> String {
    missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

impl SheetError {
    /// The code that callers outside see.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            SheetError::Line { .. } => Code::KeySheetLine,
            SheetError::Incomplete { .. } => Code::KeySheetIncomplete,
            SheetError::Picture { code } => *code,
        }
    }
}

fn check(number: usize, bytes: &[u8]) -> String {
    let number = u8::try_from(number).unwrap_or_default();
    let hash = Hash::of("drokpa/key-sheet-line/1", &[&[number], bytes]).prefix::<3>();
    let mut text = base32::encode(&hash);
    text.truncate(CHECK_CHARACTERS);
    text
}

/// The lines that say these bytes.
///
/// # Errors
/// [`Code::TransferTooLarge`] where that would be more lines than are numbered.
pub fn write(content: &[u8]) -> Result<Vec<String>, Code> {
    let total = (content.len() + 1).div_ceil(LINE_BYTES);
    let first = u8::try_from(total).ok().filter(|_| total <= LINES_MAX);
    let mut all = vec![first.ok_or(Code::TransferTooLarge)?];
    all.extend_from_slice(content);
    let lines = (1..).zip(all.chunks(LINE_BYTES)).map(|(number, bytes)| {
        let characters: Vec<char> = base32::encode(bytes).chars().collect();
        let groups = characters.chunks(GROUP).map(|group| group.iter().collect());
        let groups: Vec<String> = groups.chain([check(number, bytes)]).collect();
        format!("{number:02} {}", groups.join(" "))
    });
    Ok(lines.collect())
}

/// Reads a typed file, or a PNG with the code of the page.
///
/// # Errors
/// [`SheetError`], naming lines.
pub fn read(file: &[u8]) -> Result<Vec<u8>, SheetError> {
    if file.starts_with(PNG) {
        read_picture(file)
    } else {
        read_typed(&String::from_utf8_lossy(file))
    }
}

/// Reads typed lines, in any order. Blanks, hyphens and case make no difference; empty rows and
/// rows that begin with `#` are passed over.
fn read_typed(text: &str) -> Result<Vec<u8>, SheetError> {
    let mut lines: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    let text = text.trim_start_matches('\u{feff}');
    for (row, typed) in (1..).zip(text.lines()).map(|(row, line)| (row, line.trim())) {
        if typed.is_empty() || typed.starts_with('#') {
            continue;
        }
        // Two digits are the number, also where the first group was typed close behind them.
        let digits =
            typed.chars().map_while(|letter| base32::digit(letter).filter(|one| *one < 10));
        let digits: Vec<u8> = digits.take(2).collect();
        let number = digits.iter().fold(0, |number, digit| number * 10 + usize::from(*digit));
        let rest = typed.get(digits.len()..).unwrap_or_default();
        if number == 0 {
            return Err(SheetError::Line { line: format!("(row {row})") });
        }
        let wrong = || SheetError::Line { line: number.to_string() };
        let bytes = read_line(number, rest).ok_or_else(wrong)?;
        // Two sheets were mixed up.
        if lines.insert(number, bytes.clone()).is_some_and(|before| before != bytes) {
            return Err(wrong());
        }
    }
    let total = lines.get(&1).and_then(|first| first.first()).copied().map(usize::from);
    let total = total.or_else(|| lines.keys().next_back().copied()).unwrap_or(1);
    let missing: Vec<usize> = (1..=total).filter(|number| !lines.contains_key(number)).collect();
    if !missing.is_empty() {
        return Err(SheetError::Incomplete { missing });
    }
    if let Some(more) = lines.keys().find(|number| **number > total) {
        return Err(SheetError::Line { line: more.to_string() });
    }
    let all: Vec<u8> = lines.into_values().flatten().collect();
    Ok(all.split_first().map(|(_, content)| content.to_vec()).unwrap_or_default())
}

fn read_line(number: usize, typed: &str) -> Option<Vec<u8>> {
    let blank = |letter: &char| !letter.is_whitespace() && !matches!(letter, '-' | '.' | ':');
    let characters: Vec<char> = typed.chars().filter(blank).collect();
    let (content, typed_check) =
        characters.split_at_checked(characters.len().checked_sub(CHECK_CHARACTERS)?)?;
    let bytes = base32::decode(&content.iter().collect::<String>())?;
    let digits = |text: &str| text.chars().map(base32::digit).collect::<Option<Vec<u8>>>();
    let typed_check = digits(&typed_check.iter().collect::<String>())?;
    let same = digits(&check(number, &bytes))? == typed_check;
    (same && !bytes.is_empty() && bytes.len() <= LINE_BYTES).then_some(bytes)
}

/// The texts of the codes that say these bytes: one where it fits a code that is easy to scan from
/// paper.
///
/// # Errors
/// [`Code::TransferTooLarge`] where that would be more codes than a set has.
pub fn codes(content: &[u8]) -> Result<Vec<String>, Code> {
    qr::codes(content, qr::Size::Small)
}

fn read_picture(png: &[u8]) -> Result<Vec<u8>, SheetError> {
    let picture = |code| SheetError::Picture { code };
    let mut parts: Option<Collected> = None;
    for text in texts_in_png(png).map_err(picture)? {
        match qr::read(&text).map_err(picture)? {
            Scanned::Whole(content) => return Ok(content),
            Scanned::Part(part) => match &mut parts {
                None => parts = Some(Collected::begin(part)),
                Some(parts) => parts.add(part).map_err(|_| picture(Code::TransferDamaged))?,
            },
        }
    }
    let parts = parts.ok_or(picture(Code::QrUnreadable))?;
    let missing = || parts.missing().into_iter().map(usize::from).collect();
    parts.whole().map_err(picture)?.ok_or_else(|| SheetError::Incomplete { missing: missing() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::host::picture::draw_for_paper;
    use proptest::prelude::*;

    fn content() -> Vec<u8> {
        (0..147_u32).map(|at| at.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect()
    }

    fn line(number: &str) -> SheetError {
        SheetError::Line { line: number.to_owned() }
    }

    #[test]
    fn lines_read_back_in_any_hand_and_order() {
        let lines = write(&content()).unwrap();
        assert_eq!(lines.len(), 10);
        assert_eq!(lines[0].len(), "01 ABCD ABCD ABCD ABCD ABCD ABCD ABCD".len());
        assert_eq!(read(lines.join("\n").as_bytes()), Ok(content()));
        let mut sloppy = lines.clone();
        sloppy.reverse();
        let sloppy = sloppy.join("\r\n\r\n# half\r\n").to_lowercase().replace('0', "o");
        let sloppy = sloppy.replace('1', "l").replace(' ', "-");
        assert_eq!(read(format!("\u{feff}{sloppy}").as_bytes()), Ok(content()), "{sloppy}");
        let close: Vec<String> = lines.iter().map(|line| line.replace(' ', "")).collect();
        assert_eq!(read(close.join("\n").as_bytes()), Ok(content()));
    }

    #[test]
    fn a_slip_names_its_line_and_a_missing_one_is_named() {
        let lines = write(&content()).unwrap();
        let without = |at: usize| [&lines[..at], &lines[at + 1..]].concat().join("\n");
        let missing = |numbers: &[usize]| SheetError::Incomplete { missing: numbers.to_vec() };
        assert_eq!(read(without(3).as_bytes()), Err(missing(&[4])));
        assert_eq!(read(without(9).as_bytes()), Err(missing(&[10])), "the last one, too");
        assert_eq!(read(without(0).as_bytes()), Err(missing(&[1])));
        assert_eq!(read(b""), Err(missing(&[1])));
        let mut swapped = lines.clone();
        swapped[4] = format!("06{}", &lines[4][2..]);
        assert_eq!(read(swapped.join("\n").as_bytes()), Err(line("6")));
        let other = write(&[7; 147]).unwrap();
        let mixed = [&lines[..], &other[6..7]].concat().join("\n");
        assert_eq!(read(mixed.as_bytes()), Err(line("7")));
        assert_eq!(read(b"what is this"), Err(line("(row 1)")));
        assert_eq!(write(&[0; 1500]), Err(Code::TransferTooLarge));
    }

    #[test]
    fn a_picture_of_the_code_says_the_same() {
        let codes = codes(&content()).unwrap();
        assert_eq!(codes.len(), 1);
        let png = draw_for_paper(&codes[0]).unwrap().png(3).unwrap();
        assert_eq!(read(&png), Ok(content()));
        let empty = SheetError::Picture { code: Code::QrUnreadable };
        assert_eq!(read(&png[..png.len() / 2]), Err(empty));
    }

    proptest! {
        #[test]
        fn no_single_slip_passes(
            at in 0_usize..10, place in any::<prop::sample::Index>(), typed in "[0-9A-Z]",
        ) {
            let mut lines = write(&content()).unwrap();
            let letters: Vec<usize> = (3..lines[at].len())
                .filter(|place| lines[at].as_bytes()[*place] != b' ')
                .collect();
            let place = *place.get(&letters);
            let before = lines[at].clone();
            lines[at].replace_range(place..=place, &typed);
            let same = lines[at].replace('O', "0").replace(['I', 'L'], "1") == before;
            let expected = if same { Ok(content()) } else { Err(line(&(at + 1).to_string())) };
            prop_assert_eq!(read(lines.join("\n").as_bytes()), expected);
        }

        #[test]
        fn any_file_is_read_or_refused(bytes: Vec<u8>) {
            let _ = read(&bytes);
        }
    }
}
