//! `GET /v1/members/{id}/standing`: points and hours of one member.

use super::query::{self, Listed as _};
use super::route::{Answer, Call, Route};
use super::rows;
use crate::auth::Permit;
use crate::auth::permission::MemberRecord;
use actix_web::HttpResponse;
use actix_web::http::Method;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    cycle: Option<u16>,
}

pub(super) fn route() -> Route {
    Route::guarded(Method::GET, "/v1/members/{id}/standing", get)
        .summary("A member's standing")
        .name_id("The member.")
        .takes_cycle()
        .json_answer::<rows::Standing>(200)
}

async fn get(permit: Permit<MemberRecord>, call: Call) -> Answer {
    let asked: Asked = call.query()?;
    let cycle = query::cycle(asked.cycle)?;
    let found = call.state.block(move |state| {
        let (bearer, member) = (permit.bearer(), permit.target());
        state.service().standing(bearer, member, cycle, state.now())
    });
    Ok(HttpResponse::Ok().json(found.await?))
}
