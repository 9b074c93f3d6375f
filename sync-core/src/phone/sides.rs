//! Who said what about a fact, as rows for people: the sides of a conflict, objections and their
//! answers, and adjustments with what became of them.

use super::Phone;
use super::judged::shards;
use crate::code::Code;
use crate::id::{ItemId, MemberId, ObjectId};
use crate::model::facts::Case;
use crate::model::facts::ledger::{Adjusted, adjustments};
use crate::schema::value::{Adjustment, Grant, Verdict};
use crate::time::{Cycle, Day};
use serde::Serialize;

/// One side of a conflict.
#[derive(Clone, Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// Who.
    pub by: MemberId,
    /// What: a mark, a verdict with what it grants, or a claim.
    pub says: String,
}

/// An objection of the member.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct ObjectionRow {
    /// The member's words; `None` where they are not on this phone.
    pub words: Option<Box<str>>,
    /// True where the township is asked.
    pub escalated: bool,
    /// What was answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<AnswerRow>,
}

/// An answer to an objection.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct AnswerRow {
    /// Who answered.
    pub by: MemberId,
    /// True where the objection was right.
    pub upheld: bool,
    /// In which words.
    pub words: Option<Box<str>>,
}

/// An adjustment as it stands; of parallel edits, each.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct AdjustmentRow {
    /// Its id.
    pub adjustment: ObjectId,
    /// The rules item.
    pub item: ItemId,
    /// For which day.
    pub day: Day,
    /// How much, in tenths.
    pub tenths: i32,
    /// counting, possibly_same, proposal, disputed or taken_back.
    pub state: &'static str,
    /// Who wrote it.
    pub by: MemberId,
    /// In which words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Box<str>>,
}

/// All sides of a case, in one order on every phone.
pub(super) fn sides(case: &Case) -> Vec<Side> {
    let marks =
        case.marks.iter().map(|said| Side { by: said.by.clone(), says: said.value.name().into() });
    let decisions = case.decisions.iter().map(|said| {
        let verdict = match said.value.verdict {
            Verdict::Approve => "approve",
            Verdict::Return => "return",
            Verdict::Reject => "reject",
        };
        let says = match said.value.grant {
            Some(Grant::Tenths(tenths)) => format!("{verdict} {tenths}"),
            Some(Grant::Minutes(minutes)) => format!("{verdict} {minutes} min"),
            None => verdict.into(),
        };
        Side { by: said.by.clone(), says }
    });
    let claims = case.claims.iter().filter(|_| case.claims.len() > 1).map(|said| {
        let minutes = said.value.minutes.map_or(String::new(), |minutes| format!(" {minutes} min"));
        Side { by: said.by.clone(), says: format!("claim{minutes}") }
    });
    let mut sides: Vec<Side> = marks.chain(decisions).chain(claims).collect();
    sides.sort();
    sides
}

/// The objections of a case, each with its answers.
pub(super) fn objections(case: &Case) -> Vec<ObjectionRow> {
    let row = |name: [u8; 8], words: &Option<Box<str>>, escalated: bool| {
        let answers = case.answers.iter().filter(|said| said.value.objection == name);
        let answer = answers.map(|said| AnswerRow {
            by: said.by.clone(),
            upheld: said.value.upheld,
            words: said.note.clone(),
        });
        ObjectionRow { words: words.clone(), escalated, answers: answer.collect() }
    };
    let said = case.objections.iter();
    said.map(|said| row(said.value.name, &said.note, said.value.escalated)).collect()
}

impl Phone {
    /// The adjustments of a member in a rules year, counting or not.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn adjustments(&self, member: &MemberId, cycle: Cycle) -> Result<Vec<AdjustmentRow>, Code> {
        let rules = self.rules_of(member);
        let years = shards(rules.as_ref(), cycle);
        let (_, beside) = self.view_of(self.branch_of(member)).cases(member, &years)?;
        let adjusted = adjustments(member, &beside.adjustments);
        let year = |day: Day| match &rules {
            Some(rules) => rules.cycle_of(day),
            None => day.cycle(1),
        };
        let here = beside.adjustments.into_iter().filter(|(_, said)| year(said.value.day) == cycle);
        let mut rows: Vec<AdjustmentRow> = here
            .map(|(id, said)| AdjustmentRow {
                adjustment: id,
                state: state(&adjusted, &id, &said.value),
                item: said.value.item,
                day: said.value.day,
                tenths: said.value.tenths,
                by: said.by,
                words: said.note,
            })
            .collect();
        rows.sort_by_key(|row| (row.day, row.adjustment));
        Ok(rows)
    }
}

fn state(adjusted: &Adjusted, id: &ObjectId, one: &Adjustment) -> &'static str {
    if adjusted.disputed.contains(id) {
        "disputed"
    } else if one.tenths == 0 {
        "taken_back"
    } else if adjusted.proposals.contains(id) {
        "proposal"
    } else if adjusted.possibly_same.contains(id) {
        "possibly_same"
    } else {
        "counting"
    }
}
