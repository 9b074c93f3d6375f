//! What can go wrong in a store. Everything above it knows only the code.

use drokpa_core::code::Code;

/// An error of a store. Nothing was written where one is returned.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused or failed.
    #[error("the database could not be read or written")]
    Database {
        /// What SQLite said.
        #[from]
        source: rusqlite::Error,
    },
    /// A row that was written by this program cannot be read back.
    #[error("the database is damaged: {what}")]
    Damaged {
        /// Which part of which table.
        what: &'static str,
    },
    /// Another request moved a tip first; judge again with fresh facts.
    #[error("another request wrote to the same chain first")]
    Conflict,
    /// The writer stopped after the disk failed it. Only a restart may go on.
    #[error("the writer has stopped after an error of the disk")]
    Stopped,
    /// Too many writes wait, or another process holds the database for too long.
    #[error("too much waits for the database")]
    Busy,
    /// The request breaks a rule of the store.
    #[error("refused: {code}")]
    Refused {
        /// Which one.
        code: Code,
    },
    /// The mark beside the keys could not be written.
    #[error("{path} could not be written")]
    Mark {
        /// Where it is.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no database of this program, or one of a newer version of it.
    #[error("the database has schema version {found}, this program knows {known}")]
    SchemaUnknown {
        /// The version in the file.
        found: i64,
        /// The version that this program writes.
        known: i64,
    },
}

impl StoreError {
    /// The code that callers outside see.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            StoreError::Database { source } if is_busy(source) => Code::Overloaded,
            StoreError::Database { .. } | StoreError::Stopped | StoreError::Mark { .. } => {
                Code::StoreFailed
            }
            StoreError::Damaged { .. } | StoreError::SchemaUnknown { .. } => Code::StoreDamaged,
            StoreError::Conflict | StoreError::Busy => Code::Overloaded,
            StoreError::Refused { code } => *code,
        }
    }
}

impl From<Code> for StoreError {
    fn from(code: Code) -> StoreError {
        StoreError::Refused { code }
    }
}

/// True where another process held the lock for longer than the busy timeout.
pub(super) fn is_busy(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseBusy, DatabaseLocked};
    matches!(error.sqlite_error_code(), Some(DatabaseBusy | DatabaseLocked))
}

/// True for errors after which nothing is known about what the disk holds.
pub(super) fn is_disk_failure(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase, SystemIoFailure};
    matches!(error.sqlite_error_code(), Some(DatabaseCorrupt | NotADatabase | SystemIoFailure))
}
