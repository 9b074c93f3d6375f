//! Two phones on the command line with no hub in reach: by file and by pictures of codes, both
//! ways, in part, for somebody else, and then the hub.

use crate::branch::{in_both_languages, training};
use crate::home::Home;
use crate::pocket::{Hub, invite, organisation, verified};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A secretary and two herders who know each other's branch, and a hub that is out of reach.
struct Pasture {
    folder: tempfile::TempDir,
    data: PathBuf,
    secretary: Home,
    herder: Home,
    neighbour: Home,
    training: String,
}

impl Pasture {
    fn new() -> Pasture {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("hub");
        organisation(&data);
        let hub = Hub::start(&data);
        let enrol = |name: &str, member: &str| {
            Home::enrol(folder.path(), name, (&hub, &invite(&data, member)))
        };
        let secretary = enrol("secretary", "pa01");
        let training = training(&secretary, "2026-04-05");
        secretary.json(&["sync"]);
        // Enrolled after the secretary's last sync: their certificates are not known there.
        let (herder, neighbour) = (enrol("herder", "pa06"), enrol("neighbour", "pa07"));
        Pasture { data, secretary, herder, neighbour, training, folder }
    }

    fn file(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn attend(&self, training: &str) -> String {
        let at = "2026-04-05T12:13:00+08:00";
        let record = ["record", "attendance", "--training", training, "--at", at];
        self.herder.json(&record)["claim"].as_str().unwrap().to_owned()
    }

    /// The hub is there again.
    fn connect(&self) -> Hub {
        let hub = Hub::start(&self.data);
        [&self.secretary, &self.herder, &self.neighbour].iter().for_each(|home| home.moved(&hub));
        hub
    }
}

fn of_member<'a>(rows: &'a Value, member: &str) -> Vec<&'a Value> {
    rows.as_array().unwrap().iter().filter(|row| row["member"] == member).collect()
}

#[test]
fn a_claim_goes_over_by_file_is_decided_offline_and_the_decision_comes_back_by_code() {
    let pasture = Pasture::new();
    let Pasture { secretary, herder, .. } = &pasture;
    let claim = pasture.attend(&pasture.training);
    let file = pasture.file("claims.dk");
    let given = herder.json(&["transfer", "export", &file]);
    // The claim, and before it what the herder said to the notice.
    assert_eq!((&given["outcome"], &given["entries"]), (&json!("complete"), &json!(2)));
    assert_eq!((&given["certificates"], &given["files"]), (&json!(1), &json!([file])));
    let bytes = std::fs::read(&file).unwrap().len();
    assert_eq!(given["bytes"], bytes);
    assert_eq!(herder.code(&["transfer", "export", &file]), "store_failed");

    let brought = secretary.json(&["transfer", "import", &file]);
    assert_eq!((&brought["done"], &brought["total"]), (&json!(2), &json!(2)));
    assert_eq!((&brought["new"], &brought["certificates"]), (&json!(2), &json!(1)));
    assert_eq!(of_member(&secretary.json(&["queue"]), "pa06").len(), 1);
    secretary.json(&["decide", &claim, "approve"]);

    let picture = pasture.file("decision.png");
    let news = ["transfer", "export", "--qr", &picture, "--to", "pa06", "--year", "2026"];
    let given = secretary.json(&news);
    let files: Vec<String> = serde_json::from_value(given["files"].clone()).unwrap();
    println!("news for a member: {} B in {} codes", given["bytes"], files.len());
    let mut import = vec!["transfer", "import", "--qr"];
    import.extend(files.iter().rev().map(String::as_str));
    let brought = herder.json(&import);
    assert_eq!((&brought["outcome"], &brought["refused"]), (&json!("complete"), &json!(0)));
    assert_eq!(herder.with_decision("approved"), 1);
    assert_eq!(herder.json(&["status"])["synced"], false);
    assert_eq!(herder.json(&import)["outcome"], "nothing_new");

    // The secretary comes to the hub first, and brings the herder's claim.
    let hub = pasture.connect();
    let up = secretary.json(&["sync"]);
    assert_eq!((&up["accepted"], &up["synced"]), (&json!(2), &json!(true)));
    let own = herder.json(&["sync"]);
    assert_eq!((&own["accepted"], &own["synced"]), (&json!(0), &json!(true)));
    assert_eq!(
        herder.rows(),
        of_member(&secretary.json(&["list"]), "pa06").into_iter().cloned().collect::<Vec<_>>()
    );
    drop(hub);
    verified(&pasture.data);
}

#[test]
fn codes_come_one_by_one_and_what_is_missing_is_named() {
    let pasture = Pasture::new();
    let Pasture { secretary, herder, .. } = &pasture;
    for number in 1..=40 {
        let day = format!("2026-05-{:02}", 1 + number % 28);
        let at = format!("{day}T{:02}:{:02}:00+08:00", 8 + number % 13, number * 37 % 60);
        let note = format!("第{number}次学习笔记，在夏季牧场");
        let course = format!("course-{number}");
        let study = ["record", "study", "--course", &course, "--minutes", "45", "--day", &day];
        herder.json(&[&study[..], &["--note", &note, "--at", &at]].concat());
    }
    let picture = pasture.file("forty.png");
    let given = herder.json(&["transfer", "export", "--qr", &picture, "--small"]);
    let files: Vec<String> = serde_json::from_value(given["files"].clone()).unwrap();
    assert!(files.len() > 2, "{files:?}");
    assert!(files[1].ends_with("forty-2.png"));

    let (first, rest) = files.split_first().unwrap();
    let brought = secretary.json(&["transfer", "import", "--qr", &rest[0]]);
    assert_eq!((&brought["outcome"], &brought["done"]), (&json!("cut"), &json!(0)));
    assert_eq!(brought["codes"]["total"], files.len());
    assert_eq!(brought["codes"]["missing"][0], 1);
    let mut import = vec!["transfer", "import", "--qr", first];
    import.extend(rest.iter().skip(1).map(String::as_str));
    let brought = secretary.json(&import);
    assert_eq!((&brought["outcome"], &brought["done"]), (&json!("complete"), &json!(41)));
    assert_eq!(of_member(&secretary.json(&["list"]), "pa06").len(), 40);

    // A month of them, and the same to somebody who may not read them.
    let (may, no) = (pasture.file("may.dk"), pasture.file("no.dk"));
    let month = ["transfer", "export", &may, "--month", "2026-05"];
    assert_eq!(herder.json(&month)["entries"], 41);
    let wrong = [&month[..2], &[&no, "--month", "2026-05"]].concat();
    let wrong = [&wrong[..], &["--member", "pa06", "--to", "pa07"]].concat();
    assert_eq!(secretary.code(&wrong), "document_foreign");
    assert!(!Path::new(&no).exists());
}

#[test]
fn files_for_others_damaged_files_and_strange_pictures_are_refused_with_their_reason() {
    let pasture = Pasture::new();
    let Pasture { secretary, herder, neighbour, .. } = &pasture;
    pasture.attend(&pasture.training);
    let file = pasture.file("claims.dk");
    herder.json(&["transfer", "export", &file]);
    assert_eq!(neighbour.code(&["transfer", "import", &file]), "transfer_foreign");
    let mut bytes = std::fs::read(&file).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    let (damaged, other) = (pasture.file("damaged.dk"), pasture.file("other.dk"));
    std::fs::write(&damaged, &bytes).unwrap();
    std::fs::write(&other, b"PK\x03\x04 something else").unwrap();
    assert_eq!(secretary.code(&["transfer", "import", &damaged]), "transfer_damaged");
    assert_eq!(secretary.code(&["transfer", "import", &other]), "transfer_malformed");
    assert_eq!(secretary.code(&["transfer", "import", "--qr", &other]), "qr_unreadable");
    std::fs::write(&damaged, &bytes[..last - 40]).unwrap();
    let brought = secretary.json(&["transfer", "import", &damaged]);
    assert_eq!((&brought["outcome"], &brought["total"]), (&json!("cut"), &json!(2)));
    assert_eq!(secretary.json(&["transfer", "import", &file])["outcome"], "complete");
}

#[test]
fn a_code_at_the_door_is_scanned_by_a_phone_that_never_heard_of_the_training() {
    let pasture = Pasture::new();
    let Pasture { secretary, herder, neighbour, .. } = &pasture;
    let new = training(secretary, "2026-05-04");
    let picture = pasture.file("door.png");
    let show = |at: &str| {
        let at = format!("2026-05-04T{at}:00+08:00");
        let qr = ["training", "qr", "--training", &new, "--out", &picture, "--at", &at];
        secretary.json(&qr)
    };
    let early = show("05:00");
    assert_eq!(early["in_window"], false);
    let shown = show("10:30");
    assert_eq!((&shown["in_window"], &shown["training"]), (&json!(true), &json!(new)));
    assert_ne!(early["code"], shown["code"]);

    // One scans the picture, the other hears the training's id and the digits of the early code.
    let at = ["--at", "2026-05-04T10:31:00+08:00"];
    let scan = ["record", "attendance", "--scan", &picture];
    let claim = herder.json(&[&scan[..], &at].concat())["claim"].clone();
    neighbour.json(&["transfer", "import", "--qr", &picture]);
    let digits = early["code"].as_str().unwrap();
    let hear = ["record", "attendance", "--training", &new, "--code", digits];
    neighbour.json(&[&hear[..], &at].concat());
    assert_eq!(herder.rows()[0]["code"]["state"], "unchecked");
    assert_eq!(
        herder.code(&["record", "attendance", "--scan", &pasture.file("none.png")]),
        "store_failed"
    );

    for (name, home) in [("herder.dk", herder), ("neighbour.dk", neighbour)] {
        let file = pasture.file(name);
        home.json(&["transfer", "export", &file]);
        secretary.json(&["transfer", "import", &file]);
    }
    let queue = secretary.json(&["queue"]);
    let state = |member: &str| of_member(&queue, member)[0]["code"]["state"].clone();
    assert_eq!((state("pa06"), state("pa07")), (json!("confirmed"), json!("outside")));
    assert_eq!(of_member(&queue, "pa06")[0]["code"]["code"], shown["code"]);
    let [zh, bo] = in_both_languages(secretary, &["queue"]);
    assert!(zh.contains("签到码已核对") && zh.contains("签到码不在培训时间内"), "{zh}");
    assert!(bo.contains("མིང་འགོད་ཨང་གྲངས་གཏན་འཁེལ་བྱས་ཟིན"), "{bo}");

    let confirmed = secretary.json(&["queue", "--confirmed"]);
    assert_eq!(confirmed.as_array().unwrap().len(), 1);
    let decided = secretary.json(&["decide", "--all-confirmed", "approve"]);
    assert_eq!(decided["claims"], json!([claim]));
    let hub = pasture.connect();
    [secretary, herder, neighbour].iter().for_each(|home| drop(home.json(&["sync"])));
    assert_eq!(herder.with_decision("approved"), 1);
    assert_eq!(herder.code(&["training", "qr", "--training", &new]), "role_needed");
    drop(hub);
    verified(&pasture.data);
}
