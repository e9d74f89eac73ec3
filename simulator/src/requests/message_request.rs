//! A request to send texts. Source: Plivo's "Send a message" page.

use serde_json::Value;

use super::dialed_number::{DialedNumber, parse_destinations};
use super::dlt_fields::parse_dlt_fields;
use super::message_sender::MessageSender;
use super::request_body::RequestBody;
use crate::callbacks::CallbackUrl;
use crate::records::{DltFields, MessageRecord, count_segments};
use crate::response::ApiError;

/// One text to one or more destinations.
pub(crate) struct MessageRequest {
    sender: MessageSender,
    pub(crate) to: Vec<DialedNumber>,
    /// Entries of the destination list that are not phone numbers.
    pub(crate) invalid: Vec<String>,
    text: String,
    kind: String,
    dlt: Option<DltFields>,
    callback: Option<CallbackUrl>,
    masked: bool,
}

impl MessageRequest {
    /// Reads a request.
    ///
    /// # Errors
    /// 400 for everything that Plivo would not accept.
    pub(crate) fn parse(body: &RequestBody) -> Result<Self, ApiError> {
        let kind = body.text("type").unwrap_or_else(|| "sms".to_owned());
        if !["sms", "mms", "whatsapp"].contains(&kind.as_str()) {
            return Err(ApiError::invalid("type must be sms, mms or whatsapp"));
        }
        let sender = MessageSender::parse(body)?;
        let (to, invalid) = parse_destinations(&body.required("dst")?)?;
        sender.check_route(&to)?;
        let text = message_text(body, &kind)?;
        body.whole_number("message_expiry", 0)?;
        let log = body.text("log");
        Ok(Self {
            sender,
            to,
            invalid,
            text,
            kind,
            dlt: parse_dlt_fields(body)?,
            callback: body.callback("url", "method")?,
            masked: matches!(log.as_deref(), Some("false" | "content_only")),
        })
    }

    /// Creates one message for each destination.
    pub(crate) fn messages(&self) -> impl Iterator<Item = MessageRecord> {
        self.to.iter().map(|to| {
            let mut message = MessageRecord::new(&self.sender.from, to.as_str(), &self.text);
            message.kind.clone_from(&self.kind);
            message.callback.clone_from(&self.callback);
            message.masked = self.masked;
            message.powerpack.clone_from(&self.sender.powerpack);
            message.dlt.clone_from(&self.dlt);
            message
        })
    }
}

fn message_text(body: &RequestBody, kind: &str) -> Result<String, ApiError> {
    let template = body.value("template").map(template_text);
    let text = body.text("text");
    match text.or(template.filter(|_| kind == "whatsapp")) {
        Some(text) if count_segments(&text).units == 0 => Err(ApiError::invalid(
            "text parameter exceeds the maximum length",
        )),
        Some(text) => Ok(text),
        None if kind == "sms" => Err(ApiError::invalid("text parameter not present")),
        None => Ok(format!("({kind} message)")),
    }
}

/// The name of a WhatsApp template, followed by its text parameters.
fn template_text(template: &Value) -> String {
    let list = |value: &Value, key: &str| value[key].as_array().cloned().unwrap_or_default();
    let name = template["name"].as_str().unwrap_or("template").to_owned();
    let components = list(template, "components");
    let parameters = components.iter().flat_map(|one| list(one, "parameters"));
    let texts = parameters.filter_map(|one| one["text"].as_str().map(str::to_owned));
    [name]
        .into_iter()
        .chain(texts)
        .collect::<Vec<_>>()
        .join(" ")
}
