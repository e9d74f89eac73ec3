//! Findings about what the operator has to look after: the certificate, signing keys and webhooks.

use std::time::Duration;

use super::finding_place::FindingPlace;
use super::operator_finding::{OperatorFinding, Urgency};
use super::situation::{Situation, WebhookBacklog};
use super::words::{clock, count, day};
use crate::domain::DAY;
use crate::public_certificate::{CertificateHealth, SeenCertificate};

/// The age from which on a signing key is a finding.
const OLD_KEY: Duration = DAY.saturating_mul(180);

/// Waiting events of one client that are a finding.
const MANY_WAITING: u64 = 1_000;

/// Findings about what is so at this moment.
pub(super) fn of_now(situation: &Situation<'_>) -> Vec<OperatorFinding> {
    let webhooks = situation.webhooks.iter();
    let waiting = webhooks.clone().filter_map(waiting);
    let lost = webhooks.filter_map(lost);
    let certificate = certificate(situation).into_iter();
    let keys = certificate.chain(old_keys(situation));
    keys.chain(waiting).chain(lost).collect()
}

/// A certificate of the public address that browsers refuse, or soon will.
fn certificate(situation: &Situation<'_>) -> Option<OperatorFinding> {
    let seen = situation.certificate?;
    let health = seen.health(situation.now);
    let (urgency, advice, entry) = match health {
        CertificateHealth::Sound => return None,
        CertificateHealth::Expiring => (
            Urgency::Soon,
            "See why it is not renewed, in the log of what renews it.",
            "RingcodeCertificateExpiring",
        ),
        CertificateHealth::NearlyExpired => (
            Urgency::Now,
            "Renew it, and reload the proxy; then see why that did not happen by itself.",
            "RingcodeCertificateNearlyExpired",
        ),
        CertificateHealth::Refused(_) => (
            Urgency::Now,
            "Give the proxy a certificate for this name with its intermediates, and reload it; \
             ringcode doctor shows what is seen.",
            "RingcodeCertificateRefused",
        ),
    };
    Some(OperatorFinding {
        urgency,
        sentence: certificate_sentence(seen, &health),
        place: FindingPlace::Everywhere,
        spell: None,
        cost: None,
        advice,
        entry,
        section: "health",
    })
}

fn certificate_sentence(seen: &SeenCertificate, health: &CertificateHealth) -> String {
    let (host, address) = (&seen.host, seen.at);
    if let CertificateHealth::Refused(refusal) = health {
        return format!("Browsers and Plivo refuse {host}: the certificate at {address} {refusal}");
    }
    let expires = seen.details.as_ref().map_or(String::new(), |details| {
        let expires = details.expires;
        format!(" {} {} UTC", day(expires), clock(expires))
    });
    format!("The certificate of {host} expires{expires}")
}

/// Algorithms whose newest key signs for half a year.
fn old_keys(situation: &Situation<'_>) -> impl Iterator<Item = OperatorFinding> {
    let keys = situation.signing_keys.iter();
    let old = keys.filter(|(_, from)| situation.now.since(*from) > OLD_KEY);
    old.map(|(algorithm, from)| OperatorFinding {
        urgency: Urgency::Soon,
        sentence: format!("The newest {algorithm} key has signed since {}", day(*from)),
        place: FindingPlace::Algorithm(algorithm),
        spell: None,
        cost: None,
        advice: "Add a key that signs from tomorrow, and send SIGHUP.",
        entry: "RingcodeSigningKeyAgeing",
        section: "health",
    })
}

fn waiting(webhook: &WebhookBacklog) -> Option<OperatorFinding> {
    let WebhookBacklog {
        client, waiting, ..
    } = webhook;
    let sentence = format!("{} webhook events wait for {client}", count(*waiting));
    let advice =
        "Tell the client that its endpoint takes no events; they come by themselves later.";
    (*waiting >= MANY_WAITING).then(|| of_webhook(client, sentence, advice, "RingcodeWebhooksWait"))
}

fn lost(webhook: &WebhookBacklog) -> Option<OperatorFinding> {
    let WebhookBacklog { client, lost, .. } = webhook;
    let sentence = format!("{} webhook events for {client} were lost", count(*lost));
    let advice = "Once the endpoint is mended, ringcode webhooks replay delivers them.";
    (*lost > 0).then(|| of_webhook(client, sentence, advice, "RingcodeWebhooksLost"))
}

fn of_webhook(
    client: &str,
    sentence: String,
    advice: &'static str,
    entry: &'static str,
) -> OperatorFinding {
    OperatorFinding {
        urgency: Urgency::Soon,
        sentence,
        place: FindingPlace::Client(client.to_owned()),
        spell: None,
        cost: None,
        advice,
        entry,
        section: "health",
    }
}
