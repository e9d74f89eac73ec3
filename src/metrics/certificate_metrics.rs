//! [`CertificateMetrics`]: the metrics of the certificate of the public address.

use std::sync::atomic::AtomicU64;

use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;

use crate::metrics::{HostLabels, MetricTable};

type HostGauge = Family<HostLabels, Gauge<f64, AtomicU64>>;

/// The metrics of the certificate. Without a certificate they have no values: zero would be one that
/// expired long ago.
pub struct CertificateMetrics {
    trusted: HostGauge,
    start: HostGauge,
    expiry: HostGauge,
}

impl CertificateMetrics {
    pub(super) fn new(table: &mut MetricTable) -> Self {
        Self {
            trusted: table.family(
                "public_certificate_trusted",
                "1 if the certificate of the public address is trusted, 0 if it is refused; none \
                 where the instance cannot see it.",
            ),
            start: table.family(
                "public_certificate_start_timestamp_seconds",
                "Time from which the certificate of the public address is valid.",
            ),
            expiry: table.family(
                "public_certificate_expiry_timestamp_seconds",
                "Time at which the certificate of the public address expires.",
            ),
        }
    }

    /// Sets them for the certificate of `host`: whether it is trusted, and, where they could be read,
    /// its beginning and its end in seconds since the Unix epoch.
    pub fn set(&self, host: &str, is_trusted: bool, validity: Option<(f64, f64)>) {
        let labels = HostLabels {
            host: host.to_owned(),
        };
        let set = |gauge: &HostGauge, value| _ = gauge.get_or_create(&labels).set(value);
        set(&self.trusted, f64::from(u8::from(is_trusted)));
        match validity {
            Some((start, expiry)) => {
                set(&self.start, start);
                set(&self.expiry, expiry);
            }
            None => self.clear_validity(),
        }
    }

    /// Removes their values.
    pub fn clear(&self) {
        self.trusted.clear();
        self.clear_validity();
    }

    fn clear_validity(&self) {
        self.start.clear();
        self.expiry.clear();
    }
}
