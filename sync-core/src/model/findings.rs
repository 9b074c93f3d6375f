//! What a check of a published file collects: problems with their place, each listed in the table
//! of its check. The checks of rules and of evaluations share it.

use super::rules::{Problem, Severity};
use serde_json::{Map, Value};

/// The codes of a check, with how bad each is and what it means in English.
pub(super) type Table = [(&'static str, Severity, &'static str)];

/// Problems found so far.
pub(super) struct Findings {
    table: &'static Table,
    /// The code of a field that may not be there, by its name.
    refusal: fn(&str) -> Option<&'static str>,
    found: Vec<Problem>,
}

impl Findings {
    pub(super) const fn new(
        table: &'static Table,
        refusal: fn(&str) -> Option<&'static str>,
    ) -> Findings {
        Findings { table, refusal, found: Vec::new() }
    }

    pub(super) fn add(&mut self, path: &str, code: &'static str, detail: impl std::fmt::Display) {
        let listed = self.table.iter().find(|(name, ..)| *name == code);
        debug_assert!(listed.is_some(), "{code} is not in the table");
        let severity = listed.map_or(Severity::Error, |(_, severity, _)| *severity);
        let detail = detail.to_string();
        self.found.push(Problem { path: path.to_owned(), code, severity, detail });
    }

    /// Fields are refused by name wherever unknown ones are kept, at any depth: one that has no
    /// effect today would be a promise that a later version is asked to keep. `prefix` is what
    /// stands before the name in a place: empty, or ending in a dot.
    pub(super) fn refused(&mut self, prefix: &str, fields: &Map<String, Value>) {
        for (name, value) in fields {
            let path = format!("{prefix}{name}");
            if let Some(code) = (self.refusal)(name) {
                self.add(&path, code, name);
            }
            self.refused_within(&path, value);
        }
    }

    fn refused_within(&mut self, path: &str, value: &Value) {
        match value {
            Value::Object(fields) => self.refused(&format!("{path}."), fields),
            Value::Array(values) => {
                for (at, value) in values.iter().enumerate() {
                    self.refused_within(&format!("{path}[{at}]"), value);
                }
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.found
    }
}

/// True for one word of a field's name that starts so.
pub(super) fn has_word(name: &str, start: &str) -> bool {
    name.to_lowercase().split(['_', '-']).any(|word| word.starts_with(start))
}

/// Forced rating quotas are refused in every published file.
pub(super) fn forced_quota(name: &str) -> Option<&'static str> {
    let forced = name.to_lowercase().contains("quota") || has_word(name, "forced");
    forced.then_some("forced_quota")
}
