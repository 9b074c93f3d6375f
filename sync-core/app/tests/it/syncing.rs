//! Enrolling, recording without a network, syncing, and what goes wrong on the way.

use crate::app::{App, NOW, answer, hub_with_rules};
use drokpa_app::{Enrolment, NewClaim, Phone};
use drokpa_core::chain::certificate::Role;
use drokpa_fixtures::world::{MemoryHub, branch, member};

#[test]
fn a_record_made_without_a_network_is_approved_and_shown_in_both_languages() {
    let mut hub = hub_with_rules();
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    let mut secretary = App::enrol(&mut hub, "pa01", Role::Secretary);
    let claim = herder.study("policy-1");
    assert_eq!(herder.phone.status().outbox, 1);
    assert_eq!(herder.phone.list()[0].decision, "pending");

    assert!(herder.sync(&mut hub).synced);
    let report = secretary.sync(&mut hub);
    assert_eq!((report.received > 0, report.synced), (true, true));
    let queue = secretary.phone.queue(false);
    assert_eq!(queue[0].claim, claim);
    let decision = drokpa_app::NewDecision {
        claim: claim.clone(),
        verdict: "approve".into(),
        points_tenths: None,
        minutes: None,
        reason: None,
    };
    let batch = secretary.phone.decide(NOW, &[decision]).unwrap();
    secretary.commit(&batch);
    secretary.sync(&mut hub);
    herder.sync(&mut hub);

    let row = &herder.phone.list()[0];
    assert_eq!((row.decision, row.claim == claim), ("approved", true));
    let standing = herder.phone.standing(NOW, None, None).unwrap();
    assert_eq!(standing, secretary.phone.standing(NOW, Some("pa05"), None).unwrap());
    assert_eq!(standing.minutes, 45);
    let lines = |language: &str| drokpa_app::text::Teller::of(language).standing(&standing);
    let (zh, bo) = (lines("zh-CN"), lines("bo"));
    assert!(zh.iter().any(|line| line == "已通过: 1"), "{zh:?}");
    assert!(bo.iter().any(|line| line == "ཆོག་མཆན་ཐོབ་ཟིན: 1"), "{bo:?}");
    let told = drokpa_app::text::Teller::of("zh").word(row);
    assert_eq!(told, "已计入");
    let why = herder.phone.explained_lines(NOW, None, "zh").unwrap();
    assert!(why.len() > zh.len(), "{why:?}");
}

#[test]
fn a_phone_that_only_has_an_invite_records_at_once_and_meets_the_hub_later() {
    let mut hub = hub_with_rules();
    let mut app = App::invited(&mut hub, "pa06");
    assert!(!app.phone.about().welcomed);
    app.study("policy-1");
    app.restart();
    assert!(app.phone.write_letter().is_ok());
    app.restart();
    assert_eq!(app.phone.list().len(), 1);
    let report = app.sync(&mut hub);
    assert!(report.synced && app.invite.is_none(), "{report:?}");
    assert!(app.phone.about().welcomed);
    assert_eq!(app.phone.write_letter().unwrap_err().code, "state_wrong");
    app.restart();
    assert!(app.sync(&mut hub).synced);
}

#[test]
fn a_typed_code_needs_a_network_and_says_so_in_both_languages() {
    let refused = Phone::invited([1; 32], "6EGX-HQ57-7395").unwrap_err();
    assert_eq!(refused.code, "invite_typed");
    assert_ne!(refused.message("bo"), refused.message("zh"));
    let mut hub = MemoryHub::new();
    let (enrolment, ask) = Enrolment::begin([1; 32], "6EGX-HQ57-7395").unwrap();
    let (status, body) = answer(&mut hub, NOW, &ask);
    let refused = enrolment.finish(NOW, status, &body).unwrap_err();
    assert_eq!((refused.code, refused.retry), ("invite_refused", false));
    assert_eq!(Enrolment::begin([1; 32], "??").unwrap_err().code, "invite_refused");
}

#[test]
fn what_is_not_saved_does_not_leave_and_after_a_failure_the_phone_is_opened_anew() {
    let mut hub = hub_with_rules();
    let mut app = App::enrol(&mut hub, "pa05", Role::Member);
    let study = NewClaim::Study { course: "policy-1".into(), minutes: 45, day: None };
    let (_, batch) = app.phone.record(NOW, &study, "").unwrap();
    app.phone.begin_sync();
    let ask = app.phone.next_ask(NOW).unwrap().unwrap();
    let (status, body) = answer(&mut hub, NOW, &ask);
    assert_eq!(app.phone.next_ask(NOW).unwrap_err().code, "state_wrong");
    let reply = app.phone.answer(NOW, status, &body).unwrap();
    assert_eq!(app.phone.sync_report().accepted, 0);
    app.phone.failed(batch.id);
    drop(reply);
    assert_eq!(app.phone.record(NOW, &study, "").unwrap_err().code, "store_failed");
    app.restart();
    assert!(app.phone.list().is_empty());
    app.study("policy-1");
    assert_eq!(app.sync(&mut hub).accepted, 1);
}

#[test]
fn a_wrong_clock_costs_one_repeat_and_a_lost_answer_nothing() {
    let mut hub = hub_with_rules();
    let mut app = App::enrol(&mut hub, "pa05", Role::Member);
    app.study("policy-1");
    app.phone.begin_sync();
    let lost = app.phone.next_ask(NOW).unwrap().unwrap();
    answer(&mut hub, NOW, &lost);
    app.phone.begin_sync();
    let late = NOW + 5 * 365 * 86_400;
    while let Some(ask) = app.phone.next_ask(late).unwrap() {
        let (status, body) = answer(&mut hub, NOW, &ask);
        if let Some(batch) = app.phone.answer(late, status, &body).unwrap() {
            app.commit(&batch);
        }
    }
    let report = app.phone.sync_report();
    assert_eq!((report.requests, report.known, report.synced), (2, 1, true), "{report:?}");
}

#[test]
fn a_hub_that_takes_no_frame_of_its_own_time_ends_a_sync_and_harms_nothing() {
    let mut hub = hub_with_rules();
    let mut app = App::enrol(&mut hub, "pa05", Role::Member);
    app.study("policy-1");
    app.phone.begin_sync();
    let year = 365 * 86_400;
    for years in [5, 10] {
        let ask = app.phone.next_ask(NOW).unwrap().unwrap();
        let (status, body) = answer(&mut hub, NOW + years * year, &ask);
        let batch = app.phone.answer(NOW, status, &body).unwrap().unwrap();
        app.commit(&batch);
    }
    assert_eq!(app.phone.next_ask(NOW).unwrap_err().code, "clock_window");
    assert_eq!(app.phone.next_ask(NOW).unwrap(), None);
    app.study("policy-2");
    assert_eq!(app.sync(&mut hub).accepted, 1);
}

#[test]
fn a_refusal_ends_a_sync_with_its_code_and_strangers_are_not_believed() {
    let mut hub = hub_with_rules();
    let mut app = App::enrol(&mut hub, "pa05", Role::Member);
    app.study("policy-1");
    let refused = br#"{"code":"rate_limited","message":"..."}"#;
    let strangers: [(u16, &[u8], &str); 5] = [
        (429, refused, "rate_limited"),
        (502, b"<html>", "reply_malformed"),
        (200, b"", "reply_malformed"),
        (200, b"{}", "reply_malformed"),
        (404, b"", "reply_malformed"),
    ];
    for (status, body, code) in strangers {
        app.phone.begin_sync();
        app.phone.next_ask(NOW).unwrap().unwrap();
        let error = app.phone.answer(NOW, status, body).unwrap_err();
        assert!(error.code == code || error.code == "reply_unauthentic", "{status} {error}");
        assert!(!app.phone.sync_report().synced);
        assert_eq!(app.phone.next_ask(NOW).unwrap(), None);
        assert_eq!(app.phone.answer(NOW, 200, b"x").unwrap_err().code, "state_wrong");
    }
    assert_eq!(app.sync(&mut hub).accepted, 1);
}

#[test]
fn a_hub_that_was_restored_gets_device_records_and_rules_back() {
    let mut hub = hub_with_rules();
    let before = hub.copy();
    let mut app = App::enrol(&mut hub, "pa05", Role::Member);
    app.study("policy-1");
    app.sync(&mut hub);
    hub.restore(&before);
    hub.publications.clear();
    let report = app.sync(&mut hub);
    assert!(report.synced, "{report:?}");
    let rows = &hub.logs[&branch("pasture-a")];
    let member = member("pa05");
    assert!(rows.iter().any(|row| row.opened.document.member.as_ref() == Some(&member)));
    assert!(!hub.publications.is_empty());
}

#[test]
fn a_batch_out_of_order_and_what_cannot_be_read_are_refused_with_codes() {
    let mut hub = hub_with_rules();
    let mut app = App::enrol(&mut hub, "pa05", Role::Member);
    assert_eq!(app.phone.persisted(99).unwrap_err().code, "state_wrong");
    let claim = |course: &str, minutes, day: &str| NewClaim::Study {
        course: course.into(),
        minutes,
        day: Some(day.into()),
    };
    let table = [
        (claim("po licy", 45, "2026-03-01"), "id_malformed"),
        (claim("policy-1", 0, "2026-03-01"), "minutes_range"),
        (claim("policy-1", 45, "1 March"), "date_malformed"),
        (claim("policy-1", 45, "2099-03-01"), "day_range"),
    ];
    for (claim, code) in table {
        assert_eq!(app.phone.record(NOW, &claim, "").unwrap_err().code, code, "{claim:?}");
    }
    let good = claim("policy-1", 45, "2026-03-01");
    let long = "ཀ".repeat(10_000);
    assert_eq!(app.phone.record(NOW, &good, &long).unwrap_err().code, "text_too_long");
    assert_eq!(app.phone.withdraw(NOW, "pa05").unwrap_err().code, "id_malformed");
    let others = "pa06/study:policy-1:2026-03-01";
    assert_eq!(app.phone.withdraw(NOW, others).unwrap_err().code, "claim_unknown");
    let nobody = app.phone.standing(NOW, Some("xx99"), None).unwrap_err();
    assert_eq!(nobody.code, "member_unknown");
    let beside = drokpa_app::Beside { identity: b"nonsense", mark: None, invite: None };
    assert_eq!(Phone::open(beside, []).unwrap_err().code, "store_damaged");
}

#[test]
fn the_members_own_data_has_their_records_with_words_in_both_languages() {
    let mut hub = hub_with_rules();
    let mut app = App::enrol(&mut hub, "pa05", Role::Member);
    let claim = app.study("policy-1");
    let data = app.phone.my_data(NOW).unwrap();
    assert_eq!(data["claims"][0]["claim"], claim.as_str());
    assert_eq!(data["words"]["decision-approved"]["zh"], "已通过");
    assert_eq!(data["words"]["decision-approved"]["bo"], "ཆོག་མཆན་ཐོབ་ཟིན");
}
