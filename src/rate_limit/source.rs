//! The source of a request, which limits charge for it: a client IP, counted by prefixes, or a
//! host application.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

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

/// The ID of a client: a host application.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ClientId(pub Arc<str>);

/// The source of a request: the address it comes from or, where a host application does not
/// tell its user's address, the application, which then has no more than one address has.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// An IP address.
    Ip(ClientIp),
    /// A host application.
    Client(ClientId),
}

/// The unit in which sources are counted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SourceKey {
    /// An IPv4 address or an IPv6 `/64`.
    Prefix(IpNet),
    /// A host application.
    Client(ClientId),
}

impl Source {
    /// The unit in which the source is counted.
    pub fn key(&self) -> SourceKey {
        match self {
            Self::Ip(ip) => SourceKey::Prefix(ip.rate_limit_prefix()),
            Self::Client(id) => SourceKey::Client(id.clone()),
        }
    }

    /// The IP address, where it is known.
    pub fn ip(&self) -> Option<ClientIp> {
        match self {
            Self::Ip(ip) => Some(*ip),
            Self::Client(_) => None,
        }
    }
}

impl From<IpAddr> for Source {
    fn from(address: IpAddr) -> Self {
        Self::Ip(address.into())
    }
}

impl From<ClientIp> for Source {
    fn from(ip: ClientIp) -> Self {
        Self::Ip(ip)
    }
}

impl fmt::Display for SourceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Prefix(prefix) => prefix.fmt(f),
            Self::Client(id) => f.write_str(&id.0),
        }
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
