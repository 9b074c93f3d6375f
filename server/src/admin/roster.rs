//! `drokpa roster import` and `export`. An import adds and changes, row by row; it never deletes,
//! so a table with half of the members cannot remove the other half.

use super::table::{Table, TableRow, Wrong};
use super::{AdminError, RowResult, open};
use crate::store::{Branch, Change, Changed, Desk as _, Member, Read, ReadKind, Store};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::schema::text::{PERSON, WORD};
use drokpa_core::schema::value::Exemption;
use drokpa_core::time::{Day, Seconds};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::path::Path;

const COLUMNS: [&str; 7] =
    ["member", "branch", "role", "sector", "name_zh", "name_bo", "joined_on"];
/// Columns that a table may have. Without them what is known of a member stays.
const OPTIONAL: [&str; 3] = ["category", "exempt", "since"];

/// What an import came to.
#[derive(Clone, Debug, Serialize)]
pub struct RosterReport {
    /// Each row.
    pub rows: Vec<RowResult>,
    /// Branches that were made, because a row named them.
    pub branches_created: Vec<BranchId>,
    /// Members that are new.
    pub created: usize,
    /// Members that changed.
    pub updated: usize,
    /// Members that are in another branch from a day on.
    pub moved: usize,
    /// Rows that say what was known.
    pub same: usize,
    /// Rows that were wrong; the others were taken.
    pub refused: usize,
    /// True where nothing was written.
    pub dry_run: bool,
}

/// Takes a table of members. With `dry_run` it only says what would come of it.
///
/// # Errors
/// Where the table as a whole cannot be read, or the store fails.
pub fn import_roster(
    data: &Path,
    table: &[u8],
    dry_run: bool,
    now: Seconds,
) -> Result<RosterReport, AdminError> {
    import_roster_to(&open(data)?, table, dry_run, now)
}

/// As [`import_roster`], into a store that is open.
///
/// # Errors
/// Where the table as a whole cannot be read, or the store fails.
pub fn import_roster_to(
    store: &dyn Store,
    table: &[u8],
    dry_run: bool,
    now: Seconds,
) -> Result<RosterReport, AdminError> {
    let table = Table::read(table, &COLUMNS, &OPTIONAL)?;
    let known: HashMap<BranchId, Branch> =
        store.branches()?.into_iter().map(|branch| (branch.branch.clone(), branch)).collect();
    let before: HashMap<MemberId, Member> =
        store.members()?.into_iter().map(|member| (member.member.clone(), member)).collect();
    let mut seen = HashSet::new();
    let mut members = Vec::new();
    let mut checked: Vec<Result<usize, Wrong>> = Vec::new();
    for row in table.rows() {
        let member = member(&row, &known, &before).and_then(|member| {
            let first = seen.insert(member.member.clone());
            if first { Ok(member) } else { Err(("member", Code::MemberTwice)) }
        });
        checked.push(member.map(|member| {
            members.push(member);
            members.len() - 1
        }));
    }
    let missing = missing_branches(&members, &known);
    let branches_created: Vec<BranchId> =
        missing.iter().map(|branch| branch.branch.clone()).collect();
    let change = Change { now, keep: !dry_run };
    let changed = store.put_members(missing, members, change)?;
    let results: Vec<RowResult> = table
        .rows()
        .zip(&checked)
        .map(|(row, checked)| row.result(row.raw("member"), outcome(*checked, &changed)))
        .collect();
    let count = |name: &str| results.iter().filter(|row| row.result == name).count();
    let (created, updated, same) = (count("created"), count("updated"), count("same"));
    let moved = count("moved");
    Ok(RosterReport {
        refused: results.len() - created - updated - same - moved,
        rows: results,
        branches_created,
        created,
        updated,
        moved,
        same,
        dry_run,
    })
}

fn outcome(checked: Result<usize, Wrong>, changed: &[Changed]) -> Result<&'static str, Wrong> {
    match changed.get(checked?) {
        Some(Changed::TooEarly) => Err(("since", Code::DayRange)),
        Some(changed) => Ok(changed.name()),
        None => Err(("", Code::Internal)),
    }
}

fn member(
    row: &TableRow<'_>,
    known: &HashMap<BranchId, Branch>,
    before: &HashMap<MemberId, Member>,
) -> Result<Member, Wrong> {
    row.whole()?;
    let branch: BranchId = row.parse("branch")?;
    let id: MemberId = row.parse("member")?;
    let before = before.get(&id);
    let mut sector = row.text("sector", WORD)?;
    if sector.is_empty()
        && let Some(branch) = known.get(&branch)
    {
        sector = branch.sector.clone();
    }
    let role = Role::parse(row.raw("role")).ok_or(("role", Code::TableMalformed))?;
    let category = match before.filter(|_| !row.table.has("category")) {
        Some(before) => before.category.clone(),
        None => row.text("category", WORD)?,
    };
    let exempt = match before.filter(|_| !row.table.has("exempt")) {
        Some(before) => before.exempt.clone(),
        None => exempt(row.raw("exempt")).map_err(|code| ("exempt", code))?,
    };
    let since = Some(row.raw("since")).filter(|text| !text.is_empty());
    Ok(Member {
        member: id,
        branch,
        role,
        sector,
        category,
        exempt,
        name_zh: row.name("name_zh", PERSON)?,
        name_bo: row.name("name_bo", PERSON)?,
        joined_on: joined_on(row.raw("joined_on"))?,
        since: since.map(Day::parse).transpose().map_err(|code| ("since", code))?,
    })
}

/// Exemptions in the form in which they are kept.
fn exempt(text: &str) -> Result<Box<str>, Code> {
    let list = Exemption::parse_list(text)?;
    let list: Vec<String> = list.iter().map(ToString::to_string).collect();
    Ok(list.join(";").into())
}

/// A day of 1900 to 2099. Days of the core begin in 2000; the century before has the same calendar
/// as the one after, but for one day.
fn joined_on(text: &str) -> Result<Box<str>, Wrong> {
    let later = text.strip_prefix("19").map(|rest| format!("20{rest}"));
    let day = Day::parse(later.as_deref().unwrap_or(text));
    if day.is_err() || text == "1900-02-29" {
        return Err(("joined_on", Code::DateMalformed));
    }
    Ok(text.into())
}

fn missing_branches(members: &[Member], known: &HashMap<BranchId, Branch>) -> Vec<Branch> {
    let mut made: Vec<Branch> = Vec::new();
    for member in members {
        let there = known.contains_key(&member.branch)
            || made.iter().any(|branch| branch.branch == member.branch);
        if !there {
            made.push(Branch {
                branch: member.branch.clone(),
                parent: None,
                level: "branch".into(),
                sector: member.sector.clone(),
                name_zh: member.branch.as_str().into(),
                name_bo: member.branch.as_str().into(),
                station: false,
            });
        }
    }
    made
}

/// The roster as a table that [`import_roster`] reads back without a change. Each member's access
/// log says that an operator took it.
///
/// # Errors
/// Where the store fails.
pub fn export_roster(data: &Path, now: Seconds) -> Result<Vec<u8>, AdminError> {
    let store = open(data)?;
    let members = store.members()?;
    let taken = |member: &Member| Read {
        member: member.member.clone(),
        reader: None,
        serial: Serial::HUB,
        kind: ReadKind::Export,
        at: now,
    };
    store.log_reads(members.iter().map(taken).collect())?;
    let bad = |error: &dyn std::fmt::Display| AdminError::refused(Code::Internal, error);
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Columns that nobody has anything in are left out, so that a plain roster stays plain.
    let categories = members.iter().any(|member| !member.category.is_empty());
    let exemptions = members.iter().any(|member| !member.exempt.is_empty());
    let heads = COLUMNS.into_iter().chain(categories.then_some("category"));
    writer
        .write_record(heads.chain(exemptions.then_some("exempt")))
        .map_err(|error| bad(&error))?;
    for member in members {
        let record = [
            member.member.as_str(),
            member.branch.as_str(),
            member.role.name(),
            &member.sector,
            &member.name_zh,
            &member.name_bo,
            &member.joined_on,
        ];
        let record = record.into_iter().chain(categories.then_some(&*member.category));
        let record = record.chain(exemptions.then_some(&*member.exempt));
        writer.write_record(record).map_err(|error| bad(&error))?;
    }
    writer.into_inner().map_err(|error| bad(&error))
}
