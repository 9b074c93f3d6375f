//! `POST /v1/sync`: one frame in, one frame out. What may come in is bounded before anything is
//! looked at: no encodings, a limit that is counted while the bytes arrive, and a time.

use super::Problem;
use crate::state::State;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};
use actix_web::{HttpRequest, HttpResponse, web};
use drokpa_core::code::Code;
use drokpa_core::sync::envelope::REQUEST_BYTES_MAX;
use std::time::Duration;

/// How long a whole body may take: the largest one over 2G with pauses.
const BODY_TIMEOUT: Duration = Duration::from_secs(120);

/// Answers a frame with a frame.
pub(super) async fn post(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Result<HttpResponse, Refusal> {
    let bytes = body(request.headers(), payload).await.map_err(|code| refuse(&request, code))?;
    let answered = state.block(move |state| state.service().handle(&bytes, state.now())).await;
    let answer = answered.map_err(|error| refuse(&request, error))?;
    let status = StatusCode::from_u16(answer.status);
    Ok(HttpResponse::build(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .body(answer.body))
}
