//! Passes of floating members: said in the member's own document of the home branch, so that the
//! phone and a hub that was put back hear of them like of anything else. There is no table beside
//! the hub's words.

use super::rows;
use super::voice::{Voice, membership, said_between};
use crate::store::{Change, Changed, StoreError};
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::phone::PassRow;
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::Value;
use rusqlite::{Connection, OptionalExtension as _};

/// Keys of passes begin with their kind, 47 (`docs/protocol.md`, section 8).
const PASSES: [&[u8]; 2] = [&[47], &[48]];

/// The passes of a member, in the order of their hosts, also those that are over.
pub(super) fn of_member(
    conn: &Connection,
    (branch, member): (&BranchId, &MemberId),
) -> Result<Vec<PassRow>, StoreError> {
    let said = said_between(conn, &membership(branch, member), PASSES)?.into_iter();
    let passes = said.filter_map(|(key, value)| match (key, value) {
        (Key::Pass(host), Value::Pass { from, until }) => Some(PassRow { host, from, until }),
        _ => None,
    });
    Ok(passes.collect())
}

/// Says a pass, in place of what was said about the same host.
pub(super) fn put(
    conn: &Connection,
    keys: &HubKeys,
    (member, pass): (&MemberId, &PassRow),
    change: Change,
) -> Result<Changed, StoreError> {
    let home: Option<String> = conn
        .prepare_cached("SELECT branch FROM members WHERE member = ?1")?
        .query_row([member.as_str()], |row| row.get(0))
        .optional()?;
    let home = home.ok_or(Code::MemberUnknown)?;
    let home = BranchId::new(&home).map_err(|_| rows::damaged("members.branch"))?;
    let known: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM branches WHERE branch = ?1)")?
        .query_row([pass.host.as_str()], |row| row.get(0))?;
    if !known {
        return Err(Code::BranchUnknown.into());
    }
    if home == pass.host {
        // Of one's own branch everybody reads the calendar.
        return Err(Code::StateWrong.into());
    }
    let before = of_member(conn, (&home, member))?.into_iter().any(|one| one.host == pass.host);
    let mut voice = Voice::new(conn, keys, change.now)?;
    let value = Value::Pass { from: pass.from, until: pass.until };
    let new = voice.say(&membership(&home, member), &Key::Pass(pass.host.clone()), &value)?;
    voice.finish()?;
    Ok(match (new, before) {
        (false, _) => Changed::Same,
        (true, true) => Changed::Updated,
        (true, false) => Changed::Created,
    })
}
