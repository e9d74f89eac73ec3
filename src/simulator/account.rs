//! Room `simulator`: who may ask, how often, and the account itself.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use tokio::time::{Duration, Instant};

use super::reply::{self, ApiError};
use super::{Options, Simulator};

/// Plivo's limit for requests other than calls: 300 in 5 s for an account.
const WINDOW: Duration = Duration::from_secs(5);
const REQUESTS: usize = 300;

/// Basic auth whose user is the account in the path and whose password is its
/// token; then the request limit.
pub(super) async fn admit(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let options = simulator.options();
    let theirs = named_account(request.uri().path()).is_none_or(|id| id == options.auth_id);
    if !theirs || !knows_password(request.headers(), options) {
        return unauthorized(options.json_unauthorized);
    }
    if options.rate_limit && !simulator.state().has_room() {
        return too_many();
    }
    next.run(request).await
}

/// `GET /v1/Account/{auth_id}/`: what a credentials check asks for.
pub(super) async fn show(State(simulator): State<Simulator>) -> Response {
    let account = json!({
        "account_type": "standard",
        "auth_id": simulator.options().auth_id,
        "auto_recharge": false,
        "billing_mode": "prepaid",
        "cash_credits": "100.00000",
        "name": "Ringcode simulator",
        "resource_uri": format!("/v1/Account/{}/", simulator.options().auth_id),
        "timezone": "UTC",
    });
    reply::ok(StatusCode::OK, account)
}

/// 401 as the real API says it: mostly plain text, sometimes JSON.
pub(super) fn unauthorized(json: bool) -> Response {
    const JSON: &str = "authentication credentials were not provided";
    const TEXT: &str = "Could not verify your access level for that URL.\n\
        You have to login with proper credentials";
    let realm = [(header::WWW_AUTHENTICATE, "Basic realm=\"Login Required\"")];
    if json {
        let error = ApiError::new(StatusCode::UNAUTHORIZED, JSON);
        return (realm, error).into_response();
    }
    (StatusCode::UNAUTHORIZED, realm, TEXT).into_response()
}

/// 429, with the wait the real API may or may not name.
pub(super) fn too_many() -> Response {
    let error = ApiError::new(StatusCode::TOO_MANY_REQUESTS, "Too Many Requests");
    ([(header::RETRY_AFTER, "5")], error).into_response()
}

impl super::State {
    fn has_room(&mut self) -> bool {
        let now = Instant::now();
        let old = |at: &Instant| now.duration_since(*at) >= WINDOW;
        while self.requests.front().is_some_and(old) {
            self.requests.pop_front();
        }
        let room = self.requests.len() < REQUESTS;
        if room {
            self.requests.push_back(now);
        }
        room
    }
}

/// The account a path is about; PHLO descriptions name none.
fn named_account(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/v1/")?;
    let rest = rest
        .strip_prefix("Account/")
        .or_else(|| rest.strip_prefix("account/"))?;
    rest.split('/').next()
}

fn knows_password(headers: &HeaderMap, options: &Options) -> bool {
    let expected = format!("{}:{}", options.auth_id, options.auth_token);
    let sent = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|value| BASE64_STANDARD.decode(value).ok());
    sent.is_some_and(|sent| sent == expected.as_bytes())
}
