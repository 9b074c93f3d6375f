//! The hub goes on under another key: nobody has to be told by hand, nothing that was signed is
//! lost, and whoever has the former key gains nothing.

use super::phones::{decide, later, row, village};
use drokpa_core::chain::certificate::{Certificate, Role};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::{Entry, Note};
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::code::Code;
use drokpa_core::hub::{HubKeys, write_chain};
use drokpa_core::id::{Actor, Serial};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Value, Verdict};
use drokpa_core::sync::contact::{Contact, Welcome};
use drokpa_core::sync::envelope::{Incoming, KIND_REPLY, KIND_WELCOME, open, seal_reply};
use drokpa_core::sync::reply::{Fate, Reply};
use drokpa_core::sync::transfer::{Pack, realm_mark};
use drokpa_core::time::Day;
use drokpa_fixtures::world::{Handset, branch, member};

#[test]
fn a_phone_that_was_away_is_told_the_hubs_new_key_once_and_what_was_signed_stays() {
    let mut village = village(2);
    let claim = village.attend(0, "");
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(2);
    let idle = village.herder.sync(&mut village.hub, later(61));
    let late = village.attend(1, "");
    village.hub.succeed(103);
    village.hub.succeed(104);
    for phone in [&mut village.secretary, &mut village.other, &mut village.herder] {
        let told = phone.sync(&mut village.hub, later(400));
        assert_eq!((told.received.rejected, told.received.refused), (0, 0));
        phone.restart();
        assert_eq!(phone.phone.status().damaged, 0);
        assert!(phone.phone.status().synced, "{:?}", phone.phone.status());
    }
    village.sync_all(1);
    let home = branch("pasture-a");
    let fresh = Handset::enrol(&mut village.hub, &home, &member("pa05"), Role::Member, later(401));
    for phone in [&village.herder, &village.secretary, &fresh] {
        assert_eq!(row(phone, &claim).decision, "approved");
        assert_eq!(row(phone, &late).decision, "pending");
    }
    village.herder.sync(&mut village.hub, later(401));
    let again = village.herder.sync(&mut village.hub, later(401));
    assert_eq!(
        (again.requests, again.up, again.down),
        (1, idle.up, idle.down),
        "for good, no byte"
    );
}

#[test]
fn a_phone_that_enrolled_since_and_lost_its_store_reads_what_former_keys_signed() {
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    village.hub.succeed(103);
    village.sync_all(2);
    let home = branch("pasture-a");
    let mut fresh =
        Handset::enrol(&mut village.hub, &home, &member("pa05"), Role::Member, later(61));
    assert_eq!(row(&fresh, &claim).decision, "pending");
    fresh.store.records.clear();
    fresh.restart();
    fresh.sync(&mut village.hub, later(62));
    assert_eq!(row(&fresh, &claim).decision, "pending");
    fresh.restart();
    let status = fresh.phone.status();
    assert!(status.synced && status.damaged == 0 && status.waiting == 0, "{status:?}");
}

/// Whoever has the former key, and a phone's place in the branch.
struct Thief {
    former: KeyPair,
    own: KeyPair,
}

const SERIAL: Serial = Serial(900);

impl Thief {
    fn certificate(&self, village: &super::phones::Village) -> Value {
        let certificate = Certificate {
            serial: SERIAL,
            branch: branch("pasture-a"),
            member: member("pa01"),
            role: Role::Secretary,
            key: self.own.public(),
            issued: Day(20_000),
            renew: Day(22_000),
        };
        Value::Certificate(certificate.issue(&village.hub.keys.realm(), &self.former))
    }
}

#[test]
fn whoever_stole_the_former_key_certifies_no_device_any_more() {
    let mut village = village(1);
    village.sync_all(2);
    let thief = Thief { former: village.hub.keys.pair.clone(), own: KeyPair::from_seed(&[66; 32]) };
    village.hub.succeed(103);
    village.sync_all(2);
    let registry = DocumentId::of_branch(DocumentKind::Registry, &branch("pasture-a"));
    let realm = village.hub.keys.realm();
    let value = thief.certificate(&village);
    let Value::Certificate(shown) = value.clone() else { panic!("a certificate") };
    let entry = Entry {
        recorded_at: later(3).minute(),
        key: Key::Certificate(SERIAL).record().unwrap(),
        value: value.record().unwrap(),
        replaces: Vec::new(),
        note: Note::None,
    };
    // In a chain of the hub's under the former key, be it behind its end or a new one.
    let rows = village.hub.logs[&branch("pasture-a")].iter().rev();
    let mut chain = rows.filter(|row| {
        row.opened.document == registry
            && row.opened.actor == Actor { serial: Serial::HUB, generation: 0 }
    });
    let tip = chain.next().map(|row| (row.opened.last_seq(), row.opened.tip()));
    for (generation, behind) in [(0, tip), (7, None)] {
        let actor = Actor { serial: Serial::HUB, generation };
        let forged =
            write_chain(&realm, &thief.former, actor, &registry, (behind, vec![entry.clone()]))
                .unwrap();
        // A phone that does not know hands it on; nobody takes it, and nobody is stuck with it.
        let pack = Pack {
            realm: realm_mark(&realm),
            branch: branch("pasture-a"),
            member: None,
            actor,
            certificates: vec![(SERIAL, shown.clone())],
            publications: vec![],
            changesets: vec![forged.pack(true)],
        };
        let (imported, batch) = village.herder.phone.import(&pack.to_bytes().unwrap()).unwrap();
        let counts = (imported.new, imported.waiting, imported.certificates);
        assert_eq!(counts, (0, 0, 0), "{imported:?}");
        village.herder.commit(&batch);
    }
    village.sync_all(2);
    assert!(village.hub.role_of(SERIAL).is_none(), "the hub took a device of the thief's");
    for phone in [&village.herder, &village.secretary] {
        assert!(phone.phone.status().synced, "{:?}", phone.phone.status());
    }
    // It answers nobody in the hub's place either.
    let request = village.herder.phone.request(later(60)).unwrap();
    let Ok(Incoming::Device(frame)) = open(&request.body) else { panic!("a frame") };
    let device = KeyPair::from_seed(&village.herder.identity.seed).public();
    let former = thief.former.mac_key(&device).unwrap();
    assert_eq!(frame.authenticate(&former, later(60)).err(), Some(Code::MacWrong));
    let binding = request.body[request.body.len() - 16..].try_into().unwrap();
    let lie = seal_reply(KIND_REPLY, &former, &binding, &[]);
    let refused = village.herder.phone.reply(later(60), &lie);
    assert_eq!(refused.err(), Some(Code::ReplyUnauthentic));
}

/// What whoever has these keys of a hub answers to a first contact, on the line between a phone
/// and the hub.
fn welcome_of(keys: &HubKeys, contact: &[u8], invited: &Welcome) -> Vec<u8> {
    let Ok(Incoming::Contact(frame)) = open(contact) else { panic!("a first contact") };
    let asked = Contact::read(frame.payload).unwrap().request;
    let fates = vec![Fate::Accepted; asked.changesets().count()];
    let reply = Reply { time: later(61), more: false, fates, streams: vec![] };
    let Welcome { serial, branch, member, role, .. } = invited;
    let payload = keys.welcome(*serial, branch, member, *role).to_bytes(&reply, asked.generation);
    seal_reply(KIND_WELCOME, &keys.pair.mac_key(&frame.key).unwrap(), &frame.binding, &payload)
}

#[test]
fn whoever_stole_the_former_key_welcomes_no_phone_that_knows_the_next_one() {
    let mut village = village(1);
    let home = branch("pasture-a");
    let former = village.hub.keys.clone();
    let before = village.hub.invitation(&home, &member("pa06"), Role::Member);
    village.hub.succeed(103);
    let after = village.hub.invitation(&home, &member("pa06"), Role::Member);
    // One invite was written before the succession, the other behind it.
    for (seed, invitation) in [(31, &before), (32, &after)] {
        let mut phone = Handset::invited(seed, invitation);
        if seed == 31 {
            phone.meet(&mut village.hub, &invitation.code, later(60)).unwrap();
        }
        let contact = phone.phone.first_contact(&invitation.code).unwrap();
        let lie = welcome_of(&former, &contact.body, &invitation.welcome);
        assert_eq!(phone.phone.welcomed(later(61), &lie).err(), Some(Code::HubUntrusted));
        phone.restart();
        phone.meet(&mut village.hub, &invitation.code, later(61)).unwrap();
        phone.sync(&mut village.hub, later(62));
        let status = phone.phone.status();
        assert!(phone.phone.is_welcomed() && status.synced, "{status:?}");
    }
}

#[test]
fn a_hub_that_is_put_back_to_before_its_new_key_learns_again_what_it_said_under_it() {
    let mut village = village(1);
    let claim = village.attend(0, "");
    village.sync_all(2);
    let copy = village.hub.copy();
    let home = branch("pasture-a");
    let mut third =
        Handset::enrol(&mut village.hub, &home, &member("pa03"), Role::Secretary, later(1));
    village.sync_all(1);
    third.sync(&mut village.hub, later(60));
    village.hub.succeed(103);
    village.sync_all(2);
    third.sync(&mut village.hub, later(60));
    decide(&mut third, &claim, Verdict::Approve);
    third.sync(&mut village.hub, later(60));
    village.sync_all(2);
    village.hub.restore(&copy);
    village.sync_all(3);
    for phone in [&village.secretary, &village.other, &village.herder] {
        assert!(phone.phone.status().synced, "{:?}", phone.phone.status());
    }
    third.sync(&mut village.hub, later(62));
    let fresh = Handset::enrol(&mut village.hub, &home, &member("pa05"), Role::Member, later(62));
    assert_eq!(row(&fresh, &claim).decision, "approved", "the certificate is back as well");
}

#[test]
fn an_invite_and_a_letter_of_before_are_good_under_the_new_key() {
    let mut village = village(1);
    let home = branch("pasture-a");
    let [by_net, by_hand] =
        [0, 1].map(|_| village.hub.invitation(&home, &member("pa06"), Role::Member));
    let mut net = Handset::invited(31, &by_net);
    let mut hand = Handset::invited(32, &by_hand);
    let (letter, batch) = hand.phone.write_letter(&by_hand.code).unwrap();
    hand.commit(&batch);
    village.hub.succeed(103);
    net.meet(&mut village.hub, &by_net.code, later(5)).unwrap();
    let answer = village.hub.handle(later(5), &letter).unwrap();
    let (_, batch) = hand.phone.import(&answer).unwrap();
    hand.commit(&batch);
    for phone in [&mut net, &mut hand] {
        assert!(phone.phone.is_welcomed());
        phone.restart();
        phone.sync(&mut village.hub, later(6));
        let status = phone.phone.status();
        assert!(status.synced && status.damaged == 0, "{status:?}");
        assert_eq!(phone.phone.trainings().len(), 1, "what was planned before is here");
    }
}

/// What the hub says again under its new key: certificates of 40 bytes of words and 96 of key and
/// signature, times and names, once, and one request more.
#[test]
fn a_succession_costs_a_branch_of_forty_members_once_and_little() {
    let mut village = village(1);
    let home = branch("pasture-a");
    let roster = DocumentId::of_branch(DocumentKind::Roster, &home);
    for number in 10..47 {
        let of = member(&format!("pa{number}"));
        Handset::enrol(&mut village.hub, &home, &of, Role::Member, later(1));
        village.hub.say_name(&roster, &of, ("示例牧民", "དཔེ་མཚོན་འབྲོག་པ"));
    }
    village.sync_all(2);
    village.hub.succeed(103);
    let secretary = village.secretary.sync(&mut village.hub, later(61));
    let herder = village.herder.sync(&mut village.hub, later(61));
    println!("secretary {secretary:?}\nherder {herder:?}");
    assert_eq!((secretary.requests, herder.requests), (2, 2));
    assert!(secretary.down < 16 * 1024 && herder.down < 1024);
}
