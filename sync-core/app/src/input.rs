//! What apps say, in plain types: ids, days such as `2026-05-01`, and the names of states as the
//! command line's JSON has them. Each is read into the core's types here, which check it.

use crate::AppError;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, CourseId, ItemId, MemberId};
use drokpa_core::model::kind::TrainingKind;
use drokpa_core::phone::{self as core, ClaimName, Seen};
use drokpa_core::schema::value::{Grant, Mark, Reason, Verdict};
use drokpa_core::time::{Day, Seconds};
use serde::Deserialize;

/// What a member did.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum NewClaim {
    /// I was at this training.
    Attendance {
        /// Its id.
        training: String,
        /// 1 to 1440, where they are not the training's.
        minutes: Option<u32>,
        /// The six digits of a check-in code, as typed or scanned.
        code: Option<String>,
    },
    /// I was at a training that this phone cannot name.
    Unlisted {
        /// One of the nine kinds, such as `theme_day`.
        kind: String,
        /// The day.
        day: String,
        /// 1 to 1440.
        minutes: Option<u32>,
    },
    /// I studied a course alone.
    Study {
        /// Its id.
        course: String,
        /// 1 to 1440.
        minutes: u32,
        /// The day, if not the day of `now`.
        day: Option<String>,
    },
    /// I did something that the rules know as an item.
    Activity {
        /// The item's id.
        item: String,
        /// The day.
        day: String,
    },
}

impl NewClaim {
    pub(crate) fn read(&self, now: Seconds) -> Result<core::NewClaim, AppError> {
        Ok(match self {
            NewClaim::Attendance { training, minutes, code } => core::NewClaim::Attendance {
                training: training.parse()?,
                minutes: *minutes,
                code: code.as_deref().map(digits).transpose()?,
            },
            NewClaim::Unlisted { kind, day, minutes } => core::NewClaim::Unlisted {
                kind: TrainingKind::parse(kind)?,
                day: Day::parse(day)?,
                minutes: *minutes,
            },
            NewClaim::Study { course, minutes, day } => core::NewClaim::Study {
                course: CourseId::new(course)?,
                day: day.as_deref().map_or_else(|| Ok(now.day()), Day::parse)?,
                minutes: *minutes,
            },
            NewClaim::Activity { item, day } => {
                core::NewClaim::Activity { item: ItemId::new(item)?, day: Day::parse(day)? }
            }
        })
    }
}

/// A check-in code as people type it.
pub(crate) fn digits(code: &str) -> Result<u32, AppError> {
    let typed = drokpa_locales::latin_digits(code.trim());
    let plain = (1..=6).contains(&typed.len()) && typed.bytes().all(|one| one.is_ascii_digit());
    let number = typed.parse().ok().filter(|_| plain);
    number.ok_or_else(|| AppError::new(Code::IdMalformed, "a check-in code has six digits"))
}

/// A training to announce.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NewTraining {
    /// One of the nine kinds.
    pub kind: String,
    /// Title in Chinese; needed.
    pub title_zh: String,
    /// Title in Tibetan; needed.
    pub title_bo: String,
    /// When it begins, RFC 3339.
    pub start: String,
    /// How long, over all its days; 1 to 1440.
    pub minutes: u32,
    /// Over how many days, from 1.
    pub days: u32,
    /// The rules item, where it is not the kind's own.
    pub item: Option<String>,
}

impl NewTraining {
    pub(crate) fn read(&self) -> Result<core::NewTraining, AppError> {
        Ok(core::NewTraining {
            kind: TrainingKind::parse(&self.kind)?,
            title_zh: self.title_zh.clone(),
            title_bo: self.title_bo.clone(),
            start: Seconds::parse_rfc3339(&self.start)?,
            minutes: self.minutes,
            days: self.days,
            item: self.item.as_deref().map(ItemId::new).transpose()?,
        })
    }
}

/// What changes about a training; `None` stays. Decisions that had not seen another time or length
/// count no more.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
pub struct TrainingEdit {
    /// Title in Chinese.
    pub title_zh: Option<String>,
    /// Title in Tibetan.
    pub title_bo: Option<String>,
    /// When it begins, RFC 3339.
    pub start: Option<String>,
    /// How long, over all its days.
    pub minutes: Option<u32>,
    /// Over how many days.
    pub days: Option<u32>,
}

impl TrainingEdit {
    pub(crate) fn read(&self) -> Result<core::TrainingEdit, AppError> {
        Ok(core::TrainingEdit {
            title_zh: self.title_zh.clone(),
            title_bo: self.title_bo.clone(),
            start: self.start.as_deref().map(Seconds::parse_rfc3339).transpose()?,
            minutes: self.minutes,
            days: self.days,
        })
    }
}

/// What the roll says about a member.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct RollMark {
    /// The member.
    pub member: String,
    /// present, late, leave, absent or exempt. No mark means that nobody was asked.
    pub mark: String,
}

impl RollMark {
    pub(crate) fn read(&self) -> Result<(MemberId, Mark), AppError> {
        let mark = Mark::ALL.into_iter().find(|mark| mark.name() == self.mark);
        let none = || AppError::new(Code::ParameterMalformed, "no such mark on the roll");
        Ok((MemberId::new(&self.member)?, mark.ok_or_else(none)?))
    }
}

/// A decision about a claim. At most one of `points_tenths` and `minutes`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NewDecision {
    /// `MEMBER/KEY`, as lists name it.
    pub claim: String,
    /// approve, return or reject.
    pub verdict: String,
    /// Points to grant, in tenths, where they are not the rules'.
    pub points_tenths: Option<i32>,
    /// Minutes to grant.
    pub minutes: Option<u32>,
    /// A reason's name, such as `wrong_minutes`, or words; needed to return or reject.
    pub reason: Option<String>,
}

impl NewDecision {
    pub(crate) fn read(&self) -> Result<core::NewDecision, AppError> {
        let ClaimName { member, key } = self.claim.parse()?;
        let grant = match (self.points_tenths, self.minutes) {
            (Some(_), Some(_)) => {
                let both = "points or minutes are granted, not both";
                return Err(AppError::new(Code::ParameterMalformed, both));
            }
            (Some(tenths), None) => Some(Grant::Tenths(tenths)),
            (None, minutes) => minutes.map(Grant::Minutes),
        };
        let (reason, note) = reason(self.reason.as_deref());
        let verdict = verdict(&self.verdict)?;
        Ok(core::NewDecision { member, key, verdict, grant, reason, note: note.to_owned() })
    }
}

/// The verdict with this name.
///
/// # Errors
/// [`Code::IdMalformed`] for any other name.
pub fn verdict(name: &str) -> Result<Verdict, AppError> {
    match name {
        "approve" => Ok(Verdict::Approve),
        "return" => Ok(Verdict::Return),
        "reject" => Ok(Verdict::Reject),
        other => {
            let detail = format!("{other} is none of approve, return, reject");
            Err(AppError::new(Code::IdMalformed, detail))
        }
    }
}

/// A reason as it is typed: a name is a reason; anything else is words, which belong into the
/// note.
#[must_use]
pub fn reason(typed: Option<&str>) -> (Option<Reason>, &str) {
    match typed.map(|text| (Reason::parse(text), text)) {
        Some((Some(reason), _)) => (Some(reason), ""),
        Some((None, text)) => (Some(Reason::Other), text),
        None => (None, ""),
    }
}

/// Points that the branch adds or takes without a claim.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NewAdjustment {
    /// Whose points.
    pub member: String,
    /// Under which item of the rules.
    pub item: String,
    /// For which day.
    pub day: String,
    /// How much, in tenths; negative takes.
    pub points_tenths: i32,
    /// Why, in words.
    pub reason: String,
    /// True where it is known not to be the same as another one of that item and day.
    pub separate: bool,
}

impl NewAdjustment {
    pub(crate) fn read(&self) -> Result<core::NewAdjustment, AppError> {
        Ok(core::NewAdjustment {
            member: MemberId::new(&self.member)?,
            day: Day::parse(&self.day)?,
            item: ItemId::new(&self.item)?,
            tenths: self.points_tenths,
            separate: self.separate,
            note: self.reason.clone(),
        })
    }
}

/// What a host branch attests about a guest: a training of its calendar, or a kind, a day and
/// minutes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct NewAttestation {
    /// The guest.
    pub member: String,
    /// The guest's home branch.
    pub home: String,
    /// A training of this branch.
    pub training: Option<String>,
    /// Without a training: its kind,
    pub kind: Option<String>,
    /// its day,
    pub day: Option<String>,
    /// and how long it took.
    pub minutes: Option<u32>,
    /// True to take an earlier attestation back.
    pub withdraw: bool,
}

impl NewAttestation {
    pub(crate) fn read(&self) -> Result<core::NewAttestation, AppError> {
        let seen = match (&self.training, &self.kind, &self.day, self.minutes) {
            (Some(id), None, None, None) => Seen::Training(id.parse()?),
            (None, Some(kind), Some(day), Some(minutes)) => {
                Seen::Unlisted { kind: TrainingKind::parse(kind)?, day: Day::parse(day)?, minutes }
            }
            _ => {
                let detail = "either a training, or kind, day and minutes";
                return Err(AppError::new(Code::ParameterMalformed, detail));
            }
        };
        Ok(core::NewAttestation {
            member: MemberId::new(&self.member)?,
            home: BranchId::new(&self.home)?,
            seen,
            withdraw: self.withdraw,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_in_the_digits_that_a_keyboard_gave() {
        assert_eq!(digits(" 004211 "), Ok(4211));
        assert_eq!(digits("༠༠༤༢༡༡"), Ok(4211));
        for wrong in ["", "1234567", "12a", "-1", "+12"] {
            assert_eq!(digits(wrong).unwrap_err().code, "id_malformed", "{wrong}");
        }
    }

    #[test]
    fn what_is_neither_one_nor_the_other_is_refused() {
        let both = NewDecision {
            claim: "pa05/study.policy-1.2026-05-01".into(),
            verdict: "approve".into(),
            points_tenths: Some(1),
            minutes: Some(1),
            reason: None,
        };
        let code = |error: AppError| error.code;
        assert!(both.read().is_err());
        let mark = RollMark { member: "pa05".into(), mark: "asleep".into() };
        assert_eq!(mark.read().map_err(code), Err("parameter_malformed"));
        assert_eq!(verdict("maybe").map_err(code), Err("id_malformed"));
        assert_eq!(reason(Some("wrong_minutes")), (Some(Reason::WrongMinutes), ""));
        assert_eq!(reason(Some("看不清")), (Some(Reason::Other), "看不清"));
    }
}
