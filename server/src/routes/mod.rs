//! HTTP: one endpoint, one file, and one table of all of them. [`app`] is the whole application,
//! for the service and for tests.

mod app;
mod audit;
mod body;
mod branch_devices;
mod devices;
mod docs;
mod enrolments;
mod guard;
mod healthz;
mod imports;
mod invites;
mod messages;
mod metrics;
mod openapi;
mod problem;
mod publications;
mod query;
mod queue;
mod readyz;
mod revocation;
mod route;
mod rows;
mod rules;
mod standing;
mod standings;
mod sync;
mod table;
mod tokens;

pub use problem::Problem;

use crate::state::State;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, HttpMessage, HttpRequest, Resource, Responder, web};
use drokpa_core::code::Code;
use route::{Access, Call, Route};
use std::collections::BTreeMap;
use std::time::Instant;
use table::ROUTES;
use tracing::Instrument as _;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Heads of everything but what phones fetch, who pay for each byte. Nothing of ours is ever a
/// frame, a script or a source for others.
const SECURITY: [(HeaderName, &str); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
];

/// For a year, browsers come back over TLS only.
const HSTS: &str = "max-age=31536000";

/// The name of a request, in its answer's head, in error bodies and in log lines.
#[derive(Clone, Debug)]
struct RequestId(String);

/// The application over a state.
pub fn app(
    state: State,
) -> App<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<BoxBody>,
        Error = actix_web::Error,
        InitError = (),
    >,
> {
    App::new()
        .app_data(web::Data::new(state))
        .configure(|config| {
            let mut paths: BTreeMap<&str, Vec<&'static Route>> = BTreeMap::new();
            for route in ROUTES.iter() {
                paths.entry(route.path).or_default().push(route);
            }
            for (path, routes) in paths {
                config.service(resource(path, &routes));
            }
        })
        .default_service(web::to(|request: HttpRequest, state: web::Data<State>| async move {
            let problem = match guard::rate(&state, &request, Access::Public) {
                Ok(()) => match app::answer(state.app_files(), &request) {
                    Some(file) => return file,
                    None => Code::NotFound.into(),
                },
                Err(problem) => problem,
            };
            problem.respond_to(&request)
        }))
        .wrap(from_fn(name_request))
}

/// An address with all its methods.
fn resource(path: &str, routes: &[&'static Route]) -> Resource {
    let mut resource = web::resource(path);
    for route in routes.iter().copied() {
        let answer = move |request: HttpRequest, payload, state: web::Data<State>| async move {
            let started = Instant::now();
            let state = State::clone(&state);
            let call = Call { state: state.clone(), request: request.clone(), payload, route };
            let answer = guard::answer(call).await;
            let response = answer.unwrap_or_else(|problem| problem.respond_to(&request));
            let (status, took) = (response.status().as_u16(), started.elapsed());
            state.metrics().answered(route.path, status, took);
            let took_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
            tracing::info!(address = route.path, status, took_ms, "answered");
            response
        };
        resource = resource.route(web::method(route.method.clone()).to(answer));
    }
    let allowed: Vec<&str> = routes.iter().map(|route| route.method.as_str()).collect();
    let allowed = allowed.join(", ");
    resource.default_service(web::to(move |request: HttpRequest, state: web::Data<State>| {
        let refused = guard::rate(&state, &request, Access::Public).err();
        let problem = refused.unwrap_or(Code::MethodNotAllowed.into());
        let mut response = problem.respond_to(&request);
        if let Ok(allowed) = HeaderValue::from_str(&allowed) {
            response.headers_mut().insert(header::ALLOW, allowed);
        }
        async move { response }
    }))
}

/// Gives each request its id, puts that into the answer's head and into every log line, and adds
/// the heads that browsers need.
async fn name_request(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let state = request.app_data::<web::Data<State>>();
    let secure = state.is_some_and(|state| state.tls());
    let id = state.map(|state| state.next_request_id()).unwrap_or_default();
    request.extensions_mut().insert(RequestId(id.clone()));
    // Of the highest level, so that it is there whatever is logged.
    let span = tracing::error_span!("request", id = %id);
    let lean = request.path() == sync::PATH || request.path().starts_with(publications::PREFIX);
    let personal = request.headers().contains_key(header::AUTHORIZATION);
    let mut response = next.call(request).instrument(span).await?;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if secure && !lean {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    if personal {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    for (name, value) in SECURITY.into_iter().filter(|_| !lean) {
        // A page with a policy of its own keeps it.
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    Ok(response)
}

fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
