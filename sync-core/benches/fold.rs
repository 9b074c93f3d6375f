//! What a hub pays to fold everybody's standings: 2,900 members with 150 facts each, on one core,
//! by the rules of the invented organisation. Run by `cargo bench -p drokpa-core --bench fold`;
//! prints a table and fails where the cost of a fact grows with the number of facts. Seconds are
//! of the machine it ran on, so only the ratio is judged. It must never touch a file or a network.
//!
//! Each member's facts are made, in a shuffled order as if by arrival, before the clock starts;
//! measured is [`fold`] alone, the freeing of its result included: not the judging of claims, the
//! documents or a store. Without `--bench` (as `cargo test --benches` runs it) it plays a few
//! members only and judges nothing.

use drokpa_core::id::ItemId;
use drokpa_core::model::points::{Fact, Granted, fold};
use drokpa_core::model::rules::{RuleSet, RulesFile};
use drokpa_core::time::{Cycle, Day};
use std::error::Error;
use std::hint::black_box;
use std::process::ExitCode;
use std::time::{Duration, Instant};

const MEMBERS: u32 = 2_900;
const FACTS: u32 = 150;
/// Times as many facts a member, to see how the cost grows.
const FACTORS: [u32; 3] = [1, 2, 4];
/// Each size is played so often, sizes in turn, and the quickest round is taken: what else the
/// machine does only adds.
const ROUNDS: u32 = 5;
/// A fact among four times as many may cost so many times as much: sorting grows a little faster
/// than the facts, anything squared would show 4.
const RATIO_MAX: f64 = 1.5;
const CYCLE: Cycle = Cycle(2026);
const FIRST_DAY: Day = Day(20_454); // 2026-01-01

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let measured = std::env::args().any(|argument| argument == "--bench");
    let members = if measured { MEMBERS } else { 20 };
    let plan = Plan::read()?;
    let mut best = [Duration::MAX; FACTORS.len()];
    for _ in 0..ROUNDS {
        for (best, factor) in best.iter_mut().zip(FACTORS) {
            *best = plan.time(members, FACTS * factor).min(*best);
        }
    }
    println!("points::fold, {members} members, one core, quickest of {ROUNDS} rounds");
    println!(
        "{:>12} {:>9} {:>9} {:>8} {:>7}",
        "facts/member", "facts", "seconds", "ns/fact", "ratio"
    );
    let (mut of_one, mut ratio) = (None, 1.0);
    for (took, factor) in best.into_iter().zip(FACTORS) {
        let (each, seconds) = (FACTS * factor, took.as_secs_f64());
        let facts = members * each;
        let ns = seconds * 1e9 / f64::from(facts);
        ratio = ns / *of_one.get_or_insert(ns);
        println!("{each:>12} {facts:>9} {seconds:>9.3} {ns:>8.0} {ratio:>7.2}");
    }
    let linear = ratio <= RATIO_MAX;
    let verdict = if linear { "within" } else { "above" };
    println!("the last ratio is {verdict} its bound of {RATIO_MAX:.2}");
    Ok(if linear || !measured { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The rules, and the items that facts are made of.
struct Plan {
    rules: RuleSet,
    items: Vec<ItemId>,
}

impl Plan {
    fn read() -> Result<Plan, Box<dyn Error>> {
        let file: RulesFile = serde_json::from_str(drokpa_fixtures::RULES_JSON)?;
        let mut sets = file.sets().map_err(|code| code.to_string())?;
        let rules = sets.remove("village-basic").ok_or("no village rules in the fixtures")?;
        let first = rules.versions().first().ok_or("no version of the village rules")?;
        let items = first.items.iter().map(|item| item.id.clone()).collect();
        Ok(Plan { rules, items })
    }

    /// How long the folds of all members take.
    fn time(&self, members: u32, each: u32) -> Duration {
        let mut took = Duration::ZERO;
        for member in 0..members {
            let facts = self.facts(member, each);
            let started = Instant::now();
            drop(black_box(fold(&self.rules, CYCLE, None, black_box(facts))));
            took += started.elapsed();
        }
        took
    }

    /// A year of one member: every item of the rules, some facts with a grant.
    fn facts(&self, member: u32, each: u32) -> Vec<Fact> {
        let mut seed = Seed(u64::from(member));
        let mut facts: Vec<Fact> = (0..each)
            .filter_map(|at| {
                let item = self.items.get(seed.below(self.items.len()))?.clone();
                let day = Day(FIRST_DAY.0 + u32::try_from(seed.below(365)).ok()?);
                let minutes = u32::try_from(30 + seed.below(150)).ok();
                let granted = (seed.below(10) == 0).then_some(Granted::Minutes(60));
                // As long as the key of an attendance.
                let key = [&[1; 4][..], &member.to_be_bytes(), &at.to_be_bytes()].concat().into();
                Some(Fact { key, day, item, minutes, granted })
            })
            .collect();
        for at in (1..facts.len()).rev() {
            facts.swap(at, seed.below(at + 1));
        }
        facts
    }
}

/// A small generator, so that every run folds the same facts (Steele, Lea and Flood's SplitMix).
struct Seed(u64);

impl Seed {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit.max(1) as u64) as usize
    }
}
