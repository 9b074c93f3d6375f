//! The parsed messages of each language and the way from one language to the next. Used by the
//! functions of `lib.rs` only. A language is parsed at its first use, once, and is then shared
//! by all threads, so that a phone never pays for a language that nobody reads on it.

use crate::Lang;
use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// One embedded message file.
pub(crate) struct Source {
    pub(crate) lang: Lang,
    pub(crate) text: &'static str,
}

/// The value of a variable of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// Text, shown as it stands: names, dates, points.
    Text(&'a str),
    /// A whole number, shown in the digits 0 to 9 without grouping; exact up to 2^53.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text)
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Arg::Number(i64::from(number))
    }
}

/// All languages of a set of sources.
pub(crate) struct Catalog {
    sources: &'static [Source],
    bo: OnceLock<Bundle>,
    zh_hans: OnceLock<Bundle>,
    en: OnceLock<Bundle>,
    fallbacks: AtomicU64,
}

type Bundle = FluentBundle<FluentResource>;

static ALL: Catalog = Catalog::new(SOURCES);

/// The catalog of the embedded files.
pub(crate) fn all() -> &'static Catalog {
    &ALL
}

impl Catalog {
    pub(crate) const fn new(sources: &'static [Source]) -> Self {
        Catalog {
            sources,
            bo: OnceLock::new(),
            zh_hans: OnceLock::new(),
            en: OnceLock::new(),
            fallbacks: AtomicU64::new(0),
        }
    }

    pub(crate) fn text(&self, lang: Lang, id: &str) -> Cow<'_, str> {
        self.find(lang, id, None).unwrap_or_else(|| Cow::Owned(id.to_owned()))
    }

    pub(crate) fn format(&self, lang: Lang, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            let value = match *arg {
                Arg::Text(text) => FluentValue::from(text),
                Arg::Number(number) => FluentValue::from(number),
            };
            values.set(*name, value);
        }
        self.find(lang, id, Some(&values)).map_or_else(|| id.to_owned(), Cow::into_owned)
    }

    pub(crate) fn fallbacks(&self) -> u64 {
        self.fallbacks.load(Ordering::Relaxed)
    }

    fn find(&self, lang: Lang, id: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'_, str>> {
        let own = self.render(lang, id, args);
        if own.is_some() {
            return own;
        }
        self.fallbacks.fetch_add(1, Ordering::Relaxed);
        lang.fallbacks().iter().find_map(|lang| self.render(*lang, id, args))
    }

    fn render(&self, lang: Lang, id: &str, args: Option<&FluentArgs<'_>>) -> Option<Cow<'_, str>> {
        let bundle = self.bundle(lang);
        let pattern = bundle.get_message(id)?.value()?;
        // The only errors are variables that the caller left out; they show as their names,
        // which is better than no sentence at all.
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, args, &mut errors))
    }

    fn bundle(&self, lang: Lang) -> &Bundle {
        let cell = match lang {
            Lang::Bo => &self.bo,
            Lang::ZhHans => &self.zh_hans,
            Lang::En => &self.en,
        };
        cell.get_or_init(|| parse(lang, self.sources))
    }
}

fn parse(lang: Lang, sources: &[Source]) -> Bundle {
    let mut bundle = FluentBundle::new_concurrent(vec![lang.identifier()]);
    // Both scripts run from left to right; the isolation marks would leak into exports.
    bundle.set_use_isolating(false);
    // Fails only for a second definition of NUMBER, and the bundle is new.
    let _ = bundle.add_builtins();
    for source in sources.iter().filter(|source| source.lang == lang) {
        // `build.rs` has parsed the same text; should a message be unreadable, the others stay.
        let resource = FluentResource::try_new(source.text.to_owned())
            .unwrap_or_else(|(resource, _errors)| resource);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

#[cfg(test)]
mod tests {
    use super::*;

    static HOLES: &[Source] = &[
        Source { lang: Lang::Bo, text: "both = བོད\n" },
        Source { lang: Lang::ZhHans, text: "both = 汉\nchinese = 汉: { $count }\n" },
        Source { lang: Lang::En, text: "both = en\nchinese = en\nenglish = en\n" },
    ];

    #[test]
    fn a_missing_message_falls_back_to_chinese_then_english_then_its_id_and_is_counted() {
        let catalog = Catalog::new(HOLES);
        assert_eq!(catalog.text(Lang::Bo, "both"), "བོད");
        assert_eq!(catalog.fallbacks(), 0);
        let args = [("count", Arg::Number(2))];
        assert_eq!(catalog.format(Lang::Bo, "chinese", &args), "汉: 2");
        assert_eq!(catalog.fallbacks(), 1);
        assert_eq!(catalog.text(Lang::Bo, "english"), "en");
        assert_eq!(catalog.text(Lang::ZhHans, "english"), "en");
        assert_eq!(catalog.text(Lang::En, "nowhere"), "nowhere");
        assert_eq!(catalog.format(Lang::Bo, "nowhere", &[]), "nowhere");
        assert_eq!(catalog.fallbacks(), 5);
    }

    #[test]
    fn a_number_can_select_a_variant_in_every_language() {
        static SELECT: &[Source] = &[
            Source {
                lang: Lang::Bo, text: "n = { $n ->\n    [0] ཀ\n   *[other] ཁ: { $n }\n }\n"
            },
            Source {
                lang: Lang::En,
                text: "n = { NUMBER($n) ->\n [one] a\n *[other] { $n } b\n }\n",
            },
        ];
        let catalog = Catalog::new(SELECT);
        let write = |lang, n| catalog.format(lang, "n", &[("n", Arg::Number(n))]);
        assert_eq!(write(Lang::Bo, 0), "ཀ");
        assert_eq!(write(Lang::Bo, 1), "ཁ: 1");
        assert_eq!(write(Lang::En, 1), "a");
        assert_eq!(write(Lang::En, 2), "2 b");
    }

    #[test]
    fn a_text_without_variables_is_not_copied() {
        assert!(matches!(all().text(Lang::Bo, "head-name"), Cow::Borrowed(_)));
    }
}
