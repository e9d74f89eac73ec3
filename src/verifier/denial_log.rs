//! [`DenialLog`]: counts what limits deny, and writes some of it down.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::metrics::{LimitLabels, Metrics};
use crate::rate_limit::{Source, SourceKey};
use crate::statistics::{Counted, Statistics};
use crate::verifier::audit::{AuditSubject, Event};
use crate::verifier::trail::record;

/// The window in which denials are counted together.
const WINDOW: Duration = Duration::from_secs(10 * 60);

/// The most clients and limits that are told apart; all beyond them are counted as one client.
const MOST: usize = 10_000;

/// Writes down what limits deny and who forges callbacks, without letting them fill the log: of
/// each client and limit the first denial in some minutes, the tenth, the hundredth and so on,
/// each with how many there were.
pub struct DenialLog {
    counts: Mutex<HashMap<(Option<SourceKey>, &'static str), Count>>,
    metrics: Arc<Metrics>,
    statistics: Arc<Statistics>,
}

struct Count {
    since: Instant,
    times: u64,
}

impl DenialLog {
    /// A log of denials that are counted in `metrics` and `statistics` too, each of them.
    pub fn new(metrics: Arc<Metrics>, statistics: Arc<Statistics>) -> Self {
        Self {
            counts: Mutex::default(),
            metrics,
            statistics,
        }
    }

    /// Counts a denial, and writes a line where one is due.
    pub fn record(&self, source: &Source, limit: &'static str, subject: &AuditSubject) {
        let labels = LimitLabels { limit };
        self.metrics.denied.get_or_create(&labels).inc();
        self.count_in_totals(limit, false, subject);
        if let Some(times) = self.count(source, limit, Instant::now()) {
            record(Event::Denied { limit, times }, subject, &self.statistics);
        }
    }

    /// Counts a denial of a limit that only records, and writes a line where one is due.
    pub fn record_undenied(&self, source: &Source, limit: &'static str, subject: &AuditSubject) {
        let labels = LimitLabels { limit };
        self.metrics.recorded_denials.get_or_create(&labels).inc();
        self.count_in_totals(limit, true, subject);
        if let Some(times) = self.count(source, limit, Instant::now()) {
            let event = Event::RecordedDenial { limit, times };
            record(event, subject, &self.statistics);
        }
    }

    fn count_in_totals(&self, limit: &'static str, only_recorded: bool, subject: &AuditSubject) {
        self.statistics.count(Counted::Denied {
            limit,
            only_recorded,
            country: subject.country.as_deref(),
            phone: subject.phone.as_ref().map(|phone| &*phone.0),
        });
    }

    /// Counts a callback that was not the provider's, and writes a line where one is due.
    pub fn reject_callback(&self, source: &Source, kind: &'static str) {
        if let Some(times) = self.count(source, kind, Instant::now()) {
            let event = Event::CallbackRejected { kind, times };
            record(event, &AuditSubject::default(), &self.statistics);
        }
    }

    /// The number of denials in the window, if that is worth a line.
    fn count(&self, source: &Source, limit: &'static str, now: Instant) -> Option<u64> {
        let mut counts = self.counts.lock();
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

/// Whether a count is worth a line: 1, 10, 100 and so on. `times` is not zero.
pub fn is_power_of_ten(times: u64) -> bool {
    10_u64.checked_pow(times.ilog10()) == Some(times)
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use secrecy::SecretString;

    use super::*;
    use crate::domain::Policy;
    use crate::repository::Repository;
    use crate::store::memory::MemoryStore;

    fn denials() -> DenialLog {
        let secret = SecretString::from("a secret");
        let store = Arc::new(MemoryStore::default());
        let records = Repository::new(store, &secret, &[], Policy::default());
        let statistics = Arc::new(Statistics::new(records, false));
        DenialLog::new(Arc::default(), statistics)
    }

    fn client(n: u32) -> Source {
        IpAddr::from(Ipv4Addr::from(n)).into()
    }

    #[test]
    fn a_line_is_due_for_the_first_the_tenth_and_so_on() {
        let denials = denials();
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
        let denials = denials();
        let now = Instant::now();
        let many = u32::try_from(2 * MOST).unwrap();
        let lines = (0..many).filter_map(|n| denials.count(&client(n), "posts", now));
        assert_eq!(lines.count(), MOST + 5, "the rest is one client");
        assert_eq!(denials.counts.lock().len(), MOST + 1);
        let later = now + WINDOW;
        assert_eq!(denials.count(&client(many), "posts", later), Some(1));
        assert_eq!(denials.counts.lock().len(), 1);
    }
}
