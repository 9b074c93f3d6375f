//! `GET /v1/branches/{id}/standings`: points and hours of a branch's members in roster order, never
//! by points.

use super::query::{self, Listed as _};
use super::route::{Answer, Call, Route};
use super::rows;
use crate::auth::Permit;
use crate::auth::permission::BranchRecords;
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::phone::StandingRow;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    cycle: Option<u16>,
    after: Option<String>,
    limit: Option<usize>,
}

/// Standings of a branch.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Standings {
    /// The branch.
    branch: String,
    /// How far the branch's log was read.
    position: u64,
    /// The standings in roster order.
    #[schema(value_type = Vec<rows::Standing>)]
    standings: Vec<StandingRow>,
    /// The `after` of the next part; null at the end.
    #[schema(required)]
    next: Option<String>,
}

pub(super) fn route() -> Route {
    Route::guarded(Method::GET, "/v1/branches/{id}/standings", get)
        .summary("Standings of a branch's members in roster order")
        .name_id("The branch.")
        .takes_cycle()
        .takes_part()
        .json_answer::<Standings>(200)
}

async fn get(permit: Permit<BranchRecords>, call: Call) -> Answer {
    let asked: Asked = call.query()?;
    let cycle = query::cycle(asked.cycle)?;
    let part = query::part(asked.after, asked.limit)?;
    let found = call.state.block(move |state| {
        let (bearer, branch) = (permit.bearer(), permit.target());
        let page = state.service().standings(bearer, (branch, cycle), &part, state.now())?;
        Ok(Standings {
            branch: branch.to_string(),
            position: page.position,
            standings: page.rows,
            next: page.next,
        })
    });
    Ok(HttpResponse::Ok().json(found.await?))
}
