//! What a phone needs to check any changeset: the realm, the hub's key, the certificates and the
//! locks that the hub said. It is the same whatever order these came in: of what the hub says
//! under one key, the last word of its highest generation holds.

use crate::chain::certificate::{Certificate, Role};
use crate::chain::changeset::{Changeset, Opened};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::ChainScope;
use crate::chain::keys::{PublicKey, Realm};
use crate::code::Code;
use crate::id::{Actor, BranchId, Serial};
use crate::schema::key::Key;
use crate::schema::value::{Lock, Value};
use crate::sync::authority::{Subject, may_write};
use crate::sync::contact::Welcome;
use crate::sync::lock::{DeviceLock, Limit};
use crate::sync::succession::Succession;
use std::collections::BTreeMap;

/// Certificates by the branch whose registry or membership document names them.
pub type Certificates = BTreeMap<(BranchId, Serial), Certificate>;

/// Generation of the hub and number of its entry: later words stand above earlier ones.
type Rank = (u32, u32);

/// A word of the hub about a device: the document that it stands in, and which part of a lock; 0
/// for certificates.
type Place = (BranchId, Serial, DocumentKind, u32);

/// What is needed to check any changeset.
#[derive(Debug)]
pub struct Trust {
    /// The organisation.
    pub realm: Realm,
    /// The hub's keys.
    pub succession: Succession,
    /// The root key, which vouches for those.
    root: PublicKey,
    /// True where newer keys of the hub were learnt, until somebody has kept them.
    pub succeeded: bool,
    /// Known certificates.
    pub certificates: Certificates,
    heard: BTreeMap<Place, (Rank, Certificate)>,
    parts: BTreeMap<Place, (Rank, Lock)>,
    locks: BTreeMap<(BranchId, Serial), DeviceLock>,
}

/// How a writer stands to a document.
struct Writer<'a> {
    certificate: &'a Certificate,
    lock: Option<&'a DeviceLock>,
    /// A registry names reviewers of the township above it; being named there says "above".
    above: bool,
}

impl Trust {
    /// Trust in the hub of a welcome, and in the certificates that are known beforehand.
    #[must_use]
    pub fn new(welcome: &Welcome, certificates: Certificates) -> Trust {
        let (heard, parts, locks) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let (realm, root) = (welcome.realm(), welcome.root);
        let succession = Succession::only(welcome.hub, welcome.hub_signature);
        Trust { realm, succession, root, succeeded: false, certificates, heard, parts, locks }
    }

    /// Takes up newer keys of the hub, as the root key signed them; false where they are not newer.
    ///
    /// # Errors
    /// [`Code::ReplyMalformed`] or [`Code::HubUntrusted`].
    pub fn succeed(&mut self, bytes: &[u8]) -> Result<bool, Code> {
        let succession = Succession::read(bytes, &self.root)?;
        let newer = succession.follows(&self.succession);
        if newer {
            self.succession = succession;
            self.succeeded = true;
        }
        Ok(newer)
    }

    /// Takes up the keys that this phone had kept, as the root key signed them.
    ///
    /// # Errors
    /// As [`Trust::succeed`].
    pub(super) fn remember(&mut self, bytes: &[u8]) -> Result<(), Code> {
        self.succession = Succession::read(bytes, &self.root)?;
        Ok(())
    }

    /// The list of the hub's keys that the beginning of a registry chain holds, where `hub` signed
    /// that; the root key signed the list. Nothing is taken up.
    #[must_use]
    pub(super) fn keys_told(&self, changeset: &Changeset, hub: &PublicKey) -> Option<Succession> {
        let Changeset { document, actor, first_seq, .. } = changeset;
        if document.kind != DocumentKind::Registry || actor.serial != Serial::HUB || *first_seq != 1
        {
            return None;
        }
        let genesis = ChainScope::new(&self.realm, document, hub, *actor).genesis();
        let opened = changeset.open(&self.realm, hub, &genesis).ok()?;
        for (_, entry) in &opened.entries {
            if let Ok(Some(Value::HubKeys(bytes))) = Value::read(&entry.value) {
                return Succession::read(&bytes, &self.root).ok();
            }
        }
        None
    }

    /// True for chains that a former key of the hub's signed.
    #[must_use]
    pub fn is_former(&self, actor: Actor) -> bool {
        actor.serial == Serial::HUB && actor.generation < self.succession.from()
    }

    fn find(&self, document: &DocumentId, serial: Serial) -> Option<Writer<'_>> {
        // The home branch names hosts who attested something there; a host's own phone knows its
        // people from its own registry.
        let branches = std::iter::once(&document.branch).chain(&document.host);
        let mut places = branches.map(|branch| (branch.clone(), serial));
        let place = places.find(|place| self.certificates.contains_key(place))?;
        let certificate = self.certificates.get(&place)?;
        let above = certificate.branch != document.branch;
        Some(Writer { certificate, lock: self.locks.get(&place), above })
    }

    /// The key that signs a chain, if its writer may write there, or might when it was written.
    ///
    /// # Errors
    /// [`Code::CertificateUnknown`] or [`Code::DocumentForeign`].
    pub fn writer(&self, document: &DocumentId, actor: Actor) -> Result<PublicKey, Code> {
        if document.kind.is_hubs() {
            let hub = actor.serial == Serial::HUB;
            let key = *self.succession.key_of(actor.generation);
            return if hub { Ok(key) } else { Err(Code::DocumentForeign) };
        }
        let found = self.find(document, actor.serial).ok_or(Code::CertificateUnknown)?;
        let subject = Subject::from(found.certificate);
        let might = |lock: &DeviceLock| lock.could_write(&subject, document, found.above);
        if may_write(&subject, document, found.above) || found.lock.is_some_and(might) {
            Ok(found.certificate.key)
        } else {
            Err(Code::DocumentForeign)
        }
    }

    /// How much of a chain counts.
    #[must_use]
    pub fn limit(&self, document: &DocumentId, actor: Actor) -> Limit {
        let Some(found) = self.find(document, actor.serial) else { return Limit::Open };
        let subject = Subject::from(found.certificate);
        let place = (actor.generation, found.above);
        found.lock.map_or(Limit::Open, |lock| lock.limit(&subject, document, place))
    }

    /// The lock of a device in a branch.
    #[must_use]
    pub fn lock(&self, branch: &BranchId, serial: Serial) -> Option<&DeviceLock> {
        self.locks.get(&(branch.clone(), serial))
    }

    /// The certificate of the writer of a document's chain, where known.
    #[must_use]
    pub fn certificate(&self, document: &DocumentId, serial: Serial) -> Option<&Certificate> {
        self.find(document, serial).map(|found| found.certificate)
    }

    /// The role of the writer of a chain, where known.
    #[must_use]
    pub fn role(&self, branch: &BranchId, serial: Serial) -> Option<Role> {
        self.certificates.get(&(branch.clone(), serial)).map(|certificate| certificate.role)
    }

    /// Learns the certificates and locks among entries of the hub. A certificate that does not
    /// check out is passed over: what it should have vouched for then stays unknown.
    pub fn learn(&mut self, opened: &Opened) {
        let kind = opened.document.kind;
        if !matches!(kind, DocumentKind::Registry | DocumentKind::Membership) {
            return;
        }
        let branch = &opened.document.branch;
        for (seq, (_, entry)) in (opened.first_seq..).zip(opened.named()) {
            let rank = (opened.actor.generation, seq);
            match (Key::read(&entry.key), Value::read(&entry.value)) {
                (Ok(Some(Key::Certificate(serial))), Ok(Some(Value::Certificate(value)))) => {
                    let hub = self.succession.key_of(opened.actor.generation);
                    let checked = Certificate::check(&self.realm, hub, serial, &value);
                    if let Ok(certificate) = checked {
                        let place = (branch.clone(), serial, kind, 0);
                        keep(&mut self.heard, place, (rank, certificate));
                        self.settle_certificate(branch, serial);
                    }
                }
                (Ok(Some(Key::Lock(serial, part))), Ok(Some(Value::Lock(lock)))) => {
                    keep(&mut self.parts, (branch.clone(), serial, kind, part), (rank, lock));
                    self.settle_lock(branch, serial);
                }
                (Ok(Some(Key::HubKeys)), Ok(Some(Value::HubKeys(bytes)))) => {
                    // One that the root key did not sign says nothing.
                    let _ = self.succeed(&bytes);
                }
                _ => {}
            }
        }
    }

    /// The registry's word goes before the membership document's: who has one there has, or had,
    /// a role that everybody must know of.
    fn settle_certificate(&mut self, branch: &BranchId, serial: Serial) {
        let kinds = [DocumentKind::Registry, DocumentKind::Membership];
        let mut places = kinds.into_iter().map(|kind| (branch.clone(), serial, kind, 0));
        if let Some((_, certificate)) = places.find_map(|place| self.heard.get(&place)) {
            self.certificates.insert((branch.clone(), serial), certificate.clone());
        }
    }

    fn settle_lock(&mut self, branch: &BranchId, serial: Serial) {
        for kind in [DocumentKind::Registry, DocumentKind::Membership] {
            let place = |part| (branch.clone(), serial, kind, part);
            let parts = self.parts.range(place(0)..=place(u32::MAX));
            // Without its first part a lock is not whole yet.
            if self.parts.contains_key(&place(0))
                && let Some(lock) = DeviceLock::of(parts.map(|(_, (_, lock))| lock))
            {
                self.locks.insert((branch.clone(), serial), lock);
                return;
            }
        }
    }
}

fn keep<T>(words: &mut BTreeMap<Place, (Rank, T)>, place: Place, word: (Rank, T)) {
    if words.get(&place).is_none_or(|(rank, _)| *rank < word.0) {
        words.insert(place, word);
    }
}
