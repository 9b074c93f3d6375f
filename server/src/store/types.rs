//! What goes into a store and comes out of it.

use drokpa_core::chain::certificate::{Certificate, Role};
use drokpa_core::chain::changeset::{Changeset, Opened};
use drokpa_core::chain::document::DocumentId;
use drokpa_core::chain::entry::EntryId;
use drokpa_core::chain::keys::{Hash, PublicKey};
use drokpa_core::hub::Append;
use drokpa_core::id::{Actor, BranchId, MemberId, Serial};
use drokpa_core::schema::key::PublicationKind;
use drokpa_core::sync::authority::Subject;
use drokpa_core::sync::contact::InviteCode;
use drokpa_core::sync::reply::{Fate, Tip};
use drokpa_core::sync::request::{Cursor, Request};
use drokpa_core::time::{Day, Seconds};
use std::collections::HashMap;

/// What was fixed when the store was made or restored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meta {
    /// Names this history; another one after each restore. Never 0.
    pub epoch: u32,
    /// The generation the hub writes under.
    pub generation: u32,
}

/// The end of a branch's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Head {
    /// The last position; 0 for an empty log.
    pub position: u64,
    /// The rolling hash there.
    pub check: Hash,
}

/// What a phone tells about itself with each request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Told {
    /// When, by the hub's clock.
    pub at: Seconds,
    /// The app's version.
    pub app_version: u32,
    /// Entries that are only on the phone.
    pub outbox: u32,
    /// Entries that wait for others.
    pub waiting: u32,
    /// Entries that the hub refused.
    pub rejected: u32,
}

impl Told {
    /// What a request tells, of which so many entries are here now: it counts what it brings.
    #[must_use]
    pub const fn of(request: &Request, arrived: u32, at: Seconds) -> Told {
        Told {
            at,
            app_version: request.app_version,
            outbox: request.outbox.saturating_sub(arrived),
            waiting: request.waiting,
            rejected: request.rejected,
        }
    }
}

/// Who hands in a request.
#[derive(Clone, Copy, Debug)]
pub struct Carrier<'a> {
    /// As the table of access sees them.
    pub subject: &'a Subject,
    /// Their device.
    pub serial: Serial,
    /// The roles that it had and lost.
    pub had: &'a [Role],
    /// The hub's day: what a locked device may hand in counts by it.
    pub today: Day,
}

/// What one request writes.
#[derive(Debug)]
pub struct Commit {
    /// What to append, in order.
    pub appends: Vec<Append>,
    /// Losers of forks.
    pub evidence: Vec<Opened>,
    /// The hub's time.
    pub now: Seconds,
}

/// Which entries came up in a request that is being answered, so that they do not go down again.
#[derive(Debug, Default)]
pub struct Coverage(HashMap<(DocumentId, Actor), Vec<(u32, u32)>>);

impl Coverage {
    /// The changesets of a request that the hub has now.
    #[must_use]
    pub fn of(request: &Request, fates: &[Fate]) -> Coverage {
        let mut coverage = Coverage::default();
        for (changeset, fate) in request.changesets().zip(fates) {
            if matches!(fate, Fate::Accepted | Fate::Known | Fate::Quarantined) {
                let chain = (changeset.document.clone(), changeset.actor);
                let range = (changeset.first_seq, changeset.last_seq());
                coverage.0.entry(chain).or_default().push(range);
            }
        }
        coverage
    }

    /// True where all of a changeset came up.
    #[must_use]
    pub fn covers(&self, changeset: &Changeset) -> bool {
        !self.0.is_empty()
            && self.0.get(&(changeset.document.clone(), changeset.actor)).is_some_and(|ranges| {
                let within = |(from, to): &(u32, u32)| {
                    *from <= changeset.first_seq && changeset.last_seq() <= *to
                };
                ranges.iter().any(within)
            })
    }
}

/// Which changes are asked for.
#[derive(Debug)]
pub struct ChangesQuery<'a> {
    /// The stream.
    pub branch: &'a BranchId,
    /// Who reads.
    pub reader: &'a Subject,
    /// On which device.
    pub serial: Serial,
    /// True where the reader has a pass of the stream's branch that holds today.
    pub guest: bool,
    /// True for a device that was revoked: it follows the stream without reading it, so that it
    /// notices a restored hub and offers what that lacks.
    pub revoked: bool,
    /// How far the reader has followed the stream.
    pub cursor: Cursor,
    /// What the reader has just sent.
    pub skip: &'a Coverage,
    /// About how many bytes may be answered; the first row always may.
    pub bytes_max: usize,
}

/// An answer to [`ChangesQuery`].
#[derive(Debug)]
pub enum Changes {
    /// The cursor is not of this history: where the chains end that the reader may read.
    Foreign(Vec<Tip>),
    /// What is new.
    Since(Fetched),
}

/// What is new in a stream.
#[derive(Debug)]
pub struct Fetched {
    /// The rows, by position.
    pub changesets: Vec<Changeset>,
    /// Where the reader stands with them.
    pub reached: Cursor,
    /// About how many bytes they are.
    pub bytes: usize,
    /// True where there is more above `reached`.
    pub more: bool,
}

/// An invite that a phone shows, with its key.
#[derive(Clone, Debug)]
pub struct Redeem {
    /// The invite.
    pub code: InviteCode,
    /// The phone's key; it was proved that the phone holds it.
    pub key: PublicKey,
    /// The hub's time.
    pub now: Seconds,
}

/// What became of an invite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Redeemed {
    /// The device; the same one each time for the same code and key.
    Device(Box<Certificate>),
    /// Unknown, wrong, used, expired or burnt; nobody is told which.
    Refused,
}

/// A branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// Its id.
    pub branch: BranchId,
    /// The one above it; `None` at the top.
    pub parent: Option<BranchId>,
    /// County, township, branch: as the organisation calls its levels.
    pub level: Box<str>,
    /// The sector whose rules apply.
    pub sector: Box<str>,
    /// Chinese name.
    pub name_zh: Box<str>,
    /// Tibetan name.
    pub name_bo: Box<str>,
    /// True where floating members sign in and out.
    pub station: bool,
}

/// A member on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Their id.
    pub member: MemberId,
    /// Home branch.
    pub branch: BranchId,
    /// What they may do.
    pub role: Role,
    /// The sector whose rules apply to them.
    pub sector: Box<str>,
    /// The category, where the rules have such; else empty.
    pub category: Box<str>,
    /// When they owe no attendance, as `Exemption` writes it; empty for never.
    pub exempt: Box<str>,
    /// Chinese name.
    pub name_zh: Box<str>,
    /// Tibetan name.
    pub name_bo: Box<str>,
    /// When they joined, `YYYY-MM-DD`; earlier than days of the core begin.
    pub joined_on: Box<str>,
    /// From which day a change holds; `None` for today's transfer, or for a correction. It is not
    /// kept with the row.
    pub since: Option<Day>,
}

/// How to change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The hub's time, for the entries that say it.
    pub now: Seconds,
    /// False to find out only what would change.
    pub keep: bool,
}

/// What became of a revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Revoked {
    /// Chains that the lock accepts up to an entry.
    pub chains: u32,
    /// Entries that lie above, in the log already: they are quarantined.
    pub quarantined: u32,
}

/// What an erasure came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erased {
    /// Rows of the log that had texts.
    pub changesets: u32,
}

/// What a row came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It was not there.
    Created,
    /// It was there with other words.
    Updated,
    /// It is as it was; nothing was written.
    Same,
    /// The member is in another branch from a day on.
    Moved,
    /// The member was not in the old branch yet, or still in the new one, on the day of the
    /// transfer; nothing was written for this row.
    TooEarly,
}

impl Changed {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Changed::Created => "created",
            Changed::Updated => "updated",
            Changed::Same => "same",
            Changed::Moved => "moved",
            Changed::TooEarly => "too_early",
        }
    }
}

/// An invite to be kept. Only the salted hash of its secret is.
#[derive(Clone, Debug)]
pub struct NewInvite {
    /// For whom.
    pub member: MemberId,
    /// A random number; taken as it is unless another live invite has it.
    pub selector: u32,
    /// Five random bytes, to be typed.
    pub secret: [u8; 5],
    /// Sixteen random bytes, for the QR code.
    pub code_secret: [u8; 16],
    /// Random.
    pub salt: [u8; 16],
    /// The last second it is good for.
    pub expires_at: Seconds,
    /// True where the member's earlier invites that nobody used are good for nothing from now on.
    pub replaces: bool,
}

/// An invite that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invite {
    /// Its selector.
    pub selector: u32,
    /// For whom.
    pub member: MemberId,
    /// Their branch.
    pub branch: BranchId,
    /// The role that the device gets.
    pub role: Role,
    /// The number that the device gets.
    pub serial: Serial,
    /// The last second it is good for.
    pub expires_at: Seconds,
}

/// An immutable body that registries name by its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// What it holds.
    pub kind: PublicationKind,
    /// `rules_id` of rules.
    pub name: Box<str>,
    /// Its version, from 1.
    pub version: u32,
    /// From which day it is in force.
    pub effective: Day,
    /// For which sector; empty for all.
    pub sector: Box<str>,
    /// The bytes.
    pub body: Box<[u8]>,
    /// When it was published.
    pub published: Seconds,
}

impl Publication {
    /// The SHA-256 that names it, as any tool computes it over the bytes.
    #[must_use]
    pub fn hash(&self) -> Hash {
        Hash::plain(&self.body)
    }
}

/// A device with what it last told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceState {
    /// Its certificate.
    pub certificate: Certificate,
    /// True once revoked.
    pub revoked: bool,
    /// When it was enrolled.
    pub enrolled_at: Seconds,
    /// What it last told; `None` where it has not come back since enrolment.
    pub told: Option<Told>,
}

/// A row of the log.
#[derive(Clone, Debug)]
pub struct LogRow {
    /// Its position.
    pub position: u64,
    /// The changeset, naming its predecessor by a prefix.
    pub changeset: Changeset,
    /// The hash before its first entry.
    pub previous: Hash,
    /// The hash of its last entry.
    pub tip: Hash,
    /// The rolling hash of the stream.
    pub check: Hash,
}

/// What the hub says under a key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Said {
    /// In which document.
    pub document: DocumentId,
    /// The key's canonical bytes.
    pub key: Vec<u8>,
    /// The value's canonical bytes.
    pub value: Vec<u8>,
    /// The entry that says it.
    pub entry: EntryId,
    /// The text beside the value; empty where there is none, or where it was erased.
    pub note: Box<str>,
}
