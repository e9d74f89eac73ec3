//! Answers whether the server is ready, from one look a second: a look costs the store
//! something, anybody may ask, and the question is never refused.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use tokio::sync::Mutex;
use tokio::time::Instant;

use super::app::App;

/// How long one look answers for.
const KEPT: Duration = Duration::from_secs(1);

/// What was seen last, and when. Clones share it.
#[derive(Clone, Default)]
pub struct LastLook<T>(Arc<Mutex<Option<(Instant, T)>>>);

/// `GET /readyz`: whether new requests are welcome: not before the store takes writes, nor
/// once we stop.
pub async fn show(State(app): State<App>) -> StatusCode {
    let looking = app.clone();
    let look = async move { looking.verifier.records.ready().await.is_ok() };
    let ready = tokio::select! {
        biased;
        () = app.lifecycle.stopping() => None,
        ready = app.last_look.or_look(Instant::now(), look) => ready,
    };
    match ready {
        Some(true) => StatusCode::OK,
        _ => StatusCode::SERVICE_UNAVAILABLE,
    }
}

impl<T: Clone + Send + 'static> LastLook<T> {
    /// What was seen within the last second, else what `look` sees now. One looks at a time,
    /// and to the end, also where whoever asked has gone; all others wait for that. `None`
    /// where it panicked.
    pub async fn or_look(
        &self,
        now: Instant,
        look: impl Future<Output = T> + Send + 'static,
    ) -> Option<T> {
        let mut last = self.0.clone().lock_owned().await;
        if let Some((at, seen)) = &*last
            && now.saturating_duration_since(*at) < KEPT
        {
            return Some(seen.clone());
        }
        let looked = tokio::spawn(async move {
            let seen = look.await;
            *last = Some((now, seen.clone()));
            seen
        });
        looked.await.ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::sync::Semaphore;
    use tokio::task::{JoinSet, yield_now};

    use super::*;

    /// Looks that are counted, and take until they are let go.
    #[derive(Clone)]
    struct Looks {
        last: LastLook<u32>,
        begun: Arc<AtomicU32>,
        gate: Arc<Semaphore>,
    }

    impl Looks {
        fn new(gate: usize) -> Self {
            Self {
                last: LastLook::default(),
                begun: Arc::default(),
                gate: Arc::new(Semaphore::new(gate)),
            }
        }

        async fn ask(&self, now: Instant) -> Option<u32> {
            let (begun, gate) = (self.begun.clone(), self.gate.clone());
            let look = async move {
                let nth = begun.fetch_add(1, Ordering::SeqCst) + 1;
                gate.acquire().await.unwrap().forget();
                nth
            };
            self.last.or_look(now, look).await
        }

        fn count(&self) -> u32 {
            self.begun.load(Ordering::SeqCst)
        }
    }

    #[tokio::test]
    async fn a_look_answers_for_a_second() {
        let (looks, start) = (Looks::new(100), Instant::now());
        for (after, seen) in [(0, 1), (1, 1), (999, 1), (1_000, 2), (1_999, 2), (9_000, 3)] {
            let now = start + Duration::from_millis(after);
            assert_eq!(looks.ask(now).await, Some(seen), "after {after} ms");
        }
        assert_eq!(
            looks.ask(start).await,
            Some(3),
            "who asked before, and waited"
        );
    }

    #[tokio::test]
    async fn whoever_asks_meanwhile_waits_for_the_one_look() {
        let (looks, now) = (Looks::new(0), Instant::now());
        let mut asking = JoinSet::new();
        for _ in 0..50 {
            let looks = looks.clone();
            asking.spawn(async move { looks.ask(now).await });
        }
        while looks.count() == 0 {
            yield_now().await;
        }
        looks.gate.add_permits(50);
        let told = asking.join_all().await;
        assert!(told.iter().all(|seen| *seen == Some(1)), "{told:?}");
        assert_eq!(looks.count(), 1);
    }

    #[tokio::test]
    async fn whoever_goes_away_costs_no_second_look() {
        let (looks, now) = (Looks::new(0), Instant::now());
        for _ in 0..10 {
            let asking = looks.clone();
            let asking = tokio::spawn(async move { asking.ask(now).await });
            while looks.count() == 0 {
                yield_now().await;
            }
            asking.abort();
            assert!(asking.await.is_err());
        }
        looks.gate.add_permits(50);
        assert_eq!(looks.ask(now).await, Some(1));
        assert_eq!(looks.count(), 1);
    }

    #[tokio::test]
    async fn a_look_that_breaks_is_made_again() {
        let (last, now) = (LastLook::<bool>::default(), Instant::now());
        let broken = async { panic!("on purpose") };
        assert_eq!(last.or_look(now, broken).await, None);
        assert_eq!(last.or_look(now, async { true }).await, Some(true));
    }
}
