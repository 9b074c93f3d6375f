//! `drokpa audit`: who looked at whose record at the hub.

use super::{AdminError, open};
use crate::store::{Desk as _, Read};
use drokpa_core::id::{MemberId, Serial};
use drokpa_core::time::Seconds;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Somebody looked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLine {
    /// Whose record.
    pub member: MemberId,
    /// Who; `None` for an operator on the hub's machine.
    pub by: Option<MemberId>,
    /// With which device; `None` where none had a part in it.
    pub device: Option<Serial>,
    /// standing, queue, replication (records went to a device) or export.
    pub what: String,
    /// When, RFC 3339.
    pub at: String,
}

impl From<Read> for AccessLine {
    fn from(read: Read) -> AccessLine {
        AccessLine {
            member: read.member,
            by: read.reader,
            device: Some(read.serial).filter(|serial| *serial != Serial::HUB),
            what: read.kind.name().to_owned(),
            at: read.at.rfc3339(),
        }
    }
}

/// The last reads of a member's record, or of all records, the newest first.
///
/// # Errors
/// Where the folder is not set up or its store cannot be read.
pub fn audit(
    data: &Path,
    member: Option<&MemberId>,
    limit: u32,
) -> Result<Vec<AccessLine>, AdminError> {
    let reads = open(data)?.reads(member, Seconds(u64::MAX), limit.max(1))?;
    Ok(reads.into_iter().map(AccessLine::from).collect())
}
