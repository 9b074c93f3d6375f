//! The one form of every refusal: `{"code", "message", "retry_after_s", "request_id"}`, the
//! message in the language that the client asks for.

use super::request_id;
use crate::admin::AdminError;
use crate::error::HubError;
use actix_web::body::BoxBody;
use actix_web::http::StatusCode;
use actix_web::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpRequest, HttpResponse, Responder};
use drokpa_core::code::Code;
use drokpa_locales::{Lang, negotiate, text};
use serde::Serialize;
use utoipa::ToSchema;

/// The language of those who ask for none that we have.
const LANG_DEFAULT: Lang = Lang::ZhHans;

/// A refusal on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Problem {
    code: Code,
    retry_after_s: Option<u32>,
}

/// Why a request was refused.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub(super) struct Refusal<'a> {
    /// A stable name; all of them are in `docs/errors.md`.
    code: &'static str,
    /// What it means, in the language that was asked for.
    message: &'a str,
    /// When to come back, where that can help.
    #[schema(required)]
    retry_after_s: Option<u32>,
    /// The name of the request in the hub's log.
    request_id: &'a str,
}

impl From<Code> for Problem {
    fn from(code: Code) -> Problem {
        HubError::from(code).into()
    }
}

impl From<HubError> for Problem {
    fn from(error: HubError) -> Problem {
        let code = error.code();
        // What a client did wrong is no error of ours, however often it does so.
        if code.http() >= 500 {
            tracing::error!(%code, error = &error as &dyn std::error::Error, "refused");
        }
        Problem { code, retry_after_s: error.retry_after_s() }
    }
}

/// The language that the client asks for.
pub(super) fn lang(request: &HttpRequest) -> Lang {
    let asked = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    negotiate(asked.unwrap_or_default(), LANG_DEFAULT)
}

impl From<AdminError> for Problem {
    fn from(error: AdminError) -> Problem {
        match error {
            AdminError::Store { source } => HubError::from(source).into(),
            other => other.code().into(),
        }
    }
}

impl Responder for Problem {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let lang = lang(request);
        let id = request_id(request);
        tracing::info!(code = %self.code, "refused");
        let status = StatusCode::from_u16(self.code.http());
        let mut response = HttpResponse::build(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
        response.insert_header((CONTENT_LANGUAGE, lang.tag()));
        if let Some(seconds) = self.retry_after_s {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if matches!(self.code, Code::TokenNeeded | Code::TokenRefused) {
            response.insert_header((WWW_AUTHENTICATE, "Bearer"));
        }
        response.json(Refusal {
            code: self.code.name(),
            message: &text(lang, self.code.message_id()),
            retry_after_s: self.retry_after_s,
            request_id: &id,
        })
    }
}
