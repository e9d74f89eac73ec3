//! A code is redeemed once, whatever becomes of the store's answers and whoever is quicker.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use async_trait::async_trait;
use ringcode::openid::TOKEN_LIFE;
use ringcode::store::{NewValue, StoreError, WriteOutcome};
use ringcode_test_support::store::{HookedStore, StoreHooks};
use ringcode_test_support::{Setup, TestApp};
use serde_json::Value;
use tokio::sync::Semaphore;

use crate::NUMBER;
use crate::host::{Host, SETUP, error_of};

/// Whether a write is one of a redemption: of the code that is spent, or of the token.
fn is_of_a_redemption(new: &NewValue) -> bool {
    new.ttl <= TOKEN_LIFE && new.ttl > TOKEN_LIFE / 2
}

/// Whether it is the one that spends the code.
fn spends_a_code(new: &NewValue) -> bool {
    is_of_a_redemption(new) && new.durable
}

/// Writes of redemptions until one is carried out whose answer is lost, that one included.
static UNTIL_LOST: AtomicUsize = AtomicUsize::new(0);

/// A store that loses an answer.
struct Losing;

#[async_trait]
impl StoreHooks for Losing {
    async fn after_write(
        &self,
        new: &NewValue,
        outcome: Result<WriteOutcome, StoreError>,
    ) -> Result<WriteOutcome, StoreError> {
        let is_counted = is_of_a_redemption(new) && UNTIL_LOST.load(Relaxed) > 0;
        if is_counted && UNTIL_LOST.fetch_sub(1, Relaxed) == 1 {
            return Err(StoreError::Refused("NOREPLICAS".to_owned()));
        }
        outcome
    }
}

/// The host asks until it is told yes or no, and once more.
#[tokio::test]
async fn a_lost_answer_of_the_store_never_yields_two_tokens() {
    let mut spent_in_vain = 0;
    for lost in 1..=2 {
        let app = TestApp::with(Setup {
            store: Some(|| HookedStore::shared(Losing)),
            ..SETUP
        })
        .await;
        let host = Host::new(&app, "shop");
        let back = host.sends(&app.browser(), &host.link(&[]), NUMBER).await;
        UNTIL_LOST.store(lost, Relaxed);
        let first = host.redeems(back.code()).await;
        assert_eq!(first.status, 503, "{first:?}");
        assert_eq!(UNTIL_LOST.load(Relaxed), 0, "an answer was lost");
        assert!(!first.body.contains("token"), "{first:?}");
        let mut redeemed = 0;
        for _ in 0..3 {
            let again = host.redeems(back.code()).await;
            match again.status {
                200 => redeemed += 1,
                _ => assert_eq!(error_of(&again), "invalid_grant"),
            }
        }
        assert!(redeemed <= 1, "{redeemed}");
        spent_in_vain += usize::from(redeemed == 0);
    }
    assert!(
        spent_in_vain > 0,
        "no answer was lost to the write that spends the code"
    );
}

/// Given once the code is spent, and taken once the answer to that may come.
static SPENT: Semaphore = Semaphore::const_new(0);
static TOLD: Semaphore = Semaphore::const_new(0);

/// A store that tells late that a code is spent.
struct Late;

#[async_trait]
impl StoreHooks for Late {
    async fn after_write(
        &self,
        new: &NewValue,
        outcome: Result<WriteOutcome, StoreError>,
    ) -> Result<WriteOutcome, StoreError> {
        if spends_a_code(new) {
            SPENT.add_permits(1);
            TOLD.acquire().await.unwrap().forget();
        }
        outcome
    }
}

/// The thief of a code redeems it after it was spent and before the answer.
#[tokio::test]
async fn a_code_that_comes_again_at_once_leaves_no_token() {
    let app = TestApp::with(Setup {
        store: Some(|| HookedStore::shared(Late)),
        ..SETUP
    })
    .await;
    let host = Host::new(&app, "shop");
    let back = host.sends(&app.browser(), &host.link(&[]), NUMBER).await;
    let (first, second) = tokio::join!(host.redeems(back.code()), async {
        SPENT.acquire().await.unwrap().forget();
        let second = host.redeems(back.code()).await;
        TOLD.add_permits(1);
        second
    });
    assert_eq!(error_of(&second), "invalid_grant");
    assert_eq!(first.status, 200, "{first:?}");
    let body: Value = serde_json::from_str(&first.body).unwrap();
    let token = body["access_token"].as_str().unwrap();
    assert_eq!(host.userinfo(token).await.status, 401);
}
