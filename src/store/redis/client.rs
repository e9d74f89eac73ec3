//! The certificates that this client trusts, the one that it shows, and its key.

use rustls::{
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    sign::CertifiedKey,
};

/// Accepts certificates of an authority in PEM form.
///
/// # Errors
/// What is allowed.
pub fn check_authority(pem: &[u8]) -> Result<(), String> {
    let certificates: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem).collect();
    match certificates {
        Ok(certificates) if !certificates.is_empty() => Ok(()),
        _ => Err("not a certificate in PEM form".to_owned()),
    }
}

/// Accepts a client's certificate and its key, both in PEM form.
///
/// # Errors
/// Which of them is wrong, `client_certificate` or `client_key`, and what is allowed.
pub fn check_client(certificate: &[u8], key: &[u8]) -> Result<(), (&'static str, String)> {
    let wrong = |which, what: &str| (which, what.to_owned());
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty());
    let chain =
        chain.ok_or_else(|| wrong("client_certificate", "not a certificate in PEM form"))?;
    let key = PrivateKeyDer::from_pem_slice(key).map_err(|_| {
        let what = "not a private key in PEM form without a passphrase";
        wrong("client_key", what)
    })?;
    let pair = CertifiedKey::from_der(chain, key, &ring::default_provider());
    pair.map(drop).map_err(|error| {
        let what = format!("does not go with store.client_certificate: {error}");
        ("client_key", what)
    })
}
