//! The Rust code of the catalog: the embedded files, the ids, the clips, and a function for each
//! message. Called by `build.rs` after the checks have passed; it must never write anything that
//! depends on the machine or the day, so that a build can be repeated.

use super::check::Known;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Names of Rust that can be a function's only with `r#` before them.
const KEYWORDS: [&str; 49] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "union", "unsafe", "unsized",
    "use", "virtual", "where", "while", "yield",
];

/// `IDS`, `CLIPS` and the module `msg`.
///
/// # Errors
/// Two ids that would be one function.
pub fn code(messages: &[Known]) -> Result<String, Vec<String>> {
    let mut code =
        String::from("/// The id of every message, sorted.\npub static IDS: &[&str] = &[\n");
    // Writing into a String cannot fail.
    for message in messages {
        let _ = writeln!(code, "    {:?},", message.id);
    }
    code.push_str(
        "];\n\n/// The messages that have a clip in audio packs, sorted by id, with its name.\n\
         pub static CLIPS: &[(&str, &str)] = &[\n",
    );
    for message in messages {
        if let Some(clip) = &message.clip {
            let _ = writeln!(code, "    ({:?}, {clip:?}),", message.id);
        }
    }
    code.push_str(
        "];\n\n/// The messages whose Tibetan a native reader has read as it is now, sorted by id.\n\
         pub static READ: &[&str] = &[\n",
    );
    for message in messages.iter().filter(|message| message.read) {
        let _ = writeln!(code, "    {:?},", message.id);
    }
    code.push_str(
        "];\n\n/// The variables of every message, without `$`, sorted by id.\n\
         pub static VARIABLES: &[(&str, &[&str])] = &[\n",
    );
    for message in messages {
        let _ = writeln!(code, "    ({:?}, &{:?}),", message.id, message.variables);
    }
    code.push_str("];\n\n");
    code.push_str(&modules(messages)?);
    Ok(code)
}

fn modules(messages: &[Known]) -> Result<String, Vec<String>> {
    let mut groups: BTreeMap<&str, Vec<&Known>> = BTreeMap::new();
    for message in messages {
        let group = message.id.split('-').next().unwrap_or_default();
        groups.entry(group).or_default().push(message);
    }
    let mut problems = Vec::new();
    let mut code = String::from(
        "/// A function for each message: the part of its id before the first hyphen is the module,\n\
         /// the rest the function, its variables the arguments in the order of the English text.\n\
         pub mod msg {\n",
    );
    for (group, messages) in groups {
        let _ = writeln!(code, "    /// The messages `{group}-…`.\n    pub mod {} {{", name(group));
        code.push_str("        use super::super::all;\n        use crate::Reader;\n");
        if messages.iter().any(|message| !message.variables.is_empty()) {
            code.push_str("        use super::super::Arg;\n");
        }
        if messages.iter().any(|message| message.variables.is_empty()) {
            code.push_str("        use std::borrow::Cow;\n");
        }
        let mut taken = BTreeSet::new();
        for message in messages {
            let rest = message.id.split_once('-').map_or(message.id.as_str(), |(_, rest)| rest);
            let function = name(&rest.replace('-', "_"));
            if !taken.insert(function.clone()) {
                problems.push(format!("{}: another id differs only in its hyphens", message.id));
            }
            code.push_str(&accessor(&function, message));
        }
        code.push_str("    }\n");
    }
    code.push_str("}\n");
    if problems.is_empty() { Ok(code) } else { Err(problems) }
}

fn accessor(function: &str, message: &Known) -> String {
    let mut code = String::new();
    let id = &message.id;
    let _ = writeln!(code, "        /// `{id}`, in English:\n        /// ```text");
    for line in message.english.lines() {
        let _ = writeln!(code, "        /// {line}");
    }
    code.push_str("        /// ```\n        #[must_use]\n");
    if message.variables.is_empty() {
        let _ = writeln!(
            code,
            "        pub fn {function}(reader: impl Into<Reader>) -> Cow<'static, str> {{\n            \
             all().text(reader.into(), {id:?})\n        }}"
        );
        return code;
    }
    let mut arguments = String::new();
    let mut values = String::new();
    for variable in &message.variables {
        let argument = name(variable);
        let _ = write!(arguments, ", {argument}: impl Into<Arg<'a>>");
        let _ = write!(values, "({variable:?}, {argument}.into()), ");
    }
    let _ = writeln!(
        code,
        "        pub fn {function}<'a>(reader: impl Into<Reader>{arguments}) -> String {{\n            \
         all().format(reader.into(), {id:?}, &[{values}])\n        }}"
    );
    code
}

/// A name as Rust takes it; `self` and its like cannot be had, so they get an underscore.
fn name(name: &str) -> String {
    match name {
        "self" | "super" | "crate" | "Self" | "_" => format!("{name}_"),
        name if KEYWORDS.contains(&name) => format!("r#{name}"),
        name if name.starts_with(|first: char| first.is_ascii_digit()) => format!("n{name}"),
        name => name.to_owned(),
    }
}
