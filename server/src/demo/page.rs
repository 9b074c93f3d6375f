//! Whether the hub answers with the app, asked over its socket as a browser would: the page, and
//! the script that the page begins with. Called by the demonstration at its end.

use super::door::MARK;
use serde::Serialize;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

const TIMEOUT: Duration = Duration::from_secs(10);

/// What is to be had at `/`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum App {
    /// The app.
    Answers,
    /// The hub was built without it, and says so.
    Absent,
    /// Something else.
    Failed,
}

struct Answer {
    status: u16,
    head: String,
    body: String,
}

/// Asks. `built`: the hub has the app; `door`: its page has to say that this is a demonstration.
pub(super) fn ask(hub: SocketAddr, built: bool, door: bool) -> App {
    let Ok(page) = get(hub, "/") else { return App::Failed };
    if !built {
        return if page.status == 404 && page.is("text/html") { App::Absent } else { App::Failed };
    }
    let script = first_script(&page.body).and_then(|path| get(hub, path).ok());
    let runs = script.is_some_and(|script| {
        script.status == 200 && script.is("text/javascript") && !script.body.is_empty()
    });
    let good = page.status == 200 && page.is("text/html") && page.body.contains(MARK) == door;
    if good && runs { App::Answers } else { App::Failed }
}

impl Answer {
    fn is(&self, media: &str) -> bool {
        self.head.lines().any(|line| {
            let line = line.to_ascii_lowercase();
            line.strip_prefix("content-type: ").is_some_and(|kind| kind.starts_with(media))
        })
    }
}

/// The address of the first script of a page.
fn first_script(page: &str) -> Option<&str> {
    let tag = page.split_once("<script ")?.1.split_once('>')?.0;
    tag.split_once("src=\"")?.1.split('"').next()
}

fn get(hub: SocketAddr, path: &str) -> std::io::Result<Answer> {
    let mut socket = TcpStream::connect_timeout(&hub, TIMEOUT)?;
    socket.set_read_timeout(Some(TIMEOUT))?;
    write!(socket, "GET {path} HTTP/1.1\r\nhost: {hub}\r\nconnection: close\r\n\r\n")?;
    let mut all = Vec::new();
    socket.read_to_end(&mut all)?;
    let all = String::from_utf8_lossy(&all);
    let broken = std::io::ErrorKind::InvalidData;
    let (head, body) = all.split_once("\r\n\r\n").ok_or(broken)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or(broken)?;
    Ok(Answer { status, head: head.to_owned(), body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_script_of_a_page_is_found() {
        let page = r#"<head><script type="module" crossorigin src="/assets/a-1.js"></script>"#;
        assert_eq!(first_script(page), Some("/assets/a-1.js"));
        assert_eq!(first_script("<script>let a;</script>"), None);
        assert_eq!(first_script("<p>"), None);
    }

    #[test]
    fn a_hub_that_does_not_answer_is_told() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let hub = listener.local_addr().expect("an address");
        drop(listener);
        assert_eq!(ask(hub, true, true), App::Failed);
        assert_eq!(ask(hub, false, false), App::Failed);
    }
}
