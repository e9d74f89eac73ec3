//! Every page of a visit: nobody can frame it, and it leads nowhere but home and to the client.

use std::collections::BTreeSet;
use std::sync::Mutex;

use async_trait::async_trait;
use ringcode::domain::HOUR;
use ringcode::store::memory::MemoryStore;
use ringcode::store::{Snapshot, StoreError};
use ringcode_test_support::store::{HookedStore, StoreHooks};
use ringcode_test_support::{Answer, Setup, TestApp, wrong};

use crate::NUMBER;
use crate::host::{Host, SETUP};

/// The headers of every answer of a visit.
const HEADERS: [(&str, &str); 5] = [
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("x-content-type-options", "nosniff"),
    ("cache-control", "no-store"),
];

fn assert_cannot_be_framed(step: &str, answer: &Answer) {
    for (name, value) in HEADERS {
        assert_eq!(answer.header(name), value, "{name} of {step}");
    }
    let policies: Vec<_> = answer
        .headers
        .get_all("content-security-policy")
        .iter()
        .collect();
    assert_eq!(policies.len(), 1, "{step}");
    let policy = policies[0].to_str().unwrap();
    assert!(
        policy.contains("frame-ancestors 'none'"),
        "{step}: {policy}"
    );
    assert!(
        policy.starts_with("default-src 'none';"),
        "{step}: {policy}"
    );
    assert!(
        !policy.contains("unsafe-inline") && !policy.contains('*'),
        "{step}: {policy}"
    );
    let forms = policy.split("form-action ").nth(1);
    let forms = forms.and_then(|forms| forms.split(';').next());
    let allowed = [None, Some("'self'"), Some("'self' https://shop.example")];
    assert!(allowed.contains(&forms), "{step}: {policy}");
}

#[tokio::test]
async fn no_page_of_a_visit_can_be_framed() {
    let app = TestApp::with(SETUP).await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    let mut seen = Vec::new();
    let mut see = |step: &str, answer: Answer| {
        assert_cannot_be_framed(step, &answer);
        seen.push((step.to_owned(), answer.status));
        answer
    };
    let by_form = [("response_mode", "form_post")];
    see(
        "a broken link",
        browser.follows("/authorize?client_id=shop").await,
    );
    see(
        "an error told to the client",
        browser.follows(&host.link(&[("scope", "x")])).await,
    );
    let refused = [("scope", "x"), by_form[0]];
    see(
        "the same as a form",
        browser.follows(&host.link(&refused)).await,
    );
    see("the beginning", browser.follows(&host.link(&by_form)).await);
    see("the number", browser.opens_the_page().await);
    see(
        "a number that is none",
        browser.submits("send_code", &[("phone", "1")]).await,
    );
    see(
        "the code",
        browser.submits("send_code", &[("phone", NUMBER)]).await,
    );
    let code = app.plivo.code();
    let wrong = wrong(&code, 0);
    see(
        "a wrong code",
        browser.submits("check_code", &[("code", &wrong)]).await,
    );
    see("too soon", browser.posts("call_me", &[]).await);
    let form = browser.posts("check_code", &[("code", &code)]).await;
    let form = see("the way back", form);
    see("the way back, again", browser.opens_the_page().await);
    let code = form.body.split("name=\"code\" value=\"").nth(1).unwrap();
    let code = code.split('"').next().unwrap();
    see("the token", host.redeems(code).await);
    see("no token", host.redeems(code).await);
    see("verified", browser.opens_the_page().await);
    see("back at once", browser.follows(&host.link(&by_form)).await);
    let other = app.browser();
    see("another begins", other.follows(&host.link(&by_form)).await);
    see("cancelled", other.posts_to("/cancel", &[]).await);
    see("nothing to cancel", other.posts_to("/cancel", &[]).await);
    see("no such page", other.follows("/cancelled").await);
    let statuses: std::collections::BTreeSet<u16> =
        seen.iter().map(|(_, status)| *status).collect();
    assert!(
        [200, 303, 400, 404]
            .iter()
            .all(|status| statuses.contains(status)),
        "{seen:?}"
    );
}

/// Mix-up: with one client of several providers, the answer says which one it is from (RFC 9207).
#[tokio::test]
async fn every_answer_names_who_gave_it() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    let metadata = app.request("GET", "/.well-known/openid-configuration");
    let metadata: serde_json::Value =
        serde_json::from_str(&Answer::to(metadata).await.body).unwrap();
    assert_eq!(metadata["issuer"], app.url());
    assert_eq!(
        metadata["authorization_response_iss_parameter_supported"],
        true
    );
    let verified = app.browser();
    host.sends(&verified, &host.link(&[]), NUMBER).await;
    for mode in ["query", "form_post"] {
        let mode = ("response_mode", mode);
        let canceling = app.browser();
        canceling.follows(&host.link(&[mode])).await;
        for answer in [
            verified.follows(&host.link(&[mode])).await,
            app.browser()
                .follows(&host.link(&[mode, ("prompt", "none")]))
                .await,
            app.browser()
                .follows(&host.link(&[mode, ("scope", "x")]))
                .await,
            app.browser()
                .follows(&host.link(&[mode, ("request", "x")]))
                .await,
            canceling.posts_to("/cancel", &[]).await,
        ] {
            assert_eq!(issuers(&answer), [app.url()], "{answer:?}");
        }
    }
}

/// The values of `iss` in an answer, in its address or its form.
fn issuers(answer: &Answer) -> Vec<String> {
    if answer.status == 303 {
        let address = reqwest::Url::parse(answer.header("location")).unwrap();
        let pairs = address.query_pairs().into_owned();
        return pairs
            .filter(|(name, _)| name == "iss")
            .map(|(_, iss)| iss)
            .collect();
    }
    let fields = answer.body.split("name=\"iss\" value=\"").skip(1);
    fields
        .map(|field| field.split('"').next().unwrap().to_owned())
        .collect()
}

/// The keys that were read.
static READ: Mutex<Vec<String>> = Mutex::new(Vec::new());

struct Reading;

#[async_trait]
impl StoreHooks for Reading {
    async fn after_read(
        &self,
        _memory: &MemoryStore,
        key: &str,
        snapshot: Snapshot,
    ) -> Result<Snapshot, StoreError> {
        READ.lock().unwrap().push(key.to_owned());
        Ok(snapshot)
    }
}

/// The request of the client and the verification are read once each. Nothing was sent yet, whose
/// receipts would be read beside the page.
#[tokio::test]
async fn the_page_of_a_visit_reads_nothing_twice() {
    let store: Option<fn() -> _> = Some(|| HookedStore::shared(Reading));
    let app = TestApp::with(Setup {
        store,
        adjust: |settings| {
            (SETUP.adjust)(settings);
            settings.statistics_interval = HOUR;
        },
        ..SETUP
    })
    .await;
    let (host, browser) = (Host::new(&app, "shop"), app.browser());
    let at_the_start = std::mem::take(&mut *READ.lock().unwrap());
    browser.follows(&host.link(&[])).await;
    READ.lock().unwrap().clear();
    assert_eq!(browser.opens_the_page().await.status, 200);
    let mut read = std::mem::take(&mut *READ.lock().unwrap());
    // The server asks once a second whether the store is there.
    read.retain(|key| !at_the_start.contains(key));
    let different: BTreeSet<_> = read.iter().collect();
    assert_eq!(different.len(), read.len(), "{read:?}");
    assert_eq!(different.len(), 2, "{read:?}");
}
