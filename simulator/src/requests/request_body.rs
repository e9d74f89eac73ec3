//! The JSON body of a request. Numbers and booleans pass where text is meant.

use serde_json::{Map, Value};

use crate::callbacks::CallbackUrl;
use crate::response::ApiError;

/// The parameters of one request.
pub(crate) struct RequestBody(Map<String, Value>);

impl RequestBody {
    /// Reads a body.
    ///
    /// # Errors
    /// 400 unless it is a JSON object.
    pub(crate) fn parse(body: &[u8]) -> Result<Self, ApiError> {
        let refuse = |_| ApiError::invalid("request body is not a valid JSON object");
        serde_json::from_slice(body).map(Self).map_err(refuse)
    }

    /// A parameter as text; `None` if absent, null or blank.
    pub(crate) fn text(&self, key: &str) -> Option<String> {
        let text = match self.0.get(key)? {
            Value::String(text) => text.clone(),
            value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(text)
    }

    /// A parameter that is required.
    ///
    /// # Errors
    /// 400 if it is absent, null or blank.
    pub(crate) fn required(&self, key: &str) -> Result<String, ApiError> {
        let missing = || ApiError::invalid(format!("{key} parameter not present"));
        self.text(key).ok_or_else(missing)
    }

    /// A whole number, or its default if absent.
    ///
    /// # Errors
    /// 400 if it is something else.
    pub(crate) fn whole_number(&self, key: &str, default: u32) -> Result<u32, ApiError> {
        let refuse = |_| ApiError::invalid(format!("{key} must be a whole number"));
        let text = self.text(key);
        text.map_or(Ok(default), |text| text.parse().map_err(refuse))
    }

    /// The callback address in `url_key`, with the method in `method_key`; `None` if absent.
    ///
    /// # Errors
    /// 400 unless they are an http or https URL, and GET or POST.
    pub(crate) fn callback(
        &self,
        url_key: &str,
        method_key: &str,
    ) -> Result<Option<CallbackUrl>, ApiError> {
        let method = self.text(method_key);
        let Some(url) = self.text(url_key) else {
            return Ok(None);
        };
        let address = CallbackUrl::parse(&url, method.as_deref());
        let refuse = |error| ApiError::invalid(format!("{url_key}: {error}"));
        address.map(Some).map_err(refuse)
    }

    /// A nested value as it was sent.
    pub(crate) fn value(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }
}
