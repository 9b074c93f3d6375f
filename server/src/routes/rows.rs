//! What the core's rows look like in JSON, for the OpenAPI document alone: the core knows nothing
//! of documents, so its rows are described here a second time. A test below compares each one with
//! what the core really says.

#![expect(dead_code, reason = "these types are never made, only described")]

use std::collections::BTreeMap;
use utoipa::ToSchema;

/// A member's points and hours in a rules year.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Standing {
    /// The member.
    member: String,
    /// The rules year.
    cycle: u16,
    /// Base points before the base cap, in tenths.
    base_tenths: i32,
    /// Base points after it, in tenths.
    base_counted_tenths: i32,
    /// Additions, in tenths.
    bonus_tenths: i32,
    /// Deductions, in tenths, zero or negative.
    deduct_tenths: i32,
    /// The total, in tenths.
    total_tenths: i32,
    /// Stars.
    stars: u8,
    /// Minutes learnt.
    minutes: u32,
    /// True where branch and township both set the total to zero.
    vetoed: bool,
    /// Minutes asked for, where the rules say.
    #[schema(required)]
    target_minutes: Option<u32>,
    /// Facts per decision; they add up to all.
    counts: BTreeMap<String, u32>,
    /// What the organisation calls this figure, where the rules say.
    label: Option<Label>,
    /// Hash of the rules and the data it was computed from: equal data, equal numbers.
    basis: String,
    /// True where the hub computes this year by a newer version.
    needs_newer_app: bool,
}

/// A name in both languages.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Label {
    /// In Chinese.
    zh: String,
    /// In Tibetan; may be empty.
    bo: String,
}

/// One fact of a member.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Claim {
    /// `MEMBER/KEY`.
    claim: String,
    /// The member.
    member: String,
    /// The key.
    key: String,
    /// attendance, study, activity, unlisted or absence.
    kind: String,
    /// The activity's day.
    #[schema(format = Date)]
    day: Option<String>,
    /// The training's titles, Chinese and Tibetan.
    #[schema(min_items = 2, max_items = 2)]
    titles: Option<Vec<String>>,
    /// How far it has come; always `arrived` at a hub.
    delivery: String,
    /// pending, approved, returned, rejected, disputed or withdrawn.
    decision: String,
    /// open, posted, objected or answered.
    posting: String,
    /// What it adds after caps, in tenths.
    points_tenths: i32,
    /// Its round.
    round: u32,
    /// What supports it: phone, roll, entered_for, code.
    evidence: Vec<String>,
    /// What stands against what.
    #[schema(required)]
    conflict: Option<String>,
    /// Why it was returned or rejected.
    #[schema(required)]
    reason: Option<String>,
    /// The note of the claim.
    note: Option<String>,
    /// Who said what, where it is disputed.
    sides: Option<Vec<Side>>,
    /// What the member objects, and what was answered.
    objections: Option<Vec<Objection>>,
}

/// One side of a conflict.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Side {
    /// Who.
    by: String,
    /// What: a mark, a verdict with what it grants, or a claim.
    says: String,
}

/// An objection of a member.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Objection {
    /// The member's words.
    #[schema(required)]
    words: Option<String>,
    /// True where the township is asked.
    escalated: bool,
    /// What was answered.
    answers: Option<Vec<ObjectionAnswer>>,
}

/// An answer to an objection.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ObjectionAnswer {
    /// Who answered.
    by: String,
    /// True where the objection was right.
    upheld: bool,
    /// In which words.
    #[schema(required)]
    words: Option<String>,
}
