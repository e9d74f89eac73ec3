//! The steps of every request between its connection and its route: [`wrap_routes`] puts it
//! all around the routes, in the order in which it is written there.

mod body_limit;
mod client_ip;
mod csrf;
mod load_shed;
mod request_id;
mod request_timer;
mod security_headers;
mod timeout;
mod untrusted_proxy;

pub use csrf::{is_of_origin, same_origin};
pub use load_shed::shed_load;
pub use security_headers::page_policy;
pub use untrusted_proxy::UntrustedForwarders;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, Version};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tracing::{Instrument, info_span};

use crate::json_api::paths::is_operation;
use crate::statistics::{Counted, ErrorSource};
use crate::web::json_api::in_problem;
use crate::web::response::StoreFailed;
use crate::web::widget::redeem::in_json;
use crate::web::{AppState, PageReader};
use crate::widget::paths::REDEEM;
use body_limit::with_whole_body;
use client_ip::attach_client_ip;
use request_id::RequestId;
use request_timer::RequestTimer;
use security_headers::{OpenerPolicy, set_headers};
use timeout::answer_in_time;

/// Wraps `routes` in everything that holds for all requests. It is one layer, because each
/// layer of axum clones, for each request, all those within it (decision 81).
pub fn wrap_routes(routes: Router, app: &AppState) -> Router {
    routes.layer(from_fn_with_state(app.clone(), wrap))
}

/// Wraps the routes of the operator's page in what holds for each of its requests: the client IP,
/// an ID, bounds of size and time, and the security headers.
pub fn wrap_operator_routes(routes: Router, app: &AppState) -> Router {
    routes.layer(from_fn_with_state(app.clone(), wrap_operator))
}

async fn wrap_operator(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let (client, is_from_proxy) = attach_client_ip(&app, &mut request);
    let id = RequestId::from_headers(request.headers(), is_from_proxy);
    let prefix = client.rate_limit_prefix();
    let span = info_span!(target: "audit", "request", id = id.as_str(), client = %prefix);
    let answer = with_whole_body(request, next, None);
    let mut response = answer_in_time(answer).instrument(span).await;
    // Another program may answer on other ports of the host, so none of this one's https is said.
    set_headers(false, OpenerPolicy::Severed, response.headers_mut());
    id.add_to(response.headers_mut());
    response
}

async fn wrap(State(app): State<AppState>, mut request: Request, next: Next) -> Response {
    let timer = RequestTimer::start(&request);
    let is_http1 = request.version() <= Version::HTTP_11;
    let (client, is_from_proxy) = attach_client_ip(&app, &mut request);
    let id = RequestId::from_headers(request.headers(), is_from_proxy);
    let prefix = client.rate_limit_prefix();
    // The audit trail's target, so that no filter removes the fields from its events.
    let span = info_span!(target: "audit", "request", id = id.as_str(), client = %prefix);
    let path = request.uri().path();
    let (is_redemption, is_operation) = (path == REDEEM, is_operation(path));
    let is_probe = matches!(path, "/livez" | "/readyz");
    let opener = OpenerPolicy::from_request(&app, &request);
    let mut reader = PageReader::from_request(&request);
    let answer = with_whole_body(request, next, reader.as_mut());
    let response = answer_in_time(answer).instrument(span).await;
    let mut response = match reader {
        Some(reader) => reader.finish(&app, response),
        None => response,
    };
    if is_redemption {
        response = in_json(response);
    }
    if is_operation {
        response = in_problem(response);
    }
    set_headers(app.secure(), opener, response.headers_mut());
    id.add_to(response.headers_mut());
    if is_http1 && app.lifecycle.is_stopping() {
        // Asks clients to open no further request on this connection.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(CONNECTION, close);
    }
    timer.stop(response.status(), app.metrics());
    if let Some(source) = error_source_of(&response).filter(|_| !is_probe) {
        app.statistics.count(Counted::Failed(source));
    }
    response
}

/// The source of the error that an answer tells of, if it does.
fn error_source_of(response: &Response) -> Option<ErrorSource> {
    if !response.status().is_server_error() {
        return None;
    }
    let has_store_failed = response.extensions().get::<StoreFailed>().is_some();
    Some(match has_store_failed {
        true => ErrorSource::Store,
        false => ErrorSource::Server,
    })
}
