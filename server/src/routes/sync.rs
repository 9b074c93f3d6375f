//! `POST /v1/sync`: one frame in, one frame out.

use super::route::{Answer, Call, Route};
use actix_web::HttpResponse;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::http::{Method, StatusCode};
use drokpa_core::code::Code;
use drokpa_core::sync::envelope::REQUEST_BYTES_MAX;
use serde_json::json;

/// Its address. What it answers carries no head that it could do without: phones pay for bytes.
pub(super) const PATH: &str = "/v1/sync";
const FRAME: &str = "application/octet-stream";

pub(super) fn route() -> Route {
    let frame = || json!({ "type": "string", "contentEncoding": "binary" });
    Route::public(Method::POST, PATH, post)
        .summary("A phone's sync or first contact: one frame in, one frame out")
        .body(REQUEST_BYTES_MAX, FRAME, frame())
        .answer(200, FRAME, frame())
        .answer(Code::ClockWindow.http(), FRAME, frame())
        .codes(&[
            Code::FrameTruncated,
            Code::FrameMalformed,
            Code::VersionUnknown,
            Code::CountTooLarge,
            Code::DeviceUnknown,
            Code::MacWrong,
            Code::ContactSignatureWrong,
            Code::KeyWeak,
            Code::InviteRefused,
            Code::DocumentForeign,
        ])
}

async fn post(call: Call) -> Answer {
    let state = call.state.clone();
    let bytes = call.body().await?;
    let answer = state.block(move |state| state.service().handle(&bytes, state.now())).await?;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Ok(HttpResponse::build(status).insert_header((CONTENT_TYPE, FRAME)).body(answer.body))
}
