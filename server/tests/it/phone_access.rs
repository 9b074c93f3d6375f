//! `drokpa phone access-log` and `drokpa audit`: a member sees who looked, with a link and without.

use crate::branch::{branch, in_both_languages};
use crate::pocket::run;
use serde_json::{Value, json};

#[test]
fn a_member_sees_who_looked_and_still_does_without_a_network() {
    let branch = branch();
    let herder = &branch.herder;
    let serial = |home: &crate::home::Home| home.json(&["access-log"])["reads"].clone();
    let reads = serial(herder);
    let by = |reads: &Value| -> Vec<String> {
        let reads = reads.as_array().unwrap().iter();
        reads.map(|read| read["by"].as_str().unwrap_or("operator").to_owned()).collect()
    };
    let mut found = by(&reads);
    found.sort();
    assert_eq!(found, ["pa01", "pa02", "pa06"], "two secretaries' phones, and one's own new phone");
    assert!(reads.as_array().unwrap().iter().all(|read| read["what"] == "replication"));

    let data = branch.folder.path().join("hub");
    let data = data.to_str().unwrap();
    run(["roster", "export", "--data", data]);
    let log = herder.json(&["access-log"]);
    assert_eq!(log["offline"], false);
    assert_eq!(by(&log["reads"])[0], "operator");
    let lines = run(["audit", "--data", data, "--member", "pa06"]);
    assert_eq!(lines.lines().count(), 4, "{lines}");
    assert!(lines.lines().next().unwrap().ends_with("pa06  operator  -  export"), "{lines}");
    let line = run(["--json", "audit", "--data", data, "--member", "pa06", "--limit", "1"]);
    let first: Value = serde_json::from_str(line.lines().next().unwrap()).unwrap();
    assert_eq!((&first["by"], &first["what"]), (&Value::Null, &json!("export")));

    // The hub is gone: the log as it was, and said so.
    let nowhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for home in [herder, &branch.secretary] {
        std::fs::write(home.0.join("server"), format!("http://{nowhere}")).unwrap();
    }
    let kept = herder.json(&["access-log"]);
    assert_eq!((&kept["offline"], &kept["reads"]), (&json!(true), &log["reads"]));
    assert_eq!(kept["fetched_at"], log["fetched_at"]);
    let [zh, bo] = in_both_languages(herder, &["access-log"]);
    assert!(zh.starts_with("现在没有网络") && zh.contains("服务器管理员  导出了名册"), "{zh}");
    assert!(bo.starts_with("ད་ལྟ་དྲ་རྒྱ་མེད།") && bo.lines().count() == zh.lines().count(), "{bo}");
    assert_eq!(
        branch.secretary.code(&["access-log"]),
        "hub_unreachable",
        "nothing was fetched yet"
    );
}
