//! All versions of one set of rules, and which of them judges a day. Built by phones and the hub
//! from the publications they hold; the fold of points asks it for nothing but days.

use super::Rules;
use crate::code::Code;
use crate::time::{Cycle, Day};

/// The days that can be written (see [`Day::from_date`]): from 2000-01-01 to before 2100-01-01.
const DAY_FIRST: Day = Day(10_957);
const DAY_AFTER: Day = Day(47_482);

/// All versions of one `rules_id`. The set does not depend on the order in which the versions
/// became known, so two phones with the same publications agree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleSet {
    start_month: u8,
    versions: Vec<Rules>,
}

impl RuleSet {
    /// Takes all versions of one `rules_id`, in any order. Looks only at what days and cycles
    /// need; publishing asks for the whole [`check`](fn@super::check).
    ///
    /// # Errors
    /// [`Code::RulesInvalid`] where there is no version, two ids are mixed, a version number or a
    /// first day appears twice, the years do not have 12 months, or they begin in no month or in
    /// different ones.
    pub fn new(mut versions: Vec<Rules>) -> Result<RuleSet, Code> {
        versions.sort_by_key(|rules| (rules.effective_from, rules.version));
        let first = versions.first().ok_or(Code::RulesInvalid)?;
        let start_month = first.period.start_month;
        let months = (1..=12).contains(&start_month)
            && versions.iter().all(|rules| rules.period == first.period)
            && first.period.months == 12;
        let one_id = versions.iter().all(|rules| rules.rules_id == first.rules_id);
        // Both rise together, as `check` demands; this also leaves no two equal ones.
        let rising = versions.iter().zip(versions.iter().skip(1)).all(|(earlier, later)| {
            earlier.version < later.version && earlier.effective_from < later.effective_from
        });
        if months && one_id && rising {
            Ok(RuleSet { start_month, versions })
        } else {
            Err(Code::RulesInvalid)
        }
    }

    /// The id that all versions share.
    #[must_use]
    pub fn rules_id(&self) -> &str {
        self.versions.first().map_or("", |rules| rules.rules_id.as_str())
    }

    /// All versions by the first day they judge.
    #[must_use]
    pub fn versions(&self) -> &[Rules] {
        &self.versions
    }

    /// The month in which the rules year begins, 1 to 12.
    #[must_use]
    pub fn start_month(&self) -> u8 {
        self.start_month
    }

    /// The version that judges an activity of this day; `None` before the first one.
    #[must_use]
    pub fn in_force(&self, day: Day) -> Option<&Rules> {
        self.versions.iter().rev().find(|rules| rules.effective_from <= day)
    }

    /// The version that opens a cycle: the one in force on its first day, else the first that
    /// comes into force during it; `None` where the rules begin after the cycle.
    #[must_use]
    pub fn opening_version(&self, cycle: Cycle) -> Option<&Rules> {
        let (first, last) = self.cycle_bounds(cycle);
        let during = || self.versions.iter().find(|rules| rules.effective_from <= last);
        self.in_force(first).or_else(during)
    }

    /// The cycle (rules year) that a day lies in.
    #[must_use]
    pub fn cycle_of(&self, day: Day) -> Cycle {
        day.cycle(self.start_month)
    }

    /// The month of the rules year that a day lies in, 0 to 11.
    #[must_use]
    pub fn month_of(&self, day: Day) -> u8 {
        let (_, month, _) = day.date();
        (month + 12 - self.start_month) % 12
    }

    /// The first and the last day of a cycle, cut to the days that can be written. A cycle wholly
    /// outside of 2000 to 2099 has no day: its last lies before its first.
    #[must_use]
    pub fn cycle_bounds(&self, cycle: Cycle) -> (Day, Day) {
        let after = self.first_day(cycle.0.saturating_add(1));
        (self.first_day(cycle.0), Day(after.0.saturating_sub(1)))
    }

    fn first_day(&self, year: u16) -> Day {
        let clamped = if year < 2000 { DAY_FIRST } else { DAY_AFTER };
        Day::from_date(year, self.start_month, 1).unwrap_or(clamped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::rules::RulesFile;

    fn examples() -> Vec<Rules> {
        let text = include_str!("../../../../fixtures/org/rules_examples.json");
        serde_json::from_str::<RulesFile>(text).unwrap().rules
    }

    fn day(text: &str) -> Day {
        Day::parse(text).unwrap()
    }

    #[test]
    fn the_version_of_the_day_is_in_force_in_any_order_of_arrival() {
        let two = examples()[..2].to_vec();
        let set = RuleSet::new(two.clone()).unwrap();
        assert_eq!(RuleSet::new(two.into_iter().rev().collect()).unwrap(), set);
        assert_eq!(set.rules_id(), "village-basic");
        for (on, version) in [
            ("2025-12-31", None),
            ("2026-01-01", Some(1)),
            ("2026-06-30", Some(1)),
            ("2026-07-01", Some(2)),
            ("2040-01-01", Some(2)),
        ] {
            assert_eq!(set.in_force(day(on)).map(|rules| rules.version), version, "{on}");
        }
        let opening = |year| set.opening_version(Cycle(year)).map(|rules| rules.version);
        assert_eq!([opening(2025), opening(2026), opening(2027)], [None, Some(1), Some(2)]);
    }

    #[test]
    fn every_day_lies_in_the_bounds_of_its_cycle_and_only_there() {
        for start_month in [1, 2, 7, 12] {
            let mut one = examples()[0].clone();
            one.period.start_month = start_month;
            let set = RuleSet::new(vec![one]).unwrap();
            for day in (DAY_FIRST.0..DAY_AFTER.0).map(Day) {
                let cycle = set.cycle_of(day);
                let (first, last) = set.cycle_bounds(cycle);
                assert!(first <= day && day <= last, "{day}");
                assert_eq!(set.cycle_bounds(Cycle(cycle.0 + 1)).0.0, last.0 + 1);
                assert!(set.month_of(day) < 12);
            }
            let (first, last) = set.cycle_bounds(Cycle(2150));
            assert!(last < first);
        }
    }

    #[test]
    fn months_are_counted_from_the_start_of_the_rules_year() {
        let set = RuleSet::new(vec![examples()[3].clone()]).unwrap();
        let months = ["2026-07-01", "2026-12-31", "2027-01-01", "2027-06-30"];
        assert_eq!(months.map(|text| set.month_of(day(text))), [0, 5, 6, 11]);
        assert_eq!(set.cycle_bounds(Cycle(2026)), (day("2026-07-01"), day("2027-06-30")));
    }

    #[test]
    fn what_has_no_clear_year_or_order_is_refused() {
        let refused = |change: &dyn Fn(&mut Vec<Rules>)| {
            let mut versions = examples()[..2].to_vec();
            change(&mut versions);
            RuleSet::new(versions) == Err(Code::RulesInvalid)
        };
        assert!(!refused(&|_| ()));
        assert!(refused(&|all| all.clear()));
        assert!(refused(&|all| all[1].rules_id = "other".into()));
        assert!(refused(&|all| all[1].version = 1));
        assert!(refused(&|all| all[1].effective_from = all[0].effective_from));
        assert!(refused(&|all| all[1].period.start_month = 7));
        assert!(refused(&|all| all.iter_mut().for_each(|one| one.period.months = 6)));
        assert!(refused(&|all| all.iter_mut().for_each(|one| one.period.start_month = 0)));
    }
}
