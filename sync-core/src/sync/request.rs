//! Step 2: what a phone says. Where it stands in each stream, and what it has that the hub may
//! not have. It may be repeated blindly.

use crate::chain::changeset::{Changeset, Context};
use crate::code::Code;
use crate::id::{Actor, BranchId, MemberId, NAME_ID_BYTES_MAX};
use crate::wire::bytes::{Reader, put_blob, put_varint};

/// Most streams of one request: a reviewer of a large township follows as many branches.
pub const STREAMS_MAX: usize = 128;
/// Most changesets of one request.
pub const CHANGESETS_MAX: usize = 512;
/// Most bytes of changesets that a phone puts into one request.
pub const UPLOAD_BYTES_MAX: usize = 64 * 1024;

/// How far a phone has followed a stream. The check lets the hub notice that the phone followed
/// another history than its own: another epoch, a copied file, a lost failover.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Cursor {
    /// The last position seen; 0 before the first.
    pub position: u64,
    /// Four bytes over the epoch and the stream's rolling hash there.
    pub check: [u8; 4],
}

/// One stream in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamUp {
    /// The branch.
    pub branch: BranchId,
    /// How far the phone has followed it.
    pub cursor: Cursor,
    /// What the hub may not have.
    pub changesets: Vec<Changeset>,
}

/// A request's payload.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Request {
    /// The app's version, as its maker counts.
    pub app_version: u32,
    /// The generation the phone writes under.
    pub generation: u32,
    /// Entries not yet confirmed by the hub, before this request.
    pub outbox: u32,
    /// Entries that wait for others.
    pub waiting: u32,
    /// Entries that the hub refused.
    pub rejected: u32,
    /// The streams.
    pub streams: Vec<StreamUp>,
}

/// Who sends, as both sides know it without saying.
#[derive(Clone, Debug)]
pub struct Sender {
    /// Home branch; a stream named by an empty string is this one.
    pub branch: BranchId,
    /// The member.
    pub member: MemberId,
    /// Actor of the sender's own changesets; its generation travels in the request.
    pub actor: Actor,
}

impl Sender {
    fn context(&self, branch: &BranchId, generation: u32) -> Context {
        Context {
            branch: Some(branch.clone()),
            member: Some(self.member.clone()),
            actor: Some(Actor { generation, ..self.actor }),
        }
    }
}

impl Request {
    /// The payload's bytes.
    #[must_use]
    pub fn to_bytes(&self, sender: Option<&Sender>) -> Vec<u8> {
        let mut out = Vec::new();
        for number in [self.app_version, self.generation, self.outbox, self.waiting, self.rejected]
        {
            put_varint(&mut out, u64::from(number));
        }
        put_varint(&mut out, self.streams.len() as u64);
        for stream in &self.streams {
            let home = sender.is_some_and(|sender| sender.branch == stream.branch);
            put_blob(&mut out, if home { b"" } else { stream.branch.as_str().as_bytes() });
            put_varint(&mut out, stream.cursor.position);
            if stream.cursor.position > 0 {
                out.extend_from_slice(&stream.cursor.check);
            }
            put_varint(&mut out, stream.changesets.len() as u64);
            let context = context(sender, &stream.branch, self.generation);
            Changeset::put_list(&mut out, &stream.changesets, &context);
        }
        out
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`], [`Code::FrameMalformed`] or [`Code::CountTooLarge`].
    pub fn read(bytes: &[u8], sender: Option<&Sender>) -> Result<Request, Code> {
        let mut reader = Reader::new(bytes);
        let mut request = Request {
            app_version: reader.varint32()?,
            generation: reader.varint32()?,
            outbox: reader.varint32()?,
            waiting: reader.varint32()?,
            rejected: reader.varint32()?,
            streams: Vec::new(),
        };
        let mut total = 0;
        for _ in 0..reader.count(STREAMS_MAX)? {
            let branch = match (reader.text(NAME_ID_BYTES_MAX)?, sender) {
                ("", Some(sender)) => sender.branch.clone(),
                (text, _) => BranchId::new(text).map_err(|_| Code::FrameMalformed)?,
            };
            let position = reader.varint()?;
            let check = if position > 0 { reader.array()? } else { [0; 4] };
            let count = reader.count(CHANGESETS_MAX - total)?;
            total += count;
            let context = context(sender, &branch, request.generation);
            let changesets = Changeset::read_list(&mut reader, count, &context)?;
            request.streams.push(StreamUp {
                branch,
                cursor: Cursor { position, check },
                changesets,
            });
        }
        reader.end()?;
        Ok(request)
    }

    /// All changesets in the order in which the reply answers them.
    pub fn changesets(&self) -> impl Iterator<Item = &Changeset> {
        self.streams.iter().flat_map(|stream| &stream.changesets)
    }
}

fn context(sender: Option<&Sender>, branch: &BranchId, generation: u32) -> Context {
    match sender {
        Some(sender) => sender.context(branch, generation),
        None => Context { branch: Some(branch.clone()), ..Context::default() },
    }
}
