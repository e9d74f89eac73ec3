//! Waiting for something to happen.

use std::time::Duration;

use tokio::time::{Instant, sleep};

/// Asks again and again until there is an answer, for a minute at most.
pub async fn until<T>(ask: impl AsyncFn() -> Option<T>) -> T {
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(Instant::now() < deadline, "waited a minute in vain");
        sleep(Duration::from_millis(10)).await;
    }
}

/// Asks again and again until something is so, for a minute at most.
pub async fn wait_until(what: &str, is_so: impl AsyncFn() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !is_so().await {
        assert!(Instant::now() < deadline, "waited in vain for {what}");
        sleep(Duration::from_millis(20)).await;
    }
}
