//! `POST /v1/enrolments`: an invite and a key become a device, in JSON, for tools.

use super::route::{Answer, Call, Route};
use crate::service::Enrolment;
use actix_web::HttpResponse;
use actix_web::http::Method;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::code::Code;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

const BODY_BYTES_MAX: usize = 4096;

/// An invite and a key. Keys and signatures are base64url without padding.
#[derive(Deserialize, ToSchema)]
pub(super) struct EnrolmentAsked {
    /// The invite code as it was typed.
    code: String,
    /// The tool's Ed25519 public key, 32 bytes.
    #[schema(min_length = 43, max_length = 43)]
    public_key: String,
    /// Ed25519 over SHA-256 of: 18 as one byte, `drokpa/enrolment/1`, the public key, the code as
    /// it was typed; 64 bytes.
    #[schema(min_length = 86, max_length = 86)]
    signature: String,
}

/// A device. A repeat with the same code and key gets the same one.
#[derive(Serialize, ToSchema)]
pub(super) struct Enrolled {
    /// The device's number.
    serial: u32,
    /// Whose device it is.
    member: String,
    /// Their branch.
    branch: String,
    /// What the device may do.
    role: &'static str,
    /// The hub's public key.
    hub_key: String,
    /// The organisation's root key.
    root_key: String,
    /// The root key's signature over the hub's.
    hub_signature: String,
}

pub(super) fn route() -> Route {
    Route::public(Method::POST, "/v1/enrolments", post)
        .proof()
        .summary("An invite and a key become a device")
        .json_body::<EnrolmentAsked>(BODY_BYTES_MAX)
        .json_answer::<Enrolled>(201)
        .codes(&[
            Code::FrameMalformed,
            Code::FrameTruncated,
            Code::KeyWeak,
            Code::ContactSignatureWrong,
            Code::InviteRefused,
        ])
}

async fn post(call: Call) -> Answer {
    let state = call.state.clone();
    let asked: EnrolmentAsked = call.json().await?;
    let key = fixed(&asked.public_key)?;
    let signature = fixed(&asked.signature)?;
    let welcome = state.block(move |state| {
        let enrolment = Enrolment { code: &asked.code, key, signature };
        state.service().enrol(&enrolment, state.now())
    });
    let welcome = welcome.await?;
    Ok(HttpResponse::Created().json(Enrolled {
        serial: welcome.serial.0,
        member: welcome.member.into(),
        branch: welcome.branch.into(),
        role: welcome.role.name(),
        hub_key: URL_SAFE_NO_PAD.encode(welcome.hub.bytes()),
        root_key: URL_SAFE_NO_PAD.encode(welcome.root.bytes()),
        hub_signature: URL_SAFE_NO_PAD.encode(welcome.hub_signature),
    }))
}

fn fixed<const N: usize>(text: &str) -> Result<[u8; N], Code> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Code::FrameMalformed)?;
    bytes.try_into().map_err(|_| Code::FrameMalformed)
}
