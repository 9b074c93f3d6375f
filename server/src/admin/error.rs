//! Why an operator's command could not be done.

use crate::keys::KeysError;
use crate::store::StoreError;
use drokpa_core::code::Code;
use std::path::PathBuf;

/// Why an operator's command could not be done. Nothing was changed where one is returned.
#[derive(Debug, thiserror::Error)]
pub enum AdminError {
    /// The input breaks a rule.
    #[error("{detail}")]
    Refused {
        /// Which one.
        code: Code,
        /// Where and what, for the operator.
        detail: String,
    },
    /// The keys cannot be had.
    #[error(transparent)]
    Keys(#[from] KeysError),
    /// The store failed.
    #[error("the store failed")]
    Store {
        /// What it said.
        #[from]
        source: StoreError,
    },
    /// A file cannot be read or written.
    #[error("{path} cannot be read or written")]
    File {
        /// Which one.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The address cannot be listened on.
    #[error("cannot listen on {address}")]
    Listen {
        /// Which one.
        address: String,
        /// What the system said.
        source: std::io::Error,
    },
}

impl AdminError {
    /// A refusal with its detail.
    pub(crate) fn refused(code: Code, detail: impl std::fmt::Display) -> AdminError {
        AdminError::Refused { code, detail: detail.to_string() }
    }

    /// The code, for messages and JSON.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            AdminError::Refused { code, .. } => *code,
            AdminError::Keys(error) => error.code(),
            AdminError::Store { source } => source.code(),
            AdminError::File { .. } | AdminError::Listen { .. } => Code::StoreFailed,
        }
    }
}

impl From<Code> for AdminError {
    fn from(code: Code) -> AdminError {
        AdminError::refused(code, code)
    }
}
