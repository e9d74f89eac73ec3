//! Room `simulator`: how the API itself behaves for a destination whose magic
//! is trouble.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::magic::{self, Trouble};
use super::reply::{self, ApiError};
use super::{Simulator, account};

/// What kind of request it is: the words of some refusals differ.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Message,
    Call,
}

/// The refusal a destination calls for, if any: nothing is sent or rung then.
pub(super) fn refusal(destination: &str, kind: Kind) -> Option<Response> {
    let refuse =
        |status: StatusCode, sentence: &str| Some(ApiError::new(status, sentence).into_response());
    match magic::at(destination).trouble? {
        Trouble::InvalidNumber => {
            let sentence = format!("'{destination}' is not a valid phone number.");
            refuse(StatusCode::BAD_REQUEST, &sentence)
        }
        Trouble::Unauthorized => Some(account::unauthorized(true)),
        Trouble::NoCredit => refuse(StatusCode::PAYMENT_REQUIRED, "Insufficient Credit"),
        Trouble::Barred if kind == Kind::Call => {
            let sentence = "Calls to this destination country are barred";
            refuse(StatusCode::FORBIDDEN, sentence)
        }
        Trouble::Barred => {
            let sentence = "Messages to this destination country are barred by geo-permission";
            refuse(StatusCode::FORBIDDEN, sentence)
        }
        Trouble::TooMany => Some(account::too_many()),
        Trouble::Broken(status) => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY);
            refuse(status, "internal server error")
        }
        Trouble::PlainText => {
            let failed = (StatusCode::INTERNAL_SERVER_ERROR, "upstream connect error");
            Some(failed.into_response())
        }
        Trouble::Silent | Trouble::Reset | Trouble::PhloStopped => None,
    }
}

/// The answer to an accepted request, unless the destination spoils it.
pub(super) async fn spoil(simulator: &Simulator, destination: &str, answer: Response) -> Response {
    match magic::at(destination).trouble {
        Some(Trouble::Silent) => {
            tokio::time::sleep(simulator.options().hold).await;
            reply::broken()
        }
        Some(Trouble::Reset) => reply::broken(),
        _ => answer,
    }
}
