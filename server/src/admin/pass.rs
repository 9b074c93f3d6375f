//! `drokpa pass`: lets a floating member read the calendar of the branch where they learn for a
//! while. What was recorded there counts at home; the host's people stay unseen.

use super::{AdminError, open};
use crate::store::{Change, Store as _};
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::phone::PassRow;
use drokpa_core::time::{Day, Seconds};
use serde::Serialize;
use std::path::Path;

/// A pass of a member.
#[derive(Clone, Debug, Serialize)]
pub struct PassReport {
    /// Whose.
    pub member: MemberId,
    /// The host and the days.
    #[serde(flatten)]
    pub pass: PassRow,
    /// True where today belongs to it.
    pub holds: bool,
}

/// What became of a pass that was given or ended.
#[derive(Clone, Debug, Serialize)]
pub struct PassChange {
    /// The pass as it is now.
    #[serde(flatten)]
    pub pass: PassReport,
    /// `created`, `updated`, or `same`.
    pub result: &'static str,
}

/// Gives a pass, from today where no day is said; a second one of the same host takes the place of
/// the first.
///
/// # Errors
/// [`Code::MemberUnknown`], [`Code::BranchUnknown`]; [`Code::StateWrong`] for the member's own
/// branch; [`Code::DayRange`] where it would end before it begins.
pub fn give_pass(
    data: &Path,
    member: &MemberId,
    host: &BranchId,
    (from, until): (Option<Day>, Option<Day>),
    now: Seconds,
) -> Result<PassChange, AdminError> {
    let from = from.unwrap_or_else(|| now.day());
    if until.is_some_and(|until| until < from) {
        return Err(Code::DayRange.into());
    }
    put(data, member, PassRow { host: host.clone(), from, until }, now)
}

/// Ends a pass with yesterday; one that had not begun is taken back.
///
/// # Errors
/// [`Code::MemberUnknown`]; [`Code::NotFound`] where there is none.
pub fn end_pass(
    data: &Path,
    member: &MemberId,
    host: &BranchId,
    now: Seconds,
) -> Result<PassChange, AdminError> {
    let given = passes(data, Some(member), now)?.into_iter().map(|one| one.pass);
    let given = given.into_iter().find(|pass| pass.host == *host).ok_or(Code::NotFound)?;
    let yesterday = Day(now.day().0.saturating_sub(1));
    let until = given.until.map_or(yesterday, |until| until.min(yesterday));
    put(data, member, PassRow { until: Some(until), ..given }, now)
}

/// The passes of a member, or of everybody.
///
/// # Errors
/// [`Code::MemberUnknown`].
pub fn passes(
    data: &Path,
    member: Option<&MemberId>,
    now: Seconds,
) -> Result<Vec<PassReport>, AdminError> {
    let store = open(data)?;
    let mut members = store.members()?;
    if let Some(member) = member {
        members.retain(|one| one.member == *member);
        if members.is_empty() {
            return Err(Code::MemberUnknown.into());
        }
    }
    let mut reports = Vec::new();
    for one in members {
        let passes = store.passes((&one.branch, &one.member))?.into_iter();
        reports.extend(passes.map(|pass| PassReport {
            member: one.member.clone(),
            holds: pass.holds(now.day()),
            pass,
        }));
    }
    Ok(reports)
}

fn put(
    data: &Path,
    member: &MemberId,
    pass: PassRow,
    now: Seconds,
) -> Result<PassChange, AdminError> {
    let store = open(data)?;
    let result = store.put_pass(member, pass.clone(), Change { now, keep: true })?;
    let holds = pass.holds(now.day());
    Ok(PassChange {
        pass: PassReport { member: member.clone(), pass, holds },
        result: result.name(),
    })
}
