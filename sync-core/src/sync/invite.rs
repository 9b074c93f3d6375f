//! An invite as a QR code: who the hub is, who the phone will be, and the secret that proves it. A
//! phone that scanned it can sign its first records at once; the hub hears of them, and of the
//! phone, with the first contact. Written by the operator's sheet, read by a new phone.

use super::contact::{InviteCode, Welcome};
use crate::code::Code;
use crate::wire::bytes::{Reader, put_blob, put_varint};
use crate::wire::qr::{self, Scanned, Size};

/// First byte of an invite.
pub const KIND_INVITE: u8 = 0x33;
/// Bytes of the secret: 128 bit, because nobody types it.
pub const SECRET_BYTES: usize = 16;
/// Most bytes of the hub's address.
pub const ADDRESS_BYTES_MAX: usize = 200;

/// What an invite's QR code says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The invite, with its long secret.
    pub code: InviteCode,
    /// Who the hub is and who the phone will be.
    pub welcome: Welcome,
    /// Where the hub is, such as `http://192.0.2.7:8080`; empty where it was not said.
    pub address: Box<str>,
}

impl Invitation {
    /// The text of the QR code.
    ///
    /// # Errors
    /// [`Code::Internal`] for a secret of another length; [`Code::TextTooLong`] for an address
    /// above [`ADDRESS_BYTES_MAX`].
    pub fn to_text(&self) -> Result<String, Code> {
        if self.address.len() > ADDRESS_BYTES_MAX {
            return Err(Code::TextTooLong);
        }
        if self.code.secret.len() != SECRET_BYTES {
            return Err(Code::Internal);
        }
        let mut out = vec![KIND_INVITE];
        put_varint(&mut out, u64::from(self.code.selector));
        out.extend_from_slice(&self.code.secret);
        self.welcome.put(&mut out);
        put_blob(&mut out, self.address.as_bytes());
        qr::codes(&out, Size::Small)?.pop().ok_or(Code::Internal)
    }

    /// Reads the text of a scanned code. The root key has to have signed the hub's.
    ///
    /// # Errors
    /// [`Code::TransferMalformed`] for what is no invite; [`Code::HubUntrusted`].
    pub fn read(text: &str) -> Result<Invitation, Code> {
        let bad = Code::TransferMalformed;
        let Scanned::Whole(bytes) = qr::read(text)? else { return Err(bad) };
        let mut reader = Reader::new(&bytes);
        if reader.u8() != Ok(KIND_INVITE) {
            return Err(bad);
        }
        let selector = reader.varint32().map_err(|_| bad)?;
        let secret: [u8; SECRET_BYTES] = reader.array().map_err(|_| bad)?;
        let welcome = Welcome::read(&mut reader).map_err(|code| match code {
            Code::HubUntrusted => code,
            _ => bad,
        })?;
        let address = reader.text(ADDRESS_BYTES_MAX).map_err(|_| bad)?.into();
        reader.end().map_err(|_| bad)?;
        Ok(Invitation { code: InviteCode { selector, secret: secret.into() }, welcome, address })
    }

    /// True for the text of a code, as opposed to a typed invite.
    #[must_use]
    pub fn is_code(text: &str) -> bool {
        text.trim_start().starts_with(qr::MARK)
    }
}

impl InviteCode {
    /// The bytes to keep beside the key until the hub has answered.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_varint(&mut out, u64::from(self.selector));
        out.extend_from_slice(&self.secret);
        out
    }

    /// Reads what [`InviteCode::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`Code::StoreDamaged`].
    pub fn from_bytes(bytes: &[u8]) -> Result<InviteCode, Code> {
        let mut reader = Reader::new(bytes);
        let selector = reader.varint32().map_err(|_| Code::StoreDamaged)?;
        match reader.rest() {
            secret if secret.len() <= SECRET_BYTES => {
                Ok(InviteCode { selector, secret: secret.into() })
            }
            _ => Err(Code::StoreDamaged),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::certificate::Role;
    use crate::chain::keys::KeyPair;
    use crate::id::Serial;
    use crate::sync::contact::sign_hub;

    fn invitation() -> Invitation {
        let (root, hub) = (KeyPair::from_seed(&[1; 32]), KeyPair::from_seed(&[2; 32]));
        Invitation {
            code: InviteCode { selector: 0xabcde, secret: Box::new([7; SECRET_BYTES]) },
            welcome: Welcome {
                root: root.public(),
                hub: hub.public(),
                hub_signature: sign_hub(&root, &hub.public()),
                serial: Serial(300),
                branch: "pasture-a".parse().unwrap(),
                member: "pa05".parse().unwrap(),
                role: Role::Member,
            },
            address: "http://192.0.2.7:8080".into(),
        }
    }

    #[test]
    fn an_invite_is_one_code_and_reads_back() {
        let text = invitation().to_text().unwrap();
        // With correction M a version 11 holds 366 characters: 61 squares a side, easy to print.
        assert!(text.len() <= 366, "{} characters", text.len());
        assert_eq!(Invitation::read(&text), Ok(invitation()));
        assert!(Invitation::is_code(&text) && !Invitation::is_code("6EGX-HQ57-7395"));
    }

    #[test]
    fn an_invite_whose_hub_nobody_vouches_for_is_refused() {
        let mut forged = invitation();
        forged.welcome.hub = KeyPair::from_seed(&[3; 32]).public();
        let read = Invitation::read(&forged.to_text().unwrap());
        assert_eq!(read, Err(Code::HubUntrusted));
    }

    #[test]
    fn other_codes_and_cut_ones_are_no_invites() {
        let text = invitation().to_text().unwrap();
        for length in 0..text.len() {
            let code = Invitation::read(text.get(..length).unwrap()).unwrap_err();
            assert!(matches!(code, Code::TransferMalformed | Code::HubUntrusted), "{length}");
        }
        for other in ["DK:BB8", "", "6EGX-HQ57-7395"] {
            assert_eq!(Invitation::read(other), Err(Code::TransferMalformed));
        }
        let long = Invitation { address: "x".repeat(201).into(), ..invitation() };
        assert_eq!(long.to_text(), Err(Code::TextTooLong));
    }

    #[test]
    fn what_is_kept_beside_the_key_reads_back() {
        let code = invitation().code;
        assert_eq!(InviteCode::from_bytes(&code.to_bytes()), Ok(code));
        assert_eq!(InviteCode::from_bytes(&[1; 40]), Err(Code::StoreDamaged));
        assert_eq!(InviteCode::from_bytes(&[]), Err(Code::StoreDamaged));
    }
}
