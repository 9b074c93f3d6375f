//! The columns of a changeset: recording times, keys, values, replaced entries, notes. The number
//! of rows comes from outside, so nothing in here can ask for more memory than its limits allow.

use super::changeset::UNPACKED_BYTES_MAX;
use super::entry::{Entry, EntryId, NOTE_BYTES_MAX, Note, REPLACES_MAX, Salt, note_salt};
use super::keys::Hash;
use crate::code::Code;
use crate::time::Minute;
use crate::wire::bytes::Reader;
use crate::wire::columns::{put_blobs, put_ints, put_records, read_blobs, read_ints, read_records};

const NOTES_NONE: u8 = 0;
const NOTES_CHAIN_SALT: u8 = 1;
const NOTES_EACH: u8 = 2;

/// Columns: recording times, keys, values, counts of replaced entries and their names, notes.
#[must_use]
pub fn put_columns(entries: &[&Entry], first_seq: u32, chain_salt: Option<&Salt>) -> Vec<u8> {
    let mut out = Vec::with_capacity(16 * entries.len());
    let column =
        |get: fn(&Entry) -> u64| entries.iter().map(|entry| get(entry)).collect::<Vec<u64>>();
    put_ints(&mut out, &column(|entry| u64::from(entry.recorded_at.0)));
    put_records(&mut out, &entries.iter().map(|entry| &entry.key).collect::<Vec<_>>());
    put_records(&mut out, &entries.iter().map(|entry| &entry.value).collect::<Vec<_>>());
    put_ints(&mut out, &column(|entry| entry.replaces.len() as u64));
    for id in entries.iter().flat_map(|entry| &entry.replaces) {
        out.extend_from_slice(&id.0);
    }
    put_notes(&mut out, entries, first_seq, chain_salt);
    out
}

fn put_notes(out: &mut Vec<u8>, entries: &[&Entry], first_seq: u32, chain_salt: Option<&Salt>) {
    if entries.iter().all(|entry| entry.note == Note::None) {
        out.push(NOTES_NONE);
        return;
    }
    let derived = chain_salt.filter(|chain_salt| {
        (first_seq..).zip(entries).all(|(seq, entry)| match &entry.note {
            Note::None => true,
            Note::Text { salt, .. } => *salt == note_salt(chain_salt, seq),
            Note::Erased(_) => false,
        })
    });
    let states: Vec<u64> = entries
        .iter()
        .map(|entry| match entry.note {
            Note::None => 0,
            Note::Text { .. } => 1,
            Note::Erased(_) => 2,
        })
        .collect();
    match derived {
        Some(chain_salt) => {
            out.push(NOTES_CHAIN_SALT);
            out.extend_from_slice(chain_salt);
        }
        None => out.push(NOTES_EACH),
    }
    put_ints(out, &states);
    for entry in entries {
        match &entry.note {
            Note::Text { salt, .. } if derived.is_none() => out.extend_from_slice(salt),
            Note::Erased(hash) => out.extend_from_slice(&hash.0),
            Note::Text { .. } | Note::None => {}
        }
    }
    let texts: Vec<&[u8]> =
        entries.iter().filter_map(|entry| entry.note.text().map(str::as_bytes)).collect();
    put_blobs(out, &texts);
}

/// Reads what [`put_columns`] wrote, within the limits of a changeset.
///
/// # Errors
/// [`Code::ChangesetMalformed`] or [`Code::EntryTooLarge`].
pub fn read_columns(
    bytes: &[u8],
    count: u16,
    first_seq: u32,
) -> Result<(Vec<Entry>, Option<Salt>), Code> {
    let read = || -> Result<(Vec<Entry>, Option<Salt>), Code> {
        let rows = usize::from(count);
        let mut reader = Reader::new(bytes);
        let times = read_ints(&mut reader, rows)?;
        let keys = read_records(&mut reader, rows)?;
        let values = read_records(&mut reader, rows)?;
        let counts = read_ints(&mut reader, rows)?;
        let replaces = counts
            .into_iter()
            .map(|count| {
                let count = usize::try_from(count).unwrap_or(usize::MAX);
                if count > REPLACES_MAX {
                    return Err(Code::EntryTooLarge);
                }
                (0..count).map(|_| reader.array().map(EntryId)).collect()
            })
            .collect::<Result<Vec<Vec<EntryId>>, Code>>()?;
        let (notes, salt) = read_notes(&mut reader, rows, first_seq)?;
        reader.end()?;
        let rest = keys.into_iter().zip(values).zip(replaces).zip(notes);
        let entries = times
            .into_iter()
            .zip(rest)
            .map(|(time, (((key, value), replaces), note))| {
                let minute = u32::try_from(time).map_err(|_| Code::FrameMalformed)?;
                Ok(Entry { recorded_at: Minute(minute), key, value, replaces, note })
            })
            .collect::<Result<Vec<Entry>, Code>>()?;
        Ok((entries, salt))
    };
    let (entries, salt) = read().map_err(|code| match code {
        Code::EntryTooLarge => code,
        _ => Code::ChangesetMalformed,
    })?;
    let mut unpacked = 0;
    for entry in &entries {
        entry.check()?;
        unpacked += entry.size();
    }
    if unpacked > UNPACKED_BYTES_MAX { Err(Code::EntryTooLarge) } else { Ok((entries, salt)) }
}

fn read_notes(
    reader: &mut Reader<'_>,
    rows: usize,
    first_seq: u32,
) -> Result<(Vec<Note>, Option<Salt>), Code> {
    let mode = reader.u8()?;
    let chain_salt: Option<Salt> = match mode {
        NOTES_NONE => return Ok((vec![Note::None; rows], None)),
        NOTES_CHAIN_SALT => Some(reader.array()?),
        NOTES_EACH => None,
        _ => return Err(Code::FrameMalformed),
    };
    let states = read_ints(reader, rows)?;
    let mut notes = Vec::with_capacity(rows);
    for (seq, state) in (first_seq..).zip(&states) {
        notes.push(match (state, chain_salt) {
            (0, _) => Note::None,
            (1, Some(salt)) => Note::Text { salt: note_salt(&salt, seq), text: "".into() },
            (1, None) => Note::Text { salt: reader.array()?, text: "".into() },
            (2, None) => Note::Erased(Hash(reader.array()?)),
            _ => return Err(Code::FrameMalformed),
        });
    }
    let with_text = states.iter().filter(|state| **state == 1).count();
    let mut texts = read_blobs(reader, with_text, NOTE_BYTES_MAX)?.into_iter();
    for note in &mut notes {
        if let Note::Text { text, .. } = note {
            let bytes = texts.next().ok_or(Code::FrameMalformed)?;
            *text = std::str::from_utf8(&bytes).map_err(|_| Code::FrameMalformed)?.into();
        }
    }
    Ok((notes, chain_salt))
}
