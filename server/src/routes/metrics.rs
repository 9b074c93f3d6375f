//! `GET /metrics`: how the service does, for Prometheus. Counts only; no id of a person, branch or
//! device appears.

use super::route::{Answer, Call, Route};
use crate::auth::Permit;
use crate::auth::permission::Figures;
use crate::error::HubError;
use crate::metrics::{head, line};
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::http::Method;
use serde_json::json;

const TEXT: &str = "text/plain; version=0.0.4; charset=utf-8";

pub(super) fn route() -> Route {
    Route::guarded(Method::GET, "/metrics", get)
        .summary("Counters in the text format of Prometheus")
        .answer(200, "text/plain", json!({ "type": "string" }))
}

async fn get(_permit: Permit<Figures>, call: Call) -> Answer {
    let text = call.state.block(figures).await?;
    Ok(HttpResponse::Ok().content_type(TEXT).body(text))
}

fn figures(state: &State) -> Result<String, HubError> {
    let store = state.service().store();
    let branches = store.branches()?;
    let mut rows = 0;
    for branch in &branches {
        rows += store.head(&branch.branch)?.position;
    }
    let devices = store.devices()?;
    let outbox = devices.iter().filter_map(|device| Some(u64::from(device.told?.outbox)));
    let revoked = devices.iter().filter(|device| device.revoked).count();
    let members = store.members()?.len() as u64;
    let mut out = state.metrics().text();
    for (name, kind, help, value) in [
        ("drokpa_branches", "gauge", "Branches in the tree.", branches.len() as u64),
        ("drokpa_members", "gauge", "Members on the roster.", members),
        ("drokpa_devices", "gauge", "Devices ever enrolled.", devices.len() as u64),
        ("drokpa_devices_revoked", "gauge", "Devices that were revoked.", revoked as u64),
        ("drokpa_outbox_entries", "gauge", "Entries phones hold, as last told.", outbox.sum()),
        ("drokpa_log_rows_total", "counter", "Rows in all logs.", rows),
        ("drokpa_forks_total", "counter", "Losers of forks that are kept.", store.fork_count()?),
        (
            "drokpa_invites_refused_total",
            "counter",
            "Refused tries to redeem an invite.",
            store.refusal_count()?.into(),
        ),
        (
            "drokpa_rate_limited_total",
            "counter",
            "Requests that were told to come back.",
            state.limits().refused(),
        ),
        ("drokpa_in_flight", "gauge", "Requests being worked on.", state.in_flight() as u64),
    ] {
        head(&mut out, name, kind, help);
        line(&mut out, name, value);
    }
    Ok(out)
}
