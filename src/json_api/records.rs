//! The records that are kept beside a verification for the API.

use std::net::IpAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::{Channel, PhoneNumber, Policy, Timestamp};
use crate::repository::Record;

/// The verifications that are listed for one reference; earlier ones are left out.
pub const REFERENCES: usize = 10;

/// A verification that a client began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiVerificationRecord {
    /// The number.
    pub number: PhoneNumber,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// The channel that was asked for first.
    pub channel: Channel,
    /// The client's reference.
    pub client_ref: Option<String>,
    /// BCP 47 tag of the language of messages.
    pub language: String,
    /// The address of the person, if the client told it.
    pub ip: Option<IpAddr>,
    /// The time at which it began.
    pub created_at: Timestamp,
    /// The end, and its time; `None` while the code may be checked.
    pub end: Option<(End, Timestamp)>,
}

/// The end of a verification. It is stored by its position: variants are added at the end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum End {
    /// The right code was checked.
    Approved,
    /// The client canceled it.
    Canceled,
    /// Too many wrong codes were checked.
    MaxAttemptsReached,
    /// It was not begun, for these reasons.
    Blocked { reasons: Vec<String> },
}

/// The newest verifications of one reference.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReferenceRecord {
    /// The IDs, the newest first.
    pub ids: Vec<String>,
    /// The time at which the newest began.
    pub newest_at: Timestamp,
}

impl ApiVerificationRecord {
    /// The identity of its record: another client's ID leads elsewhere.
    pub fn identity(client: &str, id: &str) -> Vec<u8> {
        format!("{client} {id}").into_bytes()
    }

    /// The record with this end, unless it has one.
    #[must_use]
    pub fn ended(mut self, end: End, now: Timestamp) -> Self {
        self.end.get_or_insert((end, now));
        self
    }
}

impl ReferenceRecord {
    /// The identity of its record.
    pub fn identity(client: &str, reference: &str) -> Vec<u8> {
        format!("{client} {reference}").into_bytes()
    }

    /// Adds a verification. One that is there already stays where it is.
    pub fn add(&mut self, id: &str, now: Timestamp) {
        if self.ids.iter().all(|known| known != id) {
            self.ids.insert(0, id.to_owned());
            self.ids.truncate(REFERENCES);
            self.newest_at = now;
        }
    }
}

/// The time for which something of a verification can be read that began at `from`. Twice the
/// longest life of a verification: an end can be read for some time whenever it comes.
pub(super) fn readable_for(from: Timestamp, policy: &Policy, now: Timestamp) -> Duration {
    let life = policy.verification_life.saturating_mul(2);
    from.saturating_add(life).since(now)
}

impl Record for ApiVerificationRecord {
    const KIND: u8 = b'V';

    fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration {
        readable_for(self.created_at, policy, now)
    }

    /// An end that was told must not be taken back by a failover.
    fn is_durable(&self) -> bool {
        self.end.is_some()
    }
}

impl Record for ReferenceRecord {
    const KIND: u8 = b'R';

    fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration {
        readable_for(self.newest_at, policy, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn record() -> ApiVerificationRecord {
        ApiVerificationRecord {
            number: PhoneNumber::from_e164("+447400123456").unwrap(),
            country: "GB".to_owned(),
            channel: Channel::Call,
            client_ref: Some("order 7".to_owned()),
            language: "de".to_owned(),
            ip: Some([198, 51, 100, 7].into()),
            created_at: NOW,
            end: None,
        }
    }

    #[test]
    fn the_first_end_stands() {
        let later = NOW + Duration::from_secs(1);
        let record = record().ended(End::Canceled, NOW);
        let record = record.ended(End::Approved, later);
        assert_eq!(record.end, Some((End::Canceled, NOW)));
    }

    #[test]
    fn a_reference_lists_its_newest_verifications_once_each() {
        let mut list = ReferenceRecord::default();
        for id in 0..12 {
            list.add(&id.to_string(), NOW);
            list.add(&id.to_string(), NOW);
        }
        assert_eq!(list.ids.len(), REFERENCES);
        assert_eq!((&*list.ids[0], &*list.ids[9]), ("11", "2"));
    }

    /// Changed bytes need another kind: during an update, old and new servers share a store.
    #[test]
    fn a_record_has_the_bytes_that_it_had() {
        let reasons = vec!["country_not_served".to_owned()];
        let blocked = record().ended(End::Blocked { reasons }, NOW);
        let bytes = postcard::to_allocvec(&blocked).unwrap();
        assert_eq!(bytes.escape_ascii().to_string(), BLOCKED);
        let mut list = ReferenceRecord::default();
        list.add("an id", NOW);
        let bytes = postcard::to_allocvec(&list).unwrap();
        assert_eq!(bytes.escape_ascii().to_string(), LIST);
    }

    const BLOCKED: &str = r"\r+447400123456\x02GB\x01\x01\x07order 7\x02de\x01\x00\xc63d\x07\x80\xa0\xf1\xc2\xb14\x01\x03\x01\x12country_not_served\x80\xa0\xf1\xc2\xb14";
    const LIST: &str = r"\x01\x05an id\x80\xa0\xf1\xc2\xb14";
}
