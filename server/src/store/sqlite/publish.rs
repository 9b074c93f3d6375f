//! Publications: immutable bodies that phones fetch by hash. Which hash is in force is said in the
//! registry of each branch that has the sector they are for, or a member of that sector.

use super::rows;
use super::voice::{self, Voice};
use crate::store::{Branch, Changed, Publication, StoreError};
use drokpa_core::chain::document::DocumentKind;
use drokpa_core::chain::keys::Hash;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::BranchId;
use drokpa_core::schema::key::{Key, PublicationKind};
use drokpa_core::schema::record::Record;
use drokpa_core::schema::value::Value;
use drokpa_core::time::{Day, Seconds};
use drokpa_core::wire::bytes::Reader;
use rusqlite::{Connection, OptionalExtension as _, Row};
use std::collections::BTreeSet;

const COLUMNS: &str = "kind, name, version, effective, sector, body, published";

fn publication(row: &Row<'_>) -> Result<Publication, StoreError> {
    let number: u64 = row.get(0)?;
    let kinds = [PublicationKind::Rules, PublicationKind::Courses, PublicationKind::Tree];
    let kind = kinds.into_iter().find(|kind| *kind as u64 == number);
    Ok(Publication {
        kind: kind.ok_or(rows::damaged("publications.kind"))?,
        name: row.get::<_, String>(1)?.into(),
        version: row.get(2)?,
        effective: Day(row.get(3)?),
        sector: row.get::<_, String>(4)?.into(),
        body: row.get::<_, Vec<u8>>(5)?.into(),
        published: Seconds(row.get(6)?),
    })
}

pub(super) fn all(conn: &Connection) -> Result<Vec<Publication>, StoreError> {
    // In the order in which they were published: of two sets for one sector the first one holds.
    let sql = format!("SELECT {COLUMNS} FROM publications ORDER BY rowid");
    let mut select = conn.prepare_cached(&sql)?;
    let mut found = select.query([])?;
    let mut publications = Vec::new();
    while let Some(row) = found.next()? {
        publications.push(publication(row)?);
    }
    Ok(publications)
}

pub(super) fn body(conn: &Connection, hash: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
    let mut find = conn.prepare_cached("SELECT body FROM publications WHERE hash = ?1")?;
    Ok(find.query_row([hash.0], |row| row.get(0)).optional()?)
}

pub(super) fn put(
    conn: &Connection,
    keys: &HubKeys,
    publications: &[Publication],
    now: Seconds,
) -> Result<Vec<Changed>, StoreError> {
    let branches = super::branches::all(conn)?;
    let mut voice = Voice::new(conn, keys, now)?;
    let sectors = branches.iter().map(|branch| sectors_of(conn, branch));
    let sectors: Vec<BTreeSet<Box<str>>> = sectors.collect::<Result<_, _>>()?;
    let mut changed = Vec::with_capacity(publications.len());
    for publication in publications {
        changed.push(put_one(conn, publication)?);
        for (branch, sectors) in branches.iter().zip(&sectors) {
            if publication.sector.is_empty() || sectors.contains(&publication.sector) {
                say(&mut voice, &branch.branch, publication)?;
            }
        }
    }
    voice.finish()?;
    Ok(changed)
}

fn put_one(conn: &Connection, publication: &Publication) -> Result<Changed, StoreError> {
    let hash = publication.hash();
    let before: Option<[u8; 32]> = conn
        .prepare_cached(
            "SELECT hash FROM publications WHERE kind = ?1 AND name = ?2 AND version = ?3",
        )?
        .query_row((publication.kind as u8, &*publication.name, publication.version), |row| {
            row.get(0)
        })
        .optional()?;
    match before {
        Some(before) if before == hash.0 => return Ok(Changed::Same),
        // A version that phones may hold already cannot come to mean something else.
        Some(_) => return Err(Code::StateWrong.into()),
        None => {}
    }
    conn.prepare_cached(
        "INSERT INTO publications (hash, kind, name, version, effective, sector, published, body) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(rusqlite::params![
        hash.0,
        publication.kind as u8,
        &*publication.name,
        publication.version,
        publication.effective.0,
        &*publication.sector,
        publication.published.0,
        &*publication.body,
    ])?;
    Ok(Changed::Created)
}

/// The sectors whose rules a branch needs: its own and those of its members.
fn sectors_of(conn: &Connection, branch: &Branch) -> Result<BTreeSet<Box<str>>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT DISTINCT sector FROM members WHERE branch = ?1")?;
    let mut found = select.query([branch.branch.as_str()])?;
    let mut sectors = BTreeSet::from([branch.sector.clone()]);
    while let Some(row) = found.next()? {
        sectors.insert(row.get::<_, String>(0)?.into());
    }
    Ok(sectors)
}

/// Says one publication in a branch's registry.
fn say(
    voice: &mut Voice<'_>,
    branch: &BranchId,
    publication: &Publication,
) -> Result<(), StoreError> {
    let key = Key::Publication(publication.kind, publication.name.clone(), publication.version);
    let value = Value::Publication {
        effective: publication.effective,
        hash: publication.hash(),
        sector: publication.sector.clone(),
    };
    voice.say(&voice::registry(branch), &key, &value)?;
    Ok(())
}

/// Says everything that is for a sector in the registry of a branch where somebody has it.
pub(super) fn say_for_sector(
    conn: &Connection,
    voice: &mut Voice<'_>,
    branch: &BranchId,
    sector: &str,
) -> Result<(), StoreError> {
    let publications = all(conn)?;
    let mut of = publications.iter().filter(|one| !sector.is_empty() && *one.sector == *sector);
    of.try_for_each(|publication| say(voice, branch, publication))
}

/// Keeps a body that a registry names and that is missing; false where none names it.
pub(super) fn put_body(conn: &Connection, bytes: &[u8], now: Seconds) -> Result<bool, StoreError> {
    let hash = Hash::plain(bytes);
    if body(conn, &hash)?.is_some() {
        return Ok(false);
    }
    let mut find = conn.prepare_cached(
        "SELECT s.key, s.value FROM said s JOIN documents d ON d.document = s.document \
         WHERE d.kind = ?1 AND instr(s.value, ?2) > 0",
    )?;
    let mut found = find.query((DocumentKind::Registry as u8, hash.0))?;
    while let Some(row) = found.next()? {
        let (key, value): (Vec<u8>, Vec<u8>) = (row.get(0)?, row.get(1)?);
        let record = |bytes: &[u8]| Record::read(&mut Reader::new(bytes)).ok();
        let key = record(&key).and_then(|key| Key::read(&key).ok().flatten());
        let value = record(&value).and_then(|value| Value::read(&value).ok().flatten());
        if let (
            Some(Key::Publication(kind, name, version)),
            Some(Value::Publication { effective, hash: named, sector }),
        ) = (key, value)
            && named == hash
        {
            let body = bytes.into();
            let published = now;
            let publication =
                Publication { kind, name, version, effective, sector, body, published };
            return Ok(put_one(conn, &publication)? == Changed::Created);
        }
    }
    Ok(false)
}

/// Says everything that is for a branch.
pub(super) fn say_for_branch(
    conn: &Connection,
    voice: &mut Voice<'_>,
    branch: &Branch,
) -> Result<(), StoreError> {
    let sectors = sectors_of(conn, branch)?;
    let publications = all(conn)?;
    let mut of =
        publications.iter().filter(|one| one.sector.is_empty() || sectors.contains(&one.sector));
    of.try_for_each(|publication| say(voice, &branch.branch, publication))
}
