//! What a member does: record, withdraw, resubmit, look.

use super::Failure;
use super::consent;
use super::home::Home;
use super::print::Printer;
use super::transfer::scanned;
use clap::{Args, Subcommand};
use drokpa_app::Explanation;
use drokpa_core::code::Code;
use drokpa_core::id::{CourseId, ItemId, MemberId, ObjectId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{CheckIn, ClaimName, NewClaim, Phone};
use drokpa_core::schema::key::Key;
use drokpa_core::time::{Cycle, Day, Seconds};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum RecordCommand {
    /// I was at a training
    Attendance(AttendanceArgs),
    /// I studied a course alone
    Study(StudyArgs),
    /// I did something that the rules name
    Activity(ActivityArgs),
}

#[derive(Debug, Args)]
pub(super) struct When {
    /// A short note
    #[arg(long, default_value = "")]
    note: String,
    /// When it is recorded, if not now
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
}

impl When {
    fn at(&self, home: &Home) -> Result<Seconds, Code> {
        self.at.as_deref().map_or_else(|| Ok(home.now()), Seconds::parse_rfc3339)
    }
}

#[derive(Debug, Args)]
pub(super) struct AttendanceArgs {
    /// Which training of the calendar
    #[arg(long, value_name = "ID", required_unless_present_any = ["unlisted", "scan"])]
    training: Option<String>,
    /// A picture of the code at the door, instead of training and code
    #[arg(long, value_name = "PNG", conflicts_with_all = ["training", "unlisted", "code", "entered_for"])]
    scan: Option<PathBuf>,
    /// The kind of a training that this phone has not heard of
    #[arg(long, value_name = "KIND", requires = "on", conflicts_with = "training")]
    unlisted: Option<String>,
    /// The day of an unlisted training
    #[arg(long, value_name = "DATE", conflicts_with = "training")]
    on: Option<String>,
    /// Minutes, where they are not the training's
    #[arg(long)]
    minutes: Option<u32>,
    /// The check-in code
    #[arg(long, value_name = "CHECKIN", conflicts_with = "unlisted")]
    code: Option<u32>,
    /// Enter it for a member who has no phone at hand
    #[arg(long = "for", value_name = "MEMBER", conflicts_with = "code")]
    entered_for: Option<String>,
    #[command(flatten)]
    when: When,
}

#[derive(Debug, Args)]
pub(super) struct StudyArgs {
    /// Which course
    #[arg(long, value_name = "ID")]
    course: String,
    /// How long
    #[arg(long)]
    minutes: u32,
    /// On which day, if not today
    #[arg(long, value_name = "DATE")]
    day: Option<String>,
    #[command(flatten)]
    when: When,
}

#[derive(Debug, Args)]
pub(super) struct ActivityArgs {
    /// Which item of the rules
    #[arg(long)]
    item: String,
    /// On which day
    #[arg(long, value_name = "DATE")]
    on: String,
    #[command(flatten)]
    when: When,
}

#[derive(Debug, Args)]
pub(super) struct WithdrawArgs {
    /// MEMBER/KEY as `list` prints it
    claim: String,
}

#[derive(Debug, Args)]
pub(super) struct ResubmitArgs {
    /// MEMBER/KEY as `list` prints it
    claim: String,
    /// Other minutes
    #[arg(long)]
    minutes: Option<u32>,
    /// A new note
    #[arg(long, default_value = "")]
    note: String,
    /// A check-in code, where the claim was recorded without it
    #[arg(long, value_name = "CHECKIN", conflicts_with_all = ["minutes", "note"])]
    code: Option<u32>,
}

#[derive(Debug, Args)]
pub(super) struct StandingArgs {
    /// Whose, if not the phone's own member
    #[arg(long, value_name = "MEMBER")]
    member: Option<String>,
    /// The rules year, if not the present one
    #[arg(long, value_name = "YEAR")]
    cycle: Option<u16>,
    /// Also why: each fact, what it is worth and what a cap left of it
    #[arg(long)]
    explain: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    /// A file that does not exist yet
    file: PathBuf,
}

pub(super) fn record(
    home: &mut Home,
    command: &RecordCommand,
    printer: Printer,
) -> Result<(), Failure> {
    let (when, entered_for) = match command {
        RecordCommand::Attendance(args) => (&args.when, args.entered_for.as_deref()),
        RecordCommand::Study(args) => (&args.when, None),
        RecordCommand::Activity(args) => (&args.when, None),
    };
    let at = when.at(home)?;
    let mut phone = home.phone()?;
    let before = phone.consent()?.state;
    let claim = match command {
        RecordCommand::Attendance(AttendanceArgs { scan: Some(picture), minutes, .. }) => {
            at_the_door(home, &mut phone, picture, *minutes)?
        }
        _ => new_claim(command, at)?,
    };
    let (recorded, batch) = match entered_for {
        Some(member) => phone.enter_for(at, &MemberId::new(member)?, &claim, &when.note)?,
        None => {
            let language = consent::language(printer)?;
            phone.record_agreeing(at, language, (&claim, &when.note))?
        }
    };
    home.commit(&mut phone, &batch)?;
    if entered_for.is_none() && before != "given" {
        consent::tell(&phone, printer);
    }
    printer.saved(&ClaimName { member: recorded.member, key: recorded.key }, recorded.new)
}

/// What a code at the door says, taken in first: the phone may never have heard of the training.
fn at_the_door(
    home: &mut Home,
    phone: &mut Phone,
    picture: &PathBuf,
    minutes: Option<u32>,
) -> Result<NewClaim, Failure> {
    let texts = scanned(std::slice::from_ref(picture))?;
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (brought, batch) = phone.scan(&texts)?;
    home.commit(phone, &batch)?;
    let none = || Failure::new(Code::TransferMalformed, "this is no training's code");
    let CheckIn { training, code } = brought.check_in.ok_or_else(none)?;
    let code = code.parse().map_err(|_| Code::IdMalformed)?;
    Ok(NewClaim::Attendance { training, minutes, code: Some(code) })
}

fn new_claim(command: &RecordCommand, at: Seconds) -> Result<NewClaim, Code> {
    Ok(match command {
        RecordCommand::Attendance(args) => match (&args.training, &args.unlisted, &args.on) {
            (None, Some(kind), Some(day)) => NewClaim::Unlisted {
                kind: TrainingKind::parse(kind)?,
                day: Day::parse(day)?,
                minutes: args.minutes,
            },
            (training, ..) => NewClaim::Attendance {
                training: training.as_deref().unwrap_or_default().parse::<ObjectId>()?,
                minutes: args.minutes,
                code: args.code,
            },
        },
        RecordCommand::Study(args) => NewClaim::Study {
            course: CourseId::new(&args.course)?,
            day: args.day.as_deref().map_or_else(|| Ok(at.day()), Day::parse)?,
            minutes: args.minutes,
        },
        RecordCommand::Activity(args) => {
            NewClaim::Activity { item: ItemId::new(&args.item)?, day: Day::parse(&args.on)? }
        }
    })
}

/// The key of a claim of the phone's own member.
pub(super) fn own_key(phone: &Phone, claim: &str) -> Result<Key, Code> {
    let name: ClaimName = claim.parse()?;
    if name.member == *phone.member() { Ok(name.key) } else { Err(Code::ClaimUnknown) }
}

pub(super) fn withdraw(
    home: &mut Home,
    args: &WithdrawArgs,
    printer: Printer,
) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    let key = own_key(&phone, &args.claim)?;
    let batch = phone.withdraw(home.now(), &key)?;
    home.commit(&mut phone, &batch)?;
    printer.saved(&ClaimName { member: phone.member().clone(), key }, true)
}

pub(super) fn resubmit(
    home: &mut Home,
    args: &ResubmitArgs,
    printer: Printer,
) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    let key = own_key(&phone, &args.claim)?;
    let batch = match args.code {
        Some(code) => phone.add_code(home.now(), &key, code)?,
        None => phone.resubmit(home.now(), &key, args.minutes, &args.note)?,
    };
    home.commit(&mut phone, &batch)?;
    printer.saved(&ClaimName { member: phone.member().clone(), key }, true)
}

pub(super) fn standing(home: &Home, args: &StandingArgs, printer: Printer) -> Result<(), Failure> {
    let phone = home.phone()?;
    let member = match &args.member {
        Some(member) => MemberId::new(member)?,
        None => phone.member().clone(),
    };
    if !phone.members().contains(&member) {
        return Err(Code::MemberUnknown.into());
    }
    let cycle = args.cycle.map_or_else(|| phone.cycle_at(home.now()), Cycle);
    let standing = phone.standing(&member, cycle)?;
    if !args.explain {
        return printer.standing(&standing);
    }
    let lines = phone.explain(&member, cycle)?;
    let adjustments = phone.adjustments(&member, cycle)?;
    let why = Explanation { standing, lines, adjustments };
    printer.explained(&why, &phone.vetoes(&member, cycle)?, phone.rules_of(&member))
}

/// Writes what the phone holds about its own member as JSON. An existing file is left alone.
pub(super) fn export(home: &Home, args: &ExportArgs, printer: Printer) -> Result<(), Failure> {
    let phone = home.phone()?;
    let data = drokpa_app::my_data(&phone, home.now().day())?;
    let failed = |error: std::io::Error| {
        Failure::new(Code::StoreFailed, format!("{}: {error}", args.file.display()))
    };
    let mut file = std::fs::File::create_new(&args.file).map_err(failed)?;
    serde_json::to_writer_pretty(&mut file, &data).map_err(|error| failed(error.into()))?;
    file.sync_all().map_err(failed)?;
    printer.exported(&args.file)
}
