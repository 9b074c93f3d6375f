//! `GET /v1/branches/{id}/devices`: the devices of a branch's members, each as
//! `GET /v1/devices/{id}` has it: what one last told is for the home secretary, who brings news to
//! a phone that is silent.

use super::devices::{Device, describe};
use super::route::{Answer, Call, Route};
use crate::auth::Permit;
use crate::auth::permission::BranchDevices;
use actix_web::HttpResponse;
use actix_web::http::Method;
use serde::Serialize;
use utoipa::ToSchema;

/// The devices of a branch's members.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct BranchDeviceList {
    /// The branch.
    branch: String,
    /// The devices, by their numbers.
    devices: Vec<Device>,
}

pub(super) fn route() -> Route {
    Route::guarded(Method::GET, "/v1/branches/{id}/devices", get)
        .summary("The devices of a branch's members")
        .name_id("The branch.")
        .json_answer::<BranchDeviceList>(200)
}

async fn get(permit: Permit<BranchDevices>, call: Call) -> Answer {
    let found = call.state.block(move |state| {
        let branch = permit.target();
        let mut devices = state.service().store().devices()?;
        devices.retain(|one| one.certificate.branch == *branch);
        let devices = devices.iter().map(|one| describe(permit.bearer(), one)).collect();
        Ok(BranchDeviceList { branch: branch.to_string(), devices })
    });
    Ok(HttpResponse::Ok().json(found.await?))
}
