//! TLS of the service, by rustls: a certificate chain and its key from two PEM files, taken up
//! again by themselves when the files are replaced. Called by [`crate::serve`]; decides nothing
//! about who may do what.

use crate::admin::AdminError;
use drokpa_core::code::Code;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Where the certificate and its key lie, both as PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFiles {
    /// The certificate, then those that lead from it to an authority.
    pub cert: PathBuf,
    /// Its private key.
    pub key: PathBuf,
}

/// When each file was last replaced, and its length.
type Stamp = [Option<(SystemTime, u64)>; 2];

impl TlsFiles {
    fn stamp(&self) -> Stamp {
        [&self.cert, &self.key].map(|path| {
            let meta = std::fs::metadata(path).ok()?;
            Some((meta.modified().ok()?, meta.len()))
        })
    }

    fn read(&self) -> Result<Arc<CertifiedKey>, AdminError> {
        let wrong = |path: &Path, error: &dyn std::fmt::Display| {
            AdminError::refused(Code::TlsFilesWrong, format!("{}: {error}", path.display()))
        };
        let read = |path: &Path| std::fs::read(path).map_err(|error| wrong(path, &error));
        let chain = CertificateDer::pem_slice_iter(&read(&self.cert)?)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| wrong(&self.cert, &error))?;
        if chain.is_empty() {
            return Err(wrong(&self.cert, &"no certificate in it"));
        }
        let key = PrivateKeyDer::from_pem_slice(&read(&self.key)?)
            .map_err(|error| wrong(&self.key, &error))?;
        let certified = CertifiedKey::from_der(chain, key, &ring::default_provider());
        certified.map(Arc::new).map_err(|error| wrong(&self.key, &error))
    }
}

/// The certificate that is shown, as its files last were good.
#[derive(Debug)]
struct Shown {
    files: TlsFiles,
    last: Mutex<(Stamp, Arc<CertifiedKey>)>,
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current())
    }
}

impl Shown {
    fn current(&self) -> Arc<CertifiedKey> {
        let stamp = self.files.stamp();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if stamp != last.0 {
            // A renewal replaces two files one after the other; in between they do not fit, and
            // the old certificate is shown until they do.
            match self.files.read() {
                Ok(certified) => last.1 = certified,
                Err(error) => tracing::error!(%error, "the new certificate cannot be used"),
            }
            last.0 = stamp;
        }
        Arc::clone(&last.1)
    }
}

/// The configuration of a service that shows this certificate.
///
/// # Errors
/// [`Code::TlsFilesWrong`].
pub fn server_config(files: &TlsFiles) -> Result<ServerConfig, AdminError> {
    let wrong = |error: rustls::Error| AdminError::refused(Code::TlsFilesWrong, error);
    let last = Mutex::new((files.stamp(), files.read()?));
    let shown = Shown { files: files.clone(), last };
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(wrong)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(shown));
    // One ticket for each connection: phones come back with it and pay half a round trip less,
    // and a second one would be bytes for nothing.
    config.ticketer = ring::Ticketer::new().map_err(wrong)?;
    config.send_tls13_tickets = 1;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{CertifiedKey as Made, generate_simple_self_signed};

    fn put(files: &TlsFiles, made: &Made<rcgen::KeyPair>) {
        std::fs::write(&files.cert, made.cert.pem()).unwrap();
        std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    }

    #[test]
    fn a_renewed_certificate_is_shown_and_a_broken_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let files =
            TlsFiles { cert: folder.path().join("c.pem"), key: folder.path().join("k.pem") };
        let make = |name: &str| generate_simple_self_signed(vec![name.to_owned()]).unwrap();
        let [first, longer] = ["a.example", "renewed.example"].map(make);
        put(&files, &first);
        let last = Mutex::new((files.stamp(), files.read().unwrap()));
        let shown = Shown { files: files.clone(), last };
        assert_eq!(shown.current().cert[0], *first.cert.der());
        std::fs::write(&files.cert, longer.cert.pem()).unwrap();
        assert_eq!(shown.current().cert[0], *first.cert.der(), "its key is not there yet");
        std::fs::write(&files.key, format!("\n{}", longer.signing_key.serialize_pem())).unwrap();
        assert_eq!(shown.current().cert[0], *longer.cert.der());
        std::fs::write(&files.cert, "nonsense").unwrap();
        assert_eq!(shown.current().cert[0], *longer.cert.der());
        for broken in [&files.cert, &folder.path().join("nowhere")] {
            let files = TlsFiles { cert: broken.clone(), ..files.clone() };
            assert_eq!(server_config(&files).unwrap_err().code(), Code::TlsFilesWrong);
        }
    }
}
