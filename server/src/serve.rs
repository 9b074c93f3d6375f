//! Starts and stops the service. `drokpa serve` runs it until a signal; the demo and the tests run
//! it in a thread of their own, on a port of the system's choice.

use crate::admin::AdminError;
use crate::app_files::AppFiles;
use crate::auth::limits::Rates;
use crate::auth::{Limits, TokenKeys};
use crate::clock::Clock;
use crate::demo::Door;
use crate::keys;
use crate::lock::FolderLock;
use crate::routes::app;
use crate::service::Service;
use crate::state::{Parts, State};
use crate::store::Store;
use crate::store::sqlite::SqliteStore;
use crate::tls::{self, TlsFiles};
use actix_web::HttpServer;
use actix_web::dev::{Server, ServerHandle};
use drokpa_core::code::Code;
use rustls::ServerConfig;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
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

/// How to serve.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where to listen; port 0 takes a free one.
    pub listen: String,
    /// The certificate to speak TLS with; plain HTTP without one.
    pub tls: Option<TlsFiles>,
    /// True where plain HTTP may be spoken to other machines.
    pub plain_http: bool,
    /// True where all clients come through a proxy on this machine, which appends the client's
    /// address to `X-Forwarded-For`.
    pub behind_proxy: bool,
    /// How much may come from one place.
    pub rates: Rates,
    /// A folder with a web app, served in place of the one that the hub was built with.
    pub app: Option<PathBuf>,
    /// The door of a demonstration, on this machine's own address alone.
    pub door: Option<Door>,
}

impl Options {
    /// Plain HTTP at this address, with the usual rates.
    #[must_use]
    pub fn plain(listen: &str) -> Options {
        Options {
            listen: listen.to_owned(),
            tls: None,
            plain_http: true,
            behind_proxy: false,
            rates: Rates::default(),
            app: None,
            door: None,
        }
    }

    /// Refuses plain HTTP where others could listen in, unless it is asked for, and a door where
    /// others could come in.
    fn check(&self, address: SocketAddr) -> Result<(), AdminError> {
        let exposed = !address.ip().to_canonical().is_loopback();
        if exposed && self.door.is_some() {
            let why = format!("{address}: a demonstration's door is for this machine alone");
            return Err(AdminError::refused(Code::ParameterMalformed, why));
        }
        if exposed && self.tls.is_none() && !self.plain_http {
            return Err(AdminError::refused(Code::ListenNeedsTls, address));
        }
        Ok(())
    }
}

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
        Running::start_with(data, &Options::plain(listen), clock)
    }

    /// As [`Running::start`], with options.
    ///
    /// # Errors
    /// As [`Running::start`], and [`Code::ListenNeedsTls`], [`Code::TlsFilesWrong`], or
    /// [`Code::ParameterMalformed`] for a door that others could reach.
    pub fn start_with(data: &Path, options: &Options, clock: Clock) -> Result<Running, AdminError> {
        let listen = options.listen.as_str();
        let (listener, address, tls) = bind(options)?;
        let (state, store, lock) = open(data, options, clock)?;
        let door = options.door.clone();
        let (told, started) = sync_channel(1);
        let thread = std::thread::Builder::new().name("drokpa-hub".to_owned()).spawn(move || {
            let system = actix_web::rt::System::new();
            system.block_on(async move {
                match server(state, listener, (tls, door), false) {
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
/// As [`Running::start_with`].
pub fn run(
    data: &Path,
    options: &Options,
    clock: Clock,
    listening: impl FnOnce(SocketAddr),
) -> Result<(), AdminError> {
    let listen = options.listen.as_str();
    let (listener, address, tls) = bind(options)?;
    let (state, store, _lock) = open(data, options, clock)?;
    let door = options.door.clone();
    let served = actix_web::rt::System::new().block_on(async move {
        let server = server(state, listener, (tls, door), true)?;
        listening(address);
        server.await
    });
    close(&*store);
    served.map_err(|source| listen_error(listen, source))
}

fn open(
    data: &Path,
    options: &Options,
    clock: Clock,
) -> Result<(State, Arc<dyn Store>, FolderLock), AdminError> {
    let lock = FolderLock::shared(data)?;
    let keys = keys::read(data)?;
    let store: Arc<dyn Store> =
        Arc::new(SqliteStore::open(&crate::admin::database(data), keys.clone())?);
    let limits = Arc::new(Limits::new(options.rates));
    let parts = Parts {
        token_keys: TokenKeys::open(data)?,
        first_request_id: u32::from_be_bytes(keys::random()?),
        service: Service::new(keys, Arc::clone(&store)).limited(Arc::clone(&limits)),
        limits,
        app_files: app_files(options)?,
        clock,
        behind_proxy: options.behind_proxy,
        tls: options.tls.is_some(),
    };
    Ok((State::new(parts), store, lock))
}

pub(crate) fn app_files(options: &Options) -> Result<AppFiles, AdminError> {
    let files = match &options.app {
        None => AppFiles::embedded(),
        Some(folder) => AppFiles::read(folder)
            .map_err(|source| AdminError::File { path: folder.clone(), source })?,
    };
    Ok(if options.door.is_some() { Door::marked(files) } else { files })
}

fn bind(options: &Options) -> Result<(TcpListener, SocketAddr, Option<ServerConfig>), AdminError> {
    let failed = |source| listen_error(&options.listen, source);
    let tls = options.tls.as_ref().map(tls::server_config).transpose()?;
    let listener = TcpListener::bind(&options.listen).map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    options.check(address)?;
    Ok((listener, address, tls))
}

fn listen_error(listen: &str, source: std::io::Error) -> AdminError {
    AdminError::Listen { address: listen.to_owned(), source }
}

fn server(
    state: State,
    listener: TcpListener,
    (tls, door): (Option<ServerConfig>, Option<Door>),
    signals: bool,
) -> std::io::Result<Server> {
    let factory = move || {
        let app = app(state.clone());
        match &door {
            Some(door) => app.configure(|config| door.routes(config)),
            None => app,
        }
    };
    let server = HttpServer::new(factory)
        .workers(WORKERS)
        .worker_max_blocking_threads(BLOCKING_THREADS)
        .max_connections(CONNECTIONS_MAX)
        .client_request_timeout(HEAD_TIMEOUT)
        .keep_alive(KEEP_ALIVE)
        .tls_handshake_timeout(HEAD_TIMEOUT)
        .shutdown_timeout(STOP_S);
    let server = match tls {
        Some(config) => server.listen_rustls_0_23(listener, config)?,
        None => server.listen(listener)?,
    };
    let server = if signals { server } else { server.disable_signals() };
    Ok(server.run())
}

fn close(store: &dyn Store) {
    if let Err(error) = store.flush() {
        tracing::error!(error = &error as &dyn std::error::Error, "the last write failed");
    }
}
