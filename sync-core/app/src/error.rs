//! The one error of the facade: a stable code, whether a repeat can succeed, and the sentence for
//! a person in any language. Made from the core's codes here and nowhere else.

use crate::text::lang;
use drokpa_core::code::Code;
use drokpa_locales::text;

/// Why a call was refused. Nothing was changed by it, unless the call says otherwise.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}{}", detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default())]
pub struct AppError {
    /// The stable name, one of `docs/errors.md`.
    pub code: &'static str,
    /// True where the same call can succeed later.
    pub retry: bool,
    /// Words for whoever looks closer, in English; never a person's data.
    pub detail: Option<String>,
    from: Code,
}

impl AppError {
    /// A code with words for whoever looks closer.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> AppError {
        AppError { detail: Some(detail.into()), ..AppError::from(code) }
    }

    /// The code as the core knows it.
    #[must_use]
    pub const fn core(&self) -> Code {
        self.from
    }

    /// The sentence for a person. `language` is a tag such as `bo` or `zh-CN`, or a whole
    /// `Accept-Language` value; where nothing of it is spoken here, it is Chinese.
    #[must_use]
    pub fn message(&self, language: &str) -> String {
        text(lang(language), self.from.message_id()).into_owned()
    }
}

impl From<Code> for AppError {
    fn from(code: Code) -> AppError {
        AppError { code: code.name(), retry: code.retry(), detail: None, from: code }
    }
}

/// The sentence for the code with this name, as a host kept it; `None` for no code of this
/// version.
#[must_use]
pub fn message_of(code: &str, language: &str) -> Option<String> {
    code_named(code).map(|code| AppError::from(code).message(language))
}

/// The code with this name.
pub(crate) fn code_named(name: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.name() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_sentence_in_each_language() {
        for code in Code::ALL {
            let error = AppError::from(*code);
            let [bo, zh, en] = ["bo-CN", "zh", "en"].map(|language| error.message(language));
            assert!(bo != zh && zh != en && bo != en, "{code}");
            assert_eq!(message_of(code.name(), "bo"), Some(bo), "{code}");
        }
        assert_eq!(message_of("unheard_of", "bo"), None);
        let error = AppError::new(Code::IdMalformed, "a b");
        assert_eq!(error.to_string(), "id_malformed (a b)");
        assert_eq!(error.message("fr"), error.message("zh-Hans"));
    }
}
