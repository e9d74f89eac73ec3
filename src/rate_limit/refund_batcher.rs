//! Gathers refunds to the same country: its bucket is part of one key that everybody uses, and
//! would else be written once for each verification.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::sleep;

/// Time over which refunds are gathered.
const WINDOW: Duration = Duration::from_millis(100);

/// The pending refund of each country.
#[derive(Default)]
pub(super) struct RefundBatcher(Mutex<HashMap<String, u32>>);

impl RefundBatcher {
    /// Adds `amount` to the pending refund of `country`. The first caller waits for the window
    /// to end, and gets the sum to refund; the others get `None` and need do nothing.
    pub async fn add(&self, country: &str, amount: u32) -> Option<u32> {
        if !self.is_first(country, amount) {
            return None;
        }
        sleep(WINDOW).await;
        Some(self.take(country))
    }

    fn is_first(&self, country: &str, amount: u32) -> bool {
        let mut pending = self.0.lock();
        if let Some(sum) = pending.get_mut(country) {
            *sum = sum.saturating_add(amount);
            return false;
        }
        pending.insert(country.to_owned(), amount);
        true
    }

    /// Removes and returns the pending refund for `country`.
    fn take(&self, country: &str) -> u32 {
        self.0.lock().remove(country).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_gives_back_what_all_owe() {
        let refunds = RefundBatcher::default();
        assert!(refunds.is_first("GB", 5));
        assert!(!refunds.is_first("GB", 5));
        assert!(refunds.is_first("US", 5));
        assert_eq!(refunds.take("GB"), 10);
        assert!(refunds.is_first("GB", u32::MAX));
        assert!(!refunds.is_first("GB", 5));
        assert_eq!(refunds.take("GB"), u32::MAX);
        assert_eq!((refunds.take("GB"), refunds.take("US")), (0, 5));
    }
}
