//! A host as an app would write it: a map for the store, three values beside the key, and a loop
//! that moves bytes to a hub in memory.

use drokpa_app::{AppError, Ask, Batch, Beside, Enrolment, NewClaim, Phone, SyncReport};
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::keys::Hash;
use drokpa_core::code::Code;
use drokpa_core::phone::publication_hash;
use drokpa_core::time::Seconds;
use drokpa_fixtures::world::{MemoryHub, START, branch, member};
use std::collections::BTreeMap;

/// Noon of the first day.
pub const NOW: u64 = START.0;

/// An app on a device.
pub struct App {
    pub phone: Phone,
    pub identity: Vec<u8>,
    pub mark: Option<Vec<u8>>,
    pub invite: Option<Vec<u8>>,
    pub records: BTreeMap<Vec<u8>, Vec<u8>>,
}

/// The village's rules as the fixtures have them, but that a secretary decides everything.
pub fn hub_with_rules() -> MemoryHub {
    let mut hub = MemoryHub::new();
    let mut file: serde_json::Value = serde_json::from_str(drokpa_fixtures::RULES_JSON).unwrap();
    let rules = file["rules"].as_array_mut().unwrap().iter_mut();
    let basic = rules.filter(|one| one["rules_id"] == "village-basic");
    for one in basic {
        for item in one["items"].as_array_mut().unwrap() {
            item["needs_review"] = true.into();
        }
        let version = one["version"].as_u64().unwrap() as u32;
        let body = serde_json::to_vec(one).unwrap();
        hub.publish_rules(&branch("pasture-a"), "village-basic", version, &body);
    }
    hub
}

/// What a hub answers over HTTP.
pub fn answer(hub: &mut MemoryHub, now: u64, ask: &Ask) -> (u16, Vec<u8>) {
    let refused = |code: Code| {
        let body = serde_json::json!({ "code": code.name(), "message": "", "request_id": "1" });
        (code.http(), body.to_string().into_bytes())
    };
    if let Some(hash) = ask.path.strip_prefix("/v1/publications/") {
        if ask.method == "PUT" {
            hub.publications.insert(publication_hash(&ask.body), ask.body.clone());
            return (204, Vec::new());
        }
        let bytes: Vec<u8> = (0..hash.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hash[at..at + 2], 16).unwrap())
            .collect();
        let hash = Hash(bytes.try_into().unwrap());
        return match hub.publications.get(&hash) {
            Some(body) => (200, body.clone()),
            None => refused(Code::NotFound),
        };
    }
    assert_eq!((ask.method, &*ask.path), ("POST", "/v1/sync"));
    match hub.handle(Seconds(now), &ask.body) {
        Ok(body) => (200, body),
        Err(code) => refused(code),
    }
}

impl App {
    /// Enrols with a typed code and takes in all there is.
    pub fn enrol(hub: &mut MemoryHub, who: &str, role: Role) -> App {
        let code = hub.invite(&branch("pasture-a"), &member(who), role);
        let mut seed = [0; 32];
        seed.iter_mut().zip(code.bytes()).for_each(|(to, from)| *to = from);
        let (enrolment, ask) = Enrolment::begin(seed, &code).unwrap();
        let (status, body) = answer(hub, NOW, &ask);
        let (phone, identity, batch) = enrolment.finish(NOW, status, &body).unwrap();
        let records = BTreeMap::new();
        let mut app = App { phone, identity, mark: None, invite: None, records };
        app.commit(&batch);
        app.drain(hub, NOW).unwrap();
        app.agree();
        app.sync(hub);
        app
    }

    /// Makes a phone of an invite's QR code, without a network.
    pub fn invited(hub: &mut MemoryHub, who: &str) -> App {
        let invitation = hub.invitation(&branch("pasture-a"), &member(who), Role::Member);
        let made = Phone::invited([9; 32], &invitation.to_text().unwrap()).unwrap();
        assert_eq!(made.address, "http://192.0.2.7:8080");
        let mut app = App {
            phone: made.phone,
            identity: made.identity,
            mark: None,
            invite: Some(made.invite),
            records: BTreeMap::new(),
        };
        app.agree();
        app
    }

    /// Makes a batch durable.
    pub fn commit(&mut self, batch: &Batch) {
        for write in batch.writes.clone() {
            match write.value {
                Some(value) => self.records.insert(write.key, value),
                None => self.records.remove(&write.key),
            };
        }
        self.mark = batch.mark.clone().or(self.mark.take());
        self.phone.persisted(batch.id).unwrap();
    }

    /// Makes a batch durable and hands on what came with it.
    pub fn saved<T>(&mut self, (value, batch): (T, Batch)) -> T {
        self.commit(&batch);
        value
    }

    /// Answers the notice.
    pub fn agree(&mut self) {
        let batch = self.phone.answer_notice(NOW, "bo", true).unwrap();
        self.commit(&batch);
    }

    /// Forty-five minutes of study on the first day.
    pub fn study(&mut self, course: &str) -> String {
        let study = NewClaim::Study { course: course.into(), minutes: 45, day: None };
        let recorded = self.phone.record(NOW, &study, "").unwrap();
        self.saved(recorded).claim
    }

    /// The loop of every app.
    pub fn drain(&mut self, hub: &mut MemoryHub, now: u64) -> Result<SyncReport, AppError> {
        while let Some(ask) = self.phone.next_ask(now)? {
            let (status, body) = answer(hub, now, &ask);
            if let Some(batch) = self.phone.answer(now, status, &body)? {
                self.commit(&batch);
            }
        }
        if self.phone.about().welcomed {
            self.invite = None;
        }
        Ok(self.phone.sync_report())
    }

    /// Syncs until nothing is left.
    pub fn sync(&mut self, hub: &mut MemoryHub) -> SyncReport {
        self.phone.begin_sync();
        self.drain(hub, NOW).unwrap()
    }

    /// Switched off and on: only what rests is left.
    pub fn restart(&mut self) {
        let beside = Beside {
            identity: &self.identity,
            mark: self.mark.as_deref(),
            invite: self.invite.as_deref(),
        };
        self.phone = Phone::open(beside, self.records.clone()).unwrap();
        self.mark = self.phone.mark_owed().or(self.mark.take());
    }
}
