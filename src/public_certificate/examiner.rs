//! [`CertificateExaminer`]: looks at the certificate of a host by a TLS handshake.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use rustls::ClientConfig;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::Verifier;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use url::{Host, Url};

use super::recording_verifier::RecordingVerifier;
use super::{
    CertificateLook, CertificateRefusal, PeerCertificate, SeenCertificate, UnseenCertificate,
};

/// The time for a name, and again for connection and handshake.
const PATIENCE: Duration = Duration::from_secs(10);

/// The most addresses of a name that are looked at.
const MOST_ADDRESSES: usize = 8;

/// The reason why a handshake came to nothing.
#[derive(Debug, thiserror::Error)]
enum HandshakeError {
    #[error("{0} does not answer: {1}")]
    NoConnection(SocketAddr, io::Error),
    #[error("{0} makes no TLS handshake: {1}")]
    NoTls(SocketAddr, io::Error),
    #[error(transparent)]
    Config(#[from] rustls::Error),
}

/// Looks at the certificate of one host.
pub struct CertificateExaminer {
    host: Host,
    port: u16,
    name: ServerName<'static>,
    trust: Arc<dyn ServerCertVerifier>,
    patience: Duration,
}

/// Returns the trust of every other connection: in the roots of the machine, or in what
/// `SSL_CERT_FILE` and `SSL_CERT_DIR` name. Reads them from the disk.
///
/// # Errors
/// When there are none.
pub fn system_trust() -> Result<Arc<dyn ServerCertVerifier>, rustls::Error> {
    let verifier = Verifier::new(Arc::new(ring::default_provider()))?;
    Ok(Arc::new(verifier))
}

impl CertificateExaminer {
    /// Looks at the host of `url`, and trusts whom `trust` does; `None` where it is not https.
    pub fn new(url: &Url, trust: Arc<dyn ServerCertVerifier>) -> Option<Self> {
        if url.scheme() != "https" {
            return None;
        }
        let host = url.host()?.to_owned();
        let name = match &host {
            Host::Domain(name) => ServerName::try_from(name.clone()).ok()?,
            Host::Ipv4(address) => IpAddr::from(*address).into(),
            Host::Ipv6(address) => IpAddr::from(*address).into(),
        };
        Some(Self {
            host,
            port: url.port_or_known_default()?,
            name,
            trust,
            patience: PATIENCE,
        })
    }

    /// The same with another bound on the time for a name, and for a handshake.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// Looks at every address of the host, and tells of the worst: behind a name may be several
    /// proxies, one of which has the certificate of before.
    pub async fn look(&self) -> CertificateLook {
        match timeout(self.patience, self.addresses()).await {
            Ok(Ok(addresses)) => self.look_at(&addresses).await,
            Ok(Err(error)) => self.unseen(format!("its name is not found: {error}")),
            Err(_) => self.unseen(format!("its name is not found in {:?}", self.patience)),
        }
    }

    /// Looks at these addresses, as at those of the host.
    pub async fn look_at(&self, addresses: &[SocketAddr]) -> CertificateLook {
        let looks = addresses.iter().map(|address| self.look_once(*address));
        let worst = CertificateLook::worst(join_all(looks).await);
        worst.unwrap_or_else(|| self.unseen("its name has no address".to_owned()))
    }

    async fn addresses(&self) -> io::Result<Vec<SocketAddr>> {
        let name = match &self.host {
            Host::Domain(name) => name,
            Host::Ipv4(address) => return Ok(vec![(*address, self.port).into()]),
            Host::Ipv6(address) => return Ok(vec![(*address, self.port).into()]),
        };
        let mut addresses: Vec<_> = lookup_host((name.as_str(), self.port)).await?.collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses.truncate(MOST_ADDRESSES);
        Ok(addresses)
    }

    async fn look_once(&self, address: SocketAddr) -> CertificateLook {
        let verifier = Arc::new(RecordingVerifier::new(self.trust.clone()));
        let done = timeout(self.patience, self.shake_hands(address, verifier.clone())).await;
        let Some(shown) = verifier.shown() else {
            return self.unseen(match done {
                Ok(Ok(())) => format!("{address} showed none"),
                Ok(Err(error)) => error.to_string(),
                Err(_) => format!("{address} makes no TLS handshake in {:?}", self.patience),
            });
        };
        CertificateLook::Seen(SeenCertificate {
            host: self.host.to_string(),
            at: address.ip(),
            details: PeerCertificate::parse(&shown.der),
            refusal: shown.refusal.as_ref().map(CertificateRefusal::from),
        })
    }

    async fn shake_hands(
        &self,
        address: SocketAddr,
        verifier: Arc<RecordingVerifier>,
    ) -> Result<(), HandshakeError> {
        let connector = connector(verifier)?;
        let stream = TcpStream::connect(address).await;
        let stream = stream.map_err(|error| HandshakeError::NoConnection(address, error))?;
        let connected = connector.connect(self.name.clone(), stream).await;
        let mut stream = connected.map_err(|error| HandshakeError::NoTls(address, error))?;
        // Whether the other side hears of the end is its own affair.
        _ = stream.shutdown().await;
        Ok(())
    }

    fn unseen(&self, cause: String) -> CertificateLook {
        CertificateLook::Unseen(UnseenCertificate {
            host: self.host.to_string(),
            cause,
        })
    }
}

/// A connector for one handshake: a session that is resumed shows no certificate.
fn connector(verifier: Arc<RecordingVerifier>) -> Result<TlsConnector, rustls::Error> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
