//! The check that every replica agrees: what a phone shows about a member must be, field by
//! field, what the first secretary's phone of the branch shows, basis included.

use super::CYCLE;
use super::device::Device;
use drokpa_core::code::Code;
use drokpa_core::id::MemberId;
use drokpa_core::phone::{ClaimRow, Phone};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;

/// What the comparison found.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Replicas {
    /// Phones that were compared.
    pub(super) phones: usize,
    /// Phones that agree in everything.
    pub(super) agree: usize,
    /// Standings that were compared.
    pub(super) standings: usize,
    /// Rows of lists that were compared.
    pub(super) rows: usize,
    /// Which phone shows something else about whom.
    pub(super) differing: Vec<String>,
    /// Facts that are still disputed, and entries that are not at the hub.
    pub(super) disputed: usize,
    pub(super) unsent: u32,
}

/// Rows as they would be printed.
fn printed(rows: &[ClaimRow]) -> Result<Vec<Value>, Code> {
    rows.iter().map(|row| serde_json::to_value(row).map_err(|_| Code::Internal)).collect()
}

/// True where two lists of rows are alike in every field.
pub(super) fn rows_equal(left: &[ClaimRow], right: &[ClaimRow]) -> Result<bool, Code> {
    Ok(printed(left)? == printed(right)?)
}

/// What a phone shows about a member.
#[derive(PartialEq)]
struct Shown {
    standing: Value,
    rows: Vec<Value>,
}

fn shown(phone: &Phone, member: &MemberId) -> Result<Shown, Code> {
    let standing = phone.standing(member, CYCLE)?;
    let standing = serde_json::to_value(standing).map_err(|_| Code::Internal)?;
    Ok(Shown { standing, rows: printed(&phone.member_rows(member))? })
}

/// Compares every phone with the first secretary's of its branch.
pub(super) fn compare(devices: &[Device]) -> Result<Replicas, Code> {
    let mut replicas = Replicas::default();
    let mut expected: BTreeMap<MemberId, Shown> = BTreeMap::new();
    for device in devices {
        replicas.phones += 1;
        replicas.unsent += device.phone.status().outbox;
        // A roll keeper sees the roll of others and not their claims, so only the own standing.
        let members =
            if device.secretary { device.phone.members() } else { vec![device.member.clone()] };
        let mut differs = false;
        for member in members {
            let now = shown(&device.phone, &member)?;
            replicas.standings += 1;
            replicas.rows += now.rows.len();
            if device.secretary && !expected.contains_key(&member) {
                let disputed = |row: &&Value| row["decision"] == "disputed";
                replicas.disputed += now.rows.iter().filter(disputed).count();
                expected.insert(member, now);
            } else if expected.get(&member) != Some(&now) {
                differs = true;
                replicas.differing.push(format!("{} / {member}", device.phone.actor()));
            }
        }
        replicas.agree += usize::from(!differs);
    }
    Ok(replicas)
}
