//! Changed quotas, whose effect one computes by hand, and what the log says of people.

use std::net::IpAddr;
use std::num::NonZeroU32;

use super::recorded_hour::{Asked, AttemptEnd, Recorded, in_time, record};
use super::{SimulatedOutcome, simulate};
use crate::domain::{Channel, HOUR};
use crate::rate_limit::decision::{LimiterEvent, Question};
use crate::rate_limit::properties::quotas;
use crate::rate_limit::quotas::DebtQuotas;
use crate::rate_limit::{LimitKind, Quotas, Source};
use crate::store::Quota;

/// An address in a network of its own.
fn newcomer(nth: u8) -> Source {
    format!("198.{nth}.0.1").parse::<IpAddr>().unwrap().into()
}

fn text(nth: u8, number: &str, end: AttemptEnd) -> Asked {
    Asked {
        source: newcomer(nth),
        number: number.to_owned(),
        channel: Channel::Text,
        units: 2,
        client: false,
        is_allowed: false,
        end,
        pause: 1,
    }
}

/// The decisions about attempts: whether then, and whether now they are allowed.
fn attempts(quotas: &Quotas, recorded: &Recorded) -> Vec<(bool, Option<LimitKind>)> {
    let events = recorded.events();
    let outcomes = simulate(quotas, &events);
    let attempts = events.iter().filter_map(|(_, event)| match event {
        LimiterEvent::Decided(decision) => match decision.question {
            Question::Attempt(_) => Some(decision),
            _ => None,
        },
        _ => None,
    });
    let denied = attempts.map(|attempt| {
        let now = match outcomes[&(1, attempt.id)] {
            SimulatedOutcome::Granted { .. } => None,
            SimulatedOutcome::Denied(limit) => Some(limit),
            SimulatedOutcome::Unknown => panic!("{attempt:?}"),
        };
        (attempt.denied_by().is_none(), now)
    });
    denied.collect()
}

/// Four texts to one block of 1,000, of which three are allowed. With a limit of two the third is
/// denied, and what it took elsewhere is there for others; with four, the fourth is allowed.
#[test]
fn a_changed_quota_changes_what_one_computes_by_hand() {
    let per_thousand = |limit| Quotas {
        attempts_per_thousand: Quota::gcra(NonZeroU32::new(limit).unwrap(), HOUR),
        attempts_per_service: Quota::fixed_window(NonZeroU32::new(4).unwrap(), 24 * HOUR),
        ..quotas()
    };
    let phones = ["100", "101", "102", "103"].map(|line| format!("+14155550{line}"));
    let mut hour: Vec<_> = (1..)
        .zip(&phones)
        .map(|(nth, phone)| text(nth, phone, AttemptEnd::Sent))
        .collect();
    hour.extend([
        text(11, "+447400123406", AttemptEnd::Sent),
        text(12, "+447400123416", AttemptEnd::Sent),
    ]);
    let recorded = in_time(record(&per_thousand(3), &hour, 1));
    let block = Some(LimitKind::AttemptsPerBlock);
    let service = Some(LimitKind::AttemptsPerService);
    assert_eq!(
        attempts(&per_thousand(3), &recorded),
        [
            (true, None),
            (true, None),
            (true, None),
            (false, block),
            (true, None),
            (false, service)
        ]
    );
    assert_eq!(
        attempts(&per_thousand(2), &recorded),
        [
            (true, None),
            (true, None),
            (true, block),
            (false, block),
            (true, None),
            (false, None)
        ]
    );
    assert_eq!(
        attempts(&per_thousand(4), &recorded),
        [
            (true, None),
            (true, None),
            (true, None),
            (false, None),
            (true, service),
            (false, service)
        ]
    );
}

/// A text that would not have been sent would not have been verified either: nothing is forgiven
/// for it.
#[test]
fn what_was_not_sent_was_not_verified() {
    let per_thousand = |limit| Quotas {
        attempts_per_thousand: Quota::gcra(NonZeroU32::new(limit).unwrap(), HOUR),
        unverified: Quota::gcra(NonZeroU32::new(2).unwrap(), 100 * HOUR),
        forgiven_per_verification: 1,
        ..quotas()
    };
    let hour = [
        text(1, "+14155550100", AttemptEnd::Sent),
        text(2, "+14155550101", AttemptEnd::Verified),
        text(3, "+14165550100", AttemptEnd::Sent),
        text(4, "+14175550100", AttemptEnd::Sent),
    ];
    let recorded = in_time(record(&per_thousand(2), &hour, 1));
    let [block, unverified] =
        [LimitKind::AttemptsPerBlock, LimitKind::UnverifiedAttempts].map(Some);
    assert_eq!(
        attempts(&per_thousand(2), &recorded),
        [
            (true, None),
            (true, None),
            (true, None),
            (false, unverified)
        ]
    );
    assert_eq!(
        attempts(&per_thousand(1), &recorded),
        [
            (true, None),
            (true, block),
            (true, None),
            (false, unverified)
        ]
    );
}

/// Limits in which a client's debt shows: with each, its messages weigh once more.
fn with_debts(per_thousand: u32, per_client: u32) -> Quotas {
    let gcra = |limit, period| Quota::gcra(NonZeroU32::new(limit).unwrap(), period);
    Quotas {
        attempts_per_thousand: gcra(per_thousand, HOUR),
        attempts_per_client: [gcra(per_client, HOUR), gcra(9, 2 * HOUR), gcra(9, 3 * HOUR)],
        debts: DebtQuotas {
            client: gcra(4, 100 * HOUR),
            ..quotas().debts
        },
        forgiven_per_verification: 1,
        ..quotas()
    }
}

/// The outcomes of three texts of one client where the second is denied.
fn without_the_second(end: AttemptEnd, per_client: u32) -> Vec<Option<LimitKind>> {
    let mut hour = ["+14155550100", "+14155550101", "+14165550100"]
        .map(|phone| text(1, phone, AttemptEnd::Sent));
    hour[1].end = end;
    let recorded = in_time(record(&with_debts(3, 6), &hour, 1));
    let then = attempts(&with_debts(3, 6), &recorded);
    assert_eq!(then[..2], [(true, None); 2]);
    let now = attempts(&with_debts(1, per_client), &recorded).into_iter();
    now.map(|(_, denied)| denied).collect()
}

/// A denied text is no debt: the third text weighs two.
#[test]
fn a_debt_is_forgiven_where_its_attempt_is_denied() {
    let block = Some(LimitKind::AttemptsPerBlock);
    assert_eq!(without_the_second(AttemptEnd::Sent, 3), [None, block, None]);
}

/// A text that was not sent is not verified either: the third text still weighs two.
#[test]
fn a_verification_that_was_not_forgives_no_debt() {
    let (block, client) = (
        Some(LimitKind::AttemptsPerBlock),
        Some(LimitKind::AttemptsPerClient),
    );
    assert_eq!(
        without_the_second(AttemptEnd::Verified, 3),
        [None, block, None]
    );
    assert_eq!(
        without_the_second(AttemptEnd::Verified, 2),
        [None, block, client]
    );
}

/// Pseudonyms say nothing of whom they stand for.
#[test]
fn no_number_and_no_address_is_in_the_log() {
    let hour = [text(51, "+14155550100", AttemptEnd::Verified)];
    let recorded = in_time(record(&quotas(), &hour, 1));
    let events = recorded.events();
    assert!(events.len() > 4, "{events:?}");
    for (_, event) in events {
        let bytes = postcard::to_allocvec(&event).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        for secret in ["4155550100", "5550100", "555", "198.51", "198"] {
            assert!(!text.contains(secret), "{secret} in {event:?}");
        }
        assert!(!bytes.windows(4).any(|window| window == [198, 51, 0, 1]));
    }
}

/// The cost of the log, which the setting's help tells.
#[test]
fn an_attempt_takes_some_hundred_bytes_of_the_log() {
    let hour = [text(51, "+14155550100", AttemptEnd::Verified)];
    let recorded = in_time(record(&quotas(), &hour, 1));
    let events = recorded.events();
    let bytes = events
        .iter()
        .map(|(_, event)| postcard::to_allocvec(event).unwrap().len());
    let bytes: usize = bytes.sum();
    assert!(
        (200..=300).contains(&bytes),
        "{bytes} in {} events",
        events.len()
    );
}
