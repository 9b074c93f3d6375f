//! A member's times in branches, as the hub says them in membership documents: one key for each
//! time, by its first day. A correction changes the time that it is about; a row that names a day
//! ends one time and begins another. What was said stays in the log.

use super::rows;
use super::voice::{self, Voice};
use crate::store::{Changed, Member, StoreError};
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::value::{Exemption, Membership, Value};
use drokpa_core::time::Day;

/// A time by its first day.
type Time = (Day, Membership);

/// What holds during a time that begins with this row.
fn membership(member: &Member, before: Option<&BranchId>) -> Result<Membership, StoreError> {
    let exempt = Exemption::parse_list(&member.exempt);
    Ok(Membership {
        until: None,
        sector: member.sector.clone(),
        category: member.category.clone(),
        exempt: exempt.map_err(|_| rows::damaged("members.exempt"))?,
        before: before.cloned(),
    })
}

fn say(
    voice: &mut Voice<'_>,
    (branch, member): (&BranchId, &MemberId),
    (from, membership): Time,
) -> Result<(), StoreError> {
    let key = Key::Membership(member.clone(), from);
    voice.say(&voice::membership(branch, member), &key, &Value::Membership(membership))?;
    Ok(())
}

/// The times in a branch that are said now, by their first days; without those said by mistake.
fn said(
    voice: &mut Voice<'_>,
    branch: &BranchId,
    member: &MemberId,
) -> Result<Vec<Time>, StoreError> {
    let all = voice.said_in(&voice::membership(branch, member))?;
    let times = all.into_iter().filter_map(|(key, value)| match (key, value) {
        (Key::Membership(_, from), Value::Membership(one)) => Some((from, one)),
        _ => None,
    });
    let mut times: Vec<Time> =
        times.filter(|(from, one)| one.until.is_none_or(|until| *from <= until)).collect();
    times.sort_unstable();
    Ok(times)
}

/// Says since when a member belongs to the branch, unless that is said.
pub(super) fn begin(voice: &mut Voice<'_>, member: &Member) -> Result<(), StoreError> {
    if said(voice, &member.branch, &member.member)?.is_empty() {
        let from = member.since.unwrap_or(first_day(&member.joined_on));
        say(voice, (&member.branch, &member.member), (from, membership(member, None)?))?;
    }
    Ok(())
}

/// Says what a changed row means for a known member: moved, changed from a day on, or corrected.
pub(super) fn change(
    voice: &mut Voice<'_>,
    (before, after): (&Member, &Member),
    today: Day,
) -> Result<Changed, StoreError> {
    let last = said(voice, &before.branch, &before.member)?.pop();
    let Some((from, current)) = last else {
        begin(voice, after)?;
        return Ok(Changed::Updated);
    };
    if before.branch != after.branch {
        return transfer(voice, (before, after), (from, current), after.since.unwrap_or(today));
    }
    let place = (&after.branch, &after.member);
    let new = membership(after, current.before.as_ref())?;
    match after.since.filter(|since| *since > from) {
        Some(since) if new != current => {
            end(voice, place, (from, current), since)?;
            say(voice, place, (since, new))?;
        }
        Some(_) => {}
        None => {
            let first = first_day(&before.joined_on);
            let moved = from == first && before.joined_on != after.joined_on;
            let first = if moved { first_day(&after.joined_on) } else { from };
            if first != from {
                end(voice, place, (from, current), from)?;
            }
            say(voice, place, (first, new))?;
        }
    }
    Ok(Changed::Updated)
}

fn transfer(
    voice: &mut Voice<'_>,
    (before, after): (&Member, &Member),
    (from, current): Time,
    day: Day,
) -> Result<Changed, StoreError> {
    let there = said(voice, &after.branch, &after.member)?;
    let still = there.last().and_then(|(_, one)| one.until).is_some_and(|until| until >= day);
    if day < from || still {
        return Ok(Changed::TooEarly);
    }
    end(voice, (&before.branch, &before.member), (from, current), day)?;
    let new = membership(after, Some(&before.branch))?;
    say(voice, (&after.branch, &after.member), (day, new))?;
    Ok(Changed::Moved)
}

/// Ends a time the day before; one that would end before it begins was a mistake and is none.
fn end(
    voice: &mut Voice<'_>,
    place: (&BranchId, &MemberId),
    (from, membership): Time,
    day: Day,
) -> Result<(), StoreError> {
    let until = Some(Day(day.0.saturating_sub(1)));
    say(voice, place, (from, Membership { until, ..membership }))
}

/// Days of the core begin in 2000; who joined before was there from its first day on.
fn first_day(joined_on: &str) -> Day {
    let first = Day::from_date(2000, 1, 1).unwrap_or_default();
    Day::parse(joined_on).unwrap_or(first)
}
