//! `drokpa phone access-log`: who looked at the member's record at the hub. Fetched where there is
//! a link; otherwise what was fetched last.

use super::Failure;
use super::contact::{block_on, link, sync_with};
use super::home::Home;
use super::print::{Answer, Printer};
use crate::client::{self, Access};
use drokpa_core::code::Code;
use drokpa_locales::{Arg, format};
use serde::{Deserialize, Serialize};

const KEPT: &str = "access-log.json";

/// The log as it was fetched.
#[derive(Serialize, Deserialize)]
struct Fetched {
    /// When, by the device's clock.
    fetched_at: String,
    reads: Vec<Access>,
}

#[derive(Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    fetched: &'a Fetched,
    /// True where the hub could not be reached.
    offline: bool,
}

pub(super) fn log(home: &mut Home, printer: Printer) -> Result<(), Failure> {
    match fetch(home) {
        Ok(reads) => {
            let fetched = Fetched { fetched_at: home.now().rfc3339(), reads };
            let text = serde_json::to_vec(&fetched);
            let text = text.map_err(|error| Failure::new(Code::Internal, error.to_string()))?;
            home.keep(KEPT, &text)?;
            show(printer, &fetched, false)
        }
        Err(failure) if failure.code == Code::HubUnreachable => {
            let kept = home.kept(KEPT)?;
            let kept = kept.and_then(|text| serde_json::from_slice::<Fetched>(&text).ok());
            show(printer, &kept.ok_or(failure)?, true)
        }
        Err(failure) => Err(failure),
    }
}

fn fetch(home: &mut Home) -> Result<Vec<Access>, Failure> {
    let mut phone = home.phone()?;
    let mut link = link(home, &phone)?;
    let now = home.now();
    match block_on(client::access_log(&mut link, &phone, now))? {
        // The clock of this phone is wrong; a sync tells it the hub's.
        Err(error) if error.code() == Code::ClockWindow => {
            sync_with(home, &mut link, &mut phone)?;
            Ok(block_on(client::access_log(&mut link, &phone, now))??)
        }
        other => Ok(other?),
    }
}

fn show(printer: Printer, fetched: &Fetched, offline: bool) -> Answer {
    printer.say(&Shown { fetched, offline }, || {
        let mut lines = Vec::new();
        if offline {
            let value = [("value", Arg::Text(&fetched.fetched_at))];
            lines.push(format(printer.lang, "access-offline", &value));
        }
        lines.extend(fetched.reads.iter().map(|read| line(printer, read)));
        if fetched.reads.is_empty() {
            lines.push(printer.text("access-none"));
        }
        lines.push(printer.text("access-notice"));
        lines
    })
}

fn line(printer: Printer, read: &Access) -> String {
    let by = read.by.clone().unwrap_or_else(|| printer.text("access-operator"));
    let what = match read.what.as_str() {
        "standing" | "queue" | "replication" | "export" | "invite" | "revocation" => {
            printer.text(&format!("access-{}", read.what))
        }
        // Of a newer hub.
        other => other.to_owned(),
    };
    let Some(device) = read.device.map(|serial| serial.to_string()) else {
        return printer.line(&[&read.at, &by, &what]);
    };
    let device = format(printer.lang, "access-device", &[("value", Arg::Text(&device))]);
    printer.line(&[&read.at, &by, &what, &device])
}
