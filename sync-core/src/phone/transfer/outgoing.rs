//! The sender's half: what is chosen, less what the receiver may not read, as a pack.

use super::{CarriedChain, Export, Exported, Selection};
use crate::chain::certificate::Role;
use crate::chain::changeset::Changeset;
use crate::chain::document::{DocumentId, DocumentKind};
use crate::code::Code;
use crate::id::{BranchId, MemberId, ObjectId, Serial};
use crate::phone::Phone;
use crate::phone::state::{Chain, ChainId};
use crate::schema::key::{Key, PublicationKind};
use crate::schema::record::Record;
use crate::schema::value::{CertificateValue, Value};
use crate::sync::authority::{Reach, Subject, may_read};
use crate::sync::reply::intake_order;
use crate::sync::transfer::{Pack, realm_mark};
use crate::time::Day;
use std::collections::{BTreeMap, BTreeSet};

/// Chains, and of each the first and the last number that were chosen.
type Chosen = Vec<(ChainId, (u32, u32))>;

impl Phone {
    /// Makes a pack. Nothing changes on this phone: what is given stays as unconfirmed as it was.
    ///
    /// # Errors
    /// [`Code::StoreFailed`] after a failed batch; [`Code::MemberUnknown`] for somebody whom this
    /// phone does not know; [`Code::DocumentForeign`] where nothing of what was chosen may be
    /// read by the receiver; [`Code::TransferTooLarge`].
    pub fn export(&self, export: &Export) -> Result<Exported, Code> {
        self.ready()?;
        let (reader, above) = self.reader(export.to.as_ref())?;
        let chosen = self.chosen(&export.selection).into_iter();
        let chosen: Chosen = chosen.map(|one| self.with_answers(one)).collect();
        let readable = |(id, _): &(ChainId, (u32, u32))| {
            may_read(&reader, &id.0, Reach::above(above && id.0.branch != reader.branch))
        };
        let (given, kept): (Vec<_>, Vec<_>) = chosen.into_iter().partition(readable);
        if given.is_empty() && !kept.is_empty() {
            return Err(Code::DocumentForeign);
        }
        let mut pieces: Vec<Changeset> = Vec::new();
        for (id, range) in &given {
            // A training alone goes to phones that have nothing before it, so it says what that is.
            let full = matches!(export.selection, Selection::Training(_));
            pieces.extend(self.pieces(id, *range).iter().map(|piece| piece.pack(full)));
        }
        pieces.sort_by_key(|one| (one.document.branch.clone(), intake_order(one.document.kind)));
        let certificates = match (&export.selection, export.certificates) {
            (Selection::Certificates, _) => self.own_certificate(),
            (_, true) => self.certificates_for(&pieces),
            (_, false) => Vec::new(),
        };
        let pack = self.packed(export, certificates, pieces);
        if pack.changesets.is_empty() && pack.certificates.is_empty() {
            return Ok(Exported::of(Vec::new(), &pack));
        }
        Ok(Exported::of(pack.to_bytes()?, &pack))
    }

    /// As whom the receiver reads, and whether from above.
    fn reader(&self, to: Option<&MemberId>) -> Result<(Subject, bool), Code> {
        let subject = |member: &MemberId, role| Subject {
            branch: self.me.branch.clone(),
            member: member.clone(),
            role,
        };
        match to {
            Some(member) if self.members().contains(member) => {
                Ok((subject(member, self.role_of(member)), false))
            }
            Some(_) => Err(Code::MemberUnknown),
            None if self.is_reviewers() => {
                Ok((subject(&self.me.member, Role::TownshipReviewer), true))
            }
            None => Ok((subject(&self.me.member, Role::Secretary), false)),
        }
    }

    fn chosen(&self, selection: &Selection) -> Chosen {
        let all = (1, u32::MAX);
        let chains = self.chains.iter();
        match selection {
            Selection::Certificates => Vec::new(),
            Selection::Training(id) => self.entry_of_training(id).into_iter().collect(),
            Selection::Unconfirmed => {
                let open = chains.filter(|(_, one)| {
                    one.stuck.is_none() && one.last_seq().min(one.saved) > one.confirmed
                });
                open.map(|(id, one)| (id.clone(), (one.confirmed + 1, u32::MAX))).collect()
            }
            Selection::About { member, year } => {
                let about = |document: &DocumentId| {
                    let who = member.as_ref().is_none_or(|member| {
                        document.member.as_ref().is_none_or(|of| of == member)
                    });
                    let timeless = !document.kind.has_cycle();
                    who && (timeless || year.is_none_or(|year| document.cycle == year))
                };
                let chosen = chains.filter(|((document, _), _)| about(document));
                chosen.map(|(id, _)| (id.clone(), all)).collect()
            }
            Selection::Claims { member, first, last } => {
                let member = member.as_ref().unwrap_or(&self.me.member);
                let days = (*first, *last);
                chains
                    .filter(|((document, _), _)| {
                        document.kind == DocumentKind::Claims
                            && document.member.as_ref() == Some(member)
                    })
                    .filter_map(|(id, _)| self.range_about(id, days).map(|one| (id.clone(), one)))
                    .collect()
            }
        }
    }

    /// The entry of the home branch's calendar that says what a training is.
    fn entry_of_training(&self, id: &ObjectId) -> Option<(ChainId, (u32, u32))> {
        let year = self.training(id)?.day().cycle(1);
        let calendar = DocumentId::of_cycle(DocumentKind::Calendar, &self.me.branch, year);
        let key = Key::Training(*id).record().ok()?;
        let live = self.live(&calendar).ok()?;
        let held = live.of(&key).next()?;
        Some(((calendar, held.actor), (held.seq, held.seq)))
    }

    /// The first and last entry of a chain that are about one of these days.
    fn range_about(&self, id: &ChainId, (first, last): (Day, Day)) -> Option<(u32, u32)> {
        let chain = self.chains.get(id)?;
        let about = chain.entries().filter(|(_, _, entry)| {
            let day = self.day_of(&entry.key, &entry.value);
            day.is_some_and(|day| (first..=last).contains(&day))
        });
        let numbers: Vec<u32> = about.map(|(seq, ..)| seq).collect();
        Some((*numbers.first()?, *numbers.last()?))
    }

    /// With what the member said to the notice just before, which takes a few bytes: without it
    /// the first records would hang in the air wherever nothing else of the chain is.
    fn with_answers(&self, (id, (first, last)): (ChainId, (u32, u32))) -> (ChainId, (u32, u32)) {
        let answer = Key::Consent.record().ok();
        let entries = self.chains.get(&id).into_iter().flat_map(Chain::entries);
        let mut from = first;
        for (seq, _, entry) in entries.take_while(|(seq, ..)| *seq < first) {
            from = if Some(&entry.key) == answer.as_ref() { from.min(seq) } else { first };
        }
        (id, (from, last))
    }

    fn day_of(&self, key: &Record, value: &Record) -> Option<Day> {
        match Key::read(key).ok()?? {
            Key::Attendance(id) => self.training(&id).map(|training| training.day()),
            Key::Study { day, .. } | Key::Unlisted { day, .. } => Some(day),
            Key::Activity(_) => match Value::read(value).ok()?? {
                Value::Claim(claim) => claim.day,
                _ => None,
            },
            _ => None,
        }
    }

    fn own_certificate(&self) -> Vec<(Serial, CertificateValue)> {
        let own = self.certificate_value(&self.me.branch, self.me.serial);
        own.map(|value| (self.me.serial, value)).into_iter().collect()
    }

    /// The certificates of these writers, less those that the pack's own documents hold.
    fn certificates_for(&self, pieces: &[Changeset]) -> Vec<(Serial, CertificateValue)> {
        let mut writers: BTreeSet<(&BranchId, Serial)> = BTreeSet::new();
        for piece in pieces.iter().filter(|piece| !piece.document.kind.is_hubs()) {
            writers.insert((&piece.document.branch, piece.actor.serial));
        }
        let held: BTreeSet<(BranchId, Serial)> = self
            .chains
            .keys()
            .filter(|(document, _)| pieces.iter().any(|piece| piece.document == *document))
            .filter(|(document, _)| document.kind.is_hubs())
            .flat_map(|id| self.certified_in(id))
            .collect();
        let needed = writers.into_iter().filter_map(|(branch, serial)| {
            let place = (branch.clone(), serial);
            let value = self.certificate_value(branch, serial);
            // One of a branch above says nothing here without the registry that names it.
            value
                .filter(|value| value.branch == *branch && !held.contains(&place))
                .map(|value| (serial, value))
        });
        needed.collect()
    }

    fn certified_in(&self, id: &ChainId) -> Vec<(BranchId, Serial)> {
        let entries = self.chains.get(id).into_iter().flat_map(|chain| chain.entries());
        let serial = |key| match Key::read(key) {
            Ok(Some(Key::Certificate(serial))) => Some((id.0.branch.clone(), serial)),
            _ => None,
        };
        entries.filter_map(|(_, _, entry)| serial(&entry.key)).collect()
    }

    /// The pack, with what most of it has in common said once.
    fn packed(
        &self,
        export: &Export,
        certificates: Vec<(Serial, CertificateValue)>,
        changesets: Vec<Changeset>,
    ) -> Pack {
        let member = most(changesets.iter().filter_map(|one| one.document.member.clone()));
        let member = member.or_else(|| certificates.first().map(|(_, one)| one.member.clone()));
        Pack {
            realm: realm_mark(&self.trust.realm),
            branch: most(changesets.iter().map(|one| one.document.branch.clone()))
                .unwrap_or_else(|| self.me.branch.clone()),
            member,
            actor: most(changesets.iter().map(|one| one.actor)).unwrap_or_else(|| self.actor()),
            certificates,
            publications: if export.rules { self.rules_bodies() } else { Vec::new() },
            changesets,
        }
    }

    /// The bodies of the rules that the home branch's registry names.
    fn rules_bodies(&self) -> Vec<Box<[u8]>> {
        let named =
            self.hub_values(&self.me.branch).filter_map(|(key, value)| match (key, value) {
                (Key::Publication(PublicationKind::Rules, ..), Value::Publication { hash, .. }) => {
                    Some(hash)
                }
                _ => None,
            });
        let named: BTreeSet<_> = named.collect();
        named.iter().filter_map(|hash| self.publications.get(hash).cloned()).collect()
    }
}

impl Exported {
    fn of(content: Vec<u8>, pack: &Pack) -> Exported {
        let empty = content.is_empty();
        let sent = |one: &Changeset| CarriedChain::of(one, "sent", None);
        Exported {
            outcome: if empty { "nothing_new" } else { "complete" },
            entries: pack.entries(),
            certificates: pack.certificates.len() as u32,
            bytes: content.len() as u32,
            chains: pack.changesets.iter().map(sent).collect(),
            content,
        }
    }
}

/// What occurs most often; of several, the smallest.
fn most<T: Ord>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, u32> = BTreeMap::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    let most = counts.values().copied().max()?;
    counts.into_iter().find(|(_, count)| *count == most).map(|(one, _)| one)
}
