//! NFC of what people type. Called by `text.rs`. It does what `unicode_normalization` does with
//! its iterators, by the same tables, but without those of the compatibility forms, which the
//! iterators bring along: they are a twentieth of a browser build.

use unicode_normalization::char::{canonical_combining_class, compose, decompose_canonical};

/// The letters in NFC.
pub(super) fn nfc(letters: impl Iterator<Item = char>) -> String {
    let mut apart: Vec<(char, u8)> = Vec::new();
    for letter in letters {
        decompose_canonical(letter, |part| apart.push((part, canonical_combining_class(part))));
    }
    // Marks between two starters go by their class; equal ones keep their order.
    for marks in apart.chunk_by_mut(|(_, left), (_, right)| *left != 0 && *right != 0) {
        marks.sort_by_key(|(_, class)| *class);
    }
    let mut whole: Vec<char> = Vec::with_capacity(apart.len());
    let mut starter = None;
    let mut before = 0;
    for (letter, class) in apart {
        // A mark reaches its starter over marks of lower classes alone.
        let within_reach = |at: usize| at + 1 == whole.len() || before < class;
        let composed = starter
            .filter(|at| within_reach(*at))
            .and_then(|at| Some((at, compose(*whole.get(at)?, letter)?)));
        if let Some((at, composed)) = composed {
            if let Some(place) = whole.get_mut(at) {
                *place = composed;
            }
            continue;
        }
        if class == 0 {
            starter = Some(whole.len());
        }
        before = class;
        whole.push(letter);
    }
    whole.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use unicode_normalization::UnicodeNormalization as _;

    proptest! {
        #[test]
        fn it_is_the_nfc_of_the_library(
            text in "(\\PC|[\u{f40}-\u{fbc}]|[a-eo\u{e0}-\u{ff}]|[\u{300}-\u{345}]|[\u{1100}-\u{11ff}]\
                |[\u{ac00}-\u{ac20}]|[\u{9c0}-\u{9d7}]|[\u{1e00}-\u{1eff}]){0,40}",
        ) {
            prop_assert_eq!(nfc(text.chars()), text.nfc().collect::<String>());
        }
    }

    #[test]
    fn every_letter_alone_and_behind_another_is_as_the_library_has_it() {
        for letter in '\0'..=char::MAX {
            for text in [format!("{letter}"), format!("e{letter}\u{301}\u{323}")] {
                assert_eq!(nfc(text.chars()), text.nfc().collect::<String>(), "{letter:?}");
            }
        }
    }
}
