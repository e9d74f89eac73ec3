//! The account itself, and the access to everything in it.

use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::json;
use tokio::time::Instant;

use crate::options::Options;
use crate::response;
use crate::simulator::Simulator;

/// Lets a request pass whose Basic auth names the account in its path and the account's token,
/// within the request rate. Others are answered 401 or 429.
pub(super) async fn authorize(
    State(simulator): State<Simulator>,
    request: Request,
    next: Next,
) -> Response {
    let options = simulator.options();
    let own_path = path_account(request.uri().path()).is_none_or(|id| id == options.auth_id);
    if !own_path || !has_credentials(request.headers(), options) {
        return response::unauthorized(options.json_unauthorized);
    }
    if options.rate_limit && !simulator.state().request_rate.admit(Instant::now()) {
        return response::too_many_requests();
    }
    next.run(request).await
}

/// `GET /v1/Account/{auth_id}/`, which checks credentials.
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
    response::object(StatusCode::OK, account)
}

/// The account that a path names; descriptions of PHLOs name none.
fn path_account(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("/v1/")?;
    let rest = rest
        .strip_prefix("Account/")
        .or_else(|| rest.strip_prefix("account/"))?;
    rest.split('/').next()
}

fn has_credentials(headers: &HeaderMap, options: &Options) -> bool {
    let expected = format!("{}:{}", options.auth_id, options.auth_token);
    let given = headers
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.strip_prefix("Basic "))
        .and_then(|value| BASE64_STANDARD.decode(value).ok());
    given.is_some_and(|given| given == expected.as_bytes())
}
