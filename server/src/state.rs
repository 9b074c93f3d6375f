//! What all requests of one running service share.

use crate::app_files::AppFiles;
use crate::auth::{Limits, TokenKeys};
use crate::clock::Clock;
use crate::error::HubError;
use crate::metrics::Metrics;
use crate::service::Service;
use drokpa_core::code::Code;
use drokpa_core::time::Seconds;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// Most requests that are worked on or wait for a thread. More are told to come back, before
/// their bodies pile up in memory.
const IN_FLIGHT_MAX: usize = 512;

/// Most bytes of large bodies that come in at once, over slow links too.
const BODIES_BYTES_MAX: usize = 32 * 1024 * 1024;
/// Up to this size a body is always taken in; connections bound how many there can be.
const SMALL_BYTES: usize = 4 * 1024;

/// What all requests share.
#[derive(Clone)]
pub struct State(Arc<Shared>);

/// What a state is made of.
pub struct Parts {
    /// The hub.
    pub service: Service,
    /// The keys of tokens.
    pub token_keys: TokenKeys,
    /// How much may come from one place.
    pub limits: Arc<Limits>,
    /// The hub's clock.
    pub clock: Clock,
    /// True where a proxy on this machine speaks for all clients.
    pub behind_proxy: bool,
    /// True where the service itself speaks TLS.
    pub tls: bool,
    /// The web app.
    pub app_files: AppFiles,
    /// Random, so that ids of two runs differ.
    pub first_request_id: u32,
}

struct Shared {
    parts: Parts,
    metrics: Metrics,
    in_flight: AtomicUsize,
    body_bytes: AtomicUsize,
    request_ids: AtomicU32,
}

impl State {
    /// The state of a service.
    #[must_use]
    pub fn new(parts: Parts) -> State {
        State(Arc::new(Shared {
            metrics: Metrics::default(),
            in_flight: AtomicUsize::new(0),
            body_bytes: AtomicUsize::new(0),
            request_ids: AtomicU32::new(parts.first_request_id),
            parts,
        }))
    }

    /// The service.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.0.parts.service
    }

    /// The web app.
    #[must_use]
    pub fn app_files(&self) -> &AppFiles {
        &self.0.parts.app_files
    }

    /// The keys of tokens.
    #[must_use]
    pub fn token_keys(&self) -> &TokenKeys {
        &self.0.parts.token_keys
    }

    /// How much may come from one place.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.0.parts.limits
    }

    /// What is counted.
    #[must_use]
    pub fn metrics(&self) -> &Metrics {
        &self.0.metrics
    }

    /// Requests that are worked on or wait for a thread.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.0.in_flight.load(Ordering::Relaxed)
    }

    /// True where the service itself speaks TLS.
    #[must_use]
    pub fn tls(&self) -> bool {
        self.0.parts.tls
    }

    /// True where a proxy on this machine speaks for all clients.
    #[must_use]
    pub fn behind_proxy(&self) -> bool {
        self.0.parts.behind_proxy
    }

    /// The hub's time.
    #[must_use]
    pub fn now(&self) -> Seconds {
        self.0.parts.clock.now()
    }

    /// A name for the next request: eight hexadecimal digits.
    #[must_use]
    pub fn next_request_id(&self) -> String {
        format!("{:08x}", self.0.request_ids.fetch_add(1, Ordering::Relaxed))
    }

    /// Sets memory aside for a body that is about to come in.
    ///
    /// # Errors
    /// [`Code::Overloaded`] where too many large ones come in already.
    pub fn make_room(&self, bytes: usize) -> Result<Room, Code> {
        let bytes = if bytes <= SMALL_BYTES { 0 } else { bytes };
        let room = Room { state: self.clone(), bytes };
        let before = self.0.body_bytes.fetch_add(bytes, Ordering::Relaxed);
        if bytes > 0 && before + bytes > BODIES_BYTES_MAX {
            return Err(Code::Overloaded);
        }
        Ok(room)
    }

    /// Runs work that blocks, away from the threads that serve sockets.
    ///
    /// # Errors
    /// What the work returns; [`Code::Overloaded`] where too much waits already.
    pub async fn block<T: Send + 'static>(
        &self,
        work: impl FnOnce(&State) -> Result<T, HubError> + Send + 'static,
    ) -> Result<T, HubError> {
        let place = Place::take(self).ok_or(Code::Overloaded)?;
        // What is logged on the other thread bears the request's name as well.
        let span = tracing::Span::current();
        let joined = actix_web::web::block(move || span.in_scope(|| work(&place.0))).await;
        joined.unwrap_or(Err(HubError::Refused { code: Code::Internal }))
    }
}

/// One request in flight. It travels with the work, which goes on when its client has left.
struct Place(State);

impl Place {
    fn take(state: &State) -> Option<Place> {
        let place = Place(state.clone());
        let before = state.0.in_flight.fetch_add(1, Ordering::Relaxed);
        (before < IN_FLIGHT_MAX).then_some(place)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.0.0.in_flight.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Memory set aside for one body; given back when dropped.
pub struct Room {
    state: State,
    bytes: usize,
}

impl Drop for Room {
    fn drop(&mut self) {
        self.state.0.body_bytes.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
