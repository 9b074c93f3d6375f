//! Days, months and times as people read them: the patterns of CLDR for Tibetan, which ICU4X does
//! not have, those of Chinese, and ISO 8601 in English. It must never ask what day it is.

use crate::{Lang, Reader};

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

/// The days of the week from Monday, in Tibetan, Chinese and English.
const WEEKDAYS: [[&str; 3]; 7] = [
    ["གཟའ་ཟླ་བ", "星期一", "Monday"],
    ["གཟའ་མིག་དམར", "星期二", "Tuesday"],
    ["གཟའ་ལྷག་པ", "星期三", "Wednesday"],
    ["གཟའ་ཕུར་བུ", "星期四", "Thursday"],
    ["གཟའ་པ་སངས", "星期五", "Friday"],
    ["གཟའ་སྤེན་པ", "星期六", "Saturday"],
    ["གཟའ་ཉི་མ", "星期日", "Sunday"],
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
pub fn date(reader: impl Into<Reader>, year: u16, month: u8, day: u8) -> String {
    let reader = reader.into();
    reader.written(match (reader.lang(), month_bo(month)) {
        (Lang::Bo, Some(name)) => format!("སྤྱི་ལོ་{year} {name}འི་ཚེས་{day}"),
        (Lang::ZhHans, Some(_)) => format!("{year}年{month}月{day}日"),
        _ => iso(year, month, day),
    })
}

/// A day in tables: CLDR's medium pattern of Tibetan (`y ལོའི་MMMཚེས་d`), with the month in the
/// digits of the rest, where CLDR mixes both kinds; Chinese and English as in [`date`].
///
/// ```
/// use drokpa_locales::{Lang, date_medium};
/// assert_eq!(date_medium(Lang::Bo, 2026, 5, 4), "2026 ལོའི་ཟླ་5ཚེས་4");
/// ```
#[must_use]
pub fn date_medium(reader: impl Into<Reader>, year: u16, month: u8, day: u8) -> String {
    let reader = reader.into();
    match reader.lang() {
        Lang::Bo if month_bo(month).is_some() => {
            reader.written(format!("{year} ལོའི་ཟླ་{month}ཚེས་{day}"))
        }
        _ => date(reader, year, month, day),
    }
}

/// A day in a narrow column, the same in every language: CLDR's short pattern of Tibetan
/// (`y-MM-dd`), which is ISO 8601.
#[must_use]
pub fn date_short(reader: impl Into<Reader>, year: u16, month: u8, day: u8) -> String {
    reader.into().written(iso(year, month, day))
}

/// A month as a period: CLDR's pattern `y MMMM` of Tibetan, and those of the others.
///
/// ```
/// use drokpa_locales::{Lang, month};
/// assert_eq!(month(Lang::Bo, 2026, 5), "2026 ཟླ་བ་ལྔ་པ");
/// assert_eq!(month(Lang::ZhHans, 2026, 5), "2026年5月");
/// assert_eq!(month(Lang::En, 2026, 5), "2026-05");
/// ```
#[must_use]
pub fn month(reader: impl Into<Reader>, year: u16, month: u8) -> String {
    let reader = reader.into();
    reader.written(match (reader.lang(), month_bo(month)) {
        (Lang::Bo, Some(name)) => format!("{year} {name}"),
        (Lang::ZhHans, Some(_)) => format!("{year}年{month}月"),
        _ => format!("{year:04}-{month:02}"),
    })
}

/// A time of the day on the clock of 24 hours, as all three languages write it: `09:05`.
#[must_use]
pub fn time(reader: impl Into<Reader>, hour: u8, minute: u8) -> String {
    reader.into().written(format!("{hour:02}:{minute:02}"))
}

/// The name of a day of the week, 1 for Monday to 7 for Sunday; empty for other numbers.
///
/// ```
/// use drokpa_locales::{Lang, weekday};
/// assert_eq!(weekday(Lang::Bo, 7), "གཟའ་ཉི་མ");
/// assert_eq!(weekday(Lang::ZhHans, 1), "星期一");
/// ```
#[must_use]
pub fn weekday(lang: Lang, number: u8) -> &'static str {
    let names = usize::from(number).checked_sub(1).and_then(|index| WEEKDAYS.get(index));
    names.map_or("", |[bo, zh, en]| match lang {
        Lang::Bo => bo,
        Lang::ZhHans => zh,
        Lang::En => en,
    })
}

fn month_bo(month: u8) -> Option<&'static str> {
    usize::from(month).checked_sub(1).and_then(|index| MONTHS_BO.get(index)).copied()
}

fn iso(year: u16, month: u8, day: u8) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Digits;

    #[test]
    fn digits_of_the_reader_reach_into_every_date() {
        let reader = Reader::new(Lang::Bo).digits(Digits::Tibetan);
        assert_eq!(date(reader, 2026, 5, 4), "སྤྱི་ལོ་༢༠༢༦ ཟླ་བ་ལྔ་པའི་ཚེས་༤");
        assert_eq!(date_medium(reader, 2026, 12, 31), "༢༠༢༦ ལོའི་ཟླ་༡༢ཚེས་༣༡");
        assert_eq!(date_short(reader, 2026, 5, 4), "༢༠༢༦-༠༥-༠༤");
        assert_eq!(month(reader, 2026, 10), "༢༠༢༦ ཟླ་བ་བཅུ་པ");
        assert_eq!(time(reader, 9, 5), "༠༩:༠༥");
        assert_eq!(time(Lang::ZhHans, 23, 59), "23:59");
    }

    #[test]
    fn the_table_forms_of_the_other_languages_are_their_plain_ones() {
        assert_eq!(date_medium(Lang::ZhHans, 2026, 5, 4), "2026年5月4日");
        assert_eq!(date_medium(Lang::En, 2026, 5, 4), "2026-05-04");
        assert_eq!(weekday(Lang::En, 3), "Wednesday");
        assert_eq!((weekday(Lang::Bo, 0), weekday(Lang::Bo, 8)), ("", ""));
    }

    #[test]
    fn a_month_that_does_not_exist_is_written_plainly() {
        for lang in Lang::ALL {
            assert_eq!(date(lang, 2026, 0, 4), "2026-00-04");
            assert_eq!(date_medium(lang, 2026, 13, 4), "2026-13-04");
            assert_eq!(month(lang, 2026, 0), "2026-00");
        }
    }
}
