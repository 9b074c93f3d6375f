//! The phone's way to the hub: a small HTTP/1.1 client that sends only the heads it must, counts
//! every byte, and speaks one request at a time. Used by `drokpa phone`, the demo and the tests.
//! It carries frames and knows nothing of what is in them; whatever it fails at may be repeated.

mod access;
mod exchange;
mod trust;
mod wire;

pub use access::access_log;
pub use drokpa_app::Access;
pub use exchange::{SyncError, SyncReport, enrol, meet, sync};
pub use trust::Trust;
pub use wire::Cut;

use crate::clock::Clock;
use drokpa_core::code::Code;
use drokpa_core::sync::envelope::REPLY_BYTES_MAX;
use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::Bytes;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST};
use hyper::{Method, Request, Uri};
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use serde::Deserialize;
use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use wire::{Counts, Wire};

/// A link on which nothing moves for so long is given up. A slow one that moves is not: 64 KiB
/// take 17 seconds at 30 kbit/s.
const QUIET_MAX: Duration = Duration::from_secs(30);
/// Most bytes of a reply's heads that are read ahead.
const HEAD_BYTES_MAX: usize = 16 * 1024;
const FRAME_TYPE: &str = "application/octet-stream";

/// Why an exchange failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LinkError {
    /// The address is none that this client speaks to.
    #[error("{address} is not an address like https://host:port")]
    Address {
        /// What was given.
        address: String,
    },
    /// TLS could not be set up: both sides know no version or cipher in common.
    #[error("no common TLS: {source}")]
    Tls {
        /// What rustls said.
        source: rustls::Error,
    },
    /// Whoever answered is not vouched for by anybody that this phone trusts.
    #[error("the certificate is not trusted: {source}")]
    Certificate {
        /// What rustls said.
        source: rustls::Error,
    },
    /// The hub could not be reached.
    #[error("no connection: {source}")]
    Unreachable {
        /// Why.
        source: std::io::Error,
    },
    /// The connection broke.
    #[error("the connection broke: {source}")]
    Broken {
        /// Where.
        source: hyper::Error,
    },
    /// Nothing moved any more.
    #[error("nothing came for {} seconds", QUIET_MAX.as_secs())]
    Quiet,
    /// The reply broke off, or is larger than a reply may be.
    #[error("the reply is not whole")]
    NotWhole,
    /// The hub refused the request.
    #[error("the hub refused: {code}")]
    Refused {
        /// Why.
        code: Code,
    },
    /// Something answered that is no hub.
    #[error("status {status} without a code")]
    Stranger {
        /// The status of its answer.
        status: u16,
    },
}

impl LinkError {
    /// The code that is shown.
    #[must_use]
    pub const fn code(&self) -> Code {
        match self {
            LinkError::Address { .. }
            | LinkError::Unreachable { .. }
            | LinkError::Broken { .. }
            | LinkError::Quiet
            | LinkError::NotWhole => Code::HubUnreachable,
            LinkError::Tls { .. } => Code::TlsUnsupported,
            LinkError::Certificate { .. } => Code::HubCertificateUnknown,
            LinkError::Refused { code } => *code,
            LinkError::Stranger { .. } => Code::ReplyMalformed,
        }
    }
}

/// A hub's answer.
#[derive(Clone, Debug)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The content type, as sent.
    pub content_type: String,
    /// The body.
    pub body: Vec<u8>,
}

/// What is asked of a hub.
struct Ask<'a> {
    method: Method,
    path: &'a str,
    token: Option<&'a str>,
    body: Bytes,
}

/// The way to one hub. Holds one connection and opens it anew when it broke.
#[derive(Debug)]
pub struct Link {
    authority: String,
    address: String,
    prefix: String,
    /// With whom, and whom to trust, where the address is one of https.
    tls: Option<(ServerName<'static>, Trust)>,
    counts: Arc<Counts>,
    requests: u32,
    cut: Option<Cut>,
    connection: Option<SendRequest<Full<Bytes>>>,
}

impl Link {
    /// A link to the hub at `base_url`, such as `http://192.0.2.7:8080` or `https://hub.example`.
    /// Over https it trusts whom browsers trust, by the system's clock. Nothing is sent yet.
    ///
    /// # Errors
    /// [`LinkError::Address`].
    pub fn new(base_url: &str) -> Result<Link, LinkError> {
        Link::trusting(base_url, || Trust::web(Clock::system().now()))
    }

    /// As [`Link::new`], with whom to trust; that is asked for https only.
    ///
    /// # Errors
    /// [`LinkError::Address`], or [`LinkError::Certificate`] where `trust` fails.
    pub fn trusting(
        base_url: &str,
        trust: impl FnOnce() -> Result<Trust, rustls::Error>,
    ) -> Result<Link, LinkError> {
        let wrong = || LinkError::Address { address: base_url.to_owned() };
        let uri: Uri = base_url.parse().map_err(|_| wrong())?;
        let secure = match uri.scheme_str() {
            Some("https") => true,
            Some("http") => false,
            _ => return Err(wrong()),
        };
        let authority = uri.authority().ok_or_else(wrong)?;
        let port = authority.port_u16().unwrap_or(if secure { 443 } else { 80 });
        let tls = if secure {
            let host = authority.host().trim_matches(['[', ']']).to_owned();
            let name = ServerName::try_from(host).map_err(|_| wrong())?;
            let trust = trust().map_err(|source| LinkError::Certificate { source })?;
            Some((name, trust))
        } else {
            None
        };
        Ok(Link {
            authority: authority.as_str().to_owned(),
            address: format!("{}:{port}", authority.host()),
            prefix: uri.path().trim_end_matches('/').to_owned(),
            tls,
            counts: Arc::default(),
            requests: 0,
            cut: None,
            connection: None,
        })
    }

    /// Bytes sent so far, heads and bodies.
    #[must_use]
    pub fn bytes_up(&self) -> u64 {
        self.counts.up()
    }

    /// Bytes received so far, heads and bodies.
    #[must_use]
    pub fn bytes_down(&self) -> u64 {
        self.counts.down()
    }

    /// Requests begun so far.
    #[must_use]
    pub const fn requests(&self) -> u32 {
        self.requests
    }

    /// How often this link was cut on purpose.
    #[must_use]
    pub fn cuts(&self) -> u64 {
        self.counts.cuts()
    }

    /// Lets the next request go over a new connection that breaks there. For demo and tests.
    pub fn cut_next(&mut self, cut: Cut) {
        self.hang_up();
        self.cut = Some(cut);
    }

    /// Closes the connection; the next request opens another one.
    pub fn hang_up(&mut self) {
        self.connection = None;
    }

    /// Posts a body.
    ///
    /// # Errors
    /// [`LinkError`]; an answer that is neither a frame nor of status 2xx is one too.
    pub async fn post(&mut self, path: &str, body: Vec<u8>) -> Result<Reply, LinkError> {
        self.exchange(&Ask { method: Method::POST, path, token: None, body: body.into() }).await
    }

    /// Gets what is at a path.
    ///
    /// # Errors
    /// As [`Link::post`].
    pub async fn get(&mut self, path: &str) -> Result<Reply, LinkError> {
        self.get_as(path, None).await
    }

    /// Gets what is at a path, with a bearer token.
    ///
    /// # Errors
    /// As [`Link::post`].
    pub async fn get_as(&mut self, path: &str, token: Option<&str>) -> Result<Reply, LinkError> {
        self.exchange(&Ask { method: Method::GET, path, token, body: Bytes::new() }).await
    }

    /// Puts a body at a path; true where the hub wanted it.
    ///
    /// # Errors
    /// As [`Link::post`].
    pub async fn put(&mut self, path: &str, body: Vec<u8>) -> Result<bool, LinkError> {
        let ask = Ask { method: Method::PUT, path, token: None, body: body.into() };
        match self.exchange(&ask).await {
            Ok(_) => Ok(true),
            Err(LinkError::Refused { code: Code::NotFound }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    async fn exchange(&mut self, ask: &Ask<'_>) -> Result<Reply, LinkError> {
        self.requests += 1;
        let held = self.connection.take().filter(|held| !held.is_closed());
        if let Some(mut held) = held {
            match self.once(&mut held, ask).await {
                // A connection that rested may have been closed by the hub meanwhile. Every
                // request may be repeated, so it is, on a new one.
                Err(LinkError::Broken { .. } | LinkError::NotWhole) => {}
                other => return self.keep(held, other),
            }
        }
        let mut fresh = self.connect().await?;
        let reply = self.once(&mut fresh, ask).await;
        self.keep(fresh, reply)
    }

    fn keep(
        &mut self,
        connection: SendRequest<Full<Bytes>>,
        reply: Result<Reply, LinkError>,
    ) -> Result<Reply, LinkError> {
        let whole = matches!(reply, Ok(_) | Err(LinkError::Refused { .. }));
        self.connection = Some(connection).filter(|_| whole);
        reply
    }

    async fn connect(&mut self) -> Result<SendRequest<Full<Bytes>>, LinkError> {
        let unreachable = |source| LinkError::Unreachable { source };
        let opening = tokio::time::timeout(QUIET_MAX, TcpStream::connect(&self.address));
        let stream = opening.await.map_err(|_| LinkError::Quiet)?.map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        let cut = self.cut.take().unwrap_or_default();
        let wire = Wire::new(stream, Arc::clone(&self.counts), cut);
        let io: Box<dyn Io> = match &self.tls {
            None => Box::new(wire),
            Some((name, trust)) => {
                let connector = TlsConnector::from(trust.config());
                let shaken = self.while_moving(connector.connect(name.clone(), wire)).await?;
                Box::new(shaken.map_err(tls_error)?)
            }
        };
        let (sender, connection) = http1::Builder::new()
            .max_buf_size(HEAD_BYTES_MAX)
            .handshake(TokioIo::new(io))
            .await
            .map_err(|source| LinkError::Broken { source })?;
        // What ends a connection also fails the request on it, which is where it is reported.
        tokio::spawn(async move { drop(connection.await) });
        Ok(sender)
    }

    async fn once(
        &self,
        connection: &mut SendRequest<Full<Bytes>>,
        ask: &Ask<'_>,
    ) -> Result<Reply, LinkError> {
        let mut request = Request::builder()
            .method(&ask.method)
            .uri(format!("{}{}", self.prefix, ask.path))
            .header(HOST, &self.authority);
        if let Some(token) = ask.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request
            .body(Full::new(ask.body.clone()))
            .map_err(|_| LinkError::Address { address: ask.path.to_owned() })?;
        let broken = |source| LinkError::Broken { source };
        let ready = self.while_moving(connection.ready()).await?;
        ready.map_err(broken)?;
        let response =
            self.while_moving(connection.send_request(request)).await?.map_err(broken)?;
        let (head, body) = response.into_parts();
        let body = self.while_moving(Limited::new(body, REPLY_BYTES_MAX).collect()).await?;
        let reply = Reply {
            status: head.status.as_u16(),
            content_type: head
                .headers
                .get(CONTENT_TYPE)
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned(),
            body: body.map_err(|_| LinkError::NotWhole)?.to_bytes().into(),
        };
        // A hub that tells only its time does so in a frame, with a status of its own.
        let frame = reply.content_type == FRAME_TYPE;
        let done = (200..300).contains(&reply.status);
        if done || frame { Ok(reply) } else { Err(refusal(&reply)) }
    }

    /// Waits as long as bytes move.
    async fn while_moving<F: Future>(&self, future: F) -> Result<F::Output, LinkError> {
        let mut future = pin!(future);
        loop {
            let before = self.bytes_up() + self.bytes_down();
            match tokio::time::timeout(QUIET_MAX, future.as_mut()).await {
                Ok(output) => return Ok(output),
                Err(_) if before == self.bytes_up() + self.bytes_down() => {
                    return Err(LinkError::Quiet);
                }
                Err(_) => {}
            }
        }
    }
}

/// A connection, with TLS or without.
trait Io: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}

/// Why a handshake failed.
fn tls_error(error: std::io::Error) -> LinkError {
    use AlertDescription::{HandshakeFailure, ProtocolVersion};
    use rustls::{AlertDescription, Error};
    match error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()).cloned() {
        Some(source @ Error::InvalidCertificate(_)) => LinkError::Certificate { source },
        Some(
            source @ (Error::PeerIncompatible(_)
            | Error::AlertReceived(HandshakeFailure | ProtocolVersion)),
        ) => LinkError::Tls { source },
        _ => LinkError::Unreachable { source: error },
    }
}

/// The error body of a hub.
#[derive(Deserialize)]
struct Refusal {
    code: String,
}

fn refusal(reply: &Reply) -> LinkError {
    let named = serde_json::from_slice::<Refusal>(&reply.body).ok();
    let code = named
        .and_then(|refusal| Code::ALL.iter().copied().find(|code| code.name() == refusal.code));
    match code {
        Some(code) => LinkError::Refused { code },
        None => LinkError::Stranger { status: reply.status },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_or_refused_with_words() {
        let link = Link::new("http://[::1]:8080/hub/").unwrap();
        assert_eq!((&*link.address, &*link.prefix), ("[::1]:8080", "/hub"));
        assert_eq!(Link::new("http://hub.example").unwrap().address, "hub.example:80");
        assert_eq!(Link::new("https://hub.example").unwrap().address, "hub.example:443");
        assert_eq!(Link::new("https://[::1]").unwrap().address, "[::1]:443");
        for address in ["", "hub.example", "/v1", "ftp://hub.example", "https://a_.example:1:2"] {
            let error = Link::new(address).unwrap_err();
            assert_eq!(error.code(), Code::HubUnreachable, "{address}");
        }
    }

    #[test]
    fn a_refusal_is_read_by_its_code() {
        let reply = |body: &str| Reply {
            status: 403,
            content_type: String::new(),
            body: body.as_bytes().to_vec(),
        };
        let named = refusal(&reply(r#"{"code":"invite_refused","message":"…"}"#));
        assert_eq!(named.code(), Code::InviteRefused);
        for body in ["", "<html>", r#"{"code":"unheard_of"}"#] {
            assert_eq!(refusal(&reply(body)).code(), Code::ReplyMalformed, "{body}");
        }
    }
}
