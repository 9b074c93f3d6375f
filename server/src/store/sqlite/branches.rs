//! The organisation tree. A branch that comes or moves gets what its registry has to say: the
//! publications of its sector and the certificates of the township's reviewers above it.

use super::publish;
use super::rows;
use super::voice::{self, Voice};
use crate::store::{Branch, Changed, StoreError};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::BranchId;
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{BranchValue, Value};
use drokpa_core::time::Seconds;
use rusqlite::{Connection, Row};

fn branch(row: &Row<'_>) -> Result<Branch, StoreError> {
    let text = |at| row.get::<_, String>(at).map(Into::into);
    let parent: String = row.get(1)?;
    Ok(Branch {
        branch: rows::branch_id(row, 0)?,
        parent: if parent.is_empty() { None } else { Some(rows::branch_id(row, 1)?) },
        level: text(2)?,
        sector: text(3)?,
        name_zh: text(4)?,
        name_bo: text(5)?,
        station: row.get(6)?,
    })
}

const COLUMNS: &str = "branch, parent, level, sector, name_zh, name_bo, station";

pub(super) fn all(conn: &Connection) -> Result<Vec<Branch>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM branches ORDER BY rowid");
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query([])?;
    let mut branches = Vec::new();
    while let Some(row) = found.next()? {
        branches.push(branch(row)?);
    }
    Ok(branches)
}

pub(super) fn find(conn: &Connection, id: &BranchId) -> Result<Option<Branch>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM branches WHERE branch = ?1");
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query([id.as_str()])?;
    found.next()?.map(branch).transpose()
}

pub(super) fn put(
    conn: &Connection,
    keys: &HubKeys,
    branches: &[Branch],
    now: Seconds,
) -> Result<Vec<Changed>, StoreError> {
    let mut changed = Vec::with_capacity(branches.len());
    let mut to_settle = Vec::new();
    for branch in branches {
        let before = find(conn, &branch.branch)?;
        let one = match &before {
            Some(before) if before == branch => Changed::Same,
            Some(_) => Changed::Updated,
            None => Changed::Created,
        };
        if one != Changed::Same {
            put_one(conn, branch)?;
            to_settle.push(&branch.branch);
        }
        changed.push(one);
    }
    let mut voice = Voice::new(conn, keys, now)?;
    for branch in to_settle {
        // Reviewers above a moved branch are above everything below it as well.
        for below in rows::below(conn, branch)? {
            settle(conn, &mut voice, &below)?;
        }
    }
    voice.finish()?;
    Ok(changed)
}

/// Makes those branches that are not there.
pub(super) fn put_missing(
    conn: &Connection,
    keys: &HubKeys,
    branches: &[Branch],
    now: Seconds,
) -> Result<(), StoreError> {
    let mut missing = Vec::new();
    for branch in branches {
        if find(conn, &branch.branch)?.is_none() {
            missing.push(branch.clone());
        }
    }
    put(conn, keys, &missing, now).map(|_| ())
}

fn put_one(conn: &Connection, branch: &Branch) -> Result<(), StoreError> {
    if let Some(parent) = &branch.parent {
        let ring = *parent == branch.branch || rows::is_above(conn, &branch.branch, parent)?;
        if ring || find(conn, parent)?.is_none() {
            return Err(Code::BranchUnknown.into());
        }
    }
    conn.prepare_cached(
        "INSERT INTO branches (branch, parent, level, sector, name_zh, name_bo, station) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (branch) DO UPDATE SET \
         parent = excluded.parent, level = excluded.level, sector = excluded.sector, \
         name_zh = excluded.name_zh, name_bo = excluded.name_bo, station = excluded.station",
    )?
    .execute((
        branch.branch.as_str(),
        branch.parent.as_ref().map_or("", BranchId::as_str),
        &*branch.level,
        &*branch.sector,
        &*branch.name_zh,
        &*branch.name_bo,
        branch.station,
    ))?;
    Ok(())
}

fn settle(conn: &Connection, voice: &mut Voice<'_>, id: &BranchId) -> Result<(), StoreError> {
    if let Some(branch) = find(conn, id)? {
        let value = Value::Branch(BranchValue {
            parent: branch.parent.clone(),
            level: branch.level.clone(),
            sector: branch.sector.clone(),
            name_zh: branch.name_zh.clone(),
            name_bo: branch.name_bo.clone(),
            station: branch.station,
        });
        voice.say(&voice::registry(id), &Key::Branch, &value)?;
        publish::say_for_branch(conn, voice, &branch)?;
    }
    let sql = format!(
        "SELECT {} FROM devices WHERE role = ?1 AND revoked = 0",
        rows::CERTIFICATE_COLUMNS
    );
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query([Role::TownshipReviewer as u8])?;
    while let Some(row) = found.next()? {
        let reviewer = rows::certificate(row)?.certificate;
        if rows::is_above(conn, &reviewer.branch, id)? {
            voice.say_certificate(&reviewer)?;
        }
    }
    Ok(())
}
