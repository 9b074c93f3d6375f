//! From phone to phone without a hub: files, and pictures of QR codes.

use super::Failure;
use super::contact::unmet;
use super::home::Home;
use super::print::{Answer, Printer};
use clap::{Args, Subcommand};
use drokpa_app::ExportChoice;
use drokpa_core::code::Code;
use drokpa_core::host::picture::{draw, texts_in_png};
use drokpa_core::phone::{Exported, Imported, LetterRow, ShownCode};
use drokpa_core::wire::qr::{Size, codes};
use drokpa_locales::{Arg, format};
use serde::Serialize;
use serde_json::json;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};

/// Pixels of one square of a code: a version 20 is then 630 pixels wide.
const SQUARE_PIXELS: u32 = 6;
/// Most bytes of a file or picture that is read.
const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(super) enum TransferCommand {
    /// Write records for another phone as a file, as QR codes, or both
    Export(ExportArgs),
    /// Take in what another phone wrote
    Import(ImportArgs),
    /// Write a letter to the hub for another phone to carry, before this one has met the hub
    Letter(LetterArgs),
    /// The letters that this phone carries, and what became of them
    Letters,
    /// Write the hub's answer to a letter, to be brought back
    Answer(AnswerArgs),
}

#[derive(Debug, Args)]
pub(super) struct LetterArgs {
    #[command(flatten)]
    out: Out,
}

#[derive(Debug, Args)]
pub(super) struct AnswerArgs {
    #[command(flatten)]
    out: Out,
    /// Which letter, as `letters` names it, where more than one was answered
    #[arg(long, value_name = "ID")]
    letter: Option<String>,
}

/// Where to write.
#[derive(Debug, Args)]
pub(super) struct Out {
    /// A file that does not exist yet
    #[arg(required_unless_present = "qr")]
    file: Option<PathBuf>,
    /// A picture that does not exist yet; several codes become PNG-1, PNG-2 and so on
    #[arg(long, value_name = "PNG")]
    qr: Option<PathBuf>,
    /// Codes of version 15 at most, for old cameras
    #[arg(long, requires = "qr")]
    small: bool,
}

#[derive(Debug, Args)]
pub(super) struct ExportArgs {
    #[command(flatten)]
    out: Out,
    /// Everything about a member, not only what the hub has not confirmed
    #[arg(long, value_name = "M")]
    member: Option<String>,
    /// Everything of a calendar year
    #[arg(long, value_name = "YEAR")]
    year: Option<u16>,
    /// The claims of a month, such as 2026-05
    #[arg(long, value_name = "PERIOD", conflicts_with = "year")]
    month: Option<String>,
    /// To whose phone: only what that member may read; and, with nothing else chosen, all of it
    #[arg(long, value_name = "M")]
    to: Option<String>,
    /// Leave the writers' certificates out
    #[arg(long)]
    without_certificates: bool,
    /// This phone's certificate and nothing else: the second code for one that lacks it
    #[arg(long, conflicts_with_all = ["member", "year", "month", "to"])]
    certificate: bool,
    /// The rules too
    #[arg(long)]
    rules: bool,
}

#[derive(Debug, Args)]
pub(super) struct ImportArgs {
    /// A file that another phone wrote
    #[arg(required_unless_present = "qr")]
    file: Option<PathBuf>,
    /// Pictures of codes, in any order
    #[arg(long, value_name = "PNG", num_args = 1..)]
    qr: Vec<PathBuf>,
}

pub(super) fn run(home: &mut Home, command: &TransferCommand, printer: Printer) -> Answer {
    match command {
        TransferCommand::Export(args) => export(home, args, printer),
        TransferCommand::Import(args) => import(home, args, printer),
        TransferCommand::Letter(args) => letter(home, args, printer),
        TransferCommand::Letters => printer.letters(&home.phone()?.letters()),
        TransferCommand::Answer(args) => answer(home, args, printer),
    }
}

/// What was written, as JSON.
#[derive(Serialize)]
struct Written<'a> {
    #[serde(flatten)]
    manifest: &'a Exported,
    files: Vec<PathBuf>,
}

fn export(home: &Home, args: &ExportArgs, printer: Printer) -> Answer {
    let phone = home.phone()?;
    let choice = ExportChoice {
        member: args.member.clone(),
        year: args.year,
        month: args.month.clone(),
        to: args.to.clone(),
        without_certificates: args.without_certificates,
        certificate_only: args.certificate,
        rules: args.rules,
    };
    let exported = phone.export(&choice.asked(&phone)?)?;
    let files = args.out.write(&exported.content)?;
    printer.given(&Written { manifest: &exported, files })
}

impl Out {
    /// Writes the file and the pictures that were asked for; nothing where there is nothing to
    /// give.
    fn write(&self, content: &[u8]) -> Result<Vec<PathBuf>, Failure> {
        let mut files = Vec::new();
        if content.is_empty() {
            return Ok(files);
        }
        // The pictures first: where they would be too many, nothing is written at all.
        if let Some(picture) = &self.qr {
            let size = if self.small { Size::Small } else { Size::Large };
            files.extend(draw_codes(content, picture, size)?);
        }
        if let Some(file) = &self.file {
            write_new(file, content)?;
            files.push(file.clone());
        }
        Ok(files)
    }
}

fn letter(home: &mut Home, args: &LetterArgs, printer: Printer) -> Answer {
    let mut phone = home.phone()?;
    let met = || Failure::new(Code::StateWrong, "this phone has met the hub already");
    let code = unmet(home, &phone)?.ok_or_else(met)?;
    let (letter, batch) = phone.write_letter(&code)?;
    // What its answer will be about is durable before the letter leaves.
    home.commit(&mut phone, &batch)?;
    let files = args.out.write(&letter)?;
    printer.letter_written(&files, letter.len(), "letter-written")
}

fn answer(home: &Home, args: &AnswerArgs, printer: Printer) -> Answer {
    let answers = home.phone()?.answers();
    let mut wanted =
        answers.into_iter().filter(|(id, _)| args.letter.as_ref().is_none_or(|one| one == id));
    let none = || Failure::new(Code::StateWrong, "no letter here was answered");
    let (_, content) = wanted.next().ok_or_else(none)?;
    if wanted.next().is_some() {
        return Err(Failure::new(Code::StateWrong, "more than one was answered: --letter ID"));
    }
    let files = args.out.write(&content)?;
    printer.letter_written(&files, content.len(), "letter-answer_written")
}

/// Draws the codes that together say `content`: one under the name that was given, several under
/// numbered ones.
fn draw_codes(content: &[u8], picture: &Path, size: Size) -> Result<Vec<PathBuf>, Failure> {
    let texts = codes(content, size)?;
    let mut files = Vec::with_capacity(texts.len());
    for (text, number) in texts.iter().zip(1..) {
        let path = if texts.len() == 1 { picture.to_owned() } else { numbered(picture, number) };
        write_new(&path, &draw(text, size)?.png(SQUARE_PIXELS)?)?;
        files.push(path);
    }
    Ok(files)
}

/// Draws a code that has to be one, in the place of what was there before.
pub(super) fn show_code(content: &[u8], picture: &Path) -> Result<(), Failure> {
    let mut texts = codes(content, Size::Large)?;
    let text = texts.pop().filter(|_| texts.is_empty()).ok_or(Code::TransferTooLarge)?;
    let beside = picture.with_extension("new");
    let png = draw(&text, Size::Large)?.png(SQUARE_PIXELS)?;
    fs::write(&beside, png)
        .and_then(|()| fs::rename(&beside, picture))
        .map_err(|error| failed(picture, &error))
}

fn numbered(picture: &Path, number: usize) -> PathBuf {
    let stem = picture.file_stem().unwrap_or_default().to_string_lossy();
    let end = picture.extension().map_or("png".into(), |end| end.to_string_lossy());
    picture.with_file_name(format!("{stem}-{number}.{end}"))
}

/// An existing file is left alone.
fn write_new(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let write = || -> std::io::Result<()> {
        let mut file = fs::File::create_new(path)?;
        file.write_all(bytes)?;
        file.sync_all()
    };
    write().map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(Code::StoreFailed, format!("{}: {error}", path.display()))
}

fn read_bounded(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read =
        fs::File::open(path).and_then(|file| file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes));
    read.map_err(|error| failed(path, &error))?;
    if bytes.len() as u64 > FILE_BYTES_MAX {
        return Err(Failure::new(Code::TransferTooLarge, path.display().to_string()));
    }
    Ok(bytes)
}

/// The texts of all codes in these pictures.
pub(super) fn scanned(pictures: &[PathBuf]) -> Result<Vec<String>, Failure> {
    let mut texts = Vec::new();
    for picture in pictures {
        let found = texts_in_png(&read_bounded(picture)?);
        texts.extend(found.map_err(|code| Failure::new(code, picture.display().to_string()))?);
    }
    Ok(texts)
}

fn import(home: &mut Home, args: &ImportArgs, printer: Printer) -> Answer {
    let mut phone = home.phone()?;
    let mut imported = None;
    if let Some(file) = &args.file {
        let (brought, batch) = phone.import(&read_bounded(file)?)?;
        home.commit(&mut phone, &batch)?;
        imported = Some(brought);
    }
    if !args.qr.is_empty() {
        let texts = scanned(&args.qr)?;
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let (brought, batch) = phone.scan(&texts)?;
        home.commit(&mut phone, &batch)?;
        imported = Some(match imported {
            Some(before) => before.and(brought),
            None => brought,
        });
    }
    let imported = imported.unwrap_or_default();
    if imported.welcomed {
        home.folder.met()?;
    }
    printer.brought(&imported)
}

impl Printer {
    fn given(self, written: &Written<'_>) -> Answer {
        self.say(written, || {
            let manifest = written.manifest;
            if manifest.content.is_empty() {
                return vec![self.text("sync-nothing_new")];
            }
            let mut lines = vec![
                self.counted("transfer-given", manifest.entries),
                self.counted("transfer-certificates", manifest.certificates),
            ];
            lines.extend(written.files.iter().map(|file| file.display().to_string()));
            lines.push(self.text("transfer-stays"));
            lines
        })
    }

    pub(super) fn shown_code(self, shown: &ShownCode, picture: Option<&Path>) -> Answer {
        let mut data = json!(shown);
        if let (Some(fields), Some(picture)) = (data.as_object_mut(), picture) {
            fields.insert("files".into(), json!([picture]));
        }
        self.say(&data, || {
            let code = Arg::Text(&shown.code);
            let mut lines = vec![format(self.lang, "check_in-code", &[("value", code)])];
            lines.extend(picture.map(|picture| picture.display().to_string()));
            if !shown.in_window {
                lines.push(self.text("check_in-outside"));
            }
            lines
        })
    }

    fn letter_written(self, files: &[PathBuf], bytes: usize, id: &str) -> Answer {
        self.say(&json!({ "files": files, "bytes": bytes, "saved": true }), || {
            let names = files.iter().map(|file| file.display().to_string());
            names.chain([self.text(id)]).collect()
        })
    }

    fn letters(self, rows: &[LetterRow]) -> Answer {
        self.say(&rows, || {
            let line = |row: &LetterRow| {
                let state = self.text(&format!("letter-{}", row.state));
                self.line(&[&row.letter, &state, &row.code.unwrap_or_default()]).trim_end().into()
            };
            rows.iter().map(line).collect()
        })
    }

    fn brought(self, imported: &Imported) -> Answer {
        self.say(imported, || self.tell().imported(imported))
    }
}
