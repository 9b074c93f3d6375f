//! What a secretary does: the calendar, the roll, decisions.

use super::Failure;
use super::home::Home;
use super::print::Printer;
use clap::{Args, Subcommand};
use drokpa_core::code::Code;
use drokpa_core::id::{ItemId, MemberId, ObjectId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{ClaimName, NewDecision, NewTraining};
use drokpa_core::schema::value::{Grant, Mark, Reason, Verdict};
use drokpa_core::time::Seconds;

#[derive(Debug, Subcommand)]
pub(super) enum TrainingCommand {
    /// Announce a training
    Create(CreateArgs),
    /// All trainings that this phone knows
    List,
    /// Cancel a training
    Cancel {
        /// Which one
        training: String,
    },
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
pub(super) struct DecideArgs {
    /// Claims as `queue` prints them, then approve, return or reject
    #[arg(required = true, num_args = 2.., value_name = "CLAIM… VERDICT")]
    words: Vec<String>,
    /// Points to grant, in tenths, where they are not the rules'
    #[arg(long, value_name = "N")]
    points_tenths: Option<i32>,
    /// Minutes to grant
    #[arg(long, value_name = "N", conflicts_with = "points_tenths")]
    minutes: Option<u32>,
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
        TrainingCommand::List => printer.trainings(&phone.trainings()),
        TrainingCommand::Cancel { training } => {
            let id: ObjectId = training.parse()?;
            let batch = phone.cancel_training(home.now(), &id)?;
            home.commit(&mut phone, &batch)?;
            printer.training(&id)
        }
    }
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

pub(super) fn decide(home: &mut Home, args: &DecideArgs, printer: Printer) -> Result<(), Failure> {
    let (verdict, claims) = args.words.split_last().ok_or(Code::IdMalformed)?;
    let verdict = match verdict.as_str() {
        "approve" => Verdict::Approve,
        "return" => Verdict::Return,
        "reject" => Verdict::Reject,
        other => {
            let detail = format!("{other} is none of approve, return, reject");
            return Err(Failure::new(Code::IdMalformed, detail));
        }
    };
    let grant = match (args.points_tenths, args.minutes) {
        (Some(tenths), _) => Some(Grant::Tenths(tenths)),
        (None, minutes) => minutes.map(Grant::Minutes),
    };
    // A name is a reason; anything else is words, which belong into the note.
    let named = args.reason.as_deref().map(|text| (Reason::parse(text), text));
    let (reason, note) = match named {
        Some((Some(reason), _)) => (Some(reason), ""),
        Some((None, text)) => (Some(Reason::Other), text),
        None => (None, ""),
    };
    let names: Vec<ClaimName> =
        claims.iter().map(|claim| claim.parse()).collect::<Result<_, Code>>()?;
    let new = |name: &ClaimName| NewDecision {
        member: name.member.clone(),
        key: name.key.clone(),
        verdict,
        grant,
        reason,
        note: note.to_owned(),
    };
    let decisions: Vec<NewDecision> = names.iter().map(new).collect();
    let mut phone = home.phone()?;
    let batch = phone.decide(home.now(), &decisions)?;
    home.commit(&mut phone, &batch)?;
    printer.decided(&names)
}
