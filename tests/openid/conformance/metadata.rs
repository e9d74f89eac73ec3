//! The module of the Config OP plan: what a provider says about itself.

use std::collections::BTreeSet;

use reqwest::Url;
use ringcode::clients::{PublicJwk, PublicKey};
use serde_json::Value;

use super::Outcome::{self, Passes};
use super::provider::Provider;

pub async fn oidcc_discovery_endpoint_verification(provider: &Provider) -> Outcome {
    assert_eq!(provider.metadata["issuer"], provider.issuer());
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
    ] {
        let url: Url = provider.endpoint(name).parse().unwrap();
        assert!(
            url.fragment().is_none() && url.as_str().starts_with(provider.issuer()),
            "{name}"
        );
    }
    assert!(provider.offers("id_token_signing_alg_values_supported", "RS256"));
    assert!(provider.offers("response_types_supported", "code"));
    assert!(provider.offers("scopes_supported", "openid"));
    assert!(
        provider
            .words("subject_types_supported")
            .all(|word| ["pairwise", "public"].contains(&word))
    );
    assert!(
        provider.metadata["grant_types_supported"].is_null()
            || provider.offers("grant_types_supported", "authorization_code")
    );
    for list in [
        "subject_types_supported",
        "claims_supported",
        "code_challenge_methods_supported",
    ] {
        assert!(provider.words(list).count() > 0, "{list}");
    }
    for scope in provider.words("scopes_supported") {
        assert!(
            scope
                .bytes()
                .all(|byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e)),
            "{scope}"
        );
    }
    has_usable_keys(provider).await;
    Passes
}

/// The published keys can be read, have their own ids, and are nothing but public.
async fn has_usable_keys(provider: &Provider) {
    let answer = provider.get(provider.endpoint("jwks_uri")).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let keys: Value = serde_json::from_str(&answer.body).unwrap();
    let keys = keys["keys"].as_array().unwrap();
    let ids: BTreeSet<_> = keys
        .iter()
        .map(|key| key["kid"].as_str().unwrap())
        .collect();
    assert_eq!(ids.len(), keys.len());
    assert!(keys.iter().any(|key| key["kty"] == "RSA"));
    for key in keys {
        let jwk: PublicJwk = serde_json::from_value(key.clone()).unwrap();
        assert!(PublicKey::from_jwk(&jwk).is_some(), "{key}");
        for private in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            assert!(key.get(private).is_none(), "{private}");
        }
    }
}
