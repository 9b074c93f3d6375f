//! How the core's types become plain ones: ids, days and names of states as text.

use super::Names;
use drokpa_core::chain::entry::EntryId;
use drokpa_core::id::{BranchId, ItemId, MemberId, ObjectId, Serial};
use drokpa_core::model::rules::Label;
use drokpa_core::phone::{Delivery, QuarantineState, RecordName};
use drokpa_core::time::{Cycle, Day};
use std::collections::{BTreeMap, HashMap};

/// A way to a plain type.
pub(crate) trait Plain<T> {
    /// The plain value.
    fn plain(self) -> T;
}

macro_rules! the_same {
    ($($type:ty)+) => {$(
        impl Plain<$type> for $type {
            fn plain(self) -> $type { self }
        }
    )+};
}

macro_rules! as_written {
    ($($type:ty)+) => {$(
        impl Plain<String> for $type {
            fn plain(self) -> String { self.to_string() }
        }
    )+};
}

the_same!(bool u8 u16 u32 i32 u64 String);
as_written!(MemberId BranchId ItemId ObjectId EntryId Day RecordName Box<str> &'static str);

impl Plain<u32> for u8 {
    fn plain(self) -> u32 {
        self.into()
    }
}

impl Plain<u32> for Serial {
    fn plain(self) -> u32 {
        self.0
    }
}

impl Plain<u16> for Cycle {
    fn plain(self) -> u16 {
        self.0
    }
}

impl Plain<String> for Delivery {
    fn plain(self) -> String {
        self.name().to_owned()
    }
}

impl Plain<String> for QuarantineState {
    fn plain(self) -> String {
        self.name().to_owned()
    }
}

impl Plain<Names> for [Box<str>; 2] {
    fn plain(self) -> Names {
        let [zh, bo] = self.map(String::from);
        Names { zh, bo }
    }
}

impl Plain<Names> for Label {
    fn plain(self) -> Names {
        Names { zh: self.zh, bo: self.bo }
    }
}

impl<T, U: Plain<T>> Plain<Option<T>> for Option<U> {
    fn plain(self) -> Option<T> {
        self.map(Plain::plain)
    }
}

impl<T, U: Plain<T>> Plain<Vec<T>> for Vec<U> {
    fn plain(self) -> Vec<T> {
        self.into_iter().map(Plain::plain).collect()
    }
}

impl Plain<HashMap<String, u32>> for BTreeMap<&'static str, u32> {
    fn plain(self) -> HashMap<String, u32> {
        self.into_iter().map(|(name, count)| (name.to_owned(), count)).collect()
    }
}
