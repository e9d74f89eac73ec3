//! Traces by OTLP, in programs that were built with the feature `otlp`.
//!
//! The environment variables of OpenTelemetry configure them; without
//! `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` nothing is traced. Spans
//! have what lines of the log have, and the same filter.

use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::SpanExporter;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};
use tracing::{Subscriber, error};
use tracing_opentelemetry::OpenTelemetryLayer;
use tracing_subscriber::registry::LookupSpan;

use crate::config;

/// Sends spans to a collector. When it is dropped, those that are still waiting are sent.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Starts where the environment names a collector. A collector that cannot be used is told on
    /// standard error, and the program goes on without traces.
    pub fn start() -> Option<Self> {
        if !config::names_trace_collector() {
            return None;
        }
        // The process picks one cryptography for TLS; that another part did so before is fine.
        _ = rustls::crypto::ring::default_provider().install_default();
        let exporter = match SpanExporter::builder().with_http().build() {
            Ok(exporter) => exporter,
            Err(error) => {
                // The log is not there yet.
                eprintln!("traces are off: {error}");
                return None;
            }
        };
        let service = Resource::builder().with_service_name("ringcode").build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(service)
            .build();
        Some(Self(provider))
    }

    /// Returns the layer that turns spans of the log into spans of a trace.
    pub fn layer<S>(&self) -> OpenTelemetryLayer<S, SdkTracer>
    where
        S: Subscriber + for<'a> LookupSpan<'a>,
    {
        tracing_opentelemetry::layer().with_tracer(self.0.tracer("ringcode"))
    }
}

impl Drop for Traces {
    fn drop(&mut self) {
        if let Err(error) = self.0.shutdown() {
            error!(%error, "some traces were not sent");
        }
    }
}
