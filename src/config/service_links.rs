//! Variables that a platform adds for services and linked containers.

use std::net::{IpAddr, SocketAddr};

use crate::config::environment::Environment;

/// Whether Kubernetes or a Docker link adds a variable of this name and value for a service
/// with our name: `RINGCODE_PORT=tcp://…`, `RINGCODE_WEB_SERVICE_HOST=…` and so on. Both name
/// and value must have that form.
pub(super) fn is_service_link(environment: &Environment, name: &str, value: &str) -> bool {
    let words: Vec<_> = name.split('_').collect();
    let is_port = |text: &str| text.parse::<u16>().is_ok();
    let is_protocol = |text: &str| matches!(text, "tcp" | "udp" | "sctp");
    let is_numbered =
        |port: &str, protocol: &str| is_port(port) && is_protocol(&protocol.to_ascii_lowercase());
    let is_url = || {
        let url = value.split_once("://");
        url.is_some_and(|(protocol, at)| is_protocol(protocol) && is_address(at))
    };
    let is_ip = || value.parse::<IpAddr>().is_ok();
    let names_service = |words: &[&str]| words.windows(2).any(|two| two == ["SERVICE", "PORT"]);
    match words[..] {
        [_, .., "PORT", port, protocol, "ADDR"] if is_numbered(port, protocol) => is_ip(),
        [_, .., "PORT", port, protocol, "PORT"] if is_numbered(port, protocol) => is_port(value),
        [_, .., "PORT", port, protocol, "PROTO"] if is_numbered(port, protocol) => {
            is_protocol(value)
        }
        [_, .., "PORT", port, protocol] if is_numbered(port, protocol) => is_url(),
        [_, .., "SERVICE", "HOST"] => is_ip(),
        // `is_url` is for a service whose own name ends in `SERVICE`.
        [_, ref rest @ ..] if names_service(rest) => is_port(value) || is_url(),
        [_, .., "PORT"] => is_url(),
        [_, .., "NAME"] => is_path(value),
        // From the linked container's own environment.
        [alias, "ENV", ..] => {
            let link = environment.get(&format!("{alias}_NAME"));
            link.is_some_and(is_path)
        }
        _ => false,
    }
}

/// Whether `text` is an IP address and a port; IPv6 may lack its brackets.
fn is_address(text: &str) -> bool {
    let loose = || {
        let (ip, port) = text.rsplit_once(':')?;
        Some(ip.parse::<IpAddr>().is_ok() && port.parse::<u16>().is_ok())
    };
    text.parse::<SocketAddr>().is_ok() || loose().unwrap_or(false)
}

/// Whether `value` has the form `/container/alias`, the name of a Docker link.
fn is_path(value: &str) -> bool {
    value.starts_with('/') && value.matches('/').count() == 2
}
