//! Parts of responses: `Retry-After`, cookies, the redirect to the page.

use std::time::Duration;

use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// Time after which to try again when something is broken.
pub const ERROR_RETRY: Duration = Duration::from_secs(5);

/// The value of `Set-Cookie` for a cookie that no script can read, kept for `max_age` seconds. A
/// `secure` one is sent over https only.
pub fn cookie(name: &str, value: &str, max_age: u32, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let attributes = format!("Path=/; Max-Age={max_age}; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&format!("{name}={value}; {attributes}")).ok()
}

/// 503 with `Retry-After`.
pub fn service_unavailable(wait: Duration) -> Response {
    let later = [(RETRY_AFTER, retry_after_seconds(wait))];
    (StatusCode::SERVICE_UNAVAILABLE, later).into_response()
}

/// The mark of an answer that tells of an error of the store.
#[derive(Clone, Copy, Debug)]
pub struct StoreFailed;

/// 503 with `Retry-After`, since the store failed.
pub fn store_unavailable() -> Response {
    let mut response = service_unavailable(ERROR_RETRY);
    response.extensions_mut().insert(StoreFailed);
    response
}

/// 303 to the page.
pub fn redirect_to_page() -> Response {
    let page = [(LOCATION, HeaderValue::from_static("/"))];
    (StatusCode::SEE_OTHER, page).into_response()
}

/// The response with the body of `told`, and with those of its headers that it does not have, such
/// as `Retry-After`.
pub fn with_body_of(told: Response, response: Response) -> Response {
    let (told, body) = told.into_parts();
    let (mut parts, _) = response.into_parts();
    parts.headers.remove(CONTENT_LENGTH);
    parts.headers.remove(CONTENT_TYPE);
    for (name, value) in &told.headers {
        parts.headers.entry(name).or_insert_with(|| value.clone());
    }
    Response::from_parts(parts, body)
}

/// The value of `Retry-After`: whole seconds, rounded up, and up to 3 % more of a long wait, so that
/// clients do not all return at once.
pub fn retry_after_seconds(wait: Duration) -> HeaderValue {
    let seconds = u64::try_from(wait.as_millis().div_ceil(1_000)).unwrap_or(u64::MAX);
    HeaderValue::from(seconds.saturating_add(rand::random_range(0..=seconds / 33)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_with_up_to_three_hundredths_more() {
        for (wait, least, most) in [
            (0, 0, 0),
            (1, 1, 1),
            (30_000, 30, 30),
            (3_600_000, 3_600, 3_709),
        ] {
            let told = || {
                let told = retry_after_seconds(Duration::from_millis(wait));
                told.to_str().unwrap().parse::<u64>().unwrap()
            };
            let told: Vec<_> = (0..200).map(|_| told()).collect();
            assert!(
                told.iter().all(|told| (least..=most).contains(told)),
                "{told:?}"
            );
            let differ = told.iter().any(|other| *other != told[0]);
            assert_eq!(differ, least < most, "{told:?}");
        }
    }
}
