//! The check against cross-site request forgery (decision 31).

use axum::extract::{Request, State};
use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use url::{Host, Url};

use crate::rate_limit::ClientIp;
use crate::verifier::audit::AuditSubject;
use crate::web::AppState;
use crate::web::request_headers::only;

const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Refuses, with 403, a request that changes something and does not come from one of our own
/// pages, or does not say where it comes from: every browser says so with each post.
pub async fn same_origin(State(app): State<AppState>, request: Request, next: Next) -> Response {
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let headers = request.headers();
    let ours = is_of_origin(headers, app.settings.public_base())
        || !app.settings.is_production() && is_at_hand(headers);
    if safe || ours {
        return next.run(request).await;
    }
    if let Some(client) = request.extensions().get::<ClientIp>() {
        let source = (*client).into();
        let nobody = AuditSubject::default();
        let denials = &app.verifier.denials;
        denials.record(&source, "same origin", &nobody);
    }
    StatusCode::FORBIDDEN.into_response()
}

/// Whether the headers name a page of the origin `own` as where the request comes from. No script can set either.
/// `Sec-Fetch-Site` decides where it is present (`none` is the person at the address bar);
/// browsers without it send `Origin`.
pub fn is_of_origin(headers: &HeaderMap, own: &str) -> bool {
    match (only(headers, &FETCH_SITE), only(headers, &ORIGIN)) {
        (Ok(Some(site)), Ok(_)) => matches!(site, b"same-origin" | b"none"),
        (Ok(None), Ok(Some(origin))) => origin == own.as_bytes(),
        _ => false,
    }
}

/// Whether the page was opened at an address of this machine in the local network, for example to
/// try a phone in development. Browsers do not send `Sec-Fetch-Site` there, without TLS. Host
/// names are not trusted, because anybody can point theirs at this machine.
fn is_at_hand(headers: &HeaderMap) -> bool {
    let (Ok(None), Ok(Some(origin)), Ok(Some(host))) = (
        only(headers, &FETCH_SITE),
        only(headers, &ORIGIN),
        only(headers, &HOST),
    ) else {
        return false;
    };
    let of_host = origin.strip_prefix(b"http://") == Some(host);
    let origin = str::from_utf8(origin).ok();
    let address = origin.and_then(|origin| Url::parse(origin).ok());
    of_host
        && address.is_some_and(|address| match address.host() {
            Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".local"),
            other => other.is_some(),
        })
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
        is_of_origin(&headers, OWN)
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

    #[test]
    fn in_development_an_address_in_the_own_network_is_ours_too() {
        let at_hand = |site: &[&str], origin: &str, host: &str| {
            let mut headers = HeaderMap::new();
            for value in site {
                headers.append(FETCH_SITE, value.parse().unwrap());
            }
            headers.append(ORIGIN, origin.parse().unwrap());
            headers.append(HOST, host.parse().unwrap());
            is_at_hand(&headers)
        };
        for host in [
            "192.168.1.7:3000",
            "192.168.1.7",
            "10.0.0.2:3000",
            "172.20.10.2:3000",
            "[fe80::1]:3000",
            "[fd00::2]",
            "localhost:3000",
            "laptop.local:3000",
        ] {
            let origin = format!("http://{host}");
            assert!(at_hand(&[], &origin, host), "{host}");
            assert!(!at_hand(&["cross-site"], &origin, host), "{host}");
            assert!(!at_hand(&[], &origin, "127.0.0.1:3000"), "{host}");
            assert!(!at_hand(&[], "http://evil.example", host), "{host}");
            assert!(!at_hand(&[], "null", host), "{host}");
        }
        // A name that somebody made lead here.
        for host in [
            "evil.example:3000",
            "evil.example",
            "local",
            "192.168.1.7.evil.example",
        ] {
            assert!(!at_hand(&[], &format!("http://{host}"), host), "{host}");
        }
    }
}
