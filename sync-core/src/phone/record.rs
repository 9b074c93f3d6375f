//! What a person can do on a phone. Every call checks its input first, so that nothing is signed
//! which another replica would have to refuse.

use super::{Batch, Draft, Phone};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::{Entry, EntryId, Note, REPLACES_MAX};
use crate::code::Code;
use crate::id::{CourseId, ItemId, MemberId, ObjectId};
use crate::model::kind::TrainingKind;
use crate::schema::key::Key;
use crate::schema::record::Record;
use crate::schema::text::{self, normal};
use crate::schema::value::{Claim, Value};
use crate::sync::check_in::CODES;
use crate::time::{Day, Minute, Seconds};
use std::collections::BTreeSet;

/// Longest activity that can be claimed, in minutes.
pub const MINUTES_MAX: u32 = 24 * 60;
/// Longest training, in minutes over all its days.
pub const TRAINING_MINUTES_MAX: u32 = 31 * 24 * 60;
/// Largest amount that one decision may grant, in tenths of a point.
pub const TENTHS_MAX: i32 = 10_000;
/// A recorded day may lie at most this far ahead of the latest that today may be.
pub const DAYS_AHEAD_MAX: u32 = 400;

/// A new claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewClaim {
    /// I was at this training.
    Attendance {
        /// Which one.
        training: ObjectId,
        /// Minutes, where they are not the training's.
        minutes: Option<u32>,
        /// A check-in code.
        code: Option<u32>,
    },
    /// I was at a training that this phone cannot name.
    Unlisted {
        /// Its kind.
        kind: TrainingKind,
        /// When.
        day: Day,
        /// Minutes.
        minutes: Option<u32>,
    },
    /// I studied alone.
    Study {
        /// What.
        course: CourseId,
        /// When.
        day: Day,
        /// How long.
        minutes: u32,
    },
    /// I did something that the rules know as an item.
    Activity {
        /// Which item.
        item: ItemId,
        /// When.
        day: Day,
    },
}

/// A recorded entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The member it is about.
    pub member: MemberId,
    /// The fact.
    pub key: Key,
    /// False where an equal record was there already: a second tap records nothing.
    pub new: bool,
}

impl Phone {
    /// Records a claim of the phone's own member.
    ///
    /// # Errors
    /// [`Code::ConsentNeeded`] before [`Phone::answer_notice`] was called with consent;
    /// [`Code::StoreFailed`]; [`Code::TrainingUnknown`], [`Code::MinutesRange`],
    /// [`Code::DayRange`], [`Code::ItemUnknown`], text codes; [`Code::IdMalformed`] for a check-in
    /// code of more than six digits; [`Code::StateWrong`] where another
    /// record of the same fact stands, which `resubmit` changes.
    pub fn record(
        &mut self,
        at: Seconds,
        claim: &NewClaim,
        note: &str,
    ) -> Result<(Recorded, Batch), Code> {
        self.ready()?;
        self.needs_consent()?;
        let mut draft = Draft::default();
        let recorded = self.record_in(&mut draft, at, claim, note)?;
        Ok((recorded, self.batch(draft)))
    }

    pub(super) fn record_in(
        &mut self,
        draft: &mut Draft,
        at: Seconds,
        claim: &NewClaim,
        note: &str,
    ) -> Result<Recorded, Code> {
        let (recorded, new) = self.new_record(draft, at, claim, note)?;
        if let Some((document, entry)) = new {
            self.append(draft, &document, vec![entry])?;
        }
        Ok(recorded)
    }

    /// What a record would be: checked, and not appended yet. No entry where an equal one stands.
    pub(super) fn new_record(
        &mut self,
        draft: &mut Draft,
        at: Seconds,
        claim: &NewClaim,
        note: &str,
    ) -> Result<(Recorded, Option<(DocumentId, Entry)>), Code> {
        let note = new_note(note)?;
        let (key, day, value) = self.claim_parts(draft, at, claim)?;
        let member = self.me.member.clone();
        let document = self.document(DocumentKind::Claims, &member, day);
        let record = key.record()?;
        let live = self.live(&document)?;
        let standing: Vec<_> = live.of(&record).collect();
        if let Some(held) = standing.first() {
            let same = held.entry.value == Value::Claim(value).record()?
                && held.entry.note.text() == note.text();
            if !same {
                return Err(Code::StateWrong);
            }
            return Ok((Recorded { member, key, new: false }, None));
        }
        if self.said_last(&document, &record, (&Value::Claim(value.clone()).record()?, note.text()))
        {
            return Ok((Recorded { member, key, new: false }, None));
        }
        let entry = entry(at, &key, &Value::Claim(value), Vec::new(), note)?;
        Ok((Recorded { member, key, new: true }, Some((document, entry))))
    }

    /// True where the last that this device said under a key, though it does not count, is just
    /// this: a second tap on a phone that was revoked records no more than one on any other.
    fn said_last(
        &self,
        document: &DocumentId,
        key: &Record,
        (value, note): (&Record, Option<&str>),
    ) -> bool {
        let last = self.own_entries(document).filter(|(_, entry)| entry.key == *key).last();
        last.is_some_and(|(_, entry)| entry.value == *value && entry.note.text() == note)
    }

    pub(super) fn claim_parts(
        &mut self,
        draft: &mut Draft,
        at: Seconds,
        claim: &NewClaim,
    ) -> Result<(Key, Day, Claim), Code> {
        let plain = Claim::plain();
        let (key, day, value) = match claim {
            NewClaim::Attendance { training, minutes, code } => {
                let known = self.training(training).ok_or(Code::TrainingUnknown)?;
                check_code(*code)?;
                let value = Claim { minutes: *minutes, code: *code, ..plain };
                (Key::Attendance(*training), known.day(), value)
            }
            NewClaim::Unlisted { kind, day, minutes } => {
                let value = Claim { minutes: *minutes, ..plain };
                (Key::Unlisted { kind: *kind, day: *day }, *day, value)
            }
            NewClaim::Study { course, day, minutes } => {
                let value = Claim { minutes: Some(*minutes), ..plain };
                (Key::Study { course: course.clone(), day: *day }, *day, value)
            }
            NewClaim::Activity { item, day } => {
                let rules = self.rules();
                let in_force = rules.and_then(|rules| rules.in_force(*day));
                if in_force.is_some_and(|rules| rules.item(item).is_none()) {
                    return Err(Code::ItemUnknown);
                }
                check_day(self.latest(at), *day)?;
                let key = Key::Activity(self.next_id(draft));
                (key, *day, Claim { day: Some(*day), item: Some(item.clone()), ..plain })
            }
        };
        check_day(self.latest(at), day)?;
        check_minutes(value.minutes)?;
        Ok((key, day, value))
    }

    /// Takes a claim back.
    ///
    /// # Errors
    /// [`Code::ClaimUnknown`], or [`Code::StateWrong`] where it is withdrawn already.
    pub fn withdraw(&mut self, at: Seconds, key: &Key) -> Result<Batch, Code> {
        self.change_claim(at, key, "", |claim| {
            if claim.withdrawn {
                Err(Code::StateWrong)
            } else {
                Ok(Claim { withdrawn: true, ..claim })
            }
        })
    }

    /// Offers a changed claim in a new round: earlier decisions no longer apply.
    ///
    /// # Errors
    /// [`Code::ClaimUnknown`], [`Code::MinutesRange`] or text codes; [`Code::ConsentNeeded`] where
    /// consent was taken back since.
    pub fn resubmit(
        &mut self,
        at: Seconds,
        key: &Key,
        minutes: Option<u32>,
        note: &str,
    ) -> Result<Batch, Code> {
        self.needs_consent()?;
        check_minutes(minutes)?;
        self.change_claim(at, key, note, |claim| {
            let round = claim.round.checked_add(1).ok_or(Code::StateWrong)?;
            Ok(Claim { withdrawn: false, round, minutes: minutes.or(claim.minutes), ..claim })
        })
    }

    pub(super) fn change_claim(
        &mut self,
        at: Seconds,
        key: &Key,
        note: &str,
        change: impl FnOnce(Claim) -> Result<Claim, Code>,
    ) -> Result<Batch, Code> {
        self.ready()?;
        let note = new_note(note)?;
        let (document, key) = self.own_claim(key)?;
        let record = key.record()?;
        let live = self.live(&document)?;
        let held: Vec<_> = live.of(&record).collect();
        let claims = held.iter().filter_map(|held| match Value::read(&held.entry.value) {
            Ok(Some(Value::Claim(claim))) => Some(claim),
            _ => None,
        });
        let current = claims.max_by_key(|claim| claim.round).ok_or(Code::ClaimUnknown)?;
        let replaces = replaced(held.iter().map(|held| held.id));
        let entry = entry(at, &key, &Value::Claim(change(current)?), replaces, note)?;
        let mut draft = Draft::default();
        self.append(&mut draft, &document, vec![entry])?;
        Ok(self.batch(draft))
    }

    /// The document and key of the member's own claim about a fact. Of trainings that are one it
    /// may lie under another key than the one that is shown.
    fn own_claim(&self, key: &Key) -> Result<(DocumentId, Key), Code> {
        let member = self.me.member.clone();
        for year in self.cycles() {
            let document =
                DocumentId::of_member(DocumentKind::Claims, &self.me.branch, &member, year);
            let live = self.live(&document)?;
            for key in self.view(None).planned(&[year])?.class(key) {
                if live.of(&key.record()?).next().is_some() {
                    return Ok((document, key));
                }
            }
        }
        Err(Code::ClaimUnknown)
    }

    /// The latest that it may be now. A clock that fell back by years must not keep anybody from
    /// recording today: what the hub said last, and how far the clock was off then, count too.
    pub(super) fn latest(&self, at: Seconds) -> Seconds {
        let corrected = Seconds(at.0.saturating_add_signed(self.clock_offset));
        at.max(corrected).max(self.confirmed_at.unwrap_or_default())
    }

    pub(super) fn needs(&self, roles: &[Role]) -> Result<(), Code> {
        if roles.contains(&self.me.role) { Ok(()) } else { Err(Code::RoleNeeded) }
    }

    /// The document of a fact: by the calendar year of its day, which needs no rules, so that
    /// every phone puts one fact into one document whatever it knows.
    pub(super) fn document(&self, kind: DocumentKind, member: &MemberId, day: Day) -> DocumentId {
        let home = self.me.role != Role::TownshipReviewer;
        let branch = if home { &self.me.branch } else { self.branch_on(member, day) };
        DocumentId::of_member(kind, branch, member, day.cycle(1))
    }
}

pub(super) fn entry(
    at: Seconds,
    key: &Key,
    value: &Value,
    replaces: Vec<EntryId>,
    note: Note,
) -> Result<Entry, Code> {
    let recorded_at: Minute = at.minute();
    Ok(Entry { recorded_at, key: key.record()?, value: value.record()?, replaces, note })
}

/// The live values that a new entry takes the place of. Above the limit the rest stays live and
/// visible, and the next entry can replace it.
pub(super) fn replaced(ids: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    let sorted: BTreeSet<EntryId> = ids.collect();
    sorted.into_iter().take(REPLACES_MAX).collect()
}

pub(super) fn new_note(text: &str) -> Result<Note, Code> {
    let text = normal(text, text::NOTE)?;
    // The salt depends on the entry's number and is set when the entry gets one.
    Ok(if text.is_empty() { Note::None } else { Note::Text { salt: [0; 16], text } })
}

pub(super) fn check_minutes(minutes: Option<u32>) -> Result<(), Code> {
    match minutes {
        Some(minutes) if !(1..=MINUTES_MAX).contains(&minutes) => Err(Code::MinutesRange),
        _ => Ok(()),
    }
}

pub(super) fn check_code(code: Option<u32>) -> Result<(), Code> {
    if code.is_none_or(|code| code < CODES) { Ok(()) } else { Err(Code::IdMalformed) }
}

pub(super) fn check_day(at: Seconds, day: Day) -> Result<(), Code> {
    let latest = at.day().0.saturating_add(DAYS_AHEAD_MAX);
    let earliest = Day::from_date(2000, 1, 1).unwrap_or_default();
    if day >= earliest && day.0 <= latest { Ok(()) } else { Err(Code::DayRange) }
}
