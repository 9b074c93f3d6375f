//! What every store must do. `stores!` runs the suite on each implementation: give it a function
//! that opens a second handle on the same data, as another process would.

use crate::world::{BRANCH, Device, NOW, World, branch};
use drokpa_core::chain::certificate::Role;
use drokpa_core::hub::{Append, cursor};
use drokpa_core::sync::authority::{Reach, Subject, may_read};
use drokpa_core::sync::request::Cursor;
use drokpa_server::store::{
    Branch, Change, Changed, Changes, ChangesQuery, Commit, Coverage, Store, StoreError, Told,
};
use std::sync::Arc;

/// Opens one more handle on the store of a world.
type Open = fn(&World) -> Arc<dyn Store>;

macro_rules! stores {
    ($($name:ident => $open:expr;)+) => { $(mod $name {
        use super::*;
        const OPEN: Open = $open;

        #[test]
        fn positions_have_no_gaps() { super::positions_have_no_gaps(OPEN) }
        #[test]
        fn a_moved_tip_is_a_conflict() { super::a_moved_tip_is_a_conflict(OPEN) }
        #[test]
        fn readers_see_what_they_may() { super::readers_see_what_they_may(OPEN) }
        #[test]
        fn a_dry_run_writes_nothing() { super::a_dry_run_writes_nothing(OPEN) }
        #[test]
        fn words_wait_for_a_write() { super::words_wait_for_a_write(OPEN) }
        #[test]
        fn the_tree_has_no_rings() { super::the_tree_has_no_rings(OPEN) }
    })+ };
}

stores! {
    sqlite => |world| world.store();
}

fn commit(appends: Vec<Append>) -> Commit {
    Commit { appends, evidence: Vec::new(), now: NOW }
}

fn enrolled(world: &World) -> (Device, Device) {
    let service = world.service();
    let (member, _) = Device::enrol(world, &service, "pa04", 1);
    let (secretary, _) = Device::enrol(world, &service, "pa01", 2);
    (member, secretary)
}

fn positions_have_no_gaps(open: Open) {
    let world = World::new();
    let (mut member, _) = enrolled(&world);
    let store = open(&world);
    let home = branch(BRANCH);
    let before = store.head(&home).unwrap();
    let claims = member.claims();
    let mut behind = None;
    for step in 1..=5 {
        let opened = member.write(&claims, 2);
        let tip = (opened.last_seq(), opened.tip());
        let positions =
            store.commit(commit(vec![Append { behind, opened, quarantined: false }])).unwrap();
        assert_eq!(positions, [(home.clone(), before.position + step)]);
        behind = Some(tip);
    }
    let rows = store.log_rows(&home, before.position, 100).unwrap();
    let positions: Vec<u64> = rows.iter().map(|row| row.position - before.position).collect();
    assert_eq!(positions, [1, 2, 3, 4, 5]);
    assert_eq!(rows.last().unwrap().check, open(&world).head(&home).unwrap().check);
    world.verify();
}

fn a_moved_tip_is_a_conflict(open: Open) {
    let world = World::new();
    let (mut member, _) = enrolled(&world);
    let store = open(&world);
    let claims = member.claims();
    let first = member.write(&claims, 1);
    let append = |behind, opened: &drokpa_core::chain::changeset::Opened| {
        commit(vec![Append { behind, opened: opened.clone(), quarantined: false }])
    };
    store.commit(append(None, &first)).unwrap();
    let head = store.head(&branch(BRANCH)).unwrap();
    for behind in [None, Some((1, Default::default())), Some((2, first.tip()))] {
        let result = open(&world).commit(append(behind, &first));
        assert!(matches!(result, Err(StoreError::Conflict)), "{behind:?}");
    }
    // The second of two fails, so the first is not there either.
    let second = member.write(&claims, 1);
    let good =
        Append { behind: Some((1, first.tip())), opened: second.clone(), quarantined: false };
    let bad = Append { behind: Some((1, first.tip())), opened: second, quarantined: false };
    assert!(matches!(store.commit(commit(vec![good, bad])), Err(StoreError::Conflict)));
    assert_eq!(store.head(&branch(BRANCH)).unwrap(), head);
    world.verify();
}

/// Every role of two branches, every kind of document: what the store answers is what the one
/// table of access allows.
fn readers_see_what_they_may(open: Open) {
    let world = World::new();
    let (mut member, mut secretary) = enrolled(&world);
    let store = open(&world);
    let home = branch(BRANCH);
    use drokpa_core::chain::document::{DocumentId, DocumentKind};
    let put = |device: &mut Device, document: DocumentId| {
        let opened = device.write(&document, 1);
        store.commit(commit(vec![Append { behind: None, opened, quarantined: false }])).unwrap();
    };
    for whose in ["pa04", "pa05"] {
        for kind in [DocumentKind::Claims, DocumentKind::Roll, DocumentKind::Review] {
            let document = member.document(kind, whose);
            put(&mut member, document);
        }
        let mut guest = member.document(DocumentKind::Guest, whose);
        guest.host = Some(branch("village-b"));
        put(&mut member, guest);
    }
    for kind in [DocumentKind::Calendar, DocumentKind::Office] {
        put(&mut secretary, DocumentId::of_cycle(kind, &home, drokpa_core::time::Cycle(2026)));
    }
    let rows = store.log_rows(&home, 0, 10_000).unwrap();
    let kinds: std::collections::BTreeSet<_> =
        rows.iter().map(|row| row.changeset.document.kind).collect();
    assert_eq!(kinds.len(), DocumentKind::ALL.len(), "a row of every kind");
    let skip = Coverage::default();
    for (place, guest) in [
        (BRANCH, false),
        ("village-b", false),
        ("village-b", true),
        ("township-x", false),
        ("county-x", false),
    ] {
        let above = store.is_above(&branch(place), &home).unwrap();
        let reach = if guest { Reach::Guest } else { Reach::above(above) };
        for role in Role::ALL {
            for person in ["pa04", "pa05", "zz99"] {
                let reader =
                    Subject { branch: branch(place), member: person.parse().unwrap(), role };
                let query = ChangesQuery {
                    branch: &home,
                    reader: &reader,
                    serial: drokpa_core::id::Serial(0),
                    guest,
                    revoked: false,
                    cursor: Cursor::default(),
                    skip: &skip,
                    bytes_max: usize::MAX,
                };
                let Changes::Since(fetched) = store.changes(&query).unwrap() else { panic!() };
                let found: Vec<_> = fetched.changesets.iter().map(|one| &one.document).collect();
                let allowed: Vec<_> = rows
                    .iter()
                    .map(|row| &row.changeset.document)
                    .filter(|document| may_read(&reader, document, reach))
                    .collect();
                assert_eq!(found, allowed, "{place} {guest} {person} {role:?}");
                assert!(!guest || !found.is_empty());
            }
        }
    }
}

fn a_dry_run_writes_nothing(open: Open) {
    let world = World::new();
    let store = open(&world);
    let before = store.head(&branch(BRANCH)).unwrap();
    let mut members = store.members().unwrap();
    members[0].name_zh = "示例改".into();
    let dry = Change { now: NOW, keep: false };
    let changed = store.put_members(Vec::new(), members.clone(), dry).unwrap();
    assert_eq!(changed[..2], [Changed::Updated, Changed::Same]);
    assert_eq!(store.head(&branch(BRANCH)).unwrap(), before);
    assert_ne!(store.members().unwrap()[0], members[0]);
    let kept = Change { now: NOW, keep: true };
    assert_eq!(store.put_members(Vec::new(), members.clone(), kept).unwrap(), changed);
    assert_eq!(store.members().unwrap()[0], members[0]);
    assert_eq!(store.head(&branch(BRANCH)).unwrap().position, before.position + 1);
    world.verify();
}

fn words_wait_for_a_write(open: Open) {
    let world = World::new();
    let (member, _) = enrolled(&world);
    let store = open(&world);
    let serial = member.welcome.serial;
    let told = Told { at: NOW, app_version: 7, outbox: 3, waiting: 2, rejected: 1 };
    let found = |store: &dyn Store| {
        let devices = store.devices().unwrap();
        devices.into_iter().find(|one| one.certificate.serial == serial).unwrap().told
    };
    store.note_told(serial, told);
    assert_ne!(found(&*store), Some(told), "an idle sync writes nothing");
    store.flush().unwrap();
    assert_eq!(found(&*open(&world)), Some(told));
}

fn the_tree_has_no_rings(open: Open) {
    let world = World::new();
    let store = open(&world);
    assert!(store.is_above(&branch("county-x"), &branch(BRANCH)).unwrap());
    assert!(!store.is_above(&branch(BRANCH), &branch(BRANCH)).unwrap());
    assert!(!store.is_above(&branch("village-b"), &branch(BRANCH)).unwrap());
    let change = Change { now: NOW, keep: true };
    let county = store.branches().unwrap().remove(0);
    for parent in [BRANCH, "county-x", "nowhere"] {
        let wrong = Branch { parent: Some(branch(parent)), ..county.clone() };
        assert!(store.put_branches(vec![wrong], change).is_err(), "{parent}");
    }
    assert_eq!(store.branches().unwrap()[0], county);
    let epoch = store.meta().unwrap().epoch;
    assert_ne!(epoch, 0);
    let head = store.head(&branch(BRANCH)).unwrap();
    assert_ne!(
        cursor(epoch, head.position, &head.check),
        cursor(epoch + 1, head.position, &head.check),
        "a cursor belongs to one history"
    );
}
