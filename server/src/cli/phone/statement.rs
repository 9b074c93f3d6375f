//! Closing a period, what it posted, and the pages for paper.

use super::Failure;
use super::home::Home;
use super::print::Printer;
use crate::print::{roll_sheet, slip, wall};
use clap::Args;
use drokpa_core::code::Code;
use drokpa_core::id::ObjectId;
use serde_json::json;
use std::fs;
use std::path::{Path, PathBuf};

#[derive(Debug, Args)]
pub(super) struct CloseArgs {
    /// A month (2026-05), a quarter (2026-Q2) or a rules year (2026)
    #[arg(long, value_name = "PERIOD")]
    period: String,
}

#[derive(Debug, Args)]
pub(super) struct StatementArgs {
    /// A month (2026-05), a quarter (2026-Q2) or a rules year (2026)
    #[arg(long, value_name = "PERIOD")]
    period: String,
    /// Also write the list for the wall
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Also write a slip for each member, MEMBER.html
    #[arg(long, value_name = "DIR")]
    slips: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct RollSheetArgs {
    /// Which training
    #[arg(long, value_name = "ID")]
    training: String,
    /// The page to print
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

pub(super) fn close(home: &mut Home, args: &CloseArgs, printer: Printer) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    let period = phone.period(&args.period)?;
    let (key, batch) = phone.close(home.now(), period)?;
    home.commit(&mut phone, &batch)?;
    let key = key.to_string();
    let data = json!({ "close": key, "first": period.0, "months": period.1, "saved": true });
    printer.say(&data, || vec![printer.line(&[&printer.text("status-saved"), &key])])
}

pub(super) fn statement(
    home: &Home,
    args: &StatementArgs,
    printer: Printer,
) -> Result<(), Failure> {
    let phone = home.phone()?;
    let period = phone.period(&args.period)?;
    let not_closed = || Failure::new(Code::StateWrong, "nobody has closed this period yet");
    let statement = phone.statement(period)?.ok_or_else(not_closed)?;
    let paper = args.out.is_some() || args.slips.is_some();
    if paper && statement.lines.is_empty() {
        // A page with other numbers, or none, must not hang on a wall.
        return Err(Failure::new(Code::StateWrong, printer.tell().why_no_lines(&statement)));
    }
    if let Some(path) = &args.out {
        write(path, &wall(&statement))?;
    }
    if let Some(folder) = &args.slips {
        let failed = |error: std::io::Error| failed(folder, &error);
        fs::create_dir_all(folder).map_err(failed)?;
        for line in &statement.lines {
            let path = folder.join(format!("{}.html", line.member));
            write(&path, &slip(&statement, line))?;
        }
    }
    printer.say(&statement, || printer.tell().statement(&statement))
}

pub(super) fn roll(home: &Home, args: &RollSheetArgs, printer: Printer) -> Result<(), Failure> {
    let phone = home.phone()?;
    let id: ObjectId = args.training.parse()?;
    let training = phone.training(&id).ok_or(Code::TrainingUnknown)?;
    write(&args.out, &roll_sheet(&training, &phone.branch_row(phone.branch()), &phone.roster()))?;
    printer.exported(&args.out)
}

/// Writes a page. It can be made again at any time, so an older one is replaced.
fn write(path: &Path, page: &str) -> Result<(), Failure> {
    fs::write(path, page).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Code::StoreFailed, format!("{}: {error}", path.display()))
}
