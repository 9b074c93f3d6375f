//! How results are printed: one JSON document or lines for people. Whoever reads may stop reading;
//! that is no failure.

use serde::Serialize;
use std::io::Write as _;

/// Where and how to print.
#[derive(Clone, Copy, Debug)]
pub(super) struct Output {
    /// JSON instead of lines for people.
    pub(super) json: bool,
}

impl Output {
    /// One result: as JSON, or as lines `name: value`.
    pub(super) fn result(self, result: &impl Serialize) {
        match serde_json::to_value(result) {
            Ok(serde_json::Value::Object(fields)) if !self.json => {
                for (name, value) in &fields {
                    self.line(&format!("{name}: {}", plain(value)));
                }
            }
            _ => self.json(result),
        }
    }

    /// One result of many: a JSON document on a line, or these cells.
    pub(super) fn row(self, row: &impl Serialize, cells: &[&dyn std::fmt::Display]) {
        if self.json {
            return self.json(row);
        }
        let cells: Vec<String> = cells.iter().map(ToString::to_string).collect();
        self.line(&cells.join("  "));
    }

    fn json(self, value: &impl Serialize) {
        // Results are plain structs; there is nothing in them that JSON cannot say.
        self.line(&serde_json::to_string(value).unwrap_or_default());
    }

    /// A line as it is.
    pub(super) fn line(self, line: &str) {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }

    /// Bytes as they are.
    pub(super) fn bytes(self, bytes: &[u8]) {
        let mut out = std::io::stdout().lock();
        let _ = out.write_all(bytes).and_then(|()| out.flush());
    }
}

fn plain(value: &serde_json::Value) -> String {
    match value {
        serde_json::Value::String(text) => text.clone(),
        serde_json::Value::Null => "-".to_owned(),
        serde_json::Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
