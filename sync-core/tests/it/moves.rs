//! Members who move: into another branch, another sector, another category. Each fact counts in
//! the time that holds its day, on every phone that sees it.

use super::phones::{Village, decide, later, row, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::model::rules::RuleSet;
use drokpa_core::phone::{ClaimName, NewClaim, StandingRow};
use drokpa_core::schema::value::{Exemption, Mark, Membership, Verdict};
use drokpa_core::time::{Cycle, Day, Seconds};
use drokpa_fixtures::world::{Handset, SINCE, branch, herder, member};
use serde_json::{Value, json};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A day on which everything of the year can be recorded in time.
fn autumn() -> Seconds {
    Seconds::parse_rfc3339("2026-09-01T10:00:00+08:00").unwrap()
}

fn volunteers(by: &mut Handset, on: &str) -> ClaimName {
    let claim = NewClaim::Activity { item: "volunteer".parse().unwrap(), day: day(on) };
    let (recorded, batch) = by.phone.record(autumn(), &claim, "").unwrap();
    by.commit(&batch);
    ClaimName { member: recorded.member, key: recorded.key }
}

fn standing(of: &Handset) -> StandingRow {
    of.phone.standing(&member("pa05"), Cycle(2026)).unwrap()
}

fn publish(village: &mut Village, at: &str, rules: &Value) {
    let (id, version) = (rules["rules_id"].as_str().unwrap(), rules["version"].as_u64().unwrap());
    let body = serde_json::to_vec(rules).unwrap();
    village.hub.publish_rules(&branch(at), id, version as u32, &body);
}

fn everybody_syncs<const N: usize>(village: &mut Village, mut others: [&mut Handset; N]) {
    for _ in 0..2 {
        for phone in &mut others {
            phone.sync(&mut village.hub, autumn());
        }
        village.secretary.sync(&mut village.hub, autumn());
        village.herder.sync(&mut village.hub, autumn());
    }
}

#[test]
fn a_member_who_moves_in_july_has_each_fact_counted_where_it_belongs() {
    let mut village = village(0);
    let (a, b, of) = (branch("pasture-a"), branch("village-b"), member("pa05"));
    let file: Value = serde_json::from_str(drokpa_fixtures::RULES_JSON).unwrap();
    publish(&mut village, "pasture-a", &file["rules"][1]);
    publish(&mut village, "village-b", &file["rules"][0]);
    publish(&mut village, "village-b", &file["rules"][1]);
    village.hub.transfer(&of, [&a, &b], day("2026-07-01"));
    let hub = &mut village.hub;
    let mut there = Handset::enrol(hub, &b, &member("vb01"), Role::Secretary, autumn());
    let mut new = Handset::enrol(hub, &b, &of, Role::Member, autumn());
    let (township, role) = (branch("township-x"), Role::TownshipReviewer);
    let mut reviewer = Handset::enrol(hub, &township, &member("tw01"), role, autumn());
    // Volunteering is 1.0 until June and 2.0 from July. On both phones one is noted for a day
    // on which the member was in the other branch.
    let spring = volunteers(&mut village.herder, "2026-04-10");
    let too_late = volunteers(&mut village.herder, "2026-08-20");
    let too_early = volunteers(&mut new, "2026-04-12");
    let summer = volunteers(&mut new, "2026-08-10");
    everybody_syncs(&mut village, [&mut there, &mut new, &mut reviewer]);
    for claim in [&spring, &too_late] {
        decide(&mut village.secretary, claim, Verdict::Approve);
    }
    for claim in [&too_early, &summer] {
        decide(&mut there, claim, Verdict::Approve);
    }
    everybody_syncs(&mut village, [&mut there, &mut new, &mut reviewer]);
    // What belongs to the old branch, to the new one, and to both together.
    let [old_branch, new_branch] = [10, 20];
    for phone in [&village.secretary, &village.herder] {
        assert_eq!(standing(phone).total_tenths, old_branch);
    }
    for phone in [&there, &new] {
        assert_eq!(standing(phone).total_tenths, new_branch);
    }
    assert_eq!(standing(&reviewer).total_tenths, old_branch + new_branch);
    assert_eq!(standing(&village.secretary), standing(&village.herder));
    assert_eq!(standing(&there), standing(&new));
    let lines = reviewer.phone.explain(&of, Cycle(2026)).unwrap();
    let told = |claim: &ClaimName| {
        let line = lines.iter().find(|line| line.key == claim.key.to_string()).unwrap();
        (line.counted_tenths, line.cut_by)
    };
    assert_eq!([told(&spring), told(&summer)], [(10, None), (20, None)]);
    let outside = (0, Some("outside_membership"));
    assert_eq!([told(&too_late), told(&too_early)], [outside, outside]);
    // Nothing is hidden: what counts nothing is listed all the same.
    assert_eq!(reviewer.phone.member_rows(&of).len(), 4);
    assert_eq!(row(&reviewer, &too_late).decision, "approved");
}

/// Rules that open with 10.0, or with 3.0 for category E, and take 3.0 for a missed theme day.
fn rules(sector: &str, points: i32) -> Value {
    let item = |id: &str, kind: &str, tenths: i32| {
        json!({"id": id, "zh": id, "bo": "མིང", "kind": kind, "per": "event",
               "points_x10": tenths, "cap_x10": null, "cap_period": null})
    };
    json!({
        "rules_id": sector, "version": 1, "effective_from": "2026-01-01", "sector": sector,
        "period": {"start_month": 1, "months": 12}, "opening_x10": 100,
        "opening_by_category_x10": {"E": 30},
        "items": [item("volunteer", "bonus", points), item("absent.theme_day", "deduct", -30)],
        "stars": [{"star": 1, "min_x10": 100}],
    })
}

#[test]
fn a_category_opens_the_year_and_an_exempt_member_owes_no_attendance() {
    let mut village = village(3);
    publish(&mut village, "pasture-a", &rules("village", 10));
    let (home, of) = (branch("pasture-a"), member("pa05"));
    let put = |village: &mut Village, membership: Membership| {
        village.hub.put_time(&home, &of, SINCE, &membership);
        village.sync_all(2);
        assert_eq!(standing(&village.herder), standing(&village.secretary));
    };
    // Theme days on 1 and 3 March, both missed.
    for training in [village.trainings[0], village.trainings[2]] {
        let marks = [(of.clone(), Mark::Absent)];
        let (_, batch) = village.secretary.phone.call_roll(later(3), &training, &marks).unwrap();
        village.secretary.commit(&batch);
    }
    put(&mut village, herder());
    assert_eq!(standing(&village.herder).total_tenths, 100 - 30 - 30);
    let away = Exemption { from: day("2026-03-02"), until: Some(day("2026-03-20")) };
    put(&mut village, Membership { exempt: vec![away], ..herder() });
    assert_eq!(standing(&village.herder).total_tenths, 100 - 30);
    put(&mut village, Membership { exempt: vec![away], category: "E".into(), ..herder() });
    assert_eq!(standing(&village.herder).total_tenths, 0, "3.0 less 3.0");
}

#[test]
fn whoever_changes_the_sector_in_july_is_judged_by_the_rules_of_each_time() {
    let mut village = village(0);
    publish(&mut village, "pasture-a", &rules("village", 10));
    publish(&mut village, "pasture-a", &rules("community", 25));
    let (home, of) = (branch("pasture-a"), member("pa05"));
    let june = Membership { until: Some(day("2026-06-30")), ..herder() };
    village.hub.put_time(&home, &of, SINCE, &june);
    let community = Membership { sector: "community".into(), category: "E".into(), ..herder() };
    village.hub.put_time(&home, &of, day("2026-07-01"), &community);
    village.sync_all(1);
    for on in ["2026-04-10", "2026-07-01"] {
        let claim = volunteers(&mut village.herder, on);
        village.sync_all(2);
        decide(&mut village.secretary, &claim, Verdict::Approve);
    }
    village.sync_all(2);
    // 10.0 to start with, as the rules of January say; 1.0 by the village's, 2.5 by the others.
    let shown = standing(&village.herder);
    assert_eq!((shown.bonus_tenths, shown.total_tenths, shown.stars), (35, 135, 1));
    assert_eq!(standing(&village.secretary), shown);
    assert_eq!(village.herder.phone.rules().unwrap().rules_id(), "community");
}

#[test]
fn nothing_counts_before_a_member_joined() {
    let mut village = village(0);
    let (home, of) = (branch("pasture-a"), member("pa05"));
    let gone = Membership { until: Some(Day(SINCE.0 - 1)), ..herder() };
    village.hub.put_time(&home, &of, SINCE, &gone);
    village.hub.put_time(&home, &of, day("2026-05-01"), &herder());
    village.sync_all(1);
    for on in ["2026-04-30", "2026-05-01"] {
        let claim = volunteers(&mut village.herder, on);
        village.sync_all(2);
        decide(&mut village.secretary, &claim, Verdict::Approve);
    }
    village.sync_all(2);
    assert_eq!(standing(&village.herder).total_tenths, 10);
    assert_eq!(standing(&village.secretary), standing(&village.herder));
}

#[test]
fn each_phone_fetches_the_rules_of_those_it_sees_and_no_others() {
    let mut village = village(0);
    for sector in ["village", "community", "office", "enterprise"] {
        publish(&mut village, "pasture-a", &rules(sector, 10));
    }
    let (home, of) = (branch("pasture-a"), member("pa06"));
    let other = Membership { sector: "community".into(), ..herder() };
    village.hub.put_time(&home, &of, SINCE, &other);
    let second = Handset::enrol(&mut village.hub, &home, &of, Role::Member, later(1));
    assert_eq!(second.phone.rules().map(RuleSet::rules_id), Some("community"));
    let Village { mut hub, mut secretary, mut herder, .. } = village;
    let mut wanted = |of: &mut Handset| {
        let body = of.phone.request(later(2)).unwrap().body;
        let reply = hub.handle(later(2), &body).unwrap();
        let (_, batch) = of.phone.reply(later(2), &reply).unwrap();
        of.commit(&batch);
        of.phone.wanted().len()
    };
    assert_eq!(wanted(&mut herder), 1, "of the own sector alone");
    assert_eq!(wanted(&mut secretary), 2, "of two sectors");
    secretary.fetch(&mut hub);
    let of = |who: &str| secretary.phone.rules_of(&member(who)).map(RuleSet::rules_id);
    assert_eq!(["pa05", "pa06"].map(of), [Some("village"), Some("community")]);
}

#[test]
fn a_version_that_was_over_before_the_years_at_hand_is_not_fetched() {
    let mut village = village(0);
    let version = |number: u32, from: &str| {
        let mut one = rules("village", 10);
        one["version"] = number.into();
        one["effective_from"] = from.into();
        one
    };
    for (number, from) in [(1, "2020-01-01"), (2, "2023-01-01"), (3, "2026-01-01")] {
        publish(&mut village, "pasture-a", &version(number, from));
    }
    let home = branch("pasture-a");
    let hub = &mut village.hub;
    let fresh = Handset::enrol(hub, &home, &member("pa08"), Role::Member, later(1));
    let versions: Vec<u32> =
        fresh.phone.rules().unwrap().versions().iter().map(|one| one.version).collect();
    assert_eq!(versions, [2, 3], "the one of 2020 ended before 2025");
}
