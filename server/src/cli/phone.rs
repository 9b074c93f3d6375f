//! `drokpa phone`: a complete phone on the command line. One folder is one member on one device.
//! Every command opens the folder, does one thing and has made it durable before it says so.

mod access;
mod consent;
mod contact;
mod devices;
mod evaluation;
mod home;
mod member;
mod office;
mod print;
mod quarantine;
mod settle;
mod statement;
mod transfer;

use clap::{Args, Subcommand};
use drokpa_app::AppError;
use drokpa_core::code::Code;
use drokpa_core::host::sqlite::HostError;
use drokpa_locales::Lang;
use home::Home;
use print::Printer;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::client::{LinkError, SyncError};

/// `drokpa phone --home DIR …`
#[derive(Debug, Args)]
pub struct PhoneArgs {
    /// The folder of this phone: key, store, and the hub's address
    #[arg(long, value_name = "DIR")]
    home: PathBuf,
    /// Over https, trust the authorities in this PEM file and no others; kept for the next time
    #[arg(long, value_name = "FILE", global = true)]
    ca: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make this folder a member's phone with an invite code
    Enrol(contact::EnrolArgs),
    /// The notice before the first record, and the member's answer
    #[command(subcommand)]
    Consent(consent::ConsentCommand),
    /// Record what the member did
    #[command(subcommand)]
    Record(member::RecordCommand),
    /// Take a claim back
    Withdraw(member::WithdrawArgs),
    /// Offer a claim again, changed, in a new round
    Resubmit(member::ResubmitArgs),
    /// Object to what became of a claim or mark of one's own
    Object(settle::ObjectArgs),
    /// All facts that this phone may see
    List,
    /// Send and fetch what is new
    Sync,
    /// What waits here, and when the hub last confirmed everything
    Status,
    /// Who looked at the member's record at the hub; offline, as it was fetched last
    AccessLog,
    /// The member's own phones; one that was added is shown until it is said to be known
    Devices(devices::DevicesArgs),
    /// A member's points and hours
    Standing(member::StandingArgs),
    /// The member's own records and standing as a file
    Export(member::ExportArgs),
    /// The branch's calendar
    #[command(subcommand)]
    Training(office::TrainingCommand),
    /// Call the roll of a training
    Roll(office::RollArgs),
    /// Facts of others that ask for a decision
    Queue(office::QueueArgs),
    /// The branch's report out of 100 under an evaluation file
    Evaluation(evaluation::EvaluationArgs),
    /// Decide claims: CLAIM… approve|return|reject
    Decide(office::DecideArgs),
    /// Answer an objection
    Answer(settle::AnswerArgs),
    /// Add or take points without a claim
    Adjust(settle::AdjustArgs),
    /// Set a member's total of a year to zero, together with the township
    Veto(settle::VetoArgs),
    /// Records of revoked or demoted devices that came too late
    #[command(subcommand)]
    Quarantine(quarantine::QuarantineCommand),
    /// Attest what a member of another branch did here
    Attest(quarantine::AttestArgs),
    /// Close a period, so that its statement can be posted
    Close(statement::CloseArgs),
    /// What a closed period posted; also as pages to print
    Statement(statement::StatementArgs),
    /// A blank roll of a training to print
    RollSheet(statement::RollSheetArgs),
    /// From phone to phone without a hub
    #[command(subcommand)]
    Transfer(transfer::TransferCommand),
}

/// Why a command failed: a code for everybody, and words for who looks closer.
#[derive(Debug)]
struct Failure {
    code: Code,
    detail: Option<String>,
}

impl Failure {
    fn new(code: Code, detail: impl Into<String>) -> Failure {
        Failure { code, detail: Some(detail.into()) }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Failure {
        Failure { code, detail: None }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Failure {
        Failure { code: error.core(), detail: error.detail }
    }
}

impl From<HostError> for Failure {
    fn from(error: HostError) -> Failure {
        match error {
            HostError::Core(code) => code.into(),
            other => Failure::new(other.code(), other.to_string()),
        }
    }
}

impl From<LinkError> for Failure {
    fn from(error: LinkError) -> Failure {
        match error {
            LinkError::Refused { code } => code.into(),
            other => Failure::new(other.code(), other.to_string()),
        }
    }
}

impl From<SyncError> for Failure {
    fn from(error: SyncError) -> Failure {
        match error {
            SyncError::Link { source } => source.into(),
            SyncError::Phone { code } => code.into(),
            #[expect(unreachable_patterns, reason = "errors may be added")]
            other => other.code().into(),
        }
    }
}

/// Runs a command of the phone. Results go to standard output, errors to standard error.
#[must_use]
pub fn run(args: &PhoneArgs, lang: Lang, json: bool) -> ExitCode {
    let printer = Printer { lang, json };
    match act(args, printer) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            printer.failure(failure.code, failure.detail.as_deref());
            ExitCode::FAILURE
        }
    }
}

fn act(args: &PhoneArgs, printer: Printer) -> Result<(), Failure> {
    let mut home = Home::open(&args.home)?;
    if let Some(ca) = &args.ca {
        contact::keep_authority(&home, ca)?;
    }
    match &args.command {
        Command::Enrol(args) => contact::enrol(&mut home, args, printer),
        Command::Consent(command) => consent::run(&mut home, command, printer),
        Command::Record(command) => member::record(&mut home, command, printer),
        Command::Withdraw(args) => member::withdraw(&mut home, args, printer),
        Command::Resubmit(args) => member::resubmit(&mut home, args, printer),
        Command::Object(args) => settle::object(&mut home, args, printer),
        Command::List => printer.listed(&home.phone()?),
        Command::Sync => contact::sync(&mut home, printer),
        Command::Status => printer.status(&home.phone()?),
        Command::AccessLog => access::log(&mut home, printer),
        Command::Devices(args) => devices::devices(&mut home, args, printer),
        Command::Standing(args) => member::standing(&home, args, printer),
        Command::Export(args) => member::export(&home, args, printer),
        Command::Evaluation(args) => evaluation::run(&home, args, printer),
        Command::Training(command) => office::training(&mut home, command, printer),
        Command::Roll(args) => office::roll(&mut home, args, printer),
        Command::Queue(args) => office::queue(&home, args, printer),
        Command::Decide(args) => office::decide(&mut home, args, printer),
        Command::Answer(args) => settle::answer(&mut home, args, printer),
        Command::Adjust(args) => settle::adjust(&mut home, args, printer),
        Command::Veto(args) => settle::veto(&mut home, args, printer),
        Command::Quarantine(command) => quarantine::run(&mut home, command, printer),
        Command::Attest(args) => quarantine::attest(&mut home, args, printer),
        Command::Close(args) => statement::close(&mut home, args, printer),
        Command::Statement(args) => statement::statement(&home, args, printer),
        Command::RollSheet(args) => statement::roll(&home, args, printer),
        Command::Transfer(command) => transfer::run(&mut home, command, printer),
    }
}
