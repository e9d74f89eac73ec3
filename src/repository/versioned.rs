//! The keys of records, and records with the version that was read.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use super::codec::{KnownHistory, Record, VerificationRecord};
use crate::domain::{BrowserBinding, History, Timestamp, Verification};
use crate::store::{Snapshot, Version};

/// The ID of a verification: the key of its record, and the name under which the provider
/// reports. It gives no access to the verification: acting on it takes its browser's cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationId(pub String);

/// The verification ID and browser binding derived from a session cookie.
#[derive(Clone, Debug)]
pub struct VerificationKey {
    /// The ID of the verification.
    pub name: VerificationId,
    /// The browser that wants to act on it.
    pub browser: BrowserBinding,
}

/// The key of a record, and whose record it must be.
#[derive(Clone)]
pub(super) struct RecordKey {
    pub index: String,
    /// The browser that it must belong to; `None` where it belongs to none, or may to any.
    pub browser: Option<BrowserBinding>,
}

/// A record as it was read, with the version that a change of it builds on.
#[derive(Clone)]
pub struct Versioned<T> {
    pub(super) key: RecordKey,
    pub(super) snapshot: Snapshot,
    /// The record; `None` where there is none, or it has expired or is another browser's.
    pub record: Option<T>,
}

impl VerificationId {
    /// The name of the verification for host applications, which leads nowhere: 16 letters.
    pub fn public_name(&self) -> String {
        let hash = Sha256::digest(&self.0);
        BASE64_URL_SAFE_NO_PAD.encode(&hash[..12])
    }
}

impl RecordKey {
    /// The key of a record that any caller may act on.
    pub fn new(index: String) -> Self {
        let browser = None;
        Self { index, browser }
    }

    /// Whether the record may be seen by whoever has this key.
    pub fn fits<R: Record>(&self, record: &R) -> bool {
        let browser = self.browser.as_ref();
        browser.is_none_or(|browser| record.is_bound_to(browser))
    }
}

impl From<&VerificationKey> for RecordKey {
    fn from(key: &VerificationKey) -> Self {
        Self {
            index: key.name.0.clone(),
            browser: Some(key.browser),
        }
    }
}

impl Versioned<History> {
    /// Builds a record from a history that the caller knows, without reading the store.
    pub(super) fn from_known(key: RecordKey, known: KnownHistory, now: Timestamp) -> Self {
        let snapshot = Snapshot {
            value: None,
            version: Version::from_bytes(known.version),
            now_ms: now.as_millis(),
        };
        Self {
            key,
            snapshot,
            record: Some(known.history),
        }
    }

    /// The history with its version, from which [`Repository::known_history`] builds this record
    /// again; `None` where there is no record.
    ///
    /// [`Repository::known_history`]: super::Repository::known_history
    pub fn to_known(&self) -> Option<KnownHistory> {
        Some(KnownHistory {
            history: self.record.clone()?,
            version: self.snapshot.version.to_bytes()?,
        })
    }
}

impl Versioned<VerificationRecord> {
    /// The verification; `None` where there is no record.
    pub fn verification(&self) -> Option<&Verification> {
        self.record.as_ref().map(|record| &record.verification)
    }
}

impl<T> Versioned<T> {
    /// The store's time when the record was read.
    pub fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.snapshot.now_ms)
    }

    /// The same record `elapsed` later, by the store's time.
    #[must_use]
    pub fn after(mut self, elapsed: Duration) -> Self {
        self.snapshot.now_ms = self.now().saturating_add(elapsed).as_millis();
        self
    }
}
