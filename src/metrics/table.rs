//! The table of all metrics, from which they are encoded and documented.

use std::fmt::Debug;

use prometheus_client::encoding::EncodeMetric;
use prometheus_client::metrics::TypedMetric;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::metrics::labels::LabelSet;

/// Bounds of buckets for what a computer waits for, in seconds.
const OF_REQUESTS: [f64; 14] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// Bounds of buckets for what a person waits for, in seconds.
const OF_PEOPLE: [f64; 13] = [
    1.0, 2.0, 3.0, 5.0, 7.5, 10.0, 15.0, 20.0, 30.0, 60.0, 120.0, 300.0, 600.0,
];

/// A metric, as it is documented.
#[derive(Clone, Debug)]
pub struct MetricRow {
    /// The full name, without the endings of a histogram's parts.
    pub name: String,
    /// `counter`, `gauge` or `histogram`.
    pub kind: &'static str,
    /// The names of the labels.
    pub labels: &'static [&'static str],
    /// One sentence about it.
    pub help: &'static str,
}

/// Registers metrics, and remembers them for the documentation.
pub struct MetricTable {
    pub(super) registry: Registry,
    pub(super) rows: Vec<MetricRow>,
}

impl Default for MetricTable {
    fn default() -> Self {
        Self {
            registry: Registry::with_prefix(PREFIX),
            rows: Vec::new(),
        }
    }
}

/// The first word of every name.
const PREFIX: &str = "ringcode";

impl MetricTable {
    /// Adds counters or gauges, one for each set of labels.
    pub(super) fn family<L: LabelSet + 'static, M>(
        &mut self,
        name: &'static str,
        help: &'static str,
    ) -> Family<L, M>
    where
        Family<L, M>: EncodeMetric + TypedMetric + Clone + Debug + Default + Send + Sync + 'static,
    {
        self.add(name, help, L::NAMES, None, Family::default())
    }

    /// Adds a gauge without labels.
    pub(super) fn gauge(&mut self, name: &'static str, help: &'static str) -> Gauge {
        self.add(name, help, &[], None, Gauge::default())
    }

    /// Adds histograms of the times that requests take.
    pub(super) fn request_times<L: LabelSet + 'static>(
        &mut self,
        name: &'static str,
        help: &'static str,
    ) -> Family<L, Histogram> {
        let times = Family::new_with_constructor((|| Histogram::new(OF_REQUESTS)) as fn() -> _);
        self.add(name, help, L::NAMES, Some(Unit::Seconds), times)
    }

    /// Adds histograms of the times that people wait.
    pub(super) fn waiting_times<L: LabelSet + 'static>(
        &mut self,
        name: &'static str,
        help: &'static str,
    ) -> Family<L, Histogram> {
        let times = Family::new_with_constructor((|| Histogram::new(OF_PEOPLE)) as fn() -> _);
        self.add(name, help, L::NAMES, Some(Unit::Seconds), times)
    }

    fn add<M: EncodeMetric + TypedMetric + Clone + Debug + Send + Sync + 'static>(
        &mut self,
        name: &'static str,
        help: &'static str,
        labels: &'static [&'static str],
        unit: Option<Unit>,
        metric: M,
    ) -> M {
        let kind = M::TYPE.as_str();
        let ending = match (&unit, kind) {
            (Some(unit), _) => format!("_{}", unit.as_str()),
            (None, "counter") => "_total".to_owned(),
            (None, _) => String::new(),
        };
        self.rows.push(MetricRow {
            name: format!("{PREFIX}_{name}{ending}"),
            kind,
            labels,
            help,
        });
        // The library ends the sentence.
        let help = help.trim_end_matches('.');
        match unit {
            Some(unit) => self
                .registry
                .register_with_unit(name, help, unit, metric.clone()),
            None => self.registry.register(name, help, metric.clone()),
        }
        metric
    }
}
