//! Who may still do what: locks of devices that were revoked or lost a role, larger roles that were
//! granted, devices that come back. All of it is said in the hub's own documents, so that phones
//! judge by the same, and a hub that lost its last days hears it again from them.

use super::rows;
use super::voice::{self, Voice};
use crate::store::{Change, Member, Revoked, StoreError};
use drokpa_core::chain::certificate::{Certificate, Role};
use drokpa_core::chain::changeset::Opened;
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::{EntryId, entry_id};
use drokpa_core::chain::keys::Hash;
use drokpa_core::code::Code;
use drokpa_core::hub::{Device, HubKeys};
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::record::Record;
use drokpa_core::schema::value::{Accepted, Lock, Value};
use drokpa_core::sync::authority::{Subject, may_write};
use drokpa_core::sync::lock::DeviceLock;
use drokpa_core::time::{Cycle, Seconds};
use drokpa_core::wire::bytes::Reader;
use rusqlite::Connection;
use std::collections::{BTreeMap, BTreeSet};

/// The lock of a device in a branch, as the hub says it there.
pub(super) fn device_lock(
    conn: &Connection,
    branch: &BranchId,
    device: &Certificate,
) -> Result<Option<DeviceLock>, StoreError> {
    for document in [voice::registry(branch), voice::membership(branch, &device.member)] {
        let parts = said_parts(conn, &document, device.serial)?;
        if let Some(lock) = DeviceLock::of(&parts) {
            return Ok(Some(lock));
        }
    }
    Ok(None)
}

/// The roles that a device had, by the locks in all branches where its certificate stands.
pub(super) fn roles_had(conn: &Connection, device: &Certificate) -> Result<Vec<Role>, StoreError> {
    let mut had = BTreeSet::new();
    for place in places(conn, device.serial)? {
        let lock = device_lock(conn, &place.branch, device)?;
        had.extend(lock.iter().flat_map(DeviceLock::had));
    }
    Ok(had.into_iter().collect())
}

fn said_parts(
    conn: &Connection,
    document: &DocumentId,
    serial: Serial,
) -> Result<Vec<Lock>, StoreError> {
    let mut parts = Vec::new();
    let Some(number) = rows::find_document(conn, document)? else { return Ok(parts) };
    let mut find =
        conn.prepare_cached("SELECT value FROM said WHERE document = ?1 AND key = ?2")?;
    for part in 0.. {
        let key = Key::Lock(serial, part).record()?.to_bytes();
        let mut found = find.query((number, key))?;
        let Some(row) = found.next()? else { break };
        let bytes: Vec<u8> = row.get(0)?;
        let record = Record::read(&mut Reader::new(&bytes)).map_err(|_| rows::damaged("said"))?;
        match Value::read(&record) {
            Ok(Some(Value::Lock(lock))) => parts.push(lock),
            _ => return Err(rows::damaged("said: a lock")),
        }
    }
    Ok(parts)
}

/// The documents in which the certificate of a device stands: where it stands, its lock and its
/// new certificates have to stand, too.
pub(super) fn places(
    conn: &Connection,
    serial: Serial,
) -> Result<BTreeSet<DocumentId>, StoreError> {
    let key = Key::Certificate(serial).record()?.to_bytes();
    let mut find = conn.prepare_cached(
        "SELECT d.name FROM said s JOIN documents d ON d.document = s.document WHERE s.key = ?1",
    )?;
    let mut found = find.query([key])?;
    let mut places = BTreeSet::new();
    while let Some(row) = found.next()? {
        places.insert(rows::document_name(row, 0)?);
    }
    Ok(places)
}

pub(super) fn revoke(
    conn: &Connection,
    keys: &HubKeys,
    (serial, since): (Serial, Option<Seconds>),
    change: Change,
) -> Result<Revoked, StoreError> {
    let device = rows::device(conn, serial)?.ok_or(Code::DeviceUnknown)?;
    let mut voice = Voice::new(conn, keys, change.now)?;
    let mut revoked = Revoked { chains: 0, quarantined: 0 };
    if !device.revoked {
        let limit = Limit { left: None, since };
        revoked = say_lock(conn, &mut voice, &device.certificate, limit)?;
        voice.finish()?;
        set_locked(conn, serial, true)?;
    }
    Ok(revoked)
}

fn set_locked(conn: &Connection, serial: Serial, revoked: bool) -> Result<(), StoreError> {
    conn.prepare_cached(
        "UPDATE devices SET locked = 1, revoked = MAX(revoked, ?2) WHERE serial = ?1",
    )?
    .execute((serial.0, revoked))?;
    Ok(())
}

/// Gives every device of a member the role that they have now; those of a branch that the member
/// left keep none. Who loses a right is locked first: what the log has counts, and what was
/// written before the phone heard of it is quarantined.
pub(super) fn set_role(
    conn: &Connection,
    voice: &mut Voice<'_>,
    member: &Member,
) -> Result<(), StoreError> {
    for device in rows::devices_of(conn, &member.member)? {
        let before = device.certificate.role;
        let here = device.certificate.branch == member.branch;
        let role = if here { member.role } else { Role::Member };
        if device.revoked || before == role {
            continue;
        }
        if loses(before, role) {
            let limit = Limit { left: Some(role), since: None };
            say_lock(conn, voice, &device.certificate, limit)?;
            set_locked(conn, device.certificate.serial, false)?;
        }
        let certificate = Certificate { role, ..device.certificate };
        for document in places(conn, certificate.serial)? {
            voice.say_certificate_in(&document, &certificate)?;
        }
        voice.say_certificate(&certificate)?;
        // The rows have to be in the log before their position is noted.
        voice.write_all()?;
        conn.prepare_cached("UPDATE devices SET role = ?2 WHERE serial = ?1")?
            .execute((certificate.serial.0, role as u8))?;
        let head = rows::head(conn, &certificate.branch)?;
        conn.prepare_cached(
            "INSERT OR IGNORE INTO grants (serial, branch, position, before) \
             VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((
            certificate.serial.0,
            certificate.branch.as_str(),
            head.position,
            before as u8,
        ))?;
    }
    Ok(())
}

/// True where the second role may not write all that the first one may.
fn loses(before: Role, after: Role) -> bool {
    let (Ok(branch), Ok(member)) = (BranchId::new("a"), MemberId::new("m")) else { return true };
    let subject = |role| Subject { branch: branch.clone(), member: member.clone(), role };
    DocumentKind::ALL.into_iter().any(|kind| {
        let document = DocumentId {
            kind,
            branch: branch.clone(),
            cycle: Cycle(if kind.has_cycle() { 2000 } else { 0 }),
            member: kind.has_member().then(|| member.clone()),
            host: (kind == DocumentKind::Guest).then(|| branch.clone()),
        };
        [false, true].into_iter().any(|above| {
            may_write(&subject(before), &document, above)
                && !may_write(&subject(after), &document, above)
        })
    })
}

/// What a lock leaves, and from when on the device is not trusted; from now on without a time.
#[derive(Clone, Copy)]
struct Limit {
    left: Option<Role>,
    since: Option<Seconds>,
}

fn say_lock(
    conn: &Connection,
    voice: &mut Voice<'_>,
    device: &Certificate,
    limit: Limit,
) -> Result<Revoked, StoreError> {
    let chains = chains_of(conn, device.serial)?;
    let mut revoked = Revoked { chains: 0, quarantined: 0 };
    let mut by_branch: BTreeMap<BranchId, Vec<DocumentId>> = BTreeMap::new();
    for document in places(conn, device.serial)? {
        by_branch.entry(document.branch.clone()).or_default().push(document);
    }
    for (branch, documents) in by_branch {
        let here = chains.iter().filter(|chain| chain.document.branch == branch);
        let before = device_lock(conn, &branch, device)?.filter(|lock| lock.left().is_some());
        let (lock, counts) = new_lock(conn, device, (before, here), limit)?;
        revoked.chains += counts.chains;
        revoked.quarantined += counts.quarantined;
        let parts = lock.into_parts();
        for document in documents {
            for (part, lock) in (0..).zip(&parts) {
                let key = Key::Lock(device.serial, part);
                voice.say(&document, &key, &Value::Lock(lock.clone()))?;
            }
        }
    }
    Ok(revoked)
}

/// The lock of a device in one branch. What an earlier one said about older generations stays.
fn new_lock<'a>(
    conn: &Connection,
    device: &Certificate,
    (before, chains): (Option<DeviceLock>, impl Iterator<Item = &'a ChainEnd>),
    limit: Limit,
) -> Result<(Lock, Revoked), StoreError> {
    let until = before.as_ref().map(DeviceLock::last_generation);
    let mut had: BTreeSet<Role> = BTreeSet::from([device.role]);
    had.extend(before.iter().flat_map(DeviceLock::had));
    let mut accepted: Vec<Accepted> = before.iter().flat_map(DeviceLock::accepted).collect();
    let mut generation = until.unwrap_or(0);
    let mut counts = Revoked { chains: 0, quarantined: 0 };
    for chain in chains {
        generation = generation.max(chain.generation);
        if until.is_some_and(|until| chain.generation <= until) {
            continue;
        }
        let head = match limit.since {
            None => Some((chain.seq, entry_id(&chain.hash))),
            Some(since) => last_before(conn, (device.serial, chain), since)?,
        };
        counts.chains += u32::from(head.is_some());
        counts.quarantined += chain.seq - head.map_or(0, |(seq, _)| seq);
        accepted.extend(head.map(|(seq, entry)| Accepted {
            document: chain.document.clone(),
            generation: chain.generation,
            seq,
            entry,
        }));
    }
    let lock = Lock { had: had.into_iter().collect(), left: limit.left, generation, accepted };
    Ok((lock, counts))
}

struct ChainEnd {
    number: i64,
    document: DocumentId,
    generation: u32,
    seq: u32,
    hash: Hash,
}

fn chains_of(conn: &Connection, serial: Serial) -> Result<Vec<ChainEnd>, StoreError> {
    let mut find = conn.prepare_cached(
        "SELECT t.document, d.name, t.generation, t.seq, t.hash \
         FROM tips t JOIN documents d ON d.document = t.document WHERE t.serial = ?1",
    )?;
    let mut found = find.query([serial.0])?;
    let mut chains = Vec::new();
    while let Some(row) = found.next()? {
        chains.push(ChainEnd {
            number: row.get(0)?,
            document: rows::document_name(row, 1)?,
            generation: row.get(2)?,
            seq: row.get(3)?,
            hash: rows::hash(row, 4)?,
        });
    }
    Ok(chains)
}

/// The last entry of a chain that the hub had received before a time.
fn last_before(
    conn: &Connection,
    (serial, chain): (Serial, &ChainEnd),
    since: Seconds,
) -> Result<Option<(u32, EntryId)>, StoreError> {
    let mut find = conn.prepare_cached(
        "SELECT seq_to, tip FROM log WHERE document = ?1 AND serial = ?2 AND generation = ?3 \
         AND received < ?4 ORDER BY seq_to DESC LIMIT 1",
    )?;
    let mut found = find.query((chain.number, serial.0, chain.generation, since.0))?;
    found.next()?.map(|row| Ok((row.get(0)?, entry_id(&rows::hash(row, 1)?)))).transpose()
}

/// Says in a guest's home branch who attested there, before the attestation itself comes: its
/// phones know nobody of the host branch.
pub(super) fn vouch_for_host(
    conn: &Connection,
    keys: &HubKeys,
    opened: &Opened,
    now: Seconds,
) -> Result<(), StoreError> {
    let Some(host) = rows::device(conn, opened.actor.serial)? else { return Ok(()) };
    let registry = voice::registry(&opened.document.branch);
    let mut voice = Voice::new(conn, keys, now)?;
    voice.say_certificate_in(&registry, &host.certificate)?;
    let here = device_lock(conn, &opened.document.branch, &host.certificate)?;
    if host.locked && here.is_none() {
        let home = device_lock(conn, &host.certificate.branch, &host.certificate)?;
        if let Some(lock) = home {
            let (had, left) = (lock.had().to_vec(), lock.left());
            let generation = lock.last_generation();
            let lock = Lock { had, left, generation, accepted: Vec::new() };
            voice.say(&registry, &Key::Lock(opened.actor.serial, 0), &Value::Lock(lock))?;
        }
    }
    voice.finish()
}

pub(super) fn take_back(
    conn: &Connection,
    keys: &HubKeys,
    shown: &Certificate,
    now: Seconds,
) -> Result<Device, StoreError> {
    if let Some(known) = rows::device(conn, shown.serial)? {
        let same = known.certificate.key == shown.key;
        return if same { Ok(known) } else { Err(Code::DeviceUnknown.into()) };
    }
    rows::put_device(conn, shown, now)?;
    super::enrol::raise(conn, "serial", shown.serial.0)?;
    let mut voice = Voice::new(conn, keys, now)?;
    voice.say_certificate(shown)?;
    voice.finish()?;
    rows::device(conn, shown.serial)?.ok_or(rows::damaged("devices"))
}
