//! Where Redis is: one line of text, checked once, before anything connects.

use std::{fmt, sync::Arc};

use ::redis::{ClientTlsConfig, ConnectionInfo, IntoConnectionInfo, TlsCertificates};
use url::Url;

use super::target::{Service, Target};

/// Where Redis is and how to get in. One of
///
/// | what | how it is written |
/// | --- | --- |
/// | one server | `redis://[user:password@]host[:port][/db]` |
/// | on a socket | `unix:///path[?db=N&user=U&pass=P]` (or `redis+unix://`) |
/// | Cluster | `redis-cluster://[user:password@]host:port,host:port,…` |
/// | Sentinel | `redis-sentinel://[user:password@]host:port,host:port,…/service[/db]` |
///
/// With `rediss` instead of `redis` the connection is encrypted and the server's certificate
/// checked. A password alone is written `:password@`; characters such as `@ / : # %` in it
/// are percent-encoded. Ports default to 6379, those of Sentinels to 26379. Any nodes of a
/// cluster will do, it tells the others. User and password are for the Redis servers; those
/// of the Sentinels are in [`Access`].
///
/// `Debug` shows the kind only.
pub struct Address(Target);

/// What else it takes to get in. Certificates and keys are in PEM form.
#[derive(Clone, Default)]
pub struct Access {
    /// The certificates that the servers' must be signed by; `None` for the public authorities.
    pub authority: Option<Vec<u8>>,
    /// The certificate that this client shows, and its key.
    pub client: Option<(Vec<u8>, Vec<u8>)>,
    /// The user at the Sentinels; empty for the default one.
    pub sentinel_user: String,
    /// The password at the Sentinels; empty for none.
    pub sentinel_password: String,
}

impl fmt::Debug for Access {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Access(…)")
    }
}

/// What is wrong with an address. Repeats nothing of it: any part may be the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadAddress(String);

impl Address {
    /// Reads the address of a store. `authority` holds certificates in PEM form, and when
    /// given, only servers certified by them are trusted; else the public authorities are.
    ///
    /// # Errors
    /// [`BadAddress`] says what is wrong and how it should be.
    pub fn parse(url: &str, authority: Option<&[u8]>) -> Result<Self, BadAddress> {
        let authority = authority.map(<[u8]>::to_vec);
        let access = Access {
            authority,
            ..Access::default()
        };
        Self::with_access(url, &access)
    }

    /// The same, with whatever else it takes to get in.
    ///
    /// # Errors
    /// As [`Address::parse`].
    pub fn with_access(url: &str, access: &Access) -> Result<Self, BadAddress> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| bad(SCHEMES))?;
        let (plain, kind) = match scheme.split_once('-') {
            Some((plain @ ("redis" | "rediss"), kind)) => (plain, kind),
            None if matches!(scheme, "redis" | "rediss" | "unix" | "redis+unix") => (scheme, ""),
            _ => return Err(bad(SCHEMES)),
        };
        let certificates = certificates(plain, access)?;
        if kind != "sentinel" && !access.sentinel_password.is_empty() {
            return Err(bad(
                "has a password for Sentinels but none: write redis-sentinel://",
            ));
        }
        let target = match kind {
            "" => Target::server(node(url)?, certificates),
            "cluster" => Target::cluster(&cluster_nodes(plain, rest)?, certificates),
            "sentinel" => {
                let (nodes, path) = nodes(plain, rest, SENTINEL_PORT)?;
                let (service, db) = service(path)?;
                let service = Service {
                    name: service,
                    db,
                    user: &access.sentinel_user,
                    password: &access.sentinel_password,
                };
                Target::sentinel(&nodes, &service, certificates)
            }
            _ => return Err(bad(SCHEMES)),
        };
        target.map(Self).map_err(|error| refused(&error))
    }

    pub(super) fn into_target(self) -> Arc<Target> {
        Arc::new(self.0)
    }
}

const SCHEMES: &str = "must begin with redis://, rediss://, unix://, redis-cluster://, \
                       rediss-cluster://, redis-sentinel:// or rediss-sentinel://";

fn certificates(scheme: &str, access: &Access) -> Result<Option<TlsCertificates>, BadAddress> {
    if access.authority.is_none() && access.client.is_none() {
        return Ok(None);
    }
    if scheme != "rediss" {
        return Err(bad(
            "has a certificate but no TLS: write rediss instead of redis",
        ));
    }
    let is_pem = |pem: &[u8]| pem.windows(PEM_MARK.len()).any(|window| window == PEM_MARK);
    if access.authority.as_deref().is_some_and(|pem| !is_pem(pem)) {
        return Err(bad(
            "the certificate authority is not a certificate in PEM form",
        ));
    }
    Ok(Some(TlsCertificates {
        client_tls: access
            .client
            .clone()
            .map(|(client_cert, client_key)| ClientTlsConfig {
                client_cert,
                client_key,
            }),
        root_cert: access.authority.clone(),
    }))
}

const PEM_MARK: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn cluster_nodes(scheme: &str, rest: &str) -> Result<Vec<ConnectionInfo>, BadAddress> {
    match nodes(scheme, rest, DEFAULT_PORT)? {
        (nodes, "") => Ok(nodes),
        _ => Err(bad(
            "a cluster has only database 0: leave out what follows the nodes",
        )),
    }
}

/// Splits `service[/db]`.
fn service(path: &str) -> Result<(&str, i64), BadAddress> {
    let (service, db) = path.split_once('/').unwrap_or((path, "0"));
    if service.is_empty() {
        return Err(bad("the name of the service is missing: …/service"));
    }
    let db = db
        .parse()
        .map_err(|_| bad("the database is not a number: …/service/db"))?;
    Ok((service, db))
}

const DEFAULT_PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;

/// Splits `[user:password@]host:port,host:port[/path]` into nodes that each can get in, at
/// least one, and the path.
fn nodes<'a>(
    scheme: &str,
    rest: &'a str,
    port: u16,
) -> Result<(Vec<ConnectionInfo>, &'a str), BadAddress> {
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let hosts = authority.rfind('@').map_or(0, |at| at + 1);
    let (credentials, hosts) = authority.split_at(hosts);
    let nodes = hosts
        .split(',')
        .map(
            |host| match Url::parse(&format!("{scheme}://{host}")).map(|url| url.port()) {
                Ok(None) => node(&format!("{scheme}://{credentials}{host}:{port}")),
                _ => node(&format!("{scheme}://{credentials}{host}")),
            },
        )
        .collect::<Result<Vec<_>, _>>()?;
    Ok((nodes, path.trim_end_matches('/')))
}

fn node(url: &str) -> Result<ConnectionInfo, BadAddress> {
    let url = Url::parse(url).map_err(|error| bad(&format!("{error} ({ENCODE})")))?;
    let on_socket = url.scheme().ends_with("unix");
    if url.fragment().is_some() || (url.query().is_some() && !on_socket) {
        return Err(bad(
            "nothing may follow after ? or # (in a password they are %3F and %23)",
        ));
    }
    if !on_socket && url.host_str().is_none_or(str::is_empty) {
        return Err(bad("a host is missing"));
    }
    if !url.username().is_empty() && url.password().is_none() {
        return Err(bad(
            "a user needs a password; a password alone is written :password@",
        ));
    }
    url.into_connection_info().map_err(|error| refused(&error))
}

const ENCODE: &str = "special characters in a password must be percent-encoded";

/// The client names what it does not like, and quotes nothing.
fn refused(error: &::redis::RedisError) -> BadAddress {
    bad(&error.to_string())
}

fn bad(what: &str) -> BadAddress {
    BadAddress(what.to_owned())
}

impl fmt::Display for BadAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "address of the store: {}", self.0)
    }
}

impl std::error::Error for BadAddress {}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Address({})", self.0.kind())
    }
}
