//! What a secretary does, through the facade.

use crate::app::{App, NOW, hub_with_rules};
use drokpa_app::{NewAdjustment, NewClaim, NewDecision, NewTraining, RollMark, TrainingEdit};
use drokpa_core::chain::certificate::Role;
use drokpa_core::time::Seconds;

fn theme_day() -> NewTraining {
    NewTraining {
        kind: "theme_day".into(),
        title_zh: "主题党日".into(),
        title_bo: "བརྗོད་གཞི་ཉིན་མོ".into(),
        start: Seconds(NOW).rfc3339(),
        minutes: 90,
        days: 1,
        item: None,
    }
}

#[test]
fn a_training_is_announced_attended_called_and_counted() {
    let mut hub = hub_with_rules();
    let mut secretary = App::enrol(&mut hub, "pa01", Role::Secretary);
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    let created = secretary.phone.create_training(NOW, &theme_day()).unwrap();
    let training = secretary.saved(created);
    let edit = TrainingEdit { minutes: Some(120), ..TrainingEdit::default() };
    let batch = secretary.phone.edit_training(NOW, &training, &edit).unwrap();
    secretary.commit(&batch);
    let batch = secretary.phone.prepare_codes(NOW, &training).unwrap();
    secretary.commit(&batch);
    let door = secretary.phone.door_code(NOW, &training).unwrap();

    // The herder's phone has never heard of the training: the code at the door tells it.
    assert!(herder.phone.trainings().is_empty());
    let scanned = herder.phone.scan(&[&door.text]).unwrap();
    let check_in = herder.saved(scanned).check_in.unwrap();
    assert_eq!((check_in.training.to_string(), &check_in.code), (training.clone(), &door.code));
    let attended = NewClaim::Attendance {
        training: training.clone(),
        minutes: None,
        code: Some(door.code.clone()),
    };
    let recorded = herder.phone.record(NOW, &attended, "").unwrap();
    let saved = herder.saved(recorded);
    assert!(saved.new);
    let again = herder.phone.record(NOW, &attended, "").unwrap();
    assert!(!herder.saved(again).new);

    herder.sync(&mut hub);
    secretary.sync(&mut hub);
    assert_eq!(secretary.phone.queue(true)[0].claim, saved.claim);
    let approved = secretary.phone.approve_confirmed(NOW).unwrap();
    assert_eq!(secretary.saved(approved), std::slice::from_ref(&saved.claim));
    let marks = [RollMark { member: "pa05".into(), mark: "present".into() }];
    let called = secretary.phone.call_roll(NOW, &training, &marks).unwrap();
    assert_eq!(secretary.saved(called), 1);
    secretary.sync(&mut hub);
    herder.sync(&mut hub);
    let row = &herder.phone.list()[0];
    assert_eq!((row.decision, row.points_tenths > 0), ("approved", true));
}

#[test]
fn what_stands_on_the_roll_is_shown_with_who_said_it() {
    let mut hub = hub_with_rules();
    let mut secretary = App::enrol(&mut hub, "pa01", Role::Secretary);
    let mut other = App::enrol(&mut hub, "pa02", Role::Secretary);
    let mut keeper = App::enrol(&mut hub, "pa03", Role::RollKeeper);
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    let created = secretary.phone.create_training(NOW, &theme_day()).unwrap();
    let training = secretary.saved(created);
    let created = secretary.phone.create_training(NOW, &theme_day()).unwrap();
    let twin = secretary.saved(created);
    for app in [&mut secretary, &mut other, &mut keeper, &mut herder] {
        app.sync(&mut hub);
    }
    let mark = |member: &str, mark: &str| RollMark { member: member.into(), mark: mark.into() };
    let called = secretary.phone.call_roll(
        NOW,
        &training,
        &[mark("pa01", "present"), mark("pa05", "present"), mark("pa03", "leave")],
    );
    assert_eq!(secretary.saved(called.unwrap()), 3);
    let called = other.phone.call_roll(NOW, &training, &[mark("pa05", "absent")]).unwrap();
    other.saved(called);
    let attended = NewClaim::Attendance { training: training.clone(), minutes: None, code: None };
    let entered = keeper.phone.enter_for(NOW, "pa05", &attended, "").unwrap();
    keeper.saved(entered);
    // Twice, so that each has what all others said.
    for _ in 0..2 {
        for app in [&mut secretary, &mut other, &mut keeper] {
            app.sync(&mut hub);
        }
    }
    for phone in [&secretary.phone, &keeper.phone] {
        let roll = phone.roll(&training).unwrap();
        let of = |member: &str| roll.iter().find(|row| row.member.as_str() == member).unwrap();
        let said = |member: &str| -> Vec<(&str, &str, bool)> {
            let marks = of(member).marks.iter();
            marks.map(|one| (one.mark, one.by.as_str(), one.proposal)).collect()
        };
        assert_eq!(said("pa01"), [("present", "pa01", true)]);
        assert_eq!(said("pa03"), [("leave", "pa01", false)]);
        assert_eq!(said("pa05"), [("absent", "pa02", false), ("present", "pa01", false)]);
        assert_eq!(of("pa05").entered_by[0].as_str(), "pa03");
    }
    assert_eq!(herder.phone.roll(&training).unwrap_err().code, "role_needed");

    let batch = secretary.phone.alias_trainings(NOW, &training, &twin, false).unwrap();
    secretary.commit(&batch);
    let day = Seconds(NOW).day().to_string();
    let unlisted = ("theme_day", day.as_str());
    let batch = secretary.phone.alias_unlisted(NOW, &training, unlisted, false).unwrap();
    secretary.commit(&batch);
    let [plan, second] = [&training, &twin].map(|id| secretary.phone.plan(id).unwrap());
    assert_eq!((plan.days, plan.edited_twice), (1, false));
    assert_eq!(plan.same_as[0].to_string(), twin);
    assert_eq!(second.same_as[0].to_string(), training);
    assert_eq!((plan.unlisted[0].kind, plan.unlisted[0].day.to_string()), ("theme_day", day));
    assert_eq!(plan.key, second.key);
    let batch = secretary.phone.alias_trainings(NOW, &training, &twin, true).unwrap();
    secretary.commit(&batch);
    assert!(secretary.phone.plan(&twin).unwrap().same_as.is_empty());
    assert_eq!(secretary.phone.plan("1.0.99").unwrap_err().code, "training_unknown");
}

#[test]
fn members_may_not_do_what_is_the_secretarys() {
    let mut hub = hub_with_rules();
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    assert_eq!(herder.phone.create_training(NOW, &theme_day()).unwrap_err().code, "role_needed");
    assert_eq!(herder.phone.close(NOW, "2026-03").unwrap_err().code, "role_needed");
    let all: [&str; 0] = [];
    assert!(herder.phone.adopt(NOW, &all, true).is_err());
}

#[test]
fn what_was_returned_is_offered_again_and_objected_to_and_answered() {
    let mut hub = hub_with_rules();
    let mut secretary = App::enrol(&mut hub, "pa01", Role::Secretary);
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    let claim = herder.study("policy-1");
    herder.sync(&mut hub);
    secretary.sync(&mut hub);
    let mut decision = NewDecision {
        claim: claim.clone(),
        verdict: "return".into(),
        points_tenths: None,
        minutes: None,
        reason: Some("wrong_minutes".into()),
    };
    let batch = secretary.phone.decide(NOW, &[decision.clone()]).unwrap();
    secretary.commit(&batch);
    assert_eq!(secretary.phone.owed().unwrap().decisions_here, 1);
    secretary.sync(&mut hub);
    assert_eq!(secretary.phone.owed().unwrap().decisions_here, 0);
    herder.sync(&mut hub);
    let row = &herder.phone.list()[0];
    assert_eq!((row.decision, row.reason), ("returned", Some("wrong_minutes")));
    assert_eq!(drokpa_app::text::word_of(row).name(), "needs_you");

    let batch = herder.phone.resubmit(NOW, &claim, Some(30), "").unwrap();
    herder.commit(&batch);
    herder.sync(&mut hub);
    secretary.sync(&mut hub);
    decision.verdict = "reject".into();
    decision.reason = Some("看不清".into());
    let batch = secretary.phone.decide(NOW, &[decision]).unwrap();
    secretary.commit(&batch);
    secretary.sync(&mut hub);
    herder.sync(&mut hub);
    let batch = herder.phone.object(NOW, &claim, "我学了三十分钟", false).unwrap();
    herder.commit(&batch);
    herder.sync(&mut hub);
    secretary.sync(&mut hub);
    let owed = secretary.phone.owed().unwrap().objections;
    assert_eq!((owed.len(), owed[0].claim.as_str(), owed[0].answered), (1, &*claim, false));
    assert_eq!(owed[0].raised_on, Seconds(NOW).day());
    // The rules of the example give seven days.
    assert_eq!(owed[0].due.0, Seconds(NOW).day().0 + 7);
    assert!(herder.phone.owed().unwrap().objections.is_empty(), "nobody answers their own");
    let batch = secretary.phone.answer_objection(NOW, &claim, true, "属实").unwrap();
    secretary.commit(&batch);
    assert!(secretary.phone.owed().unwrap().objections[0].answered);
    secretary.sync(&mut hub);
    herder.sync(&mut hub);
    let row = &herder.phone.list()[0];
    assert_eq!(row.objections[0].answers[0].words.as_deref(), Some("属实"));
}

#[test]
fn an_adjustment_and_a_close_are_posted_in_a_statement() {
    let mut hub = hub_with_rules();
    let mut secretary = App::enrol(&mut hub, "pa01", Role::Secretary);
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    herder.study("policy-1");
    herder.sync(&mut hub);
    secretary.sync(&mut hub);
    let rules = secretary.phone.core().rules_of(&"pa05".parse().unwrap()).unwrap();
    let in_force = rules.in_force(Seconds(NOW).day()).unwrap();
    let bonus = in_force.items.iter().find(|item| item.id.as_str().starts_with("bonus"));
    let item = bonus.unwrap_or(&in_force.items[0]).id.to_string();
    let new = NewAdjustment {
        member: "pa05".into(),
        item,
        day: "2026-03-01".into(),
        points_tenths: 10,
        reason: "救灾".into(),
        separate: false,
    };
    let adjusted = secretary.phone.adjust(NOW, &new).unwrap();
    let id = secretary.saved(adjusted);
    let rows = secretary.phone.adjustments("pa05", secretary.phone.cycle_at(NOW)).unwrap();
    assert_eq!((rows[0].adjustment.to_string(), rows[0].state), (id, "counting"));
    assert_eq!(secretary.phone.statement("2026-03").unwrap(), None);
    let later = NOW + 40 * 86_400;
    let closed = secretary.phone.close(later, "2026-03").unwrap();
    secretary.saved(closed);
    secretary.sync(&mut hub);
    herder.sync(&mut hub);
    let closed = secretary.phone.closed().unwrap();
    assert_eq!((closed.len(), closed[0].period.as_str()), (1, "2026-03"));
    let days = [closed[0].first, closed[0].last].map(|day| day.to_string());
    assert_eq!(days, ["2026-03-01", "2026-03-31"]);
    for period in ["2026-Q1", "2026"] {
        let closed = secretary.phone.close(later, period).unwrap();
        secretary.saved(closed);
    }
    let periods = secretary.phone.closed().unwrap().into_iter().map(|row| row.period);
    assert_eq!(periods.collect::<Vec<_>>(), ["2026-03", "2026", "2026-Q1"]);
    let statement = herder.phone.statement("2026-03").unwrap().unwrap();
    let line = &statement.lines[0];
    assert_eq!((line.member.as_str(), line.change_tenths), ("pa05", 10));
    let told = drokpa_app::text::Teller::of("zh").statement(&statement);
    assert!(told.iter().any(|line| line.contains("+1")), "{told:?}");
    assert_eq!(herder.phone.statement("march").unwrap_err().code, "date_malformed");
}

#[test]
fn what_may_be_recorded_is_asked_of_the_rules_and_of_the_member() {
    let mut hub = hub_with_rules();
    let mut herder = App::enrol(&mut hub, "pa05", Role::Member);
    let items = herder.phone.items(NOW);
    let named = |id: &str| items.iter().find(|one| one.item == id).unwrap();
    assert!(named("volunteer").activity && !named("volunteer").title_bo.is_empty());
    // What counts by minutes is study, and what is taken away is the branch's.
    assert!(!named("study.phone").activity && !named("absent.theme_day").activity);
    let done = NewClaim::Activity { item: "volunteer".into(), day: "2026-05-01".into() };
    let batch = herder.phone.answer_notice(NOW, "zh", false).unwrap();
    herder.commit(&batch);
    assert_eq!(herder.phone.consent().unwrap().state, "refused");
    assert_eq!(herder.phone.record(NOW, &done, "").unwrap_err().code, "consent_needed");
    let batch = herder.phone.answer_notice(NOW, "zh", true).unwrap();
    herder.commit(&batch);
    let said = herder.phone.consent().unwrap();
    assert_eq!((said.state, said.language), ("given", Some("zh-Hans")));
    let recorded = herder.phone.record(NOW, &done, "").unwrap();
    herder.saved(recorded);
    assert_eq!(herder.phone.list()[0].item.as_ref().map(|item| item.as_str()), Some("volunteer"));
}
