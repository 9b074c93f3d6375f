//! Pieces of a chain as they leave a phone: persisted entries only, joined as far as the limits
//! allow, each ending at a signed head.

use super::Phone;
use super::state::{Chain, ChainId};
use crate::chain::changeset::Opened;
use crate::chain::entry::ChainScope;

/// The persisted entries from number `from` on, joined.
pub(super) fn pieces_from(chain: &Chain, from: u32) -> Vec<Opened> {
    let there = chain.segments.iter().filter(|segment| segment.last_seq() <= chain.saved);
    joined(there.filter(|segment| segment.last_seq() >= from).cloned(), from)
}

fn joined(segments: impl Iterator<Item = Opened>, from: u32) -> Vec<Opened> {
    let mut out: Vec<Opened> = Vec::new();
    for mut segment in segments {
        if segment.first_seq < from {
            segment.drop_front((from - segment.first_seq) as usize);
        }
        match out.last_mut() {
            None => out.push(segment),
            Some(last) => {
                if let Err(segment) = last.join(Box::new(segment)) {
                    out.push(*segment);
                }
            }
        }
    }
    out
}

impl Phone {
    /// The persisted entries of a chain from `from` to `to`. A chain of this phone's own ends
    /// there, because its head can be signed at any number; one of somebody else goes on to the
    /// next head whose signature was kept.
    pub(super) fn pieces(&self, id: &ChainId, (from, to): (u32, u32)) -> Vec<Opened> {
        let Some(chain) = self.chains.get(id) else { return Vec::new() };
        let there = chain.segments.iter().filter(|segment| segment.last_seq() <= chain.saved);
        let wanted = there.filter(|one| one.last_seq() >= from && one.first_seq <= to);
        joined(wanted.map(|segment| self.ended(id, segment, to)), from)
    }

    fn ended(&self, (document, actor): &ChainId, segment: &Opened, to: u32) -> Opened {
        let mut segment = segment.clone();
        if segment.last_seq() <= to || actor.serial != self.me.serial {
            return segment;
        }
        segment.entries.truncate((to - segment.first_seq + 1) as usize);
        segment.packed = None;
        let scope = ChainScope::new(&self.trust.realm, document, &self.pair.public(), *actor);
        segment.signature = scope.sign_head(&self.pair, to, &segment.tip());
        segment
    }
}
