//! `POST /v1/enrolments`: an invite and a key become a device, in JSON, for tools.

use super::{Answered, Problem, body};
use crate::service::Enrolment;
use crate::state::State;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use drokpa_core::code::Code;
use serde::{Deserialize, Serialize};

const BODY_BYTES_MAX: usize = 4096;

/// What a tool sends. Keys and signatures are base64url without padding.
#[derive(Deserialize)]
struct Asked {
    code: String,
    public_key: String,
    /// See [`crate::service::ENROLMENT_DOMAIN`].
    signature: String,
}

/// What it gets.
#[derive(Serialize)]
struct Enrolled {
    serial: u32,
    member: String,
    branch: String,
    role: &'static str,
    hub_key: String,
    root_key: String,
    hub_signature: String,
}

pub(super) async fn post(
    request: HttpRequest,
    payload: web::Payload,
    state: web::Data<State>,
) -> Answered {
    enrol(&request, payload, &state).await.into()
}

async fn enrol(
    request: &HttpRequest,
    payload: web::Payload,
    state: &State,
) -> Result<HttpResponse, Problem> {
    let bytes = body::read(state, request.headers(), payload, BODY_BYTES_MAX).await?;
    let asked: Asked = serde_json::from_slice(&bytes).map_err(|_| Code::FrameMalformed)?;
    let key = fixed(&asked.public_key)?;
    let signature = fixed(&asked.signature)?;
    let enrolled = move |state: &State| {
        let enrolment = Enrolment { code: &asked.code, key, signature };
        state.service().enrol(&enrolment, state.now())
    };
    let welcome = state.block(enrolled).await?;
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
