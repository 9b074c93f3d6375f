//! What the log knows about a chain, for judging a changeset of it. In the usual case, where the
//! changeset begins behind the tip, two small rows answer everything.

use super::rows;
use crate::store::StoreError;
use drokpa_core::chain::changeset::Changeset;
use drokpa_core::chain::keys::{Hash, Realm};
use drokpa_core::sync::authority::Subject;
use drokpa_core::sync::judge::ChainFacts;
use rusqlite::Connection;

pub(super) fn chain_facts(
    conn: &Connection,
    realm: &Realm,
    changeset: &Changeset,
    carrier: &Subject,
) -> Result<ChainFacts, StoreError> {
    let branch = &changeset.document.branch;
    let above = |other| rows::is_above(conn, other, branch);
    let device = rows::device(conn, changeset.actor.serial)?;
    // Nothing of a revoked device is taken before its lock is judged.
    let writer = device.filter(|device| !device.revoked).map(|device| device.certificate);
    let mut facts = ChainFacts {
        carrier_above: above(&carrier.branch)?,
        writer_above: match &writer {
            Some(writer) => above(&writer.branch)?,
            None => false,
        },
        ..ChainFacts::default()
    };
    let document = rows::find_document(conn, &changeset.document)?;
    if let (Some(document), Some(writer)) = (document, &writer) {
        let chain = Chain { conn, realm, document, changeset, key: &writer.key };
        facts.tip = rows::tip(conn, document, changeset.actor)?;
        if let Some((tip_seq, tip)) = facts.tip {
            let at = |seq: u32| match seq {
                _ if seq == tip_seq => Ok(Some(tip)),
                0 => Ok(None),
                _ if seq > tip_seq => Ok(None),
                _ => chain.hash_at(seq),
            };
            facts.before = at(changeset.first_seq.saturating_sub(1))?;
            facts.at_last = at(changeset.last_seq())?;
        }
    }
    facts.writer = writer;
    Ok(facts)
}

struct Chain<'a> {
    conn: &'a Connection,
    realm: &'a Realm,
    document: i64,
    changeset: &'a Changeset,
    key: &'a drokpa_core::chain::keys::PublicKey,
}

impl Chain<'_> {
    /// The hash of an entry below the tip. Where it is not the last of its row, the row's columns
    /// are hashed again.
    fn hash_at(&self, seq: u32) -> Result<Option<Hash>, StoreError> {
        let sql = format!(
            "SELECT {}, l.tip FROM log l JOIN documents d ON d.document = l.document \
             WHERE l.document = ?1 AND l.serial = ?2 AND l.generation = ?3 AND l.seq_to >= ?4 \
             ORDER BY l.seq_to LIMIT 1",
            rows::CHANGESET_COLUMNS
        );
        let mut find = self.conn.prepare_cached(&sql)?;
        let actor = self.changeset.actor;
        let mut found = find.query((self.document, actor.serial.0, actor.generation, seq))?;
        let Some(row) = found.next()? else { return Ok(None) };
        let (stored, previous) = rows::changeset(row)?;
        if stored.last_seq() == seq {
            return Ok(Some(rows::hash(row, 8)?));
        }
        let opened = stored
            .open(self.realm, self.key, &previous)
            .map_err(|_| rows::damaged("log: a changeset does not verify"))?;
        Ok(opened.hash_at(seq))
    }
}
