//! What the hub does with the bytes of `POST /v1/sync`: the steps of the core in the order of the
//! wire, with the store between them. No HTTP, no clock and no async in here; a call blocks until
//! what it accepted is on the disk.

mod enrolment;
mod letter;
mod mac_keys;
mod phones;
mod reads;
mod tokens;
mod views;

pub use enrolment::{ENROLMENT_DOMAIN, Enrolment};
pub use reads::{Page, Part};

use crate::auth::Limits;
use crate::auth::limits::Caller;
use crate::error::HubError;
use crate::recent::Recent;
use crate::store::{
    Carrier, Changes, ChangesQuery, Commit, Coverage, Read, Redeem, Redeemed, Store, StoreError,
    Told,
};
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::changeset::{Changeset, join_stored};
use drokpa_core::chain::keys::{Hash, KeyPair, MacKey, PublicKey};
use drokpa_core::code::Code;
use drokpa_core::hub::{Device, Facts, HubKeys, Plan, plan};
use drokpa_core::id::{Actor, BranchId, Serial};
use drokpa_core::sync::authority::Subject;
use drokpa_core::sync::contact::Contact;
use drokpa_core::sync::envelope::{
    self, Binding, ContactFrame, DeviceFrame, Incoming, KIND_CLOCK, KIND_REPLY, KIND_SUCCESSION,
    KIND_WELCOME, ReturnFrame,
};
use drokpa_core::sync::judge::ChainFacts;
use drokpa_core::sync::reply::{DOWNLOAD_BYTES_MAX, Fate, Reply, StreamDown};
use drokpa_core::sync::request::{Cursor, Request, STREAMS_MAX, Sender, StreamUp};
use drokpa_core::time::Seconds;
use mac_keys::MacKeys;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use views::Views;

/// How often a request is judged anew because another one moved a tip.
const JUDGE_TIMES_MAX: usize = 5;
/// Reads that are remembered as logged, so that a sync need not ask the disk; about 100 bytes each.
const LOGGED_HALF_MAX: usize = 16_384;

/// The hub: its keys and its store.
pub struct Service {
    keys: HubKeys,
    store: Arc<dyn Store>,
    mac_keys: MacKeys,
    limits: Option<Arc<Limits>>,
    views: Views,
    logged: Mutex<Recent<Read, ()>>,
}

/// An answer to a sync request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status: 200, or 401 where only the hub's time is answered.
    pub status: u16,
    /// The frame.
    pub body: Vec<u8>,
}

impl Service {
    /// A hub over a store.
    #[must_use]
    pub fn new(keys: HubKeys, store: Arc<dyn Store>) -> Service {
        Service {
            keys,
            store,
            mac_keys: MacKeys::default(),
            limits: None,
            views: Views::default(),
            logged: Mutex::new(Recent::new(LOGGED_HALF_MAX)),
        }
    }

    /// The same hub, which lets each device sync so often only.
    #[must_use]
    pub fn limited(self, limits: Arc<Limits>) -> Service {
        Service { limits: Some(limits), ..self }
    }

    /// Reads that are in the log for sure.
    fn logged(&self) -> MutexGuard<'_, Recent<Read, ()>> {
        self.logged.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The store.
    #[must_use]
    pub fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Answers one request body.
    ///
    /// # Errors
    /// Where the request as a whole is refused. A changeset that is refused is no error: the
    /// reply gives each its fate.
    pub fn handle(&self, bytes: &[u8], now: Seconds) -> Result<Answer, HubError> {
        if letter::is_letter(bytes) {
            return self.letter(bytes, now);
        }
        match envelope::open(bytes)? {
            Incoming::Device(frame) => self.sync(&frame, now),
            Incoming::Contact(frame) => self.contact(&frame, now),
            Incoming::Return(frame) => self.take_back(&frame, now),
        }
    }

    /// A device that this hub enrolled and lost with its last days shows its certificate.
    fn take_back(&self, frame: &ReturnFrame<'_>, now: Seconds) -> Result<Answer, HubError> {
        let shown = frame.device(&self.keys.realm(), &self.keys.pair.public())?;
        let device = self.store.take_back(&shown, now)?;
        let key = self.mac_key(shown.serial, &device.certificate.key)?;
        self.limit(shown.serial, now)?;
        self.answer((&device, &key), (frame.payload, &frame.binding), now)
    }

    /// Takes one request of a device that proved itself.
    fn limit(&self, serial: Serial, now: Seconds) -> Result<(), HubError> {
        match &self.limits {
            Some(limits) => limits.caller(Caller::Device(serial), now),
            None => Ok(()),
        }
    }

    /// Reads a request whose sender is proved, and seals the reply.
    fn answer(
        &self,
        (device, key): (&Device, &MacKey),
        (payload, binding): (&[u8], &Binding),
        now: Seconds,
    ) -> Result<Answer, HubError> {
        let sender = sender(device, 0);
        let request = Request::read(payload, Some(&sender))?;
        let reply = self.reply(device, &request, now)?;
        let body = envelope::seal_reply(KIND_REPLY, key, binding, &reply.to_bytes(&sender));
        Ok(Answer { status: 200, body })
    }

    fn sync(&self, frame: &DeviceFrame<'_>, now: Seconds) -> Result<Answer, HubError> {
        let device = self.store.device(frame.serial)?.ok_or(Code::DeviceUnknown)?;
        let key = self.mac_key(frame.serial, &device.certificate.key)?;
        let authentic = match frame.authenticate(&key, now) {
            Ok(authentic) => authentic,
            Err(code) => return self.tell_succession(frame, &device, now)?.ok_or(code.into()),
        };
        self.limit(frame.serial, now)?;
        if !authentic.in_window {
            let time = now.0.to_be_bytes();
            let body = envelope::seal_reply(KIND_CLOCK, &key, &authentic.binding, &time);
            return Ok(Answer { status: Code::ClockWindow.http(), body });
        }
        self.answer((&device, &key), (authentic.payload, &authentic.binding), now)
    }

    /// The answer to a frame under a former key of the hub's: it tells the newer ones. Whoever has
    /// a former key could have made the frame, so nothing of it is taken and nothing else is said.
    fn tell_succession(
        &self,
        frame: &DeviceFrame<'_>,
        device: &Device,
        now: Seconds,
    ) -> Result<Option<Answer>, HubError> {
        let under = |pair: &KeyPair| {
            let key = pair.mac_key(&device.certificate.key).ok()?;
            frame.authenticate(&key, now).ok().map(|authentic| (key, authentic.binding))
        };
        let Some((key, binding)) = self.keys.formerly(under) else { return Ok(None) };
        self.limit(frame.serial, now)?;
        let told = self.keys.succession.to_bytes();
        let body = envelope::seal_reply(KIND_SUCCESSION, &key, &binding, &told);
        Ok(Some(Answer { status: 200, body }))
    }

    fn contact(&self, frame: &ContactFrame<'_>, now: Seconds) -> Result<Answer, HubError> {
        let Contact { code, mut request } = Contact::read(frame.payload)?;
        let redeem = Redeem { code, key: frame.key, now };
        let Redeemed::Device(certificate) = self.store.redeem(&redeem)? else {
            return Err(Code::InviteRefused.into());
        };
        if request.streams.is_empty() {
            request.streams.push(StreamUp {
                branch: certificate.branch.clone(),
                cursor: Cursor::default(),
                changesets: Vec::new(),
            });
        }
        let device = Device { certificate: *certificate, revoked: false, locked: false };
        let reply = self.reply(&device, &request, now)?;
        let welcome = self.keys.welcome(
            device.certificate.serial,
            &device.certificate.branch,
            &device.certificate.member,
            device.certificate.role,
        );
        let key = self.mac_key(device.certificate.serial, &frame.key)?;
        let payload = welcome.to_bytes(&reply, request.generation);
        let body = envelope::seal_reply(KIND_WELCOME, &key, &frame.binding, &payload);
        Ok(Answer { status: 200, body })
    }

    /// Judges, commits and looks up what is new.
    fn reply(&self, device: &Device, request: &Request, now: Seconds) -> Result<Reply, HubError> {
        let subject = Subject::from(&device.certificate);
        let hosts = self.hosts(&subject, now)?;
        let mut follows = Vec::with_capacity(request.streams.len());
        for stream in &request.streams {
            let may = self.follows(&subject, &hosts, stream)?;
            if !may && !stream.changesets.is_empty() {
                return Err(Code::DocumentForeign.into());
            }
            follows.push(may);
        }
        let serial = device.certificate.serial;
        // It goes to disk together with what the request brings, so that is taken as here already,
        // and put right where some of it stays on the phone.
        let brought = request.changesets().map(|one| u32::from(one.count)).sum();
        self.store.note_told(serial, Told::of(request, brought, now));
        let had = match device.locked {
            true => self.store.roles_had(&device.certificate)?,
            false => Vec::new(),
        };
        let carrier = Carrier { subject: &subject, serial, had: &had, today: now.day() };
        let fates = self.take_in(&carrier, request, now);
        let arrived = fates.as_ref().map_or(0, |fates| arrived(request, fates));
        if arrived < brought {
            self.store.note_told(serial, Told::of(request, arrived, now));
        }
        let fates = fates?;
        let mut reply = Reply { time: now, more: false, fates, streams: Vec::new() };
        let skip = Coverage::of(request, &reply.fates);
        let mut bytes_left = DOWNLOAD_BYTES_MAX;
        let granted = self.streams_to_open(&subject, &hosts, request)?;
        let asked = request.streams.iter().zip(follows);
        for (stream, may) in asked.chain(granted.iter().map(|stream| (stream, true))) {
            if !may {
                // A pass that is over, or that this hub forgot when it was put back and is about
                // to hear of again: nothing comes down, and the cursor stays as it is.
                reply.streams.push(unchanged(stream));
                continue;
            }
            let query = ChangesQuery {
                branch: &stream.branch,
                reader: &subject,
                serial,
                guest: hosts.contains(&stream.branch),
                revoked: device.revoked,
                cursor: stream.cursor,
                skip: &skip,
                bytes_max: bytes_left,
            };
            let (down, bytes, more) = self.stream(stream, &query)?;
            bytes_left = bytes_left.saturating_sub(bytes);
            reply.more |= more;
            reply.streams.push(down);
        }
        self.sends(device, request, &reply.streams, now)?;
        Ok(reply)
    }

    /// The hosts of whom a device's member has a pass that holds. A reviewer reads what lies below
    /// without one.
    fn hosts(&self, subject: &Subject, now: Seconds) -> Result<BTreeSet<BranchId>, HubError> {
        if subject.role == Role::TownshipReviewer {
            return Ok(BTreeSet::new());
        }
        let passes = self.store.passes((&subject.branch, &subject.member))?.into_iter();
        let hold = passes.filter(|pass| pass.holds(now.day()) && pass.host != subject.branch);
        Ok(hold.map(|pass| pass.host).collect())
    }

    /// Streams that a device may follow and does not know of yet: those of the branches that its
    /// member reviews, and of hosts. What it is answered about them tells it to ask from now on.
    fn streams_to_open(
        &self,
        subject: &Subject,
        hosts: &BTreeSet<BranchId>,
        request: &Request,
    ) -> Result<Vec<StreamUp>, HubError> {
        let asked = |branch: &BranchId| request.streams.iter().any(|one| one.branch == *branch);
        let mut below = match subject.role {
            Role::TownshipReviewer => self.store.below(&subject.branch)?,
            _ => hosts.iter().cloned().collect(),
        };
        below.retain(|branch| !asked(branch));
        below.truncate(STREAMS_MAX.saturating_sub(request.streams.len()));
        let open = |branch| StreamUp { branch, cursor: Cursor::default(), changesets: Vec::new() };
        Ok(below.into_iter().map(open).collect())
    }

    /// True where a device may follow a stream, and hand something in with it.
    fn follows(
        &self,
        subject: &Subject,
        hosts: &BTreeSet<BranchId>,
        stream: &StreamUp,
    ) -> Result<bool, HubError> {
        let other = stream.changesets.iter().any(|one| one.document.branch != stream.branch);
        // A host hands in what it attests, and follows its own words in the guests' branches.
        let station = matches!(subject.role, Role::Secretary | Role::StationKeeper);
        let hosted = |one: &Changeset| one.document.host.as_ref() == Some(&subject.branch);
        let attests = station && stream.changesets.iter().all(hosted);
        let guest = hosts.contains(&stream.branch) && stream.changesets.is_empty();
        let seen = attests
            || guest
            || stream.branch == subject.branch
            || (subject.role == Role::TownshipReviewer
                && self.store.is_above(&subject.branch, &stream.branch)?);
        Ok(seen && !other)
    }

    /// The fates of a request's changesets. Accepted is said only of what is on the disk.
    fn take_in(
        &self,
        carrier: &Carrier<'_>,
        request: &Request,
        now: Seconds,
    ) -> Result<Vec<Fate>, HubError> {
        if request.changesets().next().is_none() {
            return Ok(Vec::new());
        }
        let mut facts = StoreFacts { store: &*self.store, carrier };
        for _ in 0..JUDGE_TIMES_MAX {
            let Plan { fates, appends, evidence } =
                plan(&self.keys.realm(), carrier.subject, request, &mut facts)?;
            if appends.is_empty() && evidence.is_empty() {
                return Ok(fates);
            }
            match self.store.commit(Commit { appends, evidence, now }) {
                Ok(_) => return Ok(fates),
                Err(StoreError::Conflict) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(Code::Overloaded.into())
    }

    fn stream(
        &self,
        asked: &StreamUp,
        query: &ChangesQuery<'_>,
    ) -> Result<(StreamDown, usize, bool), HubError> {
        let mut down = unchanged(asked);
        match self.store.changes(query)? {
            Changes::Foreign(tips) => {
                down.tips = Some(tips);
                Ok((down, 0, false))
            }
            Changes::Since(fetched) => {
                down.cursor = (fetched.reached != asked.cursor).then_some(fetched.reached);
                down.changesets = join_stored(fetched.changesets)?;
                Ok((down, fetched.bytes, fetched.more))
            }
        }
    }

    fn mac_key(&self, serial: Serial, key: &PublicKey) -> Result<MacKey, HubError> {
        Ok(self.mac_keys.get(serial, key, || self.keys.pair.mac_key(key))?)
    }

    /// Keeps the body of a publication that a registry names and that this hub lost; false where
    /// nothing asks for it.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub fn put_publication(&self, body: Vec<u8>, now: Seconds) -> Result<bool, HubError> {
        Ok(self.store.put_body(body, now)?)
    }

    /// The body of a publication.
    ///
    /// # Errors
    /// [`Code::NotFound`] where none has this hash.
    pub fn publication(&self, hash: &Hash) -> Result<Vec<u8>, HubError> {
        Ok(self.store.publication(hash)?.ok_or(Code::NotFound)?)
    }
}

fn sender(device: &Device, generation: u32) -> Sender {
    Sender {
        branch: device.certificate.branch.clone(),
        member: device.certificate.member.clone(),
        actor: Actor { serial: device.certificate.serial, generation },
    }
}

/// How many entries of a request no phone has to keep for the hub.
fn arrived(request: &Request, fates: &[Fate]) -> u32 {
    let durable = |fate: &Fate| matches!(fate, Fate::Accepted | Fate::Known | Fate::Quarantined);
    let of_fates = request.changesets().zip(fates);
    of_fates.filter(|(_, fate)| durable(fate)).map(|(one, _)| u32::from(one.count)).sum()
}

fn unchanged(stream: &StreamUp) -> StreamDown {
    StreamDown { branch: stream.branch.clone(), cursor: None, tips: None, changesets: Vec::new() }
}

struct StoreFacts<'a> {
    store: &'a dyn Store,
    carrier: &'a Carrier<'a>,
}

impl Facts for StoreFacts<'_> {
    type Error = StoreError;

    fn chain(&mut self, changeset: &Changeset) -> Result<ChainFacts, StoreError> {
        self.store.chain_facts(changeset, self.carrier)
    }
}
