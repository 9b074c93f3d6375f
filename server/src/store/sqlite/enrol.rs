//! Invites, and how one becomes a device. Every failure has one answer: whoever guesses learns
//! nothing about which invites there are.

use super::roster;
use super::rows;
use super::times;
use super::voice::Voice;
use crate::store::{Invite, NewInvite, Redeem, Redeemed, StoreError};
use drokpa_core::chain::certificate::{Certificate, Role};
use drokpa_core::chain::keys::{Hash, PublicKey};
use drokpa_core::hub::HubKeys;
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::sync::invite::SECRET_BYTES as CODE_SECRET_BYTES;
use drokpa_core::time::{Day, Seconds};
use rusqlite::{Connection, Row};
use subtle::ConstantTimeEq as _;

/// Wrong secrets after which an invite is burnt.
const WRONG_TRIES_MAX: u32 = 5;
/// After how many days a certificate asks for renewal.
const RENEW_DAYS: u32 = 400;
/// Selectors have 20 bits, so that a typed code has twelve characters.
const SELECTOR_MASK: u32 = 0xf_ffff;

fn secret_hash(salt: &[u8], secret: &[u8]) -> Hash {
    Hash::of("drokpa/invite/1", &[salt, secret])
}

pub(super) fn put_invites(
    conn: &Connection,
    invites: &[NewInvite],
    now: Seconds,
) -> Result<Vec<Invite>, StoreError> {
    let epoch = super::number(conn, "epoch")?;
    // Unused invites that are over are of no use to anybody; used ones still answer a repeat.
    conn.execute(
        "DELETE FROM invites WHERE used_by IS NULL AND (expires_at < ?1 OR epoch <> ?2)",
        (now.0, epoch),
    )?;
    let mut put = conn.prepare_cached(
        "INSERT INTO invites (selector, epoch, branch, member, role, serial, salt, secret_hash, \
         code_hash, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    let mut kept = Vec::with_capacity(invites.len());
    for invite in invites {
        let member =
            roster::find(conn, &invite.member)?.ok_or(drokpa_core::code::Code::MemberUnknown)?;
        if invite.replaces {
            conn.prepare_cached("DELETE FROM invites WHERE member = ?1 AND used_by IS NULL")?
                .execute([member.member.as_str()])?;
        }
        let selector = free_selector(conn, invite.selector & SELECTOR_MASK)?;
        let serial = next_serial(conn)?;
        put.execute(rusqlite::params![
            selector,
            epoch,
            member.branch.as_str(),
            member.member.as_str(),
            member.role as u8,
            serial.0,
            invite.salt,
            secret_hash(&invite.salt, &invite.secret).0,
            secret_hash(&invite.salt, &invite.code_secret).0,
            invite.expires_at.0,
        ])?;
        kept.push(Invite {
            selector,
            member: member.member,
            branch: member.branch,
            role: member.role,
            serial,
            expires_at: invite.expires_at,
        });
    }
    Ok(kept)
}

/// The wished selector, or the next one that no invite has.
fn free_selector(conn: &Connection, wished: u32) -> Result<u32, StoreError> {
    let mut taken =
        conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM invites WHERE selector = ?1)")?;
    for step in 0..=SELECTOR_MASK {
        let selector = wished.wrapping_add(step) & SELECTOR_MASK;
        if !taken.query_row([selector], |row| row.get::<_, bool>(0))? {
            return Ok(selector);
        }
    }
    Err(StoreError::Busy)
}

struct Stored {
    epoch: u32,
    branch: BranchId,
    member: MemberId,
    role: Role,
    serial: Serial,
    salt: Vec<u8>,
    secret_hash: Hash,
    code_hash: Hash,
    expires_at: Seconds,
    wrong_tries: u32,
    used_by: Option<[u8; 32]>,
}

impl Stored {
    fn read(row: &Row<'_>) -> Result<Stored, StoreError> {
        Ok(Stored {
            epoch: row.get(0)?,
            branch: rows::branch_id(row, 1)?,
            member: rows::member_id(row, 2)?,
            role: Role::from_number(row.get(3)?).ok_or(rows::damaged("invites.role"))?,
            serial: Serial(row.get(4)?),
            salt: row.get(5)?,
            secret_hash: rows::hash(row, 6)?,
            code_hash: rows::hash(row, 7)?,
            expires_at: Seconds(row.get(8)?),
            wrong_tries: row.get(9)?,
            used_by: row.get(10)?,
        })
    }
}

pub(super) fn redeem(
    conn: &Connection,
    keys: &HubKeys,
    redeem: &Redeem,
) -> Result<Redeemed, StoreError> {
    let epoch = super::number(conn, "epoch")?;
    let mut find = conn.prepare_cached(
        "SELECT epoch, branch, member, role, serial, salt, secret_hash, code_hash, expires_at, \
         wrong_tries, used_by FROM invites WHERE selector = ?1",
    )?;
    let mut found = find.query([redeem.code.selector])?;
    let stored = found.next()?.map(Stored::read).transpose()?;
    // An unknown selector costs the same hash as a known one.
    let (salt, expected) = match &stored {
        Some(stored) if redeem.code.secret.len() == CODE_SECRET_BYTES => {
            (stored.salt.as_slice(), stored.code_hash)
        }
        Some(stored) => (stored.salt.as_slice(), stored.secret_hash),
        None => (&[0; 16][..], Hash::default()),
    };
    let right = secret_hash(salt, &redeem.code.secret).0.ct_eq(&expected.0);
    let redeemed = match stored {
        Some(stored) if bool::from(right) => redeem_known(conn, keys, epoch, (redeem, &stored))?,
        _ => Redeemed::Refused,
    };
    if redeemed == Redeemed::Refused {
        // Every refusal waits for the disk, so that its time does not tell whether there is such
        // an invite.
        add_one(conn, "refusals")?;
        let wrong = u32::from(!bool::from(right));
        conn.prepare_cached(
            "UPDATE invites SET wrong_tries = MIN(wrong_tries + ?2, ?3) WHERE selector = ?1",
        )?
        .execute((redeem.code.selector, wrong, WRONG_TRIES_MAX))?;
    }
    Ok(redeemed)
}

fn redeem_known(
    conn: &Connection,
    keys: &HubKeys,
    epoch: u32,
    (redeem, invite): (&Redeem, &Stored),
) -> Result<Redeemed, StoreError> {
    let burnt = invite.wrong_tries >= WRONG_TRIES_MAX || invite.epoch != epoch;
    match invite.used_by {
        // The first answer was lost on its way.
        Some(key) if key == *redeem.key.bytes() => enrolled(conn, &redeem.key),
        Some(_) => Ok(Redeemed::Refused),
        None if burnt || redeem.now > invite.expires_at => Ok(Redeemed::Refused),
        None => enrol(conn, keys, redeem, invite),
    }
}

/// The device that has this key.
fn enrolled(conn: &Connection, key: &PublicKey) -> Result<Redeemed, StoreError> {
    let sql = format!("SELECT {} FROM devices WHERE public_key = ?1", rows::CERTIFICATE_COLUMNS);
    let mut find = conn.prepare_cached(&sql)?;
    let mut found = find.query([key.bytes()])?;
    let device = found.next()?.map(rows::certificate).transpose()?;
    let usable = device.filter(|device| !device.revoked);
    Ok(usable.map_or(Redeemed::Refused, |device| Redeemed::Device(Box::new(device.certificate))))
}

fn enrol(
    conn: &Connection,
    keys: &HubKeys,
    redeem: &Redeem,
    invite: &Stored,
) -> Result<Redeemed, StoreError> {
    // A key that has a device already keeps it; another invite does not give it a second name.
    if enrolled(conn, &redeem.key)? != Redeemed::Refused {
        return Ok(Redeemed::Refused);
    }
    let issued = redeem.now.day();
    let certificate = Certificate {
        serial: invite.serial,
        branch: invite.branch.clone(),
        member: invite.member.clone(),
        role: invite.role,
        key: redeem.key,
        issued,
        renew: Day(issued.0.saturating_add(RENEW_DAYS)),
    };
    if !rows::put_device(conn, &certificate, redeem.now)? {
        return Ok(Redeemed::Refused);
    }
    conn.execute(
        "UPDATE invites SET used_by = ?2 WHERE selector = ?1",
        (redeem.code.selector, redeem.key.bytes()),
    )?;
    let mut voice = Voice::new(conn, keys, redeem.now)?;
    if let Some(member) = roster::find(conn, &invite.member)? {
        times::begin(&mut voice, &member)?;
    }
    voice.say_certificate(&certificate)?;
    voice.finish()?;
    Ok(Redeemed::Device(Box::new(certificate)))
}

/// Serials are never used twice, also not where a device's row is gone.
fn next_serial(conn: &Connection) -> Result<Serial, StoreError> {
    add_one(conn, "serial").map(Serial)
}

/// Raises a number in `meta` to at least this.
pub(super) fn raise(conn: &Connection, name: &str, least: u32) -> Result<(), StoreError> {
    if super::number(conn, name)? < least {
        conn.prepare_cached("UPDATE meta SET value = ?2 WHERE name = ?1")?
            .execute((name, least.to_be_bytes()))?;
    }
    Ok(())
}

/// Raises a number in `meta` and returns it.
pub(super) fn add_one(conn: &Connection, name: &str) -> Result<u32, StoreError> {
    let next = super::number(conn, name)?.checked_add(1).ok_or(StoreError::Busy)?;
    conn.prepare_cached("UPDATE meta SET value = ?2 WHERE name = ?1")?
        .execute((name, next.to_be_bytes()))?;
    Ok(next)
}
