//! The notice before the first record, on the command line: shown in the reader's language, agreed
//! to, refused, and never in the way of an answer that other programs read.

use crate::home::Home;
use crate::pocket::{Hub, complaint, drokpa, invite, organisation, verified};
use drokpa_locales::{Lang, text};
use serde_json::json;

const STUDY: [&str; 6] = ["record", "study", "--course", "policy-1", "--minutes", "45"];

struct Herder {
    folder: tempfile::TempDir,
    hub: Hub,
    home: Home,
}

fn herder() -> Herder {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let home = Home::enrol(folder.path(), "herder", (&hub, &invite(&data, "pa06")));
    Herder { folder, hub, home }
}

#[test]
fn whoever_refuses_records_nothing_and_is_told_so_in_each_language() {
    let herder = herder();
    let home = &herder.home;
    assert_eq!(home.json(&["consent", "show"])["state"], "unasked");
    let refused = home.json(&["consent", "refuse"]);
    assert_eq!((&refused["state"], &refused["version"]), (&json!("refused"), &json!(1)));
    assert_eq!(home.code(&STUDY), "consent_needed");
    for lang in Lang::ALL {
        let mut command = drokpa(["--lang", lang.tag(), "phone", "--home", home.path()]);
        let said = complaint(&command.args(STUDY).output().unwrap());
        assert!(said.contains(&*text(lang, "error-consent_needed")), "{said}");
        let shown = drokpa(["--lang", lang.tag(), "phone", "--home", home.path()])
            .args(["consent", "show"])
            .output()
            .unwrap();
        let shown = String::from_utf8(shown.stdout).unwrap();
        for id in ["consent-title", "consent-refuse_free", "consent-question", "notice-refused"] {
            assert!(shown.contains(&*text(lang, id)), "{lang} {id}: {shown}");
        }
        let (zh, bo) = ("示例牧业村党支部", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ");
        let keeper = if lang == Lang::Bo { bo } else { zh };
        assert!(shown.contains(keeper) && !shown.contains("pasture-a"), "{lang}: {shown}");
    }
    assert_eq!(home.json(&["status"])["outbox"], 0);
    home.json(&["consent", "give"]);
    assert_eq!(home.json(&STUDY)["saved"], true);
}

#[test]
fn who_records_without_having_answered_is_shown_the_notice_and_has_agreed() {
    let Herder { folder, hub, home } = herder();
    let record = || {
        let mut command = drokpa(["--lang", "bo", "--json", "phone", "--home", home.path()]);
        command.args(STUDY).output().unwrap()
    };
    let (first, second) = (record(), record());
    let saved: serde_json::Value = serde_json::from_slice(&first.stdout).unwrap();
    assert_eq!((&saved["saved"], &saved["new"]), (&json!(true), &json!(true)));
    let notice = complaint(&first);
    for id in ["consent-what_not", "consent-withdraw_how", "notice-by_recording"] {
        assert!(notice.contains(&*text(Lang::Bo, id)), "{id}: {notice}");
    }
    assert_eq!(complaint(&second), "", "once is enough");
    let said = home.json(&["consent", "show"]);
    assert_eq!((&said["state"], &said["language"]), (&json!("given"), &json!("bo")));
    assert_eq!(home.json(&["status"])["outbox"], 1, "an answer is no record");
    let sync = home.json(&["sync"]);
    assert_eq!((&sync["accepted"], &sync["synced"]), (&json!(1), &json!(true)));
    println!("a first record with its consent: {sync}");
    assert!(sync["body_bytes_up"].as_u64().unwrap() <= 160, "{sync}");
    assert_eq!(home.json(&["list"]).as_array().unwrap().len(), 1);

    // The next phone of the member knows; the one of the neighbour does not.
    let data = folder.path().join("hub");
    let next = Home::enrol(folder.path(), "next", (&hub, &invite(&data, "pa06")));
    assert_eq!(next.json(&["consent", "show"]), said);
    let other = Home::enrol(folder.path(), "other", (&hub, &invite(&data, "pa07")));
    assert_eq!(other.json(&["consent", "show"])["state"], "unasked");
    verified(&data);
}

#[test]
fn a_record_that_is_refused_keeps_no_answer_either() {
    let herder = herder();
    let home = &herder.home;
    assert_eq!(home.code(&["record", "attendance", "--training", "9.0.9"]), "training_unknown");
    assert_eq!(home.json(&["consent", "show"])["state"], "unasked");
}
