//! Several phones of one member: one that was added is noticed, one that was lost is replaced.

use super::phones::{decide, later, sometime, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::id::Serial;
use drokpa_core::phone::NewClaim;
use drokpa_core::schema::value::Verdict;
use drokpa_fixtures::world::{Handset, branch, member};

fn study(by: &mut Handset, day: u64) {
    let claim =
        NewClaim::Study { course: "policy-1".parse().unwrap(), day: later(day).day(), minutes: 45 };
    let (_, batch) = by.phone.record(sometime(day), &claim, "").unwrap();
    by.commit(&batch);
}

fn added(of: &Handset) -> Vec<Serial> {
    of.phone.devices().into_iter().filter(|row| row.added).map(|row| row.device).collect()
}

#[test]
fn a_phone_that_was_added_is_shown_on_the_others_until_the_member_knows_it() {
    let mut village = village(1);
    let home = branch("pasture-a");
    let herder = member("pa05");
    let mut second = Handset::enrol(&mut village.hub, &home, &herder, Role::Member, later(2));
    assert!(added(&second).is_empty(), "what was there before is no news");
    assert_eq!(added(&village.herder), []);
    village.herder.sync(&mut village.hub, later(3));
    let serial = second.phone.actor().serial;
    assert_eq!(added(&village.herder), [serial]);
    assert_eq!(village.herder.phone.status().devices_added, 1);
    village.herder.restart();
    assert_eq!(added(&village.herder), [serial]);

    let batch = village.herder.phone.know_devices().unwrap();
    village.herder.commit(&batch);
    village.herder.restart();
    let rows = village.herder.phone.devices();
    assert_eq!((rows.len(), village.herder.phone.status().devices_added), (2, 0));
    assert!(rows.iter().any(|row| row.this) && rows.iter().any(|row| row.device == serial));
    // A third one is news again, on both.
    let third = Handset::enrol(&mut village.hub, &home, &herder, Role::Member, later(4));
    village.herder.sync(&mut village.hub, later(5));
    second.sync(&mut village.hub, later(5));
    let serial = third.phone.actor().serial;
    assert_eq!((added(&village.herder), added(&second)), (vec![serial], vec![serial]));
    assert_eq!(village.herder.phone.status().damaged, 0);
    // A neighbour's phone is nobody's news.
    village.secretary.sync(&mut village.hub, later(5));
    assert!(added(&village.secretary).is_empty());
}

#[test]
fn a_secretarys_second_phone_is_noticed_too() {
    let mut village = village(1);
    let home = branch("pasture-a");
    let second =
        Handset::enrol(&mut village.hub, &home, &member("pa01"), Role::Secretary, later(2));
    village.sync_all(1);
    assert_eq!(added(&village.secretary), [second.phone.actor().serial]);
    assert!(added(&village.other).is_empty() && added(&village.herder).is_empty());
}

#[test]
fn the_replacement_of_a_lost_phone_has_the_whole_history_and_the_lost_one_may_turn_up() {
    let mut village = village(2);
    let claim = village.attend(0, "在夏季牧场");
    (1..20).for_each(|day| study(&mut village.herder, day));
    village.sync_all(2);
    decide(&mut village.secretary, &claim, Verdict::Approve);
    village.sync_all(1);
    study(&mut village.herder, 30);
    let before = village.herder.phone.list();

    let mut new = Handset::enrol(
        &mut village.hub,
        &branch("pasture-a"),
        &member("pa05"),
        Role::Member,
        later(40),
    );
    // All that had arrived is there, under the certificate of the lost phone.
    assert_eq!(new.phone.list().len(), before.len() - 1);
    let approved = new.phone.list().into_iter().find(|row| row.claim == claim.to_string());
    assert_eq!(approved.unwrap().decision, "approved");
    assert!(new.phone.devices().len() == 2 && added(&new).is_empty());
    new.restart();
    assert_eq!((new.phone.status().damaged, new.phone.list().len()), (0, before.len() - 1));
    study(&mut new, 41);
    new.sync(&mut village.hub, later(42));

    // The lost phone is found under the saddle and has one record of its own.
    village.herder.sync(&mut village.hub, later(50));
    new.sync(&mut village.hub, later(51));
    assert_eq!(new.phone.list().len(), before.len() + 1);
    let shown = |of: &Handset| serde_json::to_value(of.phone.list()).unwrap();
    assert_eq!(shown(&new), shown(&village.herder));
    assert_eq!(added(&village.herder), [new.phone.actor().serial]);
    village.secretary.sync(&mut village.hub, later(52));
    assert_eq!(village.secretary.phone.member_rows(&member("pa05")).len(), before.len() + 1);
}
