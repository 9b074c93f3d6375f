//! `drokpa device`: which phones there are, and taking one's word away. Nothing of what it wrote is
//! deleted; what it brings after the revocation waits until a secretary adopts it.

use super::{AdminError, open};
use crate::store::{Change, Revoked, Store as _};
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::time::Seconds;
use serde::Serialize;
use std::path::Path;

/// One device.
#[derive(Clone, Debug, Serialize)]
pub struct DeviceLine {
    /// Its number.
    pub device: Serial,
    /// Whose it is.
    pub member: MemberId,
    /// Their branch.
    pub branch: BranchId,
    /// What it may do.
    pub role: &'static str,
    /// When it was enrolled, RFC 3339.
    pub enrolled_at: String,
    /// When it last came, RFC 3339.
    pub last_contact: Option<String>,
    /// Entries that it said it still holds, as last told.
    pub outbox_told: Option<u32>,
    /// True once it was revoked.
    pub revoked: bool,
    /// Chains of it that another copy of it wrote over. More than one generation among them means
    /// that a copy is still in use.
    pub forks: u32,
    /// True where copies of it forked again after they had been told apart: somebody uses a clone.
    pub alarm: bool,
}

/// All devices, by their number.
///
/// # Errors
/// Where the folder is not set up or its store cannot be read.
pub fn devices(data: &Path) -> Result<Vec<DeviceLine>, AdminError> {
    let store = open(data)?;
    let forks = store.forks()?;
    let line = |one: crate::store::DeviceState| {
        let serial = one.certificate.serial;
        let generations = forks.get(&serial).map_or(&[][..], Vec::as_slice);
        DeviceLine {
            device: serial,
            role: one.certificate.role.name(),
            member: one.certificate.member,
            branch: one.certificate.branch,
            enrolled_at: one.enrolled_at.rfc3339(),
            last_contact: one.told.map(|told| told.at.rfc3339()),
            outbox_told: one.told.map(|told| told.outbox),
            revoked: one.revoked,
            forks: generations.iter().map(|(_, count)| count).sum(),
            alarm: generations.len() > 1,
        }
    };
    Ok(store.devices()?.into_iter().map(line).collect())
}

/// A revocation.
#[derive(Clone, Debug, Serialize)]
pub struct RevokeReport {
    /// The device.
    pub device: Serial,
    /// Chains of it that count up to an entry.
    pub chains: u32,
    /// Entries of it that the hub had and that are quarantined now.
    pub quarantined: u32,
}

/// Revokes a device; with `since` already what the hub received from then on is quarantined.
///
/// # Errors
/// [`drokpa_core::code::Code::DeviceUnknown`].
pub fn revoke(
    data: &Path,
    device: Serial,
    since: Option<Seconds>,
    now: Seconds,
) -> Result<RevokeReport, AdminError> {
    let change = Change { now, keep: true };
    let Revoked { chains, quarantined } = open(data)?.revoke(device, since, change)?;
    Ok(RevokeReport { device, chains, quarantined })
}
