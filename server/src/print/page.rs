//! What the pages share: the frame, the style for A4, texts in both languages, escaping.

use drokpa_core::id::BranchId;
use drokpa_core::phone::Statement;
use drokpa_core::time::Day;
use drokpa_locales::{Lang, date, msg};
use std::borrow::Cow;
use std::fmt::{Display, Write as _};

/// The languages of a sheet, in the order in which they stand on it.
pub(crate) const LANGS: [Lang; 2] = [Lang::Bo, Lang::ZhHans];

/// A message without variables.
pub(super) type Text = Cow<'static, str>;

/// Tibetan stacks are tall: less than two lines' height clips them. Nothing is justified, because
/// Tibetan has no spaces between words that could be stretched.
const STYLE: &str = "\
@page{size:A4;margin:16mm 15mm}\
*{box-sizing:border-box}\
body{margin:0;color:#000;font:11pt/1.5 \"Noto Serif CJK SC\",\"Source Han Serif SC\",\
\"Songti SC\",SimSun,serif;text-align:start}\
[lang=bo]{font-family:\"Noto Serif Tibetan\",\"Microsoft Himalaya\",\"Kailasa\",serif;\
line-height:2}\
p,h1{margin:0}\
h1{font-size:20pt;font-weight:normal;text-align:center}\
h1[lang=zh-Hans]{font-weight:bold}\
h2{font-size:12pt;font-weight:normal;margin:5mm 0 1mm;break-after:avoid}\
h2 [lang=zh-Hans]{font-weight:bold}\
h2>span,th>span{display:block}\
.pair,.facts{display:grid;grid-template-columns:1fr 1fr;column-gap:4mm;align-items:center}\
.facts{margin:4mm 0;grid-template-columns:3fr 2fr}\
table{width:100%;border-collapse:separate;border-spacing:0;margin:2mm 0}\
th,td{border:solid #444;border-width:0 .3mm .3mm 0;padding:.4mm 2mm;text-align:start;\
vertical-align:middle;font-weight:normal}\
th{border-top-width:.3mm}\
th:first-child,td:first-child{border-left-width:.3mm}\
thead{display:table-header-group}\
th [lang=bo],td [lang=bo]{padding-top:.45em}\
tr{break-inside:avoid}\
td.number,th.number{text-align:end;width:30mm;white-space:nowrap}\
td.day{width:27mm;white-space:nowrap}\
th.mark{width:22mm;text-align:center;font-size:9pt;padding:.4mm}\
.note{font-size:10pt}\
.top{align-items:start;margin:2mm 0}\
.typed{font:11pt/1.7 ui-monospace,\"DejaVu Sans Mono\",monospace;white-space:pre}\
.typed i{font-style:normal;color:#444;display:inline-block;width:8mm}\
.realm{margin:0 0 3mm;white-space:pre-wrap}\
.command{font-size:9.5pt;margin:0 0 4mm}\
.sealed{display:grid;grid-template-columns:1fr 62mm;column-gap:6mm;align-items:center;\
break-inside:avoid}\
.sealed svg{width:62mm;height:62mm;display:block}\
.notice{margin:4mm 0}.notice p{margin:0 0 1.5mm}\
.sign{margin-top:12mm;break-inside:avoid;display:grid;grid-template-columns:auto 1fr;\
column-gap:4mm;align-items:end}\
.sign i{border-bottom:.3mm solid #000;height:10mm}\
.total{font-size:14pt}\
.card{border:.3mm dashed #555;padding:1.5mm 5mm;margin:0 0 3mm;break-inside:avoid;display:grid;\
grid-template-columns:1fr 50mm;column-gap:5mm;align-items:center}\
.card svg{width:50mm;height:50mm;display:block}\
.card .who{font-size:14pt;line-height:1.8}\
.card .who span{margin-inline-end:3mm}\
.card .of{font-size:10pt}\
.card .of span{margin-inline-end:3mm}\
.card .who .ids{color:#333;font-size:9pt;white-space:nowrap}\
.card .code{font:700 20pt/1.3 ui-monospace,monospace;letter-spacing:.04em;white-space:nowrap}\
.card .how{font-size:9.5pt}\
.card .how[lang=bo]{line-height:1.75}";

/// A page around its content; both titles head it.
pub(crate) fn page(title: impl Fn(Lang) -> Text, content: &str) -> String {
    let mut page = String::from("<!doctype html>\n<html lang=\"zh-Hans\"><head>");
    let titles = LANGS.map(|lang| escape(&title(lang)));
    // Writing into a String cannot fail.
    let _ = write!(
        page,
        "<meta charset=\"utf-8\"><title>{}</title><style>{STYLE}</style></head><body>",
        titles.join(" · "),
    );
    for (lang, title) in LANGS.into_iter().zip(&titles) {
        let _ = write!(page, "<h1 lang=\"{}\">{title}</h1>", lang.tag());
    }
    page.push_str(content);
    page.push_str("</body></html>\n");
    page
}

/// A message in both languages, each in an element of its own.
pub(super) fn both(element: &str, message: impl Fn(Lang) -> Text) -> String {
    each(element, |lang| message(lang).into_owned())
}

/// A text in both languages; an empty one is left out.
pub(crate) fn each(element: &str, text: impl Fn(Lang) -> String) -> String {
    let mut out = String::new();
    for lang in LANGS {
        let text = text(lang);
        if !text.is_empty() {
            let (tag, text) = (lang.tag(), escape(&text));
            let _ = write!(out, "<{element} lang=\"{tag}\">{text}</{element}>");
        }
    }
    out
}

/// One thing in both languages, side by side.
pub(super) fn pair(zh: &str, bo: &str) -> String {
    let spans = each("span", |lang| if lang == Lang::Bo { bo.to_owned() } else { zh.to_owned() });
    format!("<div class=\"pair\">{spans}</div>")
}

/// A message in both languages, side by side.
pub(super) fn pair_of(message: impl Fn(Lang) -> Text) -> String {
    pair(&message(Lang::ZhHans), &message(Lang::Bo))
}

/// A member's name; the id where no name is known here.
pub(super) fn name(zh: &str, bo: &str, id: &dyn Display) -> String {
    if zh.is_empty() && bo.is_empty() { escape(&id.to_string()) } else { pair(zh, bo) }
}

/// What to call somebody or something in a language; where it has no name there, by the other
/// language's, and without any by the id.
pub(crate) fn called<'a>(lang: Lang, (zh, bo): (&'a str, &'a str), id: &'a str) -> &'a str {
    let names = if lang == Lang::Bo { [bo, zh] } else { [zh, bo] };
    names.into_iter().find(|name| !name.is_empty()).unwrap_or(id)
}

/// A line that names the branch.
pub(super) fn of_branch(names: (&str, &str), id: &BranchId) -> String {
    each("p", |lang| msg::statement::branch(lang, called(lang, names, id.as_str())))
}

/// A day in words.
pub(super) fn day(lang: Lang, day: Day) -> String {
    let (year, month, of_month) = day.date();
    date(lang, year, month, of_month)
}

/// Facts about the sheet: each language in its own column.
pub(super) fn facts(lines: &[String]) -> String {
    // Each line is the Tibetan paragraph, then the Chinese one: the two columns of the grid.
    format!("<div class=\"facts\">{}</div>", lines.concat())
}

/// What a statement is about: branch, period, rules, the day it was posted.
pub(super) fn posted(statement: &Statement) -> Vec<String> {
    let period = |lang| {
        let days = [statement.period.first, statement.period.last].map(|one| day(lang, one));
        msg::statement::period(lang, &days.join(" – "))
    };
    let rules = statement.rules.join(" · ");
    vec![
        of_branch((&statement.branch_zh, &statement.branch_bo), &statement.branch),
        each("p", period),
        each("p", |lang| msg::statement::rules(lang, &rules)),
        each("p", |lang| msg::statement::posted_on(lang, &day(lang, statement.posted_on))),
    ]
}

/// The line that a secretary signs.
pub(super) fn signature() -> String {
    let label =
        both("span", msg::statement::signature_line).replace("</span><span", "</span><br><span");
    format!("<div class=\"sign\"><div>{label}</div><i></i></div>")
}

/// Text and nothing else.
pub(crate) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(other),
        }
    }
    escaped
}
