//! Certificates: the hub's CA key says which key belongs to which device, member, branch and
//! role. They are registry entries, and carry their own signature so that one can also travel
//! alone, in a QR code beside the claims it vouches for.

use super::keys::{KeyPair, PublicKey, Realm};
use crate::code::Code;
use crate::id::{BranchId, MemberId, Serial};
use crate::schema::value::CertificateValue;
use crate::time::Day;
use crate::wire::bytes::put_blob;
use serde::{Deserialize, Serialize};

/// What a device may do (design, section 11).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Records own claims.
    Member = 1,
    /// Also calls the roll.
    RollKeeper = 2,
    /// Also plans trainings and decides.
    Secretary = 3,
    /// Attests the presence of guests.
    StationKeeper = 4,
    /// Decides where branch and member disagree, for the branches below.
    TownshipReviewer = 5,
    /// Sets up branches and invites.
    Organiser = 6,
    /// Reads only.
    Auditor = 7,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 7] = [
        Role::Member,
        Role::RollKeeper,
        Role::Secretary,
        Role::StationKeeper,
        Role::TownshipReviewer,
        Role::Organiser,
        Role::Auditor,
    ];

    /// The name used in files, JSON and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Role::Member => "member",
            Role::RollKeeper => "roll_keeper",
            Role::Secretary => "secretary",
            Role::StationKeeper => "station_keeper",
            Role::TownshipReviewer => "township_reviewer",
            Role::Organiser => "organiser",
            Role::Auditor => "auditor",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Role> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// The role with this wire number.
    #[must_use]
    pub fn from_number(number: u8) -> Option<Role> {
        Self::ALL.into_iter().find(|role| *role as u8 == number)
    }
}

/// A checked certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The device's number.
    pub serial: Serial,
    /// Its home branch.
    pub branch: BranchId,
    /// Whose device it is.
    pub member: MemberId,
    /// What it may do.
    pub role: Role,
    /// Its public key.
    pub key: PublicKey,
    /// When it was issued.
    pub issued: Day,
    /// When it asks for renewal. Passing it ends reads, never a signature.
    pub renew: Day,
}

impl Certificate {
    /// Signs the certificate and makes its registry value.
    #[must_use]
    pub fn issue(&self, realm: &Realm, authority: &KeyPair) -> CertificateValue {
        CertificateValue {
            role: self.role as u8,
            issued: self.issued,
            renew: self.renew,
            member: self.member.clone(),
            branch: self.branch.clone(),
            key: *self.key.bytes(),
            signature: authority.sign(DOMAIN, &[&realm.0.0, &self.message()]),
        }
    }

    /// Checks a registry value.
    ///
    /// # Errors
    /// [`Code::KeyWeak`], [`Code::SignatureWrong`], or [`Code::ChangesetMalformed`] for a role
    /// that this version does not know.
    pub fn check(
        realm: &Realm,
        authority: &PublicKey,
        serial: Serial,
        value: &CertificateValue,
    ) -> Result<Certificate, Code> {
        let certificate = Certificate {
            serial,
            branch: value.branch.clone(),
            member: value.member.clone(),
            role: Role::from_number(value.role).ok_or(Code::ChangesetMalformed)?,
            key: PublicKey::new(value.key)?,
            issued: value.issued,
            renew: value.renew,
        };
        let message = certificate.message();
        if authority.verifies(DOMAIN, &[&realm.0.0, &message], &value.signature) {
            Ok(certificate)
        } else {
            Err(Code::SignatureWrong)
        }
    }

    fn message(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(96);
        out.extend_from_slice(&self.serial.0.to_be_bytes());
        put_blob(&mut out, self.branch.as_str().as_bytes());
        put_blob(&mut out, self.member.as_str().as_bytes());
        out.push(self.role as u8);
        out.extend_from_slice(self.key.bytes());
        out.extend_from_slice(&self.issued.0.to_be_bytes());
        out.extend_from_slice(&self.renew.0.to_be_bytes());
        out
    }
}

const DOMAIN: &str = "drokpa/certificate/1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_holds_for_its_words_only() {
        let authority = KeyPair::from_seed(&[1; 32]);
        let realm = Realm::of(&KeyPair::from_seed(&[2; 32]).public());
        let branch = BranchId::new("pasture-a").unwrap();
        let certificate = Certificate {
            serial: Serial(7),
            branch: branch.clone(),
            member: MemberId::new("pa01").unwrap(),
            role: Role::Member,
            key: KeyPair::from_seed(&[3; 32]).public(),
            issued: Day(20_000),
            renew: Day(20_700),
        };
        let value = certificate.issue(&realm, &authority);
        let check = |serial, value: &CertificateValue| {
            Certificate::check(&realm, &authority.public(), serial, value)
        };
        assert_eq!(check(Serial(7), &value), Ok(certificate));
        assert_eq!(check(Serial(8), &value), Err(Code::SignatureWrong));
        let promoted = CertificateValue { role: Role::Secretary as u8, ..value.clone() };
        assert_eq!(check(Serial(7), &promoted), Err(Code::SignatureWrong));
        let weak = CertificateValue { key: [0; 32], ..value };
        assert_eq!(check(Serial(7), &weak), Err(Code::KeyWeak));
    }
}
