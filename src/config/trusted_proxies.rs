//! The networks of the proxies in front of this server.

use std::net::IpAddr;

use ipnet::IpNet;

use crate::config::InvalidText;

/// The networks of the proxies whose `X-Forwarded-For` header is trusted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    /// Parses networks such as `10.0.0.0/8, 2001:db8::/32`, with commas between them; an
    /// address alone is a network of one, and `none` or nothing is the empty list.
    ///
    /// # Errors
    /// [`InvalidText`] about the first entry that is no network or cannot be meant.
    pub fn parse(text: &str) -> Result<Self, InvalidText> {
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

fn network(entry: &str) -> Result<IpNet, InvalidText> {
    let network = entry
        .parse::<IpNet>()
        .or_else(|_| entry.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| format!("{entry:?} is no network such as 10.0.0.0/8"))?;
    let start = network.trunc();
    // A narrower network may be meant.
    if start != network {
        return Err(format!("{entry} is not the start of its network: {start} is").into());
    }
    if network.prefix_len() == 0 {
        return Err(format!("{entry} is everybody: name the proxies' own networks").into());
    }
    // Peers over IPv4 are never known by that address.
    if network.addr() != network.addr().to_canonical() {
        return Err(format!("{entry} is IPv4 within IPv6: write it as IPv4").into());
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_that_cannot_be_meant_are_refused() {
        for empty in ["", " "] {
            let parsed = TrustedProxies::parse(empty).unwrap();
            assert_eq!(parsed, TrustedProxies::default());
        }
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
