//! Two phones of one herder and one of the secretary, in memory: the same attendance is recorded
//! twice, decided once, and everybody comes to the same points. Run it with
//! `cargo run -p drokpa-core --example two_phones`; the tests run it too.

use drokpa_core::chain::certificate::Role;
use drokpa_core::id::ObjectId;
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{NewClaim, NewDecision, NewTraining};
use drokpa_core::schema::value::Verdict;
use drokpa_core::time::{Cycle, Seconds};
use drokpa_fixtures::world::{Handset, MemoryHub, START, branch, member};
use std::error::Error;

const RULES: &str = r#"{"rules_id": "village", "version": 1, "effective_from": "2026-01-01",
"period": {"start_month": 1, "months": 12}, "items": [{"id": "meeting.theme_day",
"zh": "主题党日", "bo": "བརྗོད་གཞིའི་ཉིན་མོ", "kind": "base", "per": "event", "points_x10": 20}]}"#;

fn main() -> Result<(), Box<dyn Error>> {
    // A hub that knows the rules. A `Handset` is a phone with a store in memory.
    let mut hub = MemoryHub::new();
    let (home, herder) = (branch("pasture-a"), member("pa05"));
    hub.publish_rules(&home, "village", 1, RULES.as_bytes());
    let mut secretary = Handset::enrol(&mut hub, &home, &member("pa01"), Role::Secretary, START);
    let mut old = Handset::enrol(&mut hub, &home, &herder, Role::Member, START);
    let mut new = Handset::enrol(&mut hub, &home, &herder, Role::Member, START);

    // The secretary announces a training; both phones of the herder hear of it.
    let training = announce(&mut secretary)?;
    for phone in [&mut secretary, &mut old, &mut new] {
        phone.sync(&mut hub, START);
    }

    // Weeks without a network. The herder was there, and says so on the old phone. Later, on the
    // new one, not knowing whether the old one will ever work again.
    for phone in [&mut old, &mut new] {
        let claim = NewClaim::Attendance { training, minutes: None, code: None };
        let (recorded, batch) = phone.phone.record(day(3), &claim, "")?;
        phone.commit(&batch);
        println!("saved on this phone: {}/{}", recorded.member, recorded.key);
    }

    // A link appears, for one after the other. The secretary's phone sees one fact, not two.
    old.sync(&mut hub, day(20));
    new.sync(&mut hub, day(21));
    secretary.sync(&mut hub, day(22));
    let queue = secretary.phone.queue();
    println!("the secretary has {} to decide", queue.len());
    assert_eq!(queue.len(), 1);

    for row in queue {
        let decision = NewDecision {
            member: row.member.clone(),
            key: row.key.parse()?,
            verdict: Verdict::Approve,
            grant: None,
            reason: None,
            note: String::new(),
        };
        let batch = secretary.phone.decide(day(22), &[decision])?;
        secretary.commit(&batch);
    }
    secretary.sync(&mut hub, day(22));

    // Whoever asks computes the standing from the same entries, and comes to the same.
    let mut standings = Vec::new();
    for (name, phone) in [("old", &mut old), ("new", &mut new), ("secretary", &mut secretary)] {
        phone.sync(&mut hub, day(30));
        let standing = phone.phone.standing(&herder, Cycle(2026))?;
        println!("{name}: {} tenths, from data {}", standing.total_tenths, standing.basis);
        standings.push(standing);
    }
    assert!(standings.iter().all(|one| one.total_tenths == 20), "one attendance, once");
    standings.dedup();
    assert_eq!(standings.len(), 1, "and from the same data");
    Ok(())
}

/// A theme day two days from the beginning, of 90 minutes.
fn announce(secretary: &mut Handset) -> Result<ObjectId, drokpa_core::code::Code> {
    let new = NewTraining {
        kind: TrainingKind::ThemeDay,
        title_zh: "主题党日".into(),
        title_bo: "བརྗོད་གཞིའི་ཉིན་མོ".into(),
        start: day(2),
        minutes: 90,
        days: 1,
        item: None,
    };
    let (training, batch) = secretary.phone.create_training(START, &new)?;
    secretary.commit(&batch);
    Ok(training)
}

/// The time is always an argument: the core has no clock.
fn day(days: u64) -> Seconds {
    Seconds(START.0 + days * 86_400)
}

#[test]
fn the_story_of_two_phones_ends_as_it_is_told() {
    main().unwrap();
}
