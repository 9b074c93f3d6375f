//! A phone and a hub with nothing but bytes between them: enrolment, a request that is answered,
//! an answer that is lost, a clock that is wrong by a year. The hub is the one in memory; in an
//! app `post` is an HTTP client that sends the body to `/v1/sync`. Run it with
//! `cargo run -p drokpa-core --example phone_and_hub`; the tests run it too.

use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::host::memory::MemoryStore;
use drokpa_core::phone::{Enrolment, NewClaim, NoticeLanguage, Phone, Received};
use drokpa_core::time::Seconds;
use drokpa_fixtures::world::{MemoryHub, START, branch, member};
use std::error::Error;

/// The way of bytes: up, and down again, or not. The core never sees a socket.
fn post(hub: &mut MemoryHub, body: &[u8]) -> Result<Vec<u8>, Code> {
    hub.handle(START, body)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut hub = MemoryHub::new();
    let typed = hub.invite(&branch("pasture-a"), &member("pa05"), Role::Member);
    println!("the secretary reads out {typed}");

    // Enrolment. The seed comes from the operating system's random source and is kept in the
    // platform's key store BEFORE the first byte leaves: a repeat has to come from the same key.
    let seed = [42; 32];
    let (enrolment, contact) = Enrolment::begin(seed, &typed, 1)?;
    let welcome = post(&mut hub, &contact)?;
    let (identity, mut phone, batch, _) = enrolment.finish(START, &welcome)?;
    // The identity is kept next, then the batch is committed and the phone is told.
    let mut store = MemoryStore::default();
    store.commit(&mut phone, &batch)?;
    println!("enrolled as {} in {}", phone.member(), phone.branch());

    // The notice comes before the first record: what is held, who reads it, for how long. Once.
    assert!(!phone.consent()?.is_given());
    let batch = phone.answer_notice(START, NoticeLanguage::Bo, true)?;
    store.commit(&mut phone, &batch)?;
    sync(&mut hub, &mut phone, &mut store, START)?;

    // Recorded without a network. Before the host has said `persisted`, nothing can leave.
    let study = |course: &str| -> Result<NewClaim, Code> {
        Ok(NewClaim::Study { course: course.parse()?, day: START.day(), minutes: 45 })
    };
    let (_, batch) = phone.record(START, &study("policy-1")?, "在夏季牧场")?;
    assert_eq!(phone.request(START)?.entries, 0, "not saved yet, so not sent");
    store.commit(&mut phone, &batch)?;
    println!("saved; {} to be sent", phone.status().outbox);

    // The first request arrives, its answer does not. The phone learns nothing and loses nothing:
    // it asks again as if nothing had been, and the hub says that it knows.
    let outgoing = phone.request(START)?;
    post(&mut hub, &outgoing.body)?;
    println!("sent {} bytes, the answer was lost", outgoing.body.len());
    let received = sync(&mut hub, &mut phone, &mut store, START)?;
    println!("again: {} known, {} accepted", received.known, received.accepted);
    assert_eq!((received.known, received.accepted), (1, 0));

    // A clock that is wrong by a year costs one repeat: the hub tells the time.
    let (_, batch) = phone.record(START, &study("law-2")?, "")?;
    store.commit(&mut phone, &batch)?;
    let a_year_on = Seconds(START.0 + 365 * 86_400);
    let received = sync(&mut hub, &mut phone, &mut store, a_year_on)?;
    assert_eq!(received.accepted, 1);
    assert!(phone.status().synced);
    println!("synced: everything here is in the hub's log");

    // Switched off and on: what rests is all there is.
    let phone = store.open(&identity)?;
    assert_eq!((phone.list().len(), phone.status().outbox), (2, 0));
    Ok(())
}

/// One sync as every app does it: ask, post, take in, commit; again while the phone says so.
fn sync(
    hub: &mut MemoryHub,
    phone: &mut Phone,
    store: &mut MemoryStore,
    now: Seconds,
) -> Result<Received, Code> {
    let mut all = Received::default();
    loop {
        let outgoing = phone.request(now)?;
        let reply = match post(hub, &outgoing.body) {
            // A hub that was restored may have forgotten the device: it is shown the certificate.
            Err(Code::DeviceUnknown) => {
                let outgoing = phone.return_request()?;
                post(hub, &outgoing.body)?
            }
            answered => answered?,
        };
        let (received, batch) = phone.reply(now, &reply)?;
        store.commit(phone, &batch)?;
        all.add(&received);
        if received.repeat {
            println!("the hub told the time; asking again");
        }
        if !(received.more || received.repeat) {
            return Ok(all);
        }
    }
}

#[test]
fn the_story_of_a_phone_and_a_hub_ends_as_it_is_told() {
    main().unwrap();
}
