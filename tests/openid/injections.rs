//! Codes and requests that somebody carries to where they do not belong, over HTTP.

use ringcode_test_support::{Answer, TestApp};

use crate::NUMBER;
use crate::host::{Host, SECRET, SETUP, VERIFIER, challenge, error_of, returned};

const OTHER_VERIFIER: &str = "another verifier of the right length, forty-three letters";

/// A challenge that is asked for cannot be taken out, put in or made weaker on the way.
#[tokio::test]
async fn a_challenge_is_neither_dropped_nor_added_nor_weakened() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    let without = [("code_challenge", ""), ("code_challenge_method", "")];
    for (asked, verifier, redeemed) in [
        (&[][..], VERIFIER, true),
        (&[], "", false),
        (&[], OTHER_VERIFIER, false),
        // As the method `plain` would have it.
        (&[], &challenge(), false),
        (&without, VERIFIER, false),
        (&without, &challenge(), false),
        (&without, "", true),
    ] {
        let back = host.sends(&app.browser(), &host.link(asked), NUMBER).await;
        let mut form = host.redemption(back.code());
        form.retain(|(name, _)| name != "code_verifier");
        form.push(("code_verifier".to_owned(), verifier.to_owned()));
        let answer = host.posts("/token", &form).await;
        match redeemed {
            true => assert_eq!(answer.status, 200, "{asked:?} {verifier}: {answer:?}"),
            false => assert_eq!(error_of(&answer), "invalid_grant", "{asked:?} {verifier}"),
        }
    }
}

/// The refusal is the same at `/authorize` and `/par`, and in each way to send the request.
#[tokio::test]
async fn a_plain_challenge_is_refused_everywhere() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    for more in [
        [
            ("code_challenge_method", "plain"),
            ("code_challenge", VERIFIER),
        ],
        [
            ("code_challenge_method", ""),
            ("code_challenge", &challenge()),
        ],
        [
            ("code_challenge_method", "s256"),
            ("code_challenge", &challenge()),
        ],
        [("code_challenge_method", "S256"), ("code_challenge", "")],
        [
            ("code_challenge_method", "S256"),
            ("code_challenge", "short"),
        ],
    ] {
        let link = host.link(&more);
        assert_eq!(
            returned(&app.browser().follows(&link).await).error(),
            "invalid_request"
        );
        let request = host.request(&more);
        let posted = Answer::to(app.request("POST", "/authorize").form(&request)).await;
        assert_eq!(returned(&posted).error(), "invalid_request", "{more:?}");
        assert_eq!(
            error_of(&host.posts("/par", &request).await),
            "invalid_request",
            "{more:?}"
        );
    }
}

/// A code is of use to its client, at its address; to another client neither with the first
/// one's name in the form nor with that one's address.
#[tokio::test]
async fn a_code_that_is_injected_at_another_client_is_worth_nothing() {
    let app = TestApp::with(SETUP).await;
    let shop = Host::new(&app, "shop");
    let back = shop.sends(&app.browser(), &shop.link(&[]), NUMBER).await;
    for id in ["blind", "bank", "small"] {
        let other = Host::new(&app, id);
        let own_address = other.redemption(back.code());
        let shops_address = shop.redemption(back.code());
        for form in [own_address, shops_address] {
            assert_eq!(
                error_of(&other.posts("/token", &form).await),
                "invalid_grant",
                "{id}"
            );
        }
        let mut named = shop.redemption(back.code());
        named.push(("client_id".to_owned(), "shop".to_owned()));
        assert_eq!(
            error_of(&other.posts("/token", &named).await),
            "invalid_client",
            "{id}"
        );
    }
    for (id, fields) in [
        ("page", vec![("client_id", "page")]),
        (
            "poster",
            vec![("client_id", "poster"), ("client_secret", SECRET)],
        ),
        // The name of a client with a secret, and none.
        ("shop", vec![("client_id", "shop")]),
    ] {
        let mut form = shop.redemption(back.code());
        form.extend(
            fields
                .into_iter()
                .map(|(name, value)| (name.into(), value.into())),
        );
        let answer = Answer::to(app.request("POST", "/token").form(&form)).await;
        let error = if id == "shop" {
            "invalid_client"
        } else {
            "invalid_grant"
        };
        assert_eq!(error_of(&answer), error, "{id}");
    }
    // All that was in vain, and cost the client nothing.
    shop.learns(back.code()).await;
}

/// Addresses that look like a registered one are refused, whatever else is registered.
#[tokio::test]
async fn no_way_in_leads_to_an_address_that_is_not_registered() {
    let app = TestApp::with(SETUP).await;
    let host = Host::new(&app, "shop");
    let verified = app.browser();
    host.sends(&verified, &host.link(&[]), NUMBER).await;
    for address in [
        "https://evil.example/callback",
        "https://shop.example/callback/../evil",
        "https://shop.example/callback?next=https://evil.example",
        "https://shop.example/callback#@evil.example",
        "https://shop.example.evil.example/callback",
        "https://shop.example@evil.example/callback",
        "https://shop.example\\@evil.example/callback",
        "http://shop.example/callback",
        "https://SHOP.example/callback",
        "//shop.example/callback",
        "/callback",
        "javascript:alert(1)",
        "https://poster.example/callback",
        " https://shop.example/callback",
        "https://shop.example/callback\r\nLocation: https://evil.example",
    ] {
        for more in [
            &[][..],
            &[("prompt", "none")],
            &[("scope", "x")],
            &[("response_mode", "form_post")],
        ] {
            let more = [&[("redirect_uri", address)], more].concat();
            let (link, request) = (host.link(&more), host.request(&more));
            for answer in [
                verified.follows(&link).await,
                app.browser().follows(&link).await,
                Answer::to(app.request("POST", "/authorize").form(&request)).await,
                host.posts("/par", &request).await,
            ] {
                let told = (answer.status, answer.header("location"));
                assert_eq!(told, (400, ""), "{address} {more:?}: {answer:?}");
                assert!(!answer.body.contains("evil.example"), "{answer:?}");
            }
        }
    }
}
