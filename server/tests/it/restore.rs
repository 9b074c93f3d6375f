//! A hub that goes back to an old backup, over real sockets and with the operator's own commands:
//! nothing that phones had brought is lost or doubled, and what the hub had decided since is back.

use crate::pocket::{Hub, Pocket, complaint, drokpa, invite, organisation, run, verified};
use drokpa_core::code::Code;
use drokpa_core::id::CourseId;
use drokpa_core::phone::{Delivery, NewClaim, QuarantineState};
use drokpa_core::time::Day;
use drokpa_server::clock::Clock;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Claims of each member after the backup.
const CLAIMS: u32 = 25;

fn study(number: u32) -> NewClaim {
    let today = Clock::system().now().day();
    NewClaim::Study {
        course: CourseId::new(&format!("c{}", number % 5)).unwrap(),
        day: Day(today.0 - 40 + number),
        minutes: 30 + number % 60,
    }
}

fn enrol(hub: &Hub, data: &Path, member: &str) -> Pocket {
    Pocket::enrol(&hub.url, &invite(data, member), &Clock::system()).0
}

/// The organisation on a day when everything happens: a backup, then 500 claims from twenty
/// phones, a revocation, a new phone, an adoption and new rules.
struct Season {
    folder: tempfile::TempDir,
    hub: Option<Hub>,
    phones: Vec<Pocket>,
    lost: Pocket,
    claims: BTreeSet<String>,
}

impl Season {
    fn data(&self) -> std::path::PathBuf {
        self.folder.path().join("hub")
    }

    fn backup(&self) -> std::path::PathBuf {
        self.folder.path().join("backup.sqlite")
    }

    fn new() -> Season {
        let mut season = Season::begin();
        season.live();
        season
    }

    /// As far as the backup.
    fn begin() -> Season {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("hub");
        organisation(&data);
        let hub = Hub::start(&data);
        let members = (1..=20).map(|number| format!("pa{number:02}"));
        let phones: Vec<Pocket> = members.map(|member| enrol(&hub, &data, &member)).collect();
        let mut lost = enrol(&hub, &data, "pa10");
        lost.record(&study(39), "");
        lost.sync();
        let mut season = Season { folder, hub: Some(hub), phones, lost, claims: BTreeSet::new() };
        season.phones[0].sync();
        let to = season.backup();
        run(["backup", to.to_str().unwrap(), "--data", data.to_str().unwrap()]);
        season
    }

    fn live(&mut self) {
        let data = self.data();
        let (data, text) = (data.clone(), data.to_str().unwrap().to_owned());
        for phone in &mut self.phones {
            for number in 0..CLAIMS {
                phone.record(&study(number), "");
            }
            phone.sync();
        }
        let serial = self.lost.phone.actor().serial.0.to_string();
        run(["device", "revoke", &serial, "--data", &text]);
        self.lost.record(&study(38), "");
        assert_eq!(self.lost.sync().quarantined, 1);
        let hub = self.hub.as_ref().unwrap();
        let mut late = enrol(hub, &data, "pa21");
        late.record(&study(3), "");
        late.sync();
        self.phones.push(late);
        let mut rules: Value = serde_json::from_str(drokpa_fixtures::RULES_JSON).unwrap();
        let mut next = rules["rules"][1].take();
        next["version"] = 3.into();
        next["effective_from"] = "2027-07-01".into();
        let file = self.folder.path().join("rules.json");
        std::fs::write(&file, next.to_string()).unwrap();
        run(["rules", "publish", file.to_str().unwrap(), "--data", &text]);
        let secretary = &mut self.phones[0];
        secretary.sync();
        let names: Vec<_> =
            secretary.phone.quarantine().unwrap().iter().map(|row| row.entry).collect();
        let batch = secretary.phone.adopt(secretary.now(), &names, true).unwrap();
        secretary.commit(&batch);
        for phone in &mut self.phones {
            phone.sync();
        }
        self.claims = self.phones[0].claims(false).into_iter().collect();
        assert_eq!(self.claims.len(), 20 * CLAIMS as usize + 3);
    }

    /// Lets everybody sync with the hub as it is now, twice.
    fn heal(&mut self) {
        let hub = Hub::start(&self.data());
        for _ in 0..2 {
            // Who was enrolled last comes first: the hub has never heard of that phone.
            for phone in self.phones.iter_mut().rev().chain([&mut self.lost]) {
                phone.link = drokpa_server::client::Link::new(&hub.url).unwrap();
                let report = phone.sync();
                assert_eq!(report.rejected, 0, "{report:?}");
            }
        }
        self.hub = Some(hub);
    }

    fn check(&mut self) {
        let data = self.data();
        let text = data.to_str().unwrap().to_owned();
        // Nothing lost, nothing doubled, for who was there and for who comes new.
        let fresh = enrol(self.hub.as_ref().unwrap(), &data, "pa02");
        for phone in [&self.phones[0], &self.phones[1], &fresh] {
            let rows = phone.phone.list();
            let names: BTreeSet<String> = rows.iter().map(|row| row.claim.clone()).collect();
            assert_eq!(names, self.claims);
            assert_eq!(rows.len(), self.claims.len(), "a fact is listed twice");
            assert!(rows.iter().all(|row| row.delivery == Delivery::Arrived));
            let states = phone.phone.quarantine().unwrap();
            assert!(states.iter().all(|row| row.state == QuarantineState::Adopted));
        }
        for phone in &self.phones {
            assert!(phone.phone.status().synced, "{:?}", phone.phone.status());
        }
        // The log holds each entry once: the keys of claims by their writer.
        let devices = run(["--json", "device", "list", "--data", &text]);
        let devices: BTreeMap<u64, Value> = devices
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap())
            .map(|line| (line["device"].as_u64().unwrap(), line))
            .collect();
        let lost = u64::from(self.lost.phone.actor().serial.0);
        assert_eq!(devices[&lost]["revoked"], true, "the revocation is back");
        assert!(devices.values().any(|one| one["member"] == "pa21"), "the new phone is back");
        let newest = u64::from(fresh.phone.actor().serial.0);
        assert!(newest > 65_536, "no number is given twice: {newest}");
        assert_eq!(fresh.phone.rules().unwrap().versions().len(), 3, "the rules are back");
        // What was revoked stays so.
        self.lost.record(&study(37), "");
        assert_eq!(self.lost.sync().quarantined, 1);
        verified(&data);
    }
}

#[test]
fn after_a_restore_of_an_old_backup_nothing_is_lost_and_what_was_decided_is_back() {
    let mut season = Season::new();
    let (data, backup) = (season.data(), season.backup());
    let arguments = ["restore", backup.to_str().unwrap(), "--data", data.to_str().unwrap()];
    let refused = drokpa(arguments).output().unwrap();
    assert!(complaint(&refused).contains(Code::HubRunning.name()), "{}", complaint(&refused));
    let old_invite = invite(&data, "pa22");
    season.hub = None;
    let report: Value =
        serde_json::from_str(&run(["--json"].into_iter().chain(arguments))).unwrap();
    let aside = report["set_aside"].as_str().unwrap();
    assert!(Path::new(aside).exists(), "the old database is kept");
    season.heal();
    season.check();
    // Invites of before are void.
    let home = season.folder.path().join("phone");
    let url = &season.hub.as_ref().unwrap().url;
    let late = drokpa([
        "phone",
        "--home",
        home.to_str().unwrap(),
        "enrol",
        "--server",
        url,
        "--code",
        &old_invite,
    ]);
    let refused = { late }.output().unwrap();
    assert!(complaint(&refused).contains("invite_refused"), "{}", complaint(&refused));
}

#[test]
fn a_database_file_that_is_put_back_silently_is_noticed_and_healed() {
    let mut season = Season::new();
    let (data, backup) = (season.data(), season.backup());
    season.hub = None;
    for ending in ["-wal", "-shm"] {
        let beside = data.join(format!("hub.sqlite{ending}"));
        let _ = std::fs::remove_file(beside);
    }
    std::fs::copy(&backup, data.join("hub.sqlite")).unwrap();
    season.heal();
    season.check();
}

/// All files of a folder, copied into another as a tool for backups does.
fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for file in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
    }
}

/// The mark beside the keys is as old as the rest, and the operator revokes and renames before any
/// phone has come: numbers are used that phones know with other content, were it not noticed.
#[test]
fn a_whole_folder_that_is_put_back_and_written_to_before_any_phone_comes_is_healed() {
    let mut season = Season::begin();
    let (data, old) = (season.data(), season.folder.path().join("old"));
    let text = data.to_str().unwrap().to_owned();
    season.hub = None;
    copy_folder(&data, &old);
    let hub = Hub::start(&data);
    for phone in season.phones.iter_mut().chain([&mut season.lost]) {
        phone.link = drokpa_server::client::Link::new(&hub.url).unwrap();
    }
    season.hub = Some(hub);
    season.live();
    season.hub = None;
    std::fs::remove_dir_all(&data).unwrap();
    copy_folder(&old, &data);
    let serial = season.lost.phone.actor().serial.0.to_string();
    run(["device", "revoke", &serial, "--data", &text]);
    let mut roster = run(["roster", "export", "--data", &text]);
    assert!(roster.contains("示例牧民六"));
    roster = roster.replace("示例牧民六", "示例牧民第六");
    let table = season.folder.path().join("roster.csv");
    std::fs::write(&table, roster).unwrap();
    run(["roster", "import", table.to_str().unwrap(), "--data", &text]);
    season.heal();
    season.check();
    let names = season.phones[0].phone.roster();
    assert!(names.iter().any(|row| &*row.name_zh == "示例牧民第六"), "what it said since holds");
}

#[test]
fn an_empty_machine_takes_keys_and_records_from_a_backup_with_its_passphrase() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, other, backup) = (path("hub"), path("other"), path("backup"));
    organisation(Path::new(&data));
    let hub = Hub::start(Path::new(&data));
    let mut phone = enrol(&hub, Path::new(&data), "pa04");
    phone.record(&study(1), "");
    phone.sync();
    std::fs::write(path("words"), "four plain words here\n").unwrap();
    std::fs::write(path("wrong"), "four plain words there\n").unwrap();
    let with = ["--with-keys", "--passphrase-file", &path("words")];
    run(["backup", &backup, "--data", &data].into_iter().chain(with));
    let bytes = std::fs::read(&backup).unwrap();
    let keys = std::fs::read_to_string(Path::new(&data).join("keys.json")).unwrap();
    let seed = serde_json::from_str::<Value>(&keys).unwrap()["root_seed"].clone();
    let seed = seed.as_str().unwrap().as_bytes().to_vec();
    assert!(!bytes.windows(seed.len()).any(|part| part == seed), "keys lie open in the backup");
    drop(hub);
    for (words, code) in [(None, "passphrase_wrong"), (Some("wrong"), "passphrase_wrong")] {
        let mut arguments = vec!["restore".to_owned(), backup.clone()];
        arguments.extend(["--data".to_owned(), other.clone()]);
        if let Some(words) = words {
            arguments.extend(["--passphrase-file".to_owned(), path(words)]);
        }
        let refused = drokpa(arguments).output().unwrap();
        assert!(complaint(&refused).contains(code), "{}", complaint(&refused));
        assert!(!Path::new(&other).join("keys.json").exists(), "nothing was changed");
    }
    run(["restore", &backup, "--data", &other, "--passphrase-file", &path("words")]);
    let moved = Hub::start(Path::new(&other));
    phone.link = drokpa_server::client::Link::new(&moved.url).unwrap();
    phone.record(&study(2), "");
    let report = phone.sync();
    assert!(report.synced && report.rejected == 0, "{report:?}");
    assert_eq!(phone.claims(true).len(), 2);
    verified(Path::new(&other));
    // A backup of another organisation is refused, and nothing is changed.
    let stranger = path("stranger");
    run(["init", "--data", &stranger]);
    let refused = drokpa(["restore", &backup, "--data", &stranger]).output().unwrap();
    assert!(complaint(&refused).contains("backup_unusable"), "{}", complaint(&refused));
    verified(Path::new(&stranger));
}

#[test]
fn a_backup_replaces_no_file_and_a_damaged_one_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, backup) = (path("hub"), path("backup"));
    organisation(Path::new(&data));
    run(["backup", &backup, "--data", &data]);
    let again = drokpa(["backup", &backup, "--data", &data]).output().unwrap();
    assert!(complaint(&again).contains("already_initialised"), "{}", complaint(&again));
    let mut bytes = std::fs::read(&backup).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xff);
    std::fs::write(&backup, &bytes).unwrap();
    let refused = drokpa(["restore", &backup, "--data", &data]).output().unwrap();
    assert!(complaint(&refused).contains("backup_unusable"), "{}", complaint(&refused));
    verified(Path::new(&data));
}
