//! What the names of states and codes in an exported file mean, in both languages, so that the
//! file can be read by its owner and not only by a program. Called by the export.

use drokpa_core::time::Day;
use drokpa_locales::{IDS, Lang, VARIABLES, date, format, msg};
use serde_json::{Map, Value, json};

/// The beginnings of the ids of everything that a file can name.
const GROUPS: [&str; 15] = [
    "absence-",
    "adjust-",
    "claim-",
    "conflict-",
    "decision-",
    "delivery-",
    "error-",
    "evidence-",
    "explain-",
    "kind-",
    "mark-",
    "objection-",
    "posting-",
    "quarantine-",
    "reason-",
];

/// The languages of a file that a member keeps, with the names of its fields.
const LANGS: [(&str, Lang); 2] = [("zh", Lang::ZhHans), ("bo", Lang::Bo)];

/// Every name with its words: `{"decision-approved": {"zh": "已通过", "bo": "…"}}`. Messages with a
/// value belong to a screen and are left out.
pub(super) fn all() -> Value {
    let named = |id: &&&str| GROUPS.iter().any(|group| id.starts_with(group));
    let plain =
        |id: &&&str| !VARIABLES.iter().any(|(known, names)| known == *id && !names.is_empty());
    let ids = IDS.iter().filter(named).filter(plain);
    let words = ids.map(|id| ((*id).to_owned(), both(|lang| format(lang, id, &[]))));
    Value::Object(words.collect())
}

/// What the file is, for its reader.
pub(super) fn about(day: Day) -> Value {
    let (year, month, of_month) = day.date();
    json!({
        "title": both(|lang| msg::export::title(lang).into_owned()),
        "made_on": both(|lang| msg::export::made_on(lang, &date(lang, year, month, of_month))),
        "words": both(|lang| msg::export::words_note(lang).into_owned()),
        "scope": both(|lang| msg::export::scope_note(lang).into_owned()),
    })
}

fn both(text: impl Fn(Lang) -> String) -> Value {
    let texts = LANGS.map(|(name, lang)| (name.to_owned(), Value::String(text(lang))));
    Value::Object(Map::from_iter(texts))
}
