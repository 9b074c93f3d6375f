//! What a secretary does about the branch's phones over HTTP: invites, revocations, which phones
//! there are.

use crate::socket::{Answer, bearer, get, send, start};
use crate::world::{Device, NOW, World};
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::sync::contact::InviteCode;
use drokpa_server::serve::Running;
use drokpa_server::store::{Redeem, Redeemed, Store as _};
use serde_json::{Value, json};

struct Office {
    world: World,
    hub: Running,
    secretary: Device,
    token: String,
}

fn office() -> Office {
    let world = World::new();
    let (secretary, _) = Device::enrol(&world, &world.service(), "pa01", 1);
    let hub = start(&world);
    let token = secretary.token(&hub);
    Office { world, hub, secretary, token }
}

impl Office {
    fn post(&self, path: &str, body: &Value) -> Answer {
        let heads = bearer(Some(&self.token));
        send(&self.hub, "POST", path, &heads, body.to_string().as_bytes())
    }

    fn invite(&self, members: &[&str]) -> Answer {
        let body = json!({ "members": members, "address": "http://192.0.2.7:8080" });
        self.post("/v1/branches/pasture-a/invites", &body)
    }

    fn revoke(&self, device: &Device, since: Option<u64>) -> Answer {
        let path = format!("/v1/devices/{}/revocation", device.welcome.serial.0);
        self.post(&path, &json!({ "since": since }))
    }

    /// What an invite makes of a new key.
    fn redeem(&self, code: &Value, seed: u8) -> Redeemed {
        let code = InviteCode::parse(code.as_str().unwrap()).unwrap();
        let redeem = Redeem { code, key: KeyPair::from_seed(&[seed; 32]).public(), now: NOW };
        self.world.store().redeem(&redeem).unwrap()
    }

    fn enrol(&self, member: &str, seed: u8) -> Device {
        Device::enrol(&self.world, &self.world.service(), member, seed).0
    }
}

fn told(answer: &Answer) -> (u16, String) {
    (answer.status, answer.code())
}

#[test]
fn an_invite_takes_the_place_of_the_one_before_and_the_member_sees_who_made_it() {
    let office = office();
    let first = office.invite(&["pa05"]);
    assert_eq!(first.status, 201);
    let first = first.json()["invites"][0].clone();
    assert_eq!((&first["member"], &first["role"]), (&json!("pa05"), &json!("member")));
    assert!(first["qr"].as_str().unwrap().len() > 100);
    // The first answer was lost on its way, so it is asked for again.
    let second = office.invite(&["pa05", "pa06"]).json();
    assert_eq!(office.redeem(&first["code"], 3), Redeemed::Refused);
    for (at, seed) in [(0, 4), (1, 5)] {
        let made = office.redeem(&second["invites"][at]["code"], seed);
        assert!(matches!(made, Redeemed::Device(_)), "{at}");
    }
    let member = office.enrol("pa05", 6);
    let log = get(&office.hub, "/v1/audit/members/pa05", Some(&member.token(&office.hub))).json();
    let made = log["reads"].as_array().unwrap().iter().find(|read| read["what"] == "invite");
    assert_eq!(made.map(|read| &read["by"]), Some(&json!("pa01")));
    office.world.verify();
}

#[test]
fn a_secretary_invites_nobody_into_another_office_or_branch() {
    let office = office();
    for (members, code) in [
        (&["pa02"][..], "role_needed"),
        (&["pa01"], "role_needed"),
        (&["pa05", "vb01"], "member_unknown"),
        (&["nobody"], "member_unknown"),
        (&["pa05", "pa05"], "member_twice"),
        (&[], "count_too_large"),
    ] {
        assert_eq!(office.invite(members).code(), code, "{members:?}");
    }
    let long = json!({ "members": ["pa05"], "address": "x".repeat(201) });
    let answer = office.post("/v1/branches/pasture-a/invites", &long);
    assert_eq!(answer.code(), "text_too_long");
    for body in [json!({}), json!({ "members": ["pa05"] }), json!([1])] {
        let answer = office.post("/v1/branches/pasture-a/invites", &body);
        assert_eq!(answer.code(), "frame_malformed", "{body}");
    }
}

#[test]
fn a_lost_phone_is_revoked_once_and_what_it_wrote_since_is_set_aside() {
    let office = office();
    let mut lost = office.enrol("pa05", 7);
    let token = lost.token(&office.hub);
    let claims = lost.claims();
    let written = lost.write(&claims, 3);
    lost.sync(&office.world.service(), vec![written.pack(false)]);
    let path = format!("/v1/devices/{}/revocation", lost.welcome.serial.0);
    for body in [json!({}), json!({ "since": "today" })] {
        assert_eq!(office.post(&path, &body).code(), "frame_malformed", "{body}");
    }
    let answer = office.revoke(&lost, Some(NOW.0));
    let expected = json!({ "device": lost.welcome.serial.0, "chains": 0, "quarantined": 3 });
    assert_eq!((answer.status, answer.json()), (200, expected));
    let again = office.revoke(&lost, None);
    assert_eq!((again.status, again.json()["quarantined"].as_u64()), (200, Some(0)));
    let dead = get(&office.hub, "/v1/members/pa05/standing", Some(&token));
    assert_eq!(told(&dead), (401, "token_refused".to_owned()));
    let fresh = office.enrol("pa05", 8);
    let log = get(&office.hub, "/v1/audit/members/pa05", Some(&fresh.token(&office.hub))).json();
    let seen = log["reads"].as_array().unwrap().iter().any(|read| read["what"] == "revocation");
    assert!(seen, "{log}");
    office.world.verify();
}

#[test]
fn a_secretary_revokes_no_other_office_and_not_the_phone_that_asks() {
    let office = office();
    let other = office.enrol("pa02", 7);
    assert_eq!(told(&office.revoke(&other, None)), (403, "role_needed".to_owned()));
    assert_eq!(office.revoke(&office.secretary, None).code(), "state_wrong");
    let second = office.enrol("pa01", 8);
    assert_eq!(office.revoke(&second, None).status, 200, "one's own other phone");
    let member = office.enrol("pa05", 9);
    assert_eq!(office.revoke(&member, Some(NOW.0 + 1)).code(), "day_range");
}

#[test]
fn the_home_secretary_sees_which_phones_there_are_and_which_were_revoked() {
    let office = office();
    let mut member = office.enrol("pa05", 7);
    member.sync(&office.world.service(), Vec::new());
    office.revoke(&member, None);
    let path = "/v1/branches/pasture-a/devices";
    let list = get(&office.hub, path, Some(&office.token)).json();
    let rows = list["devices"].as_array().unwrap();
    let of = |id: &str| rows.iter().find(|row| row["member"] == id).unwrap().clone();
    assert_eq!((rows.len(), &list["branch"]), (2, &json!("pasture-a")));
    assert_eq!((&of("pa05")["revoked"], &of("pa01")["revoked"]), (&json!(true), &json!(false)));
}
