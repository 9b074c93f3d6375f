//! A hub on a socket and the bytes of HTTP by hand, so that tests see what a carrier sees.

use crate::world::{NOW, World};
use drokpa_server::clock::Clock;
use drokpa_server::serve::Running;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// An answer as it came over the wire.
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.filter(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value).next()
    }

    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn code(&self) -> String {
        let body = self.json();
        assert_eq!(body["request_id"], self.header("x-request-id").unwrap());
        body["code"].as_str().unwrap().to_owned()
    }
}

/// The hub of a world on a socket, at a time that stands still.
pub fn start(world: &World) -> Running {
    Running::start(world.data(), "127.0.0.1:0", Clock::from_fn(|| NOW)).unwrap()
}

/// Sends the bytes as they are and reads one answer.
pub fn raw(hub: &Running, bytes: &[u8]) -> Answer {
    let mut socket = TcpStream::connect(hub.address).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
    // A hub that has refused already may have closed its side.
    let _ = socket.write_all(bytes);
    let mut all = Vec::new();
    let mut chunk = [0; 4096];
    loop {
        let read = socket.read(&mut chunk).unwrap_or(0);
        all.extend_from_slice(&chunk[..read]);
        let end = all.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4);
        if let Some(end) = end {
            let head = String::from_utf8(all[..end].to_vec()).unwrap();
            let status = head[9..12].parse().unwrap();
            let answer = Answer { status, body: all[end..].to_vec(), head };
            let length = answer.header("content-length").map_or(0, |text| text.parse().unwrap());
            if answer.body.len() >= length {
                return answer;
            }
        }
        assert!(read > 0, "closed after {all:?}");
    }
}

pub fn send(hub: &Running, method: &str, path: &str, heads: &str, body: &[u8]) -> Answer {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: x\r\ncontent-length: {}\r\n{heads}\r\n",
        body.len()
    );
    raw(hub, &[head.as_bytes(), body].concat())
}

pub fn sync(hub: &Running, body: &[u8]) -> Answer {
    send(hub, "POST", "/v1/sync", "", body)
}

/// Gets what is at a path, with these heads.
pub fn ask(hub: &Running, path: &str, heads: &str) -> Answer {
    send(hub, "GET", path, heads, b"")
}

/// Gets what is at a path, with a token or without.
pub fn get(hub: &Running, path: &str, token: Option<&str>) -> Answer {
    ask(hub, path, &bearer(token))
}

/// The head that carries a token.
pub fn bearer(token: Option<&str>) -> String {
    token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default()
}
