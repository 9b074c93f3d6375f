//! Texts for people, in the language of a tag such as `bo` or `zh-CN`, or of a whole
//! `Accept-Language` value; Chinese where nothing of it is spoken here.

use crate::error::PhoneError;
use crate::phone::Phone;
use drokpa_app::text::{self, Teller};
use drokpa_core::code::Code;

#[uniffi::export]
impl Phone {
    /// What waits on the phone, and when the hub last confirmed everything, as lines.
    pub fn status_lines(&self, language: &str) -> Result<Vec<String>, PhoneError> {
        self.read(|phone| Ok(Teller::of(language).status(phone.core())))
    }

    /// All facts that this phone may see, each in a line; below it, further in, whatever stands
    /// against it.
    pub fn list_lines(&self, language: &str) -> Result<Vec<String>, PhoneError> {
        self.read(|phone| Ok(Teller::of(language).claims(&phone.list())))
    }

    /// The standing of the year of `now` as lines: the phone's own member's where none is named.
    ///
    /// Fails with `member_unknown`.
    #[uniffi::method(default(member = None))]
    pub fn standing_lines(
        &self,
        now: u64,
        language: &str,
        member: Option<String>,
    ) -> Result<Vec<String>, PhoneError> {
        self.read(|phone| {
            let row = phone.standing(now, member.as_deref(), None)?;
            Ok(Teller::of(language).standing(&row))
        })
    }

    /// The same with the reasons, the items by their names.
    ///
    /// Fails as `explain`.
    #[uniffi::method(default(member = None))]
    pub fn explained_lines(
        &self,
        now: u64,
        language: &str,
        member: Option<String>,
    ) -> Result<Vec<String>, PhoneError> {
        self.read(|phone| phone.explained_lines(now, member.as_deref(), language))
    }

    /// What a period posted as lines; nothing while nobody has closed it.
    ///
    /// Fails with `date_malformed`.
    pub fn statement_lines(
        &self,
        period: &str,
        language: &str,
    ) -> Result<Option<Vec<String>>, PhoneError> {
        self.read(|phone| {
            let statement = phone.statement(period)?;
            Ok(statement.map(|statement| Teller::of(language).statement(&statement)))
        })
    }

    /// What the last sync did, as lines.
    pub fn sync_lines(&self, language: &str) -> Result<Vec<String>, PhoneError> {
        self.read(|phone| Ok(Teller::of(language).synced(&phone.sync_report())))
    }

    /// The one word of five that a member sees on a record: on this phone, arrived, counted, not
    /// counted, needs you.
    ///
    /// Fails with `claim_unknown`.
    pub fn word(&self, claim: &str, language: &str) -> Result<String, PhoneError> {
        self.read(|phone| {
            let rows = phone.list();
            let row = rows.iter().find(|row| row.claim == claim).ok_or(Code::ClaimUnknown)?;
            Ok(Teller::of(language).word(row))
        })
    }
}

/// A message by its id, such as `decision-approved` or `head-total`; the id itself where there is
/// none.
#[uniffi::export]
#[must_use]
pub fn message(id: &str, language: &str) -> String {
    text::text(language, id)
}

/// The languages that there are messages in.
#[uniffi::export]
#[must_use]
pub fn languages() -> Vec<String> {
    drokpa_locales::Lang::ALL.iter().map(|lang| lang.tag().to_owned()).collect()
}

/// Points from tenths: 75 is `7.5`.
#[uniffi::export]
#[must_use]
pub fn points(tenths: i32) -> String {
    text::points(tenths)
}

/// Hours from minutes, in tenths, rounded down: 90 is `1.5`.
#[uniffi::export]
#[must_use]
pub fn hours(minutes: u32) -> String {
    text::hours(minutes)
}

/// A day such as `2026-05-01`, written out.
///
/// Fails with `date_malformed`.
#[uniffi::export]
pub fn date(day: &str, language: &str) -> Result<String, PhoneError> {
    Ok(text::date(language, day)?)
}

/// The consent notice, paragraph by paragraph, the question last. The organisation says who keeps
/// the records and for how long, in the reader's language; `version` is recorded with the consent.
#[uniffi::export]
#[must_use]
pub fn consent_notice(language: &str, keeper: &str, kept: &str, version: u32) -> Vec<String> {
    text::consent_notice(language, (keeper, kept), version)
}
