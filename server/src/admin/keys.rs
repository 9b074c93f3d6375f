//! `drokpa keys`: the sheet of paper from which an organisation's keys come back on an empty
//! machine, the hub's next key, and a folder without the root key. What stands on the sheet is
//! sealed; the passphrase is kept elsewhere.

use super::backup::Unsealing;
use super::{AdminError, database, open};
use crate::keys::{self, Secrets, lines};
use crate::lock::FolderLock;
use crate::print;
use crate::sealed;
use crate::store::Store as _;
use crate::store::sqlite::SqliteStore;
use drokpa_core::chain::keys::KeyPair;
use drokpa_core::code::Code;
use drokpa_core::time::Seconds;
use drokpa_core::wire::bytes::hex;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// A key sheet that was made.
#[derive(Clone, Debug, Serialize)]
pub struct KeySheet {
    /// Where it is.
    pub file: PathBuf,
    /// The hash of the root key, as it stands on the page.
    pub realm: String,
    /// How many lines somebody would have to type.
    pub lines: usize,
}

/// Writes a page to print with the organisation's keys on it, sealed with the passphrase. Where the
/// root key is not in the folder, it comes from the sheet of before, which has the same passphrase.
///
/// # Errors
/// [`Code::AlreadyInitialised`] where the file is there already; [`Code::PassphraseWrong`] for a
/// passphrase that is too short; [`Code::NotInitialised`] where the folder has no keys;
/// [`Code::RootMissing`]; for the sheet of before as [`super::restore`].
pub fn key_sheet(
    data: &Path,
    to: &Path,
    unsealing: Unsealing<'_>,
    now: Seconds,
) -> Result<KeySheet, AdminError> {
    if to.exists() {
        return Err(AdminError::refused(Code::AlreadyInitialised, to.display()));
    }
    let secrets = keys::secrets(data)?;
    let secrets = secrets.with_root(Some(root(&secrets, unsealing)?))?;
    let realm = hex(&secrets.keys().realm().0.0);
    let passphrase = unsealing.passphrase.ok_or(Code::PassphraseWrong)?;
    let sealed = sealed::seal(passphrase, &secrets.to_bytes()?)?;
    let (lines, codes) = (lines::write(&sealed)?, lines::codes(&sealed)?);
    let page = print::key_sheet(&print::KeySheet {
        realm: &realm,
        day: now.day(),
        lines: &lines,
        codes: &codes,
    })?;
    let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty());
    keys::write_private(folder.unwrap_or(Path::new(".")), to, page.as_bytes())?;
    Ok(KeySheet { file: to.to_owned(), realm, lines: lines.len() })
}

/// Reads the seeds on a key sheet.
///
/// # Errors
/// [`Code::KeySheetLine`] and [`Code::KeySheetIncomplete`], which name lines;
/// [`Code::PassphraseWrong`].
pub(super) fn read_sheet(sheet: &[u8], passphrase: Option<&[u8]>) -> Result<Secrets, AdminError> {
    let wrong = Code::PassphraseWrong;
    let sealed = lines::read(sheet).map_err(|error| AdminError::refused(error.code(), error))?;
    let plain = sealed::open(passphrase.ok_or(wrong)?, &sealed)?;
    Ok(Secrets::read(&plain).ok_or(wrong)?)
}

/// The root pair: of the folder, or else of the sheet.
fn root(secrets: &Secrets, unsealing: Unsealing<'_>) -> Result<KeyPair, AdminError> {
    match (secrets.root(), unsealing.sheet) {
        (Some(root), _) => Ok(root.clone()),
        (None, None) => Err(Code::RootMissing.into()),
        (None, Some(sheet)) => {
            let found = read_sheet(sheet, unsealing.passphrase)?;
            Ok(found.root().ok_or(Code::RootMissing)?.clone())
        }
    }
}

/// The hub goes on under another key.
#[derive(Clone, Debug, Serialize)]
pub struct Succeeded {
    /// The hub's new public key.
    pub hub_key: String,
    /// The generation that the hub writes under now.
    pub generation: u32,
    /// Entries that the hub said again under it.
    pub said_again: u64,
    /// How many keys it has had before.
    pub former: usize,
}

/// Makes the hub's next key, which the root key vouches for, and says again under it whatever
/// holds. Phones learn of it by themselves, however long they were away. The former key stays in
/// the folder, because phones that were away have to be told in a voice that they know.
///
/// # Errors
/// [`Code::HubRunning`] while the service runs; [`Code::RootMissing`]; for a key sheet as
/// [`super::restore`]. Nothing was changed then.
pub fn succeed(
    data: &Path,
    unsealing: Unsealing<'_>,
    now: Seconds,
) -> Result<Succeeded, AdminError> {
    let secrets = keys::secrets(data)?;
    let _alone = FolderLock::exclusive(data)?;
    let root = root(&secrets, unsealing)?;
    // A hub that was put back notices it first, so that no generation is used again.
    let generation = open(data)?.meta()?.generation;
    // Minutes only grow: also a hub that was put back on another machine names a later one.
    let from = generation.saturating_add(1).max(now.minute().0);
    let next = secrets.succeed(&root, &keys::random()?, from)?;
    keys::put(data, &next)?;
    let said_again = SqliteStore::take_up_keys(&database(data), next.keys(), now)?;
    Ok(Succeeded {
        hub_key: hex(next.keys().pair.public().bytes()),
        generation: open(data)?.meta()?.generation,
        said_again,
        former: next.keys().former.len(),
    })
}

/// The root key is only on paper now.
#[derive(Clone, Debug, Serialize)]
pub struct RootDropped {
    /// The hash of the root key.
    pub realm: String,
}

/// Takes the root key out of the folder, once the key sheet was read back and has it: whoever
/// steals the folder then cannot name the hub's next key.
///
/// # Errors
/// As for a key sheet in [`super::restore`]; [`Code::HubUntrusted`] where it is of another
/// organisation; [`Code::KeysSuperseded`] where it lacks the hub's newest key. Nothing was changed
/// then.
pub fn drop_root(data: &Path, unsealing: Unsealing<'_>) -> Result<RootDropped, AdminError> {
    let secrets = keys::secrets(data)?;
    let sheet = unsealing.sheet.ok_or(Code::RootMissing)?;
    let found = read_sheet(sheet, unsealing.passphrase)?;
    let root = found.root().ok_or(Code::RootMissing)?;
    secrets.with_root(Some(root.clone()))?;
    if found.keys().succession != secrets.keys().succession {
        return Err(Code::KeysSuperseded.into());
    }
    keys::put(data, &secrets.with_root(None)?)?;
    Ok(RootDropped { realm: hex(&secrets.keys().realm().0.0) })
}
