//! All key files of a folder together, as a backup with keys holds them and as a key sheet makes
//! them. Called by backup and restore. Nothing is written before it is known whose keys they are.

use super::{KeysError, Secrets, io, path, present, write_private};
use drokpa_core::hub::HubKeys;
use std::collections::BTreeMap;
use std::path::Path;

/// The name of the file without which there are no keys.
const KEYS: &str = "keys.json";
/// Endings of the names of key files in a data folder.
const ENDING: &str = "keys.json";

/// Key files: names with what is in them.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyFiles(BTreeMap<String, String>);

impl std::fmt::Debug for KeyFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("KeyFiles").field(&self.0.keys()).finish()
    }
}

impl KeyFiles {
    /// All key files of a folder.
    ///
    /// # Errors
    /// [`KeysError::Missing`] or [`KeysError::Io`].
    pub fn of_folder(data: &Path) -> Result<KeyFiles, KeysError> {
        if !present(data) {
            return Err(KeysError::Missing { path: path(data) });
        }
        let failed = |source| io(data, source);
        let mut files = BTreeMap::new();
        for entry in std::fs::read_dir(data).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().into_string().unwrap_or_default();
            if name.ends_with(ENDING) {
                files.insert(name, std::fs::read_to_string(entry.path()).map_err(failed)?);
            }
        }
        Ok(KeyFiles(files))
    }

    /// The key files that seeds make. Keys of tokens are not among them: a hub without makes new
    /// ones.
    ///
    /// # Errors
    /// [`KeysError::Io`], which does not happen.
    pub fn of_secrets(secrets: &Secrets) -> Result<KeyFiles, KeysError> {
        let text = secrets.text().map_err(|error| io(Path::new(KEYS), error.into()))?;
        Ok(KeyFiles(BTreeMap::from([(KEYS.to_owned(), text)])))
    }

    /// The files as JSON, to be sealed into a backup.
    ///
    /// # Errors
    /// [`KeysError::Io`], which does not happen.
    pub fn to_bytes(&self) -> Result<Vec<u8>, KeysError> {
        serde_json::to_vec(&self.0).map_err(|error| io(Path::new(KEYS), error.into()))
    }

    /// Reads what [`KeyFiles::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`KeysError::Malformed`].
    pub fn read(packed: &[u8]) -> Result<KeyFiles, KeysError> {
        let malformed = || KeysError::Malformed { path: KEYS.into() };
        let files: BTreeMap<String, String> =
            serde_json::from_slice(packed).map_err(|_| malformed())?;
        // Names come out of an authenticated file; they still must stay inside the folder.
        let plain = |name: &String| {
            let known = name.ends_with(ENDING) && !name.starts_with('.');
            known && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte))
        };
        if files.keys().all(plain) { Ok(KeyFiles(files)) } else { Err(malformed()) }
    }

    /// The keys in them.
    ///
    /// # Errors
    /// [`KeysError::Malformed`].
    pub fn keys(&self) -> Result<HubKeys, KeysError> {
        let secrets = self.0.get(KEYS).and_then(|text| Secrets::parse(text));
        let secrets = secrets.ok_or(KeysError::Malformed { path: KEYS.into() })?;
        Ok(secrets.keys().clone())
    }

    /// Writes the files into a folder that has none of them. The one without which there are no
    /// keys comes last: a folder has all of them or none.
    ///
    /// # Errors
    /// [`KeysError::Present`] or [`KeysError::Io`].
    pub fn write(&self, data: &Path) -> Result<(), KeysError> {
        let place = |name: &str| data.join(name);
        if let Some(there) = self.0.keys().map(|name| place(name)).find(|path| path.exists()) {
            return Err(KeysError::Present { path: there });
        }
        let others = self.0.iter().filter(|(name, _)| *name != KEYS);
        for (name, content) in others.chain(self.0.get_key_value(KEYS)) {
            write_private(data, &place(name), content.as_bytes())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_other_names_are_refused_and_none_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        super::super::create(folder.path()).unwrap();
        let files = KeyFiles::of_folder(folder.path()).unwrap();
        assert_eq!(KeyFiles::read(&files.to_bytes().unwrap()).unwrap(), files);
        assert!(matches!(files.write(folder.path()), Err(KeysError::Present { .. })));
        for name in ["../keys.json", ".keys.json", "hub.sqlite", "a/keys.json"] {
            let packed = serde_json::to_vec(&BTreeMap::from([(name, "")])).unwrap();
            assert!(matches!(KeyFiles::read(&packed), Err(KeysError::Malformed { .. })), "{name}");
        }
        let other = tempfile::tempdir().unwrap();
        files.write(other.path()).unwrap();
        assert_eq!(
            files.keys().unwrap().realm(),
            super::super::read(other.path()).unwrap().realm()
        );
    }

    #[test]
    fn seeds_of_a_sheet_make_the_same_keys() {
        let folder = tempfile::tempdir().unwrap();
        super::super::create(folder.path()).unwrap();
        let secrets = super::super::secrets(folder.path()).unwrap();
        let bytes = secrets.to_bytes().unwrap();
        let read = Secrets::read(&bytes).unwrap();
        assert!(Secrets::read(&bytes[1..]).is_none());
        let files = KeyFiles::of_secrets(&read).unwrap();
        assert_eq!(files, KeyFiles::of_folder(folder.path()).unwrap());
    }
}
