//! The certificate of the public address, by handshakes with servers of all kinds.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, UNIX_EPOCH};

use leptos::config::Env;
use ringcode::config::Settings;
use ringcode::domain::{DAY, MINUTE, Timestamp};
use ringcode::lifecycle::Lifecycle;
use ringcode::public_certificate::{
    CertificateExaminer, CertificateLook, CertificateRefusal, PublicCertificate, SeenCertificate,
};
use ringcode_test_support::tls::{Authority, Identity, TlsServer};
use ringcode_test_support::{Answer, Setup, TestApp, logs, until};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpListener;
use url::Url;

use crate::LOGGED;
use crate::operator::{Operator, WITH_PASSWORD};
use crate::process::fails;

const HOST: &str = "verify.example.com";

/// An examiner of the host that trusts `authority`, with little patience.
fn examiner(authority: &Authority) -> CertificateExaminer {
    let url = Url::parse(&format!("https://{HOST}")).unwrap();
    let examiner = CertificateExaminer::new(&url, authority.trust()).unwrap();
    examiner.with_patience(Duration::from_millis(500))
}

fn seen(look: CertificateLook) -> SeenCertificate {
    match look {
        CertificateLook::Seen(seen) => seen,
        CertificateLook::Unseen(unseen) => panic!("{unseen:?}"),
    }
}

fn now() -> Timestamp {
    Timestamp::EPOCH + UNIX_EPOCH.elapsed().unwrap()
}

#[tokio::test]
async fn a_certificate_is_read_whether_it_is_trusted_or_not() {
    use CertificateRefusal::{Expired, NotYetValid, OtherKey, OtherName, UnknownIssuer};
    let (ours, strangers) = (Authority::new("Ours"), Authority::new("Strangers"));
    for (identity, days, issuer, refusal) in [
        (ours.certifies(&[HOST], 10, 80), 80, "Ours", None),
        (ours.certifies(&["*.example.com"], 10, 80), 80, "Ours", None),
        (ours.certifies(&[HOST], 80, 10), 10, "Ours", None),
        (ours.certifies(&[HOST], 90, -1), -1, "Ours", Some(Expired)),
        (
            ours.certifies(&[HOST], -1, 80),
            80,
            "Ours",
            Some(NotYetValid),
        ),
        (
            ours.certifies(&["other.example"], 10, 80),
            80,
            "Ours",
            Some(OtherName),
        ),
        (ours.certifies(&[], 10, 80), 80, "Ours", Some(OtherName)),
        (
            strangers.certifies(&[HOST], 10, 80),
            80,
            "Strangers",
            Some(UnknownIssuer),
        ),
        (
            Identity::by_itself(&[HOST]),
            80,
            "somebody without a name",
            Some(UnknownIssuer),
        ),
        (
            ours.certifies(&[HOST], 10, 80).with_a_key_of_others(),
            80,
            "Ours",
            Some(OtherKey),
        ),
    ] {
        let server = TlsServer::start(identity).await;
        let seen = seen(examiner(&ours).look_at(&[server.address]).await);
        assert_eq!((seen.host.as_str(), seen.at), (HOST, server.address.ip()));
        assert_eq!(seen.refusal, refusal);
        // Nothing is sent to a server that is refused, not even the end of a handshake.
        server.has_shown_it().await;
        assert_eq!(server.completed(), usize::from(refusal.is_none()));
        let details = seen.details.unwrap();
        assert!(details.issuer.starts_with(issuer), "{details:?}");
        let expected = match days {
            ..0 => now() - DAY,
            days => now() + i32::unsigned_abs(days) * DAY,
        };
        let apart = details.expires.since(expected) + expected.since(details.expires);
        assert!(apart < MINUTE, "{details:?}");
        server.ends().await;
    }
}

#[tokio::test]
async fn names_and_addresses_of_a_certificate_are_told() {
    let ours = Authority::new("Ours");
    let names = [HOST, "www.example.com", "203.0.113.7", "2001:db8::7"];
    let server = TlsServer::start(ours.certifies(&names, 1, 90)).await;
    let seen = seen(examiner(&ours).look_at(&[server.address]).await);
    let details = seen.details.unwrap();
    assert_eq!(details.names, names);
    assert_eq!(details.issuer, "Ours, Test Trust");
}

/// The look of an examiner at somebody who does `first` with each connection, and then waits.
async fn cause_at(first: &'static [u8], is_closed: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut open = Vec::new();
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            stream.write_all(first).await.unwrap();
            if !is_closed {
                open.push(stream);
            }
        }
    });
    cause(address).await
}

async fn cause(address: SocketAddr) -> String {
    match examiner(&Authority::new("Ours")).look_at(&[address]).await {
        CertificateLook::Seen(seen) => panic!("{seen:?}"),
        CertificateLook::Unseen(unseen) => {
            assert_eq!(unseen.host, HOST);
            unseen.cause
        }
    }
}

#[tokio::test]
async fn an_address_without_tls_is_told_and_nobody_waits_for_it() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = listener.local_addr().unwrap();
    drop(listener);
    let plain = b"HTTP/1.1 400 Bad Request\r\n\r\n";
    for (cause, expected) in [
        (cause(closed).await, "does not answer: Connection refused"),
        (
            cause_at(plain, false).await,
            "makes no TLS handshake: received corrupt",
        ),
        (cause_at(b"", true).await, "makes no TLS handshake: "),
        (
            cause_at(b"", false).await,
            "makes no TLS handshake in 500ms",
        ),
        // The beginning of a record that never ends.
        (
            cause_at(&[22, 3, 3, 64, 0, 2], false).await,
            "makes no TLS handshake in 500ms",
        ),
    ] {
        assert!(cause.contains(expected), "{expected}: {cause}");
    }
    let look = examiner(&Authority::new("Ours")).look_at(&[]).await;
    assert!(matches!(look, CertificateLook::Unseen(unseen) if unseen.cause.contains("no address")));
}

#[tokio::test]
async fn only_https_has_a_certificate() {
    let trust = Authority::new("Ours").trust();
    for (url, is_examined) in [
        ("https://verify.example.com", true),
        ("https://203.0.113.7:8443", true),
        ("https://[2001:db8::7]", true),
        ("http://verify.example.com", false),
    ] {
        let examiner = CertificateExaminer::new(&Url::parse(url).unwrap(), trust.clone());
        assert_eq!(examiner.is_some(), is_examined, "{url}");
    }
}

#[tokio::test]
async fn the_host_is_looked_up_and_the_port_is_its_own() {
    let ours = Authority::new("Ours");
    let names = ["localhost", "127.0.0.1"];
    let server = TlsServer::start(ours.certifies(&names, 1, 90)).await;
    for host in names {
        let url = format!("https://{host}:{}", server.address.port());
        let examiner = CertificateExaminer::new(&Url::parse(&url).unwrap(), ours.trust());
        let seen = seen(examiner.unwrap().look().await);
        assert_eq!((seen.host.as_str(), seen.refusal), (host, None));
    }
    let url = Url::parse("https://no-such-host.invalid").unwrap();
    let examiner = CertificateExaminer::new(&url, ours.trust()).unwrap();
    let look = examiner.look().await;
    assert!(
        matches!(&look, CertificateLook::Unseen(unseen) if unseen.cause.contains("name is not found")),
        "{look:?}"
    );
}

/// One of two proxies was forgotten at the renewal.
#[tokio::test]
async fn every_address_is_looked_at() {
    let ours = Authority::new("Ours");
    let renewed = TlsServer::start(ours.certifies(&[HOST], 1, 89)).await;
    let forgotten = TlsServer::start(ours.certifies(&[HOST], 80, 9)).await;
    let addresses = [renewed.address, forgotten.address];
    let seen = seen(examiner(&ours).look_at(&addresses).await);
    assert!(seen.details.unwrap().expires < now() + 10 * DAY);
}

/// Waits until what is known of a certificate fits.
async fn knows(
    certificate: &PublicCertificate,
    fits: impl Fn(Option<SeenCertificate>, Option<String>) -> bool,
) {
    until(async || {
        let known = certificate.known();
        let cause = known.unseen.map(|unseen| unseen.cause);
        fits(known.seen, cause).then_some(())
    })
    .await;
}

#[tokio::test]
async fn a_certificate_is_followed_through_its_life() {
    logs::capture(LOGGED);
    let ours = Authority::new("Ours");
    let server = TlsServer::start(ours.certifies(&["localhost"], 1, 89)).await;
    let url = format!("https://localhost:{}", server.address.port());
    let url = Url::parse(&url).unwrap();
    let examiner = CertificateExaminer::new(&url, ours.trust());
    let lifecycle = Lifecycle::default();
    let interval = Duration::from_millis(120);
    let certificate = PublicCertificate::start(async { examiner }, interval, lifecycle.clone());
    knows(&certificate, |seen, _| {
        seen.is_some_and(|seen| seen.refusal.is_none())
    })
    .await;
    server.renew(&ours.certifies(&["localhost"], 90, -1));
    knows(&certificate, |seen, _| {
        seen.is_some_and(|seen| seen.refusal == Some(CertificateRefusal::Expired))
    })
    .await;
    server.renew(&ours.certifies(&["localhost"], 0, 90));
    knows(&certificate, |seen, _| {
        seen.is_some_and(|seen| seen.refusal.is_none())
    })
    .await;
    // What was seen is remembered for a while.
    server.ends().await;
    knows(&certificate, |seen, cause| {
        seen.is_some() && cause.is_some_and(|cause| cause.contains("does not answer"))
    })
    .await;
    knows(&certificate, |seen, _| seen.is_none()).await;
    let log = logs::captured();
    for (line, times) in [
        ("the certificate is trusted", 2),
        ("alert: browsers and Plivo refuse the certificate", 1),
        ("the certificate cannot be seen from here", 1),
    ] {
        assert_eq!(log.matches(line).count(), times, "{line}: {log}");
    }
    // With the server, or with whoever asks, the looks end.
    let held = Arc::downgrade(&certificate);
    lifecycle.stop();
    drop(certificate);
    until(async || held.upgrade().is_none().then_some(())).await;
}

/// A proxy that starts may show a certificate of its own for a moment.
#[tokio::test]
async fn a_refusal_is_seen_twice_before_it_is_believed() {
    let ours = Authority::new("Ours");
    let server = TlsServer::start(ours.certifies(&["localhost"], 90, -1)).await;
    let url = format!("https://localhost:{}", server.address.port());
    let examiner = CertificateExaminer::new(&Url::parse(&url).unwrap(), ours.trust());
    // Three seconds until the second look.
    let interval = Duration::from_mins(6);
    let certificate = PublicCertificate::start(async { examiner }, interval, Lifecycle::default());
    server.has_shown_it().await;
    server.renew(&ours.certifies(&["localhost"], 0, 90));
    let first = until(async || certificate.known().seen).await;
    assert_eq!(first.refusal, None);
}

/// The address of a server whose certificate nobody trusts, which the settings cannot be told otherwise.
static UNTRUSTED: OnceLock<Url> = OnceLock::new();

const IN_PRODUCTION: fn(&mut Settings) = |settings| {
    WITH_PASSWORD(settings);
    settings.leptos.env = Env::PROD;
    settings.public_url = UNTRUSTED.get().unwrap().clone();
    settings.certificate_interval = Duration::from_millis(120);
};

async fn metrics(app: &TestApp) -> String {
    let url = format!("{}/metrics", app.instances[0].operator_url);
    Answer::to(crate::process::client().get(url)).await.body
}

#[tokio::test]
async fn metrics_and_page_tell_of_a_certificate_that_is_refused() {
    let server = TlsServer::start(Authority::new("Strangers").certifies(&["localhost"], 10, 80));
    let server = server.await;
    let url = format!("https://localhost:{}", server.address.port());
    UNTRUSTED.set(Url::parse(&url).unwrap()).unwrap();
    let app = TestApp::with(Setup {
        adjust: IN_PRODUCTION,
        ..Setup::PLAIN
    })
    .await;
    let text = until(async || {
        let text = metrics(&app).await;
        text.contains("ringcode_public_certificate_trusted{")
            .then_some(text)
    })
    .await;
    let value = |name: &str| {
        let series = format!("ringcode_public_certificate_{name}{{host=\"localhost\"}} ");
        let line = text.lines().find_map(|line| line.strip_prefix(&series));
        line.map(|value| value.parse::<f64>().unwrap())
    };
    assert_eq!(value("trusted"), Some(0.0), "{text}");
    let expires = value("expiry_timestamp_seconds").unwrap();
    let left = expires - UNIX_EPOCH.elapsed().unwrap().as_secs_f64();
    assert!((left / 86_400.0 - 80.0).abs() < 0.1, "{left}");
    let life = expires - value("start_timestamp_seconds").unwrap();
    assert!((life / 86_400.0 - 90.0).abs() < 0.1, "{life}");

    let operator = Operator::logged_in(&app).await;
    let page = operator.opens("/").await;
    let address = IpAddr::from([127, 0, 0, 1]);
    page.says(&format!(
        "Browsers and Plivo refuse localhost: the certificate at {address} is signed by nobody who is \
         trusted"
    ));
    page.says("docs/operate/runbook.md#ringcodecertificaterefused");
    page.says("the certificate of localhost is signed by nobody who is trusted");
}

#[tokio::test]
async fn in_development_nobody_looks() {
    let app = TestApp::with(Setup {
        adjust: |settings| {
            WITH_PASSWORD(settings);
            settings.public_url = Url::parse("https://localhost:1").unwrap();
            settings.certificate_interval = Duration::from_millis(12);
        },
        ..Setup::PLAIN
    })
    .await;
    let operator = Operator::logged_in(&app).await;
    let page = operator.opens("/").await;
    assert!(!page.body.contains("certificate"), "{page:?}");
    assert!(!metrics(&app).await.contains("public_certificate_trusted{"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tells_what_is_wrong_with_it() {
    let ours = Authority::new("Ours");
    let folder = std::env::temp_dir();
    let roots = folder.join(format!("ringcode-roots-{}.pem", std::process::id()));
    std::fs::write(&roots, ours.pem()).unwrap();
    for (identity, severity, told) in [
        (
            Some(ours.certifies(&["localhost"], 10, 80)),
            "ok       certificate     localhost (",
            ": for localhost, by Ours, Test Trust, until ",
        ),
        (
            Some(ours.certifies(&["localhost"], 80, 10)),
            "warning  certificate     localhost (",
            "see why it is not renewed",
        ),
        (
            Some(ours.certifies(&["localhost"], 80, 1)),
            "WRONG    certificate     localhost (",
            "see why it is not renewed",
        ),
        (
            Some(ours.certifies(&["localhost"], 80, -1)),
            "WRONG    certificate     has expired: ",
            "renew it and reload the proxy",
        ),
        (
            Some(ours.certifies(&["other.example"], 10, 80)),
            "WRONG    certificate     is for other names: ",
            "for other.example",
        ),
        (
            None,
            "warning  certificate     localhost cannot be looked at from here: ",
            "run the doctor on another one",
        ),
    ] {
        let server = match identity {
            Some(identity) => TlsServer::start(identity).await,
            None => TlsServer::closed().await,
        };
        let url = format!("https://localhost:{}", server.address.port());
        let environment = [
            ("RINGCODE_PUBLIC_URL", url.as_str()),
            ("SSL_CERT_FILE", roots.to_str().unwrap()),
        ];
        let (failed, said) = tokio::task::block_in_place(|| fails(&["doctor"], &environment));
        assert!(
            said.contains(severity) && said.contains(told),
            "{told}: {said}"
        );
        assert_eq!(failed, severity.starts_with("WRONG"), "{said}");
    }
    std::fs::remove_file(roots).unwrap();
}
