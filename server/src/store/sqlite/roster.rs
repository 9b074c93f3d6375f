//! The roster: who belongs where. Names and times in the branch are said in the hub's documents,
//! so phones learn them like everything else.

use super::rows;
use super::voice::{self, Voice};
use crate::store::{Changed, Member, StoreError};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::MemberId;
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Membership, Value};
use drokpa_core::time::{Day, Seconds};
use rusqlite::{Connection, Row};

const COLUMNS: &str = "member, branch, role, sector, name_zh, name_bo, joined_on";

fn member(row: &Row<'_>) -> Result<Member, StoreError> {
    let role: String = row.get(2)?;
    let text = |at| row.get::<_, String>(at).map(Into::into);
    Ok(Member {
        member: rows::member_id(row, 0)?,
        branch: rows::branch_id(row, 1)?,
        role: Role::parse(&role).ok_or(rows::damaged("members.role"))?,
        sector: text(3)?,
        name_zh: text(4)?,
        name_bo: text(5)?,
        joined_on: text(6)?,
    })
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Member>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM members ORDER BY place");
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query([])?;
    let mut members = Vec::new();
    while let Some(row) = found.next()? {
        members.push(member(row)?);
    }
    Ok(members)
}

pub(super) fn find(conn: &Connection, id: &MemberId) -> Result<Option<Member>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM members WHERE member = ?1");
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query([id.as_str()])?;
    found.next()?.map(member).transpose()
}

pub(super) fn put(
    conn: &Connection,
    keys: &HubKeys,
    members: &[Member],
    now: Seconds,
) -> Result<Vec<Changed>, StoreError> {
    let mut voice = Voice::new(conn, keys, now)?;
    let mut changed = Vec::with_capacity(members.len());
    for member in members {
        changed.push(put_one(conn, &mut voice, member)?);
    }
    voice.finish()?;
    Ok(changed)
}

fn put_one(
    conn: &Connection,
    voice: &mut Voice<'_>,
    member: &Member,
) -> Result<Changed, StoreError> {
    let before = find(conn, &member.member)?;
    let changed = match &before {
        Some(before) if before == member => return Ok(Changed::Same),
        Some(before) if before.branch != member.branch => return Ok(Changed::Elsewhere),
        Some(_) => Changed::Updated,
        None => Changed::Created,
    };
    let known: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM branches WHERE branch = ?1)")?
        .query_row([member.branch.as_str()], |row| row.get(0))?;
    if !known {
        return Err(Code::BranchUnknown.into());
    }
    conn.prepare_cached(
        "INSERT INTO members (member, branch, role, sector, name_zh, name_bo, joined_on) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (member) DO UPDATE SET \
         role = excluded.role, sector = excluded.sector, name_zh = excluded.name_zh, \
         name_bo = excluded.name_bo, joined_on = excluded.joined_on",
    )?
    .execute((
        member.member.as_str(),
        member.branch.as_str(),
        member.role.name(),
        &*member.sector,
        &*member.name_zh,
        &*member.name_bo,
        &*member.joined_on,
    ))?;
    let names = Value::Name { zh: member.name_zh.clone(), bo: member.name_bo.clone() };
    voice.say(&voice::roster(&member.branch), &Key::Name(member.member.clone()), &names)?;
    say_membership(voice, member)?;
    // After an import that changed nothing else there may still be devices of another role.
    super::authority::set_role(conn, voice, (&member.member, member.role))?;
    Ok(changed)
}

/// Says since when a member belongs to the branch, and which sector's rules apply.
pub(super) fn say_membership(voice: &mut Voice<'_>, member: &Member) -> Result<(), StoreError> {
    let time = Membership {
        from: first_day(&member.joined_on),
        until: None,
        sector: member.sector.clone(),
        category: "".into(),
    };
    let document = voice::membership(&member.branch, &member.member);
    voice.say(&document, &Key::Membership(member.member.clone()), &Value::Membership(time))?;
    Ok(())
}

/// Days of the core begin in 2000; who joined before was there from its first day on.
fn first_day(joined_on: &str) -> Day {
    let first = Day::from_date(2000, 1, 1).unwrap_or_default();
    Day::parse(joined_on).unwrap_or(first)
}
