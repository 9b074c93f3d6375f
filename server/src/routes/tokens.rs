//! `POST /v1/tokens`: a device proves that it holds its key and gets a bearer token for minutes.

use super::route::{Answer, Call, Route};
use crate::auth::token;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::code::Code;
use drokpa_core::id::Serial;
use drokpa_core::sync::token::TokenProof;
use drokpa_core::time::Seconds;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const BODY_BYTES_MAX: usize = 4096;

/// A device's proof that it holds its key.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct TokenAsked {
    /// The device's serial.
    device: u32,
    /// The hub's time as the device knows it, in seconds since 1970; at most ten minutes off.
    time: u64,
    /// Ed25519 by the device's key over SHA-256 of: 14 as one byte, `drokpa/token/1`, the realm
    /// (32 bytes), the serial (4 bytes, big-endian), the time (8 bytes, big-endian). Base64url
    /// without padding.
    #[schema(min_length = 86, max_length = 86, pattern = "^[A-Za-z0-9_-]{85}[AQgw]$")]
    signature: String,
}

/// A bearer token.
#[derive(Serialize, ToSchema)]
pub(super) struct TokenGiven {
    /// What to send as `Authorization: Bearer …`.
    token: String,
    /// The last second it is good for, in seconds since 1970.
    expires_at: u64,
}

pub(super) fn route() -> Route {
    Route::public(Method::POST, "/v1/tokens", post)
        .proof()
        .summary("A token for a device that proves its key")
        .json_body::<TokenAsked>(BODY_BYTES_MAX)
        .json_answer::<TokenGiven>(201)
        .codes(&[
            Code::FrameMalformed,
            Code::FrameTruncated,
            Code::DeviceUnknown,
            Code::MacWrong,
            Code::ClockWindow,
            Code::TokenWithheld,
        ])
}

async fn post(call: Call) -> Answer {
    let state = call.state.clone();
    let asked: TokenAsked = call.json().await?;
    let signature = URL_SAFE_NO_PAD.decode(&asked.signature).ok();
    let signature = signature.and_then(|bytes| bytes.try_into().ok());
    let proof = TokenProof {
        serial: Serial(asked.device),
        time: Seconds(asked.time),
        signature: signature.ok_or(Code::FrameMalformed)?,
    };
    let issued = state.block(move |state| {
        let (service, now) = (state.service(), state.now());
        let bearer = service.prove(&proof, now)?;
        token::issue(state.token_keys(), &service.realm(), &bearer, (now, token::LIFE_S))
    });
    let issued = issued.await?;
    Ok(HttpResponse::Created()
        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
        .json(TokenGiven { token: issued.token, expires_at: issued.expires_at.0 }))
}
