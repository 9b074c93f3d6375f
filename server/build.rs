//! Embeds the member's app where it was built (`server/web/build.sh`), so that a hub is one file.
//! Without it the hub is built all the same, and says at `/` that it has no app; nothing here runs
//! Node.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let variable = |name| env::var_os(name).map(PathBuf::from).ok_or(io::ErrorKind::NotFound);
    let dist = variable("CARGO_MANIFEST_DIR")?.join("web/built");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut files = Vec::new();
    collect(&dist, &mut files)?;
    files.sort();
    let mut code = String::from("&[\n");
    // A build that broke off has no page, and is no app.
    if files.iter().any(|file| *file == dist.join("index.html")) {
        for file in files.iter().filter(|file| served(file)) {
            entry(&mut code, &dist, file, &files)?;
        }
    }
    code.push_str("]\n");
    fs::write(variable("OUT_DIR")?.join("app_files.rs"), code)
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn served(file: &Path) -> bool {
    let hidden = file.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !hidden && file.extension().is_some_and(|extension| extension != "br")
}

fn entry(code: &mut String, dist: &Path, file: &Path, all: &[PathBuf]) -> io::Result<()> {
    let outside = |_| io::Error::from(io::ErrorKind::InvalidInput);
    let parts = file.strip_prefix(dist).map_err(outside)?.components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    let small = PathBuf::from(format!("{}.br", file.display()));
    let brotli = if all.contains(&small) {
        format!("Some(include_bytes!({small:?}).as_slice())")
    } else {
        "None".to_owned()
    };
    let path = format!("/{}", parts.join("/"));
    writeln!(code, "    ({path:?}, include_bytes!({file:?}).as_slice(), {brotli}),")
        .map_err(io::Error::other)
}
