//! The kinds of limit there are.

use enum_map::Enum;
use serde::{Deserialize, Serialize};

use crate::domain::Channel;

/// One kind of limit. Their order is part of what is stored: new ones come last.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Enum, Serialize, Deserialize,
)]
pub enum LimitKind {
    /// Posts of any kind by one client.
    PostsPerClient,
    /// Posts of a phone number by one client.
    StartsPerClient,
    /// Posts of a code by one client.
    GuessesPerClient,
    /// Different phone numbers of one client.
    NumbersPerClient,
    /// Attempts that one client asks for.
    AttemptsPerClient,
    /// Attempts that one source asked for and nobody verified.
    DebtPerSource,
    /// Tries of one client in a short interval; counted, never denied.
    TriesPerClient,
    /// Attempts to one block of phone numbers.
    AttemptsPerBlock,
    /// Attempts to one country.
    AttemptsPerCountry,
    /// Attempts that nobody verified, to one country or block.
    UnverifiedAttempts,
    /// Attempts of the whole service.
    AttemptsPerService,
    /// The money that attempts cost.
    Spend,
    /// Attempts for the sake of one host application.
    AttemptsPerApplication,
    /// The money that attempts for the sake of one host application cost.
    SpendPerApplication,
    /// Wrong credentials of host applications from one address; the answers after that are slow.
    WrongCredentials,
    /// Attempts of one instance.
    AttemptsPerInstance,
    /// Attempts by one channel that the provider is asked for in a second.
    ProviderRate(Channel),
    /// Wrong guesses of everybody; counted, never denied.
    WrongGuesses,
}

/// The one whom a limit concerns.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The client who asks.
    Client,
    /// All sources, which compete for it. A share is kept for those without debt.
    Shared,
    /// The provider: it only spreads attempts over time.
    Provider,
    /// This instance alone, or nobody where it is only counted.
    Other,
}

impl LimitKind {
    /// Every limit.
    pub fn all() -> [Self; Self::LENGTH] {
        std::array::from_fn(Self::from_usize)
    }

    /// The name in logs, the name of the bucket and the scope.
    const fn properties(self) -> (&'static str, &'static str, Scope) {
        use Scope::{Client, Other, Provider, Shared};
        match self {
            Self::PostsPerClient => ("posts of a client", "posts", Client),
            Self::StartsPerClient => ("starts of a client", "starts", Client),
            Self::GuessesPerClient => ("guesses of a client", "guesses", Client),
            Self::NumbersPerClient => ("numbers of a client", "numbers", Client),
            Self::AttemptsPerClient => ("sends of a client", "sends", Client),
            Self::DebtPerSource => ("unverified sends of a source", "debt", Client),
            Self::TriesPerClient => ("tries of a client", "tries", Other),
            Self::AttemptsPerBlock => ("sends to a block", "sends", Shared),
            Self::AttemptsPerCountry => ("sends to a country", "sends", Shared),
            Self::UnverifiedAttempts => ("unverified sends", "unverified", Shared),
            Self::AttemptsPerService => ("sends of the service", "sends", Shared),
            Self::Spend => ("spend", "spend", Shared),
            Self::AttemptsPerApplication => ("sends of an application", "sends", Other),
            Self::SpendPerApplication => ("spend of an application", "spend", Other),
            Self::WrongCredentials => ("wrong credentials", "credentials", Other),
            Self::AttemptsPerInstance => ("sends of this instance", "sends", Other),
            Self::ProviderRate(Channel::Text) => ("pace of texts", "texts", Provider),
            Self::ProviderRate(Channel::Call) => ("pace of calls", "calls", Provider),
            Self::WrongGuesses => ("wrong guesses", "wrong", Other),
        }
    }

    /// The name in logs.
    pub const fn name(self) -> &'static str {
        self.properties().0
    }

    /// The name of the bucket among those of its subject. Short, since there are many of them,
    /// and part of what is stored.
    pub(super) const fn bucket_name(self) -> &'static str {
        self.properties().1
    }

    /// Whether the limit is about the client who asks, rather than about the service.
    pub fn is_per_client(self) -> bool {
        self.properties().2 == Scope::Client
    }

    /// Whether the limit is one of money.
    pub(super) fn is_spend(self) -> bool {
        matches!(self, Self::Spend | Self::SpendPerApplication)
    }

    /// Whether the limit is the budget of one host application, which only it is charged to.
    pub fn is_budget(self) -> bool {
        matches!(
            self,
            Self::AttemptsPerApplication | Self::SpendPerApplication
        )
    }

    /// Whether the limit is about the block or the country of a number.
    pub(super) fn is_of_destination(self) -> bool {
        matches!(
            self,
            Self::AttemptsPerBlock | Self::AttemptsPerCountry | Self::UnverifiedAttempts
        )
    }

    /// Whether its charges are given back when the provider refuses an attempt.
    pub(super) fn costs_service(self) -> bool {
        !self.is_per_client() && !self.is_provider_rate()
    }

    /// Whether sources compete for the limit.
    pub(super) fn is_shared(self) -> bool {
        self.properties().2 == Scope::Shared
    }

    /// Whether the limit only spreads attempts over time, so that waiting a moment for it is the
    /// thing to do.
    pub(super) fn is_provider_rate(self) -> bool {
        self.properties().2 == Scope::Provider
    }

    /// The name in settings: that in logs, as one word.
    pub fn setting_name(self) -> String {
        const RELATIONS: [&str; 6] = [
            " of an ",
            " of a ",
            " of the ",
            " of this ",
            " to a ",
            " to the ",
        ];
        let name = RELATIONS
            .iter()
            .fold(self.name().to_owned(), |name, relation| {
                name.replace(relation, "_per_")
            });
        name.replace(' ', "_")
    }

    /// Whether the limit may be set to record only. Those that guard codes against guessing and
    /// credentials against trying may not, nor may those that deny nobody anyway.
    pub const fn may_record_only(self) -> bool {
        match self {
            Self::GuessesPerClient
            | Self::WrongCredentials
            | Self::WrongGuesses
            | Self::TriesPerClient
            | Self::ProviderRate(_) => false,
            Self::PostsPerClient
            | Self::StartsPerClient
            | Self::NumbersPerClient
            | Self::AttemptsPerClient
            | Self::DebtPerSource
            | Self::AttemptsPerBlock
            | Self::AttemptsPerCountry
            | Self::UnverifiedAttempts
            | Self::AttemptsPerService
            | Self::Spend
            | Self::AttemptsPerApplication
            | Self::SpendPerApplication
            | Self::AttemptsPerInstance => true,
        }
    }

    /// Usage thresholds, in percent, that raise an operator alert. A limit of one client concerns
    /// nobody else and has none.
    pub(super) const fn alert_thresholds(self) -> &'static [u64] {
        match self {
            Self::Spend | Self::SpendPerApplication => &[50, 80, 100],
            Self::AttemptsPerService
            | Self::AttemptsPerCountry
            | Self::AttemptsPerApplication
            | Self::UnverifiedAttempts => &[100],
            _ => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_has_one_name_in_settings_and_one_in_logs() {
        let names = LimitKind::all().map(|limit| (limit.name(), limit.setting_name()));
        let names: Vec<_> = names
            .iter()
            .map(|(log, setting)| (*log, &**setting))
            .collect();
        assert_eq!(names, NAMES);
    }

    /// Part of what operators write in their settings and read in their logs.
    const NAMES: [(&str, &str); 19] = [
        ("posts of a client", "posts_per_client"),
        ("starts of a client", "starts_per_client"),
        ("guesses of a client", "guesses_per_client"),
        ("numbers of a client", "numbers_per_client"),
        ("sends of a client", "sends_per_client"),
        (
            "unverified sends of a source",
            "unverified_sends_per_source",
        ),
        ("tries of a client", "tries_per_client"),
        ("sends to a block", "sends_per_block"),
        ("sends to a country", "sends_per_country"),
        ("unverified sends", "unverified_sends"),
        ("sends of the service", "sends_per_service"),
        ("spend", "spend"),
        ("sends of an application", "sends_per_application"),
        ("spend of an application", "spend_per_application"),
        ("wrong credentials", "wrong_credentials"),
        ("sends of this instance", "sends_per_instance"),
        ("pace of texts", "pace_of_texts"),
        ("pace of calls", "pace_of_calls"),
        ("wrong guesses", "wrong_guesses"),
    ];
}
