//! The certificate of the public address: whether browsers and Plivo accept it, and until when.
//!
//! [`CertificateExaminer`] makes a TLS handshake with the host of `server.public_url`, as a browser
//! would, and tells what it saw as a [`CertificateLook`]. [`PublicCertificate`] does so once an hour in
//! production, and remembers it for the metrics, the findings and the operator's page; the doctor looks
//! once. The trust is that of every other connection: a refused certificate is only read, and no
//! request is ever sent over its connection. Nobody waits for a look. Start at [`SeenCertificate`].

mod certificate_look;
mod examiner;
mod peer_certificate;
mod recording_verifier;
mod watched;

pub use certificate_look::{
    CertificateHealth, CertificateLook, CertificateRefusal, SeenCertificate, UnseenCertificate,
};
pub use examiner::{CertificateExaminer, system_trust};
pub use peer_certificate::PeerCertificate;
pub use watched::{KnownCertificate, PublicCertificate};
