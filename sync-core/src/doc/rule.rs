//! The plain rule of live values: an entry stands until another one replaces it. Called by
//! `merge.rs` where Automerge is left out, and by the tests, which hold Automerge to it. It must
//! never decide anything that Automerge would decide otherwise.

use super::graph::Plan;
use crate::chain::entry::EntryId;
use crate::schema::record::Record;
use std::collections::BTreeMap;

/// The live values of each key, as names of entries in ascending order.
#[must_use]
pub fn live(plan: &Plan<'_>) -> BTreeMap<Record, Vec<EntryId>> {
    let mut replaced = vec![false; plan.ready.len()];
    let counting = || plan.ready.iter().filter(|node| node.input.counting);
    for parent in counting().flat_map(|node| &node.parents) {
        if let Some(replaced) = replaced.get_mut(*parent) {
            *replaced = true;
        }
    }
    let mut live: BTreeMap<Record, Vec<EntryId>> = BTreeMap::new();
    for (node, replaced) in plan.ready.iter().zip(replaced) {
        if node.input.counting {
            let ids = live.entry(node.input.key.clone()).or_default();
            if !replaced {
                ids.push(node.input.id);
            }
        }
    }
    live.values_mut().for_each(|ids| ids.sort_unstable());
    live
}
