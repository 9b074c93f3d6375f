//! Whom a phone takes for its hub over TLS: whoever an authority vouches for, one of the web's or
//! one that was given. The certificate's dates are held against the hub's time as the phone knows
//! it. A clock that is certainly wrong, from before this program was made, is not asked at all: a
//! phone whose battery was empty must still reach its hub, and frames have codes of their own.

use drokpa_core::time::Seconds;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use std::sync::Arc;
use std::time::Duration;

/// 1 November 2026: no clock that is right shows an earlier time.
const CLOCK_FLOOR: Seconds = Seconds(1_793_462_400);
/// Most certificates of a chain whose dates may be passed over.
const CHAIN_MAX: usize = 6;

/// Whom a client trusts.
#[derive(Clone, Debug)]
pub struct Trust(Arc<ClientConfig>);

impl Trust {
    /// The authorities that browsers trust. `now` is the hub's time as far as it is known.
    ///
    /// # Errors
    /// Where rustls cannot be set up.
    pub fn web(now: Seconds) -> Result<Trust, Error> {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        Trust::new(roots, now)
    }

    /// The authorities in a PEM file and no others.
    ///
    /// # Errors
    /// Where there is none in it that can be used.
    pub fn authority(pem: &[u8], now: Seconds) -> Result<Trust, Error> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(pem) {
            roots.add(certificate.map_err(|error| Error::General(error.to_string()))?)?;
        }
        if roots.is_empty() {
            return Err(Error::General("no certificate in it".to_owned()));
        }
        Trust::new(roots, now)
    }

    fn new(roots: RootCertStore, now: Seconds) -> Result<Trust, Error> {
        let provider = Arc::new(ring::default_provider());
        let roots = Arc::new(roots);
        let verifier =
            WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
        let verifier = verifier.map_err(|error| Error::General(error.to_string()))?;
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(Dated { verifier, now }))
            .with_no_client_auth();
        Ok(Trust(Arc::new(config)))
    }

    pub(super) fn config(&self) -> Arc<ClientConfig> {
        Arc::clone(&self.0)
    }
}

/// The usual verifier, with the time that this phone believes in.
#[derive(Debug)]
struct Dated {
    verifier: Arc<WebPkiServerVerifier>,
    now: Seconds,
}

impl ServerCertVerifier for Dated {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        _system_time: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let at = |now| self.verifier.verify_server_cert(end_entity, intermediates, name, ocsp, now);
        let mut now = UnixTime::since_unix_epoch(Duration::from_secs(self.now.0));
        let mut verified = at(now);
        if self.now >= CLOCK_FLOOR {
            return verified;
        }
        // Nothing is known about the time, so any at which the certificates were good will do.
        for _ in 0..CHAIN_MAX {
            now = match &verified {
                Err(Error::InvalidCertificate(CertificateError::NotValidYetContext {
                    not_before,
                    ..
                })) => *not_before,
                Err(Error::InvalidCertificate(CertificateError::ExpiredContext {
                    not_after,
                    ..
                })) => *not_after,
                _ => break,
            };
            verified = at(now);
        }
        verified
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.verifier.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.verifier.supported_verify_schemes()
    }
}
