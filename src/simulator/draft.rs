//! Room `simulator`: a request to send, read and judged. Source: Plivo's
//! "Send a message" page.

use serde_json::Value;

use super::fields::Fields;
use super::message::Message;
use super::number::{self, Number};
use super::reply::ApiError;
use super::segments;
use super::webhook::Webhook;

/// What to send, and to whom.
pub(super) struct Draft {
    from: String,
    pub(super) to: Vec<Number>,
    /// Destinations that are no phone numbers.
    pub(super) invalid: Vec<String>,
    text: String,
    kind: String,
    callback: Option<Webhook>,
    masked: bool,
}

impl Draft {
    /// # Errors
    /// 400 for whatever Plivo would not take.
    pub(super) fn read(fields: &Fields) -> Result<Self, ApiError> {
        let kind = fields.text("type").unwrap_or_else(|| "sms".to_owned());
        if !["sms", "mms", "whatsapp"].contains(&kind.as_str()) {
            return Err(ApiError::invalid("type must be sms, mms or whatsapp"));
        }
        let from = read_sender(fields)?;
        let (to, invalid) = number::destinations(&fields.required("dst")?)?;
        check_pair(&from, &to)?;
        let text = read_text(fields, &kind)?;
        fields.whole("message_expiry", 0)?;
        let method = fields.text("method");
        let callback = fields.text("url");
        let callback = callback.map(|url| Webhook::parse("url", &url, method.as_deref()));
        let log = fields.text("log");
        Ok(Self {
            from,
            to,
            invalid,
            text,
            kind,
            callback: callback.transpose()?,
            masked: matches!(log.as_deref(), Some("false" | "content_only")),
        })
    }

    /// One message for each destination.
    pub(super) fn messages(&self) -> impl Iterator<Item = Message> {
        self.to.iter().map(|to| Message {
            kind: self.kind.clone(),
            callback: self.callback.clone(),
            masked: self.masked,
            ..Message::new(&self.from, to, &self.text)
        })
    }
}

fn read_sender(fields: &Fields) -> Result<String, ApiError> {
    match (fields.text("src"), fields.text("powerpack_uuid")) {
        (Some(src), None) => number::sender(&src),
        (None, Some(_)) => Ok("14155550199".to_owned()),
        (None, None) => Err(ApiError::invalid(
            "src or powerpack_uuid parameter not present",
        )),
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "src and powerpack_uuid parameters are mutually exclusive",
        )),
    }
}

fn check_pair(from: &str, to: &[Number]) -> Result<(), ApiError> {
    if to.iter().any(|to| to.as_str() == from) {
        return Err(ApiError::invalid("dst parameter is identical to src"));
    }
    // A name cannot send to the US or Canada.
    let named = number::is_alphanumeric_sender(from);
    if named && to.iter().any(Number::is_north_american) {
        let sentence = "This caller ID is not allowed for outbound message";
        return Err(ApiError::invalid(sentence));
    }
    Ok(())
}

fn read_text(fields: &Fields, kind: &str) -> Result<String, ApiError> {
    let template = fields.raw("template").map(template_text);
    match fields
        .text("text")
        .or(template.filter(|_| kind == "whatsapp"))
    {
        Some(text) if segments::count(&text).units == 0 => Err(ApiError::invalid(
            "text parameter exceeds the maximum length",
        )),
        Some(text) => Ok(text),
        None if kind == "sms" => Err(ApiError::invalid("text parameter not present")),
        None => Ok(format!("({kind} message)")),
    }
}

/// What a WhatsApp template shows: its name and every text parameter.
fn template_text(template: &Value) -> String {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let name = template["name"].as_str().unwrap_or("template").to_owned();
    let parameters = list(template, "components");
    let parameters = parameters.iter().flat_map(|one| list(one, "parameters"));
    let texts = parameters.filter_map(|one| one["text"].as_str().map(str::to_owned));
    [name]
        .into_iter()
        .chain(texts)
        .collect::<Vec<_>>()
        .join(" ")
}
