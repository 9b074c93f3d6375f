//! What may and may not stand on paper.

use super::{roll_sheet, slip, wall};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{
    BranchRow, CloseRow, Correction, LineRow, PeriodRow, PostedLine, RosterRow, Statement,
    StatementLine,
};
use drokpa_core::schema::value::Training;
use drokpa_core::time::{Day, Seconds};
use drokpa_locales::{Lang, text};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn posted(item: &str, value_tenths: i32, counted_tenths: i32) -> PostedLine {
    PostedLine {
        line: LineRow {
            key: "attendance:1.0.5".into(),
            kind: "claim",
            item: item.parse().unwrap(),
            day: day("2026-05-04"),
            value_tenths,
            counted_tenths,
            cut_by: (value_tenths != counted_tenths).then_some("item_cap"),
        },
        titles: Some(["题<目>".into(), "བརྗོད་གཞི".into()]),
        item_names: ["主题党日".into(), "".into()],
    }
}

fn line(member: &str, zh: &str, total: i32) -> StatementLine {
    StatementLine {
        member: member.parse().unwrap(),
        name_zh: zh.into(),
        name_bo: if zh.is_empty() { "" } else { "དཔེ་མི" }.into(),
        before_tenths: 0,
        change_tenths: total,
        total_tenths: total,
        stars: 3,
        minutes: 120,
        base_cut_tenths: 35,
        lines: vec![posted("meeting.theme_day", 20, 15)],
        late_items: vec![posted("study.note", 10, 10)],
        corrections: vec![Correction {
            now: posted("study.phone", 5, 5),
            before_tenths: 25,
            change_tenths: -20,
        }],
    }
}

fn statement() -> Statement {
    Statement {
        branch: "pasture-a".parse().unwrap(),
        branch_zh: "示例<支>部".into(),
        branch_bo: "དཔེ་ཏང་ཀྲི་པུའུ".into(),
        period: PeriodRow { first: day("2026-05-01"), last: day("2026-05-31"), months: 1 },
        rules: vec!["village-basic 1".into()],
        closes: vec![CloseRow {
            by: "pa01".parse().unwrap(),
            closed_on: day("2026-06-01"),
            basis: "00ff".into(),
        }],
        concurrent_closes: true,
        posted_on: day("2026-06-01"),
        objections_until: day("2026-06-08"),
        incomplete: 0,
        needs_newer_app: false,
        lines: vec![
            line("pa05", "中<b>等</b>", 215),
            line("pa01", "最高&者", 987),
            line("pa09", "", 3),
        ],
    }
}

fn pages() -> Vec<String> {
    let statement = statement();
    let training = Training {
        kind: TrainingKind::ThemeDay,
        start: Seconds::parse_rfc3339("2026-05-04T10:00:00+08:00").unwrap().minute(),
        minutes: 90,
        days: 1,
        cancelled: false,
        title_zh: "题<目>".into(),
        title_bo: "བརྗོད་གཞི".into(),
        item: None,
    };
    let roster: Vec<RosterRow> = statement
        .lines
        .iter()
        .map(|line| RosterRow {
            member: line.member.clone(),
            branch: statement.branch.clone(),
            name_zh: line.name_zh.clone(),
            name_bo: line.name_bo.clone(),
        })
        .collect();
    let branch = BranchRow {
        branch: statement.branch.clone(),
        name_zh: statement.branch_zh.clone(),
        name_bo: statement.branch_bo.clone(),
    };
    let mut pages = vec![wall(&statement), roll_sheet(&training, &branch, &roster)];
    pages.extend(statement.lines.iter().map(|line| slip(&statement, line)));
    pages
}

#[test]
fn names_and_titles_are_text_and_nothing_else() {
    for page in pages() {
        assert!(!page.contains("<b>") && !page.contains("<目>"), "{page}");
    }
    let wall = wall(&statement());
    assert!(wall.contains("中&lt;b&gt;等&lt;/b&gt;") && wall.contains("最高&amp;者"));
}

#[test]
fn each_page_calls_the_branch_by_its_name_in_the_language() {
    for page in pages() {
        assert!(page.contains("支部: 示例&lt;支&gt;部</p>"), "{page}");
        assert!(page.contains("ཀྲི་པུའུ: དཔེ་ཏང་ཀྲི་པུའུ</p>"), "{page}");
        assert!(!page.contains("pasture-a"), "names only, where they are known");
    }
    let mut one = statement();
    one.branch_bo = "".into();
    assert!(wall(&one).contains("ཀྲི་པུའུ: 示例&lt;支&gt;部</p>"), "the other language's name");
    one.branch_zh = "".into();
    assert!(wall(&one).contains("ཀྲི་པུའུ: pasture-a</p>"), "the id, where there is no name");
}

#[test]
fn each_page_is_whole_and_in_both_languages() {
    let titles = ["statement-title", "roll_sheet-title", "slip-title", "slip-title", "slip-title"];
    for (page, title) in pages().iter().zip(titles) {
        for lang in [Lang::Bo, Lang::ZhHans] {
            let head = format!("<h1 lang=\"{}\">{}</h1>", lang.tag(), text(lang, title));
            assert!(page.contains(&head), "{head}");
        }
        for outside in ["http", "src=", "url(", "@import", "<link", "<script", "justify"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.contains("size:A4") && page.contains("\"Noto Serif Tibetan\""));
        assert_eq!(page.matches("<table").count(), page.matches("</table>").count());
        assert_eq!(page.matches("<span").count(), page.matches("</span>").count());
    }
}

#[test]
fn the_wall_has_names_and_totals_in_the_given_order_and_nothing_else() {
    let page = wall(&statement());
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    assert!(place("21.5") < place("98.7") && place("98.7") < place("pa09"), "no order by points");
    assert!(place("2026年6月1日") < place("2026年6月8日"));
    assert!(page.contains("སྤྱི་ལོ་2026 ཟླ་བ་དྲུག་པའི་ཚེས་8"));
    assert!(page.contains(&*text(Lang::ZhHans, "statement-concurrent_closes")));
    assert!(page.contains(&*text(Lang::Bo, "statement-signature_line")));
    for private in ["head-stars", "head-hours", "statement-before", "statement-late_items"] {
        assert!(!page.contains(&*text(Lang::ZhHans, private)), "{private}");
    }
    assert!(!page.contains("pa05") && !page.contains("00ff"), "names only, where they are known");
}

#[test]
fn a_slip_says_what_counted_what_was_cut_and_how_to_object() {
    let statement = statement();
    let page = slip(&statement, &statement.lines[0]);
    for id in [
        "slip-what_counted",
        "slip-what_cut",
        "statement-late_items",
        "statement-corrections",
        "explain-item_cap",
        "explain-base_cap",
    ] {
        assert!(page.contains(&*text(Lang::ZhHans, id)), "{id}");
        assert!(page.contains(&*text(Lang::Bo, id)), "{id}");
    }
    for figure in [">1.5<", ">0.5<", ">1<", ">-2<", ">3.5<", ">21.5<"] {
        assert!(page.contains(figure), "{figure}");
    }
    assert!(page.contains("2026年6月8日"));
    assert!(!page.contains("最高"), "nobody else is on it");
}

#[test]
fn the_roll_has_five_empty_columns_for_each_member() {
    let page = &pages()[1];
    assert_eq!(page.matches("<td></td>").count(), 3 * 5);
    for mark in ["present", "late", "leave", "absent", "exempt"] {
        let id = format!("roll_sheet-mark_{mark}");
        assert!(page.contains(&*text(Lang::Bo, &id)), "{id}");
    }
    assert!(page.contains("2026年5月4日 10:00"));
}
