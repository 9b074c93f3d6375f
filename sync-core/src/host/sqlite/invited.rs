//! A folder whose phone scanned an invite and has not met the hub yet: the invite rests beside the
//! key until the hub has answered. Where it turns out to be of no use, everything is set aside,
//! never deleted, and what was recorded goes over to the next invite.

use super::{
    Folder, HostError, IDENTITY, MARK, STORE, connect, file_error, move_store, read_records,
};
use crate::phone::{Identity, Mark, Phone};
use crate::sync::contact::InviteCode;
use crate::sync::invite::Invitation;
use rusqlite::Connection;
use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::Path;

const INVITE: &str = "invite";
const FORMER: &str = "former-";

impl Folder {
    /// The invite that this phone was made with, until the hub has answered.
    ///
    /// # Errors
    /// [`HostError::File`], or [`crate::code::Code::StoreDamaged`].
    pub fn invite(&self) -> Result<Option<InviteCode>, HostError> {
        let bytes = self.read(INVITE)?;
        Ok(bytes.map(|bytes| InviteCode::from_bytes(&bytes)).transpose()?)
    }

    /// Makes the folder the phone that an invite's QR code describes. It can record from now on.
    ///
    /// # Errors
    /// [`HostError::File`].
    pub fn begin_invited(&self, seed: [u8; 32], invitation: &Invitation) -> Result<(), HostError> {
        self.write(INVITE, &invitation.code.to_bytes())?;
        self.keep_identity(&Identity::invited(seed, invitation))
    }

    /// The hub has answered: this is a phone like any other.
    ///
    /// # Errors
    /// [`HostError::File`].
    pub fn met(&self) -> Result<(), HostError> {
        remove(&self.path.join(INVITE))
    }

    /// Sets the phone of an invite that is of no use aside under the first free name, with its
    /// store. The seed stays. Broken off half-way it may be repeated.
    ///
    /// # Errors
    /// [`HostError::File`] or [`HostError::Store`].
    pub fn set_former_aside(&mut self) -> Result<(), HostError> {
        let free = (1..).find(|number| !self.path.join(format!("{FORMER}{number}")).exists());
        let aside = self.path.join(format!("{FORMER}{}", free.unwrap_or(0)));
        let failed = |source| file_error(&aside, source);
        fs::create_dir(&aside).map_err(failed)?;
        // A copy first: what is aside can be read at any time, whatever happens next.
        for name in [IDENTITY, MARK] {
            if let Some(bytes) = self.read(name)? {
                fs::write(aside.join(name), bytes).map_err(failed)?;
                File::open(aside.join(name)).and_then(|file| file.sync_all()).map_err(failed)?;
            }
        }
        // Closing the database first writes its log into it.
        self.connection = Connection::open_in_memory()?;
        move_store(&self.path, &aside)?;
        for name in [MARK, IDENTITY, INVITE] {
            remove(&self.path.join(name))?;
        }
        self.connection = connect(&self.path.join(STORE))?;
        Ok(())
    }

    /// The phones that were set aside, with the names of their folders.
    ///
    /// # Errors
    /// [`HostError::File`] or [`HostError::Store`].
    pub fn formers(&self) -> Result<Vec<(String, Phone)>, HostError> {
        let failed = |source| file_error(&self.path, source);
        let mut formers = Vec::new();
        for entry in fs::read_dir(&self.path).map_err(failed)? {
            let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
            if name.starts_with(FORMER)
                && let Some(phone) = former(&self.path.join(&name))?
            {
                formers.push((name, phone));
            }
        }
        formers.sort_by(|(left, _), (right, _)| left.cmp(right));
        Ok(formers)
    }

    /// Records anew, once, what phones that were set aside had recorded. Returns how many records
    /// went over.
    ///
    /// # Errors
    /// As [`Folder::formers`] and [`Folder::commit`]; [`crate::code::Code::TransferForeign`] where
    /// one was another member's.
    pub fn carry_over(&mut self, phone: &mut Phone) -> Result<u32, HostError> {
        let mut records = 0;
        for (name, former) in self.formers()? {
            let (over, batch) = phone.carry_over(&former, &name)?;
            self.commit(phone, &batch)?;
            records += over.records;
        }
        Ok(records)
    }
}

fn remove(path: &Path) -> Result<(), HostError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(file_error(path, error)),
        _ => Ok(()),
    }
}

/// A phone that was set aside; `None` where nothing is left to read.
fn former(path: &Path) -> Result<Option<Phone>, HostError> {
    let optional = |name: &str| match fs::read(path.join(name)) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(source) => Err(file_error(path, source)),
    };
    let Some(identity) = optional(IDENTITY)? else { return Ok(None) };
    let mark = optional(MARK)?.and_then(|bytes| Mark::from_bytes(&bytes));
    let store = path.join(STORE);
    let records = if store.exists() { read_records(&connect(&store)?)? } else { Vec::new() };
    Ok(Some(Phone::open(&Identity::from_bytes(&identity)?, mark, records)?))
}
