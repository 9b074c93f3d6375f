//! Power cuts. A hub that is killed at any moment has everything that it acknowledged, and a
//! phone that is killed right after "saved" has what it saved. Links that break at any byte lose
//! nothing and double nothing.

use crate::pocket::{Hub, Pocket, drokpa, invite, organisation, run, verified};
use crate::world::{NOW, World};
use drokpa_core::code::Code;
use drokpa_core::id::CourseId;
use drokpa_core::phone::NewClaim;
use drokpa_core::time::{Day, Seconds};
use drokpa_server::client::Cut;
use drokpa_server::clock::Clock;
use drokpa_server::serve::Running;
use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

const KILLS: u32 = 50;
const PHONES: u32 = 5;
const SEED: u64 = 20_260_504;

/// The number-th claim of a phone: another course or day each time.
fn study(number: u32, now: Seconds) -> NewClaim {
    NewClaim::Study {
        course: CourseId::new(&format!("c{}", number % 7)).unwrap(),
        day: Day(now.day().0 - number / 7),
        minutes: 20 + number % 60,
    }
}

/// Numbers that a seed decides (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Where the hub is now. While it is down, phones wait here for the next one.
#[derive(Default)]
struct Beacon {
    run: Mutex<(u32, String)>,
    changed: Condvar,
}

impl Beacon {
    fn announce(&self, url: &str) {
        let mut run = self.run.lock().unwrap();
        *run = (run.0 + 1, url.to_owned());
        self.changed.notify_all();
    }

    /// The hub that came after run `seen`.
    fn after(&self, seen: u32) -> (u32, String) {
        let mut run = self.run.lock().unwrap();
        while run.0 <= seen {
            run = self.changed.wait(run).unwrap();
        }
        run.clone()
    }
}

/// Records and syncs until told to stop; says when each sync begins. Returns what was
/// acknowledged to it and everything it recorded.
fn live(
    mut pocket: Pocket,
    beacon: &Beacon,
    stop: &AtomicBool,
    begun: &Sender<()>,
) -> (Pocket, BTreeSet<String>) {
    let (mut seen, mut number) = (1, 0);
    while !stop.load(Ordering::Relaxed) {
        for _ in 0..=number % 3 {
            pocket.record(&study(number, pocket.now()), if number % 5 == 0 { "好" } else { "" });
            number += 1;
        }
        begun.send(()).unwrap();
        if let Err(error) = pocket.try_sync() {
            // Only a hub that died: then another one comes, and waiting for it ends.
            assert_eq!(error.code(), Code::HubUnreachable, "{error}");
            let (run, url) = beacon.after(seen);
            seen = run;
            pocket.link = drokpa_server::client::Link::new(&url).unwrap();
        }
    }
    let acknowledged = pocket.claims(true).into_iter().collect();
    (pocket, acknowledged)
}

/// Kills the hub again and again, each time after some syncs began and some moments more.
fn kill_and_restart(data: &Path, mut hub: Hub, beacon: &Beacon, begun: &Receiver<()>) -> Hub {
    let mut dice = Dice(SEED);
    for _ in 0..KILLS {
        for _ in 0..=dice.below(9) {
            begun.recv().unwrap();
        }
        // Not to wait for anything: this chooses at which instruction the power fails.
        std::thread::sleep(Duration::from_micros(dice.below(6000)));
        drop(hub);
        hub = Hub::start(data);
        beacon.announce(&hub.url);
        // What began before the kill does not count towards the next one.
        while begun.try_recv().is_ok() {}
    }
    hub
}

#[test]
fn a_hub_killed_fifty_times_has_everything_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    organisation(data);
    let hub = Hub::start(data);
    let clock = Clock::system();
    let pockets: Vec<Pocket> = (0..PHONES)
        .map(|number| invite(data, &format!("pa{:02}", 10 + number)))
        .map(|code| Pocket::enrol(&hub.url, &code, &clock).0)
        .collect();
    let beacon = Beacon::default();
    beacon.announce(&hub.url);
    let stop = AtomicBool::new(false);
    let (begun, began) = channel();
    let (hub, mut lives) = std::thread::scope(|scope| {
        let spawn = |pocket| {
            let (beacon, stop, begun) = (&beacon, &stop, begun.clone());
            scope.spawn(move || live(pocket, beacon, stop, &begun))
        };
        let threads: Vec<_> = pockets.into_iter().map(spawn).collect();
        drop(begun);
        let hub = kill_and_restart(data, hub, &beacon, &began);
        stop.store(true, Ordering::Relaxed);
        let lives: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
        (hub, lives)
    });
    // A reader that was never there before knows only what is in the log.
    let read = || -> BTreeSet<String> {
        let (reader, _) = Pocket::enrol(&hub.url, &invite(data, "pa01"), &clock);
        reader.claims(false).into_iter().collect()
    };
    let log = read();
    let mut acknowledged_total = 0;
    for (_, acknowledged) in &lives {
        acknowledged_total += acknowledged.len();
        let lost: Vec<_> = acknowledged.difference(&log).collect();
        assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    }
    let mut recorded = BTreeSet::new();
    for (pocket, _) in &mut lives {
        pocket.link = drokpa_server::client::Link::new(&hub.url).unwrap();
        assert!(pocket.sync().synced);
        recorded.extend(pocket.claims(true));
        assert_eq!(pocket.phone.status().outbox, 0);
    }
    assert_eq!(read(), recorded);
    println!("{KILLS} kills, {acknowledged_total} acknowledged, {} recorded", recorded.len());
    assert!(acknowledged_total > 100, "the hub was hardly used");
    drop(hub);
    verified(data);
}

#[test]
fn a_phone_killed_right_after_saved_has_what_it_saved() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let home = folder.path().join("phone");
    let home = home.to_str().unwrap();
    run(["phone", "--home", home, "enrol", "--server", &hub.url, "--code", &invite(&data, "pa07")]);
    drop(hub);
    let mut saved = BTreeSet::new();
    for day in 1..=12 {
        let day = format!("2026-05-{day:02}");
        let arguments = ["--lang", "en", "phone", "--home", home, "record", "study"];
        let mut child = drokpa(arguments)
            .args(["--course", "policy-1", "--minutes", "30", "--day", &day])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        // It may have ended by itself by now; then there is nothing to kill.
        let _ = child.kill();
        child.wait().unwrap();
        let claim = line.strip_prefix("Saved  ").unwrap_or_else(|| panic!("{line:?}")).trim();
        saved.insert(claim.to_owned());
    }
    let rows = run(["--json", "phone", "--home", home, "list"]);
    let rows: serde_json::Value = serde_json::from_str(&rows).unwrap();
    let listed: BTreeSet<String> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["claim"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed, saved);
    assert_eq!(saved.len(), 12);
}

#[test]
fn a_link_cut_at_any_byte_loses_nothing_and_doubles_nothing() {
    let world = World::new();
    let clock = Clock::from_fn(|| NOW);
    let hub = Running::start(world.data(), "127.0.0.1:0", clock.clone()).unwrap();
    let url = format!("http://{}", hub.address);
    let (mut pocket, _) = Pocket::enrol(&url, &world.typed_code("pa09"), &clock);
    let entries = || world.verify().entries;
    let mut number = 0;
    let mut record = |pocket: &mut Pocket| {
        pocket.record(&study(number, NOW), "");
        number += 1;
        number
    };
    let before = entries();
    record(&mut pocket);
    let whole = pocket.sync();
    // A few bytes more, because numbers in the frames grow.
    let (up, down) = (whole.http_bytes_up as usize + 6, whole.http_bytes_down as usize + 6);
    let cuts = (0..up)
        .map(|at| Cut { after_up: Some(at), after_down: None })
        .chain((0..down).map(|at| Cut { after_up: None, after_down: Some(at) }));
    let mut broken = 0;
    for cut in cuts {
        let recorded = record(&mut pocket);
        pocket.link.cut_next(cut);
        broken += usize::from(pocket.try_sync().is_err());
        assert!(pocket.sync().synced, "{cut:?}");
        assert_eq!(pocket.phone.status().outbox, 0, "{cut:?}");
        if recorded.is_multiple_of(50) {
            assert_eq!(entries() - before, u64::from(recorded), "{cut:?}");
        }
    }
    println!("cut at each of {up} bytes up and {down} down: {broken} broke");
    assert!(broken >= up + down - 24, "only {broken} broke");
    let recorded = record(&mut pocket) - 1;
    assert_eq!(entries() - before, u64::from(recorded));
    let (reader, _) = Pocket::enrol(&url, &world.typed_code("pa01"), &clock);
    let listed = reader.claims(false);
    assert_eq!(listed.len(), recorded as usize);
    hub.stop();
}
