//! The organisation's keys on disk: `keys.json` beside the database, readable by its owner only.
//! A backup leaves it out. Whoever has it can certify devices; a key sheet or a backup with keys
//! restores it, nothing else does.

pub mod files;
pub mod lines;
mod secrets;

pub use secrets::Secrets;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use serde::Serialize;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// What can go wrong with the key file.
#[derive(Debug, thiserror::Error)]
pub enum KeysError {
    /// There is none.
    #[error("{path} is not there")]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// There is one already.
    #[error("{path} is there already")]
    Present {
        /// Where it is.
        path: PathBuf,
    },
    /// It cannot be read or written.
    #[error("{path} cannot be read or written")]
    Io {
        /// Where it is.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is no key file.
    #[error("{path} is no key file")]
    Malformed {
        /// Where it is.
        path: PathBuf,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random bytes")]
    Random,
}

impl KeysError {
    /// The code that callers outside see.
    #[must_use]
    pub fn code(&self) -> Code {
        match self {
            KeysError::Missing { .. } => Code::NotInitialised,
            KeysError::Present { .. } => Code::AlreadyInitialised,
            KeysError::Malformed { .. } => Code::StoreDamaged,
            KeysError::Io { .. } | KeysError::Random => Code::StoreFailed,
        }
    }
}

fn path(data: &Path) -> PathBuf {
    data.join("keys.json")
}

/// `N` bytes from the operating system.
///
/// # Errors
/// [`KeysError::Random`].
pub fn random<const N: usize>() -> Result<[u8; N], KeysError> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| KeysError::Random)?;
    Ok(bytes)
}

/// Makes the keys of a new organisation and writes them, durably, before anything uses them.
///
/// # Errors
/// [`KeysError::Present`] where there are keys already.
pub fn create(data: &Path) -> Result<HubKeys, KeysError> {
    let path = path(data);
    if path.exists() {
        return Err(KeysError::Present { path });
    }
    let secrets = Secrets::new(&random()?, &random()?);
    put(data, &secrets)?;
    Ok(secrets.keys().clone())
}

/// Reads the keys.
///
/// # Errors
/// [`KeysError::Missing`], [`KeysError::Malformed`] or [`KeysError::Io`].
pub fn read(data: &Path) -> Result<HubKeys, KeysError> {
    secrets(data).map(|secrets| secrets.keys().clone())
}

/// Reads the seeds of the keys.
///
/// # Errors
/// As [`read`].
pub fn secrets(data: &Path) -> Result<Secrets, KeysError> {
    let path = path(data);
    let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => KeysError::Missing { path: path.clone() },
        _ => io(&path, source),
    })?;
    Secrets::parse(&text).ok_or(KeysError::Malformed { path })
}

/// Writes the keys in place of those that are there.
///
/// # Errors
/// [`KeysError::Io`].
pub fn put(data: &Path, secrets: &Secrets) -> Result<(), KeysError> {
    let path = path(data);
    let text = secrets.text().map_err(|error| io(&path, error.into()))?;
    write_private(data, &path, text.as_bytes())
}

fn io(path: &Path, source: std::io::Error) -> KeysError {
    KeysError::Io { path: path.to_owned(), source }
}

pub(crate) fn seed(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// Writes secrets that their owner alone may read: beside the place, synced, renamed, the folder
/// synced. After a power cut there is the whole file or none.
///
/// # Errors
/// [`KeysError::Io`].
pub(crate) fn write_private(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    let write = || -> std::io::Result<()> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(|source| io(path, source))
}

/// Writes secrets as JSON for people, see [`write_private`].
pub(crate) fn write_json(
    data: &Path,
    path: &Path,
    secrets: &impl Serialize,
) -> Result<(), KeysError> {
    let mut text = serde_json::to_string_pretty(secrets).map_err(|error| io(path, error.into()))?;
    text.push('\n');
    write_private(data, path, text.as_bytes())
}

/// True where a folder has keys.
#[must_use]
pub fn present(data: &Path) -> bool {
    path(data).exists()
}

/// Lets the owner alone read a file.
///
/// # Errors
/// What the system says.
pub fn make_private(path: &Path) -> std::io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}
