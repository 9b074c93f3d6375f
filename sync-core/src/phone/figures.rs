//! Counting what a branch is evaluated by: plain figures over what a secretary's phone shows. The
//! definitions of the figures are those of [`BranchFigures`].

use super::Phone;
use super::directory::Spell;
use super::judged::JudgedFact;
use crate::chain::certificate::Role;
use crate::code::Code;
use crate::id::{ItemId, MemberId, ObjectId};
use crate::model::evaluation::{
    BranchFigures, Evaluation, EvidenceMix, ManualEntry, Measure, Report,
};
use crate::model::facts::{Case, DecisionState, Evidence};
use crate::schema::key::Key;
use crate::schema::text::{NOTE, normal};
use crate::schema::value::{Mark, Training};
use crate::time::{Cycle, Day};
use std::collections::{BTreeMap, BTreeSet};

/// What is evaluated: a period, seen on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EvaluationPeriod {
    /// The first day.
    pub from: Day,
    /// The last day.
    pub to: Day,
    /// The day as of which undecided claims and open objections are judged.
    pub as_of: Day,
}

impl EvaluationPeriod {
    fn holds(&self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

impl Phone {
    /// The branch's report under an evaluation, with lines that are given by hand.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`] for those who do not see the whole branch; [`Code::AppOutdated`] where
    /// this app is too old for what it would count; as [`Phone::live`].
    pub fn evaluation(
        &self,
        evaluation: &Evaluation,
        period: EvaluationPeriod,
        manual: &[(ItemId, u16, String)],
    ) -> Result<Report, Code> {
        self.needs(&[Role::Secretary])?;
        let entries: Vec<ManualEntry> = manual
            .iter()
            .map(|(id, value_x10, note)| {
                Ok(ManualEntry {
                    id: id.clone(),
                    value_x10: *value_x10,
                    author: self.me.member.clone(),
                    note: normal(note, NOTE)?.into(),
                })
            })
            .collect::<Result<_, Code>>()?;
        let figures = self.figures(evaluation, period)?;
        Ok(evaluation.report(self.me.branch.clone(), &figures, &entries))
    }

    fn figures(
        &self,
        evaluation: &Evaluation,
        period: EvaluationPeriod,
    ) -> Result<BranchFigures, Code> {
        let first = period.from.date().0.saturating_sub(1);
        let years: Vec<Cycle> = (first..=period.to.date().0).map(Cycle).collect();
        let planned = self.view(None).planned(&years)?;
        let trainings: BTreeMap<ObjectId, Training> = planned
            .trainings
            .into_iter()
            .filter(|(_, training)| period.holds(training.day()))
            .collect();
        let mut count = Count {
            period,
            decision_days: days(evaluation, Measure::DecisionsInTime),
            answer_days: days(evaluation, Measure::ObjectionsAnswered),
            trainings: &trainings,
            attended: BTreeSet::new(),
            excused: BTreeSet::new(),
            figures: BranchFigures {
                trainings_planned: trainings.len() as u32,
                ..BranchFigures::default()
            },
        };
        let members = self.members();
        for member in &members {
            self.count_member(&mut count, member, &years)?;
        }
        let held: BTreeSet<ObjectId> = count.attended.iter().map(|(id, _)| *id).collect();
        let held = trainings.iter().filter(|(id, one)| !one.cancelled && held.contains(id));
        for (id, training) in held {
            count.figures.trainings_held += 1;
            let expected = members.iter().filter(|member| {
                let day = training.day();
                let spells = self.home_spells(member);
                let owes = |spell: &Spell<'_>| spell.holds(day) && !spell.exempts(day);
                let of_branch =
                    spells.iter().any(owes) || count.attended.contains(&(*id, (*member).clone()));
                let place = (*id, (*member).clone());
                of_branch && (count.attended.contains(&place) || !count.excused.contains(&place))
            });
            count.figures.attendances_expected += expected.count() as u32;
        }
        let counting = count
            .attended
            .iter()
            .filter(|(id, _)| trainings.get(id).is_some_and(|training| !training.cancelled));
        count.figures.attendances = counting.count() as u32;
        Ok(count.figures)
    }

    fn count_member(
        &self,
        count: &mut Count<'_>,
        member: &MemberId,
        years: &[Cycle],
    ) -> Result<(), Code> {
        let mut minutes = 0;
        let (cases, _) = self.view(None).cases(member, years)?;
        cases.iter().for_each(|(_, case)| count.excuse(case));
        for year in years {
            if self.outdated(member, *year)? {
                return Err(Code::AppOutdated);
            }
            let judged = self.view(None).judged(member, *year)?;
            judged.facts.iter().for_each(|fact| count.fact(fact));
            let lines = judged.standing.lines.iter();
            let learnt = lines.filter(|line| count.period.holds(line.day));
            minutes += learnt.map(|line| line.minutes).sum::<u32>();
        }
        let spells = self.home_spells(member);
        let in_force = spells.last().and_then(|spell| spell.in_force(count.period.to));
        let role = self.role_of(member).name();
        if let Some(target) = in_force.and_then(|rules| rules.target_minutes(role)) {
            count.figures.minutes += minutes.min(target);
            count.figures.target_minutes += target;
        }
        Ok(())
    }
}

fn days(evaluation: &Evaluation, measure: Measure) -> u32 {
    evaluation.days(measure).map_or(u32::MAX, u32::from)
}

struct Count<'a> {
    period: EvaluationPeriod,
    decision_days: u32,
    answer_days: u32,
    trainings: &'a BTreeMap<ObjectId, Training>,
    attended: BTreeSet<(ObjectId, MemberId)>,
    excused: BTreeSet<(ObjectId, MemberId)>,
    figures: BranchFigures,
}

impl Count<'_> {
    fn excuse(&mut self, case: &Case) {
        let mut marks = case.marks.iter().map(|said| said.value);
        if !marks.any(|mark| matches!(mark, Mark::Leave | Mark::Exempt)) {
            return;
        }
        for key in &case.keys {
            if let Key::Attendance(id) = key {
                self.excused.insert((*id, case.member.clone()));
            }
        }
    }

    fn fact(&mut self, fact: &JudgedFact) {
        let case = &fact.case;
        if !case.day().is_some_and(|day| self.period.holds(day)) {
            return;
        }
        let approved = fact.outcome.decision == DecisionState::Approved;
        for key in &case.keys {
            let Key::Attendance(id) = key else { continue };
            if !self.trainings.contains_key(id) {
                continue;
            }
            if approved {
                self.attended.insert((*id, case.member.clone()));
            }
        }
        if approved {
            add_evidence(&mut self.figures.evidence, &fact.outcome.evidence);
        }
        self.decisions(fact);
        self.objections(case);
    }

    fn decisions(&mut self, fact: &JudgedFact) {
        let Some(claim) = fact.case.claim() else { return };
        let claimed = claim.recorded_at.day();
        let mut decided = fact.case.decisions.iter().map(|said| said.recorded_at.day());
        let first = decided.by_ref().min();
        let pending = fact.outcome.decision == DecisionState::Pending;
        match first {
            Some(day) => {
                self.figures.decisions_total += 1;
                let in_time = day.0.saturating_sub(claimed.0) <= self.decision_days;
                self.figures.decisions_in_time += u32::from(in_time);
            }
            None if pending => {
                let waited = self.period.as_of.0.saturating_sub(claimed.0);
                self.figures.decisions_total += u32::from(waited > self.decision_days);
            }
            None => {}
        }
    }

    fn objections(&mut self, case: &Case) {
        for objection in &case.objections {
            let asked = objection.recorded_at.day();
            let answers = case.answers.iter();
            let answers = answers.filter(|said| said.value.objection == objection.value.name);
            match answers.map(|said| said.recorded_at.day()).min() {
                Some(day) => {
                    self.figures.objections_total += 1;
                    let in_time = day.0.saturating_sub(asked.0) <= self.answer_days;
                    self.figures.objections_answered_in_time += u32::from(in_time);
                }
                None => {
                    let waited = self.period.as_of.0.saturating_sub(asked.0);
                    self.figures.objections_total += u32::from(waited > self.answer_days);
                }
            }
        }
    }
}

fn add_evidence(mix: &mut EvidenceMix, evidence: &[Evidence]) {
    for one in evidence {
        match one {
            Evidence::Phone => mix.phone += 1,
            Evidence::Roll => mix.roll += 1,
            Evidence::EnteredFor => mix.entered_for += 1,
            Evidence::Code => mix.code += 1,
            Evidence::Host => mix.host += 1,
        }
    }
}
