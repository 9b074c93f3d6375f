//! The hub's next key, with the operator's own commands and over real sockets.

use crate::key_sheet::typed;
use crate::pocket::{Hub, Pocket, complaint, drokpa, invite, organisation, run, verified};
use drokpa_core::phone::NewClaim;
use drokpa_server::client::Link;
use drokpa_server::clock::Clock;
use serde_json::Value;
use std::path::Path;

fn study(phone: &mut Pocket, course: &str) {
    let day = Clock::system().now().day();
    let claim = NewClaim::Study { course: course.parse().unwrap(), day, minutes: 40 };
    phone.record(&claim, "");
}

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place { folder: tempfile::tempdir().unwrap() };
        organisation(Path::new(&place.path("hub")));
        std::fs::write(place.path("words"), "four plain words here\n").unwrap();
        place
    }

    fn path(&self, name: &str) -> String {
        self.folder.path().join(name).to_str().unwrap().to_owned()
    }

    fn start(&self, data: &str, phones: &mut [&mut Pocket]) -> Hub {
        let hub = Hub::start(Path::new(&self.path(data)));
        for phone in phones {
            phone.link = Link::new(&hub.url).unwrap();
        }
        hub
    }

    fn enrol(&self, hub: &Hub, data: &str, member: &str) -> Pocket {
        let code = invite(Path::new(&self.path(data)), member);
        Pocket::enrol(&hub.url, &code, &Clock::system()).0
    }

    /// Prints a sheet and types its lines.
    fn sheet(&self, name: &str, with: &[&str]) {
        let (data, words, page) = (self.path("hub"), self.path("words"), self.path("page.html"));
        let _ = std::fs::remove_file(&page);
        let plain = ["keys", "sheet", &page, "--data", &data, "--passphrase-file", &words];
        run(plain.iter().chain(with));
        let lines = typed(&std::fs::read_to_string(&page).unwrap());
        std::fs::write(self.path(name), lines.join("\n")).unwrap();
    }
}

#[test]
fn phones_learn_of_the_hubs_next_key_by_themselves_and_older_backups_and_keys_do_no_harm() {
    let place = Place::new();
    let (data, words) = (place.path("hub"), place.path("words"));
    let mut hub = place.start("hub", &mut []);
    let mut phone = place.enrol(&hub, "hub", "pa04");
    study(&mut phone, "c1");
    phone.sync();
    run(["backup", &place.path("backup"), "--data", &data]);
    let mut late = place.enrol(&hub, "hub", "pa06");
    study(&mut late, "c1");
    late.sync();
    let succeed = ["keys", "succeed", "--data", &data];
    let refused = complaint(&drokpa(succeed).output().unwrap());
    assert!(refused.contains("hub_running"), "{refused}");
    drop(hub);
    let keys = std::fs::read(Path::new(&data).join("keys.json")).unwrap();
    let done: Value = serde_json::from_str(&run(["--json"].iter().chain(&succeed))).unwrap();
    assert_eq!(done["former"], 1);
    assert!(done["said_again"].as_u64().unwrap() > 20, "{done}");
    hub = place.start("hub", &mut [&mut phone, &mut late]);
    study(&mut phone, "c2");
    for phone in [&mut phone, &mut late] {
        let report = phone.sync();
        assert!(report.synced && report.rejected == 0, "{report:?}");
    }
    assert_eq!(phone.claims(true).len(), 2);
    let fresh = place.enrol(&hub, "hub", "pa04");
    assert_eq!(fresh.claims(true).len(), 2, "what former keys signed is read");
    place.sheet("typed.txt", &[]);
    drop(hub);
    verified(Path::new(&data));
    // The old key file is put back: nothing is signed with it.
    let newer = std::fs::read(Path::new(&data).join("keys.json")).unwrap();
    std::fs::write(Path::new(&data).join("keys.json"), keys).unwrap();
    let refused = complaint(&drokpa(["status", "--data", &data]).output().unwrap());
    assert!(refused.contains("keys_superseded"), "{refused}");
    std::fs::write(Path::new(&data).join("keys.json"), newer).unwrap();
    // The machine is gone; the backup is older than the key, and than a phone.
    let sheet = place.path("typed.txt");
    let (backup, new) = (place.path("backup"), place.path("new"));
    let restore = ["restore", &backup, "--data", &new, "--key-sheet", &sheet];
    run(restore.iter().chain(&["--passphrase-file", &words]));
    let hub = place.start("new", &mut [&mut phone, &mut late]);
    study(&mut late, "c2");
    for _ in 0..2 {
        for phone in [&mut late, &mut phone] {
            let report = phone.sync();
            assert_eq!(report.rejected, 0, "{report:?}");
        }
    }
    for phone in [&phone, &late] {
        assert!(phone.phone.status().synced, "{:?}", phone.phone.status());
        assert_eq!(phone.claims(true).len(), 2);
    }
    let fresh = place.enrol(&hub, "new", "pa06");
    assert_eq!(fresh.claims(true).len(), 2);
    drop(hub);
    verified(Path::new(&new));
}

#[test]
fn without_the_root_key_in_the_folder_only_the_sheet_names_a_next_key() {
    let place = Place::new();
    let (data, words) = (place.path("hub"), place.path("words"));
    place.sheet("first.txt", &[]);
    let first = place.path("first.txt");
    let with = ["--key-sheet", &first, "--passphrase-file", &words];
    run(["keys", "drop-root", "--data", &data].iter().chain(&with));
    let stolen = std::fs::read_to_string(Path::new(&data).join("keys.json")).unwrap();
    assert!(!stolen.contains("root_seed"));
    let hub = place.start("hub", &mut []);
    let mut phone = place.enrol(&hub, "hub", "pa04");
    study(&mut phone, "c1");
    phone.sync();
    drop(hub);
    let refused = complaint(&drokpa(["keys", "succeed", "--data", &data]).output().unwrap());
    assert!(refused.contains("root_missing"), "{refused}");
    run(["keys", "succeed", "--data", &data].iter().chain(&with));
    let now = std::fs::read_to_string(Path::new(&data).join("keys.json")).unwrap();
    assert!(!now.contains("root_seed"), "it was used and not kept");
    // The first sheet lacks the newer key; the next one is printed with its help.
    let lacking = ["keys", "drop-root", "--data", &data];
    let refused = complaint(&drokpa(lacking.iter().chain(&with)).output().unwrap());
    assert!(refused.contains("keys_superseded"), "{refused}");
    place.sheet("second.txt", &["--key-sheet", &first]);
    let second = place.path("second.txt");
    run([
        "keys",
        "drop-root",
        "--data",
        &data,
        "--key-sheet",
        &second,
        "--passphrase-file",
        &words,
    ]);
    let _hub = place.start("hub", &mut [&mut phone]);
    study(&mut phone, "c2");
    assert!(phone.sync().synced);
    verified(Path::new(&data));
}
