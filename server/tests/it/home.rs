//! A phone on the command line, as tests drive it: the real binary on a folder of its own.

use crate::pocket::{Hub, complaint, drokpa, run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Output;

/// The folder of a phone.
pub struct Home(pub PathBuf);

impl Home {
    pub fn enrol(folder: &Path, name: &str, (hub, code): (&Hub, &str)) -> Home {
        let home = Home(folder.join(name));
        home.json(&["enrol", "--server", &hub.url, "--code", code]);
        home
    }

    pub fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    pub fn json(&self, arguments: &[&str]) -> Value {
        let said = run(["--json", "phone", "--home", self.path()].iter().chain(arguments));
        serde_json::from_str(&said).unwrap_or_else(|error| panic!("{error}: {said}"))
    }

    /// What a command that must fail says.
    fn fails(&self, arguments: &[&str]) -> Output {
        let mut command = drokpa(["phone", "--home", self.path()]);
        let output = command.args(arguments).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", complaint(&output));
        assert!(output.stdout.is_empty(), "{arguments:?}");
        output
    }

    pub fn code(&self, arguments: &[&str]) -> String {
        let said = complaint(&self.fails(arguments));
        said.split_once(": ").unwrap_or_else(|| panic!("{said}")).0.to_owned()
    }

    /// The hub is elsewhere now.
    pub fn moved(&self, hub: &Hub) {
        std::fs::write(self.0.join("server"), &hub.url).unwrap();
    }

    pub fn rows(&self) -> Vec<Value> {
        self.json(&["list"]).as_array().unwrap().clone()
    }

    /// How many rows are in that state.
    pub fn with_decision(&self, decision: &str) -> usize {
        self.rows().iter().filter(|row| row["decision"] == decision).count()
    }
}
