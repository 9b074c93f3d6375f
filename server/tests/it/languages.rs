//! Every error code and every state in the language of whoever asks: over HTTP, on the command
//! line and in exported files, from one table.

use crate::branch::{branch, training};
use crate::pocket::{drokpa, run};
use crate::socket::{send, start};
use crate::world::World;
use actix_web::{App, test as actix, web};
use drokpa_core::code::Code;
use drokpa_locales::{IDS, Lang, VARIABLES, fallbacks, text};
use drokpa_server::routes::Problem;
use serde_json::Value;
use std::collections::BTreeSet;

/// What clients ask for, and what they get.
const ASKED: [(&str, Lang); 4] =
    [("bo", Lang::Bo), ("bo-CN", Lang::Bo), ("zh-TW", Lang::ZhHans), ("en", Lang::En)];

/// The beginnings of the ids of states, and the states themselves where another crate names them.
const STATES: [&str; 14] = [
    "delivery-",
    "decision-",
    "posting-",
    "quarantine-",
    "word-",
    "fate-",
    "mark-",
    "claim-",
    "kind-",
    "evidence-",
    "reason-",
    "conflict-",
    "explain-",
    "objection-",
];

/// The ids of all states that are words, without those that carry a value.
fn states() -> Vec<&'static str> {
    let plain = VARIABLES.iter().filter(|(_, names)| names.is_empty()).map(|(id, _)| *id);
    let states: Vec<&str> =
        plain.filter(|id| STATES.iter().any(|group| id.starts_with(group))).collect();
    assert!(states.len() > 70, "{states:?}");
    states
}

/// The script that a text must have letters of.
fn is_written_in(lang: Lang, text: &str) -> bool {
    text.chars().any(|letter| match lang {
        Lang::Bo => matches!(letter, '\u{f40}'..='\u{fbc}'),
        Lang::ZhHans => matches!(letter, '\u{4e00}'..='\u{9fff}'),
        Lang::En => letter.is_ascii_alphabetic(),
    })
}

#[test]
fn every_error_code_is_answered_over_http_in_the_language_that_was_asked_for() {
    actix_web::rt::System::new().block_on(async {
        let answer = |number: web::Path<u16>| async move {
            Problem::from(Code::from_number(*number).unwrap_or(Code::Internal))
        };
        let app = actix::init_service(App::new().route("/{code}", web::get().to(answer))).await;
        for code in Code::ALL {
            for (tag, lang) in ASKED {
                let request = actix::TestRequest::get()
                    .uri(&format!("/{}", *code as u16))
                    .insert_header(("accept-language", tag))
                    .to_request();
                let response = actix::call_service(&app, request).await;
                assert_eq!(response.status().as_u16(), code.http());
                assert_eq!(response.headers().get("content-language").unwrap(), lang.tag());
                let body: Value = actix::read_body_json(response).await;
                assert_eq!(body["code"], code.name());
                let message = body["message"].as_str().unwrap();
                assert_eq!(message, text(lang, code.message_id()));
                assert!(is_written_in(lang, message), "{tag} {code}: {message}");
            }
        }
    });
    assert_eq!(fallbacks(), 0);
}

#[test]
fn every_state_is_handed_out_over_http_in_the_language_that_was_asked_for() {
    let world = World::new();
    let hub = start(&world);
    for (tag, lang) in ASKED {
        let asked = format!("accept-language: {tag}\r\n");
        let answer = send(&hub, "GET", "/v1/messages", &asked, b"");
        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-language"), Some(lang.tag()));
        assert_eq!(answer.header("vary"), Some("Accept-Language"));
        let resource = String::from_utf8(answer.body.clone()).unwrap();
        let lines: BTreeSet<&str> = resource.lines().collect();
        for state in states() {
            let word = text(lang, state);
            assert!(is_written_in(lang, &word), "{tag} {state}: {word}");
            assert!(lines.contains(format!("{state} = {word}").as_str()), "{tag} {state}");
        }
        // What a client has already does not travel again.
        let known = format!("{asked}if-none-match: {}\r\n", answer.header("etag").unwrap());
        let again = send(&hub, "GET", "/v1/messages", &known, b"");
        assert_eq!((again.status, again.body.len()), (304, 0));
    }
}

#[test]
fn every_error_code_and_state_is_printed_on_the_command_line_in_each_language() {
    for (tag, lang) in ASKED {
        let printed = run(["--json", "--lang", tag, "locales", "show"]);
        let printed: Value = serde_json::from_str(&printed).unwrap();
        let errors = Code::ALL.iter().map(|code| code.message_id());
        for id in errors.chain(states()) {
            assert_eq!(printed[id], text(lang, id).as_ref(), "{tag} {id}");
        }
        assert_eq!(printed.as_object().unwrap().len(), IDS.len());
        let refused = drokpa(["--lang", tag, "status", "--data", "/nowhere"]).output().unwrap();
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(told.starts_with(&*text(lang, Code::NotInitialised.message_id())), "{told}");
    }
}

#[test]
fn an_exported_file_explains_every_code_and_state_in_both_languages() {
    let branch = branch();
    let training = training(&branch.secretary, "2026-05-04");
    branch.sync();
    branch.herder.json(&["record", "attendance", "--training", &training]);
    let file = branch.folder.path().join("mine.json");
    branch.herder.json(&["export", file.to_str().unwrap()]);
    let exported: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    for (name, lang) in [("zh", Lang::ZhHans), ("bo", Lang::Bo)] {
        for part in ["title", "made_on", "words", "scope"] {
            let about = exported["about"][part][name].as_str().unwrap();
            assert!(is_written_in(lang, about), "{about}");
        }
        let errors = Code::ALL.iter().map(|code| code.message_id());
        let shown = states().into_iter();
        // What the hub did with a group of records, and the five words, are no fields of the file.
        let shown = shown.filter(|id| !id.starts_with("fate-") && !id.starts_with("word-"));
        for id in errors.chain(shown) {
            assert_eq!(exported["words"][id][name], text(lang, id).as_ref(), "{id}");
        }
        let claim = &exported["claims"][0];
        for field in ["delivery", "decision", "posting"] {
            let id = format!("{field}-{}", claim[field].as_str().unwrap());
            assert!(is_written_in(lang, exported["words"][&id][name].as_str().unwrap()), "{id}");
        }
    }
}

#[test]
fn a_correction_in_the_sheet_changes_the_message_file_and_a_broken_one_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let locales = folder.path().join("locales");
    for lang in ["bo", "zh-Hans", "en"] {
        let from = format!("{}/../locales/{lang}", env!("CARGO_MANIFEST_DIR"));
        std::fs::create_dir_all(locales.join(lang)).unwrap();
        for file in std::fs::read_dir(from).unwrap().flatten() {
            std::fs::copy(file.path(), locales.join(lang).join(file.file_name())).unwrap();
        }
    }
    let sheet = folder.path().join("sheet.csv");
    let (sheet_path, source) = (sheet.to_str().unwrap(), locales.to_str().unwrap());
    run(["locales", "sheet", sheet_path, "--source", source]);
    let table = std::fs::read_to_string(&sheet).unwrap();
    // Other messages say the same words.
    let row = table.lines().find(|row| row.starts_with("word-counted,")).unwrap();
    let cells = format!("已计入,{},", text(Lang::Bo, "word-counted"));
    assert!(row.contains(&format!("{cells},")));
    let corrected = |correction: &str| {
        let filled =
            row.replacen(&format!("{cells},"), &format!("{cells}{correction},A reader"), 1);
        std::fs::write(&sheet, table.replacen(row, &filled, 1)).unwrap();
    };
    let file = locales.join("bo/states.ftl");
    let before = std::fs::read_to_string(&file).unwrap();
    corrected("已计入");
    let refused = drokpa(["locales", "apply", sheet_path, "--source", source]).output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("bo/states.ftl: word-counted: "));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    corrected("བརྩིས་ཚར་");
    let said = run(["--json", "locales", "apply", sheet_path, "--source", source]);
    let said: Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["changed"], serde_json::json!(["word-counted"]));
    assert_eq!(said["read"], serde_json::json!(["word-counted"]));
    assert_eq!(said["files"], serde_json::json!(["bo/states.ftl"]));
    let after = std::fs::read_to_string(&file).unwrap();
    assert!(after.contains("# read: A reader, ") && after.contains("\nword-counted = བརྩིས་ཚར\n"));
    let tree = drokpa_locales::tools::Tree::read(&locales).unwrap();
    assert_eq!(tree.check(), Ok(()));
}

#[test]
fn the_consent_notice_is_printed_in_both_languages_and_says_that_its_tibetan_is_unread() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("consent.html");
    let keeper = ["--keeper-zh", "示例县<b>", "--keeper-bo", "དཔེ་རྫོང"];
    let kept = ["--kept-zh", "三年", "--kept-bo", "ལོ་ 3"];
    let out = ["locales", "consent", page.to_str().unwrap()];
    run([&out[..], &keeper, &kept].concat());
    let page = std::fs::read_to_string(&page).unwrap();
    for lang in [Lang::Bo, Lang::ZhHans] {
        for id in ["consent-what_not", "consent-refuse_free", "consent-question"] {
            assert!(page.contains(&*text(lang, id)), "{lang} {id}");
        }
    }
    assert!(page.contains("示例县&lt;b&gt;") && !page.contains("<b>"));
    let unread = drokpa_locales::unread_note(Lang::Bo, &drokpa_locales::CONSENT_IDS);
    assert_eq!(unread.is_some(), page.contains(&*text(Lang::Bo, "page-native_review")));
}
