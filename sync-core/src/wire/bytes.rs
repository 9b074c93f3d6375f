//! Reading and writing of bounded byte strings: the only primitives of every format here.
//! A reader never allocates more than the bytes it was given, and never panics.

use crate::code::Code;

/// Most bytes of one variable-length integer: 64 bits in groups of 7.
const VARINT_BYTES_MAX: usize = 10;

/// Takes bytes off the front of a slice.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Reader { rest: bytes }
    }

    /// Bytes not yet taken.
    #[must_use]
    pub const fn left(&self) -> usize {
        self.rest.len()
    }

    /// Takes `count` bytes.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`] if fewer are left.
    pub fn take(&mut self, count: usize) -> Result<&'a [u8], Code> {
        let (taken, rest) = self.rest.split_at_checked(count).ok_or(Code::FrameTruncated)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Takes one byte.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`] if none is left.
    pub fn u8(&mut self) -> Result<u8, Code> {
        self.array::<1>().map(|[byte]| byte)
    }

    /// Takes a fixed number of bytes.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`] if fewer are left.
    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], Code> {
        self.take(N)?.try_into().map_err(|_| Code::FrameTruncated)
    }

    /// Takes a little-endian base-128 integer in its shortest form. Longer forms are refused, so
    /// that a number has one encoding.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`], or [`Code::FrameMalformed`] for overlong or too large numbers.
    pub fn varint(&mut self) -> Result<u64, Code> {
        let mut number = 0_u64;
        for at in 0..VARINT_BYTES_MAX {
            let byte = self.u8()?;
            let bits = u64::from(byte & 0x7f);
            let shift = 7 * at;
            if (shift == 63 && bits > 1) || (at > 0 && byte == 0) {
                return Err(Code::FrameMalformed);
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Code::FrameMalformed)
    }

    /// Takes a variable-length integer that must fit 32 bits.
    ///
    /// # Errors
    /// As [`Reader::varint`]; [`Code::FrameMalformed`] if it is larger.
    pub fn varint32(&mut self) -> Result<u32, Code> {
        u32::try_from(self.varint()?).map_err(|_| Code::FrameMalformed)
    }

    /// Takes a count and refuses it above `limit`.
    ///
    /// # Errors
    /// As [`Reader::varint`]; [`Code::CountTooLarge`] above the limit.
    pub fn count(&mut self, limit: usize) -> Result<usize, Code> {
        let count = usize::try_from(self.varint()?).map_err(|_| Code::CountTooLarge)?;
        if count > limit { Err(Code::CountTooLarge) } else { Ok(count) }
    }

    /// Takes a length-prefixed byte string of at most `limit` bytes.
    ///
    /// # Errors
    /// As [`Reader::count`] and [`Reader::take`].
    pub fn blob(&mut self, limit: usize) -> Result<&'a [u8], Code> {
        let length = self.count(limit)?;
        self.take(length)
    }

    /// Takes a length-prefixed UTF-8 string of at most `limit` bytes.
    ///
    /// # Errors
    /// As [`Reader::blob`]; [`Code::FrameMalformed`] if it is not UTF-8.
    pub fn text(&mut self, limit: usize) -> Result<&'a str, Code> {
        std::str::from_utf8(self.blob(limit)?).map_err(|_| Code::FrameMalformed)
    }

    /// Takes all that is left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// [`Code::FrameMalformed`] if bytes are left over.
    pub fn end(self) -> Result<(), Code> {
        if self.rest.is_empty() { Ok(()) } else { Err(Code::FrameMalformed) }
    }
}

/// Appends a little-endian base-128 integer.
pub fn put_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Appends a length-prefixed byte string.
pub fn put_blob(out: &mut Vec<u8>, bytes: &[u8]) {
    put_varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Maps a signed number to an unsigned one with small magnitudes first: 0, -1, 1, -2, …
#[must_use]
pub const fn zigzag(number: i64) -> u64 {
    ((number << 1) ^ (number >> 63)) as u64
}

/// The inverse of [`zigzag`].
#[must_use]
pub const fn unzigzag(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// Lower-case hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Reads exactly `N` bytes from twice as many hexadecimal digits; `None` for anything else.
#[must_use]
pub fn unhex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * N {
        return None;
    }
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|one| u8::try_from(one).ok());
    let mut out = [0; N];
    for (to, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (pair.first().and_then(digit)?, pair.last().and_then(digit)?);
        *to = high << 4 | low;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_number_has_one_encoding() {
        for bytes in [&[0x80, 0x00][..], &[0xff, 0x80, 0x00], &[0x80; 11], &[0xff; 10]] {
            assert_eq!(Reader::new(bytes).varint(), Err(Code::FrameMalformed), "{bytes:?}");
        }
        assert_eq!(Reader::new(&[0x80]).varint(), Err(Code::FrameTruncated));
    }

    #[test]
    fn counts_and_lengths_hold_their_limits() {
        assert_eq!(Reader::new(&[5]).count(5), Ok(5));
        assert_eq!(Reader::new(&[6]).count(5), Err(Code::CountTooLarge));
        assert_eq!(Reader::new(&[3, 1, 2]).blob(9), Err(Code::FrameTruncated));
        assert_eq!(Reader::new(&[1, 0xff]).text(9), Err(Code::FrameMalformed));
        assert_eq!(Reader::new(&[1]).end(), Err(Code::FrameMalformed));
    }

    proptest! {
        #[test]
        fn numbers_survive(number: u64, signed: i64) {
            let mut out = Vec::new();
            put_varint(&mut out, number);
            put_varint(&mut out, zigzag(signed));
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.varint(), Ok(number));
            prop_assert_eq!(reader.varint().map(unzigzag), Ok(signed));
            prop_assert_eq!(reader.end(), Ok(()));
        }
    }
}
