//! The one error of the library: the facade's, as a value of every language. Made here and nowhere
//! else.

use drokpa_app::AppError;
use drokpa_core::code::Code;
use drokpa_core::host::sqlite::HostError;

/// Why a call was refused. Nothing was changed by it, unless the call says otherwise. `message_of`
/// gives the sentence for a person.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum PhoneError {
    /// A stable code, with whether a repeat can succeed.
    #[error("{code}{}", detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default())]
    Refused {
        /// The stable name, one of `docs/errors.md`.
        code: String,
        /// True where the same call can succeed later.
        retry: bool,
        /// Words for whoever looks closer, in English; never a person's data.
        detail: Option<String>,
    },
}

impl From<AppError> for PhoneError {
    fn from(error: AppError) -> PhoneError {
        let AppError { code, retry, detail, .. } = error;
        PhoneError::Refused { code: code.to_owned(), retry, detail }
    }
}

impl From<Code> for PhoneError {
    fn from(code: Code) -> PhoneError {
        AppError::from(code).into()
    }
}

impl From<HostError> for PhoneError {
    fn from(error: HostError) -> PhoneError {
        match error {
            HostError::Core(code) => code.into(),
            other => AppError::new(other.code(), other.to_string()).into(),
        }
    }
}

/// The sentence for the code with this name, in the language of a tag such as `bo` or `zh-CN`;
/// nothing for a code that this version does not know.
#[uniffi::export]
#[must_use]
pub fn message_of(code: &str, language: &str) -> Option<String> {
    drokpa_app::message_of(code, language)
}
