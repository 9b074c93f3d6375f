//! Audio packs: recorded clips that read messages aloud. A message names its clip by the
//! attribute `audio`; a pack is a folder with one Ogg Opus file for each clip and a list,
//! `pack.json` (`docs/audio.md`). Called by `drokpa locales audio`. It must never take a file for
//! a recording that it has not measured, and plays nothing.

mod ogg;

use super::check::message;
use super::tree::Tree;
use crate::{CLIPS, Lang};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::Path;

/// The name of the list in a pack.
pub const LIST: &str = "pack.json";
/// The version of the list that this software writes and reads.
pub const FORMAT: u32 = 1;
/// Largest clip: ten seconds at 16 kbit/s are 20 kB.
pub const CLIP_BYTES_MAX: u64 = 48 * 1024;
/// Longest clip; a listener has not the patience for more.
pub const CLIP_MS_MAX: u64 = 15_000;
/// Largest list.
const LIST_BYTES_MAX: u64 = 256 * 1024;

/// The list of a pack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pack {
    /// The version of the list, 1.
    pub format: u32,
    /// `bo`, `zh-Hans` or `en`.
    pub lang: String,
    /// How it is spoken, such as `khams` or `amdo`: a herder of Yushu does not follow Lhasa
    /// speech.
    pub variety: String,
    /// How the speaker wants to be named; a pseudonym will do.
    pub voice: String,
    /// The clips by their names.
    pub clips: BTreeMap<String, Clip>,
}

/// One recorded clip.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clip {
    /// SHA-256 of the file in hexadecimal; it is also the name under which a hub hands it out.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    /// How long it plays, in milliseconds.
    pub ms: u64,
    /// The fingerprint of the message that was read; another one means that the text has changed.
    pub text: String,
}

/// What a speaker reads: the clip, the text, and what it means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The clip; its file is this name with `.opus`.
    pub clip: &'static str,
    /// The text in the language of the pack.
    pub text: String,
    /// The same in Chinese.
    pub zh: String,
    /// The fingerprint of the text.
    pub fingerprint: String,
}

/// Everything that a pack of this language can have, in the order of the ids.
#[must_use]
pub fn script(tree: &Tree, lang: Lang) -> Vec<Line> {
    let mut texts = BTreeMap::new();
    for file in tree.of(lang.tag()) {
        for message in message::read(&file.name, &file.text, &mut Vec::new()) {
            texts.insert(message.id.clone(), message.fingerprint());
        }
    }
    CLIPS
        .iter()
        .map(|(id, clip)| Line {
            clip,
            text: tree.text(lang.tag(), id).unwrap_or_default(),
            zh: tree.text(Lang::ZhHans.tag(), id).unwrap_or_default(),
            fingerprint: texts.get(*id).cloned().unwrap_or_default(),
        })
        .collect()
}

/// Measures the recordings in a folder and lists them. Files with other names are not listed.
///
/// # Errors
/// Sentences about recordings that cannot be used.
pub fn pack(folder: &Path, lang: Lang, variety: &str, voice: &str) -> Result<Pack, Vec<String>> {
    let mut clips = BTreeMap::new();
    let mut problems = Vec::new();
    for line in script(&Tree::embedded(), lang) {
        match measured(folder, line.clip) {
            Ok(Some(clip)) => {
                let clip = Clip { text: line.fingerprint, ..clip };
                clips.insert(line.clip.to_owned(), clip);
            }
            Ok(None) => {}
            Err(problem) => problems.push(problem),
        }
    }
    if clips.is_empty() && problems.is_empty() {
        problems.push(format!("{}: no recording here has the name of a clip", folder.display()));
    }
    let (variety, voice) = (variety.to_owned(), voice.to_owned());
    let lang = lang.tag().to_owned();
    if problems.is_empty() {
        Ok(Pack { format: FORMAT, lang, variety, voice, clips })
    } else {
        Err(problems)
    }
}

/// Checks a pack against its list and the texts of this build. Returns the list and the clips
/// that it lacks; those fall back to silence.
///
/// # Errors
/// Sentences: a list of another form, a recording that is not the listed one or cannot be used, a
/// text that has changed since.
pub fn check(folder: &Path) -> Result<(Pack, Vec<&'static str>), Vec<String>> {
    let pack = read_list(folder).map_err(|problem| vec![problem])?;
    let Some(lang) = Lang::parse(&pack.lang) else {
        return Err(vec![format!("{LIST}: there is no language {}", pack.lang)]);
    };
    let script = script(&Tree::embedded(), lang);
    let mut problems = Vec::new();
    for (name, listed) in &pack.clips {
        let Some(line) = script.iter().find(|line| line.clip == name) else {
            problems.push(format!("{name}: no message has this clip"));
            continue;
        };
        if line.fingerprint != listed.text {
            problems.push(format!("{name}: the text is now: {}; record it again", line.text));
        }
        match measured(folder, name) {
            Ok(Some(found)) if found == (Clip { text: String::new(), ..listed.clone() }) => {}
            Ok(Some(_)) => problems.push(format!("{name}: the file is not the listed one")),
            Ok(None) => problems.push(format!("{name}: the file is missing")),
            Err(problem) => problems.push(problem),
        }
    }
    let missing = script.iter().map(|line| line.clip);
    let missing = missing.filter(|clip| !pack.clips.contains_key(*clip)).collect();
    if problems.is_empty() { Ok((pack, missing)) } else { Err(problems) }
}

fn read_list(folder: &Path) -> Result<Pack, String> {
    let list = bounded(&folder.join(LIST), LIST_BYTES_MAX)?;
    let list = list.ok_or_else(|| format!("{LIST}: there is none"))?;
    let pack: Pack = serde_json::from_slice(&list).map_err(|error| format!("{LIST}: {error}"))?;
    if pack.format == FORMAT { Ok(pack) } else { Err(format!("{LIST}: format {}", pack.format)) }
}

/// The file of a clip, measured; `None` where there is none.
fn measured(folder: &Path, name: &str) -> Result<Option<Clip>, String> {
    let Some(file) = bounded(&folder.join(format!("{name}.opus")), CLIP_BYTES_MAX)? else {
        return Ok(None);
    };
    let sound = ogg::measure(&file).map_err(|problem| format!("{name}.opus: {problem}"))?;
    if sound.channels != 1 {
        return Err(format!("{name}.opus: {} channels; one is enough", sound.channels));
    }
    if sound.ms == 0 || sound.ms > CLIP_MS_MAX {
        return Err(format!("{name}.opus: plays {} ms; 1 to {CLIP_MS_MAX} are taken", sound.ms));
    }
    let sha256 = Sha256::digest(&file).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Some(Clip { sha256, bytes: file.len() as u64, ms: sound.ms, text: String::new() }))
}

fn bounded(path: &Path, bytes_max: u64) -> Result<Option<Vec<u8>>, String> {
    let failed = |error: io::Error| format!("{}: {error}", path.display());
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed(error)),
        Ok(meta) if meta.len() > bytes_max => {
            Err(format!("{}: {} bytes; at most {bytes_max}", path.display(), meta.len()))
        }
        Ok(_) => fs::read(path).map(Some).map_err(failed),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().unwrap()
    }

    fn write(folder: &Path, pack: &Pack) {
        fs::write(folder.join(LIST), serde_json::to_vec(pack).unwrap()).unwrap();
    }

    #[test]
    fn the_script_has_every_clip_with_its_text_and_meaning() {
        for lang in Lang::ALL {
            let script = script(&Tree::embedded(), lang);
            assert_eq!(script.len(), CLIPS.len());
            assert!(script.len() > 20);
            for line in &script {
                assert!(!line.text.is_empty() && !line.zh.is_empty(), "{line:?}");
                assert!(!line.text.contains(['{', '$']), "a value cannot be recorded: {line:?}");
            }
        }
    }

    #[test]
    fn recordings_are_measured_listed_and_checked() {
        let folder = folder();
        fs::write(folder.path().join("word-counted.opus"), ogg::silence(1, 45)).unwrap();
        fs::write(folder.path().join("notes.txt"), "x").unwrap();
        let pack = pack(folder.path(), Lang::Bo, "khams", "a voice").unwrap();
        assert_eq!(pack.clips["word-counted"].ms, 900);
        write(folder.path(), &pack);
        let (checked, missing) = check(folder.path()).unwrap();
        assert_eq!(checked, pack);
        assert_eq!(missing.len(), CLIPS.len() - 1);
    }

    #[test]
    fn what_is_no_usable_recording_is_refused() {
        let cases = [
            (ogg::silence(2, 10), "2 channels; one is enough"),
            (ogg::silence(1, 800), "plays 16000 ms"),
            (b"RIFF".to_vec(), "no Ogg Opus"),
            (vec![0; 50 * 1024], "at most 49152"),
        ];
        for (file, expected) in cases {
            let folder = folder();
            fs::write(folder.path().join("word-counted.opus"), file).unwrap();
            let problems = pack(folder.path(), Lang::Bo, "khams", "a voice").unwrap_err();
            assert!(problems[0].contains(expected), "{problems:?}");
        }
        assert!(pack(folder().path(), Lang::Bo, "khams", "a voice").is_err());
    }

    #[test]
    fn a_pack_that_is_not_what_its_list_says_is_refused() {
        let folder = folder();
        let file = folder.path().join("word-counted.opus");
        fs::write(&file, ogg::silence(1, 45)).unwrap();
        let good = pack(folder.path(), Lang::Bo, "khams", "a voice").unwrap();
        let refused = |pack: &Pack| {
            write(folder.path(), pack);
            check(folder.path()).unwrap_err().join(" ")
        };
        let mut other = good.clone();
        other.format = 2;
        assert!(refused(&other).contains("format 2"));
        let mut other = good.clone();
        other.clips.get_mut("word-counted").unwrap().text = "00000000".to_owned();
        assert!(refused(&other).contains("word-counted: the text is now: བརྩིས་ཟིན"));
        let mut other = good.clone();
        let clip = other.clips["word-counted"].clone();
        other.clips.insert("no-such".to_owned(), clip);
        assert!(refused(&other).contains("no-such: no message has this clip"));
        fs::write(&file, ogg::silence(1, 46)).unwrap();
        assert!(refused(&good).contains("not the listed one"));
        fs::remove_file(&file).unwrap();
        assert!(refused(&good).contains("the file is missing"));
    }
}
