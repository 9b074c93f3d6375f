//! What every request passes, in this order: limits, rate, and where its address asks for one, the
//! token and what its bearer may. All of it before a byte of the body is read. Handlers that take
//! a [`Permit`] cannot be reached past this.

use super::route::{Access, Answer, Call};
use super::{Problem, body};
use crate::auth::limits::Caller;
use crate::auth::{Bearer, Permission, Permit, token};
use crate::state::State;
use actix_web::HttpRequest;
use actix_web::http::header::AUTHORIZATION;
use drokpa_core::code::Code;
use std::net::{IpAddr, Ipv4Addr};

/// Longest path with its query, in bytes.
const ADDRESS_BYTES_MAX: usize = 1024;

/// Answers a request at its address, or says why not.
pub(super) async fn answer(call: Call) -> Answer {
    let route = call.route;
    body::check(call.request.headers(), route.body_bytes_max)?;
    rate(&call.state, &call.request, route.access)?;
    route.respond(call).await
}

/// Limits on the address, then on who sends.
///
/// # Errors
/// [`Code::ParameterMalformed`] for an address that is longer than any of ours;
/// [`Code::RateLimited`].
pub(super) fn rate(state: &State, request: &HttpRequest, access: Access) -> Result<(), Problem> {
    let address = request.uri().path_and_query().map_or(0, |address| address.as_str().len());
    if address > ADDRESS_BYTES_MAX {
        return Err(Code::ParameterMalformed.into());
    }
    let peer = peer(state, request);
    let now = state.now();
    state.limits().address(peer, now)?;
    if access == Access::Proof {
        state.limits().knock(peer, now)?;
    }
    Ok(())
}

/// Where a request comes from. Behind a proxy of one's own, which speaks from loopback, that is
/// what the proxy wrote last; what was written before that anybody may have written.
fn peer(state: &State, request: &HttpRequest) -> IpAddr {
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    if !state.behind_proxy() || !peer.to_canonical().is_loopback() {
        return peer;
    }
    let written = request.headers().get_all("x-forwarded-for").last();
    let last = written.and_then(|value| value.to_str().ok()?.rsplit(',').next());
    last.and_then(|last| last.trim().parse().ok()).unwrap_or(peer)
}

/// Reads the token and asks for what the address needs.
///
/// # Errors
/// [`Code::TokenNeeded`], [`Code::TokenRefused`], [`Code::RateLimited`], or as [`Permit::ask`].
pub(super) async fn permit<P: Permission>(call: &Call) -> Result<Permit<P>, Problem> {
    let header = call.request.headers().get(AUTHORIZATION).ok_or(Code::TokenNeeded)?;
    let header = header.to_str().map_err(|_| Code::TokenRefused)?;
    let (scheme, token) = header.split_once(' ').ok_or(Code::TokenRefused)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Code::TokenRefused.into());
    }
    let (token, id) = (token.trim().to_owned(), call.id().to_owned());
    let asked = call.state.block(move |state| {
        let (service, now) = (state.service(), state.now());
        let bearer = token::verify(state.token_keys(), &service.realm(), &token, now)?;
        state.limits().caller(caller(&bearer), now)?;
        Permit::ask(service, bearer, &id)
    });
    Ok(asked.await?)
}

fn caller(bearer: &Bearer) -> Caller {
    match bearer.device {
        Some(serial) => Caller::Device(serial),
        None => Caller::Member(bearer.subject.member.clone()),
    }
}
