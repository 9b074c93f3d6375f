//! `GET /v1/messages`: the message files of the language that the client asks for, as one Fluent
//! resource, so that a web app and apps of others show the same words as phones and paper.

use super::problem::lang;
use super::route::{Answer, Call, Route};
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use drokpa_core::chain::keys::Hash;
use drokpa_core::wire::bytes::hex;
use drokpa_locales::{Lang, sources};
use serde_json::json;

pub(super) fn route() -> Route {
    Route::public(Method::GET, "/v1/messages", get)
        .summary("The words of a language, as one Fluent resource")
        .answer(200, "text/plain", json!({ "type": "string" }))
        .empty_answer(304)
}

async fn get(call: Call) -> Answer {
    let request = &call.request;
    let lang = lang(request);
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
        return Ok(response.finish());
    }
    Ok(response.insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")).body(resource))
}

fn resource(lang: Lang) -> String {
    sources(lang).collect::<Vec<_>>().join("\n")
}
