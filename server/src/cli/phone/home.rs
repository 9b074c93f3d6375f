//! The folder of a phone: the core's own files, the hub's address beside them, and a lock. Two
//! processes that wrote one chain at once would fork it, so the second one is turned away.

use super::Failure;
use crate::clock::Clock;
use drokpa_core::code::Code;
use drokpa_core::host::sqlite::Folder;
use drokpa_core::phone::{Batch, Phone};
use drokpa_core::time::Seconds;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

const LOCK: &str = "lock";
const SERVER: &str = "server";

/// An opened folder. The lock is held as long as this lives.
pub(super) struct Home {
    path: PathBuf,
    pub(super) folder: Folder,
    clock: Clock,
    _lock: File,
}

impl Home {
    pub(super) fn open(path: &Path) -> Result<Home, Failure> {
        let failed = |error: std::io::Error| {
            Failure::new(Code::StoreFailed, format!("{}: {error}", path.display()))
        };
        fs::create_dir_all(path).map_err(failed)?;
        let mut options = File::options();
        let lock = options.create(true).truncate(false).write(true).open(path.join(LOCK));
        let lock = lock.map_err(failed)?;
        lock.try_lock().map_err(|error| match error {
            fs::TryLockError::WouldBlock => {
                Failure::new(Code::PhoneInUse, path.display().to_string())
            }
            fs::TryLockError::Error(error) => failed(error),
        })?;
        let folder = Folder::open(path)?;
        Ok(Home { path: path.to_owned(), folder, clock: Clock::system(), _lock: lock })
    }

    /// The device's time.
    pub(super) fn now(&self) -> Seconds {
        self.clock.now()
    }

    /// The device's clock.
    pub(super) fn clock(&self) -> Clock {
        self.clock.clone()
    }

    pub(super) fn phone(&self) -> Result<Phone, Failure> {
        Ok(self.folder.phone()?)
    }

    /// Makes a batch durable. When this returns, "saved" may be said.
    pub(super) fn commit(&mut self, phone: &mut Phone, batch: &Batch) -> Result<(), Failure> {
        Ok(self.folder.commit(phone, batch)?)
    }

    /// The hub's address as it was given at enrolment.
    pub(super) fn server(&self) -> Result<String, Failure> {
        let text = self.kept(SERVER)?.ok_or(Code::NotEnrolled)?;
        Ok(String::from_utf8_lossy(&text).trim().to_owned())
    }

    /// Keeps the hub's address.
    pub(super) fn keep_server(&self, url: &str) -> Result<(), Failure> {
        self.keep(SERVER, format!("{url}\n").as_bytes())
    }

    /// What was kept in a file of this folder.
    pub(super) fn kept(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        match fs::read(self.path.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Failure::new(Code::StoreFailed, error.to_string())),
        }
    }

    /// Keeps something in a file of this folder: whole or not at all.
    pub(super) fn keep(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let beside = self.path.join(format!("{name}.new"));
        let replace = || -> std::io::Result<()> {
            fs::write(&beside, bytes)?;
            File::open(&beside)?.sync_all()?;
            fs::rename(&beside, self.path.join(name))?;
            File::open(&self.path)?.sync_all()
        };
        replace().map_err(|error| Failure::new(Code::StoreFailed, error.to_string()))
    }
}
