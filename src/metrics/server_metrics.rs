//! [`Metrics`]: every metric, with the sentence that documents it.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::atomic::AtomicU64;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use prometheus_client::encoding::{prometheus_text, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;

use crate::metrics::{
    AttemptLabels, BuildLabels, CallbackLabels, CertificateMetrics, ChannelLabels, ClientLabels,
    DeliveryLabels, DestinationLabels, GuessLabels, KeyLabels, LimitLabels, MetricRow, MetricTable,
    PeriodLabels, ProviderLabels, RouteLabels, StoreLabels, TextFormat, WebhookLabels,
};

/// The time for which lost webhook events are remembered.
const LOSS_LIFE: Duration = Duration::from_hours(1);

/// Every metric of one server. Counting costs an atomic operation or a short lock.
pub struct Metrics {
    /// `ringcode_verifications_started_total`.
    pub verifications_started: Family<ClientLabels, Counter>,
    /// `ringcode_attempts_total`.
    pub attempts: Family<AttemptLabels, Counter>,
    /// `ringcode_deliveries_total`.
    pub deliveries: Family<DeliveryLabels, Counter>,
    /// `ringcode_delivery_seconds`.
    pub delivery_times: Family<ChannelLabels, Histogram>,
    /// `ringcode_guesses_total`.
    pub guesses: Family<GuessLabels, Counter>,
    /// `ringcode_verifications_total`.
    pub verifications: Family<DestinationLabels, Counter>,
    /// `ringcode_verification_seconds`.
    pub verification_times: Family<ChannelLabels, Histogram>,
    /// `ringcode_denied_total`.
    pub denied: Family<LimitLabels, Counter>,
    /// `ringcode_recorded_denials_total`.
    pub recorded_denials: Family<LimitLabels, Counter>,
    /// `ringcode_spend_total`.
    pub spend: Family<DestinationLabels, Counter<f64, AtomicU64>>,
    /// `ringcode_spend_limit_ratio`.
    pub spend_limit: Family<PeriodLabels, Gauge<f64, AtomicU64>>,
    /// `ringcode_long_codes`.
    pub long_codes: Gauge,
    /// `ringcode_provider_request_seconds`.
    pub provider_times: Family<ProviderLabels, Histogram>,
    /// `ringcode_provider_circuit_open`.
    pub provider_circuit_open: Family<ChannelLabels, Gauge<f64, AtomicU64>>,
    /// `ringcode_callbacks_total`.
    pub callbacks: Family<CallbackLabels, Counter>,
    /// `ringcode_store_up`.
    pub store_up: Gauge,
    /// `ringcode_store_request_seconds`.
    pub store_times: Family<StoreLabels, Histogram>,
    /// `ringcode_store_errors_total`.
    pub store_errors: Family<StoreLabels, Counter>,
    /// `ringcode_http_request_seconds`.
    pub http_times: Family<RouteLabels, Histogram>,
    /// `ringcode_webhooks_total`.
    pub webhooks: Family<WebhookLabels, Counter>,
    /// `ringcode_webhook_queue`.
    pub webhook_queue: Family<ClientLabels, Gauge<f64, AtomicU64>>,
    /// `ringcode_signing_key_timestamp_seconds`.
    pub signing_keys: Family<KeyLabels, Gauge<f64, AtomicU64>>,
    /// `ringcode_public_certificate_…`.
    pub certificate: CertificateMetrics,
    table: MetricTable,
    /// The webhook events that each client lost without an hour's pause, and when the last.
    losses: Mutex<BTreeMap<String, (Instant, u64)>>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut table = table_of_this_build();
        Self {
            verifications_started: table.family(
                "verifications_started",
                "Verifications whose first code was asked for.",
            ),
            attempts: table.family(
                "attempts",
                "Texts and calls that the provider was asked for, by its answer.",
            ),
            deliveries: table.family(
                "deliveries",
                "Statuses that texts and calls reached, as the provider reported them.",
            ),
            delivery_times: table.waiting_times(
                "delivery",
                "Time from an attempt until the text arrived, or the code was read in the call.",
            ),
            guesses: table.family("guesses", "Codes that were typed."),
            verifications: table.family("verifications", "Numbers that were verified."),
            verification_times: table.waiting_times(
                "verification",
                "Time from the first attempt until the number was verified.",
            ),
            denied: table.family("denied", "Requests that a limit or a rule denied."),
            recorded_denials: table
                .family("recorded_denials", "Denials that a limit only recorded."),
            spend: table.family(
                "spend",
                "Price of the texts and calls that were or may have been sent, in the currency \
                 of the price settings.",
            ),
            spend_limit: table.family(
                "spend_limit_ratio",
                "Share of the spending cap that is used up, over all instances.",
            ),
            long_codes: table.gauge(
                "long_codes",
                "1 while new codes have eight digits, since many guesses are wrong today.",
            ),
            provider_times: table
                .request_times("provider_request", "Time that the provider took to answer."),
            provider_circuit_open: table.family(
                "provider_circuit_open",
                "1 while the circuit breaker keeps attempts from the provider.",
            ),
            callbacks: table.family("callbacks", "Callbacks that claimed to be the provider's."),
            store_up: table.gauge("store_up", "1 if the store has just answered."),
            store_times: table
                .request_times("store_request", "Time that the store took to answer."),
            store_errors: table.family(
                "store_errors",
                "Calls that the store did not answer or refused.",
            ),
            http_times: table.request_times(
                "http_request",
                "Time until an answer began, on the public address.",
            ),
            webhooks: table.family("webhooks", "Webhook events, by what became of them."),
            webhook_queue: table.family("webhook_queue", "Webhook events that wait in the store."),
            signing_keys: table.family(
                "signing_key_timestamp_seconds",
                "Day from which the newest signing key signs, if `signs_from` tells it.",
            ),
            certificate: CertificateMetrics::new(&mut table),
            table,
            losses: Mutex::default(),
        }
    }
}

/// A table whose first metric tells the version.
fn table_of_this_build() -> MetricTable {
    let mut table = MetricTable::default();
    let build: Family<BuildLabels, Gauge<f64, AtomicU64>> =
        table.family("build_info", "1, with the version of the program.");
    let version = env!("CARGO_PKG_VERSION");
    build.get_or_create(&BuildLabels { version }).set(1.0);
    table
}

impl Metrics {
    /// Every metric, in the order of the documentation.
    pub fn rows(&self) -> &[MetricRow] {
        &self.table.rows
    }

    /// Counts webhook events of a client that met with `result`.
    pub fn count_webhooks(&self, client: &str, result: &'static str, events: usize) {
        if matches!(result, "dropped" | "given_up") {
            self.remember_loss(client, events as u64, Instant::now());
        }
        let client = client.to_owned();
        let counter = self
            .webhooks
            .get_or_create(&WebhookLabels { client, result });
        counter.inc_by(events as u64);
    }

    fn remember_loss(&self, client: &str, events: u64, now: Instant) {
        let mut losses = self.losses.lock();
        let (last, lost) = losses.entry(client.to_owned()).or_insert((now, 0));
        if now.duration_since(*last) >= LOSS_LIFE {
            *lost = 0;
        }
        *last = now;
        *lost = lost.saturating_add(events);
    }

    /// The number of a client's webhook events that this server lost, up to an hour ago, without
    /// an hour's pause.
    pub fn lost_webhooks(&self, client: &str) -> u64 {
        let losses = self.losses.lock();
        let lost = losses.get(client);
        let recent = lost.filter(|(last, _)| last.elapsed() < LOSS_LIFE);
        recent.map_or(0, |(_, lost)| *lost)
    }

    /// The number of a client's webhook events that wait, as this server saw them last.
    pub fn waiting_webhooks(&self, client: &str) -> u64 {
        let client = client.to_owned();
        let gauge = self.webhook_queue.get(&ClientLabels { client });
        gauge.map_or(0, |gauge| gauge.get() as u64)
    }

    /// Sets the number of a client's webhook events that wait.
    pub fn set_waiting_webhooks(&self, client: &str, events: usize) {
        let client = client.to_owned();
        let gauge = self.webhook_queue.get_or_create(&ClientLabels { client });
        gauge.set(events as f64);
    }

    /// Writes the values of all metrics.
    ///
    /// # Errors
    /// None: writing to a text does not fail.
    pub fn encode(&self, format: TextFormat) -> Result<String, fmt::Error> {
        let mut written = String::new();
        match format {
            TextFormat::Prometheus => prometheus_text::encode(&mut written, &self.table.registry)?,
            TextFormat::OpenMetrics => text::encode(&mut written, &self.table.registry)?,
        }
        Ok(written)
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}
