//! Where browser and server meet: the server functions. Forms post to them
//! without JavaScript; each answers `303` to the page then.
//!
//! The bodies say which act of the [verifier](crate::server::verifier) is meant, and no more.

use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::domain::step::Refusal;

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

/// Sends a code to the number in the phone field; with `again`, to the flow's number.
/// `language` is the page's: what is sent is in it too.
#[server(name = SendCode, prefix = "/api", endpoint = "send_code")]
pub async fn send_code(
    #[server(default)] phone: String,
    #[server(default)] country: String,
    #[server(default)] again: bool,
    #[server(default)] language: String,
) -> Result<(), Rejection> {
    crate::server::act(async move |verifier, flow| match again {
        true => verifier.send_again(&flow, &language).await,
        false => verifier.send_code(&flow, &language, country, phone).await,
    })
    .await
    .map_err(Rejection::from)
}

/// Checks the code that the person typed.
#[server(name = CheckCode, prefix = "/api", endpoint = "check_code")]
pub async fn check_code(#[server(default)] code: String) -> Result<(), Rejection> {
    crate::server::act(async move |verifier, flow| verifier.check_code(&flow, &code).await)
        .await
        .map_err(Rejection::from)
}

/// Calls the flow's number and speaks the code, in the page's language.
#[server(name = CallMe, prefix = "/api", endpoint = "call_me")]
pub async fn call_me(#[server(default)] language: String) -> Result<(), Rejection> {
    crate::server::act(async move |verifier, flow| verifier.call(&flow, &language).await)
        .await
        .map_err(Rejection::from)
}

/// Begins anew; with `keep_number`, only goes back to the number, which stays filled in.
#[server(name = StartOver, prefix = "/api", endpoint = "start_over")]
pub async fn start_over(#[server(default)] keep_number: bool) -> Result<(), Rejection> {
    match keep_number {
        true => crate::server::act(async move |verifier, flow| verifier.change_number(&flow).await)
            .await
            .map_err(Rejection::from),
        false => crate::server::begin_anew().await.map_err(Rejection::from),
    }
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
