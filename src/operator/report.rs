//! The numbers that one view of the page shows.

use std::time::Duration;

use enum_map::EnumMap;
use futures_util::join;
use tracing::warn;

use super::page::{PageView, Period};
use super::state::Operator;
use crate::domain::{Channel, Timestamp};
use crate::findings::{self, FoundThings, Situation, merged};
use crate::public_certificate::KnownCertificate;
use crate::rate_limit::ServiceUsage;
use crate::statistics::{Destination, HourTotals, SlotTotals, TrailEntry};
use crate::verifier::number_rules::NumberRule;
use crate::watch::ClientsState;

/// All that is drawn.
pub struct PageReport {
    /// The view that was asked for.
    pub view: PageView,
    /// The readings, with the hours of the view's period.
    pub readings: Readings,
    /// The findings, which are the same in any view.
    pub findings: FoundThings,
    /// The totals of the period, of the destinations that were asked for.
    pub totals: HourTotals,
    /// The columns of the plots. Slots of five minutes are counted for all destinations together.
    pub columns: Vec<(Timestamp, SlotTotals)>,
}

/// The readings that the page is made of.
pub struct Readings {
    /// The time.
    pub now: Timestamp,
    /// The last hours, the oldest first; `None` while the store does not tell.
    pub hours: Option<Vec<(Timestamp, HourTotals)>>,
    /// The newest events; `None` while the store does not tell.
    pub trail: Option<Vec<TrailEntry>>,
    /// The rules about single numbers; `None` while the store does not tell.
    pub rules: Option<Vec<NumberRule>>,
    /// The use of the service's limits; `None` while the store does not tell.
    pub usage: Option<ServiceUsage>,
    /// The spending caps, in whole units, with their periods.
    pub caps: [(Duration, u32); 2],
    /// The time for which the provider is left alone.
    pub cooldowns: EnumMap<Channel, Option<Duration>>,
    clients: ClientsState,
    /// The certificate of the public address.
    pub certificate: KnownCertificate,
}

impl Readings {
    /// Reads what a view needs. While the store is away that is less.
    pub async fn read(operator: &Operator, view: &PageView) -> Self {
        let app = &operator.app;
        let (hours, trail, rules, usage) = join!(
            app.statistics
                .last_hours(view.period.hours().max(findings::HOURS)),
            app.statistics.trail(),
            app.verifier.number_rules(),
            app.verifier.limits.service_usage()
        );
        if let Err(error) = &hours {
            warn!(%error, "the operator's page has no totals");
        }
        Self {
            now: operator.now(),
            hours: hours.ok(),
            trail: trail.ok(),
            rules: rules.ok(),
            usage: usage.ok(),
            caps: app.settings.spending_caps(),
            cooldowns: EnumMap::from_fn(|channel| app.verifier.provider.cooldown(channel)),
            clients: ClientsState::new(&app.clients.current(), app.metrics()),
            certificate: app.certificate.known(),
        }
    }
}

impl PageReport {
    /// Makes what is drawn for a view. Takes a while where there are many countries.
    pub fn new(view: PageView, mut readings: Readings) -> Self {
        let findings = findings::find(&Situation {
            hours: readings.hours.as_deref(),
            now: readings.now,
            usage: readings.usage.as_ref(),
            caps: readings.caps,
            cooldowns: readings.cooldowns,
            signing_keys: &readings.clients.signing_keys,
            webhooks: &readings.clients.webhooks,
            certificate: readings.certificate.seen.as_ref(),
        });
        if let Some(hours) = &mut readings.hours {
            let excess = hours.len().saturating_sub(view.period.hours());
            hours.drain(..excess);
        }
        let mut report = Self {
            view,
            readings,
            findings,
            totals: HourTotals::default(),
            columns: Vec::new(),
        };
        report.totals = report.sum();
        report.columns = report.columns();
        report
    }

    /// The hours; none while the store does not tell.
    pub fn hours(&self) -> &[(Timestamp, HourTotals)] {
        self.readings.hours.as_deref().unwrap_or_default()
    }

    fn sum(&self) -> HourTotals {
        let mut totals = merged(self.hours());
        totals.destinations.retain(|to, _| self.includes(to));
        totals
    }

    fn columns(&self) -> Vec<(Timestamp, SlotTotals)> {
        match self.view.period {
            Period::Hour => self.slots(),
            Period::Day | Period::Week => {
                let hours = self.hours().iter();
                hours.map(|(at, hour)| (*at, self.column(hour))).collect()
            }
        }
    }

    /// Whether the plots show less than all, as asked for; slots cannot.
    pub fn plots_all_destinations(&self) -> bool {
        let is_filtered = self.view.country.is_some() || self.view.channel.is_some();
        self.view.period == Period::Hour || !is_filtered
    }

    fn slots(&self) -> Vec<(Timestamp, SlotTotals)> {
        let step = Period::Hour.column();
        let slots = self.hours().iter().flat_map(|(at, hour)| {
            let starts = (0_u32..).map(|nth| *at + nth * step);
            starts.zip(hour.slots)
        });
        slots.collect()
    }

    fn column(&self, hour: &HourTotals) -> SlotTotals {
        let own = hour.destinations.iter().filter(|(to, _)| self.includes(to));
        let mut column = SlotTotals::default();
        for (_, totals) in own {
            column.attempts += totals.attempts;
            column.verified += totals.verified;
            column.delivered += totals.delivered;
            column.failed += totals.undelivered();
            column.spend += totals.spend;
        }
        let denials = hour.denials.values();
        column.denied = match &self.view.country {
            None => denials.map(|denials| denials.denied).sum(),
            Some(country) => denials
                .filter_map(|denials| denials.countries.get(country))
                .sum(),
        };
        column
    }

    fn includes(&self, to: &Destination) -> bool {
        let PageView {
            country, channel, ..
        } = &self.view;
        country
            .as_ref()
            .is_none_or(|country| *country == to.country)
            && channel.is_none_or(|channel| channel == to.channel)
    }

    /// The codes of all countries that something was sent to.
    pub fn countries(&self) -> Vec<String> {
        let hours = self.hours().iter();
        let countries = hours.flat_map(|(_, hour)| hour.destinations.keys());
        let countries = countries.map(|to| &to.country).chain(&self.view.country);
        let mut countries: Vec<_> = countries.cloned().collect();
        countries.sort_unstable();
        countries.dedup();
        countries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{DAY, HOUR};

    const BEGIN: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn report(query: &str) -> PageReport {
        let mut hour = HourTotals::default();
        for (country, channel, attempts) in [
            ("ES", Channel::Text, 10),
            ("ES", Channel::Call, 2),
            ("DE", Channel::Text, 5),
        ] {
            let to = Destination {
                country: country.to_owned(),
                channel,
            };
            hour.destinations.entry(to).or_default().attempts = attempts;
        }
        let denials = hour.denials.entry("spend".to_owned()).or_default();
        denials.denied = 7;
        denials.countries = [("ES".to_owned(), 4)].into();
        hour.slots[3].attempts = 17;
        let readings = Readings {
            now: BEGIN + HOUR,
            hours: Some(vec![(BEGIN, hour), (BEGIN + HOUR, HourTotals::default())]),
            trail: None,
            rules: None,
            usage: None,
            caps: [(HOUR, 50), (DAY, 200)],
            cooldowns: EnumMap::default(),
            clients: ClientsState::default(),
            certificate: KnownCertificate::default(),
        };
        PageReport::new(PageView::from_query(query), readings)
    }

    #[test]
    fn a_view_has_its_own_destinations() {
        for (query, attempts, denied) in [
            ("", 17, 7),
            ("country=ES", 12, 4),
            ("country=ES&channel=call", 2, 4),
            ("channel=text", 15, 7),
            ("country=FR", 0, 0),
        ] {
            let report = report(query);
            let (at, column) = report.columns[0];
            assert_eq!(
                (at, column.attempts, column.denied),
                (BEGIN, attempts, denied),
                "{query}"
            );
            let totals = &report.totals;
            let sum: u64 = totals
                .destinations
                .values()
                .map(|totals| totals.attempts)
                .sum();
            assert_eq!(sum, attempts, "{query}");
        }
        assert_eq!(report("country=FR").countries(), ["DE", "ES", "FR"]);
    }

    #[test]
    fn the_last_hour_has_slots_of_five_minutes() {
        let columns = report("span=hour&country=ES").columns;
        assert_eq!(columns.len(), 24);
        let (at, column) = columns[3];
        assert_eq!((at, column.attempts), (BEGIN + Duration::from_mins(15), 17));
        assert!(report("span=hour&country=ES").plots_all_destinations());
        assert!(!report("country=ES").plots_all_destinations());
    }
}
