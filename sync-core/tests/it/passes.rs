//! Floating members: what a pass opens, and what it never does.

use super::phones::{later, sometime, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::ObjectId;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{NewAttestation, NewClaim, NewTraining, Seen};
use drokpa_core::time::Cycle;
use drokpa_fixtures::world::{Handset, MemoryHub, START, branch, member};

struct Host {
    secretary: Handset,
    trainings: Vec<ObjectId>,
}

fn plan(host: &mut Host, day: u64) -> ObjectId {
    let new = NewTraining {
        kind: TrainingKind::ThemeDay,
        title_zh: "接待站主题党日".into(),
        title_bo: "སྣེ་ལེན་ས་ཚིགས།".into(),
        start: later(day),
        minutes: 90,
        days: 1,
        item: None,
    };
    let (id, batch) = host.secretary.phone.create_training(START, &new).unwrap();
    host.secretary.commit(&batch);
    host.trainings.push(id);
    id
}

/// A branch with two trainings and somebody's records.
fn host(hub: &mut MemoryHub) -> Host {
    let place = branch("village-b");
    let secretary = Handset::enrol(hub, &place, &member("vb01"), Role::Secretary, START);
    let mut host = Host { secretary, trainings: Vec::new() };
    (2..4).for_each(|day| {
        plan(&mut host, day);
    });
    host.secretary.sync(hub, later(1));
    let mut local = Handset::enrol(hub, &place, &member("vb05"), Role::Member, START);
    let claim = NewClaim::Attendance { training: host.trainings[0], minutes: None, code: None };
    let (_, batch) = local.phone.record(later(3), &claim, "").unwrap();
    local.commit(&batch);
    local.sync(hub, later(3));
    host.secretary.sync(hub, later(3));
    host
}

fn attend(guest: &mut Handset, training: ObjectId, day: u64) -> Result<(), Code> {
    let claim = NewClaim::Attendance { training, minutes: None, code: None };
    let (_, batch) = guest.phone.record(sometime(day), &claim, "")?;
    guest.commit(&batch);
    Ok(())
}

#[test]
fn a_guest_sees_what_is_planned_at_the_host_and_nothing_about_anybody_there() {
    let mut village = village(1);
    let mut host = host(&mut village.hub);
    let (home, place, guest) = (branch("pasture-a"), branch("village-b"), member("pa05"));
    let phone = &mut village.herder;
    phone.sync(&mut village.hub, later(3));
    assert_eq!(attend(phone, host.trainings[0], 3), Err(Code::TrainingUnknown));

    let days = (later(1).day(), Some(later(20).day()));
    village.hub.give_pass((&home, &guest), &place, days);
    let opened = phone.sync(&mut village.hub, later(4));
    assert!(opened.requests <= 2, "{opened:?}");
    let known: Vec<ObjectId> =
        phone.phone.trainings().into_iter().map(|row| row.training).collect();
    assert!(host.trainings.iter().all(|id| known.contains(id)), "{known:?}");
    let there = phone.phone.documents().into_iter().filter(|one| one.branch == place);
    let kinds: Vec<&str> = there.map(|one| one.kind.name()).collect();
    assert!(kinds.iter().all(|kind| ["calendar", "registry"].contains(kind)), "{kinds:?}");
    assert!(phone.phone.members().iter().all(|one| !one.to_string().starts_with("vb")));
    let said = phone.phone.passes();
    assert_eq!((said.len(), &said[0].host, said[0].until), (1, &place, days.1));

    // The guest records it, the host attests it, home counts it: everywhere the same.
    let (first, second) = (host.trainings[0], host.trainings[1]);
    attend(phone, first, 4).unwrap();
    attend(phone, second, 4).unwrap();
    let attested = NewAttestation {
        member: guest.clone(),
        home,
        seen: Seen::Training(first),
        withdraw: false,
    };
    let (_, batch) = host.secretary.phone.attest(later(4), &attested).unwrap();
    host.secretary.commit(&batch);
    host.secretary.sync(&mut village.hub, later(4));
    village.sync_all(2);
    let standings = [&village.herder, &village.secretary, &village.other]
        .map(|one| one.phone.standing(&guest, Cycle(2026)).unwrap());
    assert!(standings.iter().all(|one| *one == standings[0]), "{standings:?}");
    assert!(standings[0].minutes >= 90, "{:?}", standings[0]);
    let rows = [&village.herder, &village.secretary].map(|one| {
        let rows = one.phone.member_rows(&guest).into_iter();
        rows.map(|row| (row.claim, row.decision, row.points_tenths)).collect::<Vec<_>>()
    });
    assert_eq!(rows[0], rows[1]);
    assert_eq!(village.herder.sync(&mut village.hub, later(5)).requests, 1);
    assert!(village.herder.phone.status().synced);
}

#[test]
fn a_pass_that_is_over_or_taken_back_brings_nothing_more_and_keeps_what_is_there() {
    let mut village = village(1);
    let mut host = host(&mut village.hub);
    let (home, place, guest) = (branch("pasture-a"), branch("village-b"), member("pa05"));
    let give = |hub: &mut MemoryHub, last: u64| {
        let days = (later(1).day(), Some(later(last).day()));
        hub.give_pass((&home, &guest), &place, days);
    };
    give(&mut village.hub, 5);
    village.herder.sync(&mut village.hub, later(4));
    attend(&mut village.herder, host.trainings[1], 4).unwrap();
    let known = village.herder.phone.trainings().len();

    plan(&mut host, 9);
    host.secretary.sync(&mut village.hub, later(6));
    for day in 6..9 {
        village.herder.sync(&mut village.hub, later(day));
        assert_eq!(village.herder.phone.trainings().len(), known);
        assert!(village.herder.phone.status().synced);
    }
    // Given once more, it begins where it left off, and nothing between is missing.
    give(&mut village.hub, 30);
    village.herder.sync(&mut village.hub, later(9));
    village.herder.sync(&mut village.hub, later(9));
    assert_eq!(village.herder.phone.trainings().len(), known + 1);
    village.hub.give_pass(
        (&home, &guest),
        &place,
        (later(1).day(), Some(drokpa_core::time::Day(1))),
    );
    village.herder.sync(&mut village.hub, later(10));
    plan(&mut host, 12);
    host.secretary.sync(&mut village.hub, later(11));
    village.herder.sync(&mut village.hub, later(11));
    assert_eq!(village.herder.phone.passes(), []);
    assert_eq!(village.herder.phone.trainings().len(), known + 1);
    village.herder.restart();
    assert_eq!(village.herder.phone.status().damaged, 0);
}

#[test]
fn a_hub_that_forgot_a_pass_hears_of_it_from_the_guest() {
    let mut village = village(1);
    let mut host = host(&mut village.hub);
    let (home, place, guest) = (branch("pasture-a"), branch("village-b"), member("pa05"));
    let backup = village.hub.copy();
    village.hub.give_pass((&home, &guest), &place, (later(1).day(), None));
    village.herder.sync(&mut village.hub, later(4));
    attend(&mut village.herder, host.trainings[1], 4).unwrap();
    let known = village.herder.phone.trainings().len();
    village.hub.restore(&backup);
    for day in 5..8 {
        village.herder.sync(&mut village.hub, later(day));
        host.secretary.sync(&mut village.hub, later(day));
    }
    assert!(village.herder.phone.status().synced);
    let new = plan(&mut host, 20);
    host.secretary.sync(&mut village.hub, later(8));
    village.herder.sync(&mut village.hub, later(8));
    assert_eq!(village.herder.phone.trainings().len(), known + 1);
    attend(&mut village.herder, new, 20).unwrap();
}
