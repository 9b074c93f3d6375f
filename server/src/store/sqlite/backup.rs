//! Copies of the database: made while it is in use, and made the hub's own again. A copy is one
//! file in one consistent state. What becomes the hub's own begins a new epoch, so phones notice.

use super::{SCHEMA_VERSION, configure, enrol, heal, meta_value, number};
use crate::store::StoreError;
use drokpa_core::chain::keys::Realm;
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Where sealed keys lie in a backup's `meta`; never in a hub's own file.
const SEALED_KEYS: &str = "sealed_keys";

/// Copies the database of a connection into a new file, as one step.
pub(super) fn copy(from: &Connection, to: &Path) -> Result<(), StoreError> {
    let mut copy = Connection::open(to)?;
    let backup = Backup::new(from, &mut copy)?;
    // All pages at once: a reader's lock, which nobody who writes has to wait for.
    while !matches!(backup.step(-1)?, rusqlite::backup::StepResult::Done) {}
    drop(backup);
    // One file, without a log of changes beside it.
    copy.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}

/// Puts sealed keys into a copy.
///
/// # Errors
/// Where the file cannot be written.
pub fn put_sealed_keys(copy: &Path, sealed: &[u8]) -> Result<(), StoreError> {
    let conn = Connection::open(copy)?;
    conn.execute(
        "INSERT OR REPLACE INTO meta (name, value) VALUES (?1, ?2)",
        (SEALED_KEYS, sealed),
    )?;
    Ok(())
}

/// What a backup says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupFile {
    /// Whose it is.
    pub realm: Realm,
    /// Keys sealed with a passphrase, where they were asked for.
    pub sealed_keys: Option<Vec<u8>>,
}

/// Looks at a backup before anything is done with it.
///
/// # Errors
/// [`StoreError::SchemaUnknown`]; [`StoreError::Damaged`] where SQLite finds the file broken.
pub fn inspect(path: &Path) -> Result<BackupFile, StoreError> {
    let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let found: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
    if found != SCHEMA_VERSION {
        return Err(StoreError::SchemaUnknown { found, known: SCHEMA_VERSION });
    }
    if !super::list::integrity(&conn)?.is_empty() {
        return Err(StoreError::Damaged { what: "backup" });
    }
    let realm: Vec<u8> = meta_value(&conn, "realm")?;
    let realm = realm.try_into().map_err(|_| StoreError::Damaged { what: "meta.realm" })?;
    let sealed_keys = meta_value(&conn, SEALED_KEYS).ok();
    Ok(BackupFile { realm: Realm(drokpa_core::chain::keys::Hash(realm)), sealed_keys })
}

/// What the file that is about to be replaced knows, so that nothing is used again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// The generation the hub wrote under.
    pub generation: u32,
    /// The last serial that it gave out.
    pub serial: u32,
}

/// What the file in use knows; nothing where it does not open.
#[must_use]
pub fn before(path: &Path) -> Before {
    let read = || -> Result<Before, StoreError> {
        let conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        let known =
            Before { generation: number(&conn, "generation")?, serial: number(&conn, "serial")? };
        // Everything goes into the one file that is set aside.
        conn.pragma_update(None, "wal_checkpoint", "TRUNCATE").ok();
        Ok(known)
    };
    read().unwrap_or_default()
}

/// Makes a backup the hub's own, beside its place: a new epoch, a new generation, and serials that
/// nobody was given.
///
/// # Errors
/// Where it cannot be copied.
pub fn adopt(backup: &Path, beside: &Path, before: Before) -> Result<(), StoreError> {
    let from = Connection::open_with_flags(backup, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    copy(&from, beside)?;
    let mut conn = Connection::open(beside)?;
    configure(&conn)?;
    let marked = super::Mark::beside(beside).read().unwrap_or_default();
    let transaction = conn.transaction()?;
    transaction.execute("DELETE FROM meta WHERE name = ?1", [SEALED_KEYS])?;
    enrol::raise(&transaction, "serial", before.serial)?;
    let generation = marked.next_generation()?.max(before.generation.saturating_add(1));
    heal::begin_epoch(&transaction, generation)?;
    enrol::raise(&transaction, "signed", marked.signed)?;
    transaction.commit()?;
    // Back into one file, which can be renamed.
    conn.pragma_update(None, "journal_mode", "DELETE")?;
    Ok(())
}
