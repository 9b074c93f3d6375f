//! What a phone shows, computed from its entries each time: documents are rebuilt, the rule of
//! conflicts and the rules of points are applied, nothing is counted up and kept.

use super::state::Chain;
use super::{Phone, state::ChainId};
use crate::chain::certificate::Role;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::chain::entry::{Entry, EntryId, entry_id};
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::doc::{Document, Input, Waiting};
use crate::id::{Actor, MemberId, ObjectId};
use crate::model::facts::{Case, Said};
use crate::model::rules::{RuleSet, Rules, RulesFile};
use crate::schema::digest::{Subject, digest};
use crate::schema::key::{Key, PublicationKind};
use crate::schema::record::Record;
use crate::schema::value::{Decision, Training, Value};
use crate::time::Cycle;
use std::collections::{BTreeMap, BTreeSet};

/// A live entry with its place in its chain.
#[derive(Clone, Copy, Debug)]
pub struct Held<'a> {
    /// Its name.
    pub id: EntryId,
    /// Who wrote it.
    pub actor: Actor,
    /// Its number.
    pub seq: u32,
    /// What it says.
    pub entry: &'a Entry,
}

/// A rebuilt document with its entries at hand.
#[derive(Debug)]
pub struct LiveDocument<'a> {
    document: Document,
    entries: BTreeMap<EntryId, Held<'a>>,
}

impl<'a> LiveDocument<'a> {
    /// The live entries under a key, in the order of their names.
    pub fn of(&self, key: &Record) -> impl Iterator<Item = &Held<'a>> {
        self.document.live(key).iter().filter_map(|id| self.entries.get(id))
    }

    /// All keys with a live value.
    pub fn keys(&self) -> impl Iterator<Item = &Record> {
        self.document.keys().map(|(key, _)| key)
    }

    /// Entries that wait for others, and why.
    #[must_use]
    pub fn waiting(&self) -> &[(EntryId, Waiting)] {
        self.document.waiting()
    }
}

impl Phone {
    /// Rebuilds a document.
    ///
    /// # Errors
    /// [`Code::Internal`] as [`Document::build`].
    pub fn live(&self, document: &DocumentId) -> Result<LiveDocument<'_>, Code> {
        let mut entries = BTreeMap::new();
        for ((_, actor), chain) in self.chains_of(document) {
            for (seq, hash, entry) in chain.entries() {
                let id = entry_id(hash);
                entries.insert(id, Held { id, actor: *actor, seq, entry });
            }
        }
        let inputs = entries.values().map(|held| Input {
            id: held.id,
            key: &held.entry.key,
            value: &held.entry.value,
            replaces: &held.entry.replaces,
            counting: true,
        });
        let document = Document::build(inputs)?;
        Ok(LiveDocument { document, entries })
    }

    /// A document as Automerge bytes, for other programs that read Automerge. Outbound only:
    /// nothing reads such bytes back in.
    ///
    /// # Errors
    /// [`Code::Internal`] as [`Document::build`].
    pub fn automerge_bytes(&self, document: &DocumentId) -> Result<Vec<u8>, Code> {
        self.live(document).map(|mut live| live.document.save())
    }

    /// Values of the branch's registry and membership documents, in the order of writing.
    pub(super) fn registry_values(&self) -> impl Iterator<Item = (Key, Value)> {
        let hubs = self.chains.iter().filter(|((document, _), _)| {
            document.kind.is_hubs() && document.branch == self.me.branch
        });
        hubs.flat_map(|(_, chain)| chain.entries()).filter_map(|(_, _, entry)| {
            let key = Key::read(&entry.key).ok().flatten()?;
            let value = Value::read(&entry.value).ok().flatten()?;
            Some((key, value))
        })
    }

    /// The rules of the member's sector: those that name it, else those that name none; the set
    /// that was published first, in its versions.
    #[must_use]
    pub fn rules(&self) -> Option<RuleSet> {
        let mut sector = String::new();
        let mut order: Vec<Box<str>> = Vec::new();
        let mut versions: BTreeMap<Box<str>, BTreeMap<u32, Rules>> = BTreeMap::new();
        for (key, value) in self.registry_values() {
            match (key, value) {
                (Key::Membership(member), Value::Membership(membership))
                    if member == self.me.member =>
                {
                    sector = membership.sector.into();
                }
                (
                    Key::Publication(PublicationKind::Rules, id, version),
                    Value::Publication { hash, .. },
                ) => {
                    let body = self.publications.get(&hash);
                    let file: Option<RulesFile> =
                        body.and_then(|body| serde_json::from_slice(body).ok());
                    for rules in file.into_iter().flat_map(|file| file.rules) {
                        versions.entry(id.clone()).or_default().insert(version, rules);
                    }
                    if !order.contains(&id) {
                        order.push(id);
                    }
                }
                _ => {}
            }
        }
        let sets: Vec<RuleSet> = order
            .iter()
            .filter_map(|id| versions.remove(id))
            .filter_map(|versions| RuleSet::new(versions.into_values().collect()).ok())
            .collect();
        let of_sector = |set: &RuleSet, sector: Option<&str>| {
            set.versions().first().is_some_and(|rules| rules.sector.as_deref() == sector)
        };
        let exact = sets.iter().position(|set| of_sector(set, Some(&sector)));
        let place = exact.or_else(|| sets.iter().position(|set| of_sector(set, None)))?;
        sets.into_iter().nth(place)
    }

    /// The hashes of the rules that this phone computes with; part of a standing's basis.
    pub(super) fn publication_hashes(&self) -> BTreeSet<Hash> {
        self.publications.keys().copied().collect()
    }

    /// All trainings of a cycle. Of parallel edits the one with the lowest name is shown.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn calendar(&self, cycle: Cycle) -> Result<BTreeMap<ObjectId, Training>, Code> {
        let document = DocumentId::of_cycle(DocumentKind::Calendar, &self.me.branch, cycle);
        let live = self.live(&document)?;
        let mut trainings = BTreeMap::new();
        for record in live.keys() {
            let Ok(Some(Key::Training(id))) = Key::read(record) else { continue };
            let first = live.of(record).find_map(|held| match Value::read(&held.entry.value) {
                Ok(Some(Value::Training(training))) => Some(training),
                _ => None,
            });
            trainings.extend(first.map(|training| (id, training)));
        }
        Ok(trainings)
    }

    /// A training of any cycle that this phone knows.
    #[must_use]
    pub fn training(&self, id: &ObjectId) -> Option<Training> {
        self.cycles().into_iter().find_map(|cycle| {
            self.calendar(cycle).ok().and_then(|mut calendar| calendar.remove(id))
        })
    }

    /// The cycles that this phone holds anything of.
    #[must_use]
    pub fn cycles(&self) -> BTreeSet<Cycle> {
        let documents = self.chains.keys().map(|(document, _)| document);
        documents
            .filter(|document| document.kind.has_cycle())
            .map(|document| document.cycle)
            .collect()
    }

    /// Members of the branch that this phone knows of.
    #[must_use]
    pub fn members(&self) -> Vec<MemberId> {
        let mut members: BTreeSet<MemberId> = BTreeSet::from([self.me.member.clone()]);
        if self.me.role == Role::TownshipReviewer {
            members.clear();
        }
        members.extend(self.chains.keys().filter_map(|(document, _)| document.member.clone()));
        members.extend(self.registry_values().filter_map(|(key, _)| match key {
            Key::Membership(member) | Key::Name(member) => Some(member),
            _ => None,
        }));
        members.into_iter().collect()
    }

    /// Names of members, where this phone may know them: Chinese, Tibetan.
    #[must_use]
    pub fn names(&self) -> BTreeMap<MemberId, (Box<str>, Box<str>)> {
        let names = self.registry_values().filter_map(|(key, value)| match (key, value) {
            (Key::Name(member), Value::Name { zh, bo }) => Some((member, (zh, bo))),
            _ => None,
        });
        names.collect()
    }

    /// The claims document that a key of a member lies in; `None` if nothing is known about it.
    pub(super) fn document_of(&self, member: &MemberId, key: &Key) -> Option<DocumentId> {
        let record = key.record().ok()?;
        self.cycles().into_iter().find_map(|cycle| {
            let claims =
                DocumentId::of_member(DocumentKind::Claims, &self.me.branch, member, cycle);
            let kinds = [DocumentKind::Claims, DocumentKind::Roll];
            let known = kinds.into_iter().any(|kind| {
                let document = claims.sibling(kind);
                let mut chains = self.chains_of(&document);
                chains.any(|(_, chain)| chain.entries().any(|(_, _, entry)| entry.key == record))
            });
            known.then_some(claims)
        })
    }

    /// Everything said about the facts of a member in a cycle.
    ///
    /// # Errors
    /// As [`Phone::live`].
    pub fn cases(&self, member: &MemberId, cycle: Cycle) -> Result<Vec<Case>, Code> {
        let claims = DocumentId::of_member(DocumentKind::Claims, &self.me.branch, member, cycle);
        let documents = [DocumentKind::Claims, DocumentKind::Roll, DocumentKind::Review]
            .map(|kind| self.live(&claims.sibling(kind)));
        let [own, roll, review] = documents;
        let (own, roll, review) = (own?, roll?, review?);
        let calendar = self.calendar(cycle)?;
        let keys: BTreeSet<&Record> = own.keys().chain(roll.keys()).chain(review.keys()).collect();
        let mut cases = Vec::new();
        for record in keys {
            let Ok(Some(key)) = Key::read(record) else { continue };
            if !matches!(
                key,
                Key::Attendance(_) | Key::Study { .. } | Key::Activity(_) | Key::Unlisted { .. }
            ) {
                continue;
            }
            let training = match &key {
                Key::Attendance(id) => calendar.get(id).cloned(),
                _ => None,
            };
            let mut case = Case {
                member: member.clone(),
                key,
                claims: Vec::new(),
                entered: Vec::new(),
                marks: Vec::new(),
                decisions: Vec::new(),
                training,
            };
            for held in own.of(record) {
                if let Ok(Some(Value::Claim(claim))) = Value::read(&held.entry.value) {
                    case.claims.push(self.said(held, claim));
                }
            }
            for held in roll.of(record) {
                match Value::read(&held.entry.value) {
                    Ok(Some(Value::Claim(claim))) => case.entered.push(self.said(held, claim)),
                    Ok(Some(Value::Mark(mark))) => case.marks.push(self.said(held, mark)),
                    _ => {}
                }
            }
            case.decisions =
                self.standing_decisions(&claims, record, &case, (&own, &roll, &review));
            cases.push(case);
        }
        Ok(cases)
    }

    /// Decisions that are about what stands now: round and digest agree with a live claim, or
    /// with a live mark where nobody claimed.
    fn standing_decisions(
        &self,
        claims: &DocumentId,
        record: &Record,
        case: &Case,
        (own, roll, review): (&LiveDocument<'_>, &LiveDocument<'_>, &LiveDocument<'_>),
    ) -> Vec<Said<Decision>> {
        let claim_round = |held: &Held<'_>| match Value::read(&held.entry.value) {
            Ok(Some(Value::Claim(claim))) => Some(claim.round),
            Ok(Some(Value::Mark(_))) if case.claims.is_empty() && case.entered.is_empty() => {
                Some(1)
            }
            _ => None,
        };
        let subjects: Vec<(u32, &Held<'_>)> = own
            .of(record)
            .chain(roll.of(record))
            .filter_map(|held| claim_round(held).map(|round| (round, held)))
            .collect();
        let mut decisions = Vec::new();
        for held in review.of(record) {
            let Ok(Some(Value::Decision(decision))) = Value::read(&held.entry.value) else {
                continue;
            };
            let stands = subjects.iter().any(|(round, subject)| {
                let subject = Subject {
                    document: claims,
                    key: record,
                    value: &subject.entry.value,
                    note: subject.entry.note.hash(),
                    training: case.training.as_ref(),
                };
                *round == decision.round && digest(&decision.salt, &subject) == decision.digest
            });
            if stands {
                decisions.push(self.said(held, decision));
            }
        }
        decisions
    }

    fn said<T>(&self, held: &Held<'_>, value: T) -> Said<T> {
        let certificate = self.trust.certificates.get(&(self.me.branch.clone(), held.actor.serial));
        let by = certificate.map_or_else(|| self.me.member.clone(), |one| one.member.clone());
        let note_hash = held.entry.note.hash();
        Said {
            by,
            township: certificate.is_some_and(|one| one.role == Role::TownshipReviewer),
            recorded_at: held.entry.recorded_at,
            note: held.entry.note.text().map(Into::into),
            fingerprint: note_hash.map_or([0; 8], |hash| hash.prefix()),
            value,
        }
    }

    /// The chain that holds the live claim of a key, to tell how far it has come.
    pub(super) fn claim_chains<'a>(
        &'a self,
        document: &'a DocumentId,
    ) -> impl Iterator<Item = (&'a ChainId, &'a Chain)> {
        self.chains_of(document)
    }
}
