//! Who may still do what, over real sockets and with the operator's own commands: lost and new
//! roles, revoked and copied phones, hosts and their guests.

use crate::pocket::{Hub, Pocket, invite, organisation, run, verified};
use drokpa_core::host::memory::MemoryStore;
use drokpa_core::id::CourseId;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{
    ClaimName, Delivery, NewAttestation, NewClaim, NewDecision, NewTraining, QuarantineState, Seen,
};
use drokpa_core::schema::value::Verdict;
use drokpa_core::time::{Cycle, Day};
use drokpa_server::clock::Clock;
use serde_json::Value;
use std::path::Path;

struct Branch {
    folder: tempfile::TempDir,
    hub: Hub,
}

impl Branch {
    fn new() -> Branch {
        let folder = tempfile::tempdir().unwrap();
        organisation(folder.path());
        let hub = Hub::start(folder.path());
        Branch { folder, hub }
    }

    fn data(&self) -> &Path {
        self.folder.path()
    }

    fn enrol(&self, member: &str) -> Pocket {
        Pocket::enrol(&self.hub.url, &invite(self.data(), member), &Clock::system()).0
    }

    fn command(&self, arguments: &[&str]) -> String {
        let data = self.data().to_str().unwrap();
        run(["--json"].iter().chain(arguments).chain(&["--data", data]))
    }

    /// Imports the roster with another role for one member.
    fn give_role(&self, member: &str, role: &str) {
        let line = |line: &str| {
            let mut cells: Vec<&str> = line.split(',').collect();
            if cells[0] == member {
                cells[2] = role;
            }
            cells.join(",") + "\n"
        };
        let table: String = drokpa_fixtures::ROSTER_CSV.lines().map(line).collect();
        let file = self.data().join("roster.csv");
        std::fs::write(&file, table).unwrap();
        self.command(&["roster", "import", file.to_str().unwrap()]);
    }
}

fn study(number: u32, now: Day) -> NewClaim {
    NewClaim::Study {
        course: CourseId::new(&format!("c{}", number % 9)).unwrap(),
        day: Day(now.0 - number / 9),
        minutes: 20 + number % 60,
    }
}

fn approve(by: &mut Pocket, claim: &ClaimName) {
    let new = NewDecision {
        member: claim.member.clone(),
        key: claim.key.clone(),
        verdict: Verdict::Approve,
        grant: None,
        reason: None,
        note: String::new(),
    };
    let batch = by.phone.decide(by.now(), &[new]).unwrap();
    by.commit(&batch);
}

#[test]
fn a_role_that_the_roster_takes_locks_what_came_after_and_the_role_given_back_opens_it() {
    let branch = Branch::new();
    let (mut first, mut second) = (branch.enrol("pa01"), branch.enrol("pa02"));
    let mut herder = branch.enrol("pa04");
    let day = herder.now().day();
    herder.record(&NewClaim::Activity { item: "volunteer".parse().unwrap(), day }, "");
    for phone in [&mut herder, &mut first, &mut second] {
        phone.sync();
    }
    let claim: ClaimName = herder.phone.list()[0].claim.parse().unwrap();
    branch.give_role("pa02", "member");
    approve(&mut second, &claim);
    assert_eq!(second.sync().quarantined, 1);
    second.sync();
    assert_eq!(second.phone.role().name(), "member");
    assert!(second.phone.list().is_empty(), "other people's records are gone");
    first.sync();
    herder.sync();
    assert_eq!(herder.phone.list()[0].decision, "pending");
    assert_eq!(first.phone.quarantine().unwrap()[0].state, QuarantineState::Waiting);
    branch.give_role("pa02", "secretary");
    second.sync();
    assert_eq!(second.phone.list().len(), 1, "they are given again, and first");
    approve(&mut second, &claim);
    assert_eq!(second.sync().quarantined, 0);
    herder.sync();
    assert_eq!(herder.phone.list()[0].decision, "approved");
    verified(branch.data());
}

#[test]
fn who_becomes_secretary_is_given_more_than_one_reply_holds_and_misses_nothing() {
    let branch = Branch::new();
    let mut future = branch.enrol("pa05");
    // Notes that do not compress, so that the older documents do not fit one reply.
    for member in ["pa04", "pa06", "pa07"] {
        let mut phone = branch.enrol(member);
        let now = phone.now().day();
        for number in 0..160_u32 {
            let mut word = u64::from(number) + 1;
            let note: String = (0..200)
                .map(|_| {
                    word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695);
                    char::from_u32(0x4e00 + (word >> 40) as u32 % 20_000).unwrap()
                })
                .collect();
            phone.record(&study(number, now), &note);
        }
        phone.sync();
    }
    future.sync();
    assert!(future.phone.list().is_empty());
    branch.give_role("pa05", "secretary");
    let mut last = branch.enrol("pa08");
    let now = last.now().day();
    last.record(&study(1, now), "");
    last.sync();
    let report = future.sync();
    assert!(report.requests > 1, "{report:?}");
    assert_eq!(future.phone.list().len(), 3 * 160 + 1);
    let again = future.sync();
    assert_eq!((again.requests, again.received), (1, 0), "given once");
    verified(branch.data());
}

#[test]
fn what_a_stolen_phone_had_sent_since_can_be_taken_out_of_the_count() {
    let branch = Branch::new();
    let (mut secretary, mut phone) = (branch.enrol("pa01"), branch.enrol("pa04"));
    let day = phone.now().day();
    phone.record(&study(1, day), "");
    phone.sync();
    let serial = phone.phone.actor().serial.0.to_string();
    let report: Value = serde_json::from_str(&branch.command(&[
        "device",
        "revoke",
        &serial,
        "--since",
        "2020-01-01T00:00:00+08:00",
    ]))
    .unwrap();
    // The record, and what was said to the notice before it.
    assert_eq!(report["quarantined"], 2);
    secretary.sync();
    assert_eq!(secretary.phone.list()[0].delivery, Delivery::Quarantined);
    let names: Vec<_> = secretary.phone.quarantine().unwrap().iter().map(|r| r.entry).collect();
    let batch = secretary.phone.adopt(secretary.now(), &names, true).unwrap();
    secretary.commit(&batch);
    assert_eq!(secretary.phone.list()[0].delivery, Delivery::Arrived);
    verified(branch.data());
}

#[test]
fn a_copied_phone_is_told_apart_and_one_that_goes_on_forking_raises_an_alarm() {
    let branch = Branch::new();
    let mut phone = branch.enrol("pa04");
    let now = phone.now().day();
    let stale = phone.store.clone();
    let becomes = |phone: &mut Pocket, mut store: MemoryStore| {
        phone.phone = store.open(&phone.identity).unwrap();
        phone.store = store;
    };
    let alarm = || {
        let line = branch.command(&["device", "list"]);
        let line: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
        (line["forks"].as_u64().unwrap(), line["alarm"].as_bool().unwrap())
    };
    phone.record(&study(1, now), "");
    phone.sync();
    assert_eq!(alarm(), (0, false));
    // The first copy writes under the same numbers: it is told apart, and nothing is lost.
    becomes(&mut phone, stale);
    phone.record(&study(2, now), "");
    let report = phone.sync();
    assert_eq!((report.rejected, phone.phone.actor().generation), (0, 1));
    assert_eq!(phone.claims(true).len(), 2);
    assert_eq!(alarm(), (1, false));
    // A copy of the copy writes where that one goes on: somebody uses a clone.
    let clone = phone.store.clone();
    phone.record(&study(3, now), "");
    phone.sync();
    becomes(&mut phone, clone);
    phone.record(&study(4, now), "");
    phone.sync();
    assert_eq!(alarm(), (2, true));
    assert_eq!(phone.claims(true).len(), 4);
    verified(branch.data());
}

#[test]
fn a_host_attests_and_the_home_branch_counts_it() {
    let branch = Branch::new();
    let mut herder = branch.enrol("pa04");
    let (mut home, mut host) = (branch.enrol("pa01"), branch.enrol("vb01"));
    let start = host.now();
    let new = NewTraining {
        kind: TrainingKind::ThemeDay,
        title_zh: "主题党日".into(),
        title_bo: "བརྗོད་གཞིའི་ཏང་ཡོན་ཉིན་མོ".into(),
        start,
        minutes: 90,
        days: 1,
        item: None,
    };
    let (training, batch) = host.phone.create_training(start, &new).unwrap();
    host.commit(&batch);
    let attested = NewAttestation {
        member: "pa04".parse().unwrap(),
        home: "pasture-a".parse().unwrap(),
        seen: Seen::Training(training),
        withdraw: false,
    };
    let (_, batch) = host.phone.attest(start, &attested).unwrap();
    host.commit(&batch);
    let (_, again) = host.phone.attest(start, &attested).unwrap();
    assert!(again.writes.is_empty(), "a second tap records nothing");
    host.commit(&again);
    assert_eq!(host.sync().rejected, 0);
    assert!(host.phone.status().synced);
    for phone in [&mut home, &mut herder] {
        phone.sync();
        let rows = phone.phone.member_rows(&"pa04".parse().unwrap());
        assert_eq!((rows[0].decision, &rows[0].evidence[..]), ("approved", &["host"][..]));
        let year = Cycle(start.day().date().0);
        let standing = phone.phone.standing(&"pa04".parse().unwrap(), year).unwrap();
        assert_eq!((standing.total_tenths, standing.minutes), (20, 90));
    }
    assert!(host.phone.list().is_empty(), "a guest is nobody's member here");
    let taken_back = NewAttestation { withdraw: true, ..attested };
    let (_, batch) = host.phone.attest(start, &taken_back).unwrap();
    host.commit(&batch);
    host.sync();
    home.sync();
    assert!(home.phone.list().is_empty());
    verified(branch.data());
}
