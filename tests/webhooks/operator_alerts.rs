//! Webhooks of the service are told what is out of the ordinary, once over all instances.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Arc, LazyLock, OnceLock};
use std::time::{Duration, UNIX_EPOCH};

use leptos::config::Env;
use ringcode::config::Settings;
use ringcode::domain::Channel;
use ringcode::statistics::{AttemptAnswer, Counted};
use ringcode::store::Store;
use ringcode::store::memory::MemoryStore;
use ringcode_test_support::tls::{Identity, TlsServer};
use ringcode_test_support::{Instance, Receiver, Setup, TestApp, until, wait_until};
use serde_json::Value;
use url::Url;

use crate::host::{SETUP, client, register};

/// Two instances look all the time.
const ON_MEMORY: Setup = Setup {
    store: Some(shared_memory),
    adjust: |settings| settings.watch_interval = Duration::from_millis(20),
    ..SETUP
};

const ON_REDIS: Setup = Setup {
    store: None,
    redis: true,
    clock: true,
    ..ON_MEMORY
};

/// Seconds that the clock of the shared store is ahead.
static AHEAD: AtomicU64 = AtomicU64::new(0);

static MEMORY: LazyLock<Arc<MemoryStore>> = LazyLock::new(|| {
    let now = || {
        let ahead = Duration::from_secs(AHEAD.load(Relaxed));
        UNIX_EPOCH + UNIX_EPOCH.elapsed().unwrap() + ahead
    };
    Arc::new(MemoryStore::with_clock(now))
});

fn shared_memory() -> Arc<dyn Store> {
    MEMORY.clone()
}

/// Plivo refuses a text for a reason that only the operator can change.
fn refuses(instance: &Instance, reason: &'static str) {
    instance.state.statistics.count(Counted::Attempted {
        country: "ES",
        channel: Channel::Text,
        answer: AttemptAnswer::Refused(reason),
        cost: 0,
    });
}

/// The reasons that were told, each with whether it is over.
fn told(receiver: &Receiver) -> Vec<(String, bool)> {
    let told = receiver.accepted().into_iter().map(|event| {
        let data = &event.payload["data"];
        let reason = data["reason"].as_str().unwrap().to_owned();
        (reason, data["resolved"].as_bool().unwrap())
    });
    told.collect()
}

async fn hears(receiver: &Receiver, reason: &str, is_over: bool) {
    let event = (reason.to_owned(), is_over);
    wait_until(reason, async || told(receiver).contains(&event)).await;
}

#[tokio::test]
async fn a_finding_is_told_once_by_all_instances_and_once_when_it_is_over() {
    for setup in [ON_MEMORY, ON_REDIS] {
        let mut app = TestApp::with(setup).await;
        app.add(setup).await;
        let receiver = Receiver::start().await;
        let ops = client(
            "ops",
            &receiver.url,
            "service = true\nevents = [\"operator.alert\"]",
        );
        register(&app, std::slice::from_ref(&ops));

        refuses(&app.instances[0], "no_credit");
        hears(&receiver, "no_credit", false).await;
        let first = receiver.accepted().remove(0);
        assert_eq!(first.event_type(), "operator.alert");
        let data = &first.payload["data"];
        assert_eq!(data["alert"], "RingcodeProviderRefuses");
        assert_eq!(data["severity"], "critical");
        assert_eq!(
            data["runbook"],
            "docs/operate/runbook.md#ringcodeproviderrefuses"
        );
        let text = data["text"].as_str().unwrap();
        assert!(text.starts_with("Plivo refused 1 messages since"), "{text}");
        assert!(data["since"].is_string() && data["verification_id"] == Value::Null);

        // Each instance has looked once more when it tells of the next.
        app.instances.remove(0).stop().await;
        refuses(&app.instances[0], "barred");
        hears(&receiver, "barred", false).await;
        app.add(setup).await;
        app.instances.remove(0).stop().await;
        register(&app, std::slice::from_ref(&ops));
        refuses(&app.instances[0], "rejected");
        hears(&receiver, "rejected", false).await;

        app.add(setup).await;
        register(&app, std::slice::from_ref(&ops));
        AHEAD.fetch_add(4 * 3600, Relaxed);
        app.advance_clock(4 * 3600);
        let reasons = ["no_credit", "barred", "rejected"];
        for reason in reasons {
            hears(&receiver, reason, true).await;
        }
        refuses(&app.instances[1], "unauthorized");
        hears(&receiver, "unauthorized", false).await;

        let mut all = told(&receiver);
        all.sort();
        let mut expected: Vec<_> = reasons
            .into_iter()
            .flat_map(|reason| [(reason.to_owned(), false), (reason.to_owned(), true)])
            .collect();
        expected.push(("unauthorized".to_owned(), false));
        expected.sort();
        assert_eq!(all, expected);
        let ids: BTreeSet<_> = receiver
            .accepted()
            .into_iter()
            .map(|event| event.id)
            .collect();
        assert_eq!(ids.len(), all.len());
    }
}

#[tokio::test]
async fn nobody_else_is_told() {
    let app = TestApp::with(Setup {
        store: None,
        ..ON_MEMORY
    })
    .await;
    let (own, ops) = (Receiver::start().await, Receiver::start().await);
    let tables = [
        client("shop", &own.url, ""),
        client("ops", &ops.url, "service = true"),
    ];
    register(&app, &tables);
    refuses(&app.instances[0], "no_credit");
    hears(&ops, "no_credit", false).await;
    assert!(own.received().is_empty());
}

/// The address of a server whose certificate nobody trusts.
static UNTRUSTED: OnceLock<Url> = OnceLock::new();

const LOOKS_AT_CERTIFICATE: fn(&mut Settings) = |settings| {
    settings.watch_interval = Duration::from_millis(20);
    settings.leptos.env = Env::PROD;
    settings.public_url = UNTRUSTED.get().unwrap().clone();
    settings.certificate_interval = Duration::from_millis(120);
};

#[tokio::test]
async fn a_certificate_that_is_refused_is_told_once_though_all_instances_see_it() {
    let server = TlsServer::start(Identity::by_itself(&["localhost"])).await;
    let url = format!("https://localhost:{}", server.address.port());
    UNTRUSTED.set(Url::parse(&url).unwrap()).unwrap();
    let setup = Setup {
        store: None,
        redis: true,
        clock: true,
        adjust: LOOKS_AT_CERTIFICATE,
        ..SETUP
    };
    let mut app = TestApp::with(setup).await;
    app.add(setup).await;
    for instance in &app.instances {
        until(async || instance.state.certificate.known().seen).await;
    }
    let receiver = Receiver::start().await;
    let ops = client("ops", &receiver.url, "service = true");
    register(&app, &[ops]);
    let first = until(async || receiver.accepted().into_iter().next()).await;
    let data = &first.payload["data"];
    assert_eq!(data["alert"], "RingcodeCertificateRefused");
    assert_eq!(data["severity"], "critical");
    assert_eq!(
        data["text"],
        "Browsers and Plivo refuse localhost: the certificate at 127.0.0.1 is signed by nobody who is trusted"
    );
    // Each of the two has looked once more when it tells of another finding.
    for (nth, reason) in ["no_credit", "barred"].into_iter().enumerate() {
        refuses(&app.instances[nth], reason);
        wait_until(reason, async || {
            let accepted = receiver.accepted();
            let told = accepted
                .iter()
                .map(|event| &event.payload["data"]["reason"]);
            told.into_iter().any(|told| told == reason)
        })
        .await;
    }
    let is_of_certificate = |event: &&_| {
        let event: &ringcode_test_support::Received = event;
        event.payload["data"]["alert"] == "RingcodeCertificateRefused"
    };
    let told = receiver.accepted();
    assert_eq!(told.iter().filter(is_of_certificate).count(), 1, "{told:?}");
    // It is over when no instance sees it any more.
    server.ends().await;
    for instance in &app.instances {
        until(async || {
            instance
                .state
                .certificate
                .known()
                .seen
                .is_none()
                .then_some(())
        })
        .await;
    }
    app.advance_clock(6 * 60);
    let over = until(async || {
        let told = receiver.accepted();
        let mut told = told.into_iter().filter(|event| is_of_certificate(&event));
        told.find(|event| event.payload["data"]["resolved"] == true)
    })
    .await;
    assert_ne!(over.id, first.id);
}
