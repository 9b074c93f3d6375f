//! What settles what was recorded: objections and answers, adjustments, vetoes.

use super::Failure;
use super::home::Home;
use super::member::own_key;
use super::print::Printer;
use clap::{ArgGroup, Args};
use drokpa_core::code::Code;
use drokpa_core::id::{ItemId, MemberId, ObjectId};
use drokpa_core::phone::{ClaimName, NewAdjustment};
use drokpa_core::time::Day;

#[derive(Debug, Args)]
pub(super) struct ObjectArgs {
    /// MEMBER/KEY as `list` prints it
    claim: String,
    /// What is wrong
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Ask the township instead of the branch
    #[arg(long)]
    township: bool,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("verdict").args(["upheld", "refused"]).required(true)))]
pub(super) struct AnswerArgs {
    /// MEMBER/KEY as `list` prints it
    claim: String,
    /// The objection is right
    #[arg(long)]
    upheld: bool,
    /// The objection is not right
    #[arg(long)]
    refused: bool,
    /// The answer in words
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("settled").args(["keep", "take_back"])))]
pub(super) struct AdjustArgs {
    /// Whose points
    #[arg(long, value_name = "MEMBER")]
    member: String,
    /// Under which item of the rules
    #[arg(long, required_unless_present = "settle", conflicts_with = "settle")]
    item: Option<String>,
    /// For which day
    #[arg(long, value_name = "DATE", required_unless_present = "settle")]
    #[arg(conflicts_with = "settle")]
    on: Option<String>,
    /// How much, in tenths; negative takes
    #[arg(long, value_name = "N", required_unless_present = "settle")]
    #[arg(conflicts_with = "settle", allow_negative_numbers = true)]
    points_tenths: Option<i32>,
    /// Why, in words
    #[arg(long, value_name = "TEXT", conflicts_with = "settle")]
    reason: Option<String>,
    /// It is known not to be the same as another one of that item and day
    #[arg(long, conflicts_with = "settle")]
    separate: bool,
    /// Settle this adjustment instead of making one
    #[arg(long, value_name = "ID", requires = "settled")]
    settle: Option<String>,
    /// It is not the same as another one: it counts
    #[arg(long, requires = "settle")]
    keep: bool,
    /// It counts nothing
    #[arg(long, requires = "settle")]
    take_back: bool,
}

#[derive(Debug, Args)]
pub(super) struct VetoArgs {
    /// Whose points
    #[arg(long, value_name = "MEMBER")]
    member: String,
    /// A day of the year whose total is set to zero
    #[arg(long, value_name = "DATE")]
    on: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Take it back
    #[arg(long)]
    withdraw: bool,
}

pub(super) fn object(home: &mut Home, args: &ObjectArgs, printer: Printer) -> Result<(), Failure> {
    let mut phone = home.phone()?;
    let key = own_key(&phone, &args.claim)?;
    let batch = phone.object(home.now(), &key, &args.reason, args.township)?;
    home.commit(&mut phone, &batch)?;
    printer.saved(&ClaimName { member: phone.member().clone(), key }, true)
}

pub(super) fn answer(home: &mut Home, args: &AnswerArgs, printer: Printer) -> Result<(), Failure> {
    let claim: ClaimName = args.claim.parse()?;
    let mut phone = home.phone()?;
    let batch = phone.answer(home.now(), &claim, args.upheld, &args.reason)?;
    home.commit(&mut phone, &batch)?;
    printer.saved(&claim, true)
}

pub(super) fn adjust(home: &mut Home, args: &AdjustArgs, printer: Printer) -> Result<(), Failure> {
    let member = MemberId::new(&args.member)?;
    let mut phone = home.phone()?;
    let (id, batch) = match &args.settle {
        Some(id) => {
            let id: ObjectId = id.parse()?;
            (id, phone.settle_adjustment(home.now(), &member, &id, args.keep)?)
        }
        None => phone.adjust(home.now(), &new_adjustment(args, member)?)?,
    };
    home.commit(&mut phone, &batch)?;
    printer.adjusted(&id)
}

fn new_adjustment(args: &AdjustArgs, member: MemberId) -> Result<NewAdjustment, Code> {
    // The parser of arguments has seen to it that none of the three is missing.
    Ok(NewAdjustment {
        member,
        day: Day::parse(args.on.as_deref().unwrap_or_default())?,
        item: ItemId::new(args.item.as_deref().unwrap_or_default())?,
        tenths: args.points_tenths.unwrap_or_default(),
        separate: args.separate,
        note: args.reason.clone().unwrap_or_default(),
    })
}

pub(super) fn veto(home: &mut Home, args: &VetoArgs, printer: Printer) -> Result<(), Failure> {
    let member = MemberId::new(&args.member)?;
    let day = Day::parse(&args.on)?;
    let mut phone = home.phone()?;
    let batch = phone.veto(home.now(), &member, (day, args.withdraw), &args.reason)?;
    home.commit(&mut phone, &batch)?;
    printer.vetoed(&member, day, args.withdraw)
}
