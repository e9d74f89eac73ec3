//! Which address a request comes from: the socket's, or what a proxy of ours says.
//!
//! `X-Forwarded-For` is text that anybody can send. Each proxy appends the address it was
//! spoken to from, so of that list only the end is trustworthy: read from the right, past
//! our own proxies, the first other address is the client. All other headers are ignored.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName};
use ipnet::IpNet;
use tracing::{Span, info_span};

use crate::web::request_headers::{entries, text};
use crate::web::state::App;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The other end of the socket that a request came over; [`serve`](crate::web::listener::accept) puts it
/// among the request's extensions.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Where a request comes from. An IPv4 address within IPv6 is held as IPv4, so that
/// nobody counts as two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientAddress(IpAddr);

/// The networks of the proxies in front of this server: whose word is taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(Vec<IpNet>);

impl ClientAddress {
    /// The address of whoever sent a request with `headers` over a socket from `peer`: the
    /// peer itself, unless it is one of `proxies` and names somebody who is not.
    pub fn of(peer: IpAddr, headers: &HeaderMap, proxies: &Proxies) -> Self {
        let peer = Self::from(peer);
        if !proxies.contains(peer) {
            return peer;
        }
        let mut from_the_right = entries(headers, &FORWARDED_FOR, b',').rev().map(read_hop);
        // Past something that cannot be read nothing can be believed.
        let client = from_the_right.find(|hop| hop.is_none_or(|hop| !proxies.contains(hop)));
        client.flatten().unwrap_or(peer)
    }

    /// The block that is one subscriber's: an IPv4 address (`/32`), or an IPv6 `/64`,
    /// within which a subscriber changes address at will.
    pub fn subscriber(self) -> IpNet {
        self.block(32, 64)
    }

    /// The network that it lies in with addresses of the same hands, as a rule: IPv4 `/24`,
    /// IPv6 `/48`, which is one site's with up to 65,536 subscribers' blocks.
    pub fn network(self) -> IpNet {
        self.block(24, 48)
    }

    /// The range of a provider that the network lies in: IPv4 `/16`, IPv6 `/32`.
    pub fn range(self) -> IpNet {
        self.block(16, 32)
    }

    /// The network, where one subscriber may have all of its addresses: an IPv6 site's.
    pub fn site(self) -> Option<IpNet> {
        self.0.is_ipv6().then(|| self.network())
    }

    fn block(self, v4: u8, v6: u8) -> IpNet {
        let bits = if self.0.is_ipv4() { v4 } else { v6 };
        IpNet::new(self.0, bits).map_or(IpNet::from(self.0), |net| net.trunc())
    }
}

impl From<IpAddr> for ClientAddress {
    fn from(address: IpAddr) -> Self {
        Self(address.to_canonical())
    }
}

impl Proxies {
    /// Reads networks such as `10.0.0.0/8, 2001:db8::/32`, with commas between them; an
    /// address alone is a network of one, and `none` says that there are none.
    ///
    /// # Errors
    /// The first entry that is no network, or one that is wider than it says or than is sane.
    pub fn parse(text: &str) -> Result<Self, String> {
        let entries = text.split(',').map(str::trim);
        let nobody = text.trim().is_empty() || text.trim().eq_ignore_ascii_case("none");
        let entries = entries.filter(|_| !nobody);
        entries.map(network).collect::<Result<_, _>>().map(Self)
    }

    /// Whether the address is one of a proxy's.
    pub fn contains(&self, address: ClientAddress) -> bool {
        self.0.iter().any(|network| network.contains(&address.0))
    }
}

/// Writes down in a request where it comes from, for whoever counts; the span is for the log
/// of all that happens in it.
pub fn locate(app: &App, request: &mut Request) -> Span {
    let peer = request.extensions().get::<Peer>();
    // Only a request that came over no socket has none; all of those count as one.
    let peer = peer.map_or(Ipv6Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
    let (headers, proxies) = (request.headers(), &app.settings.trusted_proxies);
    let address = ClientAddress::of(peer, headers, proxies);
    app.untrusted.note(peer.into(), headers, proxies);
    request.extensions_mut().insert(address);
    // Of the audit trail's target, so that no filter takes the address away from its events.
    info_span!(target: "audit", "request", client = %address.subscriber())
}

/// One entry of the header: an address, perhaps with a port, in brackets, or with a zone.
fn read_hop(hop: &[u8]) -> Option<ClientAddress> {
    let hop = without_zone(text(hop)?);
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    let bare = bare.and_then(|bare| bare.parse::<Ipv6Addr>().ok());
    let address = bare.map(IpAddr::V6).or_else(|| hop.parse().ok());
    let address = address.or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()));
    address.map(ClientAddress::from)
}

/// Without the zone of an IPv6 address (RFC 4007), such as in `fe80::1%eth0` or
/// `[fe80::1%eth0]:443`: that is of the proxy's machine, not of the address.
fn without_zone(hop: &str) -> String {
    match hop.split_once('%') {
        Some((address, rest)) if address.contains(':') => {
            let after = rest.find(']').map_or("", |end| &rest[end..]);
            format!("{address}{after}")
        }
        _ => hop.to_owned(),
    }
}

fn network(entry: &str) -> Result<IpNet, String> {
    let network = entry
        .parse::<IpNet>()
        .or_else(|_| entry.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| format!("{entry:?} is no network such as 10.0.0.0/8"))?;
    if network.trunc() != network {
        return Err(format!(
            "{entry} is not the start of its network: {} is",
            network.trunc()
        ));
    }
    if network.prefix_len() == 0 {
        return Err(format!(
            "{entry} is everybody: name the proxies' own networks"
        ));
    }
    if network.addr() != network.addr().to_canonical() {
        return Err(format!("{entry} is IPv4 within IPv6: write it as IPv4"));
    }
    Ok(network)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXIES: &str = "10.0.0.0/8, 192.0.2.7, 2001:db8:ffff::/48";

    fn client(peer: &str, lines: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(FORWARDED_FOR, line.parse().unwrap());
        }
        let proxies = Proxies::parse(PROXIES).unwrap();
        let ClientAddress(ip) = ClientAddress::of(peer.parse().unwrap(), &headers, &proxies);
        ip.to_string()
    }

    #[test]
    #[rustfmt::skip]
    fn the_client_is_the_last_hop_that_is_no_proxy_of_ours() {
        let table: &[(&str, &[&str], &str)] = &[
            // Nobody's word is taken but our proxies'.
            ("203.0.113.5", &[], "203.0.113.5"),
            ("203.0.113.5", &["198.51.100.1"], "203.0.113.5"),
            ("203.0.113.5", &["10.0.0.1"], "203.0.113.5"),
            ("2001:db8::5", &["198.51.100.1"], "2001:db8::5"),
            ("192.0.2.8", &["198.51.100.1"], "192.0.2.8"),
            ("11.0.0.1", &["198.51.100.1"], "11.0.0.1"),
            // One proxy, several, and what a client put in front.
            ("10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1,198.51.100.1,10.9.9.9"], "198.51.100.1"),
            ("192.0.2.7", &["198.51.100.1 , 10.9.9.9 , 192.0.2.7"], "198.51.100.1"),
            ("10.0.0.1", &["10.0.0.2, 198.51.100.1"], "198.51.100.1"),
            // Several lines are one list, in their order.
            ("10.0.0.1", &["1.1.1.1", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["1.1.1.1, 198.51.100.1", "10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1", "10.0.0.3, 10.0.0.2"], "198.51.100.1"),
            // IPv4 within IPv6 is IPv4, for proxies and for clients.
            ("::ffff:203.0.113.5", &["198.51.100.1"], "203.0.113.5"),
            ("::ffff:10.0.0.1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", &["::FFFF:C633:6401"], "198.51.100.1"),
            ("10.0.0.1", &["198.51.100.1, ::ffff:10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", &["[::ffff:198.51.100.1]:80"], "198.51.100.1"),
            // Ports, brackets and zones.
            ("10.0.0.1", &["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", &["2001:db8::9"], "2001:db8::9"),
            ("10.0.0.1", &["[2001:db8::9]"], "2001:db8::9"),
            ("10.0.0.1", &["[2001:db8::9]:443"], "2001:db8::9"),
            ("10.0.0.1", &["fe80::1%eth0"], "fe80::1"),
            ("10.0.0.1", &["[fe80::1%25eth0]"], "fe80::1"),
            ("10.0.0.1", &["[fe80::1%2]:443"], "fe80::1"),
            ("2001:db8:ffff::1", &["2001:db8:0:1::9"], "2001:db8:0:1::9"),
            ("10.0.0.1", &["2001:db8::9, 2001:db8:ffff::2"], "2001:db8::9"),
            // What cannot be read is no address, and nothing behind it is believed.
            ("10.0.0.1", &[""], "10.0.0.1"),
            ("10.0.0.1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, unknown"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1, _hidden, 10.0.0.2"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1,"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.256"], "10.0.0.1"),
            ("10.0.0.1", &["010.051.100.001"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1:99999"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1%eth0"], "10.0.0.1"),
            ("10.0.0.1", &["[2001:db8::9"], "10.0.0.1"),
            ("10.0.0.1", &["[198.51.100.1]"], "10.0.0.1"),
            ("10.0.0.1", &["for=198.51.100.1"], "10.0.0.1"),
            ("10.0.0.1", &["\"198.51.100.1\""], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1/32"], "10.0.0.1"),
            ("10.0.0.1", &["198.51.100.1 198.51.100.2"], "10.0.0.1"),
            // Nobody but proxies: one of them asks for itself.
            ("10.0.0.1", &["10.0.0.2, 10.0.0.3"], "10.0.0.1"),
            ("10.0.0.1", &[], "10.0.0.1"),
        ];
        for (peer, lines, expected) in table {
            assert_eq!(client(peer, lines), *expected, "{peer} {lines:?}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_no_address() {
        let mut headers = HeaderMap::new();
        headers.append(
            FORWARDED_FOR,
            axum::http::HeaderValue::from_bytes(b"\xff").unwrap(),
        );
        let proxies = Proxies::parse(PROXIES).unwrap();
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        assert_eq!(ClientAddress::of(peer, &headers, &proxies), peer.into());
    }

    #[test]
    fn other_headers_are_ignored() {
        let mut headers = HeaderMap::new();
        for name in [
            "forwarded",
            "x-real-ip",
            "true-client-ip",
            "cf-connecting-ip",
            "client-ip",
        ] {
            headers.append(name, "198.51.100.1".parse().unwrap());
        }
        let proxies = Proxies::parse(PROXIES).unwrap();
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        assert_eq!(ClientAddress::of(peer, &headers, &proxies), peer.into());
    }

    #[test]
    fn whom_an_address_is_counted_with() {
        let v4 = ["198.51.100.1/32", "198.51.100.0/24", "198.51.0.0/16"];
        let v6 = ["2001:db8:1:2::/64", "2001:db8:1::/48", "2001:db8::/32"];
        for (address, blocks) in [
            ("198.51.100.1", v4),
            ("::ffff:198.51.100.1", v4),
            ("2001:db8:1:2:3:4:5:6", v6),
            ("2001:db8:1:2:ffff::", v6),
        ] {
            let client = ClientAddress::from(address.parse::<IpAddr>().unwrap());
            let counted = [client.subscriber(), client.network(), client.range()];
            assert_eq!(counted.map(|block| block.to_string()), blocks);
            assert_eq!(client.site().is_some(), blocks == v6);
        }
    }

    #[test]
    fn networks_that_cannot_be_meant_are_refused() {
        assert_eq!(Proxies::parse(""), Ok(Proxies::default()));
        assert_eq!(Proxies::parse(" "), Ok(Proxies::default()));
        assert!(Proxies::parse("10.0.0.0/8,2001:db8::/32 , 192.0.2.7").is_ok());
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
            assert!(Proxies::parse(wrong).is_err(), "{wrong}");
        }
    }
}
