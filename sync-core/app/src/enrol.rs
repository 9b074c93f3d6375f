//! Becoming a phone: with a typed code and a network, or with an invite's QR code and none.

use crate::sync::{Answer, Ask, Errands};
use crate::{AppError, Batch, Phone};
use drokpa_core::code::Code;
use drokpa_core::phone::{Enrolment as Core, Identity, Phone as CorePhone};
use drokpa_core::sync::invite::Invitation;
use drokpa_core::time::Seconds;
use serde::Serialize;

/// The version of this facade that phones tell the hub.
const APP_VERSION: u32 = 1;

/// A first contact on its way.
#[derive(Debug)]
pub struct Enrolment {
    core: Core,
    body_bytes: usize,
}

impl Enrolment {
    /// Begins with an invite code as it was typed. `seed` is 32 bytes of the operating system's
    /// random source, which the host keeps before it sends anything: a repeated first contact
    /// has to come from the same key.
    ///
    /// # Errors
    /// `invite_refused` for what is no invite code.
    pub fn begin(seed: [u8; 32], code: &str) -> Result<(Enrolment, Ask), AppError> {
        let (core, body) = Core::begin(seed, code, APP_VERSION)?;
        Ok((Enrolment { core, body_bytes: body.len() }, Ask::post(body)))
    }

    /// Takes in the hub's answer. The identity is kept beside the key first, then the batch is
    /// committed; the loop of [`Phone::next_ask`] brings the rest.
    ///
    /// # Errors
    /// What the hub refused with, such as `invite_refused`; `reply_malformed`,
    /// `reply_unauthentic` or `hub_untrusted` where something else answered.
    pub fn finish(
        &self,
        now: u64,
        status: u16,
        body: &[u8],
    ) -> Result<(Phone, Vec<u8>, Batch), AppError> {
        let body = match Answer::read(status, body) {
            Answer::Body(body) => body,
            Answer::Refused(code) => return Err(code.into()),
        };
        let (identity, core, batch, received) = self.core.finish(Seconds(now), body)?;
        let errands = Errands::after(received, self.body_bytes, body.len());
        let phone = Phone { errands, ..Phone::from_core(core) };
        Ok((phone, identity.to_bytes(), batch.into()))
    }
}

/// A phone that was made without a network.
#[derive(Debug)]
pub struct Invited {
    /// It can record at once.
    pub phone: Phone,
    /// To be kept beside the key.
    pub identity: Vec<u8>,
    /// To be kept beside the key until [`crate::About::welcomed`].
    pub invite: Vec<u8>,
    /// Where the hub is, such as `https://hub.example`; empty where the invite does not say.
    pub address: String,
}

impl Phone {
    /// Makes a phone of the text of an invite's QR code. It needs no network, and meets the hub
    /// with its first sync. `seed` as for [`Enrolment::begin`].
    ///
    /// # Errors
    /// `invite_typed` for a typed code, which needs the hub; `transfer_malformed` for what is no
    /// invite; `hub_untrusted`; `key_weak`.
    pub fn invited(seed: [u8; 32], qr_text: &str) -> Result<Invited, AppError> {
        if !Invitation::is_code(qr_text) {
            return Err(Code::InviteTyped.into());
        }
        let invitation = Invitation::read(qr_text)?;
        let identity = Identity::invited(seed, &invitation);
        let core = CorePhone::open(&identity, None, [])?;
        let invite = invitation.code.to_bytes();
        Ok(Invited {
            phone: Phone::from_core(core).with_invite(Some(invitation.code)),
            identity: identity.to_bytes(),
            invite,
            address: invitation.address.into(),
        })
    }

    /// Records anew what a former phone of this member recorded under an invite that was of no
    /// use. `name` tells that phone from others; done once, it is not done again.
    ///
    /// # Errors
    /// `transfer_foreign` for another member's or organisation's phone.
    pub fn carry_over(
        &mut self,
        former: &Phone,
        name: &str,
    ) -> Result<(CarriedOver, Batch), AppError> {
        let (over, batch) = self.core.carry_over(&former.core, name)?;
        Ok((CarriedOver { records: over.records, left: over.left }, batch.into()))
    }
}

/// What went over from a former phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct CarriedOver {
    /// Records that are recorded anew, with the time of then.
    pub records: u32,
    /// Records that could not be; they stay in the former store.
    pub left: u32,
}

/// Records go over to an invite of the same member and organisation alone.
///
/// # Errors
/// `transfer_foreign`, or as [`Phone::invited`] for what is no invite.
pub fn check_goes_over(former: &Identity, next: &Identity) -> Result<(), AppError> {
    let (former, next) = (&former.welcome, &next.welcome);
    let same = former.member == next.member && former.realm() == next.realm();
    if same { Ok(()) } else { Err(Code::TransferForeign.into()) }
}
