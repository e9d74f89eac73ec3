//! Text that is the same each time it is needed.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{LazyLock, PoisonError, RwLock};

/// Text that is made once for each key and kept for as long as the process lives. Only for
/// keys of which there are few: languages, and the sentences that the source names.
pub struct TextCache<K>(LazyLock<RwLock<HashMap<K, &'static str>>>);

impl<K: Eq + Hash> TextCache<K> {
    /// Nothing kept yet.
    pub const fn new() -> Self {
        Self(LazyLock::new(RwLock::default))
    }

    /// The text for `key`; `make` makes it the first time.
    pub fn get(&self, key: K, make: impl FnOnce() -> String) -> &'static str {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = kept.get(&key) {
            return text;
        }
        drop(kept);
        // Two threads may both make it; one is kept.
        let text = make();
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.entry(key).or_insert_with(|| text.leak())
    }
}

impl<K: Eq + Hash> Default for TextCache<K> {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_made_once_for_each_key() {
        static KEPT: TextCache<(u8, &str)> = TextCache::new();
        for _ in 0..2 {
            assert_eq!(KEPT.get((1, "a"), || "first".to_owned()), "first");
            assert_eq!(KEPT.get((2, "a"), || "second".to_owned()), "second");
        }
        assert_eq!(KEPT.get((1, "a"), || unreachable!("kept")), "first");
    }
}
