//! Counts by name, of so many names at most.

use std::collections::BTreeMap;

/// The name of all names for which there was no room.
pub const OTHER: &str = "other";

/// Adds `count` to that of `name`. Where `most` names are known already, a further one is counted
/// as [`OTHER`].
pub fn add_count(counts: &mut BTreeMap<String, u64>, name: &str, count: u64, most: usize) {
    let known = bounded_entry(counts, name, most);
    *known = known.saturating_add(count);
}

/// Adds all counts of `other`, within the same bound.
pub fn add_counts(counts: &mut BTreeMap<String, u64>, other: &BTreeMap<String, u64>, most: usize) {
    for (name, count) in other {
        add_count(counts, name, *count, most);
    }
}

/// The value of `name`, or that of [`OTHER`] where `most` names are known already.
pub fn bounded_entry<'a, T: Default>(
    values: &'a mut BTreeMap<String, T>,
    name: &str,
    most: usize,
) -> &'a mut T {
    let has_room = values.len() < most || values.contains_key(name);
    let name = if has_room { name } else { OTHER };
    values.entry(name.to_owned()).or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beyond_the_bound_are_counted_as_other() {
        let mut counts = BTreeMap::new();
        for (name, count) in [("a", 1), ("b", 2), ("c", 3), ("d", 4), ("a", 5), ("c", 6)] {
            add_count(&mut counts, name, count, 2);
        }
        let expected = [("a", 6), ("b", 2), (OTHER, 13)].map(|(name, n)| (name.to_owned(), n));
        assert_eq!(counts, expected.into());
        let twice = counts.clone();
        add_counts(&mut counts, &twice, 2);
        assert_eq!(counts[OTHER], 26);
        assert_eq!(counts.len(), 3);
    }
}
