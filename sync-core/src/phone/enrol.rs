//! Becoming a phone: an invite and a fresh key in, an identity out. The host keeps the seed before
//! the first request leaves, so that a repeated first contact comes from the same key.

use super::{Batch, Phone, Received};
use crate::chain::keys::{KeyPair, MacKey};
use crate::code::Code;
use crate::sync::contact::{Contact, InviteCode, Welcome};
use crate::sync::envelope::{Binding, KIND_WELCOME, open_reply, peek_reply, seal_contact};
use crate::sync::invite::Invitation;
use crate::sync::reply::Reply;
use crate::sync::request::Request;
use crate::time::Seconds;
use crate::wire::bytes::Reader;

/// What a phone is: kept beside the key, outside the store, and never in a backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The device's key seed.
    pub seed: [u8; 32],
    /// Who the hub is and who the phone is.
    pub welcome: Welcome,
}

impl Identity {
    /// What a phone is that scanned an invite and has not met the hub yet.
    #[must_use]
    pub fn invited(seed: [u8; 32], invitation: &Invitation) -> Identity {
        Identity { seed, welcome: invitation.welcome.clone() }
    }

    /// The bytes to keep.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![1];
        out.extend_from_slice(&self.seed);
        self.welcome.put(&mut out);
        out
    }

    /// Reads what [`Identity::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Code::StoreDamaged`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Identity, Code> {
        let read = || -> Result<Identity, Code> {
            let mut reader = Reader::new(bytes);
            if reader.u8()? != 1 {
                return Err(Code::VersionUnknown);
            }
            let seed = reader.array()?;
            let welcome = Welcome::read(&mut reader)?;
            reader.end().map(|()| Identity { seed, welcome })
        };
        read().map_err(|_| Code::StoreDamaged)
    }
}

/// A first contact on its way.
#[derive(Debug)]
pub struct Enrolment {
    seed: [u8; 32],
    pair: KeyPair,
    binding: Binding,
}

impl Enrolment {
    /// Makes the first contact's body. The seed is 32 bytes from the operating system's random
    /// source, already kept by the host.
    ///
    /// # Errors
    /// [`Code::InviteRefused`] for what is no invite code.
    pub fn begin(
        seed: [u8; 32],
        code: &str,
        app_version: u32,
    ) -> Result<(Enrolment, Vec<u8>), Code> {
        let pair = KeyPair::from_seed(&seed);
        let request = Request { app_version, ..Request::default() };
        let contact = Contact { code: InviteCode::parse(code)?, request };
        let (body, binding) = seal_contact(&pair, &contact.to_bytes());
        Ok((Enrolment { seed, pair, binding }, body))
    }

    /// Takes in the hub's welcome. The identity is to be kept before the batch is committed.
    ///
    /// # Errors
    /// [`Code::ReplyMalformed`], [`Code::ReplyUnauthentic`], [`Code::HubUntrusted`] or
    /// [`Code::KeyWeak`].
    pub fn finish(
        &self,
        now: Seconds,
        body: &[u8],
    ) -> Result<(Identity, Phone, Batch, Received), Code> {
        // The welcome says which key its own code is made with; the root's signature over that
        // key is what makes it trustworthy.
        let (kind, payload) = peek_reply(body)?;
        if kind != KIND_WELCOME {
            return Err(Code::ReplyMalformed);
        }
        let mut reader = Reader::new(payload);
        let welcome = Welcome::read(&mut reader)?;
        let mac_key: MacKey = self.pair.mac_key(&welcome.hub)?;
        open_reply(&mac_key, &self.binding, body)?;
        let sender = welcome.sender(0);
        let reply = Reply::read(reader.rest(), &sender)?;
        let identity = Identity { seed: self.seed, welcome };
        let mut phone = Phone::open(&identity, None, [])?;
        let (received, batch) = phone.take_reply(now, &reply)?;
        Ok((identity, phone, batch, received))
    }
}
