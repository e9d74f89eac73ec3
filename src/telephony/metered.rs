//! [`MeteredProvider`]: times the requests to another provider.

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;

use crate::domain::Channel;
use crate::i18n::Locale;
use crate::metrics::{Metrics, ProviderLabels};
use crate::telephony::{OutgoingAttempt, Provider, ProviderRefusal, SendOutcome};

/// A provider whose answers are timed.
pub struct MeteredProvider {
    /// The provider.
    pub provider: Arc<dyn Provider>,
    /// The metrics.
    pub metrics: Arc<Metrics>,
}

#[async_trait]
impl Provider for MeteredProvider {
    async fn send(&self, attempt: &OutgoingAttempt<'_>) -> SendOutcome {
        let began = Instant::now();
        let outcome = self.provider.send(attempt).await;
        // Without a request there was nothing to wait for.
        if outcome != SendOutcome::Refused(ProviderRefusal::CircuitOpen) {
            let labels = ProviderLabels {
                channel: attempt.channel.name(),
                outcome: outcome.name(),
            };
            let times = self.metrics.provider_times.get_or_create(&labels);
            times.observe(began.elapsed().as_secs_f64());
        }
        outcome
    }

    fn cooldown(&self, channel: Channel) -> Option<Duration> {
        self.provider.cooldown(channel)
    }

    fn billed_units(&self, channel: Channel, country: &str, locale: Locale) -> u32 {
        self.provider.billed_units(channel, country, locale)
    }
}
