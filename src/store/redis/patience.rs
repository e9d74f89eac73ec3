//! How long the store is waited for.

use std::time::Duration;

/// The time that a call waits for its answer, and all that is in proportion to it.
#[derive(Clone, Copy)]
pub(super) struct Patience(Duration);

impl Patience {
    pub(super) const fn of(answer: Duration) -> Self {
        Self(answer)
    }

    /// How long a call waits for its answer, connecting included.
    pub(super) const fn answer(self) -> Duration {
        self.0
    }

    /// How long an attempt to connect may take. Longer than a call waits: the attempt goes on
    /// in the background, for the calls to come.
    pub(super) fn connect(self) -> Duration {
        self.0.max(Duration::from_secs(1))
    }

    /// How long a durable write waits for replicas, in milliseconds: two fifths of the whole,
    /// so that the write itself and its answer have time too.
    pub(super) fn replicas_ms(self) -> u64 {
        let millis = u64::try_from(self.0.as_millis()).unwrap_or(u64::MAX);
        // WAIT takes none for no end.
        (millis / 5).saturating_mul(2).max(1)
    }
}

impl Default for Patience {
    fn default() -> Self {
        Self::of(Duration::from_millis(250))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_in_proportion_to_the_answer() {
        for (answer, connect, replicas) in [
            (50, 1_000, 20),
            (250, 1_000, 100),
            (10_000, 10_000, 4_000),
            (0, 1_000, 1),
        ] {
            let patience = Patience::of(Duration::from_millis(answer));
            assert_eq!(patience.answer(), Duration::from_millis(answer));
            assert_eq!(patience.connect(), Duration::from_millis(connect));
            assert_eq!(patience.replicas_ms(), replicas, "{answer}");
        }
    }
}
