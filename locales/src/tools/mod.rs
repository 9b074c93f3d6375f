//! What translators, reviewers and recorders use: message files as they lie on the disk, the
//! reviewer's sheet, the glossary page, audio packs. Behind the feature `tools`; called by
//! `drokpa locales`. It must never change a file unless all files together pass the checks of the
//! build.

pub mod audio;
#[path = "../../build/check.rs"]
mod check;
mod glossary;
mod sheet;
mod tree;

pub use glossary::{Glossary, Term, consistency, page as glossary_page};
pub use sheet::{Applied, apply, sheet};
pub use tree::{MessageFile, Tree};
