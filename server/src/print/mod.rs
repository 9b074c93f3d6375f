//! Pages for paper, in both languages on one sheet: the list for the wall, the personal slip,
//! the blank roll, the consent notice, the key sheet. HTML with everything inside, so that a
//! browser without a network prints it. Members stand in the order they are given in, which is the
//! roster's; nothing here sorts.

mod consent;
mod keys;
mod page;
mod roll;
mod slip;
#[cfg(test)]
mod tests;
mod wall;

pub use consent::consent;
pub use keys::{KeySheet, key_sheet};
pub(crate) use page::{called, each, escape, page};
pub use roll::roll_sheet;
pub use slip::slip;
pub use wall::wall;
