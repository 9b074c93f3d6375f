//! Checks every message file and embeds them. The build fails with one sentence for each broken
//! rule (see `build/check.rs`), so that no release can lack a message in one language.

#[path = "build/accessors.rs"]
mod accessors;
#[path = "build/check.rs"]
mod check;

use check::{LANGS, Source};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What a member's phone never shows, or reads from the files themselves (as the web app does).
/// Left out without the feature `desk`, but checked.
const DESK: [&str; 11] = [
    "access.ftl",
    "app.ftl",
    "demo.ftl",
    "evaluation.ftl",
    "help.ftl",
    "keys.ftl",
    "office.ftl",
    "org.ftl",
    "roles.ftl",
    "rules.ftl",
    "sheet.ftl",
];

struct File {
    lang: &'static str,
    name: String,
    path: PathBuf,
    text: String,
}

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build");
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), Vec<String>> {
    let folder = |name| std::env::var_os(name).map(PathBuf::from).ok_or(vec![format!("no {name}")]);
    let root = folder("CARGO_MANIFEST_DIR")?;
    let mut files = Vec::new();
    for lang in LANGS {
        println!("cargo::rerun-if-changed={lang}");
        read(&root, lang, &mut files).map_err(|error| vec![format!("{lang}: {error}")])?;
    }
    let sources: Vec<Source<'_>> = files
        .iter()
        .map(|file| Source { lang: file.lang, file: &file.name, text: &file.text })
        .collect();
    let messages = check::check(&sources)?;
    let code = embedded(&files) + &accessors::code(&messages)?;
    let out = folder("OUT_DIR")?.join("catalog.rs");
    std::fs::write(&out, code).map_err(|error| vec![error.to_string()])
}

fn read(root: &Path, lang: &'static str, files: &mut Vec<File>) -> std::io::Result<()> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(root.join(lang))? {
        paths.push(entry?.path());
    }
    paths.sort();
    for path in paths.into_iter().filter(|path| path.extension().is_some_and(|end| end == "ftl")) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path)?;
        files.push(File { lang, name, path, text });
    }
    Ok(())
}

fn embedded(files: &[File]) -> String {
    let desk = std::env::var_os("CARGO_FEATURE_DESK").is_some();
    let mut code = String::from("pub(crate) static SOURCES: &[Source] = &[\n");
    for file in files.iter().filter(|file| desk || !DESK.contains(&file.name.as_str())) {
        let lang = match file.lang {
            "bo" => "Bo",
            "zh-Hans" => "ZhHans",
            _ => "En",
        };
        // Writing into a String cannot fail.
        let _ = writeln!(
            code,
            "    Source {{ lang: Lang::{lang}, file: {:?}, text: include_str!({:?}) }},",
            file.name,
            file.path.display().to_string()
        );
    }
    code.push_str("];\n\n");
    code
}
