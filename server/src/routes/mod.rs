//! HTTP: one endpoint, one file. [`app`] is the whole application, for the service and for tests.

mod body;
mod enrolments;
mod healthz;
mod messages;
mod problem;
mod publications;
mod sync;

pub use problem::Problem;

use crate::state::State;
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::{Next, from_fn};
use actix_web::{App, HttpMessage, HttpRequest, HttpResponse, Responder, web};
use drokpa_core::code::Code;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The name of a request, in its answer's head, in error bodies and in log lines.
#[derive(Clone, Debug)]
struct RequestId(String);

/// What an endpoint answers: what was asked for, or why not.
struct Answered(Result<HttpResponse, Problem>);

impl From<Result<HttpResponse, Problem>> for Answered {
    fn from(result: Result<HttpResponse, Problem>) -> Answered {
        Answered(result)
    }
}

impl Responder for Answered {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        self.0.unwrap_or_else(|problem| problem.respond_to(request))
    }
}

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
    let method_not_allowed = || web::to(|| async { Problem::from(Code::MethodNotAllowed) });
    App::new()
        .app_data(web::Data::new(state))
        .service(
            web::resource("/v1/sync")
                .route(web::post().to(sync::post))
                .default_service(method_not_allowed()),
        )
        .service(
            web::resource("/v1/enrolments")
                .route(web::post().to(enrolments::post))
                .default_service(method_not_allowed()),
        )
        .service(
            web::resource("/v1/publications/{hash}")
                .route(web::get().to(publications::get))
                .route(web::put().to(publications::put))
                .default_service(method_not_allowed()),
        )
        .service(
            web::resource("/v1/messages")
                .route(web::get().to(messages::get))
                .default_service(method_not_allowed()),
        )
        .service(
            web::resource("/healthz")
                .route(web::get().to(healthz::get))
                .default_service(method_not_allowed()),
        )
        .default_service(web::to(|| async { Problem::from(Code::NotFound) }))
        .wrap(from_fn(name_request))
}

/// Gives each request its id, and puts that into the answer's head.
async fn name_request(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let id = request.app_data::<web::Data<State>>().map(|state| state.next_request_id());
    let id = id.unwrap_or_default();
    request.extensions_mut().insert(RequestId(id.clone()));
    let mut response = next.call(request).await?;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    Ok(response)
}

fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
