//! A phone that has nothing but an invite on paper, on the command line: it records at once; its
//! first sync enrols it and sends everything, or another phone carries a letter.

use crate::branch::in_both_languages;
use crate::home::Home;
use crate::pocket::{Hub, drokpa, invite, organisation, run, verified};
use drokpa_core::host::picture::texts_in;
use serde_json::{Value, json};
use std::path::Path;

/// What the QR code of a member's invite says.
fn qr(data: &Path, member: &str, url: &str) -> String {
    let arguments = ["--json", "invite", "--member", member, "--url", url, "--data"];
    let line = run(arguments.iter().copied().chain([data.to_str().unwrap()]));
    let line: Value = serde_json::from_str(line.trim()).unwrap();
    line["qr"].as_str().unwrap().to_owned()
}

fn study(home: &Home, course: &str) {
    let day = ["--day", "2026-05-04", "--at", "2026-05-04T20:10:00+08:00"];
    let study = ["record", "study", "--course", course, "--minutes", "45", "--note", "夏季牧场"];
    assert_eq!(home.json(&[&study[..], &day].concat())["saved"], true);
}

fn new_home(folder: &Path, name: &str) -> Home {
    Home(folder.join(name))
}

fn facts(of: &Home, member: &str) -> usize {
    of.rows().iter().filter(|row| row["member"] == member).count()
}

#[test]
fn an_invite_is_scanned_far_from_any_network_and_one_request_enrols_and_sends_all() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let home = new_home(folder.path(), "herder");
    let hub = Hub::start(&data);
    let code = qr(&data, "pa06", &hub.url);
    let typed = invite(&data, "pa06");
    assert_eq!(home.code(&["enrol", "--code", &typed, "--offline"]), "invite_typed");
    let made = home.json(&["enrol", "--code", &code, "--offline"]);
    assert_eq!((&made["member"], &made["enrolled"]), (&json!("pa06"), &json!(false)));
    (0..5).for_each(|number| study(&home, &format!("course-{number}")));
    let status = home.json(&["status"]);
    assert_eq!((&status["outbox"], &status["synced"]), (&json!(5), &json!(false)));

    let first = home.json(&["sync"]);
    println!("first contact with 5 records: {first}");
    assert_eq!((&first["accepted"], &first["synced"]), (&json!(1), &json!(true)));
    assert_eq!(home.json(&["sync"])["accepted"], 0);
    study(&home, "later");
    assert_eq!(home.json(&["sync"])["synced"], true);
    assert_eq!(home.code(&["enrol", "--code", &code, "--offline"]), "already_initialised");
    // The typed code of another invite is good for one more phone of the member.
    let second = new_home(folder.path(), "second");
    assert_eq!(second.code(&["enrol", "--code", &typed]), "not_enrolled");
    let made = second.json(&["enrol", "--server", &hub.url, "--code", &typed]);
    assert_eq!(second.rows(), home.rows());
    // One request to be enrolled, the others for the rules: the records cost none of their own.
    assert_eq!(first["requests"], made["sync"]["requests"]);

    // The first phone hears of the second one, and says so until its member knows.
    home.json(&["sync"]);
    assert_eq!(home.json(&["status"])["devices_added"], 1);
    let devices = home.json(&["devices"]);
    assert_eq!((&devices[1]["device"], &devices[1]["this"]), (&made["device"], &json!(false)));
    let serial = made["device"].to_string();
    for command in ["status", "list"] {
        let [zh, bo] = in_both_languages(&home, &[command]);
        assert!(zh.starts_with("新增了一部手机") && zh.contains(&serial), "{zh}");
        assert!(bo.starts_with("ཁ་པར་གསར་པ་ཞིག་བསྣན་འདུག"), "{bo}");
    }
    home.json(&["devices", "--ack"]);
    assert_eq!(home.json(&["status"])["devices_added"], 0);
    assert_eq!(second.json(&["status"])["devices_added"], 0);
    drop(hub);
    verified(&data);
}

#[test]
fn a_letter_in_a_neighbours_pocket_enrols_a_phone_that_never_meets_the_hub() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let enrol =
        |name: &str, member: &str| Home::enrol(folder.path(), name, (&hub, &invite(&data, member)));
    let (secretary, neighbour) = (enrol("secretary", "pa01"), enrol("neighbour", "pa07"));
    let home = new_home(folder.path(), "herder");
    home.json(&["enrol", "--code", &qr(&data, "pa06", "http://192.0.2.7:8080"), "--offline"]);
    study(&home, "policy-1");
    study(&home, "law-2");

    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (letter, picture, answer) = (path("letter.dk"), path("letter.png"), path("answer.dk"));
    let written = home.json(&["transfer", "letter", &letter, "--qr", &picture]);
    println!("a letter with two records: {} B", written["bytes"]);
    assert_eq!(written["files"], json!([picture, letter]));
    let bytes = std::fs::read(&letter).unwrap();
    let shown = "夏季牧场".as_bytes();
    assert!(!bytes.windows(shown.len()).any(|window| window == shown));
    let kept = neighbour.json(&["transfer", "import", "--qr", &picture]);
    assert_eq!((&kept["letters"], &kept["new"]), (&json!(1), &json!(0)));
    assert_eq!(neighbour.json(&["transfer", "import", &letter])["letters"], 0);
    assert_eq!(neighbour.json(&["transfer", "letters"])[0]["state"], "waiting");
    assert_eq!(neighbour.code(&["transfer", "answer", &answer]), "state_wrong");
    assert_eq!(neighbour.code(&["transfer", "letter", &path("own.dk")]), "state_wrong");

    let carried = neighbour.json(&["sync"]);
    assert_eq!((&carried["letters"], &carried["synced"]), (&json!(1), &json!(true)));
    assert_eq!(
        (facts(&neighbour, "pa06"), neighbour.json(&["sync"])["letters"].clone()),
        (0, json!(0))
    );
    secretary.json(&["sync"]);
    assert_eq!(facts(&secretary, "pa06"), 2);
    let brought = neighbour.json(&["transfer", "answer", &answer]);
    println!("the hub's answer to it: {} B", brought["bytes"]);
    let welcome = home.json(&["transfer", "import", &answer]);
    assert_eq!((&welcome["welcomed"], &welcome["outcome"]), (&json!(true), &json!("complete")));
    let status = home.json(&["status"]);
    assert_eq!((&status["outbox"], &status["damaged"]), (&json!(0), &json!(0)));
    assert_eq!(home.code(&["transfer", "letter", &path("again.dk")]), "state_wrong");
    home.moved(&hub);
    let up = home.json(&["sync"]);
    assert_eq!((&up["accepted"], &up["synced"]), (&json!(0), &json!(true)));
    drop(hub);
    verified(&data);
}

#[test]
fn records_under_an_invite_that_somebody_else_used_go_over_to_the_next_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let code = qr(&data, "pa06", &hub.url);
    let (home, thief) = (new_home(folder.path(), "herder"), new_home(folder.path(), "other"));
    home.json(&["enrol", "--code", &code, "--offline"]);
    study(&home, "policy-1");
    let day = ["--on", "2026-05-04", "--at", "2026-05-04T20:10:00+08:00"];
    home.json(&[&["record", "activity", "--item", "volunteer"], &day[..]].concat());
    thief.json(&["enrol", "--code", &code]);
    assert_eq!(home.code(&["sync"]), "invite_refused");
    assert_eq!(home.rows().len(), 2);

    // A typed code that is wrong leaves everything as it was.
    let wrong = ["enrol", "--server", &hub.url, "--code", "0000-0000-0000"];
    assert_eq!(home.code(&wrong), "invite_refused");
    assert_eq!((home.rows().len(), home.json(&["status"])["outbox"].clone()), (2, json!(2)));
    let next = invite(&data, "pa06");
    let made = home.json(&["enrol", "--server", &hub.url, "--code", &next]);
    assert_eq!(made["sync"]["synced"], true);
    assert_eq!(home.rows().len(), 2);
    assert_eq!(thief.json(&["sync"])["synced"], true);
    assert_eq!(thief.rows(), home.rows());
    assert!(folder.path().join("herder").join("former-1").join("phone.sqlite").exists());

    // Somebody else's invite takes nothing of this along.
    let other = new_home(folder.path(), "third");
    other.json(&["enrol", "--code", &qr(&data, "pa07", &hub.url), "--offline"]);
    study(&other, "policy-1");
    let foreign = ["enrol", "--code", &qr(&data, "pa08", &hub.url), "--offline"];
    assert_eq!(other.code(&foreign), "transfer_foreign");
    assert_eq!(other.json(&["sync"])["synced"], true);
    assert_eq!(facts(&other, "pa07"), 1);
    drop(hub);
    verified(&data);
}

#[test]
fn the_printed_sheet_has_a_code_that_a_phone_can_scan() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let sheet = folder.path().join("sheet.html");
    let arguments =
        ["--json", "invite", "--member", "pa06", "pa07", "--url", "http://192.0.2.7:8080"];
    let paths = ["--sheet", sheet.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let lines = run(arguments.iter().chain(&paths));
    let page = std::fs::read_to_string(&sheet).unwrap();
    let pictures: Vec<&str> = page.split("<svg").skip(1).collect();
    assert_eq!((pictures.len(), lines.lines().count()), (2, 2));
    for (line, picture) in lines.lines().zip(pictures) {
        let line: Value = serde_json::from_str(line).unwrap();
        let grey = painted(picture);
        assert_eq!(texts_in(&grey.1, grey.0), [line["qr"].as_str().unwrap()]);
    }
}

/// The width and the grey pixels, three for each square, of one of our pictures.
fn painted(svg: &str) -> (usize, Vec<u8>) {
    let side = svg.split("viewBox=\"0 0 ").nth(1).unwrap().split(' ').next().unwrap();
    let side: usize = side.parse().unwrap();
    let width = side * 3;
    let mut grey = vec![255; width * width];
    let path = svg.split("<path d=\"").nth(2).unwrap().split('"').next().unwrap();
    for run in path.split('M').skip(1) {
        let (x, rest) = run.split_once(' ').unwrap();
        let (y, rest) = rest.split_once('h').unwrap();
        let length = rest.split_once('v').unwrap().0;
        let number = |text: &str| text.parse::<usize>().unwrap();
        let (x, y, length) = (number(x), number(y), number(length));
        for row in 3 * y..3 * y + 3 {
            grey[row * width + 3 * x..row * width + 3 * (x + length)].fill(0);
        }
    }
    (width, grey)
}

#[test]
fn what_is_said_about_invites_and_letters_is_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let home = new_home(folder.path(), "herder");
    let code = qr(&data, "pa06", "");
    assert_eq!(home.code(&["enrol", "--code", &code, "--offline"]), "not_enrolled");
    let server = ["enrol", "--code", &code, "--offline", "--server", "http://192.0.2.7:8080"];
    let said = run(["--lang", "bo", "phone", "--home", home.path()].iter().chain(&server));
    assert!(said.contains("ཟིན་ཐོ་འགོད་ཆོག"), "{said}");
    let letter = folder.path().join("letter.dk");
    let write = ["transfer", "letter", letter.to_str().unwrap()];
    let said = run(["--lang", "zh", "phone", "--home", home.path()].iter().chain(&write));
    assert!(said.contains("带信的手机看不到内容"), "{said}");
    let misused = drokpa(["phone", "--home", home.path(), "enrol"]).output().unwrap();
    assert_eq!(misused.status.code(), Some(2));
}

#[test]
fn an_invite_that_was_printed_before_the_hub_got_another_key_is_good_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let code = qr(&data, "pa06", "");
    run(["keys", "succeed", "--data", data.to_str().unwrap()]);
    let hub = Hub::start(&data);
    let home = new_home(folder.path(), "herder");
    home.json(&["enrol", "--server", &hub.url, "--code", &code, "--offline"]);
    study(&home, "course-1");
    let first = home.json(&["sync"]);
    assert_eq!((&first["accepted"], &first["synced"]), (&json!(1), &json!(true)));
    study(&home, "course-2");
    assert_eq!(home.json(&["sync"])["synced"], true);
    assert_eq!(facts(&home, "pa06"), 2);
    drop(hub);
    verified(&data);
}
