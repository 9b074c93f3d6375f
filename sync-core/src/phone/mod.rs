//! A phone: everything it records, sends, receives and shows. A pure state machine with no
//! socket, clock, thread or store inside. Each call that changes something returns a [`Batch`];
//! the host makes it durable and says so with [`Phone::persisted`]. Only then is it "saved", and
//! only then may it leave the phone.

mod batch;
mod called;
mod carried;
mod cases;
mod check_in;
mod close;
mod consent;
mod contact;
pub mod covered;
mod desk;
mod devices;
mod directory;
mod due;
mod enrol;
mod erasure;
mod exchange;
mod figures;
mod fork;
mod guest;
mod intake;
mod judged;
mod letters;
mod observer;
mod office;
mod passes;
mod pieces;
mod postbag;
mod posted;
mod quarantine;
mod read;
mod record;
mod roll;
mod rows;
mod settle;
mod sides;
pub mod state;
mod statement;
mod subjects;
mod token;
mod transfer;
mod trust;
mod upload;

pub use batch::{Batch, Mark, Write};
pub use called::BranchRow;
pub use check_in::{CodeRow, ShownCode};
pub use close::{ClosedRow, period_end};
pub use consent::{ConsentRow, NOTICE_VERSION, NoticeLanguage};
pub use contact::CarriedOver;
pub use covered::Covered;
pub use devices::DeviceRow;
pub use directory::Time;
pub use due::ObjectionDue;
pub use enrol::{Enrolment, Identity};
pub use exchange::{Outgoing, Received, publication_hash};
pub use figures::EvaluationPeriod;
pub use guest::{NewAttestation, Seen};
pub use letters::LetterRow;
pub use observer::Observer;
pub use office::{NewDecision, NewTraining};
pub use passes::PassRow;
pub use quarantine::{Adoptions, QuarantineRow, QuarantineState};
pub use read::{Held, LiveDocument};
pub use record::{NewClaim, Recorded};
pub use roll::{MarkRow, PlanRow, RollRow, UnlistedRow};
pub use rows::{ClaimName, ClaimRow, Delivery, LineRow, StandingRow, Status, TrainingRow};
pub use settle::{NewAdjustment, TrainingEdit};
pub use sides::{AdjustmentRow, AnswerRow, ObjectionRow, RecordName, Side, VetoRow};
pub use statement::{
    CloseRow, Correction, PeriodRow, PostedLine, RosterRow, Statement, StatementLine,
};
pub use transfer::{CarriedChain, CheckIn, Codes, Export, Exported, Imported, Selection};

use crate::chain::certificate::Certificate;
use crate::chain::changeset::{Changeset, Opened};
use crate::chain::document::DocumentId;
use crate::chain::entry::{Entry, Note, note_salt};
use crate::chain::keys::{Hash, KeyPair, MacKey};
use crate::code::Code;
use crate::hub::write_chain;
use crate::id::{Actor, BranchId, MemberId, ObjectId, Serial};
use crate::model::points::FOLD_VERSION;
use crate::sync::authority::Subject;
use crate::sync::contact::Welcome;
use crate::sync::request::Cursor;
use crate::time::{Day, Seconds};
use state::{Chain, ChainId, Trust, space};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A phone.
#[derive(Debug)]
pub struct Phone {
    pair: KeyPair,
    mac_key: MacKey,
    me: Welcome,
    trust: Trust,
    mark: Mark,
    chains: BTreeMap<ChainId, Chain>,
    cursors: BTreeMap<BranchId, Cursor>,
    /// Streams without a cursor because the hub said that there is nothing in them.
    empty: BTreeSet<BranchId>,
    publications: BTreeMap<Hash, Box<[u8]>>,
    /// The hub's clock less the device's, in seconds.
    clock_offset: i64,
    confirmed_at: Option<Seconds>,
    next_batch: u64,
    unpersisted: VecDeque<Unpersisted>,
    broken: bool,
    owed: Option<Mark>,
    flight: Option<exchange::Flight>,
    damaged: u32,
    /// Changesets that came before what they need to be checked, by the key they rest under.
    parked: BTreeMap<Vec<u8>, Changeset>,
    /// What came from other phones.
    carried: carried::Carried,
    /// What the hub said about people and rules; follows from the chains and publications.
    directory: directory::Directory,
    /// True where something came in that the directory has not read.
    unread: bool,
    /// The newest version of the points calculation that this app knows.
    fold_known: u32,
    /// Own entries under numbers where the hub has others, until they are recorded again.
    aside: BTreeMap<Vec<u8>, Opened>,
    /// Whose texts are to be dropped, and of which years.
    erasures: erasure::Erasures,
    /// True where the hub was found to be an older one, until it was handed the publications.
    offering: bool,
}

#[derive(Debug)]
struct Unpersisted {
    id: u64,
    heads: Vec<(ChainId, u32)>,
}

/// Writes in the making.
#[derive(Debug, Default)]
struct Draft {
    writes: Vec<Write>,
    heads: Vec<(ChainId, u32)>,
    marked: bool,
    /// Streams that have to be followed from their start once more.
    anew: BTreeSet<BranchId>,
}

impl Phone {
    /// Opens a phone from what its host kept: the identity beside the key, the mark beside it,
    /// and every record of the store. Records that do not check out are left where they are,
    /// counted as damaged and not used.
    ///
    /// # Errors
    /// [`Code::KeyWeak`] where the identity cannot make a frame key with the hub's.
    pub fn open(
        identity: &Identity,
        mark: Option<Mark>,
        records: impl IntoIterator<Item = (Vec<u8>, Vec<u8>)>,
    ) -> Result<Phone, Code> {
        let pair = KeyPair::from_seed(&identity.seed);
        let me = identity.welcome.clone();
        let own = Certificate {
            serial: me.serial,
            branch: me.branch.clone(),
            member: me.member.clone(),
            role: me.role,
            key: pair.public(),
            issued: Day(0),
            renew: Day(u32::MAX),
        };
        let mut phone = Phone {
            mac_key: pair.mac_key(&me.hub)?,
            trust: Trust::new(&me, BTreeMap::from([((me.branch.clone(), me.serial), own)])),
            pair,
            me,
            mark: Mark::default(),
            chains: BTreeMap::new(),
            cursors: BTreeMap::new(),
            empty: BTreeSet::new(),
            publications: BTreeMap::new(),
            clock_offset: 0,
            confirmed_at: None,
            next_batch: 1,
            unpersisted: VecDeque::new(),
            broken: false,
            owed: None,
            flight: None,
            damaged: 0,
            parked: BTreeMap::new(),
            carried: carried::Carried::default(),
            directory: directory::Directory::default(),
            unread: false,
            fold_known: FOLD_VERSION,
            aside: BTreeMap::new(),
            offering: false,
            erasures: erasure::Erasures::default(),
        };
        let held_before = phone.load(records);
        phone.heed_succession()?;
        phone.wake_loose();
        phone.read_directory();
        let resting = phone.mark;
        phone.mark = mark.map_or(resting, |beside| resting.brought_to(beside));
        // Unchanged by what lies beside the key, the store's mark is the newer one.
        phone.owed = (phone.mark == resting && mark != Some(resting)).then_some(resting);
        if phone.held() < held_before {
            // A record of this phone's own does not load, so its next number may be taken.
            phone.mark.generation = phone.next_generation();
        }
        phone.heed_the_hub();
        Ok(phone)
    }

    /// The member whose phone this is.
    #[must_use]
    pub const fn member(&self) -> &MemberId {
        &self.me.member
    }

    /// The home branch.
    #[must_use]
    pub const fn branch(&self) -> &BranchId {
        &self.me.branch
    }

    /// The phone's role.
    #[must_use]
    pub const fn role(&self) -> crate::chain::certificate::Role {
        self.me.role
    }

    /// The phone's member as the table of access sees them.
    pub(crate) fn subject(&self) -> Subject {
        let Welcome { branch, member, role, .. } = &self.me;
        Subject { branch: branch.clone(), member: member.clone(), role: *role }
    }

    /// The phone as a writer of chains.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor { serial: self.me.serial, generation: self.mark.generation }
    }

    /// The mark as it should lie beside the key now.
    #[must_use]
    pub const fn mark(&self) -> Mark {
        self.mark
    }

    /// The mark that the host still owes: it died after it had written records and before it had
    /// replaced the mark. To be kept beside the key before anything leaves the phone; otherwise,
    /// were the store lost as well, the numbers of those records would be used again.
    #[must_use]
    pub const fn mark_owed(&self) -> Option<Mark> {
        self.owed
    }

    /// The host made this batch durable.
    ///
    /// # Errors
    /// [`Code::StateWrong`] where batches are answered out of order.
    pub fn persisted(&mut self, batch: u64) -> Result<(), Code> {
        match self.unpersisted.front() {
            Some(first) if first.id == batch => {}
            _ => return Err(Code::StateWrong),
        }
        let heads = self.unpersisted.pop_front().map(|done| done.heads).unwrap_or_default();
        for (chain, seq) in heads {
            if let Some(chain) = self.chains.get_mut(&chain) {
                chain.saved = chain.saved.max(seq);
            }
        }
        Ok(())
    }

    /// The host could not make this batch durable. What is in memory is no longer what rests, so
    /// the phone refuses everything until the host opens it anew from its store.
    pub fn failed(&mut self, _batch: u64) {
        self.broken = true;
    }

    /// Takes up what the hub says about this device: its role, and a lock, behind which it goes
    /// on in another generation. True where the mark moved.
    fn heed_the_hub(&mut self) -> bool {
        let place = (self.me.branch.clone(), self.me.serial);
        if let Some(own) = self.trust.certificates.get(&place) {
            self.me.role = own.role;
        }
        let lock = self.trust.lock(&place.0, place.1).filter(|lock| lock.left().is_some());
        let behind = lock.is_some_and(|lock| self.mark.generation <= lock.last_generation());
        if behind {
            let last = lock.map_or(0, crate::sync::lock::DeviceLock::last_generation);
            self.mark.generation = self.next_generation().max(last.saturating_add(1));
        }
        behind
    }

    /// Takes up the hub's newest key: what is asked from now on is asked under it. What former keys
    /// signed was said again, so it is offered to nobody.
    fn heed_succession(&mut self) -> Result<(), Code> {
        self.mac_key = self.pair.mac_key(self.trust.succession.current())?;
        for (id, chain) in &mut self.chains {
            if self.trust.is_former(id.1) {
                chain.confirmed = chain.last_seq();
            }
        }
        Ok(())
    }

    /// Keeps newer keys of the hub that were just learnt.
    fn keep_succession(&mut self, draft: &mut Draft) -> Result<(), Code> {
        if std::mem::take(&mut self.trust.succeeded) {
            let bytes = self.trust.succession.to_bytes();
            draft.writes.push(Write::Put(space::SUCCESSION.to_vec(), bytes));
            self.heed_succession()?;
        }
        Ok(())
    }

    fn ready(&self) -> Result<(), Code> {
        if self.broken { Err(Code::StoreFailed) } else { Ok(()) }
    }

    /// Entries that this device signed and that its store no longer has. It shrinks when the
    /// hub hands back what had arrived there.
    fn missing(&self) -> u32 {
        self.mark.signed.saturating_sub(self.held())
    }

    /// Entries that this device signed and that are here.
    fn held(&self) -> u32 {
        let own = self.chains.iter().filter(|((_, actor), _)| actor.serial == self.me.serial);
        own.map(|(_, chain)| chain.last_seq()).sum()
    }

    fn batch(&mut self, mut draft: Draft) -> Batch {
        if draft.marked {
            let mark = self.mark.to_bytes().to_vec();
            draft.writes.push(Write::Put(space::MARK.to_vec(), mark));
            let held = u64::from(self.held());
            draft.writes.push(state::put_number(space::HELD.to_vec(), held));
        }
        let id = self.next_batch;
        self.next_batch += 1;
        self.unpersisted.push_back(Unpersisted { id, heads: draft.heads });
        Batch { id, writes: draft.writes, mark: draft.marked.then_some(self.mark) }
    }

    /// The next id of a training or activity.
    fn next_id(&mut self, draft: &mut Draft) -> ObjectId {
        self.mark.counter += 1;
        draft.marked = true;
        let Mark { generation, counter, .. } = self.mark;
        ObjectId { serial: self.me.serial, generation, counter }
    }

    /// Appends entries to the phone's own chain in a document and signs its head. Notes get
    /// their salts here, because a salt belongs to an entry's number.
    fn append(
        &mut self,
        draft: &mut Draft,
        document: &DocumentId,
        entries: Vec<Entry>,
    ) -> Result<(), Code> {
        let id: ChainId = (document.clone(), self.actor());
        let mut rest = entries;
        while !rest.is_empty() {
            let later = rest.split_off(rest.len().min(crate::chain::changeset::ENTRIES_MAX));
            self.append_some(draft, &id, std::mem::replace(&mut rest, later))?;
        }
        Ok(())
    }

    fn append_some(
        &mut self,
        draft: &mut Draft,
        id: &ChainId,
        mut entries: Vec<Entry>,
    ) -> Result<(), Code> {
        let (document, actor) = id;
        let generation = actor.generation.to_be_bytes();
        let chain_salt =
            self.pair.derived("drokpa/chain-salt/1", &[&document.to_bytes(), &generation]);
        let tip = self.chains.get(id).and_then(Chain::tip);
        let mut noted = false;
        for (seq, entry) in (tip.map_or(1, |(seq, _)| seq + 1)..).zip(&mut entries) {
            if let Note::Text { salt, .. } = &mut entry.note {
                *salt = note_salt(&chain_salt, seq);
                noted = true;
            }
        }
        let count = entries.len() as u32;
        let mut opened =
            write_chain(&self.trust.realm, &self.pair, *actor, document, (tip, entries))?;
        opened.chain_salt = noted.then_some(chain_salt);
        let key = space::changeset(id, opened.first_seq);
        draft.writes.push(Write::Put(key, state::stored(&opened)));
        draft.heads.push((id.clone(), opened.last_seq()));
        draft.marked = true;
        self.mark.signed += count;
        self.chains.entry(id.clone()).or_default().segments.push(opened);
        Ok(())
    }

    fn chains_of(&self, document: &DocumentId) -> impl Iterator<Item = (&ChainId, &Chain)> {
        let actor = |serial, generation| Actor { serial: Serial(serial), generation };
        let first = (document.clone(), actor(0, 0));
        let last = (document.clone(), actor(u32::MAX, u32::MAX));
        self.chains.range(first..=last)
    }

    /// What this device wrote into a document, of all its generations.
    fn own_entries(&self, document: &DocumentId) -> impl Iterator<Item = (&Hash, &Entry)> {
        let own = self.chains_of(document).filter(|((_, actor), _)| actor.serial == self.me.serial);
        own.flat_map(|(_, chain)| chain.entries()).map(|(_, hash, entry)| (hash, entry))
    }
}
