//! The languages, and how one is chosen from what a browser or a phone asks for.

use unic_langid::LanguageIdentifier;

/// A language that every message exists in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Lang {
    /// Tibetan.
    Bo,
    /// Chinese in simplified characters.
    ZhHans,
    /// English, for the command line and developers.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Lang; 3] = [Lang::Bo, Lang::ZhHans, Lang::En];

    /// The BCP 47 tag, fit for `Content-Language` and the `lang` attribute.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Bo => "bo",
            Lang::ZhHans => "zh-Hans",
            Lang::En => "en",
        }
    }

    /// The language's name for itself, for a switch that must be found by those who read no
    /// other language. It is the same in every language, so it is no message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Lang::Bo => "བོད་ཡིག",
            Lang::ZhHans => "中文",
            Lang::En => "English",
        }
    }

    /// The language for a tag: all of `zh` (also `zh-TW` and `zh-Hant`) is [`Lang::ZhHans`], all
    /// of `bo` is [`Lang::Bo`], all of `en` is [`Lang::En`]; `None` for others.
    ///
    /// ```
    /// use drokpa_locales::Lang;
    /// assert_eq!(Lang::parse("bo-Tibt-CN"), Some(Lang::Bo));
    /// assert_eq!(Lang::parse("dz"), None);
    /// ```
    #[must_use]
    pub fn parse(tag: &str) -> Option<Lang> {
        let identifier: LanguageIdentifier = without_extensions(tag.trim()).parse().ok()?;
        match identifier.language.as_str() {
            "bo" => Some(Lang::Bo),
            "zh" => Some(Lang::ZhHans),
            "en" => Some(Lang::En),
            _ => None,
        }
    }

    /// The languages that stand in for a message that this one lacks, in order.
    pub(crate) const fn fallbacks(self) -> &'static [Lang] {
        match self {
            Lang::Bo => &[Lang::ZhHans, Lang::En],
            Lang::ZhHans => &[Lang::En],
            Lang::En => &[],
        }
    }

    pub(crate) fn identifier(self) -> LanguageIdentifier {
        self.tag().parse().unwrap_or_default()
    }
}

impl std::fmt::Display for Lang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.tag())
    }
}

/// The tag up to its first extension: `zh-CN-u-nu-latn` to `zh-CN`. The parser takes plain
/// identifiers only.
fn without_extensions(tag: &str) -> &str {
    let mut end = 0;
    for subtag in tag.split(['-', '_']) {
        if subtag.len() == 1 && end > 0 {
            return tag.get(..end - 1).unwrap_or(tag);
        }
        end += subtag.len() + 1;
    }
    tag
}

/// Bytes of an `Accept-Language` header that are looked at.
const HEADER_BYTES_MAX: usize = 256;
/// Items of an `Accept-Language` header that are looked at.
const ITEMS_MAX: usize = 16;
/// The weight `q=1`, in thousandths.
const WEIGHT_FULL: u16 = 1000;

/// The language to answer in, from the value of an `Accept-Language` header (RFC 9110, 12.5.4).
///
/// Of the languages we have, the one with the highest weight is taken, the first of equals; `*`
/// stands for `default`. An item that is malformed or has the weight 0 is passed over. Nothing
/// after 16 items or 256 bytes is read. Without any match it is `default`.
///
/// ```
/// use drokpa_locales::{Lang, negotiate};
/// assert_eq!(negotiate("fr, en;q=0.3, bo-CN;q=0.8", Lang::ZhHans), Lang::Bo);
/// assert_eq!(negotiate("fr", Lang::ZhHans), Lang::ZhHans);
/// ```
#[must_use]
pub fn negotiate(accept_language: &str, default: Lang) -> Lang {
    let mut best = (default, 0);
    for item in bounded(accept_language).split(',').take(ITEMS_MAX) {
        if let Some((lang, weight)) = weighted(item, default)
            && weight > best.1
        {
            best = (lang, weight);
        }
    }
    best.0
}

/// The header cut after its last whole item within the limit.
fn bounded(header: &str) -> &str {
    if header.len() <= HEADER_BYTES_MAX {
        return header;
    }
    let start = header.as_bytes().get(..HEADER_BYTES_MAX).unwrap_or_default();
    let end = start.iter().rposition(|byte| *byte == b',').unwrap_or(0);
    header.get(..end).unwrap_or_default()
}

fn weighted(item: &str, default: Lang) -> Option<(Lang, u16)> {
    let mut parts = item.split(';').map(str::trim);
    let tag = parts.next()?;
    let lang = if tag == "*" { default } else { Lang::parse(tag)? };
    let mut weight = WEIGHT_FULL;
    for parameter in parts {
        let (name, value) = parameter.split_once('=')?;
        if name.trim().eq_ignore_ascii_case("q") {
            weight = thousandths(value.trim())?;
        }
    }
    Some((lang, weight))
}

/// A weight of RFC 9110: `0` to `1` with at most three decimals.
fn thousandths(value: &str) -> Option<u16> {
    let (whole, decimals) = value.split_once('.').unwrap_or((value, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part: u16 = format!("{decimals:0<3}").parse().ok()?;
    match whole {
        "0" => Some(part),
        "1" if part == 0 => Some(WEIGHT_FULL),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_to_the_language_that_the_domain_names() {
        let table = [
            ("zh", Some(Lang::ZhHans)),
            ("zh-CN", Some(Lang::ZhHans)),
            ("zh_CN", Some(Lang::ZhHans)),
            ("zh-TW", Some(Lang::ZhHans)),
            ("zh-Hant", Some(Lang::ZhHans)),
            ("zh-Hant-HK", Some(Lang::ZhHans)),
            ("zh-Hans-CN-u-nu-latn", Some(Lang::ZhHans)),
            ("ZH-hans", Some(Lang::ZhHans)),
            ("bo", Some(Lang::Bo)),
            ("bo-CN", Some(Lang::Bo)),
            ("bo-Tibt-CN", Some(Lang::Bo)),
            (" bo-IN ", Some(Lang::Bo)),
            ("en", Some(Lang::En)),
            ("en-GB-x-private", Some(Lang::En)),
            ("dz", None),
            ("und", None),
            ("", None),
            ("x-bo", None),
            ("z", None),
            ("བོད", None),
            ("bo;DROP", None),
        ];
        for (tag, expected) in table {
            assert_eq!(Lang::parse(tag), expected, "{tag}");
        }
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.tag()), Some(lang));
            assert_eq!(Lang::parse(&lang.identifier().to_string()), Some(lang));
            assert_eq!(lang.to_string(), lang.tag());
        }
    }

    #[test]
    fn the_highest_weight_wins_and_the_first_of_equals() {
        let table = [
            ("", Lang::Bo),
            ("bo", Lang::Bo),
            ("zh-CN,zh;q=0.9,en;q=0.5", Lang::ZhHans),
            ("en;q=0.5,zh-TW;q=0.8", Lang::ZhHans),
            ("en , zh", Lang::En),
            ("fr,de;q=0.9,en;q=0.001", Lang::En),
            ("en;q=0,zh;q=0.1", Lang::ZhHans),
            ("en;q=0", Lang::Bo),
            ("en;q=0.5,*;q=0.9", Lang::Bo),
            ("*", Lang::Bo),
            ("en; Q = 0.2 ,zh;q=0.1", Lang::En),
            ("zh;q=1.000,en", Lang::ZhHans),
            ("en;q=1.5,zh;q=0.1", Lang::ZhHans),
            ("en;q=-1,zh;q=NaN,bo;q=0.0001", Lang::Bo),
            ("en;q=,zh;q=0.4", Lang::ZhHans),
            ("en;q,zh;q=0.4", Lang::ZhHans),
            (",;,;=,zh", Lang::ZhHans),
        ];
        for (header, expected) in table {
            assert_eq!(negotiate(header, Lang::Bo), expected, "{header}");
        }
        assert_eq!(negotiate("ko", Lang::ZhHans), Lang::ZhHans);
    }

    #[test]
    fn long_headers_are_read_up_to_their_limits_only() {
        let fifteen = "fr,".repeat(15);
        assert_eq!(negotiate(&format!("{fifteen}zh"), Lang::Bo), Lang::ZhHans);
        assert_eq!(negotiate(&format!("{fifteen}fr,zh"), Lang::Bo), Lang::Bo);
        let padding = " ".repeat(HEADER_BYTES_MAX);
        assert_eq!(negotiate(&format!("en,{padding}zh"), Lang::Bo), Lang::En);
        assert_eq!(negotiate(&format!("{padding}zh"), Lang::Bo), Lang::Bo);
        assert_eq!(negotiate(&"བོད".repeat(1000), Lang::En), Lang::En);
        // The item on the limit is dropped whole: half of a tag could be another language.
        let cut = format!("{}{}", " ".repeat(HEADER_BYTES_MAX - 2), "zhx,en");
        assert_eq!(negotiate(&cut, Lang::Bo), Lang::Bo);
    }
}
