//! Rules as they reach phones, one feature at a time, worked out by hand: sector, hours, label,
//! exemptions, coming late, July years.

use super::phones::{Village, decide, later, village};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::phone::{NewClaim, StandingRow};
use drokpa_core::schema::value::{Mark, Verdict};
use drokpa_core::time::{Cycle, Day};
use drokpa_fixtures::world::{Handset, MemoryHub, branch, member};
use serde_json::{Value, json};

fn item(id: &str, kind: &str, per: &str, tenths: i32) -> Value {
    json!({
        "id": id, "zh": id, "bo": "མིང", "kind": kind, "per": per, "points_x10": tenths,
        "cap_x10": null, "cap_period": null, "needs_review": true, "late_days": 30,
    })
}

fn rules() -> Value {
    json!({
        "rules_id": "herders", "version": 1, "effective_from": "2026-01-01", "sector": "village",
        "period": {"start_month": 1, "months": 12}, "opening_x10": 100,
        "label": {"zh": "先锋指数", "bo": "སྔོན་ཐོན་སྟོན་གྲངས"},
        "hours": {"member": 32, "secretary": 56},
        "exempt": [{"who": "member", "from": "03-02", "to": "03-02"}],
        "items": [
            item("meeting.theme_day", "base", "event", 20),
            item("meeting.three_one", "base", "event", 30),
            item("absent.theme_day", "deduct", "event", -30),
            item("absent.three_one", "deduct", "event", -50),
            item("late.theme_day", "deduct", "late", -5),
            item("volunteer", "bonus", "event", 10),
        ],
        "stars": [{"star": 1, "min_x10": 120}],
        "publish": {"cycle": "quarter", "days": 7, "objection_days": 7},
    })
}

fn under(rules: &Value, trainings: u32) -> Village {
    let mut village = village(trainings);
    let body = serde_json::to_vec(rules).unwrap();
    village.hub.publish_rules(&branch("pasture-a"), "herders", 1, &body);
    village.sync_all(1);
    village
}

fn standing(village: &Village, year: u16) -> StandingRow {
    let of = member("pa05");
    let own = village.herder.phone.standing(&of, Cycle(year)).unwrap();
    assert_eq!(village.other.phone.standing(&of, Cycle(year)).unwrap(), own);
    own
}

fn mark(village: &mut Village, training: usize, mark: Mark) {
    let id = village.trainings[training];
    let marks = [(member("pa05"), mark)];
    let (_, batch) = village.secretary.phone.call_roll(later(20), &id, &marks).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
}

#[test]
fn rules_that_name_the_members_sector_go_before_those_that_name_none() {
    let village = under(&rules(), 0);
    let row = standing(&village, 2026);
    assert_eq!((row.total_tenths, row.stars, row.target_minutes), (100, 0, Some(32 * 60)));
    assert_eq!(row.label.unwrap().zh, "先锋指数");
    let own = village.secretary.phone.standing(&member("pa01"), Cycle(2026)).unwrap();
    assert_eq!(own.target_minutes, Some(56 * 60), "another role, another target");
}

#[test]
fn coming_late_counts_and_costs_half_a_point() {
    let mut village = under(&rules(), 1);
    mark(&mut village, 0, Mark::Late);
    let row = standing(&village, 2026);
    assert_eq!((row.base_tenths, row.deduct_tenths, row.total_tenths), (20, -5, 115));
    mark(&mut village, 0, Mark::Present);
    assert_eq!((standing(&village, 2026).total_tenths, standing(&village, 2026).stars), (120, 1));
}

#[test]
fn an_absence_costs_nothing_on_a_day_that_the_rules_exempt() {
    // Training 0 is on 1 March, training 1 on 2 March, the exempted day.
    let mut village = under(&rules(), 2);
    mark(&mut village, 0, Mark::Absent);
    mark(&mut village, 1, Mark::Absent);
    let row = standing(&village, 2026);
    assert_eq!((row.deduct_tenths, row.total_tenths), (-30, 70));
}

#[test]
fn a_july_year_draws_on_two_calendar_years_and_each_fact_counts_in_one() {
    let mut july = rules();
    july["period"]["start_month"] = json!(7);
    july["effective_from"] = json!("2025-07-01");
    july["exempt"] = json!([]);
    let mut village = under(&july, 1);
    let claim = NewClaim::Activity { item: "volunteer".parse().unwrap(), day: later(130).day() };
    let (recorded, batch) = village.herder.phone.record(later(130), &claim, "").unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    mark(&mut village, 0, Mark::Present);
    let name = drokpa_core::phone::ClaimName { member: recorded.member, key: recorded.key };
    decide(&mut village.secretary, &name, Verdict::Approve);
    village.sync_all(2);
    // March 2026 lies in the year that began in July 2025, July 2026 in the next.
    assert_eq!(
        (standing(&village, 2025).base_tenths, standing(&village, 2025).bonus_tenths),
        (20, 0)
    );
    assert_eq!(
        (standing(&village, 2026).base_tenths, standing(&village, 2026).bonus_tenths),
        (0, 10)
    );
    assert_eq!(village.herder.phone.list().len(), 2);
}

#[test]
fn a_veto_sets_one_rules_year_to_zero_and_no_other() {
    let mut july = rules();
    july["period"]["start_month"] = json!(7);
    july["effective_from"] = json!("2025-07-01");
    let mut village = under(&july, 0);
    let (township, of) = (branch("township-x"), member("pa05"));
    let role = Role::TownshipReviewer;
    let mut reviewer = Handset::enrol(&mut village.hub, &township, &member("tw01"), role, later(1));
    reviewer.sync(&mut village.hub, later(1));
    village.sync_all(1);
    // Each side names another day, and another calendar year, of the rules year 2025.
    let autumn = Day::parse("2025-10-05").unwrap();
    let spring = Day::parse("2026-05-05").unwrap();
    let veto = |by: &mut Handset, day| {
        let batch = by.phone.veto(later(70), &of, (day, false), "见决定").unwrap();
        by.commit(&batch);
    };
    veto(&mut village.secretary, autumn);
    veto(&mut reviewer, spring);
    for _ in 0..2 {
        reviewer.sync(&mut village.hub, later(71));
        village.sync_all(1);
    }
    let shown = |year| (standing(&village, year).vetoed, standing(&village, year).total_tenths);
    assert_eq!([2024, 2025, 2026].map(shown), [(false, 0), (true, 0), (false, 100)]);
    assert_eq!(reviewer.phone.standing(&of, Cycle(2025)), Ok(standing(&village, 2025)));
}

#[test]
fn without_rules_nobody_can_tell_which_year_a_veto_is_for() {
    let mut hub = MemoryHub::new();
    let home = branch("pasture-a");
    let now = later(0);
    let mut phone = Handset::enrol(&mut hub, &home, &member("pa01"), Role::Secretary, now);
    Handset::enrol(&mut hub, &home, &member("pa05"), Role::Member, now);
    phone.sync(&mut hub, now);
    let veto = phone.phone.veto(now, &member("pa05"), (now.day(), false), "见决定");
    assert_eq!(veto.err(), Some(Code::RulesUnknown));
}
