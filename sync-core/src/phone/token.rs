//! The hub's time as a phone knows it, and the proof with which it asks for a bearer token. For
//! hosts that read JSON from the hub beside syncing; nothing here changes the phone.

use super::Phone;
use crate::sync::token::TokenProof;
use crate::time::Seconds;

impl Phone {
    /// The proof with which this phone asks its hub for a bearer token. `now` is the device's
    /// clock, however wrong.
    #[must_use]
    pub fn token_proof(&self, now: Seconds) -> TokenProof {
        TokenProof::sign(&self.pair, &self.trust.realm, self.me.serial, self.hub_time(now))
    }

    /// The hub's time as last told, by the device's clock.
    #[must_use]
    pub const fn hub_time(&self, now: Seconds) -> Seconds {
        Seconds(now.0.saturating_add_signed(self.clock_offset))
    }
}
