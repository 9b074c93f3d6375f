//! The mark beside the keys: how many entries the hub has signed. A database that was put back has
//! fewer, and the hub begins a new epoch before it signs anything else. Like a phone's mark it lies
//! outside the database and in no backup of it.

use crate::store::StoreError;
use rusqlite::Connection;
use std::cell::Cell;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where the mark lies.
#[derive(Debug)]
pub(super) struct Mark {
    folder: PathBuf,
    /// What it says for sure, so that most commits need no look at the file.
    known: Cell<Option<(u32, u32)>>,
}

impl Mark {
    pub(super) fn beside(database: &Path) -> Mark {
        let folder = database.parent().unwrap_or(Path::new(".")).to_owned();
        Mark { folder, known: Cell::new(None) }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("hub.mark")
    }

    /// What the mark says: entries signed, and the generation of the last; none where it is not
    /// there or does not read.
    pub(super) fn read(&self) -> Option<(u32, u32)> {
        let text = std::fs::read_to_string(self.path()).ok()?;
        let (signed, generation) = text.trim().split_once(' ')?;
        Some((signed.parse().ok()?, generation.parse().ok()?))
    }

    /// Brings the mark to what the database says, where that is more. Another process may have
    /// moved it further.
    pub(super) fn follow(&self, conn: &Connection) -> Result<(), StoreError> {
        let now = (super::number(conn, "signed")?, super::number(conn, "generation")?);
        if self.known.get() == Some(now) {
            return Ok(());
        }
        let before = self.read();
        self.known.set(Some(now));
        if before.is_some_and(|before| before.0 >= now.0 && before.1 >= now.1) {
            return Ok(());
        }
        let most =
            before.map_or(now, |(signed, generation)| (signed.max(now.0), generation.max(now.1)));
        self.write(most).map_err(|source| {
            self.known.set(None);
            StoreError::Mark { path: self.path(), source }
        })
    }

    /// Written beside its place, synced and renamed: it is whole or the old one.
    fn write(&self, (signed, generation): (u32, u32)) -> std::io::Result<()> {
        let beside = self.folder.join(format!("hub.mark.{}", std::process::id()));
        let mut file = File::create(&beside)?;
        writeln!(file, "{signed} {generation}")?;
        file.sync_all()?;
        std::fs::rename(&beside, self.path())?;
        File::open(&self.folder)?.sync_all()
    }
}
