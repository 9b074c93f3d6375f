// The nine kinds of trainings, in the order of `TrainingKind` in the core; a test compares them
// with the messages.

export const KINDS = [
  "topic_training",
  "on_site_visit",
  "phone_learning",
  "live_lecture",
  "away_training",
  "branch_meeting",
  "theme_day",
  "performance",
  "volunteering",
] as const;
