//! What happens after the first record: claims entered for somebody, edits and aliases of
//! trainings, objections and answers, adjustments, vetoes.

use super::record::{TENTHS_MAX, TRAINING_MINUTES_MAX, check_day, entry, new_note, replaced};
use super::subjects::first_eight;
use super::{Batch, ClaimName, Draft, NewClaim, Phone, Recorded};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::Note;
use crate::code::Code;
use crate::id::{ItemId, MemberId, ObjectId};
use crate::model::kind::TrainingKind;
use crate::model::rules::ItemKind;
use crate::schema::key::Key;
use crate::schema::text::{TITLE, normal_present};
use crate::schema::value::{Adjustment, Training, Value};
use crate::time::{Day, Seconds};

/// What to change of a training; what is `None` stays.
#[derive(Clone, Debug, Default)]
pub struct TrainingEdit {
    /// Chinese title.
    pub title_zh: Option<String>,
    /// Tibetan title.
    pub title_bo: Option<String>,
    /// When it begins.
    pub start: Option<Seconds>,
    /// How long, over all days.
    pub minutes: Option<u32>,
    /// Over how many days.
    pub days: Option<u32>,
}

/// A new adjustment.
#[derive(Clone, Debug)]
pub struct NewAdjustment {
    /// Whose points.
    pub member: MemberId,
    /// For which day.
    pub day: Day,
    /// Under which item of the rules.
    pub item: ItemId,
    /// How much, in tenths; negative takes.
    pub tenths: i32,
    /// True where it is known not to be the same as another one of the day.
    pub separate: bool,
    /// In words.
    pub note: String,
}

impl Phone {
    /// Records a claim for a member who has no phone at hand: openly marked as entered by
    /// another. Only attendance and unlisted trainings can be entered.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::MemberUnknown`], [`Code::StateWrong`] for other kinds of
    /// claims, and those of [`Phone::record`].
    pub fn enter_for(
        &mut self,
        at: Seconds,
        member: &MemberId,
        claim: &NewClaim,
        note: &str,
    ) -> Result<(Recorded, Batch), Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::RollKeeper])?;
        if !self.members().contains(member) {
            return Err(Code::MemberUnknown);
        }
        if !matches!(claim, NewClaim::Attendance { .. } | NewClaim::Unlisted { .. }) {
            return Err(Code::StateWrong);
        }
        let note = new_note(note)?;
        let mut draft = Draft::default();
        let (key, day, value) = self.claim_parts(&mut draft, at, claim)?;
        let document = self.document(DocumentKind::Roll, member, day);
        let value = Value::Claim(value);
        let (record, wanted) = (key.record()?, value.record()?);
        let known = self.live(&document)?.of(&record).any(|held| held.entry.value == wanted);
        let recorded = Recorded { member: member.clone(), key: key.clone(), new: !known };
        if known {
            return Ok((recorded, self.batch(draft)));
        }
        let entry = entry(at, &key, &value, Vec::new(), note)?;
        self.append(&mut draft, &document, vec![entry])?;
        Ok((recorded, self.batch(draft)))
    }

    /// Changes a training. Decisions that had not seen a change of kind, time or length no longer
    /// count; a mended title re-opens nothing.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`], [`Code::MinutesRange`],
    /// [`Code::DayRange`] where it would move into another year, text codes.
    pub fn edit_training(
        &mut self,
        at: Seconds,
        id: &ObjectId,
        edit: &TrainingEdit,
    ) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        let old = self.training(id).ok_or(Code::TrainingUnknown)?;
        let text = |new: &Option<String>, old: &str| match new {
            Some(text) => normal_present(text, TITLE),
            None => Ok(old.into()),
        };
        let new = Training {
            title_zh: text(&edit.title_zh, &old.title_zh)?,
            title_bo: text(&edit.title_bo, &old.title_bo)?,
            start: edit.start.map_or(old.start, Seconds::minute),
            minutes: edit.minutes.unwrap_or(old.minutes),
            days: edit.days.unwrap_or(old.days),
            ..old.clone()
        };
        if !(1..=TRAINING_MINUTES_MAX).contains(&new.minutes) || !(1..=31).contains(&new.days) {
            return Err(Code::MinutesRange);
        }
        check_day(self.latest(at), new.day())?;
        if new.day().cycle(1) != old.day().cycle(1) {
            // Its document is that of its year: cancel it and plan another one.
            return Err(Code::DayRange);
        }
        self.write_calendar(at, new.day(), &Key::Training(*id), &Value::Training(new))
    }

    /// Says that two trainings are one, or takes that back. The roll, claims and decisions of both
    /// are then judged together.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`], [`Code::StateWrong`] for one training.
    pub fn alias(
        &mut self,
        at: Seconds,
        one: &ObjectId,
        two: &ObjectId,
        retract: bool,
    ) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        if one == two {
            return Err(Code::StateWrong);
        }
        let day = self.training(one).ok_or(Code::TrainingUnknown)?.day();
        self.training(two).ok_or(Code::TrainingUnknown)?;
        let value = Value::Alias { retracted: retract };
        self.write_calendar(at, day, &Key::Alias(*one, *two), &value)
    }

    /// Says that what members recorded as unlisted on a day was this training, or takes it back.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`].
    pub fn alias_unlisted(
        &mut self,
        at: Seconds,
        training: &ObjectId,
        (kind, day): (TrainingKind, Day),
        retract: bool,
    ) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        self.training(training).ok_or(Code::TrainingUnknown)?;
        let key = Key::UnlistedAlias { training: *training, kind, day };
        self.write_calendar(at, day, &key, &Value::Alias { retracted: retract })
    }

    pub(super) fn write_calendar(
        &mut self,
        at: Seconds,
        day: Day,
        key: &Key,
        value: &Value,
    ) -> Result<Batch, Code> {
        let branch = &self.me.branch;
        let document = DocumentId::of_cycle(DocumentKind::Calendar, branch, day.cycle(1));
        self.write_one(at, &document, (key, value), Note::None)
    }

    /// Writes one entry that takes the place of all live ones under its key.
    fn write_one(
        &mut self,
        at: Seconds,
        document: &DocumentId,
        (key, value): (&Key, &Value),
        note: Note,
    ) -> Result<Batch, Code> {
        let replaces = replaced(self.live(document)?.of(&key.record()?).map(|held| held.id));
        let entry = entry(at, key, value, replaces, note)?;
        let mut draft = Draft::default();
        self.append(&mut draft, document, vec![entry])?;
        Ok(self.batch(draft))
    }

    /// Objects to what became of a claim or mark of the phone's own member; `escalate` asks the
    /// township instead of the branch. Objecting again opens a new question.
    ///
    /// # Errors
    /// [`Code::ClaimUnknown`]; [`Code::TextMissing`] without words.
    pub fn object(
        &mut self,
        at: Seconds,
        key: &Key,
        words: &str,
        escalate: bool,
    ) -> Result<Batch, Code> {
        self.ready()?;
        let note = new_note(words)?;
        if note == Note::None {
            return Err(Code::TextMissing);
        }
        let member = self.me.member.clone();
        let document = self.document_of(&member, key).ok_or(Code::ClaimUnknown)?;
        let value = Value::Objection { withdrawn: false, escalated: escalate };
        let objection = Key::Objection(Box::new(key.clone()));
        self.write_one(at, &document, (&objection, &value), note)
    }

    /// Answers the objection that stands under a key. Whether points change is decided apart.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`]; [`Code::ClaimUnknown`] where nothing stands; [`Code::TextMissing`].
    pub fn answer(
        &mut self,
        at: Seconds,
        claim: &ClaimName,
        upheld: bool,
        words: &str,
    ) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::TownshipReviewer])?;
        let note = new_note(words)?;
        if note == Note::None {
            return Err(Code::TextMissing);
        }
        let claims = self.document_of(&claim.member, &claim.key).ok_or(Code::ClaimUnknown)?;
        let (key, objection) = self.open_objection(&claims, &claim.key)?;
        let value = Value::Answer { upheld, objection };
        let review = claims.sibling(DocumentKind::Review);
        let answer = Key::Answer(Box::new(key));
        self.write_one(at, &review, (&answer, &value), note)
    }

    /// The objection to answer: of several, also under the other keys of trainings that are one,
    /// the first that has no answer yet.
    fn open_objection(&self, claims: &DocumentId, key: &Key) -> Result<(Key, [u8; 8]), Code> {
        let class = self.view_of(&claims.branch).planned(&[claims.cycle])?.class(key);
        let (own, review) = (self.live(claims)?, self.live(&claims.sibling(DocumentKind::Review))?);
        let mut found = Vec::new();
        let mut answered = Vec::new();
        for key in class {
            let question = Key::Objection(Box::new(key.clone())).record()?;
            found.extend(own.of(&question).map(|held| (key.clone(), first_eight(held))));
            let answer = Key::Answer(Box::new(key)).record()?;
            answered.extend(review.of(&answer).filter_map(|held| {
                match Value::read(&held.entry.value) {
                    Ok(Some(Value::Answer { objection, .. })) => Some(objection),
                    _ => None,
                }
            }));
        }
        let open = found.iter().position(|(_, name)| !answered.contains(name));
        found.into_iter().nth(open.unwrap_or(0)).ok_or(Code::ClaimUnknown)
    }

    /// Adds or takes points without a claim. About oneself it is a proposal.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::MemberUnknown`], [`Code::ItemUnknown`],
    /// [`Code::PointsRange`] for nothing or too much, [`Code::DayRange`].
    pub fn adjust(&mut self, at: Seconds, new: &NewAdjustment) -> Result<(ObjectId, Batch), Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::TownshipReviewer])?;
        if new.tenths == 0 || new.tenths.unsigned_abs() > TENTHS_MAX.unsigned_abs() {
            return Err(Code::PointsRange);
        }
        if !self.members().contains(&new.member) {
            return Err(Code::MemberUnknown);
        }
        let spells = self.spells(&new.member);
        let then = spells.iter().rfind(|spell| spell.holds(new.day)).or(spells.last());
        let rules = then.and_then(|spell| spell.rules);
        let in_force = rules.and_then(|rules| rules.in_force(new.day));
        let item = in_force.and_then(|rules| rules.item(&new.item)).ok_or(Code::ItemUnknown)?;
        if (item.kind == ItemKind::Deduct) != (new.tenths < 0) {
            // Additions never take and deductions never give, so it would silently count nothing.
            return Err(Code::PointsRange);
        }
        check_day(self.latest(at), new.day)?;
        let note = new_note(&new.note)?;
        let mut draft = Draft::default();
        let id = self.next_id(&mut draft);
        let value = Value::Adjustment(Adjustment {
            day: new.day,
            item: new.item.clone(),
            tenths: new.tenths,
            separate: new.separate,
        });
        let document = self.document(DocumentKind::Review, &new.member, new.day);
        let entry = entry(at, &Key::Adjustment(id), &value, Vec::new(), note)?;
        self.append(&mut draft, &document, vec![entry])?;
        Ok((id, self.batch(draft)))
    }

    /// Confirms that an adjustment is not the same as another one of its day, or takes it back.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`]; [`Code::ClaimUnknown`] where there is no such adjustment.
    pub fn settle_adjustment(
        &mut self,
        at: Seconds,
        member: &MemberId,
        id: &ObjectId,
        keep: bool,
    ) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::TownshipReviewer])?;
        let key = Key::Adjustment(*id);
        let record = key.record()?;
        let branches = self.branches_of(member).into_iter();
        let places = branches
            .flat_map(|branch| self.cycles().into_iter().map(move |year| (branch.clone(), year)));
        for (branch, year) in places.collect::<Vec<_>>() {
            let review = DocumentId::of_member(DocumentKind::Review, &branch, member, year);
            let known = self.live(&review)?;
            let found =
                known.with_proposals(&record).into_iter().find_map(|held| {
                    match Value::read(&held.entry.value) {
                        Ok(Some(Value::Adjustment(one))) => Some(one),
                        _ => None,
                    }
                });
            if let Some(old) = found {
                let tenths = if keep { old.tenths } else { 0 };
                let value = Value::Adjustment(Adjustment { separate: keep, tenths, ..old });
                return self.write_one(at, &review, (&key, &value), Note::None);
            }
        }
        Err(Code::ClaimUnknown)
    }

    /// Says, or takes back, that a member's points of the rules year of a day are zero. It holds
    /// only once branch and township both say so, on whichever days of that year.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::MemberUnknown`]; [`Code::RulesUnknown`] where no rules say
    /// which year the day lies in; [`Code::DayRange`]; [`Code::TextMissing`] without words.
    pub fn veto(
        &mut self,
        at: Seconds,
        member: &MemberId,
        (day, withdraw): (Day, bool),
        words: &str,
    ) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary, Role::TownshipReviewer])?;
        if !self.members().contains(member) {
            return Err(Code::MemberUnknown);
        }
        let note = new_note(words)?;
        if note == Note::None {
            return Err(Code::TextMissing);
        }
        check_day(self.latest(at), day)?;
        let spells = self.spells(member);
        let then = spells.iter().rfind(|spell| spell.holds(day)).or(spells.last());
        let rules = then.and_then(|spell| spell.rules).ok_or(Code::RulesUnknown)?;
        let year = rules.cycle_of(day);
        let branch = match self.is_reviewers() {
            true => self.branch_on(member, day),
            false => &self.me.branch,
        };
        let document = DocumentId::of_member(DocumentKind::Review, branch, member, year);
        let key = Key::Veto(year);
        // Each side speaks for itself: only its own earlier word is replaced.
        let record = key.record()?;
        let live = self.live(&document)?;
        let own = live
            .of(&record)
            .filter(|held| self.is_townships(&document, held) == self.is_reviewers());
        let replaces = replaced(own.map(|held| held.id));
        let value = Value::Veto { withdrawn: withdraw };
        let entry = entry(at, &key, &value, replaces, note)?;
        let mut draft = Draft::default();
        self.append(&mut draft, &document, vec![entry])?;
        Ok(self.batch(draft))
    }

    /// Claims that a roll mark or a check-in supports and that wait for a decision: what "approve
    /// all confirmed" approves. Disputed ones are never among them.
    #[must_use]
    pub fn confirmed_queue(&self) -> Vec<super::ClaimRow> {
        let cancelled = |row: &super::ClaimRow| match row.key.parse() {
            Ok(Key::Attendance(id)) => self.training(&id).is_none_or(|one| one.cancelled),
            _ => false,
        };
        let confirmed = |row: &super::ClaimRow| {
            row.conflict.is_none()
                && row.decision == "pending"
                && (row.evidence.iter().any(|one| matches!(*one, "roll" | "entered_for"))
                    || row.code.as_ref().is_some_and(|code| code.state == "confirmed"))
                && !cancelled(row)
        };
        self.queue().into_iter().filter(confirmed).collect()
    }
}
