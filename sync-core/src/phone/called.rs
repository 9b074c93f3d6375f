//! What branches are called: the hub says it in each branch's registry, which every phone of the
//! branch and every reviewer above it holds, so it is there without a network. For people alone;
//! nothing is found or decided by a name.

use super::Phone;
use crate::id::BranchId;
use crate::schema::value::Value;
use serde::Serialize;

/// A branch as the hub calls it.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct BranchRow {
    /// The branch.
    pub branch: BranchId,
    /// Chinese name; empty where the hub has said none here.
    pub name_zh: Box<str>,
    /// Tibetan name; empty where the hub has said none here.
    pub name_bo: Box<str>,
}

impl Phone {
    /// The names of a branch, Chinese and Tibetan, by the hub's last word. Both are empty where
    /// this phone has heard none, and one that is only the id again is empty too: a roster makes
    /// a branch that it names before the organisation tree does, and has nothing else to call it.
    #[must_use]
    pub fn branch_names(&self, branch: &BranchId) -> (Box<str>, Box<str>) {
        let (mut zh, mut bo) = Default::default();
        for (_, value) in self.hub_values(branch) {
            if let Value::Branch(said) = value {
                (zh, bo) = (said.name_zh, said.name_bo);
            }
        }
        for name in [&mut zh, &mut bo] {
            if **name == *branch.as_str() {
                *name = Box::default();
            }
        }
        (zh, bo)
    }

    /// The same as a row.
    #[must_use]
    pub fn branch_row(&self, branch: &BranchId) -> BranchRow {
        let (name_zh, name_bo) = self.branch_names(branch);
        BranchRow { branch: branch.clone(), name_zh, name_bo }
    }

    /// The names of every branch that this phone holds anything of, by the ids.
    #[must_use]
    pub fn branch_rows(&self) -> Vec<BranchRow> {
        self.branches().into_iter().map(|branch| self.branch_row(branch)).collect()
    }
}
