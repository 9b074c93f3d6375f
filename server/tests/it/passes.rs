//! Floating members over real sockets, with the operator's own commands: a pass opens the host's
//! calendar, a hub that was put back hears of it again.

use crate::branch::training;
use crate::home::Home;
use crate::pocket::{Hub, complaint, drokpa, invite, organisation, run, verified};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn pass(data: &Path, arguments: &[&str]) -> Value {
    let data = data.to_str().unwrap();
    let said = run(["--json", "pass"].iter().chain(arguments).chain(&["--data", data]));
    serde_json::from_str(said.trim()).unwrap_or_else(|error| panic!("{error}: {said}"))
}

fn refused(data: &Path, arguments: &[&str]) -> String {
    let output =
        drokpa(["pass"].iter().chain(arguments).chain(&["--data", data.to_str().unwrap()]))
            .output()
            .unwrap();
    assert!(!output.status.success(), "{arguments:?}");
    complaint(&output)
}

struct Place {
    folder: tempfile::TempDir,
    data: PathBuf,
    hub: Hub,
    guest: Home,
    host: Home,
    training: String,
}

fn place() -> Place {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("hub");
    organisation(&data);
    let hub = Hub::start(&data);
    let guest = Home::enrol(folder.path(), "guest", (&hub, &invite(&data, "pa06")));
    let host = Home::enrol(folder.path(), "host", (&hub, &invite(&data, "vb01")));
    let training = training(&host, "2026-04-05");
    host.json(&["sync"]);
    Place { folder, data, hub, guest, host, training }
}

fn knows(home: &Home, training: &str) -> bool {
    let all = home.json(&["training", "list"]);
    all.as_array().unwrap().iter().any(|row| row["training"] == training)
}

#[test]
fn a_guest_records_from_the_hosts_calendar_the_host_attests_and_home_counts() {
    let Place { data, hub: _hub, guest, host, training, folder } = place();
    guest.json(&["sync"]);
    assert!(!knows(&guest, &training));
    let given = pass(&data, &["give", "pa06", "--host", "village-b", "--from", "2026-04-01"]);
    assert_eq!((&given["result"], &given["holds"]), (&json!("created"), &json!(true)));
    assert_eq!((&given["host"], &given["until"]), (&json!("village-b"), &json!(null)));
    let sync = guest.json(&["sync"]);
    println!("the sync that opens a host: {sync}");
    assert_eq!((&sync["synced"], &sync["rejected"]), (&json!(true), &json!(0)), "{sync}");
    assert!(knows(&guest, &training));
    let rows = guest.json(&["list"]);
    assert_eq!(rows, json!([]), "nothing about anybody there");
    guest.json(&["record", "attendance", "--training", &training]);
    guest.json(&["sync"]);
    host.json(&["attest", "--member", "pa06", "--home", "pasture-a", "--training", &training]);
    host.json(&["sync"]);
    guest.json(&["sync"]);
    let row = &guest.rows()[0];
    assert_eq!((&row["decision"], &row["member"]), (&json!("approved"), &json!("pa06")), "{row}");
    // The home secretary, who never saw the host's calendar, has the same numbers.
    let hub_url = std::fs::read_to_string(guest.0.join("server")).unwrap();
    let secretary = Home(folder.path().join("secretary"));
    let code = invite(&data, "pa01");
    secretary.json(&["enrol", "--server", hub_url.trim(), "--code", &code]);
    let year = ["standing", "--member", "pa06", "--cycle", "2026"];
    assert_eq!(secretary.json(&year), guest.json(&year));
    assert!(!knows(&secretary, &training));
    guest.json(&["sync"]);
    // Idle again: the bytes of a member with one pass stay within the budget of nothing new.
    let idle = guest.json(&["sync"]);
    println!("nothing new with a pass: {idle}");
    let bytes = |name: &str| idle[name].as_u64().unwrap();
    assert!(bytes("body_bytes_up") + bytes("body_bytes_down") <= 100, "{idle}");
    verified(&data);
}

#[test]
fn a_pass_is_ended_given_again_and_refused_where_it_makes_no_sense() {
    let Place { data, hub: _hub, guest, host, training: first, folder: _folder } = place();
    pass(&data, &["give", "pa06", "--host", "village-b", "--from", "2026-04-01"]);
    guest.json(&["sync"]);
    assert!(knows(&guest, &first));
    let ended = pass(&data, &["end", "pa06", "--host", "village-b"]);
    assert_eq!((&ended["result"], &ended["holds"]), (&json!("updated"), &json!(false)));
    assert_eq!(pass(&data, &["end", "pa06", "--host", "village-b"])["result"], "same");
    let second = training(&host, "2026-04-12");
    host.json(&["sync"]);
    for _ in 0..2 {
        assert_eq!(guest.json(&["sync"])["synced"], true);
    }
    assert!(knows(&guest, &first) && !knows(&guest, &second));
    pass(&data, &["give", "pa06", "--host", "village-b", "--until", "2099-12-31"]);
    guest.json(&["sync"]);
    guest.json(&["sync"]);
    assert!(knows(&guest, &second));
    let listed = pass(&data, &["list", "--member", "pa06"]);
    assert_eq!((&listed["member"], &listed["until"]), (&json!("pa06"), &json!("2099-12-31")));

    let own = ["give", "pa06", "--host", "pasture-a"];
    let backwards =
        ["give", "pa06", "--host", "village-b", "--from", "2026-05-02", "--until", "2026-05-01"];
    for (arguments, code) in [
        (&["give", "zz99", "--host", "village-b"][..], "member_unknown"),
        (&["give", "pa06", "--host", "nowhere"], "branch_unknown"),
        (&own, "state_wrong"),
        (&backwards, "day_range"),
        (&["end", "pa07", "--host", "village-b"], "not_found"),
        (&["list", "--member", "zz99"], "member_unknown"),
    ] {
        assert!(refused(&data, arguments).contains(code), "{arguments:?}");
    }
    verified(&data);
}

#[test]
fn a_hub_that_was_put_back_hears_of_a_pass_from_the_guest() {
    let Place { data, hub, guest, host, training: first, folder } = place();
    let backup = folder.path().join("hub.backup");
    run(["backup", backup.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    pass(&data, &["give", "pa06", "--host", "village-b", "--from", "2026-04-01"]);
    guest.json(&["sync"]);
    assert!(knows(&guest, &first));
    drop(hub);
    run(["restore", backup.to_str().unwrap(), "--data", data.to_str().unwrap()]);
    let hub = Hub::start(&data);
    [&guest, &host].iter().for_each(|home| home.moved(&hub));
    for _ in 0..2 {
        assert_eq!(guest.json(&["sync"])["synced"], true);
        host.json(&["sync"]);
    }
    assert_eq!(pass(&data, &["list"])["member"], "pa06");
    let second = training(&host, "2026-04-12");
    host.json(&["sync"]);
    guest.json(&["sync"]);
    assert!(knows(&guest, &second));
    verified(&data);
}
