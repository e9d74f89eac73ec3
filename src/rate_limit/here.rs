//! What this instance alone sends, counted in its own memory: it holds when the store was
//! emptied.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use ipnet::IpNet;
use tokio::time::Instant;

use crate::rate_limit::client_ip::ClientIp;
use crate::rate_limit::{Denial, Limit};
use crate::store::{BucketState, Quota};

/// The most clients that are remembered at once. Nobody is forgotten to make room, since
/// they would begin anew: beyond them nothing is sent to a new one.
const MOST_CLIENTS: usize = 100_000;

/// Fewer clients than this are not worth looking for some to forget.
const FEW_CLIENTS: usize = 1_024;

/// Counts the messages of each client and of all: one bucket each, and nothing else, since
/// there are as many as people come in a minute.
pub(super) struct Here {
    of_client: Quota,
    of_all: Quota,
    since: Instant,
    counted: Mutex<Counted>,
}

#[derive(Default)]
struct Counted {
    clients: HashMap<IpNet, BucketState>,
    all: BucketState,
    /// How many clients there may be before some are forgotten.
    sweep_at: usize,
}

impl Here {
    /// With full buckets.
    pub(super) fn new(of_client: Quota, of_all: Quota) -> Self {
        Self {
            of_client,
            of_all,
            since: Instant::now(),
            counted: Mutex::default(),
        }
    }

    /// Takes one message from both buckets, or none; the longest wait is told.
    pub(super) fn take(&self, client: ClientIp) -> Result<(), Denial> {
        let (client, now) = (client.rate_limit_prefix(), self.now());
        let mut counted = self.counted();
        counted.make_room(now);
        let held = counted.clients.get(&client).copied();
        let full = held.is_none() && counted.clients.len() >= MOST_CLIENTS;
        let of_client = self.of_client.take(held.unwrap_or_default(), 1, 0, now);
        let of_all = match full {
            true => Err(Duration::from_secs(self.of_client.period_seconds())),
            false => self.of_all.take(counted.all, 1, 0, now),
        };
        let denial = |limit| move |wait| Denial { limit, wait };
        let of_client = of_client.map_err(denial(Limit::AttemptsOfClient));
        let of_all = of_all.map_err(denial(Limit::AttemptsOfInstance));
        let ((of_client, _), (of_all, _)) = match (of_client, of_all) {
            (Ok(of_client), Ok(of_all)) => (of_client, of_all),
            (Err(one), Err(other)) if one.wait < other.wait => return Err(other),
            (Err(one), _) | (_, Err(one)) => return Err(one),
        };
        counted.clients.insert(client, of_client);
        counted.all = of_all;
        Ok(())
    }

    /// Gives a message back that was not sent.
    pub(super) fn give_back(&self, client: ClientIp) {
        let (client, now) = (client.rate_limit_prefix(), self.now());
        let mut counted = self.counted();
        counted.all = self.of_all.refund(counted.all, 1, now);
        if let Some(held) = counted.clients.get_mut(&client) {
            *held = self.of_client.refund(*held, 1, now);
        }
    }

    /// Microseconds of this instance.
    fn now(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn counted(&self) -> MutexGuard<'_, Counted> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counted {
    /// Forgets whose bucket is full again, when there are twice as many as were left the
    /// last time: seldom enough that it costs a client constant time.
    fn make_room(&mut self, now: u64) {
        if self.clients.len() >= self.sweep_at.min(MOST_CLIENTS) {
            self.clients.retain(|_, held| held.expires_at() > now);
            self.sweep_at = (2 * self.clients.len()).max(FEW_CLIENTS);
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

    fn here(per_client: u32, in_all: u32) -> Here {
        let quota = |most, seconds| {
            let most = NonZeroU32::new(most).unwrap();
            Quota::gcra(most, Duration::from_secs(seconds))
        };
        Here::new(quota(per_client, 60), quota(in_all, 1))
    }

    /// An address in a `/64` of its own.
    fn client(n: u16) -> ClientIp {
        IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, n, 0, 0, 0, 1)).into()
    }

    #[test]
    fn a_client_and_all_of_them_have_to_wait() {
        let here = here(3, 5);
        for _ in 0..3 {
            assert_eq!(here.take(client(1)), Ok(()));
        }
        let denial = here.take(client(1)).unwrap_err();
        assert_eq!(denial.limit, Limit::AttemptsOfClient);
        let second = Duration::from_secs(1);
        assert!(denial.wait > 19 * second && denial.wait <= 20 * second);
        assert_eq!(here.take(client(2)), Ok(()));
        assert_eq!(here.take(client(3)), Ok(()));
        let denial = here.take(client(4)).unwrap_err();
        assert_eq!(denial.limit, Limit::AttemptsOfInstance);
        assert!(denial.wait <= second / 5);
    }

    #[test]
    fn a_denial_takes_nothing_and_what_is_given_back_is_there_again() {
        let here = here(3, 4);
        for n in [1, 1, 1, 2] {
            assert_eq!(here.take(client(n)), Ok(()));
        }
        for _ in 0..3 {
            assert!(here.take(client(2)).is_err(), "all have to wait");
        }
        let denial = here.take(client(1)).unwrap_err();
        assert_eq!(
            denial.limit,
            Limit::AttemptsOfClient,
            "who waits for longer"
        );
        here.give_back(client(1));
        assert_eq!(here.take(client(2)), Ok(()));
        here.give_back(client(2));
        assert_eq!(here.take(client(1)), Ok(()));
        assert!(here.take(client(1)).is_err());
    }

    #[test]
    fn a_client_whose_bucket_is_full_again_is_forgotten() {
        let here = here(60_000, 10_000_000);
        for n in 0..u16::MAX {
            if n % 1_000 == 0 {
                sleep(Duration::from_millis(2));
            }
            assert_eq!(here.take(client(n)), Ok(()));
            let clients = here.counted().clients.len();
            assert!(clients < 10_000, "{clients} of one millisecond");
        }
    }

    #[test]
    fn a_full_memory_forgets_nobody_for_a_newcomer() {
        let here = here(1, 10_000_000);
        let taken = (0..=u32::try_from(MOST_CLIENTS).unwrap())
            .map(|n| here.take(IpAddr::from(Ipv4Addr::from(n)).into()));
        let denied = taken.filter_map(Result::err).collect::<Vec<_>>();
        let [denial] = &denied[..] else {
            panic!("{} denied", denied.len());
        };
        let minute = Duration::from_secs(60);
        assert_eq!(
            (denial.limit, denial.wait),
            (Limit::AttemptsOfInstance, minute)
        );
    }
}
