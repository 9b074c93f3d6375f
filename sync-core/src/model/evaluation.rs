//! The evaluation of a branch out of 100 points, by the indicators of its sector. An organisation
//! publishes the indicators as immutable JSON, one object per version; the hub and a secretary's
//! phone count the figures and print the report. Pure: no clock, no I/O, no floats; amounts are
//! integer tenths of a point (`_x10`), as in `rules.rs`.
//!
//! A report is for reading, with the figures and the evidence it rests on. It never puts branches
//! in an order of merit ([`sorted`] knows their ids alone), sets no shares that have to be rated
//! well or badly, and nothing follows from it by itself.
//!
//! Unknown fields are kept in `other` and have no effect: a newer file still reads. An unknown
//! measure does not read, because leaving its line out would show another total.

mod check;

pub use check::{PROBLEMS, check, check_all, check_publication};

use crate::id::{BranchId, ItemId, MemberId};
use crate::time::Day;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::num::NonZeroU16;

/// An evaluation is out of 100 points.
pub const TOTAL_X10: u16 = 1000;
/// A share of one, in thousandths.
const WHOLE_PERMILLE: u16 = 1000;

/// A file of evaluations: `{"evaluations": […]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvaluationFile {
    /// All versions for all sectors, in the file's order; not checked yet (see [`check_all`]).
    pub evaluations: Vec<Evaluation>,
    /// Fields this version of the software does not know, such as a note.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

impl EvaluationFile {
    /// The version that evaluates branches of a sector over a period that begins on `first`;
    /// `None` where there is none yet. Should unchecked versions begin on one day, it is the one
    /// with the highest number.
    #[must_use]
    pub fn in_force(&self, sector: &str, first: Day) -> Option<&Evaluation> {
        let begun = |one: &&Evaluation| one.sector == sector && one.effective_from <= first;
        let of_sector = self.evaluations.iter().filter(begun);
        of_sector.max_by_key(|one| (one.effective_from, one.version, &one.evaluation_id))
    }
}

/// One version of the indicators of one sector.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evaluation {
    /// Names the evaluation across its versions; written like an [`ItemId`].
    pub evaluation_id: String,
    /// 1 for the first version; increases with `effective_from`.
    pub version: u32,
    /// It evaluates periods that begin on this day or later; a period that had begun under the
    /// version before stays with that.
    pub effective_from: Day,
    /// The sector it is for, such as `village` or `herding`; the same in all versions.
    pub sector: String,
    /// What the weights add up to: always [`TOTAL_X10`]. Written out because the format has it.
    pub total_x10: u16,
    /// What is looked at, in the order of the print-out.
    pub indicators: Vec<Indicator>,
    /// Fields this version of the software does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// One line of an evaluation: a measure over facts, or a value that a person gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Indicator {
    /// Names the line; the same in all versions.
    pub id: ItemId,
    /// Chinese name; needed.
    #[serde(default)]
    pub zh: String,
    /// Tibetan name; empty where nobody has translated it yet.
    #[serde(default)]
    pub bo: String,
    /// The most that the line can give, in tenths.
    pub weight_x10: u16,
    /// What is measured; `None` for lines given by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measure: Option<Measure>,
    /// The share that earns the whole weight, in thousandths: 800 where 80 % attendance is full.
    /// `None`: all of it. A branch below gets its part, one above gets no more than the weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_permille: Option<NonZeroU16>,
    /// Within how many days something is in time; for the measures of [`Measure::asks_days`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<NonZeroU16>,
    /// True where a person gives the value, with name and note.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub manual: bool,
    /// Fields this version of the software does not know.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// What can be measured over facts. Each is a part over a whole, see [`BranchFigures::basis`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Trainings held of those planned.
    TrainingsHeld,
    /// Attendances of those expected.
    Attendance,
    /// Minutes of learning of those that the rules set as a target.
    LearningHours,
    /// Claims decided within the indicator's days.
    DecisionsInTime,
    /// Objections answered within the indicator's days.
    ObjectionsAnswered,
}

impl Measure {
    /// True where the indicator has to say within how many days.
    #[must_use]
    pub const fn asks_days(self) -> bool {
        matches!(self, Measure::DecisionsInTime | Measure::ObjectionsAnswered)
    }

    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Measure::TrainingsHeld => "trainings_held",
            Measure::Attendance => "attendance",
            Measure::LearningHours => "learning_hours",
            Measure::DecisionsInTime => "decisions_in_time",
            Measure::ObjectionsAnswered => "objections_answered",
        }
    }
}

/// What was counted in one branch and one period, as plain numbers. Whoever counts holds to these
/// definitions, so that two who have the same entries get the same report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BranchFigures {
    /// Trainings of the calendar that lie in the period, cancelled ones too: a cancellation does
    /// not make the plan smaller.
    pub trainings_planned: u32,
    /// Those of them that took place: not cancelled, and attended by at least one member.
    pub trainings_held: u32,
    /// Roll marks `present` and `late`, and attendances that count without a roll.
    pub attendances: u32,
    /// One for each held training and member who belonged to the branch on its day and was
    /// neither exempt nor on leave.
    pub attendances_expected: u32,
    /// Minutes of learning that count, of each member no more than the member's own target, so
    /// that one who learns much does not stand in for another.
    pub minutes: u32,
    /// The members' targets added up; 0 where the rules set none.
    pub target_minutes: u32,
    /// Claims decided within [`Evaluation::days`] of their arrival.
    pub decisions_in_time: u32,
    /// Claims decided at all, or undecided for longer than that; younger ones are left out.
    pub decisions_total: u32,
    /// Objections answered within [`Evaluation::days`].
    pub objections_answered_in_time: u32,
    /// Objections answered at all, or unanswered for longer than that.
    pub objections_total: u32,
    /// What the attendances and minutes rest on.
    pub evidence: EvidenceMix,
}

impl BranchFigures {
    /// The part and the whole of a measure.
    #[must_use]
    pub const fn basis(&self, measure: Measure) -> Basis {
        let (numerator, denominator) = match measure {
            Measure::TrainingsHeld => (self.trainings_held, self.trainings_planned),
            Measure::Attendance => (self.attendances, self.attendances_expected),
            Measure::LearningHours => (self.minutes, self.target_minutes),
            Measure::DecisionsInTime => (self.decisions_in_time, self.decisions_total),
            Measure::ObjectionsAnswered => {
                (self.objections_answered_in_time, self.objections_total)
            }
        };
        Basis { numerator, denominator }
    }
}

/// How many counting facts each kind of evidence supports. A fact with two kinds stands under
/// both, so these do not add up to the number of facts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct EvidenceMix {
    /// Recorded on the member's own phone.
    pub phone: u32,
    /// Marked on the roll.
    pub roll: u32,
    /// Entered for the member by another.
    pub entered_for: u32,
    /// Confirmed by a check-in code.
    pub code: u32,
    /// Attested by a host station.
    pub host: u32,
}

/// A value that a person gave for a manual indicator.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ManualEntry {
    /// The indicator.
    pub id: ItemId,
    /// The value, in tenths.
    pub value_x10: u16,
    /// Who gave it. Whether that person may is the caller's question.
    pub author: MemberId,
    /// Why, in a sentence that everybody may read.
    pub note: String,
}

/// The part and the whole that a value was worked out from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Basis {
    /// What was reached.
    pub numerator: u32,
    /// What was to be reached; 0: there was nothing to measure.
    pub denominator: u32,
}

/// A measured line of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The indicator.
    pub id: ItemId,
    /// What it came to, in tenths; `None`: there was nothing to measure.
    pub value_x10: Option<i32>,
    /// The weight, in tenths.
    pub of_x10: i32,
    /// What the value was worked out from.
    pub basis: Basis,
}

/// A line of a report that is given by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ManualLine {
    /// The indicator.
    pub id: ItemId,
    /// The value, in tenths; `None` where nobody gave one, or where two give different ones: then
    /// nothing counts until they agree, and both are shown.
    pub value_x10: Option<i32>,
    /// The weight, in tenths.
    pub of_x10: i32,
    /// Who gave which value, by author.
    pub entries: Vec<ManualEntry>,
}

/// The evaluation of one branch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// The branch.
    pub branch: BranchId,
    /// The evaluation it was made by.
    pub evaluation_id: String,
    /// Its version.
    pub version: u32,
    /// The measured lines, in the evaluation's order.
    pub lines: Vec<Line>,
    /// The lines given by hand, in the evaluation's order.
    pub manual: Vec<ManualLine>,
    /// Entries for no manual indicator of this version, or above its weight. They count nothing
    /// and are shown, so that nobody's entry disappears.
    pub unplaced: Vec<ManualEntry>,
    /// All values together, in tenths.
    pub total_x10: i32,
    /// The weights of the lines that have a value, in tenths: what `total_x10` is out of.
    pub measured_of_x10: i32,
    /// The weights of all lines. Where it is more than `measured_of_x10`, the difference was not
    /// measured; it is neither counted as zero nor shared out among the other lines.
    pub of_x10: i32,
    /// What the facts rest on.
    pub evidence: EvidenceMix,
}

impl Evaluation {
    /// Within how many days something is in time for a measure: whoever counts
    /// [`BranchFigures`] asks first. `None` where no indicator measures it, or needs no days.
    #[must_use]
    pub fn days(&self, measure: Measure) -> Option<u16> {
        let of = self.indicators.iter().find(|indicator| indicator.measure == Some(measure));
        of.filter(|_| measure.asks_days()).and_then(|indicator| indicator.days).map(u16::from)
    }

    /// The report on a branch.
    ///
    /// A measured line is `floor(weight * numerator / (denominator * target))`, at most the
    /// weight; lines are rounded down each, to a tenth of a point, so that those on the print-out
    /// add up to its total. A line whose denominator is 0 is `None`, "not measured". `manual` are
    /// the live entries in any order; the same entry twice is one.
    ///
    /// ```
    /// use drokpa_core::model::evaluation::{BranchFigures, EvaluationFile};
    ///
    /// let file: EvaluationFile = serde_json::from_str(r#"{"evaluations": [{
    ///     "evaluation_id": "e", "version": 1, "effective_from": "2026-01-01",
    ///     "sector": "village", "total_x10": 1000, "indicators": [
    ///         {"id": "a", "zh": "参加率", "weight_x10": 600, "measure": "attendance",
    ///          "target_permille": 800},
    ///         {"id": "b", "zh": "培训", "weight_x10": 400, "measure": "trainings_held"}]}]}"#)
    ///     .unwrap();
    /// let mut counted = BranchFigures::default();
    /// (counted.attendances, counted.attendances_expected) = (50, 80);
    /// let report = file.evaluations[0].report("pasture-a".parse().unwrap(), &counted, &[]);
    /// // 50 of 80 are 62.5 %; of the 80 % asked for, that is 60.0 * 0.625 / 0.8 = 46.875 points.
    /// assert_eq!(report.lines[0].value_x10, Some(468));
    /// // No training was planned: 46.8 of 60.0 points, and 40.0 not measured.
    /// assert_eq!(report.lines[1].value_x10, None);
    /// assert_eq!((report.total_x10, report.measured_of_x10, report.of_x10), (468, 600, 1000));
    /// ```
    #[must_use]
    pub fn report(
        &self,
        branch: BranchId,
        figures: &BranchFigures,
        manual: &[ManualEntry],
    ) -> Report {
        let mut entries: Vec<&ManualEntry> = manual.iter().collect();
        entries.sort_unstable();
        entries.dedup();
        let (by_hand, measured): (Vec<_>, Vec<_>) =
            self.indicators.iter().partition(|indicator| indicator.manual);
        let placed = |entry: &ManualEntry| by_hand.iter().any(|indicator| indicator.takes(entry));
        let unplaced = entries.iter().filter(|entry| !placed(entry)).copied().cloned().collect();
        let lines: Vec<Line> = measured.iter().map(|indicator| indicator.line(figures)).collect();
        let manual: Vec<ManualLine> =
            by_hand.iter().map(|indicator| indicator.manual_line(&entries)).collect();
        let all = || {
            let by_hand = manual.iter().map(|line| (line.value_x10, line.of_x10));
            lines.iter().map(|line| (line.value_x10, line.of_x10)).chain(by_hand)
        };
        let measured_of = all().filter(|(value, _)| value.is_some()).map(|(_, of)| of);
        Report {
            branch,
            evaluation_id: self.evaluation_id.clone(),
            version: self.version,
            total_x10: sum(all().filter_map(|(value, _)| value)),
            measured_of_x10: sum(measured_of),
            of_x10: sum(all().map(|(_, of)| of)),
            lines,
            manual,
            unplaced,
            evidence: figures.evidence,
        }
    }
}

impl Indicator {
    fn line(&self, figures: &BranchFigures) -> Line {
        let basis = self.measure.map(|measure| figures.basis(measure)).unwrap_or_default();
        let target = self.target_permille.map_or(WHOLE_PERMILLE, NonZeroU16::get);
        let of_x10 = i32::from(self.weight_x10);
        Line { id: self.id.clone(), value_x10: value_x10(of_x10, basis, target), of_x10, basis }
    }

    fn takes(&self, entry: &ManualEntry) -> bool {
        self.id == entry.id && entry.value_x10 <= self.weight_x10
    }

    fn manual_line(&self, entries: &[&ManualEntry]) -> ManualLine {
        let of_line = entries.iter().filter(|entry| self.takes(entry));
        let mut entries: Vec<ManualEntry> = of_line.copied().cloned().collect();
        entries.sort_by(|left, right| (&left.author, left).cmp(&(&right.author, right)));
        let first = entries.first().map(|entry| entry.value_x10);
        let agreed = first.filter(|value| entries.iter().all(|entry| entry.value_x10 == *value));
        ManualLine {
            id: self.id.clone(),
            value_x10: agreed.map(i32::from),
            of_x10: i32::from(self.weight_x10),
            entries,
        }
    }
}

/// The weight's part in tenths, rounded down; `None` where there is nothing to measure.
fn value_x10(of_x10: i32, basis: Basis, target_permille: u16) -> Option<i32> {
    // Wide enough for any numbers: 2^16 * 2^32 * 1000 is below 2^58.
    let reached = i64::from(of_x10) * i64::from(basis.numerator) * i64::from(WHOLE_PERMILLE);
    let asked = i64::from(basis.denominator) * i64::from(target_permille);
    let part = reached.checked_div(asked)?;
    Some(i32::try_from(part).map_or(of_x10, |part| part.min(of_x10)))
}

fn sum(amounts: impl Iterator<Item = i32>) -> i32 {
    amounts.fold(0, i32::saturating_add)
}

/// Reports in the order in which they are shown: by the branch's id, then by evaluation and
/// version. This is the only order there is; none follows the totals, here or in any caller.
#[must_use]
pub fn sorted(mut reports: Vec<Report>) -> Vec<Report> {
    reports.sort_by(|left, right| {
        let name = |report: &Report| (report.branch.clone(), report.evaluation_id.clone());
        (name(left), left.version).cmp(&(name(right), right.version))
    });
    reports
}

#[cfg(test)]
mod tests;
