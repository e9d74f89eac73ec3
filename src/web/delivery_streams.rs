//! Counts the open streams of delivery events: in all, and of each verification.

use std::collections::HashMap;
use std::sync::Arc;

use parking_lot::Mutex;

use crate::repository::VerificationKey;

/// The most streams of one server, and of one verification: a few tabs.
const MAX_STREAMS: usize = 2_000;
const MAX_PER_VERIFICATION: usize = 4;

/// The open streams. Clones share them.
#[derive(Clone, Default)]
pub struct DeliveryStreams(Arc<Mutex<HashMap<String, usize>>>);

/// One open stream, which is counted until it is dropped.
pub struct OpenStream {
    streams: DeliveryStreams,
    /// The verification whose delivery status it reports.
    pub verification: VerificationKey,
}

impl DeliveryStreams {
    /// Opens a stream for `verification`; `None` when there are too many.
    pub fn open(&self, verification: VerificationKey) -> Option<OpenStream> {
        let mut open = self.0.lock();
        let all: usize = open.values().sum();
        let own = open.entry(verification.name.0.clone()).or_default();
        if all >= MAX_STREAMS || *own >= MAX_PER_VERIFICATION {
            return None;
        }
        *own += 1;
        let streams = self.clone();
        Some(OpenStream {
            streams,
            verification,
        })
    }
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut open = self.streams.0.lock();
        if let Some(own) = open.get_mut(&self.verification.name.0) {
            *own -= 1;
        }
        open.retain(|_, own| *own > 0);
    }
}
