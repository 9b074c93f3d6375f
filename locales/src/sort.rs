//! The order of a Tibetan dictionary: by root letter, then by what stands before it, then by the
//! rest. Called wherever a list of names is shown to somebody who looks a name up. ICU4X has no
//! data for Tibetan, so the order is written here; a golden list of ICU proves it. It must never
//! order anything by points: that would be a ranking.

use crate::search::normal;
use crate::syllable::{Syllable, belongs};

/// Where a text stands in a list. Compare two keys; their bytes mean nothing else.
///
/// Tibetan is in the order of CLDR's `bo`: digits, then Tibetan, then Latin without regard to
/// capitals, then everything else by code point. Chinese names have no dictionary order here.
/// Texts that differ in spelling only where the order does not look (ཾ and མ, capitals) are
/// neighbours in a fixed order.
///
/// ```
/// use drokpa_locales::SortKey;
/// let mut names = ["དཀོན་མཆོག", "ཀརྨ", "ཁྲོ", "སྐལ་བཟང"];
/// names.sort_by_cached_key(|name| SortKey::new(name));
/// assert_eq!(names, ["ཀརྨ", "དཀོན་མཆོག", "སྐལ་བཟང", "ཁྲོ"]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SortKey {
    weights: Vec<u32>,
    text: String,
}

/// Weights of the classes of characters, from small to large.
const SPACE: u32 = 0x100;
const MARK: u32 = 0x200;
const DIGIT: u32 = 0x1000;
/// Tsheg and shad: before every Tibetan letter, so that short words come first.
const TSHEG: u32 = 0x2000;
const TIBETAN: u32 = 0x3000;
const LATIN: u32 = 0x8000;
const OTHER: u32 = 0x1_0000;

/// How many places a root has: alone, and after each kind of beginning.
const PLACES: u32 = 16;

/// The alphabet; variants of a letter stand behind it.
const ALPHABET: &str = "ཀཁགངཅཆཇཉཏཊཐཋདཌནཎཔཕབམཙཚཛཝཞཟའཡརལཤཥསཧཨ";

/// Vowel signs, then subjoined letters, in their order behind a root.
const SIGNS: &str = "ཱིྀེཻོཽུྐྑྒྔྕྖྗྙྟྚྠྛྡྜྣྞྤྥྦྨྩྪྫྭྮྯྰྱྲླྴྵྶྷྸ";

impl SortKey {
    /// The key of a text, whatever form it was typed in.
    #[must_use]
    pub fn new(text: &str) -> SortKey {
        let text = normal(text);
        let mut weights = Vec::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(first) = rest.chars().next() {
            let end = rest.find(|letter| !belongs(letter)).unwrap_or(rest.len());
            let (syllable, after) = rest.split_at(end);
            match Syllable::parse(syllable) {
                Some(parts) => syllable_weights(&parts, &mut weights),
                None => syllable.chars().for_each(|letter| weights.extend(sign(letter))),
            }
            if end == 0 {
                weights.push(other(first));
                rest = rest.get(first.len_utf8()..).unwrap_or_default();
            } else {
                rest = after;
            }
        }
        SortKey { weights, text }
    }
}

fn syllable_weights(syllable: &Syllable, weights: &mut Vec<u32>) {
    let place = match (syllable.prefix, syllable.superscript) {
        (None, None) => 0,
        (Some('ག'), None) => 1,
        (Some('ད'), None) => 2,
        (Some('བ'), None) => 3,
        (Some('མ'), None) => 4,
        (Some(_), None) => 5,
        (None, Some('ར')) => 6,
        // ལྷ stands behind all of ཧ, as the other heads do behind their roots.
        (None, Some('ལ')) => 7,
        (None, Some(_)) => 8,
        (Some(_), Some('ར')) => 9,
        (Some(_), Some('ལ')) => 10,
        (Some(_), Some(_)) => 11,
    };
    weights.push(letter(syllable.root).unwrap_or(TIBETAN) + place);
    weights.extend(syllable.rest.iter().filter_map(|one| sign(*one)));
}

/// The weight of a letter, a subjoined letter or a sign; `None` for marks that order nothing.
fn sign(one: char) -> Option<u32> {
    if let Some(weight) = letter(one) {
        return Some(weight);
    }
    // Forms with a fixed shape count as the plain ones.
    let plain = match one {
        'ྺ' => 'ྭ',
        'ྻ' => 'ྱ',
        'ྼ' => 'ྲ',
        other => other,
    };
    let behind = TIBETAN + PLACES * count(ALPHABET);
    position(SIGNS, plain).map(|at| behind + at)
}

fn letter(one: char) -> Option<u32> {
    let plain = match one {
        'ཪ' | 'ཬ' => 'ར',
        'ཫ' => 'ཀ',
        // The signs for m and ng count as the letters.
        'ཾ' => 'མ',
        'ྂ' | 'ྃ' => 'ང',
        other => other,
    };
    position(ALPHABET, plain).map(|at| TIBETAN + PLACES * at)
}

fn position(list: &str, wanted: char) -> Option<u32> {
    (0..).zip(list.chars()).find(|(_, letter)| *letter == wanted).map(|(at, _)| at)
}

fn count(list: &str) -> u32 {
    (0..).zip(list.chars()).last().map_or(0, |(at, _): (u32, char)| at + 1)
}

/// The weight of a character that belongs to no syllable.
fn other(one: char) -> u32 {
    match one {
        '\u{0F0B}'..='\u{0F14}' => TSHEG,
        '0'..='9' => DIGIT + u32::from(one) - u32::from('0'),
        '༠'..='༩' => DIGIT + u32::from(one) - u32::from('༠'),
        'a'..='z' => LATIN + u32::from(one),
        'A'..='Z' => LATIN + u32::from(one.to_ascii_lowercase()),
        one if one.is_whitespace() => SPACE,
        one if one.is_ascii() => MARK + u32::from(one),
        one => OTHER + u32::from(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut texts: Vec<&str>) -> Vec<&str> {
        texts.sort_by_cached_key(|text| SortKey::new(text));
        texts
    }

    #[test]
    fn figures_come_first_then_tibetan_then_latin_then_the_rest() {
        let order = [" ", "-", "9", "ཀ", "Abc", "abd", "Zed", "中"];
        assert_eq!(sorted(order.iter().rev().copied().collect()), order);
        assert!(SortKey::new("༣") > SortKey::new("2") && SortKey::new("༣") < SortKey::new("4"));
    }

    #[test]
    fn a_word_comes_before_the_longer_one_that_begins_like_it() {
        let order = ["ཀ", "ཀ་ར", "ཀག", "ཀི", "ཀྱ", "དཀའ", "བཀའ", "རྐང", "ལྐུགས", "སྐད", "ཁ"];
        assert_eq!(sorted(order.iter().rev().copied().collect()), order);
    }

    #[test]
    fn one_text_has_one_key_however_it_was_typed() {
        assert_eq!(SortKey::new("ཀ\u{f73}"), SortKey::new("ཀ\u{f71}\u{f72}"));
        assert_eq!(SortKey::new("སྦྱོང་བརྡར་"), SortKey::new("སྦྱོང་བརྡར"));
        assert_ne!(SortKey::new("ཀཾ"), SortKey::new("ཀམ"));
        assert_eq!(SortKey::new("ཀཾ").weights, SortKey::new("ཀམ").weights);
    }
}
