//! The fold of points for apps with facts of their own: rules and facts as JSON go in, a standing
//! as JSON comes out. The very fold that the hub and every phone run; it stores nothing and must
//! never compute anything itself.

use crate::AppError;
use drokpa_core::model::plain::fold_json;

/// Folds facts under a rules file (`docs/rules.md`); both are JSON, and so is the standing.
/// `fixtures/vectors/README.md` says what the question and the answer hold.
///
/// # Errors
/// `rules_invalid` for rules that do not read or are not one set; `table_malformed` for a question
/// that does not read.
///
/// ```
/// let rules = r#"{"rules_id": "r", "version": 1, "effective_from": "2026-01-01",
///   "period": {"start_month": 1, "months": 12}, "items": []}"#;
/// let standing = drokpa_app::fold(rules, r#"{"cycle": 2026, "facts": []}"#)?;
/// assert!(standing.contains(r#""total_tenths":0"#));
/// assert_eq!(drokpa_app::fold(rules, "{}").unwrap_err().code, "table_malformed");
/// # Ok::<(), drokpa_app::AppError>(())
/// ```
pub fn fold(rules: &str, question: &str) -> Result<String, AppError> {
    Ok(fold_json(rules, question)?)
}
