//! `GET /healthz`: the process answers. It asks no store, so that a slow disk is not mistaken for
//! a dead service.

use actix_web::HttpResponse;

pub(super) async fn get() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain").body("ok\n")
}
