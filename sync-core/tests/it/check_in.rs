//! A code at the door: a phone that never heard of the training records with it, and a secretary's
//! phone tells offline whether it was shown there and then.

use super::phones::{Village, later, village};
use drokpa_core::code::Code;
use drokpa_core::id::ObjectId;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{ClaimRow, CodeRow, Export, NewClaim, NewTraining, Selection};
use drokpa_core::sync::check_in::Card;
use drokpa_core::time::Seconds;
use drokpa_core::wire::qr::{Size, codes};
use drokpa_fixtures::world::{Handset, branch, member};

/// A training that nobody but the first secretary's phone knows, beginning at `start`.
fn announce(village: &mut Village, start: Seconds) -> ObjectId {
    let new = NewTraining {
        kind: TrainingKind::TopicTraining,
        title_zh: "专题培训：草原生态".into(),
        title_bo: "ཆེད་དོན་སྦྱོང་བརྡར: རྩྭ་ཐང་སྐྱེ་ཁམས".into(),
        start,
        minutes: 120,
        days: 1,
        item: None,
    };
    let (id, batch) = village.secretary.phone.create_training(later(60), &new).unwrap();
    village.secretary.commit(&batch);
    let batch = village.secretary.phone.prepare_codes(later(60), &id).unwrap();
    village.secretary.commit(&batch);
    id
}

/// What stands at the door at that moment, as the texts of codes.
fn door(village: &Village, id: &ObjectId, at: Seconds) -> (String, Vec<String>) {
    let shown = village.secretary.phone.shown_code(at, id).unwrap();
    (shown.code, codes(&shown.content, Size::Small).unwrap())
}

fn scan(by: &mut Handset, texts: &[String]) -> (ObjectId, u32) {
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (imported, batch) = by.phone.scan(&texts).unwrap();
    by.commit(&batch);
    let check_in = imported.check_in.unwrap();
    (check_in.training, check_in.code.parse().unwrap())
}

fn record(by: &mut Handset, training: ObjectId, code: Option<u32>) {
    let claim = NewClaim::Attendance { training, minutes: None, code };
    let (_, batch) = by.phone.record(later(70), &claim, "").unwrap();
    by.commit(&batch);
}

fn hand_over(from: &Handset, to: &mut Handset) {
    let export =
        Export { selection: Selection::Unconfirmed, to: None, certificates: true, rules: false };
    let content = from.phone.export(&export).unwrap().content;
    let (_, batch) = to.phone.import(&content).unwrap();
    to.commit(&batch);
}

fn code_row(of: &Handset, whose: &str) -> CodeRow {
    row(of, whose).code.unwrap()
}

fn row(of: &Handset, whose: &str) -> ClaimRow {
    let rows = of.phone.list().into_iter();
    let mut rows = rows.filter(|row| row.member == member(whose) && row.code.is_some());
    rows.next().unwrap()
}

fn minutes(start: Seconds, minutes: i64) -> Seconds {
    Seconds(start.0.saturating_add_signed(minutes * 60))
}

#[test]
fn a_phone_that_never_heard_of_a_training_records_it_and_is_confirmed_offline() {
    // Twenty trainings went before, so that the calendar's chain is long and was joined.
    let mut village = village(20);
    let start = later(70);
    let id = announce(&mut village, start);
    assert_eq!(village.herder.phone.training(&id), None);
    let (code, texts) = door(&village, &id, minutes(start, 10));
    assert_eq!((texts.len(), code.len()), (1, 6), "one code of version 15");
    println!("a training's code: {} characters", texts[0].len());
    let (training, scanned) = scan(&mut village.herder, &texts);
    assert_eq!((training, format!("{scanned:06}")), (id, code.clone()));
    village.herder.restart();
    record(&mut village.herder, id, Some(scanned));
    let own = row(&village.herder, "pa05");
    assert_eq!(own.titles.unwrap()[0], "专题培训：草原生态".into());
    assert_eq!(own.code.unwrap().state, "unchecked");

    hand_over(&village.herder, &mut village.secretary);
    let checked = code_row(&village.secretary, "pa05");
    assert_eq!((checked.code, checked.state), (code, "confirmed"));
    assert_eq!(checked.shown_at.unwrap(), minutes(start, 10).rfc3339());
    assert_eq!(village.secretary.phone.confirmed_queue().len(), 1);

    // The calendar arrives by sync: the training is there once, and the code's piece is let go.
    village.sync_all(2);
    let with_id = village.herder.phone.trainings().into_iter().filter(|one| one.training == id);
    assert_eq!(with_id.count(), 1);
    assert_eq!(code_row(&village.other, "pa05").state, "confirmed");
    village.herder.restart();
    assert_eq!(village.herder.phone.status().damaged, 0);
    assert!(!village.herder.store.records.keys().any(|key| key.starts_with(b"xt")));
}

#[test]
fn codes_that_are_early_wrong_or_of_another_training_are_shown_as_that_and_not_confirmed() {
    let mut village = village(1);
    let start = later(70);
    let (id, other) = (announce(&mut village, start), announce(&mut village, later(71)));
    let early = door(&village, &id, minutes(start, -600)).0.parse().unwrap();
    let foreign = door(&village, &other, later(71)).0.parse().unwrap();
    village.sync_all(2);
    let cases = [(early, "outside"), (foreign, "wrong"), (999_999, "wrong")];
    for (number, (code, state)) in cases.into_iter().enumerate() {
        let mut phone = Handset::enrol(
            &mut village.hub,
            &branch("pasture-a"),
            &member(&format!("pa1{number}")),
            drokpa_core::chain::certificate::Role::Member,
            later(69),
        );
        record(&mut phone, id, Some(code));
        phone.sync(&mut village.hub, later(72));
        village.secretary.sync(&mut village.hub, later(72));
        let shown = code_row(&village.secretary, &format!("pa1{number}"));
        assert_eq!(shown.state, state, "{code:06}");
        assert_eq!(shown.shown_at.is_some(), state == "outside");
    }
    assert_eq!(village.secretary.phone.confirmed_queue().len(), 0);
    assert_eq!(village.secretary.phone.queue().len(), 3);
    let too_long = NewClaim::Attendance { training: id, minutes: None, code: Some(1_000_000) };
    let refused = village.herder.phone.record(later(70), &too_long, "").err();
    assert_eq!(refused, Some(Code::IdMalformed));
}

#[test]
fn a_code_that_was_passed_on_is_seen_as_the_same_code() {
    let mut village = village(1);
    let start = later(70);
    let id = announce(&mut village, start);
    let (_, texts) = door(&village, &id, start);
    village.sync_all(2);
    let (_, code) = scan(&mut village.herder, &texts);
    record(&mut village.herder, id, Some(code));
    // The other secretary claims too, with the code that a message brought.
    record(&mut village.other, id, Some(code));
    village.sync_all(2);
    let shown = code_row(&village.secretary, "pa05");
    assert_eq!((shown.state, shown.same_code), ("confirmed", vec![member("pa02")]));
    assert_eq!(code_row(&village.secretary, "pa02").same_code, [member("pa05")]);
}

#[test]
fn a_code_can_be_added_to_a_claim_that_was_recorded_without_one() {
    let mut village = village(1);
    let start = later(70);
    let id = announce(&mut village, start);
    village.sync_all(2);
    record(&mut village.herder, id, None);
    village.sync_all(2);
    assert_eq!(village.secretary.phone.confirmed_queue().len(), 0);
    let (code, _) = door(&village, &id, start);
    let key = drokpa_core::schema::key::Key::Attendance(id);
    let batch = village.herder.phone.add_code(later(70), &key, code.parse().unwrap()).unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    let row = row(&village.secretary, "pa05");
    assert_eq!((row.round, row.code.unwrap().state), (2, "confirmed"));
    assert_eq!(village.secretary.phone.confirmed_queue().len(), 1);
}

#[test]
fn only_a_secretary_shows_codes_and_both_secretaries_codes_are_taken() {
    let mut village = village(1);
    let start = later(70);
    let id = announce(&mut village, start);
    assert_eq!(village.herder.phone.prepare_codes(start, &id).err(), Some(Code::RoleNeeded));
    assert_eq!(village.herder.phone.shown_code(start, &id).err(), Some(Code::RoleNeeded));
    let unknown = "9.9.9".parse().unwrap();
    assert_eq!(
        village.secretary.phone.prepare_codes(start, &unknown).err(),
        Some(Code::TrainingUnknown)
    );
    // The second phone has the training from a code at the door, and makes a secret of its own.
    let (_, texts) = door(&village, &id, start);
    scan(&mut village.other, &texts);
    assert_eq!(village.other.phone.shown_code(start, &id).err(), Some(Code::StateWrong));
    let batch = village.other.phone.prepare_codes(start, &id).unwrap();
    village.other.commit(&batch);
    village.sync_all(2);
    let second = village.other.phone.shown_code(minutes(start, 30), &id).unwrap();
    assert!(second.in_window);
    record(&mut village.herder, id, Some(second.code.parse().unwrap()));
    village.sync_all(2);
    assert_eq!(code_row(&village.secretary, "pa05").state, "confirmed");
    let again = village.secretary.phone.prepare_codes(start, &id).unwrap();
    assert!(again.writes.is_empty(), "one secret is enough");
    let late = village.other.phone.shown_code(later(90), &id).unwrap();
    assert!(!late.in_window);
}

#[test]
fn a_forged_training_at_the_door_is_refused() {
    let mut village = village(3);
    let start = later(70);
    let id = announce(&mut village, start);
    let shown = village.secretary.phone.shown_code(start, &id).unwrap();
    let card = Card::read(&shown.content).unwrap();
    for at in 0..card.pack.len() {
        let mut pack = card.pack.clone();
        pack[at] ^= 1;
        let forged = Card { pack, ..card.clone() }.to_bytes();
        let mut phone = village.herder.store.clone().open(&village.herder.identity).unwrap();
        if let Ok((imported, _)) = phone.import(&forged) {
            assert_eq!(imported.new, 0, "byte {at}");
        }
        assert_eq!(phone.training(&id), None, "byte {at}");
    }
}
