//! What counts beside claims: absences that nobody contests, adjustments by the branch, and the
//! veto that takes two.

use super::judge::others;
use super::{Case, DecisionState, Outcome, Posting, Said};
use crate::id::{ItemId, MemberId, ObjectId};
use crate::schema::key::Key;
use crate::schema::value::{Adjustment, Mark};
use crate::time::Day;
use std::collections::BTreeMap;

/// A deduction that follows from a roll mark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absence {
    /// The training's day.
    pub day: Day,
    /// The item that attendance would have counted under, without its family:
    /// `three_one` of `meeting.three_one`. Rules name the deduction `absent.three_one`.
    pub suffix: String,
}

impl Case {
    /// The absence that the roll shows, where it counts: one undisputed mark `absent` by another
    /// person, and nobody contests it. A claim or an objection contests it if it was recorded
    /// within `window_days` of the mark (both days are signed), and until it is settled against
    /// the member. Unmarked is never absent, and leave and exemption carry no deduction.
    #[must_use]
    pub fn absence(&self, outcome: Option<&Outcome>, window_days: u32) -> Option<Absence> {
        let marks: Vec<&Said<Mark>> = others(&self.marks, &self.member).collect();
        if marks.is_empty() || marks.iter().any(|said| said.value != Mark::Absent) {
            return None;
        }
        let training = self.training.as_ref().filter(|training| !training.cancelled)?;
        let marked = marks.iter().map(|said| said.recorded_at.day()).max()?;
        let in_time = |day: Day| day.0 <= marked.0.saturating_add(window_days);
        let claims = self.claims.iter().chain(&self.entered);
        let claimed =
            claims.filter(|said| !said.value.withdrawn).any(|said| in_time(said.recorded_at.day()));
        let state = outcome.map(|outcome| outcome.decision);
        let overruled = state == Some(DecisionState::Rejected);
        let settled = matches!(state, Some(DecisionState::Approved | DecisionState::Disputed));
        let objected = self.posting_of_absence(in_time);
        if settled || (claimed && !overruled) || objected {
            return None;
        }
        let item = training.item()?;
        let suffix = item.as_str().rsplit('.').next().unwrap_or_default().to_owned();
        Some(Absence { day: training.day(), suffix })
    }

    /// True where an objection made in time is open, or was answered in the member's favour.
    fn posting_of_absence(&self, in_time: impl Fn(Day) -> bool) -> bool {
        self.objections.iter().filter(|said| in_time(said.recorded_at.day())).any(|said| {
            let mut answers = self.answers.iter().map(|answer| answer.value);
            let answer = answers.find(|answer| answer.objection == said.value.name);
            answer.is_none_or(|answer| answer.upheld)
        })
    }

    /// True where the roll marks the member late, undisputed.
    #[must_use]
    pub fn marked_late(&self) -> bool {
        let mut marks = others(&self.marks, &self.member).map(|said| said.value).peekable();
        marks.peek().is_some() && marks.all(|mark| mark == Mark::Late)
    }
}

impl Outcome {
    /// True where the member has something to do or to ask.
    #[must_use]
    pub fn needs_member(&self) -> bool {
        self.decision == DecisionState::Returned || self.posting == Posting::Objected
    }
}

/// Adjustments of a member, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Adjusted {
    /// Those that count.
    pub counting: Vec<(ObjectId, Adjustment)>,
    /// Those that may be the same as a counting one, until somebody confirms they are not.
    pub possibly_same: Vec<ObjectId>,
    /// Those by the member about themselves, and others' that do not count for another reason.
    pub proposals: Vec<ObjectId>,
    /// Those with more than one live value: two edits in parallel.
    pub disputed: Vec<ObjectId>,
}

impl Adjusted {
    /// Adds those of another branch.
    pub fn join(&mut self, other: Adjusted) {
        self.counting.extend(other.counting);
        self.possibly_same.extend(other.possibly_same);
        self.proposals.extend(other.proposals);
        self.disputed.extend(other.disputed);
    }
}

/// Judges the live adjustments of a member. Two for one item and day count once until one is
/// confirmed as separate; of those the one with the smallest id counts.
#[must_use]
pub fn adjustments(member: &MemberId, live: &[(ObjectId, Said<Adjustment>)]) -> Adjusted {
    let mut adjusted = Adjusted::default();
    let mut by_id: BTreeMap<ObjectId, Vec<&Said<Adjustment>>> = BTreeMap::new();
    for (id, said) in live {
        by_id.entry(*id).or_default().push(said);
    }
    let mut taken: BTreeMap<(Day, ItemId), ObjectId> = BTreeMap::new();
    for (id, said) in by_id {
        let mut values: Vec<&Adjustment> =
            said.iter().filter(|one| one.by != *member).map(|one| &one.value).collect();
        values.sort();
        values.dedup();
        let value = match values.as_slice() {
            [] => {
                adjusted.proposals.push(id);
                continue;
            }
            [only] => *only,
            _ => {
                adjusted.disputed.push(id);
                continue;
            }
        };
        if value.tenths == 0 {
            continue;
        }
        if !value.separate {
            let place = (value.day, value.item.clone());
            if taken.contains_key(&place) {
                adjusted.possibly_same.push(id);
                continue;
            }
            taken.insert(place, id);
        }
        adjusted.counting.push((id, value.clone()));
    }
    adjusted
}

/// True where branch and township both say, each by another person than the member, that the
/// points are zero.
#[must_use]
pub fn vetoed(member: &MemberId, live: &[Said<bool>]) -> bool {
    let stands = |township: bool| {
        let of = others(live, member).filter(|said| said.township == township);
        // Who took it back stands against who did not: a disputed veto is none.
        let mut withdrawn = of.map(|said| said.value).peekable();
        withdrawn.peek().is_some() && withdrawn.all(|withdrawn| !withdrawn)
    };
    stands(true) && stands(false)
}

/// The key under which an adjustment counts, for the order of facts of one day.
#[must_use]
pub fn adjustment_key(id: &ObjectId) -> Box<[u8]> {
    let record = Key::Adjustment(*id).record();
    record.map(|record| record.to_bytes()).unwrap_or_default().into()
}
