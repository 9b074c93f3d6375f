//! Who looked at the member's record at the hub: the phone proves its key, gets a token and asks
//! with that. Requests and answers as in a sync; the host moves the bytes and keeps the rows for
//! times without a network.

use crate::sync::{Answer, Ask};
use crate::{AppError, Phone};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::code::Code;
use drokpa_core::phone::Phone as Core;
use drokpa_core::time::Seconds;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Most parts of a log that are fetched: four thousand rows.
const PARTS_MAX: u32 = 20;

/// Somebody looked at the member's record at the hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Who; `None` for an operator on the hub's machine.
    pub by: Option<String>,
    /// With which device; `None` where none had a part in it.
    pub device: Option<u32>,
    /// standing, queue, replication or export.
    pub what: String,
    /// When, RFC 3339.
    pub at: String,
}

/// With what a phone asks its hub for a token: the body of `POST /v1/tokens`. It is good for a few
/// minutes and for nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The device.
    pub device: u32,
    /// The hub's time as the phone knows it, in seconds since 1970.
    pub time: u64,
    /// Over both, in base64url without padding.
    pub signature: String,
}

impl Proof {
    fn of(phone: &Core, now: u64) -> Proof {
        let proof = phone.token_proof(Seconds(now));
        let signature = URL_SAFE_NO_PAD.encode(proof.signature);
        Proof { device: proof.serial.0, time: proof.time.0, signature }
    }

    fn ask(phone: &Core, now: u64) -> Ask {
        let Proof { device, time, signature } = Proof::of(phone, now);
        let body = json!({ "device": device, "time": time, "signature": signature });
        Ask { path: "/v1/tokens".to_owned(), ..Ask::post(body.to_string().into()) }
    }
}

#[derive(Deserialize)]
struct TokenGiven {
    token: String,
}

#[derive(Deserialize)]
struct Part {
    reads: Vec<Access>,
    next: Option<u64>,
}

#[derive(Clone, Debug, Default)]
enum Stage {
    #[default]
    Token,
    Reads {
        token: String,
        before: Option<u64>,
    },
    Done,
}

/// A query of the access log under way.
#[derive(Clone, Debug, Default)]
pub struct AccessQuery {
    stage: Stage,
    awaited: bool,
    parts: u32,
    reads: Vec<Access>,
}

impl AccessQuery {
    /// The next request; `None` once all is here. `now` is the device's clock.
    ///
    /// # Errors
    /// `state_wrong` while an answer is awaited.
    pub fn next(&mut self, phone: &Core, now: u64) -> Result<Option<Ask>, AppError> {
        if self.awaited {
            return Err(AppError::new(Code::StateWrong, "an answer is awaited"));
        }
        let ask = match &self.stage {
            Stage::Done => return Ok(None),
            Stage::Token => Proof::ask(phone, now),
            Stage::Reads { token, before } => {
                let query = before.map(|before| format!("?before={before}")).unwrap_or_default();
                Ask {
                    method: "GET",
                    path: format!("/v1/audit/members/{}{query}", phone.member()),
                    body: Vec::new(),
                    token: Some(token.clone()),
                }
            }
        };
        self.awaited = true;
        Ok(Some(ask))
    }

    /// The rows that came, the newest first.
    #[must_use]
    pub fn into_rows(self) -> Vec<Access> {
        self.reads
    }

    /// Takes in an answer.
    ///
    /// # Errors
    /// What the hub refused with: `clock_window` where this phone's clock is wrong and no sync
    /// has told it the hub's; `reply_malformed`.
    pub fn take(&mut self, status: u16, body: &[u8]) -> Result<(), AppError> {
        if !std::mem::take(&mut self.awaited) {
            return Err(Code::StateWrong.into());
        }
        let stage = std::mem::replace(&mut self.stage, Stage::Done);
        let body = match Answer::read(status, body) {
            Answer::Body(body) if (200..300).contains(&status) => body,
            Answer::Body(_) => return Err(Code::ReplyMalformed.into()),
            Answer::Refused(code) => return Err(code.into()),
        };
        self.stage = match stage {
            Stage::Token => {
                let TokenGiven { token } = read(body)?;
                Stage::Reads { token, before: None }
            }
            Stage::Reads { token, .. } => {
                let part: Part = read(body)?;
                self.reads.extend(part.reads);
                self.parts += 1;
                match part.next.filter(|_| self.parts < PARTS_MAX) {
                    Some(before) => Stage::Reads { token, before: Some(before) },
                    None => Stage::Done,
                }
            }
            Stage::Done => Stage::Done,
        };
        Ok(())
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, AppError> {
    serde_json::from_slice(body).map_err(|_| Code::ReplyMalformed.into())
}

impl Phone {
    /// The proof for a token, for hosts that ask the hub for more than a sync brings.
    #[must_use]
    pub fn proof(&self, now: u64) -> Proof {
        Proof::of(&self.core, now)
    }

    /// The request for a token, for hosts that ask the hub for more than a sync brings. What comes
    /// back is JSON with a member `token`, a bearer token for the addresses of `docs/http.md` that
    /// this phone's role may call.
    #[must_use]
    pub fn token_ask(&self, now: u64) -> Ask {
        Proof::ask(&self.core, now)
    }

    /// Begins to ask who looked at the member's record; the loop is that of a sync.
    pub fn begin_access_log(&mut self) {
        self.query = Some(AccessQuery::default());
    }

    /// The rows that the last query brought, the newest first.
    #[must_use]
    pub fn access_log(&self) -> Vec<Access> {
        self.query.as_ref().map(|query| query.reads.clone()).unwrap_or_default()
    }
}
