//! How values become records and back. Integers and byte strings have fixed places per kind; a new
//! field takes the next place.

use super::{
    Adjustment, Attestation, BranchValue, CertificateValue, Claim, Decision, Exemption, Grant,
    Lock, Mark, Membership, Reason, Training, Value, Verdict,
};
use crate::chain::keys::Hash;
use crate::code::Code;
use crate::id::{BranchId, ItemId, MemberId};
use crate::model::kind::TrainingKind;
use crate::schema::record::Record;
use crate::time::{Cycle, Day, Minute};
use crate::wire::bytes::{unzigzag, zigzag};
use std::sync::Arc;

pub(super) mod tag {
    pub const CLAIM: u8 = 1;
    pub const MARK: u8 = 2;
    pub const DECISION: u8 = 3;
    pub const OBJECTION: u8 = 4;
    pub const CONSENT: u8 = 5;
    pub const ATTESTATION: u8 = 6;
    pub const ADJUSTMENT: u8 = 10;
    pub const ADOPTION: u8 = 11;
    pub const ANSWER: u8 = 12;
    pub const VETO: u8 = 13;
    pub const TRAINING: u8 = 20;
    pub const ALIAS: u8 = 21;
    pub const CLOSE: u8 = 22;
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

fn text(text: &str) -> Arc<[u8]> {
    Arc::from(text.as_bytes())
}

fn item_blob(item: Option<&ItemId>) -> Vec<Arc<[u8]>> {
    item.map(|item| text(item.as_str())).into_iter().collect()
}

impl Value {
    /// The record form, which is stored and hashed.
    ///
    /// # Errors
    /// [`Code::EntryTooLarge`] where texts or lists are above the limits of a record.
    pub fn record(&self) -> Result<Record, Code> {
        let (tag, ints, blobs): (u8, Vec<u64>, Vec<Arc<[u8]>>) = match self {
            Value::Claim(claim) => claim.parts(),
            Value::Mark(mark) => (tag::MARK, vec![*mark as u64], vec![]),
            Value::Decision(decision) => decision.parts(),
            Value::Adjustment(Adjustment { day, item, tenths, separate }) => (
                tag::ADJUSTMENT,
                vec![u64::from(day.0), zigzag(i64::from(*tenths)), u64::from(*separate)],
                vec![text(item.as_str())],
            ),
            Value::Adoption { adopt } => (tag::ADOPTION, vec![u64::from(*adopt)], vec![]),
            Value::Attestation(attestation) => attestation.parts(),
            Value::Objection { withdrawn, escalated } => {
                (tag::OBJECTION, vec![u64::from(*withdrawn), u64::from(*escalated)], vec![])
            }
            Value::Answer { upheld, objection } => {
                (tag::ANSWER, vec![u64::from(*upheld)], vec![Arc::from(&objection[..])])
            }
            Value::Veto { withdrawn } => (tag::VETO, vec![u64::from(*withdrawn)], vec![]),
            Value::Consent { version, language, given } => (
                tag::CONSENT,
                vec![u64::from(*given), u64::from(*version), u64::from(*language)],
                vec![],
            ),
            Value::Training(training) => training.parts(),
            Value::Alias { retracted } => (tag::ALIAS, vec![u64::from(*retracted)], vec![]),
            Value::Close { fold, basis, tips } => {
                let blobs = std::iter::once(Arc::from(&basis.0[..])).chain(tips.iter().cloned());
                (tag::CLOSE, vec![u64::from(fold.saturating_sub(1))], blobs.collect())
            }
            Value::CheckIn(secret) => (tag::CHECK_IN, vec![], vec![Arc::from(&secret[..])]),
            Value::Certificate(certificate) => certificate.parts(),
            Value::Lock(lock) => lock.parts(),
            Value::Membership(membership) => membership.parts(),
            Value::Publication { effective, hash, sector } => {
                let mut blobs = vec![Arc::from(&hash.0[..])];
                blobs.extend((!sector.is_empty()).then(|| text(sector)));
                (tag::PUBLICATION, vec![u64::from(effective.0)], blobs)
            }
            Value::Erasure => (tag::ERASURE, vec![], vec![]),
            Value::FoldVersion(version) => (tag::FOLD_VERSION, vec![u64::from(*version)], vec![]),
            Value::Branch(branch) => branch.parts(),
            Value::Pass { from, until } => (
                tag::PASS,
                vec![u64::from(from.0), until.map_or(0, |day| u64::from(day.0) + 1)],
                vec![],
            ),
            Value::Name => (tag::NAME, vec![], vec![]),
            Value::Retention { kept_from } => {
                (tag::RETENTION, vec![u64::from(kept_from.0)], vec![])
            }
            Value::HubKeys(bytes) => (tag::HUB_KEYS, vec![], vec![Arc::clone(bytes)]),
        };
        Record::new(tag, ints, blobs)
    }

    /// Reads a record; `None` for kinds and fields of a newer version.
    ///
    /// # Errors
    /// [`Code::ChangesetMalformed`] for a known kind with fields that cannot be.
    pub fn read(record: &Record) -> Result<Option<Value>, Code> {
        let fields = Fields { record };
        let value = match record.tag() {
            tag::CLAIM => Value::Claim(Claim::read(&fields)?),
            tag::MARK => Value::Mark(fields.one_of(0, Mark::ALL, |mark| *mark as u64)?),
            tag::DECISION => Value::Decision(Decision::read(&fields)?),
            tag::ADJUSTMENT => Value::Adjustment(Adjustment {
                day: Day(fields.u32(0)?),
                tenths: fields.i32(1)?,
                separate: fields.bool(2)?,
                item: fields.item(0)?.ok_or(BAD)?,
            }),
            tag::ADOPTION => Value::Adoption { adopt: fields.bool(0)? },
            tag::ATTESTATION => Value::Attestation(Attestation::read(&fields)?),
            tag::OBJECTION => {
                Value::Objection { withdrawn: fields.bool(0)?, escalated: fields.bool(1)? }
            }
            tag::ANSWER => Value::Answer { upheld: fields.bool(0)?, objection: fields.array(0)? },
            tag::VETO => Value::Veto { withdrawn: fields.bool(0)? },
            tag::CONSENT => Value::Consent {
                given: fields.bool(0)?,
                version: fields.u32(1)?,
                language: u8::try_from(fields.u32(2)?).map_err(|_| BAD)?,
            },
            tag::TRAINING => Value::Training(Training::read(&fields)?),
            tag::ALIAS => Value::Alias { retracted: fields.bool(0)? },
            tag::CLOSE => Value::Close {
                fold: fields.u32(0)?.checked_add(1).ok_or(BAD)?,
                basis: Hash(fields.array(0)?),
                tips: record.blobs().iter().skip(1).cloned().collect(),
            },
            tag::CHECK_IN => Value::CheckIn(fields.array(0)?),
            tag::CERTIFICATE => Value::Certificate(CertificateValue::read(&fields)?),
            tag::LOCK => Value::Lock(Lock::read(record)?),
            tag::MEMBERSHIP => Value::Membership(Membership::read(&fields)?),
            tag::PUBLICATION => Value::Publication {
                effective: Day(fields.u32(0)?),
                hash: Hash(fields.array(0)?),
                sector: fields.text(1)?.into(),
            },
            tag::ERASURE => Value::Erasure,
            tag::FOLD_VERSION => Value::FoldVersion(fields.u32(0)?),
            tag::BRANCH => Value::Branch(BranchValue::read(&fields)?),
            tag::PASS => Value::Pass {
                from: Day(fields.u32(0)?),
                until: fields.u32(1)?.checked_sub(1).map(Day),
            },
            tag::NAME => Value::Name,
            tag::RETENTION => {
                let year = u16::try_from(fields.u32(0)?).map_err(|_| BAD)?;
                Value::Retention { kept_from: Cycle(year) }
            }
            tag::HUB_KEYS => Value::HubKeys(record.blobs().first().cloned().ok_or(BAD)?),
            _ => return Ok(None),
        };
        // What does not write back the same has fields of a newer version.
        Ok(if value.record()? == *record { Some(value) } else { None })
    }
}

pub(super) const BAD: Code = Code::ChangesetMalformed;

/// Typed access to a record's fields.
struct Fields<'a> {
    record: &'a Record,
}

impl<'a> Fields<'a> {
    fn u32(&self, at: usize) -> Result<u32, Code> {
        u32::try_from(self.record.int(at)).map_err(|_| BAD)
    }

    fn i32(&self, at: usize) -> Result<i32, Code> {
        i32::try_from(unzigzag(self.record.int(at))).map_err(|_| BAD)
    }

    fn bool(&self, at: usize) -> Result<bool, Code> {
        match self.record.int(at) {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(BAD),
        }
    }

    fn option(&self, at: usize) -> Result<Option<u32>, Code> {
        Ok(self.u32(at)?.checked_sub(1))
    }

    fn text(&self, at: usize) -> Result<&'a str, Code> {
        std::str::from_utf8(self.record.blob(at)).map_err(|_| BAD)
    }

    fn item(&self, at: usize) -> Result<Option<ItemId>, Code> {
        match self.text(at)? {
            "" => Ok(None),
            text => ItemId::new(text).map(Some).map_err(|_| BAD),
        }
    }

    fn array<const N: usize>(&self, at: usize) -> Result<[u8; N], Code> {
        self.record.blob(at).try_into().map_err(|_| BAD)
    }

    fn one_of<T, const N: usize>(
        &self,
        at: usize,
        all: [T; N],
        number: fn(&T) -> u64,
    ) -> Result<T, Code> {
        let wanted = self.record.int(at);
        all.into_iter().find(|one| number(one) == wanted).ok_or(BAD)
    }
}

impl Claim {
    fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let option = |value: Option<u32>| value.map_or(0, |value| u64::from(value) + 1);
        let ints = vec![
            u64::from(self.withdrawn),
            u64::from(self.round.saturating_sub(1)),
            option(self.minutes),
            option(self.day.map(|day| day.0)),
            option(self.code),
        ];
        (tag::CLAIM, ints, item_blob(self.item.as_ref()))
    }

    fn read(fields: &Fields<'_>) -> Result<Claim, Code> {
        Ok(Claim {
            withdrawn: fields.bool(0)?,
            round: fields.u32(1)?.checked_add(1).ok_or(BAD)?,
            minutes: fields.option(2)?,
            day: fields.option(3)?.map(Day),
            code: fields.option(4)?,
            item: fields.item(0)?,
        })
    }
}

impl Decision {
    fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let (grant, amount) = match self.grant {
            None => (0, 0),
            Some(Grant::Minutes(minutes)) => (1, u64::from(minutes)),
            Some(Grant::Tenths(tenths)) => (2, zigzag(i64::from(tenths))),
        };
        let ints = vec![
            self.verdict as u64,
            u64::from(self.round.saturating_sub(1)),
            grant,
            amount,
            self.reason.map_or(0, |reason| reason as u64),
        ];
        (tag::DECISION, ints, vec![Arc::from(&self.salt[..]), Arc::from(&self.digest[..])])
    }

    fn read(fields: &Fields<'_>) -> Result<Decision, Code> {
        let verdicts = [Verdict::Approve, Verdict::Return, Verdict::Reject];
        let grant = match fields.u32(2)? {
            0 => None,
            1 => Some(Grant::Minutes(fields.u32(3)?)),
            2 => Some(Grant::Tenths(fields.i32(3)?)),
            _ => return Err(BAD),
        };
        let reason = match fields.u32(4)? {
            0 => None,
            _ => Some(fields.one_of(4, Reason::ALL, |reason| *reason as u64)?),
        };
        Ok(Decision {
            verdict: fields.one_of(0, verdicts, |verdict| *verdict as u64)?,
            round: fields.u32(1)?.checked_add(1).ok_or(BAD)?,
            grant,
            reason,
            salt: fields.array(0)?,
            digest: fields.array(1)?,
        })
    }
}

impl Training {
    fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let ints = vec![
            u64::from(self.kind.number()),
            u64::from(self.start.0),
            u64::from(self.minutes),
            u64::from(self.days.saturating_sub(1)),
            u64::from(self.cancelled),
        ];
        let mut blobs = vec![text(&self.title_zh), text(&self.title_bo)];
        blobs.extend(item_blob(self.item.as_ref()));
        (tag::TRAINING, ints, blobs)
    }

    fn read(fields: &Fields<'_>) -> Result<Training, Code> {
        let kind = u8::try_from(fields.u32(0)?).map_err(|_| BAD)?;
        Ok(Training {
            kind: TrainingKind::from_number(kind).ok_or(BAD)?,
            start: Minute(fields.u32(1)?),
            minutes: fields.u32(2)?,
            days: fields.u32(3)?.checked_add(1).ok_or(BAD)?,
            cancelled: fields.bool(4)?,
            title_zh: fields.text(0)?.into(),
            title_bo: fields.text(1)?.into(),
            item: fields.item(2)?,
        })
    }
}

impl CertificateValue {
    fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let ints = vec![u64::from(self.role), u64::from(self.issued.0), u64::from(self.renew.0)];
        let blobs = vec![
            text(self.member.as_str()),
            Arc::from(&self.key[..]),
            Arc::from(&self.signature[..]),
            text(self.branch.as_str()),
        ];
        (tag::CERTIFICATE, ints, blobs)
    }

    fn read(fields: &Fields<'_>) -> Result<CertificateValue, Code> {
        Ok(CertificateValue {
            role: u8::try_from(fields.u32(0)?).map_err(|_| BAD)?,
            issued: Day(fields.u32(1)?),
            renew: Day(fields.u32(2)?),
            member: MemberId::new(fields.text(0)?).map_err(|_| BAD)?,
            key: fields.array(1)?,
            signature: fields.array(2)?,
            branch: BranchId::new(fields.text(3)?).map_err(|_| BAD)?,
        })
    }
}

impl Membership {
    fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let last = |until: Option<Day>| until.map_or(0, |day| u64::from(day.0) + 1);
        let mut ints = vec![last(self.until)];
        for exemption in &self.exempt {
            ints.extend([u64::from(exemption.from.0), last(exemption.until)]);
        }
        let mut blobs = vec![text(&self.sector), text(&self.category)];
        blobs.extend(self.before.as_ref().map(|branch| text(branch.as_str())));
        (tag::MEMBERSHIP, ints, blobs)
    }

    fn read(fields: &Fields<'_>) -> Result<Membership, Code> {
        let pairs = fields.record.ints().len().saturating_sub(1).div_ceil(2);
        let exemption = |at: usize| {
            let until = fields.option(2 * at + 2)?.map(Day);
            Ok(Exemption { from: Day(fields.u32(2 * at + 1)?), until })
        };
        let before = Some(fields.text(2)?).filter(|text| !text.is_empty());
        Ok(Membership {
            until: fields.option(0)?.map(Day),
            sector: fields.text(0)?.into(),
            category: fields.text(1)?.into(),
            exempt: (0..pairs).map(exemption).collect::<Result<_, Code>>()?,
            before: before.map(|text| BranchId::new(text).map_err(|_| BAD)).transpose()?,
        })
    }
}

impl Attestation {
    fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let ints = vec![
            u64::from(self.withdrawn),
            u64::from(self.kind.number()),
            u64::from(self.day.0),
            u64::from(self.minutes),
        ];
        (tag::ATTESTATION, ints, item_blob(self.item.as_ref()))
    }

    fn read(fields: &Fields<'_>) -> Result<Attestation, Code> {
        let kind = u8::try_from(fields.u32(1)?).map_err(|_| BAD)?;
        Ok(Attestation {
            withdrawn: fields.bool(0)?,
            kind: TrainingKind::from_number(kind).ok_or(BAD)?,
            day: Day(fields.u32(2)?),
            minutes: fields.u32(3)?,
            item: fields.item(0)?,
        })
    }
}

impl BranchValue {
    fn parts(&self) -> (u8, Vec<u64>, Vec<Arc<[u8]>>) {
        let parent = self.parent.as_ref().map_or("", BranchId::as_str);
        let texts = [parent, &*self.level, &*self.sector, &*self.name_zh, &*self.name_bo];
        (tag::BRANCH, vec![u64::from(self.station)], texts.map(text).into())
    }

    fn read(fields: &Fields<'_>) -> Result<BranchValue, Code> {
        let parent = match fields.text(0)? {
            "" => None,
            id => Some(BranchId::new(id).map_err(|_| BAD)?),
        };
        Ok(BranchValue {
            parent,
            level: fields.text(1)?.into(),
            sector: fields.text(2)?.into(),
            name_zh: fields.text(3)?.into(),
            name_bo: fields.text(4)?.into(),
            station: fields.bool(0)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::*;
    use super::tag;
    use crate::schema::record::Record;

    fn every_kind() -> Vec<Value> {
        let day = Day::parse("2026-05-04").unwrap();
        let item = ItemId::new("volunteer").unwrap();
        let member = MemberId::new("pa01").unwrap();
        vec![
            Value::Claim(Claim {
                round: 2,
                minutes: Some(0),
                day: Some(day),
                code: Some(0),
                item: Some(item.clone()),
                withdrawn: true,
            }),
            Value::Mark(Mark::Exempt),
            Value::Decision(Decision {
                verdict: Verdict::Reject,
                round: 1,
                grant: Some(Grant::Tenths(-5)),
                reason: Some(Reason::Other),
                salt: [1; 4],
                digest: [2; 8],
            }),
            Value::Adjustment(Adjustment { day, item: item.clone(), tenths: -30, separate: true }),
            Value::Adoption { adopt: true },
            Value::Attestation(Attestation {
                withdrawn: true,
                kind: TrainingKind::TopicTraining,
                day,
                minutes: 90,
                item: Some(item.clone()),
            }),
            Value::Objection { withdrawn: false, escalated: true },
            Value::Answer { upheld: true, objection: [9; 8] },
            Value::Veto { withdrawn: false },
            Value::Consent { version: 1, language: 2, given: true },
            Value::Training(Training {
                kind: TrainingKind::ThemeDay,
                start: Minute(29_000_000),
                minutes: 90,
                days: 1,
                cancelled: false,
                title_zh: "主题党日".into(),
                title_bo: "བརྗོད་གཞི".into(),
                item: Some(item),
            }),
            Value::Alias { retracted: true },
            Value::Close { fold: 2, basis: Hash([4; 32]), tips: vec![Arc::from(&b"tips"[..])] },
            Value::CheckIn([5; 16]),
            Value::Certificate(CertificateValue {
                role: 3,
                issued: day,
                renew: day,
                member,
                branch: "pasture-a".parse().unwrap(),
                key: [6; 32],
                signature: [7; 64],
            }),
            Value::Lock(Lock { had: vec![], left: None, generation: 0, accepted: vec![] }),
            Value::Membership(Membership {
                until: Some(day),
                sector: "village".into(),
                category: "D".into(),
                exempt: vec![
                    Exemption { from: day, until: Some(day) },
                    Exemption { from: day, until: None },
                ],
                before: Some("pasture-a".parse().unwrap()),
            }),
            Value::Publication { effective: day, hash: Hash([8; 32]), sector: "village".into() },
            Value::Erasure,
            Value::FoldVersion(1),
            Value::Branch(BranchValue {
                parent: Some("township-x".parse().unwrap()),
                level: "branch".into(),
                sector: "village".into(),
                name_zh: "示例支部".into(),
                name_bo: "དཔེ་མཚོན་པུའུ".into(),
                station: true,
            }),
            Value::Pass { from: day, until: None },
            Value::Name,
            Value::Retention { kept_from: Cycle(2024) },
            Value::HubKeys(Arc::from([1, 2, 3])),
        ]
    }

    #[test]
    fn every_value_reads_back() {
        let mut seen = std::collections::BTreeSet::new();
        for value in every_kind() {
            let record = value.record().unwrap();
            assert!(seen.insert(record.tag()), "{value:?} shares its tag");
            assert_eq!(Value::read(&record), Ok(Some(value)));
        }
    }

    #[test]
    fn exemptions_are_written_as_they_are_read() {
        let text = "2026-05-10..2026-07-05;2026-11-01..";
        let list = Exemption::parse_list(text).unwrap();
        let day = |text| Day::parse(text).unwrap();
        assert!(list[0].covers(day("2026-07-05")) && !list[0].covers(day("2026-07-06")));
        assert!(list[1].covers(day("2030-01-01")) && !list[1].covers(day("2026-10-31")));
        let written: Vec<String> = list.iter().map(ToString::to_string).collect();
        assert_eq!(written.join(";"), text);
        assert_eq!(Exemption::parse_list(" ; "), Ok(vec![]));
        for (text, code) in [
            ("2026-05-10", Code::DateMalformed),
            ("..2026-05-10", Code::DateMalformed),
            ("2026-05-10..2026-05-09", Code::DayRange),
            (&*"2026-05-10..;".repeat(11), Code::CountTooLarge),
        ] {
            assert_eq!(Exemption::parse_list(text), Err(code), "{text}");
        }
    }

    #[test]
    fn a_value_with_newer_fields_is_kept_but_not_half_understood() {
        let record = Value::Mark(Mark::Present).record().unwrap();
        let newer = Record::new(record.tag(), vec![record.int(0), 5], vec![]).unwrap();
        assert_eq!(Value::read(&newer), Ok(None));
        assert_eq!(Value::read(&Record::new(250, vec![], vec![]).unwrap()), Ok(None));
    }

    #[test]
    fn impossible_fields_are_refused() {
        for (tag, ints) in [
            (tag::MARK, vec![9]),
            (tag::CLAIM, vec![2]),
            (tag::CLAIM, vec![0, u64::MAX]),
            (tag::DECISION, vec![1, 0, 3]),
        ] {
            assert!(Value::read(&Record::new(tag, ints, vec![]).unwrap()).is_err());
        }
    }
}
