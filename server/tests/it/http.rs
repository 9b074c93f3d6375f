//! HTTP on real sockets: hostile bodies, refusals in the client's language, heads that stay small.

use crate::socket::{raw, send, start, sync};
use crate::world::{BRANCH, Device, NOW, World};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::chain::keys::{Hash, KeyPair};
use drokpa_core::code::Code;
use drokpa_core::sync::contact::Contact;
use drokpa_core::sync::envelope::{REQUEST_BYTES_MAX, seal_contact};
use drokpa_core::sync::reply::Fate;
use drokpa_core::sync::request::Request;
use drokpa_core::wire::bytes::hex;
use drokpa_locales::{Lang, text};
use drokpa_server::admin;
use drokpa_server::service::ENROLMENT_DOMAIN;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn a_phone_enrols_and_syncs_in_one_request_each() {
    let world = World::new();
    let hub = start(&world);
    let pair = KeyPair::from_seed(&[1; 32]);
    let contact = Contact { code: world.code("pa04"), request: Request::default() };
    let (bytes, binding) = seal_contact(&pair, &contact.to_bytes());
    let answer = sync(&hub, &bytes);
    assert_eq!(answer.status, 200);
    let (mut device, _) = Device::welcomed(pair, &binding, &answer.body);
    let claims = device.claims();
    let changeset = device.write(&claims, 3).pack(false);
    let request = device.request(vec![changeset]);
    let (bytes, binding) = device.seal(&request, NOW);
    for fate in [Fate::Accepted, Fate::Known] {
        let answer = sync(&hub, &bytes);
        assert_eq!(device.open(&binding, &answer.body).fates, [fate]);
        let mut names: Vec<String> = answer
            .head
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .map(|(name, _)| name.to_ascii_lowercase())
            .collect();
        names.sort();
        assert_eq!(names, ["content-length", "content-type", "date", "x-request-id"]);
        assert!(answer.head.len() <= 160, "{}", answer.head);
        assert!(answer.header("x-request-id").unwrap().len() <= 16);
    }
    hub.stop();
    let told = world.store();
    let devices = drokpa_server::store::Store::devices(&*told).unwrap();
    assert_eq!(devices[0].told.unwrap().at, NOW, "written when the service stopped");
    world.verify();
}

#[test]
fn what_inflates_is_refused_before_it_is_read() {
    let world = World::new();
    let hub = start(&world);
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![0; 50_000_000]).unwrap();
    let gzip = bomb.finish().unwrap();
    let mut bomb = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![0; 50_000_000]).unwrap();
    let deflate = bomb.finish().unwrap();
    for (encoding, body) in
        [("gzip", &gzip), ("deflate", &deflate), ("br", &gzip), ("GZIP, identity", &gzip)]
    {
        let heads = format!("content-encoding: {encoding}\r\n");
        let answer = send(&hub, "POST", "/v1/sync", &heads, body);
        assert_eq!((answer.status, answer.code()), (415, "encoding_unsupported".to_owned()));
    }
    let plain = send(&hub, "POST", "/v1/sync", "content-encoding: identity\r\n", b"x");
    assert_eq!((plain.status, plain.code()), (400, "version_unknown".to_owned()));
}

#[test]
fn a_body_above_the_limit_is_refused_announced_or_not() {
    let world = World::new();
    let hub = start(&world);
    let large = vec![0x11; REQUEST_BYTES_MAX + 1];
    assert_eq!(sync(&hub, &large).code(), "body_too_large");
    assert_eq!(sync(&hub, &large[1..]).code(), "device_unknown");
    let announced = "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-length: 999999999999\r\n\r\n";
    assert_eq!(raw(&hub, announced.as_bytes()).status, 413);
    let mut chunked =
        b"POST /v1/sync HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n".to_vec();
    for _ in 0..20 {
        chunked.extend_from_slice(b"2000\r\n");
        chunked.extend_from_slice(&[0x11; 0x2000]);
        chunked.extend_from_slice(b"\r\n");
    }
    assert_eq!(raw(&hub, &chunked).code(), "body_too_large");
}

#[test]
fn broken_frames_get_a_code_and_never_an_entry() {
    let world = World::new();
    let hub = start(&world);
    let service = world.service();
    let (mut device, _) = Device::enrol(&world, &service, "pa04", 1);
    let claims = device.claims();
    let changeset = device.write(&claims, 2).pack(false);
    let (bytes, _) = device.seal(&device.request(vec![changeset]), NOW);
    let before = world.verify().entries;
    let refused = |bytes: &[u8]| {
        let answer = sync(&hub, bytes);
        assert!((400..500).contains(&answer.status), "{}", answer.status);
        answer.code()
    };
    for at in (0..bytes.len()).step_by(7) {
        refused(&bytes[..at]);
        let mut flipped = bytes.clone();
        flipped[at] ^= 0x40;
        refused(&flipped);
    }
    assert_eq!(refused(&[]), "frame_truncated");
    // The opening of a stored document of the merge engine: no byte of one is ever taken.
    let mut junk = b"\x85\x6f\x4a\x83".to_vec();
    junk.resize(69, 0xff);
    assert_eq!(refused(&junk), "version_unknown");
    let mut contact = vec![0x12];
    contact.resize(300, 0);
    assert_eq!(refused(&contact), "key_weak");
    assert_eq!(world.verify().entries, before);
    assert_eq!(sync(&hub, &bytes).status, 200);
}

#[test]
fn refusals_are_in_the_language_that_was_asked_for() {
    let world = World::new();
    let hub = start(&world);
    for (asked, lang) in [
        ("bo-CN, zh;q=0.5", Lang::Bo),
        ("en", Lang::En),
        ("fr", Lang::ZhHans),
        ("zh-TW", Lang::ZhHans),
    ] {
        let heads = format!("accept-language: {asked}\r\n");
        let answer = send(&hub, "GET", "/nowhere", &heads, b"");
        assert_eq!((answer.status, answer.code()), (404, "not_found".to_owned()));
        let message = text(lang, Code::NotFound.message_id());
        assert_eq!(answer.json()["message"], message.as_ref());
        assert_eq!(answer.json()["retry_after_s"], serde_json::Value::Null);
        assert_eq!(answer.header("content-language"), Some(lang.tag()));
    }
    let wrong = send(&hub, "GET", "/v1/sync", "", b"");
    assert_eq!((wrong.status, wrong.code()), (405, "method_not_allowed".to_owned()));
    assert_eq!(send(&hub, "DELETE", "/healthz", "", b"").status, 405);
    let health = send(&hub, "GET", "/healthz", "", b"");
    assert_eq!((health.status, health.body.as_slice()), (200, &b"ok\n"[..]));
    assert!(health.header("x-request-id").is_some());
}

#[test]
fn tools_enrol_in_json_with_a_proof_of_their_key() {
    let world = World::new();
    let hub = start(&world);
    let pair = KeyPair::from_seed(&[9; 32]);
    let code = world.typed_code("pa01");
    let ask = |code: &str, signed: &str| {
        let key = pair.public();
        let parts: [&[u8]; 2] = [key.bytes(), signed.as_bytes()];
        let body = serde_json::json!({
            "code": code,
            "public_key": URL_SAFE_NO_PAD.encode(key.bytes()),
            "signature": URL_SAFE_NO_PAD.encode(pair.sign(ENROLMENT_DOMAIN, &parts)),
        });
        send(&hub, "POST", "/v1/enrolments", "", body.to_string().as_bytes())
    };
    assert_eq!(ask(&code, "other").code(), "contact_signature_wrong");
    assert_eq!(ask("AAAA-AAAA-AAAA", "AAAA-AAAA-AAAA").code(), "invite_refused");
    let enrolled = ask(&code, &code);
    assert_eq!(enrolled.status, 201);
    let body = enrolled.json();
    assert_eq!((&body["role"], &body["branch"]), (&"secretary".into(), &BRANCH.into()));
    assert_eq!(ask(&code, &code).json(), body, "a repeat is answered alike");
    for body in ["", "{}", "[]", "{\"code\":1}"] {
        let answer = send(&hub, "POST", "/v1/enrolments", "", body.as_bytes());
        assert_eq!((answer.status, answer.code()), (400, "frame_malformed".to_owned()));
    }
    world.verify();
}

#[test]
fn a_publication_is_found_under_its_hash_only() {
    let world = World::new();
    let rules = drokpa_fixtures::RULES_JSON.as_bytes();
    let published = admin::publish_rules(world.data(), rules, NOW).unwrap();
    let hub = start(&world);
    let path = format!("/v1/publications/{}", published[0].hash);
    let answer = send(&hub, "GET", &path, "", b"");
    assert_eq!(answer.status, 200);
    assert_eq!(hex(&Hash::plain(&answer.body).0), published[0].hash);
    assert_eq!(answer.json()["rules_id"], "village-basic");
    for path in [
        "/v1/publications/00",
        &path.to_uppercase().replace("/V1/PUBLICATIONS", "/v1/publications"),
        &path[..path.len() - 1],
    ] {
        assert_eq!(send(&hub, "GET", path, "", b"").status, 404, "{path}");
    }
}

#[test]
fn stopping_does_not_wait_for_idle_connections() {
    let world = World::new();
    let hub = start(&world);
    let mut idle = TcpStream::connect(hub.address).unwrap();
    idle.write_all(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    assert!(idle.read(&mut [0; 512]).unwrap() > 0);
    let (told, stopped) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        hub.stop();
        told.send(()).unwrap();
    });
    stopped.recv_timeout(Duration::from_secs(5)).unwrap();
}
