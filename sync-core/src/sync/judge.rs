//! Step 3: judging one changeset. Pure: the store hands in what it knows about the chain, the
//! verdict says what to write. Nothing here is remembered between requests.

use super::authority::{Reach, Subject, may_read, may_write};
use super::lock::{DeviceLock, Limit};
use super::reply::Fate;
use crate::chain::certificate::{Certificate, Role};
use crate::chain::changeset::{Changeset, Opened};
use crate::chain::entry::{ChainScope, entry_id};
use crate::chain::keys::{Hash, PublicKey, Realm};
use crate::code::Code;
use crate::id::Serial;
use crate::schema::key::Key;

/// What the store knows about the chain that a changeset belongs to.
#[derive(Clone, Debug, Default)]
pub struct ChainFacts {
    /// The hub's own key. A hub that was restored takes its own later entries back from phones;
    /// without this it never does.
    pub hub: Option<PublicKey>,
    /// The writer's certificate, as the registry has it.
    pub writer: Option<Certificate>,
    /// True where the writer's branch lies above the document's.
    pub writer_above: bool,
    /// True where the carrying device's branch lies above the document's.
    pub carrier_above: bool,
    /// True where the carrying device is the writer. It may hand in what it wrote even where it
    /// may not read the document any more.
    pub own: bool,
    /// The roles that the carrying device had and lost. What it may have been given under them it
    /// may hand in: nobody else may have brought it.
    pub carrier_had: Vec<Role>,
    /// The writer's lock in the document's branch, where it was revoked or lost a role.
    pub lock: Option<DeviceLock>,
    /// How many bytes of columns above a lock are still taken today.
    pub deposit_bytes_left: usize,
    /// Number and hash of the last entry in the log.
    pub tip: Option<(u32, Hash)>,
    /// The hash of the entry before the changeset's first one, where the log has it.
    pub before: Option<Hash>,
    /// The hash of the log's entry under the changeset's last number, where the log has it.
    pub at_last: Option<Hash>,
}

/// What to do with a changeset.
#[derive(Debug)]
pub enum Verdict {
    /// Append these entries behind the tip that the facts named, with this fate: accepted, or
    /// quarantined where they lie above a lock.
    Append(Box<Opened>, Fate),
    /// Keep as evidence of a fork; never counts.
    Evidence(Box<Opened>, Fate),
    /// Write nothing.
    Nothing(Fate),
}

/// Judges a changeset that `carrier` handed in.
#[must_use]
pub fn judge(
    realm: &Realm,
    carrier: &Subject,
    changeset: &Changeset,
    facts: &ChainFacts,
) -> Verdict {
    verdict(realm, carrier, changeset, facts).unwrap_or_else(|code| {
        Verdict::Nothing(match code {
            Code::CertificateUnknown | Code::ChainGap | Code::DepositFull => Fate::Waiting(code),
            _ => Fate::Rejected(code),
        })
    })
}

fn verdict(
    realm: &Realm,
    carrier: &Subject,
    changeset: &Changeset,
    facts: &ChainFacts,
) -> Result<Verdict, Code> {
    let document = &changeset.document;
    let as_role = |role: &Role| Subject { role: *role, ..carrier.clone() };
    let reach = Reach::above(facts.carrier_above);
    let could_read = |role: &Role| may_read(&as_role(role), document, reach);
    // The hub's own words may come back by anybody who has them: they tell the hub nothing new, and
    // one that was restored may not know yet who was allowed to read them.
    let hubs_own = changeset.actor.serial == Serial::HUB;
    if !facts.own
        && !hubs_own
        && !may_read(carrier, document, reach)
        && !facts.carrier_had.iter().any(could_read)
    {
        return Err(Code::DocumentForeign);
    }
    let key = writer_key(changeset, facts)?;
    let tip_seq = facts.tip.map_or(0, |(seq, _)| seq);
    if changeset.first_seq > tip_seq.saturating_add(1) {
        return Err(Code::ChainGap);
    }
    let before = if changeset.first_seq == 1 {
        ChainScope::new(realm, document, &key, changeset.actor).genesis()
    } else {
        facts.before.ok_or(Code::Internal)?
    };
    let mut opened = match changeset.open(realm, &key, &before) {
        Ok(opened) => opened,
        // The log has the entry before this one, and it is another: the chains parted earlier.
        Err(Code::ChainGap) => return Ok(Verdict::Nothing(Fate::Forked(entry_id(&before)))),
        Err(code) => return Err(code),
    };
    check_keys(&opened)?;
    if let Some(winner) = facts.at_last {
        return Ok(if opened.tip() == winner {
            let above = limit(changeset, facts).last_accepted();
            Verdict::Nothing(match above {
                Some(last) if changeset.last_seq() > last => Fate::Quarantined,
                _ => Fate::Known,
            })
        } else {
            Verdict::Evidence(Box::new(opened), Fate::Forked(entry_id(&winner)))
        });
    }
    if let Some((seq, winner)) = facts.tip.filter(|(seq, _)| *seq >= changeset.first_seq) {
        if opened.hash_at(seq) != Some(winner) {
            return Ok(Verdict::Evidence(Box::new(opened), Fate::Forked(entry_id(&winner))));
        }
        opened.drop_front((seq - changeset.first_seq + 1) as usize);
    }
    let quarantined = match limit(changeset, facts) {
        Limit::Open => false,
        Limit::Nothing => true,
        // Another entry under the accepted number: this is not the chain that was accepted.
        Limit::UpTo(seq, name) => {
            let other = opened.hash_at(seq).is_some_and(|hash| entry_id(&hash) != name);
            other || opened.last_seq() > seq
        }
    };
    if quarantined && opened.pack(false).columns.len() > facts.deposit_bytes_left {
        return Err(Code::DepositFull);
    }
    let fate = if quarantined { Fate::Quarantined } else { Fate::Accepted };
    Ok(Verdict::Append(Box::new(opened), fate))
}

/// How much of the changeset's chain counts.
fn limit(changeset: &Changeset, facts: &ChainFacts) -> Limit {
    let (Some(writer), Some(lock)) = (&facts.writer, &facts.lock) else { return Limit::Open };
    let place = (changeset.actor.generation, facts.writer_above);
    lock.limit(&Subject::from(writer), &changeset.document, place)
}

/// The key that signs the chain, where its writer may write there.
fn writer_key(changeset: &Changeset, facts: &ChainFacts) -> Result<PublicKey, Code> {
    let document = &changeset.document;
    if changeset.actor.serial == Serial::HUB {
        return match facts.hub {
            Some(hub) if document.kind.is_hubs() => Ok(hub),
            Some(_) => Err(Code::DocumentForeign),
            None => Err(Code::CertificateUnknown),
        };
    }
    let writer = facts.writer.as_ref().ok_or(Code::CertificateUnknown)?;
    let subject = Subject::from(writer);
    let above = facts.writer_above;
    let might = facts.lock.as_ref().is_some_and(|l| l.could_write(&subject, document, above));
    if might || may_write(&subject, document, facts.writer_above) {
        Ok(writer.key)
    } else {
        Err(Code::DocumentForeign)
    }
}

/// Keys of known kinds must belong into the document; those of newer versions are kept.
fn check_keys(opened: &Opened) -> Result<(), Code> {
    for (_, entry) in opened.named() {
        match Key::read(&entry.key)? {
            Some(key) if !key.belongs_into(opened.document.kind) => return Err(Code::KeyForeign),
            Some(_) | None => {}
        }
    }
    Ok(())
}
