//! Points, worked out by hand.

use super::*;
use crate::model::rules::RulesFile;
use serde_json::Value;

const EXAMPLES: &str = include_str!("../../../../fixtures/org/rules_examples.json");
const YEAR: Cycle = Cycle(2026);

fn versions(rules_id: &str) -> Vec<Rules> {
    let file: RulesFile = serde_json::from_str(EXAMPLES).unwrap();
    file.rules.into_iter().filter(|rules| rules.rules_id == rules_id).collect()
}

fn set(rules_id: &str) -> RuleSet {
    RuleSet::new(versions(rules_id)).unwrap()
}

fn fact(key: &str, day: &str, item: &str) -> Fact {
    Fact {
        key: key.as_bytes().into(),
        day: Day::parse(day).unwrap(),
        item: ItemId::new(item).unwrap(),
        minutes: None,
        granted: None,
    }
}

fn phone(key: &str, day: &str, minutes: u32) -> Fact {
    Fact { minutes: Some(minutes), ..fact(key, day, "study.phone") }
}

fn example_facts(member: &str) -> Vec<Fact> {
    let file: Value = serde_json::from_str(EXAMPLES).unwrap();
    let records = file["records"].as_array().unwrap().iter();
    let own = records.filter(|record| record["member"] == member);
    own.map(|record| {
        let text = |name: &str| record[name].as_str().unwrap();
        let minutes = record["minutes"].as_u64().map(|minutes| minutes as u32);
        Fact { minutes, ..fact(text("id"), text("on"), text("item")) }
    })
    .collect()
}

/// A small generator, so that a failing seed can be named (Steele, Lea and Flood's SplitMix).
struct Seed(u64);

impl Seed {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % limit as u64) as usize
    }

    fn shuffle(&mut self, facts: &mut [Fact]) {
        for at in (1..facts.len()).rev() {
            facts.swap(at, self.below(at + 1));
        }
    }

    fn facts(&mut self, items: &[&str]) -> Vec<Fact> {
        let one = |seed: &mut Seed, at: usize| Fact {
            // Some keys repeat, with other content.
            key: [(at - seed.below(2).min(at)) as u8].into(),
            day: Day(20_400 + seed.below(900) as u32),
            item: ItemId::new(items[seed.below(items.len())]).unwrap(),
            minutes: (seed.below(2) == 0).then(|| seed.below(200) as u32),
            granted: match seed.below(6) {
                0 => Some(Granted::Minutes(seed.below(200) as u32)),
                1 => Some(Granted::Tenths(seed.below(90) as i32 - 40)),
                _ => None,
            },
        };
        (0..120).map(|at| one(self, at)).collect()
    }
}

#[test]
fn the_examples_come_to_their_expected_totals() {
    let expected: Value = serde_json::from_str::<Value>(EXAMPLES).unwrap()["expected_2026"].take();
    for (member, counted) in [("m1", 600), ("m2", 60)] {
        let standing = fold(&set("village-basic"), YEAR, None, example_facts(member));
        let expected = &expected[member];
        assert_eq!(expected["base"], standing.base_tenths, "{member}");
        assert_eq!(expected["bonus"], standing.bonus_tenths, "{member}");
        assert_eq!(expected["deduct"], standing.deduct_tenths, "{member}");
        assert_eq!(expected["total_x10"], standing.total_tenths, "{member}");
        assert_eq!(expected["star"], standing.stars, "{member}");
        assert_eq!(standing.base_counted_tenths, counted, "{member}");
    }
    let m1 = fold(&set("village-basic"), YEAR, None, example_facts("m1"));
    assert_eq!(m1.minutes, 12 * 95, "a cap on points leaves the hours alone");
}

#[test]
fn any_order_of_the_facts_gives_the_identical_standing() {
    let rules = set("village-basic");
    let unknown = ItemId::new("not.there").unwrap();
    let mut items: Vec<&str> =
        rules.versions()[0].items.iter().map(|item| item.id.as_str()).collect();
    items.push(unknown.as_str());
    for number in 0..200 {
        let mut seed = Seed(number);
        let mut facts = seed.facts(&items);
        let first = fold(&rules, YEAR, None, facts.clone());
        let lines: i32 = first.lines.iter().map(|line| line.counted_tenths).sum();
        assert_eq!(lines, first.base_tenths + first.bonus_tenths + first.deduct_tenths);
        let minutes: u32 = first.lines.iter().map(|line| line.minutes).sum();
        assert_eq!(first.minutes, minutes);
        let whole = facts.clone();
        for _ in 0..5 {
            seed.shuffle(&mut facts);
            assert_eq!(fold(&rules, YEAR, None, facts.clone()), first, "seed {number}");
            let twice = facts.iter().chain(&whole).cloned();
            assert_eq!(fold(&rules, YEAR, None, twice), first, "seed {number}");
        }
    }
}

#[test]
fn a_later_fact_never_changes_what_an_earlier_one_counts() {
    let rules = set("village-basic");
    let items = ["study.note", "study.phone", "volunteer", "absent.theme_day"];
    for number in 0..50 {
        let mut facts = in_order(Seed(number).facts(&items));
        let mut whole = fold(&rules, YEAR, None, facts.clone());
        while facts.pop().is_some() {
            let shorter = fold(&rules, YEAR, None, facts.clone());
            whole.lines.pop();
            assert_eq!(shorter.lines, whole.lines, "seed {number}");
        }
    }
}

#[test]
fn a_cap_begins_anew_with_each_period_of_the_rules_year() {
    let notes = |rules: &RuleSet, days: [&str; 2]| {
        let facts = days.map(|day| fact(day, day, "study.note"));
        fold(rules, rules.cycle_of(Day::parse(days[0]).unwrap()), None, facts).base_tenths
    };
    let village = set("village-basic");
    assert_eq!(notes(&village, ["2026-03-30", "2026-03-31"]), 10);
    assert_eq!(notes(&village, ["2026-03-31", "2026-04-01"]), 20);
    // Rules years from July to June: the second quarter ends on 31 December.
    let herder = set("herder-july");
    assert_eq!(notes(&herder, ["2026-12-31", "2027-01-01"]), 20);
    assert_eq!(notes(&herder, ["2027-01-01", "2027-03-31"]), 10);

    let mut monthly = versions("village-basic");
    monthly.truncate(1);
    monthly[0].items[1].cap_period = Some(Span::Month);
    let monthly = RuleSet::new(monthly).unwrap();
    assert_eq!(notes(&monthly, ["2026-03-01", "2026-03-31"]), 10);
    assert_eq!(notes(&monthly, ["2026-03-31", "2026-04-01"]), 20);
}

#[test]
fn a_cap_takes_the_earlier_facts_and_names_what_it_cut() {
    let granted = |key, day, tenths| Fact {
        granted: Some(Granted::Tenths(tenths)),
        ..fact(key, day, "study.phone")
    };
    let facts = [granted("c", "2026-05-03", 9), granted("a", "2026-05-02", 55)];
    let standing = fold(&set("village-basic"), YEAR, None, facts);
    let lines: Vec<_> = standing
        .lines
        .iter()
        .map(|line| (line.value_tenths, line.counted_tenths, line.cut_by))
        .collect();
    assert_eq!(lines, [(55, 55, None), (9, 5, Some(Cut::ItemCap))]);
}

#[test]
fn a_new_version_judges_its_own_days_only() {
    let days = ["2026-06-30", "2026-07-01"];
    let facts = || days.map(|day| fact(day, day, "volunteer"));
    let both = fold(&set("village-basic"), YEAR, None, facts());
    assert_eq!(both.lines.iter().map(|line| line.value_tenths).sum::<i32>(), 10 + 20);

    // Caps: 25 until June and 12 from July, of which June has used 10; then raised to 40.
    let mut three = versions("village-basic");
    let mut third = three[1].clone();
    (third.version, third.effective_from) = (3, Day::parse("2026-10-01").unwrap());
    three.push(third);
    for (version, cap) in three.iter_mut().zip([25, 12, 40]) {
        version.items[7].cap_x10 = Some(cap);
    }
    let rules = RuleSet::new(three).unwrap();
    let more = ["2026-08-01", "2026-10-01"].map(|day| fact(day, day, "volunteer"));
    let standing = fold(&rules, YEAR, None, facts().into_iter().chain(more));
    let counted: Vec<i32> = standing.lines.iter().map(|line| line.counted_tenths).collect();
    assert_eq!(counted, [10, 2, 0, 20]);
}

#[test]
fn a_version_that_becomes_known_late_changes_no_earlier_day() {
    let old = RuleSet::new(versions("village-basic")[..1].to_vec()).unwrap();
    let spring: Vec<Fact> = example_facts("m1")
        .into_iter()
        .filter(|fact| fact.day < Day::parse("2026-07-01").unwrap())
        .collect();
    let before = fold(&old, YEAR, None, spring.clone());
    assert_eq!(fold(&set("village-basic"), YEAR, None, spring), before);
}

#[test]
fn a_changed_base_cap_leaves_what_was_counted_before() {
    let pledges = ["2026-02-01", "2026-05-01", "2026-08-01", "2026-11-01"];
    let base = |caps: [Option<i32>; 2]| {
        let mut two = versions("village-basic");
        for (version, cap) in two.iter_mut().zip(caps) {
            version.base_cap_x10 = cap;
        }
        let facts = pledges.map(|day| fact(day, day, "duty.pledge"));
        let standing = fold(&RuleSet::new(two).unwrap(), YEAR, None, facts);
        assert_eq!(standing.base_tenths, 200);
        standing.base_counted_tenths
    };
    assert_eq!(base([Some(120), Some(120)]), 120);
    assert_eq!(base([Some(80), Some(150)]), 150);
    assert_eq!(base([Some(80), None]), 180, "spring stays at its cap");
    assert_eq!(base([None, Some(60)]), 100, "spring is not rescored");
}

#[test]
fn only_full_half_hours_of_one_fact_count() {
    let rules = set("village-basic");
    let value = |minutes| {
        let standing = fold(&rules, YEAR, None, [phone("a", "2026-05-01", minutes)]);
        (standing.base_tenths, standing.minutes)
    };
    assert_eq!(value(29), (0, 29));
    assert_eq!(value(30), (5, 30));
    assert_eq!(value(89), (10, 89));
    assert_eq!(value(95), (15, 95));
    let rests = [phone("a", "2026-05-01", 29), phone("b", "2026-05-01", 29)];
    assert_eq!(fold(&rules, YEAR, None, rests).base_tenths, 0, "rests are not added up");
    let unsaid = fold(&rules, YEAR, None, [fact("a", "2026-05-01", "study.phone")]);
    assert_eq!((unsaid.base_tenths, unsaid.minutes), (0, 0));
}

#[test]
fn a_grant_replaces_the_claim_and_keeps_the_sign_of_the_item() {
    let rules = set("village-basic");
    let with = |fact: Fact, granted| {
        let standing = fold(&rules, YEAR, None, [Fact { granted: Some(granted), ..fact }]);
        (standing.base_tenths + standing.deduct_tenths, standing.minutes)
    };
    let study = || phone("a", "2026-05-01", 95);
    assert_eq!(with(study(), Granted::Minutes(60)), (10, 60));
    assert_eq!(with(study(), Granted::Tenths(7)), (7, 95));
    assert_eq!(with(study(), Granted::Tenths(-7)), (0, 95));
    let absent = || fact("a", "2026-05-01", "absent.theme_day");
    assert_eq!(with(absent(), Granted::Tenths(-10)), (-10, 0));
    assert_eq!(with(absent(), Granted::Tenths(10)), (0, 0));
    let timed = Fact { minutes: Some(60), ..absent() };
    assert_eq!(with(timed, Granted::Tenths(-10)), (-10, 0), "absence is no training");
}

#[test]
fn what_no_rule_knows_gives_no_points_but_keeps_its_hours() {
    let mut rules = versions("village-basic");
    rules[0].effective_from = Day::parse("2026-02-01").unwrap();
    let unknown = Fact { minutes: Some(60), ..fact("a", "2026-05-01", "not.there") };
    let early = phone("b", "2026-01-31", 40);
    let standing = fold(&RuleSet::new(rules).unwrap(), YEAR, None, [unknown, early]);
    assert_eq!((standing.total_tenths, standing.minutes), (0, 100));
    let cuts: Vec<_> = standing.lines.iter().map(|line| line.cut_by).collect();
    assert_eq!(cuts, [Some(Cut::NoRules), Some(Cut::UnknownItem)]);
}

#[test]
fn new_year_belongs_to_two_cycles() {
    let rules = set("village-basic");
    let facts =
        || ["2025-12-31", "2026-01-01", "2026-12-31", "2027-01-01"].map(|day| phone(day, day, 60));
    let standing = fold(&rules, YEAR, None, facts());
    assert_eq!((standing.base_tenths, standing.minutes), (20, 120));
    let outside = standing.lines.iter().filter(|line| line.cut_by == Some(Cut::OutsideCycle));
    assert_eq!(outside.count(), 2);
    let next = fold(&rules, Cycle(2027), None, facts());
    assert_eq!((next.base_tenths, next.minutes), (10, 60));
    let july = fold(&set("herder-july"), YEAR, None, facts());
    assert_eq!((july.base_tenths, july.minutes), (20, 120), "one rules year over New Year");
}

#[test]
fn openings_follow_the_category_and_no_total_falls_below_zero() {
    let opening = |category| fold(&set("herder-july"), YEAR, category, []).total_tenths;
    assert_eq!([None, Some("A"), Some("E"), Some("Z")].map(opening), [0, 0, 200, 0]);
    let county = set("county-deduct");
    let absent = |count: u8| {
        let one = |at: u8| Fact { key: [at].into(), ..fact("", "2026-05-01", "absent.three_one") };
        fold(&county, YEAR, None, (0..count).map(one))
    };
    assert_eq!((absent(3).deduct_tenths, absent(3).total_tenths), (-150, 850));
    assert_eq!((absent(30).deduct_tenths, absent(30).total_tenths), (-1500, 0));
    assert_eq!(fold(&county, Cycle(2025), None, []), Standing::default(), "before the rules");
}

#[test]
fn a_cap_on_a_deduction_bounds_what_it_takes() {
    let mut county = versions("county-deduct");
    county[0].items[0].cap_x10 = Some(80);
    let rules = RuleSet::new(county).unwrap();
    let facts = ["a", "b"].map(|key| fact(key, "2026-05-01", "absent.three_one"));
    let standing = fold(&rules, YEAR, None, facts);
    assert_eq!(standing.deduct_tenths, -80);
    assert_eq!(standing.lines[1].counted_tenths, -30);
}

#[test]
fn equal_keys_count_once() {
    let rules = set("village-basic");
    let facts = [phone("a", "2026-05-02", 95), phone("a", "2026-05-01", 30)];
    let standing = fold(&rules, YEAR, None, facts);
    assert_eq!((standing.lines.len(), standing.base_tenths), (1, 5));
}

#[test]
fn absurd_amounts_do_not_overflow() {
    let mut rules = versions("village-basic");
    rules[0].items[7].cap_x10 = None;
    rules[0].items[7].points_x10 = i32::MAX;
    rules[0].items[5].points_x10 = i32::MAX;
    let rules = RuleSet::new(rules).unwrap();
    let facts = ["a", "b", "c"].map(|key| fact(key, "2026-05-01", "volunteer"));
    let long = ["d", "e"].map(|key| phone(key, "2026-05-01", u32::MAX));
    let standing = fold(&rules, YEAR, None, facts.into_iter().chain(long));
    assert_eq!((standing.total_tenths, standing.minutes), (i32::MAX, u32::MAX));
    assert_eq!(standing.base_tenths, 60);
}
