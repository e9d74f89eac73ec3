//! Detects a proxy behind which everybody counts as one client: one that `server.trusted_proxies`
//! does not name, so that its headers are ignored, or one that does not send `X-Forwarded-For`.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::http::HeaderMap;
use tracing::error;

use crate::config::TrustedProxies;
use crate::rate_limit::ClientIp;
use crate::verifier::is_power_of_ten;

/// The header in which a trusted proxy names its client.
const FORWARDED_FOR: &str = "x-forwarded-for";

/// Headers in which proxies name their client.
const HEADERS: [&str; 7] = [
    FORWARDED_FOR,
    "forwarded",
    "x-real-ip",
    "x-forwarded-proto",
    "x-client-ip",
    "true-client-ip",
    "cf-connecting-ip",
];

/// Counts the requests that name another client without being believed.
#[derive(Debug, Default)]
pub struct UntrustedForwarders {
    /// Requests from peers that are no trusted proxies.
    unnamed: AtomicU64,
    /// Requests from trusted proxies that name the client in other headers than `X-Forwarded-For`.
    misnaming: AtomicU64,
}

impl UntrustedForwarders {
    /// Counts a request that does, and alerts the operator to the first, the tenth, the hundredth
    /// and so on. Anybody can send such a header, so not every one may cost a log line.
    pub fn note(&self, peer: ClientIp, headers: &HeaderMap, proxies: &TrustedProxies) {
        let mut names = HEADERS.into_iter();
        let Some(header) = names.find(|name| headers.contains_key(*name)) else {
            return;
        };
        let is_trusted = proxies.contains(peer.address());
        let peer = peer.rate_limit_prefix();
        if !is_trusted && let Some(requests) = count(&self.unnamed) {
            error!(
                %peer,
                header,
                requests,
                "alert: a proxy that server.trusted_proxies does not name, or somebody who \
                 feigns one: all people behind it share the limits of one client"
            );
        }
        if is_trusted
            && header != FORWARDED_FOR
            && let Some(requests) = count(&self.misnaming)
        {
            error!(
                %peer,
                header,
                requests,
                "alert: a proxy that server.trusted_proxies names sends no X-Forwarded-For: \
                 all people behind it share the limits of one client"
            );
        }
    }
}

/// Counts one more request, and returns the count if it is 1, 10, 100 and so on.
fn count(requests: &AtomicU64) -> Option<u64> {
    let requests = requests.fetch_add(1, Ordering::Relaxed) + 1;
    is_power_of_ten(requests).then_some(requests)
}
