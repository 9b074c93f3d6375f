//! The one thread that writes. It takes the first waiting job and what else is queued, runs them
//! in one transaction with a savepoint each, and answers only after the transaction is on the
//! disk. One failing job does not hurt the others; a failing disk stops the writer, because
//! afterwards nobody knows what the disk holds.

use super::mark::Mark;
use super::rows;
use crate::store::error::{is_busy, is_disk_failure};
use crate::store::{StoreError, Told};
use drokpa_core::id::Serial;
use rusqlite::Connection;
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// Most jobs in one transaction.
const GROUP_MAX: usize = 16;
/// Most jobs that wait.
const QUEUE_MAX: usize = 1024;
/// Most devices whose words wait for the next write; one more is dropped, being only a hint.
const TOLD_MAX: usize = 16_384;

type ToldBy = Arc<Mutex<HashMap<Serial, Told>>>;

#[derive(Debug)]
pub(super) struct Writer {
    jobs: Option<SyncSender<Box<dyn Job>>>,
    told: ToldBy,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(conn: Connection, mark: Mark) -> Result<Writer, StoreError> {
        let (jobs, queue) = sync_channel(QUEUE_MAX);
        let told = ToldBy::default();
        let shared = Arc::clone(&told);
        let thread = std::thread::Builder::new()
            .name("drokpa-writer".to_owned())
            .spawn(move || run((&conn, &mark), &queue, &shared))
            .map_err(|_| StoreError::Stopped)?;
        Ok(Writer { jobs: Some(jobs), told, thread: Some(thread) })
    }

    /// Runs `work` in a transaction and waits until it is on the disk. With `keep` false, what it
    /// wrote is rolled back.
    pub(super) fn write<T: Send + 'static>(
        &self,
        keep: bool,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let (answer, answered) = sync_channel(1);
        let task = Task { keep, work: Some(work), outcome: None, answer };
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        jobs.try_send(Box::new(task)).map_err(|error| match error {
            TrySendError::Full(_) => StoreError::Busy,
            TrySendError::Disconnected(_) => StoreError::Stopped,
        })?;
        answered.recv().unwrap_or(Err(StoreError::Stopped))
    }

    pub(super) fn note_told(&self, serial: Serial, told: Told) {
        let mut waiting = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.len() < TOLD_MAX || waiting.contains_key(&serial) {
            waiting.insert(serial, told);
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // The thread ends once the queue is empty; a panic in it was answered as Stopped.
            let _ = thread.join();
        }
    }
}

trait Job: Send {
    /// Does the work. True where what it wrote is to be kept.
    fn run(&mut self, conn: &Connection) -> bool;
    /// Answers, after the commit; with an error the outcome is replaced by it.
    fn settle(self: Box<Self>, error: Option<StoreError>);
}

struct Task<T, F> {
    keep: bool,
    work: Option<F>,
    outcome: Option<Result<T, StoreError>>,
    answer: SyncSender<Result<T, StoreError>>,
}

impl<T, F> Job for Task<T, F>
where
    T: Send,
    F: FnOnce(&Connection) -> Result<T, StoreError> + Send,
{
    fn run(&mut self, conn: &Connection) -> bool {
        let outcome = self.work.take().map(|work| work(conn));
        let keep = self.keep && matches!(outcome, Some(Ok(_)));
        self.outcome = outcome;
        keep
    }

    fn settle(self: Box<Self>, error: Option<StoreError>) {
        let outcome = match error {
            Some(error) => Err(error),
            None => self.outcome.unwrap_or(Err(StoreError::Stopped)),
        };
        // Whoever asked may be gone; what was written stays written.
        let _ = self.answer.send(outcome);
    }
}

fn run((conn, mark): (&Connection, &Mark), queue: &Receiver<Box<dyn Job>>, told: &ToldBy) {
    let mut stopped = false;
    while let Ok(first) = queue.recv() {
        let mut group = vec![first];
        while group.len() < GROUP_MAX
            && let Ok(next) = queue.try_recv()
        {
            group.push(next);
        }
        let error = if stopped {
            Some(StoreError::Stopped)
        } else {
            write_group(conn, &mut group, told).err()
        };
        if let Some(StoreError::Database { source }) = &error {
            tracing::error!(error = %source, "a transaction failed");
            stopped = is_disk_failure(source);
        }
        // What was committed stays committed; a mark that lags only notices less.
        if error.is_none()
            && let Err(error) = mark.follow(conn)
        {
            tracing::error!(error = &error as &dyn std::error::Error, "the mark does not follow");
        }
        for job in group {
            job.settle(error.as_ref().map(again));
        }
    }
}

/// The same error for one more job of the group.
fn again(error: &StoreError) -> StoreError {
    match error {
        StoreError::Database { source } if is_busy(source) => StoreError::Busy,
        _ => StoreError::Stopped,
    }
}

fn write_group(
    conn: &Connection,
    group: &mut [Box<dyn Job>],
    told: &ToldBy,
) -> Result<(), StoreError> {
    conn.execute_batch("BEGIN IMMEDIATE")?;
    let written = run_group(conn, group, told).and_then(|()| Ok(conn.execute_batch("COMMIT")?));
    if written.is_err() && !conn.is_autocommit() {
        // The first error is the one to tell; this one could only be its echo.
        let _ = conn.execute_batch("ROLLBACK");
    }
    written
}

fn run_group(
    conn: &Connection,
    group: &mut [Box<dyn Job>],
    told: &ToldBy,
) -> Result<(), StoreError> {
    for job in group {
        conn.prepare_cached("SAVEPOINT job")?.execute([])?;
        let keep = job.run(conn);
        // A full disk can end the whole transaction; then there is no savepoint any more and
        // what the earlier jobs wrote is gone too.
        if conn.is_autocommit() {
            return Err(StoreError::Stopped);
        }
        if !keep {
            conn.prepare_cached("ROLLBACK TO job")?.execute([])?;
        }
        conn.prepare_cached("RELEASE job")?.execute([])?;
    }
    let taken = std::mem::take(&mut *told.lock().unwrap_or_else(PoisonError::into_inner));
    taken.into_iter().try_for_each(|(serial, told)| rows::put_told(conn, serial, &told))
}
