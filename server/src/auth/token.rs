//! Bearer tokens: JWTs that live for minutes and name a member, their branch and role, and the
//! device that asked. Nothing in one is believed before its signature was checked, and what it says
//! about a person is compared with the store at each use.

use super::keys::{TokenKey, TokenKeys};
use super::provider;
use crate::error::HubError;
use drokpa_core::chain::certificate::Role;
use drokpa_core::chain::keys::Realm;
use drokpa_core::code::Code;
use drokpa_core::id::{BranchId, MemberId, Serial};
use drokpa_core::sync::authority::Subject;
use drokpa_core::time::Seconds;
use drokpa_core::wire::bytes::hex;
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode,
};
use serde::{Deserialize, Serialize};

/// How long the token of a device is good, in seconds.
pub const LIFE_S: u64 = 600;
/// How long any token may be good, in seconds.
pub const LIFE_S_MAX: u64 = 3600;
/// How far a token may come from the future: two services on two machines.
const SKEW_S: u64 = 60;
/// Longest token in bytes; ours are about 400.
const BYTES_MAX: usize = 1024;
/// Tells our tokens from whatever else may be a JWT.
const KIND: &str = "drokpa+jwt";

/// Who a token speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The member, with the branch and role they had when it was made.
    pub subject: Subject,
    /// The device that asked; `None` where an operator on the hub's machine did.
    pub device: Option<Serial>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Claims {
    iss: String,
    sub: MemberId,
    branch: BranchId,
    role: Role,
    device: Option<Serial>,
    iat: u64,
    exp: u64,
}

/// A token with its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// The token.
    pub token: String,
    /// The last second it is good for.
    pub expires_at: Seconds,
}

fn header(key: &TokenKey) -> Header {
    let mut header = Header::new(Algorithm::EdDSA);
    header.typ = Some(KIND.to_owned());
    header.kid = Some(key.kid.clone());
    header
}

fn issuer(realm: &Realm) -> String {
    hex(&realm.0.prefix::<16>())
}

/// Makes a token that is good for `life_s` seconds, at most [`LIFE_S_MAX`].
///
/// # Errors
/// Where there is no key to sign with.
pub fn issue(
    keys: &TokenKeys,
    realm: &Realm,
    bearer: &Bearer,
    (now, life_s): (Seconds, u64),
) -> Result<Issued, HubError> {
    provider::install();
    let keys = keys.current().map_err(|source| HubError::Keys { source })?;
    let key = keys.iter().rev().find(|key| key.retired_at.is_none()).ok_or(Code::StoreFailed)?;
    let expires_at = Seconds(now.0.saturating_add(life_s.min(LIFE_S_MAX)));
    let claims = Claims {
        iss: issuer(realm),
        sub: bearer.subject.member.clone(),
        branch: bearer.subject.branch.clone(),
        role: bearer.subject.role,
        device: bearer.device,
        iat: now.0,
        exp: expires_at.0,
    };
    let secret = EncodingKey::from_ed_der(&key.pair.seed());
    let token = encode(&header(key), &claims, &secret).map_err(|_| Code::Internal)?;
    Ok(Issued { token, expires_at })
}

/// Reads a token.
///
/// # Errors
/// [`Code::TokenRefused`] for everything that is wrong with it; which it is helps nobody but who
/// guesses.
pub fn verify(
    keys: &TokenKeys,
    realm: &Realm,
    token: &str,
    now: Seconds,
) -> Result<Bearer, HubError> {
    provider::install();
    let refused = || HubError::from(Code::TokenRefused);
    if token.len() > BYTES_MAX {
        return Err(refused());
    }
    let keys = keys.current().map_err(|source| HubError::Keys { source })?;
    let head = decode_header(token).map_err(|_| refused())?;
    let key = keys.iter().find(|key| Some(&key.kid) == head.kid.as_ref() && key.is_taken(now));
    // Our own heads and no others: no other algorithm, no key or address in the head, nothing
    // "critical" that this code would have to know.
    let key = key.filter(|key| head == header(key)).ok_or_else(refused)?;
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.set_issuer(&[issuer(realm)]);
    // Times are compared below with the hub's own clock, and without leeway.
    validation.validate_exp = false;
    validation.set_required_spec_claims(&["exp", "iss", "sub"]);
    let public = DecodingKey::from_ed_der(key.pair.public().bytes());
    let claims = decode::<Claims>(token, &public, &validation).map_err(|_| refused())?.claims;
    let life = claims.exp.checked_sub(claims.iat);
    let bounded = life.is_some_and(|life| (1..=LIFE_S_MAX).contains(&life));
    let signed_in_time = key.retired_at.is_none_or(|at| claims.iat <= at.0);
    let from_past = claims.iat <= now.0.saturating_add(SKEW_S);
    if !bounded || !signed_in_time || !from_past || now.0 > claims.exp {
        return Err(refused());
    }
    let subject = Subject { branch: claims.branch, member: claims.sub, role: claims.role };
    Ok(Bearer { subject, device: claims.device })
}

#[cfg(test)]
mod tests {
    use super::super::keys::rotate;
    use super::*;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use drokpa_core::chain::keys::Hash;
    use tempfile::TempDir;

    const NOW: Seconds = Seconds(1_777_860_000);
    const REALM: Realm = Realm(Hash([7; 32]));

    fn hub() -> (TempDir, TokenKeys) {
        let folder = tempfile::tempdir().unwrap();
        let keys = TokenKeys::open(folder.path()).unwrap();
        (folder, keys)
    }

    fn bearer() -> Bearer {
        let subject = Subject {
            branch: "pasture-a".parse().unwrap(),
            member: "pa01".parse().unwrap(),
            role: Role::Secretary,
        };
        Bearer { subject, device: Some(Serial(4)) }
    }

    fn refused(keys: &TokenKeys, token: &str, now: Seconds) {
        let error = verify(keys, &REALM, token, now).unwrap_err();
        assert_eq!(error.code(), Code::TokenRefused, "{token}");
    }

    fn part(text: &str) -> String {
        URL_SAFE_NO_PAD.encode(text)
    }

    /// A token with a head and claims of the forger's choice under the right key.
    fn signed(keys: &TokenKeys, head: &str, claims: &str) -> String {
        use ed25519_dalek::Signer as _;
        let seed = keys.current().unwrap().last().unwrap().pair.seed();
        let message = format!("{}.{}", part(head), part(claims));
        let signature = ed25519_dalek::SigningKey::from_bytes(&seed).sign(message.as_bytes());
        format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    #[test]
    fn a_token_says_who_asked_until_it_is_over() {
        let (_folder, keys) = hub();
        let issued = issue(&keys, &REALM, &bearer(), (NOW, LIFE_S)).unwrap();
        assert!(issued.token.len() < BYTES_MAX / 2);
        for now in [NOW, issued.expires_at] {
            assert_eq!(verify(&keys, &REALM, &issued.token, now).unwrap(), bearer());
        }
        refused(&keys, &issued.token, Seconds(issued.expires_at.0 + 1));
        refused(&keys, &issued.token, Seconds(NOW.0 - SKEW_S - 1));
        let other = verify(&keys, &Realm(Hash([8; 32])), &issued.token, NOW).unwrap_err();
        assert_eq!(other.code(), Code::TokenRefused, "of another organisation");
        let long = issue(&keys, &REALM, &bearer(), (NOW, u64::MAX)).unwrap();
        assert_eq!(long.expires_at.0, NOW.0 + LIFE_S_MAX);
    }

    #[test]
    fn every_changed_byte_is_noticed() {
        let (_folder, keys) = hub();
        let token = issue(&keys, &REALM, &bearer(), (NOW, LIFE_S)).unwrap().token;
        for at in 0..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            refused(&keys, std::str::from_utf8(&bytes).unwrap(), NOW);
            refused(&keys, &token[..at], NOW);
        }
        for junk in ["", ".", "..", "a.b.c", &"a".repeat(2000), &format!("{token}.{token}")] {
            refused(&keys, junk, NOW);
        }
    }

    #[test]
    fn no_head_but_our_own_is_taken_and_no_life_beyond_the_limit() {
        let (_folder, keys) = hub();
        let kid = keys.current().unwrap()[0].kid.clone();
        let claims = |iat: u64, exp: u64| {
            let iss = issuer(&REALM);
            format!(
                r#"{{"iss":"{iss}","sub":"pa01","branch":"pasture-a","role":"secretary","device":4,"iat":{iat},"exp":{exp}}}"#
            )
        };
        let good = claims(NOW.0, NOW.0 + 600);
        let head = format!(r#"{{"typ":"{KIND}","alg":"EdDSA","kid":"{kid}"}}"#);
        assert_eq!(verify(&keys, &REALM, &signed(&keys, &head, &good), NOW).unwrap(), bearer());
        for head in [
            format!(r#"{{"typ":"{KIND}","alg":"none","kid":"{kid}"}}"#),
            format!(r#"{{"typ":"{KIND}","alg":"HS256","kid":"{kid}"}}"#),
            format!(r#"{{"typ":"JWT","alg":"EdDSA","kid":"{kid}"}}"#),
            format!(r#"{{"alg":"EdDSA","kid":"{kid}"}}"#),
            format!(r#"{{"typ":"{KIND}","alg":"EdDSA"}}"#),
            format!(r#"{{"typ":"{KIND}","alg":"EdDSA","kid":"0000000000000000"}}"#),
            format!(r#"{{"typ":"{KIND}","alg":"EdDSA","kid":"{kid}","crit":["b64"],"b64":false}}"#),
            format!(r#"{{"typ":"{KIND}","alg":"EdDSA","kid":"{kid}","jku":"http://a"}}"#),
        ] {
            refused(&keys, &signed(&keys, &head, &good), NOW);
        }
        for (iat, exp) in [
            (NOW.0, NOW.0 + LIFE_S_MAX + 1),
            (NOW.0, u64::MAX),
            (NOW.0, NOW.0),
            (NOW.0 + 1, NOW.0),
            (NOW.0 + SKEW_S + 1, NOW.0 + 600),
        ] {
            refused(&keys, &signed(&keys, &head, &claims(iat, exp)), NOW);
        }
        for bad in [
            good.replace(r#","exp""#, r#","nbf":0,"exp""#),
            good.replace(r#""secretary""#, r#""emperor""#),
            good.replace(r#""device":4"#, r#""device":-4"#),
            good.replace(r#""sub":"pa01","#, ""),
        ] {
            refused(&keys, &signed(&keys, &head, &bad), NOW);
        }
    }

    #[test]
    fn after_a_rotation_old_tokens_run_out_and_the_old_key_signs_nothing_new() {
        let (folder, keys) = hub();
        let old = issue(&keys, &REALM, &bearer(), (NOW, LIFE_S_MAX)).unwrap();
        let stolen = keys.current().unwrap()[0].clone();
        rotate(folder.path(), false, NOW).unwrap();
        let new = issue(&keys, &REALM, &bearer(), (NOW, LIFE_S)).unwrap();
        assert_ne!(decode_header(&old.token).unwrap().kid, decode_header(&new.token).unwrap().kid);
        for token in [&old.token, &new.token] {
            assert!(verify(&keys, &REALM, token, NOW).is_ok());
        }
        // Whoever holds the old key goes on signing.
        let thief = tempfile::tempdir().unwrap();
        let theirs = TokenKeys::with(thief.path(), &stolen);
        let later = Seconds(NOW.0 + 1);
        let forged = issue(&theirs, &REALM, &bearer(), (later, LIFE_S)).unwrap();
        assert!(verify(&theirs, &REALM, &forged.token, later).is_ok());
        refused(&keys, &forged.token, later);
        refused(&keys, &old.token, Seconds(old.expires_at.0 + 1));
    }
}
