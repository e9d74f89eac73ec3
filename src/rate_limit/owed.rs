//! What verifications give back to their countries, gathered for a moment: everybody's
//! buckets are one key of the store, which would else be asked once for each of them.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::sleep;

/// How long is gathered.
const MOMENT: Duration = Duration::from_millis(100);

/// What is still to be given back to each country.
#[derive(Default)]
pub(super) struct Owed(Mutex<HashMap<String, u32>>);

impl Owed {
    /// Owes a country more. Whoever is the first to owe it something waits for a moment, and
    /// is told all that the caller has to give back then; the others need do nothing.
    pub async fn gathered(&self, country: &str, amount: u32) -> Option<u32> {
        if !self.is_first(country, amount) {
            return None;
        }
        sleep(MOMENT).await;
        Some(self.settle(country))
    }

    fn is_first(&self, country: &str, amount: u32) -> bool {
        let mut owed = self.lock();
        if let Some(sum) = owed.get_mut(country) {
            *sum = sum.saturating_add(amount);
            return false;
        }
        owed.insert(country.to_owned(), amount);
        true
    }

    /// All that is owed to a country, which is owed no longer.
    fn settle(&self, country: &str) -> u32 {
        self.lock().remove(country).unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, u32>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_gives_back_what_all_owe() {
        let owed = Owed::default();
        assert!(owed.is_first("GB", 5));
        assert!(!owed.is_first("GB", 5));
        assert!(owed.is_first("US", 5));
        assert_eq!(owed.settle("GB"), 10);
        assert!(owed.is_first("GB", u32::MAX));
        assert!(!owed.is_first("GB", 5));
        assert_eq!(owed.settle("GB"), u32::MAX);
        assert_eq!((owed.settle("GB"), owed.settle("US")), (0, 5));
    }
}
