//! What the phone holds about its own member, as JSON that its owner can read: with the meaning of
//! every name of a state and code in both languages. Called by "my data" of every app and by the
//! command line's export. It must never hold another member's record.

use drokpa_core::code::Code;
use drokpa_core::phone::Phone as Core;
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

/// The member's consent, passes, claims and standings and the branch's calendar, with the words
/// for their names.
///
/// # Errors
/// As [`drokpa_core::phone::Phone::standing`].
pub fn my_data(phone: &Core, today: Day) -> Result<Value, Code> {
    let member = phone.member();
    let standings: Result<Vec<_>, Code> =
        phone.cycles().into_iter().map(|cycle| phone.standing(member, cycle)).collect();
    Ok(json!({
        "member": member,
        "branch": phone.branch(),
        "about": about(today),
        "consent": phone.consent()?,
        "passes": phone.passes(),
        "claims": phone.member_rows(member),
        "standings": standings?,
        "trainings": phone.trainings(),
        "words": words(),
    }))
}

impl crate::Phone {
    /// The member's own records and standing, see [`my_data`].
    ///
    /// # Errors
    /// As [`crate::Phone::standing`].
    pub fn my_data(&self, now: u64) -> Result<Value, crate::AppError> {
        Ok(my_data(&self.core, drokpa_core::time::Seconds(now).day())?)
    }
}

/// Every name with its words: `{"decision-approved": {"zh": "已通过", "bo": "…"}}`. Messages with a
/// value belong to a screen and are left out.
fn words() -> Value {
    let named = |id: &&&str| GROUPS.iter().any(|group| id.starts_with(group));
    let plain =
        |id: &&&str| !VARIABLES.iter().any(|(known, names)| known == *id && !names.is_empty());
    let ids = IDS.iter().filter(named).filter(plain);
    let words = ids.map(|id| ((*id).to_owned(), both(|lang| format(lang, id, &[]))));
    Value::Object(words.collect())
}

/// What the file is, for its reader.
fn about(day: Day) -> Value {
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
