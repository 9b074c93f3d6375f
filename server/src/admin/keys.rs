//! `drokpa keys`: the sheet of paper from which an organisation's keys come back on an empty
//! machine. What stands on it is sealed; the passphrase is kept elsewhere.

use super::AdminError;
use crate::keys::{self, lines};
use crate::print;
use crate::sealed;
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

/// Writes a page to print with the organisation's keys on it, sealed with a passphrase.
///
/// # Errors
/// [`Code::AlreadyInitialised`] where the file is there already; [`Code::PassphraseWrong`] for a
/// passphrase that is too short; [`Code::NotInitialised`] where the folder has no keys.
pub fn key_sheet(
    data: &Path,
    to: &Path,
    passphrase: &[u8],
    now: Seconds,
) -> Result<KeySheet, AdminError> {
    if to.exists() {
        return Err(AdminError::refused(Code::AlreadyInitialised, to.display()));
    }
    let secrets = keys::secrets(data)?;
    let realm = hex(&secrets.keys().realm().0.0);
    let sealed = sealed::seal(passphrase, &secrets.to_bytes())?;
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
