//! The client IP of a request: the address of its socket, or the one that a trusted proxy names.
//!
//! `X-Forwarded-For` is text that anybody can send. Each proxy appends the address of its peer,
//! so only the end of the list is trustworthy: read from the right, the first address that is no
//! trusted proxy's is the client. All other headers are ignored.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName};

use crate::config::TrustedProxies;
use crate::rate_limit::ClientIp;
use crate::web::request_headers::{entries, text};
use crate::web::{AppState, Peer};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// Returns the client of a request with `headers` over a socket from `peer`: the peer itself,
/// unless it is one of `proxies` and names an address that is not.
fn client_ip(peer: ClientIp, headers: &HeaderMap, proxies: &TrustedProxies) -> ClientIp {
    let trusted = |ip: ClientIp| proxies.contains(ip.address());
    if !trusted(peer) {
        return peer;
    }
    let mut from_the_right = entries(headers, &FORWARDED_FOR, b',').rev().map(read_hop);
    // Beyond an entry that is no address, nothing can be trusted.
    let client = from_the_right.find(|hop| hop.is_none_or(|hop| !trusted(hop)));
    client.flatten().unwrap_or(peer)
}

/// Adds the client IP to the request's extensions. Returns it, and whether a trusted proxy sent the
/// request.
pub fn attach_client_ip(app: &AppState, request: &mut Request) -> (ClientIp, bool) {
    let peer = request.extensions().get::<Peer>();
    // Only a request without a socket, in a test, has no peer; they all count as one client.
    let peer = peer.map_or(Ipv6Addr::UNSPECIFIED.into(), |peer| peer.0.ip());
    let (headers, proxies) = (request.headers(), &app.settings.server.trusted_proxies);
    let peer = ClientIp::from(peer);
    let address = client_ip(peer, headers, proxies);
    app.untrusted.note(peer, headers, proxies);
    let is_from_proxy = proxies.contains(peer.address());
    request.extensions_mut().insert(address);
    (address, is_from_proxy)
}

/// Parses one entry of the header: an address, perhaps with a port, in brackets, or with a zone.
fn read_hop(hop: &[u8]) -> Option<ClientIp> {
    let hop = without_zone(text(hop)?);
    let bare = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    let bare = bare.and_then(|bare| bare.parse::<Ipv6Addr>().ok());
    let address = bare.map(IpAddr::V6).or_else(|| hop.parse().ok());
    let address = address.or_else(|| Some(hop.parse::<SocketAddr>().ok()?.ip()));
    address.map(ClientIp::from)
}

/// Removes the zone of an IPv6 address (RFC 4007), as in `fe80::1%eth0` or `[fe80::1%eth0]:443`.
/// It names an interface of the proxy, and is no part of the address.
fn without_zone(hop: &str) -> String {
    match hop.split_once('%') {
        Some((address, rest)) if address.contains(':') => {
            let after = rest.find(']').map_or("", |end| &rest[end..]);
            format!("{address}{after}")
        }
        _ => hop.to_owned(),
    }
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
        let proxies = TrustedProxies::parse(PROXIES).unwrap();
        let peer: IpAddr = peer.parse().unwrap();
        client_ip(peer.into(), &headers, &proxies)
            .address()
            .to_string()
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
        let proxies = TrustedProxies::parse(PROXIES).unwrap();
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        assert_eq!(client_ip(peer.into(), &headers, &proxies), peer.into());
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
        let proxies = TrustedProxies::parse(PROXIES).unwrap();
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        assert_eq!(client_ip(peer.into(), &headers, &proxies), peer.into());
    }
}
