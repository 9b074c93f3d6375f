//! The operator's commands.

use super::output::Output;
use super::{
    BranchesCommand, Command, DeviceCommand, InviteArguments, KeysCommand, PassCommand,
    RosterCommand, RulesCommand, ServeArguments, TokenKeyCommand,
};
use crate::admin::{self, AdminError, Invited, Points, RowResult, Unsealing};
use crate::auth::limits::Rates;
use crate::clock::Clock;
use crate::serve::Options;
use crate::store::Store as _;
use crate::tls::TlsFiles;
use drokpa_core::id::Serial;
use drokpa_core::time::{Day, Seconds};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

type Done = Result<ExitCode, AdminError>;

/// Success, or failure where something was found wrong.
fn found(wrong: bool) -> Done {
    Ok(if wrong { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read(path: &Path) -> Result<Vec<u8>, AdminError> {
    std::fs::read(path).map_err(|source| AdminError::File { path: path.to_owned(), source })
}

pub(super) fn run(command: Command, output: Output, clock: &Clock) -> Done {
    let now = clock.now();
    match command {
        Command::Init(data) => output.result(&admin::init(&data.data)?),
        Command::Serve { data, serve } => run_service(&data.data, serve, output, clock)?,
        Command::Status(data) => output.result(&admin::status(&data.data, now)?),
        Command::Branches(BranchesCommand::Import { file, data }) => {
            let report = admin::import_branches(&data.data, &read(&file)?, now)?;
            rows(output, &report, &report.rows);
            return found(report.refused > 0);
        }
        Command::Roster(command) => return roster(command, output, clock),
        Command::Invite(arguments) => invite(&arguments, output, clock)?,
        Command::Rules(RulesCommand::Check { file }) => {
            let report = admin::check_rules(&read(&file)?)?;
            if output.json {
                output.result(&report);
            } else {
                for one in &report.problems {
                    let (code, detail) = (one.problem.code, &one.problem.detail);
                    output.line(&format!("{code} {detail}"));
                    for sentence in [&one.zh, &one.bo, &one.en] {
                        output.line(&format!("  {sentence}"));
                    }
                }
                let (versions, errors) = (report.versions, report.errors);
                output.line(&format!("versions: {versions}, errors: {errors}"));
            }
            return found(report.errors > 0);
        }
        Command::Rules(RulesCommand::Publish { file, data }) => {
            let published = admin::publish_rules(&data.data, &read(&file)?, now)?;
            for one in &published {
                let cells: [&dyn std::fmt::Display; 5] =
                    [&one.rules_id, &one.version, &one.effective_from, &one.result, &one.hash];
                output.row(one, &cells);
            }
        }
        Command::Points { rules, records, rules_id, cycle } => {
            let rules = rules.iter().map(|path| read(path)).collect::<Result<Vec<_>, _>>()?;
            let choice = Points { rules_id, cycle };
            output.result(&admin::points(&rules, &read(&records)?, &choice)?);
        }
        Command::Backup { file, data, passphrase_file, .. } => {
            let passphrase = passphrase(passphrase_file.as_deref())?;
            output.result(&admin::backup(&data.data, &file, passphrase.as_deref())?);
        }
        Command::Restore { file, data, passphrase_file, key_sheet } => {
            let passphrase = passphrase(passphrase_file.as_deref())?;
            let sheet = key_sheet.map(|path| read(&path)).transpose()?;
            let (passphrase, sheet) = (passphrase.as_deref(), sheet.as_deref());
            let unsealing = Unsealing { passphrase, sheet };
            output.result(&admin::restore(&data.data, &file, unsealing)?);
        }
        Command::Pass(command) => pass(command, output, now)?,
        Command::Keys(command) => keys(command, output, now)?,
        Command::Device(command) => device(command, output, clock)?,
        Command::Erase { member, data } => {
            output.result(&admin::erase(&data.data, &member.parse()?, now)?);
        }
        Command::Retention { keep_years, data } => {
            output.result(&admin::retain(&data.data, keep_years, now)?);
        }
        Command::Verify(data) => {
            let report = admin::verify(&data.data)?;
            output.result(&report);
            return found(!report.problems.is_empty());
        }
        Command::Audit { data, member, limit } => audit(&data.data, member, limit, output)?,
        Command::Token { data, member, minutes } => {
            let made = admin::token(&data.data, &member.parse()?, minutes, now)?;
            if output.json {
                output.result(&made);
            } else {
                output.line(&made.token);
            }
        }
        Command::TokenKey(TokenKeyCommand::Rotate { data, drop_old }) => {
            output.result(&admin::rotate_token_key(&data.data, drop_old, now)?);
        }
        // These speak for themselves, see `super::run`.
        Command::Phone(_) | Command::Demo(_) | Command::Locales(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

fn audit(
    data: &Path,
    member: Option<String>,
    limit: u32,
    output: Output,
) -> Result<(), AdminError> {
    let member = member.map(|id| id.parse()).transpose()?;
    for one in admin::audit(data, member.as_ref(), limit)? {
        let by = one.by.as_ref().map_or("operator".to_owned(), ToString::to_string);
        let device = one.device.map_or("-".to_owned(), |serial| serial.to_string());
        output.row(&one, &[&one.at, &one.member, &by, &device, &one.what]);
    }
    Ok(())
}

/// The first line of a passphrase file.
fn passphrase(path: Option<&Path>) -> Result<Option<Vec<u8>>, AdminError> {
    let Some(path) = path else { return Ok(None) };
    let bytes = read(path)?;
    let line = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
    Ok(Some(line.to_vec()))
}

fn pass(command: PassCommand, output: Output, now: Seconds) -> Result<(), AdminError> {
    let day = |text: Option<String>| text.map(|text| Day::parse(&text)).transpose();
    match command {
        PassCommand::Give { member, host, from, until, data } => {
            let days = (day(from)?, day(until)?);
            let (member, host) = (member.parse()?, host.parse()?);
            output.result(&admin::give_pass(&data.data, &member, &host, days, now)?);
        }
        PassCommand::End { member, host, data } => {
            output.result(&admin::end_pass(&data.data, &member.parse()?, &host.parse()?, now)?);
        }
        PassCommand::List { data, member } => {
            let member = member.map(|id| id.parse()).transpose()?;
            for one in admin::passes(&data.data, member.as_ref(), now)? {
                let until = one.pass.until.map_or("-".to_owned(), |until| until.to_string());
                let state = if one.holds { "holds" } else { "over" };
                let cells: [&dyn std::fmt::Display; 5] =
                    [&one.member, &one.pass.host, &one.pass.from, &until, &state];
                output.row(&one, &cells);
            }
        }
    }
    Ok(())
}

fn keys(command: KeysCommand, output: Output, now: Seconds) -> Result<(), AdminError> {
    let (sheet, words) = match &command {
        KeysCommand::Sheet { key_sheet, passphrase_file, .. } => {
            (key_sheet.as_deref(), Some(passphrase_file.as_path()))
        }
        KeysCommand::Succeed { key_sheet, passphrase_file, .. } => {
            (key_sheet.as_deref(), passphrase_file.as_deref())
        }
        KeysCommand::DropRoot { key_sheet, passphrase_file, .. } => {
            (Some(key_sheet.as_path()), Some(passphrase_file.as_path()))
        }
    };
    let (sheet, words) = (sheet.map(read).transpose()?, passphrase(words)?);
    let unsealing = Unsealing { passphrase: words.as_deref(), sheet: sheet.as_deref() };
    match command {
        KeysCommand::Sheet { file, data, .. } => {
            output.result(&admin::key_sheet(&data.data, &file, unsealing, now)?);
        }
        KeysCommand::Succeed { data, .. } => {
            output.result(&admin::succeed(&data.data, unsealing, now)?);
        }
        KeysCommand::DropRoot { data, .. } => {
            output.result(&admin::drop_root(&data.data, unsealing)?);
        }
    }
    Ok(())
}

fn device(command: DeviceCommand, output: Output, clock: &Clock) -> Result<(), AdminError> {
    match command {
        DeviceCommand::List(data) => {
            for one in admin::devices(&data.data)? {
                let last = one.last_contact.as_deref().unwrap_or("-");
                let state = match one {
                    _ if one.alarm => "cloned",
                    _ if one.revoked => "revoked",
                    _ => "valid",
                };
                let cells: [&dyn std::fmt::Display; 6] =
                    [&one.device.0, &one.member, &one.branch, &one.role, &last, &state];
                output.row(&one, &cells);
            }
        }
        DeviceCommand::Revoke { device, data, since } => {
            let since = since.map(|text| Seconds::parse_rfc3339(&text)).transpose()?;
            let report = admin::revoke(&data.data, Serial(device), since, clock.now())?;
            output.result(&report);
        }
    }
    Ok(())
}

fn run_service(
    data: &Path,
    arguments: ServeArguments,
    output: Output,
    clock: &Clock,
) -> Result<(), AdminError> {
    let ServeArguments { listen, tls_cert, tls_key, plain_http, behind_proxy, rates_times, app } =
        arguments;
    let tls = tls_cert.zip(tls_key).map(|(cert, key)| TlsFiles { cert, key });
    let scheme = if tls.is_some() { "https" } else { "http" };
    let rates = Rates::default().times(rates_times);
    let options = Options { listen, tls, plain_http, behind_proxy, rates, app, door: None };
    crate::serve::run(data, &options, clock.clone(), |address| {
        output.line(&format!("drokpa is listening on {scheme}://{address}"));
    })
}

fn roster(command: RosterCommand, output: Output, clock: &Clock) -> Done {
    match command {
        RosterCommand::Import { file, data, dry_run } => {
            let report = admin::import_roster(&data.data, &read(&file)?, dry_run, clock.now())?;
            rows(output, &report, &report.rows);
            found(report.refused > 0)
        }
        RosterCommand::Export(data) => {
            output.bytes(&admin::export_roster(&data.data, clock.now())?);
            found(false)
        }
    }
}

/// People see the rows that did not go through, and the counts; JSON has all of it.
fn rows(output: Output, report: &impl serde::Serialize, rows: &[RowResult]) {
    if output.json {
        return output.result(report);
    }
    let good = |row: &&RowResult| matches!(row.result, "created" | "updated" | "moved" | "same");
    // Who moves is said by name: a slip in the branch would move somebody.
    for row in rows.iter().filter(|row| !good(row) || row.result == "moved") {
        let column = row.column.unwrap_or("-");
        output.line(&format!("line {}: {} {column}: {}", row.line, row.id, row.result));
    }
    let mut counts = std::collections::BTreeMap::<_, usize>::new();
    rows.iter().filter(good).for_each(|row| *counts.entry(row.result).or_default() += 1);
    counts.iter().for_each(|(result, count)| output.line(&format!("{result}: {count}")));
    output.line(&format!("refused: {}", rows.iter().filter(|row| !good(row)).count()));
}

fn invite(arguments: &InviteArguments, output: Output, clock: &Clock) -> Result<(), AdminError> {
    let ids = arguments.member.iter().map(|id| id.parse()).collect::<Result<Vec<_>, _>>()?;
    let who = match &arguments.branch {
        Some(branch) => Invited::Branch(branch.parse()?),
        None if arguments.all => Invited::All,
        None => Invited::Members(ids),
    };
    let data = &arguments.data.data;
    let invites = admin::invite_at(data, &who, &arguments.url, clock.now())?;
    if let Some(path) = &arguments.sheet {
        let store = admin::open(data)?;
        let page = admin::sheet(&invites, &store.members()?, &store.branches()?)?;
        let file = |source| AdminError::File { path: PathBuf::from(path), source };
        std::fs::write(path, page).map_err(file)?;
    }
    for one in &invites {
        let role = one.role.name();
        output.row(one, &[&one.member, &one.branch, &role, &one.code, &one.expires_at]);
    }
    Ok(())
}
