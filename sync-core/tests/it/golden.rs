//! Every wire format that was ever released opens for ever. Each file under
//! `fixtures/golden/wire-1` is one message as hexadecimal; version 1 must still write the very
//! same bytes. `just golden` writes the files anew, which only a new version may do.

use super::phones::{decide, later, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::changeset::{Changeset, Context, Previous};
use drokpa_core::chain::keys::{Hash, KeyPair};
use drokpa_core::id::Actor;
use drokpa_core::phone::Enrolment;
use drokpa_core::schema::value::Verdict;
use drokpa_core::sync::contact::{Contact, Welcome};
use drokpa_core::sync::envelope::{
    Incoming, KIND_REPLY, KIND_WELCOME, open, open_reply, peek_reply,
};
use drokpa_core::sync::reply::Reply;
use drokpa_core::sync::request::{Request, Sender};
use drokpa_core::wire::bytes::{Reader, hex};
use drokpa_fixtures::world::{branch, member};
use std::path::PathBuf;

struct Messages {
    contact: Vec<u8>,
    welcome: Vec<u8>,
    request: Vec<u8>,
    reply: Vec<u8>,
    changeset: Vec<u8>,
}

/// A short story told in messages; keys and times are fixed, so the bytes are too.
fn messages() -> Messages {
    let mut village = village(3);
    let code = village.hub.invite(&branch("pasture-a"), &member("pa06"), Role::Member);
    let (_, contact) = Enrolment::begin([61; 32], &code, 1).unwrap();
    let welcome = village.hub.handle(later(60), &contact).unwrap();
    let claim = village.attend(0, "在夏季牧场");
    village.attend(2, "");
    let request = village.herder.phone.request(later(60)).unwrap().body;
    village.sync_all(2);
    decide(&mut village.other, &claim, Verdict::Return);
    village.other.sync(&mut village.hub, later(60));
    let ask = village.herder.phone.request(later(60)).unwrap();
    let reply = village.hub.handle(later(60), &ask.body).unwrap();
    let log = &village.hub.logs[&branch("pasture-a")];
    let noted = log.iter().find(|row| row.opened.chain_salt.is_some()).unwrap();
    let mut changeset = Vec::new();
    noted.opened.pack(true).put(&mut changeset, &Context::default(), None);
    Messages { contact, welcome, request, reply, changeset }
}

pub fn golden(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path =
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../fixtures/golden/wire-1").join(name);
    if std::env::var_os("DROKPA_GOLDEN_WRITE").is_some() {
        let lines: Vec<String> = bytes.chunks(40).map(hex).collect();
        std::fs::write(&path, lines.join("\n") + "\n").unwrap();
    }
    let text: String = std::fs::read_to_string(&path).unwrap().split_whitespace().collect();
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).unwrap() as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

#[test]
fn version_one_writes_what_it_always_wrote() {
    let now = messages();
    for (name, bytes) in [
        ("contact.hex", &now.contact),
        ("welcome.hex", &now.welcome),
        ("request.hex", &now.request),
        ("reply.hex", &now.reply),
        ("changeset.hex", &now.changeset),
    ] {
        assert_eq!(hex(&golden(name, bytes)), hex(bytes), "{name}");
    }
}

#[test]
fn what_version_one_wrote_opens() {
    let now = messages();
    let hub = KeyPair::from_seed(&[102; 32]);
    let contact = golden("contact.hex", &now.contact);
    let Ok(Incoming::Contact(frame)) = open(&contact) else { panic!("a first contact") };
    assert_eq!(frame.key, KeyPair::from_seed(&[61; 32]).public());
    Contact::read(frame.payload).unwrap();

    let bytes = golden("welcome.hex", &now.welcome);
    let (kind, payload) = peek_reply(&bytes).unwrap();
    let mut reader = Reader::new(payload);
    let welcome = Welcome::read(&mut reader).unwrap();
    assert_eq!((kind, welcome.member.clone()), (KIND_WELCOME, member("pa06")));
    Reply::read(reader.rest(), &welcome.sender(0)).unwrap();
    let key = hub.mac_key(&frame.key).unwrap();
    assert!(open_reply(&key, &frame.binding, &bytes).is_ok());

    let bytes = golden("request.hex", &now.request);
    let Ok(Incoming::Device(frame)) = open(&bytes) else { panic!("a device frame") };
    let herder = herder_key();
    let key = hub.mac_key(&herder.public()).unwrap();
    let authentic = frame.authenticate(&key, later(60)).unwrap();
    let actor = Actor { serial: frame.serial, generation: 0 };
    let sender = Sender { branch: branch("pasture-a"), member: member("pa05"), actor };
    let request = Request::read(authentic.payload, Some(&sender)).unwrap();
    assert_eq!(request.changesets().count(), 1);

    let bytes = golden("reply.hex", &now.reply);
    let (kind, payload) = peek_reply(&bytes).unwrap();
    assert_eq!(kind, KIND_REPLY);
    let reply = Reply::read(payload, &sender).unwrap();
    assert_eq!(reply.streams[0].changesets.len(), 1);

    let bytes = golden("changeset.hex", &now.changeset);
    let changeset = Changeset::read(&mut Reader::new(&bytes), &Context::default(), None).unwrap();
    let realm = welcome.realm();
    // Before the first claim stands what the member said to the notice.
    let Previous::Full(before) = changeset.previous else { panic!("packed for anybody") };
    let opened = changeset.open(&realm, &herder.public(), &before).unwrap();
    assert_eq!(opened.entries[0].1.note.text(), Some("在夏季牧场"));
    assert_ne!(opened.tip(), Hash::default());
}

fn herder_key() -> KeyPair {
    let village = village(0);
    KeyPair::from_seed(&village.herder.identity.seed)
}
