//! Erasure over real sockets: texts and names are gone from the hub's file and from every phone,
//! and everything still verifies and counts as before.

use crate::pocket::{Hub, Pocket, invite, organisation, run, verified};
use drokpa_core::id::{CourseId, MemberId};
use drokpa_core::phone::NewClaim;
use drokpa_core::time::Day;
use drokpa_server::clock::Clock;
use std::path::Path;

const WORDS: &str = "夏季牧场信号不好";
const NAME: &str = "示例牧民四";

fn study(day: Day) -> NewClaim {
    NewClaim::Study { course: CourseId::new("policy-1").unwrap(), day, minutes: 60 }
}

/// True where any file of the hub, free pages and the log of changes included, holds these bytes.
fn holds(data: &Path, text: &str) -> bool {
    ["hub.sqlite", "hub.sqlite-wal"].into_iter().any(|name| {
        let bytes = std::fs::read(data.join(name)).unwrap_or_default();
        bytes.windows(text.len()).any(|part| part == text.as_bytes())
    })
}

#[test]
fn what_is_erased_is_gone_everywhere_and_everything_still_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    organisation(data);
    let hub = Hub::start(data);
    let enrol = |member: &str| Pocket::enrol(&hub.url, &invite(data, member), &Clock::system()).0;
    let (mut secretary, mut herder) = (enrol("pa01"), enrol("pa04"));
    let member: MemberId = "pa04".parse().unwrap();
    let today = herder.now().day();
    herder.record(&study(today), WORDS);
    herder.sync();
    secretary.sync();
    let note = |of: &Pocket| of.phone.list()[0].note.clone();
    assert_eq!(note(&secretary).as_deref(), Some(WORDS));
    assert_eq!(&*secretary.phone.names()[&member].0, NAME);
    assert!(holds(data, WORDS) && holds(data, NAME));
    let before = verified(data)["entries"].as_u64().unwrap();
    let year = today.cycle(1);
    let standing = secretary.phone.standing(&member, year).unwrap();

    // One more text is still on the phone when the member asks.
    herder.record(&study(Day(today.0 - 1)), WORDS);
    run(["erase", "--member", "pa04", "--data", data.to_str().unwrap()]);
    assert!(!holds(data, WORDS) && !holds(data, NAME));
    herder.sync();
    secretary.sync();
    assert!(!holds(data, WORDS), "what came later came without its text");
    for phone in [&secretary, &herder] {
        assert_eq!(phone.phone.list().len(), 2);
        assert!(phone.phone.list().iter().all(|row| row.note.is_none()));
        let bytes: Vec<u8> = phone.store.records.values().flatten().copied().collect();
        for text in [WORDS, NAME] {
            assert!(!bytes.windows(text.len()).any(|part| part == text.as_bytes()), "{text}");
        }
    }
    assert!(!secretary.phone.names().contains_key(&member));
    let after = secretary.phone.standing(&member, year).unwrap();
    assert_eq!(after.minutes, standing.minutes + 60, "facts stay");
    // A phone that comes new is given the chains without texts, and finds them whole.
    let fresh = enrol("pa02");
    assert_eq!(fresh.phone.list().len(), 2);
    assert_eq!(fresh.phone.status().damaged, 0);
    assert!(verified(data)["entries"].as_u64().unwrap() > before);
    let reopened = secretary.store.open(&secretary.identity).unwrap();
    assert_eq!(reopened.status().damaged, 0);
}

#[test]
fn texts_of_years_that_are_over_go_and_those_of_this_year_stay() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    organisation(data);
    let hub = Hub::start(data);
    let code = invite(data, "pa04");
    let mut herder = Pocket::enrol(&hub.url, &code, &Clock::system()).0;
    let today = herder.now().day();
    let (year, ..) = today.date();
    let long_ago = Day::from_date(year - 3, 5, 4).unwrap();
    herder.record(&study(long_ago), "很久以前");
    herder.record(&study(today), WORDS);
    herder.sync();
    run(["retention", "--keep-years", "2", "--data", data.to_str().unwrap()]);
    herder.sync();
    assert!(!holds(data, "很久以前") && holds(data, WORDS));
    let notes: Vec<_> = herder.phone.list().into_iter().map(|row| row.note).collect();
    assert_eq!(notes.iter().flatten().count(), 1);
    verified(data);
}
