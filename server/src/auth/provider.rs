//! What signs and checks tokens under `jsonwebtoken`: Ed25519 by ed25519-dalek, strictly, and no
//! other algorithm at all. A token that names another one finds nothing here that could check it,
//! whatever a header or a setting says (docs/adr/0025).

use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use jsonwebtoken::crypto::{CryptoProvider, JwtSigner, JwtVerifier, KeyUtils};
use jsonwebtoken::errors::{Error, ErrorKind, Result};
use jsonwebtoken::signature::{self, Signer, Verifier};
use jsonwebtoken::{Algorithm, AlgorithmFamily, DecodingKey, EncodingKey};

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer,
    verifier_factory: verifier,
    key_utils: KeyUtils::new_unimplemented(),
};

/// Makes this the provider of the process. Where another one is there already, tokens are neither
/// made nor taken: its keys have another form.
pub(super) fn install() {
    let _ = PROVIDER.install_default();
}

struct Signs(SigningKey);

impl Signer<Vec<u8>> for Signs {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, signature::Error> {
        Ok(self.0.sign(message).to_bytes().to_vec())
    }
}

impl JwtSigner for Signs {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

struct Checks(VerifyingKey);

impl Verifier<Vec<u8>> for Checks {
    fn verify(
        &self,
        message: &[u8],
        signed: &Vec<u8>,
    ) -> std::result::Result<(), signature::Error> {
        let signed = Signature::from_slice(signed).map_err(|_| signature::Error::new())?;
        self.0.verify_strict(message, &signed).map_err(|_| signature::Error::new())
    }
}

impl JwtVerifier for Checks {
    fn algorithm(&self) -> Algorithm {
        Algorithm::EdDSA
    }
}

/// Thirty-two bytes of a key of the right kind.
fn bytes(algorithm: Algorithm, family: AlgorithmFamily, key: &[u8]) -> Result<[u8; 32]> {
    if algorithm != Algorithm::EdDSA || family != AlgorithmFamily::Ed {
        return Err(ErrorKind::InvalidAlgorithm.into());
    }
    key.try_into().map_err(|_| Error::from(ErrorKind::InvalidEddsaKey))
}

fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    let seed = bytes(*algorithm, key.family(), key.as_bytes())?;
    Ok(Box::new(Signs(SigningKey::from_bytes(&seed))))
}

fn verifier(algorithm: &Algorithm, key: &DecodingKey) -> Result<Box<dyn JwtVerifier>> {
    let bytes = bytes(*algorithm, key.family(), key.try_get_as_bytes()?)?;
    let key = VerifyingKey::from_bytes(&bytes).ok().filter(|key| !key.is_weak());
    Ok(Box::new(Checks(key.ok_or(ErrorKind::InvalidEddsaKey)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_but_a_whole_strong_ed25519_key_is_taken() {
        let pair = SigningKey::from_bytes(&[1; 32]);
        let public = pair.verifying_key().to_bytes();
        assert!(verifier(&Algorithm::EdDSA, &DecodingKey::from_ed_der(&public)).is_ok());
        let mut identity = [0; 32];
        identity[0] = 1;
        for weak in [&identity[..], &[0; 32], &public[..31], &[public.as_slice(), &[0]].concat()] {
            assert!(verifier(&Algorithm::EdDSA, &DecodingKey::from_ed_der(weak)).is_err());
        }
        for seed in [&[1; 31][..], &[1; 33], &[]] {
            assert!(signer(&Algorithm::EdDSA, &EncodingKey::from_ed_der(seed)).is_err());
        }
    }

    #[test]
    fn no_other_algorithm_is_there_whatever_key_is_given() {
        let public = SigningKey::from_bytes(&[1; 32]).verifying_key().to_bytes();
        let keys = [DecodingKey::from_ed_der(&public), DecodingKey::from_secret(&public)];
        for algorithm in [Algorithm::HS256, Algorithm::RS256, Algorithm::ES256, Algorithm::PS512] {
            for key in &keys {
                assert!(verifier(&algorithm, key).is_err(), "{algorithm:?}");
            }
            assert!(signer(&algorithm, &EncodingKey::from_secret(&[1; 32])).is_err());
        }
        assert!(verifier(&Algorithm::EdDSA, &keys[1]).is_err(), "a secret is no public key");
    }
}
