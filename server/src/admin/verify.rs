//! `drokpa verify`: reads the whole log as a stranger would. Every chain hash, head signature and
//! certificate is checked again, every position and rolling hash counted again, and what the
//! tables say beside the log is compared with what the log says.

use super::{AdminError, open};
use crate::keys;
use crate::store::sqlite::SqliteStore;
use crate::store::{Head, LogRow, Said, Store as _, StoreError};
use drokpa_core::chain::certificate::Certificate;
use drokpa_core::chain::changeset::Opened;
use drokpa_core::chain::document::{DocumentId, DocumentKind};
use drokpa_core::chain::entry::{ChainScope, entry_id};
use drokpa_core::chain::keys::{Hash, Realm};
use drokpa_core::hub::next_check;
use drokpa_core::id::{Actor, BranchId, MemberId, Serial};
use drokpa_core::schema::key::Key;
use drokpa_core::schema::names::names_text;
use drokpa_core::schema::record::Record;
use drokpa_core::schema::value::{BranchValue, Lock, Membership, Value};
use drokpa_core::sync::authority::{Subject, may_write};
use drokpa_core::sync::lock::DeviceLock;
use drokpa_core::sync::reply::Tip;
use drokpa_core::sync::succession::Succession;
use drokpa_core::wire::bytes::Reader;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// Rows that are read at once.
const PAGE: u32 = 500;
/// Problems that are listed; there is no use in a million of them.
const PROBLEMS_MAX: usize = 100;

/// What a verification found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct VerifyReport {
    /// Entries whose hashes were computed again.
    pub entries: u64,
    /// Signatures that were checked: heads and certificates.
    pub signatures: u64,
    /// Documents that have entries.
    pub documents: u64,
    /// True where all tables say what the log says.
    pub projections_equal: bool,
    /// What is wrong; empty where nothing is.
    pub problems: Vec<String>,
}

/// Checks a data folder. Nothing is changed, and the service may run meanwhile.
///
/// # Errors
/// Where the folder is not set up or its store cannot be read at all.
pub fn verify(data: &Path) -> Result<VerifyReport, AdminError> {
    let keys = keys::read(data)?;
    let store = open(data)?;
    let mut check = Check {
        store: &store,
        realm: keys.realm(),
        hub: keys.succession.clone(),
        certificates: BTreeMap::new(),
        locks: BTreeMap::new(),
        said: BTreeMap::new(),
        report: VerifyReport::default(),
    };
    let branches: Vec<BranchId> = store.branches()?.into_iter().map(|one| one.branch).collect();
    check.compare_integrity()?;
    for branch in &branches {
        check.hear_hub(branch)?;
    }
    check.settle_devices();
    for branch in &branches {
        check.walk(branch)?;
    }
    let before = check.report.problems.len();
    for branch in &branches {
        check.compare_said(branch)?;
    }
    check.compare_branches()?;
    check.compare_devices()?;
    check.compare_members()?;
    check.compare_publications()?;
    let mut report = check.report;
    report.projections_equal = report.problems.len() == before;
    report.problems.truncate(PROBLEMS_MAX);
    Ok(report)
}

/// What the hub says under each key, by document and key, with the generation and number of the
/// entry: the last word of the highest generation holds.
type SaidBy = BTreeMap<(DocumentId, Vec<u8>), ((u32, u32), Said)>;

/// Where each chain of a branch ends so far.
type Tips = HashMap<(DocumentId, Actor), (u32, Hash)>;

struct Check<'a> {
    store: &'a SqliteStore,
    realm: Realm,
    hub: Succession,
    certificates: BTreeMap<Serial, Certificate>,
    locks: BTreeMap<(BranchId, Serial), DeviceLock>,
    said: SaidBy,
    report: VerifyReport,
}

impl Check<'_> {
    fn problem(&mut self, what: impl std::fmt::Display) {
        self.report.problems.push(what.to_string());
    }

    fn rows(
        &mut self,
        branch: &BranchId,
        mut each: impl FnMut(&mut Self, LogRow) -> Result<(), AdminError>,
    ) -> Result<(), AdminError> {
        let mut after = 0;
        loop {
            let rows = match self.store.log_rows(branch, after, PAGE) {
                Err(StoreError::Damaged { what }) => self.readable(branch, after, what)?,
                rows => rows?,
            };
            let Some(last) = rows.last() else { return Ok(()) };
            after = last.position;
            rows.into_iter().try_for_each(|row| each(self, row))?;
        }
    }

    /// The rows of a page before one that cannot be read, or the first one behind it. That one is
    /// noted, and the walk goes on.
    fn readable(
        &mut self,
        branch: &BranchId,
        after: u64,
        what: &str,
    ) -> Result<Vec<LogRow>, AdminError> {
        let mut rows = Vec::new();
        let head = self.store.head(branch)?.position;
        for position in after + 1..=head.min(after + u64::from(PAGE)) {
            match self.store.log_rows(branch, position - 1, 1) {
                Err(StoreError::Damaged { .. }) if rows.is_empty() => {
                    let line = format!("{branch} {position}: cannot be read: {what}");
                    if !self.report.problems.contains(&line) {
                        self.problem(line);
                    }
                }
                Err(StoreError::Damaged { .. }) => break,
                one => rows.extend(one?.into_iter().filter(|row| row.position == position)),
            }
        }
        Ok(rows)
    }

    /// First pass: what the hub says, so that every writer's key is known in the second.
    fn hear_hub(&mut self, branch: &BranchId) -> Result<(), AdminError> {
        self.rows(branch, |check, row| {
            if row.changeset.actor.serial == Serial::HUB
                && let key = *check.hub.key_of(row.changeset.actor.generation)
                && let Ok(opened) = row.changeset.open(&check.realm, &key, &row.previous)
            {
                check.hear(&opened);
            }
            Ok(())
        })
    }

    fn hear(&mut self, opened: &Opened) {
        for (seq, (hash, entry)) in (opened.first_seq..).zip(&opened.entries) {
            let said = Said {
                document: opened.document.clone(),
                key: entry.key.to_bytes(),
                value: entry.value.to_bytes(),
                entry: entry_id(hash),
                note: entry.note.text().unwrap_or_default().into(),
            };
            let place = (said.document.clone(), said.key.clone());
            let rank = (opened.actor.generation, seq);
            if self.said.get(&place).is_none_or(|(before, _)| *before < rank) {
                self.said.insert(place, (rank, said));
            }
        }
    }

    /// Certificates and locks as the hub says them last. A registry's word goes before that of a
    /// membership document.
    fn settle_devices(&mut self) {
        let mut parts: BTreeMap<(DocumentId, Serial), BTreeMap<u32, Lock>> = BTreeMap::new();
        let mut problems = Vec::new();
        let said = std::mem::take(&mut self.said);
        let by_kind = |kind| said.values().filter(move |(_, one)| one.document.kind == kind);
        for (rank, one) in by_kind(DocumentKind::Membership).chain(by_kind(DocumentKind::Registry))
        {
            match (read_key(&one.key), read_value(&one.value)) {
                (Some(Key::Certificate(serial)), Some(Value::Certificate(value))) => {
                    self.report.signatures += 1;
                    let hub = self.hub.key_of(rank.0);
                    match Certificate::check(&self.realm, hub, serial, &value) {
                        Ok(certificate) => {
                            self.certificates.insert(serial, certificate);
                        }
                        Err(code) => problems.push(format!("certificate {serial}: {code}")),
                    }
                }
                (Some(Key::Lock(serial, part)), Some(Value::Lock(lock))) => {
                    let of = parts.entry((one.document.clone(), serial)).or_default();
                    of.insert(part, lock);
                }
                _ => {}
            }
        }
        for ((document, serial), parts) in parts {
            if let Some(lock) = DeviceLock::of(parts.values()) {
                self.locks.insert((document.branch, serial), lock);
            }
        }
        self.said = said;
        self.report.problems.extend(problems);
    }

    /// What SQLite itself finds wrong with the file.
    fn compare_integrity(&mut self) -> Result<(), AdminError> {
        for problem in self.store.integrity()? {
            self.problem(format!("file: {problem}"));
        }
        Ok(())
    }

    /// Second pass: every row behind the one before it, in its chain and in its stream.
    fn walk(&mut self, branch: &BranchId) -> Result<(), AdminError> {
        let mut stream = Head::default();
        let mut tips = Tips::new();
        self.rows(branch, |check, row| {
            let place = format!("{branch} {}", row.position);
            if row.position != stream.position + 1 {
                check.problem(format!("{place}: follows {}", stream.position));
            }
            stream.position = row.position;
            if let Some(opened) = check.open(&place, &row)? {
                check.link(&place, &row, (&opened, &mut tips));
                let rolling = next_check(&stream.check, &opened);
                if rolling != row.check {
                    check.problem(format!("{place}: the rolling hash differs"));
                }
            }
            stream.check = row.check;
            Ok(())
        })?;
        let head = self.store.head(branch)?.position;
        if stream.position != head {
            self.problem(format!("{branch} {head}: does not belong to a document"));
        }
        let noted: BTreeSet<_> = self.store.tips(branch)?.iter().map(tip_line).collect();
        let found: BTreeSet<_> = tips
            .iter()
            .map(|((document, actor), (seq, hash))| {
                let (document, entry) = (document.clone(), entry_id(hash));
                tip_line(&Tip { document, actor: *actor, seq: *seq, entry })
            })
            .collect();
        for line in noted.symmetric_difference(&found) {
            self.problem(format!("tips: {line}"));
        }
        let documents: BTreeSet<_> = tips.keys().map(|(document, _)| document).collect();
        self.report.documents += documents.len() as u64;
        Ok(())
    }

    /// Hashes and verifies a row with the key of its writer, who must be one of the document's.
    fn open(&mut self, place: &str, row: &LogRow) -> Result<Option<Opened>, AdminError> {
        let document = &row.changeset.document;
        let serial = row.changeset.actor.serial;
        let (key, may) = match self.certificates.get(&serial) {
            _ if serial == Serial::HUB => {
                let key = *self.hub.key_of(row.changeset.actor.generation);
                (key, document.kind.is_hubs())
            }
            Some(writer) => {
                let above = self.store.is_above(&writer.branch, &document.branch)?;
                let subject = Subject::from(writer);
                let lock = self.locks.get(&(document.branch.clone(), serial));
                let might = lock.is_some_and(|one| one.could_write(&subject, document, above));
                (writer.key, might || may_write(&subject, document, above))
            }
            None => {
                self.problem(format!("{place}: device {serial} has no certificate"));
                return Ok(None);
            }
        };
        if !may {
            self.problem(format!("{place}: device {serial} may not write {document}"));
        }
        self.report.signatures += 1;
        match row.changeset.open(&self.realm, &key, &row.previous) {
            Ok(opened) => {
                self.report.entries += opened.entries.len() as u64;
                Ok(Some(opened))
            }
            Err(code) => {
                let (actor, first) = (row.changeset.actor, row.changeset.first_seq);
                let last = row.changeset.last_seq();
                self.problem(format!("{place}: {document} {actor} {first}-{last}: {code}"));
                Ok(None)
            }
        }
    }

    fn link(&mut self, place: &str, row: &LogRow, (opened, tips): (&Opened, &mut Tips)) {
        if opened.tip() != row.tip {
            self.problem(format!("{place}: the tip differs"));
        }
        let writer = self.certificates.get(&opened.actor.serial);
        let hub = self.hub.key_of(opened.actor.generation);
        let key = writer.map_or(*hub, |writer| writer.key);
        let chain = (opened.document.clone(), opened.actor);
        let scope = ChainScope::new(&self.realm, &opened.document, &key, opened.actor);
        let before = tips.get(&chain).copied().unwrap_or_else(|| (0, scope.genesis()));
        if before != (opened.first_seq - 1, opened.previous) {
            self.problem(format!("{place}: does not follow its chain"));
        }
        tips.insert(chain, (opened.last_seq(), opened.tip()));
    }

    fn compare_said(&mut self, branch: &BranchId) -> Result<(), AdminError> {
        let noted: BTreeSet<Said> = self.store.said(branch)?.into_iter().collect();
        let heard: BTreeSet<Said> = self
            .said
            .values()
            .map(|(_, one)| one)
            .filter(|one| one.document.branch == *branch)
            .cloned()
            .collect();
        for said in noted.symmetric_difference(&heard) {
            self.problem(format!("said: {} {}", said.document, said.entry));
        }
        Ok(())
    }

    fn compare_branches(&mut self) -> Result<(), AdminError> {
        for one in self.store.branches()? {
            let registry = DocumentId::of_branch(DocumentKind::Registry, &one.branch);
            let said = Value::Branch(BranchValue {
                parent: one.parent,
                level: one.level,
                sector: one.sector,
                name_zh: one.name_zh,
                name_bo: one.name_bo,
                station: one.station,
            });
            if self.value(registry, &Key::Branch) != Some(said) {
                self.problem(format!("branches: {} is not as the registry says", one.branch));
            }
        }
        Ok(())
    }

    fn compare_devices(&mut self) -> Result<(), AdminError> {
        let mut certificates = self.certificates.clone();
        for device in self.store.devices()? {
            let serial = device.certificate.serial;
            let lock = self.locks.get(&(device.certificate.branch.clone(), serial));
            let revoked = lock.is_some_and(|lock| lock.left().is_none());
            if revoked != device.revoked {
                self.problem(format!("devices: {serial} is not locked as the registry says"));
            }
            if certificates.remove(&serial).as_ref() != Some(&device.certificate) {
                self.problem(format!("devices: {serial} is not as certified"));
            }
        }
        for serial in certificates.keys() {
            self.problem(format!("devices: {serial} is certified but missing"));
        }
        Ok(())
    }

    fn note(&self, document: DocumentId, key: &Key) -> &str {
        let key = key.record().map(|key| key.to_bytes()).unwrap_or_default();
        self.said.get(&(document, key)).map_or("", |(_, said)| &said.note)
    }

    fn value(&self, document: DocumentId, key: &Key) -> Option<Value> {
        let key = key.record().ok()?.to_bytes();
        let (_, said) = self.said.get(&(document, key))?;
        read_value(&said.value)
    }

    fn compare_members(&mut self) -> Result<(), AdminError> {
        let mut members = BTreeSet::new();
        for one in self.store.members()? {
            let roster = DocumentId::of_branch(DocumentKind::Roster, &one.branch);
            let names = self.note(roster, &Key::Name(one.member.clone()));
            // Of somebody whose names were erased the id stands for them.
            let gone = names.is_empty() && *one.name_zh == *one.member.as_str();
            if names != names_text(&one.name_zh, &one.name_bo) && !gone {
                self.problem(format!("members: the names of {} differ", one.member));
            }
            let cycle = drokpa_core::time::Cycle(0);
            let own =
                DocumentId::of_member(DocumentKind::Membership, &one.branch, &one.member, cycle);
            let time = self.last_time(&own);
            let exempt = |time: &Membership| {
                let list: Vec<String> = time.exempt.iter().map(ToString::to_string).collect();
                list.join(";")
            };
            let as_listed = time.is_some_and(|time| {
                let same = (time.sector == one.sector, time.category == one.category);
                same == (true, true) && exempt(&time) == *one.exempt && time.until.is_none()
            });
            if !as_listed {
                self.problem(format!("members: the time of {} differs", one.member));
            }
            members.insert(one.member);
        }
        let named: BTreeSet<MemberId> = self.named();
        for member in named.difference(&members) {
            self.problem(format!("members: {member} is named but missing"));
        }
        Ok(())
    }

    /// What is said about a member's last time in a branch.
    fn last_time(&self, document: &DocumentId) -> Option<Membership> {
        let first = (document.clone(), Vec::new());
        let own = self.said.range(first..).take_while(|((of, _), _)| of == document);
        let times =
            own.filter_map(|(_, (_, said))| match (read_key(&said.key), read_value(&said.value)) {
                (Some(Key::Membership(_, from)), Some(Value::Membership(time))) => {
                    let none = time.until.is_some_and(|until| until < from);
                    (!none).then_some((from, time))
                }
                _ => None,
            });
        times.max().map(|(_, time)| time)
    }

    fn named(&self) -> BTreeSet<MemberId> {
        let said = self.said.values().map(|(_, said)| said);
        let rosters = said.filter(|said| said.document.kind == DocumentKind::Roster);
        let named = rosters.filter_map(|said| match read_key(&said.key) {
            Some(Key::Name(member)) => Some(member),
            _ => None,
        });
        named.collect()
    }

    fn compare_publications(&mut self) -> Result<(), AdminError> {
        let registries: Vec<Vec<u8>> = self
            .said
            .values()
            .map(|(_, said)| said)
            .filter(|said| said.document.kind == DocumentKind::Registry)
            .map(|said| said.value.clone())
            .collect();
        let mut hashes = BTreeSet::new();
        for bytes in registries {
            if let Some(Value::Publication { hash, .. }) = read_value(&bytes) {
                hashes.insert(hash);
            }
        }
        for hash in hashes {
            let body = self.store.publication(&hash)?;
            if body.is_none_or(|body| Hash::plain(&body) != hash) {
                self.problem(format!("publications: {hash:?} is missing or differs"));
            }
        }
        Ok(())
    }
}

fn read_record(bytes: &[u8]) -> Option<Record> {
    Record::read(&mut Reader::new(bytes)).ok()
}

fn read_key(bytes: &[u8]) -> Option<Key> {
    Key::read(&read_record(bytes)?).ok().flatten()
}

fn read_value(bytes: &[u8]) -> Option<Value> {
    Value::read(&read_record(bytes)?).ok().flatten()
}

fn tip_line(tip: &Tip) -> String {
    format!("{} {} {} {}", tip.document, tip.actor, tip.seq, tip.entry)
}
