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

#![deny(missing_docs)]

mod calendar;
mod catalog;
mod figures;
mod lang;
mod particles;
mod reader;
mod search;
mod sort;
mod syllable;

pub use calendar::{date, date_medium, date_short, month, time, weekday};
pub use catalog::{Arg, CLIPS, IDS, VARIABLES, msg};
pub use figures::{hours, points};
pub use lang::{Lang, negotiate};
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

/// How many calls since the start of the process found no message in the language asked for.
#[must_use]
pub fn fallbacks() -> u64 {
    catalog::all().fallbacks()
}
