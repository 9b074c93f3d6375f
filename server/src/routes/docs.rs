//! `GET /docs`: the OpenAPI document as one page to read, without a script and without a request to
//! anybody else.

use super::openapi::DOCUMENT;
use super::route::{Answer, Call, Route};
use crate::print::escape;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::CONTENT_SECURITY_POLICY;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use drokpa_core::chain::keys::Hash;
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::LazyLock;

const STYLE: &str = "body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}\
    h2{margin-top:2em;font-size:1.1em}code,pre{font-family:monospace;background:#f4f4f4}\
    pre{padding:1em;overflow:auto}table{border-collapse:collapse}\
    td,th{border:1px solid #ccc;padding:.2em .6em;text-align:left;vertical-align:top}";

/// The page, and the policy that lets its own style in and nothing else.
static PAGE: LazyLock<(String, String)> = LazyLock::new(|| {
    let hash = STANDARD.encode(Hash::plain(STYLE.as_bytes()).0);
    let policy = format!("default-src 'none'; style-src 'sha256-{hash}'; frame-ancestors 'none'");
    (page(&DOCUMENT), policy)
});

pub(super) fn route() -> Route {
    Route::public(Method::GET, "/docs", get).summary("The addresses as a page to read").answer(
        200,
        "text/html",
        json!({ "type": "string" }),
    )
}

async fn get(_call: Call) -> Answer {
    let (page, policy) = &*PAGE;
    Ok(HttpResponse::Ok()
        .content_type("text/html; charset=utf-8")
        .insert_header((CONTENT_SECURITY_POLICY, policy.as_str()))
        .body(page.as_str()))
}

/// What a document says at a place; null where it says nothing.
fn at<'a>(value: &'a Value, place: &str) -> &'a Value {
    value.pointer(place).unwrap_or(&Value::Null)
}

fn text(value: &Value) -> String {
    escape(value.as_str().unwrap_or_default())
}

fn fields(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn pretty(value: &Value) -> String {
    escape(&serde_json::to_string_pretty(value).unwrap_or_default())
}

// Writing to a string cannot fail, so what `write!` returns says nothing here.
fn page(document: &Value) -> String {
    let title = text(at(document, "/info/title"));
    let description = text(at(document, "/info/description"));
    let mut out = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width\"><style>{STYLE}</style>\
         <h1>{title}</h1><p>{description}</p><p><a href=\"/openapi.json\">openapi.json</a></p>"
    );
    for (path, methods) in fields(at(document, "/paths")) {
        for (method, operation) in fields(methods) {
            let method = method.to_ascii_uppercase();
            let _ = write!(out, "<h2><code>{method} {}</code></h2>", escape(path));
            show(&mut out, operation);
        }
    }
    out.push_str("<h1>Schemas</h1>");
    for (name, schema) in fields(at(document, "/components/schemas")) {
        let name = escape(name);
        let _ = write!(out, "<h2 id=\"{name}\">{name}</h2><pre>{}</pre>", pretty(schema));
    }
    out
}

fn show(out: &mut String, operation: &Value) {
    let _ = write!(out, "<p>{}</p>", text(at(operation, "/summary")));
    let may: Vec<String> = items(at(operation, "/x-roles"))
        .filter(|one| at(one, "/reach") != "-")
        .map(|one| format!("{} ({})", text(at(one, "/role")), text(at(one, "/reach"))))
        .collect();
    if !may.is_empty() {
        let _ = write!(out, "<p>Token of: {}</p>", may.join(", "));
    }
    for one in items(at(operation, "/parameters")) {
        let (name, description) = (text(at(one, "/name")), text(at(one, "/description")));
        let _ = write!(out, "<p><code>{name}</code> {description}</p>");
    }
    out.push_str("<table><tr><th>status</th><th>body</th><th>codes</th></tr>");
    let request = at(operation, "/requestBody/content");
    if !request.is_null() {
        let _ = write!(out, "<tr><td>request</td><td>{}</td><td></td></tr>", media(request));
    }
    for (status, response) in fields(at(operation, "/responses")) {
        let (body, codes) = (media(at(response, "/content")), text(at(response, "/description")));
        let _ = write!(out, "<tr><td>{status}</td><td>{body}</td><td>{codes}</td></tr>");
    }
    out.push_str("</table>");
}

fn media(content: &Value) -> String {
    let one = |(media, content): (&String, &Value)| {
        let media = escape(media);
        match at(content, "/schema/$ref").as_str().and_then(|path| path.rsplit('/').next()) {
            Some(name) => format!("{media}: <a href=\"#{0}\">{0}</a>", escape(name)),
            None => media,
        }
    };
    fields(content).map(one).collect::<Vec<_>>().join("<br>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_asks_nobody_and_runs_nothing() {
        let (page, policy) = &*PAGE;
        for forbidden in ["<script", "http://", "https://", "<img", "<link", " style=\"", "@import"]
        {
            assert!(!page.contains(forbidden), "{forbidden}");
        }
        assert!(policy.starts_with("default-src 'none'"));
        assert!(page.contains("GET /v1/branches/{id}/standings"));
    }
}
