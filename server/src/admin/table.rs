//! Tables as office computers write them: byte order mark, either line end, columns in any order.
//! A wrong row is reported with its line and does not stop the others.

use super::AdminError;
use drokpa_core::code::Code;
use drokpa_core::schema::text::{Limit, normal};
use serde::Serialize;

/// Largest table.
const BYTES_MAX: usize = 16 * 1024 * 1024;

/// What a row came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowResult {
    /// The line in the file; the heads are line 1.
    pub line: u64,
    /// The id in the row, as far as it could be read.
    pub id: String,
    /// `created`, `updated`, `same`, or the code of what is wrong.
    pub result: &'static str,
    /// Which column is wrong, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<&'static str>,
}

/// A wrong cell: the column and what is wrong.
pub(super) type Wrong = (&'static str, Code);

/// The rows of a table as text cells by the names of their columns.
pub(super) struct Table {
    columns: Vec<(&'static str, usize)>,
    heads: usize,
    records: Vec<(u64, csv::StringRecord)>,
}

/// One row.
pub(super) struct TableRow<'a> {
    /// The table it is of.
    pub(super) table: &'a Table,
    record: &'a csv::StringRecord,
    /// Its line in the file.
    pub(super) line: u64,
}

impl Table {
    /// Reads a table that needs these columns, and may have the others.
    pub(super) fn read(
        bytes: &[u8],
        needed: &[&'static str],
        optional: &[&'static str],
    ) -> Result<Table, AdminError> {
        let bad =
            |detail: &dyn std::fmt::Display| AdminError::refused(Code::TableMalformed, detail);
        if bytes.len() > BYTES_MAX {
            return Err(bad(&"larger than 16 MiB"));
        }
        let text = std::str::from_utf8(bytes).map_err(|error| bad(&error))?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let heads = reader.headers().map_err(|error| bad(&error))?.clone();
        let place =
            |name: &str| heads.iter().position(|head| head.trim().eq_ignore_ascii_case(name));
        let mut columns = Vec::with_capacity(needed.len() + optional.len());
        for name in needed {
            let at = place(name).ok_or_else(|| AdminError::refused(Code::ColumnMissing, name))?;
            columns.push((*name, at));
        }
        columns.extend(optional.iter().filter_map(|name| Some((*name, place(name)?))));
        let mut lines = Lines { text, at: 0, line: 1 };
        let mut records = Vec::new();
        for record in reader.records() {
            let record = record.map_err(|error| bad(&error))?;
            let at = record.position().map_or(0, csv::Position::byte);
            records.push((lines.of(usize::try_from(at).unwrap_or(usize::MAX)), record));
        }
        Ok(Table { columns, heads: heads.len(), records })
    }

    /// True where the table has this column.
    pub(super) fn has(&self, column: &str) -> bool {
        self.columns.iter().any(|(name, _)| *name == column)
    }

    pub(super) fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        self.records.iter().map(|(line, record)| TableRow { table: self, record, line: *line })
    }
}

/// Counts lines once through a text. The reader's own count is one too low after Windows line
/// ends, where a record seems to begin before the line feed.
struct Lines<'a> {
    text: &'a str,
    at: usize,
    line: u64,
}

impl Lines<'_> {
    fn of(&mut self, at: usize) -> u64 {
        let ends = |byte: &u8| matches!(byte, b'\r' | b'\n');
        let rest = self.text.as_bytes().get(at..).unwrap_or_default();
        let start = at.saturating_add(rest.iter().take_while(|byte| ends(byte)).count());
        let passed = self.text.as_bytes().get(self.at..start).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count() as u64;
        self.at = start.max(self.at);
        self.line
    }
}

impl TableRow<'_> {
    /// Refuses a row with fewer cells than heads: nobody knows which one is missing.
    pub(super) fn whole(&self) -> Result<(), Wrong> {
        if self.record.len() == self.table.heads { Ok(()) } else { Err(("", Code::TableMalformed)) }
    }

    /// The cell as it stands, without outer spaces; empty where there is none.
    pub(super) fn raw(&self, column: &'static str) -> &str {
        let at = self.table.columns.iter().find(|(name, _)| *name == column);
        at.and_then(|(_, at)| self.record.get(*at)).unwrap_or_default().trim()
    }

    /// The cell in normal form.
    pub(super) fn text(&self, column: &'static str, limit: Limit) -> Result<Box<str>, Wrong> {
        normal(self.raw(column), limit).map_err(|code| (column, code))
    }

    /// The cell in normal form, which must not be empty.
    pub(super) fn name(&self, column: &'static str, limit: Limit) -> Result<Box<str>, Wrong> {
        let text = self.text(column, limit)?;
        if text.is_empty() { Err((column, Code::TextMissing)) } else { Ok(text) }
    }

    /// The cell as an id or another type with codes for errors.
    pub(super) fn parse<T: std::str::FromStr<Err = Code>>(
        &self,
        column: &'static str,
    ) -> Result<T, Wrong> {
        self.raw(column).parse().map_err(|code| (column, code))
    }

    /// The result of this row.
    pub(super) fn result(&self, id: &str, result: Result<&'static str, Wrong>) -> RowResult {
        let (result, column) = match result {
            Ok(name) => (name, None),
            Err((column, code)) => (code.name(), Some(column).filter(|name| !name.is_empty())),
        };
        RowResult { line: self.line, id: id.to_owned(), result, column }
    }
}
