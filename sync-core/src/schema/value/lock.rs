//! The lock of a device: which of its writing is accepted once it was revoked or lost a role.
//! Said by the hub in the registry, or in the membership document of a plain member. What a lock
//! does not accept is not lost: it waits in quarantine.

use super::coding::{BAD, tag};
use crate::chain::certificate::Role;
use crate::chain::document::DocumentId;
use crate::chain::entry::EntryId;
use crate::code::Code;
use crate::schema::record::{BLOB_BYTES_MAX, BLOBS_MAX, Record};
use crate::wire::bytes::{Reader, put_varint};
use std::sync::Arc;

/// Most bytes of accepted heads in one part of a lock; what is more goes into the next part.
pub const LOCK_PART_BYTES_MAX: usize = 6 * 1024;

/// Where one byte string of heads ends and the next begins.
const BLOB_FULL: usize = BLOB_BYTES_MAX / 2;

/// One part of the lock of a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lock {
    /// The roles that the device had at some time: its older chains stay checkable by them.
    pub had: Vec<Role>,
    /// The role that is left to it; `None` where it was revoked, for all of its documents and
    /// generations.
    pub left: Option<Role>,
    /// Up to which of its generations the lock speaks. A device that heard of its lock goes on
    /// in the next one, under what is left to it.
    pub generation: u32,
    /// The accepted heads.
    pub accepted: Vec<Accepted>,
}

/// The last entry of a chain that a lock accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The document.
    pub document: DocumentId,
    /// The actor's generation.
    pub generation: u32,
    /// The number of its last accepted entry.
    pub seq: u32,
    /// The name of that entry.
    pub entry: EntryId,
}

impl Accepted {
    /// Its bytes inside a lock.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.document.to_bytes();
        put_varint(&mut out, u64::from(self.generation));
        put_varint(&mut out, u64::from(self.seq));
        out.extend_from_slice(&self.entry.0);
        out
    }
}

impl Lock {
    /// True where it speaks about this generation of its device.
    #[must_use]
    pub fn covers(&self, generation: u32) -> bool {
        self.left.is_none() || generation <= self.generation
    }

    /// True where this part belongs to the same lock as `first`.
    #[must_use]
    pub fn continues(&self, first: &Lock) -> bool {
        (&self.had, self.left, self.generation) == (&first.had, first.left, first.generation)
    }

    /// Splits a lock into parts that fit an entry each; at least one.
    #[must_use]
    pub fn into_parts(self) -> Vec<Lock> {
        let Lock { had, left, generation, accepted } = self;
        let part = || Lock { had: had.clone(), left, generation, accepted: Vec::new() };
        let mut parts = vec![part()];
        let mut bytes = 0;
        for one in accepted {
            let size = one.to_bytes().len();
            if bytes + size > LOCK_PART_BYTES_MAX {
                parts.push(part());
                bytes = 0;
            }
            bytes += size;
            if let Some(last) = parts.last_mut() {
                last.accepted.push(one);
            }
        }
        parts
    }

    pub(super) fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let had = self.had.iter().fold(0, |bits, role| bits | 1 << (*role as u8));
        let left = self.left.map_or(0, |role| role as u64);
        let mut blobs: Vec<Arc<[u8]>> = Vec::new();
        let mut blob = Vec::new();
        for one in &self.accepted {
            blob.extend_from_slice(&one.to_bytes());
            if blob.len() > BLOB_FULL && blobs.len() + 1 < BLOBS_MAX {
                blobs.push(Arc::from(std::mem::take(&mut blob)));
            }
        }
        if !blob.is_empty() {
            blobs.push(Arc::from(blob));
        }
        (tag::LOCK, vec![had, left, u64::from(self.generation)], blobs)
    }

    pub(super) fn read(record: &Record) -> Result<Lock, Code> {
        let had = record.int(0);
        let left = match record.int(1) {
            0 => None,
            number => {
                let role = u8::try_from(number).ok().and_then(Role::from_number);
                Some(role.ok_or(BAD)?)
            }
        };
        let mut accepted = Vec::new();
        for blob in record.blobs() {
            let mut reader = Reader::new(blob);
            while reader.left() > 0 {
                accepted.push(Accepted {
                    document: DocumentId::read(&mut reader).map_err(|_| BAD)?,
                    generation: reader.varint32().map_err(|_| BAD)?,
                    seq: reader.varint32().map_err(|_| BAD)?,
                    entry: EntryId(reader.array().map_err(|_| BAD)?),
                });
            }
        }
        Ok(Lock {
            had: Role::ALL.into_iter().filter(|role| had >> (*role as u8) & 1 == 1).collect(),
            left,
            generation: u32::try_from(record.int(2)).map_err(|_| BAD)?,
            accepted,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;
    use crate::chain::document::DocumentKind;
    use crate::id::BranchId;

    #[test]
    fn a_lock_of_many_chains_goes_into_parts_that_read_back() {
        let branch = BranchId::new("pasture-a").unwrap();
        let accepted = |seq| Accepted {
            document: DocumentId::of_branch(DocumentKind::Registry, &branch),
            generation: 2,
            seq,
            entry: EntryId([seq as u8; 16]),
        };
        let whole = Lock {
            had: vec![Role::Member, Role::Secretary],
            left: Some(Role::Member),
            generation: 2,
            accepted: (1..=600).map(accepted).collect(),
        };
        let parts = whole.clone().into_parts();
        assert!(parts.len() > 2, "{}", parts.len());
        let mut again = Vec::new();
        for part in parts {
            assert!(part.continues(&whole));
            let record = Value::Lock(part.clone()).record().unwrap();
            assert_eq!(Value::read(&record), Ok(Some(Value::Lock(part.clone()))));
            again.extend(part.accepted);
        }
        assert_eq!(again, whole.accepted);
        let revoked = Lock { left: None, accepted: Vec::new(), ..whole };
        assert!(revoked.covers(u32::MAX));
        assert_eq!(revoked.clone().into_parts().first(), Some(&revoked));
    }
}
