//! What an address is: its method, who may call it, how large its body may be, what it says about
//! itself in the OpenAPI document, and its handler. The list of all of them is `super::table`;
//! everything that is known about addresses derives from it.

use super::guard;
use super::{Problem, body};
use crate::auth::permission::Target as _;
use crate::auth::{Permission, Permit, Reach};
use crate::state::State;
use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use drokpa_core::code::Code;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::future::Future;
use std::pin::Pin;
use utoipa::ToSchema;

/// What a handler answers.
pub(super) type Answer = Result<HttpResponse, Problem>;
type Answering = Pin<Box<dyn Future<Output = Answer>>>;

/// Who may call an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access {
    /// Everybody.
    Public,
    /// Everybody, and what is sent proves by itself who sends it. Such requests cost a signature,
    /// so an address may not send many.
    Proof,
    /// Bearers of tokens, by their role in the order of `Role::ALL`.
    Roles([Reach; 7]),
}

/// An address.
pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: &'static str,
    pub(super) access: Access,
    pub(super) body_bytes_max: usize,
    pub(super) doc: Doc,
    handler: Box<dyn Fn(Call) -> Answering + Send + Sync>,
}

/// What an address says about itself.
#[derive(Default)]
pub(super) struct Doc {
    pub(super) summary: &'static str,
    /// What the id in the path is, and its schema.
    pub(super) id: Option<(&'static str, Value)>,
    /// What is answered for an id that is not there or out of reach.
    pub(super) unknown: Option<Code>,
    /// Query parameters as objects of OpenAPI.
    pub(super) query: Vec<Value>,
    /// Media type and schema of the body.
    pub(super) body: Option<(&'static str, Value)>,
    /// Status, media type and schema of answers that are no refusals.
    pub(super) answers: Vec<(u16, &'static str, Value)>,
    /// Status of an answer without a body.
    pub(super) empty: Option<u16>,
    /// Refusals beside those that guards give.
    pub(super) codes: &'static [Code],
    /// Named schemas that the others refer to.
    pub(super) schemas: Vec<(String, Value)>,
}

impl Route {
    /// An address for everybody.
    pub(super) fn public<F, A>(method: Method, path: &'static str, handler: F) -> Route
    where
        F: Fn(Call) -> A + Send + Sync + Clone + 'static,
        A: Future<Output = Answer> + 'static,
    {
        let handler = Box::new(move |call| -> Answering { Box::pin(handler(call)) });
        let access = Access::Public;
        Route { method, path, access, body_bytes_max: 0, doc: Doc::default(), handler }
    }

    /// An address for those who have the permission that its handler names.
    pub(super) fn guarded<P, F, A>(method: Method, path: &'static str, handler: F) -> Route
    where
        P: Permission,
        F: Fn(Permit<P>, Call) -> A + Send + Sync + Clone + 'static,
        A: Future<Output = Answer> + 'static,
    {
        let guarded = move |call: Call| {
            let handler = handler.clone();
            async move {
                let permit = guard::permit::<P>(&call).await?;
                handler(permit, call).await
            }
        };
        let mut route = Route::public(method, path, guarded);
        route.access = Access::Roles(P::REACH);
        route.doc.unknown = Some(P::Target::UNKNOWN);
        route
    }

    /// The sender is proved by what is sent.
    pub(super) fn proof(self) -> Route {
        Route { access: Access::Proof, ..self }
    }

    /// What it is for, in a few words.
    pub(super) fn summary(mut self, summary: &'static str) -> Route {
        self.doc.summary = summary;
        self
    }

    /// What the id in the path is.
    pub(super) fn id(mut self, description: &'static str, schema: Value) -> Route {
        self.doc.id = Some((description, schema));
        self
    }

    /// The id in the path as members, branches and the like have them.
    pub(super) fn name_id(self, description: &'static str) -> Route {
        let pattern = "^[A-Za-z0-9_-][A-Za-z0-9._-]{0,31}$";
        self.id(description, json!({ "type": "string", "pattern": pattern }))
    }

    /// The id in the path as a number.
    pub(super) fn number_id(self, description: &'static str) -> Route {
        let schema = json!({ "type": "integer", "minimum": 1, "maximum": u32::MAX });
        self.id(description, schema)
    }

    /// A query parameter that may be left out.
    pub(super) fn query(self, name: &str, description: &str, schema: &Value) -> Route {
        self.parameter((name, false), description, schema)
    }

    /// A query parameter that may not be left out.
    pub(super) fn needs_query(self, name: &str, description: &str, schema: &Value) -> Route {
        self.parameter((name, true), description, schema)
    }

    fn parameter(
        mut self,
        (name, required): (&str, bool),
        description: &str,
        schema: &Value,
    ) -> Route {
        self.doc.query.push(json!({
            "name": name,
            "in": "query",
            "description": description,
            "required": required,
            "schema": schema,
        }));
        self
    }

    /// A body of at most `bytes_max`.
    pub(super) fn body(mut self, bytes_max: usize, media: &'static str, schema: Value) -> Route {
        self.body_bytes_max = bytes_max;
        self.doc.body = Some((media, schema));
        self
    }

    /// A JSON body of at most `bytes_max`.
    pub(super) fn json_body<T: ToSchema>(mut self, bytes_max: usize) -> Route {
        let schema = self.doc.named::<T>();
        self.body(bytes_max, "application/json", schema)
    }

    /// An answer that is no refusal.
    pub(super) fn answer(mut self, status: u16, media: &'static str, schema: Value) -> Route {
        self.doc.answers.push((status, media, schema));
        self
    }

    /// An answer without a body.
    pub(super) fn empty_answer(mut self, status: u16) -> Route {
        self.doc.empty = Some(status);
        self
    }

    /// A JSON answer.
    pub(super) fn json_answer<T: ToSchema>(mut self, status: u16) -> Route {
        let schema = self.doc.named::<T>();
        self.answer(status, "application/json", schema)
    }

    /// Refusals beside those that guards give.
    pub(super) fn codes(mut self, codes: &'static [Code]) -> Route {
        self.doc.codes = codes;
        self
    }

    /// Answers a request that passed the limits.
    pub(super) fn respond(&self, call: Call) -> Answering {
        (self.handler)(call)
    }
}

impl Doc {
    /// Keeps the schema of a type under its name and refers to it.
    fn named<T: ToSchema>(&mut self) -> Value {
        let mut nested = Vec::new();
        T::schemas(&mut nested);
        let name = T::name().into_owned();
        nested.push((name.clone(), T::schema()));
        for (name, schema) in nested {
            // Schemas are plain data; there is nothing in them that JSON cannot say.
            self.schemas.push((name, serde_json::to_value(schema).unwrap_or_default()));
        }
        json!({ "$ref": format!("#/components/schemas/{name}") })
    }
}

/// A request that is being answered.
pub(super) struct Call {
    pub(super) state: State,
    pub(super) request: HttpRequest,
    pub(super) payload: web::Payload,
    pub(super) route: &'static Route,
}

impl Call {
    /// The id in the address; empty where there is none.
    pub(super) fn id(&self) -> &str {
        self.request.match_info().get("id").unwrap_or_default()
    }

    /// The query. A parameter that is not known is refused: it may be a known one mistyped.
    ///
    /// # Errors
    /// [`Code::ParameterMalformed`].
    pub(super) fn query<T: DeserializeOwned>(&self) -> Result<T, Code> {
        let query = web::Query::<T>::from_query(self.request.query_string());
        query.map(web::Query::into_inner).map_err(|_| Code::ParameterMalformed)
    }

    /// The body.
    ///
    /// # Errors
    /// As [`body::read`].
    pub(super) async fn body(self) -> Result<web::Bytes, Code> {
        let Call { state, request, payload, route } = self;
        body::read(&state, request.headers(), payload, route.body_bytes_max).await
    }

    /// The body as JSON.
    ///
    /// # Errors
    /// As [`Call::body`], and [`Code::FrameMalformed`].
    pub(super) async fn json<T: DeserializeOwned>(self) -> Result<T, Code> {
        serde_json::from_slice(&self.body().await?).map_err(|_| Code::FrameMalformed)
    }
}
