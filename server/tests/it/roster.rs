//! The roster as the operator keeps it: categories, exemptions, changes from a day on, transfers,
//! and the rules that a branch is given for the sectors of its members.

use crate::pocket::Pocket;
use crate::world::{BRANCH, NOW, World, branch};
use drokpa_core::chain::document::DocumentKind;
use drokpa_core::phone::{ClaimName, NewClaim, NewDecision};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::record::Record;
use drokpa_core::schema::value::{Membership, Value, Verdict};
use drokpa_core::time::{Cycle, Day};
use drokpa_core::wire::bytes::Reader;
use drokpa_server::admin::{self, RosterReport};
use drokpa_server::clock::Clock;
use drokpa_server::serve::Running;
use drokpa_server::store::Store as _;

const HEADS: &str = "member,branch,role,sector,name_zh,name_bo,joined_on";

fn import(world: &World, heads: &str, rows: &[&str]) -> RosterReport {
    let table = format!("{HEADS}{heads}\n{}\n", rows.join("\n"));
    let dry = admin::import_roster(world.data(), table.as_bytes(), true, NOW).unwrap();
    let report = admin::import_roster(world.data(), table.as_bytes(), false, NOW).unwrap();
    assert_eq!(dry.rows, report.rows, "a dry run tells what would come of it");
    world.verify();
    report
}

fn results(report: &RosterReport) -> Vec<(&str, Option<&str>)> {
    report.rows.iter().map(|row| (row.result, row.column)).collect()
}

/// What the hub says about a member's times in a branch, by their first days.
fn times(world: &World, of: &str, member: &str) -> Vec<(String, Membership)> {
    let said = world.store().said(&branch(of)).unwrap().into_iter();
    let own = said.filter(|one| {
        one.document.kind == DocumentKind::Membership
            && one.document.member.as_ref().is_some_and(|of| of.as_str() == member)
    });
    let mut times: Vec<(Day, Membership)> = own
        .filter_map(|one| {
            let record = |bytes: &[u8]| Record::read(&mut Reader::new(bytes)).unwrap();
            let key = Key::read(&record(&one.key)).unwrap();
            match (key, Value::read(&record(&one.value)).unwrap()) {
                (Some(Key::Membership(_, from)), Some(Value::Membership(time))) => {
                    Some((from, time))
                }
                _ => None,
            }
        })
        .filter(|(from, time)| time.until.is_none_or(|until| *from <= until))
        .collect();
    times.sort();
    times.into_iter().map(|(from, time)| (from.to_string(), time)).collect()
}

#[test]
fn categories_and_exemptions_come_in_and_go_out_and_stay_where_a_table_has_no_such_column() {
    let world = World::new();
    let plain = admin::export_roster(world.data(), NOW).unwrap();
    assert!(plain.starts_with(format!("{HEADS}\n").as_bytes()), "a plain roster stays plain");
    let pa04 = "pa04,pasture-a,member,village,示例牧民四,དཔེ་མི་ང,2003-09-17";
    let pa05 = "pa05,pasture-a,member,village,示例牧民五,དཔེ་མི་ཅ,2011-03-30";
    let report = import(
        &world,
        ",category,exempt",
        &[
            &format!("{pa04},E,2026-05-10..2026-07-05; 2026-11-01.."),
            &format!("{pa05},D,2026-07-05..2026-05-10"),
        ],
    );
    assert_eq!(results(&report), [("updated", None), ("day_range", Some("exempt"))]);
    let [(from, time)] = &times(&world, BRANCH, "pa04")[..] else { panic!("one time") };
    assert_eq!((from.as_str(), &*time.category, time.exempt.len()), ("2003-09-17", "E", 2));
    let out = String::from_utf8(admin::export_roster(world.data(), NOW).unwrap()).unwrap();
    assert!(out.starts_with(&format!("{HEADS},category,exempt\n")), "{out}");
    assert!(out.contains(&format!("{pa04},E,2026-05-10..2026-07-05;2026-11-01..\n")), "{out}");
    let again = admin::import_roster(world.data(), out.as_bytes(), false, NOW).unwrap();
    assert_eq!((again.same, again.refused), (67, 0));
    // A table without the columns says nothing about them.
    assert_eq!(results(&import(&world, "", &[pa04])), [("same", None)]);
    let renamed = pa04.replace("示例牧民四", "示例牧民肆");
    assert_eq!(results(&import(&world, "", &[&renamed])), [("updated", None)]);
    assert_eq!(&*times(&world, BRANCH, "pa04")[0].1.category, "E");
}

#[test]
fn a_change_with_a_day_begins_another_time_and_one_without_corrects_the_present_one() {
    let world = World::new();
    let row = |sector: &str, joined: &str, more: &str| {
        format!("pa04,pasture-a,member,{sector},示例牧民四,དཔེ་མི་ང,{joined}{more}")
    };
    import(&world, ",since", &[&row("community", "2003-09-17", ",2026-07-01")]);
    let told = |world: &World| -> Vec<(String, String, Option<String>)> {
        let all = times(world, BRANCH, "pa04").into_iter();
        all.map(|(from, time)| {
            (from, time.sector.to_string(), time.until.map(|day| day.to_string()))
        })
        .collect()
    };
    let text = |from: &str, sector: &str, until: Option<&str>| {
        (from.to_owned(), sector.to_owned(), until.map(str::to_owned))
    };
    let two =
        [text("2003-09-17", "village", Some("2026-06-30")), text("2026-07-01", "community", None)];
    assert_eq!(told(&world), two);
    let same = import(&world, ",since", &[&row("community", "2003-09-17", ",2026-07-01")]);
    assert_eq!(results(&same), [("same", None)]);
    import(&world, "", &[&row("office", "2003-09-17", "")]);
    assert_eq!(told(&world)[1], text("2026-07-01", "office", None), "a correction");
    // A wrong first day is corrected too: the time that was said by mistake is none.
    let vb04 = "vb04,village-b,member,village,示例村民四,དཔེ་མི་ཙི";
    let known = world.store().members().unwrap();
    let known = known.iter().find(|one| one.member.as_str() == "vb04").unwrap();
    let vb04 = vb04.replace("示例村民四", &known.name_zh).replace("དཔེ་མི་ཙི", &known.name_bo);
    import(&world, "", &[&format!("{vb04},2012-12-12")]);
    let all = times(&world, "village-b", "vb04");
    assert_eq!((all.len(), all[0].0.as_str()), (1, "2012-12-12"));
}

#[test]
fn a_row_with_another_branch_moves_the_member_from_its_day_on() {
    let world = World::new();
    let code = world.typed_code("pa04");
    let row = |branch: &str, since: &str| {
        format!("pa04,{branch},member,village,示例牧民四,དཔེ་མི་ང,2003-09-17,{since}")
    };
    let early = import(&world, ",since", &[&row("village-b", "2003-09-16")]);
    assert_eq!(results(&early), [("day_range", Some("since"))]);
    let bad = import(&world, ",since", &[&row("village-b", "2026-02-30")]);
    assert_eq!(results(&bad), [("date_malformed", Some("since"))]);
    let moved = import(&world, ",since", &[&row("village-b", "2026-04-01")]);
    assert_eq!((results(&moved), moved.moved), (vec![("moved", None)], 1));
    let [(_, old)] = &times(&world, BRANCH, "pa04")[..] else { panic!("one time") };
    assert_eq!(old.until, Some(Day::parse("2026-03-31").unwrap()));
    let [(from, new)] = &times(&world, "village-b", "pa04")[..] else { panic!("one time") };
    assert_eq!((from.as_str(), new.until), ("2026-04-01", None));
    assert_eq!(new.before, Some(branch(BRANCH)));
    // Back again on the same day, without saying which: today.
    assert_eq!(
        results(&import(&world, "", &[row(BRANCH, "").trim_end_matches(',')])),
        [("moved", None)]
    );
    let all = times(&world, BRANCH, "pa04");
    assert_eq!((all.len(), all[1].0.as_str()), (2, "2026-05-04"));
    // A code that was handed out before the move makes no device in the old branch.
    let redeemed = world.store().redeem(&drokpa_server::store::Redeem {
        code: drokpa_core::sync::contact::InviteCode::parse(&code).unwrap(),
        key: drokpa_core::chain::keys::KeyPair::from_seed(&[9; 32]).public(),
        now: NOW,
    });
    assert_eq!(redeemed.unwrap(), drokpa_server::store::Redeemed::Refused);
}

fn item(id: &str, points: i32) -> serde_json::Value {
    serde_json::json!({"id": id, "zh": id, "bo": "མིང", "kind": "bonus", "per": "event",
                       "points_x10": points, "cap_x10": null, "cap_period": null})
}

fn rules(sector: &str, points: i32) -> Vec<u8> {
    let rules = serde_json::json!({
        "rules_id": sector, "version": 1, "effective_from": "2026-01-01", "sector": sector,
        "period": {"start_month": 1, "months": 12}, "items": [item("volunteer", points)],
    });
    serde_json::to_vec(&rules).unwrap()
}

/// A hub on a socket with a clock that stands still.
fn hub(world: &World) -> (Running, String, Clock) {
    let clock = Clock::from_fn(|| NOW);
    let hub = Running::start(world.data(), "127.0.0.1:0", clock.clone()).unwrap();
    let url = format!("http://{}", hub.address);
    (hub, url, clock)
}

fn volunteers(by: &mut Pocket, on: &str) -> ClaimName {
    let day = Day::parse(on).unwrap();
    by.record(&NewClaim::Activity { item: "volunteer".parse().unwrap(), day }, "");
    by.sync();
    let rows = by.phone.list();
    let row = rows.iter().find(|row| row.day == Some(day)).unwrap();
    row.claim.parse().unwrap()
}

fn approve(by: &mut Pocket, claim: &ClaimName) {
    by.sync();
    let new = NewDecision {
        member: claim.member.clone(),
        key: claim.key.clone(),
        verdict: Verdict::Approve,
        grant: None,
        reason: None,
        note: String::new(),
    };
    let batch = by.phone.decide(NOW, &[new]).unwrap();
    by.commit(&batch);
    by.sync();
}

#[test]
fn a_member_of_another_sector_than_the_branchs_is_judged_by_the_same_rules_on_every_phone() {
    let world = World::new();
    for (sector, points) in [("village", 10), ("community", 25), ("office", 40)] {
        admin::publish_rules(world.data(), &rules(sector, points), NOW).unwrap();
    }
    // After the rules were published somebody of a sector that the branch never had comes in.
    let row = "pa04,pasture-a,member,community,示例牧民四,དཔེ་མི་ང,2003-09-17";
    import(&world, "", &[row]);
    let (_hub, url, clock) = hub(&world);
    let enrol = |member: &str| Pocket::enrol(&url, &world.typed_code(member), &clock).0;
    let (mut member, mut other, mut secretary) = (enrol("pa04"), enrol("pa05"), enrol("pa01"));
    for phone in [&mut member, &mut other] {
        let claim = volunteers(phone, "2026-05-02");
        approve(&mut secretary, &claim);
        phone.sync();
    }
    for (phone, of, tenths) in [(&member, "pa04", 25), (&other, "pa05", 10)] {
        let of = of.parse().unwrap();
        let own = phone.phone.standing(&of, Cycle(2026)).unwrap();
        assert_eq!(own.total_tenths, tenths);
        assert_eq!(secretary.phone.standing(&of, Cycle(2026)).unwrap(), own);
    }
    world.verify();
}

#[test]
fn a_member_who_was_moved_has_one_standing_in_each_branch_and_the_township_sees_both() {
    let world = World::new();
    admin::publish_rules(world.data(), &rules("village", 10), NOW).unwrap();
    let (_hub, url, clock) = hub(&world);
    let enrol = |member: &str| Pocket::enrol(&url, &world.typed_code(member), &clock).0;
    let (mut old, mut from) = (enrol("pa04"), enrol("pa01"));
    let (mut to, mut township) = (enrol("vb01"), enrol("tw01"));
    let spring = volunteers(&mut old, "2026-03-10");
    approve(&mut from, &spring);
    let row = "pa04,village-b,member,village,示例牧民四,དཔེ་མི་ང,2003-09-17,2026-04-01";
    import(&world, ",since", &[row]);
    let mut new = enrol("pa04");
    assert_eq!(new.phone.branch(), &branch("village-b"));
    let april = volunteers(&mut new, "2026-04-20");
    approve(&mut to, &april);
    let stray = volunteers(&mut old, "2026-04-25");
    approve(&mut from, &stray);
    let of = "pa04".parse().unwrap();
    let mut total = |phone: &mut Pocket| {
        phone.sync();
        phone.phone.standing(&of, Cycle(2026)).unwrap().total_tenths
    };
    let totals = [&mut old, &mut from, &mut new, &mut to, &mut township].map(&mut total);
    assert_eq!(totals, [10, 10, 10, 10, 20]);
    let lines = township.phone.explain(&of, Cycle(2026)).unwrap();
    let cut: Vec<_> = lines.iter().map(|line| (line.counted_tenths, line.cut_by)).collect();
    assert_eq!(cut, [(10, None), (10, None), (0, Some("outside_membership"))]);
    world.verify();
}
