//! What stands on the roll of a training, and what is linked to it: what a secretary or a roll
//! keeper sees before changing it. It decides nothing; `model::facts` does.

use super::{Phone, RosterRow};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::code::Code;
use crate::id::{ItemId, MemberId, ObjectId};
use crate::model::kind::TrainingKind;
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::time::{Cycle, Day};
use serde::Serialize;

/// What the roll of a training says about one member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RollRow {
    /// The member.
    pub member: MemberId,
    /// All marks that stand; none where nobody was asked, two or more where people disagree.
    pub marks: Vec<MarkRow>,
    /// Who entered an attendance for the member.
    pub entered_by: Vec<MemberId>,
}

/// A mark on the roll.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MarkRow {
    /// present, late, leave, absent or exempt.
    pub mark: &'static str,
    /// Who marked.
    pub by: MemberId,
    /// True for a mark about oneself, which counts once somebody else repeats it.
    pub proposal: bool,
}

/// A training with what stands beside it in the calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanRow {
    /// Its id.
    pub training: ObjectId,
    /// Over how many days.
    pub days: u32,
    /// The rules item, where it is not the kind's own.
    pub item: Option<ItemId>,
    /// The key under which its records are listed: that of the first of those that are one.
    pub key: String,
    /// True where it was edited twice at once.
    pub edited_twice: bool,
    /// Trainings that somebody said are one with it.
    pub same_as: Vec<ObjectId>,
    /// Unlisted trainings that somebody said were this one.
    pub unlisted: Vec<UnlistedRow>,
}

/// What members recorded without knowing which training it was.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct UnlistedRow {
    /// On which day.
    pub day: Day,
    /// Which kind.
    pub kind: &'static str,
}

impl Phone {
    /// The roll of a training, in the order of the roster, whether somebody is marked or not.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`]; as [`Phone::live`].
    pub fn roll(&self, training: &ObjectId) -> Result<Vec<RollRow>, Code> {
        self.needs(&[Role::Secretary, Role::RollKeeper])?;
        let day = self.training(training).ok_or(Code::TrainingUnknown)?.day();
        let record = Key::Attendance(*training).record()?;
        let view = self.view(None);
        let row = |RosterRow { member, .. }: RosterRow| {
            let live = self.live(&self.document(DocumentKind::Roll, &member, day))?;
            let mut row = RollRow { member, marks: Vec::new(), entered_by: Vec::new() };
            for held in live.with_proposals(&record) {
                let (by, _) = view.author(held.actor.serial);
                match Value::read(&held.entry.value) {
                    Ok(Some(Value::Mark(mark))) => {
                        let proposal = !held.counting;
                        row.marks.push(MarkRow { mark: mark.name(), by, proposal });
                    }
                    Ok(Some(Value::Claim(_))) => row.entered_by.push(by),
                    _ => {}
                }
            }
            row.marks.sort();
            row.entered_by.sort();
            Ok(row)
        };
        self.roster().into_iter().map(row).collect()
    }

    /// A training with what is linked to it.
    ///
    /// # Errors
    /// [`Code::TrainingUnknown`]; as [`Phone::live`].
    pub fn plan(&self, id: &ObjectId) -> Result<PlanRow, Code> {
        let training = self.training(id).ok_or(Code::TrainingUnknown)?;
        let branch = &self.me.branch;
        let years: Vec<Cycle> = self.cycles().into_iter().collect();
        let planned = self.view(None).planned(&years)?;
        let mut row = PlanRow {
            training: *id,
            days: training.days,
            item: training.item,
            key: planned.representative(&Key::Attendance(*id)).to_string(),
            edited_twice: planned.parallel.contains(id),
            same_as: Vec::new(),
            unlisted: Vec::new(),
        };
        for year in years {
            let calendar = DocumentId::of_cycle(DocumentKind::Calendar, branch, year);
            let live = self.live(&calendar)?;
            for record in live.keys() {
                let linked = |value| matches!(value, Ok(Some(Value::Alias { retracted: false })));
                if !live.of(record).any(|held| linked(Value::read(&held.entry.value))) {
                    continue;
                }
                match Key::read(record) {
                    Ok(Some(Key::Alias(one, two))) if one == *id => row.same_as.push(two),
                    Ok(Some(Key::Alias(one, two))) if two == *id => row.same_as.push(one),
                    Ok(Some(Key::UnlistedAlias { training, kind, day })) if training == *id => {
                        row.unlisted.push(unlisted(kind, day));
                    }
                    _ => {}
                }
            }
        }
        row.same_as.sort();
        row.unlisted.sort();
        Ok(row)
    }
}

const fn unlisted(kind: TrainingKind, day: Day) -> UnlistedRow {
    UnlistedRow { day, kind: kind.name() }
}
