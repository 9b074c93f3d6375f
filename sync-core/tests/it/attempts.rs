//! What somebody with a changed app could try, and does not get: an approval carried over to
//! another claim, other people's words about oneself replaced.

use super::phones::{decide, later, row, village};
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::{Entry, Note, entry_id};
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::hub::{next_check, write_chain};
use drokpa_core::id::Actor;
use drokpa_core::phone::{ClaimName, NewClaim};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Claim, Mark, Value, Verdict};
use drokpa_core::time::Cycle;
use drokpa_fixtures::world::{Handset, MemoryHub, Row, branch, member};

/// Appends an entry to the log as a changed app of this phone could sign it.
fn forge(hub: &mut MemoryHub, by: &Handset, document: &DocumentId, key: &Key, value: &Value) {
    let pair = KeyPair::from_seed(&by.identity.seed);
    // A generation of its own, so that the honest chain of the same phone goes on.
    let actor = Actor { generation: 40, ..by.phone.actor() };
    let log = hub.logs.get_mut(&document.branch).unwrap();
    let replaces = log
        .iter()
        .filter(|row| row.opened.document == *document)
        .flat_map(|row| row.opened.entries.clone())
        .filter(|(_, entry)| entry.key == key.record().unwrap())
        .map(|(hash, _)| entry_id(&hash));
    let mut replaces: Vec<_> =
        if matches!(value, Value::Claim(_)) { vec![] } else { replaces.collect() };
    replaces.sort_unstable();
    let entry = Entry {
        recorded_at: later(55).minute(),
        key: key.record().unwrap(),
        value: value.record().unwrap(),
        replaces,
        note: Note::None,
    };
    let realm = hub.keys.realm();
    let opened = write_chain(&realm, &pair, actor, document, (None, vec![entry])).unwrap();
    let check = next_check(&log.last().unwrap().check, &opened);
    log.push(Row { opened, check });
}

fn document(kind: DocumentKind, of: &str) -> DocumentId {
    DocumentId::of_member(kind, &branch("pasture-a"), &member(of), Cycle(2026))
}

#[test]
fn an_approval_does_not_pass_to_a_claim_that_was_not_approved() {
    let mut village = village(0);
    let study = |minutes| NewClaim::Study {
        course: "policy-1".parse().unwrap(),
        day: later(0).day(),
        minutes,
    };
    let late = later(40);
    let (recorded, batch) = village.herder.phone.record(late, &study(30), "").unwrap();
    village.herder.commit(&batch);
    village.sync_all(2);
    let name = ClaimName { member: recorded.member, key: recorded.key };
    decide(&mut village.secretary, &name, Verdict::Approve);
    village.sync_all(2);
    assert_eq!(row(&village.secretary, &name).decision, "approved");
    // A second claim beside the approved one: larger, in a higher round, replacing nothing.
    let larger = Claim { round: 2, minutes: Some(1440), ..Claim::plain() };
    let claims = document(DocumentKind::Claims, "pa05");
    forge(&mut village.hub, &village.herder, &claims, &name.key, &Value::Claim(larger));
    village.sync_all(2);
    let shown = row(&village.secretary, &name);
    assert_eq!((shown.decision, shown.round, shown.points_tenths), ("pending", 2, 0));
    decide(&mut village.other, &name, Verdict::Reject);
    village.sync_all(2);
    assert_eq!(row(&village.herder, &name).decision, "rejected");
}

#[test]
fn nobody_replaces_what_others_said_about_them() {
    let mut village = village(1);
    let training = village.trainings[0];
    let marks = [(member("pa02"), Mark::Absent)];
    let (_, batch) = village.secretary.phone.call_roll(later(2), &training, &marks).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    let roll = document(DocumentKind::Roll, "pa02");
    let present = Value::Mark(Mark::Present);
    forge(&mut village.hub, &village.other, &roll, &Key::Attendance(training), &present);
    village.sync_all(2);
    let standing = |of: &Handset| of.phone.standing(&member("pa02"), Cycle(2026)).unwrap();
    assert_eq!(standing(&village.secretary).deduct_tenths, -30, "the mark of the other stands");
    assert_eq!(standing(&village.secretary), standing(&village.other));
    // The other secretary can still repeat what was proposed.
    let marks = [(member("pa02"), Mark::Present)];
    let (written, batch) = village.secretary.phone.call_roll(later(3), &training, &marks).unwrap();
    village.secretary.commit(&batch);
    village.sync_all(2);
    assert_eq!((written, standing(&village.other).total_tenths), (1, 20));
}
