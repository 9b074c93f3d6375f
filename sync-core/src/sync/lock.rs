//! What a lock leaves of a device's chains. The hub asks when it judges, every phone asks when it
//! reads: both must come to the same answer, so it depends on the lock and the chain alone.

use super::authority::{Subject, may_write};
use crate::chain::certificate::Role;
use crate::chain::document::DocumentId;
use crate::chain::entry::EntryId;
use crate::schema::value::{Accepted, Lock};
use std::collections::BTreeMap;

/// How much of a chain counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Limit {
    /// All of it; no lock speaks about it.
    Open,
    /// Up to this entry, if the chain has it under this number. What follows is quarantined.
    UpTo(u32, EntryId),
    /// Nothing: the lock names no entry of it.
    Nothing,
}

impl Limit {
    /// The number of the last accepted entry; `None` where all are.
    #[must_use]
    pub const fn last_accepted(self) -> Option<u32> {
        match self {
            Limit::Open => None,
            Limit::UpTo(seq, _) => Some(seq),
            Limit::Nothing => Some(0),
        }
    }
}

/// The lock of a device in one branch, its parts put together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceLock {
    had: Vec<Role>,
    left: Option<Role>,
    generation: u32,
    accepted: BTreeMap<(DocumentId, u32), (u32, EntryId)>,
}

impl DeviceLock {
    /// Puts parts together, the first one first. A part that belongs to an older lock is left
    /// out. `None` without parts.
    #[must_use]
    pub fn of<'a>(parts: impl IntoIterator<Item = &'a Lock>) -> Option<DeviceLock> {
        let mut parts = parts.into_iter();
        let first = parts.next()?;
        let mut accepted = BTreeMap::new();
        for part in std::iter::once(first).chain(parts.filter(|part| part.continues(first))) {
            for one in &part.accepted {
                accepted.insert((one.document.clone(), one.generation), (one.seq, one.entry));
            }
        }
        let Lock { had, left, generation, .. } = first.clone();
        Some(DeviceLock { had, left, generation, accepted })
    }

    /// The role that is left; `None` where the device was revoked.
    #[must_use]
    pub const fn left(&self) -> Option<Role> {
        self.left
    }

    /// The roles that the device had.
    #[must_use]
    pub fn had(&self) -> &[Role] {
        &self.had
    }

    /// Up to which generation it speaks; all where the device was revoked.
    #[must_use]
    pub const fn last_generation(&self) -> u32 {
        match self.left {
            Some(_) => self.generation,
            None => u32::MAX,
        }
    }

    /// The accepted heads, in the order of documents.
    pub fn accepted(&self) -> impl Iterator<Item = Accepted> {
        self.accepted.iter().map(|((document, generation), (seq, entry))| Accepted {
            document: document.clone(),
            generation: *generation,
            seq: *seq,
            entry: *entry,
        })
    }

    /// True where the device could write the document in a role that it had: such a chain is
    /// still checked, and then limited.
    #[must_use]
    pub fn could_write(&self, writer: &Subject, document: &DocumentId, above: bool) -> bool {
        let as_role = |role: &Role| Subject { role: *role, ..writer.clone() };
        self.had.iter().any(|role| may_write(&as_role(role), document, above))
    }

    /// How much of a chain counts. Later generations than the lock speaks about count where the
    /// writer may write now; a device that has not heard of the lock may use one, too.
    #[must_use]
    pub fn limit(
        &self,
        writer: &Subject,
        document: &DocumentId,
        (generation, above): (u32, bool),
    ) -> Limit {
        let still = self
            .left
            .is_some_and(|role| may_write(&Subject { role, ..writer.clone() }, document, above));
        if still {
            return Limit::Open;
        }
        if generation > self.last_generation() {
            let now = may_write(writer, document, above);
            return if now { Limit::Open } else { Limit::Nothing };
        }
        match self.accepted.get(&(document.clone(), generation)) {
            Some((seq, entry)) => Limit::UpTo(*seq, *entry),
            None => Limit::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::document::DocumentKind;
    use crate::time::Cycle;

    fn writer(role: Role) -> Subject {
        Subject { branch: "a".parse().unwrap(), member: "m1".parse().unwrap(), role }
    }

    fn document(kind: DocumentKind, member: &str) -> DocumentId {
        DocumentId::of_member(kind, &"a".parse().unwrap(), &member.parse().unwrap(), Cycle(2026))
    }

    fn lock(left: Option<Role>) -> DeviceLock {
        let accepted = Accepted {
            document: document(DocumentKind::Roll, "m2"),
            generation: 1,
            seq: 7,
            entry: EntryId([7; 16]),
        };
        let had = vec![Role::Member, Role::Secretary];
        DeviceLock::of(&[Lock { had, left, generation: 1, accepted: vec![accepted] }]).unwrap()
    }

    #[test]
    fn a_lost_role_limits_what_it_wrote_and_nothing_else() {
        let lock = lock(Some(Role::Member));
        let me = writer(Role::Member);
        let roll = document(DocumentKind::Roll, "m2");
        assert_eq!(lock.limit(&me, &roll, (1, false)), Limit::UpTo(7, EntryId([7; 16])));
        assert_eq!(lock.limit(&me, &roll, (0, false)), Limit::Nothing);
        assert!(lock.could_write(&me, &roll, false));
        assert!(!lock.could_write(&me, &document(DocumentKind::Claims, "m2"), false));
        // Under the next generation what it writes is apart until it has the role again.
        assert_eq!(lock.limit(&me, &roll, (2, false)), Limit::Nothing);
        assert_eq!(lock.limit(&writer(Role::Secretary), &roll, (2, false)), Limit::Open);
        assert_ne!(lock.limit(&writer(Role::Secretary), &roll, (1, false)), Limit::Open);
        let own = document(DocumentKind::Claims, "m1");
        assert_eq!(lock.limit(&me, &own, (1, false)), Limit::Open);
    }

    #[test]
    fn a_revocation_limits_everything_for_ever() {
        let lock = lock(None);
        let me = writer(Role::Secretary);
        for generation in [0, 1, 2, 900] {
            let own = document(DocumentKind::Claims, "m1");
            assert_eq!(lock.limit(&me, &own, (generation, false)), Limit::Nothing);
        }
    }

    #[test]
    fn parts_of_an_older_lock_are_left_out() {
        let part = |generation, accepted| Lock {
            had: vec![Role::Secretary],
            left: Some(Role::Member),
            generation,
            accepted,
        };
        let head = |member| Accepted {
            document: document(DocumentKind::Roll, member),
            generation: 0,
            seq: 1,
            entry: EntryId([1; 16]),
        };
        let parts =
            [part(3, vec![head("m2")]), part(3, vec![head("m3")]), part(2, vec![head("m4")])];
        assert_eq!(DeviceLock::of(&parts).unwrap().accepted().count(), 2);
        assert_eq!(DeviceLock::of([]), None);
    }
}
