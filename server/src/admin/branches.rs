//! `drokpa branches import`: the organisation tree from a table.

use super::table::{Table, TableRow, Wrong};
use super::{AdminError, RowResult, open};
use crate::store::{Branch, Change, Store};
use drokpa_core::code::Code;
use drokpa_core::id::BranchId;
use drokpa_core::schema::text::{NAME, WORD};
use drokpa_core::time::Seconds;
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;

const COLUMNS: [&str; 7] = ["id", "parent", "level", "sector", "name_zh", "name_bo", "station"];

/// What an import came to.
#[derive(Clone, Debug, Serialize)]
pub struct BranchesReport {
    /// Each row.
    pub rows: Vec<RowResult>,
    /// How many rows were wrong; the others were taken.
    pub refused: usize,
    /// True where nothing was written.
    pub dry_run: bool,
}

/// Takes a table of branches. Parents may stand before or after their children. Never deletes.
///
/// # Errors
/// Where the table as a whole cannot be read, or the store fails.
pub fn import_branches(
    data: &Path,
    table: &[u8],
    now: Seconds,
) -> Result<BranchesReport, AdminError> {
    import_branches_to(&open(data)?, table, false, now)
}

/// As [`import_branches`], into a store that is open. With `dry_run` it only says what would come
/// of it.
///
/// # Errors
/// Where the table as a whole cannot be read, or the store fails.
pub fn import_branches_to(
    store: &dyn Store,
    table: &[u8],
    dry_run: bool,
    now: Seconds,
) -> Result<BranchesReport, AdminError> {
    let table = Table::read(table, &COLUMNS, &[])?;
    let mut known: HashSet<BranchId> =
        store.branches()?.into_iter().map(|branch| branch.branch).collect();
    let mut seen = HashSet::new();
    let mut results: HashMap<u64, Result<&'static str, Wrong>> = HashMap::new();
    let mut waiting = Vec::new();
    for row in table.rows() {
        match branch(&row) {
            Ok(branch) if !seen.insert(branch.branch.clone()) => {
                results.insert(row.line, Err(("id", Code::StateWrong)));
            }
            Ok(branch) => waiting.push((row.line, branch)),
            Err(wrong) => {
                results.insert(row.line, Err(wrong));
            }
        }
    }
    // Each round takes those whose parents are known; what is left has none, or is a ring.
    let mut ordered: Vec<(u64, Branch)> = Vec::with_capacity(waiting.len());
    loop {
        let takes = |branch: &Branch| branch.parent.as_ref().is_none_or(|up| known.contains(up));
        let (ready, rest): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(_, branch)| takes(branch));
        waiting = rest;
        if ready.is_empty() {
            break;
        }
        known.extend(ready.iter().map(|(_, branch)| branch.branch.clone()));
        ordered.extend(ready);
    }
    let (lines, branches): (Vec<u64>, Vec<Branch>) = ordered.into_iter().unzip();
    let changed = store.put_branches(branches, Change { now, keep: !dry_run })?;
    results.extend(lines.into_iter().zip(changed.iter().map(|one| Ok(one.name()))));
    let orphan = |(line, _): (u64, Branch)| (line, Err(("parent", Code::BranchUnknown)));
    results.extend(waiting.into_iter().map(orphan));
    let refused = results.values().filter(|result| result.is_err()).count();
    let result = |row: TableRow<'_>| {
        let result = results.get(&row.line).copied().unwrap_or(Err(("", Code::TableMalformed)));
        row.result(row.raw("id"), result)
    };
    Ok(BranchesReport { rows: table.rows().map(result).collect(), refused, dry_run })
}

fn branch(row: &TableRow<'_>) -> Result<Branch, Wrong> {
    row.whole()?;
    let station = match row.raw("station").to_ascii_lowercase().as_str() {
        "" | "no" | "0" | "false" => false,
        "yes" | "1" | "true" => true,
        _ => return Err(("station", Code::TableMalformed)),
    };
    Ok(Branch {
        branch: row.parse("id")?,
        parent: if row.raw("parent").is_empty() { None } else { Some(row.parse("parent")?) },
        level: row.text("level", WORD)?,
        sector: row.text("sector", WORD)?,
        name_zh: row.name("name_zh", NAME)?,
        name_bo: row.name("name_bo", NAME)?,
        station,
    })
}
