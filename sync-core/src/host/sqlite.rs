//! A phone in one folder: the store in SQLite (WAL, every commit synced), and beside it, outside
//! the database, the identity and the mark. Android's backup should leave the folder out.

mod invited;

use crate::code::Code;
use crate::phone::{Batch, Identity, Mark, Phone, Write};
use rusqlite::{Connection, TransactionBehavior};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const IDENTITY: &str = "identity";
const MARK: &str = "mark";
const SEED: &str = "seed";
const STORE: &str = "phone.sqlite";
const LOCK: &str = "lock";
const SERVER: &str = "server";

/// What can go wrong with a folder.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HostError {
    /// The database refused.
    #[error("the store failed: {source}")]
    Store {
        /// Why.
        #[from]
        source: rusqlite::Error,
    },
    /// A file beside the database could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The core refused.
    #[error("{0}")]
    Core(Code),
}

impl HostError {
    /// The code that is shown.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            HostError::Store { .. } | HostError::File { .. } => Code::StoreFailed,
            HostError::Core(code) => *code,
        }
    }
}

impl From<Code> for HostError {
    fn from(code: Code) -> HostError {
        HostError::Core(code)
    }
}

/// The folder of one member on a device. It is locked as long as this lives: two programs that
/// wrote one chain at once would fork it.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    connection: Connection,
    _lock: File,
}

impl Folder {
    /// Opens or makes the folder and its database. A database that cannot be opened is moved
    /// aside, never deleted; the mark then tells how much is missing.
    ///
    /// # Errors
    /// [`Code::PhoneInUse`] while the folder is open elsewhere; [`HostError::File`] or
    /// [`HostError::Store`].
    pub fn open(path: &Path) -> Result<Folder, HostError> {
        fs::create_dir_all(path).map_err(|source| file_error(path, source))?;
        let lock = lock(&path.join(LOCK))?;
        let store = path.join(STORE);
        let connection = match connect(&store) {
            Ok(connection) => connection,
            Err(rusqlite::Error::SqliteFailure(error, _)) if is_damage(error.code) => {
                set_aside(path)?;
                connect(&store)?
            }
            Err(source) => return Err(source.into()),
        };
        Ok(Folder { path: path.to_owned(), connection, _lock: lock })
    }

    /// The seed of the device's key: kept before the first contact leaves, so that a repeated
    /// one comes from the same key. `fresh` is used only where there is none yet.
    ///
    /// # Errors
    /// [`HostError::File`], or [`Code::StoreDamaged`] for a seed of another length.
    pub fn seed(&self, fresh: [u8; 32]) -> Result<[u8; 32], HostError> {
        match self.read(SEED)? {
            Some(bytes) => bytes.as_slice().try_into().map_err(|_| Code::StoreDamaged.into()),
            None => self.write(SEED, &fresh).map(|()| fresh),
        }
    }

    /// The identity, once enrolled.
    ///
    /// # Errors
    /// [`HostError::File`], or [`Code::StoreDamaged`].
    pub fn identity(&self) -> Result<Option<Identity>, HostError> {
        let bytes = self.read(IDENTITY)?;
        Ok(bytes.map(|bytes| Identity::from_bytes(&bytes)).transpose()?)
    }

    /// Keeps the identity.
    ///
    /// # Errors
    /// [`HostError::File`].
    pub fn keep_identity(&self, identity: &Identity) -> Result<(), HostError> {
        self.write(IDENTITY, &identity.to_bytes())
    }

    /// The hub's address as it was given at enrolment; `None` before.
    ///
    /// # Errors
    /// [`HostError::File`].
    pub fn server(&self) -> Result<Option<String>, HostError> {
        let bytes = self.read(SERVER)?;
        Ok(bytes.map(|bytes| String::from_utf8_lossy(&bytes).trim().to_owned()))
    }

    /// Keeps the hub's address.
    ///
    /// # Errors
    /// [`HostError::File`].
    pub fn keep_server(&self, url: &str) -> Result<(), HostError> {
        self.write(SERVER, format!("{url}\n").as_bytes())
    }

    /// Opens the phone that rests here.
    ///
    /// # Errors
    /// [`Code::NotEnrolled`], [`HostError::File`] or [`HostError::Store`].
    pub fn phone(&self) -> Result<Phone, HostError> {
        let identity = self.identity()?.ok_or(Code::NotEnrolled)?;
        let mark = self.read(MARK)?.and_then(|bytes| Mark::from_bytes(&bytes));
        let phone = Phone::open(&identity, mark, read_records(&self.connection)?)?;
        phone.mark_owed().map_or(Ok(()), |mark| self.write(MARK, &mark.to_bytes()))?;
        Ok(phone)
    }

    /// Commits a batch, durably, and tells the phone. After an error the phone must be opened
    /// anew.
    ///
    /// # Errors
    /// [`HostError::Store`] or [`HostError::File`].
    pub fn commit(&mut self, phone: &mut Phone, batch: &Batch) -> Result<(), HostError> {
        match self.commit_writes(batch) {
            Ok(()) => Ok(phone.persisted(batch.id)?),
            Err(error) => {
                phone.failed(batch.id);
                Err(error)
            }
        }
    }

    /// Makes a batch durable and leaves it to the caller to tell the phone.
    ///
    /// # Errors
    /// [`HostError::Store`] or [`HostError::File`]; how much of it rests is not known then.
    pub fn commit_writes(&mut self, batch: &Batch) -> Result<(), HostError> {
        if !batch.writes.is_empty() {
            let transaction =
                self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for write in &batch.writes {
                match write {
                    Write::Put(key, value) => transaction
                        .prepare_cached(
                            "INSERT OR REPLACE INTO records (key, value) VALUES (?, ?)",
                        )?
                        .execute((key, value))?,
                    Write::Delete(key) => transaction
                        .prepare_cached("DELETE FROM records WHERE key = ?")?
                        .execute([key])?,
                };
            }
            transaction.commit()?;
        }
        // The mark follows the store: one that ran ahead would look like a lost store.
        batch.mark.map_or(Ok(()), |mark| self.write(MARK, &mark.to_bytes()))
    }

    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, HostError> {
        let path = self.path.join(name);
        match fs::read(&path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(file_error(&path, source)),
        }
    }

    /// Replaces a small file whole: written beside it, synced, renamed, the folder synced.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), HostError> {
        let path = self.path.join(name);
        let beside = self.path.join(format!("{name}.new"));
        let replace = || -> std::io::Result<()> {
            let mut file = new_private_file(&beside)?;
            file.write_all(bytes)?;
            file.sync_all()?;
            fs::rename(&beside, &path)?;
            File::open(&self.path)?.sync_all()
        };
        replace().map_err(|source| file_error(&path, source))
    }
}

fn lock(path: &Path) -> Result<File, HostError> {
    let opened = File::options().create(true).truncate(false).write(true).open(path);
    let file = opened.map_err(|source| file_error(path, source))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Code::PhoneInUse.into()),
        Err(fs::TryLockError::Error(source)) => Err(file_error(path, source)),
    }
}

#[cfg(unix)]
fn new_private_file(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;
    File::options().write(true).create(true).truncate(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn new_private_file(path: &Path) -> std::io::Result<File> {
    File::create(path)
}

fn connect(path: &Path) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(std::time::Duration::from_secs(10))?;
    // temp_store: Android has no folder for temporary files that SQLite could use.
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;
         CREATE TABLE IF NOT EXISTS records (key BLOB PRIMARY KEY, value BLOB NOT NULL)
         WITHOUT ROWID, STRICT;",
    )?;
    connection.query_row("SELECT count(*) FROM records", [], |row| row.get::<_, i64>(0))?;
    Ok(connection)
}

type Records = Vec<(Vec<u8>, Vec<u8>)>;

fn read_records(connection: &Connection) -> Result<Records, rusqlite::Error> {
    let mut statement = connection.prepare("SELECT key, value FROM records")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    rows.collect()
}

const fn is_damage(code: rusqlite::ErrorCode) -> bool {
    matches!(code, rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
}

/// Moves a damaged database aside under the first free name.
fn set_aside(folder: &Path) -> Result<(), HostError> {
    let free = (1..).find(|number| !folder.join(format!("damaged-{number}")).exists());
    let aside = folder.join(format!("damaged-{}", free.unwrap_or(0)));
    fs::create_dir(&aside).map_err(|source| file_error(&aside, source))?;
    move_store(folder, &aside)
}

/// Moves a database with all that belongs to it.
fn move_store(folder: &Path, to: &Path) -> Result<(), HostError> {
    for suffix in ["", "-wal", "-shm"] {
        let name = format!("{STORE}{suffix}");
        let from = folder.join(&name);
        if from.exists() {
            fs::rename(&from, to.join(&name)).map_err(|source| file_error(&from, source))?;
        }
    }
    Ok(())
}

fn file_error(path: &Path, source: std::io::Error) -> HostError {
    HostError::File { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_store_is_set_aside_and_never_deleted() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(STORE), b"this was a database once, now it is something else")
            .unwrap();
        drop(Folder::open(folder.path()).unwrap());
        let kept = fs::read(folder.path().join("damaged-1").join(STORE)).unwrap();
        assert!(kept.starts_with(b"this was"));
        fs::write(folder.path().join(STORE), b"and again, long enough to be read as a header")
            .unwrap();
        Folder::open(folder.path()).unwrap();
        assert!(folder.path().join("damaged-2").join(STORE).exists());
    }

    #[test]
    fn a_folder_is_open_once_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let opened = Folder::open(folder.path()).unwrap();
        let refused = Folder::open(folder.path()).unwrap_err();
        assert_eq!(refused.code(), Code::PhoneInUse);
        opened.keep_server("https://hub.example").unwrap();
        drop(opened);
        let again = Folder::open(folder.path()).unwrap();
        assert_eq!(again.server().unwrap().as_deref(), Some("https://hub.example"));
    }

    #[test]
    fn the_seed_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let opened = Folder::open(folder.path()).unwrap();
        assert_eq!(opened.seed([1; 32]).unwrap(), [1; 32]);
        assert_eq!(opened.seed([2; 32]).unwrap(), [1; 32]);
    }
}
