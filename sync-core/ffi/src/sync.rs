//! Syncing and the access log: requests that the app sends, answers that it hands back.

use crate::error::PhoneError;
use crate::phone::Phone;

/// A request for the app to send.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Ask {
    /// GET, POST or PUT.
    pub method: String,
    /// What follows the hub's address, such as `/v1/sync`.
    pub path: String,
    /// The body, to be sent as it is, without any encoding.
    pub body: Vec<u8>,
    /// Where given, the head `Authorization: Bearer …`.
    pub token: Option<String>,
}

impl From<drokpa_app::Ask> for Ask {
    fn from(ask: drokpa_app::Ask) -> Ask {
        let drokpa_app::Ask { method, path, body, token } = ask;
        Ask { method: method.to_owned(), path, body, token }
    }
}

/// What a sync did.
#[uniffi::remote(Record)]
pub struct SyncReport {
    /// Requests that were answered.
    pub requests: u32,
    /// Bytes of their bodies.
    pub body_bytes_up: u64,
    /// Bytes of the replies' bodies.
    pub body_bytes_down: u64,
    /// Changesets that the hub took.
    pub accepted: u32,
    /// Changesets that the hub had.
    pub known: u32,
    /// Changesets that the hub cannot take yet.
    pub waiting: u32,
    /// Changesets that the hub refused.
    pub rejected: u32,
    /// Changesets that the hub keeps apart.
    pub quarantined: u32,
    /// Entries that came down and were new.
    pub received: u32,
    /// Letters of others that the hub answered or refused.
    pub letters: u32,
    /// True where the hub's log covers everything that is on the phone.
    pub synced: bool,
}

/// Somebody looked at the member's record at the hub.
#[uniffi::remote(Record)]
pub struct Access {
    /// Who; nobody named for an operator on the hub's machine.
    pub by: Option<String>,
    /// With which device, where one had a part in it.
    pub device: Option<u32>,
    /// standing, queue, replication or export.
    pub what: String,
    /// When, RFC 3339.
    pub at: String,
}

pub use drokpa_app::{Access, SyncReport};

#[uniffi::export]
impl Phone {
    /// Begins a sync; one that was under way is given up, which does no harm.
    pub fn begin_sync(&self) -> Result<(), PhoneError> {
        self.on(|phone| {
            phone.begin_sync();
            Ok(())
        })
    }

    /// The next request of what was begun: the rest of an enrolment, a sync, or a query of the
    /// access log. The app sends it and hands what came to `answer`; without a link it stops
    /// here and begins anew another time. Nothing once all is done. `now` is the device's clock,
    /// in seconds since 1970, however wrong.
    ///
    /// Fails with `state_wrong` while an answer is awaited.
    pub fn next_ask(&self, now: u64) -> Result<Option<Ask>, PhoneError> {
        self.on(|phone| Ok(phone.next_ask(now)?.map(Ask::from)))
    }

    /// Takes in what came back: the HTTP status and the body. It is saved when this returns.
    ///
    /// Fails with what the hub refused with, such as `rate_limited`; `reply_malformed` or
    /// `reply_unauthentic` where something else answered; `state_wrong` without a request. What
    /// came until then is kept; a sync may be repeated.
    pub fn answer(&self, now: u64, status: u16, body: Vec<u8>) -> Result<(), PhoneError> {
        self.take(|phone| phone.answer(now, status, &body))
    }

    /// What the sync did so far.
    pub fn sync_report(&self) -> Result<SyncReport, PhoneError> {
        self.read(|phone| Ok(phone.sync_report()))
    }

    /// The request for a token, for what the hub answers beyond a sync, such as invites. Its answer
    /// goes to nothing here: it is JSON with a member `token`, a bearer token that is good for some
    /// minutes. `now` is the device's clock; where it is wrong by more than a minute or two the hub
    /// refuses with `clock_window`, and a sync before tells the phone the hub's time.
    pub fn token_ask(&self, now: u64) -> Result<Ask, PhoneError> {
        self.read(|phone| Ok(Ask::from(phone.token_ask(now))))
    }

    /// Begins to ask the hub who looked at the member's record; the loop is that of a sync.
    pub fn begin_access_log(&self) -> Result<(), PhoneError> {
        self.on(|phone| {
            phone.begin_access_log();
            Ok(())
        })
    }

    /// The rows that the last query brought, the newest first.
    pub fn access_log(&self) -> Result<Vec<Access>, PhoneError> {
        self.read(|phone| Ok(phone.access_log()))
    }
}
