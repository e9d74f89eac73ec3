//! The answers of the API.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde::Serialize;

use crate::json_api::{Budget, KeptAnswer, Problem};
use crate::web::response::{StoreFailed, retry_after_seconds, with_body_of};

const JSON: HeaderValue = HeaderValue::from_static("application/json");
const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// The limits that were reached, and how large they are (draft-ietf-httpapi-ratelimit-headers-10).
const RATE_LIMIT: HeaderName = HeaderName::from_static("ratelimit");
const RATE_LIMIT_POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");

/// An answer with this body.
///
/// # Errors
/// [`Problem::unavailable`] for a body that is no JSON.
pub fn json(status: StatusCode, body: &impl Serialize) -> Result<KeptAnswer, Problem> {
    let body = serde_json::to_vec(body).map_err(|_| Problem::unavailable())?;
    Ok(KeptAnswer {
        status: status.as_u16(),
        body,
    })
}

/// The response with an answer.
pub fn respond(answer: KeptAnswer) -> Response {
    let kind = match answer.status {
        400.. => PROBLEM_JSON,
        _ => JSON,
    };
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or_default();
    response.headers_mut().insert(CONTENT_TYPE, kind);
    let no_store = HeaderValue::from_static("no-store");
    response.headers_mut().insert(CACHE_CONTROL, no_store);
    response
}

/// The answer with a problem, without the headers that go with it.
pub fn of_problem(problem: &Problem) -> KeptAnswer {
    KeptAnswer {
        status: problem.status,
        body: serde_json::to_vec(&problem.body()).unwrap_or_default(),
    }
}

/// Gives an error answer without JSON its body: what the middleware refuses is told like
/// everything else.
pub fn in_problem(response: Response) -> Response {
    let status = response.status();
    let kind = response.headers().get(CONTENT_TYPE);
    let is_error = status.is_client_error() || status.is_server_error();
    match is_error && kind != Some(&PROBLEM_JSON) {
        true => with_body_of(refuse(&Problem::from_status(status.as_u16())), response),
        false => response,
    }
}

/// The response with a problem.
pub fn refuse(problem: &Problem) -> Response {
    let mut response = respond(of_problem(problem));
    if *problem == Problem::unavailable() {
        response.extensions_mut().insert(StoreFailed);
    }
    let headers = response.headers_mut();
    if let Some(wait) = problem.retry_after {
        let seconds = retry_after_seconds(wait);
        if let Some(limit) = problem.own_limit() {
            let left = seconds.to_str().unwrap_or_default();
            let told = HeaderValue::try_from(format!("\"{limit}\";r=0;t={left}"));
            headers.extend(told.ok().map(|told| (RATE_LIMIT, told)));
        }
        headers.insert(RETRY_AFTER, seconds);
    }
    if let Some(budget) = &problem.budget {
        let Budget {
            name,
            amount,
            window,
        } = **budget;
        let policy = format!("\"{name}\";q={amount};w={}", window.as_secs());
        let told = HeaderValue::try_from(policy);
        headers.extend(told.ok().map(|told| (RATE_LIMIT_POLICY, told)));
    }
    if problem.status == 401 {
        let challenge = HeaderValue::from_static("Basic realm=\"ringcode\", Bearer");
        headers.insert(WWW_AUTHENTICATE, challenge);
    }
    response
}
