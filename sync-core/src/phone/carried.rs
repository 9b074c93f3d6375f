//! What a phone got from other phones and what is no chain of its own yet: certificates that
//! travelled alone, changesets that wait for what they need, trainings known from a code before
//! the calendar arrives, parts of a set of codes. All of it is bounded and rests in one space of
//! the store; nothing here says that the hub has anything.

use super::intake::{Taken, take};
use super::postbag::Postbag;
use super::state::{ChainId, read_stored};
use super::{Draft, Phone, Write};
use crate::chain::certificate::Certificate;
use crate::chain::changeset::{Changeset, Context, Opened, Previous};
use crate::chain::document::DocumentKind;
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::id::{BranchId, ObjectId, Serial};
use crate::schema::key::Key;
use crate::schema::record::Record;
use crate::schema::value::{CertificateValue, Training, Value};
use crate::time::Cycle;
use crate::wire::bytes::{Reader, put_varint};
use crate::wire::qr::{Collected, Part};
use std::collections::{BTreeMap, BTreeSet};

/// The space of the store that holds all of it.
pub(super) const SPACE: u8 = b'x';
const CERTIFICATE: u8 = b'c';
const WAITING: u8 = b'w';
const LOOSE: u8 = b't';
const PART: u8 = b'p';
const FORMER: u8 = b'f';
const KNOWN_DEVICE: u8 = b'd';

/// Most changesets that wait, and most bytes of them together.
const WAITING_MAX: usize = 256;
const WAITING_BYTES_MAX: usize = 512 * 1024;
/// Most trainings that are known from a code alone.
const LOOSE_MAX: usize = 64;
/// Most certificates that travelled alone.
const CERTIFICATES_MAX: usize = 1024;

/// What was carried here.
#[derive(Debug, Default)]
pub(super) struct Carried {
    certificates: BTreeMap<(BranchId, Serial), CertificateValue>,
    pub(super) waiting: BTreeMap<Vec<u8>, Changeset>,
    loose: BTreeMap<Vec<u8>, Loose>,
    pub(super) parts: Option<Collected>,
    pub(super) bag: Postbag,
    /// Former stores whose records were recorded anew.
    formers: BTreeSet<Vec<u8>>,
    /// The member's other phones that the member has said to know.
    pub(super) known_devices: BTreeSet<Serial>,
}

impl Carried {
    /// Certificates that travelled alone.
    pub(super) fn certificates(&self) -> impl Iterator<Item = (Serial, &CertificateValue)> {
        self.certificates.iter().map(|((_, serial), value)| (*serial, value))
    }

    /// Notes that the member knows a phone of theirs.
    pub(super) fn know_device(&mut self, draft: &mut Draft, device: Serial) {
        let record = record_key(KNOWN_DEVICE, &device.0.to_be_bytes());
        draft.writes.push(Write::Put(record, Vec::new()));
        self.known_devices.insert(device);
    }

    fn load_device(&mut self, record: &[u8]) -> Result<(), Code> {
        let serial = record.get(2..).and_then(|bytes| bytes.try_into().ok());
        let serial = serial.map(u32::from_be_bytes).ok_or(Code::StoreDamaged)?;
        self.known_devices.insert(Serial(serial));
        Ok(())
    }

    /// Pieces of calendars whose chains are not here.
    pub(super) fn loose_pieces(&self) -> impl Iterator<Item = &Changeset> {
        self.loose.values().map(|loose| &loose.changeset)
    }

    /// Notes that a former store was read; false where that was done before.
    pub(super) fn note_former(&mut self, draft: &mut Draft, name: &str) -> bool {
        let record = record_key(FORMER, name.as_bytes());
        let new = self.formers.insert(record.clone());
        if new {
            draft.writes.push(Write::Put(record, Vec::new()));
        }
        new
    }
}

/// A signed piece of a calendar whose chain is not here.
#[derive(Debug)]
struct Loose {
    changeset: Changeset,
    trainings: Vec<(ObjectId, Training)>,
}

/// The key of a record below the space.
pub(super) fn record_key(sub: u8, name: &[u8]) -> Vec<u8> {
    [&[SPACE, sub][..], name].concat()
}

fn changeset_key(sub: u8, bytes: &[u8]) -> Vec<u8> {
    record_key(sub, &Hash::plain(bytes).prefix::<16>())
}

fn changeset_bytes(changeset: &Changeset) -> Vec<u8> {
    let mut bytes = Vec::new();
    changeset.put(&mut bytes, &Context::default(), None);
    bytes
}

impl Phone {
    /// Loads one record of the space.
    pub(super) fn load_carried(&mut self, record: Vec<u8>, value: &[u8]) {
        let sub = record.get(1).copied().unwrap_or_default();
        let read = match sub {
            CERTIFICATE => self.load_certificate(value),
            WAITING => read_stored(value).map(|one| {
                self.carried.waiting.insert(record, one);
            }),
            LOOSE => read_stored(value).map(|changeset| {
                let loose = Loose { changeset, trainings: Vec::new() };
                self.carried.loose.insert(record, loose);
            }),
            PART => Part::read(value).map(|part| self.collect(part)),
            KNOWN_DEVICE => self.carried.load_device(&record),
            FORMER => {
                self.carried.formers.insert(record);
                Ok(())
            }
            _ => self.carried.bag.load(sub, record.get(2..).unwrap_or_default(), value),
        };
        self.damaged += u32::from(read.is_err());
    }

    fn load_certificate(&mut self, value: &[u8]) -> Result<(), Code> {
        let mut reader = Reader::new(value);
        let serial = Serial(reader.varint32()?);
        let record = Record::read(&mut reader)?;
        match Value::read(&record)? {
            Some(Value::Certificate(value)) => self.vouched(serial, &value).map(|_| ()),
            _ => Err(Code::VersionUnknown),
        }
    }

    /// Once all chains are loaded: what the loose pieces say.
    pub(super) fn wake_loose(&mut self) {
        for (key, loose) in std::mem::take(&mut self.carried.loose) {
            match self.loose_trainings(&loose.changeset) {
                Ok(trainings) => {
                    self.carried.loose.insert(key, Loose { trainings, ..loose });
                }
                Err(_) => self.damaged += 1,
            }
        }
    }

    /// Takes in a certificate that came without the document it stands in. It says nothing that
    /// the hub did not sign; whatever the documents say goes before it. True where it is new.
    ///
    /// # Errors
    /// As [`Certificate::check`].
    fn vouched(&mut self, serial: Serial, value: &CertificateValue) -> Result<bool, Code> {
        let hub = self.trust.succession.current();
        let certificate = Certificate::check(&self.trust.realm, hub, serial, value)?;
        let place = (certificate.branch.clone(), serial);
        let known = self.trust.certificates.contains_key(&place);
        if known || self.carried.certificates.len() >= CERTIFICATES_MAX {
            return Ok(false);
        }
        self.trust.certificates.insert(place.clone(), certificate);
        self.carried.certificates.insert(place, value.clone());
        Ok(true)
    }

    /// As [`Phone::vouched`], and keeps it where it is of a branch that this phone deals with.
    pub(super) fn take_certificate(
        &mut self,
        draft: &mut Draft,
        serial: Serial,
        value: &CertificateValue,
    ) -> Result<bool, Code> {
        let new = self.branches().contains(&value.branch) && self.vouched(serial, value)?;
        if new {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, u64::from(serial.0));
            Value::Certificate(value.clone()).record()?.put(&mut bytes);
            let name = [value.branch.as_str().as_bytes(), b"/", &serial.0.to_be_bytes()].concat();
            draft.writes.push(Write::Put(record_key(CERTIFICATE, &name), bytes));
        }
        Ok(new)
    }

    /// The certificate of a writer as the hub signed it, to be shown to another phone.
    pub(super) fn certificate_value(
        &self,
        branch: &BranchId,
        serial: Serial,
    ) -> Option<CertificateValue> {
        let said = self.hub_values(branch).filter_map(|(key, value)| match (key, value) {
            (Key::Certificate(of), Value::Certificate(value)) if of == serial => Some(value),
            _ => None,
        });
        said.last().or_else(|| self.carried.certificates.get(&(branch.clone(), serial)).cloned())
    }

    /// Takes in a changeset from another phone. What the hub wrote, the hub has; nothing else is
    /// taken for confirmed.
    pub(super) fn take_carried(
        &mut self,
        draft: &mut Draft,
        changeset: &Changeset,
    ) -> Result<u32, Code> {
        // Whoever has a former key of the hub's could sign anything with it. Only the hub itself
        // hands out what it had signed; all that holds of it was said again under the newest.
        if self.trust.is_former(changeset.actor)
            && !matches!(take(&self.trust, &self.chains, changeset)?, Taken::Known)
        {
            return Err(Code::SignatureWrong);
        }
        let count = self.take_in(draft, changeset)?;
        if changeset.document.kind.is_hubs() {
            let id: ChainId = (changeset.document.clone(), changeset.actor);
            self.confirm(draft, &id, changeset.last_seq());
        }
        Ok(count)
    }

    /// Keeps a changeset until what it needs is here. It stays on the sender's phone as well.
    ///
    /// # Errors
    /// [`Code::CarryingFull`].
    pub(super) fn wait(&mut self, draft: &mut Draft, changeset: &Changeset) -> Result<(), Code> {
        let bytes = changeset_bytes(changeset);
        let key = changeset_key(WAITING, &bytes);
        let waiting = &mut self.carried.waiting;
        if waiting.contains_key(&key) {
            return Ok(());
        }
        let held: usize = waiting.values().map(|one| one.columns.len()).sum();
        if waiting.len() >= WAITING_MAX || held + bytes.len() > WAITING_BYTES_MAX {
            return Err(Code::CarryingFull);
        }
        waiting.insert(key.clone(), changeset.clone());
        draft.writes.push(Write::Put(key, bytes));
        Ok(())
    }

    /// Tries what waits again, until nothing gets any further, and lets go of loose trainings
    /// whose calendar is here now. Returns how many entries are new.
    pub(super) fn retry_carried(&mut self, draft: &mut Draft) -> u32 {
        let mut received = 0;
        loop {
            let before = self.carried.waiting.len();
            for (key, changeset) in std::mem::take(&mut self.carried.waiting) {
                match self.take_carried(draft, &changeset) {
                    Err(Code::CertificateUnknown | Code::ChainGap) => {
                        self.carried.waiting.insert(key, changeset);
                    }
                    taken => {
                        received += taken.unwrap_or(0);
                        draft.writes.push(Write::Delete(key));
                    }
                }
            }
            if self.carried.waiting.len() == before {
                break;
            }
        }
        self.drop_loose(draft);
        received
    }

    fn drop_loose(&mut self, draft: &mut Draft) {
        for (key, loose) in std::mem::take(&mut self.carried.loose) {
            let Changeset { document, actor, .. } = &loose.changeset;
            let chain = self.chains.get(&(document.clone(), *actor));
            if chain.is_some_and(|chain| chain.last_seq() >= loose.changeset.last_seq()) {
                draft.writes.push(Write::Delete(key));
            } else {
                self.carried.loose.insert(key, loose);
            }
        }
    }

    /// Takes in a piece of a calendar whose beginning is not here: its signature vouches for what
    /// is in it, so the trainings can be recorded for.
    ///
    /// # Errors
    /// [`Code::ChainGap`] for anything but a calendar's piece that names its predecessor whole;
    /// [`Code::CarryingFull`]; or what opening it gives.
    pub(super) fn take_loose(&mut self, draft: &mut Draft, one: &Changeset) -> Result<u32, Code> {
        let trainings = self.loose_trainings(one)?;
        let bytes = changeset_bytes(one);
        let key = changeset_key(LOOSE, &bytes);
        if self.carried.loose.contains_key(&key) {
            return Ok(0);
        }
        if self.carried.loose.len() >= LOOSE_MAX {
            return Err(Code::CarryingFull);
        }
        draft.writes.push(Write::Put(key.clone(), bytes));
        self.carried.loose.insert(key, Loose { changeset: one.clone(), trainings });
        Ok(u32::from(one.count))
    }

    fn loose_trainings(&self, one: &Changeset) -> Result<Vec<(ObjectId, Training)>, Code> {
        let (DocumentKind::Calendar, Previous::Full(previous)) = (one.document.kind, one.previous)
        else {
            return Err(Code::ChainGap);
        };
        let writer = self.trust.writer(&one.document, one.actor)?;
        let opened = one.open(&self.trust.realm, &writer, &previous)?;
        Ok(trainings(&opened))
    }

    /// Trainings of a calendar year that are known from codes alone.
    pub(super) fn loose_of<'a>(
        &'a self,
        branch: &'a BranchId,
        year: Cycle,
    ) -> impl Iterator<Item = (ObjectId, &'a Training)> {
        let there = self.carried.loose.values().filter(move |loose| {
            loose.changeset.document.branch == *branch && loose.changeset.document.cycle == year
        });
        // Of two pieces that name one training the later one of its chain stands.
        let mut pieces: Vec<&Loose> = there.collect();
        pieces.sort_by_key(|loose| std::cmp::Reverse(loose.changeset.first_seq));
        pieces.into_iter().flat_map(|loose| loose.trainings.iter().map(|(id, one)| (*id, one)))
    }

    /// The calendar years of such trainings.
    pub(super) fn loose_years(&self) -> impl Iterator<Item = Cycle> {
        self.carried.loose.values().map(|loose| loose.changeset.document.cycle)
    }

    /// Adds a part to the set that is being scanned. Another set takes its place.
    pub(super) fn collect(&mut self, part: Part) {
        match &mut self.carried.parts {
            Some(set) => {
                if let Err(part) = set.add(part) {
                    *set = Collected::begin(part);
                }
            }
            none => *none = Some(Collected::begin(part)),
        }
    }

    /// As [`Phone::collect`], durably.
    pub(super) fn keep_part(&mut self, draft: &mut Draft, part: Part) {
        if self.carried.parts.as_ref().is_some_and(|set| set.set != part.set) {
            self.drop_parts(draft);
        }
        draft.writes.push(Write::Put(part_key(part.number), part.to_bytes()));
        self.collect(part);
    }

    /// Lets go of the parts, once they were taken in.
    pub(super) fn drop_parts(&mut self, draft: &mut Draft) {
        if let Some(set) = self.carried.parts.take() {
            let numbers = (1..=set.total).filter(|number| !set.missing().contains(number));
            draft.writes.extend(numbers.map(|number| Write::Delete(part_key(number))));
        }
    }
}

fn part_key(number: u8) -> Vec<u8> {
    record_key(PART, &[number])
}

/// The trainings among the entries of a calendar; of several about one, the last.
fn trainings(opened: &Opened) -> Vec<(ObjectId, Training)> {
    let mut found: BTreeMap<ObjectId, Training> = BTreeMap::new();
    for (_, entry) in opened.named() {
        if let (Ok(Some(Key::Training(id))), Ok(Some(Value::Training(training)))) =
            (Key::read(&entry.key), Value::read(&entry.value))
        {
            found.insert(id, training);
        }
    }
    found.into_iter().collect()
}
