//! The phone's half of a sync: one request with everything the hub may lack, one reply. Lost
//! replies and repeated requests do no harm.

use super::state::{Chain, ChainId, Stuck, put_number, space, stored, stuck_bytes};
use super::upload::{Upload, unconfirmed};
use super::{Batch, Draft, Phone, Write};
use crate::chain::changeset::Opened;
use crate::chain::document::DocumentKind;
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::schema::key::Key;
use crate::schema::value::{CertificateValue, Value};
use crate::sync::authority::{Reach, may_read};
use crate::sync::envelope::{
    Binding, KIND_CLOCK, KIND_REPLY, open_reply, seal_request, seal_return,
};
use crate::sync::reply::{Fate, Reply, StreamDown};
use crate::time::Seconds;
use std::collections::BTreeSet;

/// A request on its way: what its reply will answer.
#[derive(Debug)]
pub(super) struct Flight {
    pub(super) binding: Binding,
    pub(super) sent: Vec<(ChainId, u32)>,
    /// True where entries wait until their stream was followed from its start.
    pub(super) held_back: bool,
}

/// A request's body, to be posted to the hub.
#[derive(Debug)]
pub struct Outgoing {
    /// The bytes.
    pub body: Vec<u8>,
    /// Entries in it.
    pub entries: u32,
}

/// What a reply brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Received {
    /// Changesets that the hub took.
    pub accepted: u32,
    /// Changesets that the hub had.
    pub known: u32,
    /// Changesets that the hub cannot take yet.
    pub waiting: u32,
    /// Changesets that the hub refused.
    pub rejected: u32,
    /// Changesets that the hub keeps apart.
    pub quarantined: u32,
    /// Changesets that another copy of this phone had written over; what was in them is recorded
    /// again.
    pub forked: u32,
    /// Entries that came down and were new.
    pub received: u32,
    /// Changesets that came down and did not check out.
    pub refused: u32,
    /// True where another request should follow at once.
    pub more: bool,
    /// True where only the clock was set right: repeat the request.
    pub repeat: bool,
}

impl Received {
    /// Adds the counts of a later reply.
    pub fn add(&mut self, other: &Received) {
        self.accepted += other.accepted;
        self.known += other.known;
        self.waiting += other.waiting;
        self.rejected += other.rejected;
        self.quarantined += other.quarantined;
        self.forked += other.forked;
        self.received += other.received;
        self.refused += other.refused;
        self.more = other.more;
        self.repeat = other.repeat;
    }
}

impl Phone {
    /// Makes a request. `now` is the device's clock, however wrong: the hub's time as last told
    /// is added to it. Only persisted entries go in.
    ///
    /// # Errors
    /// [`Code::StoreFailed`] after a failed batch.
    pub fn request(&mut self, now: Seconds) -> Result<Outgoing, Code> {
        let (payload, mut flight, entries) = self.gather()?;
        let hub_now = self.hub_time(now);
        let (body, binding) = seal_request(&self.mac_key, self.me.serial, hub_now, &payload);
        flight.binding = binding;
        self.flight = Some(flight);
        Ok(Outgoing { body, entries })
    }

    /// Makes the same request for a hub that answered [`Code::DeviceUnknown`]: it was restored
    /// from a backup that is older than this device, and is shown the certificate that it issued.
    ///
    /// # Errors
    /// [`Code::StoreFailed`]; [`Code::CertificateUnknown`] where this phone has lost it too.
    pub fn return_request(&mut self) -> Result<Outgoing, Code> {
        let said = self.branches().into_iter().flat_map(|branch| self.hub_values(branch));
        let own = said.filter_map(|(key, value)| match value {
            Value::Certificate(value) if key == Key::Certificate(self.me.serial) => Some(value),
            _ => None,
        });
        // Of several the one that holds now: an older one may name another role.
        let holds = |one: &CertificateValue| one.role == self.me.role as u8;
        let certificate = own.filter(holds).last().ok_or(Code::CertificateUnknown)?;
        let (payload, mut flight, entries) = self.gather()?;
        let (body, binding) = seal_return(&self.pair, (self.me.serial, certificate), &payload)?;
        flight.binding = binding;
        self.flight = Some(flight);
        Ok(Outgoing { body, entries })
    }

    /// The payload of a request with everything that the hub may lack, and what its reply will
    /// answer.
    fn gather(&self) -> Result<(Vec<u8>, Flight, u32), Code> {
        self.ready()?;
        let Upload { request, sent, entries, held_back } = self.upload(false);
        let payload = request.to_bytes(Some(&self.me.sender(self.mark.generation)));
        Ok((payload, Flight { binding: Binding::default(), sent, held_back }, entries))
    }

    /// Takes in the reply to the last request.
    ///
    /// # Errors
    /// [`Code::StoreFailed`], [`Code::StateWrong`] without a request, [`Code::ReplyMalformed`],
    /// [`Code::ReplyUnauthentic`]. Nothing changes then; the request may be repeated.
    pub fn reply(&mut self, now: Seconds, body: &[u8]) -> Result<(Received, Batch), Code> {
        self.ready()?;
        let flight = self.flight.as_ref().ok_or(Code::StateWrong)?;
        let (kind, payload) = open_reply(&self.mac_key, &flight.binding, body)?;
        match kind {
            KIND_CLOCK => {
                let time = payload.try_into().map(u64::from_be_bytes);
                let time = time.map_err(|_| Code::ReplyMalformed)?;
                let mut draft = Draft::default();
                self.learn_clock(&mut draft, now, Seconds(time));
                let received = Received { repeat: true, ..Received::default() };
                Ok((received, self.batch(draft)))
            }
            KIND_REPLY => {
                let sender = self.me.sender(self.mark.generation);
                let reply = Reply::read(payload, &sender)?;
                if reply.fates.len() != flight.sent.len() {
                    return Err(Code::ReplyMalformed);
                }
                self.take_reply(now, &reply)
            }
            _ => Err(Code::ReplyMalformed),
        }
    }

    pub(super) fn take_reply(
        &mut self,
        now: Seconds,
        reply: &Reply,
    ) -> Result<(Received, Batch), Code> {
        let mut draft = Draft::default();
        let received = self.take_reply_in(&mut draft, now, reply)?;
        Ok((received, self.batch(draft)))
    }

    pub(super) fn take_reply_in(
        &mut self,
        draft: &mut Draft,
        now: Seconds,
        reply: &Reply,
    ) -> Result<Received, Code> {
        let mut received = Received { more: reply.more, ..Received::default() };
        let flight = self.flight.take();
        let held_back = flight.as_ref().is_some_and(|flight| flight.held_back);
        let sent = flight.map(|flight| flight.sent).unwrap_or_default();
        let mut touched: BTreeSet<ChainId> = BTreeSet::new();
        for ((id, seq), fate) in sent.into_iter().zip(&reply.fates) {
            self.take_fate(draft, &mut received, (&id, seq), *fate);
            touched.insert(id);
        }
        for id in &touched {
            self.compact(draft, id);
        }
        let down = reply.streams.iter().flat_map(|stream| &stream.changesets).collect();
        let kept = self.take_all(draft, &mut received, down);
        let freed = self.retry_carried(draft);
        received.received += freed;
        if std::mem::take(&mut self.unread) {
            self.read_directory();
        }
        // What could neither be checked nor kept has to come again.
        for stream in reply.streams.iter().filter(|_| kept) {
            received.more |= self.take_cursor(draft, stream);
        }
        received.more &= kept;
        self.leave_hosts(draft, reply.time.day());
        let mut again = false;
        if !received.more {
            again = self.record_again(draft)?;
            self.shed(draft);
        }
        if received.received > 0 {
            self.erase_texts(draft);
        }
        self.learn_clock(draft, now, reply.time);
        if !received.more && self.outbox().entries == 0 {
            self.confirmed_at = Some(reply.time);
            draft.writes.push(put_number(space::CONFIRMED_AT.to_vec(), reply.time.0));
        }
        // What did not fit into one request, was held back, or could be read only now, follows at
        // once.
        let arrived = received.accepted + received.known + received.quarantined;
        let some_taken = arrived + received.forked > 0;
        received.more |= again || (some_taken || held_back) && self.sendable();
        received.more |= freed > 0 && self.outbox().entries > 0;
        Ok(received)
    }

    fn take_fate(
        &mut self,
        draft: &mut Draft,
        received: &mut Received,
        (id, seq): (&ChainId, u32),
        fate: Fate,
    ) {
        if matches!(fate, Fate::Forked(_)) && id.1.serial == self.me.serial {
            // Another copy of this phone writes too. What comes next goes into chains of its own,
            // and what the log lacks is recorded again there.
            received.forked += 1;
            let from = self.chains.get(id).map_or(1, |chain| chain.confirmed.saturating_add(1));
            self.set_aside(draft, id, from);
            return;
        }
        let Some(chain) = self.chains.get_mut(id) else { return };
        chain.waiting = None;
        let stuck = match fate {
            Fate::Accepted | Fate::Known | Fate::Quarantined => {
                match fate {
                    Fate::Accepted => received.accepted += 1,
                    Fate::Known => received.known += 1,
                    _ => {
                        received.quarantined += 1;
                        let first = chain.confirmed.saturating_add(1).min(seq);
                        if chain.apart.is_none() {
                            chain.apart = Some(first);
                            draft.writes.push(put_number(space::apart(id), u64::from(first)));
                        }
                    }
                }
                chain.confirmed = chain.confirmed.max(seq);
                draft.writes.push(put_number(space::confirmed(id), u64::from(chain.confirmed)));
                return;
            }
            Fate::Waiting(code) => {
                received.waiting += 1;
                chain.waiting = Some(code);
                return;
            }
            Fate::Forked(winner) => Stuck::Forked(winner),
            Fate::Rejected(code) => Stuck::Refused(code),
        };
        received.rejected += 1;
        chain.stuck = Some(stuck);
        draft.writes.push(Write::Put(space::stuck(id), stuck_bytes(stuck)));
    }

    /// Joins confirmed neighbours, so that a year of single taps rests in a few records.
    fn compact(&mut self, draft: &mut Draft, id: &ChainId) {
        let Some(chain) = self.chains.get_mut(id) else { return };
        let mut joined: Vec<Opened> = Vec::with_capacity(chain.segments.len());
        let mut grown: BTreeSet<u32> = BTreeSet::new();
        for segment in chain.segments.drain(..) {
            let first_seq = segment.first_seq;
            let may_join = segment.last_seq() <= chain.confirmed;
            let Some(last) = joined.last_mut().filter(|_| may_join) else {
                joined.push(segment);
                continue;
            };
            match last.join(Box::new(segment)) {
                Ok(()) => {
                    grown.insert(last.first_seq);
                    draft.writes.push(Write::Delete(space::changeset(id, first_seq)));
                }
                Err(segment) => joined.push(*segment),
            }
        }
        for segment in joined.iter().filter(|segment| grown.contains(&segment.first_seq)) {
            let key = space::changeset(id, segment.first_seq);
            draft.writes.push(Write::Put(key, stored(segment)));
        }
        chain.segments = joined;
    }

    /// True where the stream has to be followed anew.
    fn take_cursor(&mut self, draft: &mut Draft, stream: &StreamDown) -> bool {
        if let Some(tips) = &stream.tips {
            // The hub's history is not the one this phone followed: it was restored. What it
            // confirmed before is worth nothing now, and tips cannot stand in for that: without a
            // cursor nothing would tell if it is restored once more before the next request. So
            // the stream is followed from its start, which confirms what is there; then all that
            // it lacks is offered, whoever wrote it. Only a chain that is never offered again
            // has nothing but the tips to go by.
            for (id, chain) in self.chains.iter_mut().filter(|(id, _)| id.0.branch == stream.branch)
            {
                let tip = tips.iter().find(|tip| tip.document == id.0 && tip.actor == id.1);
                let there = tip.filter(|_| chain.stuck.is_some()).map_or(0, |tip| tip.seq);
                chain.waiting = None;
                if chain.confirmed > there {
                    chain.confirmed = there;
                    draft.writes.push(put_number(space::confirmed(id), u64::from(there)));
                }
            }
            self.offering = true;
            draft.writes.push(put_number(space::OFFERING.to_vec(), 1));
            self.cursors.remove(&stream.branch);
            self.empty.remove(&stream.branch);
            draft.writes.push(Write::Delete(space::cursor(&stream.branch)));
            return true;
        }
        if let Some(cursor) = stream.cursor {
            let value = [&cursor.position.to_be_bytes()[..], &cursor.check].concat();
            draft.writes.push(Write::Put(space::cursor(&stream.branch), value));
            self.cursors.insert(stream.branch.clone(), cursor);
        } else if !self.cursors.contains_key(&stream.branch) {
            self.empty.insert(stream.branch.clone());
        }
        false
    }

    fn learn_clock(&mut self, draft: &mut Draft, now: Seconds, hub: Seconds) {
        let offset = hub.0 as i64 - now.0 as i64;
        // Writing each second's drift would be a write per sync for nothing.
        if offset.abs_diff(self.clock_offset) > 30 {
            self.clock_offset = offset;
            draft.writes.push(Write::Put(space::CLOCK.to_vec(), offset.to_be_bytes().to_vec()));
        }
    }

    /// Publications that this phone needs and lacks, by hash: the rules of those whom it may see,
    /// in the versions that judge the years it holds, and all of other kinds.
    #[must_use]
    pub fn wanted(&self) -> Vec<Hash> {
        let needed = self.needed().into_iter();
        needed.filter(|hash| !self.publications.contains_key(hash)).collect()
    }

    /// Publications to hand to a hub that lost its last days, with their hashes: it may have lost
    /// them, too. Empty where the hub is the one that this phone followed.
    #[must_use]
    pub fn publications_to_offer(&self) -> Vec<(Hash, Vec<u8>)> {
        let offered = self.publications.iter().filter(|_| self.offering);
        offered.map(|(hash, body)| (*hash, body.to_vec())).collect()
    }

    /// They were handed over, or not wanted.
    pub fn publications_offered(&mut self) -> Batch {
        self.offering = false;
        let writes = vec![Write::Delete(space::OFFERING.to_vec())];
        self.batch(Draft { writes, ..Draft::default() })
    }

    /// Takes in a publication.
    ///
    /// # Errors
    /// [`Code::ReplyMalformed`] where the bytes are not the ones that were named.
    pub fn publication(&mut self, hash: &Hash, body: &[u8]) -> Result<Batch, Code> {
        self.ready()?;
        if publication_hash(body) != *hash {
            return Err(Code::ReplyMalformed);
        }
        self.publications.insert(*hash, body.into());
        self.read_directory();
        let writes = vec![Write::Put(space::publication(hash), body.to_vec())];
        Ok(self.batch(Draft { writes, ..Draft::default() }))
    }

    /// Lets go of what this phone may no longer read, once its own is safe: who has lost a role
    /// keeps nobody else's records. What this device wrote itself stays.
    fn shed(&mut self, draft: &mut Draft) {
        let me = self.subject();
        let foreign = |(id, chain): (&ChainId, &Chain)| {
            let (document, actor) = id;
            let of_others = document.member.as_ref().map_or_else(
                || matches!(document.kind, DocumentKind::Roster | DocumentKind::Office),
                |member| *member != me.member,
            );
            let reach = Reach::above(document.branch != me.branch);
            let written_here = actor.serial == self.me.serial;
            let arrived = chain.last_seq() <= chain.confirmed;
            let foreign = of_others && !written_here && !may_read(&me, document, reach);
            (foreign && arrived).then(|| id.clone())
        };
        let gone: Vec<ChainId> = self.chains.iter().filter_map(foreign).collect();
        for id in gone {
            let Some(chain) = self.chains.remove(&id) else { continue };
            let rows = chain.segments.iter().map(|one| space::changeset(&id, one.first_seq));
            let notes = [space::confirmed(&id), space::stuck(&id), space::apart(&id)];
            draft.writes.extend(rows.chain(notes).map(Write::Delete));
        }
        self.shed_waiting(draft);
    }

    /// What another phone gave waits here for a beginning that never comes down to a phone which
    /// was revoked, or may not read it any more. It is on the phone that gave it.
    fn shed_waiting(&mut self, draft: &mut Draft) {
        let lock = self.trust.lock(&self.me.branch, self.me.serial);
        let revoked = lock.is_some_and(|lock| lock.left().is_none());
        let foreign = |one: &&Vec<u8>| {
            let waits = self.carried.waiting.get(*one);
            let read = |document| self.may_read(document) || self.hosts(document);
            waits.is_some_and(|one| revoked || !read(&one.document))
        };
        let gone: Vec<Vec<u8>> = self.carried.waiting.keys().filter(foreign).cloned().collect();
        for key in gone {
            self.carried.waiting.remove(&key);
            draft.writes.push(Write::Delete(key));
        }
    }

    fn sendable(&self) -> bool {
        self.chains.iter().any(|((document, _), chain)| {
            self.offers(document) && !unconfirmed(chain).is_empty() && chain.waiting.is_none()
        })
    }
}

/// The name of a publication: the SHA-256 of its bytes, as any tool computes it.
#[must_use]
pub fn publication_hash(body: &[u8]) -> Hash {
    Hash::plain(body)
}
