//! A branch on command-line phones: two secretaries and a herder at one hub, and what their tests
//! share.

use crate::home::Home;
use crate::pocket::{Hub, drokpa, invite, organisation, run, verified};
use serde_json::Value;
use tempfile::TempDir;

/// A day in time for everything that the tests record.
pub const ON: &str = "2026-05-04";

/// Two secretaries and a herder, enrolled at one hub.
pub struct Branch {
    pub folder: TempDir,
    pub hub: Hub,
    pub secretary: Home,
    pub deputy: Home,
    pub herder: Home,
}

pub fn branch() -> Branch {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let enrol =
        |name: &str, member: &str| Home::enrol(folder.path(), name, (&hub, &invite(&data, member)));
    let (secretary, deputy) = (enrol("secretary", "pa01"), enrol("deputy", "pa02"));
    let herder = enrol("herder", "pa06");
    let branch = Branch { folder, hub, secretary, deputy, herder };
    branch.sync();
    branch
}

impl Branch {
    /// Everybody sends, then everybody has it.
    pub fn sync(&self) {
        for _ in 0..2 {
            for home in [&self.secretary, &self.deputy, &self.herder] {
                assert_eq!(home.json(&["sync"])["synced"], true);
            }
        }
    }

    /// The herder's rows, which every phone must see alike.
    pub fn agreed(&self) -> Vec<Value> {
        self.sync();
        let mine = self.herder.rows();
        for home in [&self.secretary, &self.deputy] {
            let rows = home.rows().into_iter();
            let theirs: Vec<Value> = rows.filter(|row| row["member"] == "pa06").collect();
            assert_eq!(theirs, mine);
        }
        mine
    }

    /// The herder's standing with its reasons, which every phone must compute alike.
    pub fn standing(&self) -> Value {
        self.sync();
        let mine = self.herder.json(&["standing", "--cycle", "2026", "--explain"]);
        let theirs = ["standing", "--member", "pa06", "--cycle", "2026", "--explain"];
        assert_eq!(self.secretary.json(&theirs), mine);
        mine
    }
}

impl Drop for Branch {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(!self.hub.url.is_empty());
            verified(&self.folder.path().join("hub"));
        }
    }
}

pub fn training(by: &Home, day: &str) -> String {
    let start = format!("{day}T10:00:00+08:00");
    let titles = ["--title-zh", "主题党日", "--title-bo", "བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོ"];
    let kind = ["--kind", "theme_day", "--minutes", "120", "--start", &start];
    let made = by.json(&[&["training", "create"], &kind[..], &titles[..]].concat());
    made["training"].as_str().unwrap().to_owned()
}

/// Records in time, so that nothing is late.
pub fn attendance(by: &Home, training: &str, more: &[&str]) -> Value {
    let record = ["record", "attendance", "--training", training];
    by.json(&[&record[..], &["--at", "2026-05-05T08:00:00+08:00"], more].concat())
}

pub fn codes(home: &Home, table: &[(&[&str], &str)]) {
    for (arguments, code) in table {
        assert_eq!(home.code(arguments), *code, "{arguments:?}");
    }
}

/// Arguments that the parser itself refuses.
pub fn misused(home: &Home, arguments: &[&str]) {
    let output = drokpa(["phone", "--home", home.path()]).args(arguments).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
}

pub fn in_both_languages(home: &Home, arguments: &[&str]) -> [String; 2] {
    ["zh", "bo"]
        .map(|lang| run(["--lang", lang, "phone", "--home", home.path()].iter().chain(arguments)))
}
