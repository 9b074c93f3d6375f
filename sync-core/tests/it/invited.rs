//! A phone that has nothing but an invite: it records at once, meets the hub later, or sends a
//! letter with somebody who will.

use super::phones::{later, sometime, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{Export, NewClaim, Selection};
use drokpa_core::sync::invite::Invitation;
use drokpa_fixtures::world::{Handset, MemoryHub, branch, member};

fn invitation(hub: &mut MemoryHub) -> Invitation {
    hub.invitation(&branch("pasture-a"), &member("pa09"), Role::Member)
}

fn record(by: &mut Handset, day: u64) {
    let claims = [
        NewClaim::Study { course: "policy-1".parse().unwrap(), day: later(day).day(), minutes: 45 },
        NewClaim::Unlisted {
            kind: TrainingKind::LiveLecture,
            day: later(day).day(),
            minutes: None,
        },
    ];
    for claim in claims {
        let (_, batch) = by.phone.record(sometime(day), &claim, "在夏季牧场").unwrap();
        by.commit(&batch);
    }
}

fn facts(of: &Handset) -> usize {
    of.phone.member_rows(&member("pa09")).len()
}

#[test]
fn what_was_recorded_before_the_first_contact_goes_up_with_it_in_one_request() {
    let mut village = village(2);
    let invitation = invitation(&mut village.hub);
    let text = invitation.to_text().unwrap();
    let mut new = Handset::invited(90, &Invitation::read(&text).unwrap());
    (1..10).for_each(|day| record(&mut new, day));
    new.restart();
    assert!(!new.phone.is_welcomed() && !new.phone.status().synced);
    assert_eq!((facts(&new), new.phone.status().outbox), (18, 18));

    let met = new.meet(&mut village.hub, &invitation.code, later(30)).unwrap();
    assert_eq!((met.requests, met.received.accepted, met.received.more), (1, 1, false));
    assert!(new.phone.is_welcomed() && new.phone.status().synced);
    new.restart();
    assert_eq!((new.phone.status().damaged, new.phone.status().missing), (0, 0));
    // From here on it is a phone like any other.
    record(&mut new, 20);
    assert_eq!(new.sync(&mut village.hub, later(31)).received.accepted, 1);
    village.secretary.sync(&mut village.hub, later(31));
    assert_eq!(facts(&village.secretary), 20);
}

#[test]
fn a_first_contact_whose_answer_was_lost_may_be_repeated_with_more() {
    let mut village = village(1);
    let invitation = invitation(&mut village.hub);
    let mut new = Handset::invited(90, &invitation);
    record(&mut new, 1);
    let lost = new.phone.first_contact(&invitation.code).unwrap();
    village.hub.handle(later(2), &lost.body).unwrap();
    record(&mut new, 3);
    new.restart();
    let met = new.meet(&mut village.hub, &invitation.code, later(4)).unwrap();
    assert_eq!((met.received.accepted, met.received.known), (1, 0));
    assert!(new.phone.status().synced);
    assert_eq!(facts(&new), 4);
}

#[test]
fn a_letter_goes_with_somebody_elses_phone_and_its_answer_comes_back() {
    let mut village = village(1);
    let invitation = invitation(&mut village.hub);
    let mut new = Handset::invited(90, &invitation);
    record(&mut new, 1);
    let (letter, batch) = new.phone.write_letter(&invitation.code).unwrap();
    new.commit(&batch);
    new.restart();
    record(&mut new, 2);

    // The herder is no secretary and may read none of this; carrying needs no right.
    let (kept, batch) = village.herder.phone.import(&letter).unwrap();
    village.herder.commit(&batch);
    assert_eq!((kept.letters, kept.outcome), (1, "complete"));
    let (again, batch) = village.herder.phone.import(&letter).unwrap();
    village.herder.commit(&batch);
    assert_eq!((again.letters, again.outcome), (0, "nothing_new"));
    village.herder.restart();
    let before = facts(&village.herder);
    for (id, letter) in village.herder.phone.letters_to_send() {
        let answer = village.hub.handle(later(20), &letter).unwrap();
        let batch = village.herder.phone.letter_answered(id, &answer).unwrap();
        village.herder.commit(&batch);
        // Replayed, the hub gives the same device the same answer and writes nothing new.
        let log = village.hub.logs[&branch("pasture-a")].len();
        village.hub.handle(later(21), &letter).unwrap();
        assert_eq!(village.hub.logs[&branch("pasture-a")].len(), log);
    }
    village.herder.restart();
    assert_eq!((facts(&village.herder), village.herder.phone.letters_to_send().len()), (before, 0));
    assert_eq!(village.herder.phone.letters()[0].state, "answered");

    let answers = village.herder.phone.answers();
    let (welcome, batch) = new.phone.import(&answers[0].1).unwrap();
    new.commit(&batch);
    assert!(welcome.welcomed && new.phone.is_welcomed());
    // The records of the letter are confirmed, the later ones are still to go.
    assert_eq!(new.phone.status().outbox, 2);
    village.secretary.sync(&mut village.hub, later(22));
    assert_eq!(facts(&village.secretary), 2);
    assert_eq!(new.sync(&mut village.hub, later(40)).received.accepted, 1);
    assert!(new.phone.status().synced);
    assert_eq!(new.phone.import(&answers[0].1).unwrap().0.outcome, "nothing_new");
}

#[test]
fn an_answer_for_another_phone_a_changed_one_and_one_of_another_hub_are_refused() {
    let mut village = village(1);
    let invitation = invitation(&mut village.hub);
    let mut new = Handset::invited(90, &invitation);
    let (letter, batch) = new.phone.write_letter(&invitation.code).unwrap();
    new.commit(&batch);
    let answer = village.hub.handle(later(2), &letter).unwrap();
    for at in [10, 40, answer.len() - 1] {
        let mut changed = answer.clone();
        changed[at] ^= 1;
        assert_eq!(new.phone.import(&changed).err(), Some(Code::ReplyUnauthentic), "byte {at}");
    }
    // A phone that neither wrote nor carries the letter has nothing to do with its answer.
    let (other, batch) = village.other.phone.import(&answer).unwrap();
    village.other.commit(&batch);
    assert_eq!((other.outcome, other.answers), ("nothing_new", 0));
    let mut changed = letter.clone();
    changed[100] ^= 1;
    assert_eq!(village.hub.handle(later(2), &changed).err(), Some(Code::MacWrong));
    assert!(new.phone.import(&answer).unwrap().0.welcomed);
}

#[test]
fn records_go_over_to_the_next_invite_where_the_first_was_of_no_use() {
    let mut village = village(2);
    let expired = invitation(&mut village.hub);
    let mut old = Handset::invited(90, &expired);
    record(&mut old, 1);
    record(&mut old, 2);
    let day = later(3).day();
    let activity = NewClaim::Activity { item: "volunteer".parse().unwrap(), day };
    let (_, batch) = old.phone.record(later(3), &activity, "").unwrap();
    old.commit(&batch);
    let withdrawn = NewClaim::Study { course: "law-2".parse().unwrap(), day, minutes: 10 };
    let (recorded, batch) = old.phone.record(later(3), &withdrawn, "").unwrap();
    old.commit(&batch);
    let batch = old.phone.withdraw(later(3), &recorded.key).unwrap();
    old.commit(&batch);
    village.hub.expire(&expired);
    let refused = old.meet(&mut village.hub, &expired.code, later(9));
    assert_eq!(refused.err(), Some(Code::InviteRefused));
    assert_eq!(facts(&old), 6);

    let next = invitation(&mut village.hub);
    let mut new = Handset::invited(90, &next);
    let (over, batch) = new.phone.carry_over(&old.phone, "former-1").unwrap();
    assert_eq!((over.records, over.left), (5, 0));
    new.commit(&batch);
    new.restart();
    let (again, batch) = new.phone.carry_over(&old.phone, "former-1").unwrap();
    new.commit(&batch);
    assert_eq!(again.records, 0, "once is enough");
    let times = |of: &Handset| -> Vec<_> {
        let rows = of.phone.member_rows(&member("pa09")).into_iter();
        rows.filter(|row| row.decision != "withdrawn").map(|row| (row.day, row.note)).collect()
    };
    assert_eq!(times(&new), times(&old));
    let met = new.meet(&mut village.hub, &next.code, later(10)).unwrap();
    assert_eq!(met.received.rejected, 0);
    assert!(new.phone.status().synced);

    let stranger = Handset::invited(
        91,
        &village.hub.invitation(&branch("pasture-a"), &member("pa10"), Role::Member),
    );
    assert_eq!(new.phone.carry_over(&stranger.phone, "x").err(), Some(Code::TransferForeign));
}

#[test]
fn two_phones_that_scanned_one_invite_are_told_apart_and_neither_loses_anything() {
    let mut village = village(1);
    let invitation = invitation(&mut village.hub);
    let (mut first, mut second) =
        (Handset::invited(90, &invitation), Handset::invited(91, &invitation));
    record(&mut first, 1);
    record(&mut second, 2);
    first.meet(&mut village.hub, &invitation.code, later(3)).unwrap();
    let refused = second.meet(&mut village.hub, &invitation.code, later(3));
    assert_eq!(refused.err(), Some(Code::InviteRefused));
    // What the second one gives by hand is signed by a key that nobody certified.
    let export =
        Export { selection: Selection::Unconfirmed, to: None, certificates: true, rules: false };
    let content = second.phone.export(&export).unwrap().content;
    village.secretary.sync(&mut village.hub, later(4));
    let (imported, batch) = village.secretary.phone.import(&content).unwrap();
    village.secretary.commit(&batch);
    assert_eq!((imported.new, imported.refused), (0, 3));
    assert_eq!((facts(&village.secretary), facts(&second)), (2, 2));
}

#[test]
fn a_secretary_keeps_records_of_a_phone_without_a_certificate_until_its_letter_arrived() {
    let mut village = village(1);
    let invitation = invitation(&mut village.hub);
    let mut new = Handset::invited(90, &invitation);
    record(&mut new, 1);
    let export =
        Export { selection: Selection::Unconfirmed, to: None, certificates: true, rules: false };
    let exported = new.phone.export(&export).unwrap();
    assert_eq!((exported.entries, exported.certificates), (3, 0));
    let (imported, batch) = village.secretary.phone.import(&exported.content).unwrap();
    village.secretary.commit(&batch);
    assert_eq!((imported.waiting, village.secretary.phone.status().unchecked), (3, 3));
    let (letter, batch) = new.phone.write_letter(&invitation.code).unwrap();
    new.commit(&batch);
    let (_, batch) = village.secretary.phone.import(&letter).unwrap();
    village.secretary.commit(&batch);
    for (id, letter) in village.secretary.phone.letters_to_send() {
        let answer = village.hub.handle(later(5), &letter).unwrap();
        let batch = village.secretary.phone.letter_answered(id, &answer).unwrap();
        village.secretary.commit(&batch);
    }
    village.secretary.sync(&mut village.hub, later(5));
    assert_eq!((facts(&village.secretary), village.secretary.phone.status().unchecked), (2, 0));
    assert!(village.secretary.phone.status().synced);
}

#[test]
fn a_phone_carries_only_so_many_letters_and_makes_room_once_the_hub_answered() {
    let mut village = village(1);
    let mut letters = Vec::new();
    for number in 0..33_u8 {
        let who = member(&format!("pb{number}"));
        let invitation = village.hub.invitation(&branch("pasture-a"), &who, Role::Member);
        let mut new = Handset::invited(100 + number, &invitation);
        letters.push(new.phone.write_letter(&invitation.code).unwrap().0);
    }
    let (last, first) = letters.split_last().unwrap();
    for letter in first {
        let (_, batch) = village.herder.phone.import(letter).unwrap();
        village.herder.commit(&batch);
    }
    assert_eq!(village.herder.phone.import(last).err(), Some(Code::CarryingFull));
    let (id, letter) = village.herder.phone.letters_to_send().remove(0);
    let batch = village.herder.phone.letter_refused(id, Code::InviteRefused).unwrap();
    village.herder.commit(&batch);
    village.herder.restart();
    assert_eq!(village.herder.phone.letters_to_send().len(), 31);
    let refused = village.herder.phone.letters().into_iter().find(|one| one.state == "refused");
    assert_eq!(refused.unwrap().code, Some("invite_refused"));
    let (_, batch) = village.herder.phone.import(last).unwrap();
    village.herder.commit(&batch);
    assert!(village.herder.phone.letters().iter().all(|one| one.state == "waiting"));
    assert!(!village.herder.phone.letters_to_send().iter().any(|(_, one)| *one == letter));
    village.herder.restart();
    assert_eq!(
        (village.herder.phone.letters().len(), village.herder.phone.status().damaged),
        (32, 0)
    );
}
