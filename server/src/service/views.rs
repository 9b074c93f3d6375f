//! Reading replicas of branches, for the JSON reads: made from the log when somebody asks, brought
//! up to its end each time, forgotten when others need the room. What they compute is what phones
//! compute; nothing here is a truth of its own.

use super::Service;
use crate::error::HubError;
use crate::store::Store;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::phone::{ClaimRow, Observer, StandingRow};
use drokpa_core::time::{Cycle, Seconds};
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Entries that all replicas together may hold, about 300 bytes each; the one that was just asked
/// for may be larger by itself.
const ENTRIES_MAX: usize = 40_000;
/// Standings that one replica remembers until the log goes on.
const STANDINGS_MAX: usize = 4096;
/// Most looks at once. Taking a branch in for the first time takes long, and those who wait for it
/// may not keep the threads that phones sync on.
const LOOKS_MAX: usize = 8;
/// Rows that are read at once.
const ROWS: u32 = 512;

/// A branch as of a position of its log.
pub(super) struct View {
    observer: Observer,
    /// The last row that was taken in.
    pub(super) position: u64,
    standings: HashMap<(MemberId, Cycle), StandingRow>,
}

impl View {
    fn advance(&mut self, store: &dyn Store, branch: &BranchId) -> Result<(), HubError> {
        let before = self.position;
        loop {
            let rows = store.log_rows(branch, self.position, ROWS)?;
            let Some(last) = rows.last() else { break };
            self.position = last.position;
            self.observer.follow(rows.iter().map(|row| &row.changeset));
        }
        for hash in self.observer.wanted() {
            if let Some(body) = store.publication(&hash)? {
                self.observer.publication(&hash, &body)?;
                self.standings.clear();
            }
        }
        if self.position != before {
            self.standings.clear();
        }
        Ok(())
    }

    /// A member's standing; of the rules year that is now where none is given.
    pub(super) fn standing(
        &mut self,
        member: &MemberId,
        cycle: Option<Cycle>,
        now: Seconds,
    ) -> Result<StandingRow, HubError> {
        let cycle = cycle.unwrap_or_else(|| self.observer.cycle_at(member, now));
        let key = (member.clone(), cycle);
        if let Some(known) = self.standings.get(&key) {
            return Ok(known.clone());
        }
        let standing = self.observer.standing(member, cycle)?;
        if self.standings.len() >= STANDINGS_MAX {
            self.standings.clear();
        }
        self.standings.insert(key, standing.clone());
        Ok(standing)
    }

    /// What waits for a decision.
    pub(super) fn queue(&self) -> Vec<ClaimRow> {
        self.observer.queue()
    }

    /// Who belongs to the branch or once did: those on the roster in its order, then the others.
    pub(super) fn members(&self, roster: &[MemberId]) -> Vec<MemberId> {
        let mut others = self.observer.members();
        others.retain(|member| !roster.contains(member));
        roster.iter().cloned().chain(others).collect()
    }
}

struct Slot {
    branch: BranchId,
    view: Arc<Mutex<View>>,
    entries: Arc<AtomicUsize>,
}

/// The replicas, the one that was used last first.
#[derive(Default)]
pub(super) struct Views {
    slots: Mutex<Vec<Slot>>,
    looks: AtomicUsize,
}

/// One look; it is over when this is dropped.
struct Look<'a>(&'a AtomicUsize);

impl Drop for Look<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Views {
    /// Begins a look.
    fn begin(&self) -> Result<Look<'_>, Code> {
        let look = Look(&self.looks);
        let before = self.looks.fetch_add(1, Ordering::Relaxed);
        if before < LOOKS_MAX { Ok(look) } else { Err(Code::Overloaded) }
    }

    /// Finds the replica of a branch, or makes an empty one.
    fn find(
        &self,
        keys: &HubKeys,
        branch: &BranchId,
    ) -> Result<(Arc<Mutex<View>>, Arc<AtomicUsize>), HubError> {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let slot = match slots.iter().position(|slot| slot.branch == *branch) {
            Some(at) => slots.remove(at),
            None => {
                let observer = Observer::new(keys, branch)?;
                let view = View { observer, position: 0, standings: HashMap::new() };
                let view = Arc::new(Mutex::new(view));
                Slot { branch: branch.clone(), view, entries: Arc::default() }
            }
        };
        let found = (Arc::clone(&slot.view), Arc::clone(&slot.entries));
        slots.insert(0, slot);
        Ok(found)
    }

    /// Forgets those that were used longest ago, until the rest fits.
    fn shrink(&self) {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sum = 0;
        let mut kept = 0;
        for slot in slots.iter() {
            sum += slot.entries.load(Ordering::Relaxed);
            if sum > ENTRIES_MAX && kept > 0 {
                break;
            }
            kept += 1;
        }
        slots.truncate(kept);
    }
}

impl Service {
    /// Looks at a branch as its log stands now.
    ///
    /// # Errors
    /// [`Code::Overloaded`] where too many look; where the store cannot be read; or what `look`
    /// returns.
    pub(super) fn look<T>(
        &self,
        branch: &BranchId,
        look: impl FnOnce(&mut View) -> Result<T, HubError>,
    ) -> Result<T, HubError> {
        let _look = self.views.begin()?;
        let (view, entries) = self.views.find(&self.keys, branch)?;
        let mut view = view.lock().unwrap_or_else(PoisonError::into_inner);
        view.advance(&*self.store, branch)?;
        entries.store(view.observer.entries(), Ordering::Relaxed);
        let seen = look(&mut view);
        drop(view);
        self.views.shrink();
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::chain::keys::KeyPair;

    #[test]
    fn so_many_look_at_once_and_the_next_is_told_to_come_back() {
        let views = Views::default();
        let mut looks: Vec<Look<'_>> = (0..LOOKS_MAX).map(|_| views.begin().unwrap()).collect();
        assert_eq!(views.begin().map(|_| ()), Err(Code::Overloaded));
        looks.pop();
        assert!(views.begin().is_ok());
    }

    #[test]
    fn branches_that_nobody_asks_for_make_room() {
        let [root, hub] = [1, 2].map(|seed| KeyPair::from_seed(&[seed; 32]));
        let keys = HubKeys::new(&root, hub);
        let views = Views::default();
        let ask = |branch: &str, entries: usize| {
            let found = views.find(&keys, &branch.parse().unwrap()).unwrap();
            found.1.store(entries, Ordering::Relaxed);
            views.shrink();
        };
        let held = || -> Vec<String> {
            views.slots.lock().unwrap().iter().map(|slot| slot.branch.to_string()).collect()
        };
        for branch in ["a", "b", "c"] {
            ask(branch, ENTRIES_MAX / 2);
        }
        assert_eq!(held(), ["c", "b"]);
        ask("b", ENTRIES_MAX / 2);
        assert_eq!(held(), ["b", "c"], "asked for again");
        ask("huge", ENTRIES_MAX * 10);
        assert_eq!(held(), ["huge"], "one is always held");
    }
}
