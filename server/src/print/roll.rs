//! The blank roll of a training: members in roster order and a column for each mark. What is
//! marked on it is entered on a phone afterwards.

use super::page::{both, each, facts, name, of_branch, page, pair, pair_of, signature};
use drokpa_core::phone::{BranchRow, RosterRow};
use drokpa_core::schema::value::{Mark, Training};
use drokpa_locales::{Lang, date, msg, text};
use std::fmt::Write as _;

/// The roll of a training of a branch.
#[must_use]
pub fn roll_sheet(training: &Training, branch: &BranchRow, roster: &[RosterRow]) -> String {
    let titles = pair(&training.title_zh, &training.title_bo);
    let mut content = format!("<h2>{titles}</h2>");
    content.push_str(&facts(&[
        of_branch((&branch.name_zh, &branch.name_bo), &branch.branch),
        each("p", |lang| text(lang, &format!("kind-{}", training.kind.name())).into_owned()),
        each("p", |lang| when(training, lang)),
    ]));
    let how = both("p", msg::roll_sheet::how_to);
    let marks = Mark::ALL.map(|mark| {
        let label = both("span", |lang| text(lang, &format!("roll_sheet-mark_{}", mark.name())));
        format!("<th class=\"mark\">{label}</th>")
    });
    // Writing into a String cannot fail.
    let _ = write!(
        content,
        "<div class=\"note\">{how}</div><table><thead><tr><th>{}</th>{}</tr></thead><tbody>",
        pair_of(msg::statement::name),
        marks.concat(),
    );
    let blank = "<td></td>".repeat(Mark::ALL.len());
    for (before, row) in roster.iter().enumerate() {
        let who = name(&row.name_zh, &row.name_bo, &row.member);
        // The number by which a line is found again when the sheet is typed in.
        let number = before + 1;
        let _ = write!(content, "<tr><td>{number}. {who}</td>{blank}</tr>");
    }
    content.push_str("</tbody></table>");
    content.push_str(&signature());
    page(msg::roll_sheet::title, &content)
}

/// Day, hour and minutes.
fn when(training: &Training, lang: Lang) -> String {
    let (year, month, day) = training.day().date();
    let start = training.start.seconds().rfc3339();
    let hour = start.get(11..16).unwrap_or_default();
    let minutes = format!("{}: {}", msg::head::minutes(lang), training.minutes);
    format!("{} {hour} · {minutes}", date(lang, year, month, day))
}
