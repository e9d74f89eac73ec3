//! Detects a proxy that `server.trusted_proxies` does not name. Its forwarding headers are ignored,
//! so everybody behind it counts as one client.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::HeaderMap;
use tracing::error;

use crate::config::TrustedProxies;
use crate::rate_limit::ClientIp;

/// Headers in which proxies name their client.
const HEADERS: [&str; 7] = [
    "x-forwarded-for",
    "forwarded",
    "x-real-ip",
    "x-forwarded-proto",
    "x-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
];

/// Counts the requests that name another client, though their peer is no trusted proxy.
#[derive(Debug, Default)]
pub struct UntrustedForwarders(AtomicU64);

impl UntrustedForwarders {
    /// Counts a request that does, and alerts the operator to the first, the tenth, the hundredth
    /// and so on. Anybody can send such a header, so not every one may cost a log line.
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
