//! Whole lists, for the operator's screen, for `verify` and for exports.

use super::rows;
use crate::store::{DeviceState, LogRow, Said, StoreError, Told};
use drokpa_core::chain::entry::{EntryId, entry_id};
use drokpa_core::id::{Actor, BranchId, Serial};
use drokpa_core::sync::reply::Tip;
use drokpa_core::time::Seconds;
use rusqlite::{Connection, Row};
use std::collections::BTreeMap;

const DEVICE_STATE: &str = "enrolled_at, last_contact, app_version, outbox, waiting, rejected";

pub(super) fn devices(conn: &Connection) -> Result<Vec<DeviceState>, StoreError> {
    let sql = format!(
        "SELECT {}, {DEVICE_STATE} FROM devices ORDER BY serial",
        rows::CERTIFICATE_COLUMNS
    );
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query([])?;
    let mut devices = Vec::new();
    while let Some(row) = found.next()? {
        devices.push(device_state(row)?);
    }
    Ok(devices)
}

pub(super) fn device(conn: &Connection, serial: Serial) -> Result<Option<DeviceState>, StoreError> {
    let sql = format!(
        "SELECT {}, {DEVICE_STATE} FROM devices WHERE serial = ?1",
        rows::CERTIFICATE_COLUMNS
    );
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query([serial.0])?;
    found.next()?.map(device_state).transpose()
}

fn device_state(row: &Row<'_>) -> Result<DeviceState, StoreError> {
    let device = rows::certificate(row)?;
    let told = match row.get::<_, Option<u64>>(10)? {
        None => None,
        Some(at) => Some(Told {
            at: Seconds(at),
            app_version: row.get(11)?,
            outbox: row.get(12)?,
            waiting: row.get(13)?,
            rejected: row.get(14)?,
        }),
    };
    Ok(DeviceState {
        certificate: device.certificate,
        revoked: device.revoked,
        enrolled_at: Seconds(row.get(9)?),
        told,
    })
}

/// By device the generations in which it forked, with how many losers are kept of each.
pub(super) fn forks(conn: &Connection) -> Result<BTreeMap<Serial, Vec<(u32, u32)>>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT serial, generation, COUNT(*) FROM forks GROUP BY serial, generation \
         ORDER BY serial, generation",
    )?;
    let mut found = select.query([])?;
    let mut forks: BTreeMap<Serial, Vec<(u32, u32)>> = BTreeMap::new();
    while let Some(row) = found.next()? {
        forks.entry(Serial(row.get(0)?)).or_default().push((row.get(1)?, row.get(2)?));
    }
    Ok(forks)
}

/// What SQLite finds wrong with the file, at most a hundred lines.
pub(super) fn integrity(conn: &Connection) -> Result<Vec<String>, StoreError> {
    let mut check = conn.prepare("PRAGMA integrity_check(100)")?;
    let lines = check.query_map([], |row| row.get::<_, String>(0))?;
    let lines = lines.collect::<Result<Vec<_>, _>>()?;
    Ok(lines.into_iter().filter(|line| line != "ok").collect())
}

pub(super) fn log_rows(
    conn: &Connection,
    branch: &BranchId,
    after: u64,
    limit: u32,
) -> Result<Vec<LogRow>, StoreError> {
    let sql = format!(
        "SELECT {}, l.position, l.tip, l.rolling \
         FROM log l JOIN documents d ON d.document = l.document \
         WHERE l.branch = ?1 AND l.position > ?2 ORDER BY l.position LIMIT ?3",
        rows::CHANGESET_COLUMNS
    );
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query((branch.as_str(), after, limit))?;
    let mut log = Vec::new();
    while let Some(row) = found.next()? {
        let (changeset, previous) = rows::changeset(row)?;
        log.push(LogRow {
            position: row.get(8)?,
            changeset,
            previous,
            tip: rows::hash(row, 9)?,
            check: rows::hash(row, 10)?,
        });
    }
    Ok(log)
}

pub(super) fn tips(conn: &Connection, branch: &BranchId) -> Result<Vec<Tip>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT d.name, t.serial, t.generation, t.seq, t.hash \
         FROM documents d JOIN tips t ON t.document = d.document WHERE d.branch = ?1",
    )?;
    let mut found = select.query([branch.as_str()])?;
    let mut tips = Vec::new();
    while let Some(row) = found.next()? {
        tips.push(Tip {
            document: rows::document_name(row, 0)?,
            actor: Actor { serial: Serial(row.get(1)?), generation: row.get(2)? },
            seq: row.get(3)?,
            entry: entry_id(&rows::hash(row, 4)?),
        });
    }
    Ok(tips)
}

pub(super) fn said(conn: &Connection, branch: &BranchId) -> Result<Vec<Said>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT d.name, s.key, s.value, s.entry, s.note \
         FROM documents d JOIN said s ON s.document = d.document WHERE d.branch = ?1",
    )?;
    let mut found = select.query([branch.as_str()])?;
    let mut said = Vec::new();
    while let Some(row) = found.next()? {
        said.push(Said {
            document: rows::document_name(row, 0)?,
            key: row.get(1)?,
            value: row.get(2)?,
            entry: EntryId(row.get(3)?),
            note: row.get::<_, String>(4)?.into(),
        });
    }
    Ok(said)
}
