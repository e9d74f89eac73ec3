//! [`EventType`]: what a webhook is told of.

use enum_map::Enum;

/// The type of an event. Its name stands in the payload and in `clients.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enum)]
pub enum EventType {
    /// A code was asked for.
    VerificationPending,
    /// The right code came.
    VerificationApproved,
    /// The code expired before it came.
    VerificationExpired,
    /// The client canceled it.
    VerificationCanceled,
    /// Its guesses are used up.
    VerificationMaxAttemptsReached,
    /// Nothing is sent to the number.
    VerificationBlocked,
    /// The provider accepted a text or call.
    MessageSent,
    /// A text or call arrived.
    MessageDelivered,
    /// A text or call did not arrive.
    MessageUndelivered,
    /// A limit refused somebody.
    LimitReached,
    /// A share of the money of a day is spent.
    SpendThreshold,
    /// The provider fails, or works again.
    ProviderDegraded,
    /// Something is out of the ordinary, or is so no longer.
    OperatorAlert,
}

impl EventType {
    /// All types.
    pub fn all() -> [Self; Self::LENGTH] {
        std::array::from_fn(Self::from_usize)
    }

    /// The name, such as `verification.approved`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerificationPending => "verification.pending",
            Self::VerificationApproved => "verification.approved",
            Self::VerificationExpired => "verification.expired",
            Self::VerificationCanceled => "verification.canceled",
            Self::VerificationMaxAttemptsReached => "verification.max_attempts_reached",
            Self::VerificationBlocked => "verification.blocked",
            Self::MessageSent => "message.sent",
            Self::MessageDelivered => "message.delivered",
            Self::MessageUndelivered => "message.undelivered",
            Self::LimitReached => "limit.reached",
            Self::SpendThreshold => "spend.threshold",
            Self::ProviderDegraded => "provider.degraded",
            Self::OperatorAlert => "operator.alert",
        }
    }

    /// Whether it is about the service as a whole, so that only webhooks of the service are told.
    pub const fn is_of_service(self) -> bool {
        matches!(self, Self::ProviderDegraded | Self::OperatorAlert)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_type_has_a_name_of_its_own_which_the_standard_allows() {
        let names: BTreeSet<_> = EventType::all().map(EventType::name).into();
        assert_eq!(names.len(), EventType::all().len());
        for event_type in EventType::all() {
            let name = event_type.name();
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
            assert!(name.chars().all(fits), "{name}");
        }
    }
}
