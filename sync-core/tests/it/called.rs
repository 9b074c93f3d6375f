//! What branches are called, on phones: the hub's last word, also without a network, and nothing
//! where the hub has said none.

use super::phones::DAY;
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::id::BranchId;
use drokpa_core::phone::BranchRow;
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{BranchValue, Value};
use drokpa_core::time::Seconds;
use drokpa_fixtures::world::{Handset, MemoryHub, START, branch, member};

const NOW: Seconds = Seconds(START.0 + DAY);

fn call(hub: &mut MemoryHub, of: &BranchId, (zh, bo): (&str, &str)) {
    let value = Value::Branch(BranchValue {
        parent: Some(branch("township-x")),
        level: "branch".into(),
        sector: "village".into(),
        name_zh: zh.into(),
        name_bo: bo.into(),
        station: false,
    });
    hub.say(&DocumentId::of_branch(DocumentKind::Registry, of), &Key::Branch, &value);
}

fn names(of: &Handset, branch: &BranchId) -> (String, String) {
    let (zh, bo) = of.phone.branch_names(branch);
    (zh.into(), bo.into())
}

fn row(id: &str, (zh, bo): (&str, &str)) -> BranchRow {
    BranchRow { branch: branch(id), name_zh: zh.into(), name_bo: bo.into() }
}

#[test]
fn everybody_of_a_branch_and_the_reviewer_above_know_what_it_is_called_now() {
    let (a, b, township) = (branch("pasture-a"), branch("village-b"), branch("township-x"));
    let mut hub = MemoryHub::new();
    call(&mut hub, &a, ("示例牧业村党支部", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ"));
    call(&mut hub, &b, ("village-b", "village-b"));
    let mut enrol = |branch: &BranchId, id: &str, role| {
        let mut handset = Handset::enrol(&mut hub, branch, &member(id), role, NOW);
        handset.sync(&mut hub, NOW);
        handset
    };
    let mut herder = enrol(&a, "pa05", Role::Member);
    let mut secretary = enrol(&a, "pa01", Role::Secretary);
    let elsewhere = enrol(&b, "vb05", Role::Member);
    let mut reviewer = enrol(&township, "tw01", Role::TownshipReviewer);
    let first = ("示例牧业村党支部".to_owned(), "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ".to_owned());
    for phone in [&mut herder, &mut secretary, &mut reviewer] {
        assert_eq!(names(phone, &a), first);
        phone.restart();
        assert_eq!(names(phone, &a), first, "by what rests alone");
    }
    let nothing = (String::new(), String::new());
    assert_eq!(names(&elsewhere, &a), nothing, "another branch's is none of theirs");
    assert_eq!(names(&elsewhere, &b), nothing, "the id again is no name");

    call(&mut hub, &a, ("示例牧业村第二党支部", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ་གཉིས་པ"));
    call(&mut hub, &b, ("village-b", "དཔེ་གྲོང་ཏང་ཀྲི་པུའུ"));
    let now = Seconds(NOW.0 + DAY);
    for phone in [&mut herder, &mut secretary, &mut reviewer] {
        assert_eq!(names(phone, &a), first, "not before it has come");
        phone.sync(&mut hub, now);
        let (zh, bo) = names(phone, &a);
        assert_eq!((&*zh, &*bo), ("示例牧业村第二党支部", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ་གཉིས་པ"));
    }
    assert_eq!(
        reviewer.phone.branch_rows(),
        [
            row("pasture-a", ("示例牧业村第二党支部", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ་གཉིས་པ")),
            row("township-x", ("", "")),
            row("village-b", ("", "དཔེ་གྲོང་ཏང་ཀྲི་པུའུ")),
        ]
    );
}

#[test]
fn where_a_hub_says_no_names_none_are_known() {
    let mut hub = MemoryHub::new();
    let own = branch("pasture-a");
    let mut herder = Handset::enrol(&mut hub, &own, &member("pa05"), Role::Member, NOW);
    herder.sync(&mut hub, NOW);
    assert!(herder.phone.is_welcomed());
    assert_eq!(herder.phone.branch_rows(), [row("pasture-a", ("", ""))]);
}
