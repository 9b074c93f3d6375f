//! The demo as a whole: it must end well, say so in JSON, and hold the counts that it promises.

use crate::pocket::{complaint, drokpa};
use serde_json::Value;

#[test]
fn the_demo_ends_with_every_phone_showing_the_same() {
    let output = drokpa(["demo", "--exit", "--json"]).output().unwrap();
    assert!(output.status.success(), "{}", complaint(&output));
    let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(summary["ok"], true);
    assert_eq!(summary["phones"], 25 + 20 + 4);
    assert!(summary["claims"].as_u64().unwrap() > 45 * 15);
    assert!(summary["cuts_up"].as_u64().unwrap() > 5);
    assert!(summary["cuts_down"].as_u64().unwrap() > 5);
    assert_eq!(summary["replicas"]["agree"], summary["phones"]);
    assert_eq!(summary["verify"]["problems"], serde_json::json!([]));
    let conflicts = summary["conflicts"].as_array().unwrap();
    for kind in ["two_decisions", "two_marks"] {
        assert!(conflicts.iter().any(|line| line["conflict"] == kind), "no {kind}");
    }
    for line in conflicts {
        assert_eq!(line["seen_by_both"], true, "{line}");
        assert_ne!(line["decision"], "disputed", "{line}");
    }
    let members: Vec<&str> = summary["standings"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|table| table["rows"].as_array().unwrap())
        .map(|row| row["member"].as_str().unwrap())
        .collect();
    assert_eq!(members.len(), 25 + 40);
    assert!(members.is_sorted(), "not in roster order");
    println!("new phones: {}", summary["new_phones"]);
    println!("bytes: {}", summary["bytes"]);
}

#[test]
fn a_folder_in_use_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().to_str().unwrap();
    let store = folder.path().join("hub.sqlite");
    std::fs::write(&store, b"not mine").unwrap();
    let output = drokpa(["demo", "--exit", "--data", data]).output().unwrap();
    assert!(!output.status.success());
    assert!(complaint(&output).starts_with("already_initialised: "), "{}", complaint(&output));
    assert_eq!(std::fs::read(store).unwrap(), b"not mine");
}
