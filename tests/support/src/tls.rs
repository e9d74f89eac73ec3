//! Servers that speak TLS, with certificates made on the spot.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use base64::prelude::{BASE64_STANDARD, Engine};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, IsCa, Issuer, PKCS_ED25519, PublicKeyData,
    SignatureAlgorithm, SigningKey,
};
use ring::rand::SystemRandom;
use ring::signature::{Ed25519KeyPair, KeyPair};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring::{default_provider, sign::any_eddsa_type};
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::sign::{CertifiedKey, SingleCertAndKey};
use rustls::{RootCertStore, ServerConfig};
use time::OffsetDateTime;
use tokio::net::TcpListener;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::until;

/// Somebody who signs certificates.
pub struct Authority {
    issuer: Issuer<'static, TestKey>,
    certificate: CertificateDer<'static>,
}

/// A certificate and the key of it.
#[derive(Clone)]
pub struct Identity {
    pub certificate: CertificateDer<'static>,
    key: Arc<TestKey>,
}

/// A server that makes handshakes, and then reads until the other side ends.
pub struct TlsServer {
    pub address: SocketAddr,
    acceptor: Arc<Mutex<TlsAcceptor>>,
    running: JoinHandle<()>,
    shown: Arc<Notify>,
    completed: Arc<AtomicUsize>,
}

struct TestKey {
    pkcs8: PrivatePkcs8KeyDer<'static>,
    pair: Ed25519KeyPair,
}

impl Authority {
    /// One that nobody knows yet.
    pub fn new(name: &str) -> Self {
        let key = TestKey::generate();
        let mut params = parameters(&[], 0, 3650);
        params.distinguished_name.push(DnType::CommonName, name);
        let organisation = DnType::OrganizationName;
        params.distinguished_name.push(organisation, "Test Trust");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).unwrap().der().clone();
        Self {
            issuer: Issuer::new(params, key),
            certificate,
        }
    }

    /// A certificate for `names`, valid from so many days ago, for so many days from now.
    pub fn certifies(&self, names: &[&str], ago: i32, left: i32) -> Identity {
        let key = TestKey::generate();
        let params = parameters(names, ago, left);
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Identity {
            certificate: certificate.der().clone(),
            key: Arc::new(key),
        }
    }

    /// The trust in this authority alone.
    pub fn trust(&self) -> Arc<dyn ServerCertVerifier> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).unwrap();
        let provider = Arc::new(default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), provider);
        verifier.build().unwrap()
    }

    /// Its certificate in PEM form.
    pub fn pem(&self) -> String {
        let text = BASE64_STANDARD.encode(&self.certificate);
        format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n")
    }
}

impl Identity {
    /// A certificate that signs itself.
    pub fn by_itself(names: &[&str]) -> Self {
        let key = TestKey::generate();
        let certificate = parameters(names, 1, 80).self_signed(&key).unwrap();
        Self {
            certificate: certificate.der().clone(),
            key: Arc::new(key),
        }
    }

    /// The same certificate with a key that is not its own.
    pub fn with_a_key_of_others(self) -> Self {
        let key = Arc::new(TestKey::generate());
        Self { key, ..self }
    }
}

impl TlsServer {
    /// Starts one on any free port.
    pub async fn start(identity: Identity) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let acceptor = Arc::new(Mutex::new(identity.acceptor()));
        let (shown, completed) = (Arc::new(Notify::new()), Arc::new(AtomicUsize::new(0)));
        let shared = (acceptor.clone(), shown.clone(), completed.clone());
        let running = tokio::spawn(async move {
            let (acceptor, shown, completed) = shared;
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let handshake = acceptor.lock().unwrap().accept(stream);
                let (shown, completed) = (shown.clone(), completed.clone());
                tokio::spawn(async move {
                    let accepted = handshake.await;
                    completed.fetch_add(accepted.is_ok().into(), Relaxed);
                    shown.notify_one();
                    let mut stream = accepted?;
                    tokio::io::copy(&mut stream, &mut tokio::io::sink()).await
                });
            }
        });
        Self {
            address,
            acceptor,
            running,
            shown,
            completed,
        }
    }

    /// Shows another certificate from now on, without a moment at which nobody listens.
    pub fn renew(&self, identity: &Identity) {
        *self.acceptor.lock().unwrap() = identity.acceptor();
    }

    /// The place of one at which nobody listens.
    pub async fn closed() -> Self {
        let server = Self::start(Identity::by_itself(&[])).await;
        server.running.abort();
        until(async || server.running.is_finished().then_some(())).await;
        server
    }

    /// Waits until somebody has been shown the certificate.
    pub async fn has_shown_it(&self) {
        self.shown.notified().await;
    }

    /// The handshakes that both sides have completed.
    pub fn completed(&self) -> usize {
        self.completed.load(Relaxed)
    }

    /// Ends it: nobody listens at its port any more.
    pub async fn ends(self) {
        self.running.abort();
        _ = self.running.await;
    }
}

impl Identity {
    fn acceptor(&self) -> TlsAcceptor {
        let key = any_eddsa_type(&self.key.pkcs8).unwrap();
        // Does not look whether the key is the certificate's.
        let certified = CertifiedKey::new(vec![self.certificate.clone()], key);
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        TlsAcceptor::from(Arc::new(config))
    }
}

fn parameters(names: &[&str], ago: i32, left: i32) -> CertificateParams {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    let now =
        OffsetDateTime::from(SystemTime::UNIX_EPOCH + SystemTime::UNIX_EPOCH.elapsed().unwrap());
    params.not_before = now - time::Duration::days(ago.into());
    params.not_after = now + time::Duration::days(left.into());
    params.serial_number = Some(1_u64.into());
    params.distinguished_name = rcgen::DistinguishedName::new();
    params
}

impl TestKey {
    fn generate() -> Self {
        let pkcs8 = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).unwrap();
        Self {
            pair: Ed25519KeyPair::from_pkcs8(pkcs8.as_ref()).unwrap(),
            pkcs8: pkcs8.as_ref().to_vec().into(),
        }
    }
}

impl PublicKeyData for TestKey {
    fn der_bytes(&self) -> &[u8] {
        self.pair.public_key().as_ref()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl SigningKey for TestKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.pair.sign(message).as_ref().to_vec())
    }
}
