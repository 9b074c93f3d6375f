//! The message files of all languages in memory, and the text of each message as it stands in
//! its file. Called by the sheet and the glossary; it must never write half a change.

use super::check::{self, LANGS, Source};
use crate::catalog;
use std::io;
use std::ops::Range;
use std::path::Path;

/// One message file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessageFile {
    /// The folder: `en`, `zh-Hans` or `bo`.
    pub lang: String,
    /// The name inside the folder, such as `states.ftl`.
    pub name: String,
    /// Its content.
    pub text: String,
}

/// The message files of all languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tree {
    /// The files, by language and name.
    pub files: Vec<MessageFile>,
}

/// The value of a message or one of its attributes, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Located {
    /// The id; with `.name` behind it for an attribute.
    pub(crate) id: String,
    /// The text behind `=`, lines that go on included.
    pub(crate) text: String,
    /// Its lines in the file, from 0.
    pub(crate) lines: Range<usize>,
    /// The line of the reader's mark above the message.
    pub(crate) mark: Option<usize>,
}

impl Tree {
    /// The files that this build carries.
    #[must_use]
    pub fn embedded() -> Tree {
        let file = |source: &catalog::Source| MessageFile {
            lang: source.lang.tag().to_owned(),
            name: source.file.to_owned(),
            text: source.text.to_owned(),
        };
        Tree { files: catalog::SOURCES.iter().map(file).collect() }
    }

    /// Reads the files of the folder `locales/` of a source tree.
    ///
    /// # Errors
    /// Where a folder or a file cannot be read.
    pub fn read(folder: &Path) -> io::Result<Tree> {
        let mut files = Vec::new();
        for lang in LANGS {
            let mut paths = Vec::new();
            for entry in std::fs::read_dir(folder.join(lang))? {
                paths.push(entry?.path());
            }
            paths.retain(|path| path.extension().is_some_and(|end| end == "ftl"));
            paths.sort();
            for path in paths {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&path)?;
                files.push(MessageFile { lang: lang.to_owned(), name, text });
            }
        }
        Ok(Tree { files })
    }

    /// Writes the files that differ from `before` and returns their names. A file is replaced as
    /// a whole, so that a stop leaves the old one or the new one.
    ///
    /// # Errors
    /// Where a file cannot be written; those before it are.
    pub fn write(&self, folder: &Path, before: &Tree) -> io::Result<Vec<String>> {
        let mut written = Vec::new();
        for file in self.files.iter().filter(|file| !before.files.contains(file)) {
            let path = folder.join(&file.lang).join(&file.name);
            let fresh = path.with_extension("ftl.new");
            std::fs::write(&fresh, &file.text)?;
            std::fs::rename(&fresh, &path)?;
            written.push(format!("{}/{}", file.lang, file.name));
        }
        Ok(written)
    }

    /// Runs the checks of the build.
    ///
    /// # Errors
    /// Every broken rule as a sentence.
    pub fn check(&self) -> Result<(), Vec<String>> {
        let sources = self.files.iter();
        let sources: Vec<Source<'_>> = sources
            .map(|file| Source { lang: &file.lang, file: &file.name, text: &file.text })
            .collect();
        check::check(&sources).map(drop)
    }

    /// The files of a language.
    pub(crate) fn of<'a>(&'a self, lang: &'a str) -> impl Iterator<Item = &'a MessageFile> {
        self.files.iter().filter(move |file| file.lang == lang)
    }

    /// The text of a message or attribute in a language.
    #[must_use]
    pub fn text(&self, lang: &str, id: &str) -> Option<String> {
        let all = self.of(lang).flat_map(|file| located(&file.text));
        all.into_iter().find(|part| part.id == id).map(|part| part.text)
    }
}

/// Every value and attribute of a file in its order.
pub(crate) fn located(text: &str) -> Vec<Located> {
    let mut found: Vec<Located> = Vec::new();
    let mut message = String::new();
    let mut mark = None;
    for (number, line) in text.lines().enumerate() {
        let indented = line.starts_with([' ', '\t']) || line.starts_with('}');
        let name = line.trim_start().strip_prefix('.').filter(|_| indented);
        let (name, is_message) = match name {
            Some(attribute) => (attribute, false),
            None => (line, !indented && !line.starts_with('#') && !line.is_empty()),
        };
        let defined = name.split_once('=').filter(|_| is_message || name.len() < line.len());
        if let Some((name, text)) = defined {
            let id = if is_message {
                message = name.trim().to_owned();
                message.clone()
            } else {
                format!("{message}.{}", name.trim())
            };
            let text = text.trim().to_owned();
            found.push(Located { id, text, lines: number..number + 1, mark });
        } else if indented && let Some(last) = found.last_mut() {
            last.text.extend(["\n", line]);
            last.lines.end = number + 1;
        } else {
            mark = (line
                .strip_prefix("# ")
                .is_some_and(|words| words.starts_with(check::message::READ)))
            .then_some(number);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_found_with_its_lines() {
        let file = "# native-review: no\n\n# Group.\n# read: A, 2026-05-04, 00000000\na = one\n    .title = two = 2\n\
                    b = { $n ->\n    [0] x\n   *[other] y\n}\n\nc = three\n";
        let parts = located(file);
        let shown: Vec<_> = parts
            .iter()
            .map(|part| (part.id.as_str(), part.text.as_str(), part.lines.clone()))
            .collect();
        assert_eq!(
            shown,
            [
                ("a", "one", 4..5),
                ("a.title", "two = 2", 5..6),
                ("b", "{ $n ->\n    [0] x\n   *[other] y\n}", 6..10),
                ("c", "three", 11..12),
            ]
        );
        assert_eq!(parts[0].mark, Some(3));
        assert_eq!(parts[3].mark, None);
    }

    #[test]
    fn the_embedded_files_are_those_on_the_disk_and_pass() {
        let disk = Tree::read(Path::new(env!("CARGO_MANIFEST_DIR"))).unwrap();
        let mut embedded = Tree::embedded();
        embedded
            .files
            .sort_by(|left, right| (&left.lang, &left.name).cmp(&(&right.lang, &right.name)));
        let mut sorted = disk.clone();
        sorted
            .files
            .sort_by(|left, right| (&left.lang, &left.name).cmp(&(&right.lang, &right.name)));
        assert_eq!(embedded, sorted);
        assert_eq!(disk.check(), Ok(()));
    }
}
