//! Starts, checks, cancels and reads verifications.

use ringcode_test_support::{Setup, TestApp, wait_until, wrong};
use serde_json::{Value, json};

use crate::caller::{Caller, SETUP, VERIFICATIONS, body, id, path, problem};
use crate::{NUMBER, OTHER};

/// A phone rings until the test has seen it.
const RINGING: Setup = Setup { pace: 1.0, ..SETUP };

#[tokio::test]
async fn a_person_on_the_screens_of_an_application_is_verified() {
    for app in TestApp::on_each_store(SETUP).await {
        let shop = Caller::new(&app, "shop");
        let more = json!({
            "to": NUMBER, "channel": "sms", "locale": "de-AT", "client_ref": "order 7",
            "ip": "198.51.100.7", "user_agent": "a browser",
        });
        let started = shop.posts(VERIFICATIONS, more).await;
        assert_eq!(started.status, 201, "{started:?}");
        assert_eq!(started.header("cache-control"), "no-store");
        let begun = body(&started);
        for (member, value) in [
            ("status", json!("pending")),
            ("to_masked", json!("+14•••••••00")),
            ("country", json!("US")),
            ("channel", json!("sms")),
            ("locale", json!("de")),
            ("client_ref", json!("order 7")),
            ("wrong_checks", json!(0)),
            ("ended_at", Value::Null),
        ] {
            assert_eq!(begun[member], value, "{member}: {begun}");
        }
        for time in ["created_at", "expires_at", "resend_at", "call_at"] {
            assert!(
                begun[time].as_str().unwrap().ends_with('Z'),
                "{time}: {begun}"
            );
        }
        assert!(app.plivo.last("text").contains("Code"), "in German");
        let (id, code) = (id(&begun), app.plivo.code());

        let answer = shop.checks(&id, &wrong(&code, 0)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        let told = body(&answer);
        let result = json!({ "correct": false, "reason": "code_wrong", "tries_left": 4 });
        assert_eq!(told["check"], result);
        assert_eq!(
            (&told["status"], &told["wrong_checks"]),
            (&json!("pending"), &json!(1))
        );

        let right = body(&shop.checks(&id, &code).await);
        assert_eq!(
            (&right["status"], &right["check"]),
            (&json!("approved"), &json!({ "correct": true }))
        );
        let read = shop.sees(&id).await;
        assert_eq!(read["status"], "approved");
        assert_eq!(read["ended_at"], right["ended_at"]);
        assert!(read["check"].is_null() && read["expires_at"].is_null());
        // It has ended: no code is compared any more, not even the right one.
        for operation in ["/check", "/resend", "/call"] {
            let answer = shop
                .posts(&path(&id, operation), json!({ "code": code }))
                .await;
            problem(&answer, 409, "not_pending");
        }
        problem(&shop.cancels(&id).await, 409, "not_pending");
        for told in [&begun, &told, &right, &read] {
            let told = told.to_string();
            assert!(!told.contains(&code) && !told.contains(NUMBER), "{told}");
        }
    }
}

#[tokio::test]
async fn the_way_to_the_phone_is_told() {
    let app = TestApp::with(RINGING).await;
    let shop = Caller::new(&app, "shop");
    let begun = shop.starts(NUMBER).await;
    assert_eq!(begun["delivery"]["state"], "queued", "{begun}");
    let id = id(&begun);
    wait_until("the delivery", async || {
        shop.sees(&id).await["delivery"]["state"] == "delivered"
    })
    .await;
    let called = body(&shop.posts(&path(&id, "/call"), json!({})).await);
    assert_eq!(
        (
            &called["channel"],
            called["attempts"].as_array().unwrap().len()
        ),
        (&json!("call"), 2)
    );
    assert_eq!(called["attempts"][0]["delivery"]["state"], "delivered");
    app.plivo.call_at(NUMBER, "ringing").await;
    wait_until("the delivery", async || {
        shop.sees(&id).await["delivery"]["state"] == "ringing"
    })
    .await;
}

#[tokio::test]
async fn a_call_can_come_first() {
    let app = TestApp::with(RINGING).await;
    let shop = Caller::new(&app, "shop");
    let begun = shop
        .posts(VERIFICATIONS, json!({ "to": NUMBER, "channel": "call" }))
        .await;
    assert_eq!(body(&begun)["channel"], "call");
    let call = app.plivo.call_at(NUMBER, "ringing").await;
    app.plivo.handset(&call, "answer").await;
    assert!(
        app.plivo
            .requests()
            .iter()
            .all(|asked| asked.body["text"].is_null())
    );
    // The text that follows carries the same code, and it verifies.
    let id = id(&body(&begun));
    assert_eq!(
        shop.posts(&path(&id, "/resend"), json!({})).await.status,
        200
    );
    let checked = shop.checks(&id, &app.plivo.code()).await;
    assert_eq!(body(&checked)["status"], "approved");
}

#[tokio::test]
async fn nothing_is_sent_too_soon() {
    let app = TestApp::with(Setup { file: "", ..SETUP }).await;
    let shop = Caller::new(&app, "shop");
    let begun = shop.starts(NUMBER).await;
    assert!(begun["resend_at"].as_str() > begun["created_at"].as_str());
    let answer = shop.posts(&path(&id(&begun), "/resend"), json!({})).await;
    let told = problem(&answer, 429, "too_soon");
    assert_eq!(told["violated-policies"], json!(["too_soon"]));
    assert!(
        (1..=31).contains(&answer.retry_after().unwrap()),
        "{answer:?}"
    );
    assert_eq!(
        answer.header("ratelimit"),
        "",
        "nothing is told of the number"
    );
    assert_eq!(app.plivo.count(), 1);
}

#[tokio::test]
async fn too_many_wrong_codes_end_it() {
    let app = TestApp::with(SETUP).await;
    let shop = Caller::new(&app, "shop");
    let id = id(&shop.starts(NUMBER).await);
    let code = app.plivo.code();
    for n in 0..5 {
        let told = body(&shop.checks(&id, &wrong(&code, n)).await);
        let reason = if n < 4 { "code_wrong" } else { "code_used_up" };
        assert_eq!(told["check"]["reason"], reason, "{told}");
        assert_eq!(told["status"], "pending");
    }
    let told = body(&shop.checks(&id, &code).await);
    assert_eq!(
        told["check"],
        json!({ "correct": false, "reason": "code_used_up" })
    );
    assert!(told["expires_at"].is_null(), "{told}");
    shop.posts(&path(&id, "/resend"), json!({})).await;
    let code = app.plivo.code();
    for n in 0..4 {
        shop.checks(&id, &wrong(&code, n)).await;
    }
    let told = body(&shop.checks(&id, &wrong(&code, 4)).await);
    assert_eq!(told["check"]["reason"], "verification_locked", "{told}");
    assert_eq!(told["status"], "max_attempts_reached");
    problem(&shop.checks(&id, &code).await, 409, "not_pending");
    assert_eq!(shop.sees(&id).await["status"], "max_attempts_reached");
}

#[tokio::test]
async fn a_canceled_verification_takes_no_code() {
    for app in TestApp::on_each_store(SETUP).await {
        let shop = Caller::new(&app, "shop");
        let id = id(&shop.starts(NUMBER).await);
        let canceled = body(&shop.cancels(&id).await);
        assert_eq!(canceled["status"], "canceled");
        problem(
            &shop.checks(&id, &app.plivo.code()).await,
            409,
            "not_pending",
        );
        problem(&shop.cancels(&id).await, 409, "not_pending");
        assert_eq!(shop.sees(&id).await["status"], "canceled");
    }
}

#[tokio::test]
async fn an_end_can_be_read_for_an_hour() {
    let setup = Setup {
        clock: true,
        ..SETUP
    };
    for app in TestApp::on_each_store(setup).await {
        let shop = Caller::new(&app, "shop");
        let expired = id(&shop.starts(NUMBER).await);
        let code = app.plivo.code();
        let approved = id(&shop.starts(OTHER).await);
        shop.checks(&approved, &app.plivo.code()).await;
        app.advance_clock(11 * 60);
        let told = shop.sees(&expired).await;
        assert_eq!(told["status"], "expired", "{told}");
        problem(&shop.checks(&expired, &code).await, 409, "not_pending");
        problem(
            &shop.posts(&path(&expired, "/resend"), json!({})).await,
            409,
            "not_pending",
        );
        // The verification itself is gone by then.
        app.advance_clock(30 * 60);
        assert_eq!(shop.sees(&expired).await["status"], "expired");
        assert_eq!(shop.sees(&approved).await["status"], "approved");
        app.advance_clock(30 * 60);
        for id in [expired, approved] {
            problem(&shop.reads(&path(&id, "")).await, 404, "not_found");
        }
    }
}

#[tokio::test]
async fn a_number_that_is_never_sent_to_is_blocked() {
    let file = "[limits]\ncountries = \"US\"\n";
    let app = TestApp::with(Setup { file, ..SETUP }).await;
    let shop = Caller::new(&app, "shop");
    for (number, reason) in [
        ("+447400123456", "country_not_served"),
        ("+19005550100", "number_not_served"),
    ] {
        let blocked = shop.starts(number).await;
        assert_eq!(
            (&blocked["status"], &blocked["reasons"]),
            (&json!("blocked"), &json!([reason]))
        );
        assert!(blocked["delivery"].is_null() && blocked["resend_at"].is_null());
        assert_eq!(shop.sees(&id(&blocked)).await["status"], "blocked");
        problem(
            &shop.checks(&id(&blocked), "123456").await,
            409,
            "not_pending",
        );
    }
    assert_eq!(app.plivo.count(), 0);
}

#[tokio::test]
async fn a_refusal_of_the_provider_is_told_as_the_delivery() {
    let app = TestApp::with(SETUP).await;
    let shop = Caller::new(&app, "shop");
    // A number that the simulator refuses at once.
    let begun = shop.starts("+14155550180").await;
    assert_eq!(begun["status"], "pending", "{begun}");
    assert_eq!(begun["delivery"]["state"], "failed");
    assert_eq!(begun["delivery"]["failed"], true);
    assert!(begun["delivery"]["reason"].is_string(), "{begun}");
    assert!(begun["call_at"].is_string(), "a call may help: {begun}");
}

#[tokio::test]
async fn verifications_are_found_by_their_reference() {
    let app = TestApp::with(SETUP).await;
    let shop = Caller::new(&app, "shop");
    let mut ids = Vec::new();
    for last in 0..3 {
        let start = json!({ "to": format!("+1415555010{last}"), "client_ref": "order 7/ä" });
        ids.insert(0, id(&body(&shop.posts(VERIFICATIONS, start).await)));
    }
    let query = format!("{VERIFICATIONS}?client_ref=order%207/%C3%A4");
    let found = async |caller: &Caller| {
        let list = body(&caller.reads(&query).await);
        let list = list["verifications"].as_array().unwrap();
        list.iter().map(id).collect::<Vec<_>>()
    };
    assert_eq!(found(&shop).await, ids);
    assert!(found(&Caller::new(&app, "other")).await.is_empty());
    let long = format!("?client_ref={}", "a".repeat(101));
    for query in [
        "",
        "?client_ref=",
        "?client_ref=a&client_ref=b",
        "?client_ref=%00",
        &long,
    ] {
        let answer = shop.reads(&format!("{VERIFICATIONS}{query}")).await;
        problem(&answer, 422, "invalid_request");
    }
}

#[tokio::test]
async fn a_verification_is_its_clients_alone() {
    let app = TestApp::with(SETUP).await;
    let (shop, other) = (Caller::new(&app, "shop"), Caller::new(&app, "other"));
    let id = id(&shop.starts(NUMBER).await);
    let code = app.plivo.code();
    problem(&other.reads(&path(&id, "")).await, 404, "not_found");
    problem(&other.checks(&id, &code).await, 404, "not_found");
    problem(&other.cancels(&id).await, 404, "not_found");
    problem(
        &other.posts(&path(&id, "/resend"), json!({})).await,
        404,
        "not_found",
    );
    for odd in ["x", "%00", "..%2F", &"a".repeat(65), "a%20b"] {
        problem(&shop.reads(&path(odd, "")).await, 404, "not_found");
    }
    assert_eq!(body(&shop.checks(&id, &code).await)["status"], "approved");
}
