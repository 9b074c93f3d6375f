//! What the hub learns again from its own words. Everything that decides authority is said by the
//! hub in documents that phones hold; when a hub that lost its last days is handed them back, the
//! tables beside the log follow.

use super::rows;
use super::voice::{membership, registry};
use crate::keys;
use crate::store::StoreError;
use drokpa_core::chain::certificate::Certificate;
use drokpa_core::chain::changeset::Opened;
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::entry_id;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::names::read_names;
use drokpa_core::schema::value::{BranchValue, Lock, Membership, Value};
use drokpa_core::time::{Day, Seconds};
use rusqlite::{Connection, OptionalExtension as _};

/// How far serials jump when the hub finds that it lost its last days: more than it can have given
/// out in them.
const SERIALS_LOST_MAX: u32 = 65_536;

/// Notes what entries of the hub say, where nothing later of the hub's is noted.
pub(super) fn put_said(
    conn: &Connection,
    document: i64,
    opened: &Opened,
) -> Result<(), StoreError> {
    let mut put = conn.prepare_cached(
        "INSERT INTO said (document, key, value, entry, generation, seq, note) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET value = excluded.value, \
         entry = excluded.entry, generation = excluded.generation, seq = excluded.seq, \
         note = excluded.note \
         WHERE (excluded.generation, excluded.seq) > (said.generation, said.seq)",
    )?;
    for (seq, (hash, entry)) in (opened.first_seq..).zip(&opened.entries) {
        let (key, value) = (entry.key.to_bytes(), entry.value.to_bytes());
        let generation = opened.actor.generation;
        let note = entry.note.text().unwrap_or_default();
        put.execute((document, key, value, entry_id(hash).0, generation, seq, note))?;
    }
    Ok(())
}

/// Counts the hub's own entries, so that a file that was put back is noticed at the next start.
pub(super) fn count_signed(conn: &Connection, entries: usize) -> Result<(), StoreError> {
    let signed = super::number(conn, "signed")?;
    let signed = signed.saturating_add(u32::try_from(entries).unwrap_or(u32::MAX));
    set(conn, "signed", signed)
}

pub(super) fn set(conn: &Connection, name: &str, value: u32) -> Result<(), StoreError> {
    conn.prepare_cached("UPDATE meta SET value = ?2 WHERE name = ?1")?
        .execute((name, value.to_be_bytes()))?;
    Ok(())
}

/// Begins another history: the hub was restored, or finds that it was put back. Cursors of before
/// are foreign from now on, invites of before are void, no number is used again.
pub(super) fn begin_epoch(conn: &Connection, generation_min: u32) -> Result<(), StoreError> {
    let before = super::number(conn, "epoch")?;
    let mut epoch = before;
    while epoch == before || epoch == 0 {
        let bytes = keys::random().map_err(|_| StoreError::Stopped)?;
        epoch = u32::from_be_bytes(bytes);
    }
    set(conn, "epoch", epoch)?;
    let generation = super::number(conn, "generation")?.saturating_add(1);
    set(conn, "generation", generation.max(generation_min))?;
    let serial = super::number(conn, "serial")?;
    set(conn, "serial", serial.saturating_add(SERIALS_LOST_MAX))?;
    // Who follows anew is given everything that they may read.
    conn.execute("DELETE FROM grants", [])?;
    tracing::warn!(epoch, "the hub lost its last days and begins a new epoch");
    Ok(())
}

/// Takes up entries of the hub's own that a phone handed back; they are in the log already.
pub(super) fn hear(
    conn: &Connection,
    keys: &HubKeys,
    opened: &Opened,
    now: Seconds,
) -> Result<(), StoreError> {
    let generation = super::number(conn, "generation")?;
    if opened.actor.generation >= generation {
        // Signed by this hub and not in its log: it has been put back without being told.
        begin_epoch(conn, opened.actor.generation.saturating_add(1))?;
    }
    count_signed(conn, opened.entries.len())?;
    let document = rows::put_document(conn, &opened.document)?;
    put_said(conn, document, opened)?;
    put_branch_id(conn, &opened.document.branch)?;
    for (hash, entry) in &opened.entries {
        let (Ok(Some(key)), Ok(Some(value))) = (Key::read(&entry.key), Value::read(&entry.value))
        else {
            continue;
        };
        if last_word(conn, document, &entry.key.to_bytes())? == Some(entry_id(hash).0) {
            apply(conn, keys, (&opened.document, now), (key, value, entry.note.text()))?;
        }
    }
    Ok(())
}

fn last_word(conn: &Connection, document: i64, key: &[u8]) -> Result<Option<[u8; 16]>, StoreError> {
    let mut find =
        conn.prepare_cached("SELECT entry FROM said WHERE document = ?1 AND key = ?2")?;
    Ok(find.query_row((document, key), |row| row.get(0)).optional()?)
}

fn apply(
    conn: &Connection,
    keys: &HubKeys,
    (document, now): (&DocumentId, Seconds),
    (key, value, note): (Key, Value, Option<&str>),
) -> Result<(), StoreError> {
    match (key, value) {
        (Key::Certificate(serial), Value::Certificate(value)) => {
            // What comes back was signed by the newest key, or it was not taken.
            let checked = Certificate::check(&keys.realm(), &keys.pair.public(), serial, &value);
            match checked {
                Ok(certificate) => put_certificate(conn, document, &certificate, now),
                Err(_) => Ok(()),
            }
        }
        (Key::Lock(serial, _), Value::Lock(lock)) => put_lock(conn, serial, &lock),
        (Key::Branch, Value::Branch(branch)) => put_branch(conn, &document.branch, &branch),
        (Key::Erasure(member), Value::Erasure) => {
            super::erase::drop_member(conn, &member).map(|_| ())
        }
        (Key::Retention, Value::Retention { kept_from }) => {
            super::erase::drop_before(conn, kept_from).map(|_| ())
        }
        (Key::Name(member), Value::Name) => {
            put_member(conn, &document.branch, &member)?;
            let Some((zh, bo)) = note.and_then(read_names) else { return Ok(()) };
            conn.prepare_cached("UPDATE members SET name_zh = ?2, name_bo = ?3 WHERE member = ?1")?
                .execute((member.as_str(), &*zh, &*bo))?;
            Ok(())
        }
        (Key::Membership(member, from), Value::Membership(time)) => {
            put_time(conn, (&document.branch, &member), (from, &time))
        }
        _ => Ok(()),
    }
}

/// The registry's word about a device goes before the membership document's.
fn put_certificate(
    conn: &Connection,
    document: &DocumentId,
    certificate: &Certificate,
    now: Seconds,
) -> Result<(), StoreError> {
    if document.kind == DocumentKind::Membership
        && let Some(registry) = rows::find_document(conn, &registry(&document.branch))?
    {
        let key = Key::Certificate(certificate.serial).record()?.to_bytes();
        if last_word(conn, registry, &key)?.is_some() {
            return Ok(());
        }
    }
    super::enrol::raise(conn, "serial", certificate.serial.0)?;
    put_member(conn, &certificate.branch, &certificate.member)?;
    rows::put_device(conn, certificate, now)?;
    conn.prepare_cached(
        "UPDATE devices SET branch = ?3, role = ?4, issued = ?5, renew = ?6 \
         WHERE serial = ?1 AND public_key = ?2",
    )?
    .execute((
        certificate.serial.0,
        certificate.key.bytes(),
        certificate.branch.as_str(),
        certificate.role as u8,
        certificate.issued.0,
        certificate.renew.0,
    ))?;
    conn.prepare_cached(
        "UPDATE members SET role = ?2 WHERE member = ?1 AND NOT EXISTS \
         (SELECT 1 FROM devices WHERE serial = ?3 AND revoked = 1)",
    )?
    .execute((certificate.member.as_str(), certificate.role.name(), certificate.serial.0))?;
    // A lock may have come before its device.
    for place in [registry(&document.branch), membership(&document.branch, &certificate.member)] {
        let Some(number) = rows::find_document(conn, &place)? else { continue };
        let key = Key::Lock(certificate.serial, 0).record()?.to_bytes();
        let mut find =
            conn.prepare_cached("SELECT value FROM said WHERE document = ?1 AND key = ?2")?;
        let bytes: Option<Vec<u8>> = find.query_row((number, key), |row| row.get(0)).optional()?;
        let record = bytes.and_then(|bytes| {
            let mut reader = drokpa_core::wire::bytes::Reader::new(&bytes);
            drokpa_core::schema::record::Record::read(&mut reader).ok()
        });
        if let Some(Ok(Some(Value::Lock(lock)))) = record.map(|record| Value::read(&record)) {
            put_lock(conn, certificate.serial, &lock)?;
        }
    }
    Ok(())
}

fn put_lock(conn: &Connection, serial: Serial, lock: &Lock) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE devices SET locked = 1, revoked = MAX(revoked, ?2) WHERE serial = ?1",
    )?
    .execute((serial.0, lock.left.is_none()))?;
    Ok(())
}

fn put_branch_id(conn: &Connection, branch: &BranchId) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO branches (branch, parent, level, sector, name_zh, name_bo, station) \
         VALUES (?1, '', '', '', ?1, ?1, 0)",
    )?
    .execute([branch.as_str()])?;
    Ok(())
}

fn put_branch(conn: &Connection, id: &BranchId, branch: &BranchValue) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE branches SET parent = ?2, level = ?3, sector = ?4, name_zh = ?5, name_bo = ?6, \
         station = ?7 WHERE branch = ?1",
    )?
    .execute((
        id.as_str(),
        branch.parent.as_ref().map_or("", BranchId::as_str),
        &*branch.level,
        &*branch.sector,
        &*branch.name_zh,
        &*branch.name_bo,
        branch.station,
    ))?;
    Ok(())
}

fn put_member(conn: &Connection, branch: &BranchId, member: &MemberId) -> Result<(), StoreError> {
    conn.prepare_cached(
        "INSERT OR IGNORE INTO members (member, branch, role, sector, category, exempt, name_zh, \
         name_bo, joined_on) VALUES (?1, ?2, 'member', '', '', '', ?1, ?1, '')",
    )?
    .execute((member.as_str(), branch.as_str()))?;
    Ok(())
}

/// The first of a member's times tells since when they are there, the open one where they are.
fn put_time(
    conn: &Connection,
    (branch, member): (&BranchId, &MemberId),
    (from, time): (Day, &Membership),
) -> Result<(), StoreError> {
    if time.until.is_some_and(|until| until < from) {
        return Ok(());
    }
    put_member(conn, branch, member)?;
    conn.prepare_cached(
        "UPDATE members SET joined_on = ?2 WHERE member = ?1 AND (joined_on = '' OR joined_on > ?2)",
    )?
    .execute((member.as_str(), from.to_string()))?;
    if time.until.is_some() {
        return Ok(());
    }
    let exempt: Vec<String> = time.exempt.iter().map(ToString::to_string).collect();
    conn.prepare_cached(
        "UPDATE members SET branch = ?2, sector = ?3, category = ?4, exempt = ?5 WHERE member = ?1",
    )?
    .execute((
        member.as_str(),
        branch.as_str(),
        &*time.sector,
        &*time.category,
        exempt.join(";"),
    ))?;
    Ok(())
}
