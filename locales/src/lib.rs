//! Every string of Drokpa that a person sees, in Tibetan, Chinese and (for the command line and
//! developers) English. The messages are the `.ftl` files beside `src/`; `build.rs` refuses to
//! build when a language lacks a message, an attribute or a variable of another, or when a
//! Tibetan text breaks a rule of its script. Called by the hub, the phone and the page; it must
//! never decide anything, read a clock or a file, or panic.
//!
//! ```
//! use drokpa_locales::{Arg, Lang, format, negotiate, points, text};
//!
//! let lang = negotiate("zh-CN,zh;q=0.9,en;q=0.5", Lang::Bo);
//! assert_eq!(text(lang, "decision-approved"), "已通过");
//! assert_eq!(format(lang, "status-outbox", &[("count", Arg::Number(3))]), "待上传: 3");
//! assert_eq!(points(75), "7.5");
//! ```
//!
//! Numbers and dates are written by [`points`], [`hours`], [`date`] and [`date_medium`], and go
//! into messages as [`Arg::Text`]: digits are 0 to 9 in all languages.

#![deny(missing_docs)]

mod catalog;
mod figures;
mod lang;

pub use catalog::{Arg, IDS};
pub use figures::{date, date_medium, hours, points};
pub use lang::{Lang, negotiate};

use std::borrow::Cow;

/// The message `id` in `lang`, for messages without variables.
///
/// A message that `lang` lacks falls back (Tibetan to Chinese to English), at last to the id
/// itself, and each such call is counted by [`fallbacks`]. The value of a variable that is not
/// given shows as its name, e.g. `{$count}`; use [`format()`] for those.
#[must_use]
pub fn text(lang: Lang, id: &str) -> Cow<'static, str> {
    catalog::all().text(lang, id)
}

/// The message `id` in `lang` with its variables filled in. Falls back as [`text`] does.
///
/// ```
/// use drokpa_locales::{Arg, Lang, format};
/// let args = [("done", Arg::Number(120)), ("total", Arg::Number(214))];
/// assert_eq!(format(Lang::En, "sync-cut", &args), "Cut off: 120 / 214");
/// ```
#[must_use]
pub fn format(lang: Lang, id: &str, args: &[(&str, Arg<'_>)]) -> String {
    catalog::all().format(lang, id, args)
}

/// How many calls since the start of the process found no message in the language asked for.
#[must_use]
pub fn fallbacks() -> u64 {
    catalog::all().fallbacks()
}
