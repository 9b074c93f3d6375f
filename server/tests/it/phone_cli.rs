//! A phone on the command line, through the real binary: recorded without a network, sent in one
//! request, seen by a second phone, decided by a secretary.

use crate::home::Home;
use crate::pocket::{Hub, drokpa, invite, organisation, run, verified};
use serde_json::{Value, json};

fn number(report: &Value, field: &str) -> u64 {
    report[field].as_u64().unwrap_or_else(|| panic!("no {field} in {report}"))
}

/// Sixteen trainings of the branch; their ids.
fn announce(secretary: &Home) -> Vec<String> {
    let create = |day: u32| {
        let start = format!("2026-04-{day:02}T10:00:00+08:00");
        let kind = ["--kind", "theme_day", "--minutes", "120", "--start", &start];
        let titles = ["--title-zh", "主题党日", "--title-bo", "བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ"];
        let arguments = [&["training", "create"], &kind[..], &titles[..]].concat();
        secretary.json(&arguments)["training"].as_str().unwrap().to_owned()
    };
    let made = (1..=16).map(create).collect();
    assert!(secretary.json(&["sync"])["synced"].as_bool().unwrap());
    made
}

/// Some time of that day, another one for each number: equal times would travel for nothing.
fn at(day: &str, number: u32) -> String {
    format!("{day}T{:02}:{:02}:00+08:00", 8 + number * 5 % 13, number * 37 % 60)
}

/// Thirty records: sixteen attendances, eight of study, six activities; six have notes.
fn thirty_claims(home: &Home, trainings: &[String]) {
    let note = ["--note", "看了两遍已学完"];
    for (training, number) in trainings.iter().zip(1..) {
        let at = at(&format!("2026-04-{number:02}"), number);
        let plain = ["record", "attendance", "--training", training, "--at", &at];
        let saved = home.json(&[&plain[..], if number % 4 == 0 { &note } else { &[] }].concat());
        assert_eq!((&saved["saved"], &saved["new"]), (&json!(true), &json!(true)));
    }
    for number in 1..=8 {
        let day = format!("2026-05-{number:02}");
        let study = ["record", "study", "--course", "policy-1", "--minutes", "45", "--day", &day];
        home.json(&[&study[..], &["--at", &at(&day, number)]].concat());
    }
    for number in 1..=6 {
        let day = format!("2026-05-{number:02}");
        let at = at(&day, number + 20);
        let plain = ["record", "activity", "--item", "volunteer", "--on", &day, "--at", &at];
        home.json(&[&plain[..], if number < 3 { &note } else { &[] }].concat());
    }
}

#[test]
fn thirty_claims_made_offline_go_up_in_one_request_and_ten_approvals_come_down() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let secretary = Home::enrol(folder.path(), "secretary", (&hub, &invite(&data, "pa01")));
    let trainings = announce(&secretary);
    let home = Home::enrol(folder.path(), "herder", (&hub, &invite(&data, "pa06")));
    drop(hub);

    thirty_claims(&home, &trainings);
    let status = home.json(&["status"]);
    assert_eq!((number(&status, "outbox"), &status["synced"]), (30, &json!(false)));
    assert_eq!(home.code(&["sync"]), "hub_unreachable");
    let hub = Hub::start(&data);
    home.moved(&hub);
    secretary.moved(&hub);

    let up = home.json(&["sync"]);
    let idle = home.json(&["sync"]);
    println!("30 claims up: {up}\nnothing new: {idle}");
    assert_eq!((number(&up, "requests"), &up["synced"]), (1, &json!(true)));
    assert!(number(&up, "body_bytes_up") <= 650, "{up}");
    assert!(number(&up, "body_bytes_down") <= 100, "{up}");
    assert!(number(&idle, "body_bytes_up") + number(&idle, "body_bytes_down") <= 100, "{idle}");

    let second = Home::enrol(folder.path(), "second", (&hub, &invite(&data, "pa06")));
    assert_eq!(second.rows(), home.rows());
    assert_eq!(home.rows().len(), 30);
    // The second phone's certificate came down to the first one; here it is about decisions.
    home.json(&["sync"]);

    secretary.json(&["sync"]);
    let queue = secretary.json(&["queue"]);
    let waiting: Vec<&str> =
        queue.as_array().unwrap().iter().map(|row| row["claim"].as_str().unwrap()).collect();
    let approve = [&["decide"], &waiting[..10], &["approve"]].concat();
    assert_eq!(secretary.json(&approve)["decided"], 10);
    secretary.json(&["sync"]);
    let before = home.with_decision("approved");
    let down = home.json(&["sync"]);
    println!("10 decisions down: {down}");
    assert!(number(&down, "body_bytes_down") <= 240, "{down}");
    assert_eq!(home.with_decision("approved"), before + 10);
    second.json(&["sync"]);
    assert_eq!(second.rows(), home.rows());
    let (mine, theirs) = (["standing", "--cycle", "2026"], ["standing", "--member", "pa06"]);
    let theirs = [&theirs[..], &["--cycle", "2026"]].concat();
    assert_eq!(home.json(&mine), secretary.json(&theirs));
    drop(hub);
    verified(&data);
}

#[test]
fn two_hundred_claims_go_up_within_budget() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let home = Home::enrol(folder.path(), "herder", (&hub, &invite(&data, "pa06")));
    for number in 0..200 {
        let day = format!("2026-{:02}-{:02}", 1 + number / 20, 1 + number % 20);
        let minutes = (20 + number * 5 % 70).to_string();
        let course = ["policy-1", "law-2", "rules-3"][number as usize % 3];
        let study = ["record", "study", "--course", course, "--minutes", &minutes];
        home.json(&[&study[..], &["--day", &day, "--at", &at(&day, number)]].concat());
    }
    let up = home.json(&["sync"]);
    println!("200 claims up: {up}");
    assert_eq!(up["synced"], true);
    assert!(number(&up, "requests") <= 2 && number(&up, "body_bytes_up") <= 4096, "{up}");
}

#[test]
fn the_roll_of_forty_goes_up_within_budget() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let secretary = Home::enrol(folder.path(), "secretary", (&hub, &invite(&data, "vb01")));
    let trainings = announce(&secretary);
    let members: Vec<String> = (1..=40).map(|number| format!("vb{number:02}")).collect();
    let (present, late, leave) = (members[..30].join(","), &members[30], members[31..34].join(","));
    let absent = members[34..].join(",");
    let marks = ["--present", &present, "--late", late, "--leave", &leave, "--absent", &absent];
    let called = secretary.json(&[&["roll", "--training", &trainings[0]], &marks[..]].concat());
    assert_eq!(called["written"], 40);
    let again = secretary.json(&[&["roll", "--training", &trainings[0]], &marks[..]].concat());
    assert_eq!(again["written"], 0);
    let up = secretary.json(&["sync"]);
    println!("roll of 40 up: {up}");
    assert_eq!((number(&up, "accepted"), &up["synced"]), (40, &json!(true)));
    assert!(number(&up, "body_bytes_up") <= 4096, "{up}");
}

#[test]
fn refusals_say_their_code_and_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let stranger = Home(folder.path().join("stranger"));
    assert_eq!(stranger.code(&["list"]), "not_enrolled");
    let wrong = ["enrol", "--server", &hub.url, "--code", "0000-0000-0000"];
    assert_eq!(stranger.code(&wrong), "invite_refused");
    let ftp = ["enrol", "--server", "ftp://hub.example", "--code", "0000-0000-0000"];
    assert_eq!(stranger.code(&ftp), "hub_unreachable");

    let home = Home::enrol(folder.path(), "herder", (&hub, &invite(&data, "pa06")));
    assert_eq!(home.code(&wrong), "already_initialised");
    let attendance = ["record", "attendance", "--training", "9.0.9"];
    let activity = ["record", "activity", "--item", "nothing", "--on", "2026-05-04"];
    let study = ["record", "study", "--course", "c", "--minutes", "0"];
    let unlisted = ["record", "attendance", "--unlisted", "party", "--on", "2026-05-04"];
    for (arguments, code) in [
        (&attendance[..], "training_unknown"),
        (&activity[..], "item_unknown"),
        (&study[..], "minutes_range"),
        (&unlisted[..], "kind_unknown"),
        (&["withdraw", "pa06/activity:1.0.1"][..], "claim_unknown"),
        (&["withdraw", "pa07/study:c:2026-05-04"][..], "claim_unknown"),
        (&["decide", "pa06/study:c:2026-05-04", "approve"][..], "role_needed"),
        (&["standing", "--member", "pa01"][..], "member_unknown"),
    ] {
        assert_eq!(home.code(arguments), code, "{arguments:?}");
    }
    let output = drokpa(["--json", "--lang", "bo", "phone", "--home", home.path()])
        .args(attendance)
        .output()
        .unwrap();
    let said: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!((output.status.code(), &said["code"]), (Some(1), &json!("training_unknown")));
    assert!(said["message"].as_str().unwrap().contains('\u{f0b}'), "{said}");

    let lock = std::fs::File::open(home.0.join("lock")).unwrap();
    lock.lock().unwrap();
    assert_eq!(home.code(&["status"]), "phone_in_use");
    lock.unlock().unwrap();
    assert_eq!(number(&home.json(&["status"]), "outbox"), 0);
}

#[test]
fn a_claim_is_withdrawn_offered_again_and_taken_along() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let home = Home::enrol(folder.path(), "herder", (&hub, &invite(&data, "pa06")));
    let unlisted = ["record", "attendance", "--unlisted", "theme_day", "--on", "2026-05-04"];
    let at = ["--at", "2026-05-05T08:00:00+08:00"];
    let record = [&unlisted[..], &at].concat();
    let claim = home.json(&record)["claim"].as_str().unwrap().to_owned();
    assert_eq!(claim, "pa06/unlisted:theme_day:2026-05-04");
    assert_eq!(home.json(&record)["new"], false);
    home.json(&["withdraw", &claim]);
    assert_eq!(home.with_decision("withdrawn"), 1);
    assert_eq!(home.code(&["withdraw", &claim]), "state_wrong");
    home.json(&["resubmit", &claim, "--minutes", "90", "--note", "改了时间"]);
    let rows = home.rows();
    assert_eq!(
        (rows.len(), &rows[0]["round"], &rows[0]["note"]),
        (1, &json!(2), &json!("改了时间"))
    );
    assert_eq!(rows[0]["delivery"], "on_this_phone");

    let file = folder.path().join("mine.json");
    let file = file.to_str().unwrap();
    home.json(&["export", file]);
    assert_eq!(home.code(&["export", file]), "store_failed");
    let exported: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    assert_eq!((&exported["member"], &exported["claims"]), (&json!("pa06"), &json!(rows)));

    home.json(&["sync"]);
    let listed = run(["--lang", "bo", "phone", "--home", home.path(), "list"]);
    assert!(listed.contains("འབྱོར་ཟིན"), "{listed}");
    let status = run(["phone", "--home", home.path(), "status"]);
    assert!(status.contains("待上传: 0") && status.contains("上次确认"), "{status}");
}
