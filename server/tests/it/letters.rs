//! Letters at the hub: who sealed is who signed, a carrier's tricks are refused, and a refusal or a
//! repeat writes nothing.

use crate::world::{Device, NOW, World};
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::code::Code;
use drokpa_core::sync::contact::Contact;
use drokpa_core::sync::envelope::seal_contact;
use drokpa_core::sync::letter::{letter_id, open_answer, seal_letter};
use drokpa_core::sync::request::Request;
use drokpa_server::keys;

#[test]
fn a_letter_is_answered_for_the_phone_that_wrote_it_and_repeats_write_nothing() {
    let world = World::new();
    let service = world.service();
    let hub = keys::read(world.data()).unwrap().pair.public();
    let phone = KeyPair::from_seed(&[9; 32]);
    let contact = Contact { code: world.code("pa04"), request: Request::default() };
    let (frame, binding) = seal_contact(&phone, &contact.to_bytes());
    let letter = seal_letter(&phone, &hub, &frame).unwrap();
    let answer = service.handle(&letter, NOW).unwrap();
    let entries = world.verify().entries;
    let opened = open_answer(&phone.mac_key(&hub).unwrap(), &answer.body).unwrap();
    let (device, _) = Device::welcomed(phone, &binding, &opened);
    assert_eq!(device.welcome.member.as_str(), "pa04");
    assert_eq!(drokpa_core::sync::letter::answered_letter(&answer.body), Some(letter_id(&letter)));
    for _ in 0..3 {
        assert_eq!(service.handle(&letter, NOW).unwrap().status, 200);
    }
    assert_eq!(world.verify().entries, entries);
}

#[test]
fn what_a_carrier_could_try_is_refused() {
    let world = World::new();
    let service = world.service();
    let hub = keys::read(world.data()).unwrap().pair.public();
    let [phone, carrier] = [9, 10].map(|seed| KeyPair::from_seed(&[seed; 32]));
    let contact = Contact { code: world.code("pa04"), request: Request::default() };
    let (frame, _) = seal_contact(&phone, &contact.to_bytes());
    let refused = |bytes: &[u8]| service.handle(bytes, NOW).unwrap_err().code();
    // A frame that leaked, sealed by the carrier so that the answer would be the carrier's to read.
    let stolen = seal_letter(&carrier, &hub, &frame).unwrap();
    assert_eq!(refused(&stolen), Code::ContactSignatureWrong);
    // A letter for another hub, a changed one, one with no first contact in it, one that is cut.
    let elsewhere = seal_letter(&phone, &carrier.public(), &frame).unwrap();
    assert_eq!(refused(&elsewhere), Code::MacWrong);
    let letter = seal_letter(&phone, &hub, &frame).unwrap();
    let mut changed = letter.clone();
    changed[60] ^= 1;
    assert_eq!(refused(&changed), Code::MacWrong);
    let inside = seal_letter(&phone, &hub, &letter).unwrap();
    assert_eq!(refused(&inside), Code::VersionUnknown);
    assert_eq!(refused(&letter[..20]), Code::FrameTruncated);
    // Nothing of this used the invite up.
    assert_eq!(service.handle(&letter, NOW).unwrap().status, 200);
}
