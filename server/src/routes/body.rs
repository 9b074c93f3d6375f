//! How a body comes in: bounded before anything in it is looked at. No encodings, because what
//! inflates cannot be bounded by its length; a limit that is counted while the bytes arrive; and
//! a time.

use crate::state::State;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, HeaderMap};
use actix_web::web;
use drokpa_core::code::Code;
use std::time::Duration;

/// How long a whole body may take: the largest one over 2G, with pauses.
const BODY_TIMEOUT: Duration = Duration::from_secs(120);

/// Refuses what can be refused by its head.
///
/// # Errors
/// [`Code::EncodingUnsupported`] or [`Code::BodyTooLarge`].
pub(super) fn check(headers: &HeaderMap, bytes_max: usize) -> Result<(), Code> {
    let plain =
        |value: &str| value.split(',').all(|one| one.trim().eq_ignore_ascii_case("identity"));
    for encoding in headers.get_all(CONTENT_ENCODING) {
        if !encoding.to_str().is_ok_and(plain) {
            return Err(Code::EncodingUnsupported);
        }
    }
    if announced(headers).is_some_and(|bytes| bytes > bytes_max as u64) {
        return Err(Code::BodyTooLarge);
    }
    Ok(())
}

fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok())
}

/// Reads a body of at most `bytes_max` whose head was checked.
///
/// # Errors
/// [`Code::BodyTooLarge`]; [`Code::Overloaded`] where too much comes in at once;
/// [`Code::FrameTruncated`] where the client stops or is too slow.
pub(super) async fn read(
    state: &State,
    headers: &HeaderMap,
    payload: web::Payload,
    bytes_max: usize,
) -> Result<web::Bytes, Code> {
    let bytes = announced(headers).and_then(|bytes| usize::try_from(bytes).ok());
    let _room = state.make_room(bytes.unwrap_or(bytes_max).min(bytes_max))?;
    match tokio::time::timeout(BODY_TIMEOUT, payload.to_bytes_limited(bytes_max)).await {
        Ok(Ok(Ok(bytes))) => Ok(bytes),
        Ok(Err(_too_large)) => Err(Code::BodyTooLarge),
        Ok(Ok(Err(_))) | Err(_) => Err(Code::FrameTruncated),
    }
}
