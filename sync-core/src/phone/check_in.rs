//! A training's codes on phones: a secretary's phone keeps their secret and shows them, and tells
//! of each recorded code whether it was shown during the training. What it tells is evidence for
//! people, and takes part in no judgement.

use super::record::{check_code, entry};
use super::transfer::{Export, Selection};
use super::{Batch, ClaimRow, Draft, Phone};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::Note;
use crate::code::Code;
use crate::id::{BranchId, MemberId, ObjectId};
use crate::schema::key::Key;
use crate::schema::value::{Training, Value};
use crate::sync::check_in::{Card, Checked, check, code_at, digits, window};
use crate::time::Seconds;
use serde::Serialize;
use std::collections::BTreeMap;

/// A recorded code, and what is known about it here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CodeRow {
    /// The six digits.
    pub code: String,
    /// confirmed, outside (its window), wrong, or unchecked where this phone cannot check.
    pub state: &'static str,
    /// From when on it was shown, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shown_at: Option<String>,
    /// Others who recorded the same code for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same_code: Vec<MemberId>,
}

/// A training's code as it is shown now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShownCode {
    /// The training.
    pub training: ObjectId,
    /// The six digits that stand now, for whoever has no camera.
    pub code: String,
    /// True where codes of now are taken as shown during the training.
    pub in_window: bool,
    /// What the QR code says.
    #[serde(skip)]
    pub content: Vec<u8>,
}

impl CodeRow {
    pub(super) fn unchecked(code: u32) -> CodeRow {
        let code = digits(code);
        CodeRow { code, state: "unchecked", shown_at: None, same_code: Vec::new() }
    }
}

/// The secrets and plans of a branch, gathered once for many rows.
struct Office {
    secrets: BTreeMap<ObjectId, Vec<[u8; 16]>>,
    planned: super::cases::Planned,
    checked: BTreeMap<(String, String), Checked>,
}

impl Phone {
    /// Makes sure that a training has a secret for its codes. It lies in the document that only
    /// secretaries read.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`].
    pub fn prepare_codes(&mut self, at: Seconds, training: &ObjectId) -> Result<Batch, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        let day = self.training(training).ok_or(Code::TrainingUnknown)?.day();
        let mut draft = Draft::default();
        if self.secrets(&self.me.branch).contains_key(training) {
            return Ok(self.batch(draft));
        }
        let ObjectId { serial, generation, counter } = *training;
        let parts = [serial.0, generation, counter, self.mark.generation].map(u32::to_be_bytes);
        let secret = self.pair.derived("drokpa/check-in-secret/1", &[parts.as_flattened()]);
        let document = DocumentId::of_cycle(DocumentKind::Office, &self.me.branch, day.cycle(1));
        let (key, value) = (Key::CheckIn(*training), Value::CheckIn(secret));
        let entry = entry(at, &key, &value, Vec::new(), Note::None)?;
        self.append(&mut draft, &document, vec![entry])?;
        Ok(self.batch(draft))
    }

    /// What to show at the door now: the training as the calendar has it, signed, so that a phone
    /// which never heard of it can record, and the code of these minutes.
    ///
    /// # Errors
    /// [`Code::RoleNeeded`], [`Code::TrainingUnknown`]; [`Code::StateWrong`] before
    /// [`Phone::prepare_codes`] was persisted; [`Code::TransferTooLarge`].
    pub fn shown_code(&self, now: Seconds, id: &ObjectId) -> Result<ShownCode, Code> {
        self.ready()?;
        self.needs(&[Role::Secretary])?;
        let training = self.training(id).ok_or(Code::TrainingUnknown)?;
        let secrets = self.secrets(&self.me.branch);
        let secret = secrets.get(id).and_then(|secrets| secrets.first()).ok_or(Code::StateWrong)?;
        let at = Seconds(now.0.saturating_add_signed(self.clock_offset)).minute();
        let code = code_at(secret, at);
        let export = Export {
            selection: Selection::Training(*id),
            to: None,
            certificates: true,
            rules: false,
        };
        let pack = self.export(&export)?.content;
        let (first, last) = window(&training);
        Ok(ShownCode {
            training: *id,
            code: digits(code),
            in_window: (first..=last).contains(&at),
            content: Card { training: *id, code, pack }.to_bytes(),
        })
    }

    /// The live secrets of a branch's trainings, in one order on every phone.
    fn secrets(&self, branch: &BranchId) -> BTreeMap<ObjectId, Vec<[u8; 16]>> {
        let mut secrets: BTreeMap<ObjectId, Vec<[u8; 16]>> = BTreeMap::new();
        let offices =
            self.chains.keys().map(|(document, _)| document).filter(|document| {
                document.kind == DocumentKind::Office && document.branch == *branch
            });
        let mut offices: Vec<&DocumentId> = offices.collect();
        offices.dedup();
        for live in offices.into_iter().filter_map(|office| self.live(office).ok()) {
            for record in live.keys() {
                let Ok(Some(Key::CheckIn(id))) = Key::read(record) else { continue };
                let known = secrets.entry(id).or_default();
                known.extend(live.of(record).filter_map(|held| {
                    match Value::read(&held.entry.value) {
                        Ok(Some(Value::CheckIn(secret))) => Some(secret),
                        _ => None,
                    }
                }));
            }
        }
        secrets
    }

    /// Tells of each row's code what it is. On a phone that has no secrets they stay unchecked.
    pub(super) fn check_codes(&self, rows: &mut [ClaimRow]) {
        if rows.iter().all(|row| row.code.is_none()) {
            return;
        }
        self.name_same_codes(rows);
        if self.me.role != Role::Secretary {
            return;
        }
        let years: Vec<_> = self.cycles().into_iter().collect();
        let Ok(planned) = self.view_of(&self.me.branch).planned(&years) else { return };
        let secrets = self.secrets(&self.me.branch);
        let mut office = Office { secrets, planned, checked: BTreeMap::new() };
        for row in rows {
            let Some(code) = &mut row.code else { continue };
            if let Some(checked) = office.check(&row.key, &code.code) {
                code.state = checked.name();
                code.shown_at = checked.shown_at().map(|at| at.seconds().rfc3339());
            }
        }
    }

    fn name_same_codes(&self, rows: &mut [ClaimRow]) {
        let mut by_code: BTreeMap<(String, String), Vec<MemberId>> = BTreeMap::new();
        for row in rows.iter() {
            if let Some(code) = &row.code {
                let place = (row.key.clone(), code.code.clone());
                by_code.entry(place).or_default().push(row.member.clone());
            }
        }
        for row in rows {
            if let Some(code) = &mut row.code {
                let all = by_code.get(&(row.key.clone(), code.code.clone()));
                let others = all.into_iter().flatten().filter(|member| **member != row.member);
                code.same_code = others.cloned().collect();
            }
        }
    }

    /// Adds the code to a claim that was recorded without it: a new round, as every change is.
    ///
    /// # Errors
    /// As [`Phone::resubmit`]; [`Code::IdMalformed`] for what is no code.
    pub fn add_code(&mut self, at: Seconds, key: &Key, code: u32) -> Result<Batch, Code> {
        check_code(Some(code))?;
        self.change_claim(at, key, "", |claim| {
            let round = claim.round.checked_add(1).ok_or(Code::StateWrong)?;
            Ok(crate::schema::value::Claim { withdrawn: false, round, code: Some(code), ..claim })
        })
    }
}

impl Office {
    /// What a code of an attendance is; `None` where its training has no secret here.
    fn check(&mut self, key: &str, code: &str) -> Option<Checked> {
        let place = (key.to_owned(), code.to_owned());
        if let Some(checked) = self.checked.get(&place) {
            return Some(*checked);
        }
        let class = self.planned.class(&key.parse().ok()?);
        let training: Training = self.planned.training_of(&class)?.clone();
        let ids = class.iter().filter_map(|key| match key {
            Key::Attendance(id) => Some(id),
            _ => None,
        });
        let secrets: Vec<[u8; 16]> =
            ids.filter_map(|id| self.secrets.get(id)).flatten().copied().collect();
        if secrets.is_empty() {
            return None;
        }
        let checked = check(&secrets, code.parse().ok()?, &training);
        self.checked.insert(place, checked);
        Some(checked)
    }
}
