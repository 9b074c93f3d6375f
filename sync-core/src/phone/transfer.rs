//! From phone to phone without a hub: what is chosen goes out as a pack, what comes in is checked
//! like anything else and is carried on to the hub at the next sync. Exported is not confirmed:
//! the sender keeps everything until the hub has it.

mod incoming;
mod outgoing;

use crate::chain::changeset::Changeset;
use crate::code::Code;
use crate::id::{MemberId, ObjectId};
use crate::time::{Cycle, Day};
use serde::Serialize;

/// What to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Everything here that the hub has not confirmed.
    Unconfirmed,
    /// Everything about a member, a year, or both; without either, everything there is.
    About {
        /// About whom; with it come the branch's calendar and registry.
        member: Option<MemberId>,
        /// Of which calendar year.
        year: Option<Cycle>,
    },
    /// Claims about these days.
    Claims {
        /// Whose, if not the phone's own member's.
        member: Option<MemberId>,
        /// The first day.
        first: Day,
        /// The last day.
        last: Day,
    },
    /// A training as the branch's calendar has it, alone: what a code at the door says.
    Training(ObjectId),
    /// Certificates alone: the second code for a phone that did not know the writer.
    Certificates,
}

/// What to give, to whom, and what goes along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Export {
    /// What.
    pub selection: Selection,
    /// To whose phone: only what that member may read goes in. `None`: to a phone that reads what
    /// a secretary of this branch reads, or of a reviewer's phone, to another reviewer's.
    pub to: Option<MemberId>,
    /// True to send the writers' certificates along, so that a phone that never heard of them can
    /// check at once.
    pub certificates: bool,
    /// True to send the rules along.
    pub rules: bool,
}

/// A pack that was made, and what is in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Exported {
    /// The bytes for a file or for codes; empty where there is nothing to give.
    #[serde(skip)]
    pub content: Vec<u8>,
    /// complete or nothing_new.
    pub outcome: &'static str,
    /// Entries in it.
    pub entries: u32,
    /// Certificates in it.
    pub certificates: u32,
    /// Bytes of it.
    pub bytes: u32,
    /// The chains in it.
    pub chains: Vec<CarriedChain>,
}

/// One piece of a chain in a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CarriedChain {
    /// What kind of document it is written in.
    pub document: &'static str,
    /// About whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub member: Option<MemberId>,
    /// Of which year, where the kind has years.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<Cycle>,
    /// Who wrote it: serial and generation.
    pub actor: String,
    /// The number of its first entry.
    pub first: u32,
    /// The number of its last entry.
    pub last: u32,
    /// What became of it: sent, taken, known, waiting, or refused.
    pub fate: &'static str,
    /// Why it waits or is refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
}

/// How far a set of codes has been scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Codes {
    /// Codes of the set.
    pub total: u8,
    /// The numbers that are still missing.
    pub missing: Vec<u8>,
}

/// What a training's code at the door said: to be recorded with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckIn {
    /// The training.
    pub training: ObjectId,
    /// The six digits.
    pub code: String,
}

/// What an import brought, in plain numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// complete, nothing_new, or cut.
    pub outcome: &'static str,
    /// Entries that were sent and are here now.
    pub done: u32,
    /// Entries that were sent.
    pub total: u32,
    /// Entries that are new here, also such as came before and can be read only now.
    pub new: u32,
    /// Entries that were here.
    pub known: u32,
    /// Entries that are kept and checked once this phone knows more.
    pub waiting: u32,
    /// Entries that were refused.
    pub refused: u32,
    /// Certificates that are new here.
    pub certificates: u32,
    /// Rules that are new here.
    pub publications: u32,
    /// Letters for the hub that are new here; they go to the hub at the next sync.
    pub letters: u32,
    /// Answers to such letters that are new here.
    pub answers: u32,
    /// True where the hub's answer to this phone's own letter came: it is enrolled now.
    pub welcomed: bool,
    /// The training whose code at the door was scanned, and the six digits of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub check_in: Option<CheckIn>,
    /// How far the set of codes has been scanned, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub codes: Option<Codes>,
    /// The chains that came.
    pub chains: Vec<CarriedChain>,
}

impl CarriedChain {
    fn of(changeset: &Changeset, fate: &'static str, code: Option<Code>) -> CarriedChain {
        let document = &changeset.document;
        CarriedChain {
            document: document.kind.name(),
            member: document.member.clone(),
            year: document.kind.has_cycle().then_some(document.cycle),
            actor: changeset.actor.to_string(),
            first: changeset.first_seq,
            last: changeset.last_seq(),
            fate,
            code: code.map(Code::name),
        }
    }
}

impl Imported {
    /// This and a later one together.
    #[must_use]
    pub fn and(mut self, later: Imported) -> Imported {
        let cut = self.outcome == "cut" || later.outcome == "cut";
        self.codes = later.codes.clone().or(self.codes);
        self.add(later);
        self.settle(cut);
        self
    }

    fn add(&mut self, other: Imported) {
        self.done += other.done;
        self.total += other.total;
        self.new += other.new;
        self.known += other.known;
        self.waiting += other.waiting;
        self.refused += other.refused;
        self.certificates += other.certificates;
        self.publications += other.publications;
        self.letters += other.letters;
        self.answers += other.answers;
        self.welcomed |= other.welcomed;
        self.check_in = other.check_in.or(self.check_in.take());
        self.chains.extend(other.chains);
    }

    /// Says in a word how it went.
    fn settle(&mut self, cut: bool) {
        let nothing = self.new + self.waiting + self.refused == 0;
        let beside = self.certificates + self.publications + self.letters + self.answers;
        let new = self.welcomed || self.check_in.is_some() || beside > 0;
        self.outcome = match () {
            () if cut => "cut",
            () if nothing && !new => "nothing_new",
            () => "complete",
        };
    }
}
