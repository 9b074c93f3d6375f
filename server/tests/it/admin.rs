//! The operator's functions on real tables.

use crate::world::{BRANCH, Device, NOW, World, branch};
use drokpa_core::code::Code;
use drokpa_core::sync::reply::Fate;
use drokpa_core::time::{Day, Seconds};
use drokpa_fixtures::{ROSTER_MISTAKES, ROSTER_WITH_MISTAKES_CSV, RULES_EXAMPLES_JSON, RULES_JSON};
use drokpa_server::admin::{self, AdminError, Invited, Points};
use drokpa_server::store::Store as _;
use std::os::unix::fs::PermissionsExt as _;

fn code<T>(result: Result<T, AdminError>) -> Code {
    match result {
        Ok(_) => panic!("was not refused"),
        Err(error) => error.code(),
    }
}

#[test]
fn a_folder_is_set_up_once_and_its_keys_are_private() {
    let world = World::new();
    assert_eq!(code(admin::init(world.data())), Code::AlreadyInitialised);
    let keys = world.data().join("keys.json");
    assert_eq!(std::fs::metadata(&keys).unwrap().permissions().mode() & 0o777, 0o600);
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(code(admin::status(empty.path(), NOW)), Code::NotInitialised);
    // Another organisation's keys do not open this one's store.
    let other = tempfile::tempdir().unwrap();
    admin::init(other.path()).unwrap();
    std::fs::copy(other.path().join("keys.json"), keys).unwrap();
    assert_eq!(code(admin::status(world.data(), NOW)), Code::StoreDamaged);
}

#[test]
fn every_mistake_of_a_roster_is_named_with_its_line_and_the_rest_is_taken() {
    let world = World::new();
    let table = ROSTER_WITH_MISTAKES_CSV.as_bytes();
    let dry = admin::import_roster(world.data(), table, true, NOW).unwrap();
    assert_eq!(world.store().members().unwrap().len(), 67);
    let report = admin::import_roster(world.data(), table, false, NOW).unwrap();
    assert_eq!(dry.rows, report.rows);
    let wrong: Vec<u32> = report
        .rows
        .iter()
        .filter(|row| row.result != "created")
        .map(|row| row.line as u32)
        .collect();
    assert_eq!(wrong, ROSTER_MISTAKES.map(|(line, _)| line));
    assert_eq!((report.created, report.refused), (3, 9));
    assert_eq!(report.branches_created, [branch("pasture-new")]);
    let members = world.store().members().unwrap();
    assert_eq!(members.last().unwrap().name_zh.trim(), &*members.last().unwrap().name_zh);
    assert_eq!(members.len(), 70);
    world.verify();
}

#[test]
fn an_import_never_deletes_and_an_unchanged_row_writes_nothing() {
    let world = World::new();
    let head = || world.store().head(&branch(BRANCH)).unwrap();
    let before = head();
    let exported = admin::export_roster(world.data(), NOW).unwrap();
    assert_eq!(String::from_utf8(exported.clone()).unwrap(), drokpa_fixtures::ROSTER_CSV);
    let report = admin::import_roster(world.data(), &exported, false, NOW).unwrap();
    assert_eq!((report.same, head()), (67, before));
    let text = "\u{feff}role,member,branch,sector,name_zh,name_bo,joined_on,extra\r\n\
                secretary,pa04,pasture-a,village,示例牧民四,དཔེ་མི་ང,1903-09-17,x\r\n\
                member,vb20,pasture-a,village,示例,དཔེ,2003-09-17,x\r\n";
    let report = admin::import_roster(world.data(), text.as_bytes(), false, NOW).unwrap();
    let results: Vec<_> = report.rows.iter().map(|row| row.result).collect();
    assert_eq!((results, report.moved), (vec!["updated", "moved"], 1));
    assert_eq!(world.store().members().unwrap().len(), 67);
    for day in ["1900-02-29", "1903-02-29", "2100-01-01", "1899-12-31", "03-09-17"] {
        let text = text.replace("1903-09-17", day);
        let report = admin::import_roster(world.data(), text.as_bytes(), true, NOW).unwrap();
        assert_eq!(report.rows[0].result, "date_malformed", "{day}");
    }
    let missing = "member,branch\npa01,pasture-a\n";
    let refused = admin::import_roster(world.data(), missing.as_bytes(), false, NOW);
    assert_eq!(code(refused), Code::ColumnMissing);
    let latin1 = admin::import_roster(world.data(), b"member,\xe9\n", false, NOW);
    assert_eq!(code(latin1), Code::TableMalformed);
    world.verify();
}

#[test]
fn a_county_of_2900_members_is_imported_at_once() {
    use std::fmt::Write as _;
    let world = World::new();
    let mut table = String::from("member,branch,role,sector,name_zh,name_bo,joined_on\n");
    for at in 0..2900 {
        let _ = writeln!(
            table,
            "m{at:04},b{:02},member,village,示例{at},དཔེ་མི་{at},2010-02-28",
            at / 40
        );
    }
    let report = admin::import_roster(world.data(), table.as_bytes(), false, NOW).unwrap();
    assert_eq!((report.created, report.branches_created.len()), (2900, 73));
    assert!(world.verify().projections_equal);
}

#[test]
fn branches_come_in_any_order_and_orphans_are_named() {
    let world = World::new();
    let table = "id,parent,level,sector,name_zh,name_bo,station\n\
                 leaf,twig,branch,village,叶,ལོ,\n\
                 twig,county-x,township,office,枝,ཡལ,yes\n\
                 ring-a,ring-b,branch,village,环,སྒོར,\n\
                 ring-b,ring-a,branch,village,环,སྒོར,\n\
                 leaf,twig,branch,village,叶,ལོ,\n\
                 odd,,branch,village,奇,ཡ,perhaps\n";
    let report = admin::import_branches(world.data(), table.as_bytes(), NOW).unwrap();
    let results: Vec<_> = report.rows.iter().map(|row| row.result).collect();
    assert_eq!(
        results,
        [
            "created",
            "created",
            "branch_unknown",
            "branch_unknown",
            "state_wrong",
            "table_malformed"
        ]
    );
    assert!(world.store().is_above(&branch("county-x"), &branch("leaf")).unwrap());
}

#[test]
fn invites_are_for_those_on_the_roster() {
    let world = World::new();
    let all = admin::invite(world.data(), &Invited::All, NOW).unwrap();
    assert_eq!(all.len(), 67);
    let mut codes: Vec<_> = all.iter().map(|one| &one.code).collect();
    codes.sort();
    codes.dedup();
    assert_eq!(codes.len(), 67);
    assert_eq!(all[0].expires_at, Seconds(NOW.0 + 72 * 3600).rfc3339());
    let home = admin::invite(world.data(), &Invited::Branch(branch(BRANCH)), NOW).unwrap();
    assert_eq!(home.len(), 25);
    let nobody = Invited::Members(vec!["nobody".parse().unwrap()]);
    assert_eq!(code(admin::invite(world.data(), &nobody, NOW)), Code::MemberUnknown);
    let nowhere = Invited::Branch(branch("nowhere"));
    assert_eq!(code(admin::invite(world.data(), &nowhere, NOW)), Code::BranchUnknown);
}

#[test]
fn rules_are_published_once_and_never_for_the_past() {
    let world = World::new();
    let rules = RULES_JSON.as_bytes();
    let published = admin::publish_rules(world.data(), rules, NOW).unwrap();
    assert_eq!(published.len(), 4);
    let head = world.store().head(&branch(BRANCH)).unwrap();
    let again = admin::publish_rules(world.data(), rules, NOW).unwrap();
    assert!(again.iter().all(|one| one.result == "same"));
    assert_eq!(world.store().head(&branch(BRANCH)).unwrap(), head);

    let mut file: serde_json::Value = serde_json::from_str(RULES_JSON).unwrap();
    let next = |from: &str, file: &mut serde_json::Value| {
        let mut next = file["rules"][1].clone();
        next["version"] = 3.into();
        next["effective_from"] = from.into();
        serde_json::to_vec(&next).unwrap()
    };
    let late = next("2026-07-15", &mut file);
    let past = Day::parse("2026-07-16").unwrap().start();
    assert_eq!(code(admin::publish_rules(world.data(), &late, past)), Code::RulesInvalid);
    let before_another = next("2026-06-01", &mut file);
    let refused = admin::publish_rules(world.data(), &before_another, NOW);
    assert_eq!(code(refused), Code::RulesInvalid);
    assert_eq!(admin::publish_rules(world.data(), &late, NOW).unwrap()[0].result, "created");
    file["rules"][0]["opening_x10"] = 5.into();
    let changed = serde_json::to_vec(&file["rules"][0]).unwrap();
    assert_eq!(code(admin::publish_rules(world.data(), &changed, NOW)), Code::StateWrong);
    assert_eq!(code(admin::publish_rules(world.data(), b"{}", NOW)), Code::RulesInvalid);
    world.verify();

    // A branch that comes later hears them as well.
    let table = "id,parent,level,sector,name_zh,name_bo,station\n\
                 late,township-x,branch,village,迟,འགྱང,\n";
    admin::import_branches(world.data(), table.as_bytes(), NOW).unwrap();
    assert_eq!(world.store().said(&branch("late")).unwrap().len(), 6, "its name, too");
}

#[test]
fn points_of_the_examples_are_those_expected_of_them() {
    let file = RULES_EXAMPLES_JSON.as_bytes();
    let report = admin::points(&[file.to_vec()], file, &Points::default()).unwrap();
    assert_eq!((report.rules_id.as_str(), report.cycle), ("village-basic", 2026));
    let expected: serde_json::Value = serde_json::from_slice(file).unwrap();
    for (member, standing) in &report.members {
        let expected = &expected["expected_2026"][member.as_str()];
        assert_eq!(expected["base"], standing.base_tenths);
        assert_eq!(expected["bonus"], standing.bonus_tenths);
        assert_eq!(expected["deduct"], standing.deduct_tenths);
        assert_eq!(expected["total_x10"], standing.total_tenths);
        assert_eq!(expected["star"], standing.stars);
    }
    let unknown = Points { rules_id: Some("nowhere".to_owned()), cycle: None };
    assert_eq!(code(admin::points(&[file.to_vec()], file, &unknown)), Code::RulesInvalid);
}

#[test]
fn verify_finds_what_was_changed_behind_the_stores_back() {
    let changes = [
        "UPDATE tips SET seq = seq + 1 WHERE serial = 1",
        "UPDATE devices SET role = 3 WHERE serial = 1",
        "UPDATE members SET name_zh = 'x' WHERE member = 'pa04'",
        "DELETE FROM members WHERE member = 'pa05'",
        "DELETE FROM said WHERE document = 1",
        "DELETE FROM devices",
        "DROP TRIGGER log_rows_are_final; \
         UPDATE log SET rolling = zeroblob(32) WHERE serial = 1",
        "DROP TRIGGER log_rows_are_final; \
         UPDATE log SET signature = zeroblob(64) WHERE serial = 1",
        "DROP TRIGGER log_rows_stay; DELETE FROM log WHERE position = 3",
        "DROP TRIGGER log_rows_are_final; UPDATE log SET tip = zeroblob(32) WHERE serial = 1",
    ];
    for sql in changes {
        let world = World::new();
        let service = world.service();
        let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
        let claims = member.claims();
        let changeset = member.write(&claims, 2).pack(false);
        member.sync(&service, vec![changeset]);
        world.verify();
        let conn = rusqlite::Connection::open(admin::database(world.data())).unwrap();
        conn.execute_batch(sql).unwrap();
        let report = admin::verify(world.data()).unwrap();
        assert!(!report.problems.is_empty(), "{sql}");
    }
}

/// Changes one byte in the middle of a value of a row of the log, or a number by one.
fn touch(conn: &rusqlite::Connection, column: &str, position: u64) {
    let place = "WHERE branch = 'pasture-a' AND position = ?1";
    let read = format!("SELECT {column} FROM log {place}");
    let value: rusqlite::types::Value =
        conn.query_row(&read, [position], |row| row.get(0)).unwrap();
    let changed = match value {
        rusqlite::types::Value::Blob(mut bytes) => {
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            rusqlite::types::Value::Blob(bytes)
        }
        rusqlite::types::Value::Integer(number) => rusqlite::types::Value::Integer(number + 1),
        other => panic!("{other:?}"),
    };
    let write = format!("UPDATE log SET {column} = ?2 {place}");
    conn.execute(&write, (position, changed)).unwrap();
}

#[test]
fn verify_names_the_row_in_which_one_byte_was_changed() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let claims = member.claims();
    let changeset = member.write(&claims, 3).pack(false);
    member.sync(&service, vec![changeset]);
    world.verify();
    let head = service.store().head(&branch(BRANCH)).unwrap().position;
    drop(service);
    let database = admin::database(world.data());
    let conn = rusqlite::Connection::open(&database).unwrap();
    let open =
        "DROP TRIGGER log_rows_are_final; DROP INDEX log_by_chain; PRAGMA foreign_keys = OFF";
    conn.execute_batch(open).unwrap();
    let columns = [
        "columns",
        "signature",
        "previous",
        "tip",
        "rolling",
        "seq_from",
        "seq_to",
        "generation",
        "document",
    ];
    for position in [1, head / 2, head] {
        for column in columns {
            touch(&conn, column, position);
            let report = admin::verify(world.data()).unwrap();
            let named = report.problems.iter().any(|problem| {
                problem.starts_with(&format!("{BRANCH} {position}:"))
                    || problem.starts_with(&format!("{BRANCH} {}:", position + 1))
            });
            assert!(named, "{column} of {position}: {:?}", report.problems);
            // Back as it was: a byte flipped twice, a number less by one.
            match column {
                "seq_from" | "seq_to" | "generation" | "document" => {
                    let back = format!(
                        "UPDATE log SET {column} = {column} - 1 \
                         WHERE branch = 'pasture-a' AND position = ?1"
                    );
                    conn.execute(&back, [position]).unwrap();
                }
                _ => touch(&conn, column, position),
            }
            world.verify();
        }
    }
}

#[test]
fn the_log_lets_nobody_change_or_delete_a_row() {
    let world = World::new();
    let conn = rusqlite::Connection::open(admin::database(world.data())).unwrap();
    for sql in ["DELETE FROM log", "UPDATE log SET columns = x'00'"] {
        assert!(conn.execute(sql, []).is_err(), "{sql}");
    }
}

#[test]
fn status_counts_without_naming_anybody() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let mut request = member.request(Vec::new());
    request.outbox = 4;
    member.send(&service, &request).unwrap();
    service.store().flush().unwrap();
    let status = admin::status(world.data(), NOW).unwrap();
    assert_eq!((status.branches, status.members, status.devices), (4, 67, 1));
    assert_eq!((status.outbox_told, status.silent), (4, 0));
    // A phone counts what it brings too: that is here, but for what waits for something else.
    let claims = member.claims();
    let [first, second, third] = [1, 2, 1].map(|count| member.write(&claims, count).pack(false));
    for (brought, fate, left) in
        [(first, Fate::Accepted, 4), (third.clone(), Fate::Waiting(Code::ChainGap), 5)]
    {
        let mut request = member.request(vec![brought]);
        request.outbox = 5;
        assert_eq!(member.send(&service, &request).unwrap().fates, [fate]);
        service.store().flush().unwrap();
        assert_eq!(admin::status(world.data(), NOW).unwrap().outbox_told, left);
    }
    let mut request = member.request(vec![second, third]);
    request.outbox = 5;
    member.send(&service, &request).unwrap();
    service.store().flush().unwrap();
    assert_eq!(admin::status(world.data(), NOW).unwrap().outbox_told, 2);
    let later = admin::status(world.data(), Seconds(NOW.0 + 15 * 86_400)).unwrap();
    assert_eq!(later.silent, 1);
    assert!(!serde_json::to_string(&later).unwrap().contains("pa04"));
}
