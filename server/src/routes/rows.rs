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
    /// fold, statement or nothing: where the numbers come from.
    shown_from: String,
    /// The period of the statement that is shown.
    statement: Option<Period>,
}

/// A period of a statement.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Period {
    /// Its first day.
    #[schema(format = Date)]
    first: String,
    /// Its last day.
    #[schema(format = Date)]
    last: String,
    /// How many months it has.
    months: u8,
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
    /// The rules item of an activity.
    item: Option<String>,
    /// The minutes that were claimed, where they are not simply the training's.
    minutes: Option<u32>,
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
    /// What supports it: phone, roll, entered_for, code, host.
    evidence: Vec<String>,
    /// The check-in code that was recorded with it.
    code: Option<CheckInCode>,
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

/// A check-in code of a training. It is evidence and decides nothing.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckInCode {
    /// The six digits.
    code: String,
    /// confirmed, outside (its window), wrong, or unchecked.
    state: String,
    /// From when on it was shown.
    #[schema(format = DateTime)]
    shown_at: Option<String>,
    /// Others who recorded the same code.
    same_code: Option<Vec<String>>,
}

/// One side of a conflict.
#[derive(ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Side {
    /// Who.
    by: String,
    /// What: a mark, a verdict with what it grants, or a claim.
    says: String,
    /// Which record, where one of several claims can be chosen.
    record: Option<String>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use drokpa_core::id::MemberId;
    use drokpa_core::phone::{
        AnswerRow, ClaimRow, CodeRow, Delivery, ObjectionRow, PeriodRow, StandingRow,
    };
    use drokpa_core::time::{Cycle, Day};
    use serde_json::{Value, json};
    use std::collections::BTreeSet;

    fn names(value: &Value) -> BTreeSet<String> {
        match value {
            Value::Object(fields) => fields.keys().cloned().collect(),
            Value::Array(items) => {
                items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// Everything that a row can say is described, and what it says always is required.
    fn same<T: ToSchema>(full: &impl serde::Serialize, least: &impl serde::Serialize) {
        let schema = json!(T::schema());
        assert_eq!(names(&schema["properties"]), names(&json!(full)), "{}", T::name());
        assert_eq!(names(&schema["required"]), names(&json!(least)), "{}", T::name());
        assert_eq!(schema["additionalProperties"], false, "{}", T::name());
    }

    #[test]
    fn rows_are_described_as_the_core_says_them() {
        let member: MemberId = "pa01".parse().unwrap();
        let label =
            drokpa_core::model::rules::Label { zh: "先锋指数".into(), bo: String::new() };
        let period = PeriodRow { first: Day(20_500), last: Day(20_530), months: 1 };
        let standing = StandingRow {
            member: member.clone(),
            cycle: Cycle(2026),
            base_tenths: 1,
            base_counted_tenths: 1,
            bonus_tenths: 1,
            deduct_tenths: 0,
            total_tenths: 2,
            stars: 1,
            minutes: 1,
            vetoed: false,
            target_minutes: None,
            counts: BTreeMap::new(),
            label: Some(label.clone()),
            basis: String::new(),
            needs_newer_app: false,
            shown_from: "fold",
            statement: Some(period),
        };
        let least = StandingRow { label: None, statement: None, ..standing.clone() };
        same::<Standing>(&standing, &least);
        same::<Period>(&period, &period);
        same::<Label>(&label, &label);
        let answer = AnswerRow { by: member.clone(), upheld: true, words: None };
        let objection =
            ObjectionRow { words: None, escalated: false, answers: vec![answer.clone()] };
        let record = Some("0011223344556677".parse().unwrap());
        let side = drokpa_core::phone::Side { by: member.clone(), says: String::new(), record };
        let bare = drokpa_core::phone::Side { record: None, ..side.clone() };
        let code = CodeRow {
            code: "004271".to_owned(),
            state: "confirmed",
            shown_at: Some(String::new()),
            same_code: vec![member.clone()],
        };
        let bare_code = CodeRow { shown_at: None, same_code: Vec::new(), ..code.clone() };
        same::<CheckInCode>(&code, &bare_code);
        let claim = ClaimRow {
            claim: String::new(),
            member,
            key: String::new(),
            kind: "study",
            day: Some(Day(1)),
            titles: Some(["".into(), "".into()]),
            item: Some("volunteer".parse().unwrap()),
            minutes: Some(45),
            delivery: Delivery::Arrived,
            decision: "pending",
            posting: "open",
            points_tenths: 0,
            round: 1,
            evidence: Vec::new(),
            code: Some(code),
            conflict: None,
            reason: None,
            note: Some("".into()),
            sides: vec![side.clone()],
            objections: vec![objection.clone()],
        };
        let least = ClaimRow {
            day: None,
            titles: None,
            item: None,
            minutes: None,
            code: None,
            note: None,
            sides: Vec::new(),
            objections: Vec::new(),
            ..claim.clone()
        };
        same::<Claim>(&claim, &least);
        same::<Side>(&side, &bare);
        same::<Objection>(&objection, &ObjectionRow { answers: Vec::new(), ..objection.clone() });
        same::<ObjectionAnswer>(&answer, &answer);
    }
}
