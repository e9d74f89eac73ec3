//! A cache for text that is the same each time it is needed.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{LazyLock, PoisonError, RwLock};

/// Text by key, made once and kept for as long as the process runs. Only for a small, fixed set
/// of keys, such as languages and the sentences named in the source: never for what is sent to us.
pub struct TextCache<K>(LazyLock<RwLock<HashMap<K, &'static str>>>);

impl<K: Eq + Hash> TextCache<K> {
    /// An empty cache.
    pub const fn new() -> Self {
        Self(LazyLock::new(RwLock::default))
    }

    /// The text for `key`, which `make` makes the first time.
    pub fn get_or_insert_with(&self, key: K, make: impl FnOnce() -> String) -> &'static str {
        let texts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = texts.get(&key) {
            return text;
        }
        drop(texts);
        // Two threads may both make it; one of the texts is kept.
        let text = make();
        let mut texts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        texts.entry(key).or_insert_with(|| text.leak())
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
        static CACHE: TextCache<(u8, &str)> = TextCache::new();
        for _ in 0..2 {
            let first = CACHE.get_or_insert_with((1, "a"), || "first".to_owned());
            assert_eq!(first, "first");
            let second = CACHE.get_or_insert_with((2, "a"), || "second".to_owned());
            assert_eq!(second, "second");
        }
        let kept = CACHE.get_or_insert_with((1, "a"), || unreachable!("kept"));
        assert_eq!(kept, "first");
    }
}
