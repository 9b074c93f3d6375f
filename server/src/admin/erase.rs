//! `drokpa erase` and `drokpa retention`: personal texts go, facts and verifiable chains stay.

use super::{AdminError, open};
use crate::store::{Change, Store as _};
use drokpa_core::id::MemberId;
use drokpa_core::time::{Cycle, Seconds};
use serde::Serialize;
use std::path::Path;

/// What was dropped.
#[derive(Clone, Debug, Serialize)]
pub struct EraseReport {
    /// Rows of the log that had texts.
    pub changesets: u32,
    /// The first calendar year whose texts are kept; none after the erasure of one member.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kept_from: Option<Cycle>,
}

/// Drops the free texts and the names of a member. Phones do the same when they hear of it.
///
/// # Errors
/// [`drokpa_core::code::Code::MemberUnknown`].
pub fn erase(data: &Path, member: &MemberId, now: Seconds) -> Result<EraseReport, AdminError> {
    let store = open(data)?;
    let erased = store.erase(member, Change { now, keep: true })?;
    store.checkpoint()?;
    Ok(EraseReport { changesets: erased.changesets, kept_from: None })
}

/// Drops the free texts of calendar years that are over for longer than `keep_years`.
///
/// # Errors
/// Where the store cannot be written.
pub fn retain(data: &Path, keep_years: u16, now: Seconds) -> Result<EraseReport, AdminError> {
    let kept_from = Cycle(now.day().cycle(1).0.saturating_sub(keep_years));
    let store = open(data)?;
    let erased = store.retain(kept_from, Change { now, keep: true })?;
    store.checkpoint()?;
    Ok(EraseReport { changesets: erased.changesets, kept_from: Some(kept_from) })
}
