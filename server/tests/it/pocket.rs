//! What the tests of whole ways share: the real binary, a hub in a process of its own, and a
//! phone in memory that reaches a hub over a socket.

use drokpa_core::host::memory::MemoryStore;
use drokpa_core::phone::{
    Batch, ClaimName, ClaimRow, Identity, NewClaim, NewDecision, NoticeLanguage, Phone,
};
use drokpa_core::schema::value::Verdict;
use drokpa_core::time::Seconds;
use drokpa_server::client::{self, Link, SyncError, SyncReport};
use drokpa_server::clock::Clock;
use serde_json::Value;
use std::cell::RefCell;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use tokio::runtime::Runtime;

/// The binary with arguments.
pub fn drokpa<I: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = I>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drokpa"));
    command.args(arguments).env_remove("RUST_LOG");
    command
}

/// Runs the binary; its output where it succeeded.
pub fn run<I: AsRef<std::ffi::OsStr>>(arguments: impl IntoIterator<Item = I>) -> String {
    let output = drokpa(arguments).output().unwrap();
    assert!(output.status.success(), "{}", complaint(&output));
    String::from_utf8(output.stdout).unwrap()
}

pub fn complaint(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A data folder with the example organisation, made by the commands of the operator.
pub fn organisation(data: &Path) {
    let org = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/org");
    let data = data.to_str().unwrap();
    run(["init", "--data", data]);
    run(["branches", "import", &format!("{org}/branches.csv"), "--data", data]);
    run(["roster", "import", &format!("{org}/roster.csv"), "--data", data]);
    run(["rules", "publish", &format!("{org}/rules.json"), "--data", data]);
}

/// An invite code for a member, from the command line.
pub fn invite(data: &Path, member: &str) -> String {
    let data = data.to_str().unwrap();
    let line = run(["--json", "invite", "--data", data, "--member", member]);
    let line: Value = serde_json::from_str(line.trim()).unwrap();
    line["code"].as_str().unwrap().to_owned()
}

/// What `drokpa verify` says; it must be clean.
pub fn verified(data: &Path) -> Value {
    let said = run(["--json", "verify", "--data", data.to_str().unwrap()]);
    let report: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["problems"], serde_json::json!([]));
    assert_eq!(report["projections_equal"], true);
    report
}

/// `drokpa serve` on a free port. Dropping it kills it without a warning, as a power cut would.
pub struct Hub {
    child: Child,
    pub url: String,
}

impl Hub {
    pub fn start(data: &Path) -> Hub {
        let data = data.to_str().unwrap();
        let mut child = drokpa(["serve", "--data", data, "--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let at = line.find("http://").unwrap_or_else(|| panic!("no address in {line:?}"));
        Hub { child, url: line[at..].trim().to_owned() }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A phone in memory with a link.
pub struct Pocket {
    pub phone: Phone,
    pub identity: Identity,
    pub store: MemoryStore,
    pub link: Link,
    clock: Clock,
    runtime: Runtime,
    taps: u64,
}

impl Pocket {
    pub fn enrol(url: &str, code: &str, clock: &Clock) -> (Pocket, SyncReport) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut link = Link::new(url).unwrap();
        let store = RefCell::new(MemoryStore::default());
        let kept = RefCell::new(None);
        let seed = drokpa_server::keys::random().unwrap();
        let enrolling = client::enrol(
            &mut link,
            (seed, code),
            || clock.now(),
            |identity| {
                kept.replace(Some(identity.clone()));
                Ok(())
            },
            |phone, batch| store.borrow_mut().commit(phone, batch),
        );
        let (phone, report) = runtime.block_on(enrolling).unwrap();
        link.hang_up();
        let store = store.into_inner();
        let identity = kept.into_inner().unwrap();
        let clock = clock.clone();
        let mut pocket = Pocket { phone, identity, store, link, clock, runtime, taps: 0 };
        if !pocket.phone.consent().unwrap().is_given() {
            pocket.agree();
            pocket.sync();
        }
        (pocket, report)
    }

    /// The member reads the notice and agrees.
    pub fn agree(&mut self) {
        let batch = self.phone.answer_notice(self.now(), NoticeLanguage::ZhHans, true).unwrap();
        self.commit(&batch);
    }

    pub fn now(&self) -> Seconds {
        self.clock.now()
    }

    pub fn commit(&mut self, batch: &Batch) {
        self.store.commit(&mut self.phone, batch).unwrap();
    }

    /// Records at some time of the claim's day, another one each time, as people do: equal times
    /// would travel for nothing and make budgets look better than they are.
    pub fn record(&mut self, claim: &NewClaim, note: &str) {
        let day = match claim {
            NewClaim::Attendance { training, .. } => self.phone.training(training).unwrap().day(),
            NewClaim::Unlisted { day, .. }
            | NewClaim::Study { day, .. }
            | NewClaim::Activity { day, .. } => *day,
        };
        self.taps += 1;
        let at = Seconds(day.start().0 + 8 * 3600 + self.taps * 7919 % 46_800);
        let (_, batch) = self.phone.record(at, claim, note).unwrap();
        self.commit(&batch);
    }

    pub fn try_sync(&mut self) -> Result<SyncReport, SyncError> {
        let store = &mut self.store;
        let synced = self.runtime.block_on(client::sync(
            &mut self.link,
            &mut self.phone,
            || self.clock.now(),
            |phone, batch| store.commit(phone, batch),
        ));
        self.link.hang_up();
        synced
    }

    pub fn sync(&mut self) -> SyncReport {
        self.try_sync().unwrap()
    }

    /// Approves the first so many of what waits, in one go.
    pub fn approve(&mut self, count: usize) {
        let approve = |row: ClaimRow| {
            let name: ClaimName = row.claim.parse().unwrap();
            NewDecision {
                member: name.member,
                key: name.key,
                verdict: Verdict::Approve,
                grant: None,
                reason: None,
                note: String::new(),
            }
        };
        let queue = self.phone.queue();
        let decisions: Vec<_> = queue.into_iter().take(count).map(approve).collect();
        assert_eq!(decisions.len(), count);
        let batch = self.phone.decide(self.now(), &decisions).unwrap();
        self.commit(&batch);
    }

    /// Names of the member's claims that the hub confirmed, or of all.
    pub fn claims(&self, confirmed: bool) -> Vec<String> {
        use drokpa_core::phone::Delivery::Arrived;
        let rows = self.phone.list().into_iter();
        let wanted = rows.filter(|row| !confirmed || row.delivery == Arrived);
        wanted.map(|row| row.claim).collect()
    }
}
