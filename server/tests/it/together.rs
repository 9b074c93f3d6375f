//! Several writers at once: threads of one service, and handles as of other processes.

use crate::world::{BRANCH, Device, NOW, World, branch};
use drokpa_core::hub::Append;
use drokpa_core::sync::reply::Fate;
use drokpa_server::admin;
use drokpa_server::store::{Commit, Store as _, StoreError};
use proptest::prelude::*;
use std::collections::BTreeSet;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Two processes append to one branch. Whatever the interleaving, every position is given
    /// once, none is skipped, and the rolling hash is the one of that order.
    #[test]
    fn two_processes_never_skip_or_repeat_a_position(
        counts in prop::collection::vec(1_usize..12, 2..5),
    ) {
        let world = World::new();
        let service = world.service();
        let before = world.store().head(&branch(BRANCH)).unwrap().position;
        let devices: Vec<Device> = (0..counts.len())
            .map(|at| {
                let member = format!("pa{:02}", at + 4);
                Device::enrol(&world, &service, &member, at as u8 + 1).0
            })
            .collect();
        let enrolled = world.store().head(&branch(BRANCH)).unwrap().position;
        prop_assert_eq!(enrolled, before + counts.len() as u64);
        let given: Vec<Vec<u64>> = std::thread::scope(|scope| {
            let append = |(mut device, count): (Device, &usize)| {
                let (store, count) = (world.store(), *count);
                scope.spawn(move || {
                    let claims = device.claims();
                    let mut behind = None;
                    (0..count)
                        .map(|_| {
                            let opened = device.write(&claims, 1);
                            let tip = (opened.last_seq(), opened.tip());
                            let appends = vec![Append { behind, opened, quarantined: false }];
                            behind = Some(tip);
                            let commit = Commit { appends, evidence: Vec::new(), now: NOW };
                            store.commit(commit).unwrap()[0].1
                        })
                        .collect()
                })
            };
            let threads: Vec<_> = devices.into_iter().zip(&counts).map(append).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let all: BTreeSet<u64> = given.iter().flatten().copied().collect();
        let total = counts.iter().sum::<usize>() as u64;
        let expected: BTreeSet<u64> = (enrolled + 1..=enrolled + total).collect();
        prop_assert_eq!(all, expected);
        for positions in given {
            prop_assert!(positions.is_sorted());
        }
        world.verify();
    }
}

#[test]
fn one_chain_sent_twice_at_once_is_taken_once() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let claims = member.claims();
    let changesets = (0..20).map(|_| member.write(&claims, 1).pack(false)).collect();
    let request = member.request(changesets);
    let (bytes, binding) = member.seal(&request, NOW);
    let services: Vec<_> = (0..4).map(|_| world.service()).collect();
    let replies: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = services
            .iter()
            .map(|service| scope.spawn(|| service.handle(&bytes, NOW).unwrap()))
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let mut accepted = 0;
    for answer in replies {
        let reply = member.open(&binding, &answer.body);
        assert!(reply.fates.iter().all(|fate| matches!(fate, Fate::Accepted | Fate::Known)));
        accepted += reply.fates.iter().filter(|fate| **fate == Fate::Accepted).count();
    }
    assert_eq!(accepted, 20);
    world.verify();
}

#[test]
fn invites_are_made_while_phones_sync() {
    let world = World::new();
    let service = world.service();
    let (mut member, _) = Device::enrol(&world, &service, "pa04", 1);
    let claims = member.claims();
    std::thread::scope(|scope| {
        let office = scope.spawn(|| {
            for _ in 0..5 {
                admin::invite(world.data(), &admin::Invited::All, NOW).unwrap();
            }
        });
        for _ in 0..30 {
            let changeset = member.write(&claims, 1).pack(false);
            assert_eq!(member.sync(&service, vec![changeset]).fates, [Fate::Accepted]);
        }
        office.join().unwrap();
    });
    world.verify();
}

#[test]
fn one_failing_job_of_a_group_does_not_hurt_the_others() {
    let world = World::new();
    let service = world.service();
    let store = world.store();
    let devices: Vec<Device> = (0..8)
        .map(|at| Device::enrol(&world, &service, &format!("pa{:02}", at + 4), at + 1).0)
        .collect();
    let head = store.head(&branch(BRANCH)).unwrap();
    let results: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = devices
            .into_iter()
            .enumerate()
            .map(|(at, mut device)| {
                let store = &store;
                scope.spawn(move || {
                    let claims = device.claims();
                    let opened = device.write(&claims, 1);
                    // Every other one is judged against a tip that is not there.
                    let behind = (at % 2 == 1).then_some((9, opened.tip()));
                    let appends = vec![Append { behind, opened, quarantined: false }];
                    store.commit(Commit { appends, evidence: Vec::new(), now: NOW })
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for (at, result) in results.iter().enumerate() {
        match result {
            Ok(_) => assert_eq!(at % 2, 0),
            Err(error) => assert!(matches!(error, StoreError::Conflict) && at % 2 == 1),
        }
    }
    let rows = store.log_rows(&branch(BRANCH), head.position, 100).unwrap();
    assert_eq!(rows.len(), 4);
    world.verify();
}
