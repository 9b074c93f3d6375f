//! `drokpa status`: one screen for the operator. Devices are counted; which one is silent is the
//! home secretary's matter.

use super::{AdminError, open};
use crate::store::Store as _;
use drokpa_core::time::Seconds;
use serde::Serialize;
use std::path::Path;

/// After how many days without contact a device counts as silent.
const SILENT_DAYS: u64 = 14;

/// One screen for the operator.
#[derive(Clone, Debug, Serialize)]
pub struct Status {
    /// Branches in the tree.
    pub branches: usize,
    /// Members on the roster.
    pub members: usize,
    /// Enrolled devices that are not revoked.
    pub devices: usize,
    /// Of them, how many have not come for 14 days.
    pub silent: usize,
    /// Entries that phones said they still hold, as last told.
    pub outbox_told: u64,
    /// Rows in all logs together.
    pub changesets: u64,
    /// Losers of forks that are kept.
    pub forks: u64,
    /// Tries to redeem an invite that were refused; many mean that somebody guesses.
    pub invites_refused: u32,
    /// Versions of rules and other publications.
    pub publications: usize,
    /// Bytes of the database file.
    pub database_bytes: u64,
    /// When any device came last, RFC 3339.
    pub last_contact: Option<String>,
}

/// Looks at a data folder.
///
/// # Errors
/// Where the folder is not set up or its store cannot be read.
pub fn status(data: &Path, now: Seconds) -> Result<Status, AdminError> {
    let store = open(data)?;
    let branches = store.branches()?;
    let mut changesets = 0;
    for branch in &branches {
        changesets += store.head(&branch.branch)?.position;
    }
    let mut devices = store.devices()?;
    devices.retain(|device| !device.revoked);
    let seen =
        |device: &crate::store::DeviceState| device.told.map_or(device.enrolled_at, |told| told.at);
    let oldest = now.0.saturating_sub(SILENT_DAYS * 86_400);
    Ok(Status {
        branches: branches.len(),
        members: store.members()?.len(),
        silent: devices.iter().filter(|device| seen(device).0 < oldest).count(),
        outbox_told: devices.iter().filter_map(|one| Some(u64::from(one.told?.outbox))).sum(),
        last_contact: devices.iter().map(seen).max().map(Seconds::rfc3339),
        devices: devices.len(),
        changesets,
        forks: store.fork_count()?,
        invites_refused: store.refusal_count()?,
        publications: store.publications()?.len(),
        database_bytes: std::fs::metadata(super::database(data)).map_or(0, |file| file.len()),
    })
}
