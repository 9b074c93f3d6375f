//! What a phone has to say to the hub: one request with everything that the hub may lack, whoever
//! wrote it. Used by the exchange, by a first contact, and by letters; it changes nothing.

use super::Phone;
use super::pieces::pieces_from;
use super::state::{Chain, ChainId};
use crate::chain::changeset::{Changeset, Opened};
use crate::id::BranchId;
use crate::sync::request::{CHANGESETS_MAX, Request, StreamUp, UPLOAD_BYTES_MAX};
use std::collections::{BTreeMap, BTreeSet};

/// A request in the making.
pub(super) struct Upload {
    pub(super) request: Request,
    /// The chains in it with the last number of each, in the order of their fates.
    pub(super) sent: Vec<(ChainId, u32)>,
    pub(super) entries: u32,
    pub(super) held_back: bool,
}

impl Phone {
    /// What this phone has to say now. A `fresh` one was never at a hub, so that nothing of it
    /// can be there and nothing is held back.
    pub(super) fn upload(&self, fresh: bool) -> Upload {
        let mut room = UPLOAD_BYTES_MAX;
        let mut sent: Vec<(ChainId, u32)> = Vec::new();
        let mut entries = 0;
        let mut held_back = false;
        let mut streams: BTreeMap<BranchId, Vec<Changeset>> = BTreeMap::new();
        streams.insert(self.me.branch.clone(), Vec::new());
        for branch in self.cursors.keys() {
            streams.entry(branch.clone()).or_default();
        }
        // A hub that lost its last days has to hear its own words first: who may write, and who no
        // longer, is judged by them.
        let own_words = |(id, chain): (&ChainId, &Chain)| {
            let open = id.0.kind.is_hubs() && chain.waiting.is_none() && self.offers(&id.0);
            (open && !unconfirmed(chain).is_empty()).then(|| id.0.branch.clone())
        };
        let to_hear: BTreeSet<BranchId> = self.chains.iter().filter_map(own_words).collect();
        for (id, chain) in self.chains.iter().filter(|(id, _)| self.offers(&id.0)) {
            let open = unconfirmed(chain);
            let later = to_hear.contains(&id.0.branch) && !id.0.kind.is_hubs();
            let unknown = !fresh && !self.followed(&id.0.branch);
            if !open.is_empty() && (later || unknown) {
                streams.entry(id.0.branch.clone()).or_default();
                held_back = true;
                continue;
            }
            for opened in open {
                let changeset = opened.pack(false);
                // Columns, signature, and at most a hundred bytes of names and numbers.
                let size = changeset.columns.len() + 164;
                if size > room || sent.len() >= CHANGESETS_MAX {
                    room = 0;
                    break;
                }
                room -= size;
                entries += opened.entries.len() as u32;
                sent.push((id.clone(), opened.last_seq()));
                streams.entry(id.0.branch.clone()).or_default().push(changeset);
            }
        }
        // Fates come in the order of the streams, so what was sent is kept in that order too.
        sent.sort_by(|(left, _), (right, _)| left.0.branch.cmp(&right.0.branch));
        let outbox = self.outbox();
        let request = Request {
            app_version: 1,
            generation: self.mark.generation,
            outbox: outbox.entries,
            waiting: outbox.waiting,
            rejected: outbox.rejected,
            streams: streams
                .into_iter()
                .map(|(branch, changesets)| StreamUp {
                    cursor: self.cursors.get(&branch).copied().unwrap_or_default(),
                    branch,
                    changesets,
                })
                .collect(),
        };
        Upload { request, sent, entries, held_back }
    }

    /// True where a stream was followed from its start, so that what is confirmed of it is what
    /// this hub has. Entries that are offered before would come up for nothing.
    pub(super) fn followed(&self, branch: &BranchId) -> bool {
        self.cursors.contains_key(branch) || self.empty.contains(branch)
    }
}

/// Persisted entries that the hub does not have, joined as far as the limits allow.
pub(super) fn unconfirmed(chain: &Chain) -> Vec<Opened> {
    match chain.stuck {
        Some(_) => Vec::new(),
        None => pieces_from(chain, chain.confirmed + 1),
    }
}
