//! Modules about what a code is redeemed for.

use reqwest::RequestBuilder;
use ringcode_test_support::Answer;

use super::Outcome::{self, Passes, Skipped, Warning};
use super::provider::Provider;
use super::relying_party::{Asked, RelyingParty, Tokens};
use crate::host::{VERIFIER, challenge, error_of, header};

/// A request that succeeds, and what comes of it.
async fn redeemed<'a>(host: RelyingParty<'a>, provider: &Provider) -> (Asked<'a>, String, Tokens) {
    let asked = host.asks(&[]);
    let back = asked.sends(&provider.browser()).await;
    let tokens = asked.learns(&back, &[]).await;
    (asked, back.code().to_owned(), tokens)
}

pub async fn oidcc_server(provider: &Provider) -> Outcome {
    let (asked, _, tokens) = redeemed(RelyingParty::basic(provider), provider).await;
    let answer = asked.host.userinfo(&tokens.access_token).await;
    RelyingParty::told(&answer, &tokens);
    Passes
}

pub async fn oidcc_server_client_secret_post(provider: &Provider) -> Outcome {
    assert!(provider.offers(
        "token_endpoint_auth_methods_supported",
        "client_secret_post"
    ));
    redeemed(RelyingParty::post(provider), provider).await;
    Passes
}

pub async fn oidcc_idtoken_signature(provider: &Provider) -> Outcome {
    let (_, _, tokens) = redeemed(RelyingParty::post(provider), provider).await;
    assert_eq!(header(&tokens.id_token)["alg"], "RS256");
    Passes
}

pub async fn oidcc_idtoken_unsigned(provider: &Provider) -> Outcome {
    assert!(
        !provider.offers("id_token_signing_alg_values_supported", "none"),
        "not ported"
    );
    Skipped
}

pub async fn oidcc_userinfo_get(provider: &Provider) -> Outcome {
    userinfo(provider, |at, token| {
        provider.http.get(at).bearer_auth(token)
    })
    .await;
    Passes
}

pub async fn oidcc_userinfo_post_header(provider: &Provider) -> Outcome {
    userinfo(provider, |at, token| {
        provider.http.post(at).bearer_auth(token)
    })
    .await;
    Passes
}

pub async fn oidcc_userinfo_post_body(provider: &Provider) -> Outcome {
    userinfo(provider, |at, token| {
        provider.http.post(at).form(&[("access_token", token)])
    })
    .await;
    Passes
}

/// Asks for the userinfo in one of the ways that there are.
async fn userinfo(provider: &Provider, asks: impl Fn(&str, &str) -> RequestBuilder) {
    let (_, _, tokens) = redeemed(RelyingParty::basic(provider), provider).await;
    let at = provider.endpoint("userinfo_endpoint");
    let answer = Answer::to(asks(at, &tokens.access_token)).await;
    assert!(
        answer
            .header("content-type")
            .starts_with("application/json"),
        "{answer:?}"
    );
    RelyingParty::told(&answer, &tokens);
    let refused = Answer::to(asks(at, "unknown")).await;
    assert_eq!(refused.status, 401, "{refused:?}");
}

pub async fn oidcc_codereuse(provider: &Provider) -> Outcome {
    is_redeemed_once(provider, 0).await
}

pub async fn oidcc_codereuse_30seconds(provider: &Provider) -> Outcome {
    is_redeemed_once(provider, 30).await
}

async fn is_redeemed_once(provider: &Provider, wait: u64) -> Outcome {
    let (asked, code, tokens) = redeemed(RelyingParty::basic(provider), provider).await;
    provider.lets_pass(wait).await;
    let again = asked.redeems(&code, &[]).await;
    assert_eq!((again.status, &*error_of(&again)), (400, "invalid_grant"));
    match asked.host.userinfo(&tokens.access_token).await.status {
        401 => Passes,
        _ => Warning,
    }
}

pub async fn oidcc_refresh_token(provider: &Provider) -> Outcome {
    let (asked, _, tokens) = redeemed(RelyingParty::basic(provider), provider).await;
    let Some(token) = &tokens.refresh_token else {
        return Skipped;
    };
    let form = [("grant_type", "refresh_token"), ("refresh_token", token)];
    let stolen = RelyingParty::post(provider).posts(&form).await;
    assert_eq!((stolen.status, &*error_of(&stolen)), (400, "invalid_grant"));
    let answer = asked.host.posts(&form).await;
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let info = asked
        .host
        .userinfo(body["access_token"].as_str().unwrap())
        .await;
    RelyingParty::told(&info, &tokens);
    Passes
}

pub async fn oidcc_ensure_request_with_valid_pkce_succeeds(provider: &Provider) -> Outcome {
    let host = RelyingParty::basic(provider);
    let challenge = challenge();
    let pkce = [
        ("code_challenge", &*challenge),
        ("code_challenge_method", "S256"),
    ];
    let asked = host.asks(&pkce);
    let browser = provider.browser();
    let back = asked.sends(&browser).await;
    asked.learns(&back, &[("code_verifier", VERIFIER)]).await;
    // So that it is not ignored.
    let back = asked.sends(&browser).await;
    let refused = asked
        .redeems(
            back.code(),
            &[("code_verifier", &VERIFIER.replace('a', "b"))],
        )
        .await;
    assert_eq!(
        (refused.status, &*error_of(&refused)),
        (400, "invalid_grant")
    );
    Passes
}
