//! What a phone does over a link: the first contact, and a sync. The phone decides what is said;
//! the host's `commit` makes each batch durable before the next request is made.

use super::{Link, LinkError};
use drokpa_core::code::Code;
use drokpa_core::phone::{Batch, Enrolment, Identity, Phone, Received};
use drokpa_core::sync::contact::InviteCode;
use drokpa_core::time::Seconds;
use drokpa_core::wire::bytes::hex;
use serde::Serialize;

/// Most requests of one sync; each of them moves something, or it is the last.
const ROUNDS_MAX: u32 = 64;
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
    let mut meter = Meter::start(link);
    let mut total = Received { more: true, ..Received::default() };
    // Letters first: what they bring to the hub comes down with the sync.
    letters(link, phone, &mut meter, &mut commit).await?;
    rounds(link, phone, (&mut meter, &mut total), &now, &mut commit).await?;
    offer_publications(link, phone, &mut meter, &mut commit).await?;
    fetch_publications(link, phone, &mut meter, &mut commit).await?;
    Ok(meter.report(link, phone, &total))
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
    let mut meter = Meter::start(link);
    let outgoing = phone.first_contact(code)?;
    meter.body_up += outgoing.body.len() as u64;
    let reply = link.post(SYNC_PATH, outgoing.body).await?;
    meter.body_down += reply.body.len() as u64;
    let (mut total, batch) = phone.welcomed(now(), &reply.body)?;
    commit(phone, &batch)?;
    met()?;
    rounds(link, phone, (&mut meter, &mut total), &now, &mut commit).await?;
    fetch_publications(link, phone, &mut meter, &mut commit).await?;
    Ok(meter.report(link, phone, &total))
}

/// Posts the letters that this phone carries for others. One that the hub refuses is noted and
/// holds up nothing.
async fn letters(
    link: &mut Link,
    phone: &mut Phone,
    meter: &mut Meter,
    commit: &mut impl FnMut(&mut Phone, &Batch) -> Result<(), Code>,
) -> Result<(), SyncError> {
    for (id, letter) in phone.letters_to_send() {
        meter.body_up += letter.len() as u64;
        let batch = match link.post(SYNC_PATH, letter).await {
            Ok(reply) => {
                meter.body_down += reply.body.len() as u64;
                phone.letter_answered(id, &reply.body)
            }
            Err(LinkError::Refused { code }) if is_final(code) => phone.letter_refused(id, code),
            // Another time; the sync itself tells whether there is a link at all.
            Err(_) => continue,
        };
        match batch {
            Ok(batch) => commit(phone, &batch)?,
            Err(Code::ReplyMalformed) => continue,
            Err(code) => return Err(code.into()),
        }
        meter.letters += 1;
    }
    Ok(())
}

/// True where the same letter will never be taken. A hub that does not know letters yet may.
const fn is_final(code: Code) -> bool {
    !code.retry() && !matches!(code, Code::VersionUnknown)
}

/// Requests and replies until nothing more is to come.
async fn rounds(
    link: &mut Link,
    phone: &mut Phone,
    (meter, total): (&mut Meter, &mut Received),
    now: &impl Fn() -> Seconds,
    commit: &mut impl FnMut(&mut Phone, &Batch) -> Result<(), Code>,
) -> Result<(), SyncError> {
    let mut repeated = false;
    for _ in 0..ROUNDS_MAX {
        if !total.more && !total.repeat {
            break;
        }
        let outgoing = phone.request(now())?;
        meter.body_up += outgoing.body.len() as u64;
        let mut answered = link.post(SYNC_PATH, outgoing.body).await;
        if let Err(LinkError::Refused { code: Code::DeviceUnknown }) = answered {
            // The hub was restored from a backup that is older than this device.
            let outgoing = phone.return_request()?;
            meter.body_up += outgoing.body.len() as u64;
            answered = link.post(SYNC_PATH, outgoing.body).await;
        }
        let reply = answered?;
        meter.body_down += reply.body.len() as u64;
        let (received, batch) = phone.reply(now(), &reply.body)?;
        commit(phone, &batch)?;
        total.add(&received);
        if received.repeat && repeated {
            // The hub told its time and did not take a frame of that time.
            return Err(Code::ClockWindow.into());
        }
        repeated |= received.repeat;
    }
    Ok(())
}

/// Hands a hub that lost its last days the publications that it may lack.
async fn offer_publications(
    link: &mut Link,
    phone: &mut Phone,
    meter: &mut Meter,
    commit: &mut impl FnMut(&mut Phone, &Batch) -> Result<(), Code>,
) -> Result<(), SyncError> {
    let offered = phone.publications_to_offer();
    if offered.is_empty() {
        return Ok(());
    }
    for (hash, body) in offered {
        meter.body_up += body.len() as u64;
        link.put(&format!("/v1/publications/{}", hex(&hash.0)), body).await?;
    }
    let batch = phone.publications_offered();
    commit(phone, &batch)?;
    Ok(())
}

async fn fetch_publications(
    link: &mut Link,
    phone: &mut Phone,
    meter: &mut Meter,
    commit: &mut impl FnMut(&mut Phone, &Batch) -> Result<(), Code>,
) -> Result<(), SyncError> {
    for hash in phone.wanted() {
        let path = format!("/v1/publications/{}", hex(&hash.0));
        let body = match link.get(&path).await {
            Ok(reply) => reply.body,
            // A hub that lost a publication must not hold up what else there is to say.
            Err(LinkError::Refused { code: Code::NotFound }) => continue,
            Err(error) => return Err(error.into()),
        };
        meter.body_down += body.len() as u64;
        let batch = phone.publication(&hash, &body)?;
        commit(phone, &batch)?;
    }
    Ok(())
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
    let mut meter = Meter::start(link);
    let (enrolment, body) = Enrolment::begin(seed, code, APP_VERSION)?;
    meter.body_up += body.len() as u64;
    let reply = link.post(SYNC_PATH, body).await?;
    meter.body_down += reply.body.len() as u64;
    let (identity, mut phone, batch, mut total) = enrolment.finish(now(), &reply.body)?;
    keep(&identity)?;
    commit(&mut phone, &batch)?;
    // The welcome brings the whole stream, up to the reply's cap.
    rounds(link, &mut phone, (&mut meter, &mut total), &now, &mut commit).await?;
    fetch_publications(link, &mut phone, &mut meter, &mut commit).await?;
    let report = meter.report(link, &phone, &total);
    Ok((phone, report))
}

/// Where a link stood when an exchange began.
struct Meter {
    requests: u32,
    up: u64,
    down: u64,
    body_up: u64,
    body_down: u64,
    letters: u32,
}

impl Meter {
    fn start(link: &Link) -> Meter {
        Meter {
            requests: link.requests(),
            up: link.bytes_up(),
            down: link.bytes_down(),
            body_up: 0,
            body_down: 0,
            letters: 0,
        }
    }

    fn report(&self, link: &Link, phone: &Phone, received: &Received) -> SyncReport {
        SyncReport {
            requests: link.requests() - self.requests,
            body_bytes_up: self.body_up,
            body_bytes_down: self.body_down,
            http_bytes_up: link.bytes_up() - self.up,
            http_bytes_down: link.bytes_down() - self.down,
            accepted: received.accepted,
            known: received.known,
            waiting: received.waiting,
            rejected: received.rejected,
            quarantined: received.quarantined,
            received: received.received,
            letters: self.letters,
            synced: phone.status().synced && !received.more,
        }
    }
}
