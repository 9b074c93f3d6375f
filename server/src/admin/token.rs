//! `drokpa token` and `drokpa token-key rotate`: tokens for tools of the operator, who could read
//! the database itself and so needs no other proof than to be on the hub's machine.

use super::{AdminError, open};
use crate::auth::keys::{Rotated, rotate};
use crate::auth::{Bearer, TokenKeys, token as tokens};
use crate::error::HubError;
use crate::keys;
use crate::store::Desk as _;
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::sync::authority::Subject;
use drokpa_core::time::Seconds;
use serde::Serialize;
use std::path::Path;

/// A token of the operator's.
#[derive(Clone, Debug, Serialize)]
pub struct TokenLine {
    /// What to send as `Authorization: Bearer …`.
    pub token: String,
    /// For whom it speaks.
    pub member: MemberId,
    /// Their branch.
    pub branch: BranchId,
    /// What they may do.
    pub role: Role,
    /// The last moment it is good for, RFC 3339.
    pub expires_at: String,
}

/// Makes a token that speaks for a member, for up to an hour.
///
/// # Errors
/// [`Code::MemberUnknown`]; or where the folder is not set up.
pub fn token(
    data: &Path,
    member: &MemberId,
    minutes: u64,
    now: Seconds,
) -> Result<TokenLine, AdminError> {
    let realm = keys::read(data)?.realm();
    let found = open(data)?.member(member)?;
    let found = found.ok_or_else(|| AdminError::refused(Code::MemberUnknown, member))?;
    let subject = Subject { branch: found.branch, member: found.member, role: found.role };
    let bearer = Bearer { subject, device: None };
    let life = (now, minutes.saturating_mul(60));
    let issued = tokens::issue(&TokenKeys::open(data)?, &realm, &bearer, life);
    let issued = issued.map_err(|error| match error {
        HubError::Keys { source } => AdminError::Keys(source),
        other => other.code().into(),
    })?;
    let Subject { branch, member, role } = bearer.subject;
    let expires_at = issued.expires_at.rfc3339();
    Ok(TokenLine { token: issued.token, member, branch, role, expires_at })
}

/// Makes a new key for tokens; a running service takes it up by itself. With `drop_old` tokens of
/// the old keys end at once.
///
/// # Errors
/// Where the folder is not set up or cannot be written.
pub fn rotate_token_key(data: &Path, drop_old: bool, now: Seconds) -> Result<Rotated, AdminError> {
    keys::read(data)?;
    Ok(rotate(data, drop_old, now)?)
}
