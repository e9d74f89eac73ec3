//! Counts the events of the audit trail in the metrics, and in the totals over all instances.

use crate::domain::AttemptReport;
use crate::metrics::{
    AttemptLabels, ChannelLabels, ClientLabels, DeliveryLabels, DestinationLabels, GuessLabels,
    Metrics,
};
use crate::rate_limit::PARTS;
use crate::statistics::{AttemptAnswer, Counted, ErrorSource, Statistics};
use crate::telephony::{ProviderRefusal, SendOutcome};
use crate::verifier::audit::Event;

/// Counts an event about a number of `country`.
pub(super) fn count(event: Event<'_>, country: &str, metrics: &Metrics) {
    let destination = |channel| DestinationLabels {
        channel,
        country: country.to_owned(),
    };
    match event {
        Event::Started { client } => {
            let client = client.map_or_else(String::new, |client| client.0.to_string());
            let labels = ClientLabels { client };
            metrics.verifications_started.get_or_create(&labels).inc();
        }
        Event::Sent {
            channel,
            outcome,
            cost,
            ..
        } => {
            let channel = channel.name();
            let labels = AttemptLabels {
                channel,
                country: country.to_owned(),
                outcome: outcome.name(),
                reason: outcome.reason().unwrap_or_default(),
            };
            metrics.attempts.get_or_create(&labels).inc();
            if !matches!(outcome, SendOutcome::Refused(_)) {
                let spend = metrics.spend.get_or_create(&destination(channel));
                spend.inc_by(f64::from(cost) / f64::from(PARTS));
            }
        }
        Event::WrongGuess => count_guess("wrong", metrics),
        Event::Locked { whom: "phone" } => count_guess("denied", metrics),
        Event::Verified { channel, after } => {
            let channel = channel.name();
            count_guess("right", metrics);
            let verified = metrics.verifications.get_or_create(&destination(channel));
            verified.inc();
            let times = &metrics.verification_times;
            let times = times.get_or_create(&ChannelLabels { channel });
            times.observe(after.as_secs_f64());
        }
        // The first two belong to a wrong guess; the others are counted where they are seen.
        Event::Locked { .. }
        | Event::AskedByApi { .. }
        | Event::VerifiedBefore
        | Event::Reported(_)
        | Event::Denied { .. }
        | Event::Ruled { .. }
        | Event::RecordedDenial { .. }
        | Event::CallbackRejected { .. } => {}
    }
}

fn count_guess(result: &'static str, metrics: &Metrics) {
    metrics.guesses.get_or_create(&GuessLabels { result }).inc();
}

/// Counts the status that an attempt reached; `country` is that of the number to prove. `reason`
/// says why it failed, if it did.
pub(super) fn count_delivery(
    progress: &AttemptReport,
    country: &str,
    reason: &str,
    metrics: &Metrics,
) {
    let channel = progress.channel.name();
    let reason = if progress.status.is_failed() {
        reason
    } else {
        ""
    };
    let labels = DeliveryLabels {
        channel,
        country: country.to_owned(),
        state: progress.status.name(),
        reason: reason.to_owned(),
    };
    metrics.deliveries.get_or_create(&labels).inc();
    if progress.status.is_delivered() {
        let times = &metrics.delivery_times;
        let times = times.get_or_create(&ChannelLabels { channel });
        times.observe(progress.reached_at.since(progress.at).as_secs_f64());
    }
}

/// Counts an event about a number of `country` in the totals over all instances.
pub(super) fn count_in_totals(event: Event<'_>, country: &str, statistics: &Statistics) {
    match event {
        Event::Sent {
            channel,
            outcome,
            cost,
            ..
        } => {
            statistics.count(Counted::Attempted {
                country,
                channel,
                answer: answer(outcome),
                cost,
            });
            if is_provider_error(outcome) {
                statistics.count(Counted::Failed(ErrorSource::Provider));
            }
        }
        Event::Verified { channel, after } => statistics.count(Counted::Verified {
            country,
            channel,
            after,
        }),
        _ => {}
    }
}

fn answer(outcome: &SendOutcome) -> AttemptAnswer {
    match outcome {
        SendOutcome::Accepted { .. } => AttemptAnswer::Accepted,
        SendOutcome::Refused(reason) => AttemptAnswer::Refused(reason.name()),
        SendOutcome::Unknown => AttemptAnswer::Unknown,
    }
}

/// Whether the provider gave no answer.
fn is_provider_error(outcome: &SendOutcome) -> bool {
    let refused = |reason| SendOutcome::Refused(reason);
    *outcome == SendOutcome::Unknown
        || *outcome == refused(ProviderRefusal::Unreachable)
        || *outcome == refused(ProviderRefusal::CircuitOpen)
}

/// Counts the status that an attempt reached in the totals over all instances, if it is certain
/// now whether the person got the code. `reason` says why they did not.
pub(super) fn count_delivery_in_totals(
    progress: &AttemptReport,
    country: &str,
    reason: &str,
    statistics: &Statistics,
) {
    let channel = progress.channel;
    if progress.status.is_delivered() {
        statistics.count(Counted::Delivered {
            country,
            channel,
            after: progress.reached_at.since(progress.at),
        });
    } else if progress.status.is_failed() {
        statistics.count(Counted::Undelivered {
            country,
            channel,
            reason,
        });
    }
}
