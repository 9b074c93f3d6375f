//! The store in one SQLite file: WAL, `synchronous=FULL`. One thread owns the connection that
//! writes; readers share a small pool of read-only ones. Other processes (the command line) may
//! write at the same time: whatever a write depends on is read inside its own transaction.

mod authority;
pub mod backup;
mod branches;
mod changes;
mod commit;
mod desk;
mod enrol;
mod erase;
mod facts;
mod heal;
mod list;
mod mark;
mod passes;
mod publish;
mod readers;
mod roster;
mod rows;
mod times;
mod voice;
mod writer;

use super::types::{
    Branch, Carrier, Change, Changed, Changes, ChangesQuery, Commit, DeviceState, Erased, Head,
    Invite, LogRow, Member, Meta, NewInvite, Publication, Redeem, Redeemed, Revoked, Said, Told,
};
use super::{Store, StoreError};
use drokpa_core::chain::certificate::{Certificate, Role};
use drokpa_core::chain::changeset::Changeset;
use drokpa_core::chain::keys::Hash;
use drokpa_core::hub::{Device, HubKeys};
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::phone::PassRow;
use drokpa_core::sync::judge::ChainFacts;
use drokpa_core::sync::reply::Tip;
use drokpa_core::time::{Cycle, Seconds};
use mark::Mark;
use readers::Readers;
use rusqlite::{Connection, OpenFlags};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use writer::Writer;

/// The version of `schema.sql`.
const SCHEMA_VERSION: i64 = 1;
/// How long a write waits for another process before it is refused as overloaded.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Statements that a connection keeps prepared.
const STATEMENTS: usize = 64;

/// The store in one SQLite file.
#[derive(Debug)]
pub struct SqliteStore {
    writer: Writer,
    readers: Readers,
    keys: Arc<HubKeys>,
    path: PathBuf,
}

impl SqliteStore {
    /// Makes a new file with an empty log.
    ///
    /// # Errors
    /// Where the file exists already or cannot be written.
    pub fn create(path: &Path, keys: &HubKeys, epoch: u32) -> Result<(), StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut conn = Connection::open_with_flags(path, flags)?;
        configure(&conn)?;
        let transaction = conn.transaction()?;
        transaction.execute_batch(include_str!("../schema.sql"))?;
        let realm = keys.realm();
        for (name, value) in [
            ("realm", realm.0.0.to_vec()),
            ("epoch", epoch.max(1).to_be_bytes().to_vec()),
            ("generation", keys.generation.to_be_bytes().to_vec()),
            ("serial", 0_u32.to_be_bytes().to_vec()),
            ("refusals", 0_u32.to_be_bytes().to_vec()),
            ("signed", 0_u32.to_be_bytes().to_vec()),
            ("kept_from", 0_u32.to_be_bytes().to_vec()),
        ] {
            transaction.execute("INSERT INTO meta (name, value) VALUES (?1, ?2)", (name, value))?;
        }
        transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
        transaction.commit()?;
        Ok(())
    }

    /// Opens the file. Where the mark beside it says that the hub has signed more than is in it,
    /// it was put back, and begins a new epoch before anything else.
    ///
    /// # Errors
    /// [`StoreError::SchemaUnknown`]; [`StoreError::Damaged`] where it belongs to other keys.
    pub fn open(path: &Path, keys: HubKeys) -> Result<SqliteStore, StoreError> {
        // The mark first: another process may write meanwhile, and it follows the database.
        let mark = Mark::beside(path);
        let marked = mark.read();
        let mut conn = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        configure(&conn)?;
        let found: i64 = conn.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found != SCHEMA_VERSION {
            return Err(StoreError::SchemaUnknown { found, known: SCHEMA_VERSION });
        }
        let realm: Vec<u8> = meta_value(&conn, "realm")?;
        if realm != keys.realm().0.0 {
            return Err(StoreError::Damaged { what: "meta.realm: other keys" });
        }
        if let Some((signed, generation)) = marked {
            notice_roll_back(&mut conn, signed, generation)?;
        }
        mark.follow(&conn)?;
        let readers = Readers::new(path);
        let writer = Writer::start(conn, mark)?;
        Ok(SqliteStore { writer, readers, keys: Arc::new(keys), path: path.to_owned() })
    }
}

impl SqliteStore {
    /// What SQLite finds wrong with the file itself; empty where nothing is.
    ///
    /// # Errors
    /// Where the file cannot be read at all.
    pub fn integrity(&self) -> Result<Vec<String>, StoreError> {
        self.readers.read(list::integrity)
    }

    /// Brings everything into the one file and empties the log of changes beside it, so that what
    /// was erased is not left there either.
    ///
    /// # Errors
    /// Where the file cannot be written.
    pub fn checkpoint(&self) -> Result<(), StoreError> {
        let conn = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        configure(&conn)?;
        conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }

    /// Copies the database into a new file, while it is in use. The copy is one consistent state.
    ///
    /// # Errors
    /// Where the copy cannot be written.
    pub fn backup(&self, to: &Path) -> Result<(), StoreError> {
        self.readers.read(|conn| backup::copy(conn, to))
    }
}

/// Begins a new epoch where the hub has signed more, or later, than the database knows.
fn notice_roll_back(conn: &mut Connection, signed: u32, generation: u32) -> Result<(), StoreError> {
    let behind = number(conn, "signed")? < signed || number(conn, "generation")? < generation;
    if behind {
        let transaction = conn.transaction()?;
        heal::begin_epoch(&transaction, generation.saturating_add(1))?;
        enrol::raise(&transaction, "signed", signed)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Sets what every connection to the file needs.
fn configure(conn: &Connection) -> Result<(), StoreError> {
    conn.busy_timeout(BUSY_TIMEOUT)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; \
         PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA cache_size = -4096; \
         PRAGMA secure_delete = ON;",
    )?;
    Ok(())
}

fn meta_value(conn: &Connection, name: &str) -> Result<Vec<u8>, StoreError> {
    let mut find = conn.prepare_cached("SELECT value FROM meta WHERE name = ?1")?;
    Ok(find.query_row([name], |row| row.get(0))?)
}

fn number(conn: &Connection, name: &str) -> Result<u32, StoreError> {
    let bytes: [u8; 4] = meta_value(conn, name)?
        .try_into()
        .map_err(|_| StoreError::Damaged { what: "meta: a number" })?;
    Ok(u32::from_be_bytes(bytes))
}

impl Store for SqliteStore {
    fn meta(&self) -> Result<Meta, StoreError> {
        self.readers.read(|conn| {
            Ok(Meta { epoch: number(conn, "epoch")?, generation: number(conn, "generation")? })
        })
    }

    fn device(&self, serial: Serial) -> Result<Option<Device>, StoreError> {
        self.readers.read(|conn| rows::device(conn, serial))
    }

    fn is_above(&self, upper: &BranchId, lower: &BranchId) -> Result<bool, StoreError> {
        self.readers.read(|conn| rows::is_above(conn, upper, lower))
    }

    fn below(&self, branch: &BranchId) -> Result<Vec<BranchId>, StoreError> {
        let mut below = self.readers.read(|conn| rows::below(conn, branch))?;
        below.retain(|one| one != branch);
        Ok(below)
    }

    fn chain_facts(
        &self,
        changeset: &Changeset,
        carrier: &Carrier<'_>,
    ) -> Result<ChainFacts, StoreError> {
        self.readers.read(|conn| facts::chain_facts(conn, &self.keys, changeset, carrier))
    }

    fn roles_had(&self, device: &Certificate) -> Result<Vec<Role>, StoreError> {
        self.readers.read(|conn| authority::roles_had(conn, device))
    }

    fn take_back(&self, shown: &Certificate, now: Seconds) -> Result<Device, StoreError> {
        let (keys, shown) = (Arc::clone(&self.keys), shown.clone());
        self.writer.write(true, move |conn| authority::take_back(conn, &keys, &shown, now))
    }

    fn revoke(
        &self,
        serial: Serial,
        since: Option<Seconds>,
        change: Change,
    ) -> Result<Revoked, StoreError> {
        let keys = Arc::clone(&self.keys);
        self.writer
            .write(change.keep, move |conn| authority::revoke(conn, &keys, (serial, since), change))
    }

    fn erase(&self, member: &MemberId, change: Change) -> Result<Erased, StoreError> {
        let (keys, member) = (Arc::clone(&self.keys), member.clone());
        self.writer.write(change.keep, move |conn| erase::member(conn, &keys, &member, change))
    }

    fn retain(&self, kept_from: Cycle, change: Change) -> Result<Erased, StoreError> {
        let keys = Arc::clone(&self.keys);
        self.writer.write(change.keep, move |conn| erase::retain(conn, &keys, kept_from, change))
    }

    fn passes(&self, member: (&BranchId, &MemberId)) -> Result<Vec<PassRow>, StoreError> {
        self.readers.read(|conn| passes::of_member(conn, member))
    }

    fn put_pass(
        &self,
        member: &MemberId,
        pass: PassRow,
        change: Change,
    ) -> Result<Changed, StoreError> {
        let (keys, member) = (Arc::clone(&self.keys), member.clone());
        self.writer
            .write(change.keep, move |conn| passes::put(conn, &keys, (&member, &pass), change))
    }

    fn put_body(&self, body: Vec<u8>, now: Seconds) -> Result<bool, StoreError> {
        self.writer.write(true, move |conn| publish::put_body(conn, &body, now))
    }

    fn commit(&self, commit: Commit) -> Result<Vec<(BranchId, u64)>, StoreError> {
        let keys = Arc::clone(&self.keys);
        self.writer.write(true, move |conn| commit::commit(conn, &keys, &commit))
    }

    fn note_told(&self, serial: Serial, told: Told) {
        self.writer.note_told(serial, told);
    }

    fn flush(&self) -> Result<(), StoreError> {
        // Every transaction takes along what was told.
        self.writer.write(true, |_| Ok(()))
    }

    fn changes(&self, query: &ChangesQuery<'_>) -> Result<Changes, StoreError> {
        self.readers.snapshot(|conn| changes::changes(conn, query))
    }

    fn redeem(&self, redeem: &Redeem) -> Result<Redeemed, StoreError> {
        let (keys, redeem) = (Arc::clone(&self.keys), redeem.clone());
        self.writer.write(true, move |conn| enrol::redeem(conn, &keys, &redeem))
    }

    fn publication(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        self.readers.read(|conn| publish::body(conn, hash))
    }

    fn put_branches(
        &self,
        branches: Vec<Branch>,
        change: Change,
    ) -> Result<Vec<Changed>, StoreError> {
        let keys = Arc::clone(&self.keys);
        self.writer
            .write(change.keep, move |conn| branches::put(conn, &keys, &branches, change.now))
    }

    fn put_members(
        &self,
        branches: Vec<Branch>,
        members: Vec<Member>,
        change: Change,
    ) -> Result<Vec<Changed>, StoreError> {
        let keys = Arc::clone(&self.keys);
        self.writer.write(change.keep, move |conn| {
            branches::put_missing(conn, &keys, &branches, change.now)?;
            roster::put(conn, &keys, &members, change.now)
        })
    }

    fn put_invites(
        &self,
        invites: Vec<NewInvite>,
        now: Seconds,
    ) -> Result<Vec<Invite>, StoreError> {
        self.writer.write(true, move |conn| enrol::put_invites(conn, &invites, now))
    }

    fn publish(
        &self,
        publications: Vec<Publication>,
        change: Change,
    ) -> Result<Vec<Changed>, StoreError> {
        let keys = Arc::clone(&self.keys);
        self.writer
            .write(change.keep, move |conn| publish::put(conn, &keys, &publications, change.now))
    }

    fn branches(&self) -> Result<Vec<Branch>, StoreError> {
        self.readers.read(branches::all)
    }

    fn members(&self) -> Result<Vec<Member>, StoreError> {
        self.readers.read(roster::all)
    }

    fn publications(&self) -> Result<Vec<Publication>, StoreError> {
        self.readers.read(publish::all)
    }

    fn devices(&self) -> Result<Vec<DeviceState>, StoreError> {
        self.readers.read(list::devices)
    }

    fn log_rows(
        &self,
        branch: &BranchId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<LogRow>, StoreError> {
        self.readers.read(|conn| list::log_rows(conn, branch, after, limit))
    }

    fn head(&self, branch: &BranchId) -> Result<Head, StoreError> {
        self.readers.read(|conn| rows::head(conn, branch))
    }

    fn tips(&self, branch: &BranchId) -> Result<Vec<Tip>, StoreError> {
        self.readers.read(|conn| list::tips(conn, branch))
    }

    fn said(&self, branch: &BranchId) -> Result<Vec<Said>, StoreError> {
        self.readers.read(|conn| list::said(conn, branch))
    }

    fn refusal_count(&self) -> Result<u32, StoreError> {
        self.readers.read(|conn| number(conn, "refusals"))
    }

    fn forks(&self) -> Result<BTreeMap<Serial, Vec<(u32, u32)>>, StoreError> {
        self.readers.read(list::forks)
    }

    fn fork_count(&self) -> Result<u64, StoreError> {
        self.readers
            .read(|conn| Ok(conn.query_row("SELECT COUNT(*) FROM forks", [], |row| row.get(0))?))
    }
}
