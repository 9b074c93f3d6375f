//! A secretary's desk on the command line, through the real binary and a real hub: trainings that
//! are one, trainings that change, and many approvals in one call.

use crate::branch::{Branch, ON, attendance, branch, codes, misused, training};
use serde_json::json;

#[test]
fn two_trainings_that_are_one_are_judged_as_one_until_that_is_taken_back() {
    let branch = branch();
    let Branch { secretary, deputy, herder, .. } = &branch;
    let (one, two) = (training(secretary, ON), training(deputy, ON));
    branch.sync();
    attendance(herder, &one, &[]);
    deputy.json(&["roll", "--training", &two, "--present", "pa06"]);
    let unlisted = ["record", "attendance", "--unlisted", "theme_day", "--on", ON];
    herder.json(&[&unlisted[..], &["--at", "2026-05-05T09:00:00+08:00"]].concat());
    assert_eq!(branch.agreed().len(), 3);
    assert_eq!(branch.standing()["total_tenths"], 20);

    secretary.json(&["training", "alias", &two, &one]);
    let of_unlisted = ["training", "alias", &one, "--unlisted", "theme_day", "--on", ON];
    deputy.json(&of_unlisted);
    let rows = branch.agreed();
    assert_eq!((rows.len(), &rows[0]["decision"]), (1, &json!("approved")));
    assert_eq!(rows[0]["evidence"], json!(["phone", "roll"]));
    assert_eq!(branch.standing()["total_tenths"], 20);
    deputy.json(&["training", "alias", &one, &two, "--retract"]);
    assert_eq!(branch.agreed().len(), 2);
    secretary.json(&[&of_unlisted[..], &["--retract"]].concat());
    assert_eq!(branch.agreed().len(), 3);

    codes(herder, &[(&["training", "alias", &one, &two], "role_needed")]);
    codes(
        secretary,
        &[
            (&["training", "alias", &one, &one], "state_wrong"),
            (&["training", "alias", &one, "9.0.9"], "training_unknown"),
            (&["training", "alias", "one", &two], "id_malformed"),
            (
                &["training", "alias", "9.0.9", "--unlisted", "theme_day", "--on", ON],
                "training_unknown",
            ),
            (&["training", "alias", &one, "--unlisted", "party", "--on", ON], "kind_unknown"),
        ],
    );
    misused(secretary, &["training", "alias", &one]);
    misused(secretary, &["training", "alias", &one, "--unlisted", "theme_day"]);
}

#[test]
fn an_edit_of_time_or_length_makes_a_decision_stale_and_one_of_a_title_does_not() {
    let branch = branch();
    let Branch { secretary, deputy, herder, .. } = &branch;
    let id = training(secretary, ON);
    branch.sync();
    let claim = attendance(herder, &id, &[])["claim"].as_str().unwrap().to_owned();
    branch.sync();
    secretary.json(&["decide", &claim, "approve"]);
    let decision = || branch.agreed()[0]["decision"].clone();
    assert_eq!(decision(), "approved");
    deputy.json(&["training", "edit", &id, "--title-zh", "主题党日（补）"]);
    assert_eq!(decision(), "approved");
    assert_eq!(branch.agreed()[0]["titles"][0], "主题党日（补）");
    deputy.json(&["training", "edit", &id, "--minutes", "60", "--days", "1"]);
    assert_eq!(decision(), "pending");
    secretary.json(&["decide", &claim, "approve"]);
    assert_eq!(decision(), "approved");
    secretary.json(&["training", "edit", &id, "--start", "2026-05-05T10:00:00+08:00"]);
    assert_eq!(decision(), "pending");

    let edit = |id: &str, option: &str, value: &str| {
        ["training", "edit", id, option, value].map(str::to_owned).to_vec()
    };
    assert_eq!(herder.code(&["training", "edit", &id, "--minutes", "60"]), "role_needed");
    for (arguments, code) in [
        (edit(&id, "--minutes", "0"), "minutes_range"),
        (edit(&id, "--days", "40"), "minutes_range"),
        (edit("9.0.9", "--minutes", "60"), "training_unknown"),
        (edit(&id, "--start", "2027-01-05T10:00:00+08:00"), "day_range"),
        (edit(&id, "--start", "tomorrow"), "date_malformed"),
        (edit(&id, "--title-bo", " "), "text_missing"),
    ] {
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        assert_eq!(secretary.code(&arguments), code, "{arguments:?}");
    }
    misused(secretary, &["training", "edit", &id]);
}

#[test]
fn all_confirmed_claims_are_approved_in_one_call_and_no_others() {
    let branch = branch();
    let Branch { secretary, deputy, herder, .. } = &branch;
    let (one, two) = (training(secretary, ON), training(secretary, "2026-05-11"));
    branch.sync();
    for member in ["pa06", "pa07"] {
        attendance(deputy, &one, &["--for", member]);
    }
    attendance(herder, &two, &[]);
    branch.sync();
    let claims = |arguments: &[&str]| secretary.json(arguments).as_array().unwrap().len();
    assert_eq!((claims(&["queue"]), claims(&["queue", "--confirmed"])), (3, 2));
    codes(
        secretary,
        &[
            (&["decide", "--all-confirmed", "reject", "--reason", "other"], "id_malformed"),
            (&["decide", "--all-confirmed", "pa06/activity:1.0.1", "approve"], "id_malformed"),
            (&["decide", "approve"], "id_malformed"),
        ],
    );
    misused(secretary, &["decide", "--all-confirmed", "approve", "--points-tenths", "5"]);
    misused(secretary, &["decide", "--all-confirmed"]);
    assert_eq!(herder.code(&["decide", "--all-confirmed", "approve"]), "role_needed");

    let said = secretary.json(&["decide", "--all-confirmed", "approve"]);
    assert_eq!((&said["decided"], &said["saved"]), (&json!(2), &json!(true)));
    assert_eq!((claims(&["queue"]), claims(&["queue", "--confirmed"])), (1, 0));
    assert_eq!(secretary.json(&["decide", "--all-confirmed", "approve"])["decided"], 0);
    branch.agreed();
    let approved = herder.with_decision("approved");
    assert_eq!((approved, herder.with_decision("pending")), (1, 1));
}
