//! Security headers of every answer: they restrict browsers to what the page needs.

use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};

/// Sent with every answer. `same-origin` is the referrer policy because the redirect after a form
/// without JavaScript needs the Referer.
const ALWAYS: [(HeaderName, HeaderValue); 5] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("cross-origin-opener-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("cross-origin-resource-policy"),
        HeaderValue::from_static("same-origin"),
    ),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "otp-credentials=(self), camera=(), microphone=(), geolocation=(), payment=()",
        ),
    ),
];

const A_YEAR_OF_HTTPS: HeaderValue =
    HeaderValue::from_static("max-age=31536000; includeSubDomains");

const NEVER_STORED: HeaderValue = HeaderValue::from_static("no-store");

/// Policy of answers that are no pages: nothing may run in them.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Adds the security headers to an answer; a header that its handler has set stays.
pub fn set_headers(secure: bool, headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(value);
    }
    headers.entry(CACHE_CONTROL).or_insert(NEVER_STORED);
    headers.entry(CONTENT_SECURITY_POLICY).or_insert(NOTHING);
    if secure {
        headers
            .entry(STRICT_TRANSPORT_SECURITY)
            .or_insert(A_YEAR_OF_HTTPS);
    }
}

/// Content security policy of a page: our own style and WASM, the one script with this `nonce`,
/// posts to ourselves, and no frames. `extra` is one more source to connect to, which live reload
/// needs in development. Browsers hold the redirect after a form to `form-action` too, so a page
/// that leads back to a client names its origin, `returns_to`.
pub fn page_policy(nonce: &str, extra: &str, returns_to: Option<&str>) -> Option<HeaderValue> {
    let origin = returns_to.map_or(String::new(), |origin| format!(" {origin}"));
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         connect-src 'self'{extra}; base-uri 'none'; form-action 'self'{origin}; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).ok()
}
