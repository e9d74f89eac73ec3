//! Modules about people who were here before.

use serde_json::Value;

use super::Outcome::{self, Passes};
use super::browser::Browser;
use super::provider::Provider;
use super::relying_party::{RelyingParty, Tokens};

/// A person who has been here, and what the host was told then.
async fn known(provider: &Provider, more: &[(&str, &str)]) -> (Browser, Tokens) {
    let browser = provider.browser();
    let asked = RelyingParty::basic(provider).asks(more);
    let back = asked.sends(&browser).await;
    let tokens = asked.learns(&back, &[]).await;
    (browser, tokens)
}

fn auth_time(tokens: &Tokens) -> u64 {
    let time = tokens.claims["auth_time"].as_u64();
    time.unwrap_or_else(|| panic!("no auth_time: {}", tokens.claims))
}

pub async fn oidcc_prompt_login(provider: &Provider) -> Outcome {
    asks_again(provider, &[("prompt", "login"), ("max_age", "15000")]).await
}

pub async fn oidcc_max_age_1(provider: &Provider) -> Outcome {
    asks_again(provider, &[("max_age", "1")]).await
}

/// A second request with these parameters asks the person again, who is the same then.
async fn asks_again(provider: &Provider, more: &[(&str, &str)]) -> Outcome {
    let (browser, first) = known(provider, &[("max_age", "15000")]).await;
    provider.lets_pass(2).await;
    let asked = RelyingParty::basic(provider).asks(more);
    let back = asked.asks_again(&browser).await;
    let second = asked.learns(&back, &[]).await;
    assert_eq!(first.claims["sub"], second.claims["sub"]);
    assert!(
        auth_time(&second) > auth_time(&first),
        "{} {}",
        first.claims,
        second.claims
    );
    Passes
}

pub async fn oidcc_prompt_none_not_logged_in(provider: &Provider) -> Outcome {
    let asked = RelyingParty::basic(provider).asks(&[("prompt", "none")]);
    let back = asked.is_silent(&provider.browser()).await;
    let allowed = [
        "interaction_required",
        "login_required",
        "account_selection_required",
        "consent_required",
    ];
    assert!(allowed.contains(&back.error()), "{back:?}");
    Passes
}

pub async fn oidcc_prompt_none_logged_in(provider: &Provider) -> Outcome {
    let (browser, first) = known(provider, &[]).await;
    let second = silently(provider, &browser, &[("prompt", "none")]).await;
    assert_eq!(first.claims["sub"], second.claims["sub"]);
    if first.claims["auth_time"] != Value::Null {
        assert_eq!(first.claims["auth_time"], second.claims["auth_time"]);
    }
    Passes
}

pub async fn oidcc_max_age_10000(provider: &Provider) -> Outcome {
    let (browser, first) = known(provider, &[("max_age", "15000")]).await;
    let second = silently(provider, &browser, &[("max_age", "10000")]).await;
    assert_eq!(first.claims["sub"], second.claims["sub"]);
    assert_eq!(auth_time(&first), auth_time(&second));
    Passes
}

pub async fn oidcc_id_token_hint(provider: &Provider) -> Outcome {
    let (browser, first) = known(provider, &[]).await;
    let hint = [("prompt", "none"), ("id_token_hint", &first.id_token)];
    let second = silently(provider, &browser, &hint).await;
    assert_eq!(first.claims["sub"], second.claims["sub"]);
    Passes
}

/// The tokens about somebody who is not asked anything.
async fn silently(provider: &Provider, browser: &Browser, more: &[(&str, &str)]) -> Tokens {
    let asked = RelyingParty::basic(provider).asks(more);
    let back = asked.is_silent(browser).await;
    asked.learns(&back, &[]).await
}
