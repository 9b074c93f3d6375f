//! Where the hub keeps what it accepted. [`Store`] says what any store must do; [`sqlite`] does it
//! in one file. Calls block and may be made from any thread but never from an async one. A write
//! has reached the disk when its call returns; there is no cache of positions, tips or checks, so
//! several processes may share one store.

mod desk;
mod error;
pub mod sqlite;
mod types;

pub use desk::{Desk, IMPORTS_MAX, Import, Read, ReadKind};
pub use error::StoreError;
pub use types::{
    Branch, Carrier, Change, Changed, Changes, ChangesQuery, Commit, Coverage, DeviceState, Erased,
    Fetched, Head, Invite, LogRow, Member, Meta, NewInvite, Publication, Redeem, Redeemed, Revoked,
    Said, Told,
};

use drokpa_core::chain::certificate::{Certificate, Role};
use drokpa_core::chain::changeset::Changeset;
use drokpa_core::chain::keys::Hash;
use drokpa_core::hub::Device;
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::phone::PassRow;
use drokpa_core::sync::judge::ChainFacts;
use drokpa_core::sync::reply::Tip;
use drokpa_core::time::{Cycle, Seconds};
use std::collections::BTreeMap;

/// What a store must do. The contract suite in `server/tests/it/contract.rs` runs on each one.
pub trait Store: Desk + Send + Sync {
    /// What was fixed when the store was made or restored.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn meta(&self) -> Result<Meta, StoreError>;

    /// The device with this serial; `None` where none was enrolled.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn device(&self, serial: Serial) -> Result<Option<Device>, StoreError>;

    /// True where branch `upper` lies above branch `lower` in the tree; false for one branch.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn is_above(&self, upper: &BranchId, lower: &BranchId) -> Result<bool, StoreError>;

    /// The branches below one, without itself.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn below(&self, branch: &BranchId) -> Result<Vec<BranchId>, StoreError>;

    /// What is known of the chain of a changeset that `carrier` hands in.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn chain_facts(
        &self,
        changeset: &Changeset,
        carrier: &Carrier<'_>,
    ) -> Result<ChainFacts, StoreError>;

    /// The roles that a locked device had, in its home branch and above it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn roles_had(&self, device: &Certificate) -> Result<Vec<Role>, StoreError>;

    /// Takes a device back that shows a certificate of this hub, and that the hub lost with its
    /// last days. One that is known stays as it is. Returns the device as it is known now.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where the serial belongs to another key.
    fn take_back(&self, shown: &Certificate, now: Seconds) -> Result<Device, StoreError>;

    /// Revokes a device: what the log has of it counts, or with `since` what the hub had received
    /// before. What it brings later is quarantined. Revoking again changes nothing.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where there is no such device.
    fn revoke(
        &self,
        serial: Serial,
        since: Option<Seconds>,
        change: Change,
    ) -> Result<Revoked, StoreError>;

    /// Drops the free texts and the names of a member, here and, as they hear of it, on all
    /// phones. Facts stay under the member's id.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where the member is unknown.
    fn erase(&self, member: &MemberId, change: Change) -> Result<Erased, StoreError>;

    /// Drops the free texts of all calendar years before one, here and on all phones.
    ///
    /// # Errors
    /// Where the store cannot be written.
    fn retain(&self, kept_from: Cycle, change: Change) -> Result<Erased, StoreError>;

    /// The passes of a member of a branch, also those that are over.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn passes(&self, member: (&BranchId, &MemberId)) -> Result<Vec<PassRow>, StoreError>;

    /// Says a pass of a member, in place of an earlier one of the same host.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where member or host is unknown, or the host is the home branch.
    fn put_pass(
        &self,
        member: &MemberId,
        pass: PassRow,
        change: Change,
    ) -> Result<Changed, StoreError>;

    /// Keeps the body of a publication that a registry names and that is missing here. False
    /// where nothing asks for it.
    ///
    /// # Errors
    /// Where the store cannot be written.
    fn put_body(&self, body: Vec<u8>, now: Seconds) -> Result<bool, StoreError>;

    /// Appends what was judged, each changeset behind the tip it was judged against, and keeps
    /// evidence of forks. All or nothing. Returns the position of each append.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] where a tip has moved on; nothing was written then.
    fn commit(&self, commit: Commit) -> Result<Vec<(BranchId, u64)>, StoreError>;

    /// Remembers what a phone told about itself. It goes to disk with the next write, never by
    /// itself: an idle sync costs no disk access.
    fn note_told(&self, serial: Serial, told: Told);

    /// Writes what [`Store::note_told`] holds, at the latest when the service stops.
    ///
    /// # Errors
    /// Where the store cannot be written.
    fn flush(&self) -> Result<(), StoreError>;

    /// What is new in a stream for a reader, or the tips where the cursor is of another history.
    /// One consistent state of the log.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn changes(&self, query: &ChangesQuery<'_>) -> Result<Changes, StoreError>;

    /// Makes a device out of an invite and a key. Wrong tries are counted on disk.
    ///
    /// # Errors
    /// Where the store cannot be written. A refusal is no error: [`Redeemed::Refused`].
    fn redeem(&self, redeem: &Redeem) -> Result<Redeemed, StoreError>;

    /// The body of a publication; `None` where there is none with this hash.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn publication(&self, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError>;

    /// Creates or changes branches, and lets the registry of each say what it must.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where a parent is unknown or lies below its child; nothing was
    /// written then.
    fn put_branches(
        &self,
        branches: Vec<Branch>,
        change: Change,
    ) -> Result<Vec<Changed>, StoreError>;

    /// Adds or changes members, and says their names and times in branches. A row that is as it
    /// was writes nothing. One with another branch moves the member from a day on
    /// ([`Changed::Moved`], or [`Changed::TooEarly`]). Of `branches`, those that are missing are
    /// made first. A branch's registry names the rules of all sectors that its members have.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where a branch is unknown; nothing was written then.
    fn put_members(
        &self,
        branches: Vec<Branch>,
        members: Vec<Member>,
        change: Change,
    ) -> Result<Vec<Changed>, StoreError>;

    /// Keeps invites; each gets a free selector. Returns the selectors in order.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where a member is unknown.
    fn put_invites(&self, invites: Vec<NewInvite>, now: Seconds)
    -> Result<Vec<Invite>, StoreError>;

    /// Keeps publications and says them in the registry of every branch of their sector. Those
    /// that are there already write nothing.
    ///
    /// # Errors
    /// [`StoreError::Refused`] where a version was published with another body.
    fn publish(
        &self,
        publications: Vec<Publication>,
        change: Change,
    ) -> Result<Vec<Changed>, StoreError>;

    /// All branches, in the order in which they came.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn branches(&self) -> Result<Vec<Branch>, StoreError>;

    /// All members in roster order.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn members(&self) -> Result<Vec<Member>, StoreError>;

    /// All publications with their bodies.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn publications(&self) -> Result<Vec<Publication>, StoreError>;

    /// All devices by serial, with what they last told.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn devices(&self) -> Result<Vec<DeviceState>, StoreError>;

    /// Up to `limit` rows of a branch's log after a position.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn log_rows(
        &self,
        branch: &BranchId,
        after: u64,
        limit: u32,
    ) -> Result<Vec<LogRow>, StoreError>;

    /// The end of a branch's log.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn head(&self, branch: &BranchId) -> Result<Head, StoreError>;

    /// Where each chain of a branch ends, as the store notes it.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn tips(&self, branch: &BranchId) -> Result<Vec<Tip>, StoreError>;

    /// What the store notes that the hub says now in the documents of a branch.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn said(&self, branch: &BranchId) -> Result<Vec<Said>, StoreError>;

    /// How many tries to redeem an invite were refused.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn refusal_count(&self) -> Result<u32, StoreError>;

    /// How many forks are kept as evidence.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn fork_count(&self) -> Result<u64, StoreError>;

    /// How many losers of forks are kept of each device, by the generation that they were written
    /// under.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn forks(&self) -> Result<BTreeMap<Serial, Vec<(u32, u32)>>, StoreError>;

    /// The certificate that the hub issued for a serial; [`Serial::HUB`] has none.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn certificate(&self, serial: Serial) -> Result<Option<Certificate>, StoreError> {
        Ok(self.device(serial)?.map(|device| device.certificate))
    }
}
