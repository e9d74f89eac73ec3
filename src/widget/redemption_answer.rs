//! The answer that a client's server gets for a token.

use serde::Serialize;

use super::redemption::RedeemedWidget;
use super::token_refusal::TokenRefusal;
use crate::clients::Client;
use crate::rfc3339;

/// The answer, whose keys are always all there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct RedemptionAnswer {
    /// Whether the person holds the number; nothing else here counts unless they do.
    pub success: bool,
    /// The reasons why not.
    pub error_codes: Vec<&'static str>,
    /// The number in E.164, for a client that is told numbers.
    pub phone_number: Option<String>,
    /// The time at which the number was verified: RFC 3339, UTC.
    pub verified_at: Option<String>,
    /// `text` or `call`.
    pub channel: Option<&'static str>,
    /// The client's own reference, as its page gave it.
    pub client_ref: Option<String>,
    /// The host of the page that asked.
    pub hostname: Option<String>,
}

impl RedemptionAnswer {
    /// The answer about a token that was redeemed for `client`.
    pub fn new(redeemed: RedeemedWidget, client: &Client) -> Self {
        if !redeemed.is_expected {
            return TokenRefusal::NumberMismatch.into();
        }
        let proven = redeemed.proven;
        let number = client.is_told_numbers.then_some(proven.number);
        Self {
            success: true,
            error_codes: Vec::new(),
            phone_number: number.map(|number| number.as_e164().to_owned()),
            verified_at: Some(rfc3339::text_in_seconds(proven.at)),
            channel: Some(proven.channel.name()),
            client_ref: redeemed.client_ref,
            hostname: Some(redeemed.hostname),
        }
    }
}

impl From<TokenRefusal> for RedemptionAnswer {
    fn from(error: TokenRefusal) -> Self {
        Self {
            error_codes: vec![error.name()],
            ..Self::default()
        }
    }
}
