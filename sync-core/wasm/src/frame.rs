//! Batches and records as one run of bytes, so that a batch crosses into JavaScript in a single
//! copy. Called by `lib.rs`; the other half is `js/src/frame.ts`. It must never change what a
//! batch says.
//!
//! A batch is: id (8 bytes, big-endian), mark (length + 1, bytes; 0 for none), then each write as
//! key (length, bytes) and value (length + 1, bytes; 0 for removed). Records are pairs of key and
//! value, each with its length. Lengths are 4 bytes, big-endian.

use drokpa_app::{AppError, Batch};
use drokpa_core::code::Code;

/// One record of a store: its key and its value.
pub(crate) type Record = (Vec<u8>, Vec<u8>);

/// The batch as bytes.
pub(crate) fn of_batch(batch: &Batch) -> Vec<u8> {
    let mut out = batch.id.to_be_bytes().to_vec();
    put_optional(&mut out, batch.mark.as_deref());
    for write in &batch.writes {
        put(&mut out, write.key.len(), &write.key);
        put_optional(&mut out, write.value.as_deref());
    }
    out
}

fn put_optional(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    match bytes {
        Some(bytes) => put(out, bytes.len() + 1, bytes),
        None => put(out, 0, &[]),
    }
}

fn put(out: &mut Vec<u8>, length: usize, bytes: &[u8]) {
    // A batch of 4 GiB does not fit into the memory of a wasm module.
    out.extend_from_slice(&(length as u32).to_be_bytes());
    out.extend_from_slice(bytes);
}

/// The records that a host read from its store.
///
/// # Errors
/// `parameter_malformed` for lengths that do not fit.
pub(crate) fn records(bytes: &[u8]) -> Result<Vec<Record>, AppError> {
    let mut rest = bytes;
    let mut records = Vec::new();
    while !rest.is_empty() {
        records.push((take(&mut rest)?, take(&mut rest)?));
    }
    Ok(records)
}

fn take(rest: &mut &[u8]) -> Result<Vec<u8>, AppError> {
    let short = || AppError::new(Code::ParameterMalformed, "records that break off");
    let (length, after) = rest.split_first_chunk::<4>().ok_or_else(short)?;
    let length = u32::from_be_bytes(*length) as usize;
    let (bytes, after) = after.split_at_checked(length).ok_or_else(short)?;
    *rest = after;
    Ok(bytes.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_app::Write;

    #[test]
    fn a_batch_is_written_as_it_is_described() {
        let writes = vec![
            Write { key: vec![1, 2], value: Some(vec![3]) },
            Write { key: vec![4], value: None },
            Write { key: vec![], value: Some(vec![]) },
        ];
        let batch = Batch { id: 7, writes, mark: Some(vec![9; 2]) };
        let wanted = [
            &[0, 0, 0, 0, 0, 0, 0, 7][..],
            &[0, 0, 0, 3, 9, 9],
            &[0, 0, 0, 2, 1, 2, 0, 0, 0, 2, 3],
            &[0, 0, 0, 1, 4, 0, 0, 0, 0],
            &[0, 0, 0, 0, 0, 0, 0, 1],
        ];
        assert_eq!(of_batch(&batch), wanted.concat());
    }

    #[test]
    fn records_that_break_off_are_refused_and_whole_ones_taken() {
        let bytes = [0, 0, 0, 1, 5, 0, 0, 0, 2, 6, 7];
        assert_eq!(records(&bytes), Ok(vec![(vec![5], vec![6, 7])]));
        assert_eq!(records(&[]), Ok(vec![]));
        for cut in 1..bytes.len() {
            let error = records(&bytes[..cut]).unwrap_err();
            assert_eq!(error.code, "parameter_malformed", "{cut}");
        }
    }
}
