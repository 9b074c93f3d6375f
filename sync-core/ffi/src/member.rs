//! What a member does: record, withdraw, object, look.

use crate::error::PhoneError;
use crate::input::NewClaim;
use crate::phone::Phone;
use crate::rows::{ClaimRow, ConsentRow, DeviceRow, Explanation, StandingRow, Status};

/// What was recorded, and is saved.
#[uniffi::remote(Record)]
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

use drokpa_app::Saved;

/// Whose phone it is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct About {
    /// The member.
    pub member: String,
    /// The member's branch.
    pub branch: String,
    /// Chinese name of the branch; empty where the hub has said none here.
    pub branch_zh: String,
    /// Tibetan name of the branch; empty where the hub has said none here.
    pub branch_bo: String,
    /// member, roll_keeper, secretary, station_keeper, township_reviewer, organiser or auditor.
    pub role: String,
    /// The number of the device.
    pub device: u32,
    /// True once the hub has answered; a phone with an invite alone records all the same.
    pub welcomed: bool,
}

impl From<drokpa_app::About> for About {
    fn from(about: drokpa_app::About) -> About {
        let drokpa_app::About { member, branch, branch_zh, branch_bo, role, device, welcomed } =
            about;
        let (branch_zh, branch_bo) = (branch_zh.into(), branch_bo.into());
        About { member, branch, branch_zh, branch_bo, role: role.to_owned(), device, welcomed }
    }
}

#[uniffi::export]
impl Phone {
    /// Whose phone it is.
    pub fn about(&self) -> Result<About, PhoneError> {
        self.read(|phone| Ok(phone.about().into()))
    }

    /// What the member said to the notice that comes before their first record.
    pub fn consent(&self) -> Result<ConsentRow, PhoneError> {
        self.read(|phone| Ok(phone.consent()?.into()))
    }

    /// Keeps what the member answered to the notice (`consent_notice`) as it was shown in a
    /// language. Without agreement their own records are refused with `consent_needed`; the same
    /// may be said again at any time.
    pub fn answer_notice(&self, now: u64, language: &str, given: bool) -> Result<(), PhoneError> {
        self.act(|phone| phone.answer_notice(now, language, given))
    }

    /// What waits here, and when the hub last confirmed everything.
    pub fn status(&self) -> Result<Status, PhoneError> {
        self.read(|phone| Ok(phone.status().into()))
    }

    /// The member's own phones; one that was added is marked until `know_devices`.
    pub fn devices(&self) -> Result<Vec<DeviceRow>, PhoneError> {
        self.read(|phone| Ok(phone.devices().into_iter().map(Into::into).collect()))
    }

    /// The member knows all phones that were added.
    pub fn know_devices(&self) -> Result<(), PhoneError> {
        self.act(drokpa_app::Phone::know_devices)
    }

    /// Records what the member did. `now` stamps it, in seconds since 1970; an earlier moment may
    /// be given, and is what lateness is judged by. The note may be empty.
    ///
    /// Fails with what a rule does not allow, such as `minutes_range`, `day_range`,
    /// `training_unknown`, `text_too_long`; `store_failed` where it could not be saved.
    pub fn record(&self, now: u64, claim: &NewClaim, note: &str) -> Result<Saved, PhoneError> {
        self.change(|phone| phone.record(now, claim, note))
    }

    /// Enters a claim for a member without a phone at hand; marked as such for ever.
    ///
    /// Fails with `role_needed`, `member_unknown`, and as `record`.
    pub fn enter_for(
        &self,
        now: u64,
        member: &str,
        claim: &NewClaim,
        note: &str,
    ) -> Result<Saved, PhoneError> {
        self.change(|phone| phone.enter_for(now, member, claim, note))
    }

    /// Takes a claim of one's own back.
    ///
    /// Fails with `claim_unknown`, `state_wrong`.
    pub fn withdraw(&self, now: u64, claim: &str) -> Result<(), PhoneError> {
        self.act(|phone| phone.withdraw(now, claim))
    }

    /// Offers a claim of one's own again, changed, in a new round.
    ///
    /// Fails with `claim_unknown`, `state_wrong`, `minutes_range`, `text_too_long`.
    pub fn resubmit(
        &self,
        now: u64,
        claim: &str,
        minutes: Option<u32>,
        note: &str,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.resubmit(now, claim, minutes, note))
    }

    /// Adds a check-in code to a claim that was recorded without it.
    ///
    /// Fails with `claim_unknown`, `state_wrong`, `id_malformed`.
    pub fn add_code(&self, now: u64, claim: &str, code: &str) -> Result<(), PhoneError> {
        self.act(|phone| phone.add_code(now, claim, code))
    }

    /// Objects to what became of a claim or mark of one's own; `township` asks the township
    /// instead of the branch.
    ///
    /// Fails with `claim_unknown`, `state_wrong`, `text_missing`, `text_too_long`.
    pub fn object(
        &self,
        now: u64,
        claim: &str,
        reason: &str,
        township: bool,
    ) -> Result<(), PhoneError> {
        self.act(|phone| phone.object(now, claim, reason, township))
    }

    /// All facts that this phone may see.
    pub fn list(&self) -> Result<Vec<ClaimRow>, PhoneError> {
        self.read(|phone| Ok(phone.list().into_iter().map(Into::into).collect()))
    }

    /// The facts of one member.
    ///
    /// Fails with `id_malformed`.
    pub fn list_of(&self, member: &str) -> Result<Vec<ClaimRow>, PhoneError> {
        self.read(|phone| Ok(phone.list_of(member)?.into_iter().map(Into::into).collect()))
    }

    /// The rules year of a moment.
    pub fn cycle_at(&self, now: u64) -> Result<u16, PhoneError> {
        self.read(|phone| Ok(phone.cycle_at(now)))
    }

    /// The rules years that this phone has anything of.
    pub fn cycles(&self) -> Result<Vec<u16>, PhoneError> {
        self.read(|phone| Ok(phone.cycles()))
    }

    /// A member's points and hours: the phone's own member's where none is named, of the year of
    /// `now` where none is given.
    ///
    /// Fails with `member_unknown`.
    #[uniffi::method(default(member = None, cycle = None))]
    pub fn standing(
        &self,
        now: u64,
        member: Option<String>,
        cycle: Option<u16>,
    ) -> Result<StandingRow, PhoneError> {
        self.read(|phone| Ok(phone.standing(now, member.as_deref(), cycle)?.into()))
    }

    /// The same with the reasons.
    ///
    /// Fails as `standing`, and with `app_outdated` where this app is too old to give reasons.
    #[uniffi::method(default(member = None, cycle = None))]
    pub fn explain(
        &self,
        now: u64,
        member: Option<String>,
        cycle: Option<u16>,
    ) -> Result<Explanation, PhoneError> {
        self.read(|phone| Ok(phone.explain(now, member.as_deref(), cycle)?.into()))
    }

    /// The member's own records and standing as JSON, with the meaning of every name in both
    /// languages: a file for its owner.
    pub fn my_data(&self, now: u64) -> Result<String, PhoneError> {
        self.read(|phone| Ok(phone.my_data(now)?.to_string()))
    }
}
