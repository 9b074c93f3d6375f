//! Rates over a socket: who is told to come back, who is not, and that nothing is lost by it.

use crate::pocket::Pocket;
use crate::socket::{Answer, ask, get, send};
use crate::world::{Device, NOW, World, ask_token};
use drokpa_core::code::Code;
use drokpa_core::id::CourseId;
use drokpa_core::phone::NewClaim;
use drokpa_core::time::Seconds;
use drokpa_server::auth::limits::{Rate, Rates};
use drokpa_server::clock::Clock;
use drokpa_server::serve::{Options, Running};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A hub with small buckets, and its clock.
fn hub(world: &World, rates: Rates, behind_proxy: bool) -> (Running, Arc<AtomicU64>, Clock) {
    let time = Arc::new(AtomicU64::new(NOW.0));
    let shown = Arc::clone(&time);
    let clock = Clock::from_fn(move || Seconds(shown.load(Ordering::Relaxed)));
    let options = Options { rates, behind_proxy, ..Options::plain("127.0.0.1:0") };
    (Running::start_with(world.data(), &options, clock.clone()).unwrap(), time, clock)
}

fn rate(burst: u32, per_second: u32) -> Rate {
    Rate { burst, per_second }
}

fn limited(answer: &Answer) -> bool {
    if answer.status != 429 {
        return false;
    }
    assert_eq!(answer.code(), "rate_limited");
    assert_eq!(answer.json()["retry_after_s"], 1);
    assert_eq!(answer.header("retry-after"), Some("1"));
    true
}

#[test]
fn an_address_is_told_to_come_back_before_anything_else_is_looked_at() {
    let world = World::new();
    let rates = Rates { address: rate(5, 2), loopback: true, ..Rates::default() };
    let (hub, time, _) = hub(&world, rates, false);
    let paths = ["/healthz", "/nowhere", "/v1/rules", "/docs", "/v1/members/pa01/standing"];
    for path in paths {
        assert!(!limited(&get(&hub, path, None)), "{path}");
    }
    for path in paths {
        assert!(limited(&get(&hub, path, Some("a.b.c"))), "{path}");
    }
    assert!(limited(&send(&hub, "POST", "/v1/sync", "", b"")));
    assert!(limited(&send(&hub, "DELETE", "/v1/sync", "", b"")));
    time.fetch_add(1, Ordering::Relaxed);
    assert_eq!([0, 1, 2].map(|_| limited(&get(&hub, "/healthz", None))), [false, false, true]);
}

#[test]
fn proofs_have_a_smaller_bucket_and_guessing_ends_there() {
    let world = World::new();
    let device = Device::enrol(&world, &world.service(), "pa04", 1).0;
    let rates = Rates { knock: rate(3, 1), loopback: true, ..Rates::default() };
    let (hub, _, _) = hub(&world, rates, false);
    let mut wrong = device.proof(NOW);
    wrong.signature[0] ^= 1;
    assert_eq!(ask_token(&hub, &wrong).code(), "mac_wrong");
    assert_eq!(ask_token(&hub, &device.proof(NOW)).status, 201);
    let guess = send(&hub, "POST", "/v1/enrolments", "", b"{}");
    assert_eq!(guess.code(), "frame_malformed");
    assert!(limited(&ask_token(&hub, &device.proof(NOW))));
    assert_eq!(get(&hub, "/healthz", None).status, 200, "the rest goes on");
}

#[test]
fn a_phone_that_runs_wild_is_slowed_and_loses_nothing() {
    let world = World::new();
    let rates = Rates { device: rate(6, 1), ..Rates::default() };
    let (hub, time, clock) = hub(&world, rates, false);
    let url = format!("http://{}", hub.address);
    let (mut wild, _) = Pocket::enrol(&url, &world.typed_code("pa05"), &clock);
    let (mut other, _) = Pocket::enrol(&url, &world.typed_code("pa06"), &clock);
    let mut refused = 0;
    for minutes in 1..=12 {
        let course = CourseId::new(&format!("policy-{minutes}")).unwrap();
        wild.record(&NewClaim::Study { course, day: NOW.day(), minutes }, "");
        match wild.try_sync() {
            Ok(_) => assert_eq!(refused, 0),
            Err(error) => {
                assert_eq!(error.code(), Code::RateLimited);
                refused += 1;
            }
        }
    }
    assert!(refused > 3, "{refused}");
    assert_eq!(wild.phone.status().outbox, refused, "all of it is still there");
    other.sync();
    time.fetch_add(60, Ordering::Relaxed);
    assert!(wild.sync().synced);
    assert_eq!(wild.claims(true).len(), 12);
    world.verify();
}

#[test]
fn nobody_uses_up_the_bucket_of_a_device_that_they_are_not() {
    let world = World::new();
    let service = world.service();
    let (mut device, _) = Device::enrol(&world, &service, "pa05", 1);
    let rates = Rates { device: rate(2, 1), ..Rates::default() };
    let (hub, _, _) = hub(&world, rates, false);
    let (good, binding) = device.seal(&device.request(vec![]), NOW);
    let mut forged = good.clone();
    *forged.last_mut().unwrap() ^= 1;
    for _ in 0..20 {
        assert_eq!(crate::socket::sync(&hub, &forged).code(), "mac_wrong");
    }
    for _ in 0..2 {
        let answer = crate::socket::sync(&hub, &good);
        assert_eq!(answer.status, 200);
        device.follow(&device.open(&binding, &answer.body));
    }
    assert!(limited(&crate::socket::sync(&hub, &good)));
}

#[test]
fn behind_a_proxy_clients_are_told_apart_by_what_the_proxy_wrote_last() {
    let world = World::new();
    let rates = Rates { address: rate(3, 1), ..Rates::default() };
    let (hub, _, _) = hub(&world, rates, true);
    let from =
        |forwarded: &str| ask(&hub, "/healthz", &format!("x-forwarded-for: {forwarded}\r\n"));
    for number in 0..3 {
        let claimed = format!("198.51.100.{number}, 192.0.2.7");
        assert!(!limited(&from(&claimed)), "{number}");
    }
    assert!(limited(&from("203.0.113.5, 192.0.2.7")), "whatever the client wrote before");
    assert!(!limited(&from("192.0.2.8")));
    for _ in 0..5 {
        assert!(!limited(&from("nonsense")), "the proxy itself");
    }
}
