//! Every string of Drokpa that a person sees, in Tibetan, Chinese and (for the command line and
//! developers) English. The messages are the `.ftl` files beside `src/`; `build.rs` refuses to
//! build when a language lacks a message, an attribute or a variable of another, or when a
//! Tibetan text breaks a rule of its script. Called by the hub, the phone and the page; it must
//! never decide anything, read a clock or a file, or panic.
//!
//! ```
//! use drokpa_locales::{Lang, Reader, msg, negotiate, text};
//!
//! let lang = negotiate("zh-CN,zh;q=0.9,en;q=0.5", Lang::Bo);
//! assert_eq!(msg::decision::approved(lang), "已通过");
//! assert_eq!(msg::status::outbox(lang, 3), "待上传: 3");
//! assert_eq!(text(lang, "decision-approved"), "已通过");
//! assert_eq!(Reader::new(lang).points(75), "7.5");
//! ```
//!
//! [`msg`] has a function for each message, so that a message that is missing, or a variable that
//! is forgotten, does not compile. [`text`] and [`format()`] take ids that are put together at run
//! time, for the names of states and codes. Numbers, dates and lists are written by [`Reader`],
//! [`date`] and their like and go into messages as [`Arg::Text`].
//!
//! Isolation marks are off, because both scripts run from left to right and the marks would leak
//! into exports. Bundles are concurrent: one process has one set of them for all its threads.

//!
//! The feature `tools` adds what translators, reviewers and recorders use.

#![deny(missing_docs)]

mod calendar;
mod catalog;
mod figures;
mod lang;
mod notice;
mod particles;
mod reader;
mod search;
mod sort;
mod syllable;
#[cfg(feature = "tools")]
pub mod tools;

pub use calendar::{date, date_medium, date_short, month, time, weekday};
pub use catalog::{Arg, CLIPS, IDS, READ, VARIABLES, msg};
pub use figures::{hours, points};
pub use lang::{Lang, negotiate};
pub use notice::{CONSENT_IDS, Consent};
pub use particles::{Case, closed, with_case};
pub use reader::{Digits, Reader, latin_digits};
pub use search::search_key;
pub use sort::SortKey;

use std::borrow::Cow;

/// The message `id` in the reader's language, for messages without variables.
///
/// A message that the language lacks falls back (Tibetan to Chinese to English), at last to the
/// id itself, and each such call is counted by [`fallbacks`]. The value of a variable that is not
/// given shows as its name, e.g. `{$count}`; use [`format()`] for those.
#[must_use]
pub fn text(reader: impl Into<Reader>, id: &str) -> Cow<'static, str> {
    catalog::all().text(reader.into(), id)
}

/// The message `id` in the reader's language with its variables filled in. Falls back as [`text`]
/// does.
///
/// ```
/// use drokpa_locales::{Arg, Lang, format};
/// let args = [("done", Arg::Number(120)), ("total", Arg::Number(214))];
/// assert_eq!(format(Lang::En, "sync-cut", &args), "Cut off: 120 / 214");
/// ```
#[must_use]
pub fn format(reader: impl Into<Reader>, id: &str, args: &[(&str, Arg<'_>)]) -> String {
    catalog::all().format(reader.into(), id, args)
}

/// The recorded clip that reads the message aloud, by its name in an audio pack (`docs/audio.md`);
/// `None` for messages that have none.
///
/// ```
/// assert_eq!(drokpa_locales::clip("word-counted"), Some("word-counted"));
/// assert_eq!(drokpa_locales::clip("demo-title"), None);
/// ```
#[must_use]
pub fn clip(id: &str) -> Option<&'static str> {
    let found = CLIPS.binary_search_by_key(&id, |(id, _)| *id).ok()?;
    CLIPS.get(found).map(|(_, clip)| *clip)
}

/// The sentence that says that no native reader has read the Tibetan yet, where that is so of
/// one of these messages and the reader reads Tibetan; shown where words bind somebody, as in the
/// consent notice.
///
/// ```
/// use drokpa_locales::{IDS, Lang, READ, unread_note};
/// assert_eq!(unread_note(Lang::ZhHans, IDS), None);
/// let all = IDS.len() == READ.len();
/// assert_eq!(unread_note(Lang::Bo, IDS).is_none(), all);
/// ```
#[must_use]
pub fn unread_note(reader: impl Into<Reader>, ids: &[&str]) -> Option<Cow<'static, str>> {
    let reader = reader.into();
    let unread = ids.iter().any(|id| READ.binary_search(id).is_err());
    (reader.lang() == Lang::Bo && unread).then(|| msg::page::native_review(reader))
}

/// The message files of a language as they were written, for a web app that reads them itself.
/// Put together with a newline between, they are one Fluent resource. They need the functions GEN,
/// AGT and TER besides those that Fluent brings (`locales/web/` has them).
pub fn sources(lang: Lang) -> impl Iterator<Item = &'static str> {
    catalog::SOURCES.iter().filter(move |source| source.lang == lang).map(|source| source.text)
}

/// How many calls since the start of the process found no message in the language asked for.
#[must_use]
pub fn fallbacks() -> u64 {
    catalog::all().fallbacks()
}
