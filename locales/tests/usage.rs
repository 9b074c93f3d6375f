//! Message ids in the code of the workspace: those that are put together at run time cannot be
//! checked by the compiler, so their literal parts are checked here.

use drokpa_locales::IDS;
use std::collections::BTreeSet;
use std::path::Path;

fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.join("CACHEDIR.TAG").exists() && !path.ends_with("node_modules") {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|end| end == "rs") {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            found.push((path.display().to_string(), text));
        }
    }
}

/// True for lines that write a message.
fn writes(line: &&str) -> bool {
    ["text(", "format(", ".line(", ".count("].iter().any(|call| line.contains(call))
}

/// The literals on lines that write a message, as far as they begin with the group of one and a
/// hyphen; true with one that goes on with `{`, and is cut there.
fn ids(text: &str, groups: &BTreeSet<&str>) -> Vec<(String, bool)> {
    let literals = text.lines().filter(writes).flat_map(|line| line.split('"').skip(1).step_by(2));
    let mut found = Vec::new();
    for literal in literals {
        let name = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit();
        let end = literal.find(|letter| !name(letter) && !matches!(letter, '_' | '-'));
        let (id, rest) = literal.split_at(end.unwrap_or(literal.len()));
        let group = id.split_once('-').map(|(group, _)| group);
        let open = rest.starts_with('{');
        if group.is_some_and(|group| groups.contains(group)) && (open || rest.is_empty()) {
            found.push((id.to_owned(), open));
        }
    }
    found
}

#[test]
fn every_message_that_the_code_names_exists() {
    let groups: BTreeSet<&str> = IDS.iter().filter_map(|id| id.split('-').next()).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["server/src", "sync-core/src"] {
        sources(&root.join(folder), &mut files);
    }
    let mut named = BTreeSet::new();
    for (path, text) in &files {
        for (id, open) in ids(text, &groups) {
            let begins = |known: &&&str| if open { known.starts_with(&id) } else { **known == id };
            assert!(IDS.iter().any(|known| begins(&known)), "{path}: there is no message {id}");
            named.insert(id);
        }
    }
    assert!(named.len() > 40, "{named:?}");
    assert!(named.contains("status-saved") && named.contains("decision-"), "{named:?}");
}

#[test]
fn a_literal_that_is_no_message_is_told_apart() {
    let groups = BTreeSet::from(["status", "decision"]);
    let text = r#"text("status-saved"); format(&format!("decision-{state}"));
        text("no-message", "status-x y")
        other("status-3")"#;
    let found = ids(text, &groups);
    assert_eq!(found, [("status-saved".to_owned(), false), ("decision-".to_owned(), true)]);
}
