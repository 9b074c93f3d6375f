//! The folder of a phone: the core's own files, and what only this command line keeps beside them.

use super::Failure;
use crate::clock::Clock;
use drokpa_core::code::Code;
use drokpa_core::host::sqlite::Folder;
use drokpa_core::phone::{Batch, Phone};
use drokpa_core::time::Seconds;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// An opened folder.
pub(super) struct Home {
    path: PathBuf,
    pub(super) folder: Folder,
    clock: Clock,
}

impl Home {
    pub(super) fn open(path: &Path) -> Result<Home, Failure> {
        let folder = Folder::open(path).map_err(|error| match error.code() {
            Code::PhoneInUse => Failure::new(Code::PhoneInUse, path.display().to_string()),
            _ => error.into(),
        })?;
        Ok(Home { path: path.to_owned(), folder, clock: Clock::system() })
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
        Ok(self.folder.server()?.ok_or(Code::NotEnrolled)?)
    }

    /// Keeps the hub's address.
    pub(super) fn keep_server(&self, url: &str) -> Result<(), Failure> {
        Ok(self.folder.keep_server(url)?)
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
