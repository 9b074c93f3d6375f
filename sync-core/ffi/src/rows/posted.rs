//! What was carried between phones, and what a statement posted.

use super::{LineRow, Names, PeriodRow, rows};
use crate::rows::plain::Plain;
use drokpa_core::phone as core;

rows! {
    /// A letter that this phone carries.
    LetterRow {
        /// Its name.
        letter: String,
        /// waiting, answered or refused.
        state: String,
        /// Why the hub refused it.
        code: Option<String>,
    }

    /// A pack that was made, and what is in it.
    Exported {
        /// The bytes for a file or for codes; empty where there is nothing to give.
        content: Vec<u8>,
        /// complete or nothing_new.
        outcome: String,
        /// Entries in it.
        entries: u32,
        /// Certificates in it.
        certificates: u32,
        /// Bytes of it.
        bytes: u32,
        /// The chains in it.
        chains: Vec<CarriedChain>,
    }

    /// What an import brought, in plain numbers.
    Imported {
        /// complete, nothing_new, or cut.
        outcome: String,
        /// Entries that were sent and are here now.
        done: u32,
        /// Entries that were sent.
        total: u32,
        /// Entries that are new here, also such as came before and can be read only now.
        new: u32,
        /// Entries that were here.
        known: u32,
        /// Entries that are kept and checked once this phone knows more.
        waiting: u32,
        /// Entries that were refused.
        refused: u32,
        /// Certificates that are new here.
        certificates: u32,
        /// Rules that are new here.
        publications: u32,
        /// Letters for the hub that are new here; they go to the hub at the next sync.
        letters: u32,
        /// Answers to such letters that are new here.
        answers: u32,
        /// True where the hub's answer to this phone's own letter came: it is enrolled now.
        welcomed: bool,
        /// The training whose code at the door was scanned, and the six digits of it.
        check_in: Option<CheckIn>,
        /// How far the set of codes has been scanned, where there is one.
        codes: Option<Codes>,
        /// The chains that came.
        chains: Vec<CarriedChain>,
    }

    /// One piece of a chain in a pack.
    CarriedChain {
        /// What kind of document it is written in.
        document: String,
        /// About whom.
        member: Option<String>,
        /// Of which year, where the kind has years.
        year: Option<u16>,
        /// Who wrote it: serial and generation.
        actor: String,
        /// The number of its first entry.
        first: u32,
        /// The number of its last entry.
        last: u32,
        /// What became of it: sent, taken, known, waiting, or refused.
        fate: String,
        /// Why it waits or is refused.
        code: Option<String>,
    }

    /// How far a set of codes has been scanned.
    Codes {
        /// Codes of the set.
        total: u8,
        /// The numbers that are still missing.
        missing: Vec<u32>,
    }

    /// What a training's code at the door said: to be recorded with.
    CheckIn {
        /// The training.
        training: String,
        /// The six digits.
        code: String,
    }

    /// What is posted for a period.
    Statement {
        /// The branch.
        branch: String,
        /// Chinese name of the branch; empty where the hub has said none here.
        branch_zh: String,
        /// Tibetan name of the branch; empty where the hub has said none here.
        branch_bo: String,
        /// The period.
        period: PeriodRow,
        /// The rules in force at the end of the period, as `id version`.
        rules: Vec<String>,
        /// The closes that it covers together; more than one were made without knowing each other.
        closes: Vec<CloseRow>,
        /// True where there is more than one.
        concurrent_closes: bool,
        /// The day of the last close.
        posted_on: String,
        /// The last day for objections: the longest that the rules of any member here give.
        objections_until: String,
        /// Chains and publications that it needs and that this phone does not have yet. While there
        /// are any, no lines are shown: they would say other numbers than the posted ones.
        incomplete: u32,
        /// True where a close, the calculation that it posted by, or something that it covers is of
        /// a newer version than this app. No lines are shown then: they would say other numbers
        /// than the posted ones.
        needs_newer_app: bool,
        /// The members in the order of the roster, never by points. A member's own phone has only
        /// the member's own line.
        lines: Vec<StatementLine>,
    }

    /// A close.
    CloseRow {
        /// Who closed.
        by: String,
        /// On which day, by their device's clock.
        closed_on: String,
        /// Hash over the entries it covers and the rules.
        basis: String,
    }

    /// What is posted about a member.
    StatementLine {
        /// The member.
        member: String,
        /// Chinese name; empty where this phone may not know it.
        name_zh: String,
        /// Tibetan name; empty where this phone may not know it.
        name_bo: String,
        /// The total of the statement before, or what the member started the year with.
        before_tenths: i32,
        /// What this one adds: `before_tenths + change_tenths = total_tenths`.
        change_tenths: i32,
        /// The total.
        total_tenths: i32,
        /// Stars.
        stars: u8,
        /// Minutes learnt in the rules year.
        minutes: u32,
        /// What the cap of all base points left out, in the rules year.
        base_cut_tenths: i32,
        /// What is new and lies in this period or after it.
        lines: Vec<PostedLine>,
        /// What is new and lies before this period.
        late_items: Vec<PostedLine>,
        /// What was posted before and now counts differently.
        corrections: Vec<Correction>,
    }

    /// One thing that counts, or that a cap keeps from counting.
    PostedLine {
        /// The line of the standing.
        line: LineRow,
        /// The training's titles, Chinese and Tibetan.
        titles: Option<Names>,
        /// The names of the rules item, Chinese and Tibetan; either may be empty.
        item_names: Names,
    }

    /// Something that was posted before and now counts differently.
    Correction {
        /// As it counts now; `counted_tenths` is 0 where it no longer does.
        now: PostedLine,
        /// What it counted before.
        before_tenths: i32,
        /// What that changes.
        change_tenths: i32,
    }
}
