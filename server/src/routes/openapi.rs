//! `GET /openapi.json`: what all addresses take and answer, as OpenAPI 3.1, derived from the table
//! of addresses, from the types of bodies and from the table of codes. Nothing in it is written
//! twice, so it cannot say something else than the code does.

use super::problem::Refusal;
use super::route::{Access, Answer, Call, Doc, Route};
use super::table::ROUTES;
use crate::auth::Reach;
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use utoipa::{PartialSchema as _, ToSchema as _};

/// Refusals that every address may give.
const EVERYWHERE: [Code; 8] = [
    Code::ParameterMalformed,
    Code::BodyTooLarge,
    Code::EncodingUnsupported,
    Code::RateLimited,
    Code::Overloaded,
    Code::Internal,
    Code::StoreFailed,
    Code::StoreDamaged,
];
/// Refusals of addresses that ask for a token.
const WITH_TOKEN: [Code; 3] = [Code::TokenNeeded, Code::TokenRefused, Code::RoleNeeded];

const DESCRIPTION: &str = "Reads and imports of a Drokpa hub. A device gets a bearer token for \
    minutes at `/v1/tokens`, an operator by `drokpa token`. Refusals have a stable code and a \
    message in the language of `Accept-Language` (bo, zh, en). What is out of reach is answered \
    like what is not there.";

/// The document.
pub(super) static DOCUMENT: LazyLock<Value> = LazyLock::new(document);

pub(super) fn route() -> Route {
    Route::public(Method::GET, "/openapi.json", get).summary("This document").answer(
        200,
        "application/json",
        json!({ "type": "object" }),
    )
}

async fn get(_call: Call) -> Answer {
    Ok(HttpResponse::Ok().json(&*DOCUMENT))
}

fn document() -> Value {
    let mut paths: BTreeMap<&str, Map<String, Value>> = BTreeMap::new();
    let refusal = serde_json::to_value(Refusal::schema()).unwrap_or_default();
    let mut schemas = BTreeMap::from([(Refusal::name().into_owned(), refusal)]);
    for route in ROUTES.iter() {
        let method = route.method.as_str().to_ascii_lowercase();
        paths.entry(route.path).or_default().insert(method, operation(route));
        schemas.extend(route.doc.schemas.iter().cloned());
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Drokpa hub",
            "version": env!("CARGO_PKG_VERSION"),
            "description": DESCRIPTION,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "token": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            },
        },
    })
}

fn operation(route: &Route) -> Value {
    let mut parameters: Vec<Value> = route.doc.query.clone();
    if let Some((description, schema)) = &route.doc.id {
        parameters.push(json!({
            "name": "id",
            "in": "path",
            "description": description,
            "required": true,
            "schema": schema,
        }));
    }
    let mut operation = json!({
        "operationId": operation_id(route),
        "summary": route.doc.summary,
        "parameters": parameters,
        "responses": responses(route),
    });
    if let Some((media, schema)) = &route.doc.body {
        let content = json!({ *media: { "schema": schema } });
        set(&mut operation, "requestBody", json!({ "required": true, "content": content }));
    }
    if let Access::Roles(reach) = route.access {
        set(&mut operation, "security", json!([{ "token": [] }]));
        set(&mut operation, "x-roles", json!(roles(reach)));
    }
    operation
}

fn set(object: &mut Value, name: &str, value: Value) {
    if let Value::Object(fields) = object {
        fields.insert(name.to_owned(), value);
    }
}

/// How far each role's right goes.
pub(super) fn roles(reach: [Reach; 7]) -> Vec<Value> {
    let pairs = Role::ALL.into_iter().zip(reach);
    pairs.map(|(role, reach)| json!({ "role": role.name(), "reach": reach.name() })).collect()
}

fn operation_id(route: &Route) -> String {
    let words = route.path.split(['/', '.', '{', '}']).filter(|word| !word.is_empty());
    let words: Vec<&str> = words.collect();
    format!("{}_{}", route.method.as_str().to_ascii_lowercase(), words.join("_"))
}

fn responses(route: &Route) -> BTreeMap<String, Value> {
    let mut contents: BTreeMap<u16, (BTreeSet<&str>, Map<String, Value>)> = BTreeMap::new();
    for (status, media, schema) in &route.doc.answers {
        let (_, content) = contents.entry(*status).or_default();
        content.insert((*media).to_owned(), json!({ "schema": schema }));
    }
    contents.extend(route.doc.empty.map(|status| (status, (BTreeSet::new(), Map::new()))));
    let refusal = json!({ "$ref": format!("#/components/schemas/{}", Refusal::name()) });
    for code in codes(route) {
        let (codes, content) = contents.entry(code.http()).or_default();
        codes.insert(code.name());
        content.insert("application/json".to_owned(), json!({ "schema": refusal }));
    }
    contents
        .into_iter()
        .map(|(status, (codes, content))| {
            let description = match codes.is_empty() {
                true => route.doc.summary.to_owned(),
                false => codes.into_iter().collect::<Vec<_>>().join(", "),
            };
            let mut response = json!({ "description": description });
            if !content.is_empty() {
                set(&mut response, "content", Value::Object(content));
            }
            let retry = json!({ "description": "Seconds.", "schema": { "type": "integer" } });
            if matches!(status, 429 | 503) {
                set(&mut response, "headers", json!({ "Retry-After": retry }));
            }
            (status.to_string(), response)
        })
        .collect()
}

/// All refusals that an address may give.
fn codes(route: &Route) -> BTreeSet<Code> {
    let Doc { codes, unknown, .. } = &route.doc;
    let mut all: BTreeSet<Code> = EVERYWHERE.into_iter().chain(codes.iter().copied()).collect();
    if matches!(route.access, Access::Roles(_)) {
        all.extend(WITH_TOKEN);
    }
    all.extend(*unknown);
    all
}
