//! `drokpa rules check` and `publish`: what makes rules publishable, and saying them to every
//! branch that they are for.

use super::{AdminError, open};
use crate::store::{Change, Publication, Store as _};
use drokpa_core::code::Code;
use drokpa_core::model::rules::{Problem, Rules, RulesFile, Severity, check, check_publication};
use drokpa_core::schema::key::PublicationKind;
use drokpa_core::schema::text::normal;
use drokpa_core::time::{Day, Seconds};
use drokpa_core::wire::bytes::hex;
use drokpa_locales::{Arg, Lang, format as format_message};
use serde::Serialize;
use std::path::Path;

/// Longest text of a rules file that is looked at.
const TEXT_BYTES_MAX: usize = 4096;

/// What a check of a rules file found.
#[derive(Clone, Debug, Serialize)]
pub struct RulesReport {
    /// How many versions of rules the file has.
    pub versions: usize,
    /// How many of the problems keep it from being published.
    pub errors: usize,
    /// All problems.
    pub problems: Vec<Explained>,
}

/// A problem with what to change, in every language.
#[derive(Clone, Debug, Serialize)]
pub struct Explained {
    /// The problem and its place.
    #[serde(flatten)]
    pub problem: Problem,
    /// In Chinese.
    pub zh: String,
    /// In Tibetan.
    pub bo: String,
    /// In English.
    pub en: String,
}

impl From<Problem> for Explained {
    fn from(problem: Problem) -> Explained {
        let id = format!("rules-problem-{}", problem.code);
        let path = [("path", Arg::Text(&problem.path))];
        let [zh, bo, en] =
            [Lang::ZhHans, Lang::Bo, Lang::En].map(|lang| format_message(lang, &id, &path));
        Explained { zh, bo, en, problem }
    }
}

/// One published version.
#[derive(Clone, Debug, Serialize)]
pub struct Published {
    /// Which rules.
    pub rules_id: String,
    /// Which version.
    pub version: u32,
    /// From which day it is in force.
    pub effective_from: Day,
    /// The SHA-256 that names its body.
    pub hash: String,
    /// `created` or `same`.
    pub result: &'static str,
}

/// Checks a rules file, as [`publish_rules`] does first.
///
/// # Errors
/// [`Code::RulesInvalid`] where the file is not of the form at all.
pub fn check_rules(file: &[u8]) -> Result<RulesReport, AdminError> {
    let rules = read(file)?;
    let problems = check(&rules);
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    let problems = problems.into_iter().map(Explained::from).collect();
    Ok(RulesReport { versions: rules.len(), errors, problems })
}

/// Publishes every version in a rules file. Those that are published already stay as they are.
///
/// # Errors
/// [`Code::RulesInvalid`] for rules with errors, and for a version that would rescore the past:
/// only the very first publication of a `rules_id` may be in force already.
pub fn publish_rules(data: &Path, file: &[u8], now: Seconds) -> Result<Vec<Published>, AdminError> {
    let store = open(data)?;
    let rules = read(file)?;
    let before = store.publications()?;
    let of_id = |rules: &Rules| {
        let id = rules.rules_id.clone();
        before.iter().filter(move |one| one.kind == PublicationKind::Rules && *one.name == *id)
    };
    // A file with only the new version is checked against the ones before it.
    let mut all = rules.clone();
    for known in before.iter().filter(|one| one.kind == PublicationKind::Rules) {
        let repeated =
            rules.iter().any(|one| one.rules_id == *known.name && one.version == known.version);
        let concerned = rules.iter().any(|one| one.rules_id == *known.name);
        if concerned && !repeated {
            all.insert(0, serde_json::from_slice(&known.body).map_err(|_| Code::StoreDamaged)?);
        }
    }
    let mut problems = check(&all);
    for version in &rules {
        let published = of_id(version).any(|one| one.version == version.version);
        let first = of_id(version).next().is_none();
        if !published && !first {
            problems.extend(check_publication(version, now.day()));
        }
    }
    if let Some(problem) = problems.iter().find(|one| one.severity == Severity::Error) {
        let detail = format!("{}: {} {}", problem.path, problem.code, problem.detail);
        return Err(AdminError::refused(Code::RulesInvalid, detail.trim_end()));
    }
    let publications =
        rules.iter().map(|one| publication(one, now)).collect::<Result<Vec<_>, _>>()?;
    let changed = store.publish(publications.clone(), Change { now, keep: true })?;
    let line = |(publication, changed): (&Publication, &crate::store::Changed)| Published {
        rules_id: publication.name.to_string(),
        version: publication.version,
        effective_from: publication.effective,
        hash: hex(&publication.hash().0),
        result: changed.name(),
    };
    Ok(publications.iter().zip(&changed).map(line).collect())
}

fn read(file: &[u8]) -> Result<Vec<Rules>, AdminError> {
    let mut file: RulesFile = serde_json::from_slice(file)
        .map_err(|error| AdminError::refused(Code::RulesInvalid, error))?;
    for rules in &mut file.rules {
        make_normal(rules).map_err(|code| AdminError::refused(code, &rules.rules_id))?;
    }
    Ok(file.rules)
}

/// What people read in the rules, in normal form: after publishing nobody can correct it. How
/// long a name may be is a matter of the check, which names its place.
fn make_normal(rules: &mut Rules) -> Result<(), Code> {
    let items = rules.items.iter_mut().map(|item| (&mut item.zh, &mut item.bo));
    let label = rules.label.iter_mut().map(|label| (&mut label.zh, &mut label.bo));
    let veto = rules.veto.iter_mut().map(|veto| (&mut veto.zh, &mut veto.bo));
    for (zh, bo) in items.chain(label).chain(veto) {
        *zh = normal(zh, TEXT_BYTES_MAX)?.into();
        *bo = normal(bo, TEXT_BYTES_MAX)?.into();
    }
    if let Some(note) = &mut rules.change_note {
        *note = normal(note, TEXT_BYTES_MAX)?.into();
    }
    Ok(())
}

fn publication(rules: &Rules, published: Seconds) -> Result<Publication, AdminError> {
    Ok(Publication {
        kind: PublicationKind::Rules,
        name: rules.rules_id.as_str().into(),
        version: rules.version,
        effective: rules.effective_from,
        sector: rules.sector.as_deref().unwrap_or_default().into(),
        body: serde_json::to_vec(rules).map_err(|_| Code::Internal)?.into(),
        published,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_published_in_normal_form_and_broken_ones_not_at_all() {
        let example: serde_json::Value =
            serde_json::from_str(include_str!("../../../fixtures/org/rules.json")).unwrap();
        let mut file = serde_json::json!({ "rules": [example["rules"][0]] });
        let typed = |name: &str, file: &mut serde_json::Value| {
            file["rules"][0]["items"][0]["bo"] = name.into();
            read(&serde_json::to_vec(file).unwrap())
        };
        let rules = typed(" བོད\u{200b}་ཡ\u{f73}ག", &mut file).unwrap();
        assert_eq!(rules[0].items[0].bo, "བོད་ཡ\u{f71}\u{f72}ག");
        let refused = typed("ར\u{f77}", &mut file).unwrap_err();
        assert_eq!(refused.code(), Code::TextForbidden);
    }
}
