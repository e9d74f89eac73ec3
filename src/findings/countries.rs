//! Findings about countries: messages that do not arrive, and codes that nobody types.

use std::collections::BTreeSet;

use super::compared::{Compared, most, sum};
use super::finding_place::FindingPlace;
use super::operator_finding::{OperatorFinding, Urgency};
use crate::domain::Channel;
use crate::findings::words::{count, country, percent, plain};
use crate::statistics::{Destination, HourTotals};

/// Fewer messages than this say nothing.
const ENOUGH: u64 = 20;

/// Fewer than this say nothing of one hour.
const ENOUGH_IN_AN_HOUR: u64 = 5;

/// Fewer earlier ones are no measure.
const ENOUGH_EARLIER: u64 = 50;

/// Undelivered texts, in percent, that are a finding, and those that are urgent.
const UNDELIVERED: u64 = 30;
const MOSTLY_UNDELIVERED: u64 = 50;

/// Verified people, in percent of messages, below which a country without a past is a finding.
const FEW_VERIFIED: u64 = 35;

/// Countries whose texts do not arrive.
pub(super) fn undelivered(compared: &Compared<'_>) -> Vec<OperatorFinding> {
    let texts = compared.recent.destinations.iter();
    let texts = texts.filter(|(to, _)| to.channel == Channel::Text);
    let found = texts.filter_map(|(to, totals)| {
        let failed = totals.undelivered();
        let reported = failed + totals.delivered;
        let is_found = reported >= ENOUGH && failed * 100 >= reported * UNDELIVERED;
        is_found.then(|| undelivered_to(compared, to))
    });
    found.collect()
}

fn undelivered_to(compared: &Compared<'_>, to: &Destination) -> OperatorFinding {
    let spell = compared.spell(|hour| {
        let totals = hour.destinations.get(to)?;
        let failed = totals.undelivered();
        let reported = failed + totals.delivered;
        (reported >= ENOUGH_IN_AN_HOUR).then_some(failed * 100 >= reported * UNDELIVERED)
    });
    let totals = compared.within(spell).destinations.remove(to);
    let totals = totals.unwrap_or_default();
    let failed = totals.undelivered();
    let reported = failed + totals.delivered;
    let reason = most(&totals.failed).map_or(String::new(), |reason| {
        format!(", most often with {}", plain(reason))
    });
    let (name, share) = (country(&to.country), percent(failed, reported));
    let when = compared.when(spell);
    let is_urgent = failed * 100 >= reported * MOSTLY_UNDELIVERED;
    OperatorFinding {
        urgency: if is_urgent {
            Urgency::Now
        } else {
            Urgency::Soon
        },
        sentence: format!("{name}: {share} of texts undelivered {when}{reason}"),
        place: FindingPlace::Country(to.country.clone()),
        spell: Some(spell),
        cost: Some(totals.spend),
        advice: "See whether the sender is registered for the country; people can be called \
                 meanwhile.",
        entry: "RingcodeUndelivered",
        section: "delivery",
    }
}

/// Countries whose codes are typed by far fewer people than before, unless their texts do not
/// arrive, which says it already.
pub(super) fn unconverted(
    compared: &Compared<'_>,
    undelivered: &[OperatorFinding],
) -> Vec<OperatorFinding> {
    let known = countries_of(undelivered);
    let recent = compared.recent.destinations.keys();
    let countries: BTreeSet<_> = recent.map(|to| &to.country).collect();
    let countries = countries.difference(&known);
    let found = countries.filter_map(|country| unconverted_of(compared, country));
    found.collect()
}

fn unconverted_of(compared: &Compared<'_>, code: &str) -> Option<OperatorFinding> {
    let now = Conversion::from_totals(&compared.recent, code);
    let before = Conversion::from_totals(&compared.earlier, code);
    let measure = Some(before).filter(|before| before.accepted >= ENOUGH_EARLIER);
    if now.accepted < ENOUGH || !now.is_collapsed(measure) {
        return None;
    }
    let spell = compared.spell(|hour| {
        let hour = Conversion::from_totals(hour, code);
        (hour.accepted >= ENOUGH_IN_AN_HOUR).then(|| hour.is_collapsed(measure))
    });
    let totals = compared.within(spell);
    let now = Conversion::from_totals(&totals, code);
    let (name, when) = (country(code), compared.when(spell));
    let (share, sent) = (percent(now.verified, now.accepted), count(now.accepted));
    let before = measure.map_or(String::new(), |_| {
        let before = Conversion::from_totals(&compared.before(spell), code);
        format!(", {} before", percent(before.verified, before.accepted))
    });
    Some(OperatorFinding {
        urgency: Urgency::Now,
        sentence: format!("{name}: only {share} of {sent} codes typed {when}{before}"),
        place: FindingPlace::Country(code.to_owned()),
        spell: Some(spell),
        cost: Some(sum(&totals, code, |totals| totals.spend)),
        advice: "If they arrive, somebody may have them sent for the money: lower \
                 limits.sends_per_country_hour for the country, or take it out of limits.countries.",
        entry: "RingcodeConversionDown",
        section: "conversion",
    })
}

/// Whether codes are typed as before in all other countries, as far as that is known.
pub(super) fn convert_elsewhere(compared: &Compared<'_>, found: &[OperatorFinding]) -> bool {
    let known = countries_of(found);
    let [now, before] = [&compared.recent, &compared.earlier].map(|totals| {
        let mut conversion = Conversion::default();
        let elsewhere = totals.destinations.iter();
        for (_, totals) in elsewhere.filter(|(to, _)| !known.contains(&to.country)) {
            conversion.accepted += totals.accepted;
            conversion.verified += totals.verified;
        }
        conversion
    });
    let is_known = now.accepted >= ENOUGH && before.accepted >= ENOUGH_EARLIER;
    is_known && 3 * now.verified * before.accepted >= 2 * before.verified * now.accepted
}

/// The people who were verified, of the messages that the provider took.
#[derive(Clone, Copy, Default)]
struct Conversion {
    accepted: u64,
    verified: u64,
}

impl Conversion {
    fn from_totals(totals: &HourTotals, country: &str) -> Self {
        Self {
            accepted: sum(totals, country, |totals| totals.accepted),
            verified: sum(totals, country, |totals| totals.verified),
        }
    }

    /// Whether it is less than half of what it was or, without a measure, little in itself.
    fn is_collapsed(self, before: Option<Self>) -> bool {
        match before {
            Some(before) => 2 * self.verified * before.accepted < before.verified * self.accepted,
            None => self.verified * 100 < self.accepted * FEW_VERIFIED,
        }
    }
}

/// The countries that findings are about.
fn countries_of(found: &[OperatorFinding]) -> BTreeSet<&String> {
    let countries = found.iter().filter_map(|finding| match &finding.place {
        FindingPlace::Country(code) => Some(code),
        _ => None,
    });
    countries.collect()
}
