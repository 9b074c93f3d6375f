//! Two phones far from any network: a herder's claims go over to the secretary as pictures of QR
//! codes, are decided there, and the decision comes back the same way. Run it with
//! `cargo run -p drokpa-core --features qr --example transfer_by_qr`; it needs no hub but the one
//! in memory that enrolled both phones before the story begins.

use drokpa_core::chain::certificate::Role;
use drokpa_core::host::picture::{draw, texts_in_png};
use drokpa_core::phone::{Export, Imported, NewClaim, NewDecision, Selection};
use drokpa_core::schema::value::Verdict;
use drokpa_core::wire::qr::{Size, codes};
use drokpa_fixtures::world::{Handset, MemoryHub, START, branch, member};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut hub = MemoryHub::new();
    let (home, herder) = (branch("pasture-a"), member("pa05"));
    let mut secretary = Handset::enrol(&mut hub, &home, &member("pa01"), Role::Secretary, START);
    let mut phone = Handset::enrol(&mut hub, &home, &herder, Role::Member, START);

    // Recorded on the pasture; "saved" once the host has committed the batch.
    for (course, minutes) in [("policy-1", 45), ("law-2", 30), ("grassland", 60)] {
        let day = START.day();
        let study = NewClaim::Study { course: course.parse()?, day, minutes };
        let (_, batch) = phone.phone.record(START, &study, "在夏季牧场")?;
        phone.commit(&batch);
    }
    let claims = Export {
        selection: Selection::Unconfirmed,
        to: None,
        // The secretary's phone last synced before this one was enrolled.
        certificates: true,
        rules: false,
    };
    let brought = show_and_scan(&phone, &claims, &mut secretary)?;
    println!("at the secretary's: {}/{} records, {}", brought.done, brought.total, brought.outcome);

    // Decided at once, without a network.
    let decisions: Vec<NewDecision> = secretary
        .phone
        .list()
        .iter()
        .map(|row| {
            Ok(NewDecision {
                member: row.member.clone(),
                key: row.key.parse()?,
                verdict: Verdict::Approve,
                grant: None,
                reason: None,
                note: String::new(),
            })
        })
        .collect::<Result<_, drokpa_core::code::Code>>()?;
    let batch = secretary.phone.decide(START, &decisions)?;
    secretary.commit(&batch);

    // News down: what this member may read, and nothing else.
    let news = Export {
        selection: Selection::About { member: Some(herder.clone()), year: None },
        to: Some(herder),
        ..claims
    };
    let brought = show_and_scan(&secretary, &news, &mut phone)?;
    println!("back at the herder's: {} new records, {}", brought.new, brought.outcome);
    for row in phone.phone.list() {
        println!("  {}: {}", row.claim, row.decision);
    }

    // Exported is not confirmed: the outbox ends when the hub has the records.
    println!("still to be sent by the herder: {}", phone.phone.status().outbox);
    secretary.sync(&mut hub, START);
    phone.sync(&mut hub, START);
    println!("after both met the hub: {}", phone.phone.status().outbox);
    assert_eq!(phone.phone.status().outbox, 0);
    assert!(phone.phone.list().iter().all(|row| row.decision == "approved"));
    Ok(())
}

/// One phone shows codes on its screen, the other photographs them, last one first.
fn show_and_scan(
    from: &Handset,
    export: &Export,
    to: &mut Handset,
) -> Result<Imported, Box<dyn Error>> {
    let exported = from.phone.export(export)?;
    let texts = codes(&exported.content, Size::Small)?;
    println!("{} B as {} code(s)", exported.bytes, texts.len());
    let mut scanned = Vec::new();
    for text in texts.iter().rev() {
        let png = draw(text, Size::Small)?.png(4)?;
        scanned.extend(texts_in_png(&png)?);
    }
    let scanned: Vec<&str> = scanned.iter().map(String::as_str).collect();
    let (imported, batch) = to.phone.scan(&scanned)?;
    to.commit(&batch);
    Ok(imported)
}

#[test]
fn the_story_of_records_as_pictures_ends_as_it_is_told() {
    main().unwrap();
}
