//! Where browser and server meet: the server functions. Forms post to them
//! without JavaScript; each answers `303` to the page then.
//!
//! The bodies say which act of the [verifier](crate::verifier) is meant, and no more.

use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::domain::refusal::Refusal;

/// Why a request was not carried out, for callers that are not forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rejection {
    /// Our answer to what the person did.
    Refused(Refusal),
    /// Something is broken; asking again in a while can help.
    Unavailable,
    /// The request was not one of ours.
    Unreadable,
}

/// Sends a code to the number in the phone field; with `again`, to the verification's number, if
/// the verification is still where the screen with that mark was.
#[server(name = SendCode, prefix = "/api", endpoint = "send_code")]
pub async fn send_code(
    #[server(default)] phone: String,
    #[server(default)] country: String,
    #[server(default)] again: bool,
    #[server(default)] screen: String,
) -> Result<(), Rejection> {
    let sent = match again {
        true => crate::web::actions::send_again(&screen).await,
        false => crate::web::actions::send_code(country, phone).await,
    };
    sent.map_err(Rejection::from)
}

/// Checks the code that the person typed; `after` so many wrong guesses, as the page said, and
/// on the screen with that mark.
#[server(name = CheckCode, prefix = "/api", endpoint = "check_code")]
pub async fn check_code(
    #[server(default)] code: String,
    #[server(default)] after: String,
    #[server(default)] screen: String,
) -> Result<(), Rejection> {
    crate::web::actions::check_code(code, after.parse().ok(), &screen)
        .await
        .map_err(Rejection::from)
}

/// Calls the verification's number and speaks the code, if the verification is still where the
/// screen with that mark was.
#[server(name = CallMe, prefix = "/api", endpoint = "call_me")]
pub async fn call_me(#[server(default)] screen: String) -> Result<(), Rejection> {
    crate::web::actions::call_me(&screen)
        .await
        .map_err(Rejection::from)
}

/// Begins anew; with `keep_number`, only goes back to the number, which stays filled in.
#[server(name = StartOver, prefix = "/api", endpoint = "start_over")]
pub async fn start_over(#[server(default)] keep_number: bool) -> Result<(), Rejection> {
    let done = match keep_number {
        true => crate::web::actions::change_number().await,
        false => crate::web::actions::begin_anew().await,
    };
    done.map_err(Rejection::from)
}

impl From<Option<Refusal>> for Rejection {
    fn from(refusal: Option<Refusal>) -> Self {
        refusal.map_or(Self::Unavailable, Self::Refused)
    }
}

impl FromServerFnError for Rejection {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreadable
    }
}

impl std::fmt::Display for Rejection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Refused(_) => "refused",
            Self::Unavailable => "unavailable",
            Self::Unreadable => "unreadable",
        })
    }
}
