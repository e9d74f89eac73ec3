//! Where the record of a verification or a number is, for whom, and what was seen there.

use std::time::Duration;

use crate::domain::history::{History, Known};
use crate::domain::time::{Millis, after};
use crate::domain::verification::BrowserBinding;
use crate::store::{Snapshot, Version};

/// The name of a verification's record, under which the provider reports. Knowing it gives no
/// access to the verification: acting on it takes the cookie of its browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationId(pub String);

/// What a browser's cookie comes to: the name of a verification, and the browser it must belong to.
#[derive(Clone, Debug)]
pub struct VerificationKey {
    /// The verification's name.
    pub name: VerificationId,
    /// Who wants to act on it.
    pub browser: BrowserBinding,
}

/// Where a record is.
#[derive(Clone)]
pub(super) struct Place {
    pub name: String,
    /// The browser that it must belong to; where there is none, it is nobody's or anybody's.
    pub browser: Option<BrowserBinding>,
}

/// A record as it was seen a moment ago, and what a change of it can build on.
#[derive(Clone)]
pub struct Seen<R> {
    pub(super) place: Place,
    pub(super) found: Snapshot,
    /// What it says; nothing where there is none, none that lives or none of this browser.
    pub record: Option<R>,
}

impl VerificationKey {
    pub(super) fn place(&self) -> Place {
        Place {
            name: self.name.0.clone(),
            browser: Some(self.browser),
        }
    }
}

impl Place {
    pub(super) fn of_any(name: String) -> Self {
        Self {
            name,
            browser: None,
        }
    }
}

impl Seen<History> {
    /// As it was known to be, at this place.
    pub(super) fn known(place: Place, known: Known, now: Millis) -> Self {
        Self {
            place,
            found: Snapshot {
                value: None,
                version: Version::from_bytes(known.version),
                now_ms: now,
            },
            record: Some(known.history),
        }
    }

    /// What to know of it later.
    pub fn to_know(&self) -> Option<Known> {
        Some(Known {
            history: self.record.clone()?,
            version: self.found.version.to_bytes()?,
        })
    }
}

impl<R> Seen<R> {
    /// The store's time then.
    pub fn now(&self) -> Millis {
        self.found.now_ms
    }

    /// The same, where so much time has passed since.
    #[must_use]
    pub fn after(mut self, time: Duration) -> Self {
        self.found.now_ms = after(self.now(), time);
        self
    }
}
