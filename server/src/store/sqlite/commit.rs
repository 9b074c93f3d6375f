//! What one request appends: all or nothing, each changeset behind the tip it was judged against.

use super::{authority, erase, heal, rows};
use crate::store::{Commit, StoreError};
use drokpa_core::chain::changeset::Opened;
use drokpa_core::chain::document::DocumentKind;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::{BranchId, Serial};
use drokpa_core::time::Seconds;
use rusqlite::Connection;

/// Most losers that are kept of one chain. The owner of its key could make any number of them,
/// and a hundred prove as much as a million.
const FORKS_MAX: u32 = 100;

pub(super) fn commit(
    conn: &Connection,
    keys: &HubKeys,
    commit: &Commit,
) -> Result<Vec<(BranchId, u64)>, StoreError> {
    let mut positions = Vec::with_capacity(commit.appends.len());
    for append in &commit.appends {
        let opened = &append.opened;
        if opened.document.kind == DocumentKind::Guest {
            authority::vouch_for_host(conn, keys, opened, commit.now)?;
        }
        let document = rows::put_document(conn, &opened.document)?;
        if rows::tip(conn, document, opened.actor)? != append.behind {
            return Err(StoreError::Conflict);
        }
        let bare = erase::without_texts(conn, opened)?;
        let opened = bare.as_ref().unwrap_or(opened);
        let position = rows::append(conn, document, opened, commit.now)?;
        positions.push((opened.document.branch.clone(), position));
        if append.quarantined {
            add_deposit(conn, opened, commit.now)?;
        }
    }
    // All of them first: what the hub says about one device may stand in several documents.
    let own = commit.appends.iter().map(|append| &append.opened);
    own.filter(|opened| opened.actor.serial == Serial::HUB)
        .try_for_each(|opened| heal::hear(conn, keys, opened, commit.now))?;
    commit.evidence.iter().try_for_each(|loser| keep_evidence(conn, loser, commit.now))?;
    Ok(positions)
}

fn add_deposit(conn: &Connection, opened: &Opened, now: Seconds) -> Result<(), StoreError> {
    let bytes = u32::try_from(opened.pack(false).columns.len()).unwrap_or(u32::MAX);
    let day = now.day().0;
    // Other days are over.
    conn.prepare_cached("DELETE FROM deposits WHERE serial = ?1 AND day <> ?2")?
        .execute((opened.actor.serial.0, day))?;
    conn.prepare_cached(
        "INSERT INTO deposits (serial, day, bytes) VALUES (?1, ?2, ?3) \
         ON CONFLICT DO UPDATE SET bytes = bytes + excluded.bytes",
    )?
    .execute((opened.actor.serial.0, day, bytes))?;
    Ok(())
}

fn keep_evidence(conn: &Connection, loser: &Opened, now: Seconds) -> Result<(), StoreError> {
    let document = rows::put_document(conn, &loser.document)?;
    let (serial, generation) = (loser.actor.serial.0, loser.actor.generation);
    let kept: u32 = conn
        .prepare_cached(
            "SELECT COUNT(*) FROM forks WHERE document = ?1 AND serial = ?2 AND generation = ?3",
        )?
        .query_row((document, serial, generation), |row| row.get(0))?;
    if kept >= FORKS_MAX {
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT OR IGNORE INTO forks (document, serial, generation, seq_from, seq_to, previous, \
         tip, signature, columns, found_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(rusqlite::params![
        document,
        serial,
        generation,
        loser.first_seq,
        loser.last_seq(),
        loser.previous.0,
        loser.tip().0,
        loser.signature,
        &*loser.pack(false).columns,
        now.0,
    ])?;
    Ok(())
}
