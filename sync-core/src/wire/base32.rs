//! Crockford's base 32 for what people type: no I, L, O, U; reading takes lower case and the
//! look-alikes. Called for invites' codes and for the lines of a key sheet. Never for what only
//! machines read: base45 and base64 are shorter.

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The character of a digit, of which only the lowest five bits are looked at.
#[must_use]
pub fn character(digit: u64) -> char {
    let at = usize::try_from(digit & 31).unwrap_or_default();
    ALPHABET.get(at).map_or('0', |byte| char::from(*byte))
}

/// The digit that a character stands for; `None` for one that stands for none.
#[must_use]
pub fn digit(character: char) -> Option<u8> {
    let plain = match character.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let at = ALPHABET.iter().position(|byte| char::from(*byte) == plain)?;
    u8::try_from(at).ok()
}

/// Bytes as characters, five bits each; the last one is filled up with zeros.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(5) * 8);
    for group in bytes.chunks(5) {
        let number = group.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        let bits = group.len() * 8;
        let characters = bits.div_ceil(5);
        let number = number << (characters * 5 - bits);
        text.extend((0..characters).rev().map(|at| character(number >> (5 * at))));
    }
    text
}

/// Reads what [`encode`] wrote; `None` for another character, a length that no bytes have, or
/// bits left over that are not zero.
#[must_use]
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let digits = text.chars().map(digit).collect::<Option<Vec<u8>>>()?;
    let mut bytes = Vec::with_capacity(digits.len() * 5 / 8);
    for group in digits.chunks(8) {
        let number = group.iter().fold(0_u64, |number, digit| number << 5 | u64::from(*digit));
        let (bits, length) = (group.len() * 5, group.len() * 5 / 8);
        let left = bits - length * 8;
        if left >= 5 || number & ((1 << left) - 1) != 0 {
            return None;
        }
        let number = number >> left;
        bytes.extend_from_slice(number.to_be_bytes().get(8 - length..)?);
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_byte_is_two_characters_and_five_are_eight() {
        assert_eq!(encode(&[0xff]), "ZW");
        assert_eq!(encode(&[0, 0, 0, 0, 1]), "00000001");
        assert_eq!(decode("zw"), Some(vec![0xff]));
        assert_eq!(decode("OOOoOo0l"), Some(vec![0, 0, 0, 0, 1]));
        for text in ["Z", "ZX", "ZWU", "ZWZ", "ZW!"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_read_back_and_no_two_texts_are_one(bytes: Vec<u8>, text in "[0-9A-Z]{0,24}") {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
            if let Some(read) = decode(&text) {
                let plain = text.replace('O', "0").replace(['I', 'L'], "1");
                prop_assert_eq!(encode(&read), plain);
            }
        }
    }
}
