//! Findings: anything out of the ordinary in the totals of the last hours, by pure rules.
//!
//! [`find`] is the way in for a page, [`find_current`] for whoever is to be told. `countries` looks
//! at each destination, `steps` at where people give up, `service` at the limits, the money, the
//! provider and the store, `upkeep` at the certificate, keys and webhooks. Each rule compares the last
//! two hours with those before, or with a threshold of the alerts in `deploy/prometheus/alerts.yml`.
//! `words` says numbers, times and names as the operator reads them.

mod compared;
mod countries;
mod finding_place;
mod operator_finding;
mod service;
mod situation;
mod steps;
mod upkeep;
pub mod words;

pub use compared::{Spell, merged};
pub use finding_place::FindingPlace;
pub use operator_finding::{OperatorFinding, Urgency};
pub use situation::{Situation, WebhookBacklog};

use std::cmp::Reverse;

use compared::{COMPARED_HOURS, Compared};
use steps::ToldAlready;

/// Hours that the rules look at: a day, and for each of its hours the day before it.
pub const HOURS: usize = 50;

/// Hours that [`find_current`] looks at.
pub const CURRENT_HOURS: usize = COMPARED_HOURS;

/// Hours in which something may have been so that is over.
const PAST: usize = 24;

/// The findings of one look.
#[derive(Clone, Debug, Default)]
pub struct FoundThings {
    /// Findings that hold now, the most urgent and costly first.
    pub current: Vec<OperatorFinding>,
    /// Findings of the last day that are over, the newest first.
    pub past: Vec<OperatorFinding>,
}

/// Finds what there is.
pub fn find(situation: &Situation<'_>) -> FoundThings {
    let mut found = FoundThings::default();
    let hours = situation.hours.unwrap_or_default();
    for back in 0..PAST.min(hours.len()) {
        for finding in of_hours(&Compared::new(hours, back, situation.now)) {
            let mut known = found.current.iter().chain(&found.past);
            if known.any(|known| finding.is_part_of(known)) {
                continue;
            }
            match finding.is_over() {
                true => found.past.push(finding),
                false => found.current.push(finding),
            }
        }
    }
    found.current.extend(of_now(situation));
    let current = &mut found.current;
    current.sort_by_key(|finding| (finding.urgency, Reverse(finding.cost)));
    found
}

/// Finds what is so, in no order: what [`find`] calls current, out of fewer hours.
pub fn find_current(situation: &Situation<'_>) -> Vec<OperatorFinding> {
    let hours = situation.hours.unwrap_or_default();
    let mut found = match hours.is_empty() {
        true => Vec::new(),
        false => of_hours(&Compared::new(hours, 0, situation.now)),
    };
    found.retain(|finding| !finding.is_over());
    found.extend(of_now(situation));
    found
}

fn of_now(situation: &Situation<'_>) -> impl Iterator<Item = OperatorFinding> {
    let of_service = service::of_now(situation).into_iter();
    of_service.chain(upkeep::of_now(situation))
}

fn of_hours(compared: &Compared<'_>) -> Vec<OperatorFinding> {
    let undelivered = countries::undelivered(compared);
    let unconverted = countries::unconverted(compared, &undelivered);
    let surges = service::surges(compared);
    let is_pumped = !unconverted.is_empty() && countries::convert_elsewhere(compared, &unconverted);
    let told = ToldAlready {
        is_nothing_typed: !undelivered.is_empty() || is_pumped,
        has_surge: !surges.is_empty(),
    };
    let steps = steps::given_up(compared, &told);
    let of_countries = undelivered.into_iter().chain(unconverted);
    let of_service = service::of_hours(compared).into_iter();
    let of_service = surges.into_iter().chain(of_service);
    of_countries.chain(of_service).chain(steps).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};
    use std::fs;
    use std::time::Duration;

    use enum_map::EnumMap;

    use super::*;
    use crate::domain::{Channel, CodeLength, DAY, HOUR, MINUTE, Timestamp};
    use crate::public_certificate::{CertificateRefusal, PeerCertificate, SeenCertificate};
    use crate::rate_limit::{PARTS, ServiceUsage};
    use crate::statistics::{Destination, DestinationTotals, HourTotals, Step};

    /// 19:30 on a day.
    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000 + (11 * 60 + 30) * 60_000);

    /// A day in which nothing is wrong: each hour 100 texts to Spain and Germany, of which nine in ten
    /// arrive and most are typed.
    fn calm() -> Vec<(Timestamp, HourTotals)> {
        let hours = (0..50_u32).rev().map(|back| {
            let at = NOW.round_down(HOUR) - back * HOUR;
            let mut totals = HourTotals::default();
            for country in ["ES", "DE"] {
                *to(&mut totals, country) = destination(100, 90, 5, 85);
            }
            totals
                .denials
                .entry("unverified sends".to_owned())
                .or_default()
                .denied = 2;
            for (step, people) in [
                (Step::NumberShown, 300),
                (Step::NumberSent, 220),
                (Step::CodeShown, 200),
                (Step::CodeTyped, 180),
                (Step::Verified, 170),
            ] {
                totals.steps[step] = people;
            }
            (at, totals)
        });
        hours.collect()
    }

    fn to<'a>(totals: &'a mut HourTotals, country: &str) -> &'a mut DestinationTotals {
        let to = Destination {
            country: country.to_owned(),
            channel: Channel::Text,
        };
        totals.destinations.entry(to).or_default()
    }

    fn destination(accepted: u64, delivered: u64, failed: u64, verified: u64) -> DestinationTotals {
        DestinationTotals {
            attempts: accepted,
            accepted,
            delivered,
            failed: [("50".to_owned(), failed)].into(),
            verified,
            spend: accepted * 600,
            ..DestinationTotals::default()
        }
    }

    fn usage(hour: f64, day: f64) -> ServiceUsage {
        ServiceUsage {
            spend: vec![(HOUR, hour), (DAY, day)],
            code_length: CodeLength::Six,
        }
    }

    fn found(hours: &[(Timestamp, HourTotals)]) -> Vec<String> {
        let usage = usage(0.1, 0.1);
        let found = find(&Situation {
            hours: Some(hours),
            usage: Some(&usage),
            ..situation()
        });
        assert_eq!(sentences(&found.past), [""; 0]);
        let mut current = find_current(&Situation {
            hours: Some(&hours[hours.len().saturating_sub(CURRENT_HOURS)..]),
            usage: Some(&usage),
            ..situation()
        });
        current.sort_by_key(|finding| (finding.urgency, Reverse(finding.cost)));
        assert_eq!(current, found.current);
        sentences(&found.current)
    }

    fn situation() -> Situation<'static> {
        Situation {
            hours: None,
            now: NOW,
            usage: None,
            caps: [(HOUR, 50), (DAY, 200)],
            cooldowns: EnumMap::default(),
            signing_keys: &[],
            webhooks: &[],
            certificate: None,
        }
    }

    fn sentences(findings: &[OperatorFinding]) -> Vec<String> {
        let sentences = findings.iter();
        sentences
            .map(|finding| finding.sentence.replace('\u{a0}', " "))
            .collect()
    }

    /// Changes the last `count` hours of a calm day.
    fn changed(count: usize, change: impl Fn(&mut HourTotals)) -> Vec<(Timestamp, HourTotals)> {
        let mut hours = calm();
        let first = hours.len() - count;
        hours[first..]
            .iter_mut()
            .for_each(|(_, totals)| change(totals));
        hours
    }

    #[test]
    fn nothing_is_found_on_a_calm_day_nor_without_anybody() {
        assert_eq!(found(&calm()), [""; 0]);
        assert_eq!(found(&[]), [""; 0]);
        let empty: Vec<_> = calm()
            .into_iter()
            .map(|(at, _)| (at, HourTotals::default()))
            .collect();
        assert_eq!(found(&empty), [""; 0]);
        let new = changed(50, |totals| *totals = HourTotals::default());
        assert_eq!(found(&new[49..]), [""; 0]);
    }

    type Change = fn(&mut HourTotals);

    #[test]
    fn each_trouble_is_told_with_its_place_and_its_beginning() {
        let table: &[(usize, Change, &[&str])] = &[
            (
                3,
                |hour| *to(hour, "ES") = destination(100, 29, 71, 20),
                &["Spain: 71 % of texts undelivered since 17:00, most often with error 50"],
            ),
            (
                1,
                |hour| *to(hour, "ES") = destination(100, 20, 80, 20),
                &["Spain: 80 % of texts undelivered since 19:00, most often with error 50"],
            ),
            // Nineteen of them say nothing.
            (2, |hour| *to(hour, "FR") = destination(9, 1, 8, 8), &[]),
            (
                3,
                |hour| *to(hour, "ES") = destination(400, 380, 10, 60),
                &["Spain: only 15 % of 1,200 codes typed since 17:00, 85 % before"],
            ),
            (
                2,
                |hour| *to(hour, "VN") = destination(60, 55, 2, 12),
                &["Vietnam: only 20 % of 120 codes typed since 18:00"],
            ),
            (2, |hour| *to(hour, "VN") = destination(60, 55, 2, 22), &[]),
            (2, |hour| *to(hour, "DE") = destination(100, 90, 5, 45), &[]),
            (
                2,
                |hour| {
                    let denials = hour
                        .denials
                        .entry("sends to a country".to_owned())
                        .or_default();
                    denials.denied = 120;
                    denials.countries = [("ES".to_owned(), 100), ("DE".to_owned(), 20)].into();
                },
                &[
                    "Limit “sends to a country”: 240 requests denied since 18:00, most of them to Spain; \
                   0 an hour before",
                ],
            ),
            (
                2,
                |hour| {
                    hour.denials
                        .entry("unverified sends".to_owned())
                        .or_default()
                        .denied = 9
                },
                &[],
            ),
            (
                2,
                |hour| hour.steps[Step::NumberSent] = 60,
                &["Only 20 % of those who see the form post a number since 18:00, 73 % before"],
            ),
            (
                2,
                |hour| hour.steps[Step::Verified] = 80,
                &["Only 44 % of those who type a code are verified since 18:00, 94 % before"],
            ),
            (
                1,
                |hour| {
                    to(hour, "ES").refused = [("no_credit".to_owned(), 7)].into();
                    to(hour, "DE").refused =
                        [("no_credit".to_owned(), 4), ("bad_number".to_owned(), 90)].into();
                },
                &["Plivo refused 11 messages since 19:00: no credit, mostly to Spain"],
            ),
            (
                2,
                |hour| hour.errors = [("store".to_owned(), 7), ("server".to_owned(), 1)].into(),
                &["16 requests of people failed since 18:00, mostly for the store"],
            ),
            (
                2,
                |hour| {
                    for country in ["ES", "DE"] {
                        let totals = to(hour, country);
                        (totals.delivered, totals.failed) = (0, BTreeMap::new());
                    }
                },
                &["Plivo took 400 texts since 18:00 and reported on none"],
            ),
        ];
        for (hours, change, told) in table {
            assert_eq!(found(&changed(*hours, change)), *told);
        }
    }

    #[test]
    fn texts_that_do_not_arrive_are_not_told_again_as_people_who_give_up() {
        let hours = changed(2, |hour| {
            *to(hour, "ES") = destination(300, 30, 270, 10);
            hour.steps[Step::CodeTyped] = 40;
            hour.steps[Step::Verified] = 38;
        });
        assert_eq!(
            found(&hours),
            ["Spain: 90 % of texts undelivered since 18:00, most often with error 50"]
        );
    }

    /// A deployment fails one of two instances, after a day on which something else was wrong too.
    #[test]
    fn half_of_the_people_who_give_up_are_found_beside_hours_that_were_bad() {
        let mut hours = changed(2, |hour| hour.steps[Step::CodeTyped] = 100);
        for (_, hour) in &mut hours[40..47] {
            hour.steps[Step::CodeShown] = 800;
        }
        let usage = usage(0.0, 0.0);
        let found = find(&Situation {
            hours: Some(&hours),
            usage: Some(&usage),
            ..situation()
        });
        assert_eq!(
            sentences(&found.current),
            ["Only 50 % of those who are sent a code type one since 18:00, 90 % before"]
        );
    }

    #[test]
    fn what_a_limit_denies_is_not_told_again_as_people_who_give_up() {
        let denied = |hour: &mut HourTotals, times| {
            let denials = hour.denials.entry("sends to a block".to_owned());
            denials.or_default().denied = times;
            hour.steps[Step::NumberSent] = 500;
        };
        let told = "Limit “sends to a block”: 560 requests denied since 18:00; 0 an hour before";
        assert_eq!(found(&changed(2, |hour| denied(hour, 280))), [told]);
        // Where it denies far fewer than are missing, it is more than that.
        let told = "Limit “sends to a block”: 60 requests denied since 18:00; 0 an hour before";
        let given_up =
            "Only 40 % of those who post a number are sent a code since 18:00, 91 % before";
        assert_eq!(
            found(&changed(2, |hour| denied(hour, 30))),
            [given_up, told]
        );
    }

    #[test]
    fn pumping_is_not_told_again_as_people_who_give_up() {
        let pumped = |hour: &mut HourTotals| {
            *to(hour, "ES") = destination(400, 380, 10, 60);
            hour.steps[Step::CodeShown] = 500;
        };
        let told = "Spain: only 15 % of 800 codes typed since 18:00, 85 % before";
        assert_eq!(found(&changed(2, pumped)), [told]);
        // Where other countries fare no better, it is more than that.
        let hours = changed(2, |hour| {
            pumped(hour);
            *to(hour, "DE") = destination(100, 95, 0, 45);
        });
        let given_up = "Only 36 % of those who are sent a code type one since 18:00, 90 % before";
        assert_eq!(found(&hours), [told, given_up]);
    }

    #[test]
    fn a_finding_tells_what_it_cost_since_it_began() {
        let hours = changed(3, |hour| *to(hour, "ES") = destination(400, 380, 10, 60));
        let usage = usage(0.0, 0.0);
        let FoundThings { current, .. } = find(&Situation {
            hours: Some(&hours),
            usage: Some(&usage),
            ..situation()
        });
        assert_eq!(current[0].cost, Some(3 * 400 * 600));
    }

    /// Sentences, each with its entry.
    type Told<'a> = &'a [(&'a str, &'a str)];

    #[test]
    fn the_share_of_each_spending_cap_is_told_from_half_of_it_on() {
        let day = "80 % of the spending cap of this day is used: 160.00 of 200.00";
        let hour = "50 % of the spending cap of this hour is used: 25.00 of 50.00";
        let spent = "100 % of the spending cap of this hour is used: 50.00 of 50.00";
        let table: &[(f64, f64, Told<'_>)] = &[
            (0.49, 0.2, &[]),
            (0.5, 0.2, &[(hour, "RingcodeSpendHalf")]),
            (0.1, 0.8, &[(day, "RingcodeSpendHigh")]),
            (
                1.0,
                0.8,
                &[
                    (day, "RingcodeSpendHigh"),
                    (spent, "RingcodeSpendCapReached"),
                ],
            ),
        ];
        for (hour, day, told) in table {
            let usage = usage(*hour, *day);
            let hours = calm();
            let FoundThings { current, .. } = find(&Situation {
                hours: Some(&hours),
                usage: Some(&usage),
                ..situation()
            });
            let sentences = sentences(&current);
            let entries = current.iter().map(|finding| finding.entry);
            let found: Vec<_> = sentences.iter().map(String::as_str).zip(entries).collect();
            assert_eq!(found, *told);
        }
        assert_eq!(PARTS, 10_000);
    }

    /// A finding of high spending implies the alert of half of it, which is not over then.
    #[test]
    fn more_money_implies_less() {
        let usage = usage(0.85, 0.0);
        let found = find_current(&Situation {
            hours: Some(&[]),
            usage: Some(&usage),
            ..situation()
        });
        let [high] = found.as_slice() else {
            panic!("{found:?}");
        };
        assert_eq!(high.alert(NOW).key(), "RingcodeSpendHigh period hour");
        let implied: Vec<_> = high.implied_keys().collect();
        assert_eq!(implied, ["RingcodeSpendHalf period hour"]);
    }

    #[test]
    fn old_keys_and_webhooks_that_wait_or_lose_events_are_told() {
        let webhook = |waiting, lost| WebhookBacklog {
            client: "shop".to_owned(),
            waiting,
            lost,
        };
        let table: &[(u32, WebhookBacklog, &[&str])] = &[
            (180, webhook(999, 0), &[]),
            (
                181,
                webhook(0, 0),
                &["The newest ES256 key has signed since 18 Jul"],
            ),
            (
                1,
                webhook(1_000, 0),
                &["1,000 webhook events wait for shop"],
            ),
            (1, webhook(3, 2), &["2 webhook events for shop were lost"]),
        ];
        let (hours, usage) = (calm(), usage(0.0, 0.0));
        for (days, webhook, told) in table {
            let found = find(&Situation {
                hours: Some(&hours),
                usage: Some(&usage),
                signing_keys: &[("ES256", NOW - *days * DAY)],
                webhooks: std::slice::from_ref(webhook),
                ..situation()
            });
            assert_eq!(sentences(&found.current), *told);
        }
    }

    #[test]
    fn a_certificate_is_told_before_it_is_refused_and_when_it_is() {
        let told = |days: u32, refusal: Option<CertificateRefusal>, later| {
            let seen = SeenCertificate {
                host: "verify.example.com".to_owned(),
                at: [203, 0, 113, 7].into(),
                details: Some(PeerCertificate {
                    issuer: String::new(),
                    names: Vec::new(),
                    valid_from: NOW + days * DAY - 90 * DAY,
                    expires: NOW + days * DAY,
                }),
                refusal,
            };
            let found = find_current(&Situation {
                hours: Some(&[]),
                usage: Some(&usage(0.0, 0.0)),
                now: NOW + later,
                certificate: Some(&seen),
                ..situation()
            });
            let found = found.iter().map(|finding| {
                let alert = finding.alert(NOW);
                let implied: Vec<_> = finding.implied_keys().collect();
                (alert.text.clone(), alert.key(), alert.is_urgent, implied)
            });
            found.collect::<Vec<_>>()
        };
        let expiring = "RingcodeCertificateExpiring".to_owned();
        let nearly = "RingcodeCertificateNearlyExpired".to_owned();
        let refused = "RingcodeCertificateRefused".to_owned();
        assert_eq!(told(14, None, Duration::ZERO), []);
        let text = "The certificate of verify.example.com expires 28 Jan 19:30 UTC".to_owned();
        let expected = (text, expiring.clone(), false, vec![]);
        assert_eq!(told(13, None, Duration::ZERO), [expected]);
        let text = "The certificate of verify.example.com expires 17 Jan 19:30 UTC".to_owned();
        let expected = (text, nearly.clone(), true, vec![expiring.clone()]);
        assert_eq!(told(2, None, Duration::ZERO), [expected]);
        let implied = vec![expiring, nearly];
        let text = |why: &str| {
            format!(
                "Browsers and Plivo refuse verify.example.com: the certificate at 203.0.113.7 {why}"
            )
        };
        // It was trusted when it was seen.
        let expected = (text("has expired"), refused.clone(), true, implied.clone());
        assert_eq!(told(1, None, DAY), [expected]);
        let other = Some(CertificateRefusal::OtherName);
        let expected = (text("is for other names"), refused, true, implied);
        assert_eq!(told(60, other, Duration::ZERO), [expected]);
    }

    #[test]
    fn what_is_so_at_this_moment_is_told_first() {
        let mut cooldowns = EnumMap::default();
        cooldowns[Channel::Call] = Some(Duration::from_secs(25));
        let long = ServiceUsage {
            code_length: CodeLength::Eight,
            ..usage(0.0, 0.0)
        };
        let hours = calm();
        let told = |usage| {
            let found = find(&Situation {
                hours: Some(&hours),
                usage,
                cooldowns,
                ..situation()
            });
            sentences(&found.current)
        };
        let resting = "Plivo fails and gets no calls for another 25 s";
        assert_eq!(
            told(None),
            [
                "The store does not answer: nothing is sent, and nobody verifies",
                resting
            ]
        );
        assert_eq!(
            told(Some(&long)),
            [
                resting,
                "Many guesses were wrong today: new codes have eight digits until 00:00 UTC"
            ]
        );
        assert!(NOW.since(NOW.round_down(HOUR)) == 30 * MINUTE);
    }

    #[test]
    fn what_is_over_is_told_with_its_end() {
        let mut hours = calm();
        let last = hours.len();
        for (_, hour) in &mut hours[last - 6..last - 3] {
            *to(hour, "ES") = destination(400, 380, 10, 60);
        }
        hours[last - 9].1.errors = [("store".to_owned(), 90)].into();
        // Two days ago, which is no news.
        hours[last - 40].1.errors = [("store".to_owned(), 90)].into();
        for (_, hour) in &mut hours[last - 1..] {
            *to(hour, "DE") = destination(100, 29, 71, 20);
        }
        let usage = usage(0.0, 0.0);
        let FoundThings { current, past } = find(&Situation {
            hours: Some(&hours),
            usage: Some(&usage),
            ..situation()
        });
        assert_eq!(
            sentences(&current),
            ["Germany: 71 % of texts undelivered since 19:00, most often with error 50"]
        );
        assert_eq!(
            sentences(&past),
            [
                "Spain: only 15 % of 1,200 codes typed from 14:00 to 17:00, 85 % before",
                "90 requests of people failed from 11:00 to 12:00, mostly for the store",
            ]
        );
        assert_eq!(past[0].cost, Some(3 * 400 * 600));
    }

    /// A finding that has just become better is told with its beginning.
    #[test]
    fn a_better_hour_does_not_hide_when_it_began() {
        let mut hours = changed(4, |hour| *to(hour, "ES") = destination(100, 29, 71, 20));
        *to(&mut hours[49].1, "ES") = destination(50, 49, 1, 40);
        let usage = usage(0.0, 0.0);
        let found = find(&Situation {
            hours: Some(&hours),
            usage: Some(&usage),
            ..situation()
        });
        assert_eq!(sentences(&found.current), [""; 0]);
        assert_eq!(
            sentences(&found.past),
            ["Spain: 71 % of texts undelivered from 16:00 to 19:00, most often with error 50"]
        );
    }

    /// The runbook is where an operator who is woken up looks.
    #[test]
    fn every_entry_is_a_heading_of_the_runbook() {
        let root = env!("CARGO_MANIFEST_DIR");
        let runbook = fs::read_to_string(format!("{root}/docs/operate/runbook.md")).unwrap();
        let headings: BTreeSet<_> = runbook
            .lines()
            .filter_map(|line| line.split_once("# "))
            .map(|(_, heading)| heading)
            .collect();
        let rules = ["countries", "service", "steps", "upkeep"].map(|rules| {
            let path = format!("{root}/src/findings/{rules}.rs");
            fs::read_to_string(path).unwrap()
        });
        let entries: BTreeSet<_> = rules
            .iter()
            .flat_map(|text| text.split('"'))
            .filter(|text| text.starts_with("Ringcode") || headings.contains(text))
            .collect();
        assert_eq!(entries.len(), 19, "{entries:?}");
        let missing: Vec<_> = entries.difference(&headings).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
