//! Case particles, whose form depends on the letter before them, and how a Tibetan text is
//! closed. Called by the Fluent functions GEN, AGT and TER, so that a message can have a
//! filled-in value before a particle, and by lists. It must never be used on text that already
//! has its particle.

use crate::search::is_stop;
use crate::syllable::{Syllable, belongs};

/// What a particle makes of the word before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// Of somebody or something: གི ཀྱི གྱི འི.
    Genitive,
    /// By somebody: གིས ཀྱིས གྱིས ས.
    Agentive,
    /// To or as something: ཏུ དུ སུ ར.
    Terminative,
}

impl Case {
    /// The particle that stands alone behind a suffix.
    const fn behind(self, suffix: char) -> &'static str {
        match (self, suffix) {
            (Case::Genitive, 'ག' | 'ང') => "གི",
            (Case::Genitive, 'ད' | 'བ' | 'ས') => "ཀྱི",
            (Case::Genitive, _) => "གྱི",
            (Case::Agentive, 'ག' | 'ང') => "གིས",
            (Case::Agentive, 'ད' | 'བ' | 'ས') => "ཀྱིས",
            (Case::Agentive, 'འ') => "ཡིས",
            (Case::Agentive, _) => "གྱིས",
            (Case::Terminative, 'ག' | 'བ') => "ཏུ",
            (Case::Terminative, 'ས') => "སུ",
            (Case::Terminative, 'འ') => "རུ",
            (Case::Terminative, _) => "དུ",
        }
    }

    /// What is joined to a syllable that ends in its vowel.
    const fn joined(self) -> &'static str {
        match self {
            Case::Genitive => "འི",
            Case::Agentive => "ས",
            Case::Terminative => "ར",
        }
    }

    /// The particle behind a text of another script, whose last sound is not known.
    const fn foreign(self) -> &'static str {
        match self {
            Case::Genitive => "ཡི",
            Case::Agentive => "ཡིས",
            Case::Terminative => "ལ",
        }
    }
}

/// The text with its particle and a tsheg, ready for the next word.
///
/// A text that does not end in Tibetan is followed by a space and a particle that stands alone.
///
/// ```
/// use drokpa_locales::{Case, with_case};
/// assert_eq!(with_case("བཀྲ་ཤིས", Case::Genitive), "བཀྲ་ཤིས་ཀྱི་");
/// assert_eq!(with_case("ཧྲུའུ་ཅི", Case::Agentive), "ཧྲུའུ་ཅིས་");
/// assert_eq!(with_case("王", Case::Genitive), "王 ཡི་");
/// ```
#[must_use]
pub fn with_case(text: &str, case: Case) -> String {
    let text = text.trim_end_matches(|letter: char| letter.is_whitespace() || is_stop(letter));
    let Some(syllable) = last_syllable(text) else {
        return format!("{text} {}་", case.foreign());
    };
    match (syllable.suffix(), case) {
        // Silent, and only there to show which letter is the root: the vowel takes its place.
        (Some('འ'), Case::Genitive) => format!("{text}ི་"),
        (Some(suffix), _) => format!("{text}་{}་", case.behind(suffix)),
        (None, _) => format!("{text}{}་", case.joined()),
    }
}

fn last_syllable(text: &str) -> Option<Syllable> {
    let before = text.trim_end_matches(belongs);
    text.get(before.len()..).and_then(Syllable::parse)
}

/// A text as an item before another: with the shad that its last letter asks for.
///
/// After ང the tsheg that does not break stands before the shad; ཀ and ག take no shad at all. A
/// text of another script stays as it is.
///
/// ```
/// use drokpa_locales::closed;
/// assert_eq!(closed("བྱུང"), "བྱུང༌།");
/// assert_eq!(closed("ཐོག"), "ཐོག");
/// assert_eq!(closed("མེད་"), "མེད།");
/// ```
#[must_use]
pub fn closed(text: &str) -> String {
    let text = text.trim_end_matches(|letter: char| letter.is_whitespace() || is_stop(letter));
    match text.chars().next_back() {
        Some('ང') => format!("{text}\u{0F0C}།"),
        Some('ཀ' | 'ག') => text.to_owned(),
        Some(last) if belongs(last) => format!("{text}།"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_particle_fits_the_letter_before_it() {
        // The text, then genitive, agentive and terminative; `web/case.mjs` is held to it too.
        let table = include_str!("../../fixtures/golden/case-bo/cases.tsv");
        let mut rows = 0;
        for line in table.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let [text, cases @ ..] = cells.as_slice() else { panic!("{line}") };
            let all = [Case::Genitive, Case::Agentive, Case::Terminative];
            assert_eq!(all.map(|case| with_case(text, case)), *cases, "{text}");
            rows += 1;
        }
        assert!(rows >= 16);
    }

    #[test]
    fn a_closed_text_obeys_the_rules_of_shad() {
        let table = [
            ("བྱས་ཟིན", "བྱས་ཟིན།"),
            ("བྱས་ཟིན།", "བྱས་ཟིན།"),
            ("འདུག", "འདུག"),
            ("འདུག ", "འདུག"),
            ("བྱུང༌།", "བྱུང༌།"),
            ("གོ", "གོ།"),
            ("pa04", "pa04"),
            ("", ""),
        ];
        for (text, expected) in table {
            assert_eq!(closed(text), expected);
        }
    }
}
