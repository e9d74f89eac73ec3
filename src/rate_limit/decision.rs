//! Decisions of the limiter, in a form that can be kept and replayed: no number, no address, only
//! keyed hashes of them.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use crate::domain::Channel;
use crate::rate_limit::{LimitKind, PostKind};

/// Takes down what the limiter decides. It must return at once: a person waits.
pub trait DecisionLog: Send + Sync {
    /// Takes down an event.
    fn record(&self, event: LimiterEvent);
}

/// The keyed hash of a subject, a phone number or a block of numbers: 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Pseudonym(pub [u8; 8]);

/// Something that changed buckets, or was denied. Its stored bytes are all fields in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LimiterEvent {
    /// The limiter decided.
    Decided(LoggedDecision),
    /// Charges came back.
    Refunded(Refund),
    /// A number was verified, which makes up for attempts that were not.
    Verified(Settlement),
    /// The same in the bucket of a country, for several verifications together.
    VerifiedIn {
        /// ISO 3166-1 code of the country.
        country: String,
        /// The number of verifications.
        count: u32,
        /// The subject whose bucket it is.
        subject: Pseudonym,
        /// The store's clock, in microseconds.
        at: u64,
    },
}

/// One decision: the question, the subjects whose buckets were asked, and their answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedDecision {
    /// The number of the decision at its instance.
    pub id: u64,
    /// The question.
    pub question: Question,
    /// The kind of source, on which it depends what subjects there are.
    pub source: SourceKind,
    /// The subjects, in the order of the plan of charges.
    pub subjects: Vec<Pseudonym>,
    /// The store's clock at the first answer, in microseconds.
    pub at: u64,
    /// The answers, in the same order; fewer where a denial ended the asking.
    pub answers: Vec<Answer>,
}

/// The kind of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SourceKind {
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// A host application that does not tell its user's address.
    Application,
}

/// The thing that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Question {
    /// A post.
    Post(PostKind),
    /// A debt, before an attempt.
    Debt,
    /// An attempt.
    Attempt(LoggedAttempt),
}

/// An attempt without what would tell of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LoggedAttempt {
    /// The decision about its debt.
    pub debt: u64,
    /// The channel.
    pub channel: Channel,
    /// ISO 3166-1 code of the number's country.
    pub country: String,
    /// The most segments or minutes that it may be billed as.
    pub units: u32,
    /// Its price in parts, by the prices of then.
    pub cost: u32,
    /// The phone number.
    pub number: Pseudonym,
    /// The block of 1,000 numbers that it is in.
    pub thousand: Pseudonym,
    /// Whether it came in the moment that was drawn for its source.
    pub is_drawn: bool,
    /// Whether the operator allowed the number beyond the limits of its destination.
    pub is_allowed: bool,
    /// The limits of the host application for whose sake it is made: attempts in an hour, and
    /// whole units of money in a day.
    pub allowance: Option<(Option<NonZeroU32>, Option<NonZeroU32>)>,
}

/// The answer of one subject's buckets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// Microseconds after the first answer of the decision.
    pub after: u32,
    /// The answer itself.
    pub kind: AnswerKind,
}

/// The content of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnswerKind {
    /// All charges were taken.
    Granted,
    /// All were taken but those of these limits, which only record.
    GrantedRecording(Vec<LimitKind>),
    /// This limit denied, and nothing was taken.
    Denied {
        limit: LimitKind,
        /// The wait that was told, in microseconds.
        wait_us: u64,
    },
    /// The store failed.
    Unknown,
}

/// The reason why charges came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum RefundReason {
    /// Another subject of the same decision denied.
    Denied,
    /// The attempt of a debt was denied.
    AttemptDenied,
    /// The attempt was not made for another reason.
    NotMade,
    /// The provider refused the attempt; the client stays charged.
    ProviderRefused,
}

/// Charges of a decision that came back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The decision.
    pub of: u64,
    /// The reason.
    pub reason: RefundReason,
    /// The subjects, each with the store's clock in microseconds.
    pub subjects: Vec<(Pseudonym, u64)>,
}

/// A number that was verified.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// The phone number.
    pub number: Pseudonym,
    /// ISO 3166-1 code of its country.
    pub country: String,
    /// The kind of the source that verified it.
    pub source: SourceKind,
    /// The source, its surroundings and the block, each with the store's clock in microseconds.
    pub subjects: Vec<(Pseudonym, u64)>,
}

impl LoggedDecision {
    /// The limit that denied, with the longest wait; `None` where nothing did.
    pub fn denied_by(&self) -> Option<LimitKind> {
        let denials = self.answers.iter().filter_map(|answer| match answer.kind {
            AnswerKind::Denied { limit, wait_us } => Some((limit, wait_us)),
            _ => None,
        });
        // Of equal waits the first, as the limiter has it.
        let longest = denials.reduce(|one, other| if other.1 > one.1 { other } else { one });
        longest.map(|(limit, _)| limit)
    }
}
