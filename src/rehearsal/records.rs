//! The records of the log: chunks of events, and for each hour a list of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::domain::{DAY, HOUR, Policy, Timestamp};
use crate::rate_limit::decision::LimiterEvent;
use crate::repository::Record;

/// The time for which events are kept.
pub const LIFE: Duration = DAY.saturating_mul(8);

/// Events of one instance, in the order in which it took them down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChunkRecord {
    /// The time at which it was written.
    pub at: Timestamp,
    /// The events, one after the other.
    pub events: Vec<u8>,
}

/// The chunks of one hour, by the instances that wrote them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogHourRecord {
    /// The beginning of the hour.
    pub begins: Timestamp,
    /// The instances.
    pub instances: Vec<InstanceLog>,
}

/// The account of what one instance wrote in one hour.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InstanceLog {
    /// The instance: a number that it drew when it started.
    pub instance: u64,
    /// The number of its chunks.
    pub chunks: u32,
    /// The number of events in them.
    pub events: u64,
    /// Their bytes, before encryption.
    pub bytes: u64,
    /// Events that were not kept, since they were too many or the store was away.
    pub missing: u64,
    /// The time from which it took events down.
    pub from: Timestamp,
    /// The time of its last write.
    pub until: Timestamp,
}

impl ChunkRecord {
    /// The identity of a chunk by its hour, instance and number.
    pub fn identity(hour: Timestamp, instance: u64, nth: u32) -> Vec<u8> {
        let hour = hour.as_millis();
        format!("{hour} {instance} {nth}").into_bytes()
    }

    /// The events; those behind bytes that are none are left out.
    pub fn events(&self) -> Vec<LimiterEvent> {
        let (mut events, mut rest) = (Vec::new(), &*self.events);
        while let Ok((event, behind)) = postcard::take_from_bytes(rest) {
            events.push(event);
            rest = behind;
        }
        events
    }
}

impl LogHourRecord {
    /// The identity of the list of an hour.
    pub fn identity(begins: Timestamp) -> Vec<u8> {
        format!("hour {}", begins.as_millis()).into_bytes()
    }
}

impl Record for ChunkRecord {
    const KIND: u8 = b'C';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.at.saturating_add(LIFE).since(now)
    }
}

impl Record for LogHourRecord {
    const KIND: u8 = b'J';

    fn remaining_life(&self, _: &Policy, now: Timestamp) -> Duration {
        self.begins.saturating_add(HOUR + LIFE).since(now)
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;
    use crate::domain::Channel;
    use crate::rate_limit::decision::{
        Answer, AnswerKind, LoggedAttempt, LoggedDecision, Pseudonym, Question, Refund,
        RefundReason, Settlement, SourceKind,
    };
    use crate::rate_limit::{LimitKind, PostKind};

    const NOW: Timestamp = Timestamp::from_millis(1_800_000_000_000);
    const AT: u64 = 1_800_000_000_000_000;

    fn events() -> Vec<LimiterEvent> {
        let subject = Pseudonym(*b"a client");
        let attempt = LoggedAttempt {
            debt: 1,
            channel: Channel::Call,
            country: "GB".to_owned(),
            units: 2,
            cost: 900,
            number: Pseudonym(*b"a number"),
            thousand: Pseudonym(*b"thousand"),
            is_drawn: true,
            is_allowed: true,
            allowance: Some((NonZeroU32::new(7), None)),
        };
        let answer = |after, kind| Answer { after, kind };
        let decided = |id, question, answers| {
            LimiterEvent::Decided(LoggedDecision {
                id,
                question,
                source: SourceKind::Ipv6,
                subjects: vec![subject],
                at: AT,
                answers,
            })
        };
        let denied = AnswerKind::Denied {
            limit: LimitKind::ProviderRate(Channel::Call),
            wait_us: 300,
        };
        let recording = AnswerKind::GrantedRecording(vec![LimitKind::WrongGuesses]);
        vec![
            decided(
                1,
                Question::Post(PostKind::Other),
                vec![answer(0, AnswerKind::Granted)],
            ),
            decided(
                2,
                Question::Debt,
                vec![answer(0, recording), answer(9, AnswerKind::Unknown)],
            ),
            decided(3, Question::Attempt(attempt), vec![answer(5, denied)]),
            LimiterEvent::Refunded(Refund {
                of: 3,
                reason: RefundReason::ProviderRefused,
                subjects: vec![(subject, AT)],
            }),
            LimiterEvent::Verified(Settlement {
                number: subject,
                country: "GB".to_owned(),
                source: SourceKind::Application,
                subjects: vec![(subject, AT)],
            }),
            LimiterEvent::VerifiedIn {
                country: "GB".to_owned(),
                count: 4,
                subject,
                at: AT,
            },
        ]
    }

    #[test]
    fn the_events_of_a_chunk_are_read_in_their_order() {
        let bytes = events()
            .into_iter()
            .map(|event| postcard::to_allocvec(&event).unwrap());
        let mut chunk = ChunkRecord {
            at: NOW,
            events: bytes.collect::<Vec<_>>().concat(),
        };
        assert_eq!(chunk.events(), events());
        chunk.events.truncate(chunk.events.len() - 1);
        assert_eq!(chunk.events(), events()[..5]);
    }

    /// Changed bytes need another kind: during an update, old and new servers share a store.
    #[test]
    fn a_record_has_the_bytes_that_it_had() {
        let chunk = ChunkRecord {
            at: NOW,
            events: vec![1, 2, 3],
        };
        let hour = LogHourRecord {
            begins: NOW,
            instances: vec![InstanceLog {
                instance: 300,
                chunks: 2,
                events: 40,
                bytes: 5,
                missing: 6,
                from: NOW,
                until: NOW,
            }],
        };
        let events = events()
            .into_iter()
            .map(|event| postcard::to_allocvec(&event));
        let stored = [postcard::to_allocvec(&chunk), postcard::to_allocvec(&hour)];
        let stored = stored.into_iter().chain(events);
        let stored: Vec<_> = stored
            .map(|bytes| bytes.unwrap().escape_ascii().to_string())
            .collect();
        assert_eq!(stored, STORED);
    }

    const STORED: [&str; 8] = [
        r"\x80\xa0\xf1\xc2\xb14\x03\x01\x02\x03",
        r"\x80\xa0\xf1\xc2\xb14\x01\xac\x02\x02(\x05\x06\x80\xa0\xf1\xc2\xb14\x80\xa0\xf1\xc2\xb14",
        r"\x00\x01\x00\x02\x01\x01a client\x80\x80\xe2\xc4\xf2\xa2\x99\x03\x01\x00\x00",
        r"\x00\x02\x01\x01\x01a client\x80\x80\xe2\xc4\xf2\xa2\x99\x03\x02\x00\x01\x01\x11\t\x03",
        r"\x00\x03\x02\x01\x01\x02GB\x02\x84\x07a numberthousand\x01\x01\x01\x01\x07\x00\x01\x01a client\x80\x80\xe2\xc4\xf2\xa2\x99\x03\x01\x05\x02\x10\x01\xac\x02",
        r"\x01\x03\x03\x01a client\x80\x80\xe2\xc4\xf2\xa2\x99\x03",
        r"\x02a client\x02GB\x02\x01a client\x80\x80\xe2\xc4\xf2\xa2\x99\x03",
        r"\x03\x02GB\x04a client\x80\x80\xe2\xc4\xf2\xa2\x99\x03",
    ];
}
