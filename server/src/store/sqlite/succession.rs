//! The hub goes on under another key: whatever holds of its own words is said again under it, in a
//! generation of its own, because nobody takes anything new that a former key signed. A database
//! that is older than the hub's newest key says nothing again: what it lacks phones have, under the
//! newest key, and that must stand above what the old database knows.

use super::voice::{Voice, registry};
use super::{Mark, SqliteStore, configure, enrol, heal, number};
use crate::keys as secret;
use crate::store::StoreError;
use drokpa_core::chain::certificate::Certificate;
use drokpa_core::chain::document::DocumentId;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::BranchId;
use drokpa_core::schema::key::Key;
use drokpa_core::schema::record::Record;
use drokpa_core::schema::value::Value;
use drokpa_core::time::Seconds;
use drokpa_core::wire::bytes::Reader;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Up to which of the hub's keys the database was written: the first generation of that key.
const REIGN: &str = "reign";

fn reign(conn: &Connection) -> Result<u32, StoreError> {
    match number(conn, REIGN) {
        Err(StoreError::Database { source: rusqlite::Error::QueryReturnedNoRows }) => Ok(0),
        found => found,
    }
}

fn set_reign(conn: &Connection, from: u32) -> Result<(), StoreError> {
    conn.execute(
        "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)",
        (REIGN, from.to_be_bytes()),
    )?;
    Ok(())
}

/// Compares the keys with the database before anything is signed. A database that is older than
/// the newest key begins a new epoch, above every generation that the key may have written under.
///
/// # Errors
/// [`Code::KeysSuperseded`] where the keys are older.
pub(super) fn notice(conn: &mut Connection, keys: &HubKeys) -> Result<(), StoreError> {
    let (known, from) = (reign(conn)?, keys.succession.from());
    if known > from {
        return Err(Code::KeysSuperseded.into());
    }
    if known < from {
        let transaction = conn.transaction()?;
        let [one, two] = secret::random().map_err(|_| StoreError::Stopped)?;
        let jump = u32::from(u16::from_be_bytes([one, two])).saturating_add(1);
        heal::begin_epoch(&transaction, from.saturating_add(jump))?;
        set_reign(&transaction, from)?;
        // New phones learn the former keys from the registry. When it was said is when the key
        // began.
        let mut voice = Voice::new(&transaction, keys, Seconds(u64::from(from) * 60))?;
        say_keys(&transaction, keys, &mut voice)?;
        voice.finish()?;
        transaction.commit()?;
    }
    Ok(())
}

fn say_keys(conn: &Connection, keys: &HubKeys, voice: &mut Voice<'_>) -> Result<(), StoreError> {
    let value = Value::HubKeys(keys.succession.to_bytes().into());
    let mut find = conn.prepare("SELECT branch FROM branches ORDER BY branch")?;
    let names = find.query_map([], |row| row.get::<_, String>(0))?;
    for name in names {
        let branch = BranchId::new(&name?).map_err(|_| super::rows::damaged("branches"))?;
        voice.say(&registry(&branch), &Key::HubKeys, &value)?;
    }
    Ok(())
}

impl SqliteStore {
    /// Says again under the hub's new key whatever it said under the former ones and still holds.
    /// Returns how many entries that were. Nobody else may have the folder open.
    ///
    /// # Errors
    /// [`Code::CountTooLarge`] where a generation comes twice; or where the file cannot be written.
    pub fn take_up_keys(path: &Path, keys: &HubKeys, now: Seconds) -> Result<u64, StoreError> {
        let mut conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        configure(&conn)?;
        let from = keys.succession.from();
        let transaction = conn.transaction()?;
        if number(&transaction, "generation")? >= from {
            return Err(Code::CountTooLarge.into());
        }
        enrol::raise(&transaction, "generation", from)?;
        set_reign(&transaction, from)?;
        let mut voice = Voice::new(&transaction, keys, now)?;
        say_keys(&transaction, keys, &mut voice)?;
        let words = former_words(&transaction, from)?;
        let count = words.len() as u64;
        for word in words {
            word.say_again(keys, &mut voice)?;
        }
        voice.finish()?;
        transaction.commit()?;
        Mark::beside(path).follow(&conn)?;
        Ok(count)
    }
}

/// What the hub said last under a key.
struct Word {
    document: DocumentId,
    key: Key,
    value: Value,
    note: String,
    generation: u32,
}

fn former_words(conn: &Connection, from: u32) -> Result<Vec<Word>, StoreError> {
    let mut find = conn.prepare(
        "SELECT d.name, s.key, s.value, s.note, s.generation FROM said s \
         JOIN documents d ON d.document = s.document WHERE s.generation < ?1 \
         ORDER BY s.document, s.generation, s.seq",
    )?;
    let mut rows = find.query([from])?;
    let mut words = Vec::new();
    while let Some(row) = rows.next()? {
        let bytes = |at| -> Result<Vec<u8>, StoreError> { Ok(row.get(at)?) };
        let damaged = || super::rows::damaged("said");
        let record = |bytes: &[u8]| Record::read(&mut Reader::new(bytes)).map_err(|_| damaged());
        let document = DocumentId::read(&mut Reader::new(&bytes(0)?)).map_err(|_| damaged())?;
        let (key, value) = (record(&bytes(1)?)?, record(&bytes(2)?)?);
        // Words of a newer version of this program stay as they were said.
        if let (Ok(Some(key)), Ok(Some(value))) = (Key::read(&key), Value::read(&value)) {
            let (note, generation) = (row.get(3)?, row.get(4)?);
            words.push(Word { document, key, value, note, generation });
        }
    }
    Ok(words)
}

impl Word {
    fn say_again(self, keys: &HubKeys, voice: &mut Voice<'_>) -> Result<(), StoreError> {
        let value = match (&self.key, self.value) {
            (Key::HubKeys, _) => return Ok(()),
            (Key::Certificate(serial), Value::Certificate(value)) => {
                let (realm, former) = (keys.realm(), keys.key_of(self.generation));
                // One that does not check out certified nobody before either.
                let Ok(certificate) = Certificate::check(&realm, &former, *serial, &value) else {
                    return Ok(());
                };
                Value::Certificate(certificate.issue(&realm, &keys.pair))
            }
            (_, value) => value,
        };
        voice.say_again(&self.document, (&self.key, &value), &self.note)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_of_before_the_first_succession_has_no_reign() {
        let conn = Connection::open_in_memory().unwrap();
        conn.execute_batch("CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB)").unwrap();
        assert_eq!(reign(&conn).unwrap(), 0);
        set_reign(&conn, 70).unwrap();
        assert_eq!(reign(&conn).unwrap(), 70);
    }
}
