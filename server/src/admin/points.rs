//! `drokpa points`: the fold of points over plain records, for checking rules at a desk. The very
//! fold that phones and the hub use; no store is touched.

use super::AdminError;
use drokpa_core::code::Code;
use drokpa_core::id::{ItemId, MemberId};
use drokpa_core::model::points::{Fact, fold};
use drokpa_core::model::rules::{RuleSet, Rules, RulesFile};
use drokpa_core::time::{Cycle, Day};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One record of a records file. Other fields are skipped.
#[derive(Deserialize)]
struct Record {
    id: String,
    member: MemberId,
    item: ItemId,
    on: Day,
    minutes: Option<u32>,
    /// Only approved records count; a file that says nothing means approved ones.
    status: Option<String>,
}

#[derive(Deserialize)]
struct Listed {
    id: MemberId,
    category: Option<String>,
}

#[derive(Deserialize)]
struct RecordsFile {
    #[serde(default)]
    members: Vec<Listed>,
    records: Vec<Record>,
}

/// Which of several rules, and which rules year.
#[derive(Clone, Debug, Default)]
pub struct Points {
    /// `rules_id`; the first one of the files where it is not given.
    pub rules_id: Option<String>,
    /// The year in which the rules year begins; that of the last record where it is not given.
    pub cycle: Option<u16>,
}

/// Standings by member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PointsReport {
    /// Which rules.
    pub rules_id: String,
    /// Which rules year.
    pub cycle: u16,
    /// Each member of the file.
    pub members: BTreeMap<MemberId, Standing>,
}

/// One member's points, in tenths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Standing {
    /// Base items before the base cap.
    pub base_tenths: i32,
    /// Base items after it.
    pub base_counted_tenths: i32,
    /// Bonus items.
    pub bonus_tenths: i32,
    /// Deductions, zero or negative.
    pub deduct_tenths: i32,
    /// All together.
    pub total_tenths: i32,
    /// Star level, 0 for none.
    pub stars: u8,
}

/// Folds a records file under the rules of one or more rules files.
///
/// # Errors
/// [`Code::RulesInvalid`] or [`Code::TableMalformed`].
pub fn points(
    rules: &[Vec<u8>],
    records: &[u8],
    choice: &Points,
) -> Result<PointsReport, AdminError> {
    let set = choose(rules, choice)?;
    let file: RecordsFile = serde_json::from_slice(records)
        .map_err(|error| AdminError::refused(Code::TableMalformed, error))?;
    let last = file.records.iter().map(|record| record.on).max();
    let cycle = match (choice.cycle, last) {
        (Some(year), _) => Cycle(year),
        (None, Some(day)) => set.cycle_of(day),
        (None, None) => return Err(AdminError::refused(Code::TableMalformed, "no records")),
    };
    let mut members: BTreeMap<MemberId, (Option<String>, Vec<Fact>)> =
        file.members.into_iter().map(|one| (one.id, (one.category, Vec::new()))).collect();
    for record in file.records {
        let (_, facts) = members.entry(record.member).or_default();
        if record.status.as_deref().is_none_or(|status| status == "approved") {
            facts.push(Fact {
                key: record.id.as_bytes().into(),
                day: record.on,
                item: record.item,
                minutes: record.minutes,
                granted: None,
            });
        }
    }
    let standing = |(member, (category, facts)): (MemberId, (Option<String>, Vec<Fact>))| {
        let standing = fold(&set, cycle, category.as_deref(), facts);
        let standing = Standing {
            base_tenths: standing.base_tenths,
            base_counted_tenths: standing.base_counted_tenths,
            bonus_tenths: standing.bonus_tenths,
            deduct_tenths: standing.deduct_tenths,
            total_tenths: standing.total_tenths,
            stars: standing.stars,
        };
        (member, standing)
    };
    Ok(PointsReport {
        rules_id: set.rules_id().to_owned(),
        cycle: cycle.0,
        members: members.into_iter().map(standing).collect(),
    })
}

fn choose(files: &[Vec<u8>], choice: &Points) -> Result<RuleSet, AdminError> {
    let mut all: Vec<Rules> = Vec::new();
    for file in files {
        let file: RulesFile = serde_json::from_slice(file)
            .map_err(|error| AdminError::refused(Code::RulesInvalid, error))?;
        all.extend(file.rules);
    }
    let first = all.first().map(|rules| rules.rules_id.clone());
    let id = choice.rules_id.clone().or(first).unwrap_or_default();
    all.retain(|rules| rules.rules_id == id);
    RuleSet::new(all).map_err(|code| AdminError::refused(code, format!("rules `{id}`")))
}
