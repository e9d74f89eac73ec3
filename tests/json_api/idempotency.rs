//! Requests that come more than once.

use ringcode_test_support::{Setup, TestApp, at_once, wrong};
use serde_json::json;

use crate::NUMBER;
use crate::caller::{Caller, SETUP, VERIFICATIONS, body, id, path, problem};

#[tokio::test]
async fn a_start_with_the_same_key_sends_once() {
    for app in TestApp::on_each_store(SETUP).await {
        let shop = Caller::new(&app, "shop");
        let start = json!({ "to": NUMBER });
        let first = shop
            .posts_with_key(VERIFICATIONS, "\"a key\"", start.clone())
            .await;
        problem(&first, 422, "invalid_request");
        let first = shop
            .posts_with_key(VERIFICATIONS, "\"a-key\"", start.clone())
            .await;
        // In quotes or bare, it is the same key.
        let again = shop
            .posts_with_key(VERIFICATIONS, "a-key", start.clone())
            .await;
        assert_eq!((first.status, &first.body), (201, &again.body));
        assert_eq!(again.status, 201);
        assert_eq!(app.plivo.count(), 1);
        let other = shop.posts_with_key(VERIFICATIONS, "a-key", json!({ "to": "+14155550101" }));
        problem(&other.await, 422, "idempotency_key_reused");
        let elsewhere = shop
            .posts_with_key(&path("x", "/call"), "a-key", start.clone())
            .await;
        problem(&elsewhere, 422, "idempotency_key_reused");
        // A key is its client's.
        let other = Caller::new(&app, "other");
        let others = other.posts_with_key(VERIFICATIONS, "a-key", start);
        assert_ne!(id(&body(&others.await)), id(&body(&first)));
    }
}

#[tokio::test]
async fn a_check_with_the_same_key_costs_one_guess() {
    for app in TestApp::on_each_store(SETUP).await {
        let shop = Caller::new(&app, "shop");
        let id = id(&shop.starts(NUMBER).await);
        let code = app.plivo.code();
        let guess = json!({ "code": wrong(&code, 0) });
        let first = shop
            .posts_with_key(&path(&id, "/check"), "1", guess.clone())
            .await;
        for _ in 0..20 {
            let again = shop
                .posts_with_key(&path(&id, "/check"), "1", guess.clone())
                .await;
            assert_eq!((again.status, &again.body), (200, &first.body));
        }
        assert_eq!(shop.sees(&id).await["wrong_checks"], 1);
        // The right code again: the same answer, although the verification has ended.
        let right = json!({ "code": code });
        let first = shop
            .posts_with_key(&path(&id, "/check"), "2", right.clone())
            .await;
        let again = shop.posts_with_key(&path(&id, "/check"), "2", right).await;
        assert_eq!(body(&first)["check"], json!({ "correct": true }));
        assert_eq!((again.status, again.body), (200, first.body));
    }
}

#[tokio::test]
async fn many_at_once_with_the_same_key_are_one() {
    for app in TestApp::on_each_store(SETUP).await {
        let shop = Caller::new(&app, "shop");
        let start = async |shop: Caller| {
            let start = json!({ "to": NUMBER });
            shop.posts_with_key(VERIFICATIONS, "k", start).await
        };
        let answers = at_once((0..30).map(|_| start(shop.clone()))).await;
        assert_eq!(app.plivo.count(), 1);
        let begun: Vec<_> = answers
            .iter()
            .filter(|answer| answer.status == 201)
            .collect();
        assert!(!begun.is_empty() && begun.iter().all(|answer| answer.body == begun[0].body));
        for answer in answers.iter().filter(|answer| answer.status != 201) {
            problem(answer, 409, "idempotency_key_in_use");
            assert_eq!(answer.retry_after(), Some(1));
        }
    }
}

#[tokio::test]
async fn a_refusal_that_passes_is_not_kept() {
    let setup = Setup {
        file: "",
        clock: true,
        ..SETUP
    };
    let app = TestApp::with(setup).await;
    let shop = Caller::new(&app, "shop");
    let resend = path(&id(&shop.starts(NUMBER).await), "/resend");
    let answer = shop.posts_with_key(&resend, "k", json!({})).await;
    problem(&answer, 429, "too_soon");
    app.advance_clock(31);
    let answer = shop.posts_with_key(&resend, "k", json!({})).await;
    assert_eq!((answer.status, app.plivo.count()), (200, 2), "{answer:?}");
}
