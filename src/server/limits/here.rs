//! What this instance alone sends, counted in its own memory: it holds when the store was
//! emptied.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultDirectRateLimiter, DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};
use ipnet::IpNet;

use super::{Denial, Limit};
use crate::server::client_address::ClientAddress;

/// The most clients that are remembered at once; beyond them nothing is sent to new ones.
const MOST_CLIENTS: usize = 100_000;

/// By then each client's bucket is full again.
const MINUTE: Duration = Duration::from_secs(60);

/// After how many messages to look for clients to forget.
const SWEEP_EVERY: usize = 4096;

/// Counts messages of each client and of all.
pub(super) struct Here {
    clients: DefaultKeyedRateLimiter<IpNet>,
    all: DefaultDirectRateLimiter,
    clock: DefaultClock,
    taken: AtomicUsize,
}

impl Here {
    /// So many of each client a minute, and so many of all a second.
    pub(super) fn new(per_client: NonZeroU32, in_all: NonZeroU32) -> Self {
        Self {
            clients: RateLimiter::keyed(Quota::per_minute(per_client)),
            all: RateLimiter::direct(Quota::per_second(in_all)),
            clock: DefaultClock::default(),
            taken: AtomicUsize::new(0),
        }
    }

    /// Takes one message.
    pub(super) fn take(&self, client: ClientAddress) -> Result<(), Denial> {
        self.make_room()?;
        let denial = |limit| {
            move |until: NotUntil<_>| Denial {
                limit,
                wait: until.wait_time_from(self.clock.now()),
            }
        };
        let taken = self.clients.check_key(&client.subscriber());
        taken.map_err(denial(Limit::SendsOfClient))?;
        let taken = self.all.check();
        taken.map_err(denial(Limit::SendsOfInstance))
    }

    /// Forgets, now and then, whose bucket is full again. Nobody else is forgotten to make
    /// room: they would begin anew.
    fn make_room(&self) -> Result<(), Denial> {
        if self.taken.fetch_add(1, Relaxed).is_multiple_of(SWEEP_EVERY) {
            self.clients.retain_recent();
            self.clients.shrink_to_fit();
        }
        if self.clients.len() >= MOST_CLIENTS {
            return Err(Denial {
                limit: Limit::SendsOfInstance,
                wait: MINUTE,
            });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv6Addr};
    use std::thread::sleep;

    use super::*;

    fn here(per_client: u32, in_all: u32) -> Here {
        let per_client = NonZeroU32::new(per_client).unwrap();
        Here::new(per_client, NonZeroU32::new(in_all).unwrap())
    }

    /// An address in a `/64` of its own.
    fn client(n: u16) -> ClientAddress {
        IpAddr::from(Ipv6Addr::new(0x2001, 0xdb8, 0, n, 0, 0, 0, 1)).into()
    }

    #[test]
    fn a_client_and_all_of_them_have_to_wait() {
        let here = here(3, 5);
        for _ in 0..3 {
            assert_eq!(here.take(client(1)), Ok(()));
        }
        let denial = here.take(client(1)).unwrap_err();
        assert_eq!(denial.limit, Limit::SendsOfClient);
        let second = Duration::from_secs(1);
        assert!(denial.wait > 19 * second && denial.wait <= 20 * second);
        assert_eq!(here.take(client(2)), Ok(()));
        assert_eq!(here.take(client(3)), Ok(()));
        let denial = here.take(client(4)).unwrap_err();
        assert_eq!(denial.limit, Limit::SendsOfInstance);
        assert!(denial.wait <= second / 5);
    }

    #[test]
    fn a_client_whose_bucket_is_full_again_is_forgotten() {
        let here = here(60_000, 1_000_000);
        let mut most = 0;
        for n in 0..3 * SWEEP_EVERY {
            if n % SWEEP_EVERY == 0 {
                sleep(Duration::from_millis(2));
            }
            assert_eq!(here.take(client(u16::try_from(n).unwrap())), Ok(()));
            most = most.max(here.clients.len());
        }
        assert!((1_000..=SWEEP_EVERY).contains(&most), "{most}");
    }

    #[test]
    fn a_full_memory_forgets_nobody_for_a_newcomer() {
        let here = here(1, 1_000_000);
        let taken = (0..=u32::try_from(MOST_CLIENTS).unwrap())
            .map(|n| here.take(IpAddr::from(std::net::Ipv4Addr::from(n)).into()));
        let denied = taken.filter_map(Result::err).collect::<Vec<_>>();
        let [denial] = &denied[..] else {
            panic!("{} denied", denied.len());
        };
        assert_eq!(
            (denial.limit, denial.wait),
            (Limit::SendsOfInstance, MINUTE)
        );
    }
}
