//! Numbers, points, hours and durations as people read them. Fluent honours too few of the number
//! options, so they are written here. Digits are those of the [`Reader`]: 0 to 9 unless a reader
//! of Tibetan chose others. It must never round towards a target.

use crate::{Lang, Reader, closed, msg};

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

impl Reader {
    /// A whole number, without grouping.
    #[must_use]
    pub fn number(self, number: i64) -> String {
        self.written(number.to_string())
    }

    /// As [`points`], in this reader's digits.
    #[must_use]
    pub fn points(self, tenths: i32) -> String {
        self.written(points(tenths))
    }

    /// As [`points`], with a plus before what is added: `+1.5`, `-0.5`, `0`.
    #[must_use]
    pub fn change(self, tenths: i32) -> String {
        let sign = if tenths > 0 { "+" } else { "" };
        self.written(format!("{sign}{}", points(tenths)))
    }

    /// As [`hours`], in this reader's digits.
    #[must_use]
    pub fn hours(self, minutes: u32) -> String {
        self.written(hours(minutes))
    }

    /// How long something takes, in full hours and minutes with their names; what is 0 is left
    /// out, unless both are.
    ///
    /// ```
    /// use drokpa_locales::{Lang, Reader};
    /// assert_eq!(Reader::new(Lang::Bo).duration(90), "ཆུ་ཚོད་ 1 དང་སྐར་མ་ 30");
    /// assert_eq!(Reader::new(Lang::ZhHans).duration(120), "2 小时");
    /// ```
    #[must_use]
    pub fn duration(self, minutes: u32) -> String {
        match (minutes / 60, minutes % 60) {
            (0, minutes) => msg::units::minutes(self, minutes),
            (hours, 0) => msg::units::hours(self, hours),
            (hours, minutes) => msg::units::hours_minutes(self, hours, minutes),
        }
    }

    /// Several things as one text, in the order given. CLDR has only English for lists in
    /// Tibetan, so the punctuation of each script is used: shad, the enumeration comma, a comma.
    ///
    /// ```
    /// use drokpa_locales::{Lang, Reader};
    /// let kinds = ["སློབ་སྦྱོང", "སློབ་ཁྲིད", "བྱེད་སྒོ"];
    /// assert_eq!(Reader::new(Lang::Bo).list(&kinds), "སློབ་སྦྱོང༌། སློབ་ཁྲིད། བྱེད་སྒོ");
    /// assert_eq!(Reader::new(Lang::ZhHans).list(&["学习", "活动"]), "学习、活动");
    /// ```
    #[must_use]
    pub fn list<T: AsRef<str>>(self, items: &[T]) -> String {
        let mut list = String::new();
        for (at, item) in items.iter().enumerate() {
            let item = item.as_ref();
            match (self.lang(), at + 1 < items.len()) {
                (_, false) => list.push_str(item),
                (Lang::ZhHans, true) => list.extend([item, "、"]),
                (Lang::En, true) => list.extend([item, ", "]),
                (Lang::Bo, true) => {
                    let shut = closed(item);
                    // Letters and digits of other scripts would not be parted by a space alone.
                    let comma = if shut == item && !ends_in_ka(item) { ", " } else { " " };
                    list.extend([shut.as_str(), comma]);
                }
            }
        }
        list
    }
}

/// True for the two letters that take no shad.
fn ends_in_ka(text: &str) -> bool {
    text.ends_with(['ཀ', 'ག', '།'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Digits;

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
    fn every_number_is_in_the_digits_of_the_reader() {
        let reader = Reader::new(Lang::Bo).digits(Digits::Tibetan);
        assert_eq!(reader.number(-1234), "-༡༢༣༤");
        assert_eq!(reader.points(-5), "-༠.༥");
        assert_eq!(reader.change(15), "+༡.༥");
        assert_eq!(reader.change(0), "༠");
        assert_eq!(reader.hours(1919), "༣༡.༩");
        assert_eq!(reader.duration(61), "ཆུ་ཚོད་ ༡ དང་སྐར་མ་ ༡");
    }

    #[test]
    fn a_duration_leaves_out_what_is_nothing() {
        let table = [(0, "0 分钟"), (45, "45 分钟"), (60, "1 小时"), (1441, "24 小时 1 分钟")];
        for (minutes, written) in table {
            assert_eq!(Reader::new(Lang::ZhHans).duration(minutes), written);
        }
        assert_eq!(Reader::new(Lang::En).duration(135), "2 h 15 min");
    }

    #[test]
    fn a_list_in_tibetan_has_a_shad_only_where_a_letter_takes_one() {
        let list = |items: &[&str]| Reader::new(Lang::Bo).list(items);
        assert_eq!(list(&["ཐོག", "བྱུང", "མེད"]), "ཐོག བྱུང༌། མེད");
        assert_eq!(list(&["pa01", "王", "མེད"]), "pa01, 王, མེད");
        assert_eq!(list(&["མེད"]), "མེད");
        assert_eq!(list(&[]), "");
        assert_eq!(Reader::new(Lang::En).list(&["a", "b"]), "a, b");
    }
}
