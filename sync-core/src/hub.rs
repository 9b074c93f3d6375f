//! The hub's pure steps. A server puts its store between them: open a frame, look up the facts,
//! judge, commit, look up what is new, answer. No socket, clock, store or thread in here.

use crate::chain::certificate::{Certificate, Role};
use crate::chain::changeset::{Changeset, Opened};
use crate::chain::document::DocumentId;
use crate::chain::entry::{ChainScope, Entry, Note};
use crate::chain::keys::{Hash, KeyPair, PublicKey, Realm};
use crate::code::Code;
use crate::id::{Actor, BranchId, MemberId, Serial};
use crate::sync::authority::Subject;
use crate::sync::contact::{Welcome, sign_hub};
use crate::sync::judge::{ChainFacts, Verdict, judge};
use crate::sync::reply::Fate;
use crate::sync::request::{Cursor, Request};
use crate::sync::succession::{Reign, Succession};
use std::collections::HashMap;

/// The hub's keys. The root key itself stays off the hub; only what it signed is here.
#[derive(Clone, Debug)]
pub struct HubKeys {
    /// The organisation's root key.
    pub root: PublicKey,
    /// The hub's own pair: certifies devices, writes the registry, agrees on frame keys.
    pub pair: KeyPair,
    /// The root key's signature over the hub's.
    pub signature: [u8; 64],
    /// The generation the hub writes under; one more after each restore.
    pub generation: u32,
    /// All its keys one after the other, this one the last.
    pub succession: Succession,
    /// Its former pairs. They open what was sealed for it, and authenticate phones that have been
    /// away so long that they have to be told; they sign nothing any more.
    pub former: Vec<KeyPair>,
}

impl HubKeys {
    /// Keys of a new organisation from two 32-byte seeds.
    #[must_use]
    pub fn new(root: &KeyPair, pair: KeyPair) -> HubKeys {
        let signature = sign_hub(root, &pair.public());
        let succession = Succession::only(pair.public(), signature);
        HubKeys { root: root.public(), pair, signature, generation: 0, succession, former: vec![] }
    }

    /// The keys of a hub that goes on under a new pair from a generation that it has never written
    /// under. What the root signs here is all that phones need.
    ///
    /// # Errors
    /// As [`Succession::sign`]; [`Code::HubUntrusted`] where the root is another.
    pub fn succeed(&self, root: &KeyPair, pair: KeyPair, from: u32) -> Result<HubKeys, Code> {
        if root.public() != self.root {
            return Err(Code::HubUntrusted);
        }
        let mut pairs = self.former.iter().chain([&self.pair]);
        let first = pairs.next().map_or(self.pair.public(), KeyPair::public);
        let next = Reign { key: pair.public(), from };
        let later = [self.succession.later(), &[next]].concat();
        Ok(HubKeys {
            root: self.root,
            signature: sign_hub(root, &pair.public()),
            generation: from,
            succession: Succession::sign(root, first, &later)?,
            former: self.former.iter().chain([&self.pair]).cloned().collect(),
            pair,
        })
    }

    /// The former pair under which this holds, the newest first: a frame that authenticates, a
    /// letter that opens.
    pub fn formerly<T>(&self, holds: impl FnMut(&KeyPair) -> Option<T>) -> Option<T> {
        self.former.iter().rev().find_map(holds)
    }

    /// The key with which the hub signed, or signs, under a generation.
    #[must_use]
    pub fn key_of(&self, generation: u32) -> PublicKey {
        *self.succession.key_of(generation)
    }

    /// The key whose words under a generation are still taken back from phones: the newest. What
    /// former keys signed was said again by it, so that nobody who has one adds anything.
    #[must_use]
    pub fn taken_back(&self, generation: u32) -> Option<PublicKey> {
        (generation >= self.succession.from()).then(|| self.pair.public())
    }

    /// The realm.
    #[must_use]
    pub fn realm(&self) -> Realm {
        Realm::of(&self.root)
    }

    /// The hub as a writer of chains.
    #[must_use]
    pub const fn actor(&self) -> Actor {
        Actor { serial: Serial::HUB, generation: self.generation }
    }

    /// Who the hub is and who a device is.
    #[must_use]
    pub fn welcome(
        &self,
        serial: Serial,
        branch: &BranchId,
        member: &MemberId,
        role: Role,
    ) -> Welcome {
        Welcome {
            root: self.root,
            hub: self.pair.public(),
            hub_signature: self.signature,
            serial,
            branch: branch.clone(),
            member: member.clone(),
            role,
        }
    }

    /// Appends entries of the hub's own behind the tip of its chain in a document, and signs.
    ///
    /// # Errors
    /// [`Code::EntryTooLarge`] for an entry above the limits; [`Code::CountTooLarge`] for none,
    /// or more than a changeset holds.
    pub fn write(
        &self,
        document: &DocumentId,
        tip: Option<(u32, Hash)>,
        entries: Vec<Entry>,
    ) -> Result<Opened, Code> {
        let mut entries = entries;
        let first = tip.map_or(1, |(seq, _)| seq.saturating_add(1));
        for (seq, entry) in (first..).zip(&mut entries) {
            if let Note::Text { salt, .. } = &mut entry.note {
                // A salt of its own: those of other members must not tell an erased one.
                let place = [self.generation.to_be_bytes(), seq.to_be_bytes()].concat();
                let parts: [&[u8]; 2] = [&document.to_bytes(), &place];
                *salt = self.pair.derived("drokpa/name-salt/1", &parts);
            }
        }
        write_chain(&self.realm(), &self.pair, self.actor(), document, (tip, entries))
    }
}

/// Appends entries behind the tip of a chain and signs the new head.
///
/// # Errors
/// [`Code::EntryTooLarge`] for an entry above the limits; [`Code::CountTooLarge`] for none, or
/// more than a changeset holds.
pub fn write_chain(
    realm: &Realm,
    pair: &KeyPair,
    actor: Actor,
    document: &DocumentId,
    (tip, entries): (Option<(u32, Hash)>, Vec<Entry>),
) -> Result<Opened, Code> {
    if entries.is_empty() || entries.len() > crate::chain::changeset::ENTRIES_MAX {
        return Err(Code::CountTooLarge);
    }
    let scope = ChainScope::new(realm, document, &pair.public(), actor);
    let (last_seq, previous) = tip.unwrap_or_else(|| (0, scope.genesis()));
    let mut seq = last_seq;
    let mut hash = previous;
    let mut hashed = Vec::with_capacity(entries.len());
    for entry in entries {
        entry.check()?;
        seq = seq.checked_add(1).ok_or(Code::CountTooLarge)?;
        hash = scope.hash(seq, &hash, &entry);
        hashed.push((hash, entry));
    }
    Ok(Opened {
        document: document.clone(),
        actor,
        first_seq: last_seq + 1,
        previous,
        entries: hashed,
        chain_salt: None,
        signature: scope.sign_head(pair, seq, &hash),
        packed: None,
    })
}

/// Most bytes of columns that a locked device may deposit in a day, in all branches together.
pub const DEPOSIT_BYTES_MAX: usize = 64 * 1024;

/// The rolling hash of a stream after one more row.
#[must_use]
pub fn next_check(check: &Hash, opened: &Opened) -> Hash {
    let document = opened.document.to_bytes();
    let serial = opened.actor.serial.0.to_be_bytes();
    let generation = opened.actor.generation.to_be_bytes();
    let last = opened.last_seq().to_be_bytes();
    let parts: [&[u8]; 6] = [&check.0, &document, &serial, &generation, &last, &opened.tip().0];
    Hash::of("drokpa/stream/1", &parts)
}

/// The cursor of a stream position: the check binds the epoch and all rows up to there.
#[must_use]
pub fn cursor(epoch: u32, position: u64, check: &Hash) -> Cursor {
    if position == 0 {
        return Cursor::default();
    }
    let check = Hash::of("drokpa/cursor/1", &[&epoch.to_be_bytes(), &check.0]).prefix();
    Cursor { position, check }
}

/// Where a reader stands in a stream, as its cursor says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standpoint {
    /// Has followed the stream up to this position; 0 for its start.
    At(u64),
    /// Was given a larger role after `old`, and is being given the older rows that it may read
    /// now: those up to `at` it has.
    Back {
        /// Up to where it had followed the stream under the smaller role.
        old: u64,
        /// Up to where it has been given the older rows.
        at: u64,
    },
}

const BACK: u64 = 1 << 62;
const BACK_BITS: u32 = 31;
const BACK_MAX: u64 = (1 << BACK_BITS) - 1;

impl Standpoint {
    /// What a cursor says; whether it is of this history is for [`cursor`] and [`back_cursor`].
    #[must_use]
    pub const fn of(cursor: &Cursor) -> Standpoint {
        let position = cursor.position;
        if position & BACK == 0 {
            Standpoint::At(position)
        } else {
            Standpoint::Back { old: position >> BACK_BITS & BACK_MAX, at: position & BACK_MAX }
        }
    }
}

/// The cursor of a reader that is given older rows: positions and rolling hashes of where it had
/// been, and of how far it has got. Phones keep it like any other. `None` in a stream of more than
/// two thousand million rows, where the reader has to start anew instead.
#[must_use]
pub fn back_cursor(epoch: u32, old: (u64, &Hash), at: (u64, &Hash)) -> Option<Cursor> {
    if old.0 > BACK_MAX || at.0 > BACK_MAX {
        return None;
    }
    let parts: [&[u8]; 3] = [&epoch.to_be_bytes(), &old.1.0, &at.1.0];
    let check = Hash::of("drokpa/cursor-back/1", &parts).prefix();
    Some(Cursor { position: BACK | old.0 << BACK_BITS | at.0, check })
}

/// What a store can say about chains while a request is judged.
pub trait Facts {
    /// The store's error.
    type Error;

    /// What is known about the chain of this changeset.
    ///
    /// # Errors
    /// Where the store cannot be read.
    fn chain(&mut self, changeset: &Changeset) -> Result<ChainFacts, Self::Error>;
}

/// Entries to append behind a tip. The store compares the tip once more under its lock.
#[derive(Debug)]
pub struct Append {
    /// The tip that was judged against; `None` for a chain that begins.
    pub behind: Option<(u32, Hash)>,
    /// The entries.
    pub opened: Opened,
    /// True where some of them lie above a lock: their bytes count against the day's deposit.
    pub quarantined: bool,
}

/// What became of a request's changesets.
#[derive(Debug, Default)]
pub struct Plan {
    /// One for each changeset, in order.
    pub fates: Vec<Fate>,
    /// What to append, in order.
    pub appends: Vec<Append>,
    /// Losers of forks, to be kept.
    pub evidence: Vec<Opened>,
}

type ChainKey = (DocumentId, Actor);

/// Judges all changesets of a request, each against the log and those before it.
///
/// # Errors
/// Where the facts cannot be read.
pub fn plan<F: Facts>(
    realm: &Realm,
    carrier: &Subject,
    request: &Request,
    facts: &mut F,
) -> Result<Plan, F::Error> {
    let mut plan = Plan::default();
    let mut appended: HashMap<ChainKey, Vec<usize>> = HashMap::new();
    for changeset in request.changesets() {
        let mut known = facts.chain(changeset)?;
        let chain = (changeset.document.clone(), changeset.actor);
        let earlier = appended.get(&chain).map_or(&[][..], Vec::as_slice);
        let deposited = plan.appends.iter().filter(|append| {
            append.quarantined && append.opened.actor.serial == changeset.actor.serial
        });
        let deposited: usize = deposited.map(|one| one.opened.pack(false).columns.len()).sum();
        known.deposit_bytes_left = known.deposit_bytes_left.saturating_sub(deposited);
        overlay(&mut known, changeset, earlier.iter().filter_map(|at| plan.appends.get(*at)));
        let fate = match judge(realm, carrier, changeset, &known) {
            Verdict::Append(opened, fate) => {
                appended.entry(chain).or_default().push(plan.appends.len());
                let quarantined = fate == Fate::Quarantined;
                plan.appends.push(Append { behind: known.tip, opened: *opened, quarantined });
                fate
            }
            Verdict::Evidence(opened, fate) => {
                plan.evidence.push(*opened);
                fate
            }
            Verdict::Nothing(fate) => fate,
        };
        plan.fates.push(fate);
    }
    Ok(plan)
}

/// Adds to the log's facts what the same request appends to the same chain.
fn overlay<'a>(
    facts: &mut ChainFacts,
    changeset: &Changeset,
    earlier: impl Iterator<Item = &'a Append>,
) {
    for Append { opened, .. } in earlier {
        facts.tip = Some((opened.last_seq(), opened.tip()));
        let before = changeset.first_seq.checked_sub(1).and_then(|seq| opened.hash_at(seq));
        facts.before = before.or(facts.before);
        let at_last = opened.hash_at(changeset.last_seq());
        // The entry before the append is the log's own; it is in the facts already.
        facts.at_last = facts.at_last.or(at_last);
    }
}

/// What a store knows of an enrolled device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Its certificate.
    pub certificate: Certificate,
    /// True once it was revoked: it may deposit, never read.
    pub revoked: bool,
    /// True where a lock speaks about it, because it was revoked or lost a role.
    pub locked: bool,
}
