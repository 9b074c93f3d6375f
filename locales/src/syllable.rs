//! The parts of a Tibetan syllable: what stands before its root letter, the root, and the rest.
//! Called by the sort key and by the case particles; knows spelling, no dictionary, and must
//! never refuse a text: what is no Tibetan syllable has no parts.

/// The parts of a syllable, as the letters they are written with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Syllable {
    /// The letter before the stack, if there is one.
    pub(crate) prefix: Option<char>,
    /// ར, ལ or ས above the root.
    pub(crate) superscript: Option<char>,
    /// The root letter, in its full form.
    pub(crate) root: char,
    /// Everything behind the root: letters below it, vowel signs, suffixes.
    pub(crate) rest: Vec<char>,
}

/// The roots that each prefix can stand before, as the rules of spelling have them.
const PREFIXED: [(char, &str); 5] = [
    ('ག', "ཅཉཏདནཙཞཟཡཤས"),
    ('ད', "ཀགངཔབམ"),
    ('བ', "ཀགཅཏདཙཞཟཤས"),
    ('མ', "ཁགངཆཇཉཐདནཚཛ"),
    ('འ', "ཁགཆཇཐདཕབཚཛ"),
];

/// The letters that each superscript can stand on.
const HEADED: [(char, &str); 3] =
    [('ར', "ཀགངཇཉཏདནབམཙཛ"), ('ལ', "ཀགངཅཇཏདཔབཧ"), ('ས', "ཀགངཉཏདནཔབམཙ")];

/// The same for stacks that have the prefix བ before them, the only one that goes with a stack.
const HEADED_AFTER_BA: [(char, &str); 3] = [('ར', "ཀགངཇཉཏདནཙཛ"), ('ལ', "ཅཏད"), ('ས', "ཀགངཉཏདནཙ")];

/// Letters that can close a syllable and are also roots that take a prefix: after two of these a
/// third letter decides which one is the root.
const SUFFIXES: &str = "གངདནབམའརལས";

/// Words of three plain letters that end in ས and have a prefix all the same; in others the
/// first letter is the root and ས the second suffix (དགས against དངས).
const PREFIXED_BEFORE_SA: [&str; 5] = ["དགས", "འགས", "དབས", "འབས", "དམས"];

impl Syllable {
    /// The parts of a text without tsheg; `None` where it does not begin with a Tibetan letter.
    pub(crate) fn parse(text: &str) -> Option<Syllable> {
        let letters: Vec<char> = text.chars().collect();
        let first = *letters.first().filter(|letter| is_letter(**letter))?;
        let with = |prefix, superscript, root, behind: usize| Syllable {
            prefix,
            superscript,
            root,
            rest: letters.get(behind..).unwrap_or_default().to_vec(),
        };
        if let Some((superscript, root)) = headed(&letters, &HEADED) {
            return Some(with(None, Some(superscript), root, 2));
        }
        let after = letters.get(1..).unwrap_or_default();
        if first == 'བ'
            && let Some((superscript, root)) = headed(after, &HEADED_AFTER_BA)
        {
            return Some(with(Some('བ'), Some(superscript), root, 3));
        }
        match after.first() {
            Some(root) if has_prefix(first, *root, &letters) => {
                Some(with(Some(first), None, *root, 2))
            }
            _ => Some(with(None, None, first, 1)),
        }
    }

    /// The last letter that closes the syllable; `None` where it ends in its vowel.
    pub(crate) fn suffix(&self) -> Option<char> {
        self.rest.last().copied().filter(|letter| is_letter(*letter))
    }
}

/// Superscript and root, where the letters begin with a stack of the table.
fn headed(letters: &[char], table: &[(char, &str)]) -> Option<(char, char)> {
    let (above, below) = (*letters.first()?, full_form(*letters.get(1)?)?);
    let (_, roots) = table.iter().find(|(superscript, _)| *superscript == above)?;
    roots.contains(below).then_some((above, below))
}

fn has_prefix(prefix: char, root: char, letters: &[char]) -> bool {
    let below = letters.get(2).copied();
    // བརླ is the one word in which བ stands before ར.
    if prefix == 'བ' && root == 'ར' {
        return below == Some('ླ');
    }
    let pair = PREFIXED.iter().any(|(letter, roots)| *letter == prefix && roots.contains(root));
    if !pair || !SUFFIXES.contains(root) {
        return pair;
    }
    let word: String = letters.iter().collect();
    match below {
        None => false,
        Some('ས') if letters.len() == 3 && "གངབམ".contains(root) => {
            PREFIXED_BEFORE_SA.contains(&word.as_str())
        }
        Some(_) => true,
    }
}

/// A letter in full size; not a subjoined one, not a sign.
const fn is_letter(letter: char) -> bool {
    matches!(letter, '\u{0F40}'..='\u{0F6C}')
}

/// Anything that belongs to a syllable: letters, subjoined letters, vowel signs and marks.
pub(crate) const fn belongs(letter: char) -> bool {
    matches!(letter, '\u{0F39}' | '\u{0F40}'..='\u{0F84}' | '\u{0F86}'..='\u{0FBC}')
}

/// The full form of a subjoined letter.
fn full_form(letter: char) -> Option<char> {
    let code = u32::from(letter);
    matches!(letter, '\u{0F90}'..='\u{0FB9}').then(|| char::from_u32(code - 0x50)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prefix, superscript, root and rest, with hyphens between.
    fn parts(text: &str) -> String {
        let Some(syllable) = Syllable::parse(text) else { return String::new() };
        let Syllable { prefix, superscript, root, rest } = syllable;
        let one = |letter: Option<char>| letter.map(String::from).unwrap_or_default();
        format!("{}-{}-{root}-{}", one(prefix), one(superscript), String::from_iter(rest))
    }

    #[test]
    fn the_root_is_found_in_every_kind_of_syllable() {
        let table = [
            ("ང", "--ང-"),
            ("དག", "--ད-ག"),
            ("དཀར", "ད--ཀ-ར"),
            ("དགས", "ད--ག-ས"),
            ("དངས", "--ད-ངས"),
            ("བསགས", "བ--ས-གས"),
            ("སྐར", "-ས-ཀ-ར"),
            ("བརྒྱད", "བ-ར-ག-ྱད"),
            ("བརླ", "བ--ར-ླ"),
            ("འབྲོག", "འ--བ-ྲོག"),
            ("ལྷ", "-ལ-ཧ-"),
            ("རྱ", "--ར-ྱ"),
            ("མདའ", "མ--ད-འ"),
            ("གཉིས", "ག--ཉ-ིས"),
            ("གངས", "--ག-ངས"),
            ("པུའུ", "--པ-ུའུ"),
        ];
        for (text, expected) in table {
            assert_eq!(parts(text), expected, "{text}");
        }
        for text in ["", "a", "་ཀ", "1", "汉"] {
            assert_eq!(parts(text), "", "{text}");
        }
    }

    #[test]
    fn a_suffix_is_a_letter_without_a_vowel_at_the_end() {
        let table = [
            ("ང", None),
            ("སྦྱོང", Some('ང')),
            ("གངས", Some('ས')),
            ("དཀའ", Some('འ')),
            ("པུའུ", None),
            ("ཅི", None),
            ("ཡོན", Some('ན')),
        ];
        for (text, expected) in table {
            assert_eq!(Syllable::parse(text).and_then(|one| one.suffix()), expected, "{text}");
        }
    }
}
