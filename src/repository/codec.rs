//! The kinds of record, and their encoding before encryption: postcard, which writes values in a
//! row without the names of their fields (decision 51).

use std::time::Duration;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::domain::{BrowserBinding, History, Policy, Timestamp, Verification};

/// A kind of record.
pub trait Record: Serialize + DeserializeOwned {
    /// The first byte of the encoding. It identifies the kind of record and its form, whose bytes
    /// would else be misread as those of another. A changed form takes a letter of its own.
    const KIND: u8;

    /// The time for which a record that is written at `now` may be kept; zero when
    /// it has expired.
    fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration;

    /// Whether this browser may see the record.
    fn is_bound_to(&self, _browser: &BrowserBinding) -> bool {
        true
    }

    /// Whether the record must survive a failover.
    fn is_durable(&self) -> bool {
        false
    }
}

/// A verification, and what is noted beside it. Its stored bytes are all fields in this order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct VerificationRecord {
    /// The verification.
    pub verification: Verification,
    /// The notes.
    pub notes: Notes,
}

/// Notes beside a verification, on which no decision about it depends.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Notes {
    /// The number's history as the last action of this verification left it; other verifications
    /// may have changed it since.
    pub known_history: Option<KnownHistory>,
    /// BCP 47 tag of the language that the person reads and messages are in; empty if none was
    /// set.
    pub language: String,
}

/// A history as it was left, with the version of the stored record: enough to count on without
/// reading it again, since a write finds out whether it has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownHistory {
    /// The history.
    pub history: History,
    /// The version: 128 random bits, which no other content of any history has.
    pub version: [u8; 16],
}

/// Bytes that suffice for most records: a buffer that grows is copied each time.
const TYPICAL_LENGTH: usize = 256;

/// Encodes a record: its kind, then its values. `None` if a value cannot be encoded.
pub(super) fn encode<R: Record>(record: &R) -> Option<Vec<u8>> {
    let mut encoded = Vec::with_capacity(TYPICAL_LENGTH);
    encoded.push(R::KIND);
    postcard::to_extend(record, encoded).ok()
}

/// Decodes a record; `None` for bytes of another kind.
pub(super) fn decode<R: Record>(encoded: &[u8]) -> Option<R> {
    postcard::from_bytes(encoded.strip_prefix(&[R::KIND])?).ok()
}

impl Record for VerificationRecord {
    const KIND: u8 = b'i';

    fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration {
        self.verification.remaining_life(policy, now)
    }

    fn is_bound_to(&self, browser: &BrowserBinding) -> bool {
        self.verification.is_bound_to(browser)
    }

    fn is_durable(&self) -> bool {
        self.verification.is_verified()
    }
}

impl Record for History {
    const KIND: u8 = b'h';

    fn remaining_life(&self, policy: &Policy, _: Timestamp) -> Duration {
        self.retention(policy)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        Action, ApprovedAttempt, AttemptId, BrowserSecret, Channel, Check, Code, CodeLength,
        FreshCode, NextSession, OwnAttempts, PhoneInput, PhoneNumber, Recipient, TypedCode,
    };

    /// Changed bytes need another kind, and a decision about the old ones: decision 51.
    #[test]
    fn a_form_is_what_it_was() {
        let now = Timestamp::from_millis(1_800_000_000_000);
        let number = PhoneNumber::from_e164("+447400123456").unwrap();
        let input = PhoneInput {
            country: "GB".to_owned(),
            typed: "07400 123456".to_owned(),
        };
        let recipient = Recipient {
            number: number.clone(),
            shown: "+44 7400 123456".to_owned(),
            country: "GB".to_owned(),
        };
        let fresh = FreshCode {
            code: Code::from_number(42, CodeLength::Six).unwrap(),
            attempt: AttemptId("an attempt".to_owned()),
        };
        let policy = Policy::default();
        let text = Action::SubmitNumber {
            recipient,
            input,
            channel: Channel::FIRST,
        };
        let verification = Verification::new(BrowserBinding(*b"browser at first"), now);
        let plan = verification.plan(&text, &policy, now).unwrap();
        let approved = ApprovedAttempt { plan: &plan, fresh };
        let sent = verification.decide(&text, Some(approved), &policy, now);
        let typed = TypedCode::parse("000042", CodeLength::Six).unwrap();
        let guess = Action::Check(Check {
            typed,
            after: None,
            on: number,
            screen: None,
            next_session: Some(NextSession {
                secret: BrowserSecret(*b"the secret with which it goes on"),
                binding: BrowserBinding(*b"another binding."),
            }),
        });
        let verified = sent
            .verification
            .clone()
            .decide(&guess, None, &policy, now)
            .verification;
        let mut history = History::default();
        let own = OwnAttempts::default();
        history
            .count_attempt(Channel::Call, &own, &policy, now)
            .unwrap();
        history.count_guess(&policy, now).unwrap();
        let notes = Notes {
            known_history: Some(KnownHistory {
                history: history.clone(),
                version: *b"its version then",
            }),
            language: String::new(),
        };
        let record = |verification, notes| VerificationRecord {
            verification,
            notes,
        };
        assert_eq!(bytes(&record(sent.verification, notes)), SENT);
        assert_eq!(bytes(&record(verified, Notes::default())), VERIFIED);
        assert_eq!(bytes(&history), HISTORY);
    }

    const SENT: &[u8] = b"ibrowser at first\x80\xa0\xf1\xc2\xb14\x02GB\x0c07400 123456\x01\r+447400123456\x0f+44 7400 123456\x02GB\x00\x01\x06000042\xc0\xef\x95\xc3\xb14\x00\x00\x01\nan attempt\r+447400123456\x00\x80\xa0\xf1\xc2\xb14\x00\x80\xa0\xf1\xc2\xb14\x00\x00\x00\x00\x01\x01\x80\xa0\xf1\xc2\xb14\x01\x80\xa0\xf1\xc2\xb14\x01\x80\xa0\xf1\xc2\xb14\x01\x80\xa0\xf1\xc2\xb14its version then\x00";
    const VERIFIED: &[u8] = b"ianother binding.\x80\xa0\xf1\xc2\xb14\x02GB\x0c07400 123456\x01\r+447400123456\x0f+44 7400 123456\x02GB\x00\x00\x00\x01\nan attempt\r+447400123456\x00\x80\xa0\xf1\xc2\xb14\x00\x80\xa0\xf1\xc2\xb14\x00\x01\x80\xa0\xf1\xc2\xb14\x01browser at first\x06000042\xc0\xef\x95\xc3\xb14\x00the secret with which it goes on\x00\x00\x00";
    const HISTORY: &[u8] = b"h\x01\x80\xa0\xf1\xc2\xb14\x01\x80\xa0\xf1\xc2\xb14\x01\x80\xa0\xf1\xc2\xb14\x01\x80\xa0\xf1\xc2\xb14";

    fn bytes<R: Record>(record: &R) -> Vec<u8> {
        encode(record).unwrap()
    }
}
