//! A sync as a list of requests that a host sends one after the other: letters of others, then
//! request and reply until nothing more is to come, then the rules that the hub or this phone
//! lacks. The order and what each refusal means are here, so that no language has to know; bytes
//! are moved by the host. Called by [`crate::Phone`] and by the command line's client.

use crate::AppError;
use crate::error::code_named;
use drokpa_core::chain::keys::Hash;
use drokpa_core::code::Code;
use drokpa_core::phone::{Batch as CoreBatch, Phone as Core, Received};
use drokpa_core::sync::contact::InviteCode;
use drokpa_core::sync::letter::LetterId;
use drokpa_core::time::Seconds;
use drokpa_core::wire::bytes::hex;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Most requests of one sync; each of them moves something, or it is the last.
const ROUNDS_MAX: u32 = 64;
/// Where frames are posted to.
pub const SYNC_PATH: &str = "/v1/sync";

/// A request for the host to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ask {
    /// GET, POST or PUT.
    pub method: &'static str,
    /// What follows the hub's address, such as `/v1/sync`.
    pub path: String,
    /// The body, as it is.
    pub body: Vec<u8>,
    /// A bearer token for the head `Authorization`.
    pub token: Option<String>,
}

impl Ask {
    pub(crate) fn post(body: Vec<u8>) -> Ask {
        Ask { method: "POST", path: SYNC_PATH.to_owned(), body, token: None }
    }
}

/// What a sync did, as the command line's JSON names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
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

/// What a hub said, by its HTTP status and body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer<'a> {
    /// A frame, or the body of a read.
    Body(&'a [u8]),
    /// It refused.
    Refused(Code),
}

#[derive(Deserialize)]
struct Refusal {
    code: String,
}

impl Answer<'_> {
    /// Reads an answer. A hub that tells only its time does so in a frame with a status of its
    /// own, so what is no JSON with a known code goes to the frame's reader, which checks it.
    #[must_use]
    pub fn read(status: u16, body: &[u8]) -> Answer<'_> {
        if (200..300).contains(&status) {
            return Answer::Body(body);
        }
        let named = serde_json::from_slice::<Refusal>(body).ok();
        match named.and_then(|refusal| code_named(&refusal.code)) {
            Some(code) => Answer::Refused(code),
            None if body.is_empty() => Answer::Refused(Code::ReplyMalformed),
            None => Answer::Body(body),
        }
    }
}

/// What was asked last and is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Letter(LetterId),
    Meeting,
    Request,
    Return,
    Offer,
    Publication(Hash),
}

#[derive(Clone, Debug, Default)]
enum Stage {
    Meeting(InviteCode),
    Letters(VecDeque<(LetterId, Vec<u8>)>),
    Rounds,
    /// The hub does not know this device; it is shown the certificate that it issued.
    Returning,
    /// Publications for a hub that lost its last days.
    Offers(VecDeque<(Hash, Vec<u8>)>),
    Wanted(VecDeque<Hash>),
    #[default]
    Done,
}

/// A sync under way.
#[derive(Clone, Debug, Default)]
pub struct Errands {
    stage: Stage,
    asked: Option<Asked>,
    total: Received,
    report: SyncReport,
    rounds: u32,
    repeated: bool,
    /// What ends the sync once the batch that came with it is durable.
    ending: Option<Code>,
}

impl Errands {
    /// A sync of this phone; with an invite, where it has not met the hub, the first contact.
    #[must_use]
    pub fn begin(phone: &Core, invite: Option<&InviteCode>) -> Errands {
        let stage = match invite.filter(|_| !phone.is_welcomed()) {
            Some(code) => Stage::Meeting(code.clone()),
            // Letters first: what they bring to the hub comes down with the sync.
            None => Stage::Letters(phone.letters_to_send().into()),
        };
        let total = Received { more: true, ..Received::default() };
        Errands { stage, total, ..Errands::default() }
    }

    /// What is left of a sync after a welcome that brought `received`, over a request and a reply
    /// of so many bytes.
    #[must_use]
    pub fn after(received: Received, up: usize, down: usize) -> Errands {
        let mut errands = Errands { stage: Stage::Rounds, total: received, ..Errands::default() };
        errands.count(down);
        errands.report.body_bytes_up += up as u64;
        errands
    }

    /// The next request; `None` once all is done.
    ///
    /// # Errors
    /// `state_wrong` while an answer is awaited; `clock_window` where the hub does not take frames
    /// of the time that it told; what the phone refuses with.
    pub fn next(&mut self, phone: &mut Core, now: Seconds) -> Result<Option<Ask>, AppError> {
        if self.asked.is_some() {
            return Err(AppError::new(Code::StateWrong, "an answer is awaited"));
        }
        if let Some(code) = self.ending.take() {
            self.stage = Stage::Done;
            self.total.more = true;
            return Err(code.into());
        }
        loop {
            let asked = match &mut self.stage {
                Stage::Done => return Ok(None),
                Stage::Meeting(code) => {
                    Some((Asked::Meeting, Ask::post(phone.first_contact(code)?.body)))
                }
                Stage::Letters(letters) => {
                    letters.pop_front().map(|(id, letter)| (Asked::Letter(id), Ask::post(letter)))
                }
                Stage::Rounds if self.rounds >= ROUNDS_MAX => None,
                Stage::Rounds if !self.total.more && !self.total.repeat => None,
                Stage::Rounds => {
                    self.rounds += 1;
                    Some((Asked::Request, Ask::post(phone.request(now)?.body)))
                }
                Stage::Returning => Some((Asked::Return, Ask::post(phone.return_request()?.body))),
                Stage::Offers(offers) => offers.pop_front().map(|(hash, body)| {
                    (Asked::Offer, Ask { method: "PUT", body, ..publication(&hash) })
                }),
                Stage::Wanted(wanted) => {
                    wanted.pop_front().map(|hash| (Asked::Publication(hash), publication(&hash)))
                }
            };
            if let Some((asked, ask)) = asked {
                self.report.body_bytes_up += ask.body.len() as u64;
                self.asked = Some(asked);
                return Ok(Some(ask));
            }
            self.stage = match &self.stage {
                Stage::Letters(_) => Stage::Rounds,
                Stage::Rounds => Stage::Offers(phone.publications_to_offer().into()),
                Stage::Offers(_) => Stage::Wanted(phone.wanted().into()),
                _ => Stage::Done,
            };
        }
    }

    /// Takes in the answer to the last request.
    ///
    /// # Errors
    /// The code of a refusal, or what the phone refuses with. The sync is over then; what was
    /// committed stays.
    pub fn take(
        &mut self,
        phone: &mut Core,
        now: Seconds,
        answer: &Answer<'_>,
    ) -> Result<Option<CoreBatch>, AppError> {
        let asked = self.asked.take().ok_or(Code::StateWrong)?;
        let taken = match answer {
            Answer::Body(body) => {
                self.count(body.len());
                self.take_body(phone, now, (asked, body))
            }
            Answer::Refused(code) => {
                self.count(0);
                self.take_refusal(phone, asked, *code)
            }
        };
        if taken.is_err() {
            self.stage = Stage::Done;
            self.total.more = true;
        }
        Ok(taken?)
    }

    fn take_body(
        &mut self,
        phone: &mut Core,
        now: Seconds,
        (asked, body): (Asked, &[u8]),
    ) -> Result<Option<CoreBatch>, Code> {
        match asked {
            Asked::Meeting => {
                let (received, batch) = phone.welcomed(now, body)?;
                self.total = received;
                self.stage = Stage::Rounds;
                Ok(Some(batch))
            }
            Asked::Letter(id) => match phone.letter_answered(id, body) {
                // A letter whose answer cannot be read holds up nothing.
                Err(Code::ReplyMalformed) => Ok(None),
                answered => {
                    self.report.letters += 1;
                    answered.map(Some)
                }
            },
            Asked::Request | Asked::Return => {
                let (received, batch) = phone.reply(now, body)?;
                self.stage = Stage::Rounds;
                self.total.add(&received);
                if received.repeat && self.repeated {
                    // The hub told its time and did not take a frame of that time.
                    self.ending = Some(Code::ClockWindow);
                }
                self.repeated |= received.repeat;
                Ok(Some(batch))
            }
            Asked::Offer => Ok(self.offered(phone)),
            Asked::Publication(hash) => phone.publication(&hash, body).map(Some),
        }
    }

    fn take_refusal(
        &mut self,
        phone: &mut Core,
        asked: Asked,
        code: Code,
    ) -> Result<Option<CoreBatch>, Code> {
        match (asked, code) {
            (Asked::Letter(id), code) if is_final(code) => {
                self.report.letters += 1;
                phone.letter_refused(id, code).map(Some)
            }
            // Another time; the sync itself tells whether the hub has time for this phone.
            (Asked::Letter(_), _) => Ok(None),
            (Asked::Request, Code::DeviceUnknown) => {
                // The hub was restored from a backup that is older than this device.
                self.stage = Stage::Returning;
                Ok(None)
            }
            // The hub does not want it, or has lost it: neither holds up what else there is.
            (Asked::Offer, Code::NotFound) => Ok(self.offered(phone)),
            (Asked::Publication(_), Code::NotFound) => Ok(None),
            _ => Err(code),
        }
    }

    /// Notes after the last offer that the hub has them all.
    fn offered(&self, phone: &mut Core) -> Option<CoreBatch> {
        let last = matches!(&self.stage, Stage::Offers(rest) if rest.is_empty());
        last.then(|| phone.publications_offered())
    }

    fn count(&mut self, down: usize) {
        self.report.requests += 1;
        self.report.body_bytes_down += down as u64;
    }

    /// What was done so far.
    #[must_use]
    pub fn report(&self, phone: &Core) -> SyncReport {
        let done = matches!(self.stage, Stage::Done) && !self.total.more;
        SyncReport {
            accepted: self.total.accepted,
            known: self.total.known,
            waiting: self.total.waiting,
            rejected: self.total.rejected,
            quarantined: self.total.quarantined,
            received: self.total.received,
            synced: phone.status().synced && done,
            ..self.report
        }
    }
}

/// True where the same letter will never be taken. A hub that does not know letters yet may.
const fn is_final(code: Code) -> bool {
    !code.retry() && !matches!(code, Code::VersionUnknown)
}

fn publication(hash: &Hash) -> Ask {
    let path = format!("/v1/publications/{}", hex(&hash.0));
    Ask { method: "GET", path, body: Vec::new(), token: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_body_or_a_refusal_by_its_code() {
        let refused = br#"{"code":"rate_limited","message":"..."}"#;
        assert_eq!(Answer::read(429, refused), Answer::Refused(Code::RateLimited));
        assert_eq!(Answer::read(200, refused), Answer::Body(refused));
        assert_eq!(Answer::read(401, &[0x22, 7]), Answer::Body(&[0x22, 7]));
        assert_eq!(Answer::read(502, b"<html>"), Answer::Body(b"<html>"));
        assert_eq!(Answer::read(502, b""), Answer::Refused(Code::ReplyMalformed));
    }
}
