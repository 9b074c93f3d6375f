//! What the demo prints: lines in both languages or in one, or one JSON document. Tables put
//! figures first and names last, because Tibetan has no width that a column could rely on.
//! Members stand in roster order; nothing here is a ranking.

use super::check::Replicas;
use super::device::Device;
use super::page::App;
use super::season::Done;
use super::setup::Newcomer;
use super::{CYCLE, Demo, WEEKS};
use crate::admin::VerifyReport;
use crate::client::SyncReport;
use crate::print::called;
use drokpa_app::text::side_text;
use drokpa_core::id::{BranchId, MemberId};
use drokpa_core::phone::{Side, StandingRow};
use drokpa_locales::{Arg, Lang, format, hours, points, text};
use serde::Serialize;
use std::io::Write as _;

/// A dispute, who said what, and how it ended.
#[derive(Clone, Debug, Serialize)]
pub(super) struct ConflictLine {
    pub(super) claim: String,
    pub(super) member: MemberId,
    pub(super) conflict: &'static str,
    pub(super) sides: Vec<Side>,
    /// Both secretaries' phones showed it with the same sides.
    pub(super) seen_by_both: bool,
    pub(super) settled_by: MemberId,
    /// What became of it.
    pub(super) decision: &'static str,
}

/// Median and largest of some numbers.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub(super) struct Spread {
    pub(super) median: u64,
    pub(super) max: u64,
}

impl Spread {
    fn of(syncs: &[SyncReport], field: impl Fn(&SyncReport) -> u64) -> Spread {
        let mut values: Vec<u64> = syncs.iter().map(field).collect();
        values.sort_unstable();
        let median = values.get(values.len() / 2).copied().unwrap_or_default();
        Spread { median, max: values.last().copied().unwrap_or_default() }
    }
}

/// Bytes of the syncs.
#[derive(Clone, Copy, Debug, Serialize)]
pub(super) struct Bytes {
    pub(super) body_up: Spread,
    pub(super) body_down: Spread,
    pub(super) http_up: Spread,
    pub(super) http_down: Spread,
}

/// One branch's table.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Table {
    pub(super) branch: BranchId,
    pub(super) branch_zh: Box<str>,
    pub(super) branch_bo: Box<str>,
    pub(super) rows: Vec<TableRow>,
}

/// One member in it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct TableRow {
    pub(super) name_zh: Box<str>,
    pub(super) name_bo: Box<str>,
    #[serde(flatten)]
    pub(super) standing: StandingRow,
}

/// Everything that the demo has to say.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Summary {
    pub(super) seed: u64,
    pub(super) phones: usize,
    pub(super) weeks_offline: u32,
    pub(super) claims: u32,
    pub(super) notes: u32,
    pub(super) roll_marks: u32,
    pub(super) decisions: u32,
    pub(super) decided_twice: u32,
    pub(super) syncs: usize,
    pub(super) cuts_up: u32,
    pub(super) cuts_down: u32,
    pub(super) bytes: Bytes,
    pub(super) new_phones: Vec<Newcomer>,
    pub(super) standings: Vec<Table>,
    pub(super) conflicts: Vec<ConflictLine>,
    pub(super) replicas: Replicas,
    pub(super) verify: VerifyReport,
    /// What the hub answers with to a browser; nothing while nobody has asked.
    pub(super) app: Option<App>,
    /// True where every check held.
    pub(super) ok: bool,
}

impl Summary {
    pub(super) fn new(
        demo: &Demo,
        new_phones: Vec<Newcomer>,
        replicas: Replicas,
        verify: VerifyReport,
    ) -> Summary {
        let traffic = &demo.air.traffic;
        let Done { claims, notes, marks, decisions, twice } = demo.done;
        let conflicts = demo.conflicts.clone();
        let settled = conflicts.iter().all(|line| line.seen_by_both && line.decision != "disputed");
        let agreed =
            replicas.differing.is_empty() && replicas.disputed == 0 && replicas.unsent == 0;
        let clean = verify.problems.is_empty() && verify.projections_equal;
        Summary {
            seed: demo.seed,
            phones: demo.devices.len(),
            weeks_offline: 2 * WEEKS,
            claims,
            notes,
            roll_marks: marks,
            decisions,
            decided_twice: twice,
            syncs: traffic.syncs.len(),
            cuts_up: traffic.cuts_up,
            cuts_down: traffic.cuts_down,
            bytes: Bytes {
                body_up: Spread::of(&traffic.syncs, |sync| sync.body_bytes_up),
                body_down: Spread::of(&traffic.syncs, |sync| sync.body_bytes_down),
                http_up: Spread::of(&traffic.syncs, |sync| sync.http_bytes_up),
                http_down: Spread::of(&traffic.syncs, |sync| sync.http_bytes_down),
            },
            new_phones,
            standings: tables(&demo.devices),
            ok: settled && !conflicts.is_empty() && agreed && clean,
            conflicts,
            replicas,
            verify,
            app: None,
        }
    }

    /// Notes what the hub answered to a browser.
    pub(super) fn saw(&mut self, app: App) {
        self.app = Some(app);
        self.ok &= app != App::Failed;
    }
}

fn tables(devices: &[Device]) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for device in devices.iter().filter(|device| device.secretary) {
        if tables.iter().any(|table| table.branch == device.branch) {
            continue;
        }
        let names = device.phone.names();
        let row = |member: MemberId| {
            let (name_zh, name_bo) = names.get(&member).cloned().unwrap_or_default();
            let standing = device.phone.standing(&member, CYCLE).ok()?;
            Some(TableRow { name_zh, name_bo, standing })
        };
        let rows = device.phone.members().into_iter().filter_map(row).collect();
        let (branch_zh, branch_bo) = device.phone.branch_names(&device.branch);
        tables.push(Table { branch: device.branch.clone(), branch_zh, branch_bo, rows });
    }
    tables
}

/// Prints the summary.
pub(super) fn print(summary: &Summary, langs: &[Lang], json: bool) {
    let page = Page { langs };
    let out = if json {
        serde_json::to_string(summary).unwrap_or_default()
    } else {
        page.summary(summary).join("\n")
    };
    say(&out);
}

/// Says how to step in.
pub(super) fn step_in(langs: &[Lang]) {
    say(&Page { langs }.line("demo-step_in", &[]));
}

/// Says where the hub goes on serving.
pub(super) fn serving(url: &str) {
    say(&format!("{url}  (Ctrl-C)"));
}

/// A reader that went away is no failure of the demo.
fn say(out: &str) {
    let mut stdout = std::io::stdout().lock();
    let _ = writeln!(stdout, "{out}").and_then(|()| stdout.flush());
}

struct Page<'a> {
    langs: &'a [Lang],
}

impl Page<'_> {
    /// A message in each language, on one line.
    fn line(&self, id: &str, args: &[(&str, Arg<'_>)]) -> String {
        let texts: Vec<String> = self.langs.iter().map(|lang| format(*lang, id, args)).collect();
        texts.join("  |  ")
    }

    fn count(&self, id: &str, count: usize) -> String {
        self.line(id, &[("count", Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))])
    }

    fn summary(&self, summary: &Summary) -> Vec<String> {
        let mut lines = vec![self.line("demo-title", &[]), String::new()];
        lines.extend(self.langs.iter().map(|lang| text(*lang, "demo-intro").into_owned()));
        lines.push(String::new());
        let cuts = summary.cuts_up + summary.cuts_down;
        lines.extend([
            self.count("demo-phones", summary.phones),
            self.count("demo-weeks-offline", summary.weeks_offline as usize),
            self.count("demo-claims-recorded", summary.claims as usize),
            self.count("demo-two-secretaries", summary.decided_twice as usize),
            self.count("demo-sync-count", summary.syncs),
            self.count("demo-cuts", cuts as usize),
        ]);
        for table in &summary.standings {
            lines.push(String::new());
            lines.extend(self.table(table));
        }
        lines.push(String::new());
        lines.extend(self.conflicts(summary));
        lines.push(String::new());
        lines.extend(self.bytes(&summary.bytes));
        lines.push(String::new());
        let replicas = &summary.replicas;
        lines.push(self.count("demo-replicas-agree", replicas.agree));
        lines.push(self.count("demo-replicas-differ", replicas.phones - replicas.agree));
        lines.extend(replicas.differing.iter().map(|one| format!("  {one}")));
        let verify = &summary.verify;
        lines.push(format!(
            "verify: entries {}, signatures {}, documents {}, problems {}",
            verify.entries,
            verify.signatures,
            verify.documents,
            verify.problems.len()
        ));
        lines.extend(verify.problems.iter().map(|problem| format!("  {problem}")));
        lines.extend(summary.app.map(|app| {
            self.line(
                match app {
                    App::Answers => "demo-app_answers",
                    App::Absent => "app-missing",
                    App::Failed => "demo-app_failed",
                },
                &[],
            )
        }));
        lines
    }

    fn table(&self, table: &Table) -> Vec<String> {
        let head = |id| self.line(id, &[]);
        let heads = ["head-total", "head-stars", "head-hours", "head-name"].map(head);
        let branch = (&*table.branch_zh, &*table.branch_bo);
        let branch = |lang: &Lang| called(*lang, branch, table.branch.as_str());
        let branch: Vec<&str> = self.langs.iter().map(branch).collect();
        let mut lines = vec![
            format!("{}  {}", self.line("demo-standings", &[]), branch.join("  ")),
            self.line("never-public_ranking_note", &[]),
            heads.join("; "),
        ];
        lines.extend(table.rows.iter().map(|row| {
            let names: Vec<&str> = self.langs.iter().map(|lang| name(*lang, row)).collect();
            format!(
                "{:>6}  {}  {:>5}  {}",
                points(row.standing.total_tenths),
                row.standing.stars,
                hours(row.standing.minutes),
                names.join("  ")
            )
        }));
        lines
    }

    fn conflicts(&self, summary: &Summary) -> Vec<String> {
        let open = summary.conflicts.iter().filter(|line| line.decision == "disputed").count();
        let settled = summary.conflicts.len() - open;
        let mut lines = vec![
            self.count("demo-conflicts", summary.conflicts.len()),
            self.count("demo-conflict-settled", settled),
            self.count("demo-conflict-open", open),
        ];
        // Each rule once, below it who met it.
        let mut rules: Vec<&str> = summary.conflicts.iter().map(|line| line.conflict).collect();
        rules.sort_unstable();
        rules.dedup();
        for rule in rules {
            lines.push(self.line(&format!("conflict-{rule}"), &[]));
            for line in summary.conflicts.iter().filter(|line| line.conflict == rule) {
                let by = [("value", Arg::Text(line.settled_by.as_str()))];
                let settled = self.line("conflict-settled_by", &by);
                let outcome = self.line(&format!("decision-{}", line.decision), &[]);
                lines.push(format!("  {}", line.claim));
                lines.extend(line.sides.iter().map(|side| self.side(side)));
                lines.push(format!("    {settled}  =>  {outcome}"));
            }
        }
        lines
    }

    fn side(&self, side: &Side) -> String {
        let texts: Vec<String> =
            self.langs.iter().map(|lang| side_text(*lang, &side.says)).collect();
        format!("    {}: {}", side.by, texts.join("  |  "))
    }

    fn bytes(&self, bytes: &Bytes) -> Vec<String> {
        let row = |name: &str, up: u64, down: u64| {
            let number = |bytes: u64| Arg::Number(i64::try_from(bytes).unwrap_or(i64::MAX));
            let line = self.line("demo-bytes", &[("up", number(up)), ("down", number(down))]);
            format!("{line}  ({name})")
        };
        vec![
            row("body, median", bytes.body_up.median, bytes.body_down.median),
            row("body, max", bytes.body_up.max, bytes.body_down.max),
            row("HTTP, median", bytes.http_up.median, bytes.http_down.median),
            row("HTTP, max", bytes.http_up.max, bytes.http_down.max),
        ]
    }
}

fn name(lang: Lang, row: &TableRow) -> &str {
    match lang {
        Lang::Bo => &row.name_bo,
        _ => &row.name_zh,
    }
}
