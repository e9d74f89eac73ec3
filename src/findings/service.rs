//! Findings about the service: store, provider, money and limits.

use std::collections::BTreeMap;
use std::time::Duration;

use super::compared::{Compared, most};
use super::finding_place::FindingPlace;
use super::operator_finding::{OperatorFinding, Urgency};
use super::situation::Situation;
use crate::domain::{Channel, CodeLength, HOUR};
use crate::findings::words::{count, country, duration, minutes_into, money, plain};
use crate::rate_limit::PARTS;
use crate::statistics::{DenialTotals, HourTotals};

/// Denials of one limit that are a finding, and how many times as many as before they have to be.
const MANY_DENIALS: u64 = 20;
const SURGE: u64 = 5;

/// Accepted texts after which a report about one of them is overdue.
const TEXTS_WITHOUT_REPORT: u64 = 10;

/// The provider's reasons to refuse that only the operator can change.
const MENDABLE: [&str; 4] = ["unauthorized", "no_credit", "barred", "rejected"];

/// Findings about what is so at this moment.
pub(super) fn of_now(situation: &Situation<'_>) -> Vec<OperatorFinding> {
    let mut findings = Vec::new();
    if situation.usage.is_none() || situation.hours.is_none() {
        findings.push(OperatorFinding {
            urgency: Urgency::Now,
            sentence: "The store does not answer: nothing is sent, and nobody verifies".to_owned(),
            place: FindingPlace::Everywhere,
            spell: None,
            cost: None,
            advice: "Start Redis, or let its failover end; Ringcode connects again by itself.",
            entry: "RingcodeStoreDown",
            section: "health",
        });
    }
    findings.extend(spend(situation));
    for (channel, cooldown) in situation.cooldowns {
        findings.extend(cooldown.map(|left| OperatorFinding {
            urgency: Urgency::Now,
            sentence: format!(
                "Plivo fails and gets no {} for another {}",
                channel.plural(),
                duration(left)
            ),
            place: FindingPlace::Channel(channel),
            spell: None,
            cost: None,
            advice: "Read why in the log, and Plivo's status page; it is tried again by itself.",
            entry: "RingcodeProviderCircuitOpen",
            section: "health",
        }));
    }
    let length = situation.usage.map(|usage| usage.code_length);
    findings.extend(
        (length == Some(CodeLength::Eight)).then(|| OperatorFinding {
            urgency: Urgency::Soon,
            sentence: "Many guesses were wrong today: new codes have eight digits until 00:00 UTC"
                .to_owned(),
            place: FindingPlace::Everywhere,
            spell: None,
            cost: None,
            advice: "Nothing has to be done.",
            entry: "RingcodeLongCodes",
            section: "refusals",
        }),
    );
    findings
}

/// The spending caps of which half is used and more.
fn spend(situation: &Situation<'_>) -> Vec<OperatorFinding> {
    let shares = situation.usage.map_or(&[][..], |usage| &usage.spend);
    let found = shares.iter().filter_map(|(period, share)| {
        let (_, cap) = situation.caps.iter().find(|(of, _)| of == period)?;
        spend_of(*period, *share, *cap)
    });
    found.collect()
}

fn spend_of(period: Duration, share: f64, cap: u32) -> Option<OperatorFinding> {
    let percent = (share * 100.0).round();
    let (urgency, entry) = match percent {
        ..50.0 => return None,
        ..80.0 => (Urgency::Soon, "RingcodeSpendHalf"),
        ..100.0 => (Urgency::Now, "RingcodeSpendHigh"),
        _ => (Urgency::Now, "RingcodeSpendCapReached"),
    };
    let span = if period <= HOUR { "hour" } else { "day" };
    let cap = u64::from(cap) * u64::from(PARTS);
    let used = (cap as f64 * share).round() as u64;
    Some(OperatorFinding {
        urgency,
        sentence: format!(
            "{percent}\u{a0}% of the spending cap of this {span} is used: {} of {}",
            money(used),
            money(cap)
        ),
        place: FindingPlace::Period(span),
        spell: None,
        cost: Some(used),
        advice: "If people are honest, raise limits.spend_hour and limits.spend_day and restart; \
                 else see which country it is.",
        entry,
        section: "money",
    })
}

/// Findings out of the last hours.
pub(super) fn of_hours(compared: &Compared<'_>) -> Vec<OperatorFinding> {
    let refused = refused_by_provider(compared).into_iter();
    refused
        .chain(errors(compared))
        .chain(unreported(compared))
        .collect()
}

/// Limits that deny far more than before.
pub(super) fn surges(compared: &Compared<'_>) -> Vec<OperatorFinding> {
    let denials = compared.recent.denials.iter();
    let surges = denials.filter_map(|(limit, denials)| surge(compared, limit, denials));
    surges.collect()
}

/// A limit that denies many times as often as before.
fn surge(compared: &Compared<'_>, limit: &str, recent: &DenialTotals) -> Option<OperatorFinding> {
    let of = |totals: &HourTotals| {
        totals
            .denials
            .get(limit)
            .map_or(0, |denials| denials.denied)
    };
    let before = of(&compared.earlier).div_ceil(compared.earlier_hours.max(1));
    let (this, _) = compared.hours.last()?;
    let minutes = 60 + minutes_into(*this, compared.now);
    let is_surge = recent.denied >= MANY_DENIALS && recent.denied * 60 > SURGE * before * minutes;
    if !is_surge {
        return None;
    }
    let usual = before.max(1);
    let spell = compared.spell(|hour| Some(of(hour) > 2 * usual));
    let totals = compared.within(spell).denials.remove(limit);
    let totals = totals.unwrap_or_default();
    let denied = count(totals.denied);
    let place = most(&totals.countries).map_or(String::new(), |code| {
        format!(", most of them to {}", country(code))
    });
    let (when, before) = (compared.when(spell), compared.mean_before(spell, of));
    Some(OperatorFinding {
        urgency: Urgency::Soon,
        sentence: format!(
            "Limit “{limit}”: {denied} requests denied {when}{place}; {before} an hour before"
        ),
        place: FindingPlace::Limit(limit.to_owned()),
        spell: Some(spell),
        cost: None,
        advice: "What is denied costs nothing. See whether the numbers are neighbours and who asks; \
                 if people are honest, raise the limit.",
        entry: "A limit denies many requests",
        section: "refusals",
    })
}

/// Finds refusals of the provider that last until the operator changes something.
fn refused_by_provider(compared: &Compared<'_>) -> Vec<OperatorFinding> {
    let found = MENDABLE.iter().filter_map(|reason| {
        if refused_for(&compared.recent, reason).is_empty() {
            return None;
        }
        let spell = compared.spell(|hour| {
            let is_known = !hour.destinations.is_empty();
            is_known.then(|| !refused_for(hour, reason).is_empty())
        });
        let by_country = refused_for(&compared.within(spell), reason);
        let refused = count(by_country.values().sum());
        let place = country(most(&by_country)?);
        let (when, why) = (compared.when(spell), plain(reason));
        Some(OperatorFinding {
            urgency: Urgency::Now,
            sentence: format!("Plivo refused {refused} messages {when}: {why}, mostly to {place}"),
            place: FindingPlace::Reason(reason),
            spell: Some(spell),
            cost: None,
            advice: "Only you can change it, in Plivo's console or the settings.",
            entry: "RingcodeProviderRefuses",
            section: "delivery",
        })
    });
    found.collect()
}

/// Counts the refusals of the provider for a reason, by country.
fn refused_for(totals: &HourTotals, reason: &str) -> BTreeMap<String, u64> {
    let mut by_country = BTreeMap::new();
    for (to, totals) in &totals.destinations {
        let refused = totals.refused.get(reason).copied();
        if let Some(refused) = refused.filter(|refused| *refused > 0) {
            *by_country.entry(to.country.clone()).or_default() += refused;
        }
    }
    by_country
}

/// Requests of people that ended in an error of ours.
fn errors(compared: &Compared<'_>) -> Option<OperatorFinding> {
    let failed = |totals: &HourTotals| totals.errors.values().sum::<u64>();
    if failed(&compared.recent) == 0 {
        return None;
    }
    let spell = compared.spell(|hour| {
        let is_known = failed(hour) > 0 || !hour.destinations.is_empty();
        is_known.then(|| failed(hour) > 0)
    });
    let totals = compared.within(spell);
    let (cause, entry) = match most(&totals.errors)? {
        "store" => ("the store", "RingcodeStoreDown"),
        "provider" => ("Plivo", "RingcodeProviderCircuitOpen"),
        _ => ("the server", "RingcodeDown"),
    };
    let (failed, when) = (count(failed(&totals)), compared.when(spell));
    Some(OperatorFinding {
        urgency: Urgency::Soon,
        sentence: format!("{failed} requests of people failed {when}, mostly for {cause}"),
        place: FindingPlace::Everywhere,
        spell: Some(spell),
        cost: None,
        advice: "The log has the cause of each.",
        entry,
        section: "health",
    })
}

/// Texts that the provider takes and never reports on.
fn unreported(compared: &Compared<'_>) -> Option<OperatorFinding> {
    let (accepted, reported) = reports(&compared.recent);
    if accepted < TEXTS_WITHOUT_REPORT || reported > 0 {
        return None;
    }
    let spell = compared.spell(|hour| {
        let (accepted, reported) = reports(hour);
        (accepted > 0).then_some(reported == 0)
    });
    let (accepted, _) = reports(&compared.within(spell));
    let (accepted, when) = (count(accepted), compared.when(spell));
    Some(OperatorFinding {
        urgency: Urgency::Now,
        sentence: format!("Plivo took {accepted} texts {when} and reported on none"),
        place: FindingPlace::Everywhere,
        spell: Some(spell),
        cost: None,
        advice: "See whether Plivo reaches server.public_url, and whether the auth token is the \
                 account's.",
        entry: "RingcodeCallbacksMissing",
        section: "delivery",
    })
}

/// The texts that the provider took, and those that it reported on.
fn reports(totals: &HourTotals) -> (u64, u64) {
    let texts = totals.destinations.iter();
    let texts = texts.filter(|(to, _)| to.channel == Channel::Text);
    texts.fold((0, 0), |(accepted, reported), (_, totals)| {
        let failed: u64 = totals.failed.values().sum();
        let known = totals.delivered + failed;
        (accepted + totals.accepted, reported + known)
    })
}
