//! The state of a phone, of a sync and of a transfer as lines, and the one word of five that a
//! member sees on a record.

use super::{GAP, Teller};
use crate::SyncReport;
use drokpa_core::code::Code;
use drokpa_core::phone::{
    ClaimRow, Delivery, DeviceRow, Imported, Phone as Core, Statement, StatementLine,
};
use drokpa_core::time::{Day, Seconds};
use drokpa_locales::{Arg, Lang, date_medium, format, points};
use serde::Serialize;

/// The five words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Word {
    /// Nobody else has it yet.
    OnThisPhone,
    /// The hub has it, and it is not decided.
    Arrived,
    /// It counts.
    Counted,
    /// It does not count, and the row says why.
    NotCounted,
    /// The member is asked to do something.
    NeedsYou,
}

impl Word {
    /// The name, as it ends the id of its message.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Word::OnThisPhone => "on_this_phone",
            Word::Arrived => "arrived",
            Word::Counted => "counted",
            Word::NotCounted => "not_counted",
            Word::NeedsYou => "needs_you",
        }
    }
}

/// The word for a record (design, section 8).
#[must_use]
pub fn word_of(row: &ClaimRow) -> Word {
    match (row.decision, row.delivery) {
        ("returned", _) | (_, Delivery::Rejected) => Word::NeedsYou,
        ("approved", _) => Word::Counted,
        ("rejected" | "withdrawn", _) | (_, Delivery::Quarantined) => Word::NotCounted,
        (_, Delivery::OnThisPhone) => Word::OnThisPhone,
        _ => Word::Arrived,
    }
}

impl Teller {
    /// The word for a record, in this language.
    #[must_use]
    pub fn word(self, row: &ClaimRow) -> String {
        self.text(&format!("word-{}", word_of(row).name()))
    }

    /// What waits on a phone, and when the hub last confirmed everything.
    #[must_use]
    pub fn status(self, phone: &Core) -> Vec<String> {
        let status = phone.status();
        let counts = [
            ("status-outbox", status.outbox),
            ("status-waiting", status.waiting),
            ("status-rejected", status.rejected),
            ("status-quarantined", status.quarantined),
            ("status-awaiting_decision", status.awaiting_decision),
        ];
        let counts = counts.into_iter().map(|(id, count)| self.counted(id, count));
        let added = phone.devices().into_iter().filter(|row| row.added);
        let added: Vec<String> = added.map(|row| self.device(&row)).collect();
        let mut lines: Vec<String> = added.into_iter().chain(counts).collect();
        if !phone.is_welcomed() {
            lines.push(self.text("letter-unmet"));
        }
        lines.push(match status.last_confirmed_at {
            Some(at) => {
                let at = Seconds(at).rfc3339();
                format(self.lang, "status-last_confirmed", &[("value", Arg::Text(&at))])
            }
            None => self.text("status-never_confirmed"),
        });
        if status.unchecked > 0 {
            lines.push(self.counted("transfer-unchecked", status.unchecked));
        }
        if status.missing > 0 {
            lines.push(self.text(Code::StoreMissing.message_id()));
        }
        if status.damaged > 0 {
            lines.push(self.text(Code::StoreDamaged.message_id()));
        }
        lines
    }

    /// One of the member's phones.
    #[must_use]
    pub fn device(self, row: &DeviceRow) -> String {
        let (year, month, day) = row.since.date();
        let what = format!("{}, {}", row.device, date_medium(self.lang, year, month, day));
        let id = match (row.this, row.added) {
            (true, _) => "device-this",
            (false, true) => "device-added",
            (false, false) => "device-known",
        };
        format(self.lang, id, &[("value", Arg::Text(&what))])
    }

    /// What a sync did.
    #[must_use]
    pub fn synced(self, report: &SyncReport) -> Vec<String> {
        let fates = [
            ("fate-accepted", report.accepted),
            ("fate-known", report.known),
            ("fate-waiting", report.waiting),
            ("fate-quarantined", report.quarantined),
            ("fate-rejected", report.rejected),
        ];
        let fates = fates.into_iter().filter(|(_, count)| *count > 0);
        let mut lines: Vec<String> =
            fates.map(|(id, count)| format!("{}: {count}", self.text(id))).collect();
        if report.accepted == 0 && report.received == 0 {
            lines.push(self.text("sync-nothing_new"));
        }
        lines.push(self.text(if report.synced { "status-synced" } else { "status-not_synced" }));
        lines
    }

    /// What a transfer brought.
    #[must_use]
    pub fn imported(self, imported: &Imported) -> Vec<String> {
        let mut lines = vec![match imported.outcome {
            "nothing_new" => self.text("sync-nothing_new"),
            outcome => {
                let id = if outcome == "cut" { "sync-cut" } else { "sync-complete" };
                let number = |count: u32| Arg::Number(i64::from(count));
                let (done, total) = (number(imported.done), number(imported.total));
                format(self.lang, id, &[("done", done), ("total", total)])
            }
        }];
        let counts = [
            ("transfer-new", imported.new),
            ("transfer-waiting", imported.waiting),
            ("transfer-refused", imported.refused),
            ("transfer-certificates", imported.certificates),
            ("letter-kept", imported.letters),
            ("letter-answers", imported.answers),
        ];
        let counts = counts.into_iter().filter(|(_, count)| *count > 0);
        lines.extend(counts.map(|(id, count)| self.counted(id, count)));
        let missing = imported.codes.iter().flat_map(|codes| &codes.missing);
        let missing: Vec<String> = missing.map(ToString::to_string).collect();
        if !missing.is_empty() {
            let list = missing.join(", ");
            lines.push(format(self.lang, "transfer-missing", &[("value", Arg::Text(&list))]));
        }
        if imported.welcomed {
            lines.push(self.text("letter-met"));
        }
        if let Some(check_in) = &imported.check_in {
            lines.push(self.line(&[&check_in.training, &check_in.code]));
        }
        if imported.new + imported.waiting + imported.letters > 0 {
            lines.push(self.text("transfer-carried"));
        }
        lines
    }

    /// What a statement posted; in place of its lines, why there are none.
    #[must_use]
    pub fn statement(self, statement: &Statement) -> Vec<String> {
        let day =
            |id: &str, day: Day| format(self.lang, id, &[("value", Arg::Text(&day.to_string()))]);
        let mut out = vec![
            day("statement-posted_on", statement.posted_on),
            day("statement-objections_until", statement.objections_until),
        ];
        if statement.concurrent_closes {
            out.push(self.text("statement-concurrent_closes"));
        }
        if statement.incomplete > 0 || statement.needs_newer_app {
            out.push(self.why_no_lines(statement));
        }
        let name = |line: &StatementLine| match self.lang {
            Lang::Bo => line.name_bo.clone(),
            _ => line.name_zh.clone(),
        };
        out.extend(statement.lines.iter().map(|line| {
            let sign = if line.change_tenths > 0 { "+" } else { "" };
            let change = format!("{sign}{}", points(line.change_tenths));
            let total = points(line.total_tenths);
            [line.member.as_str(), &name(line), &change, &total].join(GAP)
        }));
        out
    }

    /// Why a statement has no lines here.
    #[must_use]
    pub fn why_no_lines(self, statement: &Statement) -> String {
        match statement.incomplete {
            0 => self.text("status-newer_app"),
            count => self.counted("statement-incomplete", count),
        }
    }
}
