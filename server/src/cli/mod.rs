//! The command line `drokpa`: reads arguments, calls [`crate::admin`], prints. Every command
//! prints JSON with `--json`; refusals go to standard error with their code.

mod admin;
mod locales;
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
        /// How.
        #[command(flatten)]
        serve: ServeArguments,
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
    /// Drop the free texts and the names of a member, here and on all phones; facts stay under the
    /// id. Older backups still hold them.
    Erase {
        /// Whose.
        #[arg(long)]
        member: String,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
    },
    /// Drop the free texts of years that are over, here and on all phones.
    Retention {
        /// How many calendar years before this one keep theirs.
        #[arg(long)]
        keep_years: u16,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
    },
    /// Check every chain, signature and table again.
    Verify(Data),
    /// The texts: the reviewer's sheet, the glossary, audio packs.
    #[command(subcommand)]
    Locales(locales::LocalesCommand),
    /// Copy the database into one file, while the service may run.
    Backup {
        /// Where to; must not be there yet.
        file: PathBuf,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// Put the keys into it too, sealed with the passphrase.
        #[arg(long, requires = "passphrase_file")]
        with_keys: bool,
        /// A file whose first line is the passphrase, at least 12 bytes.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
    },
    /// Make a backup the hub's database again. What was there is set aside.
    Restore {
        /// The backup.
        file: PathBuf,
        /// The hub's folder; keeps its keys if it has any.
        #[command(flatten)]
        data: Data,
        /// A file whose first line is the passphrase, where the keys come out of the backup or a
        /// key sheet.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
        /// The key sheet: its lines in a text file, or a PNG of its code.
        #[arg(long, value_name = "FILE", requires = "passphrase_file")]
        key_sheet: Option<PathBuf>,
    },
    /// Passes of floating members, who learn at another branch for a while.
    #[command(subcommand)]
    Pass(PassCommand),
    /// The organisation's keys.
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Phones that were enrolled.
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Who looked at whose record, the newest first.
    Audit {
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// Whose record; everybody's where it is not given.
        #[arg(long)]
        member: Option<String>,
        /// How many lines.
        #[arg(long, default_value_t = 200)]
        limit: u32,
    },
    /// Make a token for the JSON reads that speaks for a member.
    Token {
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// For whom.
        #[arg(long)]
        member: String,
        /// For how many minutes.
        #[arg(long, default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=60))]
        minutes: u64,
    },
    /// The keys that sign tokens.
    #[command(subcommand)]
    TokenKey(TokenKeyCommand),
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

/// How to serve.
#[derive(Debug, clap::Args)]
pub struct ServeArguments {
    /// Where to listen; port 0 takes a free one.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Speak TLS with this certificate chain, PEM; taken up again when it is renewed.
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// The certificate's private key, PEM.
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// Speak plain HTTP to other machines too, because something else speaks TLS for it.
    #[arg(long, conflicts_with = "tls_cert")]
    plain_http: bool,
    /// All clients come through a proxy on this machine: count them by the last entry of
    /// X-Forwarded-For.
    #[arg(long)]
    behind_proxy: bool,
    /// All rates times this; for load tests.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    rates_times: u32,
    /// Serve the web app of this folder in place of the one that the hub was built with.
    #[arg(long, value_name = "DIR")]
    app: Option<PathBuf>,
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

/// Commands about devices.
#[derive(Debug, Subcommand)]
pub enum DeviceCommand {
    /// List them.
    List(Data),
    /// Take a phone's word away, because it was lost or stolen or its member left. What it wrote
    /// stays; what it brings later waits until a secretary adopts it.
    Revoke {
        /// Its number, as `device list` shows it.
        device: u32,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// Also quarantine what the hub received from this moment on, RFC 3339.
        #[arg(long)]
        since: Option<String>,
    },
}

/// Commands about passes.
#[derive(Debug, Subcommand)]
pub enum PassCommand {
    /// Let a member read what is planned at a host branch; nobody there becomes visible
    Give {
        /// Who.
        member: String,
        /// The host branch.
        #[arg(long, value_name = "BRANCH")]
        host: String,
        /// The first day, if not today.
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        /// The last day, where it is known.
        #[arg(long, value_name = "DATE")]
        until: Option<String>,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
    },
    /// End a pass with yesterday
    End {
        /// Whose.
        member: String,
        /// The host branch.
        #[arg(long, value_name = "BRANCH")]
        host: String,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
    },
    /// List passes, also those that are over
    List {
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// Whose; everybody's where it is not given.
        #[arg(long)]
        member: Option<String>,
    },
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

/// Commands about the organisation's keys.
#[derive(Debug, Subcommand)]
pub enum KeysCommand {
    /// Write a page to print with the keys on it, sealed with a passphrase, for the day when this
    /// machine is gone.
    Sheet {
        /// Where to; must not be there yet.
        file: PathBuf,
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// A file whose first line is the passphrase, at least 12 bytes.
        #[arg(long)]
        passphrase_file: PathBuf,
        /// The sheet of before, sealed with the same passphrase, where the root key is not in the
        /// folder.
        #[arg(long, value_name = "FILE")]
        key_sheet: Option<PathBuf>,
    },
    /// Let the hub go on under another key, because somebody may have the one that it has. Phones
    /// learn of it by themselves.
    Succeed {
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// The key sheet, where the root key is not in the folder.
        #[arg(long, value_name = "FILE", requires = "passphrase_file")]
        key_sheet: Option<PathBuf>,
        /// A file whose first line is the sheet's passphrase.
        #[arg(long)]
        passphrase_file: Option<PathBuf>,
    },
    /// Take the root key out of the folder, so that it is on the key sheet only.
    DropRoot {
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// The key sheet as it was typed or photographed from paper: it has to hold the root key.
        #[arg(long, value_name = "FILE")]
        key_sheet: PathBuf,
        /// A file whose first line is the sheet's passphrase.
        #[arg(long)]
        passphrase_file: PathBuf,
    },
}

/// Commands about the keys of tokens.
#[derive(Debug, Subcommand)]
pub enum TokenKeyCommand {
    /// Make a new key; tokens of the old one are taken until they are over.
    Rotate {
        /// The hub's folder.
        #[command(flatten)]
        data: Data,
        /// After a leak: end all tokens at once.
        #[arg(long)]
        drop_old: bool,
    },
}

/// Does what the arguments say.
#[must_use]
pub fn run(arguments: Arguments) -> ExitCode {
    let Arguments { lang, json, command } = arguments;
    match command {
        Command::Phone(phone) => phone::run(&phone, lang.unwrap_or(Lang::ZhHans), json),
        Command::Demo(demo) => crate::demo::run(&demo, lang, json),
        Command::Locales(command) => {
            let (texts, output) = (lang.unwrap_or(Lang::Bo), Output { json });
            match locales::run(command, texts, output, &Clock::system()) {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => refuse(&error, lang.unwrap_or(Lang::En), json),
            }
        }
        command => match admin::run(command, Output { json }, &Clock::system()) {
            Ok(code) => code,
            Err(error) => refuse(&error, lang.unwrap_or(Lang::En), json),
        },
    }
}

/// Says why not, to people by default.
fn refuse(error: &AdminError, lang: Lang, json: bool) -> ExitCode {
    eprintln!("{}", refusal(error, lang, json));
    ExitCode::FAILURE
}

/// The words of a refusal: the sentence, then the code with its detail.
fn refusal(error: &AdminError, lang: Lang, json: bool) -> String {
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
        body.to_string()
    } else {
        format!("{message}\n{code}: {details}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::code::Code;

    #[test]
    fn every_refusal_is_told_in_the_language_of_the_command() {
        for code in Code::ALL {
            let error = AdminError::refused(*code, "pa04");
            for lang in Lang::ALL {
                let sentence = text(lang, code.message_id());
                assert_ne!(sentence, code.message_id());
                let told = refusal(&error, lang, false);
                assert_eq!(told, format!("{sentence}\n{code}: pa04"));
                let told: serde_json::Value =
                    serde_json::from_str(&refusal(&error, lang, true)).unwrap();
                assert_eq!(told["code"], code.name());
                assert_eq!(told["message"], *sentence);
            }
        }
    }
}
