//! What may stand in a text of which language, letter by letter. The Tibetan rules are those
//! that no renderer corrects: line starts, shad and tsheg, case particles, normal forms.

use super::message::{AUDIO, CASES, Part, Piece};

const TSHEG: char = '\u{0F0B}';
const TSHEG_NO_BREAK: char = '\u{0F0C}';

/// Case particles: their form depends on the letter before them, so a value that is filled in
/// can never be followed by one.
const PARTICLES: [&str; 22] = [
    "གི",
    "ཀྱི",
    "གྱི",
    "འི",
    "ཡི",
    "གིས",
    "ཀྱིས",
    "གྱིས",
    "འིས",
    "ཡིས",
    "ལ",
    "ར",
    "རུ",
    "སུ",
    "ཏུ",
    "དུ",
    "ན",
    "ནས",
    "ལས",
    "ཀྱང",
    "འང",
    "ཡང",
];

/// Characters that are discouraged, or that NFC replaces or leaves as a second spelling.
const NOT_NORMAL: [char; 19] = [
    '\u{0F43}', '\u{0F4D}', '\u{0F52}', '\u{0F57}', '\u{0F5C}', '\u{0F69}', '\u{0F73}', '\u{0F75}',
    '\u{0F76}', '\u{0F77}', '\u{0F78}', '\u{0F79}', '\u{0F81}', '\u{0F93}', '\u{0F9D}', '\u{0FA2}',
    '\u{0FA7}', '\u{0FAC}', '\u{0FB9}',
];

/// Checks one value or attribute of a language.
pub fn check(lang: &str, message: &str, part: &Part, problems: &mut Vec<String>) {
    let at = format!("{message}{}", part.name);
    if part.name == AUDIO {
        return clip_name(&at, part, problems);
    }
    if lang != "bo"
        && let Some(case) = part.functions.iter().find(|name| CASES.contains(&name.as_str()))
    {
        problems.push(format!("{at}: {case} is for Tibetan only"));
    }
    for run in &part.runs {
        for piece in run {
            if let Piece::Text(text) = piece {
                foreign(lang, &at, text, problems);
            }
        }
        if lang == "bo" {
            tibetan_run(&at, run, problems);
        }
    }
    let has = |wanted: fn(char) -> bool| {
        part.runs.iter().flatten().any(|piece| match piece {
            Piece::Text(text) => text.chars().any(wanted),
            Piece::Placeable(_) => false,
        })
    };
    if lang == "bo" && !has(is_tibetan_letter) {
        problems.push(format!("{at}: the text has no Tibetan letter"));
    }
    if lang == "zh-Hans" && !has(is_chinese) {
        problems.push(format!("{at}: the text has no Chinese character"));
    }
}

/// A clip is a file name in every pack: small letters, digits, hyphen and underscore.
fn clip_name(at: &str, part: &Part, problems: &mut Vec<String>) {
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
    let good = match part.runs.as_slice() {
        [run] => match run.as_slice() {
            [Piece::Text(text)] => {
                text.len() <= 48 && text.chars().all(|one| plain(one) || matches!(one, '-' | '_'))
            }
            _ => false,
        },
        _ => false,
    };
    if !good {
        problems.push(format!("{at}: a clip is named by up to 48 of a-z, 0-9, - and _"));
    }
}

fn foreign(lang: &str, at: &str, text: &str, problems: &mut Vec<String>) {
    for letter in text.chars() {
        let code = u32::from(letter);
        if is_invisible(letter) {
            problems.push(format!("{at}: the invisible character U+{code:04X} may not be used"));
        } else if lang != "zh-Hans" && is_chinese(letter) {
            problems.push(format!("{at}: the text has the Chinese character {letter}"));
        } else if lang != "bo" && is_tibetan(letter) {
            problems.push(format!("{at}: the text has the Tibetan character {letter}"));
        } else if NOT_NORMAL.contains(&letter) {
            problems.push(format!("{at}: U+{code:04X} is not a normal form; spell it out"));
        }
    }
}

fn tibetan_run(at: &str, run: &[Piece], problems: &mut Vec<String>) {
    if let Some(Piece::Text(text)) = run.first()
        && text.starts_with(|first| first == TSHEG || first == TSHEG_NO_BREAK || is_shad(first))
    {
        problems.push(format!("{at}: a line may not begin with shad or tsheg"));
    }
    if let Some(Piece::Text(text)) = run.last()
        && text.ends_with([TSHEG, TSHEG_NO_BREAK])
    {
        problems.push(format!("{at}: no tsheg stands at the end of a text"));
    }
    let mut after_placeable = false;
    for piece in run {
        let text = match piece {
            Piece::Text(text) => text,
            Piece::Placeable(value) => {
                // A value with its particle ends in a tsheg, and the next word follows.
                after_placeable = !value.ends_with("()");
                continue;
            }
        };
        if after_placeable && takes_case(text) {
            problems.push(format!(
                "{at}: no Tibetan letter or case particle may follow a value that is filled in; \
                 write `label: {{ $value }}`"
            ));
        }
        after_placeable = false;
        tibetan_text(at, text, problems);
    }
}

/// True where text cannot stand after a filled-in value: a letter or tsheg at once, or a case
/// particle after spaces.
fn takes_case(text: &str) -> bool {
    if text
        .starts_with(|first| is_tibetan_letter(first) || first == TSHEG || first == TSHEG_NO_BREAK)
    {
        return true;
    }
    let word = text.trim_start();
    let end = word.find(|letter| !is_tibetan_letter(letter)).unwrap_or(word.len());
    word.get(..end).is_some_and(|syllable| PARTICLES.contains(&syllable))
}

fn tibetan_text(at: &str, text: &str, problems: &mut Vec<String>) {
    if text.contains('\n') {
        problems.push(format!("{at}: a Tibetan text stands on one line"));
    }
    let letters: Vec<char> = text.chars().collect();
    for (index, letter) in letters.iter().copied().enumerate() {
        let before = index.checked_sub(1).and_then(|index| letters.get(index)).copied();
        let after = letters.get(index + 1).copied();
        if let Some(problem) = neighbours(before, letter, after) {
            problems.push(format!("{at}: {problem}"));
        }
        let base = letters.iter().take(index).rev().find(|letter| mark_class(**letter) == 0);
        if letter == TSHEG_NO_BREAK && base != Some(&'ང') {
            problems.push(format!("{at}: U+0F0C stands only between ང and shad"));
        }
    }
}

/// The rule that a letter breaks beside its neighbours.
fn neighbours(before: Option<char>, letter: char, after: Option<char>) -> Option<&'static str> {
    let latin = |side: Option<char>| side.is_some_and(|side| side.is_ascii_alphanumeric());
    if is_shad(letter) {
        return match before {
            Some(TSHEG) => Some("no tsheg before shad; after ང it is U+0F0C"),
            Some('ང') => Some("between ང and shad stands U+0F0C"),
            Some('ཀ' | 'ག') => Some("no shad after ཀ or ག; leave a space"),
            _ => None,
        };
    }
    if before == Some(letter) && mark_class(letter) != 0 {
        return Some("one vowel sign stands twice");
    }
    if before.is_some_and(is_tsheg) && is_tsheg(letter) {
        return Some("two tshegs stand side by side");
    }
    if before.is_some_and(is_vowel) && is_vowel(letter) {
        return Some("two vowel signs stand on one letter");
    }
    if letter == '.' && !(latin(before) && latin(after)) {
        return Some("a sentence ends with shad, not with a full stop");
    }
    if letter == TSHEG_NO_BREAK && !after.is_some_and(is_shad) {
        return Some("U+0F0C stands only between ང and shad");
    }
    if before == Some('\u{0F7E}') && mark_class(letter) != 0 {
        return Some("U+0F7E stands after the vowel sign");
    }
    let earlier = before.map_or(0, mark_class);
    if mark_class(letter) != 0 && mark_class(letter) < earlier {
        return Some("the vowel signs are not in their normal order");
    }
    None
}

/// The canonical combining class of the Tibetan signs that stand above or below a letter.
fn mark_class(letter: char) -> u8 {
    match letter {
        '\u{0F84}' => 9,
        '\u{0F71}' => 129,
        '\u{0F72}' | '\u{0F7A}'..='\u{0F7D}' | '\u{0F80}' => 130,
        '\u{0F74}' => 132,
        '\u{0F39}' => 216,
        '\u{0F82}' | '\u{0F83}' | '\u{0F86}' | '\u{0F87}' => 230,
        _ => 0,
    }
}

const fn is_tsheg(letter: char) -> bool {
    matches!(letter, TSHEG | TSHEG_NO_BREAK)
}

/// The vowels of which a letter has one; U+0F71 only makes one long.
const fn is_vowel(letter: char) -> bool {
    matches!(letter, '\u{0F72}' | '\u{0F74}' | '\u{0F7A}'..='\u{0F7D}' | '\u{0F80}')
}

fn is_tibetan(letter: char) -> bool {
    matches!(letter, '\u{0F00}'..='\u{0FFF}')
}

fn is_tibetan_letter(letter: char) -> bool {
    matches!(letter, '\u{0F40}'..='\u{0FBC}')
}

fn is_shad(letter: char) -> bool {
    matches!(letter, '\u{0F0D}'..='\u{0F12}')
}

fn is_chinese(letter: char) -> bool {
    matches!(letter,
        '\u{2E80}'..='\u{2FDF}' | '\u{3000}'..='\u{303F}' | '\u{3100}'..='\u{312F}'
        | '\u{31A0}'..='\u{31EF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Marks of direction and width: they leak into exports and make equal texts differ.
fn is_invisible(letter: char) -> bool {
    (letter.is_control() && letter != '\n')
        || matches!(letter,
            '\u{00A0}' | '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202F}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}
