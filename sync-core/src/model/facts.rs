//! From what people said about one fact to what becomes of it: the written rule of conflicts
//! (design, section 7), from live values only. Pure: no order of arrival, no clock.

mod judge;
pub mod ledger;
#[cfg(test)]
mod tests;

use crate::id::{ItemId, MemberId};
use crate::schema::key::Key;
use crate::schema::value::{Attestation, Claim, Decision, Grant, Mark, Reason, Training};
use crate::time::{Day, Minute};

/// One live value and who said it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// Who.
    pub by: MemberId,
    /// The first 8 bytes of its entry's name.
    pub name: [u8; 8],
    /// True where a township reviewer said it.
    pub township: bool,
    /// When, by their device's clock.
    pub recorded_at: Minute,
    /// The note, where there is one.
    pub note: Option<Box<str>>,
    /// Distinguishes values that differ in their note alone.
    pub fingerprint: [u8; 8],
    /// What.
    pub value: T,
}

impl<T> Said<T> {
    /// The same, saying something else.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Said<U> {
        Said {
            by: self.by,
            name: self.name,
            township: self.township,
            recorded_at: self.recorded_at,
            note: self.note,
            fingerprint: self.fingerprint,
            value: change(self.value),
        }
    }
}

/// How something is claimed: claims with one wording are one, whoever's phone they are on.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wording {
    /// The content.
    pub claim: Claim,
    /// Stands for the note.
    pub fingerprint: [u8; 8],
}

impl Said<Claim> {
    /// What makes this claim another one than its neighbour.
    #[must_use]
    pub fn wording(&self) -> Wording {
        Wording { claim: self.value.clone(), fingerprint: self.fingerprint }
    }
}

/// A decision with what it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// What was decided.
    pub decision: Decision,
    /// About which of the claims; `None` where nobody claimed and it is about a roll mark.
    pub about: Option<Wording>,
}

/// Everything live about one fact of one member. Trainings that are one by an alias are one fact.
#[derive(Clone, Debug)]
pub struct Case {
    /// The member it is about.
    pub member: MemberId,
    /// The fact; of several trainings that are one, the smallest.
    pub key: Key,
    /// All keys that are this fact, in order; `key` is one of them.
    pub keys: Vec<Key>,
    /// The member's own claims.
    pub claims: Vec<Said<Claim>>,
    /// Claims that others entered for the member.
    pub entered: Vec<Said<Claim>>,
    /// Roll marks.
    pub marks: Vec<Said<Mark>>,
    /// What host branches attest.
    pub attested: Vec<Said<Attestation>>,
    /// Decisions that are about the claim as it stands now (digest and round agree).
    pub decisions: Vec<Said<Decided>>,
    /// The training, where the calendar has it.
    pub training: Option<Training>,
    /// True where the training was edited in parallel; one of the edits is shown.
    pub parallel_edits: bool,
    /// The member's objections.
    pub objections: Vec<Said<Objection>>,
    /// Answers to objections.
    pub answers: Vec<Said<Answer>>,
    /// True where a close has posted it.
    pub posted: bool,
    /// True where something about it waits in quarantine.
    pub quarantined: bool,
}

/// An objection as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The first 8 bytes of its entry's name, which an answer refers to.
    pub name: [u8; 8],
    /// True where the township is asked.
    pub escalated: bool,
}

/// An answer as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The objection that it answers.
    pub objection: [u8; 8],
    /// True where the objection was right.
    pub upheld: bool,
}

/// Where a fact is in the course of posting and objecting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Posting {
    /// Not posted yet.
    Open,
    /// On a posted list.
    Posted,
    /// The member objects, and nobody has answered.
    Objected,
    /// The last objection was answered.
    Answered,
}

impl Posting {
    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Posting::Open => "open",
            Posting::Posted => "posted",
            Posting::Objected => "objected",
            Posting::Answered => "answered",
        }
    }
}

/// What became of a fact. On every replica these add up to all facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DecisionState {
    /// Nobody has decided yet.
    Pending,
    /// It counts.
    Approved,
    /// Sent back to the member.
    Returned,
    /// It does not count.
    Rejected,
    /// Two answers stand against each other; it counts nothing until settled.
    Disputed,
    /// The member took it back.
    Withdrawn,
}

impl DecisionState {
    /// All states.
    pub const ALL: [DecisionState; 6] = [
        DecisionState::Pending,
        DecisionState::Approved,
        DecisionState::Returned,
        DecisionState::Rejected,
        DecisionState::Disputed,
        DecisionState::Withdrawn,
    ];

    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            DecisionState::Pending => "pending",
            DecisionState::Approved => "approved",
            DecisionState::Returned => "returned",
            DecisionState::Rejected => "rejected",
            DecisionState::Disputed => "disputed",
            DecisionState::Withdrawn => "withdrawn",
        }
    }
}

/// What stands against what. Both sides stay visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Conflict {
    /// Two different roll marks.
    TwoMarks,
    /// Two different decisions.
    TwoDecisions,
    /// The roll and the decision contradict each other.
    RollAgainstDecision,
    /// Two phones of the member claim it differently.
    TwoClaims,
    /// Township and branch decided differently; the township's stands.
    TownshipOverBranch,
    /// The training was edited in parallel; one edit is shown, both are kept.
    ParallelEdits,
    /// The only decision or mark is the member's own: a proposal until another repeats it.
    OwnRecord,
}

impl Conflict {
    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Conflict::TwoMarks => "two_marks",
            Conflict::TwoDecisions => "two_decisions",
            Conflict::RollAgainstDecision => "roll_against_decision",
            Conflict::TwoClaims => "two_claims",
            Conflict::TownshipOverBranch => "township_over_branch",
            Conflict::ParallelEdits => "parallel_edits",
            Conflict::OwnRecord => "own_record",
        }
    }
}

/// What supports a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Evidence {
    /// The member's own phone.
    Phone,
    /// The roll.
    Roll,
    /// Entered by another for the member.
    EnteredFor,
    /// A check-in code.
    Code,
    /// The host branch of a floating member.
    Host,
}

impl Evidence {
    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Evidence::Phone => "phone",
            Evidence::Roll => "roll",
            Evidence::EnteredFor => "entered_for",
            Evidence::Code => "code",
            Evidence::Host => "host",
        }
    }
}

/// What a fact is worth, where it counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The rules item.
    pub item: ItemId,
    /// The activity's day.
    pub day: Day,
    /// Minutes of training or study; `None` for what is not measured in time.
    pub minutes: Option<u32>,
    /// What a decision granted.
    pub grant: Option<Grant>,
}

impl Counted {
    /// The minutes that a decision granted instead of those claimed.
    #[must_use]
    pub const fn granted_minutes(&self) -> Option<u32> {
        match self.grant {
            Some(Grant::Minutes(minutes)) => Some(minutes),
            Some(Grant::Tenths(_)) | None => None,
        }
    }
}

/// The outcome of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// What became of it.
    pub decision: DecisionState,
    /// The round it is in.
    pub round: u32,
    /// What stands against what.
    pub conflict: Option<Conflict>,
    /// What supports it.
    pub evidence: Vec<Evidence>,
    /// Why it was returned or rejected.
    pub reason: Option<Reason>,
    /// Where it is in the course of posting and objecting.
    pub posting: Posting,
    /// True where only a proposal about oneself would make it count.
    pub proposed: bool,
    /// Set where and only where it counts.
    pub counted: Option<Counted>,
}

/// What the rules say about the case's item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemRule {
    /// True where a claim counts only once it was decided.
    pub needs_review: bool,
    /// Days after which a claim is late and asks for a decision in any case.
    pub late_days: Option<u32>,
}

/// True for the marks that say a member was there.
#[must_use]
pub const fn attended(mark: Mark) -> bool {
    matches!(mark, Mark::Present | Mark::Late)
}
