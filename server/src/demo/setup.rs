//! The organisation of the demo: the example files through the operator's own functions, phones
//! by invites, calendars by the secretaries.

use super::DemoError;
use super::device::{Air, Device};
use crate::admin::{self, Invited};
use crate::client::SyncReport;
use crate::clock::Clock;
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::NewTraining;
use drokpa_core::time::{Day, Seconds};
use serde::Deserialize;
use std::path::Path;

const BRANCHES: &str = include_str!("../../../fixtures/org/branches.csv");
const ROSTER: &str = include_str!("../../../fixtures/org/roster.csv");
const CALENDAR: &str = include_str!("../../../fixtures/org/calendar.json");
const RULES: &str = include_str!("../../../fixtures/org/rules.json");

/// Branches with phones, and how many of their members have one. The others of the village are
/// on the roll only.
const WITH_PHONES: [(&str, usize); 2] = [("pasture-a", 25), ("village-b", 20)];

/// The branches that the demo plays in.
pub(super) fn branches() -> Result<Vec<BranchId>, Code> {
    WITH_PHONES.into_iter().map(|(branch, _)| BranchId::new(branch)).collect()
}

#[derive(Deserialize)]
struct CalendarFile {
    calendars: Vec<Calendar>,
}

#[derive(Deserialize)]
struct Calendar {
    branch: BranchId,
    trainings: Vec<Planned>,
}

#[derive(Deserialize)]
struct Planned {
    kind: TrainingKind,
    title_zh: String,
    title_bo: String,
    start: String,
    minutes: u32,
    #[serde(default = "one_day")]
    days: u32,
}

fn one_day() -> u32 {
    1
}

/// Keys, tree, roster and rules in a fresh folder.
pub(super) fn organisation(data: &Path, clock: &Clock) -> Result<(), DemoError> {
    admin::init(data)?;
    admin::import_branches(data, BRANCHES.as_bytes(), clock.now())?;
    admin::import_roster(data, ROSTER.as_bytes(), false, clock.now())?;
    admin::publish_rules(data, RULES.as_bytes(), clock.now())?;
    Ok(())
}

/// Makes phones out of invites. Secretaries' phones rest in folders.
pub(super) fn enrol_everybody(
    data: &Path,
    phones: &Path,
    air: &mut Air,
    devices: &mut Vec<Device>,
) -> Result<(), DemoError> {
    for (branch, count) in WITH_PHONES {
        let branch = Invited::Branch(BranchId::new(branch)?);
        let invites = admin::invite(data, &branch, air.clock.now())?;
        for invite in invites.iter().take(count) {
            let folder = phones.join(invite.member.as_str());
            let secretary = invite.role == Role::Secretary;
            let (device, _) = air.enrol(&invite.code, secretary.then_some(&*folder))?;
            devices.push(device);
        }
    }
    Ok(())
}

/// The first secretary of each branch announces spring 2026.
pub(super) fn calendars(devices: &mut [Device], air: &mut Air) -> Result<(), DemoError> {
    let file: CalendarFile = serde_json::from_str(CALENDAR)?;
    let at = Seconds(Day::parse("2026-02-25")?.start().0 + 9 * 3600);
    for calendar in file.calendars {
        let office = |device: &&mut Device| device.secretary && device.branch == calendar.branch;
        let device = devices.iter_mut().find(office).ok_or(Code::BranchUnknown)?;
        for planned in calendar.trainings {
            let new = NewTraining {
                kind: planned.kind,
                title_zh: planned.title_zh,
                title_bo: planned.title_bo,
                start: Seconds::parse_rfc3339(&planned.start)?,
                minutes: planned.minutes,
                days: planned.days,
                item: None,
            };
            let (_, batch) = device.phone.create_training(at, &new)?;
            device.commit(&batch)?;
        }
        air.sync(device, false)?;
    }
    Ok(())
}

/// A phone that takes the place of a lost one, and what its first sync cost.
#[derive(Clone, Debug, serde::Serialize)]
pub(super) struct Newcomer {
    pub(super) member: MemberId,
    pub(super) secretary: bool,
    pub(super) sync: SyncReport,
}

/// A secretary and a member of each branch lost their phones and get new ones.
pub(super) fn replacements(
    data: &Path,
    phones: &Path,
    air: &mut Air,
    devices: &mut Vec<Device>,
) -> Result<Vec<Newcomer>, DemoError> {
    let mut newcomers = Vec::new();
    for branch in branches()? {
        for role in [Role::Secretary, Role::Member] {
            let secretary = role == Role::Secretary;
            let mut of = devices.iter().filter(|one| one.branch == branch);
            let lost = of.find(|one| one.phone.role() == role).ok_or(Code::MemberUnknown)?;
            let who = Invited::Members(vec![lost.member.clone()]);
            let invites = admin::invite(data, &who, air.clock.now())?;
            let invite = invites.first().ok_or(Code::MemberUnknown)?;
            let folder = phones.join(format!("{}-new", invite.member));
            let (device, sync) = air.enrol(&invite.code, secretary.then_some(&*folder))?;
            newcomers.push(Newcomer { member: device.member.clone(), secretary, sync });
            devices.push(device);
        }
    }
    Ok(newcomers)
}
