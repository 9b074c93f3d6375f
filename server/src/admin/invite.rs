//! `drokpa invite`: codes that make phones into devices. Works while the service runs.

use super::{AdminError, open};
use crate::keys::{self, random};
use crate::store::{Member, NewInvite, Store as _};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::sync::contact::InviteCode;
use drokpa_core::sync::invite::Invitation;
use drokpa_core::time::Seconds;
use serde::{Serialize, Serializer};
use std::path::Path;

/// How long an invite is good for, in seconds: 72 hours.
const LIFE_S: u64 = 72 * 3600;

/// Whom to invite.
#[derive(Clone, Debug)]
pub enum Invited {
    /// Everybody on the roster.
    All,
    /// Everybody of a branch.
    Branch(BranchId),
    /// These members.
    Members(Vec<MemberId>),
}

/// One invite. The code is shown here once and kept nowhere.
#[derive(Clone, Debug, Serialize)]
pub struct InviteLine {
    /// For whom.
    pub member: MemberId,
    /// Their branch.
    pub branch: BranchId,
    /// What the device may do.
    #[serde(serialize_with = "role_name")]
    pub role: Role,
    /// What is typed: three groups of four characters.
    pub code: String,
    /// What is scanned: the text of the QR code, with which a phone needs no network to begin.
    pub qr: String,
    /// When it is over, RFC 3339.
    pub expires_at: String,
}

fn role_name<S: Serializer>(role: &Role, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(role.name())
}

/// Makes an invite for each of the invited, without an address in its QR code.
///
/// # Errors
/// As [`invite_at`].
pub fn invite(data: &Path, who: &Invited, now: Seconds) -> Result<Vec<InviteLine>, AdminError> {
    invite_at(data, who, "", now)
}

/// Makes an invite for each of the invited. `address` is where phones reach the hub, for the QR
/// code; where it is empty, whoever scans it has to say it.
///
/// # Errors
/// [`Code::BranchUnknown`] or [`Code::MemberUnknown`]; [`Code::TextTooLong`] for a long address;
/// or where the store fails.
pub fn invite_at(
    data: &Path,
    who: &Invited,
    address: &str,
    now: Seconds,
) -> Result<Vec<InviteLine>, AdminError> {
    let keys = keys::read(data)?;
    let store = open(data)?;
    let members = store.members()?;
    let chosen: Vec<&Member> = match who {
        Invited::All => members.iter().collect(),
        Invited::Branch(branch) => {
            if !store.branches()?.iter().any(|known| known.branch == *branch) {
                return Err(AdminError::refused(Code::BranchUnknown, branch));
            }
            members.iter().filter(|member| member.branch == *branch).collect()
        }
        Invited::Members(ids) => ids
            .iter()
            .map(|id| {
                let found = members.iter().find(|member| member.member == *id);
                found.ok_or_else(|| AdminError::refused(Code::MemberUnknown, id))
            })
            .collect::<Result<_, _>>()?,
    };
    let mut invites = Vec::with_capacity(chosen.len());
    for member in chosen {
        invites.push(NewInvite {
            member: member.member.clone(),
            selector: u32::from_be_bytes(random()?),
            secret: random()?,
            code_secret: random()?,
            salt: random()?,
            expires_at: Seconds(now.0 + LIFE_S),
        });
    }
    let secrets: Vec<([u8; 5], [u8; 16])> =
        invites.iter().map(|invite| (invite.secret, invite.code_secret)).collect();
    let kept = store.put_invites(invites, now)?;
    kept.into_iter()
        .zip(secrets)
        .map(|(kept, (typed, scanned))| {
            let code = InviteCode { selector: kept.selector, secret: typed.into() };
            let invitation = Invitation {
                code: InviteCode { selector: kept.selector, secret: scanned.into() },
                welcome: keys.welcome(kept.serial, &kept.branch, &kept.member, kept.role),
                address: address.into(),
            };
            Ok(InviteLine {
                member: kept.member,
                branch: kept.branch,
                role: kept.role,
                code: code.typed().ok_or(Code::Internal)?,
                qr: invitation.to_text()?,
                expires_at: kept.expires_at.rfc3339(),
            })
        })
        .collect()
}
