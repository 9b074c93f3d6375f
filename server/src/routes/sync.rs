//! `POST /v1/sync`: one frame in, one frame out.

use super::{Answered, Problem, body};
use crate::state::State;
use actix_web::http::StatusCode;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpRequest, HttpResponse, web};
use drokpa_core::sync::envelope::REQUEST_BYTES_MAX;

pub(super) async fn post(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Answered {
    sync(&request, payload, &state).await.into()
}

async fn sync(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
) -> Result<HttpResponse, Problem> {
    let bytes = body::read(state, request.headers(), payload, REQUEST_BYTES_MAX).await?;
    let answer = state.block(move |state| state.service().handle(&bytes, state.now())).await?;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    Ok(HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .body(answer.body))
}
