//! What a phone reads as JSON: who looked at its member's record. It proves its key, gets a token
//! and asks with that; nothing of it is kept here.

use super::{Link, SyncError};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::code::Code;
use drokpa_core::phone::Phone;
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

#[derive(Deserialize)]
struct TokenGiven {
    token: String,
}

#[derive(Deserialize)]
struct Part {
    reads: Vec<Access>,
    next: Option<u64>,
}

/// Fetches who looked at the record of the phone's member, the newest first. `now` is the device's
/// clock; a phone that never synced may not know the hub's and is refused with
/// [`Code::ClockWindow`].
///
/// # Errors
/// [`SyncError`]; it may be repeated.
pub async fn access_log(
    link: &mut Link,
    phone: &Phone,
    now: Seconds,
) -> Result<Vec<Access>, SyncError> {
    let proof = phone.token_proof(now);
    let body = json!({
        "device": proof.serial.0,
        "time": proof.time.0,
        "signature": URL_SAFE_NO_PAD.encode(proof.signature),
    });
    let reply = link.post("/v1/tokens", body.to_string().into_bytes()).await?;
    let TokenGiven { token } = read(&reply.body)?;
    let path = format!("/v1/audit/members/{}", phone.member());
    let mut all = Vec::new();
    let mut next = None;
    for _ in 0..PARTS_MAX {
        let query = next.map(|before: u64| format!("?before={before}")).unwrap_or_default();
        let reply = link.get_as(&format!("{path}{query}"), Some(&token)).await?;
        let part: Part = read(&reply.body)?;
        all.extend(part.reads);
        next = part.next;
        if next.is_none() {
            break;
        }
    }
    Ok(all)
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Code> {
    serde_json::from_slice(body).map_err(|_| Code::ReplyMalformed)
}
