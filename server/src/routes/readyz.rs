//! `GET /readyz`: the store can be read and written, so requests can be answered. For whoever
//! decides where to send them.

use super::route::{Answer, Call, Route};
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::code::Code;
use serde_json::json;

pub(super) fn route() -> Route {
    Route::public(Method::GET, "/readyz", get)
        .summary("Requests can be answered")
        .answer(200, "text/plain", json!({ "type": "string" }))
        .codes(&[Code::StoreFailed, Code::StoreDamaged])
}

async fn get(call: Call) -> Answer {
    let asked = call.state.block(|state| {
        let store = state.service().store();
        store.refusal_count()?;
        // An empty transaction passes through the thread that writes, and costs no disk access.
        Ok(store.flush()?)
    });
    asked.await?;
    Ok(HttpResponse::Ok().content_type("text/plain").body("ready\n"))
}
