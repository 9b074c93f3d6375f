//! `GET /v1/devices/{id}`: what a device is. When it came last is for its owner and the home
//! secretary, who can bring news to a phone that is silent; for nobody else, because weeks without
//! a link say something about the network and nothing about a person.

use super::route::{Answer, Call, Route};
use crate::auth::permission::DeviceRecord;
use crate::auth::{Bearer, Permit};
use crate::store::DeviceState;
use actix_web::HttpResponse;
use actix_web::http::Method;
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use serde::Serialize;
use utoipa::ToSchema;

/// A device.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Device {
    /// Its number.
    serial: u32,
    /// Whose it is.
    member: String,
    /// Their branch.
    branch: String,
    /// What it may do.
    role: &'static str,
    /// When its certificate was issued.
    #[schema(format = Date)]
    issued_on: String,
    /// When the certificate asks for renewal.
    #[schema(format = Date)]
    renew_on: String,
    /// True once revoked.
    revoked: bool,
    /// What it last told about itself; null where it told nothing since it was enrolled, and for
    /// readers who are neither its owner nor the home secretary.
    #[schema(required)]
    told: Option<DeviceTold>,
}

/// What a device told about itself.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeviceTold {
    /// On which day.
    #[schema(format = Date)]
    on: String,
    /// The app's version.
    app_version: u32,
    /// Entries that only the device had then.
    outbox: u32,
    /// Entries that waited for others.
    waiting: u32,
    /// Entries that the hub refused.
    rejected: u32,
}

pub(super) fn route() -> Route {
    Route::guarded(Method::GET, "/v1/devices/{id}", get)
        .summary("What a device is")
        .number_id("The device's serial.")
        .json_answer::<Device>(200)
        .codes(&[Code::NotFound])
}

async fn get(permit: Permit<DeviceRecord>, _call: Call) -> Answer {
    Ok(HttpResponse::Ok().json(describe(permit.bearer(), permit.target())))
}

pub(super) fn describe(reader: &Bearer, device: &DeviceState) -> Device {
    let certificate = &device.certificate;
    let subject = &reader.subject;
    let near = certificate.member == subject.member
        || (subject.role == Role::Secretary && certificate.branch == subject.branch);
    let told = device.told.filter(|_| near).map(|told| DeviceTold {
        on: told.at.day().to_string(),
        app_version: told.app_version,
        outbox: told.outbox,
        waiting: told.waiting,
        rejected: told.rejected,
    });
    Device {
        serial: certificate.serial.0,
        member: certificate.member.to_string(),
        branch: certificate.branch.to_string(),
        role: certificate.role.name(),
        issued_on: certificate.issued.to_string(),
        renew_on: certificate.renew.to_string(),
        revoked: device.revoked,
        told,
    }
}
