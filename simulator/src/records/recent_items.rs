//! A bounded list of items that are found by their UUIDs.

use std::collections::VecDeque;

/// Items kept of each kind; the oldest is dropped first.
const CAPACITY: usize = 500;

/// An item found by its UUID.
pub(crate) trait HasUuid {
    /// The UUID that the API knows it by.
    fn uuid(&self) -> &str;
}

/// The most recent items of one kind, oldest first.
pub(crate) struct RecentItems<T>(VecDeque<T>);

impl<T> Default for RecentItems<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T: HasUuid> RecentItems<T> {
    /// Adds an item, and drops the oldest if the list is full.
    pub(crate) fn push(&mut self, item: T) {
        if self.0.len() == CAPACITY {
            self.0.pop_front();
        }
        self.0.push_back(item);
    }

    /// The item with this UUID.
    pub(crate) fn get(&self, uuid: &str) -> Option<&T> {
        self.0.iter().find(|item| item.uuid() == uuid)
    }

    /// The item with this UUID, to be changed.
    pub(crate) fn get_mut(&mut self, uuid: &str) -> Option<&mut T> {
        self.0.iter_mut().find(|item| item.uuid() == uuid)
    }

    /// The items in the order in which the API lists them.
    pub(crate) fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.0.iter().rev()
    }
}
