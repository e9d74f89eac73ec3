//! Tells a [`DecisionLog`] what the limiter decides, if there is one. Without one nothing is
//! computed.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::domain::{PhoneNumber, Recipient};
use crate::rate_limit::charge_store::{Acquisition, RefundTimes};
use crate::rate_limit::decision::{
    Answer, AnswerKind, DecisionLog, LimiterEvent, LoggedAttempt, LoggedDecision, Pseudonym,
    Question, Refund, RefundReason, Settlement, SourceKind,
};
use crate::rate_limit::subject::{block, thousand};
use crate::rate_limit::{PricedAttempt, RateLimitError, Source, SubjectCharges};
use crate::store::BlindIndex;

/// The pen of the limiter.
pub(super) struct Journal {
    log: Option<Arc<dyn DecisionLog>>,
    index: BlindIndex,
    next: AtomicU64,
}

/// A decision that is about to be made.
pub(super) struct DraftDecision {
    question: Question,
    source: SourceKind,
    subjects: Vec<Pseudonym>,
}

impl Journal {
    /// A journal that tells nobody.
    pub fn new(index: BlindIndex) -> Self {
        let next = AtomicU64::new(1);
        Self {
            log: None,
            index,
            next,
        }
    }

    /// The same journal, which tells `log`.
    pub fn with_log(self, log: Arc<dyn DecisionLog>) -> Self {
        let log = Some(log);
        Self { log, ..self }
    }

    /// Begins a decision about `charges`; `None` without a log.
    pub fn begin(
        &self,
        source: &Source,
        charges: &[SubjectCharges],
        question: impl FnOnce() -> Question,
    ) -> Option<DraftDecision> {
        self.log.as_ref()?;
        let subjects = charges.iter().map(|of| self.pseudonym(&of.subject));
        Some(DraftDecision {
            question: question(),
            source: SourceKind::from_source(source),
            subjects: subjects.collect(),
        })
    }

    /// Takes down a decision with its answers, and returns its number; 0 without a log.
    pub fn decided(&self, draft: Option<DraftDecision>, acquisition: &Acquisition) -> u64 {
        let (Some(log), Some(draft)) = (&self.log, draft) else {
            return 0;
        };
        let id = self.next.fetch_add(1, Ordering::Relaxed);
        let times = acquisition.answers.iter().filter_map(|(at, _)| *at);
        let first = times.min().unwrap_or_default();
        let answers = acquisition.answers.iter().map(|(at, kind)| Answer {
            after: u32::try_from(at.unwrap_or(first).saturating_sub(first)).unwrap_or(u32::MAX),
            kind: kind.clone(),
        });
        log.record(LimiterEvent::Decided(LoggedDecision {
            id,
            question: draft.question,
            source: draft.source,
            subjects: draft.subjects,
            at: first,
            answers: answers.collect(),
        }));
        self.refunded(id, RefundReason::Denied, &acquisition.refunds);
        id
    }

    /// Takes down charges of a decision that came back.
    pub fn refunded(&self, of: u64, reason: RefundReason, refunds: &RefundTimes) {
        let Some(log) = self.log.as_ref().filter(|_| !refunds.is_empty()) else {
            return;
        };
        let subjects = self.timed(refunds);
        let refund = Refund {
            of,
            reason,
            subjects,
        };
        log.record(LimiterEvent::Refunded(refund));
    }

    /// Takes down that a number was verified.
    pub fn verified(&self, source: &Source, recipient: &Recipient, refunds: &RefundTimes) {
        if let Some(log) = &self.log {
            log.record(LimiterEvent::Verified(Settlement {
                number: self.number(&recipient.number),
                country: recipient.country.clone(),
                source: SourceKind::from_source(source),
                subjects: self.timed(refunds),
            }));
        }
    }

    /// Takes down what came back to a country.
    pub fn verified_in(&self, country: &str, count: u32, refunds: &RefundTimes) {
        if let (Some(log), Some((subject, at))) = (&self.log, refunds.first()) {
            log.record(LimiterEvent::VerifiedIn {
                country: country.to_owned(),
                count,
                subject: self.pseudonym(subject),
                at: *at,
            });
        }
    }

    /// An attempt without what would tell of a person.
    pub fn attempt(&self, attempt: &PricedAttempt, cost: u32, is_drawn: bool) -> LoggedAttempt {
        let (plan, client) = (&attempt.plan, attempt.client.as_ref());
        let recipient = plan.recipient();
        let number = &recipient.number;
        let thousand = format!("{} {}", block(number).subject, thousand(number));
        LoggedAttempt {
            debt: attempt.debt.id,
            channel: plan.channel(),
            country: recipient.country.clone(),
            units: attempt.units,
            cost,
            number: self.number(number),
            thousand: self.pseudonym(&thousand),
            is_drawn,
            is_allowed: attempt.is_allowed,
            allowance: client.map(|client| (client.sends_per_hour, client.spend_per_day)),
        }
    }

    fn timed(&self, refunds: &RefundTimes) -> Vec<(Pseudonym, u64)> {
        let subjects = refunds.iter();
        subjects
            .map(|(subject, at)| (self.pseudonym(subject), *at))
            .collect()
    }

    fn number(&self, number: &PhoneNumber) -> Pseudonym {
        self.pseudonym(number.as_e164())
    }

    fn pseudonym(&self, identity: &str) -> Pseudonym {
        Pseudonym(self.index.number("rehearsal", identity).to_be_bytes())
    }
}

impl SourceKind {
    fn from_source(source: &Source) -> Self {
        match source.ip().map(|ip| ip.address().is_ipv4()) {
            Some(true) => Self::Ipv4,
            Some(false) => Self::Ipv6,
            None => Self::Application,
        }
    }
}

impl AnswerKind {
    /// The answer of one subject.
    pub(super) fn from_result(taken: &Result<SubjectCharges, RateLimitError>) -> Self {
        match taken {
            Ok(taken) => {
                let recorded = taken.charges.iter().filter(|charge| charge.is_recorded);
                let recorded: Vec<_> = recorded.map(|charge| charge.limit).collect();
                match recorded.is_empty() {
                    true => Self::Granted,
                    false => Self::GrantedRecording(recorded),
                }
            }
            Err(RateLimitError::RateLimited(limited)) => Self::Denied {
                limit: limited.limit,
                wait_us: u64::try_from(limited.retry_after.as_micros()).unwrap_or(u64::MAX),
            },
            Err(RateLimitError::Unavailable(_)) => Self::Unknown,
        }
    }
}
