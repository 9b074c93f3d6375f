//! The phone of the facade: opening it from what rests, and answering its batches. What can be
//! done with it stands in the files beside this one.

use crate::access::AccessQuery;
use crate::sync::{Answer, Ask, Errands, SyncReport};
use crate::{AppError, Batch};
use drokpa_core::code::Code;
use drokpa_core::phone::{DeviceRow, Identity, Mark, Phone as Core, Status};
use drokpa_core::sync::contact::InviteCode;
use drokpa_core::time::Seconds;
use serde::Serialize;

/// A phone. Every call that changes something hands out a [`Batch`]; the host commits it and
/// answers it before it makes the next such call.
///
/// After [`Phone::failed`] every call answers `store_failed`: the host opens the phone anew from
/// what rests, and goes on.
#[derive(Debug)]
pub struct Phone {
    pub(crate) core: Core,
    pub(crate) errands: Errands,
    pub(crate) query: Option<AccessQuery>,
    pub(crate) invite: Option<InviteCode>,
}

/// What rests beside the key, outside the store and its backups.
#[derive(Clone, Copy, Debug)]
pub struct Beside<'a> {
    /// The identity, as [`crate::Enrolment::finish`] or [`Phone::invited`] gave it.
    pub identity: &'a [u8],
    /// The mark of the last batch that had one.
    pub mark: Option<&'a [u8]>,
    /// The invite of a phone that has not met the hub, until [`About::welcomed`].
    pub invite: Option<&'a [u8]>,
}

/// Whose phone it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct About {
    /// The member.
    pub member: String,
    /// The member's branch.
    pub branch: String,
    /// Chinese name of the branch; empty where the hub has said none here.
    pub branch_zh: Box<str>,
    /// Tibetan name of the branch; empty where the hub has said none here.
    pub branch_bo: Box<str>,
    /// member, roll_keeper, secretary, station_keeper, township_reviewer, organiser or auditor.
    pub role: &'static str,
    /// The number of the device.
    pub device: u32,
    /// True once the hub has answered; a phone with an invite alone records all the same.
    pub welcomed: bool,
}

impl Phone {
    /// Opens a phone from what its host kept: what lies beside the key, and every record of the
    /// store in any order. [`Phone::mark_owed`] is to be kept before anything else.
    ///
    /// # Errors
    /// `store_damaged` for an identity, mark or invite that cannot be read; `key_weak`.
    pub fn open(
        beside: Beside<'_>,
        records: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>,
    ) -> Result<Phone, AppError> {
        let damaged = || AppError::from(Code::StoreDamaged);
        let identity = Identity::from_bytes(beside.identity)?;
        let mark =
            beside.mark.map(|mark| Mark::from_bytes(mark).ok_or_else(damaged)).transpose()?;
        let invite = beside.invite.map(InviteCode::from_bytes).transpose()?;
        let core = Core::open(&identity, mark, records)?;
        Ok(Phone { invite, ..Phone::from_core(core) })
    }

    /// The facade over a phone that a host helper of the core opened.
    #[must_use]
    pub fn from_core(core: Core) -> Phone {
        Phone { core, errands: Errands::default(), query: None, invite: None }
    }

    /// The same phone, which shows this invite at its first sync. For hosts that keep a phone in
    /// the core's folder.
    #[must_use]
    pub fn with_invite(self, invite: Option<InviteCode>) -> Phone {
        Phone { invite, ..self }
    }

    /// The core's phone, for what the facade does not have.
    #[must_use]
    pub const fn core(&self) -> &Core {
        &self.core
    }

    /// The mark that the host still owes; it died after a batch was durable and before its mark
    /// was. To be kept beside the key before anything leaves the phone.
    #[must_use]
    pub fn mark_owed(&self) -> Option<Vec<u8>> {
        self.core.mark_owed().map(|mark| mark.to_bytes().to_vec())
    }

    /// The batch is durable, and its mark is kept. Now "saved" may be said.
    ///
    /// # Errors
    /// `state_wrong` where batches are answered out of order.
    pub fn persisted(&mut self, batch: u64) -> Result<(), AppError> {
        Ok(self.core.persisted(batch)?)
    }

    /// The batch could not be made durable. Nothing of it may be called saved; the phone is to be
    /// opened anew.
    pub fn failed(&mut self, batch: u64) {
        self.core.failed(batch);
    }

    /// Whose phone it is.
    #[must_use]
    pub fn about(&self) -> About {
        let (branch_zh, branch_bo) = self.core.branch_names(self.core.branch());
        About {
            member: self.core.member().to_string(),
            branch: self.core.branch().to_string(),
            branch_zh,
            branch_bo,
            role: self.core.role().name(),
            device: self.core.actor().serial.0,
            welcomed: self.core.is_welcomed(),
        }
    }

    /// What waits here, and when the hub last confirmed everything.
    #[must_use]
    pub fn status(&self) -> Status {
        self.core.status()
    }

    /// The member's own phones.
    #[must_use]
    pub fn devices(&self) -> Vec<DeviceRow> {
        self.core.devices()
    }

    /// The member knows all phones that were added.
    ///
    /// # Errors
    /// `store_failed` after a failed batch.
    pub fn know_devices(&mut self) -> Result<Batch, AppError> {
        Ok(self.core.know_devices()?.into())
    }

    /// Begins a sync; one that was under way is given up, which does no harm. A phone that was
    /// made from an invite and has not met the hub meets it first.
    pub fn begin_sync(&mut self) {
        self.query = None;
        self.errands = Errands::begin(&self.core, self.invite.as_ref());
    }

    /// The next request of what was begun: a sync, or a query of the access log. The host sends
    /// it and hands what came to [`Phone::answer`]; without a link it stops here, and begins anew
    /// another time. `None` once all is done.
    ///
    /// # Errors
    /// `store_failed` after a failed batch; `state_wrong` while an answer is awaited.
    pub fn next_ask(&mut self, now: u64) -> Result<Option<Ask>, AppError> {
        match &mut self.query {
            Some(query) => query.next(&self.core, now),
            None => self.errands.next(&mut self.core, Seconds(now)),
        }
    }

    /// Takes in what came back: the HTTP status and the body. A batch is to be committed and
    /// answered before the next request.
    ///
    /// # Errors
    /// What the hub refused with, such as `rate_limited`; `reply_malformed` or
    /// `reply_unauthentic` where something else than the hub answered; `state_wrong` without a
    /// request. What was committed until then stays; a sync may be repeated.
    pub fn answer(
        &mut self,
        now: u64,
        status: u16,
        body: &[u8],
    ) -> Result<Option<Batch>, AppError> {
        match &mut self.query {
            Some(query) => query.take(status, body).map(|()| None),
            None => {
                let answer = Answer::read(status, body);
                let taken = self.errands.take(&mut self.core, Seconds(now), &answer)?;
                if self.core.is_welcomed() {
                    self.invite = None;
                }
                Ok(taken.map(Batch::from))
            }
        }
    }

    /// What the sync did so far.
    #[must_use]
    pub fn sync_report(&self) -> SyncReport {
        self.errands.report(&self.core)
    }
}
