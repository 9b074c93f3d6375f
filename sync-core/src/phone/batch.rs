//! What a phone asks its host to make durable. Batches are committed strictly in order, whole or
//! not at all; "saved" is said only after [`super::Phone::persisted`], and nothing that was not
//! persisted ever leaves the phone.

/// One change of the host's key-value store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// Set a key.
    Put(Vec<u8>, Vec<u8>),
    /// Remove a key.
    Delete(Vec<u8>),
}

/// The high-water mark, kept beside the key and outside the store: it notices a store that was
/// emptied, restored from a backup or copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Mark {
    /// The generation the phone writes under.
    pub generation: u32,
    /// The last counter used for an id.
    pub counter: u32,
    /// How many entries this device has signed, over all chains.
    pub signed: u32,
}

impl Mark {
    /// Twelve bytes, big-endian.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 12] {
        let mut bytes = [0; 12];
        let numbers = [self.generation, self.counter, self.signed];
        let parts = numbers.into_iter().flat_map(u32::to_be_bytes);
        bytes.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
        bytes
    }

    /// The mark to go on with, where the store has this one and `beside` lies beside the key. A
    /// store that is behind was emptied or restored: numbers may have been used that it does not
    /// know, so what comes next is written under a new generation.
    #[must_use]
    pub fn brought_to(self, beside: Mark) -> Mark {
        let behind = beside.generation > self.generation
            || beside.counter > self.counter
            || beside.signed > self.signed;
        Mark {
            generation: self.generation.max(beside.generation) + u32::from(behind),
            counter: self.counter.max(beside.counter),
            signed: self.signed.max(beside.signed),
        }
    }

    /// Reads what [`Mark::to_bytes`] wrote.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Mark> {
        let mut numbers =
            bytes.chunks_exact(4).map(|chunk| chunk.try_into().map(u32::from_be_bytes));
        let mark = Mark {
            generation: numbers.next()?.ok()?,
            counter: numbers.next()?.ok()?,
            signed: numbers.next()?.ok()?,
        };
        (bytes.len() == 12).then_some(mark)
    }
}

/// Writes that belong together.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Batch {
    /// Counts up by one from 1; hosts commit in this order.
    pub id: u64,
    /// In this order, in one transaction.
    pub writes: Vec<Write>,
    /// To be kept beside the key once the transaction is durable, before "saved" is said.
    pub mark: Option<Mark>,
}
