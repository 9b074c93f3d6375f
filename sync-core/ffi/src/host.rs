//! Where a phone rests: the core's folder with SQLite, or a store that the app provides. Both
//! commit in the order that the core asks for: the records, then the mark.

use crate::error::PhoneError;
use crate::store::{Rest, Store, StoreError, Write};
use drokpa_app::{AppError, Batch, Beside, Phone};
use drokpa_core::code::Code;
use drokpa_core::host::sqlite::Folder;
use drokpa_core::phone as core;
use drokpa_core::phone::{Identity, Mark};
use drokpa_core::sync::contact::InviteCode;
use drokpa_core::sync::invite::Invitation;
use std::cell::Cell;
use std::sync::Arc;

const SEED: &str = "seed";
const IDENTITY: &str = "identity";
const INVITE: &str = "invite";
const MARK: &str = "mark";
const SERVER: &str = "server";

thread_local! {
    /// True while this thread is inside a store of the app, from where no phone may be called: it
    /// would wait for itself.
    static IN_STORE: Cell<bool> = const { Cell::new(false) };
}

/// True while this thread is inside a store of the app.
pub(crate) fn in_store() -> bool {
    IN_STORE.get()
}

/// Where a phone rests.
pub(crate) enum Host {
    Folder(Box<Folder>),
    Foreign(Arc<dyn Store>),
}

/// Calls a store of the app.
fn ask<T>(
    store: &Arc<dyn Store>,
    call: impl FnOnce(&dyn Store) -> Result<T, StoreError>,
) -> Result<T, PhoneError> {
    /// Also where the call panics.
    struct Outside;
    impl Drop for Outside {
        fn drop(&mut self) {
            IN_STORE.set(false);
        }
    }
    IN_STORE.set(true);
    let _outside = Outside;
    let failed = |StoreError::Failed { detail }: StoreError| {
        PhoneError::from(AppError::new(Code::StoreFailed, detail))
    };
    call(store.as_ref()).map_err(failed)
}

fn kept<'a>(rest: &'a Rest, name: &str) -> Option<&'a [u8]> {
    rest.kept.iter().find(|one| one.name == name).map(|one| one.value.as_slice())
}

impl Host {
    /// The seed of the device's key, made where there is none and kept before it is used.
    pub(crate) fn seed(&self) -> Result<[u8; 32], PhoneError> {
        let mut fresh = [0; 32];
        getrandom::fill(&mut fresh)
            .map_err(|error| AppError::new(Code::StoreFailed, error.to_string()))?;
        match self {
            Host::Folder(folder) => Ok(folder.seed(fresh)?),
            Host::Foreign(store) => {
                let rest = ask(store, |store| store.load())?;
                if let Some(seed) = kept(&rest, SEED) {
                    return Ok(seed.try_into().map_err(|_| Code::StoreDamaged)?);
                }
                keep(store, SEED, Some(fresh.to_vec()))?;
                Ok(fresh)
            }
        }
    }

    /// The identity, once there is one.
    pub(crate) fn identity(&self) -> Result<Option<Identity>, PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.identity()?),
            Host::Foreign(store) => {
                let rest = ask(store, |store| store.load())?;
                let bytes = kept(&rest, IDENTITY);
                Ok(bytes.map(Identity::from_bytes).transpose()?)
            }
        }
    }

    /// The invite of a phone that was made of one and has not met the hub.
    pub(crate) fn invite(&self) -> Result<Option<InviteCode>, PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.invite()?),
            Host::Foreign(store) => {
                let rest = ask(store, |store| store.load())?;
                Ok(kept(&rest, INVITE).map(InviteCode::from_bytes).transpose()?)
            }
        }
    }

    pub(crate) fn keep_identity(&self, identity: &[u8]) -> Result<(), PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.keep_identity(&Identity::from_bytes(identity)?)?),
            Host::Foreign(store) => keep(store, IDENTITY, Some(identity.to_vec())),
        }
    }

    /// Makes this the phone that an invite describes; the invite rests before the identity, so
    /// that a phone broken off half-way is none yet.
    pub(crate) fn begin_invited(
        &self,
        seed: [u8; 32],
        invitation: &Invitation,
    ) -> Result<(), PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.begin_invited(seed, invitation)?),
            Host::Foreign(store) => {
                keep(store, INVITE, Some(invitation.code.to_bytes()))?;
                let identity = Identity::invited(seed, invitation);
                keep(store, IDENTITY, Some(identity.to_bytes()))
            }
        }
    }

    /// The hub has answered.
    pub(crate) fn met(&self) -> Result<(), PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.met()?),
            Host::Foreign(store) => keep(store, INVITE, None),
        }
    }

    /// Sets the phone of an invite that was of no use aside. A store of the app has one place
    /// only, so there the app makes another store and calls `carry_over`.
    pub(crate) fn set_former_aside(&mut self) -> Result<(), PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.set_former_aside()?),
            Host::Foreign(_) => Err(Code::AlreadyInitialised.into()),
        }
    }

    /// The hub's address.
    pub(crate) fn server(&self) -> Result<Option<String>, PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.server()?),
            Host::Foreign(store) => {
                let rest = ask(store, |store| store.load())?;
                Ok(kept(&rest, SERVER).map(|url| String::from_utf8_lossy(url).into_owned()))
            }
        }
    }

    pub(crate) fn keep_server(&self, url: &str) -> Result<(), PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.keep_server(url)?),
            Host::Foreign(store) => keep(store, SERVER, Some(url.as_bytes().to_vec())),
        }
    }

    /// Opens the phone that rests here; `None` before enrolment.
    pub(crate) fn open(&mut self) -> Result<Option<Phone>, PhoneError> {
        match self {
            Host::Folder(folder) => {
                if folder.identity()?.is_none() {
                    return Ok(None);
                }
                let mut core = folder.phone()?;
                folder.carry_over(&mut core)?;
                Ok(Some(Phone::from_core(core).with_invite(folder.invite()?)))
            }
            Host::Foreign(store) => {
                let rest = ask(store, |store| store.load())?;
                let Some(identity) = kept(&rest, IDENTITY) else { return Ok(None) };
                let (mark, invite) = (kept(&rest, MARK), kept(&rest, INVITE));
                let records = rest.records.iter().map(|one| (one.key.clone(), one.value.clone()));
                let phone = Phone::open(Beside { identity, mark, invite }, records)?;
                if let Some(mark) = phone.mark_owed() {
                    keep(store, MARK, Some(mark))?;
                }
                Ok(Some(phone))
            }
        }
    }

    /// Makes a batch durable.
    pub(crate) fn commit(&mut self, batch: Batch) -> Result<(), PhoneError> {
        match self {
            Host::Folder(folder) => Ok(folder.commit_writes(&core_batch(batch)?)?),
            Host::Foreign(store) => {
                let write = |one: drokpa_app::Write| Write { key: one.key, value: one.value };
                let writes: Vec<Write> = batch.writes.into_iter().map(write).collect();
                if !writes.is_empty() {
                    ask(store, |store| store.commit(writes))?;
                }
                // The mark follows the store: one that ran ahead would look like a lost store.
                batch.mark.map_or(Ok(()), |mark| keep(store, MARK, Some(mark)))
            }
        }
    }
}

fn keep(store: &Arc<dyn Store>, name: &str, value: Option<Vec<u8>>) -> Result<(), PhoneError> {
    ask(store, |store| store.keep(name.to_owned(), value))
}

fn core_batch(batch: Batch) -> Result<core::Batch, Code> {
    let write = |one: drokpa_app::Write| match one.value {
        Some(value) => core::Write::Put(one.key, value),
        None => core::Write::Delete(one.key),
    };
    let mark = batch.mark.map(|mark| Mark::from_bytes(&mark).ok_or(Code::Internal)).transpose()?;
    Ok(core::Batch { id: batch.id, writes: batch.writes.into_iter().map(write).collect(), mark })
}
