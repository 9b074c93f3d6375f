//! Step 0: first contact. A phone that holds an invite shows its key and its code; entries that
//! were recorded before may travel in the same request. The welcome says who the hub is and who
//! the phone is from now on. Repeating it with the same key gives the same answer.

use super::reply::Reply;
use super::request::{Request, Sender};
use crate::chain::certificate::Role;
use crate::chain::keys::{KeyPair, PublicKey, Realm};
use crate::code::Code;
use crate::id::{Actor, BranchId, MemberId, NAME_ID_BYTES_MAX, Serial};
use crate::wire::base32;
use crate::wire::bytes::{Reader, put_blob, put_varint};

/// Most bytes of an invite's secret: 5 where it was typed, 16 in a QR code.
pub const SECRET_BYTES_MAX: usize = 16;

/// An invite: which one, and the secret that proves it was given.
#[derive(Clone, PartialEq, Eq)]
pub struct InviteCode {
    /// Which invite; 20 bits.
    pub selector: u32,
    /// 5 or 16 bytes.
    pub secret: Box<[u8]>,
}

impl std::fmt::Debug for InviteCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InviteCode({}, ..)", self.selector)
    }
}

const SELECTOR_CHARS: usize = 4;
const SECRET_CHARS: usize = 8;

impl InviteCode {
    /// The typed form: three groups of four, such as `6EGX-HQ57-7395`; 20 bits name the invite, 40
    /// are secret. `None` for a secret that is too long to be typed.
    #[must_use]
    pub fn typed(&self) -> Option<String> {
        let secret: [u8; 5] = self.secret.as_ref().try_into().ok()?;
        let mut number = u64::from(self.selector) & 0xf_ffff;
        number = secret.iter().fold(number, |number, byte| number << 8 | u64::from(*byte));
        let mut text = String::new();
        for at in 0..SELECTOR_CHARS + SECRET_CHARS {
            if at % 4 == 0 && at > 0 {
                text.push('-');
            }
            let digit = number >> (5 * (SELECTOR_CHARS + SECRET_CHARS - 1 - at));
            text.push(base32::character(digit));
        }
        Some(text)
    }

    /// Reads the typed form, forgiving case, spaces, hyphens and look-alike letters.
    ///
    /// # Errors
    /// [`Code::InviteRefused`] for anything else, as for every wrong code.
    pub fn parse(text: &str) -> Result<InviteCode, Code> {
        let mut number = 0_u64;
        let mut digits = 0;
        for character in text.chars().filter(|c| !matches!(c, '-' | ' ' | '\u{a0}')) {
            let digit = base32::digit(character).ok_or(Code::InviteRefused)?;
            number = number << 5 | u64::from(digit);
            digits += 1;
            if digits > SELECTOR_CHARS + SECRET_CHARS {
                return Err(Code::InviteRefused);
            }
        }
        if digits != SELECTOR_CHARS + SECRET_CHARS {
            return Err(Code::InviteRefused);
        }
        let [_, _, _, secret @ ..] = number.to_be_bytes();
        let selector = u32::try_from(number >> 40 & 0xf_ffff).map_err(|_| Code::InviteRefused)?;
        Ok(InviteCode { selector, secret: Box::new(secret) })
    }
}

/// A first contact's payload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// The invite.
    pub code: InviteCode,
    /// An ordinary request, with nothing left out as known.
    pub request: Request,
}

impl Contact {
    /// The payload's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        put_varint(&mut out, u64::from(self.code.selector));
        put_blob(&mut out, &self.code.secret);
        out.extend_from_slice(&self.request.to_bytes(None));
        out
    }

    /// Reads a payload.
    ///
    /// # Errors
    /// [`Code::FrameTruncated`], [`Code::FrameMalformed`] or [`Code::CountTooLarge`].
    pub fn read(bytes: &[u8]) -> Result<Contact, Code> {
        let mut reader = Reader::new(bytes);
        let code = InviteCode {
            selector: reader.varint32()?,
            secret: reader.blob(SECRET_BYTES_MAX)?.into(),
        };
        let request = Request::read(reader.take(reader.left())?, None)?;
        Ok(Contact { code, request })
    }
}

/// Who the hub is, and who the phone is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Welcome {
    /// The organisation's root key; its hash is the realm.
    pub root: PublicKey,
    /// The hub's key: it certifies devices and writes the registry.
    pub hub: PublicKey,
    /// The root key's signature over the hub's.
    pub hub_signature: [u8; 64],
    /// The phone's number.
    pub serial: Serial,
    /// Its home branch.
    pub branch: BranchId,
    /// Its member.
    pub member: MemberId,
    /// The member's role.
    pub role: Role,
}

const HUB_DOMAIN: &str = "drokpa/hub/1";

/// The root key's signature over the hub's key.
#[must_use]
pub fn sign_hub(root: &KeyPair, hub: &PublicKey) -> [u8; 64] {
    root.sign(HUB_DOMAIN, &[hub.bytes()])
}

/// True where the root key signed the hub's.
#[must_use]
pub fn verify_hub(root: &PublicKey, hub: &PublicKey, signature: &[u8; 64]) -> bool {
    root.verifies(HUB_DOMAIN, &[hub.bytes()], signature)
}

impl Welcome {
    /// Both sides' knowledge of who sends, from now on.
    #[must_use]
    pub fn sender(&self, generation: u32) -> Sender {
        Sender {
            branch: self.branch.clone(),
            member: self.member.clone(),
            actor: Actor { serial: self.serial, generation },
        }
    }

    /// The realm.
    #[must_use]
    pub fn realm(&self) -> Realm {
        Realm::of(&self.root)
    }

    /// Appends the bytes of the welcome alone.
    pub fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.root.bytes());
        out.extend_from_slice(self.hub.bytes());
        out.extend_from_slice(&self.hub_signature);
        put_varint(out, u64::from(self.serial.0));
        put_blob(out, self.branch.as_str().as_bytes());
        put_blob(out, self.member.as_str().as_bytes());
        out.push(self.role as u8);
    }

    /// The bytes of a welcome with the first reply.
    #[must_use]
    pub fn to_bytes(&self, reply: &Reply, generation: u32) -> Vec<u8> {
        let mut out = Vec::new();
        self.put(&mut out);
        out.extend_from_slice(&reply.to_bytes(&self.sender(generation)));
        out
    }

    /// Reads a welcome and checks that the root key signed the hub's.
    ///
    /// # Errors
    /// [`Code::ReplyMalformed`] or [`Code::HubUntrusted`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Welcome, Code> {
        let welcome = Welcome::take(reader).map_err(|_| Code::ReplyMalformed)?;
        if verify_hub(&welcome.root, &welcome.hub, &welcome.hub_signature) {
            Ok(welcome)
        } else {
            Err(Code::HubUntrusted)
        }
    }

    fn take(reader: &mut Reader<'_>) -> Result<Welcome, Code> {
        Ok(Welcome {
            root: PublicKey::new(reader.array()?)?,
            hub: PublicKey::new(reader.array()?)?,
            hub_signature: reader.array()?,
            serial: Serial(reader.varint32()?),
            branch: BranchId::new(reader.text(NAME_ID_BYTES_MAX)?)?,
            member: MemberId::new(reader.text(NAME_ID_BYTES_MAX)?)?,
            role: Role::from_number(reader.u8()?).ok_or(Code::FrameMalformed)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_codes_read_back_in_any_hand() {
        let code = InviteCode { selector: 0xabcde, secret: Box::new([0, 1, 2, 254, 255]) };
        let typed = code.typed().unwrap();
        assert_eq!(typed.len(), 14);
        assert_eq!(InviteCode::parse(&typed), Ok(code.clone()));
        let sloppy = typed.to_lowercase().replace('0', "o").replace('1', "l").replace('-', " ");
        assert_eq!(InviteCode::parse(&sloppy), Ok(code));
        for text in ["", "ABCD", "ABCD-EFGH-JKM!", "ABCD-EFGH-JKMN-P", "ABCD-EFGH-JKMU"] {
            assert_eq!(InviteCode::parse(text), Err(Code::InviteRefused), "{text}");
        }
    }
}
