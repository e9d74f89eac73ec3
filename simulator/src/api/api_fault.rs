//! The faults of the API that magic numbers ask for.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use crate::magic_number::{self, ApiFault};
use crate::response::{self, ApiError};
use crate::simulator::Simulator;

/// The product that a request is for; the words of some refusals differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum ApiProduct {
    Messages,
    Calls,
}

/// The refusal that a destination asks for, if any; nothing is sent then.
pub(super) fn refusal(destination: &str, product: ApiProduct) -> Option<Response> {
    let refuse =
        |status: StatusCode, sentence: &str| Some(ApiError::new(status, sentence).into_response());
    match magic_number::lookup(destination).fault? {
        ApiFault::InvalidNumber => {
            let sentence = format!("'{destination}' is not a valid phone number.");
            refuse(StatusCode::BAD_REQUEST, &sentence)
        }
        ApiFault::Unauthorized => Some(response::unauthorized(true)),
        ApiFault::InsufficientCredit => refuse(StatusCode::PAYMENT_REQUIRED, "Insufficient Credit"),
        ApiFault::GeoPermission if product == ApiProduct::Calls => {
            let sentence = "Calls to this destination country are barred";
            refuse(StatusCode::FORBIDDEN, sentence)
        }
        ApiFault::GeoPermission => {
            let sentence = "Messages to this destination country are barred by geo-permission";
            refuse(StatusCode::FORBIDDEN, sentence)
        }
        ApiFault::TooManyRequests => Some(response::too_many_requests()),
        ApiFault::ServerError(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            refuse(status, "internal server error")
        }
        ApiFault::PlainTextError => {
            let error = (StatusCode::INTERNAL_SERVER_ERROR, "upstream connect error");
            Some(error.into_response())
        }
        ApiFault::Unanswered | ApiFault::ConnectionReset | ApiFault::PhloStopped => None,
    }
}

/// The response to an accepted request, or the fault that takes its place.
pub(super) async fn respond(
    simulator: &Simulator,
    destination: &str,
    response: Response,
) -> Response {
    match magic_number::lookup(destination).fault {
        Some(ApiFault::Unanswered) => {
            tokio::time::sleep(simulator.options().unanswered_hold).await;
            response::connection_reset()
        }
        Some(ApiFault::ConnectionReset) => response::connection_reset(),
        _ => response,
    }
}
