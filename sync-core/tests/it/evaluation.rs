//! A branch evaluated by what its phones recorded, counted by hand beside it.

use super::phones::{decide, later, village};
use drokpa_core::code::Code;
use drokpa_core::model::evaluation::EvaluationFile;
use drokpa_core::phone::EvaluationPeriod;
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_fixtures::world::member;

#[test]
fn a_branch_is_reported_on_by_facts_with_its_gaps_shown() {
    let mut village = village(4);
    // Trainings 0 to 3 on days 0 to 3; 3 is cancelled; 0 and 1 are held, 2 nobody attended.
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    let marks = [(member("pa05"), Mark::Present), (member("pa02"), Mark::Leave)];
    let (_, batch) =
        village.secretary.phone.call_roll(later(1), &village.trainings[1], &marks).unwrap();
    village.secretary.commit(&batch);
    let batch = village.secretary.phone.cancel_training(later(2), &village.trainings[3]).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    let file: EvaluationFile = serde_json::from_str(drokpa_fixtures::EVALUATION_JSON).unwrap();
    let evaluation = file.in_force("village", later(0).day()).unwrap();
    let period =
        EvaluationPeriod { from: later(0).day(), to: later(30).day(), as_of: later(61).day() };
    let report = village.secretary.phone.evaluation(evaluation, period, &[]).unwrap();
    let basis = |measure: &str| {
        let at = evaluation
            .indicators
            .iter()
            .find(|one| serde_json::to_value(one.measure).unwrap() == serde_json::json!(measure));
        let line =
            report.lines.iter().find(|line| Some(&line.id) == at.map(|one| &one.id)).unwrap();
        (line.basis.numerator, line.basis.denominator)
    };
    assert_eq!(basis("trainings_held"), (2, 4));
    // Three members; at the second training one of them was on leave.
    assert_eq!(basis("attendance"), (2, 3 + 2));
    // Decided fifty days after it was claimed.
    assert_eq!(basis("decisions_in_time"), (0, 1));
    assert_eq!(report.evidence.roll, 1);
    assert_eq!(report.evidence.phone, 1);
    assert_eq!(village.other.phone.evaluation(evaluation, period, &[]).unwrap(), report);
    let refused = village.herder.phone.evaluation(evaluation, period, &[]);
    assert_eq!(refused.err(), Some(Code::RoleNeeded));
}
