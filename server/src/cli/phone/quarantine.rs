//! What a phone says about records that came too late from a revoked or demoted device, and what a
//! host branch says about guests.

use super::Failure;
use super::home::Home;
use super::print::{GAP, Printer};
use clap::{ArgGroup, Args, Subcommand};
use drokpa_core::chain::entry::EntryId;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{NewAttestation, QuarantineRow, Seen};
use drokpa_core::time::Day;
use drokpa_locales::format;
use serde_json::json;

#[derive(Debug, Subcommand)]
pub(super) enum QuarantineCommand {
    /// What is set aside, and what stands about it
    List,
    /// Let records count
    Adopt(WhichArgs),
    /// Keep records out
    Refuse(WhichArgs),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("which").args(["entries", "device", "all"]).required(true)))]
pub(super) struct WhichArgs {
    /// Names as `quarantine list` prints them
    #[arg(value_name = "ENTRY")]
    entries: Vec<String>,
    /// Everything of this device that nobody has settled
    #[arg(long, value_name = "N")]
    device: Option<u32>,
    /// Everything that nobody has settled
    #[arg(long)]
    all: bool,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").args(["training", "unlisted"]).required(true)))]
pub(super) struct AttestArgs {
    /// The guest
    #[arg(long, value_name = "M")]
    member: String,
    /// The guest's home branch
    #[arg(long, value_name = "BRANCH")]
    home: String,
    /// A training of this branch
    #[arg(long, value_name = "ID")]
    training: Option<String>,
    /// What has no entry in the calendar: its kind
    #[arg(long, value_name = "KIND", requires = "on", requires = "minutes")]
    unlisted: Option<String>,
    /// When
    #[arg(long, value_name = "DATE", requires = "unlisted")]
    on: Option<String>,
    /// How long
    #[arg(long, value_name = "N", requires = "unlisted")]
    minutes: Option<u32>,
    /// Take it back
    #[arg(long)]
    withdraw: bool,
}

pub(super) fn run(
    home: &mut Home,
    command: &QuarantineCommand,
    printer: Printer,
) -> Result<(), Failure> {
    match command {
        QuarantineCommand::List => {
            let rows = home.phone()?.quarantine()?;
            printer.say(&rows, || lines(&rows, printer))
        }
        QuarantineCommand::Adopt(which) => settle(home, (which, true), printer),
        QuarantineCommand::Refuse(which) => settle(home, (which, false), printer),
    }
}

fn lines(rows: &[QuarantineRow], printer: Printer) -> Vec<String> {
    if rows.is_empty() {
        return vec![printer.text("quarantine-none")];
    }
    let line = |row: &QuarantineRow| {
        let state = printer.text(&format!("quarantine-{}", row.state.name()));
        let about = row.member.as_ref().map_or("-", MemberId::as_str);
        [&row.entry.to_string(), about, &*row.key, row.by.as_str(), &*row.recorded_at, &*state]
            .join(GAP)
    };
    rows.iter().map(line).collect()
}

fn settle(
    home: &mut Home,
    (which, adopt): (&WhichArgs, bool),
    printer: Printer,
) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    let names: Vec<EntryId> = if which.entries.is_empty() {
        let wanted = |row: &QuarantineRow| {
            let device = which.device.is_none_or(|device| row.device.0 == device);
            device && !row.state.is_settled()
        };
        phone.quarantine()?.iter().filter(|row| wanted(row)).map(|row| row.entry).collect()
    } else {
        which.entries.iter().map(|name| name.parse()).collect::<Result<_, Code>>()?
    };
    let batch = phone.adopt(home.now(), &names, adopt)?;
    home.commit(&mut phone, &batch)?;
    let count = u32::try_from(names.len()).unwrap_or(u32::MAX);
    printer.say(&json!({ "entries": count, "adopted": adopt }), || {
        vec![format(printer.lang, "quarantine-said", &[("count", count.into())])]
    })
}

pub(super) fn attest(home: &mut Home, args: &AttestArgs, printer: Printer) -> Result<(), Failure> {
    let seen = match (&args.training, &args.unlisted) {
        (Some(id), _) => Seen::Training(id.parse()?),
        (None, kind) => Seen::Unlisted {
            kind: TrainingKind::parse(kind.as_deref().unwrap_or_default())?,
            day: Day::parse(args.on.as_deref().unwrap_or_default())?,
            minutes: args.minutes.unwrap_or_default(),
        },
    };
    let new = NewAttestation {
        member: MemberId::new(&args.member)?,
        home: BranchId::new(&args.home)?,
        seen,
        withdraw: args.withdraw,
    };
    let mut phone = home.phone()?;
    let (key, batch) = phone.attest(home.now(), &new)?;
    home.commit(&mut phone, &batch)?;
    printer.say(&json!({ "member": new.member, "key": key.to_string() }), || {
        vec![printer.text("quarantine-attested")]
    })
}
