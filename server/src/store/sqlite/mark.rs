//! The mark beside the keys: how many entries the hub has signed. A database that was put back has
//! fewer, and the hub begins a new epoch before it signs anything else. Like a phone's mark it lies
//! outside the database and in no backup of it. It also says when its own file was made: whoever
//! puts the whole folder back makes that file anew, and no tool sets that time.

use crate::keys;
use crate::store::StoreError;
use rusqlite::Connection;
use std::cell::Cell;
use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What the mark says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    /// Entries that the hub has signed.
    pub(super) signed: u32,
    /// The generation of the last.
    pub(super) generation: u32,
    /// True where the file is a copy of the one that the hub wrote.
    pub(super) put_back: bool,
}

impl Marked {
    /// A generation that nothing was written under. After a whole folder was put back nobody
    /// knows what was begun since, so it jumps by chance.
    pub(super) fn next_generation(&self) -> Result<u32, StoreError> {
        let mut jump = 1;
        if self.put_back {
            let [one, two] = keys::random().map_err(|_| StoreError::Stopped)?;
            jump += u32::from(u16::from_be_bytes([one, two]) % GENERATIONS_JUMP);
        }
        Ok(self.generation.saturating_add(jump))
    }
}

/// How far generations jump at most.
const GENERATIONS_JUMP: u16 = 1024;

/// When a file was made, in nanoseconds since 1970; `None` where the system does not say. It is
/// kept when the file is renamed, and a copy has another one.
fn born(file: &File) -> Option<u128> {
    let made = file.metadata().and_then(|about| about.created()).ok()?;
    Some(made.duration_since(std::time::UNIX_EPOCH).ok()?.as_nanos())
}

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

    /// What the mark says; none where it is not there or does not read.
    pub(super) fn read(&self) -> Option<Marked> {
        let text = std::fs::read_to_string(self.path()).ok()?;
        let mut words = text.split_whitespace();
        let (signed, generation) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let born = File::open(self.path()).ok().and_then(|file| born(&file));
        // A system that does not know when a file was made tells nothing.
        let told = words.next().and_then(|word| word.parse().ok());
        let put_back = born.zip(told).is_some_and(|(born, told): (u128, u128)| born != told);
        Some(Marked { signed, generation, put_back })
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
        let ahead = |before: &Marked| before.signed >= now.0 && before.generation >= now.1;
        if before.as_ref().is_some_and(ahead) {
            return Ok(());
        }
        let most =
            before.map_or(now, |before| (before.signed.max(now.0), before.generation.max(now.1)));
        self.write(most).map_err(|source| {
            self.known.set(None);
            StoreError::Mark { path: self.path(), source }
        })
    }

    /// Written beside its place, synced and renamed: it is whole or the old one.
    fn write(&self, (signed, generation): (u32, u32)) -> std::io::Result<()> {
        let beside = self.folder.join(format!("hub.mark.{}", std::process::id()));
        // A file that a crash left there was made at another time than this one.
        let _ = std::fs::remove_file(&beside);
        let mut file = File::create(&beside)?;
        match born(&file) {
            Some(born) => writeln!(file, "{signed} {generation} {born}")?,
            None => writeln!(file, "{signed} {generation}")?,
        }
        file.sync_all()?;
        std::fs::rename(&beside, self.path())?;
        File::open(&self.folder)?.sync_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_that_was_copied_back_says_so_and_one_that_was_left_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let mark = Mark::beside(&folder.path().join("hub.sqlite"));
        assert_eq!(mark.read(), None);
        mark.write((7, 2)).unwrap();
        let written = Marked { signed: 7, generation: 2, put_back: false };
        assert_eq!(mark.read(), Some(written));
        assert_eq!(written.next_generation().unwrap(), 3);
        let old = folder.path().join("old");
        std::fs::copy(mark.path(), &old).unwrap();
        mark.write((9, 2)).unwrap();
        std::fs::copy(&old, mark.path()).unwrap();
        let copied = Marked { put_back: true, ..written };
        assert_eq!(mark.read(), Some(copied), "content of one file in another");
        let jumped = copied.next_generation().unwrap();
        assert!((3..3 + u32::from(GENERATIONS_JUMP)).contains(&jumped));
        std::fs::write(mark.path(), "7 2").unwrap();
        assert_eq!(mark.read(), Some(written), "a system that does not say when tells nothing");
    }
}
