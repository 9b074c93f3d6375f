//! The service's error: why a request as a whole was refused. The edges turn it into a status and
//! a body by its code.

use crate::keys::KeysError;
use crate::store::StoreError;
use drokpa_core::code::Code;

/// After how many seconds a refused request may be repeated, where repeating can help.
const RETRY_AFTER_S: u32 = 5;

/// Why a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum HubError {
    /// The request itself is at fault.
    #[error("refused: {code}")]
    Refused {
        /// Why.
        code: Code,
    },
    /// The store could not do its part.
    #[error("the store failed")]
    Store {
        /// What it said.
        #[from]
        source: StoreError,
    },
    /// The keys of tokens cannot be had.
    #[error("the token keys cannot be used")]
    Keys {
        /// Why.
        source: KeysError,
    },
    /// Too much came from there.
    #[error("too many requests; {retry_after_s} seconds until the next")]
    Limited {
        /// When to come back.
        retry_after_s: u32,
    },
}

impl HubError {
    /// The code for those outside.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            HubError::Refused { code } => *code,
            HubError::Store { source } => source.code(),
            HubError::Keys { source } => source.code(),
            HubError::Limited { .. } => Code::RateLimited,
        }
    }

    /// When to come back; `None` where that cannot help.
    #[must_use]
    pub fn retry_after_s(&self) -> Option<u32> {
        match self {
            HubError::Limited { retry_after_s } => Some(*retry_after_s),
            other => other.code().retry().then_some(RETRY_AFTER_S),
        }
    }
}

impl From<Code> for HubError {
    fn from(code: Code) -> HubError {
        HubError::Refused { code }
    }
}
