//! The mapping to Automerge. Each counting entry is one change by an actor of its own: the actor
//! is the entry's name, seq 1, one put at the root, dependencies and predecessors are exactly the
//! entries it replaces. Automerge then says which values of a key stand side by side. Called by
//! `merge.rs` alone.

use super::graph::{Input, Plan};
use crate::chain::entry::EntryId;
use crate::code::Code;
use crate::schema::key::Key;
use crate::schema::record::Record;
use crate::wire::bytes::hex;
use automerge::legacy::{Key as MapKey, ObjectId, Op, OpId, OpType};
use automerge::{
    ActorId, AutoCommit, Change, ChangeHash, ExpandedChange, ObjId, ROOT, ReadDoc as _, ScalarValue,
};
use std::collections::BTreeMap;
use std::num::NonZeroU64;

/// Builds the document of a plan, and asks it for the live values of each key.
///
/// # Errors
/// [`Code::Internal`] if Automerge refuses a change that the plan allowed.
pub(super) fn build(plan: &Plan<'_>) -> Result<(AutoCommit, BTreeMap<Record, Vec<EntryId>>), Code> {
    let ready = &plan.ready;
    let mut automerge = AutoCommit::new();
    let mut built: Vec<Option<(ChangeHash, u64)>> = Vec::with_capacity(ready.len());
    let mut changes = Vec::with_capacity(ready.len());
    let mut live: BTreeMap<Record, Vec<EntryId>> = BTreeMap::new();
    for node in ready {
        if !node.input.counting {
            built.push(None);
            continue;
        }
        let parents: Vec<(ChangeHash, OpId)> = node
            .parents
            .iter()
            .filter_map(|at| {
                let (hash, counter) = (*built.get(*at)?)?;
                let id = ready.get(*at)?.input.id;
                Some((hash, OpId(counter, ActorId::from(id.0))))
            })
            .collect();
        let (change, counter) = change(&node.input, &parents);
        built.push(Some((change.hash(), counter)));
        changes.push(change);
        live.entry(node.input.key.clone()).or_default();
    }
    automerge.apply_changes(changes).map_err(|_| Code::Internal)?;
    for (key, ids) in &mut live {
        *ids = live_values(&automerge, key)?;
    }
    Ok((automerge, live))
}

/// The name of a key inside the Automerge document: readable where this version knows it.
fn map_key(key: &Record) -> String {
    match Key::read(key) {
        Ok(Some(key)) => key.to_string(),
        Ok(None) | Err(_) => format!("raw:{}", hex(&key.to_bytes())),
    }
}

fn change(input: &Input<'_>, parents: &[(ChangeHash, OpId)]) -> (Change, u64) {
    let counter = 1 + parents.iter().map(|(_, op)| op.counter()).max().unwrap_or(0);
    let expanded = ExpandedChange {
        operations: vec![Op {
            action: OpType::Put(ScalarValue::Bytes(input.value.to_bytes())),
            obj: ObjectId::Root,
            key: MapKey::Map(map_key(input.key).into()),
            pred: parents.iter().map(|(_, op)| op.clone()).collect(),
            insert: false,
        }],
        actor_id: ActorId::from(input.id.0),
        hash: None,
        seq: 1,
        start_op: NonZeroU64::new(counter).unwrap_or(NonZeroU64::MIN),
        time: 0,
        message: None,
        deps: parents.iter().map(|(hash, _)| *hash).collect(),
        extra_bytes: Vec::new(),
        author: None,
    };
    (Change::from(expanded), counter)
}

fn live_values(automerge: &AutoCommit, key: &Record) -> Result<Vec<EntryId>, Code> {
    let values = automerge.get_all(ROOT, map_key(key)).map_err(|_| Code::Internal)?;
    let mut ids = values
        .into_iter()
        .map(|(_, id)| match id {
            ObjId::Id(_, actor, _) => actor.to_bytes().try_into().map(EntryId).ok(),
            ObjId::Root => None,
        })
        .collect::<Option<Vec<EntryId>>>()
        .ok_or(Code::Internal)?;
    ids.sort_unstable();
    Ok(ids)
}
