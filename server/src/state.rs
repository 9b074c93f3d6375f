//! What all requests of one running service share.

use crate::clock::Clock;
use crate::error::HubError;
use crate::service::Service;
use drokpa_core::code::Code;
use drokpa_core::time::Seconds;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicUsize, Ordering};

/// Most requests that are worked on or wait for a thread. More are told to come back, before
/// their bodies pile up in memory.
const IN_FLIGHT_MAX: usize = 512;

/// What all requests share.
#[derive(Clone)]
pub struct State(Arc<Shared>);

struct Shared {
    service: Service,
    clock: Clock,
    in_flight: AtomicUsize,
    request_ids: AtomicU32,
}

impl State {
    /// The state of a service. `first_request_id` is random, so that ids of two runs differ.
    #[must_use]
    pub fn new(service: Service, clock: Clock, first_request_id: u32) -> State {
        State(Arc::new(Shared {
            service,
            clock,
            in_flight: AtomicUsize::new(0),
            request_ids: AtomicU32::new(first_request_id),
        }))
    }

    /// The service.
    #[must_use]
    pub fn service(&self) -> &Service {
        &self.0.service
    }

    /// The hub's time.
    #[must_use]
    pub fn now(&self) -> Seconds {
        self.0.clock.now()
    }

    /// A name for the next request: eight hexadecimal digits.
    #[must_use]
    pub fn next_request_id(&self) -> String {
        format!("{:08x}", self.0.request_ids.fetch_add(1, Ordering::Relaxed))
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
        let joined = actix_web::web::block(move || work(&place.0)).await;
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
