//! `GET /v1/publications/{hash}`: an immutable body by its SHA-256 in hexadecimal. Public: whoever
//! knows the hash read it in a registry, and the body is what is posted on the wall.
//!
//! `PUT /v1/publications/{hash}`: a phone hands back a body that the hub lost with its last days.
//! Taken only where a registry names this hash and the body is missing, so it needs no other
//! authority than the hash.

use super::{Answered, Problem, body};
use crate::state::State;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS};
use actix_web::{HttpRequest, HttpResponse, web};
use drokpa_core::chain::keys::Hash;
use drokpa_core::code::Code;
use drokpa_core::sync::envelope::REPLY_BYTES_MAX;

pub(super) async fn get(hash: web::Path<String>, state: web::Data<State>) -> Answered {
    publication(&hash, &state).await.into()
}

pub(super) async fn put(
    hash: web::Path<String>,
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Answered {
    take_back(&hash, (&request, payload), &state).await.into()
}

async fn take_back(
    text: &str,
    (request, payload): (&HttpRequest, web::Payload),
    state: &State,
) -> Result<HttpResponse, Problem> {
    let hash = parse(text).ok_or(Code::NotFound)?;
    let bytes = body::read(state, request.headers(), payload, REPLY_BYTES_MAX).await?;
    if Hash::plain(&bytes) != hash {
        return Err(Code::NotFound.into());
    }
    let taken =
        state.block(move |state| state.service().put_publication(bytes.to_vec(), state.now()));
    if taken.await? { Ok(HttpResponse::NoContent().finish()) } else { Err(Code::NotFound.into()) }
}

async fn publication(text: &str, state: &State) -> Result<HttpResponse, Problem> {
    let hash = parse(text).ok_or(Code::NotFound)?;
    let body = state.block(move |state| state.service().publication(&hash)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/json"))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((ETAG, format!("\"{text}\"")))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(body))
}

/// One hash has one address: 64 lower-case digits.
fn parse(text: &str) -> Option<Hash> {
    let mut hash = [0; 32];
    let digit = |byte: u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    if pairs.len() != hash.len() || !rest.is_empty() {
        return None;
    }
    for (byte, [high, low]) in hash.iter_mut().zip(pairs) {
        *byte = digit(*high)? << 4 | digit(*low)?;
    }
    Some(Hash(hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_one_address() {
        let text = "00ff".repeat(16);
        assert_eq!(parse(&text).map(|hash| hash.0[1]), Some(0xff));
        for text in [&text[1..], &text[2..], &text.to_uppercase(), &format!("{text}0"), ""] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
