//! Records after a store that failed for a moment, and those that are not written at all.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use async_trait::async_trait;
use ringcode::store::{NewValue, StoreError};
use ringcode_test_support::store::{HookedStore, StoreHooks};
use ringcode_test_support::{Setup, TestApp};
use serde_json::json;

use crate::NUMBER;
use crate::caller::{Caller, SETUP, VERIFICATIONS, body, id, problem};

/// Whether the next end of a verification is refused by the store.
static REFUSES_END: AtomicBool = AtomicBool::new(false);

struct Refusing;

#[async_trait]
impl StoreHooks for Refusing {
    async fn before_write(&self, new: &NewValue) -> Result<(), StoreError> {
        // Ends are durable, and kept for longer than any verification.
        let is_end = new.durable && new.ttl > Duration::from_mins(31);
        match is_end && REFUSES_END.swap(false, Relaxed) {
            true => Err(StoreError::Refused("READONLY".to_owned())),
            false => Ok(()),
        }
    }
}

#[tokio::test]
async fn a_right_code_counts_although_its_end_was_not_written() {
    let store: Option<fn() -> _> = Some(|| HookedStore::shared(Refusing));
    let app = TestApp::with(Setup { store, ..SETUP }).await;
    let shop = Caller::new(&app, "shop");
    let id = id(&shop.starts(NUMBER).await);
    let code = app.plivo.code();
    REFUSES_END.store(true, Relaxed);
    problem(&shop.checks(&id, &code).await, 503, "unavailable");
    assert!(!REFUSES_END.load(Relaxed), "the end was refused");
    let read = shop.sees(&id).await;
    assert_eq!(read["status"], "approved");
    assert!(read["ended_at"].is_null(), "{read}");
    // Whoever asks again is told, and the end is kept.
    let again = problem(&shop.checks(&id, &code).await, 409, "not_pending");
    assert_eq!(again["detail"], "its status is approved");
    assert!(shop.sees(&id).await["ended_at"].is_string());
    assert_eq!(body(&shop.cancels(&id).await)["code"], "not_pending");
}

/// The writes so far.
static WRITES: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[async_trait]
impl StoreHooks for Counting {
    async fn before_write(&self, _new: &NewValue) -> Result<(), StoreError> {
        WRITES.fetch_add(1, Relaxed);
        Ok(())
    }
}

#[tokio::test]
async fn a_start_over_the_limit_of_its_address_writes_nothing() {
    let file = "[limits]\nstarts_per_client_10_minutes = 1\n";
    let store: Option<fn() -> _> = Some(|| HookedStore::shared(Counting));
    let app = TestApp::with(Setup {
        file,
        store,
        ..SETUP
    })
    .await;
    let shop = Caller::new(&app, "shop");
    id(&shop.starts(NUMBER).await);
    WRITES.store(0, Relaxed);
    for _ in 0..20 {
        let start = shop.posts(VERIFICATIONS, json!({ "to": NUMBER }));
        problem(&start.await, 429, "rate_limited");
    }
    // Totals of the hour may be written meanwhile.
    let writes = WRITES.load(Relaxed);
    assert!(writes < 10, "{writes}");
}
