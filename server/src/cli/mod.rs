//! The command line `drokpa`: reads arguments, calls [`crate::admin`], prints. Every command
//! prints JSON with `--json`; refusals go to standard error with their code.

mod admin;
mod output;
pub mod phone;

use crate::admin::AdminError;
use crate::clock::Clock;
use clap::{Parser, Subcommand};
use drokpa_locales::{Lang, text};
use output::Output;
use std::path::PathBuf;
use std::process::ExitCode;

/// Attendance and points, offline first, in Tibetan and Chinese.
#[derive(Debug, Parser)]
#[command(name = "drokpa", version, arg_required_else_help = true)]
pub struct Arguments {
    /// Language of messages: bo, zh or en. Without it the operator's commands speak English, a
    /// phone Chinese, the demo Chinese and Tibetan.
    #[arg(long, global = true, value_parser = parse_lang)]
    pub lang: Option<Lang>,
    /// Print JSON.
    #[arg(long, global = true)]
    pub json: bool,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

fn parse_lang(tag: &str) -> Result<Lang, String> {
    Lang::parse(tag).ok_or_else(|| "bo, zh or en".to_owned())
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make the keys and the store of a new organisation.
    Init(Data),
    /// Run the service.
    Serve {
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// Where to listen; port 0 takes a free one.
        #[arg(long, default_value = "127.0.0.1:8080")]
        listen: String,
    },
    /// Show how it is.
    Status(Data),
    /// The organisation tree.
    #[command(subcommand)]
    Branches(BranchesCommand),
    /// The members.
    #[command(subcommand)]
    Roster(RosterCommand),
    /// Make invites for phones.
    Invite(InviteArguments),
    /// Points rules.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Fold records under rules.
    Points {
        /// Rules files.
        #[arg(long, required = true, num_args = 1..)]
        rules: Vec<PathBuf>,
        /// The records file.
        #[arg(long)]
        records: PathBuf,
        /// Which of several rules; the first where it is not given.
        #[arg(long)]
        rules_id: Option<String>,
        /// Which rules year; that of the last record where it is not given.
        #[arg(long)]
        cycle: Option<u16>,
    },
    /// Check every chain, signature and table again.
    Verify(Data),
    /// A complete phone on the command line.
    Phone(phone::PhoneArgs),
    /// The whole way once: phones offline, links that break, standings, the check of all replicas.
    Demo(crate::demo::DemoArgs),
}

/// The hub's folder.
#[derive(Debug, clap::Args)]
pub struct Data {
    /// The hub's folder.
    #[arg(long)]
    pub data: PathBuf,
}

/// Commands about branches.
#[derive(Debug, Subcommand)]
pub enum BranchesCommand {
    /// Take a table: id, parent, level, sector, name_zh, name_bo, station.
    Import {
        /// The table, CSV in UTF-8.
        file: PathBuf,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
    },
}

/// Commands about members.
#[derive(Debug, Subcommand)]
pub enum RosterCommand {
    /// Take a table: member, branch, role, sector, name_zh, name_bo, joined_on. Never deletes.
    Import {
        /// The table, CSV in UTF-8.
        file: PathBuf,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// Only say what would change.
        #[arg(long)]
        dry_run: bool,
    },
    /// Print the table.
    Export(Data),
}

/// Whom to invite.
#[derive(Debug, clap::Args)]
pub struct InviteArguments {
    #[command(flatten)]
    data: Data,
    /// Everybody of a branch.
    #[arg(long, conflicts_with_all = ["member", "all"])]
    branch: Option<String>,
    /// These members.
    #[arg(long, num_args = 1.., conflicts_with = "all")]
    member: Vec<String>,
    /// Everybody.
    #[arg(long)]
    all: bool,
    /// Also write a page to print.
    #[arg(long)]
    sheet: Option<PathBuf>,
    /// Where phones reach the hub, such as http://192.0.2.7:8080; goes into the QR codes.
    #[arg(long, value_name = "URL", default_value = "")]
    url: String,
}

/// Commands about rules.
#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Say what is wrong with a rules file.
    Check {
        /// The rules file.
        file: PathBuf,
    },
    /// Publish the versions in a rules file to the branches of their sector.
    Publish {
        /// The rules file.
        file: PathBuf,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
    },
}

/// Does what the arguments say.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    let Arguments { lang, json, command } = arguments;
    match command {
        Command::Phone(phone) => phone::run(&phone, lang.unwrap_or(Lang::ZhHans), json),
        Command::Demo(demo) => crate::demo::run(&demo, lang, json),
        command => match admin::run(command, Output { json }, &Clock::system()) {
            Ok(code) => code,
            Err(error) => refuse(&error, lang.unwrap_or(Lang::En), json),
        },
    }
}

/// Says why not, to people by default.
fn refuse(error: &AdminError, lang: Lang, json: bool) -> ExitCode {
    let code = error.code();
    let message = text(lang, code.message_id());
    let mut details = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        details = format!("{details}: {cause}");
        source = cause.source();
    }
    if json {
        let body = serde_json::json!({
            "code": code.name(), "message": message, "detail": details,
        });
        eprintln!("{body}");
    } else {
        eprintln!("{message}\n{code}: {details}");
    }
    ExitCode::FAILURE
}
