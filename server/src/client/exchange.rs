//! What a phone does over a link: the first contact, and a sync. The facade's errands say what is
//! sent and what an answer means; the host's `commit` makes each batch durable before the next
//! request is made.

use super::{Link, LinkError};
use drokpa_app::{Answer, Ask, Errands};
use drokpa_core::code::Code;
use drokpa_core::phone::{Batch, Enrolment, Identity, Phone};
use drokpa_core::sync::contact::InviteCode;
use drokpa_core::time::Seconds;
use serde::Serialize;

/// The app version that this client tells.
const APP_VERSION: u32 = 1;
const SYNC_PATH: &str = "/v1/sync";

/// Why a sync ended early. What was committed until then stays; it may be repeated.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// The link failed, or the hub refused the request.
    #[error(transparent)]
    Link {
        /// How.
        #[from]
        source: LinkError,
    },
    /// The phone or its store refused.
    #[error("{code}")]
    Phone {
        /// Why.
        code: Code,
    },
}

impl SyncError {
    /// The code that is shown.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            SyncError::Link { source } => source.code(),
            SyncError::Phone { code } => *code,
        }
    }
}

impl From<Code> for SyncError {
    fn from(code: Code) -> SyncError {
        SyncError::Phone { code }
    }
}

/// What a sync did, as `drokpa phone sync --json` prints it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct SyncReport {
    /// Requests that were sent.
    pub requests: u32,
    /// Bytes of their bodies.
    pub body_bytes_up: u64,
    /// Bytes of the replies' bodies.
    pub body_bytes_down: u64,
    /// Bytes sent over the socket, heads included.
    pub http_bytes_up: u64,
    /// Bytes received over the socket, heads included.
    pub http_bytes_down: u64,
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

/// Syncs a phone: request, reply, commit, until nothing more is to come; then the publications
/// that it lacks. `now` is the device's clock.
///
/// # Errors
/// [`SyncError`]; it may be repeated.
pub async fn sync(
    link: &mut Link,
    phone: &mut Phone,
    now: impl Fn() -> Seconds,
    mut commit: impl FnMut(&mut Phone, &Batch) -> Result<(), Code>,
) -> Result<SyncReport, SyncError> {
    let meter = Meter::start(link);
    let mut errands = Errands::begin(phone, None);
    run(link, phone, (&mut errands, &now), &mut commit).await?;
    Ok(meter.report(link, phone, &errands))
}

/// The first contact of a phone that scanned an invite: it is enrolled, and all that it recorded
/// goes up, in one request. `met` notes that the hub has answered, before anything else is sent.
///
/// # Errors
/// [`SyncError`]; it may be repeated.
pub async fn meet(
    link: &mut Link,
    phone: &mut Phone,
    (code, now): (&InviteCode, impl Fn() -> Seconds),
    met: impl FnOnce() -> Result<(), Code>,
    mut commit: impl FnMut(&mut Phone, &Batch) -> Result<(), Code>,
) -> Result<SyncReport, SyncError> {
    let meter = Meter::start(link);
    let mut errands = Errands::begin(phone, Some(code));
    let mut met = Some(met);
    let mut commit = |phone: &mut Phone, batch: &Batch| {
        commit(phone, batch)?;
        match met.take_if(|_| phone.is_welcomed()) {
            Some(met) => met(),
            None => Ok(()),
        }
    };
    run(link, phone, (&mut errands, &now), &mut commit).await?;
    Ok(meter.report(link, phone, &errands))
}

/// Makes a phone out of an invite. `seed` is kept by the host already; `keep` keeps the identity
/// before the first batch is committed.
///
/// # Errors
/// [`SyncError`]; it may be repeated with the same seed.
pub async fn enrol(
    link: &mut Link,
    (seed, code): ([u8; 32], &str),
    now: impl Fn() -> Seconds,
    keep: impl FnOnce(&Identity) -> Result<(), Code>,
    mut commit: impl FnMut(&mut Phone, &Batch) -> Result<(), Code>,
) -> Result<(Phone, SyncReport), SyncError> {
    let meter = Meter::start(link);
    let (enrolment, body) = Enrolment::begin(seed, code, APP_VERSION)?;
    let up = body.len();
    let reply = link.post(SYNC_PATH, body).await?;
    let (identity, mut phone, batch, received) = enrolment.finish(now(), &reply.body)?;
    keep(&identity)?;
    commit(&mut phone, &batch)?;
    // The welcome brings the whole stream, up to the reply's cap.
    let mut errands = Errands::after(received, up, reply.body.len());
    run(link, &mut phone, (&mut errands, &now), &mut commit).await?;
    let report = meter.report(link, &phone, &errands);
    Ok((phone, report))
}

/// Sends what is to be sent, and takes in what comes back, until nothing is left.
async fn run(
    link: &mut Link,
    phone: &mut Phone,
    (errands, now): (&mut Errands, &impl Fn() -> Seconds),
    commit: &mut impl FnMut(&mut Phone, &Batch) -> Result<(), Code>,
) -> Result<(), SyncError> {
    while let Some(ask) = errands.next(phone, now()).map_err(|error| error.core())? {
        let answered = send(link, ask).await;
        let answer = match &answered {
            Ok(body) => Answer::Body(body),
            Err(error) => Answer::Refused(error.code()),
        };
        match (errands.take(phone, now(), &answer), answered) {
            (Ok(Some(batch)), _) => commit(phone, &batch)?,
            (Ok(None), _) => {}
            // The link's own words say more than its code.
            (Err(_), Err(error)) => return Err(error.into()),
            (Err(error), Ok(_)) => return Err(error.core().into()),
        }
    }
    Ok(())
}

/// Sends one request; the body of the answer.
pub(super) async fn send(link: &mut Link, ask: Ask) -> Result<Vec<u8>, LinkError> {
    match ask.method {
        "GET" => Ok(link.get_as(&ask.path, ask.token.as_deref()).await?.body),
        "PUT" => link.put(&ask.path, ask.body).await.map(|_| Vec::new()),
        _ => Ok(link.post(&ask.path, ask.body).await?.body),
    }
}

/// Where a link stood when an exchange began.
struct Meter {
    requests: u32,
    up: u64,
    down: u64,
}

impl Meter {
    fn start(link: &Link) -> Meter {
        Meter { requests: link.requests(), up: link.bytes_up(), down: link.bytes_down() }
    }

    fn report(&self, link: &Link, phone: &Phone, errands: &Errands) -> SyncReport {
        let done = errands.report(phone);
        SyncReport {
            requests: link.requests() - self.requests,
            body_bytes_up: done.body_bytes_up,
            body_bytes_down: done.body_bytes_down,
            http_bytes_up: link.bytes_up() - self.up,
            http_bytes_down: link.bytes_down() - self.down,
            accepted: done.accepted,
            known: done.known,
            waiting: done.waiting,
            rejected: done.rejected,
            quarantined: done.quarantined,
            received: done.received,
            letters: done.letters,
            synced: done.synced,
        }
    }
}
