//! Values: what an entry says about its key. One tag per kind; fields are appended, never moved.
//! A record with fields that this version does not know reads as `None`: it is kept, forwarded
//! and shown as "needs a newer app", never half understood.

mod coding;
mod lock;

use crate::chain::keys::Hash;
use crate::code::Code;
use crate::id::{BranchId, ItemId, MemberId};
use crate::model::kind::TrainingKind;
use crate::time::{Cycle, Day, Minute};
use std::sync::Arc;

pub use lock::{Accepted, LOCK_PART_BYTES_MAX, Lock};

/// A value that this version knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A claim of a member, or one entered for a member in the roll document.
    Claim(Claim),
    /// A roll mark.
    Mark(Mark),
    /// A decision about a claim.
    Decision(Decision),
    /// Points added or taken by the branch.
    Adjustment(Adjustment),
    /// An entry in quarantine is adopted or refused.
    Adoption {
        /// True to let it count.
        adopt: bool,
    },
    /// A host branch attests what a floating member did there.
    Attestation(Attestation),
    /// An objection: an open question to the branch. The words are in the note.
    Objection {
        /// True once the member takes it back.
        withdrawn: bool,
        /// True where the member asks the township, not the branch.
        escalated: bool,
    },
    /// An answer to an objection.
    Answer {
        /// True where the objection was right.
        upheld: bool,
        /// The first 8 bytes of the objection's name: a later objection is open again.
        objection: [u8; 8],
    },
    /// One half of setting a member's points to zero: branch and township must both say it.
    Veto {
        /// True once taken back.
        withdrawn: bool,
    },
    /// Consent of a member.
    Consent {
        /// The version of the notice that was shown.
        version: u32,
        /// The language it was shown in, as a wire number.
        language: u8,
        /// False where the member refused.
        given: bool,
    },
    /// A training.
    Training(Training),
    /// Two trainings are one (or no longer).
    Alias {
        /// True once taken back.
        retracted: bool,
    },
    /// The close of a period.
    Close {
        /// The version of the points calculation that the statement is computed by.
        fold: u32,
        /// Hash over the tips and the rules.
        basis: Hash,
        /// The tips that the statement covers, in at most seven pieces.
        tips: Vec<Arc<[u8]>>,
    },
    /// The secret of a training's rotating check-in code.
    CheckIn([u8; 16]),
    /// A device's certificate.
    Certificate(CertificateValue),
    /// What of a device's writing is accepted, once it was revoked or lost a role.
    Lock(Lock),
    /// A member's time in the branch.
    Membership(Membership),
    /// A publication, by hash.
    Publication {
        /// From which day it is in force.
        effective: Day,
        /// SHA-256 of its bytes.
        hash: Hash,
        /// Of rules, whose they are; empty for those of all sectors.
        sector: Box<str>,
    },
    /// A member's texts were erased.
    Erasure,
    /// What a branch is called and where it stands.
    Branch(BranchValue),
    /// A pass to a host branch.
    Pass {
        /// The first day.
        from: Day,
        /// The last day, once it is known.
        until: Option<Day>,
    },
    /// The version of the points calculation.
    FoldVersion(u32),
    /// A member's names; they stand in the note, so that they can be erased.
    Name,
    /// Free texts of earlier years are dropped everywhere.
    Retention {
        /// The first calendar year whose texts are kept.
        kept_from: Cycle,
    },
    /// The hub's keys, as [`Succession`](crate::sync::succession::Succession) writes them. Whoever
    /// reads them checks the root key's signature.
    HubKeys(Arc<[u8]>),
}

/// A claim: I was there, I studied, I did.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Claim {
    /// True where the member takes it back.
    pub withdrawn: bool,
    /// 1 for the first claim; one more each time its content is changed.
    pub round: u32,
    /// Minutes, where they are not simply the training's.
    pub minutes: Option<u32>,
    /// The day, for activities; other keys say it or their training does.
    pub day: Option<Day>,
    /// The check-in code that was typed or scanned.
    pub code: Option<u32>,
    /// The rules item, for activities.
    pub item: Option<ItemId>,
}

impl Claim {
    /// A first claim with nothing but its key.
    #[must_use]
    pub fn plain() -> Claim {
        Claim { withdrawn: false, round: 1, minutes: None, day: None, code: None, item: None }
    }
}

/// What the roll says about a member at a training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mark {
    /// Was there.
    Present = 1,
    /// Was there, late.
    Late = 2,
    /// On leave; no reason is recorded.
    Leave = 3,
    /// Was not there.
    Absent = 4,
    /// Need not be there.
    Exempt = 5,
}

impl Mark {
    /// All marks.
    pub const ALL: [Mark; 5] = [Mark::Present, Mark::Late, Mark::Leave, Mark::Absent, Mark::Exempt];

    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Mark::Present => "present",
            Mark::Late => "late",
            Mark::Leave => "leave",
            Mark::Absent => "absent",
            Mark::Exempt => "exempt",
        }
    }
}

/// What a reviewer decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It counts.
    Approve = 1,
    /// Back to the member for a change.
    Return = 2,
    /// It does not count.
    Reject = 3,
}

/// Why something was returned or rejected. Localised by name; free words go into the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Nothing supports the claim.
    EvidenceMissing = 1,
    /// It belongs to another training.
    WrongTraining = 2,
    /// The minutes are wrong.
    WrongMinutes = 3,
    /// It was claimed already.
    Duplicate = 4,
    /// It was recorded after the rules' window.
    LateEntry = 5,
    /// The member was not there.
    NotPresent = 6,
    /// Said in the note.
    Other = 7,
}

impl Reason {
    /// All reasons.
    pub const ALL: [Reason; 7] = [
        Reason::EvidenceMissing,
        Reason::WrongTraining,
        Reason::WrongMinutes,
        Reason::Duplicate,
        Reason::LateEntry,
        Reason::NotPresent,
        Reason::Other,
    ];

    /// The name used in JSON and on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Reason::EvidenceMissing => "evidence_missing",
            Reason::WrongTraining => "wrong_training",
            Reason::WrongMinutes => "wrong_minutes",
            Reason::Duplicate => "duplicate",
            Reason::LateEntry => "late_entry",
            Reason::NotPresent => "not_present",
            Reason::Other => "other",
        }
    }

    /// The reason with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Reason> {
        Self::ALL.into_iter().find(|reason| reason.name() == name)
    }
}

/// What a decision grants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    /// Minutes; points follow from the rules.
    Minutes(u32),
    /// Points in tenths.
    Tenths(i32),
}

/// Eight bytes that bind a decision to what was decided, behind a salt that the member could not
/// know when writing the claim.
pub type Digest = [u8; 8];

/// A decision about one claim in one round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decision {
    /// What was decided.
    pub verdict: Verdict,
    /// The claim's round.
    pub round: u32,
    /// What it grants; `None` leaves it to the rules.
    pub grant: Option<Grant>,
    /// Why, for returns and rejections.
    pub reason: Option<Reason>,
    /// Shared by the decisions of one batch.
    pub salt: [u8; 4],
    /// Over the salt, the claim's document, key and value, and the training's schedule.
    pub digest: Digest,
}

/// Points added or taken by the branch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Adjustment {
    /// For which day.
    pub day: Day,
    /// Under which item.
    pub item: ItemId,
    /// How much, in tenths; negative takes, 0 takes the adjustment itself back.
    pub tenths: i32,
    /// True where somebody has confirmed that it is not the same as another one of its day.
    pub separate: bool,
}

/// A training.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Training {
    /// Its kind.
    pub kind: TrainingKind,
    /// When it begins.
    pub start: Minute,
    /// How long it lasts, all days together.
    pub minutes: u32,
    /// Over how many days, at least 1.
    pub days: u32,
    /// True once cancelled.
    pub cancelled: bool,
    /// Chinese title.
    pub title_zh: Box<str>,
    /// Tibetan title.
    pub title_bo: Box<str>,
    /// The rules item, where it is not the kind's own.
    pub item: Option<ItemId>,
}

impl Training {
    /// The first day.
    #[must_use]
    pub fn day(&self) -> Day {
        self.start.day()
    }

    /// True where it begins before this day and goes on into it.
    #[must_use]
    pub fn crosses(&self, day: Day) -> bool {
        self.day() < day && self.day().0.saturating_add(self.days) > day.0
    }

    /// The rules item that attendance counts under.
    #[must_use]
    pub fn item(&self) -> Option<ItemId> {
        self.item.clone().or_else(|| ItemId::new(self.kind.default_item()).ok())
    }
}

/// What a certificate says beside its serial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateValue {
    /// Role as a wire number.
    pub role: u8,
    /// When it was issued.
    pub issued: Day,
    /// When it should be renewed.
    pub renew: Day,
    /// Whose device.
    pub member: MemberId,
    /// The member's home branch; the registry of a branch below also names its reviewers.
    pub branch: BranchId,
    /// The device's public key.
    pub key: [u8; 32],
    /// The CA key's signature over all of it.
    pub signature: [u8; 64],
}

/// What a host branch saw a floating member do. Its key names the host's training, or the kind
/// and day of one that has no number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Attestation {
    /// True once the host takes it back.
    pub withdrawn: bool,
    /// What kind of training it was; the home branch does not hold the host's calendar.
    pub kind: TrainingKind,
    /// When.
    pub day: Day,
    /// How long.
    pub minutes: u32,
    /// The rules item, where it is not the kind's own.
    pub item: Option<ItemId>,
}

impl Attestation {
    /// The rules item that it counts under.
    #[must_use]
    pub fn item(&self) -> Option<ItemId> {
        self.item.clone().or_else(|| ItemId::new(self.kind.default_item()).ok())
    }
}

/// What the hub says about a branch in its registry, so that print-outs have its name, and a hub
/// that lost its last days learns again that there is such a branch.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BranchValue {
    /// The branch above; `None` at the top.
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

/// A member's time in the branch; its key says the first day. One that ends before it begins was
/// said by mistake and is none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Membership {
    /// The last day, once it is over.
    pub until: Option<Day>,
    /// The sector whose rules apply.
    pub sector: Box<str>,
    /// The category, where the rules have such.
    pub category: Box<str>,
    /// When the member owes no attendance.
    pub exempt: Vec<Exemption>,
    /// The branch that the member came from, after a transfer.
    pub before: Option<BranchId>,
}

/// Days on which a member owes no attendance. Why is nobody's entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exemption {
    /// The first day.
    pub from: Day,
    /// The last day; `None` where it is open.
    pub until: Option<Day>,
}

/// Most exemptions of one time in a branch.
pub const EXEMPTIONS_MAX: usize = 10;

impl Exemption {
    /// True where it holds on this day.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Reads a list such as `2026-05-10..2026-07-05;2026-11-01..`; none from an empty text.
    ///
    /// # Errors
    /// [`Code::DateMalformed`]; [`Code::DayRange`] for one that ends before it begins;
    /// [`Code::CountTooLarge`] above [`EXEMPTIONS_MAX`].
    pub fn parse_list(text: &str) -> Result<Vec<Exemption>, Code> {
        let parts = text.split(';').map(str::trim).filter(|part| !part.is_empty());
        let list = parts.map(Exemption::parse).collect::<Result<Vec<_>, _>>()?;
        if list.len() > EXEMPTIONS_MAX { Err(Code::CountTooLarge) } else { Ok(list) }
    }

    fn parse(text: &str) -> Result<Exemption, Code> {
        let (from, until) = text.split_once("..").ok_or(Code::DateMalformed)?;
        let until = match until.trim() {
            "" => None,
            until => Some(Day::parse(until)?),
        };
        let from = Day::parse(from.trim())?;
        let backwards = until.is_some_and(|until| until < from);
        if backwards { Err(Code::DayRange) } else { Ok(Exemption { from, until }) }
    }
}

impl std::fmt::Display for Exemption {
    /// As [`Exemption::parse_list`] reads it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}..", self.from)?;
        self.until.map_or(Ok(()), |until| write!(f, "{until}"))
    }
}
