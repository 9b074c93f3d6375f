//! What travels from phone to phone opens for ever, and version 1 still writes the same bytes; the
//! files lie beside those of the frames.

use super::golden::golden;
use super::phones::{later, sometime, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::phone::{Export, NewClaim, Selection};
use drokpa_core::sync::contact::Contact;
use drokpa_core::sync::envelope::{Incoming, open};
use drokpa_core::sync::invite::Invitation;
use drokpa_core::sync::letter::open_letter;
use drokpa_core::sync::transfer::Pack;
use drokpa_core::wire::bytes::hex;
use drokpa_core::wire::qr::{Collected, Scanned, Size, codes, read};
use drokpa_fixtures::world::{Handset, branch, member};

/// A pack of three claims and their writer's certificate; keys and times are fixed.
fn pack() -> Vec<u8> {
    let mut village = village(3);
    village.attend(0, "在夏季牧场");
    village.attend(1, "");
    village.attend(2, "མཚོ་སྔོན");
    let export =
        Export { selection: Selection::Unconfirmed, to: None, certificates: true, rules: false };
    village.herder.phone.export(&export).unwrap().content
}

/// The texts of codes that hold a larger content, a line feed behind each.
fn texts(content: &[u8]) -> Vec<u8> {
    let content: Vec<u8> = content.iter().copied().cycle().take(900).collect();
    let lines = codes(&content, Size::Small).unwrap().into_iter();
    lines.flat_map(|text| text.into_bytes().into_iter().chain(*b"\n")).collect()
}

/// The text of an invite's code, a letter of the phone that scanned it, and the hub's answer.
fn invited() -> [Vec<u8>; 3] {
    let mut village = village(1);
    let home = branch("pasture-a");
    let invitation = village.hub.invitation(&home, &member("pa06"), Role::Member);
    let mut new = Handset::invited(61, &invitation);
    let day = later(3).day();
    let claim = NewClaim::Study { course: "policy-1".parse().unwrap(), day, minutes: 45 };
    let (_, batch) = new.phone.record(sometime(3), &claim, "在夏季牧场").unwrap();
    new.commit(&batch);
    let (letter, _) = new.phone.write_letter(&invitation.code).unwrap();
    let answer = village.hub.handle(later(60), &letter).unwrap();
    [invitation.to_text().unwrap().into_bytes(), letter, answer]
}

/// What stands at the door of a training that is not the first of its calendar.
fn door() -> Vec<u8> {
    let mut village = village(3);
    let id = village.trainings[1];
    let batch = village.secretary.phone.prepare_codes(later(1), &id).unwrap();
    village.secretary.commit(&batch);
    village.secretary.phone.shown_code(later(1), &id).unwrap().content
}

#[test]
fn what_version_one_shows_at_the_door_is_what_it_always_showed_and_is_scanned() {
    let content = door();
    assert_eq!(hex(&golden("check_in.hex", &content)), hex(&content));
    let mut village = village(0);
    let (imported, batch) = village.herder.phone.import(&golden("check_in.hex", &content)).unwrap();
    village.herder.commit(&batch);
    let training = imported.check_in.unwrap().training;
    assert_eq!(village.herder.phone.training(&training).unwrap().minutes, 90);
}

#[test]
fn what_version_one_says_to_new_phones_and_letters_is_what_it_always_said() {
    for (name, bytes) in ["invite.hex", "letter.hex", "answer.hex"].into_iter().zip(invited()) {
        assert_eq!(hex(&golden(name, &bytes)), hex(&bytes), "{name}");
    }
}

#[test]
fn what_version_one_said_to_new_phones_and_letters_opens() {
    let [text, letter, answer] = invited();
    let (text, letter) = (golden("invite.hex", &text), golden("letter.hex", &letter));
    let answer = golden("answer.hex", &answer);
    let invitation = Invitation::read(std::str::from_utf8(&text).unwrap()).unwrap();
    assert_eq!(
        (&*invitation.welcome.member.to_string(), invitation.code.secret.len()),
        ("pa06", 16)
    );
    let hub = KeyPair::from_seed(&[102; 32]);
    let (key, frame) = open_letter(&hub, &letter).unwrap();
    assert_eq!(key, KeyPair::from_seed(&[61; 32]).public());
    let Ok(Incoming::Contact(contact)) = open(&frame) else { panic!("a first contact") };
    assert_eq!(Contact::read(contact.payload).unwrap().request.changesets().count(), 1);
    let mut new = Handset::invited(61, &invitation);
    let day = later(3).day();
    let claim = NewClaim::Study { course: "policy-1".parse().unwrap(), day, minutes: 45 };
    let (_, batch) = new.phone.record(sometime(3), &claim, "在夏季牧场").unwrap();
    new.commit(&batch);
    let (again, batch) = new.phone.write_letter(&invitation.code).unwrap();
    new.commit(&batch);
    assert_eq!(again, letter);
    assert!(new.phone.import(&answer).unwrap().0.welcomed);
}

#[test]
fn what_version_one_gives_to_other_phones_is_what_it_always_gave() {
    let pack = pack();
    assert_eq!(hex(&golden("transfer.hex", &pack)), hex(&pack));
    let texts = texts(&pack);
    assert_eq!(hex(&golden("codes.hex", &texts)), hex(&texts));
}

#[test]
fn what_version_one_gave_to_other_phones_is_taken_in() {
    let bytes = golden("transfer.hex", &pack());
    let arrived = Pack::read(&bytes).unwrap();
    assert_eq!((arrived.entries, arrived.cut, arrived.pack.certificates.len()), (4, false, 1));
    let mut village = village(3);
    let (imported, batch) = village.secretary.phone.import(&bytes).unwrap();
    village.secretary.commit(&batch);
    assert_eq!((imported.outcome, imported.new), ("complete", 3));
    let notes: Vec<_> =
        village.secretary.phone.queue().into_iter().filter_map(|row| row.note).collect();
    assert_eq!(notes, ["在夏季牧场".into(), "མཚོ་སྔོན".into()]);
    assert!(village.secretary.phone.request(later(60)).unwrap().entries == 3);

    let lines = String::from_utf8(golden("codes.hex", &texts(&pack()))).unwrap();
    let mut collected: Option<Collected> = None;
    for line in lines.lines() {
        let Ok(Scanned::Part(part)) = read(line) else { panic!("a part") };
        match &mut collected {
            Some(set) => set.add(part).unwrap(),
            none => *none = Some(Collected::begin(part)),
        }
    }
    assert_eq!(collected.unwrap().whole().unwrap().unwrap().len(), 900);
}
