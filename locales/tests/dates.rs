//! Dates against ICU: `fixtures/golden/dates-bo/` holds days of a year as ICU 72 writes them in
//! Tibetan, written by the script beside them.

use drokpa_locales::{Lang, date, month, weekday};

#[test]
fn days_months_and_weekdays_are_written_as_icu_writes_them() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../fixtures/golden/dates-bo/dates.txt");
    let golden = std::fs::read_to_string(path).unwrap();
    let mut months = std::collections::BTreeSet::new();
    let mut days = 0;
    for line in golden.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        let [iso, long, of_month, of_week] = cells[..] else { panic!("{line}") };
        let part = |range: std::ops::Range<usize>| iso[range].parse::<u16>().unwrap();
        let (y, m, d) = (part(0..4), part(5..7) as u8, part(8..10) as u8);
        assert_eq!(date(Lang::Bo, y, m, d), long);
        assert_eq!(month(Lang::Bo, y, m), of_month);
        // The first of January 2026 is a Thursday.
        let before: u16 =
            [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].iter().take(usize::from(m) - 1).sum();
        let number = (before + u16::from(d) + 2) % 7 + 1;
        assert_eq!(weekday(Lang::Bo, number as u8), of_week, "{iso}");
        months.insert(m);
        days += 1;
    }
    assert!(months.len() == 12 && days > 50, "{days}");
}
