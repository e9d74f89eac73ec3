//! The metrics of one server: what it counts and times, for Prometheus.
//!
//! [`Metrics`] has a field for each metric; whoever sees an event counts it there. No label has
//! values that a stranger can choose. Nothing else of this crate is imported, and nothing here
//! listens: `operator` serves what [`Metrics::encode`] writes. Start at [`Metrics`].

mod certificate_metrics;
mod encoding;
mod labels;
mod server_metrics;
mod table;

pub use certificate_metrics::CertificateMetrics;
pub use encoding::TextFormat;
pub use labels::{
    AttemptLabels, BuildLabels, CallbackLabels, ChannelLabels, ClientLabels, DeliveryLabels,
    DestinationLabels, GuessLabels, HostLabels, KeyLabels, LimitLabels, PeriodLabels,
    ProviderLabels, RouteLabels, StoreLabels, WebhookLabels,
};
pub use server_metrics::Metrics;
pub use table::{MetricRow, MetricTable};
