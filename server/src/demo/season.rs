//! What people do in the demo, week by week and without a network: members record, secretaries
//! and roll keepers call the roll, two secretaries decide the same claims. Who was where is
//! decided once, by the seed; what is written down about it differs now and then, as in life.

use super::DemoError;
use super::device::Device;
use super::dice::Dice;
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{CourseId, ItemId, MemberId, ObjectId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{ClaimName, ClaimRow, NewClaim, NewDecision, TrainingRow};
use drokpa_core::schema::value::{Mark, Reason, Verdict};
use drokpa_core::time::{Day, Seconds};

const DAY_S: u64 = 86_400;
/// Notes of members: short, and nothing that this service must not know.
const NOTES: [&str; 4] =
    ["看了两遍，已学完。", "和大家一起学习。", "དྲ་རྒྱ་མེད།", "听了汉藏双语讲解。"];
const COURSES: [&str; 3] = ["policy-1", "law-2", "rules-3"];
const ITEMS: [&str; 4] = ["volunteer", "duty.pledge", "study.note", "study.reflection"];

/// What was done while offline.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Done {
    pub(super) claims: u32,
    pub(super) notes: u32,
    pub(super) marks: u32,
    pub(super) decisions: u32,
    /// Claims that both secretaries of a branch decided.
    pub(super) twice: u32,
}

/// Weeks from a Monday on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Spell {
    pub(super) from: Day,
    pub(super) weeks: u32,
}

impl Spell {
    pub(super) fn holds(&self, day: Day) -> bool {
        day >= self.from && day.0 < self.from.0 + 7 * self.weeks
    }

    /// Ten in the morning after the last day.
    pub(super) fn end(&self) -> Seconds {
        Seconds(Day(self.from.0 + 7 * self.weeks).start().0 + 10 * 3600)
    }
}

fn day_of(training: &TrainingRow) -> Result<Day, Code> {
    Ok(Seconds::parse_rfc3339(&training.start)?.day())
}

/// True where a member was at a training.
fn was_there(seed: u64, member: &MemberId, training: &ObjectId) -> bool {
    Dice::of(seed, &format!("there {member} {training}")).percent(76)
}

/// A member's records of some weeks.
pub(super) fn record(
    device: &mut Device,
    seed: u64,
    spell: Spell,
    done: &mut Done,
) -> Result<(), DemoError> {
    let member = device.member.clone();
    let mut dice = Dice::of(seed, &format!("claims {member} {}", spell.from));
    for training in device.phone.trainings() {
        let day = day_of(&training)?;
        let there = was_there(seed, &member, &training.training);
        // One of forty who were not there has it in mind that they were.
        if !spell.holds(day) || !dice.percent(if there { 88 } else { 3 }) {
            continue;
        }
        let minutes = dice.percent(10).then_some(training.minutes.min(1440) / 2);
        let claim = NewClaim::Attendance { training: training.training, minutes, code: None };
        let at = Seconds(day.start().0 + u64::from(20 * 60 + dice.below(2 * 1440)) * 60);
        tap(device, &mut dice, (at, &claim), done)?;
    }
    for week in 0..spell.weeks {
        let monday = Day(spell.from.0 + 7 * week);
        if dice.percent(72) {
            let course = CourseId::new(dice.pick(&COURSES).copied().unwrap_or_default())?;
            let day = Day(monday.0 + dice.below(7));
            let claim = NewClaim::Study { course, day, minutes: 20 + 5 * dice.below(15) };
            tap(device, &mut dice, (evening(day), &claim), done)?;
        }
        if dice.percent(45) {
            let item = ItemId::new(dice.pick(&ITEMS).copied().unwrap_or_default())?;
            let day = Day(monday.0 + dice.below(7));
            let claim = NewClaim::Activity { item, day };
            tap(device, &mut dice, (evening(day), &claim), done)?;
        }
        if dice.percent(6) {
            let kind = *dice.pick(TrainingKind::ALL).unwrap_or(&TrainingKind::Volunteering);
            let day = Day(monday.0 + dice.below(7));
            let claim = NewClaim::Unlisted { kind, day, minutes: Some(60) };
            tap(device, &mut dice, (evening(day), &claim), done)?;
        }
    }
    Ok(())
}

fn evening(day: Day) -> Seconds {
    Seconds(day.start().0 + 20 * 3600)
}

fn tap(
    device: &mut Device,
    dice: &mut Dice,
    (at, claim): (Seconds, &NewClaim),
    done: &mut Done,
) -> Result<(), DemoError> {
    let note = if dice.percent(20) { dice.pick(&NOTES).copied().unwrap_or_default() } else { "" };
    let (recorded, batch) = device.phone.record(at, claim, note)?;
    device.commit(&batch)?;
    done.claims += u32::from(recorded.new);
    done.notes += u32::from(recorded.new && !note.is_empty());
    Ok(())
}

/// Calls the roll of this phone's share of the trainings. `slip` marks one member wrongly, which
/// the other phone's roll of the same training then contradicts.
pub(super) fn call_rolls(
    device: &mut Device,
    seed: u64,
    (spell, share): (Spell, Share),
    done: &mut Done,
) -> Result<(), DemoError> {
    let members = device.phone.members();
    for (number, training) in device.phone.trainings().into_iter().enumerate() {
        let day = day_of(&training)?;
        if !spell.holds(day) || !share.has(number) {
            continue;
        }
        let mut dice = Dice::of(seed, &format!("roll {} {}", device.branch, training.training));
        let slip = usize::try_from(dice.below(u32::try_from(members.len()).unwrap_or(1)));
        let mut marks: Vec<(MemberId, Mark)> = Vec::with_capacity(members.len());
        for (at, member) in members.iter().enumerate() {
            let there = was_there(seed, member, &training.training);
            let mark = match dice.below(100) {
                0..9 if there => Mark::Late,
                _ if there => Mark::Present,
                0..40 => Mark::Leave,
                _ => Mark::Absent,
            };
            let slipped = share.slips && Ok(at) == slip;
            marks.push((member.clone(), if slipped { Mark::Exempt } else { mark }));
        }
        let at = Seconds(day.start().0 + DAY_S / 2);
        let (written, batch) = device.phone.call_roll(at, &training.training, &marks)?;
        device.commit(&batch)?;
        done.marks += written;
    }
    Ok(())
}

/// Which trainings a phone calls the roll of, by their place in the calendar.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    pub(super) every: usize,
    pub(super) first: usize,
    pub(super) slips: bool,
}

impl Share {
    fn has(self, number: usize) -> bool {
        number % self.every == self.first
    }
}

/// Decides this secretary's share of what waits. Every seventh claim is decided by both; of
/// those some differently, because neither knows of the other.
pub(super) fn decide(
    device: &mut Device,
    seed: u64,
    (at, second): (Seconds, bool),
    done: &mut Done,
) -> Result<(), DemoError> {
    let queue = device.phone.queue();
    let trainings = device.phone.trainings();
    let mut decisions = Vec::new();
    for row in queue.iter().filter(|row| row.decision == "pending") {
        let mut dice = Dice::of(seed, &format!("decide {}", row.claim));
        let lot = dice.below(21);
        let both = lot.is_multiple_of(7);
        // A few wait for the next time.
        if lot == 20 || !(both || lot.is_multiple_of(2) == second) {
            continue;
        }
        done.twice += u32::from(both && second);
        let name: ClaimName = row.claim.parse()?;
        let right = rightly_claimed(seed, &name, &trainings);
        let differs = lot == 7 && second && dice.percent(50);
        let verdict = match (right, differs) {
            (true, false) => Verdict::Approve,
            (true, true) => Verdict::Return,
            (false, _) => Verdict::Reject,
        };
        let reason = match verdict {
            Verdict::Approve => None,
            Verdict::Return => Some(Reason::EvidenceMissing),
            Verdict::Reject => Some(Reason::NotPresent),
        };
        decisions.push(decision(name, verdict, reason));
    }
    done.decisions += u32::try_from(decisions.len()).unwrap_or(u32::MAX);
    let batch = device.phone.decide(at, &decisions)?;
    Ok(device.commit(&batch)?)
}

fn decision(name: ClaimName, verdict: Verdict, reason: Option<Reason>) -> NewDecision {
    let ClaimName { member, key } = name;
    NewDecision { member, key, verdict, grant: None, reason, note: String::new() }
}

fn rightly_claimed(seed: u64, name: &ClaimName, trainings: &[TrainingRow]) -> bool {
    use drokpa_core::schema::key::Key;
    match &name.key {
        Key::Attendance(id) => {
            let known = trainings.iter().any(|training| training.training == *id);
            known && was_there(seed, &name.member, id)
        }
        _ => true,
    }
}

/// Facts about which a branch's phones disagree.
pub(super) fn disputes(device: &Device) -> Vec<ClaimRow> {
    let rows = device.phone.list().into_iter();
    rows.filter(|row| row.decision == "disputed").collect()
}

/// One secretary settles what is disputed: two marks by calling the roll of that member again,
/// two decisions by deciding again.
pub(super) fn settle(device: &mut Device, seed: u64, at: Seconds) -> Result<(), DemoError> {
    let trainings = device.phone.trainings();
    let mut decisions = Vec::new();
    for row in disputes(device) {
        // About oneself only another person can settle.
        if row.member == device.member {
            continue;
        }
        let name: ClaimName = row.claim.parse()?;
        let right = rightly_claimed(seed, &name, &trainings);
        match (row.conflict, &name.key) {
            (Some("two_marks"), drokpa_core::schema::key::Key::Attendance(training)) => {
                let mark = if right { Mark::Present } else { Mark::Absent };
                let marks = [(name.member.clone(), mark)];
                let (_, batch) = device.phone.call_roll(at, training, &marks)?;
                device.commit(&batch)?;
            }
            _ if right => decisions.push(decision(name, Verdict::Approve, None)),
            _ => decisions.push(decision(name, Verdict::Reject, Some(Reason::NotPresent))),
        }
    }
    let batch = device.phone.decide(at, &decisions)?;
    Ok(device.commit(&batch)?)
}

/// True for phones that may call the roll.
pub(super) fn calls_rolls(device: &Device) -> bool {
    matches!(device.phone.role(), Role::Secretary | Role::RollKeeper)
}
