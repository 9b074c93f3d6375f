//! What the log knows about a chain, for judging a changeset of it. In the usual case, where the
//! changeset begins behind the tip, two small rows answer everything.

use super::authority;
use super::rows;
use crate::store::{Carrier, StoreError};
use drokpa_core::chain::changeset::Changeset;
use drokpa_core::chain::keys::{Hash, PublicKey};
use drokpa_core::hub::{DEPOSIT_BYTES_MAX, HubKeys};
use drokpa_core::id::Serial;
use drokpa_core::sync::judge::ChainFacts;
use rusqlite::{Connection, OptionalExtension as _};

pub(super) fn chain_facts(
    conn: &Connection,
    keys: &HubKeys,
    changeset: &Changeset,
    carrier: &Carrier<'_>,
) -> Result<ChainFacts, StoreError> {
    let branch = &changeset.document.branch;
    let serial = changeset.actor.serial;
    let above = |other| rows::is_above(conn, other, branch);
    let writer = rows::device(conn, serial)?;
    let mut facts = ChainFacts {
        // Its own entries the hub takes back from phones after it lost its last days.
        hub: keys.taken_back(changeset.actor.generation),
        carrier_above: above(&carrier.subject.branch)?,
        writer_above: match &writer {
            Some(writer) => above(&writer.certificate.branch)?,
            None => false,
        },
        own: serial == carrier.serial,
        carrier_had: carrier.had.to_vec(),
        ..ChainFacts::default()
    };
    if let Some(writer) = writer.as_ref().filter(|writer| writer.locked) {
        facts.lock = authority::device_lock(conn, branch, &writer.certificate)?;
        facts.deposit_bytes_left = deposit_bytes_left(conn, serial, carrier)?;
    }
    let key = match &writer {
        _ if serial == Serial::HUB => Some(keys.key_of(changeset.actor.generation)),
        writer => writer.as_ref().map(|writer| writer.certificate.key),
    };
    let document = rows::find_document(conn, &changeset.document)?;
    if let (Some(document), Some(key)) = (document, key) {
        let chain = Chain { conn, keys, document, changeset, key };
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
    facts.writer = writer.map(|writer| writer.certificate);
    Ok(facts)
}

fn deposit_bytes_left(
    conn: &Connection,
    serial: Serial,
    carrier: &Carrier<'_>,
) -> Result<usize, StoreError> {
    let deposited: Option<u32> = conn
        .prepare_cached("SELECT bytes FROM deposits WHERE serial = ?1 AND day = ?2")?
        .query_row((serial.0, carrier.today.0), |row| row.get(0))
        .optional()?;
    let deposited = usize::try_from(deposited.unwrap_or(0)).unwrap_or(usize::MAX);
    Ok(DEPOSIT_BYTES_MAX.saturating_sub(deposited))
}

struct Chain<'a> {
    conn: &'a Connection,
    keys: &'a HubKeys,
    document: i64,
    changeset: &'a Changeset,
    key: PublicKey,
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
            .open(&self.keys.realm(), &self.key, &previous)
            .map_err(|_| rows::damaged("log: a changeset does not verify"))?;
        Ok(opened.hash_at(seq))
    }
}
