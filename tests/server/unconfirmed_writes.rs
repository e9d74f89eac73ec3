//! A verification that was written while no replica confirmed it: nobody is told before it is
//! safe; then the same code leads to it, and nothing else does.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use async_trait::async_trait;
use ringcode::store::{NewValue, Store, StoreError, WriteOutcome};
use ringcode_test_support::store::{HookedStore, StoreHooks};
use ringcode_test_support::{Setup, TestApp, logs, wrong};

use crate::{LOGGED, NUMBER};

/// A store, and what the same right code is answered, time after time.
type Case = (fn() -> Arc<dyn Store>, &'static [u16]);

/// A verification is one durable write; whoever finds it made confirms it by one more.
const CASES: [Case; 3] = [
    (|| Unsure::at(&[]), &[200]),
    (|| Unsure::at(&[1]), &[503, 409]),
    (|| Unsure::at(&[1, 2]), &[503, 503, 409]),
];

#[tokio::test]
async fn the_same_code_again_announces_an_unconfirmed_verification() {
    for (store, answers) in CASES {
        let store = Some(store);
        let app = TestApp::with(Setup {
            store,
            // So slow that no report on the text is among the durable writes.
            pace: 1_000.0,
            ..Setup::default()
        })
        .await;
        let browser = app.browser();
        browser.opens_the_page().await;
        browser.asks_for_a_text(NUMBER).await;
        let (code, old) = (app.plivo.code(), browser.cookie());
        logs::capture(LOGGED);
        for status in answers {
            browser.opens_the_page().await.says("Enter your code");
            assert_eq!(browser.cookie(), old, "{answers:?}");
            assert_eq!(
                browser.types_code(&code).await.status,
                *status,
                "{answers:?}"
            );
        }
        let log = logs::captured();
        let verified = log.lines().filter(|line| tells(line)).count();
        assert_eq!(verified, 1, "{answers:?}: {log}");
        browser.opens_the_page().await.says("is verified");

        let other = app.browser();
        other.uses_cookie(old);
        for typed in [&wrong(&code, 0), &code] {
            let refused = other.types_code(typed).await;
            assert_eq!((refused.status, refused.header("set-cookie")), (422, ""));
        }
        let page = other.opens_the_page().await;
        page.says("Verify your phone number");
        browser.opens_the_page().await.says("is verified");
    }
}

/// Whether a line of the log tells that the number was verified.
fn tells(line: &str) -> bool {
    line.contains(" audit: verified") || line.contains(" audit: told again: verified")
}

/// Carries out every durable write, and says of some that no replica has it.
struct Unsure {
    durable_writes: AtomicUsize,
    unsure: &'static [usize],
}

impl Unsure {
    /// Unsure of these durable writes, counted from one.
    fn at(unsure: &'static [usize]) -> Arc<dyn Store> {
        HookedStore::shared(Self {
            durable_writes: AtomicUsize::new(0),
            unsure,
        })
    }
}

#[async_trait]
impl StoreHooks for Unsure {
    async fn after_write(
        &self,
        new: &NewValue,
        outcome: Result<WriteOutcome, StoreError>,
    ) -> Result<WriteOutcome, StoreError> {
        // One that met another write is tried again, and is no write.
        if !new.durable || !matches!(outcome, Ok(WriteOutcome::Written(_))) {
            return outcome;
        }
        let nth = self.durable_writes.fetch_add(1, Relaxed) + 1;
        if self.unsure.contains(&nth) {
            return Err(StoreError::Refused("NOREPLICAS".to_owned()));
        }
        outcome
    }
}
