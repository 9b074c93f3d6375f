//! Where the hub's time comes from. This is the one place of the server that reads the system's
//! clock; everything else is told the time, so tests and the demo can live weeks in a second.

use drokpa_core::time::Seconds;
use std::sync::Arc;

/// Tells the time.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Seconds + Send + Sync>);

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Clock {
        Clock(Arc::new(system_now))
    }

    /// A clock that asks `now` each time.
    #[must_use]
    pub fn from_fn(now: impl Fn() -> Seconds + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(now))
    }

    /// The time.
    #[must_use]
    pub fn now(&self) -> Seconds {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Clock({})", self.now().0)
    }
}

#[expect(clippy::disallowed_methods, reason = "the edge where the system's clock comes in")]
fn system_now() -> Seconds {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    Seconds(since.map_or(0, |since| since.as_secs()))
}
