//! Query parameters that several addresses take: what they may be, and what the OpenAPI document
//! says of them, in one place.

use super::route::Route;
use crate::service::Part;
use drokpa_core::code::Code;
use drokpa_core::time::Cycle;
use serde_json::json;

/// Most rows of one answer, and how many there are where nobody says.
const ROWS_MAX: usize = 200;
/// Longest name of a row, in bytes.
const AFTER_BYTES_MAX: usize = 200;
/// The rules years that can be asked for: those of the core's calendar.
const CYCLES: std::ops::RangeInclusive<u16> = 2000..=2099;

/// A rules year.
///
/// # Errors
/// [`Code::ParameterMalformed`].
pub(super) fn cycle(asked: Option<u16>) -> Result<Option<Cycle>, Code> {
    match asked {
        Some(year) if !CYCLES.contains(&year) => Err(Code::ParameterMalformed),
        asked => Ok(asked.map(Cycle)),
    }
}

/// A part of a list.
///
/// # Errors
/// [`Code::ParameterMalformed`].
pub(super) fn part(after: Option<String>, limit: Option<usize>) -> Result<Part, Code> {
    if after.as_ref().is_some_and(|after| after.len() > AFTER_BYTES_MAX) {
        return Err(Code::ParameterMalformed);
    }
    Ok(Part { after, limit: self::limit(limit)? })
}

/// Most rows of an answer.
///
/// # Errors
/// [`Code::ParameterMalformed`].
pub(super) fn limit(asked: Option<usize>) -> Result<usize, Code> {
    let limit = asked.unwrap_or(ROWS_MAX);
    if (1..=ROWS_MAX).contains(&limit) { Ok(limit) } else { Err(Code::ParameterMalformed) }
}

/// What addresses say of these parameters.
pub(super) trait Listed {
    /// Takes a rules year.
    fn takes_cycle(self) -> Self;
    /// Takes which part of a list.
    fn takes_part(self) -> Self;
    /// Takes how many rows there may be.
    fn takes_limit(self) -> Self;
}

impl Listed for Route {
    fn takes_cycle(self) -> Route {
        let schema =
            json!({ "type": "integer", "minimum": CYCLES.start(), "maximum": CYCLES.end() });
        self.query("cycle", "The rules year; the one that is now where it is left out.", &schema)
    }

    fn takes_part(self) -> Route {
        let after = json!({ "type": "string", "maxLength": AFTER_BYTES_MAX });
        self.query("after", "The row before the first one, as `next` said.", &after).takes_limit()
    }

    fn takes_limit(self) -> Route {
        let limit =
            json!({ "type": "integer", "minimum": 1, "maximum": ROWS_MAX, "default": ROWS_MAX });
        self.query("limit", "Most rows.", &limit)
    }
}
