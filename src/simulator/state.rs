//! Room `simulator`: all it remembers, bounded: a test that runs for a day
//! must not eat the machine.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::{message::Message, record::Call, verify::Session};

/// How many of each thing are kept; the oldest goes first.
const KEPT: usize = 500;

/// Everything sent, rung and verified lately, and when requests came.
#[derive(Default)]
pub(super) struct State {
    pub(super) messages: Shelf<Message>,
    pub(super) calls: Shelf<Call>,
    pub(super) sessions: Shelf<Session>,
    /// The requests of the last five seconds, for the request limit.
    pub(super) requests: VecDeque<Instant>,
}

/// Something found by its UUID.
pub(super) trait Named {
    fn uuid(&self) -> &str;
}

/// The newest things of one kind, oldest first.
pub(super) struct Shelf<T>(VecDeque<T>);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(VecDeque::new())
    }
}

impl<T: Named> Shelf<T> {
    pub(super) fn add(&mut self, thing: T) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(thing);
    }

    pub(super) fn get(&self, uuid: &str) -> Option<&T> {
        self.0.iter().find(|thing| thing.uuid() == uuid)
    }

    pub(super) fn get_mut(&mut self, uuid: &str) -> Option<&mut T> {
        self.0.iter_mut().find(|thing| thing.uuid() == uuid)
    }

    /// Newest first, as lists are read.
    pub(super) fn newest(&self) -> impl Iterator<Item = &T> {
        self.0.iter().rev()
    }
}
