//! The addresses that webhooks may be sent to: public ones, unless the operator allows others.
//!
//! A URL that leads into the server's own network would let whoever chose it reach what only the
//! server can reach (server-side request forgery, SSRF). [`check_url`] refuses addresses that
//! stand in the URL; those that its name resolves to are checked by [`PublicResolver`], again for
//! each connection.
//!
//! [`PublicResolver`]: crate::webhooks::PublicResolver

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{Ipv4Net, Ipv6Net};
use url::{Host, Url};

/// Ranges that are not public, from the registries of special-purpose addresses of IANA
/// (RFC 6890) and some providers' own.
const SPECIAL_V4: [(Ipv4Net, &str); 17] = [
    (v4([0, 0, 0, 0], 8), "this network, RFC 791"),
    (v4([10, 0, 0, 0], 8), "private, RFC 1918"),
    (v4([100, 64, 0, 0], 10), "carrier-grade NAT, RFC 6598"),
    (v4([127, 0, 0, 0], 8), "loopback, RFC 1122"),
    // Among them 169.254.169.254, the metadata of most clouds.
    (v4([169, 254, 0, 0], 16), "link-local, RFC 3927"),
    (v4([172, 16, 0, 0], 12), "private, RFC 1918"),
    // Among them 192.0.0.192, the metadata of Oracle's cloud.
    (v4([192, 0, 0, 0], 24), "protocol assignments, RFC 6890"),
    (v4([192, 0, 2, 0], 24), "documentation, RFC 5737"),
    (v4([192, 88, 99, 0], 24), "6to4 relays, RFC 7526"),
    (v4([192, 168, 0, 0], 16), "private, RFC 1918"),
    (v4([198, 18, 0, 0], 15), "benchmarks, RFC 2544"),
    (v4([198, 51, 100, 0], 24), "documentation, RFC 5737"),
    (v4([203, 0, 113, 0], 24), "documentation, RFC 5737"),
    (v4([224, 0, 0, 0], 4), "multicast, RFC 5771"),
    (v4([255, 255, 255, 255], 32), "broadcast, RFC 919"),
    (v4([240, 0, 0, 0], 4), "reserved, RFC 1112"),
    (v4([168, 63, 129, 16], 32), "the platform of Azure"),
];

const SPECIAL_V6: [(Ipv6Net, &str); 16] = [
    (v6([0, 0, 0, 0], 128), "unspecified, RFC 4291"),
    (
        Ipv6Net::new_assert(Ipv6Addr::LOCALHOST, 128),
        "loopback, RFC 4291",
    ),
    (v6([0, 0, 0, 0], 96), "IPv4-compatible, RFC 4291"),
    (
        Ipv6Net::new_assert(Ipv4Addr::UNSPECIFIED.to_ipv6_mapped(), 96),
        "IPv4-mapped, RFC 4291",
    ),
    (v6([0x64, 0xff9b, 1, 0], 48), "local NAT64, RFC 8215"),
    (v6([0x100, 0, 0, 0], 64), "discard, RFC 6666"),
    (v6([0x2001, 0, 0, 0], 32), "Teredo, RFC 4380"),
    (v6([0x2001, 0, 0, 0], 23), "protocol assignments, RFC 2928"),
    (v6([0x2001, 0xdb8, 0, 0], 32), "documentation, RFC 3849"),
    (v6([0x2002, 0, 0, 0], 16), "6to4, RFC 3056"),
    (v6([0x3fff, 0, 0, 0], 20), "documentation, RFC 9637"),
    (v6([0x5f00, 0, 0, 0], 16), "segment routing, RFC 9602"),
    (v6([0xfc00, 0, 0, 0], 7), "unique local, RFC 4193"),
    (v6([0xfe80, 0, 0, 0], 10), "link-local, RFC 4291"),
    (v6([0xfec0, 0, 0, 0], 10), "site-local, RFC 3879"),
    (v6([0xff00, 0, 0, 0], 8), "multicast, RFC 4291"),
];

/// All that is given out of IPv6.
const GLOBAL_V6: Ipv6Net = v6([0x2000, 0, 0, 0], 3);

/// IPv4 behind a gateway (NAT64, RFC 6052): its last four bytes are the address.
const NAT64: Ipv6Net = v6([0x64, 0xff9b, 0, 0], 96);

/// Ports below this belong to other protocols than HTTP.
const FIRST_FREE_PORT: u16 = 1024;

/// A URL that no webhook is sent to. Tells nothing of its path and query, which may be secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidWebhookUrl {
    /// Neither https nor, where it is allowed, http.
    #[error("https; http only in development, or with private_addresses = true")]
    Scheme,
    /// A user or a password.
    #[error("without a user and a password: the signature proves who sent it")]
    UserInfo,
    /// A fragment.
    #[error("without a fragment (#…), which is never sent")]
    Fragment,
    /// A port of another protocol.
    #[error("port 443, 80, or 1024 and above, not {0}")]
    Port(u16),
    /// An address that is not public.
    #[error("{host} is not public ({range}): private_addresses = true allows it")]
    NotPublic {
        /// The host, as it was understood.
        host: String,
        /// The range that it lies in.
        range: &'static str,
    },
}

/// Whether everybody on the internet reaches the same machine under this address, as far as that
/// can be told from the address.
pub fn is_public(ip: IpAddr) -> bool {
    special_range(ip).is_none()
}

/// The name of the range that makes an address not public; `None` for a public one.
pub(super) fn special_range(ip: IpAddr) -> Option<&'static str> {
    match ip {
        IpAddr::V4(ip) => {
            let range = SPECIAL_V4.iter().find(|(range, _)| range.contains(&ip));
            range.map(|(_, name)| *name)
        }
        IpAddr::V6(ip) if NAT64.contains(&ip) => {
            let [.., a, b, c, d] = ip.octets();
            special_range(Ipv4Addr::new(a, b, c, d).into())
        }
        IpAddr::V6(ip) => {
            let range = SPECIAL_V6.iter().find(|(range, _)| range.contains(&ip));
            let named = range.map(|(_, name)| *name);
            named.or_else(|| (!GLOBAL_V6.contains(&ip)).then_some("given to nobody, RFC 4291"))
        }
    }
}

/// Checks the URL of a webhook. `allows_private`: whether the operator allows addresses that are
/// not public, and http to them.
///
/// # Errors
/// [`InvalidWebhookUrl`]: the first of its problems.
pub fn check_url(
    url: &Url,
    allows_private: bool,
    is_production: bool,
) -> Result<(), InvalidWebhookUrl> {
    match url.scheme() {
        "https" => {}
        "http" if allows_private || !is_production => {}
        _ => return Err(InvalidWebhookUrl::Scheme),
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(InvalidWebhookUrl::UserInfo);
    }
    if url.fragment().is_some() {
        return Err(InvalidWebhookUrl::Fragment);
    }
    if let Some(port @ 0..FIRST_FREE_PORT) = url.port()
        && ![80, 443].contains(&port)
    {
        return Err(InvalidWebhookUrl::Port(port));
    }
    match url.host().and_then(special_host) {
        Some(range) if !allows_private => Err(InvalidWebhookUrl::NotPublic {
            host: url.host_str().unwrap_or_default().to_owned(),
            range,
        }),
        _ => Ok(()),
    }
}

/// The name of the range that a host lies in, as far as that is known without resolving it.
fn special_host(host: Host<&str>) -> Option<&'static str> {
    match host {
        Host::Ipv4(ip) => special_range(ip.into()),
        Host::Ipv6(ip) => special_range(ip.into()),
        Host::Domain(name) => {
            let name = name.trim_end_matches('.');
            let is_local = name == "localhost" || name.ends_with(".localhost");
            is_local.then_some("this machine, RFC 6761")
        }
    }
}

const fn v4([a, b, c, d]: [u8; 4], prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

const fn v6([a, b, c, d]: [u16; 4], prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0), prefix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(url: &str) -> Option<InvalidWebhookUrl> {
        check_url(&Url::parse(url).unwrap(), false, true).err()
    }

    #[test]
    fn public_addresses_are_told_from_all_others() {
        for (ip, expected) in [
            ("1.1.1.1", ""),
            ("8.8.8.8", ""),
            ("9.255.255.255", ""),
            ("11.0.0.0", ""),
            ("100.63.255.255", ""),
            ("100.128.0.0", ""),
            ("126.255.255.255", ""),
            ("128.0.0.0", ""),
            ("168.63.129.17", ""),
            ("169.253.255.255", ""),
            ("172.15.255.255", ""),
            ("172.32.0.0", ""),
            ("192.0.1.0", ""),
            ("192.167.255.255", ""),
            ("192.169.0.0", ""),
            ("198.17.255.255", ""),
            ("198.20.0.0", ""),
            ("223.255.255.255", ""),
            ("2001:4860:4860::8888", ""),
            ("2606:4700:4700::1111", ""),
            ("2a00:1450::1", ""),
            ("64:ff9b::8.8.8.8", ""),
            ("0.0.0.0", "RFC 791"),
            ("0.255.255.255", "RFC 791"),
            ("10.0.0.0", "RFC 1918"),
            ("10.255.255.255", "RFC 1918"),
            ("100.64.0.0", "carrier-grade"),
            ("100.100.100.200", "carrier-grade"),
            ("100.127.255.255", "carrier-grade"),
            ("127.0.0.1", "loopback"),
            ("127.255.255.254", "loopback"),
            ("168.63.129.16", "Azure"),
            ("169.254.169.254", "link-local"),
            ("169.254.170.2", "link-local"),
            ("172.16.0.0", "RFC 1918"),
            ("172.31.255.255", "RFC 1918"),
            ("192.0.0.192", "assignments"),
            ("192.0.2.1", "documentation"),
            ("192.88.99.1", "6to4"),
            ("192.168.0.1", "RFC 1918"),
            ("198.18.0.1", "benchmarks"),
            ("198.19.255.255", "benchmarks"),
            ("198.51.100.7", "documentation"),
            ("203.0.113.9", "documentation"),
            ("224.0.0.1", "multicast"),
            ("239.255.255.255", "multicast"),
            ("240.0.0.1", "reserved"),
            ("255.255.255.255", "broadcast"),
            ("::", "unspecified"),
            ("::1", "loopback"),
            ("::2", "compatible"),
            ("::127.0.0.1", "compatible"),
            ("::8.8.8.8", "compatible"),
            ("::ffff:127.0.0.1", "mapped"),
            ("::ffff:8.8.8.8", "mapped"),
            ("::ffff:0:10.0.0.1", "nobody"),
            ("64:ff9b::127.0.0.1", "loopback"),
            ("64:ff9b::169.254.169.254", "link-local"),
            ("64:ff9b::10.1.2.3", "RFC 1918"),
            ("64:ff9b::1:808:808", "nobody"),
            ("64:ff9b:1::8.8.8.8", "local NAT64"),
            ("64:ff9b:1:fffe::10.0.0.1", "local NAT64"),
            ("100::1", "discard"),
            ("2001::1", "Teredo"),
            ("2001:0:808:808::1", "Teredo"),
            ("2001:2::1", "assignments"),
            ("2001:20::1", "assignments"),
            ("2001:db8::1", "documentation"),
            ("2002:7f00:1::1", "6to4"),
            ("2002:808:808::1", "6to4"),
            ("3fff::1", "documentation"),
            ("4000::1", "nobody"),
            ("5f00::1", "segment"),
            ("fc00::1", "unique local"),
            ("fd00:ec2::254", "unique local"),
            ("fe80::1", "link-local"),
            ("fe80::a9fe:a9fe", "link-local"),
            ("fec0::1", "site-local"),
            ("ff02::1", "multicast"),
            ("ff0e::1", "multicast"),
        ] {
            let ip: IpAddr = ip.parse().unwrap();
            match special_range(ip) {
                None => assert_eq!(expected, "", "{ip} is public"),
                Some(range) => {
                    assert!(
                        !expected.is_empty() && range.contains(expected),
                        "{ip}: {range}"
                    );
                }
            }
            assert_eq!(is_public(ip), expected.is_empty(), "{ip}");
        }
    }

    /// A host is read as the URL standard of browsers says, in any notation.
    #[test]
    fn addresses_in_a_url_are_seen_in_every_notation() {
        for (host, expected) in [
            ("127.0.0.1", "127.0.0.1"),
            ("127.0.0.1.", "127.0.0.1"),
            ("127.1", "127.0.0.1"),
            ("127.0.1", "127.0.0.1"),
            ("2130706433", "127.0.0.1"),
            ("017700000001", "127.0.0.1"),
            ("0177.0.0.1", "127.0.0.1"),
            ("0177.0.0.01", "127.0.0.1"),
            ("0x7f000001", "127.0.0.1"),
            ("0X7F.0.0.0x1", "127.0.0.1"),
            ("0x7f.1", "127.0.0.1"),
            ("%31%32%37.0.0.1", "127.0.0.1"),
            ("①②⑦.0.0.1", "127.0.0.1"),
            ("127。0。0。1", "127.0.0.1"),
            ("１２７.0.0.1", "127.0.0.1"),
            ("127.0.0.1\\@shop.example", "127.0.0.1"),
            ("0", "0.0.0.0"),
            ("0x0", "0.0.0.0"),
            ("00.0", "0.0.0.0"),
            ("10.1", "10.0.0.1"),
            ("0xa.0x1", "10.0.0.1"),
            ("012.1", "10.0.0.1"),
            ("167772161", "10.0.0.1"),
            ("0xC0A80001", "192.168.0.1"),
            ("0300.0250.1", "192.168.0.1"),
            ("0xA9FEA9FE", "169.254.169.254"),
            ("2852039166", "169.254.169.254"),
            ("0251.0376.0251.0376", "169.254.169.254"),
            ("169.254.43518", "169.254.169.254"),
            ("4294967295", "255.255.255.255"),
            ("[::]", "[::]"),
            ("[::1]", "[::1]"),
            ("[0:0:0:0:0:0:0:1]", "[::1]"),
            ("[0000:0000:0000:0000:0000:0000:0000:0001]", "[::1]"),
            ("[::127.0.0.1]", "[::7f00:1]"),
            ("[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
            ("[::ffff:7f00:1]", "[::ffff:7f00:1]"),
            ("[0:0:0:0:0:FFFF:169.254.169.254]", "[::ffff:a9fe:a9fe]"),
            ("[64:ff9b::7f00:1]", "[64:ff9b::7f00:1]"),
            ("[64:ff9b:1::a9fe:a9fe]", "[64:ff9b:1::a9fe:a9fe]"),
            ("[2002:7f00:1::]", "[2002:7f00:1::]"),
            ("[fd00:ec2::254]", "[fd00:ec2::254]"),
            ("[FE80::1]", "[fe80::1]"),
            ("localhost", "localhost"),
            ("LOCALHOST", "localhost"),
            ("localhost.", "localhost."),
            ("app.localhost", "app.localhost"),
            ("ⓛocalhost", "localhost"),
        ] {
            match refused(&format!("https://{host}/webhooks")) {
                Some(InvalidWebhookUrl::NotPublic { host: seen, .. }) => {
                    assert_eq!(seen, expected, "{host}");
                }
                other => panic!("{host}: {other:?}"),
            }
            let url = Url::parse(&format!("https://{host}/")).unwrap();
            assert_eq!(check_url(&url, true, true), Ok(()), "{host}");
        }
    }

    #[test]
    fn hosts_that_are_no_host_are_no_url() {
        for odd in [
            "https://",
            "https:///",
            "https://127.0.0.256/",
            "https://4294967296/",
            "https://0x7g.1/",
            "https://1.2.3.4.5/",
            "https://[fe80::1%25eth0]/",
            "https://[::1/",
            "https://[127.0.0.1]/",
            "https://shop.example:65536/",
            "https://shop example/",
        ] {
            assert!(Url::parse(odd).is_err(), "{odd}");
        }
    }

    #[test]
    fn what_a_url_consists_of_is_checked() {
        use InvalidWebhookUrl as Invalid;
        for (url, expected) in [
            ("https://shop.example/webhooks", None),
            ("https://shop.example:8443/?token=1", None),
            ("https://shop.example:443/", None),
            ("https://shop.example:80/", None),
            ("https://8.8.8.8/", None),
            ("https://[2606:4700:4700::1111]/", None),
            ("https://localhost.example/", None),
            ("https://127.0.0.1.shop.example/", None),
            ("https://shop.example\\@127.0.0.1/", None),
            ("http://shop.example/", Some(Invalid::Scheme)),
            ("ftp://shop.example/", Some(Invalid::Scheme)),
            ("file:///etc/passwd", Some(Invalid::Scheme)),
            ("gopher://127.0.0.1:6379/_", Some(Invalid::Scheme)),
            ("data:,1", Some(Invalid::Scheme)),
            ("https://me@shop.example/", Some(Invalid::UserInfo)),
            ("https://:word@shop.example/", Some(Invalid::UserInfo)),
            ("https://8.8.8.8@127.0.0.1/", Some(Invalid::UserInfo)),
            ("https://shop.example/#part", Some(Invalid::Fragment)),
            ("https://shop.example/#", Some(Invalid::Fragment)),
            ("https://shop.example:0/", Some(Invalid::Port(0))),
            ("https://shop.example:22/", Some(Invalid::Port(22))),
            ("https://shop.example:25/", Some(Invalid::Port(25))),
            ("https://shop.example:1023/", Some(Invalid::Port(1023))),
        ] {
            assert_eq!(refused(url), expected, "{url}");
        }
    }

    #[test]
    fn http_is_for_development_and_private_addresses() {
        for (allows_private, is_production, expected) in [
            (false, true, false),
            (true, true, true),
            (false, false, true),
            (true, false, true),
        ] {
            let url = Url::parse("http://shop.example/").unwrap();
            let fits = check_url(&url, allows_private, is_production).is_ok();
            assert_eq!(fits, expected, "{allows_private} {is_production}");
        }
    }
}
