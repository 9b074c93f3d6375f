//! Step 1: the envelope. A phone proves that it is enrolled with a 16-byte code over the frame;
//! the hub's answer carries one that is bound to the question. What is inside is not trusted for
//! that: content is authorised by signatures alone.

use crate::chain::certificate::Certificate;
use crate::chain::keys::{KeyPair, MAC_BYTES, MacKey, PublicKey, Realm};
use crate::code::Code;
use crate::id::Serial;
use crate::schema::record::Record;
use crate::schema::value::{CertificateValue, Value};
use crate::time::Seconds;
use crate::wire::bytes::{Reader, put_blob, put_varint};

/// Most bytes of a request body.
pub const REQUEST_BYTES_MAX: usize = 96 * 1024;
/// Most bytes of a reply body.
pub const REPLY_BYTES_MAX: usize = 512 * 1024;
/// How far a frame's time may lie from the hub's, either way.
pub const WINDOW_SECONDS: u64 = 600;

/// First byte of a request by an enrolled device.
pub const KIND_DEVICE: u8 = 0x11;
/// First byte of a first contact.
pub const KIND_CONTACT: u8 = 0x12;
/// First byte of a request by a device that the hub does not know any more: it shows its
/// certificate.
pub const KIND_RETURN: u8 = 0x13;
/// First byte of an answer.
pub const KIND_REPLY: u8 = 0x21;
/// First byte of the answer to a frame outside the time window: it tells the hub's time.
pub const KIND_CLOCK: u8 = 0x22;
/// First byte of the answer to a first contact.
pub const KIND_WELCOME: u8 = 0x23;

const DOMAIN_REQUEST: &str = "drokpa/frame/1 POST /v1/sync";
const DOMAIN_REPLY: &str = "drokpa/reply/1";

/// What binds a reply to its request: the last 16 bytes of the request.
pub type Binding = [u8; MAC_BYTES];

/// A request as it came in, before its sender is known.
#[derive(Debug)]
pub enum Incoming<'a> {
    /// From an enrolled device.
    Device(DeviceFrame<'a>),
    /// From a phone that is not enrolled yet.
    Contact(ContactFrame<'a>),
    /// From a device that was enrolled before the hub lost its last days.
    Return(ReturnFrame<'a>),
}

/// A request that shows its device's certificate, signed by the key that it names. Whether the
/// hub ever issued it is not checked yet.
#[derive(Debug)]
pub struct ReturnFrame<'a> {
    /// The device it names.
    pub serial: Serial,
    /// The certificate.
    pub certificate: CertificateValue,
    /// The request's payload.
    pub payload: &'a [u8],
    /// What binds the answer.
    pub binding: Binding,
}

impl ReturnFrame<'_> {
    /// Checks that the hub issued the certificate.
    ///
    /// # Errors
    /// [`Code::KeyWeak`], [`Code::SignatureWrong`] or [`Code::ChangesetMalformed`].
    pub fn device(&self, realm: &Realm, hub: &PublicKey) -> Result<Certificate, Code> {
        Certificate::check(realm, hub, self.serial, &self.certificate)
    }
}

/// A frame that names its device. Nothing in it is authenticated yet.
#[derive(Debug)]
pub struct DeviceFrame<'a> {
    /// The device it names.
    pub serial: Serial,
    time: Seconds,
    covered: &'a [u8],
    payload: &'a [u8],
    mac: Binding,
}

/// A first contact, signed by the key that it presents.
#[derive(Debug)]
pub struct ContactFrame<'a> {
    /// The presented key.
    pub key: PublicKey,
    /// What follows the key, verified.
    pub payload: &'a [u8],
    /// What binds the answer.
    pub binding: Binding,
}

/// Splits a request into its parts; checks the signature of a first contact.
///
/// # Errors
/// [`Code::BodyTooLarge`], [`Code::FrameTruncated`], [`Code::VersionUnknown`], [`Code::KeyWeak`]
/// or [`Code::ContactSignatureWrong`].
pub fn open(bytes: &[u8]) -> Result<Incoming<'_>, Code> {
    if bytes.len() > REQUEST_BYTES_MAX {
        return Err(Code::BodyTooLarge);
    }
    let mut reader = Reader::new(bytes);
    match reader.u8()? {
        KIND_DEVICE => {
            let (covered, mac) = split_tail::<MAC_BYTES>(bytes)?;
            let mut reader = Reader::new(covered);
            reader.u8()?;
            let serial = Serial(reader.varint32()?);
            let time = Seconds(u64::from(u32::from_be_bytes(reader.array()?)));
            let payload = reader.take(reader.left())?;
            Ok(Incoming::Device(DeviceFrame { serial, time, covered, payload, mac }))
        }
        KIND_CONTACT => {
            let (covered, signature) = split_tail::<64>(bytes)?;
            let mut reader = Reader::new(covered);
            reader.u8()?;
            let key = PublicKey::new(reader.array()?)?;
            if !key.verifies(CONTACT_DOMAIN, &[covered], &signature) {
                return Err(Code::ContactSignatureWrong);
            }
            let payload = reader.take(reader.left())?;
            let (_, binding) = split_tail(&signature)?;
            Ok(Incoming::Contact(ContactFrame { key, payload, binding }))
        }
        KIND_RETURN => {
            let (covered, signature) = split_tail::<64>(bytes)?;
            let mut reader = Reader::new(covered);
            reader.u8()?;
            let serial = Serial(reader.varint32()?);
            let shown = reader.blob(CERTIFICATE_BYTES_MAX)?;
            let mut certificate = Reader::new(shown);
            let record = Record::read(&mut certificate).map_err(|_| Code::FrameMalformed)?;
            certificate.end()?;
            let Ok(Some(Value::Certificate(certificate))) = Value::read(&record) else {
                return Err(Code::FrameMalformed);
            };
            let key = PublicKey::new(certificate.key)?;
            if !key.verifies(RETURN_DOMAIN, &[covered], &signature) {
                return Err(Code::ContactSignatureWrong);
            }
            let payload = reader.take(reader.left())?;
            let (_, binding) = split_tail(&signature)?;
            Ok(Incoming::Return(ReturnFrame { serial, certificate, payload, binding }))
        }
        // A body that is no frame at all and a version to come look alike from here.
        _ => Err(Code::VersionUnknown),
    }
}

const CONTACT_DOMAIN: &str = "drokpa/contact/1";
const RETURN_DOMAIN: &str = "drokpa/return/1";
/// Most bytes of a shown certificate.
const CERTIFICATE_BYTES_MAX: usize = 512;

fn split_tail<const N: usize>(bytes: &[u8]) -> Result<(&[u8], [u8; N]), Code> {
    let at = bytes.len().checked_sub(N).ok_or(Code::FrameTruncated)?;
    let (head, tail) = bytes.split_at_checked(at).ok_or(Code::FrameTruncated)?;
    tail.try_into().map(|tail| (head, tail)).map_err(|_| Code::FrameTruncated)
}

/// A frame whose sender is proved.
#[derive(Debug)]
pub struct Authentic<'a> {
    /// The request's payload.
    pub payload: &'a [u8],
    /// What binds the answer.
    pub binding: Binding,
    /// True where the frame's time lies in the window; otherwise only the time may be answered.
    pub in_window: bool,
}

impl<'a> DeviceFrame<'a> {
    /// Checks the code at the end of the frame.
    ///
    /// # Errors
    /// [`Code::MacWrong`].
    pub fn authenticate(&self, key: &MacKey, now: Seconds) -> Result<Authentic<'a>, Code> {
        if !key.matches(DOMAIN_REQUEST, &[self.covered], &self.mac) {
            return Err(Code::MacWrong);
        }
        let in_window = self.time.0.abs_diff(now.0) <= WINDOW_SECONDS;
        Ok(Authentic { payload: self.payload, binding: self.mac, in_window })
    }
}

/// Makes a request of an enrolled device. Returns the bytes and what its answer is bound to.
#[must_use]
pub fn seal_request(
    key: &MacKey,
    serial: Serial,
    now: Seconds,
    payload: &[u8],
) -> (Vec<u8>, Binding) {
    let mut out = Vec::with_capacity(payload.len() + 32);
    out.push(KIND_DEVICE);
    put_varint(&mut out, u64::from(serial.0));
    out.extend_from_slice(&u32::try_from(now.0).unwrap_or(u32::MAX).to_be_bytes());
    out.extend_from_slice(payload);
    let mac = key.tag(DOMAIN_REQUEST, &[&out]);
    out.extend_from_slice(&mac);
    (out, mac)
}

/// Makes a first contact. Returns the bytes and what its answer is bound to.
#[must_use]
pub fn seal_contact(pair: &KeyPair, payload: &[u8]) -> (Vec<u8>, Binding) {
    let mut out = Vec::with_capacity(payload.len() + 97);
    out.push(KIND_CONTACT);
    out.extend_from_slice(pair.public().bytes());
    out.extend_from_slice(payload);
    let signature = pair.sign(CONTACT_DOMAIN, &[&out]);
    out.extend_from_slice(&signature);
    let binding = split_tail(&signature).map_or([0; MAC_BYTES], |(_, tail)| tail);
    (out, binding)
}

/// Makes a request that shows the device's certificate. Returns the bytes and what its answer is
/// bound to.
///
/// # Errors
/// [`Code::EntryTooLarge`] cannot occur for a checked certificate; it is passed on.
pub fn seal_return(
    pair: &KeyPair,
    (serial, certificate): (Serial, CertificateValue),
    payload: &[u8],
) -> Result<(Vec<u8>, Binding), Code> {
    let shown = Value::Certificate(certificate).record()?.to_bytes();
    let mut out = Vec::with_capacity(payload.len() + shown.len() + 72);
    out.push(KIND_RETURN);
    put_varint(&mut out, u64::from(serial.0));
    put_blob(&mut out, &shown);
    out.extend_from_slice(payload);
    let signature = pair.sign(RETURN_DOMAIN, &[&out]);
    out.extend_from_slice(&signature);
    let (_, binding) = split_tail(&signature)?;
    Ok((out, binding))
}

/// Makes an answer of this kind.
#[must_use]
pub fn seal_reply(kind: u8, key: &MacKey, binding: &Binding, payload: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(payload.len() + 17);
    out.push(kind);
    out.extend_from_slice(payload);
    let mac = key.tag(DOMAIN_REPLY, &[binding, &out]);
    out.extend_from_slice(&mac);
    out
}

/// The kind and the covered bytes of an answer, before its code is checked.
///
/// # Errors
/// [`Code::ReplyMalformed`].
pub fn peek_reply(bytes: &[u8]) -> Result<(u8, &[u8]), Code> {
    let (covered, _) = split_tail::<MAC_BYTES>(bytes).map_err(|_| Code::ReplyMalformed)?;
    let (kind, payload) = covered.split_first().ok_or(Code::ReplyMalformed)?;
    Ok((*kind, payload))
}

/// Checks that an answer was made by the hub for this very request.
///
/// # Errors
/// [`Code::ReplyMalformed`] or [`Code::ReplyUnauthentic`].
pub fn open_reply<'a>(
    key: &MacKey,
    binding: &Binding,
    bytes: &'a [u8],
) -> Result<(u8, &'a [u8]), Code> {
    let (covered, mac) = split_tail::<MAC_BYTES>(bytes).map_err(|_| Code::ReplyMalformed)?;
    if !key.matches(DOMAIN_REPLY, &[binding, covered], &mac) {
        return Err(Code::ReplyUnauthentic);
    }
    peek_reply(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> MacKey {
        MacKey([7; 32])
    }

    #[test]
    fn a_frame_is_taken_whole_or_not_at_all() {
        let (bytes, _) = seal_request(&key(), Serial(300), Seconds(1_000_000), b"payload");
        let Ok(Incoming::Device(frame)) = open(&bytes) else { panic!("a device frame") };
        let authentic = frame.authenticate(&key(), Seconds(1_000_600)).unwrap();
        assert_eq!(
            (frame.serial, authentic.payload, authentic.in_window),
            (Serial(300), &b"payload"[..], true)
        );
        assert!(!frame.authenticate(&key(), Seconds(1_000_601)).unwrap().in_window);
        for at in 0..bytes.len() {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1;
            if let Ok(Incoming::Device(frame)) = open(&flipped) {
                assert_eq!(
                    frame.authenticate(&key(), Seconds(1_000_000)).err(),
                    Some(Code::MacWrong)
                );
            }
            if let Ok(Incoming::Device(frame)) = open(&bytes[..at]) {
                assert_eq!(
                    frame.authenticate(&key(), Seconds(1_000_000)).err(),
                    Some(Code::MacWrong)
                );
            }
        }
        assert_eq!(open(&vec![KIND_DEVICE; REQUEST_BYTES_MAX + 1]).err(), Some(Code::BodyTooLarge));
        assert_eq!(open(&[]).err(), Some(Code::FrameTruncated));
        assert_eq!(open(b"{}").err(), Some(Code::VersionUnknown));
    }

    #[test]
    fn an_answer_belongs_to_one_question() {
        let (_, binding) = seal_request(&key(), Serial(1), Seconds(5), b"");
        let reply = seal_reply(KIND_REPLY, &key(), &binding, b"answer");
        assert_eq!(open_reply(&key(), &binding, &reply), Ok((KIND_REPLY, &b"answer"[..])));
        assert_eq!(open_reply(&key(), &[0; 16], &reply), Err(Code::ReplyUnauthentic));
        assert_eq!(open_reply(&MacKey([8; 32]), &binding, &reply), Err(Code::ReplyUnauthentic));
        assert_eq!(open_reply(&key(), &binding, &reply[..9]), Err(Code::ReplyMalformed));
    }

    #[test]
    fn a_contact_is_signed_by_the_key_that_it_presents() {
        let pair = KeyPair::from_seed(&[3; 32]);
        let (mut bytes, binding) = seal_contact(&pair, b"hello");
        let Ok(Incoming::Contact(frame)) = open(&bytes) else { panic!("a contact") };
        assert_eq!(
            (frame.key, frame.payload, frame.binding),
            (pair.public(), &b"hello"[..], binding)
        );
        bytes[40] ^= 1;
        assert_eq!(open(&bytes).err(), Some(Code::ContactSignatureWrong));
        bytes[1..33].fill(0);
        assert_eq!(open(&bytes).err(), Some(Code::KeyWeak));
    }
}
