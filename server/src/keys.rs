//! The organisation's keys on disk: `keys.json` beside the database, readable by its owner only.
//! A backup leaves it out. Whoever has it can certify devices; nobody can restore it.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::code::Code;
use drokpa_core::hub::HubKeys;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
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

#[derive(Serialize, Deserialize)]
struct KeyFile {
    note: String,
    version: u32,
    root_seed: String,
    hub_seed: String,
}

const NOTE: &str = "Secret. Keep a copy off this machine; do not send it to anybody.";
const VERSION: u32 = 1;

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
    let (root, hub) = (random::<32>()?, random::<32>()?);
    let file = KeyFile {
        note: NOTE.to_owned(),
        version: VERSION,
        root_seed: URL_SAFE_NO_PAD.encode(root),
        hub_seed: URL_SAFE_NO_PAD.encode(hub),
    };
    write_json(data, &path, &file)?;
    Ok(HubKeys::new(&KeyPair::from_seed(&root), KeyPair::from_seed(&hub)))
}

/// Reads the keys.
///
/// # Errors
/// [`KeysError::Missing`], [`KeysError::Malformed`] or [`KeysError::Io`].
pub fn read(data: &Path) -> Result<HubKeys, KeysError> {
    let path = path(data);
    let text = std::fs::read_to_string(&path).map_err(|source| match source.kind() {
        ErrorKind::NotFound => KeysError::Missing { path: path.clone() },
        _ => KeysError::Io { path: path.clone(), source },
    })?;
    let seeds = serde_json::from_str::<KeyFile>(&text)
        .ok()
        .filter(|file| file.version == VERSION)
        .and_then(|file| Some((seed(&file.root_seed)?, seed(&file.hub_seed)?)));
    let (root, hub) = seeds.ok_or(KeysError::Malformed { path })?;
    Ok(HubKeys::new(&KeyPair::from_seed(&root), KeyPair::from_seed(&hub)))
}

pub(crate) fn seed(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}

/// Writes secrets that their owner alone may read: beside the place, synced, renamed, the folder
/// synced. After a power cut there is the whole file or none.
fn write_private(data: &Path, path: &Path, bytes: &[u8]) -> Result<(), KeysError> {
    let write = || -> std::io::Result<()> {
        let beside = path.with_extension("json.new");
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        std::fs::rename(&beside, path)?;
        File::open(data)?.sync_all()
    };
    write().map_err(|source| KeysError::Io { path: path.to_owned(), source })
}

/// Writes secrets as JSON for people, see [`write_private`].
pub(crate) fn write_json(
    data: &Path,
    path: &Path,
    secrets: &impl Serialize,
) -> Result<(), KeysError> {
    let mut text = serde_json::to_string_pretty(secrets)
        .map_err(|error| KeysError::Io { path: path.to_owned(), source: error.into() })?;
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

/// Endings of the names of key files in a data folder.
const KEY_FILES: &str = "keys.json";

/// All key files of a folder, to be sealed into a backup: JSON, names with what is in the files.
///
/// # Errors
/// [`KeysError::Missing`] or [`KeysError::Io`].
pub fn pack(data: &Path) -> Result<Vec<u8>, KeysError> {
    if !present(data) {
        return Err(KeysError::Missing { path: path(data) });
    }
    let io = |source| KeysError::Io { path: data.to_owned(), source };
    let mut files = BTreeMap::new();
    for entry in std::fs::read_dir(data).map_err(io)? {
        let entry = entry.map_err(io)?;
        let name = entry.file_name().into_string().unwrap_or_default();
        if name.ends_with(KEY_FILES) {
            files.insert(name, std::fs::read_to_string(entry.path()).map_err(io)?);
        }
    }
    serde_json::to_vec(&files).map_err(|error| io(error.into()))
}

/// Writes key files that [`pack`] packed into a folder that has none.
///
/// # Errors
/// [`KeysError::Malformed`], [`KeysError::Present`] or [`KeysError::Io`].
pub fn unpack(data: &Path, packed: &[u8]) -> Result<(), KeysError> {
    let malformed = || KeysError::Malformed { path: path(data) };
    let files: BTreeMap<String, String> =
        serde_json::from_slice(packed).map_err(|_| malformed())?;
    // Names come out of an authenticated file; they still must stay inside the folder.
    let plain = |name: &String| {
        let known = name.ends_with(KEY_FILES) && !name.starts_with('.');
        known && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
    };
    if !files.keys().all(plain) || !files.contains_key("keys.json") {
        return Err(malformed());
    }
    for (name, content) in files {
        let path = data.join(name);
        if path.exists() {
            return Err(KeysError::Present { path });
        }
        write_private(data, &path, content.as_bytes())?;
    }
    Ok(())
}
