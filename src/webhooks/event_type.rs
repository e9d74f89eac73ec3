//! [`EventType`]: what a webhook is told of.

/// The type of an event. Its name stands in the payload and in `clients.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
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
    pub const ALL: [Self; 13] = [
        Self::VerificationPending,
        Self::VerificationApproved,
        Self::VerificationExpired,
        Self::VerificationCanceled,
        Self::VerificationMaxAttemptsReached,
        Self::VerificationBlocked,
        Self::MessageSent,
        Self::MessageDelivered,
        Self::MessageUndelivered,
        Self::LimitReached,
        Self::SpendThreshold,
        Self::ProviderDegraded,
        Self::OperatorAlert,
    ];

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

    /// The type of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|event_type| event_type.name() == name)
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
        let names: BTreeSet<_> = EventType::ALL.map(EventType::name).into();
        assert_eq!(names.len(), EventType::ALL.len());
        for event_type in EventType::ALL {
            let name = event_type.name();
            let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
            assert!(name.chars().all(fits), "{name}");
            assert_eq!(EventType::from_name(name), Some(event_type));
        }
        assert_eq!(EventType::from_name("verification"), None);
    }
}
