//! How the files of the web app go out ([`crate::app_files`]). Called for addresses that are in no
//! table. Its policy lets the page run what came with it and speak with
//! this hub, and nothing else; it must never be loosened for a file that people can write.

use crate::app_files::{AppFiles, File, PAGE};
use actix_web::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderName, IF_NONE_MATCH, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpRequest, HttpResponse};
use drokpa_locales::{Lang, msg};

/// `wasm-unsafe-eval` lets the module be compiled, and no text.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
     worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// The camera reads invites; nothing else of the device is of use.
const PERMISSIONS: &str = "camera=(self), microphone=(), geolocation=(), interest-cohort=()";
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// Names of files under this hold a hash of what is in them.
const HASHED: &str = "/assets/";

/// The file at an address, or `None` where the app has none. At `/` there is always something.
pub(super) fn answer(files: &AppFiles, request: &HttpRequest) -> Option<HttpResponse> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let path = if request.path() == "/" { PAGE } else { request.path() };
    match files.find(path) {
        Some(file) => Some(file_response(file, request.headers())),
        None if request.path() == "/" => Some(missing()),
        None => None,
    }
}

fn file_response(file: &File, asked: &HeaderMap) -> HttpResponse {
    let known =
        asked.get(IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == file.tag.as_bytes());
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    let cache = if file.path.starts_with(HASHED) {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    response
        .insert_header((ETAG, file.tag.as_str()))
        .insert_header((VARY, "Accept-Encoding"))
        .insert_header((CACHE_CONTROL, cache))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((PERMISSIONS_POLICY, PERMISSIONS));
    if known {
        return response.finish();
    }
    response.insert_header((CONTENT_TYPE, media(&file.path)));
    match file.brotli.as_ref().filter(|_| takes_brotli(asked)) {
        Some(small) => response.insert_header((CONTENT_ENCODING, "br")).body(small.clone()),
        None => response.body(file.plain.clone()),
    }
}

fn media(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("woff2") => "font/woff2",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// True where `br` is among what is taken, and not with a weight of nothing.
fn takes_brotli(asked: &HeaderMap) -> bool {
    let values = asked.get_all(ACCEPT_ENCODING).filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|one| {
        let mut parts = one.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("br"));
        let weight = parts.next().and_then(|part| part.strip_prefix("q="));
        named && weight.and_then(|weight| weight.parse::<f32>().ok()) != Some(0.0)
    })
}

/// What `/` says where the hub was built without the app.
fn missing() -> HttpResponse {
    let line = |lang: Lang| {
        let text = msg::app::missing(lang);
        format!("<p lang=\"{}\">{text}</p>", lang.tag())
    };
    let lines: String = [Lang::Bo, Lang::ZhHans].map(line).concat();
    HttpResponse::build(StatusCode::NOT_FOUND)
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(format!("<!doctype html><meta charset=\"utf-8\"><title>Drokpa</title>{lines}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use actix_web::body::to_bytes;
    use actix_web::http::header::HeaderValue;
    use actix_web::test::TestRequest;
    use actix_web::web::Bytes;

    fn file(path: &'static str, plain: &'static [u8], brotli: Option<&'static [u8]>) -> File {
        File::new(path.into(), Bytes::from_static(plain), brotli.map(Bytes::from_static))
    }

    fn asking(name: HeaderName, value: &str) -> HeaderMap {
        let mut asked = HeaderMap::new();
        asked.insert(name, HeaderValue::from_str(value).unwrap());
        asked
    }

    #[actix_web::test]
    async fn a_file_goes_out_compressed_to_whom_that_suits_and_is_kept_for_ever_by_its_name() {
        let script = file("/assets/a-1f.js", b"let a;", Some(b"small"));
        let small = file_response(&script, &asking(ACCEPT_ENCODING, "gzip, br"));
        assert_eq!(small.headers().get(CONTENT_ENCODING).unwrap(), "br");
        let cache = small.headers().get(CACHE_CONTROL).unwrap().to_str().unwrap();
        assert!(cache.contains("immutable"));
        assert_eq!(to_bytes(small.into_body()).await.unwrap().as_ref(), b"small");
        for asked in ["gzip", "br;q=0", "brotli"] {
            let plain = file_response(&script, &asking(ACCEPT_ENCODING, asked));
            assert!(plain.headers().get(CONTENT_ENCODING).is_none(), "{asked}");
            assert_eq!(to_bytes(plain.into_body()).await.unwrap().as_ref(), b"let a;");
        }
    }

    #[test]
    fn a_file_that_is_known_is_not_sent_again_and_a_page_is_asked_for_each_time() {
        let page = file(PAGE, b"<p>", None);
        let known = file_response(&page, &asking(IF_NONE_MATCH, &page.tag));
        assert_eq!(known.status(), StatusCode::NOT_MODIFIED);
        assert_eq!(known.headers().get(CACHE_CONTROL).unwrap(), "no-cache");
        let other = file_response(&page, &asking(IF_NONE_MATCH, "\"u\""));
        assert_eq!(other.status(), StatusCode::OK);
    }

    #[test]
    fn nothing_of_a_page_may_be_written_into_it_or_come_from_elsewhere() {
        assert!(!POLICY.contains("unsafe-inline") && !POLICY.contains("'unsafe-eval'"));
        assert!(!POLICY.contains("http") && !POLICY.contains('*') && !POLICY.contains("data:"));
    }

    #[actix_web::test]
    async fn at_the_root_there_is_the_app_or_a_word_about_it_in_both_languages() {
        let files = AppFiles::embedded();
        let answer = answer(&files, &TestRequest::get().uri("/").to_http_request()).unwrap();
        let built = files.find(PAGE).is_some();
        assert_eq!(answer.status().is_success(), built);
        let page = to_bytes(answer.into_body()).await.unwrap();
        let page = std::str::from_utf8(&page).unwrap();
        let chinese = |letter: char| ('\u{4e00}'..='\u{9fff}').contains(&letter);
        assert!(page.contains('་') && page.contains(chinese));
        let posted = TestRequest::post().uri("/").to_http_request();
        let elsewhere = TestRequest::get().uri("/v1/nothing").to_http_request();
        assert!(super::answer(&files, &posted).is_none());
        assert!(super::answer(&files, &elsewhere).is_none());
    }
}
