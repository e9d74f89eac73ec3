//! Room `simulator`: a request's JSON body, read as leniently as Plivo reads
//! it (numbers and booleans where text is meant are fine).

use serde_json::{Map, Value};

use super::reply::ApiError;

/// The parameters of one request.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    /// Reads a body; 400 unless it is a JSON object.
    pub(super) fn parse(body: &[u8]) -> Result<Self, ApiError> {
        let refuse = |_| ApiError::invalid("request body is not a valid JSON object");
        serde_json::from_slice(body).map(Self).map_err(refuse)
    }

    /// A parameter as text; `None` when absent, null or blank.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        let text = match self.0.get(key)? {
            Value::String(text) => text.clone(),
            value @ (Value::Number(_) | Value::Bool(_)) => value.to_string(),
            _ => return None,
        };
        (!text.trim().is_empty()).then_some(text)
    }

    /// A parameter that must be there; 400 otherwise.
    pub(super) fn required(&self, key: &str) -> Result<String, ApiError> {
        let missing = || ApiError::invalid(format!("{key} parameter not present"));
        self.text(key).ok_or_else(missing)
    }

    /// A whole number, or its default; 400 when it is something else.
    pub(super) fn whole(&self, key: &str, default: u32) -> Result<u32, ApiError> {
        let refuse = |_| ApiError::invalid(format!("{key} must be a whole number"));
        let text = self.text(key);
        text.map_or(Ok(default), |text| text.parse().map_err(refuse))
    }

    /// A nested value, as sent.
    pub(super) fn raw(&self, key: &str) -> Option<&Value> {
        self.0.get(key)
    }
}
