//! The server functions, where browser and server meet. Forms post to them
//! without JavaScript; each answers `303` to the page then.
//!
//! The bodies say which [action](WizardActions) is meant, and no more.

use leptos::prelude::*;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

use crate::domain::{Channel, Refusal};

/// The reason why a request was not carried out, for callers that are not forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rejection {
    /// Our answer to what the person did.
    Refused(Refusal),
    /// Something is broken; asking again in a while can help.
    Unavailable,
    /// The request was not one of ours.
    Unreadable,
}

/// The actions behind the server functions, for the browser of the current request. The web
/// server provides them in Leptos' context.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait WizardActions: Send + Sync {
    /// Sends a code to a number as it was typed, dialed in `country` (ISO 3166-1 alpha-2, or empty).
    async fn send_code(&self, country: String, typed: String) -> Result<(), Rejection>;
    /// Sends the code again by `channel`, from the screen with that mark.
    async fn send_again(&self, channel: Channel, screen: &str) -> Result<(), Rejection>;
    /// Checks a code as it was typed, `after` so many wrong guesses, on the screen with that mark.
    async fn check_code(
        &self,
        text: String,
        after: Option<u32>,
        screen: &str,
    ) -> Result<(), Rejection>;
    /// Leads back to the number, which stays filled in.
    async fn change_number(&self) -> Result<(), Rejection>;
    /// Forgets the verification and gives the browser a new session.
    async fn begin_anew(&self) -> Result<(), Rejection>;
}

#[cfg(feature = "ssr")]
fn actions() -> Result<std::sync::Arc<dyn WizardActions>, Rejection> {
    use_context().ok_or(Rejection::Unavailable)
}

/// Sends a code to the number in the phone field; with `again`, to the verification's number by
/// `channel`, if the verification is still where the screen with that mark was.
///
/// # Errors
/// The refusal, or that something is broken.
#[server(name = SendCode, prefix = "/api", endpoint = "send_code")]
pub async fn send_code(
    #[server(default)] phone: String,
    #[server(default)] country: String,
    #[server(default)] again: bool,
    #[server(default)] channel: Channel,
    #[server(default)] screen: String,
) -> Result<(), Rejection> {
    match again {
        true => actions()?.send_again(channel, &screen).await,
        false => actions()?.send_code(country, phone).await,
    }
}

/// Checks the code that the person typed; `after` so many wrong guesses, as the page said, and
/// on the screen with that mark.
///
/// # Errors
/// The refusal, or that something is broken.
#[server(name = CheckCode, prefix = "/api", endpoint = "check_code")]
pub async fn check_code(
    #[server(default)] code: String,
    #[server(default)] after: String,
    #[server(default)] screen: String,
) -> Result<(), Rejection> {
    let after = after.parse().ok();
    actions()?.check_code(code, after, &screen).await
}

/// Calls the verification's number and speaks the code, if the verification is still where the
/// screen with that mark was.
///
/// # Errors
/// The refusal, or that something is broken.
#[server(name = CallMe, prefix = "/api", endpoint = "call_me")]
pub async fn call_me(#[server(default)] screen: String) -> Result<(), Rejection> {
    actions()?.send_again(Channel::Call, &screen).await
}

/// Begins anew; with `keep_number`, only goes back to the number, which stays filled in.
///
/// # Errors
/// The refusal, or that something is broken.
#[server(name = StartOver, prefix = "/api", endpoint = "start_over")]
pub async fn start_over(#[server(default)] keep_number: bool) -> Result<(), Rejection> {
    match keep_number {
        true => actions()?.change_number().await,
        false => actions()?.begin_anew().await,
    }
}

impl FromServerFnError for Rejection {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(_: ServerFnErrorErr) -> Self {
        Self::Unreadable
    }
}
