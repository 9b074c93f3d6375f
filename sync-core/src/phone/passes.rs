//! Passes: a floating member who learns at another branch for a while may read what is planned
//! there. The hub says it in the member's own document, its calendar comes down like a branch of
//! one's own, and a training of the host can be recorded from the list. Of people there a guest
//! sees nothing, and what a guest's phone holds of a host is never offered to the hub again: the
//! host's own phones do that.

use super::state::space;
use super::{Draft, Phone, Write};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::id::BranchId;
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::sync::authority::Reach;
use crate::time::{Cycle, Day};
use serde::Serialize;
use std::collections::BTreeMap;

/// A pass as the hub said it last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PassRow {
    /// The host branch.
    pub host: BranchId,
    /// The first day.
    pub from: Day,
    /// The last day; none for a pass that is open.
    pub until: Option<Day>,
}

impl PassRow {
    /// True where the day belongs to it. One that ends before it begins was taken back.
    #[must_use]
    pub fn holds(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }
}

impl Phone {
    /// The passes of the phone's member that were not taken back, also those that are over.
    #[must_use]
    pub fn passes(&self) -> Vec<PassRow> {
        self.directory.passes().values().cloned().collect()
    }

    /// What the hub said about passes in the member's own document of the home branch, its last
    /// word on each host, without those that it took back.
    pub(super) fn passes_said(&self) -> BTreeMap<BranchId, PassRow> {
        let own = DocumentId::of_member(
            DocumentKind::Membership,
            &self.me.branch,
            &self.me.member,
            Cycle(0),
        );
        let entries = self.chains_of(&own).flat_map(|(_, chain)| chain.entries());
        let passes = entries.filter_map(|(_, _, entry)| {
            match (Key::read(&entry.key), Value::read(&entry.value)) {
                (Ok(Some(Key::Pass(host))), Ok(Some(Value::Pass { from, until }))) => {
                    Some((host.clone(), PassRow { host, from, until }))
                }
                _ => None,
            }
        });
        let mut passes: BTreeMap<BranchId, PassRow> = passes.collect();
        passes.retain(|_, pass| pass.until.is_none_or(|until| pass.from <= until));
        passes
    }

    /// How this phone stands to a branch that is not its own.
    pub(super) fn reach(&self, branch: &BranchId) -> Reach {
        if *branch == self.me.branch {
            Reach::Apart
        } else if self.is_reviewers() {
            Reach::Above
        } else if self.is_guest_of(branch) {
            Reach::Guest
        } else {
            Reach::Apart
        }
    }

    /// True where the member has, or had, a pass of this branch. It does not ask for the day: what
    /// came down while it held stays readable, and the hub decides what still comes down.
    pub(super) fn is_guest_of(&self, branch: &BranchId) -> bool {
        *branch != self.me.branch && self.directory.passes().contains_key(branch)
    }

    /// True for what this phone hands to a hub that lacks it.
    pub(super) fn offers(&self, document: &DocumentId) -> bool {
        document.member.is_some() || self.is_reviewers() || !self.is_guest_of(&document.branch)
    }

    /// Stops following hosts whose passes are over. A new pass begins from the start.
    pub(super) fn leave_hosts(&mut self, draft: &mut Draft, today: Day) {
        let over = |pass: &PassRow| pass.until.is_some_and(|until| until < today);
        let left: Vec<BranchId> =
            self.passes().into_iter().filter(over).map(|pass| pass.host).collect();
        for host in left.into_iter().filter(|host| *host != self.me.branch) {
            if !self.is_reviewers() && self.cursors.remove(&host).is_some() {
                draft.writes.push(Write::Delete(space::cursor(&host)));
            }
            self.empty.remove(&host);
        }
    }
}
