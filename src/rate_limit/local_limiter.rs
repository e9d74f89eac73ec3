//! Limits of this instance alone, counted in its own memory. They hold even when the store was
//! emptied.

use std::collections::HashMap;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::time::Instant;

use crate::rate_limit::{LimitKind, RateLimited, Source, SourceKey};
use crate::store::{BucketState, Quota};

/// The most clients that are remembered at once. None is forgotten to make room, since it would
/// begin anew: beyond them nothing is sent to a new one.
const MAX_CLIENTS: usize = 100_000;

/// Fewer clients than this are not worth a sweep.
const SMALLEST_SWEEP: usize = 1_024;

/// Counts the attempts of each client and of all. A client is one bucket and nothing else, since
/// there may be as many as people come in a minute.
pub(super) struct LocalLimiter {
    per_client: Quota,
    in_all: Quota,
    /// The limits that deny nobody.
    record_only: Vec<LimitKind>,
    started: Instant,
    counters: Mutex<Counters>,
}

#[derive(Default)]
struct Counters {
    clients: HashMap<SourceKey, BucketState>,
    all: BucketState,
    /// Number of clients at which the next sweep is due.
    sweep_at: usize,
}

impl LocalLimiter {
    /// A limiter with full buckets.
    pub(super) fn new(per_client: Quota, in_all: Quota, record_only: Vec<LimitKind>) -> Self {
        Self {
            per_client,
            in_all,
            record_only,
            started: Instant::now(),
            counters: Mutex::default(),
        }
    }

    /// Takes one attempt from both buckets, or from none. Returns the limits that would have
    /// denied it, if they did more than record; nothing was taken from these.
    ///
    /// # Errors
    /// [`RateLimited`] with the longer wait of the two.
    pub(super) fn take(&self, source: &Source) -> Result<Vec<LimitKind>, RateLimited> {
        let (client, now) = (source.key(), self.now());
        let mut counters = self.counters.lock();
        counters.make_room(now);
        let state = counters.clients.get(&client).copied();
        let is_full = state.is_none() && counters.clients.len() >= MAX_CLIENTS;
        let state = state.unwrap_or_default();
        let mut recorded = Vec::new();
        let mut unless_recorded = |limit, left, taken: Result<_, Duration>| match taken {
            Err(_) if self.record_only.contains(&limit) => {
                recorded.push(limit);
                Ok(left)
            }
            taken => taken.map(|(state, _)| state),
        };
        let of_client = self.per_client.take(state, 1, 0, now);
        let of_client = unless_recorded(LimitKind::AttemptsPerClient, state, of_client);
        let of_all = match is_full {
            true => Err(Duration::from_secs(self.per_client.period_seconds())),
            false => {
                let of_all = self.in_all.take(counters.all, 1, 0, now);
                unless_recorded(LimitKind::AttemptsPerInstance, counters.all, of_all)
            }
        };
        let (limit, retry_after) = match (of_client, of_all) {
            (Ok(of_client), Ok(of_all)) => {
                counters.clients.insert(client, of_client);
                counters.all = of_all;
                return Ok(recorded);
            }
            (Err(one), Err(all)) if all > one => (LimitKind::AttemptsPerInstance, all),
            (Err(one), _) => (LimitKind::AttemptsPerClient, one),
            (Ok(_), Err(all)) => (LimitKind::AttemptsPerInstance, all),
        };
        Err(RateLimited { limit, retry_after })
    }

    /// Refunds an attempt that was not made, but for limits that took nothing and recorded it.
    pub(super) fn refund(&self, source: &Source, recorded: &[LimitKind]) {
        let (client, now) = (source.key(), self.now());
        let was_taken = |limit| !recorded.contains(&limit);
        let mut counters = self.counters.lock();
        if was_taken(LimitKind::AttemptsPerInstance) {
            counters.all = self.in_all.refund(counters.all, 1, now);
        }
        let state = counters.clients.get_mut(&client);
        if let Some(state) = state.filter(|_| was_taken(LimitKind::AttemptsPerClient)) {
            *state = self.per_client.refund(*state, 1, now);
        }
    }

    /// Microseconds since this limiter was made.
    fn now(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

impl Counters {
    /// Forgets clients whose bucket is full again, once there are twice as many as were left the
    /// last time. That is seldom enough to cost each client constant time.
    fn make_room(&mut self, now: u64) {
        if self.clients.len() >= self.sweep_at.min(MAX_CLIENTS) {
            self.clients.retain(|_, state| state.expires_at() > now);
            self.sweep_at = (2 * self.clients.len()).max(SMALLEST_SWEEP);
            self.clients.shrink_to(self.sweep_at);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use std::num::NonZeroU32;
    use std::thread::sleep;

    use super::*;

    fn limiter(per_client: u32, in_all: u32) -> LocalLimiter {
        let quota = |limit, seconds| {
            let limit = NonZeroU32::new(limit).unwrap();
            Quota::gcra(limit, Duration::from_secs(seconds))
        };
        LocalLimiter::new(quota(per_client, 60), quota(in_all, 1), Vec::new())
    }

    /// An address in a `/64` of its own.
    fn client(n: u16) -> Source {
        IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, n, 0, 0, 0, 1)).into()
    }

    #[test]
    fn a_client_and_all_of_them_have_to_wait() {
        let limiter = limiter(3, 5);
        for _ in 0..3 {
            assert_eq!(limiter.take(&client(1)), Ok(Vec::new()));
        }
        let limited = limiter.take(&client(1)).unwrap_err();
        assert_eq!(limited.limit, LimitKind::AttemptsPerClient);
        let second = Duration::from_secs(1);
        assert!(limited.retry_after > 19 * second && limited.retry_after <= 20 * second);
        assert_eq!(limiter.take(&client(2)), Ok(Vec::new()));
        assert_eq!(limiter.take(&client(3)), Ok(Vec::new()));
        let limited = limiter.take(&client(4)).unwrap_err();
        assert_eq!(limited.limit, LimitKind::AttemptsPerInstance);
        assert!(limited.retry_after <= second / 5);
    }

    #[test]
    fn a_denial_takes_nothing_and_what_is_given_back_is_there_again() {
        let limiter = limiter(3, 4);
        for n in [1, 1, 1, 2] {
            assert_eq!(limiter.take(&client(n)), Ok(Vec::new()));
        }
        for _ in 0..3 {
            assert!(limiter.take(&client(2)).is_err(), "all have to wait");
        }
        let limited = limiter.take(&client(1)).unwrap_err();
        let longer = LimitKind::AttemptsPerClient;
        assert_eq!(limited.limit, longer, "who waits for longer");
        limiter.refund(&client(1), &[]);
        assert_eq!(limiter.take(&client(2)), Ok(Vec::new()));
        limiter.refund(&client(2), &[]);
        assert_eq!(limiter.take(&client(1)), Ok(Vec::new()));
        assert!(limiter.take(&client(1)).is_err());
    }

    #[test]
    fn a_client_whose_bucket_is_full_again_is_forgotten() {
        let limiter = limiter(60_000, 10_000_000);
        for n in 0..u16::MAX {
            if n % 1_000 == 0 {
                sleep(Duration::from_millis(2));
            }
            assert_eq!(limiter.take(&client(n)), Ok(Vec::new()));
            let clients = limiter.counters.lock().clients.len();
            assert!(clients < 10_000, "{clients} of one millisecond");
        }
    }

    #[test]
    fn a_full_memory_forgets_nobody_for_a_newcomer() {
        let limiter = limiter(1, 10_000_000);
        let taken = (0..=u32::try_from(MAX_CLIENTS).unwrap())
            .map(|n| limiter.take(&IpAddr::from(Ipv4Addr::from(n)).into()));
        let denied = taken.filter_map(Result::err).collect::<Vec<_>>();
        let [limited] = &denied[..] else {
            panic!("{} denied", denied.len());
        };
        let minute = Duration::from_secs(60);
        assert_eq!(
            (limited.limit, limited.retry_after),
            (LimitKind::AttemptsPerInstance, minute)
        );
    }

    #[test]
    fn a_limit_that_only_records_denies_nobody_and_keeps_its_count() {
        let limiter = LocalLimiter {
            record_only: vec![LimitKind::AttemptsPerClient],
            ..limiter(1, 3)
        };
        assert_eq!(limiter.take(&client(1)), Ok(Vec::new()));
        let recorded = limiter.take(&client(1)).unwrap();
        assert_eq!(recorded, [LimitKind::AttemptsPerClient]);
        limiter.refund(&client(1), &recorded);
        let again = limiter.take(&client(1)).unwrap();
        assert_eq!(again, recorded, "nothing was taken, so nothing came back");
        assert_eq!(limiter.take(&client(2)), Ok(Vec::new()));
        let limited = limiter.take(&client(1)).unwrap_err();
        assert_eq!(limited.limit, LimitKind::AttemptsPerInstance, "still holds");
    }
}
