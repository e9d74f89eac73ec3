//! Security headers of every answer: they restrict browsers to what the page needs.

use axum::extract::Request;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, REFERRER_POLICY, STRICT_TRANSPORT_SECURITY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue};

use crate::web::{AppState, Session};
use crate::widget::paths;

/// Sent with every answer. `same-origin` is the referrer policy because the redirect after a form
/// without JavaScript needs the Referer.
const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (REFERRER_POLICY, HeaderValue::from_static("same-origin")),
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

const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");

/// The relation of an answer to the page that opened its window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum OpenerPolicy {
    /// None: whatever opened the window loses it.
    Severed,
    /// Kept, as the widget's popup tells its result to the page that opened it. A single answer
    /// without it, be it an error or a redirect, would sever the two for good.
    Kept,
}

impl OpenerPolicy {
    /// The policy of the answer to a request: kept where the widget begins, and in the session
    /// that it was given to.
    pub fn from_request(app: &AppState, request: &Request) -> Self {
        let session = Session::from_request(request.headers(), app.secure());
        let in_popup = session.is_some_and(|session| session.is_in_popup());
        match in_popup || request.uri().path() == paths::START {
            true => Self::Kept,
            false => Self::Severed,
        }
    }

    const fn header(self) -> HeaderValue {
        match self {
            Self::Severed => HeaderValue::from_static("same-origin"),
            Self::Kept => HeaderValue::from_static("unsafe-none"),
        }
    }
}

const A_YEAR_OF_HTTPS: HeaderValue =
    HeaderValue::from_static("max-age=31536000; includeSubDomains");

const NEVER_STORED: HeaderValue = HeaderValue::from_static("no-store");

/// Policy of answers that are no pages: nothing may run in them.
const NOTHING: HeaderValue = HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'");

/// Adds the security headers to an answer; a header that its handler has set stays.
pub fn set_headers(secure: bool, opener: OpenerPolicy, headers: &mut HeaderMap) {
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(value);
    }
    headers.insert(OPENER_POLICY, opener.header());
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
