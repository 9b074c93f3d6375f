//! The rules that every message file has to keep, as one pure function over texts. Called by
//! `build.rs`, and by the tests of the library, which show that each rule can fail. It must
//! never read a file or panic: a mistake in a text becomes a sentence for its author.

mod letters;
pub mod message;

use message::{Message, Part, Piece};
use std::collections::{BTreeMap, BTreeSet};

/// The folders of the languages; the first is the one that the others are compared with.
pub const LANGS: [&str; 3] = ["en", "zh-Hans", "bo"];

/// The head of a file whose wording is not confirmed, or of one that a named reader confirmed.
const REVIEW_MARK: &str = "# native-review: ";

/// One message file.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The folder, one of [`LANGS`].
    pub lang: &'a str,
    /// The file's name inside the folder.
    pub file: &'a str,
    /// The file's content.
    pub text: &'a str,
}

/// A message that every language has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The id.
    pub id: String,
    /// Its variables without `$`, in the order of the reference language.
    pub variables: Vec<String>,
    /// The name of its clip.
    pub clip: Option<String>,
    /// The text of the reference language, with placeables as they are written.
    pub english: String,
    /// Whether a native reader has read the Tibetan as it is now.
    pub read: bool,
}

fn known(reference: &Language, bo: Option<&Language>) -> Vec<Known> {
    let read = |key: &(String, String)| {
        bo.and_then(|bo| bo.messages.get(key)).is_some_and(|message| message.read.is_some())
    };
    let described = |(key, message): (_, &Message)| described(message, read(key));
    let mut known: Vec<Known> = reference.messages.iter().filter_map(described).collect();
    known.sort_by(|left, right| left.id.cmp(&right.id));
    known
}

/// One clip reads one text.
fn refuse_shared_clips(known: &[Known], problems: &mut Vec<String>) {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for message in known {
        if let Some(clip) = &message.clip
            && let Some(owner) = owners.insert(clip, &message.id)
        {
            problems.push(format!("{}: the clip {clip} belongs to {owner}", message.id));
        }
    }
}

fn described(message: &Message, read: bool) -> Option<Known> {
    let value = message.parts.first()?;
    let variables = value.order.iter().map(|name| name.trim_start_matches('$').to_owned());
    let clip = message.parts.iter().find(|part| part.name == message::AUDIO);
    Some(Known {
        id: message.id.clone(),
        variables: variables.collect(),
        clip: clip.map(|part| shown(part.runs.last())),
        english: shown(value.runs.last()),
        read,
    })
}

fn shown(run: Option<&Vec<Piece>>) -> String {
    let piece = |piece: &Piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Placeable(value) => format!("{{ {value} }}"),
    };
    run.map(|run| run.iter().map(piece).collect()).unwrap_or_default()
}

/// Checks all files of all languages together and returns the messages, sorted by id.
///
/// # Errors
/// Every broken rule as a sentence that begins with the place: `bo/page.ftl: page-title: …`.
pub fn check(sources: &[Source<'_>]) -> Result<Vec<Known>, Vec<String>> {
    let mut problems = Vec::new();
    let mut languages: BTreeMap<&str, Language> = BTreeMap::new();
    for source in sources {
        if !LANGS.contains(&source.lang) {
            problems.push(format!("{}: this folder is no language of the app", source.lang));
            continue;
        }
        languages.entry(source.lang).or_default().add(source, &mut problems);
    }
    let [reference, others @ ..] = LANGS;
    let reference_language = languages.remove(reference).unwrap_or_default();
    for lang in others {
        let language = languages.get(lang).cloned().unwrap_or_default();
        compare((reference, &reference_language), (lang, &language), &mut problems);
    }
    if let (Some(bo), Some(zh)) = (languages.get("bo"), languages.get("zh-Hans")) {
        refuse_untranslated(bo, zh, &mut problems);
    }
    let known = known(&reference_language, languages.get("bo"));
    refuse_shared_clips(&known, &mut problems);
    if problems.is_empty() { Ok(known) } else { Err(problems) }
}

/// All messages of one language by file and id.
#[derive(Clone, Default)]
struct Language {
    files: BTreeSet<String>,
    /// Where each id was defined.
    ids: BTreeMap<String, String>,
    messages: BTreeMap<(String, String), Message>,
}

impl Language {
    fn add(&mut self, source: &Source<'_>, problems: &mut Vec<String>) {
        let place = format!("{}/{}", source.lang, source.file);
        self.files.insert(source.file.to_owned());
        if source.lang == "bo" && !source.text.starts_with(REVIEW_MARK) {
            problems.push(format!(
                "{place}: the first line must be `{REVIEW_MARK}…` and say who has read the file"
            ));
        }
        for message in message::read(&place, source.text, problems) {
            let at = format!("{place}: {}", message.id);
            for part in &message.parts {
                letters::check(source.lang, &at, part, problems);
            }
            let now = message.fingerprint();
            if message.read.as_ref().is_some_and(|mark| mark.fingerprint != now) {
                problems.push(format!(
                    "{at}: this is not the text that was read; delete the line `# {}…`",
                    message::READ
                ));
            }
            if let Some(first) = self.ids.insert(message.id.clone(), place.clone()) {
                problems.push(format!("{at}: this id is defined already in {first}"));
            }
            self.messages.insert((source.file.to_owned(), message.id.clone()), message);
        }
    }
}

fn compare(
    (left_name, left): (&str, &Language),
    (right_name, right): (&str, &Language),
    problems: &mut Vec<String>,
) {
    for file in left.files.symmetric_difference(&right.files) {
        let missing = if left.files.contains(file) { right_name } else { left_name };
        problems.push(format!("{missing}/{file}: this file is missing"));
    }
    let keys: BTreeSet<_> = left.messages.keys().chain(right.messages.keys()).collect();
    for key in keys {
        let (file, id) = key;
        match (left.messages.get(key), right.messages.get(key)) {
            (Some(left), Some(right)) => {
                let place = format!("{right_name}/{file}: {id}");
                compare_parts(&place, left_name, (left, right), problems);
            }
            (None, _) => problems.push(format!(
                "{left_name}/{file}: the message {id} of {right_name}/{file} is missing"
            )),
            (_, None) => problems.push(format!(
                "{right_name}/{file}: the message {id} of {left_name}/{file} is missing"
            )),
        }
    }
}

fn compare_parts(
    place: &str,
    left_name: &str,
    (left, right): (&Message, &Message),
    problems: &mut Vec<String>,
) {
    let shape = |message: &Message| -> BTreeMap<String, BTreeSet<String>> {
        message.parts.iter().map(|part| (part.name.clone(), part.variables.clone())).collect()
    };
    let clip = |message: &Message| {
        let part = message.parts.iter().find(|part| part.name == message::AUDIO);
        part.map(|part| shown(part.runs.last()))
    };
    if clip(left) != clip(right) {
        problems.push(format!("{place}.audio: the clip has another name than in {left_name}"));
    }
    let (left, right) = (shape(left), shape(right));
    if !left.keys().eq(right.keys()) {
        problems.push(format!(
            "{place}: its attributes are {} but {left_name} has {}",
            listed(right.keys()),
            listed(left.keys())
        ));
        return;
    }
    for (name, variables) in &right {
        let expected = left.get(name).cloned().unwrap_or_default();
        if expected != *variables {
            problems.push(format!(
                "{place}{name}: its variables are {} but {left_name} has {}",
                listed(variables),
                listed(&expected)
            ));
        }
    }
}

fn listed<'a>(names: impl IntoIterator<Item = &'a String>) -> String {
    let names: Vec<&str> =
        names.into_iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    if names.is_empty() { "none".to_owned() } else { names.join(", ") }
}

fn refuse_untranslated(bo: &Language, zh: &Language, problems: &mut Vec<String>) {
    let texts = |parts: &[Part]| -> Vec<Vec<Piece>> {
        let words = parts.iter().filter(|part| part.name != message::AUDIO);
        words.flat_map(|part| part.runs.iter().cloned()).collect()
    };
    for ((file, id), message) in &bo.messages {
        let other = zh.messages.get(&(file.clone(), id.clone()));
        if other.is_some_and(|other| texts(&other.parts) == texts(&message.parts)) {
            problems.push(format!("bo/{file}: {id}: the text is the same as in zh-Hans"));
        }
    }
}
