//! Plivo's two signature versions, from Plivo's published algorithm and vectors. An application's
//! tests may sign their own callbacks with them.

use base64::{Engine, prelude::BASE64_STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use url::form_urlencoded;

/// The V3 signature of a callback, in Base64. `url` is complete, with its query; `params` is the
/// decoded form of a POST. The fields of a GET belong to the query: give them in `url` or in
/// `params`, not in both.
#[must_use]
pub fn v3(
    token: &str,
    method: &str,
    url: &str,
    params: &[(String, String)],
    nonce: &str,
) -> String {
    let url = without_fragment(url);
    let (base, query) = url.split_once('?').unwrap_or((url, ""));
    let mut signed = base.to_owned();
    let mut query: Vec<_> = form_urlencoded::parse(query.as_bytes())
        .into_owned()
        .collect();
    let mut form = params.to_vec();
    if method == "GET" {
        query.append(&mut form);
    }
    let query = sorted(query)
        .into_iter()
        .map(|(key, value)| format!("{key}={value}"));
    let query: Vec<String> = query.collect();
    if !query.is_empty() || !form.is_empty() {
        signed.push('?');
    }
    signed.push_str(&query.join("&"));
    if !query.is_empty() && !form.is_empty() {
        signed.push('.');
    }
    signed.extend(sorted(form).into_iter().map(|(key, value)| key + &value));
    mac(token, &format!("{signed}.{nonce}"))
}

/// The V2 signature of a callback, in Base64. It covers scheme, host and path of `url`, but
/// neither query nor body.
#[must_use]
pub fn v2(token: &str, url: &str, nonce: &str) -> String {
    let url = without_fragment(url);
    let base = url.split_once('?').map_or(url, |(base, _)| base);
    mac(token, &format!("{base}{nonce}"))
}

fn without_fragment(url: &str) -> &str {
    url.split_once('#').map_or(url, |(url, _)| url)
}

/// Sorts by name, then by value, byte by byte.
fn sorted(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.sort_unstable();
    pairs
}

fn mac(token: &str, message: &str) -> String {
    // HMAC takes a key of any length, so this never fails.
    Hmac::<Sha256>::new_from_slice(token.as_bytes()).map_or_else(
        |_| String::new(),
        |mac| BASE64_STANDARD.encode(mac.chain_update(message).finalize().into_bytes()),
    )
}
