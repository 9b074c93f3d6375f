//! Erasure on a phone: the free texts about a member who asked for it, and those of years that are
//! over, are dropped from what rests here. Facts stay, chains and signatures still verify.

use super::state::{space, stored};
use super::{Draft, Phone, Write};
use crate::chain::changeset::Opened;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::Entry;
use crate::id::MemberId;
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::time::Cycle;
use std::collections::BTreeSet;

/// What the hub asks every replica to drop.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erasures {
    members: BTreeSet<MemberId>,
    kept_from: Cycle,
}

impl Erasures {
    /// Takes up what entries of the hub say. True where there is something new to drop.
    pub fn learn(&mut self, opened: &Opened) -> bool {
        if !opened.document.kind.is_hubs() {
            return false;
        }
        let before = self.clone();
        for (_, entry) in opened.named() {
            match (Key::read(&entry.key), Value::read(&entry.value)) {
                (Ok(Some(Key::Erasure(member))), Ok(Some(Value::Erasure))) => {
                    self.members.insert(member);
                }
                (Ok(Some(Key::Retention)), Ok(Some(Value::Retention { kept_from }))) => {
                    self.kept_from = self.kept_from.max(kept_from);
                }
                _ => {}
            }
        }
        *self != before
    }

    /// True where nothing was ever asked for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.kept_from == Cycle::default()
    }

    /// True where the text of an entry of this document is to be dropped.
    #[must_use]
    pub fn covers(&self, document: &DocumentId, entry: &Entry) -> bool {
        let over = document.kind.has_cycle() && document.cycle < self.kept_from;
        let about = document.member.as_ref().is_some_and(|member| self.members.contains(member));
        let named = || match Key::read(&entry.key) {
            Ok(Some(Key::Name(member))) => self.members.contains(&member),
            _ => false,
        };
        over || about || document.kind == DocumentKind::Roster && named()
    }
}

impl Phone {
    /// Drops the texts that are to be dropped from everything that rests here.
    pub(super) fn erase_texts(&mut self, draft: &mut Draft) {
        if self.erasures.is_empty() {
            return;
        }
        for (id, chain) in &mut self.chains {
            for segment in &mut chain.segments {
                if segment.erase_notes(|entry| self.erasures.covers(&id.0, entry)) {
                    let key = space::changeset(id, segment.first_seq);
                    draft.writes.push(Write::Put(key, stored(segment)));
                }
            }
        }
    }
}
