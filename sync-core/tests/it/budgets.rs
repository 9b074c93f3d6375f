//! Budgets in bytes (design, section 14), on bodies. Whole HTTP is measured over a real socket in
//! the server's tests.

use super::phones::{decision, later, sometime, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::id::MemberId;
use drokpa_core::phone::ClaimName;
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_fixtures::world::{Handset, branch, member};

const NOTES: [&str; 6] = [
    "夏季牧场集中学习",
    "路上遇雪 晚到",
    "带了笔记",
    "和乡里一起听的",
    "手机没电 补记",
    "讨论了草场",
];

#[test]
fn thirty_claims_go_up_and_ten_decisions_come_down_within_budget() {
    let mut village = village(31);
    village.attend(30, "");
    village.sync_all(2);
    let claims: Vec<ClaimName> = (0..30)
        .map(|at| village.attend(at, NOTES.get(at / 5).filter(|_| at % 5 == 0).unwrap_or(&"")))
        .collect();
    let up = village.herder.sync(&mut village.hub, later(60));
    village.secretary.sync(&mut village.hub, later(60));
    let batch = village
        .secretary
        .phone
        .decide(
            later(60),
            &claims[..10].iter().map(|c| decision(c, Verdict::Approve)).collect::<Vec<_>>(),
        )
        .unwrap();
    village.secretary.commit(&batch);
    village.secretary.sync(&mut village.hub, later(60));
    let down = village.herder.sync(&mut village.hub, later(60));
    let idle = village.herder.sync(&mut village.hub, later(60));
    let one = village.attend_again();
    println!(
        "30 claims up {} B, 10 decisions down {} B, idle {} + {} B, 1 claim up {one} B",
        up.up, down.down, idle.up, idle.down
    );
    assert_eq!((up.requests, up.received.accepted), (1, 1));
    assert!(up.up <= 650, "{} B", up.up);
    assert!(down.down <= 240, "{} B", down.down);
    assert!(idle.up + idle.down <= 100, "{} + {} B", idle.up, idle.down);
    assert!(one <= 160, "{one} B");
}

impl super::phones::Village {
    fn attend_again(&mut self) -> usize {
        let claim = drokpa_core::phone::NewClaim::Unlisted {
            kind: drokpa_core::model::kind::TrainingKind::LiveLecture,
            day: later(59).day(),
            minutes: None,
        };
        let (_, batch) = self.herder.phone.record(later(59), &claim, "").unwrap();
        self.herder.commit(&batch);
        self.herder.sync(&mut self.hub, later(60)).up
    }
}

#[test]
fn two_hundred_claims_go_up_within_budget() {
    let mut village = village(200);
    for training in 0..200 {
        village.attend(training, "");
    }
    let up = village.herder.sync(&mut village.hub, later(60));
    println!("200 claims up {} B in {} requests", up.up, up.requests);
    assert!(up.requests <= 2 && up.up <= 4096, "{} B, {} requests", up.up, up.requests);
}

#[test]
fn a_roll_call_of_forty_goes_up_within_budget() {
    let mut village = village(2);
    let home = branch("pasture-a");
    let members: Vec<MemberId> = (10..50).map(|number| member(&format!("pa{number}"))).collect();
    for one in &members {
        Handset::enrol(&mut village.hub, &home, one, Role::Member, later(1));
    }
    village.sync_all(1);
    let mut bytes = Vec::new();
    for training in village.trainings.clone() {
        let marks: Vec<(MemberId, Mark)> = members
            .iter()
            .enumerate()
            .map(|(at, one)| (one.clone(), if at % 9 == 0 { Mark::Absent } else { Mark::Present }))
            .collect();
        let (written, batch) =
            village.secretary.phone.call_roll(later(50), &training, &marks).unwrap();
        village.secretary.commit(&batch);
        assert_eq!(written, 40);
        bytes.push(village.secretary.sync(&mut village.hub, later(60)).up);
    }
    println!("roll call of 40: first {} B, later {} B", bytes[0], bytes[1]);
    assert!(bytes.iter().all(|bytes| *bytes <= 4096), "{bytes:?}");
}

#[test]
fn a_new_phone_takes_a_year_within_budget() {
    let mut village = village(1);
    for at in 0..150_u64 {
        let claim = drokpa_core::phone::NewClaim::Study {
            course: "policy-1".parse().unwrap(),
            day: later(at).day(),
            minutes: 45,
        };
        let (_, batch) = village.herder.phone.record(sometime(at), &claim, "").unwrap();
        village.herder.commit(&batch);
    }
    village.herder.sync(&mut village.hub, later(200));
    village.secretary.sync(&mut village.hub, later(200));
    let claims: Vec<ClaimName> =
        village.secretary.phone.list().into_iter().map(|row| row.claim.parse().unwrap()).collect();
    assert_eq!(claims.len(), 150);
    for group in claims.chunks(15) {
        let batch = village
            .secretary
            .phone
            .decide(
                later(200),
                &group.iter().map(|c| decision(c, Verdict::Approve)).collect::<Vec<_>>(),
            )
            .unwrap();
        village.secretary.commit(&batch);
        village.secretary.sync(&mut village.hub, later(200));
    }
    let second = Handset::enrol(
        &mut village.hub,
        &branch("pasture-a"),
        &member("pa05"),
        Role::Member,
        later(201),
    );
    assert_eq!(second.phone.list().len(), 150);
    let mut again = Handset {
        phone: village.herder.store.clone().open(&second.identity).unwrap(),
        store: Default::default(),
        identity: second.identity.clone(),
    };
    again.store.records.clear();
    again.restart();
    let first = again.sync(&mut village.hub, later(202));
    println!(
        "a year of 150 claims and 150 decisions: {} + {} B in {} requests",
        first.up, first.down, first.requests
    );
    assert!(first.requests == 1 && first.up + first.down <= 6 * 1024 - 300, "{first:?}");
}

#[test]
fn a_secretarys_new_phone_takes_the_whole_branch_within_budget() {
    let mut village = village(4);
    let home = branch("pasture-a");
    for number in 10..50 {
        let one = member(&format!("pa{number}"));
        let mut phone = Handset::enrol(&mut village.hub, &home, &one, Role::Member, later(1));
        for at in 0..150_u64 {
            let claim = drokpa_core::phone::NewClaim::Study {
                course: "policy-1".parse().unwrap(),
                day: later(at).day(),
                minutes: 45,
            };
            let (_, batch) = phone.phone.record(sometime(at * 40 + number), &claim, "").unwrap();
            phone.commit(&batch);
            if at % 30 == 29 {
                phone.sync(&mut village.hub, later(200));
            }
        }
    }
    village.secretary.sync(&mut village.hub, later(200));
    let claims: Vec<ClaimName> =
        village.secretary.phone.list().into_iter().map(|row| row.claim.parse().unwrap()).collect();
    assert_eq!(claims.len(), 6000);
    for round in 0..5 {
        let some: Vec<_> =
            claims.iter().skip(round).step_by(5).map(|c| decision(c, Verdict::Approve)).collect();
        let batch = village.secretary.phone.decide(later(200 + round as u64), &some).unwrap();
        village.secretary.commit(&batch);
        village.secretary.sync(&mut village.hub, later(200));
    }
    let code = village.hub.invite(&home, &member("pa01"), Role::Secretary);
    let (enrolment, body) = drokpa_core::phone::Enrolment::begin([77; 32], &code, 1).unwrap();
    let reply = village.hub.handle(later(210), &body).unwrap();
    let (_, phone, _, _) = enrolment.finish(later(210), &reply).unwrap();
    println!("a secretary's new phone, 6,000 claims and 6,000 decisions: {} B", reply.len());
    assert_eq!(phone.list().iter().filter(|row| row.decision == "approved").count(), 6000);
    assert!(reply.len() <= 160 * 1024, "{} B", reply.len());
}
