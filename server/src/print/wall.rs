//! The list for the wall: name and total, nothing else about anybody.

use super::page::{Text, both, day, each, escape, facts, name, page, pair_of, posted, signature};
use drokpa_core::phone::Statement;
use drokpa_locales::{Lang, msg, points};
use std::fmt::Write as _;

/// The list for the wall. The caller has made sure that the statement is complete.
#[must_use]
pub fn wall(statement: &Statement) -> String {
    let until =
        |lang| msg::statement::objections_until(lang, &day(lang, statement.objections_until));
    let mut lines = posted(statement);
    lines.push(each("p", until));
    let mut content = facts(&lines);
    if statement.concurrent_closes {
        content.push_str(&note(msg::statement::concurrent_closes));
    }
    if statement.needs_newer_app {
        content.push_str(&note(msg::status::newer_app));
    }
    // Writing into a String cannot fail.
    let _ = write!(
        content,
        "<table><thead><tr><th>{}</th><th class=\"number\">{}</th></tr></thead><tbody>",
        pair_of(msg::statement::name),
        both("span", msg::statement::total),
    );
    for line in &statement.lines {
        let _ = write!(
            content,
            "<tr><td>{}</td><td class=\"number\">{}</td></tr>",
            name(&line.name_zh, &line.name_bo, &line.member),
            escape(&points(line.total_tenths)),
        );
    }
    content.push_str("</tbody></table>");
    content.push_str(&note(msg::statement::nobody_ranked));
    content.push_str(&signature());
    page(msg::statement::title, &content)
}

fn note(message: impl Fn(Lang) -> Text) -> String {
    format!("<div class=\"note\">{}</div>", both("p", message))
}
