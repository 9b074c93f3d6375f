//! The files of the web app: those that `server/web` was built into, embedded by `build.rs`, or
//! those of a folder that the operator names. Read once, when the service starts; `routes::app`
//! sends them. It must never read a file for a request.

use actix_web::web::Bytes;
use drokpa_core::chain::keys::Hash;
use drokpa_core::wire::bytes::hex;
use std::borrow::Cow;
use std::path::{Path, PathBuf};
use std::{fmt, fs, io};

/// The page that everything begins with.
pub(crate) const PAGE: &str = "/index.html";
/// What keeps the app for times without a network.
const WORKERS: [&str; 2] = ["/sw.js", "/sw-office.js"];
/// Most files of a folder, and most bytes of them all.
const FILES_MAX: usize = 1_000;
const BYTES_MAX: usize = 64 << 20;

/// A file of the app.
#[derive(Clone)]
pub(crate) struct File {
    /// Its address, beginning with a slash.
    pub(crate) path: Cow<'static, str>,
    pub(crate) plain: Bytes,
    /// The same by brotli, where that is smaller.
    pub(crate) brotli: Option<Bytes>,
    /// What is in it, for who has it already.
    pub(crate) tag: String,
}

impl File {
    pub(crate) fn new(path: Cow<'static, str>, plain: Bytes, brotli: Option<Bytes>) -> File {
        let tag = format!("\"{}\"", hex(&Hash::plain(&plain).prefix::<16>()));
        File { path, plain, brotli, tag }
    }
}

type Embedded = (&'static str, &'static [u8], Option<&'static [u8]>);
static EMBEDDED: &[Embedded] = include!(concat!(env!("OUT_DIR"), "/app_files.rs"));

/// The files of an app; none where the hub was built without it.
#[derive(Clone)]
pub struct AppFiles(Vec<File>);

impl AppFiles {
    /// Those that the hub was built with.
    #[must_use]
    pub fn embedded() -> AppFiles {
        let file = |&(path, plain, brotli): &Embedded| {
            let bytes = Bytes::from_static;
            File::new(Cow::Borrowed(path), bytes(plain), brotli.map(bytes))
        };
        AppFiles(EMBEDDED.iter().map(file).collect())
    }

    /// Those of a folder, at most 1,000 files of 64 MiB in all. A file `a.js.br` is `a.js` by
    /// brotli; names that begin with a dot are left out.
    ///
    /// # Errors
    /// Where it cannot be read, is larger, or has no `index.html`.
    pub fn read(folder: &Path) -> io::Result<AppFiles> {
        let mut paths = Vec::new();
        collect(folder, &mut paths)?;
        paths.sort();
        let mut files = Vec::new();
        let mut bytes = 0;
        for path in paths.iter().filter(|path| path.extension().is_none_or(|end| end != "br")) {
            let small = PathBuf::from(format!("{}.br", path.display()));
            let has_small = paths.binary_search(&small).is_ok();
            let brotli = has_small.then(|| fs::read(&small)).transpose()?;
            let plain = fs::read(path)?;
            bytes += plain.len() + brotli.as_ref().map_or(0, Vec::len);
            if bytes > BYTES_MAX {
                return Err(io::ErrorKind::FileTooLarge.into());
            }
            let address = address(folder, path)?;
            files.push(File::new(address.into(), plain.into(), brotli.map(Into::into)));
        }
        if !files.iter().any(|file| file.path == PAGE) {
            return Err(io::Error::new(io::ErrorKind::NotFound, "there is no index.html"));
        }
        Ok(AppFiles(files))
    }

    /// The same app with a mark in the head of its page, and without service workers: what a
    /// browser kept of this page would be shown for another hub at this address.
    pub(crate) fn marked(mut self, mark: &str) -> AppFiles {
        self.0.retain(|file| !WORKERS.contains(&&*file.path));
        if let Some(page) = self.0.iter_mut().find(|file| file.path == PAGE) {
            let text = String::from_utf8_lossy(&page.plain);
            let text = text.replacen("</head>", &format!("{mark}</head>"), 1);
            *page = File::new(page.path.clone(), text.into(), None);
        }
        self
    }

    /// True where there is an app.
    pub(crate) fn is_there(&self) -> bool {
        self.find(PAGE).is_some()
    }

    /// The file at an address.
    pub(crate) fn find(&self, path: &str) -> Option<&File> {
        self.0.iter().find(|file| file.path == path)
    }
}

impl fmt::Debug for AppFiles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AppFiles({})", self.0.len())
    }
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        if path.is_dir() {
            collect(&path, paths)?;
        } else {
            paths.push(path);
        }
        if paths.len() > FILES_MAX {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
    }
    Ok(())
}

/// `/assets/a.js` for the file `assets/a.js` of the folder.
fn address(folder: &Path, path: &Path) -> io::Result<String> {
    let inside = path.strip_prefix(folder).map_err(io::Error::other)?;
    let parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
    Ok(parts.fold(String::new(), |address, part| address + "/" + &part))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_folder_is_read_with_what_is_compressed_and_without_what_is_hidden() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        assert!(AppFiles::read(folder.path()).is_err(), "without a page it is no app");
        fs::create_dir(folder.path().join("assets")).unwrap();
        write("index.html", b"<p>");
        write("assets/a.js", b"let a;");
        write("assets/a.js.br", b"small");
        write(".gitignore", b"*");
        let files = AppFiles::read(folder.path()).unwrap();
        let script = files.find("/assets/a.js").unwrap();
        assert_eq!(script.brotli.as_deref().unwrap(), b"small");
        assert_eq!(files.find(PAGE).unwrap().plain.as_ref(), b"<p>");
        for hidden in ["/.gitignore", "/assets/a.js.br", "/assets", "/../index.html", ""] {
            assert!(files.find(hidden).is_none(), "{hidden}");
        }
        assert!(AppFiles::read(&folder.path().join("nothing")).is_err());
    }

    #[test]
    fn a_marked_page_is_another_file_and_no_worker_keeps_it() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
        write("index.html", b"<head><title>a</title></head><p>");
        write("index.html.br", b"small");
        write("sw.js", b"let a;");
        write("sw-office.js", b"let a;");
        let plain = AppFiles::read(folder.path()).unwrap();
        let marked = plain.clone().marked("<meta>");
        let page = marked.find(PAGE).unwrap();
        assert_eq!(page.plain.as_ref(), b"<head><title>a</title><meta></head><p>");
        assert!(page.brotli.is_none() && page.tag != plain.find(PAGE).unwrap().tag);
        for worker in WORKERS {
            assert!(plain.find(worker).is_some() && marked.find(worker).is_none(), "{worker}");
        }
        assert!(marked.is_there() && !AppFiles(vec![]).marked("<meta>").is_there());
    }
}
