//! Which entries can be built, in which order, on which parents. Replaced entries must be here,
//! have the same key, be buildable themselves and not too deep; otherwise that entry alone waits.
//! Entries that do not count (in quarantine, or the loser of a fork) are looked through.

use super::DEPTH_MAX;
use crate::chain::entry::EntryId;
use crate::schema::record::Record;
use std::collections::HashMap;

/// An entry as the merge sees it.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// Its name.
    pub id: EntryId,
    /// What it is about.
    pub key: &'a Record,
    /// What it says.
    pub value: &'a Record,
    /// What it takes the place of.
    pub replaces: &'a [EntryId],
    /// False for entries that are stored and relayed but do not count.
    pub counting: bool,
}

/// Why an entry is not part of the document yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// An entry that it replaces is not here: it is still on another phone.
    Missing,
    /// It replaces an entry of another key. It will wait for ever.
    OtherKey,
    /// It lies behind more than [`DEPTH_MAX`] replacements.
    TooDeep,
    /// It replaces an entry that waits.
    Behind,
}

/// The entries in an order in which each follows what it replaces.
#[derive(Debug, Default)]
pub struct Plan<'a> {
    /// Buildable entries, replaced ones first.
    pub ready: Vec<Node<'a>>,
    /// The others.
    pub waiting: Vec<(EntryId, Waiting)>,
}

/// A buildable entry.
#[derive(Debug)]
pub struct Node<'a> {
    /// The entry.
    pub input: Input<'a>,
    /// Counting entries (places in [`Plan::ready`]) that it reaches through `replaces`, passing
    /// through entries that do not count.
    pub parents: Vec<usize>,
    depth: u32,
}

/// Orders entries. Repeated ones (same id) are taken once; the order given does not matter for
/// what is ready and what waits.
#[must_use]
pub fn plan<'a>(inputs: impl IntoIterator<Item = Input<'a>>) -> Plan<'a> {
    let mut open: HashMap<EntryId, Input<'a>> = HashMap::new();
    for input in inputs {
        open.entry(input.id).or_insert(input);
    }
    let mut waiting: HashMap<EntryId, Waiting> = HashMap::new();
    let mut missing_of: HashMap<EntryId, usize> = HashMap::new();
    let mut followers: HashMap<EntryId, Vec<EntryId>> = HashMap::new();
    for input in open.values() {
        let reason = input.replaces.iter().find_map(|id| match open.get(id) {
            None => Some(Waiting::Missing),
            Some(replaced) if replaced.key != input.key => Some(Waiting::OtherKey),
            Some(_) => None,
        });
        if let Some(reason) = reason {
            waiting.insert(input.id, reason);
        } else {
            missing_of.insert(input.id, input.replaces.len());
            for id in input.replaces {
                followers.entry(*id).or_default().push(input.id);
            }
        }
    }
    let mut queue: Vec<EntryId> =
        missing_of.iter().filter(|(_, count)| **count == 0).map(|(id, _)| *id).collect();
    // The order among independent entries decides nothing, but a fixed one makes runs repeatable.
    queue.sort_unstable_by(|left, right| right.cmp(left));
    let mut ready: Vec<Node<'a>> = Vec::with_capacity(open.len());
    let mut place: HashMap<EntryId, usize> = HashMap::new();
    while let Some(id) = queue.pop() {
        let Some(input) = open.get(&id) else { continue };
        let node = node(*input, &ready, &place);
        if node.depth > DEPTH_MAX {
            waiting.insert(id, Waiting::TooDeep);
            continue;
        }
        place.insert(id, ready.len());
        ready.push(node);
        for follower in followers.get(&id).into_iter().flatten() {
            if let Some(count) = missing_of.get_mut(follower) {
                *count -= 1;
                if *count == 0 {
                    queue.push(*follower);
                }
            }
        }
    }
    let behind = open.keys().filter(|id| !place.contains_key(id));
    let mut waiting: Vec<(EntryId, Waiting)> =
        behind.map(|id| (*id, waiting.get(id).copied().unwrap_or(Waiting::Behind))).collect();
    waiting.sort_unstable_by_key(|(id, _)| *id);
    Plan { ready, waiting }
}

fn node<'a>(input: Input<'a>, ready: &[Node<'a>], place: &HashMap<EntryId, usize>) -> Node<'a> {
    let mut parents = Vec::with_capacity(input.replaces.len());
    let mut depth = 1;
    for at in input.replaces.iter().filter_map(|id| place.get(id)) {
        let Some(replaced) = ready.get(*at) else { continue };
        depth = depth.max(replaced.depth.saturating_add(1));
        if replaced.input.counting {
            parents.push(*at);
        } else {
            parents.extend_from_slice(&replaced.parents);
        }
    }
    parents.sort_unstable();
    parents.dedup();
    Node { input, parents, depth }
}
