//! A text as the account remembers it, and as receipts and the API tell of it. Source: Plivo's
//! "The message object" page.

use serde_json::{Value, json};

use super::recent_items::HasUuid;
use super::segments::count_segments;
use crate::callbacks::{CallbackForm, CallbackUrl, callback_form};
use crate::random;
use crate::utc_time::UtcTime;

/// One text to one destination.
#[derive(Clone)]
pub(crate) struct MessageRecord {
    pub(crate) uuid: String,
    pub(crate) from: String,
    /// UUID of the Powerpack that picked the sender.
    pub(crate) powerpack: Option<String>,
    pub(crate) to: String,
    pub(crate) text: String,
    /// `sms`, `mms` or `whatsapp`.
    pub(crate) kind: String,
    units: usize,
    /// Its entry in India's register.
    pub(crate) dlt: Option<DltFields>,
    /// Address for receipts.
    pub(crate) callback: Option<CallbackUrl>,
    pub(crate) origin: MessageOrigin,
    /// Whether the record hides the number (`log` is `false` or `content_only`).
    pub(crate) masked: bool,
    pub(crate) status: MessageStatus,
    /// The highest sequence number of a receipt so far.
    sequence: u8,
    created: UtcTime,
    updated: UtcTime,
    /// Time at which the phone showed it.
    pub(crate) arrived: Option<UtcTime>,
}

/// An entry of India's register (DLT).
#[derive(Clone)]
pub(crate) struct DltFields {
    pub(crate) entity_id: String,
    pub(crate) template_id: String,
    pub(crate) template_category: String,
}

/// The part of the API that a text was requested from; it decides what receipts say.
#[derive(Clone)]
pub(crate) enum MessageOrigin {
    /// The messaging API or a PHLO.
    Message,
    /// The Verify session with this UUID.
    VerifySession(String),
}

/// The state of a text, in Plivo's words. Numbers are Plivo's error codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MessageStatus {
    Queued,
    Sent,
    Delivered,
    Undelivered(u16),
    Failed(u16),
}

impl MessageStatus {
    /// Plivo's word for the state.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Sent => "sent",
            Self::Delivered => "delivered",
            Self::Undelivered(_) => "undelivered",
            Self::Failed(_) => "failed",
        }
    }

    /// Plivo's error code, if it has failed.
    pub(crate) fn error_code(self) -> Option<u16> {
        match self {
            Self::Undelivered(code) | Self::Failed(code) => Some(code),
            Self::Queued | Self::Sent | Self::Delivered => None,
        }
    }
}

impl MessageRecord {
    /// A queued SMS that makes no callbacks. `to` is in digits.
    pub(crate) fn new(from: &str, to: &str, text: &str) -> Self {
        let now = UtcTime::now();
        Self {
            uuid: random::uuid(),
            from: from.to_owned(),
            powerpack: None,
            to: to.to_owned(),
            text: text.to_owned(),
            kind: "sms".to_owned(),
            units: count_segments(text).units.max(1),
            dlt: None,
            callback: None,
            origin: MessageOrigin::Message,
            masked: false,
            status: MessageStatus::Queued,
            sequence: 0,
            created: now,
            updated: now,
            arrived: None,
        }
    }

    /// Takes on a status, unless one with a higher sequence number came before.
    pub(crate) fn advance(&mut self, sequence: u8, status: MessageStatus) {
        if sequence > self.sequence {
            self.sequence = sequence;
            self.status = status;
            self.updated = UtcTime::now();
        }
    }

    /// The fields of a receipt for this status.
    pub(crate) fn receipt_fields(&self, sequence: u8, status: MessageStatus) -> CallbackForm {
        let now = UtcTime::now().to_plivo_string();
        let created = self.created.to_plivo_string();
        let (units, amount) = (self.units.to_string(), self.amount());
        let (sequence_text, code) = (sequence.to_string(), status.error_code());
        let code = code.map(|code| code.to_string());
        let mut fields = vec![
            ("MessageUUID", self.uuid.as_str()),
            ("ParentMessageUUID", &self.uuid),
            ("PartInfo", "1 of 1"),
            ("From", &self.from),
            ("To", &self.to),
            ("Type", &self.kind),
            ("Status", status.word()),
            ("Sequence", &sequence_text),
            ("Units", &units),
            ("TotalRate", "0.00550"),
            ("TotalAmount", &amount),
            ("MCC", "310"),
            ("MNC", "004"),
            ("MessageTime", &created),
            ("QueuedTime", &created),
            ("requester_ip", "127.0.0.1"),
        ];
        if status != MessageStatus::Queued {
            fields.push(("SentTime", &now));
        }
        if sequence == 3 {
            fields.push(("DeliveryReportTime", &now));
        }
        if let Some(code) = &code {
            fields.push(("ErrorCode", code));
        }
        if let Some(uuid) = &self.powerpack {
            fields.push(("PowerpackUUID", uuid));
        }
        callback_form(fields)
    }

    /// The message object of the API.
    pub(crate) fn to_json(&self, auth_id: &str) -> Value {
        let dlt = |of: fn(&DltFields) -> &String| self.dlt.as_ref().map_or("", |dlt| of(dlt));
        json!({
            "carrier_fees": "0.00000",
            "carrier_fees_rate": "0.00000",
            "conversation_expiration_timestamp": null,
            "conversation_id": "",
            "conversation_origin": "",
            "destination_country_iso2": "US",
            "destination_network": "",
            "dlt_entity_id": dlt(|dlt| &dlt.entity_id),
            "dlt_template_category": dlt(|dlt| &dlt.template_category),
            "dlt_template_id": dlt(|dlt| &dlt.template_id),
            "error_code": self.status.error_code().map(|code| code.to_string()),
            "error_message": null,
            "from_number": self.from,
            "is_domestic": true,
            "message_direction": "outbound",
            "message_sent_time": self.created.to_plivo_string(),
            "message_state": self.status.word(),
            "message_time": self.created.to_plivo_string(),
            "message_type": self.kind,
            "message_updated_time": self.updated.to_plivo_string(),
            "message_uuid": self.uuid,
            "powerpack_id": self.powerpack,
            "requester_ip": "127.0.0.1",
            "resource_uri": format!("/v1/Account/{auth_id}/Message/{}/", self.uuid),
            "to_number": self.visible_number(),
            "total_amount": self.amount(),
            "total_rate": "0.00550",
            "units": self.units,
        })
    }

    /// The price in US dollars.
    fn amount(&self) -> String {
        let units = u32::try_from(self.units).unwrap_or(u32::MAX);
        format!("{:.5}", 0.0055 * f64::from(units))
    }

    fn visible_number(&self) -> String {
        if !self.masked {
            return self.to.clone();
        }
        let visible = self.to.get(..self.to.len().saturating_sub(4)).unwrap_or("");
        format!("{visible}XXXX")
    }
}

impl HasUuid for MessageRecord {
    fn uuid(&self) -> &str {
        &self.uuid
    }
}
