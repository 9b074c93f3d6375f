//! `GET /v1/messages`: the message files of the language that the client asks for, as one Fluent
//! resource, so that a web app and apps of others show the same words as phones and paper.

use super::problem::lang;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::{HttpRequest, HttpResponse};
use drokpa_core::chain::keys::Hash;
use drokpa_core::wire::bytes::hex;
use drokpa_locales::{Lang, sources};

pub(super) async fn get(request: HttpRequest) -> HttpResponse {
    let lang = lang(&request);
    let resource = resource(lang);
    let etag = format!("\"{}\"", hex(&Hash::plain(resource.as_bytes()).prefix::<16>()));
    let known = request.headers().get(IF_NONE_MATCH);
    let same = known.is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response = if same { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, etag))
        .insert_header((VARY, "Accept-Language"))
        // Another version of the hub has other words under the same address.
        .insert_header((CACHE_CONTROL, "no-cache"))
        .insert_header((CONTENT_LANGUAGE, lang.tag()));
    if same {
        return response.finish();
    }
    response
        .insert_header((CONTENT_TYPE, "text/plain; charset=utf-8"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(resource)
}

fn resource(lang: Lang) -> String {
    sources(lang).collect::<Vec<_>>().join("\n")
}
