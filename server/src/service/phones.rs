//! What a secretary does about the phones of the branch over HTTP: invites for those who have none
//! or lost theirs, and revocations. What was done stands in the member's access log before it is
//! done. A secretary has no say about the phones of other offices: an invite for another secretary,
//! a reviewer or an organiser would be the way to become one.

use super::Service;
use crate::admin::{self, InviteLine};
use crate::auth::Bearer;
use crate::error::HubError;
use crate::store::{Change, DeviceState, Member, ReadKind, Revoked};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::sync::invite::ADDRESS_BYTES_MAX;
use drokpa_core::time::Seconds;
use std::collections::BTreeSet;

/// Most members that are invited at once: more than any branch has.
pub const INVITES_MAX: usize = 200;

/// True for a role whose phones a secretary looks after.
const fn under_secretary(role: Role) -> bool {
    matches!(role, Role::Member | Role::RollKeeper | Role::StationKeeper)
}

impl Service {
    /// Makes an invite for each of these members of a branch, in place of their earlier ones that
    /// nobody used: so a repeat after a lost answer leaves one that is good. `address` is where
    /// phones reach the hub.
    ///
    /// # Errors
    /// [`Code::CountTooLarge`] for none or too many, [`Code::MemberTwice`],
    /// [`Code::MemberUnknown`] for somebody who is not of the branch, [`Code::RoleNeeded`] for
    /// another office than those that a secretary looks after, [`Code::TextTooLong`] for a long
    /// address; then nothing was made.
    pub fn invite(
        &self,
        bearer: &Bearer,
        (branch, members): (&BranchId, &[MemberId]),
        address: &str,
        now: Seconds,
    ) -> Result<Vec<InviteLine>, HubError> {
        if members.is_empty() || members.len() > INVITES_MAX {
            return Err(Code::CountTooLarge.into());
        }
        let mut seen = BTreeSet::new();
        for id in members {
            let known: Option<Member> = self.store.member(id)?;
            let here = known.filter(|member| member.branch == *branch);
            let member = here.ok_or(Code::MemberUnknown)?;
            if !seen.insert(id) {
                return Err(Code::MemberTwice.into());
            }
            if !under_secretary(member.role) {
                return Err(Code::RoleNeeded.into());
            }
        }
        if address.len() > ADDRESS_BYTES_MAX {
            return Err(Code::TextTooLong.into());
        }
        self.saw(bearer, ReadKind::Invite, members.to_vec(), now)?;
        let drafted = admin::draft(members.iter().cloned(), now, true)
            .map_err(|source| HubError::Keys { source })?;
        let kept = self.store.put_invites(drafted.invites, now)?;
        Ok(admin::lines(&self.keys, kept, drafted.secrets, address)?)
    }

    /// Revokes a device of a member of the secretary's branch; with `since` what the hub received
    /// from then on is quarantined. Doing it again changes nothing.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`] for the device of another office, unless it is the bearer's own;
    /// [`Code::StateWrong`] for the device that asks; [`Code::DayRange`] for a time to come.
    pub fn revoke(
        &self,
        bearer: &Bearer,
        device: &DeviceState,
        since: Option<Seconds>,
        now: Seconds,
    ) -> Result<Revoked, HubError> {
        let certificate = &device.certificate;
        if bearer.device == Some(certificate.serial) {
            // Whoever holds this phone would take away the only one that can tell the hub so.
            return Err(Code::StateWrong.into());
        }
        let own = certificate.member == bearer.subject.member;
        if !own && !under_secretary(certificate.role) {
            return Err(Code::RoleNeeded.into());
        }
        if since.is_some_and(|since| since > now) {
            return Err(Code::DayRange.into());
        }
        self.saw(bearer, ReadKind::Revocation, vec![certificate.member.clone()], now)?;
        Ok(self.store.revoke(certificate.serial, since, Change { now, keep: true })?)
    }
}
