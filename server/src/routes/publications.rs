//! `GET /v1/publications/{hash}`: an immutable body by its SHA-256 in hexadecimal. Public: whoever
//! knows the hash read it in a registry, and the body is what is posted on the wall.
//!
//! `PUT /v1/publications/{hash}`: a phone hands back a body that the hub lost with its last days.
//! Taken only where a registry names this hash and the body is missing, so it needs no other
//! authority than the hash.

use super::route::{Answer, Call, Route};
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, X_CONTENT_TYPE_OPTIONS};
use drokpa_core::chain::keys::Hash;
use drokpa_core::code::Code;
use drokpa_core::sync::envelope::REPLY_BYTES_MAX;
use serde_json::{Value, json};

const PATH: &str = "/v1/publications/{id}";
/// What the addresses of publications begin with. Phones fetch them, so they carry few heads.
pub(super) const PREFIX: &str = "/v1/publications/";

fn hash_schema() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

pub(super) fn get_route() -> Route {
    Route::public(Method::GET, PATH, get)
        .summary("Rules and other publications by the SHA-256 of their bytes")
        .id("The hash in hexadecimal.", hash_schema())
        .answer(200, "application/json", json!({ "type": "object" }))
        .codes(&[Code::NotFound])
}

pub(super) fn put_route() -> Route {
    Route::public(Method::PUT, PATH, put)
        .proof()
        .summary("A publication that the hub lost, handed back by a phone")
        .id("The hash in hexadecimal.", hash_schema())
        .body(REPLY_BYTES_MAX, "application/octet-stream", json!({ "type": "string" }))
        .empty_answer(204)
        .codes(&[Code::NotFound, Code::FrameTruncated])
}

async fn put(call: Call) -> Answer {
    let hash = parse(call.id()).ok_or(Code::NotFound)?;
    let state = call.state.clone();
    let bytes = call.body().await?;
    if Hash::plain(&bytes) != hash {
        return Err(Code::NotFound.into());
    }
    let taken =
        state.block(move |state| state.service().put_publication(bytes.to_vec(), state.now()));
    if taken.await? { Ok(HttpResponse::NoContent().finish()) } else { Err(Code::NotFound.into()) }
}

async fn get(call: Call) -> Answer {
    let text = call.id().to_owned();
    let hash = parse(&text).ok_or(Code::NotFound)?;
    let body = call.state.block(move |state| state.service().publication(&hash)).await?;
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
