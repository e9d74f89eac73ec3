//! What follows from a right code, and whoever typed it need not wait for: the guess is no
//! wrong one, and the verification makes up for sends that nobody verified. It is done a
//! moment later, for all who were verified in that moment; a stop waits for it.

use std::mem;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::join_all;
use futures_util::join;
use tokio::time::sleep;

use super::Verifier;
use super::guessing::Counted;

/// How long one may wait for more: what is asked of the store together costs less.
const MOMENT: Duration = Duration::from_millis(5);

/// The right guesses that are still counted as wrong ones.
#[derive(Default)]
pub struct Unsettled(Mutex<Vec<Counted>>);

impl Unsettled {
    /// Adds one; whether it is the first.
    fn add(&self, counted: Counted) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(counted);
        all.len() == 1
    }

    fn take(&self) -> Vec<Counted> {
        mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Verifier {
    /// Settles a guess that was right, soon.
    pub(super) fn settle_later(self: &Arc<Self>, right: Counted) {
        if self.unsettled.add(right) {
            let verifier = self.clone();
            self.lifecycle.follow_up(async move {
                sleep(MOMENT).await;
                verifier.settle_all(verifier.unsettled.take()).await;
            });
        }
    }

    async fn settle_all(&self, right: Vec<Counted>) {
        let numbers: Vec<_> = right.iter().map(|one| one.number.clone()).collect();
        let right = right.into_iter().map(|Counted { at, seen, .. }| {
            self.change_guesses(seen, move |history| history.guessed_right(at))
        });
        join!(join_all(right), self.limits.verified(&numbers));
    }
}
