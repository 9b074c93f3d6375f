//! Moments and days. The core never reads a clock: every call that needs the time takes it as an
//! argument, and no rule compares two devices' clocks. Days are civil days at UTC+08:00, the
//! one zone of the country (design, section 8).

use crate::code::Code;
use serde::{Deserialize, Serialize};

/// Minutes since 1970-01-01T00:00Z. Entries are stamped to the minute: lateness is judged by
/// days, order by sequence numbers, and a finer stamp would only tell more about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Minute(pub u32);

/// Seconds since 1970-01-01T00:00Z, as hosts give it and the hub tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Seconds(pub u64);

/// A civil day at UTC+08:00, counted from 1970-01-01 = 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Day(pub u32);

/// The year in which a rules year (a cycle) begins, e.g. 2026 for July 2026 to June 2027.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Cycle(pub u16);

const ZONE_MINUTES: u32 = 8 * 60;
const DAY_MINUTES: u32 = 24 * 60;

/// Days that can be written: 2000-01-01 to 2099-12-31.
const DAY_FIRST: Day = Day(10_957);
const DAY_LAST: Day = Day(47_481);

impl Seconds {
    /// The minute this second lies in; the far future is clamped.
    #[must_use]
    pub fn minute(self) -> Minute {
        Minute(u32::try_from(self.0 / 60).unwrap_or(u32::MAX))
    }

    /// The civil day at UTC+08:00.
    #[must_use]
    pub fn day(self) -> Day {
        self.minute().day()
    }

    /// Written as `2026-05-04T10:00:00+08:00`.
    #[must_use]
    pub fn rfc3339(self) -> String {
        let local = self.0 + u64::from(ZONE_MINUTES) * 60;
        let day = Day(u32::try_from(local / 86_400).unwrap_or(u32::MAX));
        let second = local % 86_400;
        format!("{day}T{:02}:{:02}:{:02}+08:00", second / 3600, second / 60 % 60, second % 60)
    }

    /// Reads RFC 3339: `2026-05-04T10:00[:00[.fraction]](Z|+hh:mm|-hh:mm)`.
    ///
    /// # Errors
    /// [`Code::DateMalformed`] for anything else, and for years outside 2000 to 2099.
    pub fn parse_rfc3339(text: &str) -> Result<Seconds, Code> {
        let bad = Code::DateMalformed;
        let (date, rest) = text.split_once(['T', 't', ' ']).ok_or(bad)?;
        let day = Day::parse(date)?;
        let zone_at = rest.find(['Z', 'z', '+', '-']).ok_or(bad)?;
        let (clock, zone) = rest.split_at(zone_at);
        let mut parts = clock.split(':');
        let hour = number_below(parts.next(), 24).ok_or(bad)?;
        let minute = number_below(parts.next(), 60).ok_or(bad)?;
        let second = match parts.next() {
            None => 0,
            Some(text) => number_below(text.split('.').next(), 60).ok_or(bad)?,
        };
        if parts.next().is_some() {
            return Err(bad);
        }
        let offset: i64 = if zone.eq_ignore_ascii_case("z") {
            0
        } else {
            let (sign, offset) = zone.split_at(1);
            let (hours, minutes) = offset.split_once(':').ok_or(bad)?;
            let hours = number_below(Some(hours), 24).ok_or(bad)?;
            let minutes = number_below(Some(minutes), 60).ok_or(bad)?;
            let total = i64::from(hours) * 3600 + i64::from(minutes) * 60;
            if sign == "-" { -total } else { total }
        };
        let utc = i64::from(day.0) * 86_400
            + i64::from(hour) * 3600
            + i64::from(minute) * 60
            + i64::from(second)
            - offset;
        u64::try_from(utc).map(Seconds).map_err(|_| bad)
    }
}

fn number_below(text: Option<&str>, limit: u32) -> Option<u32> {
    let text = text?;
    if text.len() != 2 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|number| *number < limit)
}

impl Minute {
    /// The civil day at UTC+08:00.
    #[must_use]
    pub fn day(self) -> Day {
        Day(self.0.saturating_add(ZONE_MINUTES) / DAY_MINUTES)
    }

    /// The first second of this minute.
    #[must_use]
    pub fn seconds(self) -> Seconds {
        Seconds(u64::from(self.0) * 60)
    }
}

impl Day {
    /// Builds a day from a civil date (proleptic Gregorian); `None` if there is no such date or
    /// it lies outside 2000 to 2099.
    #[must_use]
    pub fn from_date(year: u16, month: u8, day: u8) -> Option<Day> {
        if !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
            return None;
        }
        // Days from civil, after H. Hinnant's "chrono-Compatible Low-Level Date Algorithms".
        let shifted_year = i64::from(year) - i64::from(month <= 2);
        let era = shifted_year.div_euclid(400);
        let year_of_era = shifted_year.rem_euclid(400);
        let month_from_march = (i64::from(month) + 9) % 12;
        let day_of_year = (153 * month_from_march + 2) / 5 + i64::from(day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        let days = era * 146_097 + day_of_era - 719_468;
        u32::try_from(days).ok().map(Day).filter(|day| (DAY_FIRST..=DAY_LAST).contains(day))
    }

    /// Year, month (1 to 12) and day of month (1 to 31).
    #[must_use]
    pub fn date(self) -> (u16, u8, u8) {
        let days = i64::from(self.0) + 719_468;
        let era = days.div_euclid(146_097);
        let day_of_era = days.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        (
            u16::try_from(year).unwrap_or(u16::MAX),
            u8::try_from(month).unwrap_or(12),
            u8::try_from(day).unwrap_or(31),
        )
    }

    /// Reads `2026-05-04`.
    ///
    /// # Errors
    /// [`Code::DateMalformed`] for anything else, and for years outside 2000 to 2099.
    pub fn parse(text: &str) -> Result<Day, Code> {
        let bad = Code::DateMalformed;
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        if !shape {
            return Err(bad);
        }
        let mut parts = text.split('-');
        let year = parts.next().and_then(|part| part.parse().ok()).ok_or(bad)?;
        let month = parts.next().and_then(|part| part.parse().ok()).ok_or(bad)?;
        let day = parts.next().and_then(|part| part.parse().ok()).ok_or(bad)?;
        Day::from_date(year, month, day).ok_or(bad)
    }

    /// The cycle (rules year) this day lies in, for rules years that begin in `start_month`.
    #[must_use]
    pub fn cycle(self, start_month: u8) -> Cycle {
        let (year, month, _) = self.date();
        Cycle(if month < start_month { year.saturating_sub(1) } else { year })
    }

    /// 00:00 of this day at UTC+08:00.
    #[must_use]
    pub fn start(self) -> Seconds {
        Seconds((u64::from(self.0) * 86_400).saturating_sub(u64::from(ZONE_MINUTES) * 60))
    }
}

fn days_in_month(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl std::fmt::Display for Day {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.date();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Day, D::Error> {
        let text = String::deserialize(deserializer)?;
        Day::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_day_of_the_century_survives_the_round_trip() {
        let mut previous = None;
        for number in DAY_FIRST.0..=DAY_LAST.0 {
            let day = Day(number);
            let (year, month, dom) = day.date();
            assert_eq!(Day::from_date(year, month, dom), Some(day));
            assert_eq!(Day::parse(&day.to_string()), Ok(day));
            assert!(previous < Some(day));
            previous = Some(day);
        }
        assert_eq!(Day::from_date(2026, 2, 29), None);
        assert_eq!(
            Day::from_date(2028, 2, 29).map(|day| day.to_string()).as_deref(),
            Some("2028-02-29")
        );
        assert_eq!(Day::from_date(1999, 12, 31), None);
    }

    #[test]
    fn the_day_changes_at_midnight_in_beijing() {
        let before = Seconds::parse_rfc3339("2026-05-03T15:59:59Z").unwrap();
        let after = Seconds::parse_rfc3339("2026-05-03T16:00:00Z").unwrap();
        assert_eq!(before.day().to_string(), "2026-05-03");
        assert_eq!(after.day().to_string(), "2026-05-04");
        assert_eq!(after.day().start(), after);
        assert_eq!(after.rfc3339(), "2026-05-04T00:00:00+08:00");
        assert_eq!(Seconds::parse_rfc3339("2026-05-04T00:00+08:00"), Ok(after));
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for text in [
            "",
            "2026-5-4",
            "2026-13-01",
            "2026-02-30",
            "1999-12-31",
            "２０２６-05-04",
            "+026-05-04",
        ] {
            assert_eq!(Day::parse(text), Err(Code::DateMalformed), "{text}");
        }
        for text in ["2026-05-04", "2026-05-04T10:00", "2026-05-04T24:00Z", "2026-05-04T10:00+8:00"]
        {
            assert_eq!(Seconds::parse_rfc3339(text), Err(Code::DateMalformed), "{text}");
        }
    }

    #[test]
    fn a_rules_year_begins_in_its_own_month() {
        let june = Day::parse("2026-06-30").unwrap();
        assert_eq!(june.cycle(1), Cycle(2026));
        assert_eq!(june.cycle(7), Cycle(2025));
    }
}
