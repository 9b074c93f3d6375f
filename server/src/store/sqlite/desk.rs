//! Single rows, the access log, and what came of imports.

use super::{SqliteStore, branches, list, roster, rows};
use crate::store::{
    Branch, Desk, DeviceState, IMPORTS_MAX, Import, Member, Read, ReadKind, StoreError,
};
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::time::Seconds;
use rusqlite::{Connection, Row};

impl Desk for SqliteStore {
    fn branch(&self, branch: &BranchId) -> Result<Option<Branch>, StoreError> {
        self.readers.read(|conn| branches::find(conn, branch))
    }

    fn member(&self, member: &MemberId) -> Result<Option<Member>, StoreError> {
        self.readers.read(|conn| roster::find(conn, member))
    }

    fn roster_of(&self, branch: &BranchId) -> Result<Vec<MemberId>, StoreError> {
        self.readers.read(|conn| roster_of(conn, branch))
    }

    fn device_state(&self, serial: Serial) -> Result<Option<DeviceState>, StoreError> {
        self.readers.read(|conn| list::device(conn, serial))
    }

    fn log_reads(&self, reads: Vec<Read>) -> Result<(), StoreError> {
        if reads.is_empty() {
            return Ok(());
        }
        self.writer.write(true, move |conn| reads.iter().try_for_each(|read| put(conn, read)))
    }

    fn reads(
        &self,
        member: Option<&MemberId>,
        before: Seconds,
        limit: u32,
    ) -> Result<Vec<Read>, StoreError> {
        self.readers.read(|conn| reads(conn, member, before, limit))
    }

    fn put_import(&self, import: Import) -> Result<u64, StoreError> {
        self.writer.write(true, move |conn| put_import(conn, &import))
    }

    fn imports(&self) -> Result<Vec<Import>, StoreError> {
        self.readers.read(imports)
    }

    fn import(&self, id: u64) -> Result<Option<Import>, StoreError> {
        self.readers.read(|conn| import(conn, id))
    }
}

fn roster_of(conn: &Connection, branch: &BranchId) -> Result<Vec<MemberId>, StoreError> {
    let mut select =
        conn.prepare_cached("SELECT member FROM members WHERE branch = ?1 ORDER BY place")?;
    let mut found = select.query([branch.as_str()])?;
    let mut members = Vec::new();
    while let Some(row) = found.next()? {
        members.push(rows::member_id(row, 0)?);
    }
    Ok(members)
}

fn put(conn: &Connection, read: &Read) -> Result<(), StoreError> {
    let reader = read.reader.as_ref().map_or("", MemberId::as_str);
    conn.prepare_cached(
        "INSERT INTO reads (member, slot, reader, serial, kind, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT DO NOTHING",
    )?
    .execute((
        read.member.as_str(),
        read.at.0 - read.at.0 % read.kind.slot_s(),
        reader,
        read.serial.0,
        read.kind as u8,
        read.at.0,
    ))?;
    Ok(())
}

fn reads(
    conn: &Connection,
    member: Option<&MemberId>,
    before: Seconds,
    limit: u32,
) -> Result<Vec<Read>, StoreError> {
    let of = if member.is_some() { "member = ?1" } else { "?1 = ''" };
    let mut select = conn.prepare_cached(&format!(
        "SELECT member, reader, serial, kind, at FROM reads WHERE {of} AND at < ?2 AND at >= \
         COALESCE((SELECT at FROM reads WHERE {of} AND at < ?2 \
                   ORDER BY at DESC LIMIT 1 OFFSET ?3 - 1), 0) \
         ORDER BY at DESC, member, reader, serial, kind"
    ))?;
    let before = i64::try_from(before.0).unwrap_or(i64::MAX);
    let mut found = select.query((member.map_or("", MemberId::as_str), before, limit))?;
    let mut reads = Vec::new();
    while let Some(row) = found.next()? {
        let operator = row.get_ref(1)?.as_str().is_ok_and(str::is_empty);
        reads.push(Read {
            member: rows::member_id(row, 0)?,
            reader: if operator { None } else { Some(rows::member_id(row, 1)?) },
            serial: Serial(row.get(2)?),
            kind: ReadKind::from_number(row.get(3)?).ok_or(rows::damaged("reads.kind"))?,
            at: Seconds(row.get(4)?),
        });
    }
    Ok(reads)
}

fn put_import(conn: &Connection, import: &Import) -> Result<u64, StoreError> {
    conn.prepare_cached(
        "INSERT INTO imports (at, by, kind, dry_run, report, rows) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute((
        import.at.0,
        import.by.as_str(),
        &*import.kind,
        import.dry_run,
        &*import.report,
        &*import.rows,
    ))?;
    let id = conn.last_insert_rowid();
    conn.execute("DELETE FROM imports WHERE id <= ?1 - ?2", (id, IMPORTS_MAX))?;
    u64::try_from(id).map_err(|_| rows::damaged("imports.id"))
}

fn read_import(row: &Row<'_>) -> Result<Import, StoreError> {
    Ok(Import {
        id: row.get(0)?,
        at: Seconds(row.get(1)?),
        by: rows::member_id(row, 2)?,
        kind: row.get::<_, String>(3)?.into(),
        dry_run: row.get(4)?,
        report: row.get::<_, String>(5)?.into(),
        rows: row.get::<_, String>(6)?.into(),
    })
}

fn imports(conn: &Connection) -> Result<Vec<Import>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT id, at, by, kind, dry_run, report, '' FROM imports ORDER BY id DESC",
    )?;
    let mut found = select.query([])?;
    let mut imports = Vec::new();
    while let Some(row) = found.next()? {
        imports.push(read_import(row)?);
    }
    Ok(imports)
}

fn import(conn: &Connection, id: u64) -> Result<Option<Import>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT id, at, by, kind, dry_run, report, rows FROM imports WHERE id = ?1",
    )?;
    let id = i64::try_from(id).unwrap_or(i64::MAX);
    let mut found = select.query([id])?;
    found.next()?.map(read_import).transpose()
}
