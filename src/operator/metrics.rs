//! `GET /metrics`.

use axum::extract::State;
use axum::http::header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE, X_CONTENT_TYPE_OPTIONS};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::domain::{Channel, CodeLength, HOUR, Timestamp};
use crate::metrics::{ChannelLabels, KeyLabels, PeriodLabels, TextFormat};
use crate::rate_limit::ServiceUsage;
use crate::web::AppState;

/// Answers with the values of all metrics.
pub(super) async fn show(State(app): State<AppState>, headers: HeaderMap) -> Response {
    measure(&app).await;
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok());
    let format = TextFormat::accepted(accept.unwrap_or_default());
    let Ok(text) = app.metrics().encode(format) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let headers = [
        (CONTENT_TYPE, format.content_type()),
        (CACHE_CONTROL, "no-store"),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

/// Sets the gauges to what is so now. Those of the store keep their values while it is away.
async fn measure(app: &AppState) {
    let usage = app.verifier.limits.service_usage().await;
    app.metrics().store_up.set(usage.is_ok().into());
    if let Ok(usage) = usage {
        set_usage(app, &usage);
    }
    for channel in Channel::ALL {
        let is_open = app.verifier.provider.cooldown(channel).is_some();
        let channel = channel.name();
        let gauge = &app.metrics().provider_circuit_open;
        let gauge = gauge.get_or_create(&ChannelLabels { channel });
        gauge.set(is_open.into());
    }
    set_signing_keys(app);
    set_certificate(app);
}

fn set_usage(app: &AppState, usage: &ServiceUsage) {
    for (period, share) in &usage.spend {
        let period = if *period <= HOUR { "hour" } else { "day" };
        let gauge = &app.metrics().spend_limit;
        gauge.get_or_create(&PeriodLabels { period }).set(*share);
    }
    let are_long = usage.code_length == CodeLength::Eight;
    app.metrics().long_codes.set(are_long.into());
}

/// The keys may be replaced while the server runs.
fn set_signing_keys(app: &AppState) {
    app.metrics().signing_keys.clear();
    for (algorithm, from) in app.clients.current().keys.newest() {
        let algorithm = algorithm.name();
        let gauge = app
            .metrics()
            .signing_keys
            .get_or_create(&KeyLabels { algorithm });
        gauge.set(from.since(Timestamp::EPOCH).as_secs_f64());
    }
}

fn set_certificate(app: &AppState) {
    let metrics = &app.metrics().certificate;
    let Some(seen) = app.certificate.known().seen else {
        return metrics.clear();
    };
    let seconds = |at: Timestamp| at.since(Timestamp::EPOCH).as_secs_f64();
    let validity = seen.details.as_ref();
    let validity = validity.map(|details| (seconds(details.valid_from), seconds(details.expires)));
    metrics.set(&seen.host, seen.refusal.is_none(), validity);
}
