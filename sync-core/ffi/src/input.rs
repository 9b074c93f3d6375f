//! What apps say: the facade's inputs, declared once more for the languages. A field that is added
//! there and not here does not compile.

pub use drokpa_app::{
    NewAdjustment, NewAttestation, NewClaim, NewDecision, NewTraining, RollMark, TrainingEdit,
};

/// What a member did.
#[uniffi::remote(Enum)]
pub enum NewClaim {
    /// I was at this training.
    Attendance {
        /// Its id.
        training: String,
        /// 1 to 1440, where they are not the training's.
        minutes: Option<u32>,
        /// The six digits of a check-in code, as typed or scanned.
        code: Option<String>,
    },
    /// I was at a training that this phone cannot name.
    Unlisted {
        /// One of the nine kinds, such as `theme_day`.
        kind: String,
        /// The day.
        day: String,
        /// 1 to 1440.
        minutes: Option<u32>,
    },
    /// I studied a course alone.
    Study {
        /// Its id.
        course: String,
        /// 1 to 1440.
        minutes: u32,
        /// The day, if not the day of `now`.
        day: Option<String>,
    },
    /// I did something that the rules know as an item.
    Activity {
        /// The item's id.
        item: String,
        /// The day.
        day: String,
    },
}

/// A training to announce.
#[uniffi::remote(Record)]
pub struct NewTraining {
    /// One of the nine kinds.
    pub kind: String,
    /// Title in Chinese; needed.
    pub title_zh: String,
    /// Title in Tibetan; needed.
    pub title_bo: String,
    /// When it begins, RFC 3339.
    pub start: String,
    /// How long, over all its days; 1 to 1440.
    pub minutes: u32,
    /// Over how many days, from 1.
    pub days: u32,
    /// The rules item, where it is not the kind's own.
    pub item: Option<String>,
}

/// What changes about a training; `None` stays. Decisions that had not seen another time or length
/// count no more.
#[uniffi::remote(Record)]
pub struct TrainingEdit {
    /// Title in Chinese.
    pub title_zh: Option<String>,
    /// Title in Tibetan.
    pub title_bo: Option<String>,
    /// When it begins, RFC 3339.
    pub start: Option<String>,
    /// How long, over all its days.
    pub minutes: Option<u32>,
    /// Over how many days.
    pub days: Option<u32>,
}

/// What the roll says about a member.
#[uniffi::remote(Record)]
pub struct RollMark {
    /// The member.
    pub member: String,
    /// present, late, leave, absent or exempt. No mark means that nobody was asked.
    pub mark: String,
}

/// A decision about a claim. At most one of `points_tenths` and `minutes`.
#[uniffi::remote(Record)]
pub struct NewDecision {
    /// `MEMBER/KEY`, as lists name it.
    pub claim: String,
    /// approve, return or reject.
    pub verdict: String,
    /// Points to grant, in tenths, where they are not the rules'.
    pub points_tenths: Option<i32>,
    /// Minutes to grant.
    pub minutes: Option<u32>,
    /// A reason's name, such as `wrong_minutes`, or words; needed to return or reject.
    pub reason: Option<String>,
}

/// Points that the branch adds or takes without a claim.
#[uniffi::remote(Record)]
pub struct NewAdjustment {
    /// Whose points.
    pub member: String,
    /// Under which item of the rules.
    pub item: String,
    /// For which day.
    pub day: String,
    /// How much, in tenths; negative takes.
    pub points_tenths: i32,
    /// Why, in words.
    pub reason: String,
    /// True where it is known not to be the same as another one of that item and day.
    pub separate: bool,
}

/// What a host branch attests about a guest: a training of its calendar, or a kind, a day and
/// minutes.
#[uniffi::remote(Record)]
pub struct NewAttestation {
    /// The guest.
    pub member: String,
    /// The guest's home branch.
    pub home: String,
    /// A training of this branch.
    pub training: Option<String>,
    /// Without a training: its kind,
    pub kind: Option<String>,
    /// its day,
    pub day: Option<String>,
    /// and how long it took.
    pub minutes: Option<u32>,
    /// True to take an earlier attestation back.
    pub withdraw: bool,
}

/// A line of an evaluation that is given by hand.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct ManualLine {
    /// The indicator's id.
    pub indicator: String,
    /// Its value, in tenths.
    pub tenths: u16,
    /// Why, in words.
    pub note: String,
}
