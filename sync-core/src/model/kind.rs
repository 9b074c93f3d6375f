//! The nine kinds of training. Calendar entries and unlisted claims carry the number, people and
//! JSON see the name. Numbers are on the wire: never renumber, only append.

use crate::code::Code;
use serde::{Deserialize, Serialize};

/// What sort of training a calendar entry announces (design, section 10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrainingKind {
    /// 专题培训: a topic taught in a room.
    TopicTraining = 1,
    /// 实地观摩: a visit to a place where something can be seen.
    OnSiteVisit = 2,
    /// 掌上培训: learning on the phone at a set time.
    PhoneLearning = 3,
    /// 党课直播: a lecture followed as it is broadcast.
    LiveLecture = 4,
    /// 赴外培训: training away from home, often of several days.
    AwayTraining = 5,
    /// 三会一课: a meeting of the branch.
    BranchMeeting = 6,
    /// 主题党日: the monthly theme day.
    ThemeDay = 7,
    /// A touring education play or a similar performance.
    Performance = 8,
    /// 志愿服务: volunteering together.
    Volunteering = 9,
}

impl TrainingKind {
    /// Every kind, by number.
    pub const ALL: &'static [TrainingKind] = &[
        TrainingKind::TopicTraining,
        TrainingKind::OnSiteVisit,
        TrainingKind::PhoneLearning,
        TrainingKind::LiveLecture,
        TrainingKind::AwayTraining,
        TrainingKind::BranchMeeting,
        TrainingKind::ThemeDay,
        TrainingKind::Performance,
        TrainingKind::Volunteering,
    ];

    /// The number on the wire, 1 to 9.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The kind with this wire number; `None` for 0 and for kinds of a newer version.
    #[must_use]
    pub fn from_number(number: u8) -> Option<TrainingKind> {
        TrainingKind::ALL.iter().copied().find(|kind| kind.number() == number)
    }

    /// The name in JSON and on the command line, such as `topic_training`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            TrainingKind::TopicTraining => "topic_training",
            TrainingKind::OnSiteVisit => "on_site_visit",
            TrainingKind::PhoneLearning => "phone_learning",
            TrainingKind::LiveLecture => "live_lecture",
            TrainingKind::AwayTraining => "away_training",
            TrainingKind::BranchMeeting => "branch_meeting",
            TrainingKind::ThemeDay => "theme_day",
            TrainingKind::Performance => "performance",
            TrainingKind::Volunteering => "volunteering",
        }
    }

    /// Reads what [`TrainingKind::name`] writes.
    ///
    /// # Errors
    /// [`Code::KindUnknown`] for anything else.
    pub fn parse(name: &str) -> Result<TrainingKind, Code> {
        let found = TrainingKind::ALL.iter().copied().find(|kind| kind.name() == name);
        found.ok_or(Code::KindUnknown)
    }

    /// The rules item that attendance counts under where the training names none: the item ids
    /// of the example rules. Rules without that item give such a training no points.
    #[must_use]
    pub const fn default_item(self) -> &'static str {
        match self {
            TrainingKind::BranchMeeting => "meeting.three_one",
            TrainingKind::ThemeDay => "meeting.theme_day",
            TrainingKind::PhoneLearning => "study.phone",
            TrainingKind::Volunteering => "volunteer",
            TrainingKind::TopicTraining
            | TrainingKind::OnSiteVisit
            | TrainingKind::LiveLecture
            | TrainingKind::AwayTraining
            | TrainingKind::Performance => "study.collective",
        }
    }
}

impl std::fmt::Display for TrainingKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for TrainingKind {
    type Err = Code;

    fn from_str(name: &str) -> Result<Self, Code> {
        TrainingKind::parse(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names_are_reversible_and_the_same_in_json() {
        for (at, kind) in TrainingKind::ALL.iter().enumerate() {
            assert_eq!(usize::from(kind.number()), at + 1);
            assert_eq!(TrainingKind::from_number(kind.number()), Some(*kind));
            assert_eq!(TrainingKind::parse(kind.name()), Ok(*kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.name());
            let read: TrainingKind = serde_json::from_value(kind.name().into()).unwrap();
            assert_eq!(read, *kind);
        }
        assert_eq!(TrainingKind::from_number(0), None);
        assert_eq!(TrainingKind::from_number(10), None);
        assert_eq!(TrainingKind::parse("Theme_day"), Err(Code::KindUnknown));
    }

    #[test]
    fn every_kind_counts_under_an_item_of_the_example_rules() {
        let text = include_str!("../../../fixtures/org/rules_examples.json");
        let file: crate::model::rules::RulesFile = serde_json::from_str(text).unwrap();
        for kind in TrainingKind::ALL {
            let item = crate::id::ItemId::new(kind.default_item()).unwrap();
            assert!(file.rules[0].item(&item).is_some(), "{kind}");
        }
    }
}
