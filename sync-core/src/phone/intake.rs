//! Taking in changesets, from the store at opening or from the hub: the same checks for both.

use super::exchange::Received;
use super::state::{
    Chain, ChainId, Trust, previous_of, put_number, read_number, read_stored, read_stuck, space,
    stored,
};
use super::{Draft, Phone, Write};
use crate::chain::changeset::{Changeset, Context, Opened};
use crate::chain::entry::ChainScope;
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::id::{BranchId, Serial};
use crate::sync::reply::intake_order;
use crate::sync::request::Cursor;
use crate::time::Seconds;
use std::collections::BTreeMap;

/// Most changesets that are kept until they can be checked.
const PARKED_MAX: usize = 1024;

/// What a changeset turned out to be.
pub(super) enum Taken {
    /// These entries are new.
    New(Box<Opened>),
    /// Everything in it was here.
    Known,
}

impl Phone {
    /// Takes in changesets of the hub's log, and reads anew what follows from them. False where
    /// there was no room for one that may be readable later.
    pub(super) fn take_all(
        &mut self,
        draft: &mut Draft,
        received: &mut Received,
        mut down: Vec<&Changeset>,
    ) -> bool {
        down.sort_by_key(|changeset| intake_order(changeset.document.kind));
        let mut kept = true;
        for changeset in down {
            match self.take_down(draft, changeset) {
                Ok(count) => received.received += count,
                Err(code) => {
                    received.refused += 1;
                    kept &= self.park(draft, changeset, code);
                }
            }
        }
        received.received += self.unpark(draft);
        if std::mem::take(&mut self.unread) {
            self.read_directory();
        }
        kept
    }

    /// Takes in what came from the hub, which therefore has it, however it got there.
    pub(super) fn take_down(
        &mut self,
        draft: &mut Draft,
        changeset: &Changeset,
    ) -> Result<u32, Code> {
        let id: ChainId = (changeset.document.clone(), changeset.actor);
        let mut taken = self.take_in(draft, changeset);
        if taken == Err(Code::ChainForked) && id.1.serial != Serial::HUB {
            // Another copy of the writer's phone was first. Its entries are in the log and come
            // down.
            self.set_aside(draft, &id, changeset.first_seq);
            taken = self.take_in(draft, changeset);
        }
        let count = taken?;
        self.confirm(draft, &id, changeset.last_seq());
        Ok(count)
    }

    /// Takes in a changeset from anywhere; returns how many of its entries are new.
    pub(super) fn take_in(
        &mut self,
        draft: &mut Draft,
        changeset: &Changeset,
    ) -> Result<u32, Code> {
        let id: ChainId = (changeset.document.clone(), changeset.actor);
        let opened = match take(&self.trust, &self.chains, changeset)? {
            Taken::New(opened) => *opened,
            Taken::Known => return Ok(0),
        };
        self.trust.learn(&opened);
        self.keep_succession(draft)?;
        self.erasures.learn(&opened);
        self.unread |= id.0.kind.is_hubs() || !self.chains.contains_key(&id);
        draft.marked |= self.heed_the_hub();
        if id.1 == self.actor() {
            // Others have more of this phone's own writing than it has: its store was restored.
            // Another generation keeps the numbers apart.
            self.begin_next_generation(draft);
        }
        let count = opened.entries.len() as u32;
        draft.writes.push(Write::Put(space::changeset(&id, opened.first_seq), stored(&opened)));
        draft.heads.push((id.clone(), opened.last_seq()));
        self.chains.entry(id).or_default().segments.push(opened);
        Ok(count)
    }

    /// Keeps a changeset that came before its certificate or its predecessor: the cursor moves on,
    /// and the hub will not send it again. False where there is no more room for one that may be
    /// readable later.
    fn park(&mut self, draft: &mut Draft, changeset: &Changeset, code: Code) -> bool {
        if !matches!(code, Code::CertificateUnknown | Code::ChainGap) {
            return true;
        }
        if self.parked.len() >= PARKED_MAX {
            return false;
        }
        let mut value = Vec::new();
        changeset.put(&mut value, &Context::default(), None);
        let key = [&[space::PARKED][..], &Hash::plain(&value).prefix::<16>()].concat();
        draft.writes.push(Write::Put(key.clone(), value));
        self.parked.insert(key, changeset.clone());
        true
    }

    /// Tries parked changesets again, until none of them gets any further.
    fn unpark(&mut self, draft: &mut Draft) -> u32 {
        let mut received = 0;
        loop {
            let before = self.parked.len();
            for (key, changeset) in std::mem::take(&mut self.parked) {
                match self.take_down(draft, &changeset) {
                    Err(Code::CertificateUnknown | Code::ChainGap) => {
                        self.parked.insert(key, changeset);
                    }
                    taken => {
                        received += taken.unwrap_or(0);
                        draft.writes.push(Write::Delete(key));
                    }
                }
            }
            if self.parked.len() == before {
                return received;
            }
        }
    }

    pub(super) fn confirm(&mut self, draft: &mut Draft, id: &ChainId, seq: u32) {
        let Some(chain) = self.chains.get_mut(id) else { return };
        if seq > chain.confirmed {
            chain.confirmed = seq;
            draft.writes.push(put_number(space::confirmed(id), u64::from(seq)));
        }
    }
}

/// Checks a changeset against what is held and hands back what is new in it.
///
/// # Errors
/// [`Code::CertificateUnknown`], [`Code::DocumentForeign`], [`Code::ChainGap`],
/// [`Code::ChainForked`], or what opening it gives.
pub(super) fn take(
    trust: &Trust,
    chains: &BTreeMap<ChainId, Chain>,
    changeset: &Changeset,
) -> Result<Taken, Code> {
    let key = trust.writer(&changeset.document, changeset.actor)?;
    let id: ChainId = (changeset.document.clone(), changeset.actor);
    let chain = chains.get(&id);
    let held = chain.map_or(0, Chain::last_seq);
    let scope = ChainScope::new(&trust.realm, &changeset.document, &key, changeset.actor);
    let previous = previous_of(chain, &scope, changeset.first_seq).ok_or(Code::ChainGap)?;
    let opened = changeset.open(&trust.realm, &key, &previous);
    // By which of its keys the hub signed may have to be learnt first.
    let unknown = |code| match code {
        Code::SignatureWrong if changeset.actor.serial == Serial::HUB => Code::CertificateUnknown,
        code => code,
    };
    let mut opened = opened.map_err(unknown)?;
    let overlap = opened.last_seq().min(held);
    if overlap >= opened.first_seq {
        let same = chain.and_then(|chain| chain.hash_at(overlap)) == opened.hash_at(overlap);
        if !same {
            return Err(Code::ChainForked);
        }
        if opened.last_seq() <= held {
            return Ok(Taken::Known);
        }
        opened.drop_front((held - opened.first_seq + 1) as usize);
    }
    Ok(Taken::New(Box::new(opened)))
}

impl Phone {
    /// Loads the store's records; returns how many own entries it held when it was last written.
    pub(super) fn load(&mut self, records: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>) -> u32 {
        let mut held = 0;
        let mut changesets: Vec<Changeset> = Vec::new();
        let mut chain_notes: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        let mut aside: Vec<(Vec<u8>, Vec<u8>)> = Vec::new();
        for (key, value) in records {
            match key.split_first() {
                Some((b'c', _)) => match read_stored(&value) {
                    Ok(changeset) => changesets.push(changeset),
                    Err(_) => self.damaged += 1,
                },
                Some((b'h' | b'r' | b'q', _)) => chain_notes.push((key, value)),
                Some((b'f', _)) => aside.push((key, value)),
                Some((b'e', _)) => {}
                Some((b's', name)) => self.load_cursor(name, &value),
                Some((b'p', hash)) => {
                    if let Ok(hash) = hash.try_into() {
                        self.publications.insert(Hash(hash), value.into());
                    }
                }
                Some((&super::space::PARKED, _)) => match read_stored(&value) {
                    Ok(changeset) => {
                        self.parked.insert(key, changeset);
                    }
                    Err(_) => self.damaged += 1,
                },
                Some((&super::carried::SPACE, _)) => self.load_carried(key, &value),
                Some((b'm', _)) if key == super::space::HELD => {
                    held =
                        read_number(&value).and_then(|held| u32::try_from(held).ok()).unwrap_or(0);
                }
                Some((b'm', _)) if key == super::space::SUCCESSION => {
                    // Before what they signed is checked, below.
                    self.damaged += u32::from(self.trust.remember(&value).is_err());
                }
                Some((b'm', _)) => self.load_meta(&key, &value),
                _ => self.damaged += 1,
            }
        }
        // What the hub says about keys comes first; then each chain in its own order.
        changesets.sort_by(|left, right| {
            let rank = |one: &Changeset| (intake_order(one.document.kind), one.first_seq);
            rank(left).cmp(&rank(right))
        });
        for changeset in changesets {
            let id: ChainId = (changeset.document.clone(), changeset.actor);
            match take(&self.trust, &self.chains, &changeset) {
                Ok(Taken::New(opened)) => {
                    self.trust.learn(&opened);
                    self.erasures.learn(&opened);
                    let chain = self.chains.entry(id).or_default();
                    chain.saved = opened.last_seq();
                    chain.segments.push(*opened);
                }
                // A merged changeset and the pieces that it was made of may both be here after a
                // crash; the pieces are then known.
                Ok(Taken::Known) => {}
                Err(_) => self.damaged += 1,
            }
        }
        for (key, value) in aside {
            self.damaged += u32::from(!self.load_aside(key, &value));
        }
        self.load_chain_notes(&chain_notes);
        held
    }

    fn load_chain_notes(&mut self, notes: &[(Vec<u8>, Vec<u8>)]) {
        let ids: BTreeMap<Vec<u8>, ChainId> = self
            .chains
            .keys()
            .map(|id| (super::space::confirmed(id).split_off(1), id.clone()))
            .collect();
        for (key, value) in notes {
            let Some((space, name)) = key.split_first() else { continue };
            let Some(chain_id) = ids.get(name) else { continue };
            let Some(chain) = self.chains.get_mut(chain_id) else { continue };
            if *space == b'q' {
                chain.apart = read_number(value).and_then(|seq| u32::try_from(seq).ok());
                continue;
            }
            if *space == b'h' {
                if !self.cursors.contains_key(&chain_id.0.branch) {
                    // Without a cursor nothing tells whether the hub still has it.
                    continue;
                }
                let seq = read_number(value).and_then(|seq| u32::try_from(seq).ok());
                chain.confirmed = seq.unwrap_or(0).min(chain.last_seq());
            } else {
                chain.stuck = read_stuck(value);
            }
        }
    }

    fn load_cursor(&mut self, name: &[u8], value: &[u8]) {
        let branch = std::str::from_utf8(name).ok().and_then(|name| BranchId::new(name).ok());
        let position = value.get(..8).and_then(read_number);
        let check = value.get(8..).and_then(|check| check.try_into().ok());
        match (branch, position, check) {
            (Some(branch), Some(position), Some(check)) => {
                self.cursors.insert(branch, Cursor { position, check });
            }
            // Without its cursor a stream is followed from the start; nothing is lost by it.
            _ => self.damaged += 1,
        }
    }

    fn load_meta(&mut self, key: &[u8], value: &[u8]) {
        if key == super::space::MARK {
            match super::Mark::from_bytes(value) {
                Some(mark) => self.mark = mark,
                None => self.damaged += 1,
            }
            return;
        }
        let Some(number) = read_number(value) else {
            self.damaged += 1;
            return;
        };
        match key {
            super::space::OFFERING => self.offering = number == 1,
            super::space::CLOCK => self.clock_offset = number as i64,
            super::space::CONFIRMED_AT => self.confirmed_at = Some(Seconds(number)),
            // Kept by a newer version of the app.
            _ => {}
        }
    }
}
