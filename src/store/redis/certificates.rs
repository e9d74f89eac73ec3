//! Checks the CA certificates, the client certificate and its key before they are used.

use rustls::{
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};
use thiserror::Error;

/// The reason why a certificate or key cannot be used, as a sentence about it.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CertificateError {
    /// The file with certificates holds none that can be read.
    #[error("not a certificate in PEM form")]
    NotACertificate,
    /// The file with the key holds none that can be read.
    #[error("not a private key in PEM form without a passphrase")]
    NotAKey,
    /// The key belongs to another certificate.
    #[error("does not go with store.client_certificate: {0}")]
    Mismatch(rustls::Error),
}

impl CertificateError {
    /// The setting that names the wrong file: `client_certificate` or `client_key`.
    pub fn setting(&self) -> &'static str {
        match self {
            Self::NotACertificate => "client_certificate",
            Self::NotAKey | Self::Mismatch(_) => "client_key",
        }
    }
}

/// Accepts certificates of authorities in PEM form.
///
/// # Errors
/// [`CertificateError::NotACertificate`] when one cannot be read or there is none.
pub fn check_ca_certificates(pem: &[u8]) -> Result<(), CertificateError> {
    read_chain(pem).map(drop)
}

/// Accepts a client's certificate and its key, both in PEM form.
///
/// # Errors
/// [`CertificateError::NotACertificate`] for the certificate; [`CertificateError::NotAKey`] and
/// [`CertificateError::Mismatch`] for the key.
pub fn check_client_certificate(certificate: &[u8], key: &[u8]) -> Result<(), CertificateError> {
    let chain = read_chain(certificate)?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| CertificateError::NotAKey)?;
    let pair = CertifiedKey::from_der(chain, key, &ring::default_provider());
    pair.map(drop).map_err(CertificateError::Mismatch)
}

fn read_chain(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, CertificateError> {
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    chain.ok_or(CertificateError::NotACertificate)
}
