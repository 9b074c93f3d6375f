//! What is new in a stream for one reader, in one consistent state of the log. The SQL chooses by
//! kind and member; `may_read`, from which the choice is made, is asked again for each row.

use super::rows;
use crate::store::{Changes, ChangesQuery, Fetched, Head, StoreError};
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::entry_id;
use drokpa_core::chain::keys::Hash;
use drokpa_core::hub::{Standpoint, back_cursor, cursor};
use drokpa_core::id::{Actor, BranchId, MemberId, Serial};
use drokpa_core::sync::authority::{Reach, Subject, may_read};
use drokpa_core::sync::reply::{CHANGESETS_MAX, TIPS_MAX, Tip};
use drokpa_core::sync::request::Cursor;
use drokpa_core::time::Cycle;
use rusqlite::{Connection, OptionalExtension as _};

/// What a changeset costs on the wire beside its columns: signature, document, actor.
const OVERHEAD_BYTES: usize = 100;

pub(super) fn changes(conn: &Connection, query: &ChangesQuery<'_>) -> Result<Changes, StoreError> {
    let epoch = super::number(conn, "epoch")?;
    let head = rows::head(conn, query.branch)?;
    let above = rows::is_above(conn, &query.reader.branch, query.branch)?;
    let reach = if query.guest { Reach::Guest } else { Reach::above(above) };
    let scope = Scope::of(query.reader, query.branch, reach);
    let stream = Stream { conn, epoch, query, head };
    let Some(from) = stream.standpoint()? else {
        return Ok(Changes::Foreign(tips(conn, query, &scope)?));
    };
    let reached = if from == Standpoint::At(stream.head.position) {
        query.cursor
    } else {
        cursor(epoch, stream.head.position, &stream.head.check)
    };
    let unchanged = Fetched { changesets: Vec::new(), reached, bytes: 0, more: false };
    if query.revoked || reached == query.cursor {
        // What others wrote is not for a revoked device any more; it only follows.
        return Ok(Changes::Since(unchanged));
    }
    stream.fetch(from, &scope).map(Changes::Since)
}

struct Stream<'a> {
    conn: &'a Connection,
    epoch: u32,
    query: &'a ChangesQuery<'a>,
    head: Head,
}

/// Where a reader stands, what it had under a smaller role, and which role that was.
struct Reading {
    /// Rows up to here it has.
    at: u64,
    /// Up to here it had followed the stream under the smaller role.
    old: u64,
    /// The reader in that role; none where nothing was granted since.
    smaller: Option<Subject>,
}

impl Stream<'_> {
    fn rolling(&self, position: u64) -> Result<Option<Hash>, StoreError> {
        match position {
            0 => Ok(Some(Hash::default())),
            _ if position == self.head.position => Ok(Some(self.head.check)),
            _ if position > self.head.position => Ok(None),
            _ => Ok(self
                .conn
                .prepare_cached("SELECT rolling FROM log WHERE branch = ?1 AND position = ?2")?
                .query_row((self.query.branch.as_str(), position), |row| row.get(0))
                .optional()?
                .map(Hash)),
        }
    }

    /// Where the reader stands; `None` where its cursor is of another history.
    fn standpoint(&self) -> Result<Option<Standpoint>, StoreError> {
        let from = Standpoint::of(&self.query.cursor);
        let ours = match from {
            Standpoint::At(position) => {
                let check = self.rolling(position)?;
                check.map(|check| cursor(self.epoch, position, &check))
            }
            Standpoint::Back { old, at } => match (self.rolling(old)?, self.rolling(at)?) {
                (Some(before), Some(check)) => {
                    back_cursor(self.epoch, (old, &before), (at, &check))
                }
                _ => None,
            },
        };
        Ok((ours == Some(self.query.cursor)).then_some(from))
    }

    /// The role that the reader had when it last followed the stream, where that was another.
    fn role_before(&self, position: u64) -> Result<Option<Role>, StoreError> {
        let found: Option<u8> = self
            .conn
            .prepare_cached(
                "SELECT before FROM grants WHERE serial = ?1 AND branch = ?2 AND position > ?3 \
                 ORDER BY position LIMIT 1",
            )?
            .query_row((self.query.serial.0, self.query.branch.as_str(), position), |row| {
                row.get(0)
            })
            .optional()?;
        Ok(found.and_then(Role::from_number))
    }

    fn reading(&self, from: Standpoint) -> Result<Reading, StoreError> {
        let (old, at) = match from {
            Standpoint::At(position) => (position, position),
            Standpoint::Back { old, at } => (old, at),
        };
        let before = if old == 0 { None } else { self.role_before(old)? };
        let smaller = before.map(|role| Subject { role, ..self.query.reader.clone() });
        // Who was given a larger role since begins again, for what only that role may read.
        let begins = smaller.is_some() && matches!(from, Standpoint::At(_));
        Ok(Reading { at: if begins { 0 } else { at }, old, smaller })
    }

    fn fetch(&self, from: Standpoint, scope: &Scope) -> Result<Fetched, StoreError> {
        let reading = self.reading(from)?;
        let sql = format!(
            "SELECT {}, l.position, l.rolling \
             FROM log l {} \
             AND l.branch = ?1 AND l.position > ?2 AND l.position <= ?3 \
             AND ((?4 >> d.kind) & 1 OR ((?5 >> d.kind) & 1 AND d.member = ?6)) \
             ORDER BY l.position",
            rows::CHANGESET_COLUMNS,
            scope.source()
        );
        let mut select = self.conn.prepare_cached(&sql)?;
        let query = self.query;
        let mut found = select.query(rusqlite::params![
            query.branch.as_str(),
            reading.at,
            self.head.position,
            scope.others,
            scope.own,
            query.reader.member.as_str(),
        ])?;
        let mut fetched = Fetched {
            changesets: Vec::new(),
            reached: cursor(self.epoch, self.head.position, &self.head.check),
            bytes: 0,
            more: false,
        };
        let mut last = query.cursor;
        while let Some(row) = found.next()? {
            let (changeset, _) = rows::changeset(row)?;
            let position: u64 = row.get(8)?;
            let had = position <= reading.old
                && reading
                    .smaller
                    .as_ref()
                    .is_some_and(|smaller| may_read(smaller, &changeset.document, scope.reach));
            let readable = may_read(query.reader, &changeset.document, scope.reach);
            if readable && !had && !query.skip.covers(&changeset) {
                let bytes = changeset.columns.len() + OVERHEAD_BYTES;
                let full = fetched.bytes + bytes > query.bytes_max;
                if full && !fetched.changesets.is_empty()
                    || fetched.changesets.len() >= CHANGESETS_MAX
                {
                    fetched.more = true;
                    fetched.reached = last;
                    return Ok(fetched);
                }
                fetched.bytes += bytes;
                fetched.changesets.push(changeset);
            }
            last = self.reached(&reading, (position, &rows::hash(row, 9)?))?;
        }
        Ok(fetched)
    }

    /// The cursor of a reader that has everything up to a row.
    fn reached(&self, reading: &Reading, at: (u64, &Hash)) -> Result<Cursor, StoreError> {
        if reading.smaller.is_some()
            && let Some(old) = self.rolling(reading.old)?
            && let Some(back) = back_cursor(self.epoch, (reading.old, &old), at)
        {
            return Ok(back);
        }
        Ok(cursor(self.epoch, at.0, at.1))
    }
}

fn tips(
    conn: &Connection,
    query: &ChangesQuery<'_>,
    scope: &Scope,
) -> Result<Vec<Tip>, StoreError> {
    let mut select = conn.prepare_cached(
        "SELECT d.name, t.serial, t.generation, t.seq, t.hash \
         FROM documents d JOIN tips t ON t.document = d.document WHERE d.branch = ?1",
    )?;
    let mut found = select.query([query.branch.as_str()])?;
    let mut tips = Vec::new();
    while let Some(row) = found.next()? {
        let document = rows::document_name(row, 0)?;
        let serial = Serial(row.get(1)?);
        let seen = !query.revoked || serial == query.serial;
        if seen && may_read(query.reader, &document, scope.reach) && tips.len() < TIPS_MAX {
            tips.push(Tip {
                document,
                actor: Actor { serial, generation: row.get(2)? },
                seq: row.get(3)?,
                entry: entry_id(&rows::hash(row, 4)?),
            });
        }
    }
    Ok(tips)
}

/// Which kinds a reader may read in a branch, one bit for each kind's number.
struct Scope {
    reach: Reach,
    /// Of any member, and of the branch.
    others: u32,
    /// Of the reader's own.
    own: u32,
}

impl Scope {
    /// Asks `may_read` about one document of each kind, so that there is one table of access.
    fn of(reader: &Subject, branch: &BranchId, reach: Reach) -> Scope {
        let own = reader.member.clone();
        // Any id that is not the reader's stands for all other members and hosts.
        let other_than = |id: &str| if id == "a" { "b" } else { "a" };
        let other = MemberId::new(other_than(own.as_str())).unwrap_or_else(|_| own.clone());
        let host = BranchId::new(other_than(reader.branch.as_str())).ok();
        // Of what hosts attest a reader may see that of the own branch at least.
        let hosts = [host, Some(reader.branch.clone())];
        let readable = |kind: DocumentKind, member: &MemberId| {
            hosts.iter().any(|host| {
                let document = DocumentId {
                    kind,
                    branch: branch.clone(),
                    cycle: Cycle(if kind.has_cycle() { 2000 } else { 0 }),
                    member: kind.has_member().then(|| member.clone()),
                    host: host.clone().filter(|_| kind == DocumentKind::Guest),
                };
                may_read(reader, &document, reach)
            })
        };
        let bits = |member: &MemberId| {
            let kinds = DocumentKind::ALL.into_iter();
            kinds.fold(0, |bits, kind| bits | u32::from(readable(kind, member)) << kind as u8)
        };
        Scope { reach, others: bits(&other), own: bits(&own) }
    }

    /// Through which index rows are found. Who reads nothing of other members goes by member, and
    /// so does not pass over what they wrote.
    fn source(&self) -> &'static str {
        let of_members = DocumentKind::ALL.into_iter().filter(|kind| kind.has_member());
        let reads_members = of_members.fold(0, |bits, kind| bits | 1 << kind as u8) & self.others;
        if reads_members == 0 {
            "INDEXED BY log_by_member JOIN documents d ON d.document = l.document \
             WHERE l.member IN ('', ?6)"
        } else {
            "JOIN documents d ON d.document = l.document WHERE TRUE"
        }
    }
}
