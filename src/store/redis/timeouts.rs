//! Time limits of a call.

use std::time::Duration;

/// The time that a call waits for its reply, and the limits in proportion to it.
#[derive(Clone, Copy)]
pub(super) struct CallTimeouts(Duration);

impl CallTimeouts {
    pub(super) const fn new(reply: Duration) -> Self {
        Self(reply)
    }

    /// Limit of a whole call, connecting included.
    pub(super) const fn reply(self) -> Duration {
        self.0
    }

    /// Limit of an attempt to connect. Longer than that of a call: the attempt goes on in the
    /// background, for the calls to come.
    pub(super) fn connect(self) -> Duration {
        self.0.max(Duration::from_secs(1))
    }

    /// Limit of waiting for replicas, in milliseconds: two fifths of the whole, so that the
    /// write itself and its reply have time too.
    pub(super) fn replicas_ms(self) -> u64 {
        let millis = u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX);
        // WAIT takes zero for no limit.
        (millis / 5).saturating_mul(2).max(1)
    }
}

impl Default for CallTimeouts {
    fn default() -> Self {
        Self::new(Duration::from_millis(250))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_in_proportion_to_the_answer() {
        for (reply, connect, replicas) in [
            (50, 1_000, 20),
            (250, 1_000, 100),
            (10_000, 10_000, 4_000),
            (0, 1_000, 1),
        ] {
            let timeouts = CallTimeouts::new(Duration::from_millis(reply));
            assert_eq!(timeouts.reply(), Duration::from_millis(reply));
            assert_eq!(timeouts.connect(), Duration::from_millis(connect));
            assert_eq!(timeouts.replicas_ms(), replicas, "{reply}");
        }
    }
}
