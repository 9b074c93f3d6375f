//! What a secretary does: the calendar, the roll, decisions.

use super::Failure;
use super::home::Home;
use super::print::Printer;
use super::transfer::show_code;
use clap::{ArgGroup, Args, Subcommand};
use drokpa_app::input;
use drokpa_core::code::Code;
use drokpa_core::id::{ItemId, MemberId, ObjectId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{Batch, ClaimName, NewDecision, NewTraining, Phone, TrainingEdit};
use drokpa_core::schema::value::{Grant, Mark, Verdict};
use drokpa_core::time::{Day, Seconds};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum TrainingCommand {
    /// Announce a training
    Create(CreateArgs),
    /// All trainings that this phone knows
    List,
    /// Change a training; decisions that had not seen another time or length count no more
    Edit(EditArgs),
    /// Cancel a training
    Cancel {
        /// Which one
        training: String,
    },
    /// The code for the door: a phone that scans it can record, though it never heard of it
    Qr(QrArgs),
    /// Say that two trainings are one, or that what members recorded as unlisted was this one
    Alias(AliasArgs),
}

#[derive(Debug, Args)]
pub(super) struct CreateArgs {
    /// One of the nine kinds, such as theme_day
    #[arg(long)]
    kind: String,
    /// Title in Chinese
    #[arg(long, value_name = "T")]
    title_zh: String,
    /// Title in Tibetan
    #[arg(long, value_name = "T")]
    title_bo: String,
    /// When it begins
    #[arg(long, value_name = "RFC3339")]
    start: String,
    /// How long, over all its days
    #[arg(long)]
    minutes: u32,
    /// Over how many days
    #[arg(long, default_value_t = 1)]
    days: u32,
    /// The rules item, where it is not the kind's own
    #[arg(long)]
    item: Option<String>,
}

#[derive(Debug, Args)]
#[command(group(
    ArgGroup::new("changes")
        .args(["title_zh", "title_bo", "start", "minutes", "days"])
        .required(true)
        .multiple(true)
))]
pub(super) struct EditArgs {
    /// Which one
    training: String,
    /// Another title in Chinese
    #[arg(long, value_name = "T")]
    title_zh: Option<String>,
    /// Another title in Tibetan
    #[arg(long, value_name = "T")]
    title_bo: Option<String>,
    /// Another beginning
    #[arg(long, value_name = "RFC3339")]
    start: Option<String>,
    /// Another length, over all its days
    #[arg(long)]
    minutes: Option<u32>,
    /// Another number of days
    #[arg(long)]
    days: Option<u32>,
}

#[derive(Debug, Args)]
pub(super) struct QrArgs {
    /// Which training
    #[arg(long, value_name = "ID")]
    training: String,
    /// A picture of the code; what is there is replaced, because the code changes every 5 minutes
    #[arg(long, value_name = "PNG")]
    out: Option<PathBuf>,
    /// The code of another time than now
    #[arg(long, value_name = "RFC3339")]
    at: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct AliasArgs {
    /// A training
    training: String,
    /// The training that is the same
    #[arg(required_unless_present = "unlisted", conflicts_with = "unlisted")]
    other: Option<String>,
    /// The kind that members recorded as unlisted
    #[arg(long, value_name = "KIND", requires = "on")]
    unlisted: Option<String>,
    /// The day that they recorded
    #[arg(long, value_name = "DATE", requires = "unlisted")]
    on: Option<String>,
    /// Take it back
    #[arg(long)]
    retract: bool,
}

#[derive(Debug, Args)]
pub(super) struct RollArgs {
    /// Which training
    #[arg(long, value_name = "ID")]
    training: String,
    /// Members who were there
    #[arg(long, value_delimiter = ',', value_name = "M,…")]
    present: Vec<String>,
    /// Members who came late
    #[arg(long, value_delimiter = ',', value_name = "M,…")]
    late: Vec<String>,
    /// Members on leave
    #[arg(long, value_delimiter = ',', value_name = "M,…")]
    leave: Vec<String>,
    /// Members who were not there
    #[arg(long, value_delimiter = ',', value_name = "M,…")]
    absent: Vec<String>,
    /// Members who need not come
    #[arg(long, value_delimiter = ',', value_name = "M,…")]
    exempt: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct QueueArgs {
    /// Only claims that the roll or a check-in code supports, or that were entered for the member
    #[arg(long)]
    confirmed: bool,
}

#[derive(Debug, Args)]
pub(super) struct DecideArgs {
    /// Claims as `queue` prints them, then approve, return or reject
    #[arg(required = true, num_args = 1.., value_name = "CLAIM… VERDICT")]
    words: Vec<String>,
    /// All that `queue --confirmed` prints, instead of claims
    #[arg(long)]
    all_confirmed: bool,
    /// Points to grant, in tenths, where they are not the rules'
    #[arg(long, value_name = "N", conflicts_with = "all_confirmed")]
    points_tenths: Option<i32>,
    /// Minutes to grant
    #[arg(long, value_name = "N", conflicts_with_all = ["points_tenths", "all_confirmed"])]
    minutes: Option<u32>,
    /// Of claims that differ the one to approve, by the record that `queue` prints
    #[arg(long, value_name = "RECORD", conflicts_with = "all_confirmed")]
    of: Option<String>,
    /// A reason's name, such as wrong_minutes, or words
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
}

pub(super) fn training(
    home: &mut Home,
    command: &TrainingCommand,
    printer: Printer,
) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    match command {
        TrainingCommand::Create(args) => {
            let new = NewTraining {
                kind: TrainingKind::parse(&args.kind)?,
                title_zh: args.title_zh.clone(),
                title_bo: args.title_bo.clone(),
                start: Seconds::parse_rfc3339(&args.start)?,
                minutes: args.minutes,
                days: args.days,
                item: args.item.as_deref().map(ItemId::new).transpose()?,
            };
            let (id, batch) = phone.create_training(home.now(), &new)?;
            home.commit(&mut phone, &batch)?;
            printer.training(&id)
        }
        TrainingCommand::Edit(args) => {
            let id: ObjectId = args.training.parse()?;
            let edit = TrainingEdit {
                title_zh: args.title_zh.clone(),
                title_bo: args.title_bo.clone(),
                start: args.start.as_deref().map(Seconds::parse_rfc3339).transpose()?,
                minutes: args.minutes,
                days: args.days,
            };
            let batch = phone.edit_training(home.now(), &id, &edit)?;
            home.commit(&mut phone, &batch)?;
            printer.training(&id)
        }
        TrainingCommand::Alias(args) => {
            let id: ObjectId = args.training.parse()?;
            let batch = alias(&mut phone, home.now(), &id, args)?;
            home.commit(&mut phone, &batch)?;
            printer.training(&id)
        }
        TrainingCommand::Qr(args) => {
            let id: ObjectId = args.training.parse()?;
            let at = args.at.as_deref().map_or_else(|| Ok(home.now()), Seconds::parse_rfc3339)?;
            let batch = phone.prepare_codes(home.now(), &id)?;
            home.commit(&mut phone, &batch)?;
            let shown = phone.shown_code(at, &id)?;
            if let Some(picture) = &args.out {
                show_code(&shown.content, picture)?;
            }
            printer.shown_code(&shown, args.out.as_deref())
        }
        TrainingCommand::List => printer.trainings(&phone.trainings()),
        TrainingCommand::Cancel { training } => {
            let id: ObjectId = training.parse()?;
            let batch = phone.cancel_training(home.now(), &id)?;
            home.commit(&mut phone, &batch)?;
            printer.training(&id)
        }
    }
}

fn alias(phone: &mut Phone, at: Seconds, id: &ObjectId, args: &AliasArgs) -> Result<Batch, Code> {
    if let (Some(kind), Some(day)) = (&args.unlisted, &args.on) {
        let recorded = (TrainingKind::parse(kind)?, Day::parse(day)?);
        return phone.alias_unlisted(at, id, recorded, args.retract);
    }
    let other: ObjectId = args.other.as_deref().unwrap_or_default().parse()?;
    phone.alias(at, id, &other, args.retract)
}

pub(super) fn roll(home: &mut Home, args: &RollArgs, printer: Printer) -> Result<(), Failure> {
    let lists = [
        (Mark::Present, &args.present),
        (Mark::Late, &args.late),
        (Mark::Leave, &args.leave),
        (Mark::Absent, &args.absent),
        (Mark::Exempt, &args.exempt),
    ];
    let mut marks: Vec<(MemberId, Mark)> = Vec::new();
    for (mark, members) in lists {
        for member in members {
            marks.push((MemberId::new(member)?, mark));
        }
    }
    let id: ObjectId = args.training.parse()?;
    let mut phone = home.phone()?;
    let (written, batch) = phone.call_roll(home.now(), &id, &marks)?;
    home.commit(&mut phone, &batch)?;
    printer.roll(&id, written)
}

pub(super) fn queue(home: &Home, args: &QueueArgs, printer: Printer) -> Result<(), Failure> {
    let phone = home.phone()?;
    printer.rows(&if args.confirmed { phone.confirmed_queue() } else { phone.queue() })
}

/// The claims that a call of `decide` is about.
fn named(phone: &Phone, args: &DecideArgs, claims: &[String]) -> Result<Vec<ClaimName>, Failure> {
    let wrong = |detail: &str| Err(Failure::new(Code::IdMalformed, detail));
    if !args.all_confirmed {
        let names: Result<Vec<ClaimName>, Code> =
            claims.iter().map(|claim| claim.parse()).collect();
        return if claims.is_empty() { wrong("no claim is named") } else { Ok(names?) };
    }
    if !claims.is_empty() {
        return wrong("--all-confirmed names the claims itself");
    }
    let rows = phone.confirmed_queue();
    Ok(rows.iter().map(|row| row.claim.parse()).collect::<Result<_, Code>>()?)
}

pub(super) fn decide(home: &mut Home, args: &DecideArgs, printer: Printer) -> Result<(), Failure> {
    let (verdict, claims) = args.words.split_last().ok_or(Code::IdMalformed)?;
    let verdict = input::verdict(verdict)?;
    let grant = match (args.points_tenths, args.minutes) {
        (Some(tenths), _) => Some(Grant::Tenths(tenths)),
        (None, minutes) => minutes.map(Grant::Minutes),
    };
    let (reason, note) = input::reason(args.reason.as_deref());
    if args.all_confirmed && verdict != Verdict::Approve {
        return Err(Failure::new(Code::IdMalformed, "--all-confirmed only approves"));
    }
    let mut phone = home.phone()?;
    let names = named(&phone, args, claims)?;
    let new = |name: &ClaimName| NewDecision {
        member: name.member.clone(),
        key: name.key.clone(),
        verdict,
        grant,
        reason,
        note: note.to_owned(),
    };
    let decisions: Vec<NewDecision> = names.iter().map(new).collect();
    let batch = match (&args.of, decisions.as_slice()) {
        (None, _) => phone.decide(home.now(), &decisions)?,
        (Some(record), [only]) => phone.decide_between(home.now(), only, record.parse()?)?,
        (Some(_), _) => return Err(Failure::new(Code::IdMalformed, "--of goes with one claim")),
    };
    home.commit(&mut phone, &batch)?;
    printer.decided(&names)
}
