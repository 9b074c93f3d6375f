//! Seasons in a branch, each under one seed: random people, edits, decisions and deliveries, with
//! everything going wrong that can. Every promise is checked at the end of each season, and the
//! seasons together must have met every row of the conflict table that one branch can meet. What
//! takes a township (its decision over the branch's, the veto) is proved by the unit tests of
//! `model::facts`, one row each.
//!
//! A failing season prints its seed; docs/testing.md says how to play it again.

use drokpa_fixtures::world::simulation::{Coverage, Simulation};

/// Seasons in a normal run of the tests.
const SEASONS: u64 = 100;
/// Things that happen in a season.
const ACTIONS: u32 = 90;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}

fn season(seed: u64) -> Simulation {
    let mut season = Simulation::new(seed);
    season.run(ACTIONS);
    season.check();
    season
}

#[test]
fn all_replicas_agree_whatever_happens_on_the_way() {
    if let Some(seed) = number("DROKPA_SEED") {
        season(seed);
        return;
    }
    let seasons = number("DROKPA_SEEDS").unwrap_or(SEASONS);
    let mut met = Coverage::default();
    let (mut saved, mut lost) = (0, 0);
    for seed in 1..=seasons {
        let season = season(seed);
        met.add(season.coverage());
        let counts = season.saved();
        (saved, lost) = (saved + counts.0, lost + counts.1);
    }
    println!("{seasons} seasons, {saved} entries saved, {lost} lost with their only store");
    for (row, count) in met.counts() {
        println!("{count:7} {row}");
    }
    assert_eq!(met.missing(), Vec::<&str>::new(), "rows that no season met");
}

#[test]
fn one_seed_is_one_season() {
    assert_eq!(season(7).fingerprint(), season(7).fingerprint());
    assert_ne!(season(7).fingerprint(), season(8).fingerprint());
}
