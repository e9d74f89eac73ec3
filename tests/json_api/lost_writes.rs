//! Records after a store that failed for a moment.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::time::Duration;

use async_trait::async_trait;
use ringcode::store::{NewValue, StoreError};
use ringcode_test_support::store::{HookedStore, StoreHooks};
use ringcode_test_support::{Setup, TestApp};

use crate::NUMBER;
use crate::caller::{Caller, SETUP, body, id, problem};

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
