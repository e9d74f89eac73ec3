//! The address of Redis: one line of text, checked once, before anything connects.

use std::{fmt, sync::Arc};

use ::redis::{ClientTlsConfig, ConnectionInfo, IntoConnectionInfo, RedisError, TlsCertificates};
use thiserror::Error;
use url::Url;

use crate::store::redis::{RedisClient, SentinelService};

/// The address of Redis with user and password. One of
///
/// | deployment | form |
/// | --- | --- |
/// | one server | `redis://[user:password@]host[:port][/db]` |
/// | on a socket | `unix:///path[?db=N&user=U&pass=P]` (or `redis+unix://`) |
/// | Cluster | `redis-cluster://[user:password@]host:port,host:port,…` |
/// | Sentinel | `redis-sentinel://[user:password@]host:port,host:port,…/service[/db]` |
///
/// With `rediss` instead of `redis` the connection is encrypted and the server's certificate
/// checked. A password alone is written `:password@`; characters such as `@ / : # %` in it
/// are percent-encoded. Ports default to 6379, those of Sentinels to 26379. Some of a
/// Cluster's nodes suffice: they name the others. User and password are for the Redis servers;
/// those of the Sentinels are in [`RedisCredentials`].
///
/// `Debug` shows the kind of deployment only.
pub struct RedisAddress(RedisClient);

/// Certificates and credentials that are not part of the address. Certificates and keys are in
/// PEM form.
///
/// `Debug` shows nothing.
#[derive(Clone, Default)]
pub struct RedisCredentials {
    /// The authorities that must have signed the servers' certificates; `None` for the public
    /// ones.
    pub ca_certificates: Option<Vec<u8>>,
    /// The certificate that this client shows, and its key.
    pub client_certificate: Option<(Vec<u8>, Vec<u8>)>,
    /// The user at the Sentinels; empty for the default one.
    pub sentinel_user: String,
    /// The password at the Sentinels; empty for none.
    pub sentinel_password: String,
}

impl fmt::Debug for RedisCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RedisCredentials(…)")
    }
}

/// The reason why an address cannot be used. Repeats nothing of it: any part may be the password.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum AddressError {
    /// The address does not have the form it needs.
    #[error("address of the store: {0}")]
    Malformed(&'static str),
    /// The address is no URL.
    #[error("address of the store: {0} (special characters in a password must be percent-encoded)")]
    NotAUrl(url::ParseError),
    /// The client library does not accept it. Its message quotes nothing of the address.
    #[error("address of the store: {0}")]
    Unsupported(String),
}

impl RedisAddress {
    /// Reads an address, to which `credentials` are added.
    ///
    /// # Errors
    /// [`AddressError`] names what is wrong and the form that is expected.
    pub fn parse(url: &str, credentials: &RedisCredentials) -> Result<Self, AddressError> {
        let (scheme, rest) = url.split_once("://").ok_or(SCHEME)?;
        let (plain, kind) = match scheme.split_once('-') {
            Some((plain @ ("redis" | "rediss"), kind)) => (plain, kind),
            None if matches!(scheme, "redis" | "rediss" | "unix" | "redis+unix") => (scheme, ""),
            _ => return Err(SCHEME),
        };
        let certificates = certificates(plain, credentials)?;
        if kind != "sentinel" && !credentials.sentinel_password.is_empty() {
            return Err(AddressError::Malformed(
                "has a password for Sentinels but none: write redis-sentinel://",
            ));
        }
        let client = match kind {
            "" => RedisClient::server(node(url)?, certificates),
            "cluster" => RedisClient::cluster(&cluster_nodes(plain, rest)?, certificates),
            "sentinel" => {
                let (nodes, path) = nodes(plain, rest, SENTINEL_PORT)?;
                let service = sentinel_service(path, credentials)?;
                RedisClient::sentinel(&nodes, &service, certificates)
            }
            _ => return Err(SCHEME),
        };
        client.map(Self).map_err(|error| unsupported(&error))
    }

    pub(super) fn into_client(self) -> Arc<RedisClient> {
        Arc::new(self.0)
    }
}

impl fmt::Debug for RedisAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RedisAddress({})", self.0.kind())
    }
}

const SCHEME: AddressError = AddressError::Malformed(
    "must begin with redis://, rediss://, unix://, redis-cluster://, rediss-cluster://, \
     redis-sentinel:// or rediss-sentinel://",
);

fn certificates(
    scheme: &str,
    credentials: &RedisCredentials,
) -> Result<Option<TlsCertificates>, AddressError> {
    let (authorities, client) = (
        &credentials.ca_certificates,
        &credentials.client_certificate,
    );
    if authorities.is_none() && client.is_none() {
        return Ok(None);
    }
    if scheme != "rediss" {
        return Err(AddressError::Malformed(
            "has a certificate but no TLS: write rediss instead of redis",
        ));
    }
    let is_pem = |pem: &[u8]| pem.windows(PEM_MARK.len()).any(|window| window == PEM_MARK);
    if authorities.as_deref().is_some_and(|pem| !is_pem(pem)) {
        return Err(AddressError::Malformed(
            "the certificate authority is not a certificate in PEM form",
        ));
    }
    let client_tls = client
        .clone()
        .map(|(client_cert, client_key)| ClientTlsConfig {
            client_cert,
            client_key,
        });
    Ok(Some(TlsCertificates {
        client_tls,
        root_cert: authorities.clone(),
    }))
}

const PEM_MARK: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn cluster_nodes(scheme: &str, rest: &str) -> Result<Vec<ConnectionInfo>, AddressError> {
    match nodes(scheme, rest, DEFAULT_PORT)? {
        (nodes, "") => Ok(nodes),
        _ => Err(AddressError::Malformed(
            "a cluster has only database 0: leave out what follows the nodes",
        )),
    }
}

/// Splits `service[/db]`.
fn sentinel_service<'a>(
    path: &'a str,
    credentials: &'a RedisCredentials,
) -> Result<SentinelService<'a>, AddressError> {
    let (name, db) = path.split_once('/').unwrap_or((path, "0"));
    if name.is_empty() {
        return Err(AddressError::Malformed(
            "the name of the service is missing: …/service",
        ));
    }
    let db = db
        .parse()
        .map_err(|_| AddressError::Malformed("the database is not a number: …/service/db"))?;
    Ok(SentinelService {
        name,
        db,
        user: &credentials.sentinel_user,
        password: &credentials.sentinel_password,
    })
}

const DEFAULT_PORT: u16 = 6379;
const SENTINEL_PORT: u16 = 26379;

/// Splits `[user:password@]host:port,host:port[/path]` into the path and the nodes, at least
/// one, each with user and password.
fn nodes<'a>(
    scheme: &str,
    rest: &'a str,
    port: u16,
) -> Result<(Vec<ConnectionInfo>, &'a str), AddressError> {
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

fn node(url: &str) -> Result<ConnectionInfo, AddressError> {
    let url = Url::parse(url).map_err(AddressError::NotAUrl)?;
    let on_socket = url.scheme().ends_with("unix");
    if url.fragment().is_some() || (url.query().is_some() && !on_socket) {
        return Err(AddressError::Malformed(
            "nothing may follow after ? or # (in a password they are %3F and %23)",
        ));
    }
    if !on_socket && url.host_str().is_none_or(str::is_empty) {
        return Err(AddressError::Malformed("a host is missing"));
    }
    if !url.username().is_empty() && url.password().is_none() {
        return Err(AddressError::Malformed(
            "a user needs a password; a password alone is written :password@",
        ));
    }
    url.into_connection_info()
        .map_err(|error| unsupported(&error))
}

fn unsupported(error: &RedisError) -> AddressError {
    AddressError::Unsupported(error.to_string())
}
