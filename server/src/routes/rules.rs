//! `GET /v1/rules`: which points rules were published. Their bodies lie under their hashes.

use super::route::{Answer, Call, Route};
use crate::auth::Permit;
use crate::auth::permission::RulesList;
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::schema::key::PublicationKind;
use drokpa_core::wire::bytes::hex;
use serde::Serialize;
use utoipa::ToSchema;

/// Published rules.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesPublished {
    /// All versions, by id and version.
    rules: Vec<RulesVersion>,
}

/// A version of rules.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesVersion {
    /// Which rules.
    rules_id: String,
    /// Which version.
    version: u32,
    /// From which day it is in force.
    #[schema(format = Date)]
    effective_from: String,
    /// The sector that it is for; null for all.
    #[schema(required)]
    sector: Option<String>,
    /// The SHA-256 of its bytes, for `/v1/publications/{id}`.
    #[schema(min_length = 64, max_length = 64)]
    hash: String,
    /// When it was published.
    #[schema(format = DateTime)]
    published_at: String,
}

pub(super) fn route() -> Route {
    Route::guarded(Method::GET, "/v1/rules", get)
        .summary("Which points rules were published")
        .json_answer::<RulesPublished>(200)
}

async fn get(_permit: Permit<RulesList>, call: Call) -> Answer {
    let found = call.state.block(|state| Ok(state.service().store().publications()?)).await?;
    let rules = found.into_iter().filter(|one| one.kind == PublicationKind::Rules);
    let version = |one: crate::store::Publication| RulesVersion {
        hash: hex(&one.hash().0),
        effective_from: one.effective.to_string(),
        published_at: one.published.rfc3339(),
        sector: Some(String::from(one.sector)).filter(|sector| !sector.is_empty()),
        rules_id: one.name.into(),
        version: one.version,
    };
    Ok(HttpResponse::Ok().json(RulesPublished { rules: rules.map(version).collect() }))
}
