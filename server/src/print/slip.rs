//! The personal slip: what counted for one member, what a cap left out, what came late, what was
//! corrected, and how to object. It is handed over in person and never put on a wall.

use super::page::{Text, both, called, day, each, escape, facts, page, pair, pair_of, posted};
use drokpa_core::phone::{PostedLine, Statement, StatementLine};
use drokpa_locales::{Lang, hours, msg, points, text};
use std::fmt::Write as _;

/// The slip of one line of a statement.
#[must_use]
pub fn slip(statement: &Statement, line: &StatementLine) -> String {
    let names = (&*line.name_zh, &*line.name_bo);
    let whose = |lang| msg::slip::of(lang, called(lang, names, line.member.as_str()));
    let mut content = format!("<h2><div class=\"pair\">{}</div></h2>", each("span", whose));
    content.push_str(&facts(&posted(statement)));
    content.push_str(&figures(line));
    let counted = line.lines.iter().map(|line| row(line, line.line.counted_tenths));
    section(&mut content, msg::slip::what_counted, &counted.collect::<Vec<_>>());
    let late = line.late_items.iter().map(|line| row(line, line.line.counted_tenths));
    section(&mut content, msg::statement::late_items, &late.collect::<Vec<_>>());
    let corrections = line.corrections.iter().map(|one| row(&one.now, one.change_tenths));
    section(&mut content, msg::statement::corrections, &corrections.collect::<Vec<_>>());
    section(&mut content, msg::slip::what_cut, &cut(line));
    let until = statement.objections_until;
    let how = each("p", |lang| msg::slip::how_to_object(lang, &day(lang, until)));
    // Writing into a String cannot fail.
    let _ = write!(content, "<div class=\"note\"><br>{how}</div>");
    page(msg::slip::title, &content)
}

fn figures(line: &StatementLine) -> String {
    let heads: [fn(Lang) -> Text; 5] = [
        msg::statement::before,
        msg::statement::change,
        msg::statement::total,
        msg::head::stars,
        msg::head::hours,
    ];
    let values = [
        points(line.before_tenths),
        points(line.change_tenths),
        points(line.total_tenths),
        line.stars.to_string(),
        hours(line.minutes),
    ];
    let heads = heads.map(|head| format!("<th>{}</th>", both("span", head))).concat();
    let values = values.map(|value| format!("<td class=\"total\">{value}</td>")).concat();
    format!("<table><thead><tr>{heads}</tr></thead><tbody><tr>{values}</tr></tbody></table>")
}

/// What caps left out of what is new: by item, and of all base points together.
fn cut(line: &StatementLine) -> Vec<String> {
    let new = line.lines.iter().chain(&line.late_items);
    let mut rows: Vec<String> = new
        .filter_map(|one| {
            let why = one.line.cut_by?;
            let left_out = one.line.value_tenths - one.line.counted_tenths;
            Some(row(one, left_out) + &why_row(why))
        })
        .collect();
    if line.base_cut_tenths > 0 {
        let why = pair_of(msg::explain::base_cap);
        let points = points(line.base_cut_tenths);
        rows.push(format!(
            "<tr><td colspan=\"2\">{why}</td><td class=\"number\">{points}</td></tr>"
        ));
    }
    rows
}

fn why_row(why: &str) -> String {
    let why = pair_of(|lang| text(lang, &format!("explain-{why}")));
    format!("<tr><td colspan=\"3\" class=\"note\">{why}</td></tr>")
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

fn section(content: &mut String, head: impl Fn(Lang) -> Text, rows: &[String]) {
    if rows.is_empty() {
        return;
    }
    let _ = write!(
        content,
        "<h2>{}</h2><table><thead><tr><th>{}</th><th>{}</th><th class=\"number\">{}</th></tr>\
         </thead><tbody>{}</tbody></table>",
        pair_of(head),
        both("span", msg::head::date),
        pair_of(msg::head::kind),
        both("span", msg::head::points),
        rows.concat(),
    );
}
