//! What the JSON reads need of a store beside the log: single rows of the tree, the roster and the
//! devices, who looked at whose record, and what came of imports. Nothing in here decides what
//! counts, and none of it can be rebuilt from the log.

use super::{Branch, DeviceState, Member, StoreError};
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::time::Seconds;

/// How a record was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ReadKind {
    /// Points and hours of one member, or of a branch of which they are one.
    Standing = 1,
    /// Claims that wait for a decision.
    Queue = 2,
    /// Records went to a device.
    Replication = 3,
    /// A file with many members was made.
    Export = 4,
    /// An invite was made for the member, over HTTP.
    Invite = 5,
    /// A phone of the member was revoked, over HTTP.
    Revocation = 6,
}

impl ReadKind {
    /// All kinds.
    pub const ALL: [ReadKind; 6] = [
        ReadKind::Standing,
        ReadKind::Queue,
        ReadKind::Replication,
        ReadKind::Export,
        ReadKind::Invite,
        ReadKind::Revocation,
    ];

    /// The name used in JSON and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            ReadKind::Standing => "standing",
            ReadKind::Queue => "queue",
            ReadKind::Replication => "replication",
            ReadKind::Export => "export",
            ReadKind::Invite => "invite",
            ReadKind::Revocation => "revocation",
        }
    }

    /// The kind with this number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<ReadKind> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == number)
    }

    /// For how many seconds one row stands for all reads of this kind by one reader: so the log
    /// stays bounded, however often a phone syncs or a page is loaded.
    #[must_use]
    pub const fn slot_s(self) -> u64 {
        match self {
            ReadKind::Replication => 86_400,
            _ => 3600,
        }
    }
}

/// Somebody looked at a member's record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Read {
    /// Whose record.
    pub member: MemberId,
    /// Who looked; `None` for an operator on the hub's machine.
    pub reader: Option<MemberId>,
    /// With which device; [`Serial::HUB`] where no device had a part in it.
    pub serial: Serial,
    /// How.
    pub kind: ReadKind,
    /// When; the first time in its slot.
    pub at: Seconds,
}

/// An import over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// Its number; 0 before it is kept.
    pub id: u64,
    /// When.
    pub at: Seconds,
    /// Who sent the table.
    pub by: MemberId,
    /// `branches` or `roster`.
    pub kind: Box<str>,
    /// True where nothing was written.
    pub dry_run: bool,
    /// How many rows came to what, as JSON.
    pub report: Box<str>,
    /// What came of each row, as JSON; empty where it was not asked for.
    pub rows: Box<str>,
}

/// Imports that are kept; older ones are forgotten.
pub const IMPORTS_MAX: u64 = 100;

/// The part of a store that the JSON reads use.
pub trait Desk {
    /// A branch; `None` where there is none with this id.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn branch(&self, branch: &BranchId) -> Result<Option<Branch>, StoreError>;

    /// A member of the roster; `None` where there is none with this id.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn member(&self, member: &MemberId) -> Result<Option<Member>, StoreError>;

    /// The members of a branch in roster order.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn roster_of(&self, branch: &BranchId) -> Result<Vec<MemberId>, StoreError>;

    /// A device with what it last told; `None` where there is none with this serial.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn device_state(&self, serial: Serial) -> Result<Option<DeviceState>, StoreError>;

    /// Writes down who looked. On disk when this returns. A slot that has its row already gets no
    /// second one.
    ///
    /// # Errors
    /// Where the store cannot be written; then nothing may be shown.
    fn log_reads(&self, reads: Vec<Read>) -> Result<(), StoreError>;

    /// About `limit` reads of a member's record, or of all, the newest first, before a time. Those
    /// of one second come together, so that a list in parts leaves none out.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn reads(
        &self,
        member: Option<&MemberId>,
        before: Seconds,
        limit: u32,
    ) -> Result<Vec<Read>, StoreError>;

    /// Keeps an import, and forgets the oldest beyond [`IMPORTS_MAX`]. Returns its number.
    ///
    /// # Errors
    /// Where the store cannot be written.
    fn put_import(&self, import: Import) -> Result<u64, StoreError>;

    /// Imports that are kept, the newest first, without their rows.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn imports(&self) -> Result<Vec<Import>, StoreError>;

    /// An import with its rows; `None` where it is not kept.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn import(&self, id: u64) -> Result<Option<Import>, StoreError>;
}
