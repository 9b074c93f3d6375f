//! `POST /v1/devices/{id}/revocation`: takes away the word of a member's phone that was lost.
//! Nothing of what it wrote is deleted, and doing it again changes nothing.

use super::route::{Answer, Call, Route};
use crate::auth::Permit;
use crate::auth::permission::Revocation;
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::code::Code;
use drokpa_core::time::Seconds;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const BODY_BYTES_MAX: usize = 256;

/// From when on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RevocationAsked {
    /// From this second on, since 1970, also what the hub had received already is set aside; null
    /// where all of that counts.
    #[schema(required)]
    // Whoever leaves it out may have meant a day: `Option` alone would take that for null.
    #[serde(deserialize_with = "Option::deserialize")]
    since: Option<u64>,
}

/// What became of a device.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Revoked {
    /// The device.
    device: u32,
    /// Chains of it that count up to an entry; 0 where it was revoked before.
    chains: u32,
    /// Entries of it that the hub had and that are set aside now.
    quarantined: u32,
}

pub(super) fn route() -> Route {
    Route::guarded(Method::POST, "/v1/devices/{id}/revocation", post)
        .summary("Revoke a device")
        .number_id("The device's serial.")
        .json_body::<RevocationAsked>(BODY_BYTES_MAX)
        .json_answer::<Revoked>(200)
        .codes(&[
            Code::NotFound,
            Code::FrameMalformed,
            Code::FrameTruncated,
            Code::StateWrong,
            Code::DayRange,
        ])
}

async fn post(permit: Permit<Revocation>, call: Call) -> Answer {
    let state = call.state.clone();
    let asked: RevocationAsked = call.json().await?;
    let done = state.block(move |state| {
        let (device, since) = (permit.target(), asked.since.map(Seconds));
        let done = state.service().revoke(permit.bearer(), device, since, state.now())?;
        let device = device.certificate.serial.0;
        Ok(Revoked { device, chains: done.chains, quarantined: done.quarantined })
    });
    Ok(HttpResponse::Ok().json(done.await?))
}
