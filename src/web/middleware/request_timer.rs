//! Times requests by route and status.

use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::http::StatusCode;

use crate::metrics::{Metrics, RouteLabels};
use crate::web::form_validation::is_function;

/// The route of requests that no route is for: their paths are anybody's words.
const NO_ROUTE: &str = "none";

/// A request in progress.
pub struct RequestTimer {
    route: String,
    began: Instant,
}

impl RequestTimer {
    /// Begins to time a request.
    pub fn start(request: &Request) -> Self {
        Self {
            route: route(request).to_owned(),
            began: Instant::now(),
        }
    }

    /// Records the time until the answer.
    pub fn stop(self, status: StatusCode, metrics: &Metrics) {
        let labels = RouteLabels {
            route: self.route,
            status: status.as_u16(),
        };
        let times = metrics.http_times.get_or_create(&labels);
        times.observe(self.began.elapsed().as_secs_f64());
    }
}

/// The route of a request as it is registered, with the name of a server function of ours.
fn route(request: &Request) -> &str {
    let path = request.uri().path();
    match path.strip_prefix("/api/") {
        Some(function) if is_function(function) => path,
        _ => {
            let matched = request.extensions().get::<MatchedPath>();
            matched.map_or(NO_ROUTE, MatchedPath::as_str)
        }
    }
}
