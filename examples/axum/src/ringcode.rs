//! Ringcode, by openidconnect: sends a person there, and learns the number that they verified.
use std::{collections::HashMap, env, error::Error};

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::{url::Url, *};

pub type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;
/// What the answer has to fit.
pub type Pending = (CsrfToken, Nonce, PkceCodeVerifier);
type Unset = EndpointNotSet;
type Client = CoreClient<EndpointSet, Unset, Unset, Unset, EndpointMaybeSet, EndpointMaybeSet>;

const ID: &str = "example-axum";
const SECRET: &str = "development-only-secret";
const CALLBACK: &str = "http://localhost:4003/callback";

async fn discover() -> Fallible<(Client, reqwest::Client)> {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
    let issuer = env::var("RINGCODE_URL").unwrap_or_else(|_| "http://127.0.0.1:3000".into());
    let metadata = CoreProviderMetadata::discover_async(IssuerUrl::new(issuer)?, &http).await?;
    let (id, secret) = (ClientId::new(ID.into()), ClientSecret::new(SECRET.into()));
    let client = CoreClient::from_provider_metadata(metadata, id, Some(secret))
        .set_auth_type(AuthType::RequestBody)
        .set_redirect_uri(RedirectUrl::new(CALLBACK.into())?);
    Ok((client, http))
}

/// The link for a person who is to verify this number, or any of theirs. The request is pushed
/// (RFC 9126), so that nobody can read or change it on the way.
pub async fn begin(number: Option<&str>) -> Fallible<(Url, Pending)> {
    let (client, http) = discover().await?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let request = client.authorize_url(flow, CsrfToken::new_random, Nonce::new_random);
    let mut request = request.add_scope(Scope::new("phone".into())).set_pkce_challenge(challenge);
    if let Some(number) = number {
        request = request.add_extra_param("phone_number", number).add_extra_param("prompt", "login");
    }
    let (mut link, state, nonce) = request.url();
    let form: Vec<_> = link.query_pairs().chain([("client_secret".into(), SECRET.into())]).collect();
    let answer = http.post(link.join("par")?).form(&form).send().await?.error_for_status()?;
    let pushed: serde_json::Value = serde_json::from_slice(&answer.bytes().await?)?;
    let request_uri = pushed["request_uri"].as_str().ok_or("no request_uri")?;
    link.query_pairs_mut().clear().extend_pairs([("client_id", ID), ("request_uri", request_uri)]);
    Ok((link, (state, nonce, verifier)))
}

/// The number that the person verified, fetched for what they came back with.
pub async fn finish(pending: Pending, answer: &HashMap<String, String>) -> Fallible<String> {
    let (state, nonce, verifier) = pending;
    if answer.get("state") != Some(state.secret()) {
        return Err("not the answer to our question".into());
    }
    // There is none where the person cancelled, or has another number.
    let code = answer.get("code").ok_or_else(|| answer.get("error").map_or("no code", String::as_str))?;
    let (client, http) = discover().await?;
    let redemption = client.exchange_code(AuthorizationCode::new(code.clone()))?;
    let tokens = redemption.set_pkce_verifier(verifier).request_async(&http).await?;
    let token = tokens.id_token().ok_or("no ID token")?;
    let number = token.claims(&client.id_token_verifier(), &nonce)?.phone_number();
    Ok(number.ok_or("no number")?.to_string())
}
