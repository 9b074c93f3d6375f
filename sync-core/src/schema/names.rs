//! Names of members travel as the text of a note: the chain covers its salted hash alone, so that
//! they can be erased and everything still verifies.

/// The note that carries a member's names: Chinese, a line feed, Tibetan.
#[must_use]
pub fn names_text(zh: &str, bo: &str) -> String {
    format!("{zh}\n{bo}")
}

/// Reads what [`names_text`] wrote; `None` for anything else, also for erased names.
#[must_use]
pub fn read_names(text: &str) -> Option<(Box<str>, Box<str>)> {
    let (zh, bo) = text.split_once('\n')?;
    (!bo.contains('\n')).then(|| (zh.into(), bo.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_back_and_nothing_else_is_a_name() {
        let text = names_text("示例甲", "དཔེ་མི་ཀ");
        assert_eq!(read_names(&text), Some(("示例甲".into(), "དཔེ་མི་ཀ".into())));
        for text in ["", "示例甲", "a\nb\nc"] {
            assert_eq!(read_names(text), None, "{text}");
        }
    }
}
