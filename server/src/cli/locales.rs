//! `drokpa locales`: the messages, the reviewer's sheet and the way back, the glossary, audio
//! packs. For translators, reviewers and recorders; needs no hub and no folder of one.

use super::output::Output;
use crate::admin::AdminError;
use crate::clock::Clock;
use crate::print::consent;
use clap::Subcommand;
use drokpa_core::code::Code;
use drokpa_locales::tools::audio::{self, LIST};
use drokpa_locales::tools::{Tree, apply, glossary_page, sheet};
use drokpa_locales::{Arg, Consent, IDS, Lang, VARIABLES, format as format_message};
use serde_json::json;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Commands about the texts.
#[derive(Debug, Subcommand)]
pub enum LocalesCommand {
    /// Print the messages in the language of --lang, Tibetan without it.
    Show {
        /// Only those whose id begins so, such as `error-`.
        #[arg(default_value = "")]
        prefix: String,
    },
    /// Write the reviewer's sheet: every Tibetan text with its Chinese and English, as CSV.
    Sheet {
        /// The sheet.
        file: PathBuf,
        /// The folder `locales/` of a source tree; without it the texts of this program.
        #[arg(long)]
        source: Option<PathBuf>,
    },
    /// Put the corrections of a sheet into the message files.
    Apply {
        /// The sheet.
        file: PathBuf,
        /// The folder `locales/` of a source tree.
        #[arg(long)]
        source: PathBuf,
    },
    /// Print the glossary as a page for `docs/glossary.md`.
    Glossary,
    /// Write the consent notice as a page to print, in both languages.
    Consent(ConsentArguments),
    /// Recorded clips that read messages aloud.
    #[command(subcommand)]
    Audio(AudioCommand),
}

/// What the organisation fills in.
#[derive(Debug, clap::Args)]
pub struct ConsentArguments {
    /// The page.
    out: PathBuf,
    /// Who keeps the records, in Chinese.
    #[arg(long)]
    keeper_zh: String,
    /// The same in Tibetan.
    #[arg(long)]
    keeper_bo: String,
    /// How long they are kept, in Chinese.
    #[arg(long)]
    kept_zh: String,
    /// The same in Tibetan.
    #[arg(long)]
    kept_bo: String,
    /// The version of the notice, which is recorded with the consent.
    #[arg(long, default_value_t = 1)]
    notice: u32,
}

/// Commands about audio packs.
#[derive(Debug, Subcommand)]
pub enum AudioCommand {
    /// Print what a speaker reads, with the names of the files.
    Script,
    /// Measure the recordings in a folder and write their list.
    Pack {
        /// The folder with CLIP.opus files.
        folder: PathBuf,
        /// How it is spoken, such as khams or amdo.
        #[arg(long)]
        variety: String,
        /// How the speaker wants to be named.
        #[arg(long)]
        voice: String,
    },
    /// Check a pack against its list and the texts of this program.
    Check {
        /// The folder of the pack.
        folder: PathBuf,
    },
}

type Done = Result<(), AdminError>;

/// Does what the arguments say.
pub(super) fn run(command: LocalesCommand, lang: Lang, output: Output, clock: &Clock) -> Done {
    match command {
        LocalesCommand::Show { prefix } => {
            show(&prefix, lang, output);
            Ok(())
        }
        LocalesCommand::Sheet { file, source } => {
            let table = sheet(&tree(source.as_deref())?).map_err(malformed)?;
            std::fs::write(&file, table).map_err(|source| AdminError::File { path: file, source })
        }
        LocalesCommand::Apply { file, source } => correct(&file, &source, output, clock),
        LocalesCommand::Glossary => {
            output.bytes(glossary_page().map_err(malformed)?.as_bytes());
            Ok(())
        }
        LocalesCommand::Consent(arguments) => write_consent(&arguments),
        LocalesCommand::Audio(command) => run_audio(command, lang, output),
    }
}

/// Each message on a line, its variables as their names; as JSON one object by id.
fn show(prefix: &str, lang: Lang, output: Output) {
    let mut texts = serde_json::Map::new();
    for id in IDS.iter().filter(|id| id.starts_with(prefix)) {
        let known = VARIABLES.iter().find(|(known, _)| known == id);
        let names = known.map_or(&[][..], |(_, names)| names);
        let args: Vec<(&str, Arg<'_>)> =
            names.iter().map(|name| (*name, Arg::Text(name))).collect();
        texts.insert((*id).to_owned(), format_message(lang, id, &args).into());
    }
    if output.json {
        return output.result(&texts);
    }
    for (id, text) in &texts {
        output.line(&format!("{id}\t{}", text.as_str().unwrap_or_default()));
    }
}

fn correct(file: &Path, source: &Path, output: Output, clock: &Clock) -> Done {
    let failed = |error| AdminError::File { path: source.to_owned(), source: error };
    let table = std::fs::read_to_string(file)
        .map_err(|error| AdminError::File { path: file.to_owned(), source: error })?;
    let before = tree(Some(source))?;
    let mut after = before.clone();
    let today = clock.now().day().to_string();
    let applied = apply(&mut after, &table, &today).map_err(several)?;
    let files = after.write(source, &before).map_err(failed)?;
    output.result(&json!({ "changed": applied.changed, "read": applied.read, "files": files }));
    Ok(())
}

fn write_consent(arguments: &ConsentArguments) -> Done {
    let page = consent(|lang| match lang {
        Lang::Bo => Consent {
            keeper: &arguments.keeper_bo,
            kept: &arguments.kept_bo,
            version: arguments.notice,
        },
        _ => Consent {
            keeper: &arguments.keeper_zh,
            kept: &arguments.kept_zh,
            version: arguments.notice,
        },
    });
    let path = arguments.out.clone();
    std::fs::write(&path, page).map_err(|source| AdminError::File { path, source })
}

fn run_audio(command: AudioCommand, lang: Lang, output: Output) -> Done {
    match command {
        AudioCommand::Script => {
            for line in audio::script(&Tree::embedded(), lang) {
                let row = json!({ "file": format!("{}.opus", line.clip), "text": line.text, "zh": line.zh });
                output.row(&row, &[&format!("{}.opus", line.clip), &line.text, &line.zh]);
            }
            Ok(())
        }
        AudioCommand::Pack { folder, variety, voice } => {
            let pack = audio::pack(&folder, lang, &variety, &voice).map_err(several)?;
            let path = folder.join(LIST);
            let list = serde_json::to_vec_pretty(&pack)
                .map_err(|error| AdminError::refused(Code::Internal, error))?;
            std::fs::write(&path, list).map_err(|source| AdminError::File { path, source })?;
            output.result(&json!({ "clips": pack.clips.len() }));
            Ok(())
        }
        AudioCommand::Check { folder } => {
            let (pack, missing) = audio::check(&folder).map_err(several)?;
            let report = json!({
                "lang": pack.lang, "variety": pack.variety, "clips": pack.clips.len(),
                "missing": missing,
            });
            output.result(&report);
            Ok(())
        }
    }
}

fn tree(source: Option<&Path>) -> Result<Tree, AdminError> {
    let Some(folder) = source else { return Ok(Tree::embedded()) };
    Tree::read(folder).map_err(|error| AdminError::File { path: folder.to_owned(), source: error })
}

fn malformed(problem: String) -> AdminError {
    AdminError::refused(Code::TableMalformed, problem)
}

/// Several sentences, each on a line.
fn several(problems: Vec<String>) -> AdminError {
    let mut lines = String::new();
    for problem in problems {
        // Writing into a String cannot fail.
        let _ = write!(lines, "\n  {problem}");
    }
    malformed(lines)
}
