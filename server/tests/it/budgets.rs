//! Budgets in bytes as a carrier counts them (design, section 14): heads and bodies, both ways,
//! over a real socket. What bodies alone may cost is tested in the core.

use crate::pocket::Pocket;
use crate::world::{NOW, World};
use drokpa_core::id::{CourseId, ObjectId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{NewClaim, NewTraining};
use drokpa_core::time::{Day, Seconds};
use drokpa_server::admin;
use drokpa_server::client::SyncReport;
use drokpa_server::clock::Clock;
use drokpa_server::serve::Running;

const NOTES: [&str; 6] = [
    "夏季牧场集中学习",
    "路上遇雪 晚到",
    "带了笔记",
    "和乡里一起听的",
    "手机没电 补记",
    "讨论了草场",
];

/// A hub on a socket, a secretary and a member.
struct Office {
    world: World,
    url: String,
    clock: Clock,
    secretary: Pocket,
    member: Pocket,
    _hub: Running,
}

fn office() -> Office {
    let world = World::new();
    let clock = Clock::from_fn(|| NOW);
    let hub = Running::start(world.data(), "127.0.0.1:0", clock.clone()).unwrap();
    let url = format!("http://{}", hub.address);
    let (secretary, _) = Pocket::enrol(&url, &world.typed_code("pa01"), &clock);
    let (member, _) = Pocket::enrol(&url, &world.typed_code("pa05"), &clock);
    Office { world, url, clock, secretary, member, _hub: hub }
}

fn whole(sync: &SyncReport) -> u64 {
    sync.http_bytes_up + sync.http_bytes_down
}

fn study(number: u32) -> NewClaim {
    let course = CourseId::new("policy-1").unwrap();
    NewClaim::Study { course, day: Day(NOW.day().0 - number), minutes: 45 }
}

impl Office {
    /// Trainings on as many days, the last today, with the titles of the example calendars.
    fn trainings(&mut self, count: u32) -> Vec<ObjectId> {
        let calendars = drokpa_fixtures::calendars().unwrap();
        let titles: Vec<_> = calendars.iter().flat_map(|calendar| &calendar.trainings).collect();
        let made = (0..count).map(|number| {
            let planned = titles[number as usize % titles.len()];
            let new = NewTraining {
                kind: TrainingKind::parse(&planned.kind).unwrap(),
                title_zh: planned.title_zh.clone(),
                title_bo: planned.title_bo.clone(),
                start: Seconds(NOW.0 - u64::from(count - number) * 86_400),
                minutes: 90,
                days: 1,
                item: None,
            };
            let (id, batch) = self.secretary.phone.create_training(NOW, &new).unwrap();
            self.secretary.commit(&batch);
            id
        });
        let made = made.collect();
        self.secretary.sync();
        self.member.sync();
        made
    }

    /// Approves so many of what waits.
    fn approve(&mut self, count: usize) {
        self.secretary.sync();
        self.secretary.approve(count);
        self.secretary.sync();
    }
}

#[test]
fn a_reconnect_is_one_request_within_budget_heads_and_all() {
    let mut office = office();
    let trainings = office.trainings(40);
    for training in &trainings[..10] {
        let claim = NewClaim::Attendance { training: *training, minutes: None, code: None };
        office.member.record(&claim, "");
    }
    office.member.sync();
    office.approve(10);
    for (number, training) in trainings[10..].iter().enumerate() {
        let note = NOTES.get(number / 5).filter(|_| number % 5 == 0).unwrap_or(&"");
        let claim = NewClaim::Attendance { training: *training, minutes: None, code: None };
        office.member.record(&claim, note);
    }
    let sync = office.member.sync();
    let idle = office.member.sync();
    println!("30 claims up, 10 decisions down: {sync:?}: {} B whole", whole(&sync));
    println!("nothing new: {idle:?}: {} B whole", whole(&idle));
    assert_eq!((sync.requests, sync.accepted, sync.received, sync.synced), (1, 1, 10, true));
    assert!(sync.body_bytes_up <= 650 && sync.body_bytes_down <= 240, "{sync:?}");
    assert!(whole(&sync) <= 1300, "{} B", whole(&sync));
    assert_eq!(idle.requests, 1);
    assert!(idle.body_bytes_up + idle.body_bytes_down <= 100, "{idle:?}");
}

#[test]
fn one_claim_goes_up_within_budget() {
    let mut office = office();
    office.member.record(&study(1), "");
    let sync = office.member.sync();
    println!("1 claim up: {sync:?}: {} B whole", whole(&sync));
    assert_eq!((sync.requests, sync.accepted), (1, 1));
    assert!(sync.body_bytes_up <= 160, "{sync:?}");
}

#[test]
fn a_new_phone_takes_a_year_within_budget_heads_and_all() {
    let mut office = office();
    for number in 0..150 {
        office.member.record(&study(number), "");
        if number % 10 == 9 {
            office.member.sync();
            office.approve(10);
        }
    }
    let (new, first) = Pocket::enrol(&office.url, &office.world.typed_code("pa05"), &office.clock);
    assert_eq!(new.claims(true).len(), 150);
    let approved = new.phone.list().into_iter().filter(|row| row.decision == "approved").count();
    assert_eq!(approved, 150);
    println!("a year on a new phone: {first:?}: {} B whole", whole(&first));
    assert_eq!(first.requests, 1);
    assert!(whole(&first) <= 6 * 1024, "{} B", whole(&first));

    // What a branch adds to that: its rules, and, for the record, a calendar of sixty trainings. Of
    // the four versions in three sets that are published only the two of the set that judges this
    // member are fetched.
    let published = drokpa_fixtures::RULES_JSON.as_bytes();
    admin::publish_rules(office.world.data(), published, NOW).unwrap();
    let (_, rules) = Pocket::enrol(&office.url, &office.world.typed_code("pa05"), &office.clock);
    office.trainings(60);
    let (_, all) = Pocket::enrol(&office.url, &office.world.typed_code("pa05"), &office.clock);
    println!("with four versions of rules: {rules:?}: {} B whole", whole(&rules));
    assert_eq!(rules.requests, 1 + 2);
    assert!(whole(&rules) - whole(&first) <= 7_500, "{} B", whole(&rules) - whole(&first));
    println!("with sixty trainings too: {all:?}: {} B whole", whole(&all));
}
