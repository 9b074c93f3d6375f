//! The keys of tokens on disk: `token-keys.json` beside the organisation's keys, readable by its
//! owner only. They sign nothing but tokens, so whoever loses them makes new ones and nothing else
//! changes. A running service notices a new file by itself.

use crate::keys::{KeysError, random, seed, write_json};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::chain::keys::{Hash, KeyPair, PublicKey};
use drokpa_core::time::Seconds;
use drokpa_core::wire::bytes::hex;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use super::token::LIFE_S_MAX;

/// Most keys that are kept: one that signs, and old ones until their tokens are over. Turning
/// them faster than that drops the oldest early.
const KEYS_MAX: usize = 8;
const VERSION: u32 = 1;
const NOTE: &str = "Secret. Signs tokens only; `drokpa token-key rotate` makes a new one.";

/// A key of tokens.
#[derive(Clone)]
pub struct TokenKey {
    /// Its name in a token's head.
    pub kid: String,
    /// The pair.
    pub pair: KeyPair,
    /// When it stopped signing; `None` while it signs.
    pub retired_at: Option<Seconds>,
}

impl TokenKey {
    fn new(seed: &[u8; 32], retired_at: Option<Seconds>) -> TokenKey {
        let pair = KeyPair::from_seed(seed);
        TokenKey { kid: kid(&pair.public()), pair, retired_at }
    }

    /// True while a token that this key signed can still be good.
    #[must_use]
    pub fn is_taken(&self, now: Seconds) -> bool {
        self.retired_at.is_none_or(|at| now.0 <= at.0.saturating_add(LIFE_S_MAX))
    }
}

/// Eight bytes of the public key's hash, in hexadecimal.
fn kid(key: &PublicKey) -> String {
    hex(&Hash::of("drokpa/token-key/1", &[key.bytes()]).prefix::<8>())
}

#[derive(Serialize, Deserialize)]
struct KeyFile {
    note: String,
    version: u32,
    keys: Vec<StoredKey>,
}

#[derive(Serialize, Deserialize)]
struct StoredKey {
    seed: String,
    retired_at: Option<u64>,
}

fn path(data: &Path) -> PathBuf {
    data.join("token-keys.json")
}

/// What became of the keys.
#[derive(Clone, Debug, Serialize)]
pub struct Rotated {
    /// The key that signs from now on.
    pub kid: String,
    /// Keys that sign no more; what they signed is taken until it is over.
    pub retired: Vec<String>,
    /// Keys that are gone.
    pub dropped: Vec<String>,
}

/// Makes a new signing key. The old one is kept until the last token that it may have signed is
/// over, so nobody notices. With `drop_old`, after a leak, all tokens end at once.
///
/// # Errors
/// Where the file cannot be read or written.
pub fn rotate(data: &Path, drop_old: bool, now: Seconds) -> Result<Rotated, KeysError> {
    let mut keys = read(data)?.unwrap_or_default();
    for key in &mut keys {
        key.retired_at.get_or_insert(now);
    }
    let (mut kept, mut dropped): (Vec<TokenKey>, Vec<TokenKey>) =
        keys.into_iter().partition(|key| key.is_taken(now) && !drop_old);
    while kept.len() >= KEYS_MAX {
        dropped.push(kept.remove(0));
    }
    let names = |keys: &[TokenKey]| keys.iter().map(|key| key.kid.clone()).collect();
    let retired = names(&kept);
    let fresh = TokenKey::new(&random()?, None);
    let kid = fresh.kid.clone();
    kept.push(fresh);
    write(data, &kept)?;
    Ok(Rotated { kid, retired, dropped: names(&dropped) })
}

fn write(data: &Path, keys: &[TokenKey]) -> Result<(), KeysError> {
    let stored = |key: &TokenKey| StoredKey {
        seed: URL_SAFE_NO_PAD.encode(key.pair.seed()),
        retired_at: key.retired_at.map(|at| at.0),
    };
    let keys = keys.iter().map(stored).collect();
    write_json(data, &path(data), &KeyFile { note: NOTE.to_owned(), version: VERSION, keys })
}

/// The keys in the file, oldest first; `None` where there is no file.
fn read(data: &Path) -> Result<Option<Vec<TokenKey>>, KeysError> {
    let path = path(data);
    let text = match std::fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        other => other.map_err(|source| KeysError::Io { path: path.clone(), source })?,
    };
    let file = serde_json::from_str::<KeyFile>(&text).ok();
    let keys = file.filter(|file| file.version == VERSION).and_then(|file| {
        let key =
            |one: StoredKey| Some(TokenKey::new(&seed(&one.seed)?, one.retired_at.map(Seconds)));
        file.keys.into_iter().map(key).collect::<Option<Vec<TokenKey>>>()
    });
    keys.map(Some).ok_or(KeysError::Malformed { path })
}

/// When the file was last replaced, and its length: enough to notice that it was.
type Stamp = Option<(SystemTime, u64)>;

#[derive(Default)]
struct Loaded {
    stamp: Stamp,
    keys: Arc<[TokenKey]>,
}

/// The keys of a data folder, read again when the file changes.
pub struct TokenKeys {
    data: PathBuf,
    loaded: Mutex<Loaded>,
}

impl TokenKeys {
    /// Opens the keys of a data folder, and makes the first one where there is none.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub fn open(data: &Path) -> Result<TokenKeys, KeysError> {
        if read(data)?.is_none() {
            write(data, &[TokenKey::new(&random()?, None)])?;
        }
        let keys = TokenKeys { data: data.to_owned(), loaded: Mutex::default() };
        keys.current().map(|_| keys)
    }

    /// A folder with this key, which signs there.
    #[cfg(test)]
    pub(super) fn with(data: &Path, key: &TokenKey) -> TokenKeys {
        write(data, &[TokenKey { retired_at: None, ..key.clone() }]).unwrap();
        TokenKeys::open(data).unwrap()
    }

    /// All keys, the signing one last. A file that cannot be read any more leaves those that were
    /// read before, so a service goes on while somebody repairs it.
    ///
    /// # Errors
    /// Where there are none to go on with.
    pub fn current(&self) -> Result<Arc<[TokenKey]>, KeysError> {
        let stamp: Stamp = std::fs::metadata(path(&self.data))
            .ok()
            .and_then(|meta| Some((meta.modified().ok()?, meta.len())));
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if stamp.is_none() || stamp != loaded.stamp {
            match read(&self.data) {
                Ok(Some(keys)) if !keys.is_empty() => {
                    *loaded = Loaded { stamp, keys: keys.into() };
                }
                refused if loaded.keys.is_empty() => {
                    let missing = KeysError::Missing { path: path(&self.data) };
                    return Err(refused.err().unwrap_or(missing));
                }
                _ => tracing::error!("the token keys cannot be read; the ones before are used"),
            }
        }
        Ok(Arc::clone(&loaded.keys))
    }
}

impl std::fmt::Debug for TokenKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TokenKeys(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kids(keys: &TokenKeys) -> Vec<String> {
        keys.current().unwrap().iter().map(|key| key.kid.clone()).collect()
    }

    #[test]
    fn an_old_key_is_taken_until_its_last_token_is_over() {
        let folder = tempfile::tempdir().unwrap();
        let keys = TokenKeys::open(folder.path()).unwrap();
        let first = kids(&keys);
        let rotated = rotate(folder.path(), false, Seconds(1_000)).unwrap();
        assert_eq!(rotated.retired, first);
        assert_eq!(kids(&keys), [first[0].clone(), rotated.kid.clone()], "read again by itself");
        let old = keys.current().unwrap()[0].clone();
        assert!(old.is_taken(Seconds(1_000 + LIFE_S_MAX)));
        assert!(!old.is_taken(Seconds(1_001 + LIFE_S_MAX)));
        let again = rotate(folder.path(), false, Seconds(1_001 + LIFE_S_MAX)).unwrap();
        assert_eq!((again.retired, again.dropped), (vec![rotated.kid], first));
        let leaked = rotate(folder.path(), true, Seconds(1_001 + LIFE_S_MAX)).unwrap();
        assert_eq!(kids(&keys), [leaked.kid]);
    }

    #[test]
    fn keys_are_few_and_their_file_is_its_owners() {
        let folder = tempfile::tempdir().unwrap();
        for _ in 0..20 {
            rotate(folder.path(), false, Seconds(1_000)).unwrap();
        }
        assert_eq!(kids(&TokenKeys::open(folder.path()).unwrap()).len(), KEYS_MAX);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = std::fs::metadata(path(folder.path())).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_broke_does_not_stop_a_service_and_does_stop_a_start() {
        let folder = tempfile::tempdir().unwrap();
        let keys = TokenKeys::open(folder.path()).unwrap();
        let before = kids(&keys);
        std::fs::write(path(folder.path()), "{}").unwrap();
        assert_eq!(kids(&keys), before);
        assert!(matches!(TokenKeys::open(folder.path()), Err(KeysError::Malformed { .. })));
        std::fs::remove_file(path(folder.path())).unwrap();
        assert_eq!(kids(&keys), before);
    }
}
