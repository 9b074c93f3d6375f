//! The list for the wall: name and total, nothing else about anybody.

use super::page::{both, both_with, day, escape, facts, name, page, pair_of, signature};
use drokpa_core::phone::Statement;
use drokpa_locales::points;
use std::fmt::Write as _;

/// The list for the wall. The caller has made sure that the statement is complete.
#[must_use]
pub fn wall(statement: &Statement) -> String {
    let period = statement.period;
    let mut content = facts(&[
        both_with("p", "statement-branch", |_| statement.branch.to_string()),
        both_with("p", "statement-period", |lang| {
            format!("{} – {}", day(lang, period.first), day(lang, period.last))
        }),
        both_with("p", "statement-rules", |_| statement.rules.join(" · ")),
        both_with("p", "statement-posted_on", |lang| day(lang, statement.posted_on)),
        both_with("p", "statement-objections_until", |lang| day(lang, statement.objections_until)),
    ]);
    if statement.concurrent_closes {
        content.push_str(&note("statement-concurrent_closes"));
    }
    if statement.needs_newer_app {
        content.push_str(&note("status-newer_app"));
    }
    // Writing into a String cannot fail.
    let _ = write!(
        content,
        "<table><thead><tr><th>{}</th><th class=\"number\">{}</th></tr></thead><tbody>",
        pair_of("statement-name"),
        both("span", "statement-total"),
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
    content.push_str(&note("statement-nobody_ranked"));
    content.push_str(&signature());
    page("statement-title", &content)
}

fn note(id: &str) -> String {
    format!("<div class=\"note\">{}</div>", both("p", id))
}
