//! The demo as a whole: it must end well, say so in JSON, and hold the counts that it promises.

use crate::pocket::{Pocket, complaint, drokpa};
use crate::socket::{ask, raw, send};
use crate::world::{NOW, World};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::MemberId;
use drokpa_server::clock::Clock;
use drokpa_server::demo::{Door, MARK, PATH};
use drokpa_server::serve::{Options, Running};
use serde_json::Value;
use std::path::Path;

const JSON: &str = "content-type: application/json\r\n";

/// A web app as small as one can be.
fn small_app(folder: &Path) {
    std::fs::create_dir(folder.join("assets")).unwrap();
    let page = "<head><script type=\"module\" src=\"/assets/a-1.js\"></script></head>";
    std::fs::write(folder.join("index.html"), page).unwrap();
    std::fs::write(folder.join("assets/a-1.js"), "let a;").unwrap();
    std::fs::write(folder.join("sw.js"), "let a;").unwrap();
}

fn with_door(world: &World, app: &Path, listen: &str) -> Options {
    let ids = |ids: &[&str]| ids.iter().map(|id| MemberId::new(id).unwrap()).collect();
    let door = Door::new(world.data(), ids(&["pa04", "pa05"]), ids(&["pa01"]));
    let app = Some(app.to_owned());
    Options { app, door: Some(door), ..Options::plain(listen) }
}

#[test]
fn the_demo_ends_with_every_phone_showing_the_same() {
    let app = tempfile::tempdir().unwrap();
    small_app(app.path());
    let app = app.path().to_str().unwrap();
    let output = drokpa(["demo", "--exit", "--json", "--app", app]).output().unwrap();
    assert!(output.status.success(), "{}", complaint(&output));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["ok"], true);
    assert_eq!(summary["app"], "answers");
    assert_eq!(summary["phones"], 25 + 20 + 4);
    assert!(summary["claims"].as_u64().unwrap() > 45 * 15);
    assert!(summary["cuts_up"].as_u64().unwrap() > 5);
    assert!(summary["cuts_down"].as_u64().unwrap() > 5);
    assert_eq!(summary["replicas"]["agree"], summary["phones"]);
    assert_eq!(summary["verify"]["problems"], serde_json::json!([]));
    let conflicts = summary["conflicts"].as_array().unwrap();
    for kind in ["two_decisions", "two_marks"] {
        assert!(conflicts.iter().any(|line| line["conflict"] == kind), "no {kind}");
    }
    for line in conflicts {
        assert_eq!(line["seen_by_both"], true, "{line}");
        assert_ne!(line["decision"], "disputed", "{line}");
    }
    let [first, second] = &summary["standings"].as_array().unwrap()[..] else { panic!() };
    for table in [first, second] {
        let names = [&table["branch_zh"], &table["branch_bo"]];
        assert!(names.iter().all(|name| name.as_str().unwrap().chars().count() > 5), "{names:?}");
    }
    let members: Vec<&str> = summary["standings"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|table| table["rows"].as_array().unwrap())
        .map(|row| row["member"].as_str().unwrap())
        .collect();
    assert_eq!(members.len(), 25 + 40);
    assert!(members.is_sorted(), "not in roster order");
    println!("new phones: {}", summary["new_phones"]);
    println!("bytes: {}", summary["bytes"]);
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let store = folder.path().join("hub.sqlite");
    std::fs::write(&store, b"not mine").unwrap();
    let output = drokpa(["demo", "--exit", "--data", data]).output().unwrap();
    assert!(!output.status.success());
    assert!(complaint(&output).starts_with("already_initialised: "), "{}", complaint(&output));
    assert_eq!(std::fs::read(store).unwrap(), b"not mine");
}

#[test]
fn a_visitor_steps_into_an_invented_member_with_one_request() {
    let (world, app) = (World::new(), tempfile::tempdir().unwrap());
    small_app(app.path());
    let clock = Clock::from_fn(|| NOW);
    let options = with_door(&world, app.path(), "127.0.0.1:0");
    let hub = Running::start_with(world.data(), &options, clock.clone()).unwrap();
    let url = format!("http://{}", hub.address);
    let mut members = Vec::new();
    for (role, of) in [
        ("member", Role::Member),
        ("member", Role::Member),
        ("member", Role::Member),
        ("secretary", Role::Secretary),
    ] {
        let given = send(&hub, "POST", PATH, JSON, format!("{{\"role\":\"{role}\"}}").as_bytes());
        assert_eq!(given.status, 201, "{}", given.head);
        assert_eq!(given.header("cache-control"), Some("no-store"));
        let given = given.json();
        let (pocket, _) = Pocket::enrol(&url, given["code"].as_str().unwrap(), &clock);
        assert_eq!(pocket.phone.role(), of);
        assert_eq!(given["role"], of.name());
        members.push(given["member"].as_str().unwrap().to_owned());
    }
    assert_eq!(members, ["pa04", "pa05", "pa04", "pa01"], "one after the other");
    let page = ask(&hub, "/", "");
    assert!(String::from_utf8(page.body.clone()).unwrap().contains(MARK));
    assert!(page.header("content-security-policy").unwrap().contains("script-src 'self'"));
    // What a browser kept of this page would be shown for whatever comes to this address later.
    assert_eq!(ask(&hub, "/sw.js", "").status, 404);
}

#[test]
fn a_door_takes_nothing_that_another_page_or_a_slip_could_send() {
    let (world, app) = (World::new(), tempfile::tempdir().unwrap());
    small_app(app.path());
    let options = with_door(&world, app.path(), "127.0.0.1:0");
    let hub = Running::start_with(world.data(), &options, Clock::from_fn(|| NOW)).unwrap();
    let long = format!("{{\"role\":\"member\",\"a\":\"{}\"}}", "a".repeat(600));
    for (heads, body) in [
        // What a form of another origin may send without asking.
        ("content-type: text/plain\r\n", r#"{"role":"member"}"#),
        ("", r#"{"role":"member"}"#),
        (JSON, r#"{"role":"township_reviewer"}"#),
        (JSON, r#"{"role":"member","member":"pa01"}"#),
        (JSON, "[]"),
        (JSON, ""),
    ] {
        let refused = send(&hub, "POST", PATH, heads, body.as_bytes());
        assert_eq!((refused.status, &*refused.code()), (400, "parameter_malformed"), "{body}");
    }
    let refused = send(&hub, "POST", PATH, JSON, long.as_bytes());
    assert_eq!((refused.status, &*refused.code()), (413, "body_too_large"));
    let refused = ask(&hub, PATH, "");
    assert_eq!((refused.status, &*refused.code()), (405, "method_not_allowed"));
    let preflight = format!("OPTIONS {PATH} HTTP/1.1\r\nhost: x\r\norigin: http://y\r\n\r\n");
    assert!(raw(&hub, preflight.as_bytes()).header("access-control-allow-origin").is_none());
}

#[test]
fn a_hub_in_use_has_no_door_and_others_machines_never_reach_one() {
    let (world, app) = (World::new(), tempfile::tempdir().unwrap());
    small_app(app.path());
    let clock = Clock::from_fn(|| NOW);
    let options = Options { door: None, ..with_door(&world, app.path(), "127.0.0.1:0") };
    let hub = Running::start_with(world.data(), &options, clock.clone()).unwrap();
    let refused = send(&hub, "POST", PATH, JSON, br#"{"role":"member"}"#);
    assert_eq!((refused.status, &*refused.code()), (404, "not_found"));
    let page = String::from_utf8(ask(&hub, "/", "").body).unwrap();
    assert!(page.contains("a-1.js") && !page.contains("drokpa-demo"), "{page}");
    assert_eq!(ask(&hub, "/sw.js", "").status, 200);
    hub.stop();
    for listen in ["0.0.0.0:0", "[::]:0"] {
        let options = with_door(&world, app.path(), listen);
        let refused = Running::start_with(world.data(), &options, clock.clone());
        let refused = refused.map(|_| ()).unwrap_err();
        assert_eq!(refused.code(), Code::ParameterMalformed, "{listen}");
    }
}
