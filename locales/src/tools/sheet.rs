//! The reviewer's sheet: every Tibetan text in a table beside its Chinese and English, and the
//! way back of corrections into the message files. Called by `drokpa locales sheet` and `apply`.
//! It must never put a correction over a text that the reviewer did not see.

use super::check::message;
use super::glossary::Glossary;
use super::tree::{Located, MessageFile, Tree, located};
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;

/// The heads of the table.
const HEADS: [&str; 8] =
    ["id", "en", "zh", "bo", "correction", "read_by", "constructed terms", "remarks"];

/// What came of a sheet.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Applied {
    /// Ids whose text changed.
    pub changed: Vec<String>,
    /// Ids that were marked as read.
    pub read: Vec<String>,
}

/// The sheet as CSV in UTF-8 with a byte order mark, without which spreadsheets show neither
/// Tibetan nor Chinese.
///
/// # Errors
/// Where the glossary is not of the form.
pub fn sheet(tree: &Tree) -> Result<String, String> {
    let glossary = Glossary::embedded()?;
    let texts = |lang| -> BTreeMap<String, String> {
        let parts = tree.of(lang).flat_map(|file| located(&file.text));
        parts.map(|part| (part.id, part.text)).collect()
    };
    let (en, zh) = (texts("en"), texts("zh-Hans"));
    let mut table = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    let failed = |error: csv::Error| error.to_string();
    table.write_record(HEADS).map_err(failed)?;
    for file in tree.of("bo") {
        for part in located(&file.text).iter().filter(|part| !part.id.ends_with(message::AUDIO)) {
            let said = |texts: &BTreeMap<String, String>| texts.get(&part.id).cloned();
            let zh = said(&zh).unwrap_or_default();
            let terms = glossary.terms_in(&zh);
            let constructed: Vec<String> = terms
                .into_iter()
                .filter(|term| term.is_constructed())
                .map(|term| format!("{} {}", term.zh, term.bo))
                .collect();
            let en = said(&en).unwrap_or_default();
            let reader = reader_of(file, part);
            let terms = constructed.join("; ");
            let row = [&part.id, &en, &zh, &part.text, "", &reader, &terms, ""];
            table.write_record(row).map_err(failed)?;
        }
    }
    let bytes = table.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// Who has read the text, from the mark above it.
fn reader_of(file: &MessageFile, part: &Located) -> String {
    let line = part.mark.and_then(|number| file.text.lines().nth(number)).unwrap_or_default();
    let mark = line.trim_start_matches("# ").strip_prefix(message::READ);
    mark.and_then(|mark| mark.rsplitn(3, ", ").nth(2)).unwrap_or_default().to_owned()
}

/// One row as it came back.
#[derive(serde::Deserialize)]
struct Row {
    id: String,
    bo: String,
    correction: String,
    read_by: String,
}

/// Puts the corrections of a sheet into the files, and marks what was read with `day`, as
/// 2026-05-04. A correction is tidied first: normal form, tsheg and shad as the rules have them.
///
/// # Errors
/// Sentences about rows that cannot be used, or about rules that the new texts break; then the
/// tree is as it was.
pub fn apply(tree: &mut Tree, sheet: &str, day: &str) -> Result<Applied, Vec<String>> {
    let mut problems = Vec::new();
    let rows = read(sheet, &mut problems);
    let mut fresh = tree.clone();
    let mut applied = Applied { changed: Vec::new(), read: Vec::new() };
    for file in fresh.files.iter_mut().filter(|file| file.lang == "bo") {
        correct(file, &rows, &mut applied, &mut problems);
        mark(file, &rows, day, &mut applied);
    }
    for (id, row) in &rows {
        if tree.text("bo", id).is_none() && !row.correction.is_empty() {
            problems.push(format!("{id}: there is no such message any more"));
        }
    }
    if problems.is_empty()
        && let Err(broken) = fresh.check()
    {
        problems = broken;
    }
    if problems.is_empty() {
        *tree = fresh;
        Ok(applied)
    } else {
        Err(problems)
    }
}

fn read(sheet: &str, problems: &mut Vec<String>) -> BTreeMap<String, Row> {
    let sheet = sheet.trim_start_matches('\u{feff}');
    let mut rows = BTreeMap::new();
    for row in csv::Reader::from_reader(sheet.as_bytes()).into_deserialize::<Row>() {
        match row {
            Ok(mut row) => {
                row.correction = tidy(&row.correction);
                row.read_by = row.read_by.replace(['\n', ','], " ").trim().to_owned();
                rows.insert(row.id.clone(), row);
            }
            Err(error) => problems.push(format!("the sheet cannot be read: {error}")),
        }
    }
    rows
}

/// Replaces the texts of a file, from its end, so that the lines above keep their numbers.
fn correct(
    file: &mut MessageFile,
    rows: &BTreeMap<String, Row>,
    applied: &mut Applied,
    problems: &mut Vec<String>,
) {
    let mut lines: Vec<String> = file.text.lines().map(str::to_owned).collect();
    for part in located(&file.text).iter().rev() {
        let Some(row) = rows.get(&part.id) else { continue };
        let seen: String = row.bo.nfc().collect();
        let wanted = !row.correction.is_empty() || !row.read_by.is_empty();
        if wanted && seen.trim() != part.text {
            problems.push(format!(
                "{}: the column bo is not the text of today, which is: {}. A correction goes into \
                 the column correction",
                part.id, part.text
            ));
            continue;
        }
        if row.correction.is_empty() || row.correction == part.text {
            continue;
        }
        let name = match part.id.rsplit_once('.') {
            Some((_, attribute)) => format!("    .{attribute}"),
            None => part.id.clone(),
        };
        lines.splice(part.lines.clone(), [format!("{name} = {}", row.correction)]);
        if let Some(number) = part.mark {
            lines.remove(number);
        }
        applied.changed.push(part.id.clone());
    }
    file.text = lines.join("\n") + "\n";
}

/// Puts a reader's mark above each message that was read; it holds the fingerprint of the text.
fn mark(file: &mut MessageFile, rows: &BTreeMap<String, Row>, day: &str, applied: &mut Applied) {
    let messages = message::read(&file.name, &file.text, &mut Vec::new());
    let mut lines: Vec<String> = file.text.lines().map(str::to_owned).collect();
    for part in located(&file.text).iter().rev() {
        let (Some(row), Some(text)) =
            (rows.get(&part.id), messages.iter().find(|message| message.id == part.id))
        else {
            continue;
        };
        let marked = part.mark.is_some() && reader_of(file, part) == row.read_by;
        if row.read_by.is_empty() || marked {
            continue;
        }
        let mark = format!("# {}{}, {day}, {}", message::READ, row.read_by, text.fingerprint());
        match part.mark.and_then(|number| lines.get_mut(number)) {
            Some(line) => *line = mark,
            None => lines.insert(part.lines.start, mark),
        }
        applied.read.push(part.id.clone());
    }
    file.text = lines.join("\n") + "\n";
}

/// A correction as the rules of tsheg and shad have it, which no keyboard helps with: none at the
/// end, none before shad but U+0F0C after ང, no shad after ཀ and ག.
fn tidy(typed: &str) -> String {
    let normal: String = typed.trim().nfc().collect();
    let mut tidy = String::with_capacity(normal.len());
    for letter in normal.chars() {
        if matches!(letter, '།' | '༎') {
            while tidy.ends_with(['\u{0F0B}', '\u{0F0C}']) {
                tidy.pop();
            }
            match tidy.chars().next_back() {
                Some('ང') => tidy.push('\u{0F0C}'),
                Some('ཀ' | 'ག') => continue,
                _ => {}
            }
        }
        tidy.push(letter);
    }
    tidy.trim_end_matches(['\u{0F0B}', '\u{0F0C}', ' ']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sheet with a cell of one row filled in.
    fn filled(tree: &Tree, id: &str, column: usize, value: &str) -> String {
        let sheet = sheet(tree).unwrap();
        let mut reader = csv::Reader::from_reader(sheet.trim_start_matches('\u{feff}').as_bytes());
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(reader.headers().unwrap()).unwrap();
        for row in reader.records() {
            let row = row.unwrap();
            let here = row.get(0) == Some(id);
            let cells = row.iter().enumerate();
            let cells = cells.map(|(at, cell)| if here && at == column { value } else { cell });
            writer.write_record(cells).unwrap();
        }
        String::from_utf8(writer.into_inner().unwrap()).unwrap()
    }

    const DAY: &str = "2026-05-04";

    #[test]
    fn the_sheet_has_every_tibetan_text_with_its_chinese_and_its_constructed_terms() {
        let sheet = sheet(&Tree::embedded()).unwrap();
        assert!(sheet.starts_with("\u{feff}id,en,zh,bo,correction,read_by,"));
        for id in crate::IDS {
            assert!(sheet.contains(&format!("\n{id},")), "{id}");
        }
        let line = sheet.lines().find(|line| line.starts_with("decision-approved,")).unwrap();
        assert!(line.contains("已通过,ཆོག་མཆན་ཐོབ་ཟིན,,,已通过 ཆོག་མཆན་ཐོབ་ཟིན,"), "{line}");
    }

    #[test]
    fn a_sheet_that_nobody_changed_changes_nothing() {
        let before = Tree::embedded();
        let mut tree = before.clone();
        let applied = apply(&mut tree, &sheet(&before).unwrap(), DAY).unwrap();
        assert_eq!(applied, Applied { changed: Vec::new(), read: Vec::new() });
        assert_eq!(tree, before);
    }

    #[test]
    fn a_correction_is_tidied_and_changes_its_line_and_no_other() {
        let before = Tree::embedded();
        let mut tree = before.clone();
        let changed = filled(&before, "status-synced", 4, "གོམ་མཉམ་གྲུབ་སོང་། ");
        let applied = apply(&mut tree, &changed, DAY).unwrap();
        assert_eq!(applied.changed, ["status-synced"]);
        assert_eq!(tree.text("bo", "status-synced").as_deref(), Some("གོམ་མཉམ་གྲུབ་སོང༌།"));
        let lines = |tree: &Tree| -> Vec<String> {
            tree.files.iter().flat_map(|file| file.text.lines()).map(str::to_owned).collect()
        };
        let (old, new) = (lines(&before), lines(&tree));
        assert_eq!(old.len(), new.len());
        assert_eq!(old.iter().zip(&new).filter(|(old, new)| old != new).count(), 1);
        assert_eq!(tree.text("bo", "status-synced.audio").as_deref(), Some("status-synced"));
    }

    #[test]
    fn a_correction_that_breaks_a_rule_changes_nothing_and_says_which() {
        let before = Tree::embedded();
        for (id, text, rule) in [
            ("status-outbox", "ཡར་སྐྱེལ", "its variables are none"),
            ("status-synced", "同步", "Chinese character"),
            ("status-outbox", "མི་{ $count }གི་མང", "case particle"),
        ] {
            let mut tree = before.clone();
            let problems = apply(&mut tree, &filled(&before, id, 4, text), DAY).unwrap_err();
            assert!(problems.iter().any(|problem| problem.contains(rule)), "{problems:?}");
            assert_eq!(tree, before);
        }
    }

    #[test]
    fn a_text_that_changed_since_the_sheet_was_made_is_not_overwritten() {
        let before = Tree::embedded();
        let correction = filled(&before, "status-synced", 4, "གོམ་མཉམ་གྲུབ་སོང་།");
        let mut tree = before.clone();
        apply(&mut tree, &correction, DAY).unwrap();
        let changed = tree.clone();
        let problems = apply(&mut tree, &correction, DAY).unwrap_err();
        assert!(problems[0].starts_with("status-synced: the column bo is not the text of today"));
        assert_eq!(tree, changed);
    }

    #[test]
    fn what_was_read_is_marked_until_its_text_changes() {
        let mut tree = Tree::embedded();
        let read = filled(&tree, "word-counted", 5, "A reader, Yushu");
        let applied = apply(&mut tree, &read, DAY).unwrap();
        assert_eq!(applied.read, ["word-counted"]);
        let states = tree.of("bo").find(|file| file.name == "states.ftl").unwrap();
        assert!(states.text.contains("# read: A reader  Yushu, 2026-05-04, "), "{}", states.text);
        assert_eq!(tree.check(), Ok(()));
        // Once more with the same reader there is nothing to do.
        let again = sheet(&tree).unwrap();
        assert_eq!(apply(&mut tree, &again, DAY).unwrap().read, [""; 0]);
        let corrected = filled(&tree, "word-counted", 4, "བརྩིས་སོང");
        let corrected = corrected.replace("A reader  Yushu", "");
        apply(&mut tree, &corrected, DAY).unwrap();
        let states = tree.of("bo").find(|file| file.name == "states.ftl").unwrap();
        assert!(!states.text.contains("# read:"), "{}", states.text);
    }

    #[test]
    fn a_text_that_is_not_the_one_that_was_read_does_not_build() {
        let mut tree = Tree::embedded();
        let read = filled(&tree, "word-counted", 5, "A reader");
        apply(&mut tree, &read, DAY).unwrap();
        for file in &mut tree.files {
            file.text = file.text.replace("word-counted = བརྩིས་ཟིན", "word-counted = བརྩིས་སོང");
        }
        let problems = tree.check().unwrap_err();
        assert!(problems[0].contains("word-counted: this is not the text that was read"));
    }
}
