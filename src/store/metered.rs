//! [`MeteredStore`]: times the calls of another store.

use std::sync::Arc;
use std::time::Instant;

use async_trait::async_trait;
use enum_map::{Enum, EnumMap};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::histogram::Histogram;

use crate::metrics::{Metrics, StoreLabels};
use crate::store::{
    Charge, NewValue, Snapshot, Store, StoreError, TakeOutcome, Version, WriteOutcome,
};

/// A store whose calls are timed, and whose errors are counted.
pub struct MeteredStore {
    store: Arc<dyn Store>,
    meters: EnumMap<Verb, CallMeter>,
}

/// The verbs of a store.
#[derive(Clone, Copy, Enum)]
enum Verb {
    Read,
    Write,
    Remove,
    Take,
    Refund,
    Ping,
}

/// The metrics of one verb, looked up once: there are several calls in each request.
struct CallMeter {
    times: Histogram,
    errors: Counter,
}

impl MeteredStore {
    /// Times the calls of `store`.
    pub fn new(store: Arc<dyn Store>, metrics: &Metrics) -> Self {
        let meters = EnumMap::from_fn(|verb: Verb| {
            let operation = verb.name();
            let labels = StoreLabels { operation };
            CallMeter {
                times: metrics.store_times.get_or_create_owned(&labels),
                errors: metrics.store_errors.get_or_create_owned(&labels),
            }
        });
        Self { store, meters }
    }

    async fn timed<T>(
        &self,
        verb: Verb,
        call: impl Future<Output = Result<T, StoreError>>,
    ) -> Result<T, StoreError> {
        let began = Instant::now();
        let answer = call.await;
        let meter = &self.meters[verb];
        meter.times.observe(began.elapsed().as_secs_f64());
        if answer.is_err() {
            meter.errors.inc();
        }
        answer
    }
}

impl Verb {
    const fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Remove => "remove",
            Self::Take => "take",
            Self::Refund => "refund",
            Self::Ping => "ping",
        }
    }
}

#[async_trait]
impl Store for MeteredStore {
    async fn read(&self, key: &str) -> Result<Snapshot, StoreError> {
        self.timed(Verb::Read, self.store.read(key)).await
    }

    async fn write(
        &self,
        key: &str,
        new: &NewValue,
        version: Version,
    ) -> Result<WriteOutcome, StoreError> {
        self.timed(Verb::Write, self.store.write(key, new, version))
            .await
    }

    async fn remove(&self, key: &str, version: Version) -> Result<WriteOutcome, StoreError> {
        self.timed(Verb::Remove, self.store.remove(key, version))
            .await
    }

    async fn take(
        &self,
        subject: &str,
        charges: &[Charge],
    ) -> Result<(TakeOutcome, u64), StoreError> {
        self.timed(Verb::Take, self.store.take(subject, charges))
            .await
    }

    async fn refund(&self, subject: &str, charges: &[Charge]) -> Result<u64, StoreError> {
        self.timed(Verb::Refund, self.store.refund(subject, charges))
            .await
    }

    async fn ping(&self) -> Result<(), StoreError> {
        self.timed(Verb::Ping, self.store.ping()).await
    }
}
