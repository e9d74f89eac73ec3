//! Client IP addresses and the prefixes that limits count them by.

use std::net::IpAddr;

use ipnet::IpNet;

/// The IP address of a client. An IPv4 address mapped into IPv6 is held as IPv4, so that
/// nobody counts twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientIp(IpAddr);

impl ClientIp {
    /// The address itself.
    pub fn address(self) -> IpAddr {
        self.0
    }

    /// The prefix assigned to one subscriber: an IPv4 address (`/32`), or an IPv6 `/64`,
    /// within which a subscriber changes address at will.
    pub fn rate_limit_prefix(self) -> IpNet {
        self.prefix(32, 64)
    }

    /// The network around it, whose addresses usually have one owner: IPv4 `/24`, or IPv6
    /// `/48`, one site with up to 65,536 subscriber prefixes.
    pub fn network(self) -> IpNet {
        self.prefix(24, 48)
    }

    /// The provider's range around the network: IPv4 `/16`, IPv6 `/32`.
    pub fn range(self) -> IpNet {
        self.prefix(16, 32)
    }

    /// The network, if one subscriber may own all of it: an IPv6 site.
    pub fn site(self) -> Option<IpNet> {
        self.0.is_ipv6().then(|| self.network())
    }

    fn prefix(self, v4: u8, v6: u8) -> IpNet {
        let bits = if self.0.is_ipv4() { v4 } else { v6 };
        IpNet::new(self.0, bits).map_or(IpNet::from(self.0), |net| net.trunc())
    }
}

impl From<IpAddr> for ClientIp {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_prefix_a_network_and_a_range() {
        let v4 = ["198.51.100.1/32", "198.51.100.0/24", "198.51.0.0/16"];
        let v6 = ["2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8::/32"];
        for (address, blocks) in [
            ("198.51.100.1", v4),
            ("::ffff:198.51.100.1", v4),
            ("2001:db8:1:2:3:4:5:6", v6),
            ("2001:db8:1:2:ffff::", v6),
        ] {
            let client = ClientIp::from(address.parse::<IpAddr>().unwrap());
            let counted = [client.rate_limit_prefix(), client.network(), client.range()];
            assert_eq!(counted.map(|block| block.to_string()), blocks);
            assert_eq!(client.site().is_some(), blocks == v6);
        }
    }
}
