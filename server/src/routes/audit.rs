//! `GET /v1/audit/members/{id}`: who looked at a member's record at the hub. Reads on somebody's
//! phone cannot be seen.

use super::query::{self, Listed as _};
use super::route::{Answer, Call, Route};
use crate::auth::Permit;
use crate::auth::permission::MemberAccess;
use crate::store::Read;
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::code::Code;
use drokpa_core::id::{MemberId, Serial};
use drokpa_core::time::Seconds;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;

/// The last second of the core's calendar.
const BEFORE_MAX: u64 = 4_102_444_799;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    before: Option<u64>,
    limit: Option<usize>,
}

/// Who looked at a member's record, the newest first.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AccessLog {
    /// Whose record.
    member: String,
    /// The reads. One stands for all of its kind by one reader in the hour, of replication in the
    /// day.
    reads: Vec<Access>,
    /// The `before` of the next part; null at the end.
    #[schema(required)]
    next: Option<u64>,
}

/// Somebody looked.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Access {
    /// Who; null for an operator on the hub's machine.
    #[schema(required)]
    by: Option<String>,
    /// With which device; null where none had a part in it.
    #[schema(required)]
    device: Option<u32>,
    /// standing, queue, replication (records went to a device), export, invite or revocation.
    what: &'static str,
    /// When.
    #[schema(format = DateTime)]
    at: String,
}

impl From<&Read> for Access {
    fn from(read: &Read) -> Access {
        Access {
            by: read.reader.as_ref().map(MemberId::to_string),
            device: Some(read.serial).filter(|serial| *serial != Serial::HUB).map(|one| one.0),
            what: read.kind.name(),
            at: read.at.rfc3339(),
        }
    }
}

pub(super) fn route() -> Route {
    let before = json!({ "type": "integer", "minimum": 0, "maximum": BEFORE_MAX });
    Route::guarded(Method::GET, "/v1/audit/members/{id}", get)
        .summary("Who looked at a member's record")
        .name_id("The member.")
        .query("before", "Reads before this time, in seconds since 1970.", &before)
        .takes_limit()
        .json_answer::<AccessLog>(200)
}

async fn get(permit: Permit<MemberAccess>, call: Call) -> Answer {
    let asked: Asked = call.query()?;
    let limit = query::limit(asked.limit)?;
    let before = asked.before.unwrap_or(BEFORE_MAX);
    if before > BEFORE_MAX {
        return Err(Code::ParameterMalformed.into());
    }
    let before = Seconds(before);
    let found = call.state.block(move |state| {
        let member = permit.target().member.clone();
        let count = u32::try_from(limit).map_err(|_| Code::ParameterMalformed)?;
        let reads = state.service().store().reads(Some(&member), before, count)?;
        let next = reads.last().filter(|_| reads.len() >= limit).map(|read| read.at.0);
        Ok(AccessLog {
            member: member.into(),
            next,
            reads: reads.iter().map(Access::from).collect(),
        })
    });
    Ok(HttpResponse::Ok().json(found.await?))
}
