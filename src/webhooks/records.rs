//! The records of events, beside the queues that they wait in.

use std::collections::VecDeque;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::clients::Client;
use crate::domain::{DAY, PhoneNumber, Policy, Recipient, Timestamp};
use crate::repository::{Record, VerificationId};
use crate::verifier::Subject;

/// The time for which an event can be delivered again.
const EVENT_LIFE: Duration = DAY.saturating_mul(7);

/// The names by which a verification is told of, kept while something can still happen to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubjectRecord {
    /// The client; `None` where a person came by themselves.
    pub client: Option<String>,
    /// The ID that clients are told.
    pub id: String,
    /// The client's own reference.
    pub reference: Option<String>,
    /// The number.
    pub number: PhoneNumber,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// The time at which a code was last sent to a number of it.
    pub begun_at: Timestamp,
}

/// An event for one client. Its body is the same at every try.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventRecord {
    /// The name of its type.
    pub event_type: String,
    /// The body.
    pub body: String,
    /// The time at which it happened.
    pub at: Timestamp,
}

/// The newest events of one client and shard that left the queue, for those who want them again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PastEventsRecord {
    /// The IDs of events and the times at which they left, the oldest first.
    pub events: VecDeque<(String, Timestamp)>,
}

/// An endpoint that answered 410, and gets nothing until its operator says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DisabledEndpointRecord {
    /// The time since which it is disabled.
    pub since: Timestamp,
}

impl SubjectRecord {
    /// The record of a verification whose code was sent to `recipient` at `at`.
    pub fn new(
        verification: &VerificationId,
        subject: &Subject,
        recipient: &Recipient,
        at: Timestamp,
    ) -> Self {
        let Subject { client, names } = subject;
        Self {
            client: client.as_ref().map(|id| id.0.to_string()),
            id: names
                .id
                .clone()
                .unwrap_or_else(|| verification.public_name()),
            reference: names.reference.clone(),
            number: recipient.number.clone(),
            country: recipient.country.clone(),
            begun_at: at,
        }
    }
}

impl EventRecord {
    /// The identity of the record of a client's event.
    pub fn identity(client: &str, id: &str) -> Vec<u8> {
        format!("{client} {id}").into_bytes()
    }
}

impl PastEventsRecord {
    /// Adds an event. Returns the oldest ones beyond `limit`, which have to go.
    pub fn add(&mut self, id: &str, now: Timestamp, limit: usize) -> Vec<String> {
        self.events.retain(|(known, _)| known != id);
        self.events.push_back((id.to_owned(), now));
        let excess = self.events.len().saturating_sub(limit);
        self.events.drain(..excess).map(|(id, _)| id).collect()
    }
}

impl DisabledEndpointRecord {
    /// The identity of the record of a client's endpoint; `None` where it has none. An endpoint at
    /// another address is another one.
    pub fn identity(client: &Client) -> Option<Vec<u8>> {
        let (id, url) = (&client.id, &client.webhook.as_ref()?.url);
        Some(format!("{id} {url}").into_bytes())
    }
}

impl Record for SubjectRecord {
    const KIND: u8 = b'S';

    fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration {
        // Reports come for some time after the last message.
        let life = policy.verification_life.saturating_mul(2);
        self.begun_at.saturating_add(life).since(now)
    }

    fn is_durable(&self) -> bool {
        true
    }
}

impl Record for EventRecord {
    const KIND: u8 = b'E';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.at.saturating_add(EVENT_LIFE).since(now)
    }

    fn is_durable(&self) -> bool {
        true
    }
}

impl Record for PastEventsRecord {
    const KIND: u8 = b'K';

    fn remaining_life(&self, _: &Policy, _: Timestamp) -> Duration {
        EVENT_LIFE
    }
}

impl Record for DisabledEndpointRecord {
    const KIND: u8 = b'D';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.since.saturating_add(DAY.saturating_mul(30)).since(now)
    }

    fn is_durable(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn the_newest_events_are_remembered_once_each() {
        let mut past = PastEventsRecord::default();
        assert!(past.add("a", NOW, 2).is_empty());
        assert!(past.add("b", NOW, 2).is_empty());
        assert!(past.add("a", NOW, 2).is_empty());
        assert_eq!(past.add("c", NOW, 2), ["b"]);
        assert_eq!(past.events.len(), 2);
    }

    /// Changed bytes need another kind: during an update, old and new servers share a store.
    #[test]
    fn a_record_has_the_bytes_that_it_had() {
        let subject = SubjectRecord {
            client: Some("shop".to_owned()),
            id: "an id".to_owned(),
            reference: None,
            number: PhoneNumber::from_e164("+447400123456").unwrap(),
            country: "GB".to_owned(),
            begun_at: NOW,
        };
        let event = EventRecord {
            event_type: "message.sent".to_owned(),
            body: "{}".to_owned(),
            at: NOW,
        };
        let mut past = PastEventsRecord::default();
        past.add("evt_a", NOW, 1);
        for (bytes, expected) in [
            (postcard::to_allocvec(&subject), SUBJECT),
            (postcard::to_allocvec(&event), EVENT),
            (postcard::to_allocvec(&past), PAST),
        ] {
            assert_eq!(bytes.unwrap().escape_ascii().to_string(), expected);
        }
    }

    const SUBJECT: &str = r"\x01\x04shop\x05an id\x00\r+447400123456\x02GB\x80\xa0\xf1\xc2\xb14";
    const EVENT: &str = r"\x0cmessage.sent\x02{}\x80\xa0\xf1\xc2\xb14";
    const PAST: &str = r"\x01\x05evt_a\x80\xa0\xf1\xc2\xb14";
}
