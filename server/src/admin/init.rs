//! `drokpa init`: keys first, then an empty store. A folder that was half set up when the power
//! went is completed, never overwritten.

use super::{AdminError, database};
use crate::keys::{self, KeysError};
use crate::store::sqlite::SqliteStore;
use drokpa_core::code::Code;
use drokpa_core::wire::bytes::hex;
use serde::Serialize;
use std::path::Path;

/// What was set up.
#[derive(Clone, Debug, Serialize)]
pub struct Initialised {
    /// The hash of the root key: the organisation's name in everything that is signed.
    pub realm: String,
    /// The hub's public key.
    pub hub_key: String,
}

/// Makes the keys and the store of a new organisation in an empty or absent folder.
///
/// # Errors
/// [`Code::AlreadyInitialised`]; or where the folder cannot be written.
pub fn init(data: &Path) -> Result<Initialised, AdminError> {
    let file = |source| AdminError::File { path: data.to_owned(), source };
    std::fs::create_dir_all(data).map_err(file)?;
    let database = database(data);
    if database.exists() {
        return Err(AdminError::refused(Code::AlreadyInitialised, database.display()));
    }
    let keys = match keys::create(data) {
        Err(KeysError::Present { .. }) => keys::read(data)?,
        made => made?,
    };
    // Made beside its place: what bears the name is whole.
    let beside = data.join("hub.sqlite.new");
    if beside.exists() {
        std::fs::remove_file(&beside).map_err(file)?;
    }
    SqliteStore::create(&beside, &keys, u32::from_be_bytes(keys::random()?))?;
    std::fs::rename(&beside, &database).map_err(file)?;
    std::fs::File::open(data).and_then(|folder| folder.sync_all()).map_err(file)?;
    Ok(Initialised { realm: hex(&keys.realm().0.0), hub_key: hex(keys.pair.public().bytes()) })
}
