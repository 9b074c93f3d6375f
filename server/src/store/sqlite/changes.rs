//! What is new in a stream for one reader, in one consistent state of the log. The SQL chooses by
//! kind and member; `may_read`, from which the choice is made, is asked again for each row.

use super::rows;
use crate::store::{Changes, ChangesQuery, Fetched, Head, StoreError};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::entry_id;
use drokpa_core::hub::cursor;
use drokpa_core::id::{Actor, BranchId, MemberId, Serial};
use drokpa_core::sync::authority::{Subject, may_read};
use drokpa_core::sync::reply::{CHANGESETS_MAX, TIPS_MAX, Tip};
use drokpa_core::time::Cycle;
use rusqlite::{Connection, OptionalExtension as _};

/// What a changeset costs on the wire beside its columns: signature, document, actor.
const OVERHEAD_BYTES: usize = 100;

pub(super) fn changes(
    conn: &Connection,
    epoch: u32,
    query: &ChangesQuery<'_>,
) -> Result<Changes, StoreError> {
    let head = rows::head(conn, query.branch)?;
    let above = rows::is_above(conn, &query.reader.branch, query.branch)?;
    let scope = Scope::of(query.reader, query.branch, above);
    if !is_of_this_history(conn, epoch, query, &head)? {
        return Ok(Changes::Foreign(tips(conn, query, &scope)?));
    }
    let unchanged =
        Fetched { changesets: Vec::new(), reached: query.cursor, bytes: 0, more: false };
    if query.cursor.position == head.position {
        return Ok(Changes::Since(unchanged));
    }
    fetch(conn, epoch, query, (&scope, &head)).map(Changes::Since)
}

fn is_of_this_history(
    conn: &Connection,
    epoch: u32,
    query: &ChangesQuery<'_>,
    head: &Head,
) -> Result<bool, StoreError> {
    let position = query.cursor.position;
    if position == 0 {
        return Ok(true);
    }
    let check = match position {
        _ if position > head.position => return Ok(false),
        _ if position == head.position => Some(head.check),
        _ => conn
            .prepare_cached("SELECT rolling FROM log WHERE branch = ?1 AND position = ?2")?
            .query_row((query.branch.as_str(), position), |row| row.get(0))
            .optional()?
            .map(drokpa_core::chain::keys::Hash),
    };
    Ok(check.is_some_and(|check| cursor(epoch, position, &check) == query.cursor))
}

fn fetch(
    conn: &Connection,
    epoch: u32,
    query: &ChangesQuery<'_>,
    (scope, head): (&Scope, &Head),
) -> Result<Fetched, StoreError> {
    let sql = format!(
        "SELECT {}, l.position, l.rolling \
         FROM log l {} \
         AND l.branch = ?1 AND l.position > ?2 AND l.position <= ?3 \
         AND ((?4 >> d.kind) & 1 OR ((?5 >> d.kind) & 1 AND d.member = ?6)) ORDER BY l.position",
        rows::CHANGESET_COLUMNS,
        scope.source()
    );
    let mut select = conn.prepare_cached(&sql)?;
    let member = query.reader.member.as_str();
    let mut found = select.query(rusqlite::params![
        query.branch.as_str(),
        query.cursor.position,
        head.position,
        scope.others,
        scope.own,
        member,
    ])?;
    let mut fetched = Fetched {
        changesets: Vec::new(),
        reached: cursor(epoch, head.position, &head.check),
        bytes: 0,
        more: false,
    };
    let mut last = query.cursor;
    while let Some(row) = found.next()? {
        let (changeset, _) = rows::changeset(row)?;
        let readable = may_read(query.reader, &changeset.document, scope.above);
        if readable && !query.skip.covers(&changeset) {
            let bytes = changeset.columns.len() + OVERHEAD_BYTES;
            let full = fetched.bytes + bytes > query.bytes_max && !fetched.changesets.is_empty();
            if full || fetched.changesets.len() >= CHANGESETS_MAX {
                fetched.more = true;
                fetched.reached = last;
                return Ok(fetched);
            }
            fetched.bytes += bytes;
            fetched.changesets.push(changeset);
        }
        last = cursor(epoch, row.get(8)?, &rows::hash(row, 9)?);
    }
    Ok(fetched)
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
        if may_read(query.reader, &document, scope.above) && tips.len() < TIPS_MAX {
            tips.push(Tip {
                document,
                actor: Actor { serial: Serial(row.get(1)?), generation: row.get(2)? },
                seq: row.get(3)?,
                entry: entry_id(&rows::hash(row, 4)?),
            });
        }
    }
    Ok(tips)
}

/// Which kinds a reader may read in a branch, one bit for each kind's number.
struct Scope {
    above: bool,
    /// Of any member, and of the branch.
    others: u32,
    /// Of the reader's own.
    own: u32,
}

impl Scope {
    /// Asks `may_read` about one document of each kind, so that there is one table of access.
    fn of(reader: &Subject, branch: &BranchId, above: bool) -> Scope {
        let own = reader.member.clone();
        // Any id that is not the reader's stands for all other members and hosts.
        let other_than = |id: &str| if id == "a" { "b" } else { "a" };
        let other = MemberId::new(other_than(own.as_str())).unwrap_or_else(|_| own.clone());
        let host = BranchId::new(other_than(reader.branch.as_str())).ok();
        let bits = |member: &MemberId| {
            DocumentKind::ALL.into_iter().fold(0, |bits, kind| {
                let document = DocumentId {
                    kind,
                    branch: branch.clone(),
                    cycle: Cycle(if kind.has_cycle() { 2000 } else { 0 }),
                    member: kind.has_member().then(|| member.clone()),
                    host: if kind == DocumentKind::Guest { host.clone() } else { None },
                };
                bits | u32::from(may_read(reader, &document, above)) << kind as u8
            })
        };
        Scope { above, others: bits(&other), own: bits(&own) }
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
