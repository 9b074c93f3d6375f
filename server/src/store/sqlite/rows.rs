//! The rows that every operation needs: documents, heads, tips, devices, the tree. Functions take
//! whatever connection their caller is in the middle of using.

use crate::store::{Head, StoreError, Told};
use drokpa_core::chain::certificate::{Certificate, Role};
use drokpa_core::chain::changeset::{Changeset, Opened, Previous};
use drokpa_core::chain::document::DocumentId;
use drokpa_core::chain::keys::{Hash, PublicKey};
use drokpa_core::hub::{Device, next_check};
use drokpa_core::id::{Actor, BranchId, MemberId, Serial};
use drokpa_core::time::{Day, Seconds};
use drokpa_core::wire::bytes::Reader;
use rusqlite::{Connection, OptionalExtension as _, Row};

pub(super) const fn damaged(what: &'static str) -> StoreError {
    StoreError::Damaged { what }
}

pub(super) fn hash(row: &Row<'_>, at: usize) -> Result<Hash, StoreError> {
    Ok(Hash(row.get::<_, [u8; 32]>(at)?))
}

pub(super) fn branch_id(row: &Row<'_>, at: usize) -> Result<BranchId, StoreError> {
    let text = row.get_ref(at)?.as_str().map_err(|_| damaged("a branch id"))?;
    BranchId::new(text).map_err(|_| damaged("a branch id"))
}

pub(super) fn member_id(row: &Row<'_>, at: usize) -> Result<MemberId, StoreError> {
    let text = row.get_ref(at)?.as_str().map_err(|_| damaged("a member id"))?;
    MemberId::new(text).map_err(|_| damaged("a member id"))
}

pub(super) fn document_name(row: &Row<'_>, at: usize) -> Result<DocumentId, StoreError> {
    let bytes = row.get_ref(at)?.as_blob().map_err(|_| damaged("documents.name"))?;
    DocumentId::read(&mut Reader::new(bytes)).map_err(|_| damaged("documents.name"))
}

/// Columns of a row of `log` or `forks` joined with its document, in the order that
/// [`changeset`] reads.
pub(super) const CHANGESET_COLUMNS: &str =
    "d.name, l.serial, l.generation, l.seq_from, l.seq_to, l.previous, l.columns, l.signature";

pub(super) fn changeset(row: &Row<'_>) -> Result<(Changeset, Hash), StoreError> {
    let bad = damaged("log: a changeset");
    let (first_seq, last_seq): (u32, u32) = (row.get(3)?, row.get(4)?);
    let count = last_seq.checked_sub(first_seq).and_then(|rest| u16::try_from(rest + 1).ok());
    let previous = hash(row, 5)?;
    let changeset = Changeset {
        document: document_name(row, 0)?,
        actor: Actor { serial: Serial(row.get(1)?), generation: row.get(2)? },
        first_seq,
        count: count.ok_or(bad)?,
        previous: match first_seq {
            1 => Previous::Genesis,
            _ => Previous::Prefix(previous.prefix()),
        },
        columns: row.get_ref(6)?.as_blob().map_err(|_| damaged("log.columns"))?.into(),
        signature: row.get(7)?,
    };
    Ok((changeset, previous))
}

/// The number of a document, if the store has it.
pub(super) fn find_document(
    conn: &Connection,
    document: &DocumentId,
) -> Result<Option<i64>, StoreError> {
    let mut find = conn.prepare_cached("SELECT document FROM documents WHERE name = ?1")?;
    Ok(find.query_row([document.to_bytes()], |row| row.get(0)).optional()?)
}

/// The number of a document, made where it has none.
pub(super) fn put_document(conn: &Connection, document: &DocumentId) -> Result<i64, StoreError> {
    if let Some(number) = find_document(conn, document)? {
        return Ok(number);
    }
    let member = document.member.as_ref().map_or("", MemberId::as_str);
    conn.prepare_cached(
        "INSERT INTO documents (name, branch, kind, member) VALUES (?1, ?2, ?3, ?4)",
    )?
    .execute((document.to_bytes(), document.branch.as_str(), document.kind as u8, member))?;
    Ok(conn.last_insert_rowid())
}

/// The end of a branch's log.
pub(super) fn head(conn: &Connection, branch: &BranchId) -> Result<Head, StoreError> {
    let mut last = conn.prepare_cached(
        "SELECT position, rolling FROM log WHERE branch = ?1 ORDER BY position DESC LIMIT 1",
    )?;
    let mut rows = last.query([branch.as_str()])?;
    match rows.next()? {
        None => Ok(Head::default()),
        Some(row) => Ok(Head { position: row.get(0)?, check: hash(row, 1)? }),
    }
}

/// The end of a chain.
pub(super) fn tip(
    conn: &Connection,
    document: i64,
    actor: Actor,
) -> Result<Option<(u32, Hash)>, StoreError> {
    let mut find = conn.prepare_cached(
        "SELECT seq, hash FROM tips WHERE document = ?1 AND serial = ?2 AND generation = ?3",
    )?;
    let mut rows = find.query((document, actor.serial.0, actor.generation))?;
    rows.next()?.map(|row| Ok((row.get(0)?, hash(row, 1)?))).transpose()
}

/// Appends checked entries behind the tip of their chain. The caller has compared the tip.
pub(super) fn append(
    conn: &Connection,
    document: i64,
    opened: &Opened,
    now: Seconds,
) -> Result<u64, StoreError> {
    let branch = &opened.document.branch;
    let head = head(conn, branch)?;
    let position = head.position + 1;
    let check = next_check(&head.check, opened);
    let Actor { serial, generation } = opened.actor;
    let changeset = opened.pack(false);
    conn.prepare_cached(
        "INSERT INTO log (branch, position, member, document, serial, generation, seq_from, \
         seq_to, previous, tip, rolling, signature, columns, received) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
    )?
    .execute(rusqlite::params![
        branch.as_str(),
        position,
        opened.document.member.as_ref().map_or("", MemberId::as_str),
        document,
        serial.0,
        generation,
        opened.first_seq,
        opened.last_seq(),
        opened.previous.0,
        opened.tip().0,
        check.0,
        opened.signature,
        &*changeset.columns,
        now.0,
    ])?;
    conn.prepare_cached(
        "INSERT INTO tips (document, serial, generation, seq, hash) VALUES (?1, ?2, ?3, ?4, ?5) \
         ON CONFLICT DO UPDATE SET seq = excluded.seq, hash = excluded.hash",
    )?
    .execute((document, serial.0, generation, opened.last_seq(), opened.tip().0))?;
    Ok(position)
}

/// Columns of a device in the order that [`certificate`] reads.
pub(super) const CERTIFICATE_COLUMNS: &str =
    "serial, branch, member, role, public_key, issued, renew, revoked, locked";

pub(super) fn certificate(row: &Row<'_>) -> Result<Device, StoreError> {
    let bad = |_| damaged("devices: a certificate");
    let certificate = Certificate {
        serial: Serial(row.get(0)?),
        branch: branch_id(row, 1)?,
        member: member_id(row, 2)?,
        role: Role::from_number(row.get(3)?).ok_or(damaged("devices.role"))?,
        key: PublicKey::new(row.get(4)?).map_err(bad)?,
        issued: Day(row.get(5)?),
        renew: Day(row.get(6)?),
    };
    Ok(Device { certificate, revoked: row.get(7)?, locked: row.get(8)? })
}

/// The device with this serial.
pub(super) fn device(conn: &Connection, serial: Serial) -> Result<Option<Device>, StoreError> {
    let sql = format!("SELECT {CERTIFICATE_COLUMNS} FROM devices WHERE serial = ?1");
    let mut find = conn.prepare_cached(&sql)?;
    let mut rows = find.query([serial.0])?;
    rows.next()?.map(certificate).transpose()
}

/// The devices of a member.
pub(super) fn devices_of(conn: &Connection, member: &MemberId) -> Result<Vec<Device>, StoreError> {
    let sql =
        format!("SELECT {CERTIFICATE_COLUMNS} FROM devices WHERE member = ?1 ORDER BY serial");
    let mut find = conn.prepare_cached(&sql)?;
    let mut found = find.query([member.as_str()])?;
    let mut devices = Vec::new();
    while let Some(row) = found.next()? {
        devices.push(certificate(row)?);
    }
    Ok(devices)
}

/// Keeps a device; false where its serial or its key has one already.
pub(super) fn put_device(
    conn: &Connection,
    device: &Certificate,
    now: Seconds,
) -> Result<bool, StoreError> {
    let inserted = conn
        .prepare_cached(
            "INSERT INTO devices (serial, branch, member, role, public_key, issued, renew, \
             enrolled_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
        )?
        .execute(rusqlite::params![
            device.serial.0,
            device.branch.as_str(),
            device.member.as_str(),
            device.role as u8,
            device.key.bytes(),
            device.issued.0,
            device.renew.0,
            now.0,
        ])?;
    Ok(inserted == 1)
}

pub(super) fn put_told(conn: &Connection, serial: Serial, told: &Told) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE devices SET last_contact = ?2, app_version = ?3, outbox = ?4, waiting = ?5, \
         rejected = ?6 WHERE serial = ?1",
    )?
    .execute((
        serial.0,
        told.at.0,
        told.app_version,
        told.outbox,
        told.waiting,
        told.rejected,
    ))?;
    Ok(())
}

/// True where `upper` is a parent of `lower`, or of its parent, and so on.
pub(super) fn is_above(
    conn: &Connection,
    upper: &BranchId,
    lower: &BranchId,
) -> Result<bool, StoreError> {
    if upper == lower {
        return Ok(false);
    }
    // UNION drops repeated rows, so that even a ring in the table would end.
    let mut find = conn.prepare_cached(
        "WITH RECURSIVE above (branch) AS ( \
           SELECT parent FROM branches WHERE branch = ?2 \
           UNION SELECT b.parent FROM branches b JOIN above a ON b.branch = a.branch) \
         SELECT EXISTS (SELECT 1 FROM above WHERE branch = ?1)",
    )?;
    Ok(find.query_row((upper.as_str(), lower.as_str()), |row| row.get(0))?)
}

/// A branch and all that lie below it.
pub(super) fn below(conn: &Connection, branch: &BranchId) -> Result<Vec<BranchId>, StoreError> {
    let mut find = conn.prepare_cached(
        "WITH RECURSIVE below (branch) AS ( \
           SELECT ?1 \
           UNION SELECT b.branch FROM branches b JOIN below a ON b.parent = a.branch) \
         SELECT branch FROM below ORDER BY branch",
    )?;
    let mut rows = find.query([branch.as_str()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(branch_id(row, 0)?);
    }
    Ok(found)
}
