//! From what people said about one fact to what becomes of it: the written rule of conflicts
//! (design, section 7), from live values only. Pure: no order of arrival, no clock.

use crate::id::{ItemId, MemberId};
use crate::schema::key::Key;
use crate::schema::value::{Claim, Decision, Grant, Mark, Reason, Training, Verdict};
use crate::time::{Day, Minute};

/// One live value and who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// Who.
    pub by: MemberId,
    /// True where a township reviewer said it.
    pub township: bool,
    /// When, by their device's clock.
    pub recorded_at: Minute,
    /// The note, where there is one.
    pub note: Option<Box<str>>,
    /// Distinguishes values that differ in their note alone.
    pub fingerprint: [u8; 8],
    /// What.
    pub value: T,
}

/// Everything live about one key of one member.
#[derive(Clone, Debug)]
pub struct Case {
    /// The member it is about.
    pub member: MemberId,
    /// The fact.
    pub key: Key,
    /// The member's own claims.
    pub claims: Vec<Said<Claim>>,
    /// Claims that others entered for the member.
    pub entered: Vec<Said<Claim>>,
    /// Roll marks.
    pub marks: Vec<Said<Mark>>,
    /// Decisions that are about the claim as it stands now (digest and round agree).
    pub decisions: Vec<Said<Decision>>,
    /// The training, where the calendar has it.
    pub training: Option<Training>,
}

/// What became of a fact. On every replica these add up to all facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionState {
    /// Nobody has decided yet.
    Pending,
    /// It counts.
    Approved,
    /// Sent back to the member.
    Returned,
    /// It does not count.
    Rejected,
    /// Two answers stand against each other; it counts nothing until settled.
    Disputed,
    /// The member took it back.
    Withdrawn,
}

impl DecisionState {
    /// All states.
    pub const ALL: [DecisionState; 6] = [
        DecisionState::Pending,
        DecisionState::Approved,
        DecisionState::Returned,
        DecisionState::Rejected,
        DecisionState::Disputed,
        DecisionState::Withdrawn,
    ];

    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            DecisionState::Pending => "pending",
            DecisionState::Approved => "approved",
            DecisionState::Returned => "returned",
            DecisionState::Rejected => "rejected",
            DecisionState::Disputed => "disputed",
            DecisionState::Withdrawn => "withdrawn",
        }
    }
}

/// What stands against what. Both sides stay visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// Two different roll marks.
    TwoMarks,
    /// Two different decisions.
    TwoDecisions,
    /// The roll and the decision contradict each other.
    RollAgainstDecision,
    /// Two phones of the member claim it differently.
    TwoClaims,
    /// Township and branch decided differently; the township's stands.
    TownshipOverBranch,
}

impl Conflict {
    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Conflict::TwoMarks => "two_marks",
            Conflict::TwoDecisions => "two_decisions",
            Conflict::RollAgainstDecision => "roll_against_decision",
            Conflict::TwoClaims => "two_claims",
            Conflict::TownshipOverBranch => "township_over_branch",
        }
    }
}

/// What supports a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// The member's own phone.
    Phone,
    /// The roll.
    Roll,
    /// Entered by another for the member.
    EnteredFor,
    /// A check-in code.
    Code,
}

impl Evidence {
    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Evidence::Phone => "phone",
            Evidence::Roll => "roll",
            Evidence::EnteredFor => "entered_for",
            Evidence::Code => "code",
        }
    }
}

/// What a fact is worth, where it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The rules item.
    pub item: ItemId,
    /// The activity's day.
    pub day: Day,
    /// Minutes of training or study; `None` for what is not measured in time.
    pub minutes: Option<u32>,
    /// What a decision granted.
    pub grant: Option<Grant>,
}

/// The outcome of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What became of it.
    pub decision: DecisionState,
    /// The round it is in.
    pub round: u32,
    /// What stands against what.
    pub conflict: Option<Conflict>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
    /// Why it was returned or rejected.
    pub reason: Option<Reason>,
    /// Set where and only where it counts.
    pub counted: Option<Counted>,
}

/// What the rules say about the case's item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemRule {
    /// True where a claim counts only once it was decided.
    pub needs_review: bool,
    /// Days after which a claim is late and asks for a decision in any case.
    pub late_days: Option<u32>,
}

impl Case {
    /// The claims of the highest round: earlier rounds were overtaken.
    fn current(&self) -> Vec<&Said<Claim>> {
        let of = if self.claims.is_empty() { &self.entered } else { &self.claims };
        let round = of.iter().map(|said| said.value.round).max().unwrap_or(1);
        let mut current: Vec<&Said<Claim>> =
            of.iter().filter(|said| said.value.round == round).collect();
        current.sort_by_key(|said| (said.value.clone(), said.fingerprint));
        current.dedup_by_key(|said| (said.value.clone(), said.fingerprint));
        current
    }

    /// The claim that stands for the case: the only one, or of several study records the one with
    /// most minutes (never their sum), else the first in a fixed order.
    #[must_use]
    pub fn claim(&self) -> Option<&Said<Claim>> {
        let current = self.current();
        if matches!(self.key, Key::Study { .. }) {
            return current.into_iter().max_by_key(|s| (!s.value.withdrawn, s.value.minutes));
        }
        current.into_iter().next()
    }

    /// True where two phones claim it differently, in a way that no rule settles.
    fn two_claims(&self) -> bool {
        !matches!(self.key, Key::Study { .. }) && self.current().len() > 1
    }

    /// The activity's day, where it is known.
    #[must_use]
    pub fn day(&self) -> Option<Day> {
        match &self.key {
            Key::Attendance(_) => self.training.as_ref().map(Training::day),
            Key::Study { day, .. } | Key::Unlisted { day, .. } => Some(*day),
            Key::Activity(_) => self.claim().and_then(|said| said.value.day),
            _ => None,
        }
    }

    /// The rules item, where it is known.
    #[must_use]
    pub fn item(&self) -> Option<ItemId> {
        match &self.key {
            Key::Attendance(_) => self.training.as_ref().and_then(Training::item),
            Key::Unlisted { kind, .. } => ItemId::new(kind.default_item()).ok(),
            Key::Study { .. } => {
                ItemId::new(super::kind::TrainingKind::PhoneLearning.default_item()).ok()
            }
            Key::Activity(_) => self.claim().and_then(|said| said.value.item.clone()),
            _ => None,
        }
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
        evidence
    }

    /// Judges the case. `None` where nobody says that the member did anything: a mark `absent`
    /// alone is no fact that could count.
    #[must_use]
    pub fn outcome(&self, rule: Option<ItemRule>) -> Option<Outcome> {
        let claim = self.claim();
        // Entries about oneself are proposals until another person repeats them.
        let mut marks: Vec<Mark> = others(&self.marks, &self.member).map(|s| s.value).collect();
        marks.sort_unstable();
        marks.dedup();
        let present = marks.iter().any(|mark| attended(*mark));
        if claim.is_none() && !present {
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
        let reasoned = matches!(decision, DecisionState::Returned | DecisionState::Rejected);
        Some(Outcome {
            decision,
            round: claim.map_or(1, |said| said.value.round),
            conflict: conflict.or(ruling.overruled.then_some(Conflict::TownshipOverBranch)),
            evidence: self.evidence(),
            reason: deciding.filter(|_| reasoned).and_then(|decision| decision.reason),
            counted,
        })
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
            _ if claim.is_some_and(|said| said.value.withdrawn) && !self.two_claims() => {
                (S::Withdrawn, None)
            }
            _ if self.two_claims() => (S::Pending, Some(Conflict::TwoClaims)),
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

    /// The different decisions in force: the township's where it decided, else the branch's.
    fn ruling(&self) -> Ruling {
        let distinct = |township: bool| -> Vec<Decision> {
            let mut list: Vec<Decision> = others(&self.decisions, &self.member)
                .filter(|said| said.township == township)
                .map(|said| said.value.clone())
                .collect();
            let what = |decision: &Decision| (decision.verdict, decision.grant);
            list.sort_by(|left, right| what(left).cmp(&what(right)).then_with(|| left.cmp(right)));
            list.dedup_by_key(|decision| what(decision));
            list
        };
        let (township, branch) = (distinct(true), distinct(false));
        if township.is_empty() {
            return Ruling { decisions: branch, overruled: false };
        }
        let what = |decision: &Decision| (decision.verdict, decision.grant);
        let overruled = branch.iter().any(|one| township.iter().all(|t| what(t) != what(one)));
        Ruling { decisions: township, overruled }
    }

    fn counted(&self, decision: Option<&Decision>) -> Option<Counted> {
        let claimed = self.claim().and_then(|said| said.value.minutes);
        let measured = !matches!(self.key, Key::Activity(_));
        let minutes = claimed.or_else(|| self.training.as_ref().map(|training| training.minutes));
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
}

fn others<'a, T>(said: &'a [Said<T>], member: &'a MemberId) -> impl Iterator<Item = &'a Said<T>> {
    said.iter().filter(move |one| one.by != *member)
}

const fn attended(mark: Mark) -> bool {
    matches!(mark, Mark::Present | Mark::Late)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ObjectId, Serial};
    use crate::model::kind::TrainingKind;

    fn said<T>(by: &str, value: T) -> Said<T> {
        Said {
            by: by.parse().unwrap(),
            township: by == "tw",
            recorded_at: Minute(29_600_000),
            note: None,
            fingerprint: [0; 8],
            value,
        }
    }

    fn case() -> Case {
        let training = Training {
            kind: TrainingKind::ThemeDay,
            start: Minute(29_600_000),
            minutes: 90,
            days: 1,
            cancelled: false,
            title_zh: "主题党日".into(),
            title_bo: "".into(),
            item: None,
        };
        let id = ObjectId { serial: Serial(1), generation: 0, counter: 1 };
        Case {
            member: "m".parse().unwrap(),
            key: Key::Attendance(id),
            claims: vec![],
            entered: vec![],
            marks: vec![],
            decisions: vec![],
            training: Some(training),
        }
    }

    fn decided(verdict: Verdict) -> Decision {
        Decision { verdict, round: 1, grant: None, reason: None, salt: [0; 4], digest: [0; 8] }
    }

    const REVIEWED: Option<ItemRule> = Some(ItemRule { needs_review: true, late_days: Some(30) });

    fn state(case: &Case) -> (DecisionState, Option<Conflict>) {
        let outcome = case.outcome(REVIEWED).unwrap();
        assert_eq!(outcome.counted.is_some(), outcome.decision == DecisionState::Approved);
        (outcome.decision, outcome.conflict)
    }

    #[test]
    fn the_rule_row_by_row() {
        use Conflict as C;
        use DecisionState as S;
        use Verdict as V;
        let claim = || Claim::plain();
        let withdrawn = || Claim { withdrawn: true, ..Claim::plain() };
        type Row = (Vec<Said<Claim>>, Vec<Said<Mark>>, Vec<Said<Decision>>, S, Option<C>);
        let rows: Vec<Row> = vec![
            (vec![said("m", claim())], vec![], vec![], S::Pending, None),
            (
                vec![said("m", claim())],
                vec![],
                vec![said("s", decided(V::Approve))],
                S::Approved,
                None,
            ),
            (
                vec![said("m", claim())],
                vec![],
                vec![said("s", decided(V::Approve)), said("t", decided(V::Approve))],
                S::Approved,
                None,
            ),
            (
                vec![said("m", claim())],
                vec![],
                vec![said("s", decided(V::Approve)), said("t", decided(V::Reject))],
                S::Disputed,
                Some(C::TwoDecisions),
            ),
            (
                vec![said("m", claim())],
                vec![],
                vec![said("s", decided(V::Approve)), said("tw", decided(V::Reject))],
                S::Rejected,
                Some(C::TownshipOverBranch),
            ),
            (
                vec![said("m", claim())],
                vec![],
                vec![said("m", decided(V::Approve))],
                S::Pending,
                None,
            ),
            (vec![said("m", claim())], vec![said("s", Mark::Present)], vec![], S::Approved, None),
            (vec![said("m", claim())], vec![said("m", Mark::Present)], vec![], S::Pending, None),
            (vec![], vec![said("s", Mark::Late)], vec![], S::Approved, None),
            (
                vec![said("m", withdrawn())],
                vec![said("s", Mark::Present)],
                vec![],
                S::Approved,
                None,
            ),
            (vec![said("m", withdrawn())], vec![], vec![], S::Withdrawn, None),
            (
                vec![said("m", claim())],
                vec![said("s", Mark::Present)],
                vec![said("s", decided(V::Reject))],
                S::Disputed,
                Some(C::RollAgainstDecision),
            ),
            (
                vec![said("m", claim())],
                vec![said("s", Mark::Absent)],
                vec![said("s", decided(V::Approve))],
                S::Disputed,
                Some(C::RollAgainstDecision),
            ),
            (vec![said("m", claim())], vec![said("s", Mark::Absent)], vec![], S::Pending, None),
            (
                vec![said("m", claim())],
                vec![said("s", Mark::Present), said("t", Mark::Absent)],
                vec![],
                S::Disputed,
                Some(C::TwoMarks),
            ),
            (
                vec![said("m", claim()), said("m", Claim { minutes: Some(5), ..claim() })],
                vec![],
                vec![],
                S::Pending,
                Some(C::TwoClaims),
            ),
            (
                vec![said("m", withdrawn()), said("m", Claim { round: 2, ..claim() })],
                vec![],
                vec![],
                S::Pending,
                None,
            ),
            (
                vec![said("m", claim()), said("m", claim())],
                vec![],
                vec![said("s", decided(V::Return))],
                S::Returned,
                None,
            ),
        ];
        for (at, (claims, marks, decisions, state_wanted, conflict)) in rows.into_iter().enumerate()
        {
            let case = Case { claims, marks, decisions, ..case() };
            assert_eq!(state(&case), (state_wanted, conflict), "row {at}");
            let reversed = Case {
                claims: case.claims.iter().rev().cloned().collect(),
                marks: case.marks.iter().rev().cloned().collect(),
                decisions: case.decisions.iter().rev().cloned().collect(),
                ..case.clone()
            };
            assert_eq!(
                reversed.outcome(REVIEWED),
                case.outcome(REVIEWED),
                "row {at} depends on order"
            );
        }
        assert_eq!(Case { marks: vec![said("s", Mark::Absent)], ..case() }.outcome(REVIEWED), None);
    }

    #[test]
    fn study_on_two_phones_takes_the_larger_never_the_sum() {
        let key = Key::Study { course: "c".parse().unwrap(), day: Minute(29_600_000).day() };
        let minutes = |minutes| said("m", Claim { minutes: Some(minutes), ..Claim::plain() });
        let case = Case { key, claims: vec![minutes(40), minutes(95)], training: None, ..case() };
        let open = Some(ItemRule { needs_review: false, late_days: Some(30) });
        let outcome = case.outcome(open).unwrap();
        assert_eq!(outcome.counted.unwrap().minutes, Some(95));
        let late = Case {
            claims: vec![Said { recorded_at: Minute(29_600_000 + 31 * 1440), ..minutes(40) }],
            ..case
        };
        assert_eq!(late.outcome(open).unwrap().decision, DecisionState::Pending);
    }

    #[test]
    fn a_claim_whose_training_is_unknown_waits_for_it() {
        let case = Case {
            claims: vec![said("m", Claim::plain())],
            decisions: vec![said("s", decided(Verdict::Approve))],
            training: None,
            ..case()
        };
        assert_eq!(state(&case), (DecisionState::Pending, None));
    }
}
