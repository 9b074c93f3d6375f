//! From phone to phone without a hub, as bytes and as codes, and letters for the hub.

use crate::app::{App, NOW, hub_with_rules};
use drokpa_app::{ExportChoice, code_squares, code_texts, codes_in_picture};
use drokpa_core::chain::certificate::Role;

#[test]
fn records_go_from_one_phone_to_another_and_on_to_the_hub() {
    let mut hub = hub_with_rules();
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    let mut secretary = App::enrol(&mut hub, "pa01", Role::Secretary);
    let claim = herder.study("policy-1");
    let given = herder.phone.export(&ExportChoice::default()).unwrap();
    // The answer to the notice goes along: it is in the same chain.
    assert_eq!((given.outcome, given.entries), ("complete", 2));
    let imported = secretary.phone.import(&given.content).unwrap();
    let imported = secretary.saved(imported);
    assert_eq!((imported.outcome, imported.new), ("complete", 1));
    let told = drokpa_app::text::Teller::of("bo").imported(&imported);
    assert!(told.len() >= 2);
    assert_eq!(secretary.phone.queue(false)[0].claim, claim);
    secretary.sync(&mut hub);
    assert_eq!(herder.sync(&mut hub).known, 1);
}

#[test]
fn codes_on_a_screen_are_read_from_a_picture_in_any_order() {
    let mut hub = hub_with_rules();
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    let mut secretary = App::enrol(&mut hub, "pa01", Role::Secretary);
    for course in ["policy-1", "policy-2", "policy-3"] {
        herder.study(course);
    }
    let choice = ExportChoice { year: Some(2026), rules: true, ..ExportChoice::default() };
    let given = herder.phone.export(&choice).unwrap();
    let texts = code_texts(&given.content, true).unwrap();
    assert!(texts.len() > 1);
    let mut last = None;
    for text in texts.iter().rev() {
        let squares = code_squares(text).unwrap();
        let (side, quiet, wide) = (squares.side as usize, 4, 3);
        let width = (side + 2 * quiet) * wide;
        let dark = |x: usize, y: usize| {
            let inside = (quiet..quiet + side).contains(&x) && (quiet..quiet + side).contains(&y);
            inside && squares.dark[(y - quiet) * side + x - quiet]
        };
        let pixels = (0..width * width).map(|at| dark(at % width / wide, at / width / wide));
        let grey: Vec<u8> = pixels.map(|dark| if dark { 20 } else { 230 }).collect();
        let found = codes_in_picture(&grey, width as u32);
        assert_eq!(found, std::slice::from_ref(text));
        let scanned = secretary.phone.scan(&found).unwrap();
        last = Some(secretary.saved(scanned));
    }
    let last = last.unwrap();
    assert_eq!(last.codes.map(|codes| codes.missing), Some(Vec::new()));
    assert_eq!(secretary.phone.queue(false).len(), 3);
}

#[test]
fn nothing_to_give_is_said_and_what_is_no_transfer_is_refused() {
    let mut hub = hub_with_rules();
    let mut app = App::enrol(&mut hub, "pa05", Role::Member);
    app.sync(&mut hub);
    let given = app.phone.export(&ExportChoice::default()).unwrap();
    assert_eq!((given.outcome, given.content.len()), ("nothing_new", 0));
    for bytes in [&b""[..], b"GIF89a", &[0xff; 4000]] {
        let error = app.phone.import(bytes).unwrap_err();
        assert!(error.code.starts_with("transfer_"), "{error}");
    }
    assert_eq!(app.phone.scan(&["https://hub.example"]).unwrap_err().code, "transfer_malformed");
    assert_eq!(code_squares("ཀ").unwrap_err().code, "transfer_malformed");
    assert_eq!(code_texts(&[0; 200_000], false).unwrap_err().code, "transfer_too_large");
    assert!(codes_in_picture(&[0; 64], 0).is_empty());
}

#[test]
fn a_letter_in_other_hands_enrols_a_phone_that_never_had_a_network() {
    let mut hub = hub_with_rules();
    let mut new = App::invited(&mut hub, "pa06");
    new.study("policy-1");
    let mut carrier = App::enrol(&mut hub, "pa05", Role::Member);
    let written = new.phone.write_letter().unwrap();
    let letter = new.saved(written);
    let taken = carrier.phone.import(&letter).unwrap();
    assert_eq!(carrier.saved(taken).letters, 1);
    assert_eq!(carrier.phone.letters()[0].state, "waiting");
    assert_eq!(carrier.sync(&mut hub).letters, 1);
    assert_eq!(carrier.phone.letters()[0].state, "answered");
    let (_, answer) = carrier.phone.letter_answers().remove(0);
    let back = new.phone.import(&answer).unwrap();
    assert!(new.saved(back).welcomed);
    assert!(new.phone.about().welcomed);
    assert!(new.sync(&mut hub).synced);
}

#[test]
fn records_go_over_to_the_next_invite_where_the_first_was_of_no_use() {
    let mut hub = hub_with_rules();
    let mut former = App::invited(&mut hub, "pa06");
    former.study("policy-1");
    let mut next = App::enrol(&mut hub, "pa06", Role::Member);
    let over = next.phone.carry_over(&former.phone, "former-1").unwrap();
    assert_eq!(next.saved(over).records, 1);
    let over = next.phone.carry_over(&former.phone, "former-1").unwrap();
    assert_eq!(next.saved(over).records, 0);
    assert!(next.sync(&mut hub).synced);
    let mut other = App::enrol(&mut hub, "pa05", Role::Member);
    let refused = other.phone.carry_over(&former.phone, "former-1").unwrap_err();
    assert_eq!((refused.code, NOW > 0), ("transfer_foreign", true));
}
