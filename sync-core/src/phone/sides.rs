//! Who said what about a fact, as rows for people: the sides of a conflict, objections and their
//! answers, and adjustments with what became of them.

use super::Phone;
use super::judged::shards_of;
use crate::code::Code;
use crate::id::{ItemId, MemberId, ObjectId};
use crate::model::facts::Case;
use crate::model::facts::Said;
use crate::model::facts::ledger::{Adjusted, adjustments};
use crate::schema::value::{Adjustment, Claim, Grant, Verdict};
use crate::time::{Cycle, Day};
use crate::wire::bytes::hex;
use serde::Serialize;

/// A record as people point at it: the first 8 bytes of its entry's name, in hexadecimal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordName(pub [u8; 8]);

impl std::fmt::Display for RecordName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl std::str::FromStr for RecordName {
    type Err = Code;

    fn from_str(text: &str) -> Result<RecordName, Code> {
        let whole = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        let number = u64::from_str_radix(text, 16).map_err(|_| Code::IdMalformed)?;
        if whole { Ok(RecordName(number.to_be_bytes())) } else { Err(Code::IdMalformed) }
    }
}

impl Serialize for RecordName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// One side of a conflict.
#[derive(Clone, Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct Side {
    /// Who.
    pub by: MemberId,
    /// What: a mark, a verdict with what it grants, or a claim.
    pub says: String,
    /// Which record, where one of several claims can be chosen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub record: Option<RecordName>,
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

/// What one side says about setting a member's points of a rules year to zero; of parallel words,
/// each. It holds once branch and township both say it ([`crate::model::facts::ledger::vetoed`]).
#[derive(Clone, Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
pub struct VetoRow {
    /// True where the township says it, false for the branch.
    pub township: bool,
    /// Who. The member's own word counts nothing.
    pub by: MemberId,
    /// True where it was taken back.
    pub withdrawn: bool,
    /// In which words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Box<str>>,
}

/// All sides of a case, in one order on every phone.
pub(super) fn sides(case: &Case) -> Vec<Side> {
    let marks = case.marks.iter().map(|said| Side {
        by: said.by.clone(),
        says: said.value.name().into(),
        record: None,
    });
    let decisions = case.decisions.iter().map(|said| {
        let decision = &said.value.decision;
        let verdict = match decision.verdict {
            Verdict::Approve => "approve",
            Verdict::Return => "return",
            Verdict::Reject => "reject",
        };
        let says = match decision.grant {
            Some(Grant::Tenths(tenths)) => format!("{verdict} {tenths}"),
            Some(Grant::Minutes(minutes)) => format!("{verdict} {minutes} min"),
            None => verdict.into(),
        };
        Side { by: said.by.clone(), says, record: None }
    });
    let (claimed, word) =
        if case.claims.is_empty() { (&case.entered, "entered") } else { (&case.claims, "claim") };
    let claims = claimed.iter().filter(|_| claimed.len() > 1).map(|said| claim_side(said, word));
    let mut sides: Vec<Side> = marks.chain(decisions).chain(claims).collect();
    sides.sort();
    sides
}

fn claim_side(said: &Said<Claim>, word: &str) -> Side {
    let word = if said.value.withdrawn { "withdrawn" } else { word };
    let minutes = said.value.minutes.map_or(String::new(), |minutes| format!(" {minutes} min"));
    let record = Some(RecordName(said.name));
    Side { by: said.by.clone(), says: format!("{word}{minutes}"), record }
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
        let spells = self.spells(member);
        let years = shards_of(&spells, cycle);
        let mut rows: Vec<AdjustmentRow> = Vec::new();
        for branch in self.branches_of(member) {
            let (_, beside) = self.view_of(branch).cases(member, &years)?;
            let adjusted = adjustments(member, &beside.adjustments);
            let of_branch = || spells.iter().filter(|spell| spell.branch == branch);
            let year = |day: Day| {
                let spell = of_branch().rfind(|spell| spell.holds(day)).or(of_branch().next_back());
                spell.map_or(day.cycle(1), |spell| spell.cycle_of(day))
            };
            let all = beside.adjustments.into_iter();
            let here = all.filter(|(_, said)| year(said.value.day) == cycle);
            rows.extend(here.map(|(id, said)| AdjustmentRow {
                adjustment: id,
                state: state(&adjusted, &id, &said.value),
                item: said.value.item,
                day: said.value.day,
                tenths: said.value.tenths,
                by: said.by,
                words: said.note,
            }));
        }
        rows.sort_by_key(|row| (row.day, row.adjustment));
        Ok(rows)
    }

    /// What branch and township say about setting a member's points of a rules year to zero, the
    /// branch first. Empty where nobody ever said it.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn vetoes(&self, member: &MemberId, cycle: Cycle) -> Result<Vec<VetoRow>, Code> {
        let years = shards_of(&self.spells(member), cycle);
        let mut rows: Vec<VetoRow> = Vec::new();
        for branch in self.branches_of(member) {
            let (_, beside) = self.view_of(branch).cases(member, &years)?;
            let of_year = beside.vetoes.into_iter().filter(|(year, _)| *year == cycle);
            rows.extend(of_year.map(|(_, said)| VetoRow {
                township: said.township,
                by: said.by,
                withdrawn: said.value,
                words: said.note,
            }));
        }
        rows.sort();
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
