//! Notices a proxy that was not named: it says on whose behalf it asks, and is not believed,
//! so that everybody behind it counts as one client.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::HeaderMap;
use tracing::error;

use crate::config::TrustedProxies;
use crate::rate_limit::ClientIp;

/// Headers by which proxies tell their client.
const HEADERS: [&str; 7] = [
    "x-forwarded-for",
    "forwarded",
    "x-real-ip",
    "x-forwarded-proto",
    "x-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
];

/// How many requests said that they come from somebody else, though their peer is no
/// trusted proxy.
#[derive(Debug, Default)]
pub struct UntrustedForwarders(AtomicU64);

impl UntrustedForwarders {
    /// Counts a request that does; of the first, the tenth, the hundredth and so on the
    /// operator hears. Anybody can send such a header, so it must not be of every one.
    pub fn note(&self, peer: ClientIp, headers: &HeaderMap, proxies: &TrustedProxies) {
        if proxies.contains(peer.address()) {
            return;
        }
        let Some(header) = HEADERS
            .into_iter()
            .find(|header| headers.contains_key(*header))
        else {
            return;
        };
        let requests = self.0.fetch_add(1, Ordering::Relaxed) + 1;
        let mut tens = requests;
        while tens.is_multiple_of(10) {
            tens /= 10;
        }
        if tens == 1 {
            let peer = peer.rate_limit_prefix();
            error!(
                %peer,
                header,
                requests,
                "alert: a proxy that server.trusted_proxies does not name, or somebody who \
                 feigns one: all people behind it share the limits of one client"
            );
        }
    }
}
