//! A training's code on the wall: what the QR code at the door says, and the six digits in it that
//! change every few minutes. A secretary's phone shows it, members' phones record with it, and the
//! secretary's phone checks later, offline, whether a recorded code was shown during the training.
//! A code is evidence that is shown to people; nothing is decided by it, and no clock is asked.

use crate::chain::keys::one_time;
use crate::code::Code;
use crate::id::{ObjectId, Serial};
use crate::schema::value::Training;
use crate::time::{Day, Minute};
use crate::wire::bytes::{Reader, put_varint};

/// First byte of the content of a training's code.
pub const KIND_CHECK_IN: u8 = 0x34;
/// For how many minutes a code stands: the time step of RFC 6238.
pub const STEP_MINUTES: u32 = 5;
/// How many minutes before a training begins, and after it ends, its codes are taken.
pub const MARGIN_MINUTES: u32 = 60;
/// How many minutes further out a code is still recognised, and shown as outside its window.
pub const OUTSIDE_MINUTES: u32 = 24 * 60;
/// Codes are below this: six digits.
pub const CODES: u32 = 1_000_000;

/// What the QR code at the door says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The training.
    pub training: ObjectId,
    /// The code of these minutes.
    pub code: u32,
    /// A pack: the training as the calendar has it, signed, with its writer's certificate.
    pub pack: Vec<u8>,
}

impl Card {
    /// The content of the code.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let ObjectId { serial, generation, counter } = self.training;
        let mut out = vec![KIND_CHECK_IN];
        for number in [serial.0, generation, counter, self.code] {
            put_varint(&mut out, u64::from(number));
        }
        out.extend_from_slice(&self.pack);
        out
    }

    /// Reads what [`Card::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Code::TransferMalformed`].
    pub fn read(bytes: &[u8]) -> Result<Card, Code> {
        let read = || -> Result<Card, Code> {
            let mut reader = Reader::new(bytes);
            if reader.u8()? != KIND_CHECK_IN {
                return Err(Code::VersionUnknown);
            }
            let serial = Serial(reader.varint32()?);
            let training =
                ObjectId { serial, generation: reader.varint32()?, counter: reader.varint32()? };
            let code = reader.varint32()?;
            Ok(Card { training, code, pack: reader.rest().to_vec() })
        };
        let card = read().map_err(|_| Code::TransferMalformed)?;
        if card.code < CODES { Ok(card) } else { Err(Code::TransferMalformed) }
    }
}

/// The six digits of a code.
#[must_use]
pub fn digits(code: u32) -> String {
    format!("{code:06}")
}

/// The code that stands at a minute: RFC 6238 with SHA-256 over steps of [`STEP_MINUTES`].
#[must_use]
pub fn code_at(secret: &[u8; 16], at: Minute) -> u32 {
    code_of(secret, step_of(at))
}

fn code_of(secret: &[u8; 16], step: u32) -> u32 {
    one_time(secret, u64::from(step)) % CODES
}

const fn step_of(at: Minute) -> u32 {
    at.0 / STEP_MINUTES
}

/// The first and last minute in which a training's codes are taken.
#[must_use]
pub fn window(training: &Training) -> (Minute, Minute) {
    let Training { start, minutes, days, .. } = training;
    let end = if *days > 1 {
        // Nobody says when each of several days ends, so its last day counts to midnight.
        let after = Day(start.day().0.saturating_add(*days));
        after.start().minute().0
    } else {
        start.0.saturating_add(*minutes)
    };
    (Minute(start.0.saturating_sub(MARGIN_MINUTES)), Minute(end.saturating_add(MARGIN_MINUTES)))
}

/// What a recorded code turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Checked {
    /// It was shown during the training, from this minute on.
    Confirmed(Minute),
    /// It was shown up to a day earlier or later, from this minute on.
    Outside(Minute),
    /// It is none of this training's.
    Wrong,
}

impl Checked {
    /// The name used in JSON; also the end of its message id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Checked::Confirmed(_) => "confirmed",
            Checked::Outside(_) => "outside",
            Checked::Wrong => "wrong",
        }
    }

    /// From when on the code was shown.
    #[must_use]
    pub const fn shown_at(self) -> Option<Minute> {
        match self {
            Checked::Confirmed(at) | Checked::Outside(at) => Some(at),
            Checked::Wrong => None,
        }
    }
}

/// Checks a recorded code against a training's secrets; more than one where two secretaries each
/// made one. At most a few thousand codes are computed, whatever the training says.
#[must_use]
pub fn check(secrets: &[[u8; 16]], code: u32, training: &Training) -> Checked {
    let (first, last) = window(training);
    let found = |from: u32, to: u32| {
        let steps = step_of(Minute(from))..=step_of(Minute(to));
        steps.take(STEPS_MAX).find(|step| secrets.iter().any(|one| code_of(one, *step) == code))
    };
    let shown = |step: u32| Minute(step * STEP_MINUTES);
    if let Some(step) = found(first.0, last.0) {
        return Checked::Confirmed(shown(step));
    }
    let early = found(first.0.saturating_sub(OUTSIDE_MINUTES), first.0);
    let late = || found(last.0, last.0.saturating_add(OUTSIDE_MINUTES));
    early.or_else(late).map_or(Checked::Wrong, |step| Checked::Outside(shown(step)))
}

/// A training lasts 31 days at most, with its margins 33.
const STEPS_MAX: usize = 33 * 24 * 60 / STEP_MINUTES as usize;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kind::TrainingKind;
    use proptest::prelude::*;

    fn training(days: u32) -> Training {
        Training {
            kind: TrainingKind::ThemeDay,
            start: Day::parse("2026-05-04").unwrap().start().minute(),
            minutes: 120,
            days,
            cancelled: false,
            title_zh: "z".into(),
            title_bo: "b".into(),
            item: None,
        }
    }

    #[test]
    fn the_values_of_the_standard_come_out() {
        // RFC 6238, appendix B, SHA-256: the key is ASCII "1234567890" repeated to 32 bytes, the
        // step 30 seconds, eight digits.
        let key = b"12345678901234567890123456789012";
        for (seconds, code) in [
            (59, 46_119_246),
            (1_111_111_109, 68_084_774),
            (1_111_111_111, 67_062_674),
            (1_234_567_890, 91_819_424),
            (2_000_000_000, 90_698_825),
            (20_000_000_000, 77_737_706),
        ] {
            assert_eq!(one_time(key, seconds / 30) % 100_000_000, code);
        }
    }

    #[test]
    fn a_code_of_the_training_is_told_from_an_early_one_a_late_one_and_another_trainings() {
        let (secret, other) = ([7; 16], [8; 16]);
        let training = training(1);
        let at = |minutes: i64| Minute((i64::from(training.start.0) + minutes) as u32);
        let checked = |minutes| check(&[secret], code_at(&secret, at(minutes)), &training);
        for minutes in [-60, -1, 0, 60, 120, 180] {
            assert!(matches!(checked(minutes), Checked::Confirmed(_)), "{minutes}");
        }
        for minutes in [-66, -600, 186, 1500] {
            assert!(matches!(checked(minutes), Checked::Outside(_)), "{minutes}");
        }
        assert_eq!(checked(30), Checked::Confirmed(at(30)));
        assert_eq!(checked(-200), Checked::Outside(at(-200)));
        for minutes in [-3000, 3000] {
            assert_eq!(checked(minutes), Checked::Wrong, "{minutes}");
        }
        let foreign = code_at(&other, at(30));
        assert_eq!(check(&[secret], foreign, &training), Checked::Wrong);
        assert_eq!(check(&[secret, other], foreign, &training), Checked::Confirmed(at(30)));
        assert_eq!(check(&[], foreign, &training), Checked::Wrong);
    }

    #[test]
    fn a_training_of_several_days_takes_codes_up_to_its_last_midnight() {
        let three = training(3);
        let (first, last) = window(&three);
        assert_eq!((first.0, last.0), (three.start.0 - 60, three.start.0 + 3 * 1440 + 60));
        let third_day = Minute(three.start.0 + 2 * 1440 + 600);
        let code = code_at(&[1; 16], third_day);
        assert!(matches!(check(&[[1; 16]], code, &three), Checked::Confirmed(_)));
    }

    #[test]
    fn codes_are_six_digits_and_change_every_step() {
        let at = |minute| code_at(&[9; 16], Minute(minute));
        assert_eq!(at(29_600_000), at(29_600_004));
        let codes: std::collections::BTreeSet<u32> =
            (0..200).map(|step| at(29_600_000 + step * STEP_MINUTES)).collect();
        assert!(codes.len() > 198 && codes.iter().all(|code| *code < CODES));
        assert_eq!(digits(4271), "004271");
    }

    proptest! {
        #[test]
        fn a_card_reads_back_and_anything_else_is_refused(
            numbers: (u32, u32, u32), code in 0..CODES, pack: Vec<u8>, junk: Vec<u8>,
        ) {
            let (serial, generation, counter) = numbers;
            let training = ObjectId { serial: Serial(serial), generation, counter };
            let card = Card { training, code, pack };
            prop_assert_eq!(Card::read(&card.to_bytes()), Ok(card));
            let _ = Card::read(&junk);
        }

    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn checking_ends_whatever_a_training_says(start: u32, minutes: u32, days: u32, code: u32) {
            let odd = Training { start: Minute(start), minutes, days, ..training(1) };
            let _ = check(&[[1; 16]], code, &odd);
        }
    }
}
