//! The written rule, row by row.

use super::*;
use crate::id::{ObjectId, Serial};
use crate::model::kind::TrainingKind;
use crate::schema::value::Verdict;

fn said<T>(by: &str, value: T) -> Said<T> {
    Said {
        by: by.parse().unwrap(),
        name: [0; 8],
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
        keys: vec![Key::Attendance(id)],
        parallel_edits: false,
        objections: vec![],
        answers: vec![],
        posted: false,
        attested: vec![],
        quarantined: false,
        claims: vec![],
        entered: vec![],
        marks: vec![],
        decisions: vec![],
        training: Some(training),
    }
}

fn decided(verdict: Verdict) -> Decided {
    let decision =
        Decision { verdict, round: 1, grant: None, reason: None, salt: [0; 4], digest: [0; 8] };
    Decided { decision, about: None }
}

/// A decision about one of the claims.
fn about(claim: &Claim, verdict: Verdict) -> Decided {
    let wording = Wording { claim: claim.clone(), fingerprint: [0; 8] };
    Decided { about: Some(wording), ..decided(verdict) }
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
    type Row = (Vec<Said<Claim>>, Vec<Said<Mark>>, Vec<Said<Decided>>, S, Option<C>);
    let rows: Vec<Row> = vec![
        (vec![said("m", claim())], vec![], vec![], S::Pending, None),
        (vec![said("m", claim())], vec![], vec![said("s", decided(V::Approve))], S::Approved, None),
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
            Some(C::OwnRecord),
        ),
        (vec![said("m", claim())], vec![said("s", Mark::Present)], vec![], S::Approved, None),
        (vec![], vec![said("m", Mark::Present)], vec![], S::Pending, Some(C::OwnRecord)),
        (vec![], vec![said("s", Mark::Late)], vec![], S::Approved, None),
        (vec![said("m", withdrawn())], vec![said("s", Mark::Present)], vec![], S::Approved, None),
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
    for (at, (claims, marks, decisions, state_wanted, conflict)) in rows.into_iter().enumerate() {
        let case = Case { claims, marks, decisions, ..case() };
        assert_eq!(state(&case), (state_wanted, conflict), "row {at}");
        let reversed = Case {
            claims: case.claims.iter().rev().cloned().collect(),
            marks: case.marks.iter().rev().cloned().collect(),
            decisions: case.decisions.iter().rev().cloned().collect(),
            ..case.clone()
        };
        assert_eq!(reversed.outcome(REVIEWED), case.outcome(REVIEWED), "row {at} depends on order");
    }
    assert_eq!(Case { marks: vec![said("s", Mark::Absent)], ..case() }.outcome(REVIEWED), None);
}

/// Two phones of one member, 40 and 90 minutes of one training: what decisions make of it.
#[test]
fn of_two_claims_each_asks_for_a_decision_and_one_can_be_approved() {
    use Conflict as C;
    use DecisionState as S;
    use Verdict as V;
    let forty = Claim { minutes: Some(40), ..Claim::plain() };
    let ninety = Claim { minutes: Some(90), ..Claim::plain() };
    let gone = Claim { withdrawn: true, ..Claim::plain() };
    let of = |claim: &Claim, verdict| said("s", about(claim, verdict));
    let by = |who: &str, claim: &Claim, verdict| said(who, about(claim, verdict));
    let two_claims = (S::Pending, Some(C::TwoClaims));
    type Row = (Claim, Vec<Said<Decided>>, (S, Option<C>), Option<u32>);
    let rows: Vec<Row> = vec![
        (forty.clone(), vec![of(&forty, V::Approve)], two_claims, None),
        (forty.clone(), vec![of(&forty, V::Reject)], two_claims, None),
        (
            forty.clone(),
            vec![of(&forty, V::Approve), of(&ninety, V::Reject)],
            (S::Approved, None),
            Some(40),
        ),
        (
            forty.clone(),
            vec![of(&ninety, V::Approve), by("t", &forty, V::Return)],
            (S::Approved, None),
            Some(90),
        ),
        (
            forty.clone(),
            vec![of(&forty, V::Approve), by("t", &ninety, V::Approve)],
            (S::Disputed, Some(C::TwoDecisions)),
            None,
        ),
        (
            forty.clone(),
            vec![of(&forty, V::Approve), by("t", &forty, V::Reject), of(&ninety, V::Reject)],
            (S::Disputed, Some(C::TwoDecisions)),
            None,
        ),
        (
            forty.clone(),
            vec![
                of(&forty, V::Approve),
                of(&ninety, V::Reject),
                by("tw", &forty, V::Reject),
                by("tw", &ninety, V::Approve),
            ],
            (S::Approved, Some(C::TownshipOverBranch)),
            Some(90),
        ),
        (
            forty.clone(),
            vec![of(&forty, V::Reject), of(&ninety, V::Reject)],
            (S::Rejected, None),
            None,
        ),
        (
            forty.clone(),
            vec![of(&forty, V::Reject), of(&ninety, V::Return)],
            (S::Returned, None),
            None,
        ),
        // One of the two is a withdrawal.
        (gone.clone(), vec![of(&ninety, V::Approve)], two_claims, None),
        (
            gone.clone(),
            vec![of(&ninety, V::Approve), of(&gone, V::Reject)],
            (S::Approved, None),
            Some(90),
        ),
        (
            gone.clone(),
            vec![of(&ninety, V::Reject), of(&gone, V::Approve)],
            (S::Withdrawn, None),
            None,
        ),
    ];
    for (at, (first, decisions, wanted, minutes)) in rows.into_iter().enumerate() {
        let case =
            Case { claims: vec![said("m", first), said("m", ninety.clone())], decisions, ..case() };
        assert_eq!(state(&case), wanted, "row {at}");
        let counted = case.outcome(REVIEWED).unwrap().counted;
        assert_eq!(counted.and_then(|counted| counted.minutes), minutes, "row {at}");
        let reversed = Case {
            claims: case.claims.iter().rev().cloned().collect(),
            decisions: case.decisions.iter().rev().cloned().collect(),
            ..case.clone()
        };
        assert_eq!(reversed.outcome(REVIEWED), case.outcome(REVIEWED), "row {at} depends on order");
    }
    let by_roll = Case {
        claims: vec![said("m", forty.clone()), said("m", ninety.clone())],
        marks: vec![said("s", Mark::Present)],
        decisions: vec![of(&ninety, V::Approve), of(&forty, V::Reject)],
        ..case()
    };
    assert_eq!(by_roll.outcome(REVIEWED).unwrap().counted.unwrap().minutes, Some(90));
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
