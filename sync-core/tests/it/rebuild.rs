//! Rebuilding a document is safe, and equals the plain rule of live values: counting entries that
//! no counting entry reaches through `replaces`, where a path may pass through entries that do
//! not count.

use drokpa_core::chain::entry::EntryId;
use drokpa_core::doc::{DEPTH_MAX, Document, Input, Waiting, graph, rule};
use drokpa_core::schema::record::Record;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Clone, Debug)]
struct Sample {
    id: EntryId,
    key: Record,
    value: Record,
    replaces: Vec<EntryId>,
    counting: bool,
}

fn key(number: u64) -> Record {
    Record::new(1, vec![number, 0, 1], vec![]).unwrap()
}

fn sample(id: u32, of: u64, replaces: &[u32], counting: bool) -> Sample {
    let value = Record::new(1, vec![0, u64::from(id)], vec![]).unwrap();
    Sample {
        id: name(id),
        key: key(of),
        value,
        replaces: replaces.iter().map(|id| name(*id)).collect(),
        counting,
    }
}

fn name(id: u32) -> EntryId {
    // Names are hashes: their order has nothing to do with the order of writing.
    let mixed = u128::from(id).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    EntryId(mixed.to_be_bytes())
}

fn input(sample: &Sample) -> Input<'_> {
    Input {
        id: sample.id,
        key: &sample.key,
        value: &sample.value,
        replaces: &sample.replaces,
        counting: sample.counting,
    }
}

fn build(samples: &[Sample]) -> Document {
    let mut document = Document::build(samples.iter().map(input)).unwrap();
    // Every document that was built must be one that Automerge itself can read.
    let bytes = document.save();
    automerge::AutoCommit::load(&bytes).expect("what we save can be loaded");
    // What builds without Automerge say has to be the same.
    let ruled = rule::live(&graph::plan(samples.iter().map(input)));
    assert_eq!(
        document.keys().map(|(key, ids)| (key, ids.to_vec())).collect::<BTreeMap<_, _>>(),
        ruled.iter().map(|(key, ids)| (key, ids.clone())).collect()
    );
    document
}

type Live = BTreeMap<Record, BTreeSet<EntryId>>;

/// The rule in words, with nothing clever about it.
fn plain_rule(samples: &[Sample]) -> Live {
    let all: BTreeMap<EntryId, &Sample> = samples.iter().map(|one| (one.id, one)).collect();
    let mut depth: BTreeMap<EntryId, u32> = BTreeMap::new();
    loop {
        let before = depth.len();
        for one in all.values() {
            let depths: Option<Vec<u32>> = one
                .replaces
                .iter()
                .map(|id| {
                    all.get(id).filter(|of| of.key == one.key).and_then(|_| depth.get(id)).copied()
                })
                .collect();
            if let Some(depths) = depths {
                let deep = 1 + depths.into_iter().max().unwrap_or(0);
                if deep <= DEPTH_MAX {
                    depth.insert(one.id, deep);
                }
            }
        }
        if depth.len() == before {
            break;
        }
    }
    let built = |id: &EntryId| depth.contains_key(id);
    let mut reached: BTreeSet<EntryId> = BTreeSet::new();
    for one in all.values().filter(|one| one.counting && built(&one.id)) {
        let mut path = one.replaces.clone();
        while let Some(id) = path.pop() {
            if reached.insert(id) {
                path.extend(&all[&id].replaces);
            }
        }
    }
    let mut live = Live::new();
    for one in all.values().filter(|one| one.counting && built(&one.id)) {
        let ids = live.entry(one.key.clone()).or_default();
        if !reached.contains(&one.id) {
            ids.insert(one.id);
        }
    }
    live
}

fn live(document: &Document) -> Live {
    document.keys().map(|(key, ids)| (key.clone(), ids.iter().copied().collect())).collect()
}

#[test]
fn a_later_value_takes_the_place_of_an_earlier_one() {
    let document =
        build(&[sample(1, 0, &[], true), sample(2, 0, &[1], true), sample(3, 1, &[], true)]);
    assert_eq!(document.live(&key(0)), [name(2)]);
    assert_eq!(document.live(&key(1)), [name(3)]);
    assert_eq!(document.live(&key(9)), []);
}

#[test]
fn values_that_do_not_know_of_each_other_stand_side_by_side_until_one_replaces_both() {
    let mut samples =
        vec![sample(1, 0, &[], true), sample(2, 0, &[1], true), sample(3, 0, &[1], true)];
    assert_eq!(build(&samples).live(&key(0)).len(), 2);
    samples.push(sample(4, 0, &[2, 3], true));
    assert_eq!(build(&samples).live(&key(0)), [name(4)]);
}

#[test]
fn an_entry_that_does_not_count_is_looked_through() {
    let samples = [sample(1, 0, &[], true), sample(2, 0, &[1], false), sample(3, 0, &[2], true)];
    assert_eq!(build(&samples).live(&key(0)), [name(3)]);
    assert_eq!(build(&samples[..2]).live(&key(0)), [name(1)]);
}

#[test]
fn entries_that_cannot_be_built_wait_alone() {
    let samples = [
        sample(1, 0, &[], true),
        sample(2, 0, &[99], true),
        sample(3, 1, &[1], true),
        sample(4, 0, &[2], true),
        sample(5, 0, &[5], true),
        sample(6, 0, &[1, 99], true),
    ];
    let document = build(&samples);
    assert_eq!(live(&document), Live::from([(key(0), BTreeSet::from([name(1)]))]));
    let why: BTreeMap<EntryId, Waiting> = document.waiting().iter().copied().collect();
    assert_eq!(why[&name(2)], Waiting::Missing);
    assert_eq!(why[&name(3)], Waiting::OtherKey);
    assert_eq!(why[&name(4)], Waiting::Behind);
    assert_eq!(why[&name(5)], Waiting::Behind, "an entry cannot replace itself");
    assert_eq!(why[&name(6)], Waiting::Missing);
}

#[test]
fn replacements_deeper_than_the_limit_wait_and_the_limit_itself_counts() {
    let mut samples = vec![sample(0, 0, &[], true)];
    samples.extend((1..DEPTH_MAX + 2).map(|id| sample(id, 0, &[id - 1], true)));
    let document = build(&samples);
    assert_eq!(document.live(&key(0)), [name(DEPTH_MAX - 1)]);
    let mut why: Vec<Waiting> = document.waiting().iter().map(|(_, why)| *why).collect();
    why.sort_unstable_by_key(|why| *why as u8);
    assert_eq!(why, [Waiting::TooDeep, Waiting::Behind]);
}

#[test]
fn newer_kinds_of_keys_and_values_merge_like_any_other() {
    let newer = Record::new(240, vec![7], vec![]).unwrap();
    let one = Sample { key: newer.clone(), ..sample(1, 0, &[], true) };
    let two = Sample { key: newer.clone(), value: newer.clone(), ..sample(2, 0, &[1], true) };
    assert_eq!(build(&[two, one]).live(&newer), [name(2)]);
}

#[test]
fn the_measured_killers_of_raw_changes_are_harmless_as_entries() {
    // Sequence numbers, dependencies, predecessors and operation counters that raw Automerge
    // changes let a stranger choose are all derived here. What is left to choose is the graph:
    // every graph of three entries, with every key, every kind of counting.
    for graph in 0..4096_u32 {
        let bit = |at: u32| graph >> at & 1 == 1;
        let of = |at: u32| u64::from(bit(at));
        let list = |from: u32, own: u32| -> Vec<u32> {
            (0..3).filter(|id| bit(from + id)).map(|id| if id == own { 77 } else { id }).collect()
        };
        let samples = [
            sample(0, 0, &[], bit(0)),
            sample(1, of(1), &list(2, 1), bit(5)),
            sample(2, of(6), &list(7, 2), bit(10)),
            sample(2, of(6), &list(7, 2), bit(10)),
        ];
        assert_eq!(live(&build(&samples)), plain_rule(&samples), "graph {graph}");
    }
}

fn histories() -> impl Strategy<Value = (Vec<Sample>, Vec<usize>)> {
    let entry = (
        0_u64..3,
        prop::collection::vec(0_u32..40, 0..4),
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.9),
    );
    prop::collection::vec(entry, 1..40).prop_flat_map(|entries| {
        let samples: Vec<Sample> = (0_u32..)
            .zip(entries)
            .map(|(id, (of, picks, counting, honest))| {
                let mut replaces: Vec<u32> = picks;
                if honest {
                    // Honest writers replace earlier entries of the key; others anything.
                    replaces.retain(|pick| *pick < id);
                }
                replaces.sort_unstable();
                replaces.dedup();
                let of = if honest && !replaces.is_empty() { 0 } else { of };
                sample(id, of, &replaces, counting)
            })
            .collect();
        let count = samples.len();
        (Just(samples), prop::collection::vec(0..count, 0..2 * count))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_order_duplication_and_loss_give_the_plain_rule((samples, delivery) in histories()) {
        let all = live(&build(&samples));
        prop_assert_eq!(&all, &plain_rule(&samples));
        let reversed: Vec<Sample> = samples.iter().rev().cloned().collect();
        prop_assert_eq!(&live(&build(&reversed)), &all);
        let delivered: Vec<Sample> = delivery.iter().map(|at| samples[*at].clone()).collect();
        prop_assert_eq!(live(&build(&delivered)), plain_rule(&delivered));
        let doubled: Vec<Sample> = delivered.iter().chain(&samples).cloned().collect();
        prop_assert_eq!(&live(&build(&doubled)), &all);
    }
}
