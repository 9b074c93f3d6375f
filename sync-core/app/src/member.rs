//! What a member does: record, withdraw, look.

use crate::input::digits;
use crate::{AppError, Batch, NewClaim, Phone};
use drokpa_core::code::Code;
use drokpa_core::id::MemberId;
use drokpa_core::model::rules::{Item, ItemKind, Per, Proposer};
use drokpa_core::phone::{
    AdjustmentRow, ClaimName, ClaimRow, LineRow, Phone as Core, Recorded, StandingRow,
};
use drokpa_core::schema::key::Key;
use drokpa_core::time::{Cycle, Seconds};
use serde::Serialize;

/// What was recorded. It is saved once its batch is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Saved {
    /// `MEMBER/KEY`, the name that other calls take.
    pub claim: String,
    /// The member it is about.
    pub member: String,
    /// The fact.
    pub key: String,
    /// False where an equal record was there already: a second tap records nothing.
    pub new: bool,
}

/// Why a standing is what it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The standing.
    #[serde(flatten)]
    pub standing: StandingRow,
    /// Each fact, what it is worth, and what a cap left of it.
    pub lines: Vec<LineRow>,
    /// The adjustments of the year, also those that do not count.
    pub adjustments: Vec<AdjustmentRow>,
}

/// One item of the rules that are in force.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemRow {
    /// Its id, as a claim names it.
    pub item: String,
    /// Chinese name.
    pub title_zh: String,
    /// Tibetan name; empty where nobody has translated it yet.
    pub title_bo: String,
    /// base, bonus or deduct.
    pub kind: ItemKind,
    /// `event`, `late`, or a stretch such as `30min`.
    pub per: String,
    /// What one `per` is worth, in tenths, before any cap.
    pub points_tenths: i32,
    /// True where a member may record it as an activity: what counts by minutes or only the
    /// branch proposes is none.
    pub activity: bool,
}

impl From<&Item> for ItemRow {
    fn from(item: &Item) -> ItemRow {
        ItemRow {
            item: item.id.to_string(),
            title_zh: item.zh.clone(),
            title_bo: item.bo.clone(),
            kind: item.kind,
            per: item.per.to_string(),
            points_tenths: item.points_x10,
            activity: item.per == Per::Event && item.proposer() == Proposer::Member,
        }
    }
}

impl From<Recorded> for Saved {
    fn from(recorded: Recorded) -> Saved {
        let Recorded { member, key, new } = recorded;
        Saved { new, ..Saved::named(ClaimName { member, key }) }
    }
}

impl Saved {
    fn named(name: ClaimName) -> Saved {
        Saved {
            claim: name.to_string(),
            member: name.member.into(),
            key: name.key.to_string(),
            new: true,
        }
    }
}

/// The key of a claim of the phone's own member.
///
/// # Errors
/// [`Code::IdMalformed`]; [`Code::ClaimUnknown`] for another member's.
fn own_key(phone: &Core, claim: &str) -> Result<Key, AppError> {
    let name: ClaimName = claim.parse()?;
    if name.member == *phone.member() { Ok(name.key) } else { Err(Code::ClaimUnknown.into()) }
}

impl Phone {
    /// Records what the member did. `now` stamps it; an earlier moment may be given, and is what
    /// lateness is judged by. The note is at most 200 characters.
    ///
    /// # Errors
    /// What a rule does not allow, such as `minutes_range`, `day_range`, `training_unknown`,
    /// `text_too_long`; `store_failed` after a failed batch.
    pub fn record(
        &mut self,
        now: u64,
        claim: &NewClaim,
        note: &str,
    ) -> Result<(Saved, Batch), AppError> {
        let at = Seconds(now);
        let (recorded, batch) = self.core.record(at, &claim.read(at)?, note)?;
        Ok((recorded.into(), batch.into()))
    }

    /// Enters a claim for a member without a phone at hand; marked as such for ever.
    ///
    /// # Errors
    /// `role_needed`, `member_unknown`, and as [`Phone::record`].
    pub fn enter_for(
        &mut self,
        now: u64,
        member: &str,
        claim: &NewClaim,
        note: &str,
    ) -> Result<(Saved, Batch), AppError> {
        let (at, member) = (Seconds(now), MemberId::new(member)?);
        let (recorded, batch) = self.core.enter_for(at, &member, &claim.read(at)?, note)?;
        Ok((recorded.into(), batch.into()))
    }

    /// Takes a claim of one's own back.
    ///
    /// # Errors
    /// `claim_unknown`, `state_wrong`.
    pub fn withdraw(&mut self, now: u64, claim: &str) -> Result<Batch, AppError> {
        let key = own_key(&self.core, claim)?;
        Ok(self.core.withdraw(Seconds(now), &key)?.into())
    }

    /// Offers a claim of one's own again, changed, in a new round.
    ///
    /// # Errors
    /// `claim_unknown`, `state_wrong`, `minutes_range`, `text_too_long`.
    pub fn resubmit(
        &mut self,
        now: u64,
        claim: &str,
        minutes: Option<u32>,
        note: &str,
    ) -> Result<Batch, AppError> {
        let key = own_key(&self.core, claim)?;
        Ok(self.core.resubmit(Seconds(now), &key, minutes, note)?.into())
    }

    /// Adds a check-in code to a claim that was recorded without it.
    ///
    /// # Errors
    /// `claim_unknown`, `state_wrong`, `id_malformed`.
    pub fn add_code(&mut self, now: u64, claim: &str, code: &str) -> Result<Batch, AppError> {
        let key = own_key(&self.core, claim)?;
        Ok(self.core.add_code(Seconds(now), &key, digits(code)?)?.into())
    }

    /// Objects to what became of a claim or mark of one's own; `township` asks the township
    /// instead of the branch.
    ///
    /// # Errors
    /// `claim_unknown`, `state_wrong`, `text_missing`, `text_too_long`.
    pub fn object(
        &mut self,
        now: u64,
        claim: &str,
        reason: &str,
        township: bool,
    ) -> Result<Batch, AppError> {
        let key = own_key(&self.core, claim)?;
        Ok(self.core.object(Seconds(now), &key, reason, township)?.into())
    }

    /// The items of the member's rules that are in force at a moment; none before the rules have
    /// come with a sync.
    #[must_use]
    pub fn items(&self, now: u64) -> Vec<ItemRow> {
        let rules = self.core.rules_of(self.core.member());
        let rules = rules.and_then(|rules| rules.in_force(Seconds(now).day()));
        rules.map(|rules| rules.items.iter().map(ItemRow::from).collect()).unwrap_or_default()
    }

    /// All facts that this phone may see.
    #[must_use]
    pub fn list(&self) -> Vec<ClaimRow> {
        self.core.list()
    }

    /// The facts of one member.
    ///
    /// # Errors
    /// `id_malformed`.
    pub fn list_of(&self, member: &str) -> Result<Vec<ClaimRow>, AppError> {
        Ok(self.core.member_rows(&MemberId::new(member)?))
    }

    /// The rules year of a moment.
    #[must_use]
    pub fn cycle_at(&self, now: u64) -> u16 {
        self.core.cycle_at(Seconds(now)).0
    }

    /// The rules years that this phone has anything of.
    #[must_use]
    pub fn cycles(&self) -> Vec<u16> {
        self.core.cycles().into_iter().map(|cycle| cycle.0).collect()
    }

    /// A member's points and hours; the phone's own member where `member` is `None`, the year of
    /// `now` where `cycle` is.
    ///
    /// # Errors
    /// `member_unknown`.
    pub fn standing(
        &self,
        now: u64,
        member: Option<&str>,
        cycle: Option<u16>,
    ) -> Result<StandingRow, AppError> {
        let (member, cycle) = self.whose(now, member, cycle)?;
        Ok(self.core.standing(&member, cycle)?)
    }

    /// The same with the reasons.
    ///
    /// # Errors
    /// As [`Phone::standing`]; `app_outdated` where this app is too old to give reasons.
    pub fn explain(
        &self,
        now: u64,
        member: Option<&str>,
        cycle: Option<u16>,
    ) -> Result<Explanation, AppError> {
        let (member, cycle) = self.whose(now, member, cycle)?;
        Ok(Explanation {
            standing: self.core.standing(&member, cycle)?,
            lines: self.core.explain(&member, cycle)?,
            adjustments: self.core.adjustments(&member, cycle)?,
        })
    }

    fn whose(
        &self,
        now: u64,
        member: Option<&str>,
        cycle: Option<u16>,
    ) -> Result<(MemberId, Cycle), AppError> {
        let member = member.map_or_else(|| Ok(self.core.member().clone()), MemberId::new)?;
        if !self.core.members().contains(&member) {
            return Err(Code::MemberUnknown.into());
        }
        Ok((member, cycle.map_or_else(|| self.core.cycle_at(Seconds(now)), Cycle)))
    }
}
