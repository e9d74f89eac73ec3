//! The problems that each operation may answer with, for the description of the API.
//! `tests/json_api` holds every problem that it meets against this list.

use std::num::NonZeroU32;
use std::time::Duration;

use super::paths::{CALL, CHECK, RESEND, VERIFICATIONS};
use super::problem::{Budget, Problem};
use crate::domain::{Channel, CodeLength, Refusal, Timestamp};

/// The problems that an operation may answer with, each code once. `method` is in small letters.
pub fn possible_problems(method: &str, path: &str) -> Vec<Problem> {
    let of_one = path != VERIFICATIONS;
    let (is_post, changes) = (method == "post", method != "get");
    let starts = is_post && path == VERIFICATIONS;
    let sends_again = matches!(path, RESEND | CALL);
    let checks = path == CHECK;
    let groups = [
        (true, always()),
        (of_one, vec![Problem::not_found()]),
        (changes, vec![Problem::running(), Problem::mismatch()]),
        (changes && of_one, vec![Problem::not_pending("approved")]),
        (starts || checks, vec![Problem::unsupported_media_type()]),
        (starts, refused(&NUMBER_CANNOT_BE_READ)),
        (checks, refused(&CODE_CANNOT_BE_COMPARED)),
        (sends_again, refused(&NOT_SENT_AGAIN)),
        (starts || sends_again, vec![over_budget()]),
        (starts || sends_again, refused(&NOT_SENT)),
        (is_post, vec![Problem::rate_limited("posts", WAIT)]),
    ];
    let groups = groups.into_iter().filter(|(may, _)| *may);
    groups.flat_map(|(_, problems)| problems).collect()
}

/// A wait, for the sake of the example.
const WAIT: Duration = Duration::from_secs(30);
const UNTIL: Timestamp = Timestamp::EPOCH;

const NUMBER_CANNOT_BE_READ: [Refusal; 9] = [
    Refusal::PhoneAndCountryMissing,
    Refusal::CountryMissing,
    Refusal::CountryUnknown,
    Refusal::PhoneUnreadable,
    Refusal::PhoneStrange { character: 'O' },
    Refusal::PhoneTooShort,
    Refusal::PhoneTooLong,
    Refusal::PhoneWrongLength,
    Refusal::PhoneUnknown,
];

const CODE_CANNOT_BE_COMPARED: [Refusal; 3] = [
    Refusal::CodeMissing {
        length: CodeLength::Six,
    },
    Refusal::CodeShape {
        digits: 5,
        length: CodeLength::Six,
    },
    Refusal::PhoneLocked { until: UNTIL },
];

const NOT_SENT_AGAIN: [Refusal; 6] = [
    Refusal::TooSoon {
        channel: Channel::Text,
        until: UNTIL,
    },
    Refusal::NoAttemptsLeft,
    Refusal::ChannelUsedUp {
        channel: Channel::Call,
    },
    Refusal::CountryNotServed,
    Refusal::NumberNotServed {
        channel: Channel::Call,
    },
    Refusal::MovedOn,
];

const NOT_SENT: [Refusal; 4] = [
    Refusal::PhoneRateLimited { until: UNTIL },
    Refusal::ClientRateLimited { until: UNTIL },
    Refusal::ServiceRateLimited { until: UNTIL },
    Refusal::ChannelDown {
        channel: Channel::Text,
        until: UNTIL,
    },
];

fn always() -> Vec<Problem> {
    vec![
        Problem::unreadable("missing field `to` at line 1 column 2".to_owned()),
        Problem::unauthorized(),
        Problem::forbidden(),
        Problem::unavailable(),
    ]
}

fn refused(refusals: &[Refusal]) -> Vec<Problem> {
    let problem = |refusal: &Refusal| Problem::refused(*refusal, None);
    refusals.iter().map(problem).collect()
}

fn over_budget() -> Problem {
    let budget = Budget {
        name: "sends_per_hour",
        amount: NonZeroU32::MIN,
        window: WAIT,
    };
    Problem::over_budget(budget, None)
}
