//! Limits on open connections: in all, from one address, and from one IPv6 site.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Arc;

use ipnet::IpNet;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::config::TrustedProxies;
use crate::rate_limit::ClientIp;

/// Connections of an IPv6 site, as a multiple of those of one subscriber. A site is usually a /48,
/// within which its owner can use another /64 for each connection.
const SITE_FACTOR: usize = 4;

/// Counts open connections.
#[derive(Clone)]
pub struct ConnectionLimits {
    free: Arc<Semaphore>,
    taken: Arc<Mutex<HashMap<IpNet, usize>>>,
    per_address: usize,
    proxies: TrustedProxies,
}

/// Permits one connection until it is dropped.
pub struct ConnectionPermit {
    _of_all: OwnedSemaphorePermit,
    taken: Arc<Mutex<HashMap<IpNet, usize>>>,
    /// The subscriber that the connection is counted for; `None` for a proxy.
    peer: Option<ClientIp>,
}

impl ConnectionLimits {
    /// Allows `most` connections, `per_address` of them from one subscriber and four times as many
    /// from one IPv6 site. Proxies stand for many people, so only `most` limits them.
    pub fn new(most: usize, per_address: usize, proxies: TrustedProxies) -> Self {
        Self {
            free: Arc::new(Semaphore::new(most)),
            taken: Arc::default(),
            per_address,
            proxies,
        }
    }

    /// Permits a connection from `peer`; `None` when a limit is reached.
    pub fn take(&self, peer: IpAddr) -> Option<ConnectionPermit> {
        let of_all = self.free.clone().try_acquire_owned().ok()?;
        let peer = ClientIp::from(peer);
        let peer = (!self.proxies.contains(peer.address())).then_some(peer);
        if peer.is_some_and(|peer| !self.count(peer)) {
            return None;
        }
        Some(ConnectionPermit {
            _of_all: of_all,
            taken: self.taken.clone(),
            peer,
        })
    }

    /// Counts a connection of `peer`, and of their site where there is one; whether there was room.
    fn count(&self, peer: ClientIp) -> bool {
        let mut taken = self.taken.lock();
        let count = |block| taken.get(&block).copied().unwrap_or_default();
        let of_site = self.per_address.saturating_mul(SITE_FACTOR);
        let full = count(peer.rate_limit_prefix()) >= self.per_address
            || peer.site().is_some_and(|site| count(site) >= of_site);
        if !full {
            for block in blocks(peer) {
                *taken.entry(block).or_default() += 1;
            }
        }
        !full
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let mut taken = self.taken.lock();
        for block in self.peer.into_iter().flat_map(blocks) {
            if let Some(count) = taken.get_mut(&block) {
                *count -= 1;
                if *count == 0 {
                    taken.remove(&block);
                }
            }
        }
    }
}

/// The prefixes that a connection is counted for.
fn blocks(peer: ClientIp) -> impl Iterator<Item = IpNet> {
    std::iter::once(peer.rate_limit_prefix()).chain(peer.site())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_its_share_and_no_more() {
        let connections = ConnectionLimits::new(10, 2, TrustedProxies::default());
        let first = connections.take(ip("192.0.2.1"));
        let second = connections.take(ip("::ffff:192.0.2.1"));
        assert!(first.is_some() && second.is_some());
        assert!(connections.take(ip("192.0.2.1")).is_none());
        assert!(connections.take(ip("192.0.2.2")).is_some());
        drop(second);
        assert!(connections.take(ip("192.0.2.1")).is_some());
    }

    #[test]
    fn a_whole_64_is_one_address() {
        let connections = ConnectionLimits::new(10, 1, TrustedProxies::default());
        let held = connections.take(ip("2001:db8::1"));
        assert!(held.is_some());
        assert!(connections.take(ip("2001:db8::ffff")).is_none());
        assert!(connections.take(ip("2001:db8:0:1::1")).is_some());
    }

    #[test]
    fn a_whole_48_is_four() {
        let connections = ConnectionLimits::new(100, 2, TrustedProxies::default());
        let of = |host: u16| connections.take(ip(&format!("2001:db8:7:{host:x}::1")));
        let mut held: Vec<_> = (0..200).filter_map(of).collect();
        assert_eq!(held.len(), 8, "each from another /64");
        assert!(of(0xffff).is_none());
        assert!(connections.take(ip("2001:db8:8::1")).is_some(), "another's");
        held.pop();
        // The subscriber of the first has one place left, their site has one in all.
        held.push(of(0).unwrap());
        assert!(of(0).is_none() && of(1).is_none());
        drop(held);
        assert!(connections.taken.lock().is_empty());
        let held: Vec<_> = (0..3).map(|_| of(5)).collect();
        assert_eq!(
            held.iter().flatten().count(),
            2,
            "one /64 has no more than before"
        );
        assert_eq!(connections.taken.lock().len(), 2);
    }

    #[test]
    fn many_ipv4_addresses_are_no_site() {
        let connections = ConnectionLimits::new(100, 1, TrustedProxies::default());
        let of = |host| connections.take(ip(&format!("192.0.2.{host}")));
        assert_eq!((0..50).filter_map(of).collect::<Vec<_>>().len(), 50);
    }

    #[test]
    fn a_proxy_is_held_to_the_whole_alone() {
        let proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
        let connections = ConnectionLimits::new(3, 1, proxies);
        let held: Vec<_> = (0..4).map(|_| connections.take(ip("10.0.0.1"))).collect();
        assert_eq!(held.iter().flatten().count(), 3);
        assert!(connections.take(ip("192.0.2.1")).is_none());
        drop(held);
        assert!(connections.take(ip("192.0.2.1")).is_some());
    }

    #[test]
    fn nothing_is_remembered_of_who_has_gone() {
        let connections = ConnectionLimits::new(1, 1, TrustedProxies::default());
        let held = connections.take(ip("192.0.2.1"));
        // There is a share of the address left, but no place in all: nothing is counted.
        assert!(connections.take(ip("192.0.2.2")).is_none());
        drop(held);
        assert!(connections.taken.lock().is_empty());
    }
}
