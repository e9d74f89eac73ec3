//! Whether a request that changes something comes from a page of ours.

use axum::extract::{Request, State};
use axum::http::header::ORIGIN;
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::app::App;
use super::request_headers::only;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses, with 403, what another site made a browser send, and what does not say where it
/// comes from: every browser says so with each post.
pub async fn same_origin(State(app): State<App>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    if safe || is_ours(request.headers(), app.settings.public_base()) {
        return next.run(request).await;
    }
    if let Some(client) = request.extensions().get() {
        app.verifier.denials.record(*client, "same origin", None);
    }
    StatusCode::FORBIDDEN.into_response()
}

/// Both headers are the browser's own: no script can set them. `Sec-Fetch-Site` says it
/// outright (`none` is the person at the address bar); browsers without it send `Origin`.
fn is_ours(headers: &HeaderMap, own: &str) -> bool {
    match (only(headers, &FETCH_SITE), only(headers, &ORIGIN)) {
        (Ok(Some(site)), Ok(_)) => matches!(site, b"same-origin" | b"none"),
        (Ok(None), Ok(Some(origin))) => origin == own.as_bytes(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "https://verify.example.com";

    fn ours(site: &[&str], origin: &[&str]) -> bool {
        let mut headers = HeaderMap::new();
        for value in site {
            headers.append(FETCH_SITE, value.parse().unwrap());
        }
        for value in origin {
            headers.append(ORIGIN, value.parse().unwrap());
        }
        is_ours(&headers, OWN)
    }

    #[test]
    fn what_the_browser_says_outright_decides() {
        for origin in [&[][..], &[OWN], &["null"]] {
            assert!(ours(&["same-origin"], origin));
            assert!(ours(&["none"], origin));
            for site in [
                "cross-site",
                "same-site",
                "",
                "Same-Origin",
                "same-origin,none",
            ] {
                assert!(!ours(&[site], origin), "{site} {origin:?}");
            }
            assert!(!ours(&["same-origin", "same-origin"], origin));
        }
        assert!(!ours(&["same-origin"], &[OWN, OWN]));
    }

    #[test]
    fn otherwise_the_origin_is_ours_to_the_last_letter() {
        assert!(ours(&[], &[OWN]));
        for origin in [
            "https://evil.example",
            "http://verify.example.com",
            "https://verify.example.com:8443",
            "https://verify.example.com.evil.example",
            "https://verify.example.com/",
            "https://VERIFY.example.com",
            "null",
            "",
        ] {
            assert!(!ours(&[], &[origin]), "{origin}");
        }
        assert!(!ours(&[], &[OWN, OWN]));
        assert!(!ours(&[], &[]), "whoever says nothing");
    }
}
