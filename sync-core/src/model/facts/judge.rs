//! Judging a case: the table of the written rule, row by row.

use super::{
    Case, Conflict, Counted, Decided, DecisionState, Evidence, ItemRule, Outcome, Posting, Said,
    Wording, attended,
};
use crate::id::{ItemId, MemberId};
use crate::model::kind::TrainingKind;
use crate::schema::key::Key;
use crate::schema::value::{Attestation, Claim, Decision, Mark, Training, Verdict};
use crate::time::Day;

impl Case {
    /// The claims of the highest round: earlier rounds were overtaken.
    fn current(&self) -> Vec<&Said<Claim>> {
        let of = if self.claims.is_empty() { &self.entered } else { &self.claims };
        let round = of.iter().map(|said| said.value.round).max().unwrap_or(1);
        let mut current: Vec<&Said<Claim>> =
            of.iter().filter(|said| said.value.round == round).collect();
        // Of equal claims the one recorded first stands: lateness is judged by it.
        current.sort_by_key(|said| (said.wording(), said.recorded_at));
        current.dedup_by_key(|said| said.wording());
        current
    }

    /// The claim that stands for the case: the only one, or of several study records the one with
    /// most minutes (never their sum), or of two different ones the one that was approved, else
    /// the first in a fixed order.
    #[must_use]
    pub fn claim(&self) -> Option<&Said<Claim>> {
        let current = self.current();
        if matches!(self.key, Key::Study { .. }) {
            return current.into_iter().max_by_key(|s| (!s.value.withdrawn, s.value.minutes));
        }
        let mut approved = current.iter().filter(|said| {
            let about = self.ruling_about(Some(&said.wording())).decisions;
            matches!(about.as_slice(), [only] if only.verdict == Verdict::Approve)
        });
        match (approved.next(), approved.next()) {
            (Some(only), None) => Some(only),
            _ => current.into_iter().next(),
        }
    }

    /// True where it is claimed in different ways, whether that was settled or not.
    #[must_use]
    pub fn claimed_differently(&self) -> bool {
        self.current().len() > 1
    }

    /// True where two phones claim it differently, in a way that no rule settles.
    fn two_claims(&self) -> bool {
        !matches!(self.key, Key::Study { .. }) && self.current().len() > 1
    }

    /// The activity's day, where it is known.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        match &self.key {
            Key::Attendance(_) => {
                let planned = self.training.as_ref().map(Training::day);
                planned.or_else(|| self.attestation().map(|one| one.day))
            }
            Key::Study { day, .. } | Key::Unlisted { day, .. } => Some(*day),
            Key::Activity(_) => self.claim().and_then(|said| said.value.day),
            _ => None,
        }
    }

    /// The rules item, where it is known.
    #[must_use]
    pub fn item(&self) -> Option<ItemId> {
        match &self.key {
            Key::Attendance(_) => match (&self.training, self.attestation()) {
                (Some(training), _) => training.item(),
                (None, attested) => attested.and_then(Attestation::item),
            },
            Key::Unlisted { kind, .. } => ItemId::new(kind.default_item()).ok(),
            Key::Study { .. } => ItemId::new(TrainingKind::PhoneLearning.default_item()).ok(),
            Key::Activity(_) => self.claim().and_then(|said| said.value.item.clone()),
            _ => None,
        }
    }

    /// What a host branch attests, and has not taken back; of several the longest. A member who
    /// attests for themselves only proposes.
    #[must_use]
    pub fn attestation(&self) -> Option<&Attestation> {
        let standing = others(&self.attested, &self.member).filter(|said| !said.value.withdrawn);
        standing.map(|said| &said.value).max_by_key(|one| (one.minutes, *one))
    }

    fn evidence(&self) -> Vec<Evidence> {
        let mut evidence = Vec::new();
        let mut add = |there: bool, which| {
            if there {
                evidence.push(which);
            }
        };
        add(!self.claims.is_empty(), Evidence::Phone);
        add(self.marks.iter().any(|said| attended(said.value)), Evidence::Roll);
        add(!self.entered.is_empty(), Evidence::EnteredFor);
        add(self.claims.iter().any(|said| said.value.code.is_some()), Evidence::Code);
        add(self.attestation().is_some(), Evidence::Host);
        evidence
    }

    /// Judges the case. `None` where nobody says that the member did anything: a mark `absent`
    /// alone is no fact that could count.
    #[must_use]
    pub fn outcome(&self, rule: Option<ItemRule>) -> Option<Outcome> {
        let claim = self.claim();
        // Entries about oneself are proposals until another person repeats them.
        let mut marks: Vec<Mark> = others(&self.marks, &self.member).map(|s| s.value).collect();
        if self.attestation().is_some() && !marks.iter().any(|mark| attended(*mark)) {
            // The host's word is as good as the roll's.
            marks.push(Mark::Present);
        }
        marks.sort_unstable();
        marks.dedup();
        let present = marks.iter().any(|mark| attended(*mark));
        let own_mark = self.marks.iter().any(|said| attended(said.value));
        if claim.is_none() && !present && !own_mark && !self.quarantined {
            return None;
        }
        let ruling = self.ruling();
        let (decision, conflict) = self.state(&marks, &ruling, claim, rule);
        let deciding = ruling.decisions.first();
        let counted =
            if decision == DecisionState::Approved { self.counted(deciding) } else { None };
        // What cannot be placed under an item and a day cannot count yet: its training is still
        // on another phone.
        let decision = match decision {
            DecisionState::Approved if counted.is_none() => DecisionState::Pending,
            other => other,
        };
        let proposed = decision == DecisionState::Pending && self.proposed_by_oneself();
        let reasoned = matches!(decision, DecisionState::Returned | DecisionState::Rejected);
        Some(Outcome {
            decision,
            round: claim.map_or(1, |said| said.value.round),
            conflict: conflict
                .or(ruling.overruled.then_some(Conflict::TownshipOverBranch))
                .or(proposed.then_some(Conflict::OwnRecord))
                .or(self.parallel_edits.then_some(Conflict::ParallelEdits)),
            evidence: self.evidence(),
            reason: deciding.filter(|_| reasoned).and_then(|decision| decision.reason),
            posting: self.posting(),
            proposed,
            counted,
        })
    }

    /// True where the member's own mark or decision says that it counts, and nobody else's does.
    fn proposed_by_oneself(&self) -> bool {
        let own_mark = self.marks.iter().any(|said| said.by == self.member && attended(said.value));
        let approves = |said: &Said<Decided>| said.value.decision.verdict == Verdict::Approve;
        own_mark || self.decisions.iter().any(|said| said.by == self.member && approves(said))
    }

    /// Where it is in the course of posting and objecting.
    #[must_use]
    pub fn posting(&self) -> Posting {
        // Of several objections the answer must know each: one without an answer is open.
        let answered = |name: [u8; 8]| self.answers.iter().any(|said| said.value.objection == name);
        match self.objections.as_slice() {
            [] if self.posted => Posting::Posted,
            [] => Posting::Open,
            open if open.iter().all(|said| answered(said.value.name)) => Posting::Answered,
            _ => Posting::Objected,
        }
    }

    fn state(
        &self,
        marks: &[Mark],
        ruling: &Ruling,
        claim: Option<&Said<Claim>>,
        rule: Option<ItemRule>,
    ) -> (DecisionState, Option<Conflict>) {
        use DecisionState as S;
        if marks.len() > 1 {
            return (S::Disputed, Some(Conflict::TwoMarks));
        }
        if ruling.decisions.len() > 1 {
            return (S::Disputed, Some(Conflict::TwoDecisions));
        }
        let verdict = ruling.decisions.first().map(|decision| decision.verdict);
        let cancelled = self.training.as_ref().is_some_and(|training| training.cancelled);
        let against_roll = (S::Disputed, Some(Conflict::RollAgainstDecision));
        match (marks.first().copied(), verdict) {
            (Some(mark), Some(Verdict::Return | Verdict::Reject)) if attended(mark) => against_roll,
            (Some(mark), None) if attended(mark) && cancelled => (S::Pending, None),
            (Some(mark), _) if attended(mark) => (S::Approved, None),
            (Some(Mark::Absent), Some(Verdict::Approve)) => against_roll,
            _ if self.two_claims() && !ruling.complete => (S::Pending, Some(Conflict::TwoClaims)),
            (_, said)
                if claim.is_some_and(|claim| claim.value.withdrawn)
                    && (said.is_none_or(|verdict| verdict == Verdict::Approve)
                        || !self.two_claims()) =>
            {
                (S::Withdrawn, None)
            }
            (_, Some(Verdict::Approve)) => (S::Approved, None),
            (_, Some(Verdict::Return)) => (S::Returned, None),
            (_, Some(Verdict::Reject)) => (S::Rejected, None),
            (None, None) if !cancelled && self.counts_alone(claim, rule) => (S::Approved, None),
            (_, None) => (S::Pending, None),
        }
    }

    /// True where the rules count such a claim without a decision, and it was recorded in time.
    fn counts_alone(&self, claim: Option<&Said<Claim>>, rule: Option<ItemRule>) -> bool {
        let (Some(claim), Some(rule), Some(day)) = (claim, rule, self.day()) else { return false };
        let delay = claim.recorded_at.day().0.saturating_sub(day.0);
        !rule.needs_review && rule.late_days.is_none_or(|days| delay <= days)
    }

    /// The different decisions in force. Of two claims each asks for a decision of its own; one
    /// of them can be approved, and what was said about the other is then done with.
    fn ruling(&self) -> Ruling {
        if !self.two_claims() {
            return self.ruling_about(None);
        }
        let mut whole = Ruling { decisions: Vec::new(), overruled: false, complete: true };
        let mut denied: Vec<Decision> = Vec::new();
        for said in self.current() {
            let one = self.ruling_about(Some(&said.wording()));
            whole.overruled |= one.overruled;
            whole.complete &= one.complete;
            if one.decisions.len() > 1 {
                return Ruling { overruled: whole.overruled, ..one };
            }
            for decision in one.decisions {
                let approved = decision.verdict == Verdict::Approve;
                if approved { &mut whole.decisions } else { &mut denied }.push(decision);
            }
        }
        if whole.decisions.is_empty() {
            // Sent back is less than refused: the member can still offer one of them.
            whole.decisions.extend(denied.into_iter().min_by_key(|decision| decision.verdict));
        }
        whole
    }

    /// The different decisions in force about one of the claims, or about whatever stands: the
    /// township's where it decided, else the branch's.
    fn ruling_about(&self, wording: Option<&Wording>) -> Ruling {
        let distinct = |township: bool| -> Vec<Decision> {
            let mut list: Vec<Decision> = others(&self.decisions, &self.member)
                .filter(|said| said.township == township)
                .filter(|said| wording.is_none() || said.value.about.as_ref() == wording)
                .map(|said| said.value.decision.clone())
                .collect();
            let what = |decision: &Decision| (decision.verdict, decision.grant);
            list.sort_by(|left, right| what(left).cmp(&what(right)).then_with(|| left.cmp(right)));
            list.dedup_by_key(|decision| what(decision));
            list
        };
        let (township, branch) = (distinct(true), distinct(false));
        if township.is_empty() {
            let complete = !branch.is_empty();
            return Ruling { decisions: branch, overruled: false, complete };
        }
        let what = |decision: &Decision| (decision.verdict, decision.grant);
        let overruled = branch.iter().any(|one| township.iter().all(|t| what(t) != what(one)));
        Ruling { decisions: township, overruled, complete: true }
    }

    fn counted(&self, decision: Option<&Decision>) -> Option<Counted> {
        let claimed = self.claim().and_then(|said| said.value.minutes);
        let measured = !matches!(self.key, Key::Activity(_));
        let planned = || self.training.as_ref().map(|training| training.minutes);
        let attested = || self.attestation().map(|one| one.minutes);
        let minutes = claimed.or_else(planned).or_else(attested);
        Some(Counted {
            item: self.item()?,
            day: self.day()?,
            minutes: minutes.filter(|_| measured),
            grant: decision.and_then(|decision| decision.grant),
        })
    }
}

struct Ruling {
    decisions: Vec<Decision>,
    overruled: bool,
    /// False where something that stands was not decided.
    complete: bool,
}

pub(super) fn others<'a, T>(
    said: &'a [Said<T>],
    member: &'a MemberId,
) -> impl Iterator<Item = &'a Said<T>> {
    said.iter().filter(move |one| one.by != *member)
}
