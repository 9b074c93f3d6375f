//! What an operator does, as plain functions: the command line calls them, and so do the demo and
//! the tests. Each opens the data folder by itself, so they work beside a running service.

mod audit;
mod backup;
mod branches;
mod device;
mod erase;
mod error;
mod init;
mod invite;
mod keys;
mod pass;
mod points;
mod roster;
mod rules;
mod sheet;
mod status;
mod table;
mod token;
mod verify;

pub use audit::{AccessLine, audit};
pub use backup::{BackupReport, RestoreReport, Unsealing, backup, restore};
pub use branches::{BranchesReport, import_branches, import_branches_to};
pub use device::{DeviceLine, RevokeReport, devices, revoke};
pub use erase::{EraseReport, erase, retain};
pub use error::AdminError;
pub use init::{Initialised, init};
pub use invite::{InviteLine, Invited, invite, invite_at};
pub(crate) use invite::{draft, lines};
pub use keys::{KeySheet, RootDropped, Succeeded, drop_root, key_sheet, succeed};
pub use pass::{PassChange, PassReport, end_pass, give_pass, passes};
pub use points::{Points, PointsReport, points};
pub use roster::{RosterReport, export_roster, import_roster, import_roster_to};
pub use rules::{Published, RulesReport, check_rules, publish_rules};
pub use sheet::sheet;
pub use status::{Status, status};
pub use table::RowResult;
pub use token::{TokenLine, rotate_token_key, token};
pub use verify::{VerifyReport, verify};

use crate::store::sqlite::SqliteStore;
use std::path::{Path, PathBuf};

/// The database of a data folder.
#[must_use]
pub fn database(data: &Path) -> PathBuf {
    data.join("hub.sqlite")
}

/// Opens the store of a data folder.
///
/// # Errors
/// Where the folder is not set up or its store cannot be opened.
pub fn open(data: &Path) -> Result<SqliteStore, AdminError> {
    Ok(SqliteStore::open(&database(data), crate::keys::read(data)?)?)
}
