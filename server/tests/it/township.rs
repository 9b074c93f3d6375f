//! A reviewer of the township over a real socket: sees the branches below, decides over them, and
//! sets points to zero only together with the branch.

use crate::pocket::{Hub, Pocket, invite, organisation, verified};
use drokpa_core::phone::{ClaimName, NewClaim, NewDecision, RosterRow};
use drokpa_core::schema::value::{Reason, Verdict};
use drokpa_core::time::Cycle;
use drokpa_server::clock::Clock;

struct People {
    hub: Hub,
    data: tempfile::TempDir,
    member: Pocket,
    secretary: Pocket,
    reviewer: Pocket,
}

fn people() -> People {
    let data = tempfile::tempdir().unwrap();
    organisation(data.path());
    let hub = Hub::start(data.path());
    let clock = Clock::system();
    let enrol = |member: &str| Pocket::enrol(&hub.url, &invite(data.path(), member), &clock).0;
    let (member, secretary, reviewer) = (enrol("pa04"), enrol("pa01"), enrol("tw01"));
    People { hub, data, member, secretary, reviewer }
}

impl People {
    fn sync(&mut self) {
        for _ in 0..2 {
            for phone in [&mut self.member, &mut self.secretary, &mut self.reviewer] {
                phone.sync();
            }
        }
    }

    fn claim(&mut self) -> ClaimName {
        let day = self.member.now().day();
        let item = "volunteer".parse().unwrap();
        self.member.record(&NewClaim::Activity { item, day }, "");
        self.sync();
        self.member.phone.list()[0].claim.parse().unwrap()
    }

    /// Total, state and conflict as all three see them.
    fn agreed(&self, claim: &ClaimName) -> (i32, &'static str, Option<&'static str>) {
        let year = Cycle(self.member.now().day().date().0);
        let seen = [&self.member, &self.secretary, &self.reviewer].map(|of| {
            let rows = of.phone.member_rows(&claim.member);
            let row = rows.into_iter().find(|row| row.claim == claim.to_string()).unwrap();
            let standing = of.phone.standing(&claim.member, year).unwrap();
            (standing.total_tenths, row.decision, row.conflict)
        });
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
        seen[0]
    }
}

fn decide(by: &mut Pocket, claim: &ClaimName, verdict: Verdict) {
    let new = NewDecision {
        member: claim.member.clone(),
        key: claim.key.clone(),
        verdict,
        grant: None,
        reason: (verdict != Verdict::Approve).then_some(Reason::NotPresent),
        note: String::new(),
    };
    let batch = by.phone.decide(by.now(), &[new]).unwrap();
    by.commit(&batch);
}

#[test]
fn where_township_and_branch_differ_the_townships_word_stands_and_both_are_shown() {
    let mut people = people();
    let claim = people.claim();
    decide(&mut people.secretary, &claim, Verdict::Approve);
    people.sync();
    let (points, decision, conflict) = people.agreed(&claim);
    assert!(points > 0);
    assert_eq!((decision, conflict), ("approved", None));
    decide(&mut people.reviewer, &claim, Verdict::Reject);
    people.sync();
    assert_eq!(people.agreed(&claim), (0, "rejected", Some("township_over_branch")));
    verified(people.data.path());
}

#[test]
fn a_reviewer_has_the_rosters_of_all_branches_below() {
    let mut people = people();
    people.sync();
    let rows = people.reviewer.phone.roster();
    let branches: Vec<&str> = rows.iter().map(|row| row.branch.as_str()).collect();
    assert!(branches.is_sorted() && branches.contains(&"pasture-a"), "{branches:?}");
    assert!(branches.contains(&"village-b"), "{branches:?}");
    let named = |row: &RosterRow| !row.name_zh.is_empty() || !row.name_bo.is_empty();
    assert_eq!(rows.iter().find(|row| !named(row)), None);
    let home = people.secretary.phone.roster();
    let below = rows.iter().filter(|row| row.branch.as_str() == "pasture-a").cloned();
    assert_eq!(home, below.collect::<Vec<_>>());
}

#[test]
fn points_are_set_to_zero_by_branch_and_township_together_or_not_at_all() {
    let mut people = people();
    let claim = people.claim();
    decide(&mut people.secretary, &claim, Verdict::Approve);
    people.sync();
    let full = people.agreed(&claim).0;
    let day = people.member.now().day();
    let veto = |by: &mut Pocket, withdraw: bool| {
        let batch = by.phone.veto(by.now(), &claim.member, (day, withdraw), "见决定").unwrap();
        by.commit(&batch);
    };
    // Each side sees what the other one has said, and that it waits for its own word.
    let said = |people: &People| {
        let year = Cycle(people.member.now().day().date().0);
        let seen = [&people.member, &people.secretary, &people.reviewer]
            .map(|of| of.phone.vetoes(&claim.member, year).unwrap());
        assert_eq!(seen[0], seen[1]);
        assert_eq!(seen[0], seen[2]);
        let [rows, ..] = seen;
        assert!(rows.iter().all(|row| row.words.as_deref() == Some("见决定")));
        rows.iter().map(|row| (row.by.to_string(), row.township, row.withdrawn)).collect::<Vec<_>>()
    };
    let branch = || ("pa01".to_owned(), false, false);
    assert_eq!(said(&people), []);
    veto(&mut people.secretary, false);
    people.sync();
    assert_eq!(people.agreed(&claim).0, full, "one of the two is not enough");
    assert_eq!(said(&people), [branch()]);
    veto(&mut people.reviewer, false);
    people.sync();
    assert_eq!(people.agreed(&claim).0, 0);
    assert_eq!(said(&people), [branch(), ("tw01".to_owned(), true, false)]);
    veto(&mut people.reviewer, true);
    people.sync();
    assert_eq!(people.agreed(&claim).0, full, "each can take its word back");
    assert_eq!(said(&people), [branch(), ("tw01".to_owned(), true, true)]);
}

#[test]
fn an_objection_can_be_taken_to_the_township_and_is_answered_there() {
    let mut people = people();
    let claim = people.claim();
    decide(&mut people.secretary, &claim, Verdict::Reject);
    people.sync();
    let at = people.member.now();
    let batch = people.member.phone.object(at, &claim.key, "当天有三人在场", true).unwrap();
    people.member.commit(&batch);
    people.sync();
    let posting = |people: &People| {
        let rows = people.reviewer.phone.member_rows(&claim.member);
        rows.iter().map(|row| row.posting).collect::<Vec<_>>()
    };
    assert_eq!(posting(&people), ["objected"]);
    let batch = people.reviewer.phone.answer(at, &claim, true, "同意").unwrap();
    people.reviewer.commit(&batch);
    decide(&mut people.reviewer, &claim, Verdict::Approve);
    people.sync();
    assert_eq!(posting(&people), ["answered"]);
    assert_eq!(people.agreed(&claim).1, "approved");
    assert!(!people.hub.url.is_empty());
}
