//! Who may call which address: a table written down here by hand, held against the addresses that
//! are registered and driven over a socket for every role and every place in the tree.

use crate::socket::{Answer, bearer, get, send, start};
use crate::world::{Device, NOW, World};
use actix_web::introspection::IntrospectionTree;
use actix_web::web;
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::sync::authority::{Reach, Subject, may_read};
use drokpa_core::time::Cycle;
use drokpa_server::admin;
use drokpa_server::app_files::AppFiles;
use drokpa_server::auth::TokenKeys;
use drokpa_server::auth::limits::{Limits, Rates};
use drokpa_server::clock::Clock;
use drokpa_server::routes::app;
use drokpa_server::serve::Running;
use drokpa_server::state::{Parts, State};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Columns: member, roll keeper, secretary, station keeper, township reviewer, organiser, auditor.
/// `o` what is one's own, `h` the home branch, `b` branches below, `t` everything for those at the
/// top of the tree, `*` everything, `-` nothing.
const TABLE: [(&str, &str); 13] = [
    ("GET /v1/branches/{id}/standings", "- - h - b - -"),
    ("GET /v1/branches/{id}/queue", "- - h - b - -"),
    ("GET /v1/members/{id}/standing", "o o oh o ob o o"),
    ("GET /v1/audit/members/{id}", "o o o o o o ohb"),
    ("GET /v1/devices/{id}", "o o oh o o ohb o"),
    ("GET /v1/rules", "* * * * * * *"),
    ("POST /v1/imports", "- - - - - t -"),
    ("GET /v1/imports", "- - - - - t -"),
    ("GET /v1/imports/{id}", "- - - - - t -"),
    ("GET /metrics", "- - - - - t t"),
    ("GET /v1/branches/{id}/devices", "- - h - - hb -"),
    ("POST /v1/branches/{id}/invites", "- - h - - - -"),
    // The last one: what it revokes reads nothing more.
    ("POST /v1/devices/{id}/revocation", "- - oh - - - -"),
];

/// For everybody. The first three prove by themselves who sends them, or need no proof.
const PUBLIC: [&str; 10] = [
    "POST /v1/sync",
    "POST /v1/enrolments",
    "POST /v1/tokens",
    "GET /v1/messages",
    "GET /v1/publications/{id}",
    "PUT /v1/publications/{id}",
    "GET /healthz",
    "GET /readyz",
    "GET /openapi.json",
    "GET /docs",
];

const BRANCHES: &str = "id,parent,level,sector,name_zh,name_bo,station
township-y,county-x,township,office,示例乡二,དཔེ་ཤང་གཉིས་པ,
";

/// Where something lies, seen from an actor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    Own,
    Home,
    Below,
    Above,
    Beside,
}

struct Actor {
    role: Role,
    member: String,
    top: bool,
    token: String,
}

struct Cast {
    world: World,
    hub: Running,
    actors: Vec<Actor>,
    /// Serials by member.
    serials: BTreeMap<String, u32>,
}

/// Everybody of every role, once in a township and once at the top of the tree, each with a phone;
/// and a member without office in each branch.
fn cast() -> Cast {
    let world = World::new();
    let branches = admin::import_branches(world.data(), BRANCHES.as_bytes(), NOW).unwrap();
    assert_eq!(branches.refused, 0);
    let mut roster = "member,branch,role,sector,name_zh,name_bo,joined_on\n".to_owned();
    let mut everybody: Vec<(String, Option<(Role, bool)>)> = Vec::new();
    let mut add = |id: String, branch: &str, role: &str, actor| {
        roster += &format!("{id},{branch},{role},office,示例,དཔེ,2020-07-01\n");
        everybody.push((id, actor));
    };
    for role in Role::ALL {
        for (branch, top) in [("township-x", false), ("county-x", true)] {
            add(format!("{branch}.{}", role.name()), branch, role.name(), Some((role, top)));
        }
    }
    for branch in ["county-x", "township-x", "township-y", "pasture-a"] {
        add(format!("plain.{branch}"), branch, "member", None);
    }
    let imported = admin::import_roster(world.data(), roster.as_bytes(), false, NOW).unwrap();
    assert_eq!(imported.refused, 0);
    let service = world.service();
    let mut serials = BTreeMap::new();
    let mut devices = Vec::new();
    for (seed, (member, actor)) in (1..).zip(everybody) {
        let (device, _) = Device::enrol(&world, &service, &member, seed);
        serials.insert(member.clone(), device.welcome.serial.0);
        devices.extend(actor.map(|(role, top)| (device, member, role, top)));
    }
    let hub = start(&world);
    let actors = devices.into_iter().map(|(device, member, role, top)| {
        let token = device.token(&hub);
        Actor { role, member, top, token }
    });
    let actors = actors.collect();
    Cast { world, hub, actors, serials }
}

impl Actor {
    /// What there is around an actor: branch and member.
    fn places(&self) -> Vec<(Place, &'static str, String)> {
        let plain = |branch: &'static str| (branch, format!("plain.{branch}"));
        let around = if self.top {
            vec![(Place::Home, plain("county-x")), (Place::Below, plain("pasture-a"))]
        } else {
            vec![
                (Place::Home, plain("township-x")),
                (Place::Below, plain("pasture-a")),
                (Place::Above, plain("county-x")),
                (Place::Beside, plain("township-y")),
            ]
        };
        let own = (Place::Own, if self.top { "county-x" } else { "township-x" });
        let own = (own.0, own.1, self.member.clone());
        let around = around.into_iter().map(|(place, (branch, member))| (place, branch, member));
        std::iter::once(own).chain(around).collect()
    }

    /// True where a cell of the table lets this actor.
    fn may(&self, cell: &str, place: Place) -> bool {
        let letter = match place {
            Place::Own => 'o',
            Place::Home => 'h',
            Place::Below => 'b',
            Place::Above | Place::Beside => '!',
        };
        cell == "*" || cell.contains(letter) || (cell.contains('t') && self.top)
    }
}

impl Cast {
    fn call(&self, route: &str, id: &str, token: Option<&str>) -> Answer {
        let (method, path) = route.split_once(' ').unwrap();
        let branch = id;
        let path = path.replace("{id}", id);
        if path.ends_with("/invites") {
            let asked = json!({ "members": [format!("plain.{branch}")], "address": "" });
            return send(&self.hub, method, &path, &bearer(token), asked.to_string().as_bytes());
        }
        if path.ends_with("/revocation") {
            return send(&self.hub, method, &path, &bearer(token), br#"{"since":null}"#);
        }
        if method == "POST" {
            let path = format!("{path}?kind=branches&dry_run=true");
            return send(&self.hub, "POST", &path, &bearer(token), BRANCHES.as_bytes());
        }
        get(&self.hub, &path, token)
    }

    /// The id of a target in an address.
    fn id(&self, route: &str, branch: &str, member: &str) -> String {
        match route {
            _ if route.contains("/branches/") => branch.to_owned(),
            _ if route.contains("/devices/") => self.serials[member].to_string(),
            _ if route.contains("/imports/") => "1".to_owned(),
            _ => member.to_owned(),
        }
    }
}

#[test]
fn every_address_times_every_role_is_as_the_table_says() {
    let cast = cast();
    let top = cast.actors.iter().find(|actor| actor.role == Role::Organiser && actor.top);
    let first = cast.call("POST /v1/imports", "", top.map(|actor| actor.token.as_str()));
    assert_eq!((first.status, first.json()["id"].as_u64()), (201, Some(1)));
    let mut calls = 0;
    for (route, row) in TABLE {
        let cells: Vec<&str> = row.split_whitespace().collect();
        for actor in &cast.actors {
            let column = Role::ALL.iter().position(|role| *role == actor.role).unwrap();
            for (place, branch, member) in actor.places() {
                let about_branch = route.contains("/branches/");
                let revokes = route.ends_with("/revocation");
                if (about_branch || revokes) && place == Place::Own {
                    // A phone does not revoke itself: `phones.rs` has that.
                    continue;
                }
                let id = cast.id(route, branch, &member);
                let answer = cast.call(route, &id, Some(&actor.token));
                let who = format!("{route}: {} about {place:?} {id}", actor.member);
                calls += 1;
                if actor.may(cells[column], place) {
                    assert!((200..300).contains(&answer.status), "{who}: {}", answer.status);
                    continue;
                }
                let never = cells[column] == "-" || !route.contains("{id}") || cells[column] == "t";
                let (status, code) = match route {
                    _ if never => (403, "role_needed"),
                    _ if about_branch => (404, "branch_unknown"),
                    _ if route.contains("/devices/") => (404, "not_found"),
                    _ => (404, "member_unknown"),
                };
                assert_eq!((answer.status, answer.code().as_str()), (status, code), "{who}");
            }
        }
    }
    assert!(calls > 500, "{calls}");
    cast.world.verify();
}

#[test]
fn what_is_out_of_reach_is_answered_like_what_is_not_there() {
    let cast = cast();
    let secretary = cast.actors.iter().find(|one| one.role == Role::Secretary && !one.top).unwrap();
    for (route, there, nowhere) in [
        ("GET /v1/branches/{id}/queue", "pasture-a", "nowhere"),
        ("GET /v1/members/{id}/standing", "plain.pasture-a", "nobody"),
        ("GET /v1/devices/{id}", &cast.serials["plain.pasture-a"].to_string(), "999"),
        ("GET /v1/devices/{id}", &cast.serials["plain.pasture-a"].to_string(), "x"),
        ("GET /v1/members/{id}/standing", "plain.pasture-a", ".x"),
    ] {
        let [there, nowhere] =
            [there, nowhere].map(|id| cast.call(route, id, Some(&secretary.token)));
        assert_eq!((there.status, nowhere.status), (404, 404), "{route}");
        assert_eq!(there.code(), nowhere.code(), "{route}");
    }
}

#[test]
fn guarded_addresses_need_a_token_and_public_ones_do_not() {
    let cast = cast();
    for (route, _) in TABLE {
        let none = cast.call(route, "pa01", None);
        assert_eq!((none.status, none.code()), (401, "token_needed".to_owned()), "{route}");
        assert_eq!(none.header("www-authenticate"), Some("Bearer"));
        let junk = cast.call(route, "pa01", Some("a.b.c"));
        assert_eq!((junk.status, junk.code()), (401, "token_refused".to_owned()), "{route}");
        let (method, path) = route.split_once(' ').unwrap();
        for heads in ["authorization: Basic cGEwMTo=\r\n", "authorization: x\r\n"] {
            let basic = send(&cast.hub, method, path, heads, b"");
            assert_eq!((basic.status, basic.code()), (401, "token_refused".to_owned()), "{route}");
        }
    }
    for route in PUBLIC {
        let (method, path) = route.split_once(' ').unwrap();
        let answer = send(&cast.hub, method, path, "", b"");
        if answer.status != 200 {
            let code = answer.code();
            assert!(!code.starts_with("token") && answer.status < 500, "{route}: {code}");
        }
    }
}

/// What the running application really has registered, by actix's own account.
fn registered(world: &World) -> BTreeSet<String> {
    let parts = Parts {
        service: world.service(),
        token_keys: TokenKeys::open(world.data()).unwrap(),
        limits: Arc::new(Limits::new(Rates::default())),
        clock: Clock::from_fn(|| NOW),
        behind_proxy: false,
        tls: false,
        app_files: AppFiles::embedded(),
        first_request_id: 1,
    };
    actix_web::rt::System::new().block_on(async {
        let app = actix_web::test::init_service(app(State::new(parts))).await;
        let request = actix_web::test::TestRequest::get().uri("/healthz").to_request();
        let response = actix_web::test::call_service(&app, request).await;
        let tree = response.request().app_data::<web::Data<IntrospectionTree>>().unwrap();
        let report: serde_json::Value = serde_json::from_str(&tree.report_as_json()).unwrap();
        let mut found = BTreeSet::new();
        for item in report.as_array().unwrap() {
            let path = item["full_path"].as_str().unwrap();
            for method in item["methods"].as_array().unwrap() {
                found.insert(format!("{} {path}", method.as_str().unwrap()));
            }
        }
        found
    })
}

#[test]
fn the_table_is_complete_and_nothing_is_registered_outside_of_it() {
    let found = registered(&World::new());
    let known: BTreeSet<String> =
        TABLE.iter().map(|(route, _)| *route).chain(PUBLIC).map(str::to_owned).collect();
    assert_eq!(found, known);
}

#[test]
fn other_methods_and_other_paths_are_refused_by_name() {
    let world = World::new();
    let hub = start(&world);
    for (route, _) in TABLE.iter().chain(&PUBLIC.map(|route| (route, ""))) {
        let (_, path) = route.split_once(' ').unwrap();
        let allowed = |method: &str| {
            TABLE
                .iter()
                .map(|(route, _)| *route)
                .chain(PUBLIC)
                .any(|one| one.split_once(' ') == Some((method, path)))
        };
        for method in ["PUT", "PATCH", "DELETE", "POST", "GET"] {
            if allowed(method) {
                continue;
            }
            let answer = send(&hub, method, path, "", b"");
            let code = answer.code();
            assert_eq!((answer.status, code.as_str()), (405, "method_not_allowed"), "{path}");
            for one in answer.header("allow").unwrap().split(", ") {
                assert!(allowed(one), "{path}: {one}");
            }
        }
    }
    for path in ["/v1", "/v1/members", "/v1/imports/", "/v1/branches/a/b/standings", "//docs"] {
        assert_eq!(get(&hub, path, None).code(), "not_found", "{path}");
    }
    // At the root is the app, or a word about it where the hub was built without.
    let root = get(&hub, "/", None);
    assert!(root.header("content-type").is_some_and(|kind| kind.starts_with("text/html")));
    assert!(root.header("content-security-policy").is_some());
    assert_eq!(send(&hub, "POST", "/", "", b"").code(), "not_found");
}

#[test]
fn nobody_reads_more_here_than_their_own_phone_would_hold() {
    // Standings and queues are made of these documents of a member.
    let kinds = [DocumentKind::Claims, DocumentKind::Roll, DocumentKind::Review];
    let document = |kind, branch: &str, member: &str| {
        let member = member.parse().unwrap();
        DocumentId::of_member(kind, &branch.parse().unwrap(), &member, Cycle(2026))
    };
    for (route, row) in
        TABLE.iter().filter(|(route, _)| route.contains("standing") || route.contains("queue"))
    {
        for (role, cell) in Role::ALL.into_iter().zip(row.split_whitespace()) {
            let subject = Subject {
                branch: "township-x".parse().unwrap(),
                member: "me".parse().unwrap(),
                role,
            };
            for (letter, branch, member, above) in [
                ('o', "township-x", "me", false),
                ('h', "township-x", "other", false),
                ('b', "pasture-a", "other", true),
            ] {
                let may = kinds.iter().all(|kind| {
                    may_read(&subject, &document(*kind, branch, member), Reach::above(above))
                });
                assert!(may || !cell.contains(letter), "{route}: {role:?} {letter}");
            }
        }
    }
}
