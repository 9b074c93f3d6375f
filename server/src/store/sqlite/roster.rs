//! The roster: who belongs where. Names and times in the branch are said in the hub's documents,
//! so phones learn them like everything else.

use super::voice::{self, Voice};
use super::{publish, rows, times};
use crate::store::{Changed, Member, StoreError};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::names::names_text;
use drokpa_core::schema::value::Value;
use drokpa_core::time::{Day, Seconds};
use rusqlite::{Connection, Row};
use std::collections::BTreeSet;

const COLUMNS: &str = "member, branch, role, sector, category, exempt, name_zh, name_bo, joined_on";

fn member(row: &Row<'_>) -> Result<Member, StoreError> {
    let role: String = row.get(2)?;
    let text = |at| row.get::<_, String>(at).map(Into::into);
    Ok(Member {
        member: rows::member_id(row, 0)?,
        branch: rows::branch_id(row, 1)?,
        role: Role::parse(&role).ok_or(rows::damaged("members.role"))?,
        sector: text(3)?,
        category: text(4)?,
        exempt: text(5)?,
        name_zh: text(6)?,
        name_bo: text(7)?,
        joined_on: text(8)?,
        since: None,
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
    let mut sectors: BTreeSet<(&BranchId, &str)> = BTreeSet::new();
    for member in members {
        let one = put_one(conn, &mut voice, member, now.day())?;
        if !matches!(one, Changed::Same | Changed::TooEarly) {
            sectors.insert((&member.branch, &member.sector));
        }
        changed.push(one);
    }
    for (branch, sector) in sectors {
        publish::say_for_sector(conn, &mut voice, branch, sector)?;
    }
    voice.finish()?;
    Ok(changed)
}

fn put_one(
    conn: &Connection,
    voice: &mut Voice<'_>,
    member: &Member,
    today: Day,
) -> Result<Changed, StoreError> {
    let before = find(conn, &member.member)?;
    let row = Member { since: None, ..member.clone() };
    if before.as_ref() == Some(&row) {
        return Ok(Changed::Same);
    }
    let known: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM branches WHERE branch = ?1)")?
        .query_row([member.branch.as_str()], |row| row.get(0))?;
    if !known {
        return Err(Code::BranchUnknown.into());
    }
    let changed = match &before {
        Some(before) => times::change(voice, (before, member), today)?,
        None => {
            times::begin(voice, member)?;
            Changed::Created
        }
    };
    if changed == Changed::TooEarly {
        return Ok(changed);
    }
    put_row(conn, member)?;
    if changed == Changed::Moved {
        // A code that was handed out before would make a device in the old branch.
        conn.prepare_cached("DELETE FROM invites WHERE member = ?1 AND used_by IS NULL")?
            .execute([member.member.as_str()])?;
    }
    let names = names_text(&member.name_zh, &member.name_bo);
    let key = Key::Name(member.member.clone());
    voice.say_noted(&voice::roster(&member.branch), (&key, &Value::Name), &names)?;
    // After an import that changed nothing else there may still be devices of another role.
    super::authority::set_role(conn, voice, member)?;
    Ok(changed)
}

fn put_row(conn: &Connection, member: &Member) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT INTO members (member, branch, role, sector, category, exempt, name_zh, name_bo, \
         joined_on) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) \
         ON CONFLICT (member) DO UPDATE SET branch = excluded.branch, role = excluded.role, \
         sector = excluded.sector, category = excluded.category, exempt = excluded.exempt, \
         name_zh = excluded.name_zh, name_bo = excluded.name_bo, joined_on = excluded.joined_on",
    )?
    .execute((
        member.member.as_str(),
        member.branch.as_str(),
        member.role.name(),
        &*member.sector,
        &*member.category,
        &*member.exempt,
        &*member.name_zh,
        &*member.name_bo,
        &*member.joined_on,
    ))?;
    Ok(())
}
