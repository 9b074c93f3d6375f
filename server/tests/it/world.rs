//! A small organisation in a temporary folder, and devices made of the core's own parts.

use crate::socket::{Answer, send};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::chain::changeset::{Changeset, Opened};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::{Entry, Note};
use drokpa_core::chain::keys::{Hash, KeyPair, MacKey};
use drokpa_core::hub::write_chain;
use drokpa_core::id::{Actor, BranchId, MemberId, ObjectId, Serial};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Claim, Value};
use drokpa_core::sync::contact::{Contact, InviteCode, Welcome};
use drokpa_core::sync::envelope::{
    self, KIND_REPLY, KIND_WELCOME, open_reply, seal_contact, seal_request,
};
use drokpa_core::sync::reply::Reply;
use drokpa_core::sync::request::{Cursor, Request, StreamUp};
use drokpa_core::sync::token::TokenProof;
use drokpa_core::time::{Cycle, Minute, Seconds};
use drokpa_core::wire::bytes::Reader;
use drokpa_server::admin::{self, Invited};
use drokpa_server::error::HubError;
use drokpa_server::keys;
use drokpa_server::serve::Running;
use drokpa_server::service::Service;
use drokpa_server::store::sqlite::SqliteStore;
use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use tempfile::TempDir;

/// Monday, 4 May 2026, 10:00 in Beijing.
pub const NOW: Seconds = Seconds(1_777_860_000);
pub const BRANCH: &str = "pasture-a";

pub fn branch(id: &str) -> BranchId {
    id.parse().unwrap()
}

/// A data folder with the fixture organisation.
pub struct World {
    pub folder: TempDir,
}

impl World {
    pub fn new() -> World {
        let folder = tempfile::tempdir().unwrap();
        admin::init(folder.path()).unwrap();
        let branches = drokpa_fixtures::BRANCHES_CSV.as_bytes();
        assert_eq!(admin::import_branches(folder.path(), branches, NOW).unwrap().refused, 0);
        let roster = drokpa_fixtures::ROSTER_CSV.as_bytes();
        assert_eq!(admin::import_roster(folder.path(), roster, false, NOW).unwrap().created, 67);
        World { folder }
    }

    pub fn data(&self) -> &Path {
        self.folder.path()
    }

    pub fn store(&self) -> Arc<SqliteStore> {
        Arc::new(admin::open(self.data()).unwrap())
    }

    pub fn service(&self) -> Service {
        Service::new(keys::read(self.data()).unwrap(), self.store())
    }

    pub fn code(&self, member: &str) -> InviteCode {
        InviteCode::parse(&self.typed_code(member)).unwrap()
    }

    pub fn typed_code(&self, member: &str) -> String {
        let who = Invited::Members(vec![member.parse().unwrap()]);
        admin::invite(self.data(), &who, NOW).unwrap().remove(0).code
    }

    /// No chain is broken and every table says what the log says.
    pub fn verify(&self) -> admin::VerifyReport {
        let report = admin::verify(self.data()).unwrap();
        assert_eq!(report.problems, [""; 0]);
        report
    }
}

/// Asks for a token as any tool would.
pub fn ask_token(hub: &Running, proof: &TokenProof) -> Answer {
    let body = serde_json::json!({
        "device": proof.serial.0,
        "time": proof.time.0,
        "signature": URL_SAFE_NO_PAD.encode(proof.signature),
    });
    send(hub, "POST", "/v1/tokens", "", body.to_string().as_bytes())
}

/// A device that is enrolled.
pub struct Device {
    pub pair: KeyPair,
    pub welcome: Welcome,
    pub key: MacKey,
    pub cursors: HashMap<BranchId, Cursor>,
    tips: HashMap<DocumentId, (u32, Hash)>,
    counter: u32,
}

impl Device {
    pub fn enrol(world: &World, service: &Service, member: &str, seed: u8) -> (Device, Reply) {
        let pair = KeyPair::from_seed(&[seed; 32]);
        let contact = Contact { code: world.code(member), request: Request::default() };
        let (bytes, binding) = seal_contact(&pair, &contact.to_bytes());
        let answer = service.handle(&bytes, NOW).unwrap();
        Device::welcomed(pair, &binding, &answer.body)
    }

    pub fn welcomed(pair: KeyPair, binding: &envelope::Binding, body: &[u8]) -> (Device, Reply) {
        let (_, payload) = envelope::peek_reply(body).unwrap();
        let welcome = Welcome::read(&mut Reader::new(payload)).unwrap();
        let key = pair.mac_key(&welcome.hub).unwrap();
        let (kind, payload) = open_reply(&key, binding, body).unwrap();
        assert_eq!(kind, KIND_WELCOME);
        let mut rest = Reader::new(payload);
        Welcome::read(&mut rest).unwrap();
        let rest = rest.take(rest.left()).unwrap();
        let reply = Reply::read(rest, &welcome.sender(0)).unwrap();
        let mut device = Device {
            pair,
            welcome,
            key,
            cursors: HashMap::new(),
            tips: HashMap::new(),
            counter: 0,
        };
        device.follow(&reply);
        (device, reply)
    }

    /// A bearer token for this device.
    pub fn token(&self, hub: &Running) -> String {
        let answer = ask_token(hub, &self.proof(NOW));
        assert_eq!(answer.status, 201, "{}", String::from_utf8_lossy(&answer.body));
        answer.json()["token"].as_str().unwrap().to_owned()
    }

    pub fn proof(&self, now: Seconds) -> TokenProof {
        TokenProof::sign(&self.pair, &self.welcome.realm(), self.welcome.serial, now)
    }

    pub fn tip(&self, document: &DocumentId) -> Option<(u32, Hash)> {
        self.tips.get(document).copied()
    }

    pub fn actor(&self) -> Actor {
        Actor { serial: self.welcome.serial, generation: 0 }
    }

    pub fn document(&self, kind: DocumentKind, member: &str) -> DocumentId {
        let member: MemberId = member.parse().unwrap();
        DocumentId::of_member(kind, &self.welcome.branch, &member, Cycle(2026))
    }

    pub fn claims(&self) -> DocumentId {
        self.document(DocumentKind::Claims, self.welcome.member.as_str())
    }

    pub fn entry(&mut self) -> Entry {
        self.counter += 1;
        let counter = self.counter;
        let id = ObjectId { serial: Serial(900), generation: 0, counter };
        let claim = Claim {
            withdrawn: false,
            round: 1,
            minutes: Some(60),
            day: None,
            code: None,
            item: None,
        };
        Entry {
            recorded_at: Minute(29_631_000 + counter),
            key: Key::Attendance(id).record().unwrap(),
            value: Value::Claim(claim).record().unwrap(),
            replaces: Vec::new(),
            note: Note::None,
        }
    }

    /// Writes `count` entries behind the device's chain in a document.
    pub fn write(&mut self, document: &DocumentId, count: usize) -> Opened {
        let entries = (0..count).map(|_| self.entry()).collect();
        let tip = self.tips.get(document).copied();
        let realm = self.welcome.realm();
        let opened =
            write_chain(&realm, &self.pair, self.actor(), document, (tip, entries)).unwrap();
        self.tips.insert(document.clone(), (opened.last_seq(), opened.tip()));
        opened
    }

    /// Forgets how far it wrote, as a phone does that was restored from a backup.
    pub fn forget(&mut self, document: &DocumentId, tip: Option<(u32, Hash)>) {
        match tip {
            Some(tip) => self.tips.insert(document.clone(), tip),
            None => self.tips.remove(document),
        };
    }

    pub fn request(&self, changesets: Vec<Changeset>) -> Request {
        let branch = changesets
            .first()
            .map_or(&self.welcome.branch, |changeset| &changeset.document.branch)
            .clone();
        let cursor = self.cursors.get(&branch).copied().unwrap_or_default();
        Request { streams: vec![StreamUp { branch, cursor, changesets }], ..Request::default() }
    }

    pub fn seal(&self, request: &Request, now: Seconds) -> (Vec<u8>, envelope::Binding) {
        let payload = request.to_bytes(Some(&self.welcome.sender(0)));
        seal_request(&self.key, self.welcome.serial, now, &payload)
    }

    pub fn open(&self, binding: &envelope::Binding, body: &[u8]) -> Reply {
        let (kind, payload) = open_reply(&self.key, binding, body).unwrap();
        assert_eq!(kind, KIND_REPLY);
        Reply::read(payload, &self.welcome.sender(0)).unwrap()
    }

    pub fn send(&mut self, service: &Service, request: &Request) -> Result<Reply, HubError> {
        let (bytes, binding) = self.seal(request, NOW);
        let reply = self.open(&binding, &service.handle(&bytes, NOW)?.body);
        self.follow(&reply);
        Ok(reply)
    }

    pub fn sync(&mut self, service: &Service, changesets: Vec<Changeset>) -> Reply {
        let request = self.request(changesets);
        self.send(service, &request).unwrap()
    }

    pub fn follow(&mut self, reply: &Reply) {
        for stream in &reply.streams {
            if let Some(cursor) = stream.cursor {
                self.cursors.insert(stream.branch.clone(), cursor);
            }
        }
    }
}
