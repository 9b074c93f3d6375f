//! Claims and standings as lines in the chosen language: what came of each, who said what where
//! it is disputed, and why a standing is what it is. Called by apps and by the command line.

use super::{GAP, Teller};
use crate::{Explanation, Phone};
use drokpa_core::id::ItemId;
use drokpa_core::model::rules::RuleSet;
use drokpa_core::phone::{
    AdjustmentRow, ClaimRow, CodeRow, LineRow, ObjectionRow, Side, StandingRow, VetoRow,
};
use drokpa_core::time::Day;
use drokpa_locales::{Arg, Lang, date_medium, format as message, hours, points, text};

impl Teller {
    /// Claims, each in a line; below it, further in, whatever stands against it. A line that says
    /// so where there are none.
    #[must_use]
    pub fn claims(self, rows: &[ClaimRow]) -> Vec<String> {
        if rows.is_empty() {
            return vec![self.text("page-empty")];
        }
        rows.iter().flat_map(|row| self.row(row)).collect()
    }

    /// One line for the claim; below it whatever stands against it.
    #[must_use]
    pub fn row(self, row: &ClaimRow) -> Vec<String> {
        let delivery = self.text(&format!("delivery-{}", row.delivery.name()));
        let decision = self.text(&format!("decision-{}", row.decision));
        let mut cells: Vec<String> =
            vec![row.claim.clone(), delivery, decision, points(row.points_tenths)];
        cells.push(self.text(&format!("posting-{}", row.posting)));
        if let Some([zh, bo]) = &row.titles {
            cells.push(self.title(zh, bo));
        }
        if row.evidence.contains(&"entered_for") {
            cells.push(self.text("evidence-entered_for"));
        }
        cells.extend(row.note.as_deref().map(str::to_owned));
        let mut lines = vec![cells.join(GAP)];
        lines.extend(row.code.as_ref().map(|code| format!("{GAP}{}", self.code(code))));
        let reason = row.reason.map(|reason| self.text(&format!("reason-{reason}")));
        lines.extend(reason.map(|reason| format!("{GAP}{}: {reason}", self.text("head-why"))));
        let conflict = row.conflict.map(|conflict| self.text(&format!("conflict-{conflict}")));
        lines.extend(conflict.map(|conflict| format!("{GAP}{conflict}")));
        let side = |side: &Side| {
            let record = side.record.map_or_else(String::new, |record| format!("{GAP}{record}"));
            format!("{GAP}{}: {}{record}", side.by, side_text(self.lang, &side.says))
        };
        lines.extend(row.sides.iter().map(side));
        lines.extend(row.objections.iter().flat_map(|one| self.objection(row, one)));
        lines
    }

    /// A check-in code as evidence: what it is, when it was shown, and how many others have it.
    fn code(self, code: &CodeRow) -> String {
        let mut cells = vec![code.code.clone(), self.text(&format!("check_in-{}", code.state))];
        cells.extend(code.shown_at.clone());
        if !code.same_code.is_empty() {
            cells.push(self.counted("check_in-same", code.same_code.len() as u32));
        }
        cells.join(GAP)
    }

    fn objection(self, row: &ClaimRow, one: &ObjectionRow) -> Vec<String> {
        let said = |by: &dyn std::fmt::Display, what: &str, words: Option<&str>| {
            format!("{GAP}{by}: {what}{GAP}{}", words.unwrap_or_default()).trim_end().to_owned()
        };
        let asked = if one.escalated { "objection-escalated" } else { "posting-objected" };
        let mut lines = vec![said(&row.member, &self.text(asked), one.words.as_deref())];
        lines.extend(one.answers.iter().map(|answer| {
            let what = if answer.upheld { "objection-upheld" } else { "objection-refused" };
            said(&answer.by, &self.text(what), answer.words.as_deref())
        }));
        lines
    }

    /// A standing with its reasons. `rules` are those that name the items.
    #[must_use]
    pub fn explained(self, why: &Explanation, rules: Option<&RuleSet>) -> Vec<String> {
        let row = &why.standing;
        let mut out = self.standing(row);
        out.extend(why.lines.iter().flat_map(|line| self.explained_line(line, rules)));
        if row.base_counted_tenths < row.base_tenths {
            out.push(self.text("explain-base_cap"));
        }
        let waiting = why.adjustments.iter().filter(|one| one.state != "counting");
        out.extend(waiting.flat_map(|one| self.adjustment(one, rules)));
        out
    }

    /// A standing, a figure a line.
    #[must_use]
    pub fn standing(self, row: &StandingRow) -> Vec<String> {
        let figures = [
            ("head-base", points(row.base_counted_tenths)),
            ("head-bonus", points(row.bonus_tenths)),
            ("head-deduct", points(row.deduct_tenths)),
            ("head-total", points(row.total_tenths)),
            ("head-stars", row.stars.to_string()),
            ("head-hours", hours(row.minutes)),
        ];
        let mut lines = vec![self.line(&[&row.member, &row.cycle.0])];
        lines.extend(figures.map(|(id, value)| format!("{}: {value}", self.text(id))));
        lines.extend(
            row.target_minutes
                .map(|minutes| format!("{}: {}", self.text("head-target"), hours(minutes))),
        );
        let counts = row.counts.iter().filter(|(_, count)| **count > 0);
        lines.extend(
            counts.map(|(state, count)| {
                format!("{}: {count}", self.text(&format!("decision-{state}")))
            }),
        );
        if row.vetoed {
            lines.push(self.text("explain-veto"));
        }
        if row.needs_newer_app {
            lines.push(self.text("status-newer_app"));
            lines.push(match &row.statement {
                Some(period) => {
                    let days = format!("{} – {}", self.day(period.first), self.day(period.last));
                    message(self.lang, "status-as_posted", &[("value", Arg::Text(&days))])
                }
                None => self.text("status-nothing_posted"),
            });
        }
        lines
    }

    /// What a line counts; below it, where that is less than its worth, why.
    fn explained_line(self, line: &LineRow, rules: Option<&RuleSet>) -> Vec<String> {
        let mut cells = vec![
            self.day(line.day),
            self.item(&line.item, line.day, rules),
            points(line.counted_tenths),
            line.key.clone(),
        ];
        let kind = match line.kind {
            "absence" => Some("mark-absent"),
            "late" => Some("mark-late"),
            "hours" => Some("head-hours"),
            "adjustment" if line.value_tenths < 0 => Some("adjust-deduction"),
            "adjustment" => Some("adjust-addition"),
            _ => None,
        };
        cells.extend(kind.map(|id| self.text(id)));
        let cut = line.cut_by.map(|cut| {
            let full = points(line.value_tenths);
            format!("{GAP}{full}: {}", self.text(&format!("explain-{cut}")))
        });
        std::iter::once(cells.join(GAP)).chain(cut).collect()
    }

    /// An adjustment that does not count, or not yet, and why.
    fn adjustment(self, one: &AdjustmentRow, rules: Option<&RuleSet>) -> Vec<String> {
        let id = if one.tenths < 0 { "adjust-deduction" } else { "adjust-addition" };
        let line = self.line(&[
            &self.day(one.day),
            &self.item(&one.item, one.day, rules),
            &points(one.tenths),
            &one.adjustment,
            &self.text(id),
            &one.by,
            &one.words.as_deref().unwrap_or_default(),
        ]);
        let reason = match one.state {
            "possibly_same" => "conflict-possible_duplicate",
            "proposal" => "explain-proposal",
            "disputed" => "decision-disputed",
            _ => "decision-withdrawn",
        };
        vec![line.trim_end().to_owned(), format!("{GAP}{}", self.text(reason))]
    }

    /// What branch or township says about setting the points to zero, and who.
    #[must_use]
    pub fn veto(self, one: &VetoRow) -> String {
        let side = if one.township { "office-veto_township" } else { "office-veto_branch" };
        let says = if one.withdrawn { "office-veto_taken_back" } else { "office-veto_said" };
        let words = one.words.as_deref().unwrap_or_default();
        let line = self.line(&[&self.text(side), &self.text(says), &one.by, &words]);
        line.trim_end().to_owned()
    }

    fn day(self, day: Day) -> String {
        let (year, month, day) = day.date();
        date_medium(self.lang, year, month, day)
    }

    /// The name of an item under the rules of a day; its id where they do not name it.
    fn item(self, id: &ItemId, day: Day, rules: Option<&RuleSet>) -> String {
        let rules = rules.and_then(|rules| rules.in_force(day));
        let item = rules.and_then(|rules| rules.item(id));
        let name = item.map(|item| self.title(&item.zh, &item.bo));
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| id.to_string())
    }
}

impl Phone {
    /// A standing with its reasons as lines, the items by their names.
    ///
    /// # Errors
    /// As [`Phone::explain`].
    pub fn explained_lines(
        &self,
        now: u64,
        member: Option<&str>,
        language: &str,
    ) -> Result<Vec<String>, crate::AppError> {
        let why = self.explain(now, member, None)?;
        let rules = self.core.rules_of(&why.standing.member);
        Ok(Teller::of(language).explained(&why, rules))
    }
}

/// What a side of a dispute says, in words: a mark, a verdict with what it grants, or a claim.
#[must_use]
pub fn side_text(lang: Lang, says: &str) -> String {
    let (word, rest) = says.split_once(' ').unwrap_or((says, ""));
    let id = match word {
        "approve" => "decision-approved",
        "return" => "decision-returned",
        "reject" => "decision-rejected",
        "present" => "mark-present",
        "late" => "mark-late",
        "leave" => "mark-leave",
        "absent" => "mark-absent",
        "exempt" => "mark-exempt",
        "claim" => "evidence-phone",
        "entered" => "evidence-entered_for",
        "withdrawn" => "decision-withdrawn",
        _ => return says.to_owned(),
    };
    let amount = match (rest.strip_suffix(" min"), rest.parse()) {
        (Some(minutes), _) => Some(("head-minutes", minutes.to_owned())),
        (None, Ok(tenths)) => Some(("head-points", points(tenths))),
        _ => None,
    };
    let said = text(lang, id).into_owned();
    match amount {
        Some((unit, amount)) => format!("{said}{GAP}{}: {amount}", text(lang, unit)),
        None => said,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_side_says_is_told_with_its_amount_in_either_language() {
        let told = |says| [Lang::ZhHans, Lang::Bo].map(|lang| side_text(lang, says));
        assert_eq!(told("present"), ["参加", "ཞུགས་པ"]);
        assert_eq!(told("approve 15"), ["已通过  积分: 1.5", "ཆོག་མཆན་ཐོབ་ཟིན  བསགས་སྐར: 1.5"]);
        assert_eq!(told("claim 40 min")[0], "党员本人手机记录  分钟: 40");
        assert_eq!(told("unheard of")[1], "unheard of");
    }
}
