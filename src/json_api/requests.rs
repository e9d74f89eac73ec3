//! The bodies of requests.

use std::net::IpAddr;

use serde::Deserialize;
use utoipa::ToSchema;

use super::problem::Problem;
use crate::domain::Channel;

/// The longest reference of a client, in characters.
const REFERENCE_LENGTH: usize = 100;

/// The longest description of a browser, in bytes.
const USER_AGENT_LENGTH: usize = 1_024;

/// Starts a verification.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StartRequest {
    /// The phone number, with its country code.
    #[schema(example = "+14155550100")]
    pub to: String,
    /// The channel of the first attempt.
    #[serde(default)]
    pub channel: ApiChannel,
    /// BCP 47 tag of the person's language. The nearest language that there is will be used.
    #[schema(example = "pt-BR")]
    pub locale: Option<String>,
    /// A reference of your own, by which verifications can be listed; at most 100 characters.
    #[schema(min_length = 1, max_length = 100, example = "order-7")]
    pub client_ref: Option<String>,
    /// The IP address of the person. Without it the verification counts against one stricter
    /// budget for all people of the client.
    #[schema(value_type = Option<String>, example = "198.51.100.7")]
    pub ip: Option<IpAddr>,
    /// The `User-Agent` of the person's browser; at most 1024 bytes. The operator's audit trail
    /// shows the beginning of it.
    #[schema(max_length = 1024, example = "Mozilla/5.0 (X11; Linux x86_64)")]
    pub user_agent: Option<String>,
}

/// Checks a code.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckRequest {
    /// The code that the person typed. Digits of any script, spaces and dashes are read.
    #[schema(example = "042137")]
    pub code: String,
}

/// A channel, as the API names it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, serde::Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Channel)]
pub enum ApiChannel {
    /// A text message.
    #[default]
    Sms,
    /// A phone call that reads the code aloud.
    Call,
}

impl StartRequest {
    /// Checks the texts that are kept.
    ///
    /// # Errors
    /// [`Problem`] with the parameter that is wrong.
    pub fn check(&self) -> Result<(), Problem> {
        self.client_ref.as_deref().map_or(Ok(()), check_reference)?;
        let is_short = |text: &String| text.len() <= USER_AGENT_LENGTH;
        if !self.user_agent.as_ref().is_none_or(is_short) {
            return Err(Problem::invalid("user_agent", "at most 1024 bytes"));
        }
        Ok(())
    }
}

/// Checks a reference of a client.
///
/// # Errors
/// [`Problem`] where it is empty, too long, or has a control character.
pub fn check_reference(text: &str) -> Result<(), Problem> {
    let fits = (1..=REFERENCE_LENGTH).contains(&text.chars().count());
    if fits && !text.chars().any(char::is_control) {
        return Ok(());
    }
    let needed = "1 to 100 characters, none of them a control character";
    Err(Problem::invalid("client_ref", needed))
}

impl From<ApiChannel> for Channel {
    fn from(channel: ApiChannel) -> Self {
        match channel {
            ApiChannel::Sms => Self::Text,
            ApiChannel::Call => Self::Call,
        }
    }
}

impl From<Channel> for ApiChannel {
    fn from(channel: Channel) -> Self {
        match channel {
            Channel::Text => Self::Sms,
            Channel::Call => Self::Call,
        }
    }
}
