//! The HTTP client that sends webhooks.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, ClientBuilder, redirect, retry};

use crate::webhooks::address::{is_public, special_range};

const USER_AGENT: &str = "Ringcode-Webhooks";

/// The time for name resolution, connection and TLS together.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// The time from the start until the answer has come. The standard asks for 15 to 30 seconds.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(15);

/// Shorter than any load balancer's, so that no event is written to a connection that the other
/// side is just closing.
const IDLE_TIMEOUT: Duration = Duration::from_secs(15);
const MAX_IDLE_CONNECTIONS: usize = 4;

/// Builds the client for webhooks. It follows no redirect, uses no proxy, repeats nothing, and
/// connects to public addresses only unless `allows_private`. An address in the URL itself does
/// not pass through it: [`check_url`] is for those. The body of an answer is read by whoever asks
/// for it, and nobody has to.
///
/// # Errors
/// When the machine has no CA certificates.
///
/// [`check_url`]: crate::webhooks::check_url
pub fn http_client(allows_private: bool) -> reqwest::Result<Client> {
    match allows_private {
        true => builder().build(),
        false => builder().dns_resolver(PublicResolver::default()).build(),
    }
}

fn builder() -> ClientBuilder {
    // An error only says that a provider is installed already.
    drop(rustls::crypto::ring::default_provider().install_default());
    Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(CONNECT_TIMEOUT)
        .timeout(TOTAL_TIMEOUT)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .pool_max_idle_per_host(MAX_IDLE_CONNECTIONS)
        .pool_idle_timeout(IDLE_TIMEOUT)
}

/// Resolves names to public addresses only. The addresses that it returns are those that are
/// connected to, so a name cannot resolve to one address when it is checked and to another later.
pub struct PublicResolver {
    names: Arc<dyn Resolve>,
}

/// The reason why a name has no address that a webhook may be sent to.
#[derive(Debug, thiserror::Error)]
enum NoPublicAddress {
    #[error("{0} has no address")]
    NoAddress(String),
    #[error(
        "{name} has no public address, only {address} ({range}): private_addresses = true allows it"
    )]
    NotPublic {
        name: String,
        address: IpAddr,
        range: &'static str,
    },
}

/// The resolver of the operating system.
struct SystemResolver;

impl PublicResolver {
    /// Lets through what another resolver finds.
    pub fn new(names: Arc<dyn Resolve>) -> Self {
        Self { names }
    }
}

impl Default for PublicResolver {
    fn default() -> Self {
        Self::new(Arc::new(SystemResolver))
    }
}

impl Resolve for PublicResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let resolving = self.names.resolve(name);
        Box::pin(async move {
            let public = public_addresses(host, resolving.await?)?;
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

impl Resolve for SystemResolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(Box::new(found.collect::<Vec<_>>().into_iter()) as Addrs)
        })
    }
}

/// Those of the addresses of a name that are public: one at least.
fn public_addresses(name: String, found: Addrs) -> Result<Vec<SocketAddr>, NoPublicAddress> {
    let (public, others): (Vec<_>, Vec<_>) = found.partition(|address| is_public(address.ip()));
    if !public.is_empty() {
        return Ok(public);
    }
    let special = others.into_iter().find_map(|address| {
        let address = address.ip();
        special_range(address).map(|range| (address, range))
    });
    Err(match special {
        None => NoPublicAddress::NoAddress(name),
        Some((address, range)) => NoPublicAddress::NotPublic {
            name,
            address,
            range,
        },
    })
}

#[cfg(test)]
mod tests {
    use std::error::Error;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpListener;

    use super::*;

    /// A resolver that knows every name under the same addresses.
    struct Fixed(Vec<SocketAddr>);

    impl Resolve for Fixed {
        fn resolve(&self, _: Name) -> Resolving {
            let addresses = self.0.clone();
            Box::pin(async { Ok(Box::new(addresses.into_iter()) as Addrs) })
        }
    }

    fn fixed(ips: &[&str], port: u16) -> PublicResolver {
        let addresses = ips
            .iter()
            .map(|ip| SocketAddr::new(ip.parse().unwrap(), port));
        PublicResolver::new(Arc::new(Fixed(addresses.collect())))
    }

    fn told(error: &dyn Error) -> String {
        let causes = std::iter::successors(Some(error), |error| (*error).source());
        causes.map(|cause| format!("{cause}; ")).collect()
    }

    #[tokio::test]
    async fn of_the_addresses_of_a_name_only_public_ones_are_used() {
        for (found, expected) in [
            (&["8.8.8.8"][..], Ok(&["8.8.8.8"][..])),
            (
                &["8.8.8.8", "2606:4700::1"],
                Ok(&["8.8.8.8", "2606:4700::1"]),
            ),
            (&["127.0.0.1", "8.8.8.8"], Ok(&["8.8.8.8"])),
            (
                &["8.8.8.8", "10.0.0.1", "9.9.9.9"],
                Ok(&["8.8.8.8", "9.9.9.9"]),
            ),
            (&["::1", "2606:4700::1", "fd00::1"], Ok(&["2606:4700::1"])),
            (&["::ffff:8.8.8.8", "8.8.8.8"], Ok(&["8.8.8.8"])),
            (&[], Err("shop.example has no address")),
            (&["127.0.0.1"], Err("only 127.0.0.1 (loopback, RFC 1122)")),
            (&["169.254.169.254"], Err("(link-local, RFC 3927)")),
            (
                &["10.0.0.1", "::1"],
                Err("only 10.0.0.1 (private, RFC 1918)"),
            ),
            (&["::ffff:127.0.0.1"], Err("(IPv4-mapped, RFC 4291)")),
            (&["64:ff9b::a00:1"], Err("(private, RFC 1918)")),
            (&["0.0.0.0"], Err("(this network, RFC 791)")),
            (&["::"], Err("(unspecified, RFC 4291)")),
        ] {
            let resolved = fixed(found, 0)
                .resolve("shop.example".parse().unwrap())
                .await;
            match (resolved, expected) {
                (Ok(addresses), Ok(expected)) => {
                    let ips: Vec<_> = addresses.map(|address| address.ip().to_string()).collect();
                    assert_eq!(ips, expected);
                }
                (Err(error), Err(expected)) => {
                    assert!(error.to_string().contains(expected), "{error}");
                }
                (resolved, _) => panic!("{found:?}: {:?}", resolved.map(Vec::from_iter)),
            }
        }
    }

    #[tokio::test]
    async fn a_name_of_this_machine_is_resolved_and_refused() {
        let resolver = PublicResolver::default();
        let resolved = resolver.resolve("localhost".parse().unwrap()).await;
        let error = resolved.map(Vec::from_iter).unwrap_err();
        assert!(error.to_string().contains("loopback"), "{error}");
    }

    #[tokio::test]
    async fn nothing_connects_to_what_a_name_hides() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let hidden = fixed(&["127.0.0.1"], port);
        let client = builder().dns_resolver(hidden).build().unwrap();
        let url = format!("http://shop.example:{port}/");
        let error = client.post(&url).send().await.unwrap_err();
        assert!(error.is_connect(), "{error:?}");
        assert!(
            told(&error).contains("(loopback, RFC 1122)"),
            "{}",
            told(&error)
        );
        let open = Fixed(vec![SocketAddr::new([127, 0, 0, 1].into(), port)]);
        let client = builder().dns_resolver(open).build().unwrap();
        let posting = tokio::spawn(client.post(&url).send());
        // The first connection that arrives is the one that was allowed.
        let (mut connection, _) = listener.accept().await.unwrap();
        connection
            .write_all(b"HTTP/1.1 204 No Content\r\n\r\n")
            .await
            .unwrap();
        assert_eq!(posting.await.unwrap().unwrap().status(), 204);
    }

    #[tokio::test]
    async fn a_redirect_is_an_answer_and_nothing_of_us_is_told_but_the_name() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/", listener.local_addr().unwrap());
        let posting = tokio::spawn(http_client(true).unwrap().post(&url).body("{}").send());
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 4096];
        let length = connection.read(&mut request).await.unwrap();
        let request = String::from_utf8_lossy(&request[..length]).to_lowercase();
        assert!(
            request.contains("user-agent: ringcode-webhooks\r\n"),
            "{request}"
        );
        for header in ["cookie", "accept-encoding", "referer", "authorization"] {
            assert!(!request.contains(header), "{request}");
        }
        let answer = format!("HTTP/1.1 302 Found\r\nLocation: {url}other\r\n\r\n");
        connection.write_all(answer.as_bytes()).await.unwrap();
        assert_eq!(posting.await.unwrap().unwrap().status(), 302);
    }
}
