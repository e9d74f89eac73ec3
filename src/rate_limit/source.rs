//! The source of a request, which limits charge for it.

use std::sync::Arc;

use ipnet::IpNet;

use crate::rate_limit::ClientIp;

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

impl From<std::net::IpAddr> for Source {
    fn from(address: std::net::IpAddr) -> Self {
        Self::Ip(address.into())
    }
}

impl From<ClientIp> for Source {
    fn from(ip: ClientIp) -> Self {
        Self::Ip(ip)
    }
}

impl std::fmt::Display for SourceKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Prefix(prefix) => prefix.fmt(f),
            Self::Client(id) => f.write_str(&id.0),
        }
    }
}
