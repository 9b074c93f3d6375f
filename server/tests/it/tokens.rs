//! Tokens over a socket: who gets one, for how long, and when it is worth nothing any more.

use crate::pocket::{drokpa, organisation, run};
use crate::socket::{get, send, start};
use crate::world::{Device, NOW, World, ask_token};
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::id::Serial;
use drokpa_core::sync::token::TokenProof;
use drokpa_core::time::Seconds;
use drokpa_server::admin;
use drokpa_server::clock::Clock;
use drokpa_server::serve::Running;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const MINE: &str = "/v1/members/pa04/standing";

fn herder(world: &World) -> Device {
    Device::enrol(world, &world.service(), "pa04", 1).0
}

#[test]
fn a_device_gets_a_token_for_a_proof_of_its_key_and_for_nothing_less() {
    let world = World::new();
    let device = herder(&world);
    let hub = start(&world);
    let good = device.proof(NOW);
    let answer = ask_token(&hub, &good);
    assert_eq!(answer.status, 201);
    assert_eq!(answer.json()["expires_at"], NOW.0 + 600);
    let realm = device.welcome.realm();
    let other = KeyPair::from_seed(&[2; 32]);
    let serial = device.welcome.serial;
    for (proof, code) in [
        (TokenProof::sign(&other, &realm, serial, NOW), "mac_wrong"),
        (TokenProof { serial: Serial(serial.0 + 7), ..good }, "device_unknown"),
        (TokenProof { time: Seconds(NOW.0 + 1), ..good }, "mac_wrong"),
        (device.proof(Seconds(NOW.0 + 601)), "clock_window"),
        (device.proof(Seconds(NOW.0 - 601)), "clock_window"),
    ] {
        let refused = ask_token(&hub, &proof);
        assert_eq!((refused.status, refused.code().as_str()), (401, code));
        assert!(refused.header("date").is_some(), "tells the time");
    }
    for body in ["", "{}", "[]", r#"{"device":1,"time":1,"signature":"short"}"#] {
        let refused = send(&hub, "POST", "/v1/tokens", "", body.as_bytes());
        assert_eq!((refused.status, refused.code().as_str()), (400, "frame_malformed"));
    }
}

#[test]
fn a_revoked_device_gets_no_token_and_loses_the_one_it_has() {
    let world = World::new();
    let device = herder(&world);
    let hub = start(&world);
    let token = device.token(&hub);
    assert_eq!(get(&hub, MINE, Some(&token)).status, 200);
    admin::revoke(world.data(), device.welcome.serial, None, NOW).unwrap();
    let refused = ask_token(&hub, &device.proof(NOW));
    assert_eq!((refused.status, refused.code().as_str()), (403, "token_withheld"));
    let refused = get(&hub, MINE, Some(&token));
    assert_eq!((refused.status, refused.code().as_str()), (401, "token_refused"));
}

#[test]
fn a_token_is_over_after_ten_minutes() {
    let world = World::new();
    let device = herder(&world);
    let time = Arc::new(AtomicU64::new(NOW.0));
    let shown = Arc::clone(&time);
    let clock = Clock::from_fn(move || Seconds(shown.load(Ordering::Relaxed)));
    let hub = Running::start(world.data(), "127.0.0.1:0", clock).unwrap();
    let token = device.token(&hub);
    time.store(NOW.0 + 600, Ordering::Relaxed);
    assert_eq!(get(&hub, MINE, Some(&token)).status, 200);
    time.store(NOW.0 + 601, Ordering::Relaxed);
    assert_eq!(get(&hub, MINE, Some(&token)).code(), "token_refused");
}

#[test]
fn an_operators_token_ends_with_the_role_it_speaks_for() {
    let world = World::new();
    let hub = start(&world);
    let secretary = admin::token(world.data(), &"pa01".parse().unwrap(), 15, NOW).unwrap();
    let queue = "/v1/branches/pasture-a/queue";
    assert_eq!(get(&hub, queue, Some(&secretary.token)).status, 200);
    let demoted = "member,branch,role,sector,name_zh,name_bo,joined_on\n\
                   pa01,pasture-a,member,village,示例,དཔེ,2020-07-01\n";
    admin::import_roster(world.data(), demoted.as_bytes(), false, NOW).unwrap();
    assert_eq!(get(&hub, queue, Some(&secretary.token)).code(), "token_refused");
    let nobody = admin::token(world.data(), &"nobody".parse().unwrap(), 15, NOW).unwrap_err();
    assert_eq!(nobody.code().name(), "member_unknown");
}

#[test]
fn keys_turn_beside_a_running_service() {
    let world = World::new();
    let device = herder(&world);
    let hub = start(&world);
    let old = device.token(&hub);
    admin::rotate_token_key(world.data(), false, NOW).unwrap();
    let new = device.token(&hub);
    for token in [&old, &new] {
        assert_eq!(get(&hub, MINE, Some(token)).status, 200);
    }
    admin::rotate_token_key(world.data(), true, NOW).unwrap();
    for token in [&old, &new] {
        assert_eq!(get(&hub, MINE, Some(token)).code(), "token_refused");
    }
    assert_eq!(get(&hub, MINE, Some(&device.token(&hub))).status, 200);
}

#[test]
fn the_operator_makes_tokens_and_keys_on_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let data = data.to_str().unwrap();
    let token = run(["token", "--data", data, "--member", "pa01", "--minutes", "5"]);
    assert_eq!(token.trim().split('.').count(), 3);
    let line = run(["--json", "token", "--data", data, "--member", "pa01"]);
    let line: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!((&line["role"], &line["branch"]), (&"secretary".into(), &"pasture-a".into()));
    let rotated = run(["--json", "token-key", "rotate", "--data", data]);
    let rotated: serde_json::Value = serde_json::from_str(&rotated).unwrap();
    assert_eq!(rotated["retired"].as_array().unwrap().len(), 1);
    let long = drokpa(["token", "--data", data, "--member", "pa01", "--minutes", "61"]).output();
    assert_eq!(long.unwrap().status.code(), Some(2));
}
