//! Erasure on the hub: free texts and names are dropped out of the columns of the log. What the
//! chain covers is their salted hash, so every chain and signature still verifies. Phones do the
//! same when they hear of it.

use super::rows;
use super::voice::{self, Voice};
use crate::store::{Change, Erased, StoreError};
use drokpa_core::chain::changeset::{Changeset, Opened};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::Entry;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::Value;
use drokpa_core::time::Cycle;
use rusqlite::Connection;

/// While this row stands in `meta`, and inside one transaction only, columns of the log may change.
const ERASING: &str = "erasing";

pub(super) fn member(
    conn: &Connection,
    keys: &HubKeys,
    member: &MemberId,
    change: Change,
) -> Result<Erased, StoreError> {
    if super::roster::find(conn, member)?.is_none() {
        return Err(Code::MemberUnknown.into());
    }
    let mut voice = Voice::new(conn, keys, change.now)?;
    for branch in branches_of(conn, member)? {
        let own = voice::membership(&branch, member);
        voice.say(&own, &Key::Erasure(member.clone()), &Value::Erasure)?;
        voice.say(&voice::roster(&branch), &Key::Name(member.clone()), &Value::Name)?;
    }
    voice.finish()?;
    drop_member(conn, member)
}

/// Drops the texts about a member, here, and from now on of whatever comes.
pub(super) fn drop_member(conn: &Connection, member: &MemberId) -> Result<Erased, StoreError> {
    conn.execute("INSERT OR IGNORE INTO erased (member) VALUES (?1)", [member.as_str()])?;
    conn.execute(
        "UPDATE members SET name_zh = member, name_bo = member WHERE member = ?1",
        [member.as_str()],
    )?;
    conn.execute(
        "UPDATE said SET note = '' WHERE document IN \
         (SELECT document FROM documents WHERE member = ?1)",
        [member.as_str()],
    )?;
    let named = |entry: &Entry| match Key::read(&entry.key) {
        Ok(Some(Key::Name(named))) => named == *member,
        _ => false,
    };
    let mut dropped = 0;
    for branch in branches_of(conn, member)? {
        dropped += drop_texts(conn, "d.name = ?1", &voice::roster(&branch).to_bytes(), named)?;
    }
    dropped += drop_texts(conn, "d.member = ?1", &member.as_str(), |_| true)?;
    Ok(Erased { changesets: dropped })
}

pub(super) fn retain(
    conn: &Connection,
    keys: &HubKeys,
    kept_from: Cycle,
    change: Change,
) -> Result<Erased, StoreError> {
    let mut voice = Voice::new(conn, keys, change.now)?;
    for branch in super::branches::all(conn)? {
        let registry = voice::registry(&branch.branch);
        voice.say(&registry, &Key::Retention, &Value::Retention { kept_from })?;
    }
    voice.finish()?;
    drop_before(conn, kept_from)
}

/// Drops the texts of the years before one, here, and from now on of whatever comes.
pub(super) fn drop_before(conn: &Connection, kept_from: Cycle) -> Result<Erased, StoreError> {
    super::enrol::raise(conn, "kept_from", u32::from(kept_from.0))?;
    let mut select = conn.prepare("SELECT document, name FROM documents")?;
    let mut found = select.query([])?;
    let mut dropped = 0;
    while let Some(row) = found.next()? {
        let (number, document): (i64, _) = (row.get(0)?, rows::document_name(row, 1)?);
        if document.kind.has_cycle() && document.cycle < kept_from {
            dropped += drop_texts(conn, "d.document = ?1", &number, |_| true)?;
        }
    }
    Ok(Erased { changesets: dropped })
}

fn branches_of(conn: &Connection, member: &MemberId) -> Result<Vec<BranchId>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT DISTINCT branch FROM documents WHERE kind = ?1 AND member = ?2 ORDER BY branch",
    )?;
    let mut found = select.query((DocumentKind::Membership as u8, member.as_str()))?;
    let mut branches = Vec::new();
    while let Some(row) = found.next()? {
        branches.push(rows::branch_id(row, 0)?);
    }
    Ok(branches)
}

/// Drops texts in rows of the log and of the losers of forks; returns how many rows had any.
fn drop_texts(
    conn: &Connection,
    which: &str,
    place: &dyn rusqlite::ToSql,
    about: impl Fn(&Entry) -> bool,
) -> Result<u32, StoreError> {
    conn.execute("INSERT OR REPLACE INTO meta (name, value) VALUES (?1, x'01')", [ERASING])?;
    let mut dropped = 0;
    for table in ["log", "forks"] {
        let select = format!(
            "SELECT {}, l.rowid FROM {table} l JOIN documents d ON d.document = l.document \
             WHERE {which}",
            rows::CHANGESET_COLUMNS
        );
        let update = format!("UPDATE {table} SET columns = ?2 WHERE rowid = ?1");
        let mut found = conn.prepare(&select)?;
        let mut found = found.query([place])?;
        let mut changed: Vec<(i64, Changeset)> = Vec::new();
        while let Some(row) = found.next()? {
            let (mut changeset, _) = rows::changeset(row)?;
            if changeset.erase_notes(&about)? {
                changed.push((row.get(8)?, changeset));
            }
        }
        for (row, changeset) in changed {
            conn.prepare_cached(&update)?.execute((row, &*changeset.columns))?;
            dropped += 1;
        }
    }
    conn.execute("DELETE FROM meta WHERE name = ?1", [ERASING])?;
    Ok(dropped)
}

/// What comes about somebody whose texts were dropped, or of a year that is over, comes without
/// its texts: a phone may not have heard of it yet.
pub(super) fn without_texts(
    conn: &Connection,
    opened: &Opened,
) -> Result<Option<Opened>, StoreError> {
    let DocumentId { kind, cycle, member, .. } = &opened.document;
    let over = kind.has_cycle() && u32::from(cycle.0) < super::number(conn, "kept_from")?;
    let erased = match member {
        Some(member) => conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM erased WHERE member = ?1)")?
            .query_row([member.as_str()], |row| row.get(0))?,
        None => false,
    };
    if !(over || erased) {
        return Ok(None);
    }
    let mut bare = opened.clone();
    Ok(bare.erase_notes(|_| true).then_some(bare))
}
