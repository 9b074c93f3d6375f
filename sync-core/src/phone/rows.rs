//! What hosts show: lists, standings and states as plain rows that serialise to the JSON of the
//! command line (design, section 13).

use super::Phone;
use super::check_in::CodeRow;
use super::covered::Covered;
use super::judged::{Judged, shards_of};
use super::posted::{Shown, ShownFrom};
use super::quarantine::QuarantineState;
use super::sides::{ObjectionRow, Side, objections, sides};
use super::state::{Chain, ChainId, Stuck};
use super::statement::PeriodRow;
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::entry_id;
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::doc::Input;
use crate::doc::graph::plan;
use crate::id::{ItemId, MemberId, ObjectId};
use crate::model::facts::{Case, DecisionState, Evidence, Outcome};
use crate::model::rules::Label;
use crate::schema::key::Key;
use crate::schema::record::Record;
use crate::schema::value::Value;
use crate::sync::authority::{Reach, may_read};
use crate::time::{Cycle, Seconds};
use crate::wire::bytes::hex;
use serde::Serialize;
use std::collections::BTreeMap;

/// How far a claim has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Only on this phone.
    OnThisPhone,
    /// In the hub's log.
    Arrived,
    /// The hub waits for something else first.
    Waiting,
    /// Kept apart until a secretary adopts it.
    Quarantined,
    /// Refused by the hub.
    Rejected,
}

impl Delivery {
    /// The name used in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Delivery::OnThisPhone => "on_this_phone",
            Delivery::Arrived => "arrived",
            Delivery::Waiting => "waiting",
            Delivery::Quarantined => "quarantined",
            Delivery::Rejected => "rejected",
        }
    }
}

/// A claim's name: `MEMBER/KEY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimName {
    /// The member.
    pub member: MemberId,
    /// The fact.
    pub key: Key,
}

impl std::str::FromStr for ClaimName {
    type Err = Code;

    fn from_str(text: &str) -> Result<ClaimName, Code> {
        let (member, key) = text.split_once('/').ok_or(Code::IdMalformed)?;
        Ok(ClaimName { member: member.parse()?, key: key.parse()? })
    }
}

impl std::fmt::Display for ClaimName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.member, self.key)
    }
}

/// One fact of a member.
#[derive(Clone, Debug, Serialize)]
pub struct ClaimRow {
    /// `MEMBER/KEY`.
    pub claim: String,
    /// The member.
    pub member: MemberId,
    /// The key.
    pub key: String,
    /// attendance, study, activity or unlisted.
    pub kind: &'static str,
    /// The activity's day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<crate::time::Day>,
    /// The training's titles, Chinese and Tibetan.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub titles: Option<[Box<str>; 2]>,
    /// The rules item of an activity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub item: Option<ItemId>,
    /// The minutes that were claimed, where they are not simply the training's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// How far it has come.
    pub delivery: Delivery,
    /// What became of it.
    pub decision: &'static str,
    /// open, posted, objected or answered.
    pub posting: &'static str,
    /// What it adds, in tenths, after caps.
    pub points_tenths: i32,
    /// Its round.
    pub round: u32,
    /// What supports it.
    pub evidence: Vec<&'static str>,
    /// The check-in code that was recorded with it, and what is known about that here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<CodeRow>,
    /// What stands against what.
    pub conflict: Option<&'static str>,
    /// Why it was returned or rejected.
    pub reason: Option<&'static str>,
    /// The note of the claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Box<str>>,
    /// Who said what, where it is disputed or was claimed in different ways.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sides: Vec<Side>,
    /// What the member objects, and what was answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub objections: Vec<ObjectionRow>,
}

/// A member's standing.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct StandingRow {
    /// The member.
    pub member: MemberId,
    /// The rules year.
    pub cycle: Cycle,
    /// Base points before the base cap.
    pub base_tenths: i32,
    /// Base points after it.
    pub base_counted_tenths: i32,
    /// Additions.
    pub bonus_tenths: i32,
    /// Deductions, zero or negative.
    pub deduct_tenths: i32,
    /// The total.
    pub total_tenths: i32,
    /// Stars.
    pub stars: u8,
    /// Minutes learnt.
    pub minutes: u32,
    /// True where branch and township both set the total to zero.
    pub vetoed: bool,
    /// Minutes asked for, where the rules say.
    pub target_minutes: Option<u32>,
    /// Facts per state; they add up to all.
    pub counts: BTreeMap<&'static str, u32>,
    /// What the organisation calls this figure, where the rules say, such as 先锋指数.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Hash of the rules and the data it was computed from.
    pub basis: String,
    /// True where this app is too old for the year: the hub computes it by a newer version, or
    /// people wrote entries of newer kinds. The numbers are then those of the last statement.
    pub needs_newer_app: bool,
    /// Where the numbers come from: fold (all that counts), statement (of the period below), or
    /// nothing (no statement of the year can be computed here, and all numbers are 0).
    pub shown_from: &'static str,
    /// The period of the statement that is shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<PeriodRow>,
}

/// One line of an explanation.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
pub struct LineRow {
    /// What it is about: the key of a claim, of an adjustment, or of the marked training.
    pub key: String,
    /// claim, absence, late, hours or adjustment.
    pub kind: &'static str,
    /// The rules item.
    pub item: ItemId,
    /// The activity's day.
    pub day: crate::time::Day,
    /// What it is worth under the rules of its day.
    pub value_tenths: i32,
    /// What is left of that under its item's cap.
    pub counted_tenths: i32,
    /// Why it is less: item_cap, unknown_item, outside_cycle, no_rules or outside_membership.
    pub cut_by: Option<&'static str>,
}

/// How a phone is.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
pub struct Status {
    /// Records not confirmed by the hub. What was said to the notice is none.
    pub outbox: u32,
    /// Entries that the hub or this phone cannot take in yet.
    pub waiting: u32,
    /// Entries that the hub refused.
    pub rejected: u32,
    /// Entries kept apart.
    pub quarantined: u32,
    /// Own facts that nobody decided yet.
    pub awaiting_decision: u32,
    /// True where the hub's log covers everything here.
    pub synced: bool,
    /// When the hub last confirmed that, in seconds.
    pub last_confirmed_at: Option<u64>,
    /// Entries that this device signed and that its store no longer has.
    pub missing: u32,
    /// Records of the store that do not check out.
    pub damaged: u32,
    /// Entries from other phones that are checked when connected; part of `waiting`.
    pub unchecked: u32,
    /// Phones of the member that were added after this one and that nobody has said to know.
    pub devices_added: u32,
}

/// Counts of entries that the hub has not confirmed.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Outbox {
    pub(super) entries: u32,
    pub(super) waiting: u32,
    pub(super) rejected: u32,
}

/// A training.
#[derive(Clone, Debug, Serialize)]
pub struct TrainingRow {
    /// Its id.
    pub training: ObjectId,
    /// Its kind.
    pub kind: &'static str,
    /// Chinese title.
    pub title_zh: Box<str>,
    /// Tibetan title.
    pub title_bo: Box<str>,
    /// When it begins.
    pub start: String,
    /// How long.
    pub minutes: u32,
    /// True once cancelled.
    pub cancelled: bool,
}

impl Phone {
    /// How the phone is.
    #[must_use]
    pub fn status(&self) -> Status {
        let outbox = self.outbox();
        Status {
            outbox: outbox.entries.saturating_sub(self.unsent_answers()),
            waiting: outbox.waiting + self.held_up(),
            rejected: outbox.rejected,
            quarantined: self.own_quarantined(),
            awaiting_decision: self.awaiting_decision(),
            synced: outbox.entries == 0 && self.confirmed_at.is_some(),
            last_confirmed_at: self.confirmed_at.map(|at| at.0),
            missing: self.missing(),
            damaged: self.damaged,
            unchecked: self.carried_waiting(),
            devices_added: self.devices_added(),
        }
    }

    /// What the hub has not confirmed, without looking at any document.
    pub(super) fn outbox(&self) -> Outbox {
        let parked = self.parked.values().map(|changeset| u32::from(changeset.count));
        let waiting = parked.sum::<u32>() + self.carried_waiting();
        let mut outbox = Outbox { waiting, ..Outbox::default() };
        for ((document, _), chain) in &self.chains {
            if !self.offers(document) {
                continue;
            }
            let open = chain.last_seq().saturating_sub(chain.confirmed);
            outbox.entries += open;
            if chain.stuck.is_some() {
                outbox.rejected += open;
            } else if chain.waiting.is_some() {
                outbox.waiting += open;
            }
        }
        outbox
    }

    /// Entries that take the place of one which is still on another phone. They are shown as
    /// waiting and change nothing until that one is here.
    fn held_up(&self) -> u32 {
        let mut inputs: BTreeMap<&DocumentId, Vec<Input<'_>>> = BTreeMap::new();
        let me = self.subject();
        // What this device wrote in a role that it lost is kept, without what it replaced.
        let read = self.chains.iter().filter(|((document, _), _)| {
            may_read(&me, document, Reach::above(document.branch != me.branch))
                || self.hosts(document)
        });
        for ((document, _), chain) in read {
            let entries = chain.entries().map(|(_, hash, entry)| Input {
                id: entry_id(hash),
                key: &entry.key,
                value: &entry.value,
                replaces: &entry.replaces,
                counting: true,
            });
            inputs.entry(document).or_default().extend(entries);
        }
        let waiting = inputs.into_values().map(|entries| plan(entries).waiting.len());
        waiting.sum::<usize>() as u32
    }

    fn awaiting_decision(&self) -> u32 {
        let rows = self.member_rows(&self.me.member);
        rows.iter().filter(|row| row.decision == DecisionState::Pending.name()).count() as u32
    }

    /// All facts that this phone may see, by member and key.
    #[must_use]
    pub fn list(&self) -> Vec<ClaimRow> {
        let members = self.members();
        let mut rows: Vec<ClaimRow> =
            members.iter().flat_map(|member| self.member_rows(member)).collect();
        self.check_codes(&mut rows);
        rows
    }

    /// Facts of others that ask for a decision: pending and disputed ones.
    #[must_use]
    pub fn queue(&self) -> Vec<ClaimRow> {
        let open = [DecisionState::Pending.name(), DecisionState::Disputed.name()];
        let rows = self.list().into_iter();
        rows.filter(|row| row.member != self.me.member && open.contains(&row.decision)).collect()
    }

    /// The facts of one member, over all rules years.
    #[must_use]
    pub fn member_rows(&self, member: &MemberId) -> Vec<ClaimRow> {
        let years = self.rules_years(member).into_iter();
        years.filter_map(|cycle| self.year_rows(member, cycle).ok()).flatten().collect()
    }

    /// What became of each fact is shown as far as it is known here; points only as the standing
    /// has them.
    fn year_rows(&self, member: &MemberId, cycle: Cycle) -> Result<Vec<ClaimRow>, Code> {
        let shown = self.shown(member, cycle)?;
        match shown.from {
            ShownFrom::Fold => Ok(self.rows(&shown.judged, &shown.judged)),
            _ => Ok(self.rows(&self.judged(member, cycle)?, &shown.judged)),
        }
    }

    fn rows(&self, judged: &Judged, counted: &Judged) -> Vec<ClaimRow> {
        let claims = judged.facts.iter().map(|fact| {
            let points = counted.points_of(&fact.case.key);
            self.row(&fact.document, &fact.case, &fact.outcome, points)
        });
        let absences = judged.absences.iter().map(|(document, case)| {
            let outcome = Outcome {
                decision: DecisionState::Approved,
                round: 1,
                conflict: None,
                evidence: vec![Evidence::Roll],
                reason: None,
                posting: case.posting(),
                proposed: false,
                counted: None,
            };
            let points = counted.points_of_absence(&case.key);
            ClaimRow { kind: "absence", ..self.row(document, case, &outcome, points) }
        });
        claims.chain(absences).collect()
    }

    fn row(&self, document: &DocumentId, case: &Case, outcome: &Outcome, points: i32) -> ClaimRow {
        let name = ClaimName { member: case.member.clone(), key: case.key.clone() };
        // Of two claims both stay readable, also once one of them was chosen.
        let shown = outcome.conflict.is_some() || case.claimed_differently();
        ClaimRow {
            claim: name.to_string(),
            member: case.member.clone(),
            key: case.key.to_string(),
            kind: match case.key {
                Key::Study { .. } => "study",
                Key::Activity(_) => "activity",
                Key::Unlisted { .. } => "unlisted",
                _ => "attendance",
            },
            day: case.day(),
            titles: case.training.as_ref().map(|one| [one.title_zh.clone(), one.title_bo.clone()]),
            item: case.claim().and_then(|said| said.value.item.clone()),
            minutes: case.claim().and_then(|said| said.value.minutes),
            delivery: self.delivery(document, case),
            decision: outcome.decision.name(),
            posting: outcome.posting.name(),
            points_tenths: points,
            round: outcome.round,
            evidence: outcome.evidence.iter().map(|one| one.name()).collect(),
            code: case.claim().and_then(|said| said.value.code).map(CodeRow::unchecked),
            conflict: outcome.conflict.map(|conflict| conflict.name()),
            reason: outcome.reason.map(|reason| reason.name()),
            note: case.claim().and_then(|said| said.note.clone()),
            sides: if shown { sides(case) } else { Vec::new() },
            objections: objections(case),
        }
    }

    /// How far the newest claim of a case has come; of a case without a claim, the newest mark.
    fn delivery(&self, document: &DocumentId, case: &Case) -> Delivery {
        let records: Vec<Record> = case.keys.iter().filter_map(|key| key.record().ok()).collect();
        let claimed = [DocumentKind::Claims, DocumentKind::Roll].into_iter().find_map(|kind| {
            let chains: Vec<Delivery> = self
                .claim_chains(&document.sibling(kind))
                .filter_map(|(id, chain)| {
                    let about =
                        chain.entries().filter(|(_, _, entry)| records.contains(&entry.key));
                    about.last().map(|(seq, _, _)| self.chain_delivery(id, chain, seq))
                })
                .collect();
            (!chains.is_empty()).then_some(chains)
        });
        let open = claimed.into_iter().flatten().find(|one| *one != Delivery::Arrived);
        open.unwrap_or(Delivery::Arrived)
    }

    fn chain_delivery(&self, (document, actor): &ChainId, chain: &Chain, seq: u32) -> Delivery {
        let name = chain.hash_at(seq).map(|hash| entry_id(&hash));
        let adopted = || {
            let states = self.adoptions(document, None).unwrap_or_default();
            name.is_some_and(|name| states.get(&name) == Some(&QuarantineState::Adopted))
        };
        let above = seq > self.free_seq(document, *actor, chain) && !adopted();
        let told = self.trust.lock(&document.branch, actor.serial).is_none();
        let apart = above || told && chain.apart.is_some_and(|first| seq >= first);
        match (&chain.stuck, chain.waiting) {
            _ if apart => Delivery::Quarantined,
            _ if seq <= chain.confirmed => Delivery::Arrived,
            (Some(Stuck::Forked(_) | Stuck::Refused(_)), _) => Delivery::Rejected,
            (None, Some(_)) => Delivery::Waiting,
            (None, None) => Delivery::OnThisPhone,
        }
    }

    /// The standing of a member in a rules year.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn standing(&self, member: &MemberId, cycle: Cycle) -> Result<StandingRow, Code> {
        let Shown { judged, from, covered } = self.shown(member, cycle)?;
        let mut counts: BTreeMap<&'static str, u32> =
            DecisionState::ALL.into_iter().map(|state| (state.name(), 0)).collect();
        for fact in &judged.facts {
            *counts.entry(fact.outcome.decision.name()).or_default() += 1;
        }
        let spells = self.spells(member);
        let last = spells.iter().rfind(|spell| spell.overlaps(cycle)).or(spells.last());
        let rules = last.and_then(|spell| spell.rules);
        let in_force = rules.and_then(|rules| rules.opening_version(cycle));
        let role = self.role_of(member).name();
        let (standing, vetoed) = (judged.standing, judged.vetoed);
        Ok(StandingRow {
            member: member.clone(),
            cycle,
            base_tenths: standing.base_tenths,
            base_counted_tenths: standing.base_counted_tenths,
            bonus_tenths: standing.bonus_tenths,
            deduct_tenths: standing.deduct_tenths,
            total_tenths: standing.total_tenths,
            stars: standing.stars,
            minutes: standing.minutes,
            vetoed,
            target_minutes: in_force.and_then(|rules| rules.target_minutes(role)),
            counts,
            label: in_force.and_then(|rules| rules.label.clone()),
            basis: self.basis(member, cycle, covered.as_ref()),
            needs_newer_app: from != ShownFrom::Fold,
            shown_from: from.name(),
            statement: from.period(),
        })
    }

    /// Why a standing is what it is: each fact, the rules item, what it is worth and what a cap
    /// left of it. The counted amounts add up to the standing before the base cap.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn explain(&self, member: &MemberId, cycle: Cycle) -> Result<Vec<LineRow>, Code> {
        Ok(self.shown(member, cycle)?.judged.explained())
    }

    /// A member's role in the branch, as far as this phone knows it.
    pub(super) fn role_of(&self, member: &MemberId) -> Role {
        let certificates = self.trust.certificates.iter();
        let valid = certificates.filter(|((branch, serial), _)| {
            self.trust.lock(branch, *serial).is_none_or(|lock| lock.left().is_some())
        });
        let mut known = valid.map(|(_, one)| one).filter(|one| one.member == *member);
        known.next_back().map_or(Role::Member, |certificate| certificate.role)
    }

    /// Tells "computed from other data" from "computed differently": the rules, the member's times
    /// and the ends of all chains that a standing depends on.
    fn basis(&self, member: &MemberId, cycle: Cycle, covered: Option<&Covered>) -> String {
        let mut bytes = Vec::new();
        let spells = self.spells(member);
        let branches = self.branches_of(member);
        let years = shards_of(&spells, cycle);
        let then: Vec<_> = spells.into_iter().filter(|spell| spell.overlaps(cycle)).collect();
        for hash in self.rules_hashes(&then, cycle) {
            bytes.extend_from_slice(&hash.0);
        }
        for time in then.iter().filter_map(|spell| spell.time) {
            bytes.extend_from_slice(time.branch.as_str().as_bytes());
            bytes.extend_from_slice(&time.from.0.to_be_bytes());
            let record = Value::Membership(time.membership.clone()).record();
            bytes.extend(record.map(|record| record.to_bytes()).unwrap_or_default());
        }
        let relevant = self.chains.iter().filter(|((document, _), _)| {
            let about = document.member.as_ref() == Some(member) && document.kind.has_cycle();
            let planned = document.kind == DocumentKind::Calendar;
            let here = planned && branches.contains(&&document.branch);
            years.contains(&document.cycle) && (about || here)
        });
        for ((document, actor), chain) in relevant {
            bytes.extend_from_slice(&document.to_bytes());
            bytes.extend_from_slice(actor.to_string().as_bytes());
            let tip = match covered {
                Some(covered) => chain.hash_at(covered.last_seq(&(document.clone(), *actor))),
                None => chain.tip().map(|(_, tip)| tip),
            };
            bytes.extend_from_slice(&tip.unwrap_or_default().0);
        }
        hex(&Hash::of("drokpa/basis/1", &[&bytes]).prefix::<8>())
    }

    /// The branch's trainings in the order of their start.
    #[must_use]
    pub fn trainings(&self) -> Vec<TrainingRow> {
        let years: Vec<Cycle> = self.cycles().into_iter().collect();
        let branches = self.branches().into_iter();
        let planned = branches.filter_map(|branch| self.view_of(branch).planned(&years).ok());
        let mut trainings: Vec<_> = planned.flat_map(|planned| planned.trainings).collect();
        trainings.sort_by_key(|(id, training)| (training.start, *id));
        trainings
            .into_iter()
            .map(|(id, training)| TrainingRow {
                training: id,
                kind: training.kind.name(),
                start: training.start.seconds().rfc3339(),
                minutes: training.minutes,
                cancelled: training.cancelled,
                title_zh: training.title_zh,
                title_bo: training.title_bo,
            })
            .collect()
    }

    /// The rules year of a moment, under the rules of the phone's own member.
    #[must_use]
    pub fn cycle_at(&self, now: Seconds) -> Cycle {
        now.day().cycle(self.rules().map_or(1, |rules| rules.start_month()))
    }
}
