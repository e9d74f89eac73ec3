//! `Idempotency-Key`: a request that is sent again with the same key is answered as before, and
//! not carried out again (draft-ietf-httpapi-idempotency-key-header-07).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::problem::Problem;
use super::records::readable_for;
use crate::domain::{Policy, Timestamp};
use crate::repository::Record;

/// The longest key, in characters.
const KEY_LENGTH: usize = 255;

/// The time after which a request that was not finished is taken for lost. Longer than any
/// request may take.
const LOST_AFTER: Duration = Duration::from_secs(30);

/// A key that a client chose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotencyKey(String);

/// A request that came with a key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdempotencyRecord {
    /// The hash of the request: its path and its body.
    pub fingerprint: [u8; 32],
    /// The ID of the verification that it begins, if it begins one: the same when it is carried
    /// out again, so that it sends once.
    pub verification: String,
    /// The time at which it came.
    pub came_at: Timestamp,
    /// The answer; `None` while it is carried out.
    pub answer: Option<KeptAnswer>,
}

/// An answer to give again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptAnswer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// The decision about a request that came with a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// Carry it out, with this ID for a verification that it begins.
    Begin { verification: String },
    /// Give this answer again.
    Answered(KeptAnswer),
    /// The same request is being carried out.
    Running,
    /// The key came with another request before.
    Mismatch,
}

impl IdempotencyKey {
    /// Reads the header: a string in quotes as the draft has it, or bare, as many clients send it.
    ///
    /// # Errors
    /// [`Problem`] where it is empty, too long, or has other characters than visible ASCII.
    pub fn parse(header: &[u8]) -> Result<Self, Problem> {
        let header = header.trim_ascii();
        let quoted = header
            .strip_prefix(b"\"")
            .and_then(|rest| rest.strip_suffix(b"\""));
        let key = quoted.unwrap_or(header);
        let is_visible = |byte: &u8| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\');
        let fits = (1..=KEY_LENGTH).contains(&key.len()) && key.iter().all(is_visible);
        match str::from_utf8(key) {
            Ok(key) if fits => Ok(Self(key.to_owned())),
            _ => Err(Problem::invalid(
                "Idempotency-Key",
                "1 to 255 visible ASCII characters",
            )),
        }
    }

    /// The identity of the record of a request with this key.
    pub fn identity(&self, client: &str) -> Vec<u8> {
        format!("{client} {}", self.0).into_bytes()
    }
}

impl IdempotencyRecord {
    /// The hash of a request.
    pub fn fingerprint(path: &str, body: &[u8]) -> [u8; 32] {
        let hash = Sha256::new().chain_update(path).chain_update([0]);
        hash.chain_update(body).finalize().into()
    }

    /// Decides on a request with that fingerprint; `fresh` is an ID for a verification. Returns
    /// the record to keep, if it changes.
    pub fn decide(
        known: Option<Self>,
        fingerprint: [u8; 32],
        fresh: &str,
        now: Timestamp,
    ) -> (Option<Self>, Progress) {
        let began = |verification: String| {
            let record = Self {
                fingerprint,
                verification: verification.clone(),
                came_at: now,
                answer: None,
            };
            (Some(record), Progress::Begin { verification })
        };
        let Some(known) = known else {
            return began(fresh.to_owned());
        };
        if known.fingerprint != fingerprint {
            return (None, Progress::Mismatch);
        }
        match known.answer {
            Some(answer) => (None, Progress::Answered(answer)),
            None if now.since(known.came_at) < LOST_AFTER => (None, Progress::Running),
            None => began(known.verification),
        }
    }
}

impl Record for IdempotencyRecord {
    const KIND: u8 = b'Y';

    fn remaining_life(&self, policy: &Policy, now: Timestamp) -> Duration {
        readable_for(self.came_at, policy, now)
    }

    /// After a failover the request must not be carried out again.
    fn is_durable(&self) -> bool {
        self.answer.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    #[test]
    fn a_key_is_a_string_in_quotes_or_a_bare_one() {
        let key = |header: &[u8]| IdempotencyKey::parse(header).ok().map(|key| key.0);
        let long = "k".repeat(KEY_LENGTH);
        for (header, read) in [
            ("\"8e03978e-40d5\"", Some("8e03978e-40d5")),
            ("8e03978e-40d5", Some("8e03978e-40d5")),
            (" a ", Some("a")),
            (&*long, Some(&*long)),
            ("", None),
            ("\"\"", None),
            ("\"", None),
            ("a b", None),
            ("a\"b", None),
            ("ä", None),
            (&*format!("{long}k"), None),
        ] {
            assert_eq!(key(header.as_bytes()).as_deref(), read, "{header}");
        }
        assert_eq!(key(b"\xff"), None);
    }

    #[test]
    fn a_request_is_carried_out_once() {
        let one = IdempotencyRecord::fingerprint("/a", b"{}");
        let other = IdempotencyRecord::fingerprint("/a{", b"}");
        assert_ne!(one, other);
        let decide = |known: Option<&IdempotencyRecord>, fingerprint, now| {
            IdempotencyRecord::decide(known.cloned(), fingerprint, "fresh", now)
        };
        let (begun, progress) = decide(None, one, NOW);
        let verification = "fresh".to_owned();
        assert_eq!(
            progress,
            Progress::Begin {
                verification: verification.clone()
            }
        );
        let begun = begun.unwrap();
        assert_eq!(decide(Some(&begun), one, NOW), (None, Progress::Running));
        assert_eq!(decide(Some(&begun), other, NOW), (None, Progress::Mismatch));
        // A server that was killed finishes nothing; the ID stays.
        let mut lost = begun.clone();
        lost.verification = "first".to_owned();
        let (again, progress) = decide(Some(&lost), one, NOW + LOST_AFTER);
        assert_eq!(again.unwrap().came_at, NOW + LOST_AFTER);
        assert_eq!(
            progress,
            Progress::Begin {
                verification: "first".to_owned()
            }
        );
        let answer = KeptAnswer {
            status: 201,
            body: b"{}".to_vec(),
        };
        let done = IdempotencyRecord {
            answer: Some(answer.clone()),
            ..begun
        };
        assert_eq!(
            decide(Some(&done), one, NOW + LOST_AFTER),
            (None, Progress::Answered(answer))
        );
        assert_eq!(decide(Some(&done), other, NOW), (None, Progress::Mismatch));
    }
}
