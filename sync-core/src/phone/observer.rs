//! A reading replica of one branch, for a hub that answers people who have no phone at hand. It is
//! fed the rows of the branch's log and computes what phones compute, by the same code over the
//! same checked entries. It writes nothing, sends nothing and keeps nothing: a server makes it
//! anew from its log whenever it likes.

use super::{ClaimRow, Draft, Identity, Phone, Received, StandingRow};
use crate::chain::certificate::Role;
use crate::chain::changeset::Changeset;
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::hub::HubKeys;
use crate::id::{BranchId, MemberId, Serial};
use crate::model::facts::DecisionState;
use crate::time::{Cycle, Seconds};
use std::collections::BTreeSet;

/// No device ever has this serial: the hub counts up from 1.
const SERIAL: Serial = Serial(u32::MAX);

/// A reading replica of one branch.
#[derive(Debug)]
pub struct Observer {
    phone: Phone,
    entries: usize,
}

impl Observer {
    /// An empty replica of a branch, which trusts the hub's own keys.
    ///
    /// # Errors
    /// [`Code::KeyWeak`] for keys that no hub has.
    pub fn new(keys: &HubKeys, branch: &BranchId) -> Result<Observer, Code> {
        // Nobody's: as a reviewer from above it is no member of the branch, and the seed signs
        // nothing, because nothing here writes.
        let nobody = MemberId::new("-")?;
        let welcome = keys.welcome(SERIAL, branch, &nobody, Role::TownshipReviewer);
        let identity = Identity { seed: [1; 32], welcome };
        let mut phone = Phone::open(&identity, None, [])?;
        phone.trust.succession = keys.succession.clone();
        Ok(Observer { phone, entries: 0 })
    }

    /// Takes in the next rows of the log. What cannot be checked yet waits for what it needs; what
    /// does not check out is left out, as a phone would leave it.
    pub fn follow<'a>(&mut self, rows: impl IntoIterator<Item = &'a Changeset>) {
        let (mut draft, mut received) = (Draft::default(), Received::default());
        self.phone.take_all(&mut draft, &mut received, rows.into_iter().collect());
        self.entries += received.received as usize;
        if received.received > 0 {
            self.phone.erase_texts(&mut draft);
        }
    }

    /// Publications that the registry names and that are not here yet.
    #[must_use]
    pub fn wanted(&self) -> Vec<Hash> {
        self.phone.wanted()
    }

    /// Takes in a publication.
    ///
    /// # Errors
    /// [`Code::ReplyMalformed`] where the bytes are not the ones that were named.
    pub fn publication(&mut self, hash: &Hash, body: &[u8]) -> Result<(), Code> {
        let batch = self.phone.publication(hash, body)?;
        self.phone.persisted(batch.id)
    }

    /// Entries that are held; a measure of the memory they take.
    #[must_use]
    pub const fn entries(&self) -> usize {
        self.entries
    }

    /// Members of the branch.
    #[must_use]
    pub fn members(&self) -> Vec<MemberId> {
        self.phone.members()
    }

    /// The rules year of a moment, under the rules of a member's sector.
    #[must_use]
    pub fn cycle_at(&self, member: &MemberId, now: Seconds) -> Cycle {
        let rules = self.phone.rules_of(member);
        now.day().cycle(rules.map_or(1, |rules| rules.start_month()))
    }

    /// The rules years that this branch may have anything of.
    #[must_use]
    pub fn cycles(&self) -> BTreeSet<Cycle> {
        self.phone.cycles()
    }

    /// The standing of a member in a rules year, as their own phone computes it once it has synced.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn standing(&self, member: &MemberId, cycle: Cycle) -> Result<StandingRow, Code> {
        self.phone.standing(member, cycle)
    }

    /// Facts that ask for a decision: pending and disputed ones, of all members.
    #[must_use]
    pub fn queue(&self) -> Vec<ClaimRow> {
        let open = [DecisionState::Pending.name(), DecisionState::Disputed.name()];
        let mut rows = self.phone.list();
        rows.retain(|row| open.contains(&row.decision));
        rows
    }
}
