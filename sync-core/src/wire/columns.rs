//! Columns: many integers, byte strings or records in few bytes. A run of equal differences costs
//! three bytes, a byte string that occurred before costs an index. The number of rows is always
//! known before a column is read, so no length inside it can make the reader allocate more.

use super::bytes::{Reader, put_varint, unzigzag, zigzag};
use crate::code::Code;
use crate::schema::record::{BLOB_BYTES_MAX, BLOBS_MAX, INTS_MAX, Record};
use std::collections::HashMap;
use std::sync::Arc;

/// Most different tags within one column of records.
pub const TAGS_MAX: usize = 32;
/// Head of a column whose rows are all equal; its only row follows.
const ALL_EQUAL: u64 = 0;
/// Head of a column whose rows grow by the same step; the first row and the step follow.
const ALL_STEPS: u64 = 1;

/// Appends integers. A single one stands alone: most changesets of a roll call have one row, and
/// there each byte counts forty times. Rows that are all equal, or grow by one step, are said at
/// once. Others go as differences to their predecessor, in runs: `(length << 1) | 1` and one
/// difference for equal ones, `length << 1` and that many differences otherwise.
pub fn put_ints(out: &mut Vec<u8>, ints: &[u64]) {
    let (first, second) = match ints {
        [] => return,
        [only] => {
            put_varint(out, zigzag(*only as i64));
            return;
        }
        [first, second, ..] => (*first, *second),
    };
    let step = second.wrapping_sub(first);
    let next = |pair: &[u64]| matches!(pair, [left, right] if right.wrapping_sub(*left) == step);
    if ints.windows(2).all(next) {
        put_varint(out, if step == 0 { ALL_EQUAL } else { ALL_STEPS });
        put_varint(out, zigzag(first as i64));
        if step != 0 {
            put_varint(out, zigzag(step as i64));
        }
        return;
    }
    let mut previous = 0_u64;
    let steps: Vec<u64> = ints
        .iter()
        .map(|int| {
            let step = zigzag(int.wrapping_sub(previous) as i64);
            previous = *int;
            step
        })
        .collect();
    let mut literal: Vec<u64> = Vec::new();
    let mut rest = steps.as_slice();
    while let Some(step) = rest.first() {
        let run = rest.iter().take_while(|other| *other == step).count();
        let (these, after) = rest.split_at(run);
        if run >= 3 {
            put_literal(out, &mut literal);
            put_varint(out, (run as u64) << 1 | 1);
            put_varint(out, *step);
        } else {
            literal.extend_from_slice(these);
        }
        rest = after;
    }
    put_literal(out, &mut literal);
}

fn put_literal(out: &mut Vec<u8>, literal: &mut Vec<u64>) {
    if !literal.is_empty() {
        put_varint(out, (literal.len() as u64) << 1);
        literal.drain(..).for_each(|step| put_varint(out, step));
    }
}

/// Reads exactly `rows` integers that [`put_ints`] wrote.
///
/// # Errors
/// [`Code::FrameTruncated`] or [`Code::FrameMalformed`], also where runs do not add up to `rows`.
pub fn read_ints(reader: &mut Reader<'_>, rows: usize) -> Result<Vec<u64>, Code> {
    match rows {
        0 => return Ok(Vec::new()),
        1 => return Ok(vec![unzigzag(reader.varint()?) as u64]),
        _ => {}
    }
    let mut head = reader.varint()?;
    if head == ALL_EQUAL || head == ALL_STEPS {
        let first = unzigzag(reader.varint()?) as u64;
        let step = if head == ALL_STEPS { unzigzag(reader.varint()?) as u64 } else { 0 };
        return Ok((0..rows as u64)
            .map(|row| first.wrapping_add(step.wrapping_mul(row)))
            .collect());
    }
    let mut ints = Vec::with_capacity(rows);
    let mut previous = 0_u64;
    loop {
        let run = usize::try_from(head >> 1).map_err(|_| Code::FrameMalformed)?;
        if run == 0 || run > rows - ints.len() {
            return Err(Code::FrameMalformed);
        }
        let repeated = if head & 1 == 1 { Some(reader.varint()?) } else { None };
        for _ in 0..run {
            let step = match repeated {
                Some(step) => step,
                None => reader.varint()?,
            };
            previous = previous.wrapping_add(unzigzag(step) as u64);
            ints.push(previous);
        }
        if ints.len() == rows {
            return Ok(ints);
        }
        head = reader.varint()?;
    }
}

/// Appends byte strings: per row an index into the list of different ones, their lengths, their
/// bytes.
pub fn put_blobs(out: &mut Vec<u8>, blobs: &[&[u8]]) {
    let mut known: HashMap<&[u8], u64> = HashMap::new();
    let mut different: Vec<&[u8]> = Vec::new();
    let indexes: Vec<u64> = blobs
        .iter()
        .map(|blob| {
            *known.entry(blob).or_insert_with(|| {
                different.push(blob);
                different.len() as u64 - 1
            })
        })
        .collect();
    put_ints(out, &indexes);
    put_ints(out, &different.iter().map(|blob| blob.len() as u64).collect::<Vec<_>>());
    different.iter().for_each(|blob| out.extend_from_slice(blob));
}

/// Reads exactly `rows` byte strings of at most `limit` bytes each. Equal rows share their memory.
///
/// # Errors
/// [`Code::FrameTruncated`], [`Code::FrameMalformed`], or [`Code::CountTooLarge`] above `limit`.
pub fn read_blobs(
    reader: &mut Reader<'_>,
    rows: usize,
    limit: usize,
) -> Result<Vec<Arc<[u8]>>, Code> {
    let indexes = read_ints(reader, rows)?;
    let mut count = 0_u64;
    for index in &indexes {
        // A new string is always the next one, so the list can hold no string without a row.
        if *index > count {
            return Err(Code::FrameMalformed);
        }
        count += u64::from(*index == count);
    }
    let count = usize::try_from(count).map_err(|_| Code::FrameMalformed)?;
    let lengths = read_ints(reader, count)?;
    let different = lengths
        .into_iter()
        .map(|length| {
            let length = usize::try_from(length).map_err(|_| Code::CountTooLarge)?;
            if length > limit {
                return Err(Code::CountTooLarge);
            }
            reader.take(length).map(Arc::from)
        })
        .collect::<Result<Vec<Arc<[u8]>>, Code>>()?;
    indexes
        .into_iter()
        .map(|index| {
            let at = usize::try_from(index).map_err(|_| Code::FrameMalformed)?;
            different.get(at).cloned().ok_or(Code::FrameMalformed)
        })
        .collect()
}

/// Appends records: tags, counts of integers, counts of byte strings, then field by field for
/// each tag in the order in which tags first occur.
pub fn put_records(out: &mut Vec<u8>, records: &[&Record]) {
    put_ints(out, &records.iter().map(|record| u64::from(record.tag())).collect::<Vec<_>>());
    put_ints(out, &records.iter().map(|record| record.ints().len() as u64).collect::<Vec<_>>());
    put_ints(out, &records.iter().map(|record| record.blobs().len() as u64).collect::<Vec<_>>());
    for tag in tags_in_order(records.iter().map(|record| record.tag())) {
        let rows: Vec<&&Record> = records.iter().filter(|record| record.tag() == tag).collect();
        for field in 0.. {
            let column: Vec<u64> =
                rows.iter().filter_map(|record| record.ints().get(field).copied()).collect();
            if column.is_empty() {
                break;
            }
            put_ints(out, &column);
        }
        for field in 0.. {
            let column: Vec<&[u8]> =
                rows.iter().filter_map(|record| record.blobs().get(field).map(|b| &**b)).collect();
            if column.is_empty() {
                break;
            }
            put_blobs(out, &column);
        }
    }
}

/// Reads exactly `rows` records.
///
/// # Errors
/// As [`read_ints`] and [`read_blobs`]; [`Code::CountTooLarge`] above the limits of a record.
pub fn read_records(reader: &mut Reader<'_>, rows: usize) -> Result<Vec<Record>, Code> {
    let tags = read_ints(reader, rows)?
        .into_iter()
        .map(|tag| u8::try_from(tag).map_err(|_| Code::FrameMalformed))
        .collect::<Result<Vec<u8>, _>>()?;
    let int_counts = read_counts(reader, rows, INTS_MAX)?;
    let blob_counts = read_counts(reader, rows, BLOBS_MAX)?;
    let order = tags_in_order(tags.iter().copied());
    if order.len() > TAGS_MAX {
        return Err(Code::CountTooLarge);
    }
    let mut ints: Vec<Vec<u64>> =
        int_counts.iter().map(|count| Vec::with_capacity(*count)).collect();
    let mut blobs: Vec<Vec<Arc<[u8]>>> =
        blob_counts.iter().map(|count| Vec::with_capacity(*count)).collect();
    for tag in order {
        for field in 0..INTS_MAX {
            let having = rows_having(&tags, &int_counts, tag, field);
            if having.is_empty() {
                break;
            }
            let column = read_ints(reader, having.len())?;
            for (row, int) in having.into_iter().zip(column) {
                ints.get_mut(row).ok_or(Code::FrameMalformed)?.push(int);
            }
        }
        for field in 0..BLOBS_MAX {
            let having = rows_having(&tags, &blob_counts, tag, field);
            if having.is_empty() {
                break;
            }
            let column = read_blobs(reader, having.len(), BLOB_BYTES_MAX)?;
            for (row, blob) in having.into_iter().zip(column) {
                blobs.get_mut(row).ok_or(Code::FrameMalformed)?.push(blob);
            }
        }
    }
    tags.into_iter()
        .zip(ints.into_iter().zip(blobs))
        .map(|(tag, (ints, blobs))| {
            // A stored trailing zero would give one record two hashes.
            if ints.last() == Some(&0) {
                Err(Code::FrameMalformed)
            } else {
                Record::new(tag, ints, blobs)
            }
        })
        .collect()
}

fn read_counts(reader: &mut Reader<'_>, rows: usize, limit: usize) -> Result<Vec<usize>, Code> {
    read_ints(reader, rows)?
        .into_iter()
        .map(|count| {
            usize::try_from(count).ok().filter(|count| *count <= limit).ok_or(Code::CountTooLarge)
        })
        .collect()
}

fn rows_having(tags: &[u8], counts: &[usize], tag: u8, field: usize) -> Vec<usize> {
    let rows = tags.iter().zip(counts).enumerate();
    rows.filter(|(_, (of, count))| **of == tag && **count > field).map(|(row, _)| row).collect()
}

fn tags_in_order(tags: impl Iterator<Item = u8>) -> Vec<u8> {
    tags.fold(Vec::new(), |mut order, tag| {
        if !order.contains(&tag) {
            order.push(tag);
        }
        order
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn thirty_neighbouring_numbers_cost_four_bytes() {
        let mut out = Vec::new();
        put_ints(&mut out, &(400..430).collect::<Vec<_>>());
        assert_eq!(out.len(), 4);
    }

    #[test]
    fn runs_that_do_not_fit_the_rows_are_refused() {
        for bytes in [&[0b11_u8, 0][..], &[0], &[0b1, 2], &[0b101, 1, 0b101, 1], &[0b11, 1, 0, 0]] {
            assert!(read_ints(&mut Reader::new(bytes), 3).is_err(), "{bytes:?}");
        }
        let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01, 0x00];
        assert_eq!(read_ints(&mut Reader::new(&huge), 128), Err(Code::FrameMalformed));
    }

    #[test]
    fn a_string_without_a_row_is_refused() {
        // Index 1 before index 0.
        assert_eq!(read_blobs(&mut Reader::new(&[2, 2, 65]), 1, 9), Err(Code::FrameMalformed));
    }

    fn record() -> impl Strategy<Value = Record> {
        (
            0_u8..4,
            prop::collection::vec(prop_oneof![0_u64..4, any::<u64>()], 0..6),
            prop::collection::vec(prop::collection::vec(any::<u8>(), 0..5), 0..3),
        )
            .prop_map(|(tag, ints, blobs)| {
                Record::new(tag, ints, blobs.into_iter().map(Arc::from).collect()).unwrap()
            })
    }

    proptest! {
        #[test]
        fn records_survive_in_columns(records in prop::collection::vec(record(), 0..40)) {
            let mut out = Vec::new();
            put_records(&mut out, &records.iter().collect::<Vec<_>>());
            let mut reader = Reader::new(&out);
            prop_assert_eq!(read_records(&mut reader, records.len()), Ok(records));
            prop_assert_eq!(reader.end(), Ok(()));
        }

        #[test]
        fn hostile_columns_end_in_an_error_or_in_bounded_records(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            rows in 0_usize..128,
        ) {
            if let Ok(records) = read_records(&mut Reader::new(&bytes), rows) {
                prop_assert_eq!(records.len(), rows);
            }
        }
    }
}
