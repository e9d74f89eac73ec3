//! The fields of a request to redeem a token, in a form or in JSON.

use serde::Deserialize;

use super::token_refusal::TokenRefusal;
use crate::openid::Parameters;

/// The fields. An empty one counts as not sent, and others are ignored.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct RedemptionForm {
    /// The client's secret, unless it is in the `Authorization` header.
    pub secret: Option<String>,
    /// The token.
    pub token: Option<String>,
    /// The number that the client expects, in E.164.
    pub phone_number: Option<String>,
    /// The name of the request, by which a repetition of it is known.
    pub idempotency_key: Option<String>,
}

impl RedemptionForm {
    /// Reads a form.
    ///
    /// # Errors
    /// [`TokenRefusal::InvalidRequest`] when a field is there twice, or is too long.
    pub fn from_form(body: &[u8]) -> Result<Self, TokenRefusal> {
        let form = Parameters::parse(body);
        let text = |name| match form.get(name) {
            Ok(text) => Ok(text.map(str::to_owned)),
            Err(_) => Err(TokenRefusal::InvalidRequest),
        };
        Ok(Self {
            secret: text("secret")?,
            token: text("token")?,
            phone_number: text("phone_number")?,
            idempotency_key: text("idempotency_key")?,
        })
    }

    /// Reads a JSON object.
    ///
    /// # Errors
    /// [`TokenRefusal::InvalidRequest`] for anything else, and when a field is there twice or is
    /// no text.
    pub fn from_json(body: &[u8]) -> Result<Self, TokenRefusal> {
        // An array would be read as the fields in their order.
        let is_object = body.trim_ascii_start().starts_with(b"{");
        let form = serde_json::from_slice::<Self>(body).ok();
        let mut form = form
            .filter(|_| is_object)
            .ok_or(TokenRefusal::InvalidRequest)?;
        for field in [
            &mut form.secret,
            &mut form.token,
            &mut form.phone_number,
            &mut form.idempotency_key,
        ] {
            field.take_if(|text| text.is_empty());
        }
        Ok(form)
    }
}
