//! `POST /v1/branches/{id}/invites`: invites for members of the secretary's branch. A code is in
//! this answer once and kept nowhere.

use super::route::{Answer, Call, Route};
use crate::admin::InviteLine;
use crate::auth::Permit;
use crate::auth::permission::BranchInvites;
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::code::Code;
use drokpa_core::id::MemberId;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Two hundred members with the longest ids.
const BODY_BYTES_MAX: usize = 16 * 1024;

/// Whom to invite.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InvitesAsked {
    /// Members of the branch, at most 200, each once.
    #[schema(min_items = 1, max_items = 200)]
    members: Vec<String>,
    /// Where phones reach the hub, for the QR code; empty where whoever scans it has to say it.
    #[schema(max_length = 200)]
    address: String,
}

/// An invite. It takes the place of the member's earlier one that nobody used.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Invite {
    /// For whom.
    member: String,
    /// Their branch.
    branch: String,
    /// What the phone may do.
    role: &'static str,
    /// What is typed.
    code: String,
    /// The text of the QR code.
    qr: String,
    /// When it is over.
    #[schema(format = DateTime)]
    expires_at: String,
}

/// Invites in the order in which they were asked for.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Invites {
    /// The invites.
    invites: Vec<Invite>,
}

impl From<InviteLine> for Invite {
    fn from(line: InviteLine) -> Invite {
        Invite {
            member: line.member.into(),
            branch: line.branch.into(),
            role: line.role.name(),
            code: line.code,
            qr: line.qr,
            expires_at: line.expires_at,
        }
    }
}

pub(super) fn route() -> Route {
    Route::guarded(Method::POST, "/v1/branches/{id}/invites", post)
        .summary("Invite members of a branch")
        .name_id("The branch.")
        .json_body::<InvitesAsked>(BODY_BYTES_MAX)
        .json_answer::<Invites>(201)
        .codes(&[
            Code::FrameMalformed,
            Code::FrameTruncated,
            Code::IdMalformed,
            Code::CountTooLarge,
            Code::MemberUnknown,
            Code::MemberTwice,
            Code::TextTooLong,
        ])
}

async fn post(permit: Permit<BranchInvites>, call: Call) -> Answer {
    let state = call.state.clone();
    let asked: InvitesAsked = call.json().await?;
    let members: Result<Vec<MemberId>, Code> =
        asked.members.iter().map(|id| MemberId::new(id)).collect();
    let members = members?;
    let made = state.block(move |state| {
        let (bearer, branch) = (permit.bearer(), permit.target());
        state.service().invite(bearer, (branch, &members), &asked.address, state.now())
    });
    let invites = made.await?.into_iter().map(Invite::from).collect();
    Ok(HttpResponse::Created().json(Invites { invites }))
}
