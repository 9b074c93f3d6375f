//! Enrolment for tools that speak JSON. A phone needs none of this: its first sync enrols it.

use super::Service;
use crate::error::HubError;
use crate::store::{Redeem, Redeemed};
use drokpa_core::chain::keys::PublicKey;
use drokpa_core::code::Code;
use drokpa_core::sync::contact::{InviteCode, Welcome};
use drokpa_core::time::Seconds;

/// The domain of the signature that proves possession of the key: Ed25519 over SHA-256 of the
/// domain's length as one byte, the domain, the public key and the code as it was typed.
pub const ENROLMENT_DOMAIN: &str = "drokpa/enrolment/1";

/// What a tool presents.
#[derive(Clone, Debug)]
pub struct Enrolment<'a> {
    /// The code as it was typed.
    pub code: &'a str,
    /// The tool's public key.
    pub key: [u8; 32],
    /// Its signature, see [`ENROLMENT_DOMAIN`].
    pub signature: [u8; 64],
}

impl Service {
    /// Makes a device out of an invite and a key.
    ///
    /// # Errors
    /// [`Code::KeyWeak`], [`Code::ContactSignatureWrong`] or [`Code::InviteRefused`].
    pub fn enrol(&self, asked: &Enrolment<'_>, now: Seconds) -> Result<Welcome, HubError> {
        let key = PublicKey::new(asked.key)?;
        let parts: [&[u8]; 2] = [key.bytes(), asked.code.as_bytes()];
        if !key.verifies(ENROLMENT_DOMAIN, &parts, &asked.signature) {
            return Err(Code::ContactSignatureWrong.into());
        }
        let code = InviteCode::parse(asked.code)?;
        match self.store.redeem(&Redeem { code, key, now })? {
            Redeemed::Refused => Err(Code::InviteRefused.into()),
            Redeemed::Device(certificate) => Ok(self.keys.welcome(
                certificate.serial,
                &certificate.branch,
                &certificate.member,
                certificate.role,
            )),
        }
    }
}
