//! The personal slip: what counted for one member, what a cap left out, what came late, what was
//! corrected, and how to object. It is handed over in person and never put on a wall.

use super::page::{both, both_with, day, escape, facts, name, page, pair, pair_of};
use drokpa_core::phone::{PostedLine, Statement, StatementLine};
use drokpa_locales::{hours, points};
use std::fmt::Write as _;

/// The slip of one line of a statement.
#[must_use]
pub fn slip(statement: &Statement, line: &StatementLine) -> String {
    let period = statement.period;
    let who = name(&line.name_zh, &line.name_bo, &line.member);
    let mut content = format!("<h2>{who}</h2>");
    content.push_str(&facts(&[
        both_with("p", "statement-branch", |_| statement.branch.to_string()),
        both_with("p", "statement-period", |lang| {
            format!("{} – {}", day(lang, period.first), day(lang, period.last))
        }),
        both_with("p", "statement-rules", |_| statement.rules.join(" · ")),
        both_with("p", "statement-posted_on", |lang| day(lang, statement.posted_on)),
    ]));
    content.push_str(&figures(line));
    let counted = line.lines.iter().map(|line| row(line, line.line.counted_tenths));
    section(&mut content, "slip-what_counted", &counted.collect::<Vec<_>>());
    let late = line.late_items.iter().map(|line| row(line, line.line.counted_tenths));
    section(&mut content, "statement-late_items", &late.collect::<Vec<_>>());
    let corrections = line.corrections.iter().map(|one| row(&one.now, one.change_tenths));
    section(&mut content, "statement-corrections", &corrections.collect::<Vec<_>>());
    section(&mut content, "slip-what_cut", &cut(line));
    let until = |lang| day(lang, statement.objections_until);
    let how = both_with("p", "slip-how_to_object", until);
    // Writing into a String cannot fail.
    let _ = write!(content, "<div class=\"note\"><br>{how}</div>");
    page("slip-title", &content)
}

fn figures(line: &StatementLine) -> String {
    let figures = [
        ("statement-before", points(line.before_tenths)),
        ("statement-change", points(line.change_tenths)),
        ("statement-total", points(line.total_tenths)),
        ("head-stars", line.stars.to_string()),
        ("head-hours", hours(line.minutes)),
    ];
    let heads = figures.iter().map(|(id, _)| format!("<th>{}</th>", both("span", id)));
    let values = figures.iter().map(|(_, value)| format!("<td class=\"total\">{value}</td>"));
    let (heads, values): (String, String) = (heads.collect(), values.collect());
    format!("<table><thead><tr>{heads}</tr></thead><tbody><tr>{values}</tr></tbody></table>")
}

/// What caps left out of what is new: by item, and of all base points together.
fn cut(line: &StatementLine) -> Vec<String> {
    let new = line.lines.iter().chain(&line.late_items);
    let mut rows: Vec<String> = new
        .filter_map(|one| {
            let why = one.line.cut_by?;
            let left_out = one.line.value_tenths - one.line.counted_tenths;
            Some(row(one, left_out) + &why_row(&format!("explain-{why}")))
        })
        .collect();
    if line.base_cut_tenths > 0 {
        let why = pair_of("explain-base_cap");
        let points = points(line.base_cut_tenths);
        rows.push(format!(
            "<tr><td colspan=\"2\">{why}</td><td class=\"number\">{points}</td></tr>"
        ));
    }
    rows
}

fn why_row(id: &str) -> String {
    format!("<tr><td colspan=\"3\" class=\"note\">{}</td></tr>", pair_of(id))
}

fn row(line: &PostedLine, tenths: i32) -> String {
    let [item_zh, item_bo] = &line.item_names;
    let item = if item_zh.is_empty() && item_bo.is_empty() {
        escape(line.line.item.as_str())
    } else {
        pair(item_zh, item_bo)
    };
    let titles = line.titles.as_ref().map(|[zh, bo]| pair(zh, bo)).unwrap_or_default();
    format!(
        "<tr><td class=\"day\">{}</td><td>{titles}{item}</td><td class=\"number\">{}</td></tr>",
        line.line.day,
        points(tenths),
    )
}

fn section(content: &mut String, head: &str, rows: &[String]) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(
        content,
        "<h2>{}</h2><table><thead><tr><th>{}</th><th>{}</th><th class=\"number\">{}</th></tr>\
         </thead><tbody>{}</tbody></table>",
        pair_of(head),
        both("span", "head-date"),
        pair_of("head-kind"),
        both("span", "head-points"),
        rows.concat(),
    );
}
