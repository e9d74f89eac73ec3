//! [`RecordingVerifier`]: keeps the certificate that a server shows, trusted or not.

use std::sync::Arc;

use parking_lot::Mutex;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};

/// A verifier that answers as `trust` does, and remembers what it was asked about. It accepts nothing
/// that `trust` refuses.
#[derive(Debug)]
pub(super) struct RecordingVerifier {
    trust: Arc<dyn ServerCertVerifier>,
    shown: Mutex<Option<ShownCertificate>>,
}

/// A certificate that was shown, and the error with which it was refused.
#[derive(Clone, Debug)]
pub(super) struct ShownCertificate {
    pub der: CertificateDer<'static>,
    pub refusal: Option<Error>,
}

impl RecordingVerifier {
    /// Records what `trust` is asked.
    pub fn new(trust: Arc<dyn ServerCertVerifier>) -> Self {
        Self {
            trust,
            shown: Mutex::default(),
        }
    }

    /// The certificate that was shown.
    pub fn shown(&self) -> Option<ShownCertificate> {
        self.shown.lock().clone()
    }

    /// Remembers that the server has not proved that the certificate is its own.
    fn note_signature<T>(&self, checked: Result<T, Error>) -> Result<T, Error> {
        if let (Err(error), Some(shown)) = (&checked, &mut *self.shown.lock()) {
            shown.refusal = Some(error.clone());
        }
        checked
    }
}

impl ServerCertVerifier for RecordingVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let trust = &self.trust;
        let checked =
            trust.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        *self.shown.lock() = Some(ShownCertificate {
            der: end_entity.clone().into_owned(),
            refusal: checked.as_ref().err().cloned(),
        });
        checked
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let trust = &self.trust;
        self.note_signature(trust.verify_tls12_signature(message, certificate, signed))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let trust = &self.trust;
        self.note_signature(trust.verify_tls13_signature(message, certificate, signed))
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.trust.supported_verify_schemes()
    }

    fn requires_raw_public_keys(&self) -> bool {
        self.trust.requires_raw_public_keys()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        self.trust.root_hint_subjects()
    }
}
