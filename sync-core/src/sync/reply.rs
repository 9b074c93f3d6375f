//! Step 4: what the hub answers. A fate for each changeset that came up; for each stream where it
//! stands now and what is new there for this device; and the time.

use super::request::{Cursor, Sender};
use crate::chain::changeset::{Changeset, Context};
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::EntryId;
use crate::code::Code;
use crate::id::{Actor, BranchId, NAME_ID_BYTES_MAX, Serial};
use crate::time::Seconds;
use crate::wire::bytes::{Reader, put_blob, put_varint};
use crate::wire::columns::{put_ints, read_ints};

/// Most bytes of changesets in one reply.
pub const DOWNLOAD_BYTES_MAX: usize = 256 * 1024;
/// Most changesets of one reply.
pub const CHANGESETS_MAX: usize = 8192;
/// Most tips that a hub states about one stream: they fit a reply.
pub const TIPS_MAX: usize = 4096;

/// What became of one changeset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// New, and durable on the hub's disk before this was said.
    Accepted,
    /// The hub had it.
    Known,
    /// It cannot be checked yet; keep it and offer it again.
    Waiting(Code),
    /// Kept, but it counts only once a secretary adopts it.
    Quarantined,
    /// The hub has other entries under these numbers; this one of them is in its log.
    Forked(EntryId),
    /// Refused.
    Rejected(Code),
}

/// Where a chain ends in the hub's log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tip {
    /// The chain's document.
    pub document: DocumentId,
    /// The chain's actor.
    pub actor: Actor,
    /// The number of its last entry.
    pub seq: u32,
    /// The name of its last entry.
    pub entry: EntryId,
}

/// One stream in a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamDown {
    /// The branch.
    pub branch: BranchId,
    /// Where the phone stands after taking this reply in; `None` where that did not change.
    pub cursor: Option<Cursor>,
    /// Stated where the phone's cursor is not of this history: it offers what the hub lacks and
    /// starts the stream anew.
    pub tips: Option<Vec<Tip>>,
    /// What is new.
    pub changesets: Vec<Changeset>,
}

/// A reply's payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The hub's time.
    pub time: Seconds,
    /// True where a cap was reached: ask again at once.
    pub more: bool,
    /// One for each changeset of the request, in its order.
    pub fates: Vec<Fate>,
    /// The streams, in the request's order.
    pub streams: Vec<StreamDown>,
}

const STATE_SAME: u8 = 0;
const STATE_MOVED: u8 = 1;
const STATE_FOREIGN: u8 = 2;

impl Reply {
    /// The payload's bytes.
    #[must_use]
    pub fn to_bytes(&self, sender: &Sender) -> Vec<u8> {
        let mut out = Vec::new();
        put_varint(&mut out, self.time.0);
        out.push(u8::from(self.more));
        put_fates(&mut out, &self.fates);
        put_varint(&mut out, self.streams.len() as u64);
        for stream in &self.streams {
            let home = sender.branch == stream.branch;
            put_blob(&mut out, if home { b"" } else { stream.branch.as_str().as_bytes() });
            let context = context(sender, &stream.branch);
            match (&stream.cursor, &stream.tips) {
                (_, Some(tips)) => {
                    out.push(STATE_FOREIGN);
                    put_varint(&mut out, tips.len() as u64);
                    tips.iter().for_each(|tip| tip.put(&mut out));
                }
                (Some(cursor), None) => {
                    out.push(STATE_MOVED);
                    put_varint(&mut out, cursor.position);
                    out.extend_from_slice(&cursor.check);
                }
                (None, None) => out.push(STATE_SAME),
            }
            put_varint(&mut out, stream.changesets.len() as u64);
            Changeset::put_list(&mut out, &stream.changesets, &context);
        }
        out
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// [`Code::ReplyMalformed`].
    pub fn read(bytes: &[u8], sender: &Sender) -> Result<Reply, Code> {
        let mut reader = Reader::new(bytes);
        Reply::take(&mut reader, sender)
            .and_then(|reply| reader.end().map(|()| reply))
            .map_err(|_| Code::ReplyMalformed)
    }

    fn take(reader: &mut Reader<'_>, sender: &Sender) -> Result<Reply, Code> {
        let time = Seconds(reader.varint()?);
        let more = match reader.u8()? {
            0 => false,
            1 => true,
            _ => return Err(Code::FrameMalformed),
        };
        let fates = read_fates(reader)?;
        let mut streams = Vec::new();
        for _ in 0..reader.count(super::request::STREAMS_MAX)? {
            let branch = match reader.text(NAME_ID_BYTES_MAX)? {
                "" => sender.branch.clone(),
                text => BranchId::new(text).map_err(|_| Code::FrameMalformed)?,
            };
            let (mut cursor, mut tips) = (None, None);
            match reader.u8()? {
                STATE_SAME => {}
                STATE_MOVED => {
                    cursor = Some(Cursor { position: reader.varint()?, check: reader.array()? });
                }
                STATE_FOREIGN => {
                    let count = reader.count(TIPS_MAX)?;
                    tips = Some((0..count).map(|_| Tip::read(reader)).collect::<Result<_, _>>()?);
                }
                _ => return Err(Code::FrameMalformed),
            }
            let context = context(sender, &branch);
            let count = reader.count(CHANGESETS_MAX)?;
            let changesets = Changeset::read_list(reader, count, &context)?;
            streams.push(StreamDown { branch, cursor, tips, changesets });
        }
        Ok(Reply { time, more, fates, streams })
    }
}

impl Tip {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.document.to_bytes());
        put_varint(out, u64::from(self.actor.serial.0));
        put_varint(out, u64::from(self.actor.generation));
        put_varint(out, u64::from(self.seq));
        out.extend_from_slice(&self.entry.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Tip, Code> {
        Ok(Tip {
            document: DocumentId::read(reader)?,
            actor: Actor { serial: Serial(reader.varint32()?), generation: reader.varint32()? },
            seq: reader.varint32()?,
            entry: EntryId(reader.array()?),
        })
    }
}

/// Most of what a phone receives is about its own member, and written by others.
fn context(sender: &Sender, branch: &BranchId) -> Context {
    Context { branch: Some(branch.clone()), member: Some(sender.member.clone()), actor: None }
}

fn put_fates(out: &mut Vec<u8>, fates: &[Fate]) {
    put_varint(out, fates.len() as u64);
    put_ints(out, &fates.iter().map(|fate| fate.number()).collect::<Vec<_>>());
    for fate in fates {
        match fate {
            Fate::Waiting(code) | Fate::Rejected(code) => put_varint(out, u64::from(*code as u16)),
            Fate::Forked(winner) => out.extend_from_slice(&winner.0),
            Fate::Accepted | Fate::Known | Fate::Quarantined => {}
        }
    }
}

fn read_fates(reader: &mut Reader<'_>) -> Result<Vec<Fate>, Code> {
    let count = reader.count(super::request::CHANGESETS_MAX)?;
    let numbers = read_ints(reader, count)?;
    numbers
        .into_iter()
        .map(|number| {
            let mut code = || -> Result<Code, Code> {
                let number = u16::try_from(reader.varint()?).map_err(|_| Code::FrameMalformed)?;
                // A code of a newer hub is still a refusal; it is shown as the general one.
                Ok(Code::from_number(number).unwrap_or(Code::Internal))
            };
            Ok(match number {
                0 => Fate::Accepted,
                1 => Fate::Known,
                2 => Fate::Waiting(code()?),
                3 => Fate::Quarantined,
                4 => Fate::Forked(EntryId(reader.array()?)),
                5 => Fate::Rejected(code()?),
                _ => return Err(Code::FrameMalformed),
            })
        })
        .collect()
}

impl Fate {
    const fn number(&self) -> u64 {
        match self {
            Fate::Accepted => 0,
            Fate::Known => 1,
            Fate::Waiting(_) => 2,
            Fate::Quarantined => 3,
            Fate::Forked(_) => 4,
            Fate::Rejected(_) => 5,
        }
    }

    /// The name used in JSON and messages.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Fate::Accepted => "accepted",
            Fate::Known => "known",
            Fate::Waiting(_) => "waiting",
            Fate::Quarantined => "quarantined",
            Fate::Forked(_) => "forked",
            Fate::Rejected(_) => "rejected",
        }
    }
}

/// Kinds in the order in which a phone takes in a reply: what the hub says about keys first.
#[must_use]
pub const fn intake_order(kind: DocumentKind) -> u8 {
    match kind {
        DocumentKind::Registry => 0,
        DocumentKind::Membership => 1,
        DocumentKind::Roster => 2,
        DocumentKind::Calendar => 3,
        _ => 4,
    }
}
