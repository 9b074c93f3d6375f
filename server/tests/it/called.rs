//! What branches are called, from the operator's table to the phones of the branch and of the
//! township above, over a real socket.

use crate::pocket::{Hub, Pocket, invite, organisation, run, verified};
use drokpa_core::id::BranchId;
use drokpa_server::clock::Clock;
use std::path::Path;

const HEAD: &str = "id,parent,level,sector,name_zh,name_bo,station\n";

/// Takes a table with one row, as the operator does while the hub runs.
fn import(data: &Path, row: &str) -> String {
    let file = data.join("branches.csv");
    std::fs::write(&file, format!("{HEAD}{row}\n")).unwrap();
    run(["branches", "import", file.to_str().unwrap(), "--data", data.to_str().unwrap()])
}

fn names(of: &Pocket, branch: &BranchId) -> [String; 2] {
    let (zh, bo) = of.phone.branch_names(branch);
    [zh.into(), bo.into()]
}

#[test]
fn a_branch_that_is_called_otherwise_is_so_on_phones_and_said_once() {
    let data = tempfile::tempdir().unwrap();
    organisation(data.path());
    let hub = Hub::start(data.path());
    let clock = Clock::system();
    let enrol = |member: &str| Pocket::enrol(&hub.url, &invite(data.path(), member), &clock).0;
    let mut phones = ["pa04", "pa01", "tw01"].map(enrol);
    let branch: BranchId = "pasture-a".parse().unwrap();
    for phone in &mut phones {
        phone.sync();
        assert_eq!(names(phone, &branch), ["示例牧业村党支部", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ"]);
    }
    let before = verified(data.path())["entries"].as_u64().unwrap();
    let row = "pasture-a,township-x,branch,village,示例牧业村联合党支部,དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ་གཉིས་པ,";
    for _ in 0..2 {
        import(data.path(), row);
        assert_eq!(verified(data.path())["entries"], before + 1, "said again is not written");
    }
    for phone in &mut phones {
        phone.sync();
        assert_eq!(names(phone, &branch), ["示例牧业村联合党支部", "དཔེ་འབྲོག་ཏང་ཀྲི་པུའུ་གཉིས་པ"]);
    }
}

#[test]
fn a_branch_that_only_a_roster_named_is_called_by_its_id_until_the_tree_names_it() {
    let data = tempfile::tempdir().unwrap();
    organisation(data.path());
    let roster = data.path().join("roster.csv");
    let table = "member,branch,role,sector,name_zh,name_bo,joined_on\n\
                 nw01,new-village,secretary,village,示例书记,དཔེ་མི,2011-04-05\n";
    std::fs::write(&roster, table).unwrap();
    run(["roster", "import", roster.to_str().unwrap(), "--data", data.path().to_str().unwrap()]);
    let hub = Hub::start(data.path());
    let clock = Clock::system();
    let (mut phone, _) = Pocket::enrol(&hub.url, &invite(data.path(), "nw01"), &clock);
    phone.sync();
    let branch: BranchId = "new-village".parse().unwrap();
    assert_eq!(names(&phone, &branch), ["", ""]);
    import(data.path(), "new-village,township-x,branch,village,示例新村党支部,དཔེ་གྲོང་གསར,");
    phone.sync();
    assert_eq!(names(&phone, &branch), ["示例新村党支部", "དཔེ་གྲོང་གསར"]);
    verified(data.path());
}
