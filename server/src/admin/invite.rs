//! `drokpa invite`: codes that make phones into devices. Works while the service runs.

use super::{AdminError, open};
use crate::keys::random;
use crate::store::{Member, NewInvite, Store as _};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::sync::contact::InviteCode;
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
    /// What is typed or scanned: three groups of four characters.
    pub code: String,
    /// When it is over, RFC 3339.
    pub expires_at: String,
}

fn role_name<S: Serializer>(role: &Role, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(role.name())
}

/// Makes an invite for each of the invited.
///
/// # Errors
/// [`Code::BranchUnknown`] or [`Code::MemberUnknown`]; or where the store fails.
pub fn invite(data: &Path, who: &Invited, now: Seconds) -> Result<Vec<InviteLine>, AdminError> {
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
            secret: Box::new(random::<5>()?),
            salt: random()?,
            expires_at: Seconds(now.0 + LIFE_S),
        });
    }
    let secrets: Vec<Box<[u8]>> = invites.iter().map(|invite| invite.secret.clone()).collect();
    let kept = store.put_invites(invites, now)?;
    kept.into_iter()
        .zip(secrets)
        .map(|(kept, secret)| {
            let code = InviteCode { selector: kept.selector, secret };
            Ok(InviteLine {
                member: kept.member,
                branch: kept.branch,
                role: kept.role,
                code: code.typed().ok_or(Code::Internal)?,
                expires_at: kept.expires_at.rfc3339(),
            })
        })
        .collect()
}
