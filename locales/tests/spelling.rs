//! The spelling of every Tibetan syllable in the message files, the glossary and the documents, by
//! hunspell-bo.
//! Needs the Debian packages hunspell and hunspell-bo, so it runs where it is asked for:
//! `cargo test -p drokpa-locales --test spelling -- --ignored`, as `./run test` does.

#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

/// The parts of a text between tshegs, spaces and marks that are Tibetan.
fn syllables(text: &str) -> impl Iterator<Item = &str> {
    let belongs = |letter: char| matches!(letter, '\u{f40}'..='\u{f84}' | '\u{f90}'..='\u{fbc}');
    text.split(move |letter| !belongs(letter)).filter(|part| !part.is_empty())
}

/// Message files of Tibetan, and documents whose name says so.
fn is_tibetan(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".ftl") || name.ends_with(".bo.md")
}

/// Each syllable with the first place where it stands.
fn written() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = vec![root.join("glossary.csv")];
    for folder in ["bo", "..", "../docs"] {
        let all = std::fs::read_dir(root.join(folder)).unwrap().flatten().map(|file| file.path());
        files.extend(all.filter(|path| is_tibetan(path)));
    }
    files.sort();
    let mut found = BTreeMap::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            for syllable in syllables(line) {
                let file = path.file_name().unwrap().display();
                let place = format!("{file}:{}", number + 1);
                found.entry(syllable.to_owned()).or_insert(place);
            }
        }
    }
    found
}

/// The syllables that hunspell does not take.
fn refused(syllables: &[&str]) -> BTreeSet<String> {
    let mut hunspell = Command::new("hunspell")
        .args(["-d", "bo", "-l", "-i", "utf-8"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("hunspell is needed: apt-get install hunspell hunspell-bo");
    let mut input = hunspell.stdin.take().unwrap();
    let lines = syllables.join("\n") + "\n";
    let writer = std::thread::spawn(move || input.write_all(lines.as_bytes()));
    let output = hunspell.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "hunspell-bo is needed: apt-get install hunspell-bo");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// The syllables of `spelling.csv` that may stand though hunspell does not know them.
fn allowed() -> BTreeSet<String> {
    let rows = include_str!("../spelling.csv").lines().skip(1);
    rows.map(|row| {
        let (syllable, reason) = row.split_once(',').unwrap_or((row, ""));
        assert!(!reason.trim().is_empty(), "spelling.csv: {syllable}: why?");
        syllable.to_owned()
    })
    .collect()
}

/// A syllable without the particle that is joined to it.
fn stem(syllable: &str) -> &str {
    let joined = ["འི", "འང", "འམ", "ས", "ར"];
    joined.iter().find_map(|particle| syllable.strip_suffix(particle)).unwrap_or(syllable)
}

#[test]
#[ignore = "needs the Debian packages hunspell and hunspell-bo; ./run test runs it"]
fn every_tibetan_syllable_is_spelt_as_the_dictionary_has_it() {
    let written = written();
    assert!(written.len() > 400, "{}", written.len());
    let all: Vec<&str> = written.keys().map(String::as_str).collect();
    let allowed = allowed();
    let refused = refused(&all);
    let known = |one: &String| allowed.contains(one.as_str()) || allowed.contains(stem(one));
    let wrong: Vec<String> = refused
        .iter()
        .filter(|one| !known(one))
        .map(|one| format!("{one} in {}", written[one]))
        .collect();
    assert!(
        wrong.is_empty(),
        "not in the dictionary (a loan word goes into locales/spelling.csv with its reason): {wrong:#?}"
    );
    for one in &allowed {
        assert!(refused.contains(one), "spelling.csv: {one}: needed no more");
    }
}

#[test]
#[ignore = "needs the Debian packages hunspell and hunspell-bo; ./run test runs it"]
fn a_syllable_that_cannot_be_spelt_is_found() {
    let found = refused(&["སྦྱོང", "བསགས", "སྦྱོངགས", "དཀརབ", "རྐབདག"]);
    assert_eq!(found, BTreeSet::from(["སྦྱོངགས", "དཀརབ", "རྐབདག"].map(str::to_owned)));
}
