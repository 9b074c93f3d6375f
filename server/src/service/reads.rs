//! What people read over HTTP about members, and the log of who read it. The log is on the disk
//! before anything is shown.

use super::Service;
use crate::auth::Bearer;
use crate::error::HubError;
use crate::store::{Member, Read, ReadKind};
use drokpa_core::hub::Device;
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::phone::{ClaimRow, StandingRow};
use drokpa_core::sync::reply::StreamDown;
use drokpa_core::sync::request::Request;
use drokpa_core::time::{Cycle, Seconds};
use std::collections::BTreeSet;

/// A part of a list.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The position of the branch's log that it was computed from.
    pub position: u64,
    /// The rows.
    pub rows: Vec<T>,
    /// What to ask for to go on; `None` at the end.
    pub next: Option<String>,
}

/// Which part of a list.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// The row before the first one, as [`Page::next`] said.
    pub after: Option<String>,
    /// Most rows.
    pub limit: usize,
}

impl Part {
    fn of<T>(&self, position: u64, rows: Vec<T>, name: impl Fn(&T) -> String) -> Page<T> {
        let skip = match &self.after {
            None => 0,
            Some(after) => match rows.iter().position(|row| name(row) == *after) {
                Some(at) => at + 1,
                // The row is gone, so nobody knows where to go on; from the start nothing is
                // left out.
                None => 0,
            },
        };
        let more = rows.len().saturating_sub(skip) > self.limit;
        let rows: Vec<T> = rows.into_iter().skip(skip).take(self.limit).collect();
        let next = rows.last().filter(|_| more).map(name);
        Page { position, rows, next }
    }
}

impl Service {
    /// The standings of a branch's members in roster order, never by points.
    ///
    /// # Errors
    /// Where the store fails; then nothing is shown.
    pub fn standings(
        &self,
        bearer: &Bearer,
        (branch, cycle): (&BranchId, Option<Cycle>),
        part: &Part,
        now: Seconds,
    ) -> Result<Page<StandingRow>, HubError> {
        let roster = self.store.roster_of(branch)?;
        let (page, standings) = self.look(branch, |view| {
            let page = part.of(view.position, view.members(&roster), MemberId::to_string);
            let one = |member| view.standing(member, cycle, now);
            let standings = page.rows.iter().map(one).collect::<Result<Vec<_>, _>>()?;
            Ok((page, standings))
        })?;
        self.saw(bearer, ReadKind::Standing, page.rows, now)?;
        Ok(Page { position: page.position, rows: standings, next: page.next })
    }

    /// The standing of one member.
    ///
    /// # Errors
    /// Where the store fails; then nothing is shown.
    pub fn standing(
        &self,
        bearer: &Bearer,
        member: &Member,
        cycle: Option<Cycle>,
        now: Seconds,
    ) -> Result<StandingRow, HubError> {
        let standing =
            self.look(&member.branch, |view| view.standing(&member.member, cycle, now))?;
        self.saw(bearer, ReadKind::Standing, vec![member.member.clone()], now)?;
        Ok(standing)
    }

    /// What waits for a decision in a branch, but for the reader's own.
    ///
    /// # Errors
    /// Where the store fails; then nothing is shown.
    pub fn queue(
        &self,
        bearer: &Bearer,
        branch: &BranchId,
        part: &Part,
        now: Seconds,
    ) -> Result<Page<ClaimRow>, HubError> {
        let page = self.look(branch, |view| {
            let mut rows = view.queue();
            rows.retain(|row| row.member != bearer.subject.member);
            Ok(part.of(view.position, rows, |row| row.claim.clone()))
        })?;
        let members: BTreeSet<MemberId> = page.rows.iter().map(|row| row.member.clone()).collect();
        self.saw(bearer, ReadKind::Queue, members, now)?;
        Ok(page)
    }

    /// Writes down that somebody looked at these members' records. Who looks at their own leaves
    /// no trace.
    pub(super) fn saw(
        &self,
        bearer: &Bearer,
        kind: ReadKind,
        members: impl IntoIterator<Item = MemberId>,
        at: Seconds,
    ) -> Result<(), HubError> {
        let reader = &bearer.subject.member;
        let serial = bearer.device.unwrap_or(Serial::HUB);
        let others = members.into_iter().filter(|member| member != reader);
        let reads =
            others.map(|member| Read { member, reader: Some(reader.clone()), serial, kind, at });
        Ok(self.store.log_reads(reads.collect())?)
    }

    /// Writes down whose records go to a device with a reply. Of others each day on which there
    /// are any; of the device's own member when it starts, so that they see a phone that is new.
    pub(super) fn sends(
        &self,
        device: &Device,
        request: &Request,
        streams: &[StreamDown],
        at: Seconds,
    ) -> Result<(), HubError> {
        let certificate = &device.certificate;
        let starts = request.streams.iter().all(|stream| stream.cursor.position == 0);
        let sent = streams.iter().flat_map(|stream| &stream.changesets);
        let members: BTreeSet<&MemberId> =
            sent.filter_map(|changeset| changeset.document.member.as_ref()).collect();
        let reads = members.into_iter().filter(|member| **member != certificate.member || starts);
        let reads: Vec<Read> = reads
            .map(|member| Read {
                member: member.clone(),
                reader: Some(certificate.member.clone()),
                serial: certificate.serial,
                kind: ReadKind::Replication,
                at,
            })
            .filter(|read| self.is_news(read))
            .collect();
        if reads.is_empty() {
            return Ok(());
        }
        self.store.log_reads(reads.clone())?;
        let mut logged = self.logged();
        reads.into_iter().for_each(|read| logged.put(slot(read), ()));
        Ok(())
    }

    /// False for what surely is in the log already.
    fn is_news(&self, read: &Read) -> bool {
        self.logged().get(&slot(read.clone())).is_none()
    }
}

/// The same for all reads that one row of the log stands for.
fn slot(read: Read) -> Read {
    let at = Seconds(read.at.0 - read.at.0 % read.kind.slot_s());
    Read { at, ..read }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_handed_out_whole_in_parts() {
        let all: Vec<u32> = (0..7).collect();
        let name = |row: &u32| row.to_string();
        let mut part = Part { after: None, limit: 3 };
        let mut seen = Vec::new();
        loop {
            let page = part.of(0, all.clone(), name);
            assert!(page.rows.len() <= 3);
            seen.extend(page.rows);
            part.after = page.next;
            if part.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, all);
        let lost = Part { after: Some("99".to_owned()), limit: 3 };
        assert_eq!(lost.of(0, all, name).rows, [0, 1, 2]);
    }
}
