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
