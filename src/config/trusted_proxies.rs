//! The networks of the proxies in front of this server.

use std::net::IpAddr;

use ipnet::IpNet;

/// The networks of the proxies whose `X-Forwarded-For` header is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

/// A network of proxies that is refused.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidNetwork {
    /// The entry is neither a network nor an address.
    #[error("{0:?} is no network such as 10.0.0.0/8")]
    Form(String),
    /// The address has bits outside the prefix: a narrower network may be meant.
    #[error("{entry} is not the start of its network: {start} is")]
    NotTheStart { entry: String, start: IpNet },
    /// The prefix is empty: everybody's header would be trusted.
    #[error("{0} is everybody: name the proxies' own networks")]
    Everybody(String),
    /// Peers over IPv4 are never known by that address.
    #[error("{0} is IPv4 within IPv6: write it as IPv4")]
    MappedIpv4(String),
}

impl TrustedProxies {
    /// Parses networks such as `10.0.0.0/8, 2001:db8::/32`, with commas between them; an
    /// address alone is a network of one, and `none` or nothing is the empty list.
    ///
    /// # Errors
    /// [`InvalidNetwork`] for the first entry that is no network or cannot be meant.
    pub fn parse(text: &str) -> Result<Self, InvalidNetwork> {
        let entries = text.split(',').map(str::trim);
        let nobody = text.trim().is_empty() || text.trim().eq_ignore_ascii_case("none");
        let entries = entries.filter(|_| !nobody);
        entries.map(network).collect::<Result<_, _>>().map(Self)
    }

    /// Whether `address` is a trusted proxy's.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(&address))
    }
}

fn network(entry: &str) -> Result<IpNet, InvalidNetwork> {
    let name = || entry.to_owned();
    let network = entry
        .parse::<IpNet>()
        .or_else(|_| entry.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| InvalidNetwork::Form(name()))?;
    let start = network.trunc();
    if start != network {
        let entry = name();
        return Err(InvalidNetwork::NotTheStart { entry, start });
    }
    if network.prefix_len() == 0 {
        return Err(InvalidNetwork::Everybody(name()));
    }
    if network.addr() != network.addr().to_canonical() {
        return Err(InvalidNetwork::MappedIpv4(name()));
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_that_cannot_be_meant_are_refused() {
        assert_eq!(TrustedProxies::parse(""), Ok(TrustedProxies::default()));
        assert_eq!(TrustedProxies::parse(" "), Ok(TrustedProxies::default()));
        assert!(TrustedProxies::parse("10.0.0.0/8,2001:db8::/32 , 192.0.2.7").is_ok());
        for wrong in [
            "10.0.0.0/33",
            "10.0.0.1/8",
            "0.0.0.0/0",
            "::/0",
            "10.0.0.0/8,",
            "10.0.0.0/8;192.0.2.7",
            "proxy.example.com",
            "::ffff:10.0.0.0/104",
            "*",
            "true",
            "10.0.0",
            "fe80::1%eth0",
        ] {
            assert!(TrustedProxies::parse(wrong).is_err(), "{wrong}");
        }
    }
}
