//! Closing a month on the command line, what it posted, and the pages that come of it.

use crate::branch::branch;
use serde_json::Value;

#[test]
fn a_closed_month_is_the_same_for_everybody_and_becomes_pages() {
    let branch = branch();
    let secretary = &branch.secretary;
    let made = secretary.json(&[
        "training",
        "create",
        "--kind",
        "theme_day",
        "--title-zh",
        "主题党日",
        "--title-bo",
        "བརྗོད་གཞིའི་ཉིན་མོ",
        "--minutes",
        "90",
        "--start",
        "2026-05-04T10:00:00+08:00",
    ]);
    let training = made["training"].as_str().unwrap();
    secretary.json(&["roll", "--training", training, "--present", "pa06"]);
    let month = ["--period", "2026-05"];
    assert_eq!(branch.herder.code(&[&["close"], &month[..]].concat()), "role_needed");
    assert_eq!(secretary.code(&[&["statement"], &month[..]].concat()), "state_wrong");
    let closed = secretary.json(&[&["close"], &month[..]].concat());
    assert_eq!(closed["close"], "close:2026-05-01:1");
    branch.sync();
    let wall = branch.folder.path().join("wall.html");
    let slips = branch.folder.path().join("slips");
    let roll = branch.folder.path().join("roll.html");
    let paper = ["--out", wall.to_str().unwrap(), "--slips", slips.to_str().unwrap()];
    let posted = secretary.json(&[&["statement"], &month[..], &paper].concat());
    assert_eq!(branch.deputy.json(&[&["statement"], &month[..]].concat()), posted);
    let own = branch.herder.json(&[&["statement"], &month[..]].concat());
    assert_eq!(own["lines"].as_array().unwrap().len(), 1);
    assert_eq!(own["lines"][0]["total_tenths"], 20);
    assert_eq!(own["branch"], "pasture-a");
    let names = [&own["branch_zh"], &own["branch_bo"]];
    assert_eq!(names, ["示例牧业村党支部", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ"]);
    assert_eq!(branch.herder.rows()[0]["posting"], "posted");
    let members: Vec<&Value> =
        posted["lines"].as_array().unwrap().iter().map(|line| &line["member"]).collect();
    assert_eq!(members[..2], ["pa01", "pa02"], "as the roster names them");
    let page = std::fs::read_to_string(&wall).unwrap();
    assert!(page.contains("示例牧民六") && page.contains("lang=\"bo\""));
    assert!(page.contains("示例牧业村党支部") && page.contains("དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ"));
    assert!(!page.contains("pasture-a"));
    assert_eq!(std::fs::read_dir(&slips).unwrap().count(), members.len());
    assert!(std::fs::read_to_string(slips.join("pa06.html")).unwrap().contains("主题党日"));
    secretary.json(&["roll-sheet", "--training", training, "--out", roll.to_str().unwrap()]);
    let page = std::fs::read_to_string(&roll).unwrap();
    assert_eq!(page.matches("<td></td>").count(), 5 * members.len());
    assert!(page.contains("示例牧业村党支部") && !page.contains("pasture-a"));
}
