//! Who gets a token, and whether a bearer still is what their token says. The token itself is made
//! and read in `crate::auth::token`.

use super::Service;
use crate::auth::Bearer;
use crate::error::HubError;
use drokpa_core::chain::keys::Realm;
use drokpa_core::code::Code;
use drokpa_core::id::MemberId;
use drokpa_core::sync::authority::Subject;
use drokpa_core::sync::token::TokenProof;
use drokpa_core::time::Seconds;

impl Service {
    /// The organisation.
    #[must_use]
    pub fn realm(&self) -> Realm {
        self.keys.realm()
    }

    /// Checks a device's proof that it holds its key.
    ///
    /// # Errors
    /// [`Code::DeviceUnknown`], [`Code::MacWrong`], [`Code::ClockWindow`] for a proof that is not
    /// of now, [`Code::TokenWithheld`] for a revoked device.
    pub fn prove(&self, proof: &TokenProof, now: Seconds) -> Result<Bearer, HubError> {
        let device = self.store.device(proof.serial)?.ok_or(Code::DeviceUnknown)?;
        if !proof.verifies(&self.keys.realm(), &device.certificate.key) {
            return Err(Code::MacWrong.into());
        }
        if !proof.is_fresh(now) {
            return Err(Code::ClockWindow.into());
        }
        if device.revoked {
            return Err(Code::TokenWithheld.into());
        }
        let subject = Subject::from(&device.certificate);
        Ok(Bearer { subject, device: Some(proof.serial) })
    }

    /// A member as an operator on the hub's machine speaks for them.
    ///
    /// # Errors
    /// [`Code::MemberUnknown`].
    pub fn speaking_for(&self, member: &MemberId) -> Result<Bearer, HubError> {
        let subject = self.on_the_roster(member)?.ok_or(Code::MemberUnknown)?;
        Ok(Bearer { subject, device: None })
    }

    fn on_the_roster(&self, member: &MemberId) -> Result<Option<Subject>, HubError> {
        let found = self.store.member(member)?;
        Ok(found.map(|one| Subject { branch: one.branch, member: one.member, role: one.role }))
    }

    /// Asks whether a bearer still is what their token says. A device that was revoked, or whose
    /// member has another role now, reads nothing more, however young its token is.
    ///
    /// # Errors
    /// [`Code::TokenRefused`].
    pub fn stands(&self, bearer: &Bearer) -> Result<(), HubError> {
        let now = match bearer.device {
            Some(serial) => {
                let device = self.store.device(serial)?.filter(|device| !device.revoked);
                device.map(|device| Subject::from(&device.certificate))
            }
            None => self.on_the_roster(&bearer.subject.member)?,
        };
        if now.as_ref() == Some(&bearer.subject) { Ok(()) } else { Err(Code::TokenRefused.into()) }
    }
}
