//! `drokpa invite`: codes that make phones into devices. Works while the service runs.

use super::{AdminError, open};
use crate::keys::{self, KeysError, random};
use crate::store::{Invite, Member, NewInvite, Store as _};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
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
    let chosen = chosen.into_iter().map(|member| member.member.clone());
    let drafted = draft(chosen, now, false)?;
    let kept = store.put_invites(drafted.invites, now)?;
    Ok(lines(&keys, kept, drafted.secrets, address)?)
}

/// Invites that are not kept yet, with the secrets that only those who are invited will know.
pub(crate) struct Drafted {
    pub(crate) invites: Vec<NewInvite>,
    /// Of each, what is typed and what is scanned.
    pub(crate) secrets: Vec<([u8; 5], [u8; 16])>,
}

/// An invite for each of these members; with `replaces` it takes the place of their earlier ones
/// that nobody used.
///
/// # Errors
/// Where the system has no random numbers.
pub(crate) fn draft(
    members: impl Iterator<Item = MemberId>,
    now: Seconds,
    replaces: bool,
) -> Result<Drafted, KeysError> {
    let mut drafted = Drafted { invites: Vec::new(), secrets: Vec::new() };
    for member in members {
        let (secret, code_secret) = (random()?, random()?);
        drafted.secrets.push((secret, code_secret));
        drafted.invites.push(NewInvite {
            member,
            selector: u32::from_be_bytes(random()?),
            secret,
            code_secret,
            salt: random()?,
            expires_at: Seconds(now.0 + LIFE_S),
            replaces,
        });
    }
    Ok(drafted)
}

/// What is handed out of invites that are kept.
///
/// # Errors
/// [`Code::TextTooLong`] for a long address.
pub(crate) fn lines(
    keys: &HubKeys,
    kept: Vec<Invite>,
    secrets: Vec<([u8; 5], [u8; 16])>,
    address: &str,
) -> Result<Vec<InviteLine>, Code> {
    let line = |(kept, (typed, scanned)): (Invite, ([u8; 5], [u8; 16]))| {
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
    };
    kept.into_iter().zip(secrets).map(line).collect()
}
