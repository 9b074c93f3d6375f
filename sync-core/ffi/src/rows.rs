//! The rows of the core as plain records of every language: the same names as the command line's
//! JSON. Each is taken apart whole, so that a field that the core adds cannot be forgotten here.

use crate::rows::plain::Plain;
use drokpa_core::phone as core;
use std::collections::HashMap;

mod plain;
mod posted;

pub use posted::*;

/// A name in both languages; either may be empty.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Names {
    /// Chinese.
    pub zh: String,
    /// Tibetan.
    pub bo: String,
}

/// Records of the same fields as the core's rows, and the way from one to the other.
macro_rules! rows {
    ($($(#[$doc:meta])* $row:ident { $($(#[$about:meta])* $field:ident: $type:ty,)+ })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
        pub struct $row { $($(#[$about])* pub $field: $type,)+ }

        impl From<core::$row> for $row {
            fn from(row: core::$row) -> $row {
                let core::$row { $($field,)+ } = row;
                $row { $($field: Plain::plain($field),)+ }
            }
        }

        impl Plain<$row> for core::$row {
            fn plain(self) -> $row { self.into() }
        }
    )+};
}
pub(crate) use rows;

rows! {
    /// One fact of a member.
    ClaimRow {
        /// `MEMBER/KEY`.
        claim: String,
        /// The member.
        member: String,
        /// The key.
        key: String,
        /// attendance, study, activity or unlisted.
        kind: String,
        /// The activity's day.
        day: Option<String>,
        /// The training's titles, Chinese and Tibetan.
        titles: Option<Names>,
        /// The rules item of an activity.
        item: Option<String>,
        /// The minutes that were claimed, where they are not simply the training's.
        minutes: Option<u32>,
        /// How far it has come.
        delivery: String,
        /// What became of it.
        decision: String,
        /// open, posted, objected or answered.
        posting: String,
        /// What it adds, in tenths, after caps.
        points_tenths: i32,
        /// Its round.
        round: u32,
        /// What supports it.
        evidence: Vec<String>,
        /// The check-in code that was recorded with it, and what is known about that here.
        code: Option<CodeRow>,
        /// What stands against what.
        conflict: Option<String>,
        /// Why it was returned or rejected.
        reason: Option<String>,
        /// The note of the claim.
        note: Option<String>,
        /// Who said what, where it is disputed or was claimed in different ways.
        sides: Vec<Side>,
        /// What the member objects, and what was answered.
        objections: Vec<ObjectionRow>,
    }

    /// A recorded code, and what is known about it here.
    CodeRow {
        /// The six digits.
        code: String,
        /// confirmed, outside (its window), wrong, or unchecked where this phone cannot check.
        state: String,
        /// From when on it was shown, where that is known.
        shown_at: Option<String>,
        /// Others who recorded the same code for it.
        same_code: Vec<String>,
    }

    /// One side of a conflict.
    Side {
        /// Who.
        by: String,
        /// What: a mark, a verdict with what it grants, or a claim.
        says: String,
        /// Which record, where one of several claims can be chosen.
        record: Option<String>,
    }

    /// An objection of the member.
    ObjectionRow {
        /// The member's words; `None` where they are not on this phone.
        words: Option<String>,
        /// True where the township is asked.
        escalated: bool,
        /// What was answered.
        answers: Vec<AnswerRow>,
    }

    /// An answer to an objection.
    AnswerRow {
        /// Who answered.
        by: String,
        /// True where the objection was right.
        upheld: bool,
        /// In which words.
        words: Option<String>,
    }

    /// A member's standing.
    StandingRow {
        /// The member.
        member: String,
        /// The rules year.
        cycle: u16,
        /// Base points before the base cap.
        base_tenths: i32,
        /// Base points after it.
        base_counted_tenths: i32,
        /// Additions.
        bonus_tenths: i32,
        /// Deductions, zero or negative.
        deduct_tenths: i32,
        /// The total.
        total_tenths: i32,
        /// Stars.
        stars: u8,
        /// Minutes learnt.
        minutes: u32,
        /// True where branch and township both set the total to zero.
        vetoed: bool,
        /// Minutes asked for, where the rules say.
        target_minutes: Option<u32>,
        /// Facts per state; they add up to all.
        counts: HashMap<String, u32>,
        /// What the organisation calls this figure, where the rules say, such as 先锋指数.
        label: Option<Names>,
        /// Hash of the rules and the data it was computed from.
        basis: String,
        /// True where this app is too old for the year: the hub computes it by a newer version, or
        /// people wrote entries of newer kinds. The numbers are then those of the last statement.
        needs_newer_app: bool,
        /// Where the numbers come from: fold (all that counts), statement (of the period below), or
        /// nothing (no statement of the year can be computed here, and all numbers are 0).
        shown_from: String,
        /// The period of the statement that is shown.
        statement: Option<PeriodRow>,
    }

    /// A period.
    PeriodRow {
        /// The first day.
        first: String,
        /// The last day.
        last: String,
        /// How many months.
        months: u8,
    }

    /// One line of an explanation.
    LineRow {
        /// What it is about: the key of a claim, of an adjustment, or of the marked training.
        key: String,
        /// claim, absence, late, hours or adjustment.
        kind: String,
        /// The rules item.
        item: String,
        /// The activity's day.
        day: String,
        /// What it is worth under the rules of its day.
        value_tenths: i32,
        /// What is left of that under its item's cap.
        counted_tenths: i32,
        /// Why it is less: item_cap, unknown_item, outside_cycle, no_rules or outside_membership.
        cut_by: Option<String>,
    }

    /// An adjustment as it stands; of parallel edits, each.
    AdjustmentRow {
        /// Its id.
        adjustment: String,
        /// The rules item.
        item: String,
        /// For which day.
        day: String,
        /// How much, in tenths.
        tenths: i32,
        /// counting, possibly_same, proposal, disputed or taken_back.
        state: String,
        /// Who wrote it.
        by: String,
        /// In which words.
        words: Option<String>,
    }

    /// What one side says about setting a member's points of a rules year to zero.
    VetoRow {
        /// True where the township says it, false for the branch.
        township: bool,
        /// Who. The member's own word counts nothing.
        by: String,
        /// True where it was taken back.
        withdrawn: bool,
        /// In which words.
        words: Option<String>,
    }

    /// What a member said to the notice.
    ConsentRow {
        /// unasked, given, refused (also taken back), or outdated: given to an older notice.
        state: String,
        /// The version of the notice that was answered, if one was.
        version: Option<u32>,
        /// The language that it was shown in; none for one of a newer app.
        language: Option<String>,
        /// When, as RFC 3339 at +08:00.
        said_at: Option<String>,
        /// The version of the notice that this app shows.
        notice: u32,
    }

    /// How a phone is.
    Status {
        /// Entries not confirmed by the hub.
        outbox: u32,
        /// Entries that the hub or this phone cannot take in yet.
        waiting: u32,
        /// Entries that the hub refused.
        rejected: u32,
        /// Entries kept apart.
        quarantined: u32,
        /// Own facts that nobody decided yet.
        awaiting_decision: u32,
        /// True where the hub's log covers everything here.
        synced: bool,
        /// When the hub last confirmed that, in seconds.
        last_confirmed_at: Option<u64>,
        /// Entries that this device signed and that its store no longer has.
        missing: u32,
        /// Records of the store that do not check out.
        damaged: u32,
        /// Entries from other phones that are checked when connected; part of `waiting`.
        unchecked: u32,
        /// Phones of the member that were added after this one and that nobody has said to know.
        devices_added: u32,
    }

    /// A training.
    TrainingRow {
        /// Its id.
        training: String,
        /// Its kind.
        kind: String,
        /// Chinese title.
        title_zh: String,
        /// Tibetan title.
        title_bo: String,
        /// When it begins.
        start: String,
        /// How long.
        minutes: u32,
        /// True once cancelled.
        cancelled: bool,
    }

    /// A phone of the member.
    DeviceRow {
        /// Its number.
        device: u32,
        /// The day on which it was enrolled.
        since: String,
        /// True for this very phone.
        this: bool,
        /// True where it was added after this one, and nobody has said here that it is known.
        added: bool,
    }

    /// A member as the roster has them.
    RosterRow {
        /// The member.
        member: String,
        /// The branch.
        branch: String,
        /// Chinese name; empty where this phone may not know it.
        name_zh: String,
        /// Tibetan name; empty where this phone may not know it.
        name_bo: String,
    }

    /// A branch as the hub calls it.
    BranchRow {
        /// The branch.
        branch: String,
        /// Chinese name; empty where the hub has said none here.
        name_zh: String,
        /// Tibetan name; empty where the hub has said none here.
        name_bo: String,
    }

    /// An entry in quarantine.
    QuarantineRow {
        /// Its name, which adopting and refusing take.
        entry: String,
        /// What kind of document it lies in.
        document: String,
        /// The member it is about; none for plans of the branch.
        member: Option<String>,
        /// The fact.
        key: String,
        /// Who wrote it.
        by: String,
        /// On which device.
        device: u32,
        /// When, by that device's clock.
        recorded_at: String,
        /// What stands about it.
        state: String,
    }
}

/// Why a standing is what it is.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Explanation {
    /// The standing.
    pub standing: StandingRow,
    /// Each fact, what it is worth, and what a cap left of it.
    pub lines: Vec<LineRow>,
    /// The adjustments of the year, also those that do not count.
    pub adjustments: Vec<AdjustmentRow>,
}

impl From<drokpa_app::Explanation> for Explanation {
    fn from(why: drokpa_app::Explanation) -> Explanation {
        let drokpa_app::Explanation { standing, lines, adjustments } = why;
        Explanation {
            standing: standing.into(),
            lines: lines.plain(),
            adjustments: adjustments.plain(),
        }
    }
}
