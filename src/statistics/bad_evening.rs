//! Plays the scenario of a bad evening into totals and a trail. The same each time.

use std::collections::BTreeMap;
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use sha2::{Digest, Sha256};

use super::named_counts::add_count;
use super::records::PlayedRecord;
use super::scenario::{DISTURBANCES, Deviation, Disturbance, END, Interval, TRAFFIC, Traffic};
use super::totals::{MOST_NAMES, SLOT, SLOTS, add};
use super::traffic_share::{Share, overlap};
use super::trail::keep_newest;
use super::{HourTotals, Step, TrailEntry};
use crate::domain::{Channel, DAY, HOUR, Timestamp};

/// The seed of everything that is not in the tables.
const SEED: u64 = 92;

const SLOT_MINUTES: u32 = 5;

/// Shares of people, in percent, and the factors by which their time differs from the usual one.
const SPREAD: [(u32, f64); 5] = [(35, 0.6), (35, 1.0), (20, 1.7), (8, 4.0), (2, 15.0)];

/// Totals and events of 24 hours up to the last full slot before `now`.
pub(super) fn played_until(now: Timestamp) -> PlayedRecord {
    let end = now.round_down(SLOT);
    let mut evening = Evening {
        random: StdRng::seed_from_u64(SEED),
        hours: BTreeMap::new(),
        entries: Vec::new(),
    };
    let slots = (DAY.as_secs() / SLOT.as_secs()) as u32;
    for ago in (1..=slots).rev() {
        // The scenario begins on the evening before.
        let minute = (END + slots * SLOT_MINUTES - ago * SLOT_MINUTES) % (24 * 60);
        evening.play(end - ago * SLOT, (minute, minute + SLOT_MINUTES));
    }
    keep_newest(&mut evening.entries);
    PlayedRecord {
        at: now,
        hours: evening.hours.into_iter().collect(),
        entries: evening.entries,
    }
}

struct Evening {
    random: StdRng,
    hours: BTreeMap<Timestamp, HourTotals>,
    entries: Vec<TrailEntry>,
}

/// Numbers of attempts and people in one slot.
struct Numbers {
    people: u64,
    attempts: u64,
    accepted: u64,
    delivered: u64,
    failed: u64,
    typed: u64,
    verified: u64,
}

impl Evening {
    /// Plays the slot that begins at `begins`, which are these minutes of the scenario.
    fn play(&mut self, begins: Timestamp, minutes: Interval) {
        for traffic in TRAFFIC {
            let share = Share::new(traffic, minutes);
            let numbers = self.numbers(&share);
            self.count(begins, traffic, &share, &numbers);
            if numbers.attempts > 0 {
                self.tell(begins, traffic, &share, &numbers);
            }
        }
        for disturbance in DISTURBANCES {
            let lasts = overlap(disturbance.when, minutes);
            self.disturb(begins, disturbance, lasts);
        }
    }

    fn numbers(&mut self, share: &Share) -> Numbers {
        let chance: f64 = self.random.random_range(0.85..1.15);
        let people = self.whole(share.people * chance);
        let attempts = people + self.whole(people as f64 * 0.12);
        let accepted = attempts - self.whole(attempts as f64 * 0.01).min(attempts);
        let delivered = self.whole(accepted as f64 * share.delivered).min(accepted);
        let failed = self.whole((accepted - delivered) as f64 * 0.8);
        let typed = match share.verified > 0.0 {
            true => self.whole(delivered as f64 * 0.93).min(people),
            false => 0,
        };
        Numbers {
            people,
            attempts,
            accepted,
            delivered,
            failed: failed.min(accepted - delivered),
            typed,
            verified: self.whole(typed as f64 * share.verified).min(typed),
        }
    }

    /// A whole number that is `expected` on average.
    fn whole(&mut self, expected: f64) -> u64 {
        let chance: f64 = self.random.random();
        (expected + chance) as u64
    }

    fn count(&mut self, begins: Timestamp, traffic: &Traffic, share: &Share, numbers: &Numbers) {
        let shown = match traffic.ahead {
            Some(_) => numbers.people + self.whole(numbers.people as f64 * 0.3),
            None => 0,
        };
        let (hour, slot) = self.totals(begins);
        let totals = hour.destination(traffic.country, traffic.channel);
        let refused = numbers.attempts - numbers.accepted;
        let spend = numbers.accepted * u64::from(traffic.price);
        add(&mut totals.attempts, numbers.attempts);
        add(&mut totals.accepted, numbers.accepted);
        add(&mut totals.delivered, numbers.delivered);
        add(&mut totals.verified, numbers.verified);
        add(&mut totals.spend, spend);
        for (reasons, reason, count) in [
            (&mut totals.refused, "bad_number", refused),
            (&mut totals.failed, share.failure, numbers.failed),
        ] {
            if count > 0 {
                add_count(reasons, reason, count, MOST_NAMES);
            }
        }
        for (times, usual, count) in [
            (
                &mut totals.delivery_times,
                traffic.delivery,
                numbers.delivered,
            ),
            (
                &mut totals.verification_times,
                traffic.verification,
                numbers.verified,
            ),
        ] {
            for (part, time) in spread(count, usual) {
                times.add_many(time, part);
            }
        }
        let is_text = traffic.channel == Channel::FIRST;
        for (step, count) in [
            (Step::NumberShown, shown),
            (Step::NumberSent, numbers.people),
            (Step::CodeShown, numbers.people.min(numbers.accepted)),
        ] {
            // Whoever asks for a call has posted the number before.
            add(&mut hour.steps[step], if is_text { count } else { 0 });
        }
        add(&mut hour.steps[Step::CodeTyped], numbers.typed);
        add(&mut hour.steps[Step::Verified], numbers.verified);
        let slot = &mut hour.slots[slot];
        add(&mut slot.attempts, numbers.attempts);
        add(&mut slot.verified, numbers.verified);
        add(&mut slot.delivered, numbers.delivered);
        add(&mut slot.failed, numbers.failed);
        add(&mut slot.spend, spend);
    }

    fn disturb(&mut self, begins: Timestamp, disturbance: &Disturbance, lasts: f64) {
        let in_slot = |hourly: u32| f64::from(hourly) / SLOTS as f64 * lasts;
        match disturbance.deviation {
            Deviation::Denied(limit, hourly, phones) => {
                let count = self.whole(in_slot(hourly));
                if count > 0 {
                    self.deny(begins, disturbance.country, limit, count, phones);
                }
            }
            Deviation::Errors(name, hourly) => {
                let count = self.whole(in_slot(hourly));
                if count > 0 {
                    let errors = &mut self.totals(begins).0.errors;
                    add_count(errors, name, count, MOST_NAMES);
                }
            }
            Deviation::People(_) | Deviation::Delivered(..) | Deviation::Verified(_) => {}
        }
    }

    fn deny(
        &mut self,
        begins: Timestamp,
        country: &str,
        limit: &'static str,
        count: u64,
        phones: usize,
    ) {
        let phone = self.random.random_range(0..phones.max(1));
        let phone = (phones > 0).then(|| fingerprint(&format!("{limit} {phone}")));
        let traffic = self.random.random_range(0..TRAFFIC.len());
        let country = match country {
            "" => TRAFFIC[traffic].country,
            country => country,
        };
        let (hour, slot) = self.totals(begins);
        let totals = hour.denials_of(limit);
        add(&mut totals.denied, count);
        if let Some(phone) = &phone {
            totals.add_country(country, count);
            totals.add_example(phone);
        }
        add(&mut hour.slots[slot].denied, count);
        let entry = TrailEntry {
            at: self.moment(begins),
            event: "denied".to_owned(),
            country: phone.is_some().then(|| country.to_owned()),
            phone,
            channel: None,
            detail: limit.to_owned(),
        };
        self.entries.push(entry);
    }

    /// Tells the story of one person of the slot.
    fn tell(&mut self, begins: Timestamp, traffic: &Traffic, share: &Share, numbers: &Numbers) {
        let at = self.moment(begins);
        let person: u64 = self.random.random();
        let phone = fingerprint(&person.to_string());
        let digest = &fingerprint(&format!("attempt {person}"))[..12];
        let mut note = |seconds: u32, event: &str, channel, detail: String| {
            self.entries.push(TrailEntry {
                at: at + Duration::from_secs(seconds.into()),
                event: event.to_owned(),
                phone: Some(phone.clone()),
                country: Some(traffic.country.to_owned()),
                channel,
                detail,
            });
        };
        let channel = Some(traffic.channel);
        note(0, "start", None, String::new());
        note(1, "send", channel, format!("accepted {digest}"));
        let arrives = numbers.delivered > numbers.failed;
        let report = match arrives {
            true => format!("delivered {digest}"),
            false => format!("failed {} {digest}", share.failure),
        };
        note(traffic.delivery, "report", channel, report);
        if arrives && numbers.verified > 0 {
            note(traffic.verification, "verified", channel, String::new());
        } else if arrives && numbers.typed > 0 {
            note(traffic.verification, "wrong guess", None, String::new());
        }
    }

    /// A moment of a slot, before its last minutes, in which a story goes on.
    fn moment(&mut self, begins: Timestamp) -> Timestamp {
        begins + Duration::from_secs(self.random.random_range(0..SLOT.as_secs() - 90))
    }

    /// The totals of the hour that a slot is in, and the slot's number.
    fn totals(&mut self, begins: Timestamp) -> (&mut HourTotals, usize) {
        let beginning = begins.round_down(HOUR);
        let slot = begins.since(beginning).as_secs() / SLOT.as_secs();
        let totals = self.hours.entry(beginning).or_default();
        (totals, (slot as usize).min(SLOTS - 1))
    }
}

/// Times of `count` people around the `usual` one, in seconds.
fn spread(count: u64, usual: u32) -> impl Iterator<Item = (u64, Duration)> {
    let mut left = count;
    SPREAD.into_iter().map(move |(share, factor)| {
        let part = (count * u64::from(share)).div_ceil(100).min(left);
        left -= part;
        (part, Duration::from_secs(u64::from(usual)).mul_f64(factor))
    })
}

/// A text of the shape of a fingerprint.
fn fingerprint(name: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(&Sha256::digest(format!("played {name}"))[..16])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rate_limit::LimitKind;
    use crate::statistics::{Destination, DestinationTotals, ErrorSource};

    /// The beginning of an hour, so that an hour of the scenario is one of the totals.
    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);

    fn played() -> PlayedRecord {
        played_until(NOW)
    }

    /// The totals of the hour that the scenario calls by this number.
    fn hour(played: &PlayedRecord, hour: u32) -> HourTotals {
        let beginning = NOW - (23 - hour) * HOUR;
        let found = played.hours.iter().find(|(at, _)| *at == beginning);
        found.unwrap().1.clone()
    }

    fn destination<'a>(
        totals: &'a HourTotals,
        country: &str,
        channel: Channel,
    ) -> &'a DestinationTotals {
        let country = country.to_owned();
        &totals.destinations[&Destination { country, channel }]
    }

    /// Verified of 100 attempts.
    fn conversion(totals: &DestinationTotals) -> u64 {
        totals.verified * 100 / totals.attempts.max(1)
    }

    #[test]
    fn an_evening_is_the_same_each_time_and_lasts_24_hours() {
        assert_eq!(played(), played());
        let played = played();
        assert_eq!(played.hours.len(), 24);
        assert_eq!(played.hours[0].0, NOW - DAY);
        assert!(played.entries.iter().all(|entry| entry.at < NOW));
        assert_eq!(played.entries.len(), 500);
    }

    #[test]
    fn the_slots_of_an_hour_are_its_totals() {
        for (_, totals) in played_until(NOW + Duration::from_secs(17 * 60)).hours {
            let slots = |of: fn(&super::super::SlotTotals) -> u64| -> u64 {
                totals.slots.iter().map(of).sum()
            };
            let all = |of: fn(&DestinationTotals) -> u64| -> u64 {
                totals.destinations.values().map(of).sum()
            };
            assert_eq!(slots(|slot| slot.attempts), all(|one| one.attempts));
            assert_eq!(slots(|slot| slot.verified), all(|one| one.verified));
            assert_eq!(slots(|slot| slot.delivered), all(|one| one.delivered));
            assert_eq!(slots(|slot| slot.spend), all(|one| one.spend));
            assert_eq!(
                slots(|slot| slot.failed),
                all(|one| one.failed.values().sum())
            );
            let denied: u64 = totals.denials.values().map(|one| one.denied).sum();
            assert_eq!(slots(|slot| slot.denied), denied);
        }
    }

    #[test]
    fn a_quiet_hour_looks_well_in_six_countries() {
        let played = played();
        let quiet = hour(&played, 18);
        let texts = quiet.destinations.iter();
        let texts = texts.filter(|(to, _)| to.channel == Channel::Text);
        for (to, totals) in texts.clone() {
            let share = totals.delivered * 100 / totals.attempts.max(1);
            assert!(totals.attempts < 10 || share > 80, "{to:?}");
            assert!(totals.attempts < 10 || conversion(totals) > 60, "{to:?}");
        }
        assert_eq!(texts.count(), 6);
        assert_eq!(quiet.errors, BTreeMap::new());
    }

    #[test]
    fn pumping_is_found_by_attempts_without_verifications_and_one_limit() {
        let played = played();
        for number in [19, 20] {
            let hour = hour(&played, number);
            let pumped = destination(&hour, "ID", Channel::Text);
            assert!(
                pumped.attempts > 400 && conversion(pumped) < 5,
                "{pumped:?}"
            );
            let denied = &hour.denials[LimitKind::AttemptsPerBlock.name()];
            assert!(denied.denied > 800 && denied.countries.len() == 1);
            assert!(denied.countries.contains_key("ID"));
            assert!((1..=3).contains(&denied.examples.len()));
            let others = destination(&hour, "GB", Channel::Text);
            assert!(conversion(others) > 60, "{others:?}");
        }
        let before = hour(&played, 18);
        assert!(destination(&before, "ID", Channel::Text).attempts < 30);
        assert!(
            !before
                .denials
                .contains_key(LimitKind::AttemptsPerBlock.name())
        );
    }

    #[test]
    fn a_carrier_is_found_by_the_error_code_of_one_country() {
        let played = played();
        let bad = hour(&played, 14);
        let texts = destination(&bad, "BR", Channel::Text);
        assert!(texts.failed["90"] * 2 > texts.attempts, "{texts:?}");
        let calls = destination(&bad, "BR", Channel::Call).attempts;
        let usual = hour(&played, 12);
        assert!(calls > 3 * destination(&usual, "BR", Channel::Call).attempts);
        assert!(
            !destination(&usual, "BR", Channel::Text)
                .failed
                .contains_key("90")
        );
        assert!(
            !destination(&bad, "DE", Channel::Text)
                .failed
                .contains_key("90")
        );
    }

    #[test]
    fn a_failover_is_found_by_errors_of_the_store() {
        let played = played();
        let errors = |number| hour(&played, number).errors;
        assert!((60..=130).contains(&errors(16)[ErrorSource::Store.name()]));
        assert!(!errors(15).contains_key("store") && !errors(17).contains_key("store"));
    }

    #[test]
    fn a_deployment_is_found_by_answers_of_5xx_and_codes_typed_in_vain() {
        let played = played();
        let bad = hour(&played, 11);
        assert!(bad.errors[ErrorSource::Server.name()] > 200);
        let verified = |totals: &HourTotals| {
            totals.steps[Step::Verified] * 100 / totals.steps[Step::CodeTyped]
        };
        assert!(verified(&bad) + 20 < verified(&hour(&played, 12)));
        let shares = bad
            .slots
            .map(|slot| slot.verified * 100 / slot.attempts.max(1));
        assert!(shares[4..8].iter().all(|share| *share < 15), "{shares:?}");
        assert!(
            shares[..4]
                .iter()
                .chain(&shares[8..])
                .all(|share| *share > 40),
            "{shares:?}"
        );
    }

    #[test]
    fn nothing_that_is_played_is_a_number_or_of_another_name_than_ours() {
        let played = played();
        for (_, totals) in &played.hours {
            let limits = totals.denials.keys().all(|limit| {
                [
                    "posts of a client",
                    "sends to a number",
                    "same origin",
                    "sends to a block",
                ]
                .contains(&&**limit)
            });
            assert!(limits);
        }
        let names = [
            LimitKind::PostsPerClient.name(),
            LimitKind::AttemptsPerBlock.name(),
        ];
        assert_eq!(names, ["posts of a client", "sends to a block"]);
        for entry in &played.entries {
            let digits = entry.detail.split(|c: char| !c.is_ascii_digit());
            assert!(digits.into_iter().all(|run| run.len() < 7), "{entry:?}");
        }
    }
}
