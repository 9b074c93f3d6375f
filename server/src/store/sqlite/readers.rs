//! A small pool of read-only connections. A thread that finds none free waits for one; nobody
//! holds one while waiting for a write.

use super::configure;
use crate::store::StoreError;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex, PoisonError};

/// Most connections. More threads than cores gain nothing: readers never wait for the disk long.
const CONNECTIONS_MAX: usize = 4;

#[derive(Debug)]
pub(super) struct Readers {
    path: PathBuf,
    pool: Mutex<Pool>,
    returned: Condvar,
}

#[derive(Debug, Default)]
struct Pool {
    free: Vec<Connection>,
    made: usize,
}

impl Readers {
    pub(super) fn new(path: &Path) -> Readers {
        Readers { path: path.to_owned(), pool: Mutex::default(), returned: Condvar::new() }
    }

    /// Runs with a connection; each statement sees the newest state.
    pub(super) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let lent = self.lend()?;
        match &lent.conn {
            Some(conn) => work(conn),
            None => Err(StoreError::Busy),
        }
    }

    /// Runs with a connection; all statements see one state.
    pub(super) fn snapshot<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.read(|conn| {
            let transaction = conn.unchecked_transaction()?;
            let result = work(&transaction);
            transaction.finish()?;
            result
        })
    }

    fn lend(&self) -> Result<Lent<'_>, StoreError> {
        // A poisoned pool is as good as before: connections are moved in and out whole.
        let mut pool = self.pool.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if let Some(conn) = pool.free.pop() {
                return Ok(Lent { readers: self, conn: Some(conn) });
            }
            if pool.made < CONNECTIONS_MAX {
                pool.made += 1;
                drop(pool);
                let mut lent = Lent { readers: self, conn: None };
                lent.conn = Some(self.open()?);
                return Ok(lent);
            }
            pool = self.returned.wait(pool).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn open(&self) -> Result<Connection, StoreError> {
        // Read-write, because the first reader after a crash may have to recover the log of
        // changes; `query_only` keeps it from anything else.
        let conn = Connection::open_with_flags(&self.path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        configure(&conn)?;
        conn.pragma_update(None, "query_only", true)?;
        Ok(conn)
    }
}

/// A connection that goes back when it is dropped, also while unwinding.
struct Lent<'a> {
    readers: &'a Readers,
    conn: Option<Connection>,
}

impl Drop for Lent<'_> {
    fn drop(&mut self) {
        let mut pool = self.readers.pool.lock().unwrap_or_else(PoisonError::into_inner);
        match self.conn.take() {
            Some(conn) => pool.free.push(conn),
            None => pool.made = pool.made.saturating_sub(1),
        }
        drop(pool);
        self.readers.returned.notify_one();
    }
}
