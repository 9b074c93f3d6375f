//! Exemptions from attendance in the rules: who, and from when to when. Asked by whoever derives
//! absences from the roll; it says nothing about why anybody is away.

use crate::time::Day;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Who owes no attendance, and when: retired and long-away members always, herders in the
/// caterpillar-fungus season every year, one valley after one snow disaster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exempt {
    /// A category, sector or role.
    pub who: String,
    /// The first day; `None`: from ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<ExemptDay>,
    /// The last day; `None`: for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<ExemptDay>,
}

impl Exempt {
    /// True where the day lies in the exemption, both ends included. Two yearly ends in falling
    /// order (`11-01` to `02-15`) reach over New Year.
    #[must_use]
    pub fn covers(&self, day: Day) -> bool {
        let begun = self.from.is_none_or(|from| from.compare(day).is_le());
        let goes_on = self.to.is_none_or(|to| to.compare(day).is_ge());
        match (self.from, self.to) {
            (Some(ExemptDay::Yearly(from)), Some(ExemptDay::Yearly(to))) if from > to => {
                begun || goes_on
            }
            _ => begun && goes_on,
        }
    }
}

/// One end of an exemption: `2026-05-10`, or `05-10` for every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExemptDay {
    /// That one day.
    Once(Day),
    /// (month, day of month) of every year.
    Yearly((u8, u8)),
}

impl ExemptDay {
    fn compare(self, day: Day) -> std::cmp::Ordering {
        match self {
            ExemptDay::Once(end) => end.cmp(&day),
            ExemptDay::Yearly(end) => {
                let (_, month, of_month) = day.date();
                end.cmp(&(month, of_month))
            }
        }
    }
}

impl Serialize for ExemptDay {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ExemptDay::Once(day) => day.serialize(serializer),
            ExemptDay::Yearly((month, day)) => {
                serializer.collect_str(&format_args!("{month:02}-{day:02}"))
            }
        }
    }
}

impl<'de> Deserialize<'de> for ExemptDay {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<ExemptDay, D::Error> {
        let text = String::deserialize(deserializer)?;
        let yearly = text.len() == "05-10".len();
        // A leap year, so that 29 February is a day of every year.
        let whole = if yearly { format!("2028-{text}") } else { text };
        let day = Day::parse(&whole).map_err(D::Error::custom)?;
        let (_, month, of_month) = day.date();
        Ok(if yearly { ExemptDay::Yearly((month, of_month)) } else { ExemptDay::Once(day) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(ends: [Option<&str>; 2], day: &str) -> bool {
        let mut written = serde_json::json!({"who": "herder"});
        for (name, end) in ["from", "to"].into_iter().zip(ends) {
            if let Some(end) = end {
                written[name] = end.into();
            }
        }
        let exempt: Exempt = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&exempt).unwrap(), written);
        exempt.covers(Day::parse(day).unwrap())
    }

    #[test]
    fn both_ends_belong_to_an_exemption() {
        let season = [Some("05-10"), Some("07-05")];
        let days = ["2026-05-09", "2026-05-10", "2031-07-05", "2031-07-06"];
        assert_eq!(days.map(|day| covers(season, day)), [false, true, true, false]);
        let once = [Some("2026-03-01"), Some("2026-03-09")];
        let days = ["2026-02-28", "2026-03-01", "2026-03-09", "2027-03-05"];
        assert_eq!(days.map(|day| covers(once, day)), [false, true, true, false]);
    }

    #[test]
    fn a_winter_reaches_over_new_year() {
        let winter = [Some("11-01"), Some("02-29")];
        let days = ["2026-10-31", "2026-11-01", "2026-12-31", "2027-02-28", "2027-03-01"];
        assert_eq!(days.map(|day| covers(winter, day)), [false, true, true, true, false]);
    }

    #[test]
    fn a_missing_end_is_open() {
        assert!(covers([None, None], "2026-01-01"));
        assert!(covers([Some("2026-01-01"), None], "2090-01-01"));
        assert!(!covers([Some("2026-01-02"), None], "2026-01-01"));
        assert!(covers([None, Some("2026-01-01")], "2001-01-01"));
    }

    #[test]
    fn what_is_no_day_does_not_read() {
        for text in ["", "5-10", "02-30", "13-01", "2026-02-29", "May 1"] {
            assert!(serde_json::from_value::<ExemptDay>(text.into()).is_err(), "{text}");
        }
    }
}
