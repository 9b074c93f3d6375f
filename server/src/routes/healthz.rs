//! `GET /healthz`: the process answers. It asks no store, so that a slow disk is not mistaken for
//! a dead service.

use super::route::{Answer, Call, Route};
use actix_web::HttpResponse;
use actix_web::http::Method;
use serde_json::json;

pub(super) fn route() -> Route {
    Route::public(Method::GET, "/healthz", get).summary("The process answers").answer(
        200,
        "text/plain",
        json!({ "type": "string" }),
    )
}

async fn get(_call: Call) -> Answer {
    Ok(HttpResponse::Ok().content_type("text/plain").body("ok\n"))
}
