//! The lock of a data folder. The service holds it shared, a restore needs it alone: nobody swaps
//! the database under a hub that is serving.

use crate::admin::AdminError;
use drokpa_core::code::Code;
use std::fs::{File, TryLockError};
use std::path::Path;

/// Held as long as it lives; the system lets go of it when the process ends.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "held, not read")] File);

impl FolderLock {
    fn file(data: &Path) -> Result<File, AdminError> {
        let path = data.join("hub.lock");
        let mut options = File::options();
        let opened = options.create(true).truncate(false).write(true).open(&path);
        opened.map_err(|source| AdminError::File { path, source })
    }

    /// For who serves.
    ///
    /// # Errors
    /// [`Code::HubRunning`] while a restore is going on.
    pub fn shared(data: &Path) -> Result<FolderLock, AdminError> {
        let file = FolderLock::file(data)?;
        let taken = file.try_lock_shared();
        taken.map_err(|error| refused(data, error)).map(|()| FolderLock(file))
    }

    /// For who replaces the database.
    ///
    /// # Errors
    /// [`Code::HubRunning`] while a service runs.
    pub fn exclusive(data: &Path) -> Result<FolderLock, AdminError> {
        let file = FolderLock::file(data)?;
        let taken = file.try_lock();
        taken.map_err(|error| refused(data, error)).map(|()| FolderLock(file))
    }
}

fn refused(data: &Path, error: TryLockError) -> AdminError {
    match error {
        TryLockError::WouldBlock => AdminError::refused(Code::HubRunning, data.display()),
        TryLockError::Error(source) => AdminError::File { path: data.to_owned(), source },
    }
}
