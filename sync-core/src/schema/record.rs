//! A record: the common shape of every key and every value. A tag, integers, byte strings. Because
//! all kinds share it, columns stay small for kinds that this version does not know, and such
//! entries are kept and forwarded whole.

use crate::code::Code;
use crate::wire::bytes::{Reader, put_blob, put_varint};
use std::sync::Arc;

/// Most integers of one record.
pub const INTS_MAX: usize = 24;
/// Most byte strings of one record.
pub const BLOBS_MAX: usize = 8;
/// Longest byte string of one record.
pub const BLOB_BYTES_MAX: usize = 2048;

/// A tag, integers and byte strings. Integers that were never set are 0, and trailing zeros are
/// not stored, so a newer version can append fields without changing older records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Record {
    tag: u8,
    ints: Vec<u64>,
    blobs: Vec<Arc<[u8]>>,
}

impl Record {
    /// Builds a record; trailing zero integers are dropped.
    ///
    /// # Errors
    /// [`Code::EntryTooLarge`] above the limits of this module.
    pub fn new(tag: u8, mut ints: Vec<u64>, blobs: Vec<Arc<[u8]>>) -> Result<Record, Code> {
        while ints.last() == Some(&0) {
            ints.pop();
        }
        let fits = ints.len() <= INTS_MAX
            && blobs.len() <= BLOBS_MAX
            && blobs.iter().all(|blob| blob.len() <= BLOB_BYTES_MAX);
        if fits { Ok(Record { tag, ints, blobs }) } else { Err(Code::EntryTooLarge) }
    }

    /// What kind of key or value this is.
    #[must_use]
    pub const fn tag(&self) -> u8 {
        self.tag
    }

    /// The integers, without trailing zeros.
    #[must_use]
    pub fn ints(&self) -> &[u64] {
        &self.ints
    }

    /// The byte strings.
    #[must_use]
    pub fn blobs(&self) -> &[Arc<[u8]>] {
        &self.blobs
    }

    /// The integer at `at`; 0 where it was never set.
    #[must_use]
    pub fn int(&self, at: usize) -> u64 {
        self.ints.get(at).copied().unwrap_or(0)
    }

    /// The byte string at `at`; empty where there is none.
    #[must_use]
    pub fn blob(&self, at: usize) -> &[u8] {
        self.blobs.get(at).map_or(&[], |blob| blob)
    }

    /// The canonical bytes, which are hashed: tag, count of integers, integers, count of byte
    /// strings, each with its length.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.push(self.tag);
        put_varint(out, self.ints.len() as u64);
        for int in &self.ints {
            put_varint(out, *int);
        }
        put_varint(out, self.blobs.len() as u64);
        for blob in &self.blobs {
            put_blob(out, blob);
        }
    }

    /// The canonical bytes on their own.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(16);
        self.put(&mut out);
        out
    }

    /// Reads what [`Record::put`] wrote, and nothing else.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`], [`Code::FrameMalformed`] or [`Code::CountTooLarge`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Record, Code> {
        let tag = reader.u8()?;
        let count = reader.count(INTS_MAX)?;
        let ints = (0..count).map(|_| reader.varint()).collect::<Result<Vec<_>, _>>()?;
        if ints.last() == Some(&0) {
            return Err(Code::FrameMalformed);
        }
        let count = reader.count(BLOBS_MAX)?;
        let blobs = (0..count)
            .map(|_| reader.blob(BLOB_BYTES_MAX).map(Arc::from))
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Record { tag, ints, blobs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_reads_back_and_has_one_form() {
        let record = Record::new(7, vec![0, 300, 0, 0], vec![Arc::from(&b"ab"[..])]).unwrap();
        assert_eq!(record.ints(), [0, 300]);
        assert_eq!(
            (record.int(1), record.int(9), record.blob(0), record.blob(3)),
            (300, 0, &b"ab"[..], &b""[..])
        );
        let bytes = record.to_bytes();
        assert_eq!(Record::read(&mut Reader::new(&bytes)), Ok(record));
        assert_eq!(Record::read(&mut Reader::new(&[7, 1, 0, 0])), Err(Code::FrameMalformed));
    }

    #[test]
    fn limits_hold_at_the_edge() {
        assert!(Record::new(1, vec![1; INTS_MAX], vec![]).is_ok());
        assert_eq!(Record::new(1, vec![1; INTS_MAX + 1], vec![]), Err(Code::EntryTooLarge));
        let blob: Arc<[u8]> = Arc::from(vec![0; BLOB_BYTES_MAX + 1]);
        assert_eq!(Record::new(1, vec![], vec![blob]), Err(Code::EntryTooLarge));
    }
}
