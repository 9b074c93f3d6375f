//! The door of a demonstration: whoever opens the app on this machine steps into one of the
//! invented members with one tap. The demonstration alone has it, once everything was compared: a
//! page that says so to the app, and one address beside the service's own table. It must never be
//! there where others can reach it, and never in `drokpa serve`.

use crate::admin::{self, AdminError, Invited};
use crate::app_files::AppFiles;
use crate::routes::Problem;
use crate::state::State;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderValue};
use actix_web::web::{self, Bytes, PayloadConfig, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Responder as _};
use drokpa_core::chain::certificate::Role;
use drokpa_core::code::Code;
use drokpa_core::id::MemberId;
use drokpa_core::time::Seconds;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Where invites are given.
pub const PATH: &str = "/demo/members";
/// What the page of a demonstration says to the app, which asks nobody else.
pub const MARK: &str = r#"<meta name="drokpa-demo" content="/demo/members" />"#;
const BODY_BYTES_MAX: usize = 256;

/// Gives invites of invented people.
#[derive(Clone, Debug)]
pub struct Door(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    data: PathBuf,
    members: People,
    secretaries: People,
}

/// One after the other, so that two visitors rarely share a member.
#[derive(Debug)]
struct People {
    ids: Vec<MemberId>,
    next: AtomicUsize,
}

impl People {
    const fn new(ids: Vec<MemberId>) -> People {
        People { ids, next: AtomicUsize::new(0) }
    }

    fn next(&self) -> Option<MemberId> {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        self.ids.get(turn.checked_rem(self.ids.len())?).cloned()
    }
}

/// As whom somebody wants to step in.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum As {
    Member,
    Secretary,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    role: As,
}

/// The way in.
#[derive(Serialize)]
struct Given {
    /// An invite's code, good once.
    code: String,
    member: MemberId,
    role: &'static str,
}

impl Door {
    /// The door to the organisation in a hub's folder.
    #[must_use]
    pub fn new(data: &Path, members: Vec<MemberId>, secretaries: Vec<MemberId>) -> Door {
        let (members, secretaries) = (People::new(members), People::new(secretaries));
        Door(Arc::new(Inner { data: data.to_owned(), members, secretaries }))
    }

    /// The app as a demonstration shows it.
    pub(crate) fn marked(files: AppFiles) -> AppFiles {
        files.marked(MARK)
    }

    /// Adds the one address.
    pub(crate) fn routes(&self, config: &mut ServiceConfig) {
        let door = self.clone();
        type Body = Result<Bytes, actix_web::Error>;
        let post = move |request: HttpRequest, body: Body, state: web::Data<State>| {
            let door = door.clone();
            async move {
                match door.answer(&request, body.ok().as_deref(), state.now()).await {
                    Ok(given) => HttpResponse::Created()
                        .insert_header((CACHE_CONTROL, HeaderValue::from_static("no-store")))
                        .json(given),
                    Err(problem) => problem.respond_to(&request),
                }
            }
        };
        let resource = web::resource(PATH).app_data(PayloadConfig::new(BODY_BYTES_MAX));
        let other = |request: HttpRequest| async move {
            Problem::from(Code::MethodNotAllowed).respond_to(&request)
        };
        config.service(resource.route(web::post().to(post)).default_service(web::to(other)));
    }

    async fn answer(
        &self,
        request: &HttpRequest,
        body: Option<&[u8]>,
        now: Seconds,
    ) -> Result<Given, Problem> {
        let near = request.peer_addr().is_some_and(|peer| peer.ip().to_canonical().is_loopback());
        if !near {
            return Err(Code::NotFound.into());
        }
        // A page of another origin cannot send this without being asked first, and nobody answers.
        let kind = request.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
        if kind != Some(b"application/json") {
            return Err(Code::ParameterMalformed.into());
        }
        let body = body.ok_or(Code::BodyTooLarge)?;
        let asked: Asked =
            serde_json::from_slice(body).map_err(|_| Problem::from(Code::ParameterMalformed))?;
        let door = self.clone();
        let given = web::block(move || door.invite(asked.role, now)).await;
        given.unwrap_or_else(|_| Err(Code::Internal.into())).map_err(Problem::from)
    }

    fn invite(&self, role: As, now: Seconds) -> Result<Given, AdminError> {
        let people = match role {
            As::Member => &self.0.members,
            As::Secretary => &self.0.secretaries,
        };
        let member = people.next().ok_or(Code::MemberUnknown)?;
        let invites = admin::invite(&self.0.data, &Invited::Members(vec![member]), now)?;
        let invite = invites.into_iter().next().ok_or(Code::MemberUnknown)?;
        Ok(Given { code: invite.code, member: invite.member, role: Role::name(invite.role) })
    }
}
