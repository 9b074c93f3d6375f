//! Settling on the command line, through the real binary and a real hub: claims entered for a
//! member, objections, adjustments, vetoes, disputes, and why a standing is what it is. Every
//! phone must end with the same rows.

use crate::branch::{Branch, ON, attendance, branch, codes, in_both_languages, misused, training};
use crate::home::Home;
use crate::pocket::invite;
use serde_json::{Value, json};

#[test]
fn a_claim_entered_for_a_member_is_objected_to_and_answered_before_everybodys_eyes() {
    let branch = branch();
    let Branch { secretary, herder, .. } = &branch;
    let id = training(secretary, ON);
    let saved = attendance(secretary, &id, &["--for", "pa06"]);
    let claim = saved["claim"].as_str().unwrap();
    assert_eq!((claim, &saved["new"]), (&*format!("pa06/attendance:{id}"), &json!(true)));
    assert_eq!(attendance(secretary, &id, &["--for", "pa06"])["new"], false);
    let row = &branch.agreed()[0];
    assert_eq!((&row["evidence"], &row["decision"]), (&json!(["entered_for"]), &json!("pending")));

    secretary.json(&["decide", claim, "reject", "--reason", "not_present"]);
    let row = &branch.agreed()[0];
    assert_eq!((&row["decision"], &row["reason"]), (&json!("rejected"), &json!("not_present")));
    herder.json(&["object", claim, "--reason", "当天有三人在场"]);
    let row = &branch.agreed()[0];
    assert_eq!(row["posting"], "objected");
    let [zh, bo] = in_both_languages(secretary, &["list"]);
    assert!(zh.contains("由他人代签") && zh.contains("原因: 当时没有参加"), "{zh}");
    assert!(zh.contains("pa06: 有异议  当天有三人在场"), "{zh}");
    assert!(bo.contains("མི་འཐད་པའི་བསམ་འཆར་ཡོད  当天有三人在场"), "{bo}");

    secretary.json(&["answer", claim, "--upheld", "--reason", "核实后同意"]);
    secretary.json(&["decide", claim, "approve"]);
    let row = &branch.agreed()[0];
    let answer = json!({ "by": "pa01", "upheld": true, "words": "核实后同意" });
    assert_eq!(row["objections"][0]["answers"], json!([answer]));
    assert_eq!((&row["posting"], &row["decision"]), (&json!("answered"), &json!("approved")));
    assert_eq!(row["points_tenths"], 20);
    let [zh, _] = in_both_languages(herder, &["list"]);
    assert!(zh.contains("pa01: 异议成立  核实后同意"), "{zh}");
    herder.json(&["object", claim, "--reason", "还有问题", "--township"]);
    let asked = branch.agreed()[0]["objections"].clone();
    assert_eq!(asked, json!([{ "words": "还有问题", "escalated": true }]));
}

#[test]
fn refusals_of_entering_objecting_and_answering_say_their_code() {
    let branch = branch();
    let Branch { secretary, herder, .. } = &branch;
    let unlisted = ["record", "attendance", "--unlisted", "theme_day", "--on", ON];
    let for_somebody = |member: &'static str| [&unlisted[..], &["--for", member]].concat();
    let claim = "pa06/unlisted:theme_day:2026-05-04";
    codes(
        herder,
        &[
            (&for_somebody("pa06"), "role_needed"),
            (&["object", claim, "--reason", "为什么"], "claim_unknown"),
            (
                &["object", "pa07/unlisted:theme_day:2026-05-04", "--reason", "为什么"],
                "claim_unknown",
            ),
            (&["object", "pa06", "--reason", "为什么"], "id_malformed"),
            (&["answer", claim, "--refused", "--reason", "不"], "role_needed"),
        ],
    );
    let mut silent = vec!["object", claim, "--reason", " "];
    assert_eq!(herder.code(&silent), "text_missing");
    codes(
        secretary,
        &[
            (&for_somebody("nobody"), "member_unknown"),
            (&for_somebody("no body"), "id_malformed"),
            (&["answer", claim, "--refused", "--reason", "不"], "claim_unknown"),
        ],
    );
    assert_eq!(secretary.json(&for_somebody("pa06"))["new"], true);
    silent = vec!["answer", claim, "--upheld", "--reason", ""];
    codes(
        secretary,
        &[
            (&silent, "text_missing"),
            (&["answer", claim, "--upheld", "--reason", "是"], "claim_unknown"),
        ],
    );
    misused(secretary, &["answer", claim, "--reason", "是"]);
    misused(secretary, &["answer", claim, "--upheld", "--refused", "--reason", "是"]);
    misused(herder, &["object", claim]);
}

#[test]
fn two_adjustments_that_may_be_one_count_once_until_somebody_settles_them() {
    let branch = branch();
    let Branch { secretary, deputy, herder, .. } = &branch;
    let adjust = ["adjust", "--member", "pa06", "--item", "bonus.award", "--on", ON];
    let add = [&adjust[..], &["--points-tenths", "50", "--reason", "表彰"]].concat();
    let first = secretary.json(&add)["adjustment"].as_str().unwrap().to_owned();
    let twin = deputy.json(&add)["adjustment"].as_str().unwrap().to_owned();
    let standing = branch.standing();
    assert_eq!(standing["total_tenths"], 50);
    let states: Vec<&Value> =
        [0, 1].iter().map(|at| &standing["adjustments"][at]["state"]).collect();
    assert_eq!(states, ["counting", "possibly_same"]);
    let [zh, bo] = in_both_languages(herder, &["standing", "--cycle", "2026", "--explain"]);
    assert!(zh.contains(&twin) && zh.contains("这两项可能是重复"), "{zh}");
    assert!(bo.contains(&twin) && bo.contains("འདི་གཉིས་བསྐྱར་ཟློས་ཡིན་སྲིད"), "{bo}");

    let settle = |by: &Home, id: &str, how: &str| {
        let said = by.json(&["adjust", "--settle", id, "--member", "pa06", how]);
        assert_eq!(said["adjustment"], id);
        branch.standing()["total_tenths"].clone()
    };
    assert_eq!(settle(secretary, &twin, "--keep"), 100);
    assert_eq!(settle(deputy, &first, "--take-back"), 50);
    let separate = [&add[..], &["--separate"]].concat();
    secretary.json(&separate);
    assert_eq!(branch.standing()["total_tenths"], 100);
    let late = ["adjust", "--member", "pa06", "--item", "absent.theme_day", "--on", ON];
    secretary.json(&[&late[..], &["--points-tenths", "-30"]].concat());
    let standing = branch.standing();
    assert_eq!((&standing["deduct_tenths"], &standing["total_tenths"]), (&json!(-30), &json!(70)));
}

#[test]
fn one_half_of_a_veto_changes_no_points_and_is_shown_with_its_words() {
    let branch = branch();
    let Branch { secretary, herder, .. } = &branch;
    assert_eq!(branch.standing()["vetoes"], Value::Null);
    secretary.json(&["veto", "--member", "pa06", "--on", ON, "--reason", "见支部决定"]);
    let standing = branch.standing();
    assert_eq!(standing["vetoed"], false);
    let half =
        json!({ "by": "pa01", "township": false, "withdrawn": false, "words": "见支部决定" });
    assert_eq!(standing["vetoes"], json!([half]));
    let [zh, bo] = in_both_languages(herder, &["standing", "--cycle", "2026", "--explain"]);
    assert!(zh.contains("支部  已决定记为零  pa01  见支部决定"), "{zh}");
    assert!(bo.contains("ཀྲི་པུའུ  ཀླད་ཀོར་དུ་གཏན་འཁེལ་བྱས་ཟིན  pa01"), "{bo}");
}

#[test]
fn refusals_of_adjustments_and_vetoes_say_their_code() {
    let branch = branch();
    let Branch { secretary, herder, .. } = &branch;
    let adjust = |member: &'static str, item: &'static str, on: &'static str, tenths| {
        let about = ["adjust", "--member", member, "--item", item, "--on", on];
        [&about[..], &["--points-tenths", tenths]].concat()
    };
    let settle = ["adjust", "--settle", "9.0.9", "--member", "pa06"];
    let veto = |member: &'static str, reason: &'static str| {
        ["veto", "--member", member, "--on", ON, "--reason", reason]
    };
    codes(
        herder,
        &[
            (&adjust("pa06", "volunteer", ON, "10"), "role_needed"),
            (&[&settle[..], &["--keep"]].concat(), "role_needed"),
            (&veto("pa07", "违纪"), "role_needed"),
        ],
    );
    codes(
        secretary,
        &[
            (&adjust("nobody", "volunteer", ON, "10"), "member_unknown"),
            (&adjust("pa06", "nothing", ON, "10"), "item_unknown"),
            (&adjust("pa06", "volunteer", ON, "0"), "points_range"),
            (&adjust("pa06", "volunteer", ON, "20000"), "points_range"),
            (&adjust("pa06", "volunteer", "2099-01-01", "10"), "day_range"),
            (&adjust("pa06", "volunteer", "4 May", "10"), "date_malformed"),
            (&[&settle[..], &["--take-back"]].concat(), "claim_unknown"),
            (&veto("nobody", "违纪"), "member_unknown"),
            (&veto("pa06", " "), "text_missing"),
        ],
    );
    misused(secretary, &settle);
    misused(secretary, &["adjust", "--member", "pa06", "--item", "volunteer", "--on", ON]);
    misused(secretary, &[&settle[..], &["--keep", "--take-back"]].concat());
    misused(secretary, &["veto", "--member", "pa06", "--on", ON]);
}

#[test]
fn a_veto_takes_branch_and_township_and_is_said_in_words() {
    let branch = branch();
    let Branch { folder, hub, secretary, herder, .. } = &branch;
    let code = invite(&folder.path().join("hub"), "tw01");
    let reviewer = Home::enrol(folder.path(), "reviewer", (hub, &code));
    let adjust = ["adjust", "--member", "pa06", "--item", "bonus.award", "--on", ON];
    secretary.json(&[&adjust[..], &["--points-tenths", "50"]].concat());
    let veto = ["veto", "--member", "pa06", "--on", ON, "--reason", "违纪"];
    assert_eq!(secretary.json(&veto)["withdrawn"], false);
    let standing = branch.standing();
    assert_eq!((&standing["total_tenths"], &standing["vetoed"]), (&json!(50), &json!(false)));
    reviewer.json(&["sync"]);
    reviewer.json(&veto);
    reviewer.json(&["sync"]);
    let standing = branch.standing();
    assert_eq!((&standing["total_tenths"], &standing["vetoed"]), (&json!(0), &json!(true)));
    let [zh, bo] = in_both_languages(herder, &["standing", "--cycle", "2026"]);
    assert!(zh.contains("支部和乡镇都决定把总分记为零") && bo.contains("ཀྲི་པུའུས"), "{zh}{bo}");
    secretary.json(&[&veto[..], &["--withdraw"]].concat());
    assert_eq!(branch.standing()["total_tenths"], 50);
}

#[test]
fn the_lines_of_an_explanation_add_up_to_the_standing() {
    let branch = branch();
    let Branch { secretary, deputy, herder, .. } = &branch;
    for day in 1..=5 {
        let id = training(secretary, &format!("2026-05-{day:02}"));
        secretary.json(&["roll", "--training", &id, "--present", "pa06"]);
    }
    let missed = training(secretary, "2026-05-06");
    secretary.json(&["roll", "--training", &missed, "--absent", "pa06"]);
    let study = ["record", "study", "--course", "c", "--minutes", "60", "--day", ON];
    herder.json(&[&study[..], &["--at", "2026-05-05T08:00:00+08:00"]].concat());
    let adjust = ["adjust", "--member", "pa06", "--item", "volunteer", "--on", ON];
    deputy.json(&[&adjust[..], &["--points-tenths", "15"]].concat());

    let standing = branch.standing();
    let lines = standing["lines"].as_array().unwrap();
    let counted: i64 = lines.iter().map(|line| line["counted_tenths"].as_i64().unwrap()).sum();
    let of = |field: &str| standing[field].as_i64().unwrap();
    assert_eq!(counted, of("base_tenths") + of("bonus_tenths") + of("deduct_tenths"));
    assert_eq!(counted, of("total_tenths"));
    assert_eq!((of("base_tenths"), of("bonus_tenths"), of("deduct_tenths")), (90, 15, -30));
    let mut kinds: Vec<&str> = lines.iter().map(|line| line["kind"].as_str().unwrap()).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds, ["absence", "adjustment", "claim"]);
    let cut: Vec<&Value> = lines.iter().filter(|line| !line["cut_by"].is_null()).collect();
    let figures = (&cut[0]["value_tenths"], &cut[0]["counted_tenths"], &cut[0]["cut_by"]);
    assert_eq!((cut.len(), figures), (1, (&json!(20), &json!(0), &json!("item_cap"))));
    assert_eq!(
        (&cut[0]["item"], &cut[0]["day"]),
        (&json!("meeting.theme_day"), &json!("2026-05-05"))
    );
    assert!(herder.json(&["standing", "--cycle", "2026"])["lines"].is_null());

    let [zh, bo] = in_both_languages(herder, &["standing", "--cycle", "2026", "--explain"]);
    assert!(zh.contains("2026年5月6日  无故缺席主题党日  -3") && zh.contains("缺席"), "{zh}");
    assert!(zh.contains("这个项目的上限已用完"), "{zh}");
    assert!(bo.contains("བརྗོད་གཞིའི་ཏང་གི་ཉིན་མོར་མ་ཞུགས་པ  -3"), "{bo}");
    assert!(bo.contains("རྣམ་གྲངས་འདིའི་གོང་ཚད་ལ་སླེབས་ཟིན"), "{bo}");
}

#[test]
fn the_list_shows_both_sides_of_a_dispute_in_either_language() {
    let branch = branch();
    let Branch { secretary, deputy, herder, .. } = &branch;
    let activity = ["record", "activity", "--item", "volunteer", "--on", ON];
    let claim = herder.json(&[&activity[..], &["--at", "2026-05-05T08:00:00+08:00"]].concat());
    let claim = claim["claim"].as_str().unwrap();
    branch.sync();
    secretary.json(&["decide", claim, "approve", "--points-tenths", "15"]);
    deputy.json(&["decide", claim, "reject", "--reason", "not_present"]);
    let row = &branch.agreed()[0];
    let sides = json!([{ "by": "pa01", "says": "approve 15" }, { "by": "pa02", "says": "reject" }]);
    assert_eq!((&row["conflict"], &row["sides"]), (&json!("two_decisions"), &sides));
    for home in [herder, secretary] {
        let [zh, bo] = in_both_languages(home, &["list"]);
        for words in
            ["有冲突", "未公示", "有两个不同的审核结果", "pa01: 已通过  积分: 1.5", "pa02: 已拒绝"]
        {
            assert!(zh.contains(words), "{words} is missing in {zh}");
        }
        for words in [
            "འགལ་ཟླ་ཡོད",
            "སྤྱི་བསྟན་བྱས་མེད",
            "ཞིབ་བཤེར་མཇུག་འབྲས་མི་འདྲ་བ་གཉིས་ཡོད",
            "pa01: ཆོག་མཆན་ཐོབ་ཟིན  བསགས་སྐར: 1.5",
            "pa02: ཁས་མི་ལེན",
        ] {
            assert!(bo.contains(words), "{words} is missing in {bo}");
        }
    }
}

#[test]
fn of_two_claims_that_differ_the_secretary_says_which_one_is_approved() {
    let branch = branch();
    let Branch { secretary, herder, .. } = &branch;
    let second = invite(&branch.folder.path().join("hub"), "pa06");
    let second = Home::enrol(branch.folder.path(), "second", (&branch.hub, &second));
    let id = training(secretary, ON);
    branch.sync();
    second.json(&["sync"]);
    attendance(herder, &id, &["--minutes", "40"]);
    let claim = attendance(&second, &id, &["--minutes", "90"]);
    let claim = claim["claim"].as_str().unwrap();
    second.json(&["sync"]);
    let row = &branch.agreed()[0];
    assert_eq!((&row["decision"], &row["conflict"]), (&json!("pending"), &json!("two_claims")));
    let sides = row["sides"].as_array().unwrap();
    let ninety = sides.iter().find(|side| side["says"] == "claim 90 min").unwrap();
    let record = ninety["record"].as_str().unwrap();
    let [zh, bo] = in_both_languages(secretary, &["queue"]);
    for words in ["同一件事有两种记录", "pa06: 党员本人手机记录  分钟: 90", record]
    {
        assert!(zh.contains(words), "{words} is missing in {zh}");
    }
    assert!(bo.contains("དོན་གཅིག་ལ་ཟིན་ཐོ་མི་འདྲ་བ་གཉིས་ཡོད") && bo.contains(record), "{bo}");
    codes(
        secretary,
        &[
            (&["decide", claim, "approve"], "choice_needed"),
            (&["decide", claim, "approve", "--of", "0011223344556677"], "claim_unknown"),
            (&["decide", claim, "approve", "--of", "90"], "id_malformed"),
            (&["decide", claim, "reject", "--reason", "duplicate", "--of", record], "state_wrong"),
        ],
    );
    secretary.json(&["decide", claim, "approve", "--of", record]);
    let row = &branch.agreed()[0];
    assert_eq!((&row["decision"], &row["conflict"]), (&json!("approved"), &Value::Null));
    assert_eq!(
        (branch.standing()["minutes"].clone(), second.json(&["sync"])["synced"].clone()),
        (json!(90), json!(true))
    );
}
