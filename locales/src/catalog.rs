//! The parsed messages of each language and the way from one language to the next. Used by the
//! functions of `lib.rs` only. A language is parsed at its first use, once, and is then shared
//! by all threads, so that a phone never pays for a language that nobody reads on it.

use crate::{Case, Lang, Reader, reader::tibetan_digits, with_case};
use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use std::borrow::Cow;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

include!(concat!(env!("OUT_DIR"), "/catalog.rs"));

/// One embedded message file.
pub(crate) struct Source {
    pub(crate) lang: Lang,
    /// Its name inside the folder of the language.
    #[cfg_attr(not(feature = "tools"), expect(dead_code, reason = "for tools only"))]
    pub(crate) file: &'static str,
    pub(crate) text: &'static str,
}

/// The value of a variable of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arg<'a> {
    /// Text, shown as it stands: names, dates, points.
    Text(&'a str),
    /// A whole number, shown in the digits of the reader without grouping; exact up to 2^53.
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Arg::Number(number)
    }
}

impl From<i32> for Arg<'_> {
    fn from(number: i32) -> Self {
        Arg::Number(i64::from(number))
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Arg::Number(i64::from(number))
    }
}

/// Counts of things in memory and of bytes; above 2^63 they stay at the largest number.
impl From<u64> for Arg<'_> {
    fn from(number: u64) -> Self {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Arg::Number(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// All languages of a set of sources.
pub(crate) struct Catalog {
    sources: &'static [Source],
    bo: OnceLock<Bundle>,
    /// Tibetan again, for those who read ༠ to ༩: a formatter belongs to a whole bundle.
    bo_digits: OnceLock<Bundle>,
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
            bo_digits: OnceLock::new(),
            zh_hans: OnceLock::new(),
            en: OnceLock::new(),
            fallbacks: AtomicU64::new(0),
        }
    }

    pub(crate) fn text(&self, reader: Reader, id: &str) -> Cow<'_, str> {
        self.find(reader, id, None).unwrap_or_else(|| Cow::Owned(id.to_owned()))
    }

    pub(crate) fn format(&self, reader: Reader, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            let value = match *arg {
                Arg::Text(text) => FluentValue::from(text),
                Arg::Number(number) => FluentValue::from(number),
            };
            values.set(*name, value);
        }
        self.find(reader, id, Some(&values)).map_or_else(|| id.to_owned(), Cow::into_owned)
    }

    pub(crate) fn fallbacks(&self) -> u64 {
        self.fallbacks.load(Ordering::Relaxed)
    }

    fn find(
        &self,
        reader: Reader,
        id: &str,
        args: Option<&FluentArgs<'_>>,
    ) -> Option<Cow<'_, str>> {
        let own = self.render(reader, id, args);
        if own.is_some() {
            return own;
        }
        self.fallbacks.fetch_add(1, Ordering::Relaxed);
        let others = reader.lang().fallbacks().iter();
        others.copied().find_map(|lang| self.render(lang.into(), id, args))
    }

    fn render(
        &self,
        reader: Reader,
        id: &str,
        args: Option<&FluentArgs<'_>>,
    ) -> Option<Cow<'_, str>> {
        let bundle = self.bundle(reader);
        let pattern = bundle.get_message(id)?.value()?;
        // The only errors are variables that the caller left out; they show as their names,
        // which is better than no sentence at all.
        let mut errors = Vec::new();
        Some(bundle.format_pattern(pattern, args, &mut errors))
    }

    fn bundle(&self, reader: Reader) -> &Bundle {
        let cell = match reader.lang() {
            Lang::Bo if reader.writes_tibetan_digits() => &self.bo_digits,
            Lang::Bo => &self.bo,
            Lang::ZhHans => &self.zh_hans,
            Lang::En => &self.en,
        };
        cell.get_or_init(|| parse(reader, self.sources))
    }
}

fn parse(reader: Reader, sources: &[Source]) -> Bundle {
    let lang = reader.lang();
    let mut bundle = FluentBundle::new_concurrent(vec![lang.identifier()]);
    // Both scripts run from left to right; the isolation marks would leak into exports.
    bundle.set_use_isolating(false);
    if reader.writes_tibetan_digits() {
        bundle.set_formatter(Some(|value, _| match value {
            FluentValue::Number(number) => Some(tibetan_digits(&number.as_string())),
            _ => None,
        }));
    }
    // These fail only for a second definition of a function, and the bundle is new.
    let _ = bundle.add_builtins();
    let _ = bundle.add_function("GEN", |values, _| inflected(values, Case::Genitive));
    let _ = bundle.add_function("AGT", |values, _| inflected(values, Case::Agentive));
    let _ = bundle.add_function("TER", |values, _| inflected(values, Case::Terminative));
    for source in sources.iter().filter(|source| source.lang == lang) {
        // `build.rs` has parsed the same text; should a message be unreadable, the others stay.
        let resource = FluentResource::try_new(source.text.to_owned())
            .unwrap_or_else(|(resource, _errors)| resource);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

/// What GEN, AGT and TER make of their one value.
fn inflected<'a>(values: &[FluentValue<'a>], case: Case) -> FluentValue<'a> {
    match values.first() {
        Some(FluentValue::String(text)) => with_case(text, case).into(),
        Some(FluentValue::Number(number)) => with_case(&number.as_string(), case).into(),
        _ => FluentValue::Error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static HOLES: &[Source] = &[
        Source { lang: Lang::Bo, file: "x.ftl", text: "both = བོད\n" },
        Source {
            lang: Lang::ZhHans, file: "x.ftl", text: "both = 汉\nchinese = 汉: { $count }\n"
        },
        Source { lang: Lang::En, file: "x.ftl", text: "both = en\nchinese = en\nenglish = en\n" },
    ];

    #[test]
    fn a_missing_message_falls_back_to_chinese_then_english_then_its_id_and_is_counted() {
        let catalog = Catalog::new(HOLES);
        assert_eq!(catalog.text(Lang::Bo.into(), "both"), "བོད");
        assert_eq!(catalog.fallbacks(), 0);
        let args = [("count", Arg::Number(2))];
        assert_eq!(catalog.format(Lang::Bo.into(), "chinese", &args), "汉: 2");
        assert_eq!(catalog.fallbacks(), 1);
        assert_eq!(catalog.text(Lang::Bo.into(), "english"), "en");
        assert_eq!(catalog.text(Lang::ZhHans.into(), "english"), "en");
        assert_eq!(catalog.text(Lang::En.into(), "nowhere"), "nowhere");
        assert_eq!(catalog.format(Lang::Bo.into(), "nowhere", &[]), "nowhere");
        assert_eq!(catalog.fallbacks(), 5);
    }

    #[test]
    fn a_number_can_select_a_variant_in_every_language() {
        static SELECT: &[Source] = &[
            Source {
                lang: Lang::Bo,
                file: "x.ftl",
                text: "n = { $n ->\n    [0] ཀ\n   *[other] ཁ: { $n }\n }\n",
            },
            Source {
                lang: Lang::En,
                file: "x.ftl",
                text: "n = { NUMBER($n) ->\n [one] a\n *[other] { $n } b\n }\n",
            },
        ];
        let catalog = Catalog::new(SELECT);
        let write = |lang: Lang, n| catalog.format(lang.into(), "n", &[("n", Arg::Number(n))]);
        assert_eq!(write(Lang::Bo, 0), "ཀ");
        assert_eq!(write(Lang::Bo, 1), "ཁ: 1");
        assert_eq!(write(Lang::En, 1), "a");
        assert_eq!(write(Lang::En, 2), "2 b");
    }

    #[test]
    fn a_text_without_variables_is_not_copied() {
        assert!(matches!(all().text(Lang::Bo.into(), "head-name"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_case_particle_fits_the_value_that_is_filled_in() {
        static CASES: &[Source] = &[Source {
            lang: Lang::Bo,
            file: "x.ftl",
            text: "g = { GEN($n) }མིང\na = { AGT($n) }བྲིས།\nt = { TER($n) }སོང༌།\n",
        }];
        let catalog = Catalog::new(CASES);
        let write = |id, arg| catalog.format(Lang::Bo.into(), id, &[("n", arg)]);
        assert_eq!(write("g", "བཀྲ་ཤིས".into()), "བཀྲ་ཤིས་ཀྱི་མིང");
        assert_eq!(write("a", "ཧྲུའུ་ཅི".into()), "ཧྲུའུ་ཅིས་བྲིས།");
        assert_eq!(write("t", "ཡུས་ཧྲུའུ".into()), "ཡུས་ཧྲུའུར་སོང༌།");
        assert_eq!(write("g", 7.into()), "7 ཡི་མིང");
    }

    #[test]
    fn tibetan_digits_are_written_for_values_and_select_as_before() {
        static DIGITS: &[Source] = &[Source {
            lang: Lang::Bo,
            file: "x.ftl",
            text: "n = { $n ->\n    [0] མེད\n   *[other] 1 ནས་ { $n }\n }\n",
        }];
        let catalog = Catalog::new(DIGITS);
        let reader = Reader::new(Lang::Bo).digits(crate::Digits::Tibetan);
        let write = |n| catalog.format(reader, "n", &[("n", Arg::Number(n))]);
        assert_eq!(write(0), "མེད");
        // What stands in the text itself is to be typed as it stands.
        assert_eq!(write(1440), "1 ནས་ ༡༤༤༠");
        let text = [("n", Arg::from("pa04"))];
        assert_eq!(catalog.format(reader, "n", &text), "1 ནས་ pa04");
    }
}
