//! Where a phone rests, if not in a folder: a store that the app writes in its own language.

/// A record of the store.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Record {
    /// Its key.
    pub key: Vec<u8>,
    /// Its value.
    pub value: Vec<u8>,
}

/// One change of the records.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Write {
    /// The key.
    pub key: Vec<u8>,
    /// The value to set; without one the key is removed.
    pub value: Option<Vec<u8>>,
}

/// A small value beside the records, such as the device's key.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Kept {
    /// seed, identity, invite, mark or server.
    pub name: String,
    /// Its bytes.
    pub value: Vec<u8>,
}

/// Everything that rests.
#[derive(Clone, Debug, Default, PartialEq, Eq, uniffi::Record)]
pub struct Rest {
    /// What was kept and not removed.
    pub kept: Vec<Kept>,
    /// All records, in any order.
    pub records: Vec<Record>,
}

/// A store could not do its work. It is answered to the app as `store_failed`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum StoreError {
    /// What happened, for whoever looks closer; never a person's data.
    #[error("{detail}")]
    Failed {
        /// In words.
        detail: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for StoreError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> StoreError {
        StoreError::Failed { detail: error.reason }
    }
}

/// A store that the app provides. The phone calls it while a call of the app is under way, on that
/// call's thread, never twice at once. A store must not call a phone itself; that is refused.
///
/// When a function returns, what it was given is durable: it survives the process being killed and
/// the power being cut. Where that cannot be done it fails, with any error of the language; the
/// phone then says `store_failed` and opens itself anew from `load` at the next call, so whether
/// half of a failed write can be read later makes no difference, but half of one that succeeded
/// would.
#[uniffi::export(with_foreign)]
pub trait Store: Send + Sync {
    /// Everything that rests.
    fn load(&self) -> Result<Rest, StoreError>;

    /// Makes these changes durable, all or none, in this order.
    fn commit(&self, writes: Vec<Write>) -> Result<(), StoreError>;

    /// Keeps a small value outside the records and outside every backup, or removes it where
    /// there is none: a key store, or a file that is replaced whole.
    fn keep(&self, name: String, value: Option<Vec<u8>>) -> Result<(), StoreError>;
}
