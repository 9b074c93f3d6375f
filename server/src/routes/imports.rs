//! `/v1/imports`: tables of branches or members, as `drokpa branches import` and `drokpa roster
//! import` take them, and what came of them. An import adds and changes; it never deletes.

use super::Problem;
use super::route::{Answer, Call, Route};
use crate::admin::{RowResult, import_branches_to, import_roster_to};
use crate::auth::Permit;
use crate::auth::permission::Imports;
use crate::error::HubError;
use crate::store::Import;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::LOCATION;
use drokpa_core::code::Code;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// Largest table: ten times a city's roster.
const TABLE_BYTES_MAX: usize = 4 * 1024 * 1024;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Branches,
    Roster,
}

impl Kind {
    const fn name(self) -> &'static str {
        match self {
            Kind::Branches => "branches",
            Kind::Roster => "roster",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    kind: Kind,
    #[serde(default)]
    dry_run: bool,
}

/// What came of an import.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Imported {
    /// Its number.
    id: u64,
    /// When.
    #[schema(format = DateTime)]
    at: String,
    /// Who sent the table.
    by: String,
    /// branches or roster.
    kind: String,
    /// True where nothing was written.
    dry_run: bool,
    /// How many rows came to what.
    report: ImportReport,
    /// Each row; left out in the list of imports.
    #[serde(skip_serializing_if = "Option::is_none")]
    rows: Option<Vec<ImportedRow>>,
}

/// How many rows came to what.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportReport {
    /// Rows that are new.
    created: usize,
    /// Rows that changed something.
    updated: usize,
    /// Rows that say what was known.
    same: usize,
    /// Rows that were wrong; the others were taken.
    refused: usize,
}

/// What a row came to.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportedRow {
    /// The line in the table; the heads are line 1.
    line: u64,
    /// The id in the row, as far as it could be read.
    id: String,
    /// created, updated, same, or the code of what is wrong.
    result: String,
    /// Which column is wrong, where one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    column: Option<String>,
}

/// Imports, the newest first.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportList {
    /// The last hundred.
    imports: Vec<Imported>,
}

pub(super) fn post_route() -> Route {
    let kind = json!({ "type": "string", "enum": ["branches", "roster"] });
    Route::guarded(Method::POST, "/v1/imports", post)
        .summary("Import a table of branches or members")
        .needs_query("kind", "What the table holds.", &kind)
        .query("dry_run", "Only say what would come of it.", &json!({ "type": "boolean" }))
        .body(TABLE_BYTES_MAX, "text/csv", json!({ "type": "string" }))
        .json_answer::<Imported>(201)
        .codes(&[Code::TableMalformed, Code::ColumnMissing, Code::FrameTruncated])
}

pub(super) fn list_route() -> Route {
    Route::guarded(Method::GET, "/v1/imports", list)
        .summary("The last imports")
        .json_answer::<ImportList>(200)
}

pub(super) fn one_route() -> Route {
    Route::guarded(Method::GET, "/v1/imports/{id}", one)
        .summary("What came of an import, row by row")
        .number_id("The number of the import.")
        .json_answer::<Imported>(200)
        .codes(&[Code::NotFound])
}

async fn post(permit: Permit<Imports>, call: Call) -> Answer {
    let Asked { kind, dry_run } = call.query()?;
    let state = call.state.clone();
    let table = call.body().await?;
    let imported = state.block(move |state| {
        let (store, now) = (state.service().store(), state.now());
        let rows = match kind {
            Kind::Branches => import_branches_to(store, &table, dry_run, now).map(|it| it.rows),
            Kind::Roster => import_roster_to(store, &table, dry_run, now).map(|it| it.rows),
        };
        let rows = match rows {
            Ok(rows) => rows,
            // What is wrong with a table is the sender's business and no failure of the hub.
            Err(error) => return Ok(Err(Problem::from(error))),
        };
        let (report, rows) = (ImportReport::of(&rows), ImportedRow::all(&rows));
        let mut import = Import {
            id: 0,
            at: now,
            by: permit.bearer().subject.member.clone(),
            kind: kind.name().into(),
            dry_run,
            report: serde_json::to_string(&report).map_err(|_| Code::Internal)?.into(),
            rows: serde_json::to_string(&rows).map_err(|_| Code::Internal)?.into(),
        };
        import.id = store.put_import(import.clone())?;
        Ok(Ok(Imported::of(import, report, Some(rows))))
    });
    let imported = imported.await??;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/v1/imports/{}", imported.id)))
        .json(imported))
}

async fn list(_permit: Permit<Imports>, call: Call) -> Answer {
    let found = call.state.block(|state| {
        let imports = state.service().store().imports()?;
        imports.into_iter().map(read).collect::<Result<Vec<_>, _>>()
    });
    Ok(HttpResponse::Ok().json(ImportList { imports: found.await? }))
}

async fn one(_permit: Permit<Imports>, call: Call) -> Answer {
    let id: u64 = call.id().parse().map_err(|_| Code::NotFound)?;
    let found = call
        .state
        .block(move |state| read(state.service().store().import(id)?.ok_or(Code::NotFound)?));
    Ok(HttpResponse::Ok().json(found.await?))
}

fn read(import: Import) -> Result<Imported, HubError> {
    let report = serde_json::from_str(&import.report).map_err(|_| Code::StoreDamaged)?;
    let rows = match &*import.rows {
        "" => None,
        rows => Some(serde_json::from_str(rows).map_err(|_| Code::StoreDamaged)?),
    };
    Ok(Imported::of(import, report, rows))
}

impl Imported {
    fn of(import: Import, report: ImportReport, rows: Option<Vec<ImportedRow>>) -> Imported {
        Imported {
            id: import.id,
            at: import.at.rfc3339(),
            by: import.by.into(),
            kind: import.kind.into(),
            dry_run: import.dry_run,
            report,
            rows,
        }
    }
}

impl ImportReport {
    fn of(rows: &[RowResult]) -> ImportReport {
        let count = |name: &str| rows.iter().filter(|row| row.result == name).count();
        let (created, updated, same) = (count("created"), count("updated"), count("same"));
        ImportReport { created, updated, same, refused: rows.len() - created - updated - same }
    }
}

impl ImportedRow {
    fn all(rows: &[RowResult]) -> Vec<ImportedRow> {
        let one = |row: &RowResult| ImportedRow {
            line: row.line,
            id: row.id.clone(),
            result: row.result.to_owned(),
            column: row.column.map(str::to_owned),
        };
        rows.iter().map(one).collect()
    }
}
