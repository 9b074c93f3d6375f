//! The consent notice as whole paragraphs in their order. Called by the screen before the first
//! record and by the page for paper; it must never ask for anything that is not in the message
//! files, and never hide that its Tibetan is unread.

use crate::{Reader, msg, unread_note};

/// What the organisation fills in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Consent<'a> {
    /// Who keeps the records, in the reader's language.
    pub keeper: &'a str,
    /// How long they are kept, in the reader's language.
    pub kept: &'a str,
    /// The version of the notice, which is recorded with the consent.
    pub version: u32,
}

/// The messages of the notice, for whoever asks whether all of them were read.
pub const CONSENT_IDS: [&str; 14] = [
    "consent-title",
    "consent-who",
    "consent-what",
    "consent-what_not",
    "consent-why",
    "consent-who_sees",
    "consent-reads",
    "consent-how_long",
    "consent-rights",
    "consent-refuse_free",
    "consent-withdraw_how",
    "consent-question",
    "consent-ask",
    "consent-version",
];

impl Consent<'_> {
    /// The paragraphs under the title, the question last. In Tibetan the first one says so as
    /// long as no native reader has read all of them.
    ///
    /// ```
    /// use drokpa_locales::{Consent, Lang};
    /// let consent = Consent { keeper: "示例县", kept: "三年", version: 1 };
    /// let notice = consent.paragraphs(Lang::ZhHans);
    /// assert_eq!(notice[0], "记录保管者: 示例县");
    /// assert_eq!(notice.last().unwrap(), "您同意这部手机保存并上传这些记录吗？");
    /// ```
    #[must_use]
    pub fn paragraphs(self, reader: impl Into<Reader>) -> Vec<String> {
        let reader = reader.into();
        let mut notice: Vec<String> = Vec::with_capacity(CONSENT_IDS.len());
        notice.extend(unread_note(reader, &CONSENT_IDS).map(String::from));
        notice.push(msg::consent::who(reader, self.keeper));
        notice.extend(
            [
                msg::consent::what(reader),
                msg::consent::what_not(reader),
                msg::consent::why(reader),
                msg::consent::who_sees(reader),
                msg::consent::reads(reader),
            ]
            .map(String::from),
        );
        notice.push(msg::consent::how_long(reader, self.kept));
        notice.extend(
            [
                msg::consent::rights(reader),
                msg::consent::refuse_free(reader),
                msg::consent::withdraw_how(reader),
                msg::consent::ask(reader),
            ]
            .map(String::from),
        );
        notice.push(msg::consent::version(reader, self.version));
        notice.push(msg::consent::question(reader).into());
        notice
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Digits, IDS, Lang, READ};

    const CONSENT: Consent<'_> =
        Consent { keeper: "དཔེ་རྫོང", kept: "ལོ་ 3", version: 12 };

    #[test]
    fn the_notice_has_every_paragraph_and_says_that_nobody_has_read_it() {
        for lang in Lang::ALL {
            let notice = CONSENT.paragraphs(lang);
            let unread = CONSENT_IDS.iter().any(|id| !READ.contains(id));
            let note = usize::from(lang == Lang::Bo && unread);
            assert_eq!(notice.len(), CONSENT_IDS.len() - 1 + note, "{lang}");
            if note == 1 {
                assert_eq!(notice[0], msg::page::native_review(lang));
            }
        }
        let digits = Reader::new(Lang::Bo).digits(Digits::Tibetan);
        assert!(CONSENT.paragraphs(digits).contains(&"པར་གཞིའི་ཨང: ༡༢".to_owned()));
    }

    #[test]
    fn the_ids_of_the_notice_are_messages() {
        let buttons = ["consent-agree", "consent-refuse", "consent-withdraw"];
        let all: Vec<&&str> = IDS.iter().filter(|id| id.starts_with("consent-")).collect();
        assert_eq!(all.len(), CONSENT_IDS.len() + buttons.len());
        assert!(CONSENT_IDS.iter().all(|id| IDS.contains(id)));
    }
}
