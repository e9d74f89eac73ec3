//! Modules about what may be in a request, and what is refused.

use serde_json::{Value, json};

use super::Outcome::{self, Passes, Skipped, Warning};
use super::browser::Arrival;
use super::provider::Provider;
use super::relying_party::{RelyingParty, Tokens, unsigned};

/// A request with these parameters succeeds: what the person is told to be, there and by userinfo.
async fn succeeds(provider: &Provider, more: &[(&str, &str)]) -> (Tokens, Value) {
    let asked = RelyingParty::basic(provider).asks(more);
    let back = asked.sends(&provider.browser()).await;
    let tokens = asked.learns(&back, &[]).await;
    let answer = asked.host.userinfo(&tokens.access_token).await;
    let info = RelyingParty::told(&answer, &tokens);
    (tokens, info)
}

async fn passes(provider: &Provider, more: &[(&str, &str)]) -> Outcome {
    succeeds(provider, more).await;
    Passes
}

pub async fn oidcc_response_type_missing(provider: &Provider) -> Outcome {
    let asked = RelyingParty::basic(provider).asks(&[("response_type", "")]);
    let back = asked.is_silent(&provider.browser()).await;
    assert!(
        ["unsupported_response_type", "invalid_request"].contains(&back.error()),
        "{back:?}"
    );
    Passes
}

pub async fn oidcc_ensure_request_without_nonce_succeeds_for_code_flow(
    provider: &Provider,
) -> Outcome {
    passes(provider, &[("nonce", "")]).await
}

pub async fn oidcc_scope_profile(provider: &Provider) -> Outcome {
    tells(provider, &[("profile", "name")]).await
}

pub async fn oidcc_scope_email(provider: &Provider) -> Outcome {
    tells(provider, &[("email", "email")]).await
}

pub async fn oidcc_scope_address(provider: &Provider) -> Outcome {
    tells(provider, &[("address", "address")]).await
}

pub async fn oidcc_scope_phone(provider: &Provider) -> Outcome {
    tells(provider, &[("phone", "phone_number")]).await
}

pub async fn oidcc_scope_all(provider: &Provider) -> Outcome {
    let all = [
        ("profile", "name"),
        ("email", "email"),
        ("address", "address"),
        ("phone", "phone_number"),
    ];
    tells(provider, &all).await
}

/// Each scope tells its claim, which is not told without it.
async fn tells(provider: &Provider, scopes: &[(&str, &str)]) -> Outcome {
    if !scopes
        .iter()
        .all(|(scope, _)| provider.offers("scopes_supported", scope))
    {
        return Skipped;
    }
    let (_, without) = succeeds(provider, &[]).await;
    let names: Vec<_> = scopes.iter().map(|(scope, _)| *scope).collect();
    let scope = format!("openid {}", names.join(" "));
    let (_, with) = succeeds(provider, &[("scope", &scope)]).await;
    for (_, claim) in scopes {
        assert!(without.get(claim).is_none(), "{without}");
    }
    match scopes.iter().all(|(_, claim)| with.get(claim).is_some()) {
        true => Passes,
        false => Warning,
    }
}

pub async fn oidcc_alternate_happy_flow(provider: &Provider) -> Outcome {
    let later = [
        ("scope", "phone openid"),
        ("client_id", "shop"),
        ("state", "s"),
        ("response_type", "code"),
    ];
    passes(provider, &later).await
}

pub async fn oidcc_display_page(provider: &Provider) -> Outcome {
    passes(provider, &[("display", "page")]).await
}

pub async fn oidcc_display_popup(provider: &Provider) -> Outcome {
    passes(provider, &[("display", "popup")]).await
}

pub async fn oidcc_ensure_request_with_unknown_parameter_succeeds(provider: &Provider) -> Outcome {
    passes(provider, &[("extra", "foobar")]).await
}

pub async fn oidcc_login_hint(provider: &Provider) -> Outcome {
    passes(provider, &[("login_hint", "buffy@host")]).await
}

pub async fn oidcc_ui_locales(provider: &Provider) -> Outcome {
    passes(provider, &[("ui_locales", "se")]).await
}

pub async fn oidcc_claims_locales(provider: &Provider) -> Outcome {
    passes(provider, &[("claims_locales", "se")]).await
}

pub async fn oidcc_ensure_request_with_acr_values_succeeds(provider: &Provider) -> Outcome {
    let mut asked: Vec<_> = provider.words("acr_values_supported").collect();
    if asked.is_empty() {
        asked = vec!["1", "2"];
    }
    let (tokens, _) = succeeds(provider, &[("acr_values", &asked.join(" "))]).await;
    match tokens.claims["acr"]
        .as_str()
        .is_some_and(|acr| asked.contains(&acr))
    {
        true => Passes,
        false => Warning,
    }
}

pub async fn oidcc_ensure_registered_redirect_uri(provider: &Provider) -> Outcome {
    let elsewhere = [("redirect_uri", "https://shop.example/callback/elsewhere")];
    let asked = RelyingParty::basic(provider).asks(&elsewhere);
    let page = provider.browser().opens(&asked.link()).await.on_a_page();
    assert_eq!(page.status, 400, "{page:?}");
    Passes
}

pub async fn oidcc_ensure_post_request_succeeds(provider: &Provider) -> Outcome {
    let asked = RelyingParty::basic(provider).asks(&[]);
    let browser = provider.browser();
    let endpoint = provider.endpoint("authorization_endpoint");
    let arrival = browser.posts(endpoint, &asked.fields()).await;
    let back = asked.is_answered(&browser, arrival).await;
    asked.learns(&back, &[]).await;
    Passes
}

pub async fn oidcc_request_uri_unsigned_supported_correctly_or_rejected_as_unsupported(
    provider: &Provider,
) -> Outcome {
    // Supported where nothing is said.
    assert_eq!(
        provider.metadata["request_uri_parameter_supported"], false,
        "not ported"
    );
    let elsewhere = [("request_uri", "https://shop.example/request.jwt")];
    let asked = RelyingParty::basic(provider).asks(&elsewhere);
    match provider.browser().opens(&asked.link()).await {
        Arrival::Host(back) => assert_eq!(back.error(), "request_uri_not_supported"),
        Arrival::Page(page) => assert_eq!(page.status, 400, "{page:?}"),
    }
    Passes
}

pub async fn oidcc_unsigned_request_object_supported_correctly_or_rejected_as_unsupported(
    provider: &Provider,
) -> Outcome {
    assert_ne!(
        provider.metadata["request_parameter_supported"], true,
        "not ported"
    );
    let object = unsigned(&[("state", "another state")]);
    let asked = RelyingParty::basic(provider).asks(&[("request", &object)]);
    let back = asked.is_silent(&provider.browser()).await;
    assert_eq!(back.error(), "request_not_supported");
    Passes
}

pub async fn oidcc_ensure_request_object_with_redirect_uri(provider: &Provider) -> Outcome {
    assert_ne!(
        provider.metadata["request_parameter_supported"], true,
        "not ported"
    );
    Skipped
}

pub async fn oidcc_claims_essential(provider: &Provider) -> Outcome {
    let claims = json!({ "userinfo": { "name": { "essential": true } } }).to_string();
    let (_, info) = succeeds(provider, &[("claims", &claims)]).await;
    match info.get("name") {
        Some(_) => Passes,
        None => Warning,
    }
}
