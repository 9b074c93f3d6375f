//! Newtypes for every id. Ids are short because each one travels over 2G, and are made offline
//! without asking anybody: `<device serial>.<generation>.<counter>`.

use crate::code::Code;
use serde::{Deserialize, Serialize};

/// Longest id of a member, branch, course or rules item, in bytes.
pub const NAME_ID_BYTES_MAX: usize = 32;

macro_rules! name_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(Box<str>);

        impl $name {
            /// Checks and takes an id: 1 to 32 of `A-Z a-z 0-9 . _ -`, not starting with a dot.
            ///
            /// # Errors
            /// [`Code::IdMalformed`] for anything else.
            pub fn new(text: &str) -> Result<Self, Code> {
                check_name_id(text).map(|()| Self(text.into()))
            }

            /// The id as written.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = Code;
            fn from_str(text: &str) -> Result<Self, Code> { Self::new(text) }
        }

        impl TryFrom<String> for $name {
            type Error = Code;
            fn try_from(text: String) -> Result<Self, Code> { Self::new(&text) }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String { id.0.into() }
        }
    };
}

name_id! {
    /// A member of the organisation. A pseudonym: names live only in the roster document.
    MemberId
}
name_id! {
    /// A branch: the unit that has a roster, a calendar and one replication stream.
    BranchId
}
name_id! {
    /// A course that can be studied alone.
    CourseId
}
name_id! {
    /// An item of the points rules, such as `meeting.theme_day`.
    ItemId
}

fn check_name_id(text: &str) -> Result<(), Code> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let fits = (1..=NAME_ID_BYTES_MAX).contains(&text.len())
        && !text.starts_with('.')
        && text.bytes().all(allowed);
    if fits { Ok(()) } else { Err(Code::IdMalformed) }
}

/// The number the hub gives to an enrolled device. 0 is the hub itself.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Serial(pub u32);

impl Serial {
    /// The hub's own serial.
    pub const HUB: Serial = Serial(0);
}

impl std::fmt::Display for Serial {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// One writer of chains: a device in one generation. A phone that was restored from a backup
/// writes under its next generation, so a sequence number is never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Actor {
    /// The device.
    pub serial: Serial,
    /// 0 for a fresh installation, one more after each restore.
    pub generation: u32,
}

impl Actor {
    /// Not above any other.
    pub const FIRST: Actor = Actor { serial: Serial(0), generation: 0 };
}

impl std::fmt::Display for Actor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.serial, self.generation)
    }
}

/// An id made on a device: of a training, an activity. Unique without a network, because the
/// serial is the device's own and the counter never goes back within a generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId {
    /// The device that made the id.
    pub serial: Serial,
    /// Its generation then.
    pub generation: u32,
    /// Its counter then; starts at 1.
    pub counter: u32,
}

impl std::fmt::Display for ObjectId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.serial, self.generation, self.counter)
    }
}

impl std::str::FromStr for ObjectId {
    type Err = Code;

    fn from_str(text: &str) -> Result<Self, Code> {
        let mut parts = text.split('.').map(|part| {
            let plain = !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_digit())
                && (part == "0" || !part.starts_with('0'));
            if plain {
                part.parse::<u32>().map_err(|_| Code::IdMalformed)
            } else {
                Err(Code::IdMalformed)
            }
        });
        let mut next = || parts.next().unwrap_or(Err(Code::IdMalformed));
        let id = ObjectId { serial: Serial(next()?), generation: next()?, counter: next()? };
        if parts.next().is_some() { Err(Code::IdMalformed) } else { Ok(id) }
    }
}

impl Serialize for ObjectId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for ObjectId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn name_ids_hold_their_limits() {
        assert!(MemberId::new(&"m".repeat(NAME_ID_BYTES_MAX)).is_ok());
        assert!(BranchId::new("village-a").is_ok());
        for text in ["", ".hidden", "a b", "a/b", "བ", &"m".repeat(NAME_ID_BYTES_MAX + 1)] {
            assert_eq!(MemberId::new(text), Err(Code::IdMalformed), "{text}");
        }
    }

    #[test]
    fn object_ids_read_what_they_write_and_nothing_else() {
        let id = ObjectId { serial: Serial(12), generation: 0, counter: 5 };
        assert_eq!(id.to_string(), "12.0.5");
        assert_eq!("12.0.5".parse(), Ok(id));
        for text in ["", "12.0", "12.0.5.1", "012.0.5", "12.0.+5", "12.0.4294967296"] {
            assert_eq!(text.parse::<ObjectId>(), Err(Code::IdMalformed), "{text}");
        }
    }
}
