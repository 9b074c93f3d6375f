//! `evaluation`: a branch's report out of 100 over what its phones recorded, with the lines that
//! are given by hand. A report, never a ranking.

use super::Failure;
use super::home::Home;
use super::print::Printer;
use clap::Args;
use drokpa_core::code::Code;
use drokpa_core::id::ItemId;
use drokpa_core::model::evaluation::{Evaluation, EvaluationFile, Report, check_all};
use drokpa_core::model::rules::Severity;
use drokpa_core::phone::EvaluationPeriod;
use drokpa_core::time::Day;
use drokpa_locales::{Arg, Lang, format, points, text};
use std::path::PathBuf;

/// `evaluation --file FILE --from DATE --to DATE [--manual ID=TENTHS:NOTE …]`
#[derive(Debug, Args)]
pub(super) struct EvaluationArgs {
    /// The evaluation file
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// The sector of the branch
    #[arg(long, default_value = "village")]
    sector: String,
    /// The first day of the period
    #[arg(long, value_parser = Day::parse)]
    from: Day,
    /// The last day of the period
    #[arg(long, value_parser = Day::parse)]
    to: Day,
    /// A line given by hand: ID=TENTHS:NOTE
    #[arg(long, value_name = "ID=TENTHS:NOTE", value_parser = manual)]
    manual: Vec<(ItemId, u16, String)>,
}

fn manual(text: &str) -> Result<(ItemId, u16, String), Code> {
    let (id, rest) = text.split_once('=').ok_or(Code::IdMalformed)?;
    let (tenths, note) = rest.split_once(':').unwrap_or((rest, ""));
    Ok((id.parse()?, tenths.parse().map_err(|_| Code::PointsRange)?, note.to_owned()))
}

pub(super) fn run(home: &Home, args: &EvaluationArgs, printer: Printer) -> Result<(), Failure> {
    let bytes = std::fs::read(&args.file)
        .map_err(|error| Failure::new(Code::RulesInvalid, error.to_string()))?;
    let file: EvaluationFile = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::new(Code::RulesInvalid, error.to_string()))?;
    if let Some(problem) = check_all(&file).iter().find(|one| one.severity == Severity::Error) {
        let id = format!("evaluation-problem-{}", problem.code);
        let place = [("path", Arg::Text(&problem.path))];
        return Err(Failure::new(Code::RulesInvalid, format(printer.lang, &id, &place)));
    }
    let evaluation = file.in_force(&args.sector, args.from).ok_or(Code::RulesInvalid)?;
    let as_of = crate::clock::Clock::system().now().day();
    let period = EvaluationPeriod { from: args.from, to: args.to, as_of };
    let phone = home.phone()?;
    let report = phone.evaluation(evaluation, period, &args.manual)?;
    printer.say(&report, || lines(printer.lang, evaluation, (&printer.branch(&phone), &report)))
}

fn lines(lang: Lang, evaluation: &Evaluation, (branch, report): (&str, &Report)) -> Vec<String> {
    let name = |id: &ItemId| {
        let of = evaluation.indicators.iter().find(|one| one.id == *id);
        of.map_or_else(
            || id.to_string(),
            |one| if lang == Lang::Bo { one.bo.clone() } else { one.zh.clone() },
        )
    };
    let mut lines = vec![format!("{}  {}", text(lang, "evaluation-title"), branch)];
    for line in &report.lines {
        let value = match line.value_x10 {
            Some(value) => points(value),
            None => text(lang, "evaluation-not_measured").into_owned(),
        };
        let (part, whole) = (line.basis.numerator, line.basis.denominator);
        lines.push(format!(
            "{}: {value} / {}  ({part}/{whole})",
            name(&line.id),
            points(line.of_x10)
        ));
    }
    for line in &report.manual {
        let values = line.entries.iter().map(|entry| {
            let author =
                format(lang, "evaluation-author", &[("value", Arg::Text(entry.author.as_str()))]);
            format!("{} {author} {}", points(i32::from(entry.value_x10)), entry.note)
        });
        let values: Vec<String> = values.collect();
        let values = if values.is_empty() {
            text(lang, "evaluation-not_measured").into_owned()
        } else {
            values.join("; ")
        };
        let by_hand = text(lang, "evaluation-manual");
        lines.push(format!("{}: {values} / {}  ({by_hand})", name(&line.id), points(line.of_x10)));
    }
    let done = points(report.total_x10);
    let total = points(report.measured_of_x10);
    let numbers = [("done", Arg::Text(&done)), ("total", Arg::Text(&total))];
    lines.push(format(lang, "evaluation-measured_of", &numbers));
    let mix = report.evidence;
    let kinds = [
        ("phone", mix.phone),
        ("roll", mix.roll),
        ("entered_for", mix.entered_for),
        ("code", mix.code),
    ];
    let mix: Vec<String> = kinds
        .iter()
        .map(|(kind, count)| format!("{}: {count}", text(lang, &format!("evidence-{kind}"))))
        .collect();
    lines.push(format!("{}: {}", text(lang, "evaluation-evidence_mix"), mix.join(", ")));
    lines
}
