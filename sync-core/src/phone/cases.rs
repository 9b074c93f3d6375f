//! From entries to cases: everything that stands about each fact of a member, gathered from the
//! claims, roll and review documents. Trainings that are one by an alias become one case.

use super::covered::Covered;
use super::state::ChainId;
use super::subjects::{Candidate, Decidable, fingerprint, first_eight, standing};
use super::{Held, LiveDocument, Phone};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::code::Code;
use crate::id::{BranchId, MemberId, ObjectId, Serial};
use crate::model::facts::ledger::vetoed;
use crate::model::facts::{self, Case, Said};
use crate::schema::key::Key;
use crate::schema::record::Record;
use crate::schema::value::{Adjustment, Training, Value};
use crate::time::Cycle;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A branch's plans of a cycle.
#[derive(Clone, Debug, Default)]
pub(super) struct Planned {
    /// Trainings as they are shown.
    pub(super) trainings: BTreeMap<ObjectId, Training>,
    /// Trainings with parallel edits.
    pub(super) parallel: BTreeSet<ObjectId>,
    /// Keys that are not the smallest of their class, with the one that stands for it.
    stands_for: BTreeMap<Key, Key>,
    /// What the live closes cover, as they say it; read only for who asks.
    closes: Vec<Vec<Arc<[u8]>>>,
}

impl Planned {
    /// The key that stands for this one.
    pub(super) fn representative(&self, key: &Key) -> Key {
        self.stands_for.get(key).unwrap_or(key).clone()
    }

    /// All keys that are one fact with this one, itself included, in order.
    pub(super) fn class(&self, key: &Key) -> Vec<Key> {
        let head = self.representative(key);
        let others = self.stands_for.iter().filter(|(_, of)| **of == head);
        let mut class: Vec<Key> = others.map(|(key, _)| key.clone()).collect();
        class.push(head);
        class.sort();
        class
    }

    /// As [`Planned::training`], without its id.
    pub(super) fn training_of(&self, class: &[Key]) -> Option<&Training> {
        self.training(class).map(|(_, training)| training)
    }

    /// The training of a class: the one that stands for it unless it is cancelled or unknown.
    fn training(&self, class: &[Key]) -> Option<(&ObjectId, &Training)> {
        let known = || {
            class.iter().filter_map(|key| match key {
                Key::Attendance(id) => self.trainings.get_key_value(id),
                _ => None,
            })
        };
        known().find(|(_, training)| !training.cancelled).or_else(|| known().next())
    }
}

/// A phone's entries, all of them or those that a close covers.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) phone: &'a Phone,
    pub(super) branch: &'a BranchId,
    covered: Option<&'a Covered>,
}

/// What stands beside the claims of a member.
#[derive(Debug, Default)]
pub(super) struct Beside {
    pub(super) adjustments: Vec<(ObjectId, Said<Adjustment>)>,
    pub(super) vetoes: Vec<(Cycle, Said<bool>)>,
}

impl Beside {
    /// True where branch and township both set the points of this rules year to zero.
    pub(super) fn vetoed(&self, member: &MemberId, cycle: Cycle) -> bool {
        let of_year = self.vetoes.iter().filter(|(year, _)| *year == cycle);
        let said: Vec<Said<bool>> = of_year.map(|(_, said)| said.clone()).collect();
        vetoed(member, &said)
    }
}

impl Phone {
    /// What the home branch's documents say.
    pub(super) const fn view<'a>(&'a self, covered: Option<&'a Covered>) -> View<'a> {
        View { phone: self, branch: &self.me.branch, covered }
    }

    /// What a branch's documents say; a reviewer of the township sees several.
    pub(super) const fn view_of<'a>(&'a self, branch: &'a BranchId) -> View<'a> {
        View { phone: self, branch, covered: None }
    }

    /// What of a branch's documents a close covers.
    pub(super) const fn view_within<'a>(
        &'a self,
        branch: &'a BranchId,
        covered: &'a Covered,
    ) -> View<'a> {
        View { phone: self, branch, covered: Some(covered) }
    }

    /// Everything said about the facts of a member in a calendar year.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn cases(&self, member: &MemberId, year: Cycle) -> Result<Vec<Case>, Code> {
        let mut all = Vec::new();
        for branch in self.branches_of(member) {
            let (cases, _) = self.view_of(branch).cases(member, &[year])?;
            all.extend(cases.into_iter().map(|(_, case)| case));
        }
        Ok(all)
    }
}

struct Gathering<'a> {
    member: &'a MemberId,
    planned: &'a Planned,
    posted: &'a Covered,
    cases: BTreeMap<Key, Gathered>,
}

/// A case in the making, with what its decisions could be about.
struct Gathered {
    document: DocumentId,
    case: Case,
    decidable: Vec<Decidable>,
    decisions: Vec<Candidate>,
}

impl Gathered {
    /// Keeps the decisions that are about what stands.
    fn settled(mut self) -> (DocumentId, Case) {
        let standing = standing(&self.decidable, matches!(self.case.key, Key::Study { .. }));
        for candidate in self.decisions {
            // Only a training's own key is decided with its schedule.
            let scheduled = matches!(Key::read(&candidate.key), Ok(Some(Key::Attendance(_))));
            let training = self.case.training.as_ref().filter(|_| scheduled);
            let posted = candidate.posted;
            if let Some(decided) = candidate.fitting(&standing, training) {
                self.case.posted &= posted;
                self.case.decisions.push(decided);
            }
        }
        (self.document, self.case)
    }
}

struct Documents<'a> {
    claims: DocumentId,
    own: LiveDocument<'a>,
    roll: LiveDocument<'a>,
    review: LiveDocument<'a>,
    /// One for each host branch.
    guest: Vec<(DocumentId, LiveDocument<'a>)>,
}

impl Documents<'_> {
    fn records(&self) -> BTreeSet<&Record> {
        let lists = [&self.own, &self.roll, &self.review].into_iter();
        let lists = lists.chain(self.guest.iter().map(|(_, live)| live));
        lists.flat_map(|live| live.keys().chain(live.quarantined_keys())).collect()
    }
}

impl<'a> View<'a> {
    /// The last entry of a chain that belongs to the view.
    pub(super) fn last_seq(&self, chain: &ChainId) -> u32 {
        self.covered.map_or(u32::MAX, |covered| covered.last_seq(chain))
    }

    pub(super) fn live(&self, document: &DocumentId) -> Result<LiveDocument<'a>, Code> {
        self.phone.live_within(document, self.covered)
    }

    /// The calendars of these years: trainings, and which of them are one.
    pub(super) fn planned(&self, years: &[Cycle]) -> Result<Planned, Code> {
        let mut planned = Planned::default();
        let mut edges: Vec<(Key, Key)> = Vec::new();
        for year in years {
            self.plan_year(*year, &mut planned, &mut edges)?;
        }
        planned.stands_for = classes(&edges);
        Ok(planned)
    }

    fn plan_year(
        &self,
        year: Cycle,
        planned: &mut Planned,
        edges: &mut Vec<(Key, Key)>,
    ) -> Result<(), Code> {
        let branch = self.branch;
        let document = DocumentId::of_cycle(DocumentKind::Calendar, branch, year);
        let live = self.phone.live_within(&document, self.covered)?;
        for record in live.keys() {
            let values =
                || live.of(record).filter_map(|held| Value::read(&held.entry.value).ok().flatten());
            let linked = || {
                let alias = |value| matches!(value, Value::Alias { retracted: false });
                values().any(alias)
            };
            match Key::read(record) {
                Ok(Some(Key::Training(id))) => {
                    let mut trainings = values().filter_map(|value| match value {
                        Value::Training(training) => Some(training),
                        _ => None,
                    });
                    if let Some(first) = trainings.next() {
                        if trainings.any(|other| other != first) {
                            planned.parallel.insert(id);
                        }
                        planned.trainings.insert(id, first);
                    }
                }
                Ok(Some(Key::Close(..))) => {
                    planned.closes.extend(values().filter_map(|value| match value {
                        Value::Close { tips, .. } => Some(tips),
                        _ => None,
                    }));
                }
                Ok(Some(Key::Alias(one, two))) if linked() => {
                    edges.push((Key::Attendance(one), Key::Attendance(two)));
                }
                Ok(Some(Key::UnlistedAlias { training, kind, day })) if linked() => {
                    edges.push((Key::Attendance(training), Key::Unlisted { kind, day }));
                }
                _ => {}
            }
        }
        if self.covered.is_none() {
            for (id, training) in self.phone.loose_of(branch, year) {
                planned.trainings.entry(id).or_insert_with(|| training.clone());
            }
        }
        Ok(())
    }

    fn documents(&self, member: &MemberId, cycle: Cycle) -> Result<Documents<'a>, Code> {
        let branch = self.branch;
        let claims = DocumentId::of_member(DocumentKind::Claims, branch, member, cycle);
        let live = |kind| self.phone.live_within(&claims.sibling(kind), self.covered);
        let guest = self.phone.guest_documents(&claims).into_iter();
        let guest = guest.map(|document| {
            self.phone.live_within(&document, self.covered).map(|live| (document, live))
        });
        Ok(Documents {
            guest: guest.collect::<Result<_, _>>()?,
            own: live(DocumentKind::Claims)?,
            roll: live(DocumentKind::Roll)?,
            review: live(DocumentKind::Review)?,
            claims,
        })
    }

    /// The cases of a member in these calendar years, each with the claims document that it was
    /// first found in, and what stands beside them. A training that was moved across New Year has
    /// entries in two documents; they are one case.
    pub(super) fn cases(
        &self,
        member: &MemberId,
        years: &[Cycle],
    ) -> Result<(Vec<(DocumentId, Case)>, Beside), Code> {
        let planned = self.planned(years)?;
        let mut posted = Covered::default();
        if self.covered.is_none() {
            planned.closes.iter().for_each(|tips| posted.add_of(self.branch, tips, member));
        }
        let (planned, posted, cases) = (&planned, &posted, BTreeMap::new());
        let mut gathering = Gathering { member, planned, posted, cases };
        let mut beside = Beside::default();
        for year in years {
            let documents = self.documents(member, *year)?;
            self.gather_facts(&mut gathering, &documents);
            self.gather_beside(&mut gathering, &mut beside, &documents);
        }
        Ok((gathering.cases.into_values().map(Gathered::settled).collect(), beside))
    }

    fn gather_facts(&self, gathering: &mut Gathering<'_>, documents: &Documents<'a>) {
        for record in documents.records() {
            let Ok(Some(key)) = Key::read(record) else { continue };
            if matches!(
                key,
                Key::Attendance(_) | Key::Study { .. } | Key::Activity(_) | Key::Unlisted { .. }
            ) {
                let Gathering { member, planned, posted, cases } = gathering;
                let head = planned.representative(&key);
                let gathered = cases.entry(head.clone()).or_insert_with(|| Gathered {
                    document: documents.claims.clone(),
                    case: new_case(member, &head, planned),
                    decidable: Vec::new(),
                    decisions: Vec::new(),
                });
                self.gather(gathered, documents, (record, posted));
            }
        }
    }

    fn gather_beside(
        &self,
        gathering: &mut Gathering<'_>,
        beside: &mut Beside,
        documents: &Documents<'a>,
    ) {
        for record in documents.records() {
            let said = documents.review.with_proposals(record).into_iter();
            let said = said.map(|held| (held, Value::read(&held.entry.value)));
            match Key::read(record) {
                Ok(Some(Key::Objection(of) | Key::Answer(of))) => {
                    let head = gathering.planned.representative(&of);
                    if let Some(gathered) = gathering.cases.get_mut(&head) {
                        self.gather_objections(&mut gathered.case, documents, record);
                    }
                }
                Ok(Some(Key::Adjustment(id))) => {
                    beside.adjustments.extend(said.filter_map(|(held, value)| match value {
                        Ok(Some(Value::Adjustment(one))) => Some((id, self.said(held, one))),
                        _ => None,
                    }));
                }
                Ok(Some(Key::Veto(year))) => {
                    beside.vetoes.extend(said.filter_map(|(held, value)| match value {
                        Ok(Some(Value::Veto { withdrawn })) => {
                            Some((year, self.said(held, withdrawn)))
                        }
                        _ => None,
                    }));
                }
                _ => {}
            }
        }
    }

    /// Adds what stands under one key to its case, which is posted while all of that is covered.
    fn gather(
        &self,
        gathered: &mut Gathered,
        documents: &Documents<'a>,
        (record, posted): (&Record, &Covered),
    ) {
        let is_posted = |kind, held: &Held<'_>| {
            posted.last_seq(&(documents.claims.sibling(kind), held.actor)) >= held.seq
        };
        let Gathered { case, decidable, decisions, .. } = gathered;
        for held in documents.own.of(record) {
            if let Ok(Some(Value::Claim(claim))) = Value::read(&held.entry.value) {
                decidable.push(Decidable::claim(0, &documents.claims, held, &claim));
                case.posted &= is_posted(DocumentKind::Claims, held);
                case.claims.push(self.said(held, claim));
            }
        }
        for held in documents.roll.with_proposals(record) {
            case.posted &= is_posted(DocumentKind::Roll, held);
            match Value::read(&held.entry.value) {
                Ok(Some(Value::Claim(claim))) => {
                    decidable.push(Decidable::claim(1, &documents.claims, held, &claim));
                    case.entered.push(self.said(held, claim));
                }
                Ok(Some(Value::Mark(mark))) => {
                    decidable.push(Decidable::mark(&documents.claims, held));
                    case.marks.push(self.said(held, mark));
                }
                _ => {}
            }
        }
        for (document, live) in &documents.guest {
            for held in live.with_proposals(record) {
                if let Ok(Some(Value::Attestation(one))) = Value::read(&held.entry.value) {
                    case.posted &= posted.last_seq(&(document.clone(), held.actor)) >= held.seq;
                    decidable.push(Decidable::attested(&documents.claims, held));
                    case.attested.push(self.said_in(document, held, one));
                }
            }
        }
        let apart = [&documents.own, &documents.roll].into_iter();
        let apart = apart.chain(documents.guest.iter().map(|(_, live)| live));
        case.quarantined |= apart.flat_map(|live| live.quarantined()).any(|held| {
            held.entry.key == *record && matches!(Value::read(&held.entry.value), Ok(Some(_)))
        });
        for held in documents.review.with_proposals(record) {
            if let Ok(Some(Value::Decision(one))) = Value::read(&held.entry.value) {
                decisions.push(Candidate {
                    key: record.clone(),
                    said: self.said(held, one),
                    posted: is_posted(DocumentKind::Review, held),
                });
            }
        }
    }

    fn gather_objections(&self, case: &mut Case, documents: &Documents<'a>, record: &Record) {
        for held in documents.own.of(record) {
            if let Ok(Some(Value::Objection { withdrawn: false, escalated })) =
                Value::read(&held.entry.value)
            {
                let name = first_eight(held);
                case.objections.push(self.said(held, facts::Objection { name, escalated }));
            }
        }
        for held in documents.review.of(record) {
            if let Ok(Some(Value::Answer { upheld, objection })) = Value::read(&held.entry.value) {
                case.answers.push(self.said(held, facts::Answer { objection, upheld }));
            }
        }
    }

    /// Who writes with a device. One whose certificate is not known here is named by its number
    /// and has no role: taken for the phone's own member, its word about that member would be
    /// dropped as a proposal about oneself.
    pub(super) fn author(&self, serial: Serial) -> (MemberId, Option<Role>) {
        self.author_in(&DocumentId::of_branch(DocumentKind::Registry, self.branch), serial)
    }

    /// As [`View::author`], in a document that hosts of another branch may write.
    pub(super) fn author_in(
        &self,
        document: &DocumentId,
        serial: Serial,
    ) -> (MemberId, Option<Role>) {
        let me = &self.phone.me;
        match self.phone.trust.certificate(document, serial) {
            Some(certificate) => (certificate.member.clone(), Some(certificate.role)),
            None if serial == me.serial => (me.member.clone(), Some(me.role)),
            None => {
                let named = MemberId::new(&format!("device-{serial}"));
                (named.unwrap_or_else(|_| me.member.clone()), None)
            }
        }
    }

    fn said<T>(&self, held: &Held<'_>, value: T) -> Said<T> {
        self.said_by(self.author(held.actor.serial), held, value)
    }

    fn said_in<T>(&self, document: &DocumentId, held: &Held<'_>, value: T) -> Said<T> {
        self.said_by(self.author_in(document, held.actor.serial), held, value)
    }

    fn said_by<T>(
        &self,
        (by, role): (MemberId, Option<Role>),
        held: &Held<'_>,
        value: T,
    ) -> Said<T> {
        Said {
            by,
            name: first_eight(held),
            township: role == Some(Role::TownshipReviewer),
            recorded_at: held.entry.recorded_at,
            note: held.entry.note.text().map(Into::into),
            fingerprint: fingerprint(held),
            value,
        }
    }
}

fn new_case(member: &MemberId, head: &Key, planned: &Planned) -> Case {
    let keys = planned.class(head);
    let training = planned.training(&keys);
    Case {
        member: member.clone(),
        key: head.clone(),
        parallel_edits: training.is_some_and(|(id, _)| planned.parallel.contains(id)),
        training: training.map(|(_, training)| training.clone()),
        keys,
        claims: Vec::new(),
        entered: Vec::new(),
        marks: Vec::new(),
        decisions: Vec::new(),
        objections: Vec::new(),
        answers: Vec::new(),
        posted: true,
        attested: Vec::new(),
        quarantined: false,
    }
}

/// The classes that edges without direction make: each key but the smallest, with the smallest.
/// A training is smaller than anything unlisted, so a class is always named by a training.
fn classes(edges: &[(Key, Key)]) -> BTreeMap<Key, Key> {
    let mut head_of: BTreeMap<Key, Key> = BTreeMap::new();
    for (one, two) in edges {
        let head = |key: &Key| head_of.get(key).unwrap_or(key).clone();
        let (left, right) = (head(one), head(two));
        let (low, high) = if left <= right { (left, right) } else { (right, left) };
        if low == high {
            continue;
        }
        for head in head_of.values_mut().filter(|head| **head == high) {
            *head = low.clone();
        }
        head_of.insert(high, low);
    }
    head_of
}
