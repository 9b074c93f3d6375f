//! Points, hours and days as people read them. Fluent honours too few of the number options and
//! ICU4X has no Tibetan dates, so both are written here; digits are 0 to 9 in every language,
//! which is what CLDR and practice in the country have for Tibetan.

use crate::Lang;

/// Points from integer tenths: `7.5`, `-0.5`, `12`.
#[must_use]
pub fn points(tenths: i32) -> String {
    let sign = if tenths < 0 { "-" } else { "" };
    let size = tenths.unsigned_abs();
    match size % 10 {
        0 => format!("{sign}{}", size / 10),
        tenth => format!("{sign}{}.{tenth}", size / 10),
    }
}

/// Hours from minutes, in tenths and rounded down, so that a target is never shown as reached
/// before it is: 90 is `1.5`, 1919 is `31.9`, 1920 is `32`.
#[must_use]
pub fn hours(minutes: u32) -> String {
    let tenths = minutes / 6;
    match tenths % 10 {
        0 => format!("{}", tenths / 10),
        tenth => format!("{}.{tenth}", tenths / 10),
    }
}

/// The months as CLDR's Tibetan writes them in full, without the last tsheg.
const MONTHS_BO: [&str; 12] = [
    "ཟླ་བ་དང་པོ",
    "ཟླ་བ་གཉིས་པ",
    "ཟླ་བ་གསུམ་པ",
    "ཟླ་བ་བཞི་པ",
    "ཟླ་བ་ལྔ་པ",
    "ཟླ་བ་དྲུག་པ",
    "ཟླ་བ་བདུན་པ",
    "ཟླ་བ་བརྒྱད་པ",
    "ཟླ་བ་དགུ་པ",
    "ཟླ་བ་བཅུ་པ",
    "ཟླ་བ་བཅུ་གཅིག་པ",
    "ཟླ་བ་བཅུ་གཉིས་པ",
];

/// A day in sentences and heads: CLDR's long pattern of Tibetan (`སྤྱི་ལོ་y MMMMའི་ཚེས་d`) and
/// Chinese, and ISO 8601 in English. A month outside 1 to 12 gives ISO 8601 in any language.
///
/// ```
/// use drokpa_locales::{Lang, date};
/// assert_eq!(date(Lang::Bo, 2026, 5, 4), "སྤྱི་ལོ་2026 ཟླ་བ་ལྔ་པའི་ཚེས་4");
/// assert_eq!(date(Lang::ZhHans, 2026, 5, 4), "2026年5月4日");
/// assert_eq!(date(Lang::En, 2026, 5, 4), "2026-05-04");
/// ```
#[must_use]
pub fn date(lang: Lang, year: u16, month: u8, day: u8) -> String {
    let month_bo = usize::from(month).checked_sub(1).and_then(|index| MONTHS_BO.get(index));
    match (lang, month_bo) {
        (Lang::Bo, Some(name)) => format!("སྤྱི་ལོ་{year} {name}འི་ཚེས་{day}"),
        (Lang::ZhHans, Some(_)) => format!("{year}年{month}月{day}日"),
        _ => iso(year, month, day),
    }
}

/// A day in tables: CLDR's medium pattern of Tibetan (`y ལོའི་MMMཚེས་d`), with the month in the
/// digits of the rest, where CLDR mixes both kinds; Chinese and English as in [`date`].
///
/// ```
/// use drokpa_locales::{Lang, date_medium};
/// assert_eq!(date_medium(Lang::Bo, 2026, 5, 4), "2026 ལོའི་ཟླ་5ཚེས་4");
/// ```
#[must_use]
pub fn date_medium(lang: Lang, year: u16, month: u8, day: u8) -> String {
    match lang {
        Lang::Bo if (1..=12).contains(&month) => format!("{year} ལོའི་ཟླ་{month}ཚེས་{day}"),
        _ => date(lang, year, month, day),
    }
}

fn iso(year: u16, month: u8, day: u8) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_have_one_decimal_only_where_it_is_not_zero() {
        let table = [(75, "7.5"), (-5, "-0.5"), (120, "12"), (0, "0"), (1, "0.1"), (-30, "-3")];
        for (tenths, written) in table {
            assert_eq!(points(tenths), written);
        }
        assert_eq!(points(i32::MIN), "-214748364.8");
        assert_eq!(points(i32::MAX), "214748364.7");
    }

    #[test]
    fn hours_are_never_rounded_up_to_a_target() {
        let table = [(0, "0"), (5, "0"), (6, "0.1"), (45, "0.7"), (90, "1.5"), (1919, "31.9")];
        for (minutes, written) in table {
            assert_eq!(hours(minutes), written);
        }
        assert_eq!(hours(1920), "32");
        assert_eq!(hours(u32::MAX), "71582788.2");
    }

    #[test]
    fn dates_follow_the_patterns_of_cldr() {
        // As ICU 78 writes them with `dateStyle: "long"`.
        let long = [
            "སྤྱི་ལོ་2026 ཟླ་བ་དང་པོའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་གཉིས་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་གསུམ་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་བཞི་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་ལྔ་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་དྲུག་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་བདུན་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་བརྒྱད་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་དགུ་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་བཅུ་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་བཅུ་གཅིག་པའི་ཚེས་4",
            "སྤྱི་ལོ་2026 ཟླ་བ་བཅུ་གཉིས་པའི་ཚེས་4",
        ];
        for (month, written) in (1..).zip(long) {
            assert_eq!(date(Lang::Bo, 2026, month, 4), written);
        }
        assert_eq!(date_medium(Lang::Bo, 2026, 12, 31), "2026 ལོའི་ཟླ་12ཚེས་31");
        assert_eq!(date_medium(Lang::ZhHans, 2026, 5, 4), "2026年5月4日");
        assert_eq!(date_medium(Lang::En, 2026, 5, 4), "2026-05-04");
    }

    #[test]
    fn a_month_that_does_not_exist_is_written_plainly() {
        for lang in Lang::ALL {
            assert_eq!(date(lang, 2026, 0, 4), "2026-00-04");
            assert_eq!(date_medium(lang, 2026, 13, 4), "2026-13-04");
        }
    }
}
