//! `drokpa backup` and `drokpa restore`. A backup is made while the service runs. A restore sets
//! the old database aside and begins a new epoch: phones notice, and hand back what the backup
//! lacks.

use super::{AdminError, database, open};
use crate::keys;
use crate::keys::files::KeyFiles;
use crate::lock::FolderLock;
use crate::sealed;
use crate::store::Store as _;
use crate::store::sqlite::{SqliteStore, backup as file};
use drokpa_core::code::Code;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A backup that was made.
#[derive(Clone, Debug, Serialize)]
pub struct BackupReport {
    /// Where it is.
    pub file: PathBuf,
    /// How large it is.
    pub bytes: u64,
    /// Rows in all logs together.
    pub changesets: u64,
    /// True where it holds the keys, sealed with the passphrase.
    pub with_keys: bool,
}

/// Writes a backup, while the service may run. With a passphrase it also holds the keys, sealed.
///
/// # Errors
/// [`Code::AlreadyInitialised`] where the file is there already: a backup replaces nothing.
/// [`Code::PassphraseWrong`] for one that is too short.
pub fn backup(
    data: &Path,
    to: &Path,
    passphrase: Option<&[u8]>,
) -> Result<BackupReport, AdminError> {
    if to.exists() {
        return Err(AdminError::refused(Code::AlreadyInitialised, to.display()));
    }
    let sealed = match passphrase {
        Some(passphrase) => {
            Some(sealed::seal(passphrase, &KeyFiles::of_folder(data)?.to_bytes()?)?)
        }
        None => None,
    };
    let store = open(data)?;
    let beside = beside(to);
    let io = |source| AdminError::File { path: to.to_owned(), source };
    if beside.exists() {
        std::fs::remove_file(&beside).map_err(io)?;
    }
    store.backup(&beside)?;
    if let Some(sealed) = &sealed {
        file::put_sealed_keys(&beside, sealed)?;
    }
    // Whoever reads it sees every record of the organisation.
    keys::make_private(&beside).map_err(io)?;
    std::fs::File::open(&beside).and_then(|made| made.sync_all()).map_err(io)?;
    std::fs::rename(&beside, to).map_err(io)?;
    sync_folder(to).map_err(io)?;
    let mut changesets = 0;
    for branch in store.branches()? {
        changesets += store.head(&branch.branch)?.position;
    }
    let bytes = std::fs::metadata(to).map_err(io)?.len();
    Ok(BackupReport { file: to.to_owned(), bytes, changesets, with_keys: sealed.is_some() })
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".new");
    PathBuf::from(name)
}

fn sync_folder(path: &Path) -> std::io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    std::fs::File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

/// A restore that was done.
#[derive(Clone, Debug, Serialize)]
pub struct RestoreReport {
    /// The new epoch.
    pub epoch: u32,
    /// The generation that the hub writes under now.
    pub generation: u32,
    /// Rows in all logs together.
    pub changesets: u64,
    /// Where the keys came from: `folder`, `backup` or `sheet`.
    pub keys_from: &'static str,
    /// Where the database of before lies, if there was one.
    pub set_aside: Option<PathBuf>,
}

/// What opens sealed keys, and a typed or photographed key sheet where they come from one.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unsealing<'a> {
    /// The passphrase.
    pub passphrase: Option<&'a [u8]>,
    /// The file: lines, or a PNG.
    pub sheet: Option<&'a [u8]>,
}

/// Makes a backup the hub's database. The folder keeps its keys; an empty one takes them from the
/// key sheet, or else from the backup. The database of before is set aside, never deleted.
///
/// # Errors
/// [`Code::HubRunning`] while the service runs; [`Code::BackupUnusable`] where the file is none of
/// this organisation; [`Code::NotInitialised`] where there are no keys, neither here nor there;
/// [`Code::AlreadyInitialised`] for a key sheet where the folder has keys;
/// [`Code::PassphraseWrong`]; [`Code::KeySheetLine`] and [`Code::KeySheetIncomplete`], which name
/// lines. Nothing was changed then.
pub fn restore(
    data: &Path,
    from: &Path,
    unsealing: Unsealing<'_>,
) -> Result<RestoreReport, AdminError> {
    let io = |source| AdminError::File { path: data.to_owned(), source };
    std::fs::create_dir_all(data).map_err(io)?;
    let _alone = FolderLock::exclusive(data)?;
    let unusable = |error: crate::store::StoreError| {
        AdminError::refused(Code::BackupUnusable, format!("{}: {error}", from.display()))
    };
    let found = file::inspect(from).map_err(unusable)?;
    let (found_keys, keys_from) = match keys::present(data) {
        true if unsealing.sheet.is_some() => {
            return Err(AdminError::refused(Code::AlreadyInitialised, data.display()));
        }
        true => (None, "folder"),
        false => unseal(found.sealed_keys.as_deref(), unsealing)
            .map(|(keys, from)| (Some(keys), from))?,
    };
    let keys = match &found_keys {
        Some(files) => files.keys()?,
        None => keys::read(data)?,
    };
    if keys.realm() != found.realm {
        return Err(AdminError::refused(Code::BackupUnusable, from.display()));
    }
    if let Some(files) = found_keys {
        files.write(data)?;
    }
    let place = database(data);
    let new = data.join("hub.sqlite.new");
    if new.exists() {
        std::fs::remove_file(&new).map_err(io)?;
    }
    let before = if place.exists() { file::before(&place) } else { file::Before::default() };
    file::adopt(from, &new, before)?;
    let set_aside = set_aside(data, &place).map_err(io)?;
    std::fs::rename(&new, &place).map_err(io)?;
    sync_folder(&place).map_err(io)?;
    let store = SqliteStore::open(&place, keys)?;
    let meta = store.meta()?;
    let mut changesets = 0;
    for branch in store.branches()? {
        changesets += store.head(&branch.branch)?.position;
    }
    Ok(RestoreReport {
        epoch: meta.epoch,
        generation: meta.generation,
        changesets,
        keys_from,
        set_aside,
    })
}

/// The keys of a sheet, or else of the backup, and which it was.
fn unseal(
    in_backup: Option<&[u8]>,
    unsealing: Unsealing<'_>,
) -> Result<(KeyFiles, &'static str), AdminError> {
    let Some(sheet) = unsealing.sheet else {
        let sealed = in_backup.ok_or(Code::NotInitialised)?;
        let plain = sealed::open(unsealing.passphrase.ok_or(Code::PassphraseWrong)?, sealed)?;
        return Ok((KeyFiles::read(&plain)?, "backup"));
    };
    let secrets = super::keys::read_sheet(sheet, unsealing.passphrase)?;
    Ok((KeyFiles::of_secrets(&secrets)?, "sheet"))
}

/// Moves the database of before, with its log of changes, to the first free name.
fn set_aside(data: &Path, place: &Path) -> std::io::Result<Option<PathBuf>> {
    if !place.exists() {
        return Ok(None);
    }
    let names = (1_u32..).map(|number| data.join(format!("hub.sqlite.before-{number}")));
    let Some(aside) = names.take(100_000).find(|name| !name.exists()) else {
        return Err(std::io::ErrorKind::AlreadyExists.into());
    };
    for ending in ["-wal", "-shm"] {
        let beside = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(ending);
            PathBuf::from(name)
        };
        if beside(place).exists() {
            std::fs::rename(beside(place), beside(&aside))?;
        }
    }
    std::fs::rename(place, &aside)?;
    Ok(Some(aside))
}
