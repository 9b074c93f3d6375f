//! Base45 (RFC 9285): bytes as the 45 characters that a QR code holds most densely, three
//! characters for two bytes. Used by [`super::qr`] alone; it must never panic on what was scanned.

use crate::code::Code;

const ALPHABET: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// How many bytes fit into this many characters.
#[must_use]
pub const fn bytes_in(characters: usize) -> usize {
    characters / 3 * 2 + (characters % 3) / 2
}

/// Writes bytes as text.
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len().div_ceil(2) * 3);
    for pair in bytes.chunks(2) {
        let (mut number, digits) = match *pair {
            [high, low] => (usize::from(high) << 8 | usize::from(low), 3),
            [single] => (usize::from(single), 2),
            _ => (0, 0),
        };
        for _ in 0..digits {
            text.extend(ALPHABET.get(number % 45).map(|byte| char::from(*byte)));
            number /= 45;
        }
    }
    text
}

/// Reads what [`encode`] wrote.
///
/// # Errors
/// [`Code::TransferMalformed`] for other characters, for a length that no bytes have, and for
/// groups of characters that stand for more than their bytes can hold.
pub fn decode(text: &str) -> Result<Vec<u8>, Code> {
    let bad = Code::TransferMalformed;
    let mut bytes = Vec::with_capacity(bytes_in(text.len()));
    for group in text.as_bytes().chunks(3) {
        let mut number = 0_u32;
        for character in group.iter().rev() {
            let digit = ALPHABET.iter().position(|byte| byte == character).ok_or(bad)?;
            number = number * 45 + digit as u32;
        }
        if group.len() == 3 {
            bytes.extend_from_slice(&u16::try_from(number).map_err(|_| bad)?.to_be_bytes());
        } else if group.len() == 2 {
            bytes.push(u8::try_from(number).map_err(|_| bad)?);
        } else {
            return Err(bad);
        }
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_standard_read_and_write() {
        // RFC 9285, sections 4.3 and 4.4.
        for (bytes, text) in [
            (&b"AB"[..], "BB8"),
            (b"Hello!!", "%69 VD92EX0"),
            (b"base-45", "UJCLQE7W581"),
            (b"ietf!", "QED8WEX0"),
        ] {
            assert_eq!(encode(bytes), text);
            assert_eq!(decode(text).as_deref(), Ok(bytes));
        }
    }

    #[test]
    fn what_stands_for_no_bytes_is_refused() {
        for text in ["A", "BB8A", "GGW", ":::", "::", "bb8", "ཀ", "B\u{0}8"] {
            assert_eq!(decode(text), Err(Code::TransferMalformed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn bytes_survive(bytes: Vec<u8>) {
            let text = encode(&bytes);
            prop_assert_eq!(bytes_in(text.len()), bytes.len());
            prop_assert_eq!(decode(&text), Ok(bytes));
        }

        #[test]
        fn any_text_is_read_or_refused(text: String) {
            if let Ok(bytes) = decode(&text) {
                prop_assert_eq!(encode(&bytes), text);
            }
        }
    }
}
