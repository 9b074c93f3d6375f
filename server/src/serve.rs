//! Starts and stops the service. `drokpa serve` runs it until a signal; the demo and the tests run
//! it in a thread of their own, on a port of the system's choice.

use crate::admin::AdminError;
use crate::clock::Clock;
use crate::keys;
use crate::lock::FolderLock;
use crate::routes::app;
use crate::service::Service;
use crate::state::State;
use crate::store::Store;
use crate::store::sqlite::SqliteStore;
use actix_web::HttpServer;
use actix_web::dev::{Server, ServerHandle};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use std::thread::JoinHandle;
use std::time::Duration;

/// Threads that serve sockets.
const WORKERS: usize = 2;
/// Threads for each of them that may block: enough to fill a group commit.
const BLOCKING_THREADS: usize = 32;
/// Most connections of each worker. Heads that are still coming in cost up to 128 KiB each.
const CONNECTIONS_MAX: usize = 512;
/// How long the head of a request may take, and an idle connection stays.
const HEAD_TIMEOUT: Duration = Duration::from_secs(20);
const KEEP_ALIVE: Duration = Duration::from_secs(30);
/// How long running requests get when the service stops, in seconds.
const STOP_S: u64 = 10;

/// A service that runs in a thread of its own. Dropping it stops it.
#[derive(Debug)]
pub struct Running {
    /// Where it listens, with the real port.
    pub address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Starts the hub of a data folder.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), drokpa_server::admin::AdminError> {
    /// use drokpa_server::{clock::Clock, serve::Running};
    /// let hub = Running::start("data".as_ref(), "127.0.0.1:0", Clock::system())?;
    /// println!("http://{}", hub.address);
    /// hub.stop();
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Where the folder is not set up, the store cannot be opened, or the address is taken.
    pub fn start(data: &Path, listen: &str, clock: Clock) -> Result<Running, AdminError> {
        let (state, store, lock) = open(data, clock)?;
        let listener = bind(listen)?;
        let address = listener.local_addr().map_err(|source| listen_error(listen, source))?;
        let (told, started) = sync_channel(1);
        let thread = std::thread::Builder::new().name("drokpa-hub".to_owned()).spawn(move || {
            let system = actix_web::rt::System::new();
            system.block_on(async move {
                match server(state, listener, false) {
                    Ok(server) => {
                        let _ = told.send(Ok(server.handle()));
                        // What it returns was logged where it went wrong.
                        let _ = server.await;
                    }
                    Err(error) => {
                        let _ = told.send(Err(error));
                    }
                }
            });
            close(&*store);
            drop(lock);
        });
        let thread = thread.map_err(|source| listen_error(listen, source))?;
        match started.recv() {
            Ok(Ok(handle)) => Ok(Running { address, handle, thread: Some(thread) }),
            Ok(Err(source)) => Err(listen_error(listen, source)),
            Err(_) => Err(listen_error(listen, std::io::ErrorKind::BrokenPipe.into())),
        }
    }

    /// Stops it: running requests are answered first, what devices told is written.
    pub fn stop(self) {
        drop(self);
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // The future only sends the word; the server's own thread acts on it.
        drop(self.handle.stop(true));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Runs the hub of a data folder in this thread until SIGTERM or SIGINT. `listening` is told the
/// address once connections are taken.
///
/// # Errors
/// As [`Running::start`].
pub fn run(
    data: &Path,
    listen: &str,
    clock: Clock,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), AdminError> {
    let (state, store, _lock) = open(data, clock)?;
    let listener = bind(listen)?;
    let address = listener.local_addr().map_err(|source| listen_error(listen, source))?;
    let served = actix_web::rt::System::new().block_on(async move {
        let server = server(state, listener, true)?;
        listening(address);
        server.await
    });
    close(&*store);
    served.map_err(|source| listen_error(listen, source))
}

fn open(data: &Path, clock: Clock) -> Result<(State, Arc<dyn Store>, FolderLock), AdminError> {
    let lock = FolderLock::shared(data)?;
    let keys = keys::read(data)?;
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(&crate::admin::database(data), keys.clone())?);
    let first_request_id = u32::from_be_bytes(keys::random()?);
    let service = Service::new(keys, Arc::clone(&store));
    Ok((State::new(service, clock, first_request_id), store, lock))
}

fn bind(listen: &str) -> Result<TcpListener, AdminError> {
    TcpListener::bind(listen).map_err(|source| listen_error(listen, source))
}

fn listen_error(listen: &str, source: std::io::Error) -> AdminError {
    AdminError::Listen { address: listen.to_owned(), source }
}

fn server(state: State, listener: TcpListener, signals: bool) -> std::io::Result<Server> {
    let server = HttpServer::new(move || app(state.clone()))
        .workers(WORKERS)
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .max_connections(CONNECTIONS_MAX)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(STOP_S)
        .listen(listener)?;
    let server = if signals { server } else { server.disable_signals() };
    Ok(server.run())
}

fn close(store: &dyn Store) {
    if let Err(error) = store.flush() {
        tracing::error!(error = &error as &dyn std::error::Error, "the last write failed");
    }
}
