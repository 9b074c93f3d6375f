//! The embedded messages, through the public functions.

use drokpa_locales::{Arg, IDS, Lang, fallbacks, format, text};
use std::collections::BTreeSet;

/// The names of the error-code table, read out of its source: this crate stands below the core
/// and cannot ask it.
fn error_names() -> BTreeSet<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../sync-core/src/code.rs");
    let source = std::fs::read_to_string(path).unwrap_or_default();
    let table = source.split("\ncodes! {").nth(1).unwrap_or_default();
    let table = table.split("\n}").next().unwrap_or_default();
    table
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .filter_map(|line| line.split('"').nth(1))
        .map(str::to_owned)
        .collect()
}

/// Every message in a language, each variable filled with its own name.
fn rendered(lang: Lang) -> Vec<(&'static str, String)> {
    let names = ["count", "value", "up", "down", "done", "total"];
    let args: Vec<_> = names.iter().map(|name| (*name, Arg::Text(name))).collect();
    IDS.iter().map(|id| (*id, format(lang, id, &args))).collect()
}

#[test]
fn every_error_code_has_a_message_in_every_language() {
    let names = error_names();
    assert!(names.len() > 50, "the table of codes was not found");
    let messages: BTreeSet<String> =
        IDS.iter().filter_map(|id| id.strip_prefix("error-")).map(str::to_owned).collect();
    assert_eq!(names, messages);
    for name in names {
        for lang in Lang::ALL {
            let sentence = text(lang, &format!("error-{name}"));
            let ends = match lang {
                Lang::Bo => "།",
                Lang::ZhHans => "。",
                Lang::En => ".",
            };
            assert!(sentence.ends_with(ends), "{lang} error-{name}: {sentence}");
        }
    }
}

#[test]
fn ids_are_sorted_and_found_in_every_language_without_a_fallback() {
    assert!(IDS.is_sorted());
    let before = fallbacks();
    for lang in Lang::ALL {
        for (id, written) in rendered(lang) {
            assert_ne!(written, id, "{lang}");
            assert!(!written.contains(['{', '}', '$']), "{lang} {id}: {written}");
        }
    }
    assert_eq!(fallbacks(), before);
}

#[test]
fn no_message_carries_marks_of_direction() {
    for lang in Lang::ALL {
        for (id, written) in rendered(lang) {
            assert!(!written.contains(['\u{2068}', '\u{2069}']), "{lang} {id}");
        }
    }
}

#[test]
fn variables_are_filled_in_each_language() {
    let args = [("count", Arg::from(1234))];
    assert_eq!(format(Lang::Bo, "status-outbox", &args), "ཡར་སྐྱེལ་ལ་སྒུག་པ: 1234");
    assert_eq!(format(Lang::ZhHans, "status-outbox", &args), "待上传: 1234");
    assert_eq!(format(Lang::En, "status-outbox", &args), "Waiting to be sent: 1234");
    let args = [("value", Arg::from("བཀྲ་ཤིས"))];
    assert_eq!(format(Lang::Bo, "conflict-settled_by", &args), "ཐག་གཅོད་མཁན: བཀྲ་ཤིས");
    let args = [("up", Arg::Number(480)), ("down", Arg::Number(-1))];
    assert_eq!(format(Lang::Bo, "demo-bytes", &args), "ཡར་སྐྱེལ: 480 B, ཕབ་ལེན: -1 B");
    assert_eq!(format(Lang::En, "demo-bytes", &args), "Bytes sent: 480, received: -1");
}

#[test]
fn a_variable_that_is_left_out_shows_as_its_name() {
    assert_eq!(text(Lang::En, "status-outbox"), "Waiting to be sent: {$count}");
}

#[test]
fn every_name_of_the_model_has_its_words() {
    let groups: [(&str, &[&str]); 10] = [
        ("delivery", &["on_this_phone", "arrived", "waiting", "quarantined", "rejected"]),
        ("decision", &["pending", "approved", "returned", "rejected", "disputed", "withdrawn"]),
        ("posting", &["open", "posted", "objected", "answered"]),
        ("word", &["on_this_phone", "arrived", "counted", "not_counted", "needs_you"]),
        ("fate", &["accepted", "known", "waiting", "quarantined", "forked", "rejected"]),
        (
            "role",
            &[
                "member",
                "roll_keeper",
                "secretary",
                "station_keeper",
                "township_reviewer",
                "organiser",
                "auditor",
            ],
        ),
        (
            "kind",
            &[
                "topic_training",
                "on_site_visit",
                "phone_learning",
                "live_lecture",
                "away_training",
                "branch_meeting",
                "theme_day",
                "performance",
                "volunteering",
            ],
        ),
        ("claim", &["attendance", "study", "activity", "unlisted"]),
        ("mark", &["present", "late", "leave", "absent", "exempt"]),
        (
            "reason",
            &[
                "evidence_missing",
                "wrong_training",
                "wrong_minutes",
                "duplicate",
                "late_entry",
                "not_present",
                "other",
            ],
        ),
    ];
    for (group, names) in groups {
        let expected: BTreeSet<String> =
            names.iter().map(|name| format!("{group}-{name}")).collect();
        let found: BTreeSet<String> = IDS
            .iter()
            .filter(|id| id.split('-').next() == Some(group))
            .map(|id| (*id).to_owned())
            .collect();
        assert_eq!(found, expected);
    }
}

#[test]
fn words_of_one_group_differ_so_that_no_state_can_be_taken_for_another() {
    for lang in Lang::ALL {
        for group in ["delivery-", "decision-", "posting-", "word-", "fate-", "mark-", "kind-"] {
            let words: Vec<String> = rendered(lang)
                .into_iter()
                .filter(|(id, _)| id.starts_with(group))
                .map(|(_, word)| word)
                .collect();
            let distinct: BTreeSet<&String> = words.iter().collect();
            assert_eq!(distinct.len(), words.len(), "{lang} {group}: {words:?}");
        }
    }
}
