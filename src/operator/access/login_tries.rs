//! Bounds on tries to log in: from one address, and from all.

use std::collections::HashMap;
use std::time::Duration;

use ipnet::IpNet;
use parking_lot::Mutex;

use crate::domain::Timestamp;
use crate::rate_limit::ClientIp;

/// The time in which tries are counted together.
const WINDOW: Duration = Duration::from_mins(10);

/// The most wrong tries in it from one address, and from all of them.
const MOST_OF_ADDRESS: u32 = 10;
const MOST_OF_ALL: u32 = 100;

/// Counts tries that were wrong or are not decided yet. A try is counted before the password is
/// compared, so many at the same time are no more than many one after the other. Each counts for
/// all too, so no more addresses are remembered than the limit of all admits.
#[derive(Default)]
pub struct LoginTries(Mutex<TryCounts>);

#[derive(Default)]
struct TryCounts {
    all: TryCount,
    of_address: HashMap<IpNet, TryCount>,
    /// Tries that were refused since the first of all.
    refused: u64,
}

/// A try that is refused, since there were too many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyTries {
    /// The time after which there is another one.
    pub wait: Duration,
    /// The tries that were refused in the same time, this one included.
    pub times: u64,
}

/// The tries since the first of them.
#[derive(Clone, Copy, Default)]
struct TryCount {
    since: Timestamp,
    tries: u32,
}

impl LoginTries {
    /// Counts a try.
    ///
    /// # Errors
    /// [`TooManyTries`], which is not counted as a try.
    pub fn take(&self, client: ClientIp, now: Timestamp) -> Result<(), TooManyTries> {
        let counts = &mut *self.0.lock();
        let (all, of_address) = (&mut counts.all, &mut counts.of_address);
        of_address.retain(|_, count| !count.is_over(now));
        if all.is_over(now) {
            (*all, counts.refused) = (TryCount::default(), 0);
        }
        let prefix = client.rate_limit_prefix();
        let own = of_address.get(&prefix).copied().unwrap_or_default();
        let waits = [own.wait(MOST_OF_ADDRESS, now), all.wait(MOST_OF_ALL, now)];
        if let Some(wait) = waits.into_iter().flatten().max() {
            counts.refused = counts.refused.saturating_add(1);
            let times = counts.refused;
            return Err(TooManyTries { wait, times });
        }
        of_address.entry(prefix).or_default().add(now);
        all.add(now);
        Ok(())
    }

    /// Takes back a try that was right, or was not compared.
    pub fn give_back(&self, client: ClientIp) {
        let TryCounts {
            all, of_address, ..
        } = &mut *self.0.lock();
        all.tries = all.tries.saturating_sub(1);
        if let Some(own) = of_address.get_mut(&client.rate_limit_prefix()) {
            own.tries = own.tries.saturating_sub(1);
        }
    }
}

impl TryCount {
    fn is_over(self, now: Timestamp) -> bool {
        self.since.saturating_add(WINDOW) <= now
    }

    fn wait(self, most: u32, now: Timestamp) -> Option<Duration> {
        (self.tries >= most).then(|| self.since.saturating_add(WINDOW).since(now))
    }

    fn add(&mut self, now: Timestamp) {
        if self.tries == 0 {
            self.since = now;
        }
        self.tries = self.tries.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    const MINUTE: Duration = crate::domain::MINUTE;

    fn address(n: u8) -> ClientIp {
        IpAddr::from(Ipv4Addr::new(198, 51, 100, n)).into()
    }

    fn at(minute: u32) -> Timestamp {
        Timestamp::from_millis(1_800_000_000_000) + minute * MINUTE
    }

    #[test]
    fn an_address_has_ten_tries_in_ten_minutes() {
        let tries = LoginTries::default();
        let taken = (0..200).map(|_| tries.take(address(1), at(0)));
        assert_eq!(taken.filter(Result::is_ok).count(), 10);
        let refused = tries.take(address(1), at(4));
        let (wait, times) = (6 * MINUTE, 191);
        assert_eq!(refused, Err(TooManyTries { wait, times }));
        assert_eq!(tries.take(address(2), at(4)), Ok(()), "another address");
        assert_eq!(tries.take(address(1), at(10)), Ok(()), "a new window");
    }

    #[test]
    fn all_of_them_have_a_hundred() {
        let tries = LoginTries::default();
        let taken = (0..250).map(|n| tries.take(address(n), at(0)));
        assert_eq!(taken.filter(Result::is_ok).count(), 100);
        assert_eq!(tries.0.lock().of_address.len(), 100);
        let refused = tries.take(address(251), at(1));
        let (wait, times) = (9 * MINUTE, 151);
        assert_eq!(refused, Err(TooManyTries { wait, times }));
        assert_eq!(tries.take(address(251), at(10)), Ok(()));
        assert_eq!(
            tries.0.lock().of_address.len(),
            1,
            "the others are forgotten"
        );
    }

    #[test]
    fn a_right_try_is_not_counted() {
        let tries = LoginTries::default();
        for _ in 0..200 {
            assert_eq!(tries.take(address(1), at(0)), Ok(()));
            tries.give_back(address(1));
        }
    }
}
