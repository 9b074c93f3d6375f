//! What a person can do on a phone. Every call checks its input first, so that nothing is signed
//! which another replica would have to refuse.

use super::desk::Desk;
use super::{Batch, Draft, Phone};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::{Entry, EntryId, NOTE_BYTES_MAX, Note, REPLACES_MAX};
use crate::code::Code;
use crate::id::{CourseId, ItemId, MemberId, ObjectId};
use crate::model::kind::TrainingKind;
use crate::schema::key::Key;
use crate::schema::text::{TITLE_BYTES_MAX, normal, normal_present};
use crate::schema::value::{Claim, Grant, Mark, Reason, Training, Value, Verdict};
use crate::time::{Day, Minute, Seconds};
use std::collections::BTreeSet;

/// Longest activity that can be claimed, in minutes.
pub const MINUTES_MAX: u32 = 24 * 60;
/// Longest training, in minutes over all its days.
pub const TRAINING_MINUTES_MAX: u32 = 31 * 24 * 60;
/// Largest amount that one decision may grant, in tenths of a point.
pub const TENTHS_MAX: i32 = 10_000;
/// A recorded day may lie at most this far ahead of the device's own day: its clock may be wrong,
/// its year hardly.
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

/// A new training.
#[derive(Clone, Debug)]
pub struct NewTraining {
    /// Its kind.
    pub kind: TrainingKind,
    /// Chinese title.
    pub title_zh: String,
    /// Tibetan title.
    pub title_bo: String,
    /// When it begins.
    pub start: Seconds,
    /// How long, over all days.
    pub minutes: u32,
    /// Over how many days.
    pub days: u32,
    /// The rules item, where it is not the kind's own.
    pub item: Option<ItemId>,
}

/// A new decision.
#[derive(Clone, Debug)]
pub struct NewDecision {
    /// About whom.
    pub member: MemberId,
    /// About which fact.
    pub key: Key,
    /// What.
    pub verdict: Verdict,
    /// What it grants.
    pub grant: Option<Grant>,
    /// Why.
    pub reason: Option<Reason>,
    /// In words.
    pub note: String,
}

impl Phone {
    /// Records a claim of the phone's own member.
    ///
    /// # Errors
    /// [`Code::StoreFailed`]; [`Code::TrainingUnknown`], [`Code::MinutesRange`],
    /// [`Code::DayRange`], [`Code::ItemUnknown`], text codes; [`Code::StateWrong`] where another
    /// record of the same fact stands, which `resubmit` changes.
    pub fn record(
        &mut self,
        at: Seconds,
        claim: &NewClaim,
        note: &str,
    ) -> Result<(Recorded, Batch), Code> {
        self.ready()?;
        let mut draft = Draft::default();
        let note = new_note(note)?;
        let (key, day, value) = self.claim_parts(&mut draft, at, claim)?;
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
            return Ok((Recorded { member, key, new: false }, self.batch(draft)));
        }
        let entry = entry(at, &key, &Value::Claim(value), Vec::new(), note)?;
        self.append(&mut draft, &document, vec![entry])?;
        Ok((Recorded { member, key, new: true }, self.batch(draft)))
    }

    fn claim_parts(
        &mut self,
        draft: &mut Draft,
        at: Seconds,
        claim: &NewClaim,
    ) -> Result<(Key, Day, Claim), Code> {
        let plain = Claim::plain();
        let (key, day, value) = match claim {
            NewClaim::Attendance { training, minutes, code } => {
                let known = self.training(training).ok_or(Code::TrainingUnknown)?;
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
                let in_force = rules.as_ref().and_then(|rules| rules.in_force(*day));
                if in_force.is_some_and(|rules| rules.item(item).is_none()) {
                    return Err(Code::ItemUnknown);
                }
                check_day(at, *day)?;
                let key = Key::Activity(self.next_id(draft));
                (key, *day, Claim { day: Some(*day), item: Some(item.clone()), ..plain })
            }
        };
        check_day(at, day)?;
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
    /// [`Code::ClaimUnknown`], [`Code::MinutesRange`] or text codes.
    pub fn resubmit(
        &mut self,
        at: Seconds,
        key: &Key,
        minutes: Option<u32>,
        note: &str,
    ) -> Result<Batch, Code> {
        check_minutes(minutes)?;
        self.change_claim(at, key, note, |claim| {
            let round = claim.round.checked_add(1).ok_or(Code::StateWrong)?;
            Ok(Claim { withdrawn: false, round, minutes: minutes.or(claim.minutes), ..claim })
        })
    }

    fn change_claim(
        &mut self,
        at: Seconds,
        key: &Key,
        note: &str,
        change: impl FnOnce(Claim) -> Result<Claim, Code>,
    ) -> Result<Batch, Code> {
        self.ready()?;
        let note = new_note(note)?;
        let member = self.me.member.clone();
        let document = self.document_of(&member, key).ok_or(Code::ClaimUnknown)?;
        let live = self.live(&document)?;
        let record = key.record()?;
        let held: Vec<_> = live.of(&record).collect();
        let claims = held.iter().filter_map(|held| match Value::read(&held.entry.value) {
            Ok(Some(Value::Claim(claim))) => Some(claim),
            _ => None,
        });
        let current = claims.max_by_key(|claim| claim.round).ok_or(Code::ClaimUnknown)?;
        let replaces = replaced(held.iter().map(|held| held.id));
        let entry = entry(at, key, &Value::Claim(change(current)?), replaces, note)?;
        let mut draft = Draft::default();
        self.append(&mut draft, &document, vec![entry])?;
        Ok(self.batch(draft))
    }

    /// Puts a training into the branch's calendar.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TextMissing`] and other text codes, [`Code::MinutesRange`].
    pub fn create_training(
        &mut self,
        at: Seconds,
        new: &NewTraining,
    ) -> Result<(ObjectId, Batch), Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        let training = Training {
            kind: new.kind,
            start: new.start.minute(),
            minutes: new.minutes,
            days: new.days,
            cancelled: false,
            title_zh: normal_present(&new.title_zh, TITLE_BYTES_MAX)?,
            title_bo: normal_present(&new.title_bo, TITLE_BYTES_MAX)?,
            item: new.item.clone(),
        };
        if !(1..=TRAINING_MINUTES_MAX).contains(&new.minutes) || !(1..=31).contains(&new.days) {
            return Err(Code::MinutesRange);
        }
        check_day(at, training.day())?;
        let mut draft = Draft::default();
        let id = self.next_id(&mut draft);
        let cycle = training.day().cycle(1);
        let document = DocumentId::of_cycle(DocumentKind::Calendar, &self.me.branch, cycle);
        let entry = entry(at, &Key::Training(id), &Value::Training(training), vec![], Note::None)?;
        self.append(&mut draft, &document, vec![entry])?;
        Ok((id, self.batch(draft)))
    }

    /// Cancels a training. Decisions that had not seen this no longer count.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`], or [`Code::StateWrong`] if it is cancelled.
    pub fn cancel_training(&mut self, at: Seconds, id: &ObjectId) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        let training = self.training(id).ok_or(Code::TrainingUnknown)?;
        if training.cancelled {
            return Err(Code::StateWrong);
        }
        let cycle = training.day().cycle(1);
        let document = DocumentId::of_cycle(DocumentKind::Calendar, &self.me.branch, cycle);
        let key = Key::Training(*id);
        let replaces = replaced(self.live(&document)?.of(&key.record()?).map(|held| held.id));
        let value = Value::Training(Training { cancelled: true, ..training });
        let entry = entry(at, &key, &value, replaces, Note::None)?;
        let mut draft = Draft::default();
        self.append(&mut draft, &document, vec![entry])?;
        Ok(self.batch(draft))
    }

    /// Calls the roll of a training: one mark per member. A mark that stands already is not
    /// written again; another one is replaced.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`], [`Code::MemberTwice`],
    /// [`Code::MemberUnknown`] for somebody who is not of the branch.
    pub fn call_roll(
        &mut self,
        at: Seconds,
        training: &ObjectId,
        marks: &[(MemberId, Mark)],
    ) -> Result<(u32, Batch), Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::RollKeeper])?;
        let day = self.training(training).ok_or(Code::TrainingUnknown)?.day();
        let members: BTreeSet<MemberId> = self.members().into_iter().collect();
        let mut seen = BTreeSet::new();
        for (member, _) in marks {
            if !seen.insert(member) {
                return Err(Code::MemberTwice);
            }
            if !members.contains(member) {
                return Err(Code::MemberUnknown);
            }
        }
        let key = Key::Attendance(*training);
        let record = key.record()?;
        let mut draft = Draft::default();
        let mut written = 0;
        for (member, mark) in marks {
            let document = self.document(DocumentKind::Roll, member, day);
            let value = Value::Mark(*mark);
            let wanted = value.record()?;
            let live = self.live(&document)?;
            // Claims entered for the member stand under the same key and are left alone.
            let held: Vec<_> = live
                .of(&record)
                .filter(|held| matches!(Value::read(&held.entry.value), Ok(Some(Value::Mark(_)))))
                .collect();
            if held.len() == 1 && held.iter().all(|held| held.entry.value == wanted) {
                continue;
            }
            let replaces = replaced(held.iter().map(|held| held.id));
            let entry = entry(at, &key, &value, replaces, Note::None)?;
            self.append(&mut draft, &document, vec![entry])?;
            written += 1;
        }
        Ok((written, self.batch(draft)))
    }

    /// Decides claims. All decisions of one call share a salt, which keeps them small; each
    /// replaces every decision about its claim that this phone can see, so deciding again settles
    /// a dispute.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::ClaimUnknown`], [`Code::ReasonUnknown`] where a return or
    /// rejection has no reason, [`Code::PointsRange`], [`Code::MinutesRange`]; then nothing of
    /// the call is recorded.
    pub fn decide(&mut self, at: Seconds, decisions: &[NewDecision]) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::TownshipReviewer])?;
        let salt: [u8; 4] = {
            let signed = self.mark.signed.to_be_bytes();
            let generation = self.mark.generation.to_be_bytes();
            self.pair.derived("drokpa/decision-salt/1", &[&generation, &signed])
        };
        let mut prepared: Vec<(DocumentId, Entry)> = Vec::with_capacity(decisions.len());
        let mut desk = Desk::new(self);
        for new in decisions {
            prepared.extend(self.prepare_decision(&mut desk, at, new, salt)?);
        }
        drop(desk);
        // Entries of one document become one changeset.
        prepared.sort_by(|(left, _), (right, _)| left.cmp(right));
        let mut draft = Draft::default();
        let mut rest = prepared.into_iter().peekable();
        while let Some((document, first)) = rest.next() {
            let mut entries = vec![first];
            while let Some((_, entry)) = rest.next_if(|(next, _)| *next == document) {
                entries.push(entry);
            }
            self.append(&mut draft, &document, entries)?;
        }
        Ok(self.batch(draft))
    }

    fn prepare_decision(
        &self,
        desk: &mut Desk<'_>,
        at: Seconds,
        new: &NewDecision,
        salt: [u8; 4],
    ) -> Result<Vec<(DocumentId, Entry)>, Code> {
        if new.verdict != Verdict::Approve && new.reason.is_none() {
            return Err(Code::ReasonUnknown);
        }
        match new.grant {
            Some(Grant::Tenths(tenths)) if !(0..=TENTHS_MAX).contains(&tenths) => {
                return Err(Code::PointsRange);
            }
            Some(Grant::Minutes(minutes)) => check_minutes(Some(minutes))?,
            _ => {}
        }
        let note = new_note(&new.note)?;
        let claims = self.document_of(&new.member, &new.key).ok_or(Code::ClaimUnknown)?;
        let review = claims.sibling(DocumentKind::Review);
        desk.decisions(&claims, new, salt)?
            .into_iter()
            .map(|(key, decision, standing)| {
                let replaces = replaced(standing.into_iter());
                let value = Value::Decision(decision);
                Ok((review.clone(), entry(at, &key, &value, replaces, note.clone())?))
            })
            .collect()
    }

    fn needs(&self, roles: &[Role]) -> Result<(), Code> {
        if roles.contains(&self.me.role) { Ok(()) } else { Err(Code::RoleNeeded) }
    }

    /// The document of a fact: by the calendar year of its day, which needs no rules, so that
    /// every phone puts one fact into one document whatever it knows.
    pub(super) fn document(&self, kind: DocumentKind, member: &MemberId, day: Day) -> DocumentId {
        DocumentId::of_member(kind, &self.me.branch, member, day.cycle(1))
    }
}

fn entry(
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
fn replaced(ids: impl Iterator<Item = EntryId>) -> Vec<EntryId> {
    let sorted: BTreeSet<EntryId> = ids.collect();
    sorted.into_iter().take(REPLACES_MAX).collect()
}

fn new_note(text: &str) -> Result<Note, Code> {
    let text = normal(text, NOTE_BYTES_MAX)?;
    // The salt depends on the entry's number and is set when the entry gets one.
    Ok(if text.is_empty() { Note::None } else { Note::Text { salt: [0; 16], text } })
}

fn check_minutes(minutes: Option<u32>) -> Result<(), Code> {
    match minutes {
        Some(minutes) if !(1..=MINUTES_MAX).contains(&minutes) => Err(Code::MinutesRange),
        _ => Ok(()),
    }
}

fn check_day(at: Seconds, day: Day) -> Result<(), Code> {
    let latest = at.day().0.saturating_add(DAYS_AHEAD_MAX);
    let earliest = Day::from_date(2000, 1, 1).unwrap_or_default();
    if day >= earliest && day.0 <= latest { Ok(()) } else { Err(Code::DayRange) }
}
