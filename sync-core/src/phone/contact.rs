//! A phone that was made from an invite's QR code before it ever met the hub: it records under its
//! own key at once, its first contact enrols it and sends everything in one request, and where the
//! invite turns out to be of no use, what it recorded goes over to the next one.

use super::exchange::Flight;
use super::upload::Upload;
use super::{Batch, Draft, NewClaim, Outgoing, Phone, Received};
use crate::chain::document::DocumentKind;
use crate::code::Code;
use crate::schema::key::Key;
use crate::schema::value::Value;
use crate::sync::contact::{Contact, InviteCode, Welcome};
use crate::sync::envelope::{Binding, KIND_WELCOME, open_reply, peek_reply, seal_contact};
use crate::sync::reply::Reply;
use crate::sync::succession::Succession;
use crate::time::Seconds;
use crate::wire::bytes::Reader;

/// The hub's key by now, as the root key signed it, and the reply.
pub(super) type Welcomed = (Succession, Reply);

/// What went over from a phone whose invite was of no use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CarriedOver {
    /// Records that are recorded anew, with the time of then.
    pub records: u32,
    /// Records that could not be; they stay in the former store.
    pub left: u32,
}

impl Phone {
    /// True once the hub has certified this phone.
    #[must_use]
    pub fn is_welcomed(&self) -> bool {
        self.certificate_value(&self.me.branch, self.me.serial).is_some()
    }

    /// The first contact: shows the invite, and sends what was recorded before. It may be
    /// repeated, also with more records.
    ///
    /// # Errors
    /// [`Code::StoreFailed`] after a failed batch.
    pub fn first_contact(&mut self, code: &InviteCode) -> Result<Outgoing, Code> {
        self.ready()?;
        let (body, binding, upload) = self.sealed_contact(code);
        let Upload { sent, entries, held_back, .. } = upload;
        self.flight = Some(Flight { binding, sent, held_back });
        Ok(Outgoing { body, entries })
    }

    pub(super) fn sealed_contact(&self, code: &InviteCode) -> (Vec<u8>, Binding, Upload) {
        let upload = self.upload(true);
        let contact = Contact { code: code.clone(), request: upload.request.clone() };
        let (body, binding) = seal_contact(&self.pair, &contact.to_bytes());
        (body, binding, upload)
    }

    /// Takes in the hub's welcome to the first contact.
    ///
    /// # Errors
    /// [`Code::StoreFailed`], [`Code::StateWrong`] without a first contact;
    /// [`Code::ReplyMalformed`], [`Code::ReplyUnauthentic`]; [`Code::HubUntrusted`] where the hub
    /// is another than the invite named, or answers under a former key; [`Code::InviteRefused`]
    /// where it makes another device of this phone. Nothing changes then; the first contact may be
    /// repeated.
    pub fn welcomed(&mut self, now: Seconds, body: &[u8]) -> Result<(Received, Batch), Code> {
        self.ready()?;
        let flight = self.flight.as_ref().ok_or(Code::StateWrong)?;
        let welcomed = self.read_welcome(&flight.binding, flight.sent.len(), body)?;
        let mut draft = Draft::default();
        let received = self.take_welcome(&mut draft, now, welcomed)?;
        Ok((received, self.batch(draft)))
    }

    pub(super) fn take_welcome(
        &mut self,
        draft: &mut Draft,
        now: Seconds,
        (hub, reply): Welcomed,
    ) -> Result<Received, Code> {
        if hub.current() != self.trust.succession.current() {
            self.trust.succession = hub;
            self.trust.succeeded = true;
            self.keep_succession(draft)?;
        }
        self.take_reply_in(draft, now, &reply)
    }

    /// Reads a welcome: it has to come from the hub that the invite named, and to make of this
    /// phone what the invite said.
    ///
    /// # Errors
    /// [`Code::ReplyMalformed`], [`Code::ReplyUnauthentic`]; [`Code::HubUntrusted`] where the hub
    /// is another, or answers under a former key; [`Code::InviteRefused`] where it makes another
    /// device of this phone, so that nothing signed here would count.
    pub(super) fn read_welcome(
        &self,
        binding: &Binding,
        fates: usize,
        body: &[u8],
    ) -> Result<Welcomed, Code> {
        let (kind, payload) = peek_reply(body)?;
        if kind != KIND_WELCOME {
            return Err(Code::ReplyMalformed);
        }
        let mut reader = Reader::new(payload);
        let welcome = Welcome::read(&mut reader)?;
        // Which key the hub has by now is for the root key to say, and it did.
        if welcome.root != self.me.root {
            return Err(Code::HubUntrusted);
        }
        // The role may have changed since the invite was written; the certificate says it.
        let Welcome { role, hub, hub_signature, .. } = self.me.clone();
        let named = Welcome { role, hub, hub_signature, ..welcome.clone() };
        if named != self.me {
            return Err(Code::InviteRefused);
        }
        open_reply(&self.pair.mac_key(&welcome.hub)?, binding, body)?;
        let reply = Reply::read(reader.rest(), &self.me.sender(self.mark.generation))?;
        if reply.fates.len() != fates {
            return Err(Code::ReplyMalformed);
        }
        self.hub_of(&welcome, &reply).map(|hub| (hub, reply))
    }

    /// The hub's keys after a welcome. The root key once signed for each of them, and says in the
    /// registry which one came later: whoever stole a former key has the one, not the other.
    ///
    /// # Errors
    /// [`Code::HubUntrusted`] for another key than the known one, unless the reply brings the
    /// list in which it follows.
    fn hub_of(&self, welcome: &Welcome, reply: &Reply) -> Result<Succession, Code> {
        let known = &self.trust.succession;
        if welcome.hub == *known.current() {
            return Ok(known.clone());
        }
        for changeset in reply.streams.iter().flat_map(|stream| &stream.changesets) {
            match self.trust.keys_told(changeset, &welcome.hub) {
                Some(list) if *list.current() == welcome.hub && list.follows(known) => {
                    return Ok(list);
                }
                _ => {}
            }
        }
        Err(Code::HubUntrusted)
    }

    /// Records anew what a former phone of this member recorded under an invite that was of no
    /// use: expired, used by another, or of a hub that was restored since. `name` tells that
    /// former store from others; done once, it is never done again.
    ///
    /// # Errors
    /// [`Code::StoreFailed`]; [`Code::TransferForeign`] where the former phone was somebody
    /// else's or of another organisation.
    pub fn carry_over(&mut self, former: &Phone, name: &str) -> Result<(CarriedOver, Batch), Code> {
        self.ready()?;
        let same = self.me.member == former.me.member && self.trust.realm == former.trust.realm;
        if !same {
            return Err(Code::TransferForeign);
        }
        let mut draft = Draft::default();
        let mut over = CarriedOver::default();
        if self.carried.note_former(&mut draft, name) {
            self.take_over_carried(&mut draft, former);
            self.take_over_consent(&mut draft, former)?;
            for (at, claim, note) in former.own_records() {
                match self.record_in(&mut draft, at, &claim, &note) {
                    Ok(recorded) => over.records += u32::from(recorded.new),
                    Err(_) => over.left += 1,
                }
            }
        }
        Ok((over, self.batch(draft)))
    }

    /// What others gave to the former phone: calendars, certificates.
    fn take_over_carried(&mut self, draft: &mut Draft, former: &Phone) {
        for (serial, value) in former.carried.certificates() {
            // One that is of no use here is left behind.
            let _ = self.take_certificate(draft, serial, value);
        }
        let mut pieces: Vec<_> = former
            .chains
            .iter()
            .filter(|((_, actor), _)| actor.serial != former.me.serial)
            .flat_map(|(_, chain)| chain.segments.iter().map(|segment| segment.pack(false)))
            .collect();
        pieces.sort_by_key(|one| crate::sync::reply::intake_order(one.document.kind));
        for piece in &pieces {
            let _ = self.take_carried(draft, piece);
        }
        for piece in former.carried.loose_pieces() {
            let _ = self.take_loose(draft, piece);
        }
    }

    /// The member's own claims as they stand here, ready to be recorded elsewhere.
    fn own_records(&self) -> Vec<(Seconds, NewClaim, String)> {
        let own = self.chains.keys().map(|(document, _)| document).filter(|document| {
            document.kind == DocumentKind::Claims
                && document.member.as_ref() == Some(&self.me.member)
        });
        let mut records = Vec::new();
        let mut documents: Vec<_> = own.collect();
        documents.dedup();
        for live in documents.into_iter().filter_map(|document| self.live(document).ok()) {
            let keys: Vec<_> = live.keys().cloned().collect();
            for held in keys.iter().flat_map(|key| live.of(key)) {
                let read = (Key::read(&held.entry.key), Value::read(&held.entry.value));
                let (Ok(Some(key)), Ok(Some(Value::Claim(claim)))) = read else { continue };
                if let Some(new) = new_claim(key, &claim).filter(|_| !claim.withdrawn) {
                    let note = held.entry.note.text().unwrap_or_default().to_owned();
                    records.push((held.entry.recorded_at.seconds(), new, note));
                }
            }
        }
        records.sort_by_key(|(at, ..)| *at);
        records
    }
}

/// The claim as a person would make it anew.
fn new_claim(key: Key, claim: &crate::schema::value::Claim) -> Option<NewClaim> {
    Some(match key {
        Key::Attendance(training) => {
            NewClaim::Attendance { training, minutes: claim.minutes, code: claim.code }
        }
        Key::Unlisted { kind, day } => NewClaim::Unlisted { kind, day, minutes: claim.minutes },
        Key::Study { course, day } => {
            NewClaim::Study { course, day, minutes: claim.minutes.unwrap_or_default() }
        }
        Key::Activity(_) => NewClaim::Activity { item: claim.item.clone()?, day: claim.day? },
        _ => return None,
    })
}
