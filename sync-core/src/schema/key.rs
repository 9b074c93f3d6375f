//! Keys: which fact an entry is about. One real fact has one key, whoever records it, so two
//! phones that note the same attendance meet under the same key instead of making two.

use super::record::Record;
use crate::chain::document::DocumentKind;
use crate::chain::entry::EntryId;
use crate::code::Code;
use crate::id::{BranchId, CourseId, MemberId, ObjectId, Serial};
use crate::model::kind::TrainingKind;
use crate::time::{Cycle, Day};
use std::sync::Arc;

/// A key that this version knows. Keys of newer versions stay [`Record`]s and are forwarded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// Attendance of a training that the calendar knows; also its roll mark and its decision.
    Attendance(ObjectId),
    /// Study of a course on a day.
    Study {
        /// What was studied.
        course: CourseId,
        /// When.
        day: Day,
    },
    /// Something a member did that no training covers.
    Activity(ObjectId),
    /// Attendance of a training that the phone could not name.
    Unlisted {
        /// Its kind.
        kind: TrainingKind,
        /// When.
        day: Day,
    },
    /// Consent to the processing of one's records.
    Consent,
    /// An objection about a claim.
    Objection(Box<Key>),
    /// Points added or taken by the branch without a claim.
    Adjustment(ObjectId),
    /// Adoption or refusal of one entry in quarantine, by its name.
    Adoption(EntryId),
    /// An answer to an objection about a claim.
    Answer(Box<Key>),
    /// The points of a member set to zero in this rules year, where branch and township agree.
    Veto(Cycle),
    /// A training.
    Training(ObjectId),
    /// Two trainings that are one, in either order.
    Alias(ObjectId, ObjectId),
    /// What members recorded as unlisted on a day was this training.
    UnlistedAlias {
        /// The training.
        training: ObjectId,
        /// The kind that was recorded.
        kind: TrainingKind,
        /// The day that was recorded.
        day: Day,
    },
    /// The close of a period that begins on this day and lasts this many months.
    Close(Day, u8),
    /// The check-in secret of a training.
    CheckIn(ObjectId),
    /// The certificate of a device.
    Certificate(Serial),
    /// A part of the lock of a device: what was accepted before its role ended.
    Lock(Serial, u32),
    /// A member's time in the branch that begins on this day.
    Membership(MemberId, Day),
    /// A publication: its kind, its name, its version.
    Publication(PublicationKind, Box<str>, u32),
    /// The erasure of a member's texts.
    Erasure(MemberId),
    /// What the branch is called and where it stands in the organisation tree.
    Branch,
    /// A pass to read the calendar of a host branch.
    Pass(BranchId),
    /// From which year on free texts are kept.
    Retention,
    /// The hub's keys, one after the other.
    HubKeys,
    /// The version of the points calculation.
    FoldVersion(Cycle),
    /// The names of a member.
    Name(MemberId),
}

/// What a publication holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PublicationKind {
    /// Points rules: one version of one `rules_id`.
    Rules = 1,
    /// Courses.
    Courses = 2,
    /// The organisation tree.
    Tree = 3,
}

impl PublicationKind {
    fn from_number(number: u64) -> Option<Self> {
        [Self::Rules, Self::Courses, Self::Tree].into_iter().find(|kind| *kind as u64 == number)
    }
}

mod tag {
    pub const ATTENDANCE: u8 = 1;
    pub const STUDY: u8 = 2;
    pub const ACTIVITY: u8 = 3;
    pub const UNLISTED: u8 = 4;
    pub const CONSENT: u8 = 5;
    pub const OBJECTION: u8 = 6;
    pub const ADJUSTMENT: u8 = 10;
    pub const ADOPTION: u8 = 11;
    pub const ANSWER: u8 = 12;
    pub const VETO: u8 = 13;
    pub const TRAINING: u8 = 20;
    pub const ALIAS: u8 = 21;
    pub const CLOSE: u8 = 22;
    pub const UNLISTED_ALIAS: u8 = 23;
    pub const CHECK_IN: u8 = 30;
    pub const CERTIFICATE: u8 = 40;
    pub const LOCK: u8 = 41;
    pub const MEMBERSHIP: u8 = 42;
    pub const PUBLICATION: u8 = 43;
    pub const ERASURE: u8 = 44;
    pub const FOLD_VERSION: u8 = 45;
    pub const BRANCH: u8 = 46;
    pub const PASS: u8 = 47;
    pub const RETENTION: u8 = 48;
    pub const HUB_KEYS: u8 = 49;
    pub const NAME: u8 = 50;
}

impl Key {
    /// The record form, which is stored and hashed.
    ///
    /// # Errors
    /// [`Code::EntryTooLarge`] cannot occur for keys made of checked ids; it is passed on.
    pub fn record(&self) -> Result<Record, Code> {
        let (tag, ints, blobs) = self.parts();
        Record::new(tag, ints, blobs)
    }

    fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let text = |text: &str| vec![Arc::from(text.as_bytes())];
        match self {
            Key::Attendance(id) => (tag::ATTENDANCE, object(id), vec![]),
            Key::Study { course, day } => {
                (tag::STUDY, vec![u64::from(day.0)], text(course.as_str()))
            }
            Key::Activity(id) => (tag::ACTIVITY, object(id), vec![]),
            Key::Unlisted { kind, day } => {
                (tag::UNLISTED, vec![u64::from(day.0), u64::from(kind.number())], vec![])
            }
            Key::Consent => (tag::CONSENT, vec![], vec![]),
            Key::Objection(of) => nested(tag::OBJECTION, of),
            Key::Adjustment(id) => (tag::ADJUSTMENT, object(id), vec![]),
            Key::Adoption(entry) => (tag::ADOPTION, vec![], vec![Arc::from(&entry.0[..])]),
            Key::Answer(of) => nested(tag::ANSWER, of),
            Key::Veto(year) => (tag::VETO, vec![u64::from(year.0)], vec![]),
            Key::Training(id) => (tag::TRAINING, object(id), vec![]),
            Key::UnlistedAlias { training, kind, day } => {
                let unlisted = vec![u64::from(day.0), u64::from(kind.number())];
                (tag::UNLISTED_ALIAS, [object(training), unlisted].concat(), vec![])
            }
            Key::Alias(one, two) => {
                let (low, high) = if one <= two { (one, two) } else { (two, one) };
                (tag::ALIAS, [object(low), object(high)].concat(), vec![])
            }
            Key::Close(day, months) => {
                (tag::CLOSE, vec![u64::from(day.0), u64::from(*months)], vec![])
            }
            Key::CheckIn(id) => (tag::CHECK_IN, object(id), vec![]),
            Key::Certificate(serial) => (tag::CERTIFICATE, vec![u64::from(serial.0)], vec![]),
            Key::Lock(serial, part) => {
                (tag::LOCK, vec![u64::from(serial.0), u64::from(*part)], vec![])
            }
            Key::Membership(member, from) => {
                (tag::MEMBERSHIP, vec![u64::from(from.0)], text(member.as_str()))
            }
            Key::Publication(kind, id, version) => {
                (tag::PUBLICATION, vec![*kind as u64, u64::from(*version)], text(id))
            }
            Key::Erasure(member) => (tag::ERASURE, vec![], text(member.as_str())),
            Key::FoldVersion(cycle) => (tag::FOLD_VERSION, vec![u64::from(cycle.0)], vec![]),
            Key::Branch => (tag::BRANCH, vec![], vec![]),
            Key::Pass(host) => (tag::PASS, vec![], text(host.as_str())),
            Key::Retention => (tag::RETENTION, vec![], vec![]),
            Key::HubKeys => (tag::HUB_KEYS, vec![], vec![]),
            Key::Name(member) => (tag::NAME, vec![], text(member.as_str())),
        }
    }

    /// Reads a record; `None` for kinds of a newer version.
    ///
    /// # Errors
    /// [`Code::ChangesetMalformed`] for a known kind with fields that cannot be.
    pub fn read(record: &Record) -> Result<Option<Key>, Code> {
        Key::read_nested(record, 0)
    }

    fn read_nested(record: &Record, depth: u8) -> Result<Option<Key>, Code> {
        let bad = Code::ChangesetMalformed;
        let int = |at: usize| u32::try_from(record.int(at)).map_err(|_| bad);
        let id = |at: usize| -> Result<ObjectId, Code> {
            Ok(ObjectId {
                serial: Serial(int(at)?),
                generation: int(at + 1)?,
                counter: int(at + 2)?,
            })
        };
        let year = |at: usize| u16::try_from(record.int(at)).map(Cycle).map_err(|_| bad);
        // A number that this version does not know is one of a newer version.
        let kind = |at| u8::try_from(record.int(at)).ok().and_then(TrainingKind::from_number);
        let text = || std::str::from_utf8(record.blob(0)).map_err(|_| bad);
        let member = || MemberId::new(text()?).map_err(|_| bad);
        let inner = || -> Result<Box<Key>, Code> {
            if depth > 0 {
                return Err(bad);
            }
            let (first, rest) = record.ints().split_first().ok_or(bad)?;
            let tag = u8::try_from(*first).map_err(|_| bad)?;
            let of = Record::new(tag, rest.to_vec(), record.blobs().to_vec())?;
            Key::read_nested(&of, depth + 1)?.map(Box::new).ok_or(bad)
        };
        let key = match record.tag() {
            tag::ATTENDANCE => Key::Attendance(id(0)?),
            tag::STUDY => {
                Key::Study { course: CourseId::new(text()?).map_err(|_| bad)?, day: Day(int(0)?) }
            }
            tag::ACTIVITY => Key::Activity(id(0)?),
            tag::UNLISTED => match kind(1) {
                Some(kind) => Key::Unlisted { day: Day(int(0)?), kind },
                None => return Ok(None),
            },
            tag::CONSENT => Key::Consent,
            tag::OBJECTION => Key::Objection(inner()?),
            tag::ADJUSTMENT => Key::Adjustment(id(0)?),
            tag::ADOPTION => Key::Adoption(EntryId(record.blob(0).try_into().map_err(|_| bad)?)),
            tag::ANSWER => Key::Answer(inner()?),
            tag::VETO => Key::Veto(year(0)?),
            tag::TRAINING => Key::Training(id(0)?),
            tag::UNLISTED_ALIAS => match kind(4) {
                Some(kind) => Key::UnlistedAlias { training: id(0)?, day: Day(int(3)?), kind },
                None => return Ok(None),
            },
            tag::ALIAS => Key::Alias(id(0)?, id(3)?),
            tag::CLOSE => Key::Close(Day(int(0)?), u8::try_from(int(1)?).map_err(|_| bad)?),
            tag::CHECK_IN => Key::CheckIn(id(0)?),
            tag::CERTIFICATE => Key::Certificate(Serial(int(0)?)),
            tag::LOCK => Key::Lock(Serial(int(0)?), int(1)?),
            tag::MEMBERSHIP => Key::Membership(member()?, Day(int(0)?)),
            tag::PUBLICATION => match PublicationKind::from_number(record.int(0)) {
                Some(kind) => Key::Publication(kind, text()?.into(), int(1)?),
                None => return Ok(None),
            },
            tag::ERASURE => Key::Erasure(member()?),
            tag::FOLD_VERSION => Key::FoldVersion(year(0)?),
            tag::BRANCH => Key::Branch,
            tag::PASS => Key::Pass(BranchId::new(text()?).map_err(|_| bad)?),
            tag::RETENTION => Key::Retention,
            tag::HUB_KEYS => Key::HubKeys,
            tag::NAME => Key::Name(member()?),
            _ => return Ok(None),
        };
        // One fact, one key: a known key with surplus or reordered parts would be a second one.
        if key.record()? == *record { Ok(Some(key)) } else { Err(bad) }
    }

    /// True where entries under this key belong into documents of that kind.
    #[must_use]
    pub const fn belongs_into(&self, kind: DocumentKind) -> bool {
        use DocumentKind as D;
        match self {
            Key::Attendance(_) | Key::Unlisted { .. } | Key::Study { .. } | Key::Activity(_) => {
                matches!(kind, D::Claims | D::Roll | D::Review | D::Guest)
            }
            Key::Consent | Key::Objection(_) => matches!(kind, D::Claims),
            Key::Adjustment(_) | Key::Answer(_) | Key::Veto(_) => matches!(kind, D::Review),
            // Entries about a member are adopted beside its decisions, plans beside plans.
            Key::Adoption(_) => matches!(kind, D::Review | D::Calendar),
            Key::Training(_) | Key::Alias(..) | Key::UnlistedAlias { .. } | Key::Close(..) => {
                matches!(kind, D::Calendar)
            }
            Key::CheckIn(_) => matches!(kind, D::Office),
            Key::Certificate(_) | Key::Lock(..) => matches!(kind, D::Registry | D::Membership),
            Key::Membership(..) | Key::Erasure(_) | Key::Pass(_) => matches!(kind, D::Membership),
            Key::Publication(..)
            | Key::FoldVersion(_)
            | Key::Branch
            | Key::Retention
            | Key::HubKeys => matches!(kind, D::Registry),
            Key::Name(_) => matches!(kind, D::Roster),
        }
    }
}

fn object(id: &ObjectId) -> Vec<u64> {
    vec![u64::from(id.serial.0), u64::from(id.generation), u64::from(id.counter)]
}

fn nested(tag: u8, of: &Key) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
    let (inner_tag, mut ints, blobs) = of.parts();
    ints.insert(0, u64::from(inner_tag));
    (tag, ints, blobs)
}

impl std::fmt::Display for Key {
    /// The form used on the command line: `attendance:12.0.5`, `study:COURSE:2026-03-04`,
    /// `activity:12.0.7`, `unlisted:theme_day:2026-03-04`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Key::Attendance(id) => write!(f, "attendance:{id}"),
            Key::Study { course, day } => write!(f, "study:{course}:{day}"),
            Key::Activity(id) => write!(f, "activity:{id}"),
            Key::Unlisted { kind, day } => write!(f, "unlisted:{}:{day}", kind.name()),
            Key::Consent => f.write_str("consent"),
            Key::Objection(of) => write!(f, "objection:{of}"),
            Key::Adjustment(id) => write!(f, "adjustment:{id}"),
            Key::Adoption(id) => write!(f, "adoption:{id}"),
            Key::Answer(of) => write!(f, "answer:{of}"),
            Key::Veto(year) => write!(f, "veto:{}", year.0),
            Key::Training(id) => write!(f, "training:{id}"),
            Key::UnlistedAlias { training, kind, day } => {
                write!(f, "alias:{training}:unlisted:{}:{day}", kind.name())
            }
            Key::Alias(one, two) => write!(f, "alias:{one}:{two}"),
            Key::Close(day, months) => write!(f, "close:{day}:{months}"),
            Key::CheckIn(id) => write!(f, "check_in:{id}"),
            Key::Certificate(serial) => write!(f, "certificate:{serial}"),
            Key::Lock(serial, part) => write!(f, "lock:{serial}:{part}"),
            Key::Membership(member, from) => write!(f, "membership:{member}:{from}"),
            Key::Publication(kind, id, version) => {
                write!(f, "publication:{}:{id}:{version}", *kind as u8)
            }
            Key::Erasure(member) => write!(f, "erasure:{member}"),
            Key::FoldVersion(cycle) => write!(f, "fold_version:{}", cycle.0),
            Key::Branch => f.write_str("branch"),
            Key::Pass(host) => write!(f, "pass:{host}"),
            Key::Retention => f.write_str("retention"),
            Key::HubKeys => f.write_str("hub_keys"),
            Key::Name(member) => write!(f, "name:{member}"),
        }
    }
}

impl std::str::FromStr for Key {
    type Err = Code;

    /// Reads the keys of claims, as the command line names them.
    fn from_str(text: &str) -> Result<Key, Code> {
        let bad = Code::IdMalformed;
        let (kind, rest) = text.split_once(':').ok_or(bad)?;
        match kind {
            "attendance" => rest.parse().map(Key::Attendance),
            "activity" => rest.parse().map(Key::Activity),
            "study" => {
                let (course, day) = rest.rsplit_once(':').ok_or(bad)?;
                Ok(Key::Study { course: course.parse()?, day: Day::parse(day)? })
            }
            "unlisted" => {
                let (kind, day) = rest.split_once(':').ok_or(bad)?;
                let kind = TrainingKind::parse(kind)?;
                Ok(Key::Unlisted { kind, day: Day::parse(day)? })
            }
            _ => Err(bad),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(counter: u32) -> ObjectId {
        ObjectId { serial: Serial(12), generation: 0, counter }
    }

    fn every_kind() -> Vec<Key> {
        let member = MemberId::new("pa01").unwrap();
        let day = Day::parse("2026-05-04").unwrap();
        let study = Key::Study { course: CourseId::new("c.1").unwrap(), day };
        vec![
            Key::Attendance(id(1)),
            study.clone(),
            Key::Activity(id(2)),
            Key::Unlisted { kind: TrainingKind::ThemeDay, day },
            Key::Consent,
            Key::Objection(Box::new(study)),
            Key::Adjustment(id(3)),
            Key::Adoption(EntryId([4; 16])),
            Key::Answer(Box::new(Key::Attendance(id(0)))),
            Key::Veto(Cycle(2026)),
            Key::Training(id(5)),
            Key::UnlistedAlias { training: id(5), kind: TrainingKind::ThemeDay, day },
            Key::Alias(id(5), id(6)),
            Key::Close(day, 3),
            Key::CheckIn(id(5)),
            Key::Certificate(Serial(7)),
            Key::Lock(Serial(7), 1),
            Key::Membership(member.clone(), day),
            Key::Publication(PublicationKind::Rules, "village-basic".into(), 2),
            Key::Erasure(member.clone()),
            Key::FoldVersion(Cycle(2026)),
            Key::Branch,
            Key::Pass("pasture-b".parse().unwrap()),
            Key::Retention,
            Key::HubKeys,
            Key::Name(member),
        ]
    }

    #[test]
    fn every_key_reads_back_and_belongs_somewhere() {
        let mut seen = std::collections::BTreeSet::new();
        for key in every_kind() {
            let record = key.record().unwrap();
            assert!(seen.insert(record.tag()), "{key} shares its tag");
            assert_eq!(Key::read(&record), Ok(Some(key.clone())));
            assert!(DocumentKind::ALL.into_iter().any(|kind| key.belongs_into(kind)), "{key}");
        }
    }

    #[test]
    fn claim_names_read_back() {
        for key in every_kind().into_iter().take(4) {
            assert_eq!(key.to_string().parse(), Ok(key));
        }
        for text in
            ["", "attendance", "attendance:x", "study:c", "unlisted:party:2026-05-04", "name:pa01"]
        {
            assert!(text.parse::<Key>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_fact_has_one_key() {
        let swapped =
            Record::new(tag::ALIAS, [object(&id(6)), object(&id(5))].concat(), vec![]).unwrap();
        assert_eq!(Key::read(&swapped), Err(Code::ChangesetMalformed));
        let surplus = Record::new(tag::ATTENDANCE, vec![1, 0, 1, 9], vec![]).unwrap();
        assert_eq!(Key::read(&surplus), Err(Code::ChangesetMalformed));
        for (tag, ints) in
            [(200, vec![1]), (tag::UNLISTED, vec![20_000, 99]), (tag::PUBLICATION, vec![9])]
        {
            let newer = Record::new(tag, ints, vec![]).unwrap();
            assert_eq!(Key::read(&newer), Ok(None), "newer kinds are kept, not refused");
        }
        assert_eq!(Key::Alias(id(6), id(5)).record(), Key::Alias(id(5), id(6)).record());
    }
}
