//! How the phone's answers look: JSON with the field names of the design, or lines in the chosen
//! language. Each answer is written whole and flushed before the process ends.

use super::Failure;
use crate::client::SyncReport;
use crate::print::called;
use drokpa_app::Explanation;
pub(super) use drokpa_app::text::GAP;
use drokpa_app::text::Teller;
use drokpa_core::code::Code;
use drokpa_core::id::{MemberId, ObjectId};
use drokpa_core::model::rules::RuleSet;
use drokpa_core::phone::{ClaimName, ClaimRow, Phone, StandingRow, TrainingRow, VetoRow};
use drokpa_core::time::Day;
use drokpa_locales::{Arg, Lang, format, text};
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Display;
use std::io::{Write as _, stderr, stdout};
use std::path::Path;

/// Where answers go.
#[derive(Clone, Copy, Debug)]
pub(super) struct Printer {
    pub(super) lang: Lang,
    pub(super) json: bool,
}

impl Printer {
    /// Writes an answer. A reader that went away is no failure: what was said is durable.
    pub(super) fn say<T: Serialize>(self, data: &T, lines: impl FnOnce() -> Vec<String>) -> Answer {
        let out = if self.json {
            let text = serde_json::to_string(data);
            text.map_err(|error| Failure::new(Code::Internal, error.to_string()))?
        } else {
            lines().join("\n")
        };
        if !out.is_empty() {
            let mut stdout = stdout().lock();
            let _ = writeln!(stdout, "{out}").and_then(|()| stdout.flush());
        }
        Ok(())
    }

    /// What the phone's branch is called in this language.
    pub(super) fn branch(self, phone: &Phone) -> String {
        let (zh, bo) = phone.branch_names(phone.branch());
        called(self.lang, (&zh, &bo), phone.branch().as_str()).to_owned()
    }

    pub(super) fn text(self, id: &str) -> String {
        text(self.lang, id).into_owned()
    }

    pub(super) fn counted(self, id: &str, count: u32) -> String {
        format(self.lang, id, &[("count", count.into())])
    }

    pub(super) fn failure(self, code: Code, detail: Option<&str>) {
        let _ = writeln!(stderr().lock(), "{}", self.told(code, detail));
    }

    /// The words of a failure: its code, the sentence, the detail.
    fn told(self, code: Code, detail: Option<&str>) -> String {
        let message = text(self.lang, code.message_id());
        if self.json {
            return json!({ "code": code.name(), "message": message, "detail": detail })
                .to_string();
        }
        let detail = detail.map(|detail| format!(" ({detail})")).unwrap_or_default();
        format!("{}: {message}{detail}", code.name())
    }

    pub(super) fn saved(self, name: &ClaimName, new: bool) -> Answer {
        let data = json!({
            "claim": name.to_string(),
            "member": name.member,
            "key": name.key.to_string(),
            "new": new,
            "saved": true,
        });
        self.say(&data, || vec![self.line(&[&self.text("status-saved"), name])])
    }

    pub(super) fn decided(self, names: &[ClaimName]) -> Answer {
        let claims: Vec<String> = names.iter().map(ToString::to_string).collect();
        let data = json!({ "decided": claims.len(), "claims": claims, "saved": true });
        self.say(&data, || {
            claims.iter().map(|claim| self.line(&[&self.text("status-saved"), claim])).collect()
        })
    }

    pub(super) fn training(self, id: &ObjectId) -> Answer {
        let data = json!({ "training": id, "saved": true });
        self.say(&data, || vec![self.line(&[&self.text("status-saved"), id])])
    }

    pub(super) fn adjusted(self, id: &ObjectId) -> Answer {
        let data = json!({ "adjustment": id, "saved": true });
        self.say(&data, || vec![self.line(&[&self.text("status-saved"), id])])
    }

    pub(super) fn vetoed(self, member: &MemberId, day: Day, withdrawn: bool) -> Answer {
        let data = json!({ "member": member, "on": day, "withdrawn": withdrawn, "saved": true });
        self.say(&data, || vec![self.line(&[&self.text("status-saved"), member])])
    }

    pub(super) fn roll(self, id: &ObjectId, written: u32) -> Answer {
        let data = json!({ "training": id, "written": written, "saved": true });
        self.say(&data, || vec![self.line(&[&self.text("status-saved"), id, &written])])
    }

    pub(super) fn exported(self, file: &Path) -> Answer {
        let data = json!({ "file": file, "saved": true });
        self.say(&data, || vec![self.line(&[&self.text("status-saved"), &file.display()])])
    }

    /// A phone that was made without a network.
    pub(super) fn invited(self, phone: &Phone) -> Answer {
        let data = json!({
            "member": phone.member(),
            "branch": phone.branch(),
            "role": phone.role().name(),
            "device": phone.actor().serial,
            "enrolled": false,
            "saved": true,
        });
        let role = self.text(&format!("role-{}", phone.role().name()));
        self.say(&data, || {
            let first = self.line(&[phone.member(), phone.branch(), &role]);
            vec![first, self.text("letter-unmet")]
        })
    }

    pub(super) fn enrolled(self, phone: &Phone, report: &SyncReport) -> Answer {
        let (branch_zh, branch_bo) = phone.branch_names(phone.branch());
        let mut data = json!({
            "member": phone.member(),
            "branch": phone.branch(),
            "branch_zh": branch_zh,
            "branch_bo": branch_bo,
            "role": phone.role().name(),
            "device": phone.actor().serial,
        });
        if let Value::Object(fields) = &mut data {
            fields.insert("sync".into(), json!(report));
        }
        let role = self.text(&format!("role-{}", phone.role().name()));
        self.say(&data, || {
            let first = self.line(&[phone.member(), &self.branch(phone), &role]);
            vec![first, self.link_line(report)]
        })
    }

    pub(super) fn synced(self, report: &SyncReport) -> Answer {
        self.say(report, || {
            let fates = [
                ("fate-accepted", report.accepted),
                ("fate-known", report.known),
                ("fate-waiting", report.waiting),
                ("fate-quarantined", report.quarantined),
                ("fate-rejected", report.rejected),
            ];
            let mut lines: Vec<String> = fates
                .into_iter()
                .filter(|(_, count)| *count > 0)
                .map(|(id, count)| format!("{}: {count}", self.text(id)))
                .collect();
            if report.accepted == 0 && report.received == 0 {
                lines.push(self.text("sync-nothing_new"));
            }
            lines.push(self.link_line(report));
            let state = if report.synced { "status-synced" } else { "status-not_synced" };
            lines.push(self.text(state));
            lines
        })
    }

    fn link_line(self, report: &SyncReport) -> String {
        let (up, down) = (report.http_bytes_up, report.http_bytes_down);
        let number = |bytes: u64| Arg::Number(i64::try_from(bytes).unwrap_or(i64::MAX));
        format(self.lang, "demo-bytes", &[("up", number(up)), ("down", number(down))])
    }

    pub(super) fn status(self, phone: &Phone) -> Answer {
        self.say(&phone.status(), || self.tell().status(phone))
    }

    pub(super) fn rows(self, rows: &[ClaimRow]) -> Answer {
        self.say(&rows, || self.tell().claims(rows))
    }

    pub(super) fn standing(self, row: &StandingRow) -> Answer {
        self.say(row, || self.tell().standing(row))
    }

    pub(super) fn explained(
        self,
        why: &Explanation,
        vetoes: &[VetoRow],
        rules: Option<&RuleSet>,
    ) -> Answer {
        #[derive(Serialize)]
        struct Explained<'a> {
            #[serde(flatten)]
            why: &'a Explanation,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            vetoes: &'a [VetoRow],
        }
        self.say(&Explained { why, vetoes }, || {
            let mut lines = self.tell().explained(why, rules);
            lines.extend(vetoes.iter().map(|one| self.tell().veto(one)));
            lines
        })
    }

    /// Who writes rows as lines.
    pub(super) const fn tell(self) -> Teller {
        Teller::new(self.lang)
    }

    pub(super) fn trainings(self, rows: &[TrainingRow]) -> Answer {
        self.say(&rows, || {
            let line = |row: &TrainingRow| {
                let kind = self.text(&format!("kind-{}", row.kind));
                let title = self.tell().title(&row.title_zh, &row.title_bo);
                self.line(&[&row.training, &row.start, &row.minutes, &kind, &title])
            };
            rows.iter().map(line).collect()
        })
    }

    pub(super) fn line(self, cells: &[&dyn Display]) -> String {
        let cells: Vec<String> = cells.iter().map(|cell| cell.to_string()).collect();
        cells.join(GAP)
    }
}

pub(super) type Answer = Result<(), Failure>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_failure_of_a_phone_is_told_in_the_language_of_its_member() {
        for code in Code::ALL {
            for lang in Lang::ALL {
                let sentence = text(lang, code.message_id());
                let told = Printer { lang, json: false }.told(*code, Some("pa04"));
                assert_eq!(told, format!("{code}: {sentence} (pa04)"));
                let told = Printer { lang, json: true }.told(*code, None);
                let told: Value = serde_json::from_str(&told).unwrap();
                assert_eq!((&told["message"], &told["detail"]), (&json!(sentence), &Value::Null));
            }
        }
    }
}
