//! `GET /v1/branches/{id}/queue`: what waits for a decision in a branch.

use super::query::{self, Listed as _};
use super::route::{Answer, Call, Route};
use super::rows;
use crate::auth::Permit;
use crate::auth::permission::BranchRecords;
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::phone::ClaimRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    after: Option<String>,
    limit: Option<usize>,
}

/// What waits for a decision.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Queue {
    /// The branch.
    branch: String,
    /// How far the branch's log was read.
    position: u64,
    /// Pending and disputed facts by member and key, but for the reader's own.
    #[schema(value_type = Vec<rows::Claim>)]
    claims: Vec<ClaimRow>,
    /// The `after` of the next part; null at the end.
    #[schema(required)]
    next: Option<String>,
}

pub(super) fn route() -> Route {
    Route::guarded(Method::GET, "/v1/branches/{id}/queue", get)
        .summary("What waits for a decision in a branch")
        .name_id("The branch.")
        .takes_part()
        .json_answer::<Queue>(200)
}

async fn get(permit: Permit<BranchRecords>, call: Call) -> Answer {
    let asked: Asked = call.query()?;
    let part = query::part(asked.after, asked.limit)?;
    let found = call.state.block(move |state| {
        let (bearer, branch) = (permit.bearer(), permit.target());
        let page = state.service().queue(bearer, branch, &part, state.now())?;
        Ok(Queue {
            branch: branch.to_string(),
            position: page.position,
            claims: page.rows,
            next: page.next,
        })
    });
    Ok(HttpResponse::Ok().json(found.await?))
}
