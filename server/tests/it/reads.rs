//! The JSON reads against phones: the same numbers, and a trace of every look.

use crate::pocket::Pocket;
use crate::socket::{bearer, get, send, start};
use crate::world::{Device, NOW, World};
use drokpa_core::id::CourseId;
use drokpa_core::phone::NewClaim;
use drokpa_core::time::{Cycle, Day};
use drokpa_server::admin;
use drokpa_server::clock::Clock;
use drokpa_server::serve::Running;
use serde_json::{Value, json};

struct Office {
    world: World,
    hub: Running,
    secretary: Pocket,
    member: Pocket,
}

/// A secretary and a member on phones at one hub with rules.
fn office() -> Office {
    let world = World::new();
    let rules = drokpa_fixtures::RULES_JSON.as_bytes();
    admin::publish_rules(world.data(), rules, NOW).unwrap();
    let hub = start(&world);
    let (url, clock) = (format!("http://{}", hub.address), Clock::from_fn(|| NOW));
    let (secretary, _) = Pocket::enrol(&url, &world.typed_code("pa01"), &clock);
    let (member, _) = Pocket::enrol(&url, &world.typed_code("pa05"), &clock);
    Office { world, hub, secretary, member }
}

impl Office {
    /// On each day, counted back from today, study that counts and an activity that waits.
    fn record(&mut self, days: std::ops::Range<u32>) {
        for number in days {
            let course = CourseId::new("policy-1").unwrap();
            let day = Day(NOW.day().0 - number);
            self.member.record(&NewClaim::Study { course, day, minutes: 45 }, "");
            self.member.record(&activity(day), "");
        }
        self.sync();
    }

    fn sync(&mut self) {
        for _ in 0..2 {
            self.member.sync();
            self.secretary.sync();
        }
    }

    fn approve(&mut self, count: usize) {
        self.secretary.approve(count);
        self.sync();
    }

    fn token(&self, member: &str) -> String {
        admin::token(self.world.data(), &member.parse().unwrap(), 15, NOW).unwrap().token
    }

    fn read(&self, path: &str, member: &str) -> Value {
        let answer = get(&self.hub, path, Some(&self.token(member)));
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        answer.json()
    }
}

fn activity(day: Day) -> NewClaim {
    NewClaim::Activity { item: "volunteer".parse().unwrap(), day }
}

/// Of a member, as their own phone says it.
fn on_phone(pocket: &Pocket, member: &str, cycle: u16) -> Value {
    json!(pocket.phone.standing(&member.parse().unwrap(), Cycle(cycle)).unwrap())
}

#[test]
fn a_standing_read_at_the_hub_equals_the_phones_in_every_field() {
    let mut office = office();
    office.record(0..12);
    office.approve(7);
    for who in ["pa05", "pa01"] {
        let read = office.read("/v1/members/pa05/standing?cycle=2026", who);
        assert_eq!(read, on_phone(&office.member, "pa05", 2026), "for {who}");
        assert_eq!(read, on_phone(&office.secretary, "pa05", 2026));
        assert!(read["bonus_tenths"] == 70 && read["minutes"] == 12 * 45, "{read}");
    }
    let path = "/v1/branches/pasture-a/standings?cycle=2026";
    let all = office.read(path, "pa01");
    let rows = all["standings"].as_array().unwrap();
    for row in rows {
        assert_eq!(*row, on_phone(&office.secretary, row["member"].as_str().unwrap(), 2026));
    }
    // The log goes on, and so does what is read of it.
    let before = all["position"].as_u64().unwrap();
    office.record(12..15);
    let later = office.read(path, "pa01");
    assert!(later["position"].as_u64().unwrap() > before);
    let mine = office.read("/v1/members/pa05/standing", "pa05");
    assert_eq!(mine, on_phone(&office.member, "pa05", 2026), "of this year where none is given");
    assert_eq!(mine["counts"]["pending"], 8);
    assert_eq!(mine["basis"], on_phone(&office.secretary, "pa05", 2026)["basis"]);
}

#[test]
fn standings_come_in_roster_order_and_in_parts() {
    let office = office();
    let whole = office.read("/v1/branches/pasture-a/standings", "pa01");
    let members = |page: &Value| -> Vec<String> {
        let rows = page["standings"].as_array().unwrap().iter();
        rows.map(|row| row["member"].as_str().unwrap().to_owned()).collect()
    };
    let all = members(&whole);
    let roster = std::str::from_utf8(drokpa_fixtures::ROSTER_CSV.as_bytes()).unwrap();
    let of_branch = roster.lines().filter(|line| line.contains(",pasture-a,"));
    let wanted: Vec<&str> = of_branch.map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(all, wanted);
    assert_eq!(whole["next"], Value::Null);
    let mut seen = Vec::new();
    let mut path = "/v1/branches/pasture-a/standings?limit=7".to_owned();
    loop {
        let page = office.read(&path, "pa01");
        seen.extend(members(&page));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("/v1/branches/pasture-a/standings?limit=7&after={next}");
    }
    assert_eq!(seen, all);
}

#[test]
fn the_queue_is_the_secretarys_and_leaves_out_her_own() {
    let mut office = office();
    office.record(0..3);
    office.secretary.record(&activity(NOW.day()), "自己的");
    office.sync();
    let read = office.read("/v1/branches/pasture-a/queue", "pa01");
    assert_eq!(read["claims"], json!(office.secretary.phone.queue()));
    assert_eq!(read["claims"].as_array().unwrap().len(), 3);
    let other = office.read("/v1/branches/pasture-a/queue", "pa02");
    assert_eq!(other["claims"].as_array().unwrap().len(), 4);
    let township = office.read("/v1/branches/pasture-a/queue", "tw01");
    assert_eq!(township["claims"], other["claims"]);
}

#[test]
fn a_text_that_is_erased_is_gone_from_what_is_read_without_a_restart() {
    let mut office = office();
    office.member.record(&activity(NOW.day()), "夏季牧场集中学习");
    office.sync();
    let path = "/v1/branches/pasture-a/queue";
    let note = |queue: &Value| queue["claims"][0]["note"].clone();
    assert_eq!(note(&office.read(path, "pa01")), "夏季牧场集中学习");
    admin::erase(office.world.data(), &"pa05".parse().unwrap(), NOW).unwrap();
    let after = office.read(path, "pa01");
    assert_eq!((after["claims"].as_array().unwrap().len(), note(&after)), (1, Value::Null));
}

#[test]
fn parameters_are_what_they_may_be_or_are_refused() {
    let office = office();
    let token = office.token("pa01");
    for path in [
        "/v1/branches/pasture-a/standings?cycle=1999",
        "/v1/branches/pasture-a/standings?cycle=x",
        "/v1/branches/pasture-a/standings?limit=0",
        "/v1/branches/pasture-a/standings?limit=201",
        "/v1/branches/pasture-a/standings?limt=1",
        "/v1/members/pa05/standing?cycle=65536",
        "/v1/audit/members/pa01?before=-1",
        &format!("/v1/branches/pasture-a/queue?after={}", "a".repeat(201)),
        &format!("/v1/branches/pasture-a/queue?after={}", "a".repeat(2000)),
    ] {
        let answer = get(&office.hub, path, Some(&token));
        assert_eq!((answer.status, answer.code().as_str()), (400, "parameter_malformed"), "{path}");
    }
}

#[test]
fn every_look_of_others_leaves_a_trace_that_the_member_sees() {
    let mut office = office();
    office.record(0..2);
    let reads = |office: &Office| -> Vec<(Value, Value, Value)> {
        let log = office.read("/v1/audit/members/pa05", "pa05");
        let reads = log["reads"].as_array().unwrap().iter();
        reads.map(|one| (one["by"].clone(), one["device"].clone(), one["what"].clone())).collect()
    };
    let secretary = json!(office.secretary.phone.actor().serial);
    let member = json!(office.member.phone.actor().serial);
    let start = [
        (json!("pa01"), secretary, json!("replication")),
        (json!("pa05"), member, json!("replication")),
    ];
    assert_eq!(reads(&office), start, "records went to the secretary, and to a phone that is new");
    office.read("/v1/members/pa05/standing", "pa05");
    assert_eq!(reads(&office), start, "who looks at their own leaves no trace");
    for _ in 0..3 {
        office.read("/v1/members/pa05/standing", "pa01");
        office.read("/v1/branches/pasture-a/queue", "tw01");
        office.sync();
    }
    admin::export_roster(office.world.data(), NOW).unwrap();
    let mut found = reads(&office);
    let order = |one: &(Value, Value, Value)| format!("{one:?}");
    found.sort_by_key(order);
    let mut wanted = start.to_vec();
    wanted.extend([
        (json!("pa01"), Value::Null, json!("standing")),
        (json!("tw01"), Value::Null, json!("queue")),
        (Value::Null, Value::Null, json!("export")),
    ]);
    wanted.sort_by_key(order);
    assert_eq!(found, wanted, "once an hour or a day each");
    let page = office.read("/v1/branches/pasture-a/standings?limit=3", "pa01");
    let shown = page["standings"][2]["member"].as_str().unwrap().parse().unwrap();
    let last = admin::audit(office.world.data(), Some(&shown), 10).unwrap();
    assert_eq!(last.iter().filter(|line| line.what == "standing").count(), 1);
    let unseen = admin::audit(office.world.data(), Some(&"pa20".parse().unwrap()), 10).unwrap();
    assert_eq!(unseen.iter().filter(|line| line.what == "standing").count(), 0);
}

#[test]
fn an_access_log_in_parts_leaves_nothing_out() {
    let office = office();
    for reader in ["pa01", "pa02", "tw01"] {
        office.read("/v1/members/pa07/standing", reader);
    }
    let all = office.read("/v1/audit/members/pa07", "pa07");
    assert_eq!(all["reads"].as_array().unwrap().len(), 4, "the secretary's phone too");
    assert_eq!(all["next"], Value::Null);
    let part = office.read("/v1/audit/members/pa07?limit=2", "pa07");
    assert_eq!(part["reads"], all["reads"], "those of one second come together");
    let next = part["next"].as_u64().unwrap();
    let rest = office.read(&format!("/v1/audit/members/pa07?before={next}"), "pa07");
    assert_eq!((&rest["reads"], &rest["next"]), (&json!([]), &Value::Null));
}

#[test]
fn the_access_log_cannot_be_changed_or_shortened() {
    let office = office();
    office.read("/v1/members/pa07/standing", "pa01");
    let database = rusqlite::Connection::open(admin::database(office.world.data())).unwrap();
    for sql in ["DELETE FROM reads", "UPDATE reads SET reader = 'pa02'"] {
        assert!(database.execute(sql, []).unwrap_err().to_string().contains("access log"));
    }
}

#[test]
fn tables_are_imported_with_a_result_for_each_row() {
    let office = office();
    let organiser = office.token("co01");
    let import = |query: &str, table: &str| {
        let path = format!("/v1/imports?{query}");
        send(&office.hub, "POST", &path, &bearer(Some(&organiser)), table.as_bytes())
    };
    let table = "id,parent,level,sector,name_zh,name_bo,station\n\
                 team-b,team-a,branch,village,示例队二,དཔེ་རུ་ཁག་གཉིས་པ,\n\
                 team-a,township-x,branch,village,示例队一,དཔེ་རུ་ཁག་དང་པོ,\n\
                 team-c,nowhere,branch,village,示例队三,དཔེ་རུ་ཁག་གསུམ་པ,\n";
    let tried = import("kind=branches&dry_run=true", table);
    assert_eq!(tried.status, 201);
    let report = tried.json()["report"].clone();
    assert_eq!((&report["created"], &report["refused"]), (&json!(2), &json!(1)));
    let absent = office.world.store();
    let branches = drokpa_server::store::Store::branches(&*absent).unwrap();
    assert!(!branches.iter().any(|branch| branch.branch.as_str() == "team-a"));
    let done = import("kind=branches", table).json();
    assert_eq!((&done["report"]["created"], &done["dry_run"]), (&json!(2), &json!(false)));
    assert_eq!(done["rows"][2]["result"], "branch_unknown");
    assert_eq!(done["rows"][2]["column"], "parent");
    let again = import("kind=branches", table).json();
    assert_eq!(again["report"]["same"], 2);
    let roster = "member,branch,role,sector,name_zh,name_bo,joined_on\n\
                  ta01,team-a,secretary,,示例,དཔེ,2021-07-01\nta02,team-a,emperor,,示例,དཔེ,2021-07-01\n";
    let roster = import("kind=roster", roster).json();
    assert_eq!(
        (&roster["report"]["created"], &roster["report"]["refused"]),
        (&json!(1), &json!(1))
    );
    let list = office.read("/v1/imports", "co01");
    let ids: Vec<&Value> =
        list["imports"].as_array().unwrap().iter().map(|one| &one["id"]).collect();
    assert_eq!(ids, [&json!(4), &json!(3), &json!(2), &json!(1)]);
    assert_eq!(list["imports"][0].get("rows"), None);
    assert_eq!(office.read("/v1/imports/2", "co01"), done);
    for (query, table, code) in [
        ("kind=branches", "nonsense", "column_missing"),
        ("kind=branches", "\u{0}\n", "column_missing"),
        ("kind=nonsense", table, "parameter_malformed"),
        ("", table, "parameter_malformed"),
        ("kind=branches&dryrun=true", table, "parameter_malformed"),
    ] {
        let refused = import(query, table);
        assert_eq!((refused.status, refused.code().as_str()), (400, code), "{query}");
    }
    office.world.verify();
}

#[test]
fn a_device_is_described_and_its_news_is_for_those_near() {
    let mut office = office();
    office.record(0..1);
    office.world.store();
    let path = format!("/v1/devices/{}", office.member.phone.actor().serial);
    // What phones tell goes to disk with the next write.
    let mine = office.read(&path, "pa05");
    assert_eq!((&mine["member"], &mine["role"]), (&json!("pa05"), &json!("member")));
    assert_eq!(mine["told"]["on"], "2026-05-04");
    assert_eq!(office.read(&path, "pa01"), mine);
    let above = office.read(&path, "co01");
    assert_eq!(above["told"], Value::Null);
    assert_eq!(above["revoked"], false);
}

#[test]
fn rules_are_listed_with_the_hash_of_their_bytes() {
    let office = office();
    let rules = office.read("/v1/rules", "pa05");
    let rules = rules["rules"].as_array().unwrap();
    assert_eq!(rules.len(), 4);
    for version in rules {
        let path = format!("/v1/publications/{}", version["hash"].as_str().unwrap());
        let body = get(&office.hub, &path, None).json();
        for field in ["rules_id", "version", "effective_from"] {
            assert_eq!(body[field], version[field]);
        }
    }
}

#[test]
fn readiness_and_figures_say_how_the_hub_does() {
    let office = office();
    let ready = get(&office.hub, "/readyz", None);
    assert_eq!((ready.status, ready.body.as_slice()), (200, &b"ready\n"[..]));
    let figures = get(&office.hub, "/metrics", Some(&office.token("co01")));
    assert_eq!(figures.header("content-type"), Some("text/plain; version=0.0.4; charset=utf-8"));
    let text = String::from_utf8(figures.body).unwrap();
    for line in [
        "drokpa_members 67",
        "drokpa_devices 2",
        "drokpa_branches 4",
        "drokpa_requests_total{address=\"/readyz\",status=\"200\"} 1",
        "drokpa_rate_limited_total 0",
    ] {
        assert!(text.lines().any(|found| found == line), "{line}\n{text}");
    }
    for id in ["pa01", "pa05", "pasture-a"] {
        assert!(!text.contains(id), "figures name nobody");
    }
}

#[test]
fn a_long_log_is_taken_in_whole_and_branch_by_branch() {
    let world = World::new();
    let service = world.service();
    let (mut device, _) = Device::enrol(&world, &service, "pa05", 1);
    let claims = device.claims();
    for _ in 0..40 {
        let changeset = device.write(&claims, 128).pack(false);
        device.sync(&service, vec![changeset]);
    }
    drop(service);
    let hub = start(&world);
    let token =
        |member: &str| admin::token(world.data(), &member.parse().unwrap(), 15, NOW).unwrap().token;
    // The first look takes the branch in, the others find it there; both see all of it.
    for _ in 0..2 {
        for (member, branch) in [("pa01", "pasture-a"), ("vb01", "village-b")] {
            let path = format!("/v1/branches/{branch}/queue");
            let queue = get(&hub, &path, Some(&token(member))).json();
            let count = queue["claims"].as_array().unwrap().len();
            assert_eq!(count, if branch == "pasture-a" { 200 } else { 0 });
        }
    }
}
