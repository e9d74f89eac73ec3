//! Writes down what limits deny and who forges callbacks, without letting them fill the log: of
//! each client and limit the first denial in some minutes, the tenth, the hundredth and so on,
//! each with how many there were.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::rate_limit::{Source, SourceKey};
use crate::verifier::audit;
use crate::verifier::audit::{Event, Fingerprint};

/// The window in which denials are counted together.
const WINDOW: Duration = Duration::from_secs(10 * 60);

/// The most clients and limits that are told apart; all beyond them are counted as one client.
const MOST: usize = 10_000;

/// The denials of the last minutes.
#[derive(Default)]
pub struct DenialLog(Mutex<HashMap<(Option<SourceKey>, &'static str), Count>>);

struct Count {
    since: Instant,
    times: u64,
}

impl DenialLog {
    /// Counts a denial, and writes a line where one is due.
    pub fn record(&self, source: &Source, limit: &'static str, phone: Option<&Fingerprint>) {
        if let Some(times) = self.count(source, limit, Instant::now()) {
            audit::record(Event::Denied { limit, times }, phone);
        }
    }

    /// Counts a callback that was not the provider's, and writes a line where one is due.
    pub fn reject_callback(&self, source: &Source, kind: &'static str) {
        if let Some(times) = self.count(source, kind, Instant::now()) {
            audit::record(Event::CallbackRejected { kind, times }, None);
        }
    }

    /// The number of denials in the window, if that is worth a line.
    fn count(&self, source: &Source, limit: &'static str, now: Instant) -> Option<u64> {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut key = (Some(source.key()), limit);
        if counts.len() >= MOST && !counts.contains_key(&key) {
            counts.retain(|_, count| now.duration_since(count.since) < WINDOW);
            if counts.len() >= MOST {
                key.0 = None;
            }
        }
        let fresh = Count {
            since: now,
            times: 0,
        };
        let count = counts.entry(key).or_insert(fresh);
        if now.duration_since(count.since) >= WINDOW {
            (count.since, count.times) = (now, 0);
        }
        count.times = count.times.saturating_add(1);
        is_power_of_ten(count.times).then_some(count.times)
    }
}

fn is_power_of_ten(times: u64) -> bool {
    10_u64.checked_pow(times.ilog10()) == Some(times)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn client(n: u32) -> Source {
        IpAddr::from(Ipv4Addr::from(n)).into()
    }

    #[test]
    fn a_line_is_due_for_the_first_the_tenth_and_so_on() {
        let denials = DenialLog::default();
        let now = Instant::now();
        let told = |client, limit, at| {
            let count = || denials.count(&client, limit, at);
            (0..4_200).filter_map(|_| count()).collect::<Vec<_>>()
        };
        assert_eq!(told(client(1), "posts", now), [1, 10, 100, 1_000]);
        assert_eq!(told(client(1), "guesses", now), [1, 10, 100, 1_000]);
        assert_eq!(told(client(2), "posts", now), [1, 10, 100, 1_000]);
        assert!(told(client(1), "posts", now).is_empty());
        let later = now + WINDOW;
        assert_eq!(told(client(1), "posts", later), [1, 10, 100, 1_000]);
    }

    #[test]
    fn however_many_clients_there_are_they_take_little_room_and_few_lines() {
        let denials = DenialLog::default();
        let now = Instant::now();
        let many = u32::try_from(2 * MOST).unwrap();
        let lines = (0..many).filter_map(|n| denials.count(&client(n), "posts", now));
        assert_eq!(lines.count(), MOST + 5, "the rest is one client");
        assert_eq!(denials.0.lock().unwrap().len(), MOST + 1);
        let later = now + WINDOW;
        assert_eq!(denials.count(&client(many), "posts", later), Some(1));
        assert_eq!(denials.0.lock().unwrap().len(), 1);
    }
}
