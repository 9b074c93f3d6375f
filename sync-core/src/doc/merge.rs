//! A document: which values of a key stand. Automerge says it (`engine.rs`), or where the feature
//! `automerge` is off, the plain rule (`rule.rs`).

#[cfg(feature = "automerge")]
use super::engine;
use super::graph::{Input, Waiting, plan};
#[cfg(not(feature = "automerge"))]
use super::rule;
use crate::chain::entry::EntryId;
use crate::code::Code;
use crate::schema::record::Record;
use std::collections::BTreeMap;

/// A document rebuilt from its entries. It is never stored and never taken from outside.
pub struct Document {
    #[cfg(feature = "automerge")]
    automerge: automerge::AutoCommit,
    live: BTreeMap<Record, Vec<EntryId>>,
    waiting: Vec<(EntryId, Waiting)>,
}

impl Document {
    /// Builds the document of these entries, in whatever order and however often they come.
    ///
    /// # Errors
    /// [`Code::Internal`] if Automerge refuses a change that the plan allowed; the document is
    /// then thrown away, the entries are not touched.
    pub fn build<'a>(inputs: impl IntoIterator<Item = Input<'a>>) -> Result<Document, Code> {
        let plan = plan(inputs);
        #[cfg(feature = "automerge")]
        let (automerge, live) = engine::build(&plan)?;
        #[cfg(not(feature = "automerge"))]
        let live = rule::live(&plan);
        Ok(Document {
            #[cfg(feature = "automerge")]
            automerge,
            live,
            waiting: plan.waiting,
        })
    }

    /// The live values of a key, as names of entries in ascending order; more than one is a
    /// conflict that stays visible.
    #[must_use]
    pub fn live(&self, key: &Record) -> &[EntryId] {
        self.live.get(key).map_or(&[], Vec::as_slice)
    }

    /// Every key that has a live value, in order.
    pub fn keys(&self) -> impl Iterator<Item = (&Record, &[EntryId])> {
        self.live.iter().map(|(key, ids)| (key, ids.as_slice()))
    }

    /// Entries that cannot be built yet, and why.
    #[must_use]
    pub fn waiting(&self) -> &[(EntryId, Waiting)] {
        &self.waiting
    }

    /// The document as Automerge bytes, for other programs that read Automerge. Outbound only.
    #[cfg(feature = "automerge")]
    #[must_use]
    pub fn save(&mut self) -> Vec<u8> {
        self.automerge.save()
    }
}

impl std::fmt::Debug for Document {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Document")
            .field("live", &self.live)
            .field("waiting", &self.waiting)
            .finish()
    }
}
