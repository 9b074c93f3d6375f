//! The glossary: one word for a thing in Chinese, Tibetan, English and Rust. Read from
//! `glossary.csv` beside the message files; `docs/glossary.md` is written from it. Called by the
//! sheet and the tests; it must never be a second list of what the messages say.

use super::tree::{Tree, located};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The glossary of this build.
const TERMS: &str = include_str!("../../glossary.csv");
/// Words of the field that the interface does not show.
const FIELD_TERMS: &str = include_str!("../../field-terms.csv");
/// Messages that rightly say something else than the glossary.
const EXCEPTIONS: &str = include_str!("../../exceptions.csv");

/// One row of the glossary.
#[derive(Clone, Debug, PartialEq, Eq, serde::Deserialize)]
pub struct Term {
    /// Chinese; two words with the same Tibetan are parted by `/`.
    pub zh: String,
    /// Tibetan.
    pub bo: String,
    /// English.
    pub en: String,
    /// What it is called in the code; empty where the code has no name for it.
    pub rust: String,
    /// The word that the field uses.
    pub field: String,
    /// `seen in use`, or `constructed, needs native review`.
    pub status: String,
    /// Rivals, homographs, where it was seen.
    pub note: String,
}

impl Term {
    /// True where no use of the Tibetan is known yet.
    #[must_use]
    pub fn is_constructed(&self) -> bool {
        self.status.starts_with("constructed")
    }

    /// True where messages are compared with the term; not for words of every sentence, which a
    /// translation leaves out or says otherwise (请再试一次: please try again).
    fn is_compared(&self) -> bool {
        !self.note.starts_with("common word")
    }

    /// The Tibetan without the ending that other forms of the word do not have.
    fn stem(&self) -> &str {
        let ends = ["་པ", "་བ"];
        ends.iter().find_map(|end| self.bo.strip_suffix(end)).unwrap_or(&self.bo)
    }
}

/// Words of the field: English, Rust, Chinese, meaning.
#[derive(serde::Deserialize)]
struct FieldTerm {
    en: String,
    rust: String,
    zh: String,
    meaning: String,
}

#[derive(serde::Deserialize)]
struct Exception {
    id: String,
    zh: String,
    reason: String,
}

/// All terms.
#[derive(Clone, Debug)]
pub struct Glossary {
    /// In the order of the file.
    pub terms: Vec<Term>,
}

impl Glossary {
    /// The glossary that this build carries.
    ///
    /// # Errors
    /// A row that is not of the form, by its line.
    pub fn embedded() -> Result<Glossary, String> {
        Ok(Glossary { terms: rows(TERMS)? })
    }

    /// The terms in a Chinese text, the longest first: a text with 党支部 has not 支部 as well.
    #[must_use]
    pub fn terms_in(&self, zh: &str) -> Vec<&Term> {
        let mut words: Vec<(&str, &Term)> = Vec::new();
        for term in &self.terms {
            words.extend(term.zh.split('/').map(|word| (word, term)));
        }
        words.sort_by_key(|(word, _)| std::cmp::Reverse(word.chars().count()));
        let mut text = zh.to_owned();
        let mut found = Vec::new();
        for (word, term) in words {
            if text.contains(word) {
                text = text.replace(word, "\0");
                found.push(term);
            }
        }
        found
    }
}

fn rows<T: serde::de::DeserializeOwned>(table: &str) -> Result<Vec<T>, String> {
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    reader.deserialize().map(|row| row.map_err(|error| error.to_string())).collect()
}

/// Where a Chinese message has a term and the Tibetan one does not have its word, as sentences;
/// those in `exceptions.csv` are passed over, and one that is none any more is reported.
///
/// # Errors
/// Where one of the tables is not of the form.
pub fn consistency(tree: &Tree) -> Result<Vec<String>, String> {
    let glossary = Glossary::embedded()?;
    let mut exceptions: BTreeMap<(String, String), bool> = BTreeMap::new();
    for one in rows::<Exception>(EXCEPTIONS)? {
        if one.reason.trim().is_empty() {
            return Err(format!("exceptions.csv: {} {}: why?", one.id, one.zh));
        }
        exceptions.insert((one.id, one.zh), false);
    }
    let bo: BTreeMap<String, String> = tree
        .of("bo")
        .flat_map(|file| located(&file.text))
        .map(|part| (part.id, part.text))
        .collect();
    let mut found = Vec::new();
    for part in tree.of("zh-Hans").flat_map(|file| located(&file.text)) {
        let said = bo.get(&part.id).map_or("", String::as_str);
        for term in glossary.terms_in(&part.text) {
            if !term.is_compared() || said.contains(term.stem()) {
                continue;
            }
            match exceptions.get_mut(&(part.id.clone(), term.zh.clone())) {
                Some(used) => *used = true,
                None => found.push(format!(
                    "{}: {} is {} in the glossary, but the Tibetan says: {said} (another word that \
                     is right here goes into locales/exceptions.csv with its reason)",
                    part.id, term.zh, term.bo
                )),
            }
        }
    }
    let unused = exceptions.into_iter().filter(|(_, used)| !used);
    found.extend(unused.map(|((id, zh), _)| format!("exceptions.csv: {id} {zh}: needed no more")));
    Ok(found)
}

/// `docs/glossary.md`.
///
/// # Errors
/// Where one of the tables is not of the form.
pub fn page() -> Result<String, String> {
    let glossary = Glossary::embedded()?;
    let constructed = glossary.terms.iter().filter(|term| term.is_constructed()).count();
    let mut page = format!(
        "# Glossary\n\n\
         One word for a thing in each language, and one meaning for each word. Written by\n\
         `drokpa locales glossary` from `locales/glossary.csv` and\n\
         `locales/field-terms.csv`; change those. Of {} terms {constructed} were put together\n\
         for this project and are marked ◇: no native reader has confirmed them.\n\
         `docs/review.md` tells how to.\n\n\
         ## Terms\n\n\
         | English | Chinese | Tibetan | | in the code | word of the field | note |\n\
         |---|---|---|---|---|---|---|\n",
        glossary.terms.len(),
    );
    for term in &glossary.terms {
        let mark = if term.is_constructed() { "◇" } else { "" };
        let rust = if term.rust.is_empty() { String::new() } else { format!("`{}`", term.rust) };
        // Writing into a String cannot fail.
        let _ = writeln!(
            page,
            "| {} | {} | {} | {mark} | {rust} | {} | {} |",
            term.en, term.zh, term.bo, term.field, term.note
        );
    }
    page.push_str(
        "\n## Words of the field\n\nFor developers; no screen shows them.\n\n\
         | English | in the code | Chinese | meaning |\n|---|---|---|---|\n",
    );
    for term in rows::<FieldTerm>(FIELD_TERMS)? {
        let FieldTerm { en, rust, zh, meaning } = term;
        let _ = writeln!(page, "| {en} | `{rust}` | {zh} | {meaning} |");
    }
    Ok(page)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tools::MessageFile;
    use std::collections::BTreeSet;

    #[test]
    fn chinese_and_tibetan_use_the_same_terms() {
        assert_eq!(consistency(&Tree::embedded()), Ok(Vec::new()));
    }

    #[test]
    fn another_word_than_that_of_the_glossary_is_found() {
        let mut tree = Tree::embedded();
        let file = |lang: &str, text: &str| MessageFile {
            lang: lang.to_owned(),
            name: "x.ftl".to_owned(),
            text: text.to_owned(),
        };
        tree.files.push(file("zh-Hans", "x-one = 党支部书记\nx-two = 同步\n"));
        tree.files.push(file("bo", "x-one = ཏང་ཀྲི་པུའུའི་ཧྲུའུ་ཅི\nx-two = མཉམ་འགྲོས\n"));
        let found = consistency(&tree).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with("x-two: 同步 is གོམ་མཉམ in the glossary"));
    }

    #[test]
    fn a_term_stands_once_and_in_normal_form() {
        let terms = Glossary::embedded().unwrap().terms;
        let mut seen = BTreeSet::new();
        for term in &terms {
            assert!(seen.insert(&term.zh), "{} stands twice", term.zh);
            assert!(!term.bo.is_empty() && !term.en.is_empty(), "{}", term.zh);
            assert_eq!(crate::search::normal(&term.bo), term.bo, "{}", term.zh);
        }
        assert!(terms.len() > 250);
    }

    #[test]
    fn the_page_of_the_glossary_is_the_one_in_the_documents() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/glossary.md");
        let written = std::fs::read_to_string(path).unwrap_or_default();
        assert!(written == page().unwrap(), "run: drokpa locales glossary > docs/glossary.md");
    }

    #[test]
    fn what_the_glossary_calls_a_name_of_the_code_is_one() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../sync-core/src");
        let mut code = String::new();
        let mut folders = vec![std::path::PathBuf::from(root)];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                match entry.path() {
                    path if path.is_dir() => folders.push(path),
                    path => code.push_str(&std::fs::read_to_string(path).unwrap()),
                }
            }
        }
        let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
        let words: BTreeSet<&str> = code.split(|letter| !word(letter)).collect();
        let terms = Glossary::embedded().unwrap().terms.into_iter().map(|term| term.rust);
        let field = rows::<FieldTerm>(FIELD_TERMS).unwrap().into_iter().map(|term| term.rust);
        for rust in terms.chain(field) {
            for name in rust.split(|letter| !word(letter)).filter(|name| !name.is_empty()) {
                assert!(words.contains(name), "{rust}: no {name} in sync-core/src");
            }
        }
    }
}
